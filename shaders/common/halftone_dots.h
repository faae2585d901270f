/* SPDX-License-Identifier: MIT
 *
 * The dots of a halftone: the frame shrunk to the means of blocks a quarter to half a dot wide, and
 * of each block, by the light of each screen, the square of its dot's radius and the slope of that
 * dot's edge. Numbers of 16 bits, in rows that go on beyond the frame.
 */
#ifndef GR_SHADERS_COMMON_HALFTONE_DOTS_H
#define GR_SHADERS_COMMON_HALFTONE_DOTS_H

#include "base/simd.h"
#include "model/shader.h"
#include "pixel.h"
#include "sums.h"

#include <string.h>

enum {
    GR_HALFTONE_BLOCK_MOST = 32,
    GR_HALFTONE_LIGHTS = 256,
    GR_HALFTONE_PAD = 16, /* blocks before a row of them */
    GR_HALFTONE_PAD_AFTER = 64,
    GR_HALFTONE_STEEPEST = 100, /* edges of the smallest dots, times those of the largest */
};

/* What one light makes of a dot. */
typedef struct GrHalftoneDot {
    int16_t square; /* of its radius, cells^2 * 2^15 */
    int16_t slope;  /* of the edge: code values a unit of `square`, * 2^(16 - shift) */
} GrHalftoneDot;

typedef struct GrHalftoneDots {
    float cell;  /* pixels from dot to dot */
    int screens; /* 3, or 1 with one ink */
    int block, block_bits, cols, rows;
    int shift;
    GrHalftoneDot dot[GR_HALFTONE_LIGHTS];
    uint8_t dot_byte[4][GR_HALFTONE_LIGHTS]; /* lower and upper bytes of squares and of slopes */
    int16_t *lattice; /* of each row of blocks and each screen: squares, then slopes */
} GrHalftoneDots;

/* The block is half a dot or less, and a whole number of them makes a band. */
static inline int gr_halftone_block(float cell)
{
    int block = 1;
    while (block < GR_HALFTONE_BLOCK_MOST && (float)(4 * block) <= cell)
        block *= 2;
    return block;
}

static inline size_t gr_halftone_row_words(int width, int block)
{
    size_t cols = (size_t)((width + block - 1) / block);
    size_t words = GR_HALFTONE_PAD + cols + GR_HALFTONE_PAD_AFTER;
    return gr_align64(words * sizeof(int16_t)) / sizeof(int16_t);
}

/* Of the lattice, for cells that are no smaller. */
static inline size_t gr_halftone_lattice_bytes(int width, int height, float cell)
{
    int block = gr_halftone_block(cell);
    size_t rows = (size_t)((height + block - 1) / block);
    return gr_halftone_row_words(width, block) * sizeof(int16_t) * 2 * 3 * rows;
}

/* Of a row of blocks: its squares (0) or its slopes (1). */
static inline int16_t *gr_halftone_row(const GrHalftoneDots *dots, int screen, int row, int what)
{
    size_t words = gr_halftone_row_words(dots->cols * dots->block, dots->block);
    size_t index = ((size_t)row * 3 + (size_t)screen) * 2 + (size_t)what;
    return dots->lattice + words * index + GR_HALFTONE_PAD;
}

/* `lattice`: room for gr_halftone_lattice_bytes(). */
static inline void gr_halftone_begin(GrHalftoneDots *dots, int width, int height, void *lattice)
{
    dots->block = gr_halftone_block(dots->cell);
    for (dots->block_bits = 0; 1 << dots->block_bits < dots->block;)
        dots->block_bits++;
    dots->cols = (width + dots->block - 1) / dots->block;
    dots->rows = (height + dots->block - 1) / dots->block;
    dots->lattice = lattice;
}

/* Share of a cell that a dot covers: a circle, less what it shares with its neighbours. */
static inline float gr_halftone_area(float r)
{
    float area = 0.5f * GR_TAU * r * r;
    if (r <= 0.5f)
        return area;
    float half = gr_sqrtf(gr_maxf(r * r - 0.25f, 0.0f));
    return area - 4.0f * (r * r * gr_atan2f(half, 0.5f) - 0.5f * half);
}

/* A parabola that is cut off at full and at nothing. Its mean is the square of the radius, so that
 * an edge adds nothing to a dot, however wide it is; what is too small to be full in its middle is
 * made as wide as it takes. */
static inline GrHalftoneDot gr_halftone_dot(const GrHalftoneDots *dots, float radius)
{
    float cell = dots->cell, slope = GR_HALFTONE_STEEPEST * 0.5f * cell / (0.7072f + 0.6f / cell);
    float square = -1.0f / slope;
    if (radius > 0.0f) {
        slope = gr_minf(gr_minf(0.5f * cell / radius, cell * cell), slope);
        square = radius * radius;
        if (square * slope < 0.5f)
            square = radius * gr_sqrtf(2.0f / slope) - 0.5f / slope;
    }
    square = gr_clampf(square * 32768.0f, -8192.0f, 24500.0f);
    slope = gr_clampf(slope * 510.0f / (float)(1 << dots->shift), 1.0f, 32767.0f);
    return (GrHalftoneDot){(int16_t)gr_to_int(square), (int16_t)gr_to_int(slope)};
}

static inline void gr_halftone_fill(GrHalftoneDots *dots, float gamma, bool inverse)
{
    enum { STEPS = 2048 };
    const float most = 0.7072f;
    int step = 0;
    dots->shift = 0;
    while (GR_HALFTONE_STEEPEST * 255.0f * dots->cell / most / (float)(1 << dots->shift) > 32767.0f)
        dots->shift++;
    for (int i = 0; i < GR_HALFTONE_LIGHTS; i++) {
        float wanted = gr_powf((float)i / (GR_HALFTONE_LIGHTS - 1), gamma);
        while (step < STEPS && gr_halftone_area(most * (float)step / STEPS) < wanted)
            step++;
        float radius = most * (float)step / STEPS;
        /* Nothing is no dot at all, and all of it leaves no hole. */
        radius = i == 0                        ? -0.6f / dots->cell
                 : i == GR_HALFTONE_LIGHTS - 1 ? most + 0.6f / dots->cell
                                               : radius;
        dots->dot[inverse ? GR_HALFTONE_LIGHTS - 1 - i : i] = gr_halftone_dot(dots, radius);
    }
    for (int i = 0; i < GR_HALFTONE_LIGHTS; i++) {
        dots->dot_byte[0][i] = (uint8_t)dots->dot[i].square;
        dots->dot_byte[1][i] = (uint8_t)((uint16_t)dots->dot[i].square >> 8);
        dots->dot_byte[2][i] = (uint8_t)dots->dot[i].slope;
        dots->dot_byte[3][i] = (uint8_t)((uint16_t)dots->dot[i].slope >> 8);
    }
}

/* Means of one row of blocks of one plane, 0..255, in `sums`. */
static inline uint16_t *gr_halftone_means(const GrHalftoneDots *dots, uint16_t *sums,
                                          const GrCanvas *source, int plane, int row)
{
    int y0 = row * dots->block, whole = dots->cols * dots->block;
    int y1 = y0 + dots->block < source->height ? y0 + dots->block : source->height;
    int columns = dots->block > 1 ? 2 : 1, half = (source->width + columns - 1) / columns;
    memset(sums, 0, (size_t)half * sizeof *sums);
    for (int y = y0; y < y1; y++)
        (columns > 1 ? gr_add_pairs : gr_add_row)(sums, gr_canvas_row(source, plane, y),
                                                  source->width / columns);
    if (half * columns > source->width) /* the last column once more */
        for (int y = y0; y < y1; y++)
            sums[half - 1] =
                (uint16_t)(sums[half - 1] + 2 * gr_canvas_row(source, plane, y)[source->width - 1]);
    for (int x = half; x < whole / columns; x++)
        sums[x] = sums[half - 1];
    for (int wide = 4; wide <= dots->block; wide *= 2) {
        uint16_t *joined = sums + 2 * (whole / wide);
        gr_join_pairs(joined, sums, whole / wide, wide > 8);
        sums = joined;
        columns = wide > 8 ? columns : wide;
    }
    uint32_t count = (uint32_t)(columns * (y1 - y0)), factor = (65536 + count / 2) / count;
    for (int col = 0; col < dots->cols; col++) {
        uint32_t mean = (sums[col] * factor + 32768) >> 16;
        sums[col] = (uint16_t)(mean < 255 ? mean : 255);
    }
    return sums;
}

/* Edges go on beyond the first and the last block. */
static inline void gr_halftone_pad(int16_t *row, int cols)
{
    for (int i = 1; i <= GR_HALFTONE_PAD; i++)
        row[-i] = row[0];
    for (int i = 0; i < GR_HALFTONE_PAD_AFTER; i++)
        row[cols + i] = row[cols - 1];
}

/* May write as many as make whole registers. */
static inline void gr_halftone_pick(const GrHalftoneDots *dots, int16_t *squares, int16_t *slopes,
                                    const uint16_t *lights)
{
#ifdef __AVX512VBMI__
    int16_t *const out[2] = {squares, slopes};
    for (int k = 0; k < 2; k++) {
        const WholeTable lower = whole_table(dots->dot_byte[2 * k]);
        const WholeTable upper = whole_table(dots->dot_byte[2 * k + 1]);
        for (int col = 0; col < dots->cols; col += 64) {
            Byte at =
                (Byte)wide_pack16(wide_load_any(lights + col), wide_load_any(lights + col + 32));
            Wide low = (Wide)whole_pick(&lower, at), high = (Wide)whole_pick(&upper, at);
            wide_store_any(out[k] + col, wide_low8(low, high));
            wide_store_any(out[k] + col + 32, wide_high8(low, high));
        }
    }
#else
    for (int col = 0; col < dots->cols; col++) {
        GrHalftoneDot dot = dots->dot[lights[col]];
        squares[col] = dot.square;
        slopes[col] = dot.slope;
    }
#endif
}

static inline void gr_halftone_lay(const GrHalftoneDots *dots, int screen, int row,
                                   const uint16_t *lights)
{
    int16_t *squares = gr_halftone_row(dots, screen, row, 0),
            *slopes = gr_halftone_row(dots, screen, row, 1);
    gr_halftone_pick(dots, squares, slopes, lights);
    gr_halftone_pad(squares, dots->cols);
    gr_halftone_pad(slopes, dots->cols);
}

/* Lumas in the first screen's squares, until they are dots. */
static inline void gr_halftone_lay_grey(const GrHalftoneDots *dots, uint16_t *scratch,
                                        const GrCanvas *source, int row)
{
    static const uint16_t weights[3] = {54, 183, 19};
    uint16_t *luma = (uint16_t *)gr_halftone_row(dots, 0, row, 0);
    for (int c = 0; c < 3; c++) {
        const uint16_t *means = gr_halftone_means(dots, scratch, source, c, row);
        for (int col = 0; col < dots->cols; col++)
            luma[col] = (uint16_t)((c ? luma[col] : 128) + means[col] * weights[c]);
    }
    uint16_t *lights = scratch;
    for (int col = 0; col < dots->cols; col++)
        lights[col] = luma[col] >> 8;
    gr_halftone_lay(dots, 0, row, lights);
}

/* Of the rows of blocks from y0 to y1; `scratch`: room for a row of pixels in 16 bits. */
static inline void gr_halftone_survey(const GrHalftoneDots *dots, uint16_t *scratch,
                                      const GrCanvas *source, int y0, int y1)
{
    for (int row = y0 / dots->block; row * dots->block < y1; row++) {
        if (dots->screens == 1)
            gr_halftone_lay_grey(dots, scratch, source, row);
        for (int s = 0; s < dots->screens && dots->screens > 1; s++)
            gr_halftone_lay(dots, s, row, gr_halftone_means(dots, scratch, source, s, row));
    }
}

#endif
