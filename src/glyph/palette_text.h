/* SPDX-License-Identifier: MIT
 *
 * Palettes by name. A palette's glyphs are read cluster by cluster.
 */
#ifndef GR_GLYPH_PALETTE_TEXT_H
#define GR_GLYPH_PALETTE_TEXT_H

#include "glyph/cluster.h"
#include "model/palette.h"

/* The next code point of a palette's text that a font must have, moving *cursor behind it: 0 at the
 * end, -1 for a byte that is not UTF-8; every kind of space is U+0020. */
int32_t gr_palette_next(const char **cursor);

const GrPalette *gr_palette_find(const char *name);
const char *gr_palette_nearest(const char *name); /* for a "did you mean", or NULL */

#endif
