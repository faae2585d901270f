/* SPDX-License-Identifier: MIT */
#include "glyph/settle.h"

#include "glyph/builtin.h"

#include <string.h>

typedef struct Evenness {
    int width, height;
} Evenness;
/* Letters that small are texture; larger ones had better stay crisp. */
static const Evenness even_text = {5, 8};
/* Rule glyphs are exact at any size that has room for their halves. */
static const Evenness even_rule = {2, 2};

GrStretching gr_stretching(int width, int height, bool rule)
{
    Evenness even = rule ? even_rule : even_text;
    return (GrStretching){width < even.width, height < even.height};
}

/* One pixel of a cell that another is stretched to, by area. */
static uint8_t stretched(GrCell from, const GrAreaSpan *columns, const GrAreaSpan *rows)
{
    float sum = 0.0f;
    for (int y = rows->first; y <= rows->last; y++) {
        for (int x = columns->first; x <= columns->last; x++) {
            sum += (float)from.pixels[y * from.stride + x] * gr_area_weight(rows, y) *
                   gr_area_weight(columns, x);
        }
    }
    return (uint8_t)(sum + 0.5f);
}

void gr_settle(GrCell from, GrCell to, GrStretching stretching, GrHalf half)
{
    int width = stretching.x ? to.width : from.width;
    int height = stretching.y ? to.height : from.height;
    uint8_t *start = to.pixels + (half == GR_HALF_LEFT ? to.width - width : 0);
    for (int y = 0; y < height; y++) {
        uint8_t *row = start + y * to.stride;
        if (width == from.width && height == from.height) {
            memcpy(row, from.pixels + y * from.stride, (size_t)width);
            continue;
        }
        GrAreaSpan rows = gr_area_span(y, height, from.height);
        for (int x = 0; x < width; x++) {
            GrAreaSpan columns = gr_area_span(x, width, from.width);
            row[x] = stretched(from, &columns, &rows);
        }
    }
}
