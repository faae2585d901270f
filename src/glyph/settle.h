/* SPDX-License-Identifier: MIT
 *
 * From one picture of a glyph to the cells of all sizes of an atlas, whose widths and heights
 * differ by a pixel.
 */
#ifndef GR_GLYPH_SETTLE_H
#define GR_GLYPH_SETTLE_H

#include "glyph/rule_glyphs.h"

/* Which part of a glyph's picture goes into a cell. The halves of a wide one touch each other
 * whatever the sizes of their cells. */
typedef enum GrHalf { GR_HALF_NONE, GR_HALF_LEFT, GR_HALF_RIGHT } GrHalf;

/* Where along an axis a cell's glyph is stretched to fill it; else it stays as it is, blank behind
 * its end (a left half before its start). */
typedef struct GrStretching {
    bool x, y;
} GrStretching;

/* Cells of these smaller sizes differ by too large a share: a blank column, or a stroke that only
 * the larger one has room for, would show as a seam in the picture. */
GrStretching gr_stretching(int width, int height, bool rule);
/* `from` is the picture drawn for the smallest size. */
void gr_settle(GrCell from, GrCell to, GrStretching stretching, GrHalf half);

#endif
