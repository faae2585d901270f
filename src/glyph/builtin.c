/* SPDX-License-Identifier: MIT */
#include "glyph/builtin.h"

#include "base/vmath.h"

bool gr_builtin_has(uint32_t code_point)
{
    return code_point >= GR_BUILTIN_FIRST && code_point < GR_BUILTIN_FIRST + GR_BUILTIN_COUNT;
}

GrAreaSpan gr_area_span(int index, int count, int source_count)
{
    /* In units of 1/count of a source pixel everything is a whole number. */
    int64_t from = (int64_t)index * source_count;
    int64_t to = from + source_count;
    GrAreaSpan span = {.first = (int)(from / count), .last = (int)((to - 1) / count)};
    float whole = (float)source_count;
    int64_t first_end = (int64_t)(span.first + 1) * count;
    span.first_weight = (float)((first_end < to ? first_end : to) - from) / whole;
    span.middle_weight = (float)count / whole;
    span.last_weight = (float)(to - (int64_t)span.last * count) / whole;
    return span;
}

static bool pixel(const uint8_t *rows, int x, int y)
{
    return (rows[y] >> (GR_BUILTIN_WIDTH - 1 - x)) & 1;
}

static void draw_multiple(const uint8_t *rows, int scale_x, int scale_y, int width, int height,
                          uint8_t *out, int stride)
{
    int left = (width - scale_x * GR_BUILTIN_WIDTH) / 2;
    int top = (height - scale_y * GR_BUILTIN_HEIGHT) / 2;
    for (int y = 0; y < height; y++) {
        int source_y = (y - top) / scale_y;
        bool inside_y = y >= top && source_y < GR_BUILTIN_HEIGHT;
        for (int x = 0; x < width; x++) {
            int source_x = (x - left) / scale_x;
            bool inside = inside_y && x >= left && source_x < GR_BUILTIN_WIDTH;
            out[y * stride + x] = inside && pixel(rows, source_x, source_y) ? 255 : 0;
        }
    }
}

static void draw_by_area(const uint8_t *rows, int width, int height, uint8_t *out, int stride)
{
    for (int y = 0; y < height; y++) {
        GrAreaSpan span_y = gr_area_span(y, height, GR_BUILTIN_HEIGHT);
        for (int x = 0; x < width; x++) {
            GrAreaSpan span_x = gr_area_span(x, width, GR_BUILTIN_WIDTH);
            float sum = 0.0f;
            for (int sy = span_y.first; sy <= span_y.last; sy++) {
                for (int sx = span_x.first; sx <= span_x.last; sx++) {
                    if (pixel(rows, sx, sy)) {
                        sum += gr_area_weight(&span_y, sy) * gr_area_weight(&span_x, sx);
                    }
                }
            }
            out[y * stride + x] = (uint8_t)(gr_unitf(sum) * 255.0f + 0.5f);
        }
    }
}

void gr_builtin_draw(uint32_t code_point, int width, int height, uint8_t *out, int stride)
{
    const uint8_t *rows = gr_builtin_rows[code_point - GR_BUILTIN_FIRST];
    int scale_x = width / GR_BUILTIN_WIDTH, scale_y = height / GR_BUILTIN_HEIGHT;
    /* Whole multiples are crisp; they are worth a margin of up to a fifth of the cell. */
    bool fills = scale_x * GR_BUILTIN_WIDTH * 5 >= width * 4 &&
                 scale_y * GR_BUILTIN_HEIGHT * 5 >= height * 4;
    if (fills) {
        draw_multiple(rows, scale_x, scale_y, width, height, out, stride);
    } else {
        draw_by_area(rows, width, height, out, stride);
    }
}
