/* SPDX-License-Identifier: MIT
 *
 * The built-in bitmap font: printable ASCII, 8x16, drawn in fonts/builtin-8x16.txt and compiled in,
 * so that a machine without any font still renders and tests depend on no library.
 */
#ifndef GR_GLYPH_BUILTIN_H
#define GR_GLYPH_BUILTIN_H

#include <stdbool.h>
#include <stdint.h>

enum {
    GR_BUILTIN_FIRST = 0x20,
    GR_BUILTIN_COUNT = 95,
    GR_BUILTIN_WIDTH = 8,
    GR_BUILTIN_HEIGHT = 16,
};

/* Rows from the top; the highest bit is the leftmost column. Generated from the drawing. */
extern const uint8_t gr_builtin_rows[GR_BUILTIN_COUNT][GR_BUILTIN_HEIGHT];

bool gr_builtin_has(uint32_t code_point);

/* Draws a character into a cell: whole multiples of its pixels where they fill most of the cell,
 * else scaled by area to the whole of it. Rows are `stride` bytes apart; only the cell's own bytes
 * are written. */
void gr_builtin_draw(uint32_t code_point, int width, int height, uint8_t *out, int stride);

/* Scaling by area, shared by everything that scales bitmaps: when `source_count` source pixels are
 * stretched over `count` output pixels, output pixel `index` sees the sources `first` to `last`
 * with these weights, which add up to 1. */
typedef struct GrAreaSpan {
    int first, last;
    float first_weight, middle_weight, last_weight;
} GrAreaSpan;
GrAreaSpan gr_area_span(int index, int count, int source_count);
static inline float gr_area_weight(const GrAreaSpan *span, int source)
{
    if (source == span->first) {
        return span->first_weight;
    }
    return source == span->last ? span->last_weight : span->middle_weight;
}

#endif
