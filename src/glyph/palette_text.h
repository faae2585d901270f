/* SPDX-License-Identifier: MIT
 *
 * Palettes by name. A palette's glyphs are read cluster by cluster.
 */
#ifndef GR_GLYPH_PALETTE_TEXT_H
#define GR_GLYPH_PALETTE_TEXT_H

#include "glyph/cluster.h"
#include "model/palette.h"

const GrPalette *gr_palette_find(const char *name);
const char *gr_palette_nearest(const char *name); /* for a "did you mean", or NULL */

#endif
