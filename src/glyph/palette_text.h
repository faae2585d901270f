/* SPDX-License-Identifier: MIT
 *
 * Reading the glyphs of a palette: its characters one by one, without what cannot be a cell of its
 * own.
 */
#ifndef GR_GLYPH_PALETTE_TEXT_H
#define GR_GLYPH_PALETTE_TEXT_H

#include "model/palette.h"

#include <stdint.h>

/* The next character of a palette's text, moving *cursor behind it: 0 at the end, -1 for a byte
 * that is not UTF-8. Line ends, tabs, other controls, joiners and variation selectors are left out,
 * so that a file of glyphs may have lines; every kind of space is U+0020. */
int32_t gr_palette_next(const char **cursor);

const GrPalette *gr_palette_find(const char *name);
const char *gr_palette_nearest(const char *name); /* for a "did you mean", or NULL */

#endif
