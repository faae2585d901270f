/* SPDX-License-Identifier: MIT
 *
 * A picture made small, and smaller, and large again: what shaders that spread light share. A
 * survey shrinks pixels 2x or 4x into the first level; the kernel 1 3 3 1 halves a level, 1 3 | 3 1
 * doubles one (the dual filter of M. Bjorge, "Bandwidth-efficient rendering", 2015): repeated, both
 * come close to a bell curve. Light is held in 13 bits (32 steps per code value), so that the
 * kernels' sums fit 16; all kernels keep an even field exactly as it is. All memory is in the frame
 * scratch, at offsets that depend on the frame's size alone.
 */
#ifndef GR_SHADERS_COMMON_PYRAMID_H
#define GR_SHADERS_COMMON_PYRAMID_H

#include "pixel.h"

#include <string.h>

enum {
    GR_PYRAMID_LEVELS = 10,
    GR_PYRAMID_PAD = 32,   /* before and after a row, in samples */
    GR_PYRAMID_SPARES = 9, /* rows for whatever wants some; as wide as the first level */
    GR_LIGHT_MAX = 8160,   /* 255 in 13 bits */
};

typedef struct GrPyramidLevel {
    int width, height, stride;
    size_t offset[3]; /* of the planes' first samples from the frame scratch, in samples */
} GrPyramidLevel;

typedef struct GrPyramid {
    int factor; /* pixels to a sample of the first level */
    int count;  /* levels there are */
    GrPyramidLevel level[GR_PYRAMID_LEVELS];
    size_t spares; /* in samples from the frame scratch */
    int spare_stride;
} GrPyramid;

static inline int gr_samples_span(int width)
{
    return (width + 31) & ~31;
}

/* Sizes and places from byte `start` of the frame scratch on; returns the bytes to where it ends.
 */
static inline size_t gr_pyramid_lay_out(GrPyramid *pyramid, int frame_width, int frame_height,
                                        int factor, size_t start)
{
    int width = (frame_width + factor - 1) / factor, height = (frame_height + factor - 1) / factor;
    size_t samples = gr_align64(start) / sizeof(uint16_t);
    memset(pyramid, 0, sizeof *pyramid);
    pyramid->factor = factor;
    pyramid->spare_stride = 2 * GR_PYRAMID_PAD + gr_samples_span(width) + 64;
    pyramid->spares = samples + GR_PYRAMID_PAD;
    samples += GR_PYRAMID_SPARES * (size_t)pyramid->spare_stride;
    for (int k = 0; k < GR_PYRAMID_LEVELS; k++) {
        GrPyramidLevel *level = &pyramid->level[k];
        level->width = width;
        level->height = height;
        level->stride = 2 * GR_PYRAMID_PAD + gr_samples_span(width);
        for (int c = 0; c < 3; c++) {
            level->offset[c] = samples + GR_PYRAMID_PAD;
            samples += (size_t)level->stride * (size_t)height;
        }
        pyramid->count++;
        if (width == 1 || height == 1)
            break;
        width = (width + 1) / 2;
        height = (height + 1) / 2;
    }
    return gr_align64((samples + 64) * sizeof(uint16_t));
}

/* Rows beyond the edges are the nearest there is. */
static inline uint16_t *gr_light_row(const GrShaderInput *input, const GrPyramid *pyramid, int k,
                                     int c, int y)
{
    const GrPyramidLevel *level = &pyramid->level[k];
    y = y < 0 ? 0 : y;
    y = y < level->height ? y : level->height - 1;
    return (uint16_t *)input->frame_scratch + level->offset[c] + (size_t)y * (size_t)level->stride;
}

static inline uint16_t *gr_spare_row(const GrShaderInput *input, const GrPyramid *pyramid,
                                     int index)
{
    return (uint16_t *)input->frame_scratch + pyramid->spares +
           (size_t)index * (size_t)pyramid->spare_stride;
}

/* Sums of a column of pixels to samples: `lift` bits are still missing to 13. */
static inline void gr_shrink_row(uint16_t *restrict light, const uint16_t *restrict sum, int factor,
                                 int width)
{
    int span = gr_samples_span(width);
    if (factor == 2) {
        for (int i = 0; i < span; i++)
            light[i] = (uint16_t)((uint16_t)(sum[2 * i] + sum[2 * i + 1]) >> 3);
        return;
    }
    for (int i = 0; i < span; i++) {
        uint16_t left = (uint16_t)((sum[4 * i] >> 2) + (sum[4 * i + 1] >> 2));
        uint16_t right = (uint16_t)((sum[4 * i + 2] >> 2) + (sum[4 * i + 3] >> 2));
        light[i] = (uint16_t)((uint16_t)(left + right) >> 3);
    }
}

/* Repeats the ends of a row into its margins. */
static inline void gr_pad_light(uint16_t *row, int width)
{
    for (int i = 1; i <= 4; i++) {
        row[-i] = row[0];
        row[width - 1 + i] = row[width - 1];
    }
}

static inline void gr_halve_down(uint16_t *restrict out, const uint16_t *restrict a,
                                 const uint16_t *restrict b, const uint16_t *restrict c,
                                 const uint16_t *restrict d, int span)
{
    for (int x = 0; x < span; x++)
        out[x] = (uint16_t)((uint16_t)(a[x] + 3 * (b[x] + c[x]) + d[x] + 4) >> 3);
}

static inline void gr_halve_across(uint16_t *restrict out, const uint16_t *restrict in, int span)
{
    for (int i = 0; i < span; i++)
        out[i] = (uint16_t)((uint16_t)(in[2 * i - 1] + 3 * (in[2 * i] + in[2 * i + 1]) +
                                       in[2 * i + 2] + 4) >>
                            3);
}

/* Makes level k + 1 of level k. */
static inline void gr_pyramid_halve(const GrShaderInput *input, const GrPyramid *pyramid, int k,
                                    int c)
{
    const GrPyramidLevel *from = &pyramid->level[k], *to = &pyramid->level[k + 1];
    uint16_t *spare = gr_spare_row(input, pyramid, 0);
    for (int y = 0; y < to->height; y++) {
        gr_halve_down(spare, gr_light_row(input, pyramid, k, c, 2 * y - 1),
                      gr_light_row(input, pyramid, k, c, 2 * y),
                      gr_light_row(input, pyramid, k, c, 2 * y + 1),
                      gr_light_row(input, pyramid, k, c, 2 * y + 2), gr_samples_span(from->width));
        gr_pad_light(spare, from->width);
        gr_halve_across(gr_light_row(input, pyramid, k + 1, c, y), spare,
                        gr_samples_span(to->width));
    }
}

/* A share of light in 13 bits; `share` of 65535. */
static inline uint16_t gr_share_of(uint16_t light, uint16_t share)
{
    return (uint16_t)(gr_mulhi((uint16_t)(light << 3), share) + 4) >> 3;
}

static inline void gr_scale_light(uint16_t *row, uint16_t share, int span)
{
    for (int x = 0; x < span; x++)
        row[x] = gr_share_of(row[x], share);
}

static inline void gr_double_down(uint16_t *restrict out, const uint16_t *restrict near,
                                  const uint16_t *restrict far, int span)
{
    for (int x = 0; x < span; x++)
        out[x] = (uint16_t)((uint16_t)(3 * near[x] + far[x] + 2) >> 2);
}

static inline void gr_double_across(uint16_t *restrict out, const uint16_t *restrict in, int span)
{
    for (int i = 0; i < span; i++) {
        out[2 * i] = (uint16_t)((uint16_t)(in[i - 1] + 3 * in[i] + 2) >> 2);
        out[2 * i + 1] = (uint16_t)((uint16_t)(3 * in[i] + in[i + 1] + 2) >> 2);
    }
}

/* Adds to a share of what there is. */
static inline void gr_double_onto(uint16_t *restrict out, const uint16_t *restrict in,
                                  uint16_t share, int span)
{
    for (int i = 0; i < span; i++) {
        uint16_t even = (uint16_t)((uint16_t)(in[i - 1] + 3 * in[i] + 2) >> 2);
        uint16_t odd = (uint16_t)((uint16_t)(3 * in[i] + in[i + 1] + 2) >> 2);
        out[2 * i] = (uint16_t)(even + gr_share_of(out[2 * i], share));
        out[2 * i + 1] = (uint16_t)(odd + gr_share_of(out[2 * i + 1], share));
    }
}

/* Level k becomes `share` of its own light and all of level k + 1's. */
static inline void gr_pyramid_double(const GrShaderInput *input, const GrPyramid *pyramid, int k,
                                     int c, uint16_t share)
{
    const GrPyramidLevel *from = &pyramid->level[k + 1], *to = &pyramid->level[k];
    uint16_t *spare = gr_spare_row(input, pyramid, 0);
    for (int y = 0; y < to->height; y++) {
        int far = y & 1 ? y / 2 + 1 : y / 2 - 1;
        gr_double_down(spare, gr_light_row(input, pyramid, k + 1, c, y / 2),
                       gr_light_row(input, pyramid, k + 1, c, far), gr_samples_span(from->width));
        gr_pad_light(spare, from->width);
        if (share)
            gr_double_onto(gr_light_row(input, pyramid, k, c, y), spare, share,
                           gr_samples_span(to->width) / 2);
        else
            gr_double_across(gr_light_row(input, pyramid, k, c, y), spare,
                             gr_samples_span(to->width) / 2);
    }
}

/* ---- back to pixels: 13 bits times 8 are code values with 8 bits behind the point ---- */

/* `part` of 8 from the lower row. */
static inline void gr_blend_light(uint16_t *restrict out, const uint16_t *restrict above,
                                  const uint16_t *restrict below, uint16_t part, int span)
{
    uint16_t rest = (uint16_t)(8 - part);
    for (int x = 0; x < span; x++)
        out[x] = (uint16_t)((uint16_t)(above[x] * rest + below[x] * part + 4) >> 3);
}

static inline void gr_enlarge4(uint16_t *restrict out, const uint16_t *restrict in, int span)
{
    for (int i = 0; i < span; i++) {
        out[4 * i] = (uint16_t)(in[i - 1] * 3 + in[i] * 5);
        out[4 * i + 1] = (uint16_t)(in[i - 1] + in[i] * 7);
        out[4 * i + 2] = (uint16_t)(in[i] * 7 + in[i + 1]);
        out[4 * i + 3] = (uint16_t)(in[i] * 5 + in[i + 1] * 3);
    }
}

static inline void gr_enlarge2(uint16_t *restrict out, const uint16_t *restrict in, int span)
{
    for (int i = 0; i < span; i++) {
        out[2 * i] = (uint16_t)(in[i - 1] * 2 + in[i] * 6);
        out[2 * i + 1] = (uint16_t)(in[i] * 6 + in[i + 1] * 2);
    }
}

/* A row of the first level at the height of pixel row y, with margins. */
static inline void gr_light_between(const GrShaderInput *input, const GrPyramid *pyramid,
                                    uint16_t *out, int c, int y)
{
    /* Eighths of a sample from the middle of row `cell` to the middle of this pixel. */
    int factor = pyramid->factor, down = (2 * (y % factor) + 1) * 4 / factor - 4;
    int above = down < 0 ? y / factor - 1 : y / factor;
    gr_blend_light(out, gr_light_row(input, pyramid, 0, c, above),
                   gr_light_row(input, pyramid, 0, c, above + 1), (uint16_t)(down & 7),
                   gr_samples_span(pyramid->level[0].width));
    gr_pad_light(out, pyramid->level[0].width);
}

static inline void gr_enlarge(const GrPyramid *pyramid, uint16_t *out, const uint16_t *in)
{
    int span = gr_samples_span(pyramid->level[0].width);
    if (pyramid->factor == 2)
        gr_enlarge2(out, in, span);
    else
        gr_enlarge4(out, in, span);
}

#endif
