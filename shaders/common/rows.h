/* SPDX-License-Identifier: MIT
 *
 * Rows between rows, and between their pixels: linear, in parts of 256.
 */
#ifndef GR_SHADERS_COMMON_ROWS_H
#define GR_SHADERS_COMMON_ROWS_H

#include "pixel.h"

static inline GrPixel gr_between(GrPixel a, GrPixel b, uint16_t part)
{
    uint16_t value = (uint16_t)(a * (uint16_t)(256 - part) + b * part + 128);
    return (GrPixel)(value >> 8);
}

/* All on 64-byte boundaries, `span` a whole number of them. */
static inline void gr_blend_rows(GrPixel *restrict out, const GrPixel *restrict above,
                                 const GrPixel *restrict below, uint16_t part, int span)
{
    out = GR_ALIGNED(out);
    above = GR_ALIGNED(above);
    below = GR_ALIGNED(below);
    for (int x = 0; x < span; x++)
        out[x] = gr_between(above[x], below[x], part);
}

/* The row `part` of a pixel further to the right; `from` may start anywhere. */
static inline void gr_blend_along(GrPixel *restrict out, const GrPixel *restrict from,
                                  uint16_t part, int span)
{
    out = GR_ALIGNED(out);
    for (int x = 0; x < span; x++)
        out[x] = gr_between(from[x], from[x + 1], part);
}

#endif
