/* SPDX-License-Identifier: MIT */
#include "render/light.h"

#include "model/colour.h"

#include <string.h>

enum {
    ROWS_A_BLOCK = 10, /* rows of pixels that are looked at, of each row of blocks */
    PILE_ROWS = 257,   /* of 255 each: as many as 16 bits hold */
};

/* Relative luminance of linear light, in 1/65536. */
static const uint64_t LIGHT_R = 13933, LIGHT_G = 46871, LIGHT_B = 4732;

static int blocks_along(int side, int shorter)
{
    int blocks = (int)(((int64_t)side * GR_LIGHT_SHORT_SIDE + shorter / 2) / shorter);
    blocks = blocks < side ? blocks : side;
    return blocks < GR_LIGHT_LONG_SIDE ? blocks : GR_LIGHT_LONG_SIDE;
}

GrLightShape gr_light_shape(int width, int height)
{
    int shorter = width < height ? width : height;
    GrLightShape shape = {.width = width, .height = height};
    shape.cols = blocks_along(width, shorter);
    shape.rows = blocks_along(height, shorter);
    int step = height / (shape.rows * ROWS_A_BLOCK);
    shape.step = step > 1 ? step : 1;
    return shape;
}

int gr_light_meter_init(GrLightMeter *meter, GrArena *arena, const GrLightShape *shape,
                        GrError *error)
{
    int span = gr_kernel_span(shape->width);
    meter->row = gr_arena_alloc(arena, (size_t)span);
    bool missing = !meter->row;
    for (int plane = 0; plane < 3; plane++) {
        meter->pile[plane] = GR_ARENA_NEW(arena, uint16_t, span);
        meter->sum[plane] = GR_ARENA_NEW(arena, uint32_t, GR_LIGHT_MOST_BLOCKS);
        missing = missing || !meter->pile[plane] || !meter->sum[plane];
    }
    return missing ? gr_error_memory(error, "a light meter", (size_t)span * 7) : GR_OK;
}

void gr_light_curve(GrCurve *curve)
{
    *curve = (GrCurve){.shape = GR_CURVE_RISE};
    int level[GR_CURVE_SEGMENTS + 1];
    for (int i = 0; i <= GR_CURVE_SEGMENTS; i++)
        level[i] = (int)(gr_srgb_to_linear((float)(16 * i) / 255.0f) * 255.0f + 0.5f);
    for (int i = 0; i < GR_CURVE_SEGMENTS; i++) {
        curve->rise.base[i] = (uint8_t)level[i];
        curve->rise.slope[i] = (uint8_t)(level[i + 1] - level[i]);
    }
    for (int x = 0; x < 256; x++) {
        int value = level[x / 16] + ((curve->rise.slope[x / 16] * (x % 16) + 8) >> 4);
        curve->table[x] = (uint8_t)(value > 255 ? 255 : value);
    }
}

/* Which row of each group of `step` is looked at wanders, by a factor chosen so that lines at
 * regular distances are neither all seen nor all missed: at the usual sizes and distances of 2 to
 * 12 rows a block sees at most three tenths too much or too little of them. */
static int row_of_group(const GrLightShape *shape, int group)
{
    uint32_t part = ((uint32_t)group * 4281u) & 0xffffu;
    return group * shape->step + (int)((part * (uint32_t)shape->step) >> 16);
}

/* Gives the pile to the blocks of its row. */
static void settle(GrLightMeter *meter, const GrLightShape *shape)
{
    if (!meter->piled)
        return;
    meter->piled = 0;
    for (int plane = 0; plane < 3; plane++) {
        uint16_t *pile = meter->pile[plane];
        uint32_t *sum = meter->sum[plane] + meter->pile_of * shape->cols;
        for (int col = 0, x = 0; col < shape->cols; col++) {
            int end = (int)((int64_t)(col + 1) * shape->width / shape->cols);
            uint32_t total = 0;
            for (; x < end; x++)
                total += pile[x];
            sum[col] += total;
        }
        memset(pile, 0, (size_t)shape->width * sizeof *pile);
    }
}

void gr_light_meter_add(GrLightMeter *meter, const GrLightShape *shape, const GrCurve *curve,
                        const GrCanvas *canvas, int y0, int y1)
{
    const GrKernels *kernels = gr_kernels();
    int span = gr_kernel_span(shape->width);
    for (int group = y0 / shape->step; group * shape->step < y1; group++) {
        int y = row_of_group(shape, group);
        if (y < y0 || y >= y1)
            continue;
        int block_row = (int)((int64_t)y * shape->rows / shape->height);
        if (block_row != meter->pile_of || meter->piled == PILE_ROWS)
            settle(meter, shape);
        meter->pile_of = block_row;
        meter->piled++;
        for (int plane = 0; plane < 3; plane++) {
            memcpy(meter->row, gr_canvas_row(canvas, plane, y), (size_t)shape->width);
            kernels->curve(meter->row, curve, NULL, span);
            kernels->pile(meter->pile[plane], meter->row, shape->width);
        }
    }
}

void gr_light_meter_take(GrLightMeter *meter, GrLightMeter *from, const GrLightShape *shape)
{
    int blocks = shape->cols * shape->rows;
    settle(from, shape);
    for (int plane = 0; plane < 3; plane++) {
        for (int i = 0; i < blocks; i++)
            meter->sum[plane][i] += from->sum[plane][i];
        memset(from->sum[plane], 0, (size_t)blocks * sizeof *from->sum[plane]);
    }
}

/* Rows of pixels that are looked at in each row of blocks. */
static void count_rows(const GrLightShape *shape, int rows[GR_LIGHT_LONG_SIDE])
{
    memset(rows, 0, GR_LIGHT_LONG_SIDE * sizeof *rows);
    for (int group = 0; group * shape->step < shape->height; group++) {
        int y = row_of_group(shape, group);
        if (y < shape->height)
            rows[(int64_t)y * shape->rows / shape->height]++;
    }
}

void gr_light_meter_read(GrLightMeter *meter, const GrLightShape *shape, uint8_t *light)
{
    int rows[GR_LIGHT_LONG_SIDE], blocks = shape->cols * shape->rows;
    settle(meter, shape);
    count_rows(shape, rows);
    for (int i = 0; i < blocks; i++) {
        int col = i % shape->cols;
        int width = (int)((int64_t)(col + 1) * shape->width / shape->cols -
                          (int64_t)col * shape->width / shape->cols);
        uint64_t count = (uint64_t)rows[i / shape->cols] * (uint64_t)width;
        uint64_t r = meter->sum[0][i], g = meter->sum[1][i], b = meter->sum[2][i];
        count = count > 0 ? count : 1;
        light[i] =
            (uint8_t)((LIGHT_R * r + LIGHT_G * g + LIGHT_B * b + 32768 * count) / (65536 * count));
        uint64_t red = r > g + b ? r - g - b : 0;
        bool saturated = r > 0 && 5 * r >= 4 * (r + g + b);
        light[blocks + i] =
            (uint8_t)((2 * GR_RED_ONE * red + 255 * count) / (510 * count) * 2 + saturated);
    }
    for (int plane = 0; plane < 3; plane++)
        memset(meter->sum[plane], 0, (size_t)blocks * sizeof *meter->sum[plane]);
}
