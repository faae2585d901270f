/* SPDX-License-Identifier: MIT
 *
 * The levels of a pyramid in floats, for light that is shown by its root: one step of 13 bits of
 * light is three code values there, and a faint halo would come out in blocks of its coarsest
 * level. The first level stays where it is (common/pyramid.h) but is read and written row by row;
 * the others lie here. All memory is in the frame scratch.
 */
#ifndef GR_SHADERS_COMMON_WIDE_LIGHT_H
#define GR_SHADERS_COMMON_WIDE_LIGHT_H

#include "pyramid.h"

enum { GR_WIDE_SPARES = 4 }; /* a row between two levels, and one of the first for each channel */

typedef struct GrWideLight {
    size_t offset[GR_PYRAMID_LEVELS]; /* of a level's first sample from the frame scratch */
    size_t spares;
    int spare_stride;
} GrWideLight;

/* Room for one channel from byte `start` of the frame scratch on, and for rows of all three;
 * returns the bytes to where it ends. */
static inline size_t gr_wide_lay_out(GrWideLight *wide, const GrPyramid *pyramid, size_t start)
{
    size_t samples = gr_align64(start) / sizeof(float);
    wide->spare_stride = pyramid->level[0].stride + 64;
    wide->spares = samples + GR_PYRAMID_PAD;
    samples += GR_WIDE_SPARES * (size_t)wide->spare_stride;
    for (int k = 1; k < pyramid->count; k++) {
        const GrPyramidLevel *level = &pyramid->level[k];
        wide->offset[k] = samples + GR_PYRAMID_PAD;
        samples += 3 * (size_t)level->stride * (size_t)level->height;
    }
    return gr_align64((samples + 64) * sizeof(float));
}

/* Rows beyond the edges are the nearest there is. From the second level on. */
static inline float *gr_wide_row(const GrShaderInput *input, const GrPyramid *pyramid,
                                 const GrWideLight *wide, int k, int c, int y)
{
    const GrPyramidLevel *level = &pyramid->level[k];
    y = y < 0 ? 0 : y;
    y = y < level->height ? y : level->height - 1;
    return (float *)input->frame_scratch + wide->offset[k] +
           (size_t)(c * level->height + y) * (size_t)level->stride;
}

static inline float *gr_wide_spare(const GrShaderInput *input, const GrWideLight *wide, int index)
{
    return (float *)input->frame_scratch + wide->spares +
           (size_t)index * (size_t)wide->spare_stride;
}

/* Repeats the ends of a row into its margins, as far as kernels of whole steps read. */
static inline void gr_wide_pad(float *row, int width)
{
    int end = 2 * gr_samples_span((width + 1) / 2) + 4;
    for (int i = 1; i <= 4; i++)
        row[-i] = row[0];
    for (int i = width; i < end; i++)
        row[i] = row[width - 1];
}

static inline void gr_wide_halve_first(float *restrict out, const uint16_t *restrict a,
                                       const uint16_t *restrict b, const uint16_t *restrict c,
                                       const uint16_t *restrict d, int width)
{
    for (int x = 0; x < width; x++)
        out[x] = (float)(a[x] + 3 * (b[x] + c[x]) + d[x]) * 0.125f;
}

static inline void gr_wide_halve_down(float *restrict out, const float *restrict a,
                                      const float *restrict b, const float *restrict c,
                                      const float *restrict d, int width)
{
    for (int x = 0; x < width; x++)
        out[x] = (a[x] + d[x] + 3.0f * (b[x] + c[x])) * 0.125f;
}

static inline void gr_wide_halve_across(float *restrict out, const float *restrict in, int width)
{
    for (int i = 0; i < width; i++)
        out[i] = (in[2 * i - 1] + in[2 * i + 2] + 3.0f * (in[2 * i] + in[2 * i + 1])) * 0.125f;
}

/* Makes level k + 1 of level k. */
static inline void gr_wide_halve(const GrShaderInput *input, const GrPyramid *pyramid,
                                 const GrWideLight *wide, int k, int c)
{
    const GrPyramidLevel *from = &pyramid->level[k], *to = &pyramid->level[k + 1];
    float *spare = gr_wide_spare(input, wide, 0);
    for (int y = 0; y < to->height; y++) {
        if (k == 0)
            gr_wide_halve_first(spare, gr_light_row(input, pyramid, 0, c, 2 * y - 1),
                                gr_light_row(input, pyramid, 0, c, 2 * y),
                                gr_light_row(input, pyramid, 0, c, 2 * y + 1),
                                gr_light_row(input, pyramid, 0, c, 2 * y + 2), from->width);
        else
            gr_wide_halve_down(spare, gr_wide_row(input, pyramid, wide, k, c, 2 * y - 1),
                               gr_wide_row(input, pyramid, wide, k, c, 2 * y),
                               gr_wide_row(input, pyramid, wide, k, c, 2 * y + 1),
                               gr_wide_row(input, pyramid, wide, k, c, 2 * y + 2), from->width);
        gr_wide_pad(spare, from->width);
        gr_wide_halve_across(gr_wide_row(input, pyramid, wide, k + 1, c, y), spare, to->width);
    }
}

static inline void gr_wide_soften_across(float *restrict out, const float *restrict in, int width)
{
    for (int x = 0; x < width; x++)
        out[x] = 0.25f * (in[x - 1] + in[x + 1]) + 0.5f * in[x];
}

static inline void gr_wide_soften_down(float *restrict above, float *restrict row,
                                       const float *restrict below, int width)
{
    for (int x = 0; x < width; x++) {
        float here = row[x];
        row[x] = 0.25f * (above[x] + below[x]) + 0.5f * here;
        above[x] = here;
    }
}

/* 1 2 1 both ways, in place: roots show the far ends of a level's kernel, which are square. */
static inline void gr_wide_soften(const GrShaderInput *input, const GrPyramid *pyramid,
                                  const GrWideLight *wide, int k, int c)
{
    int width = pyramid->level[k].width, height = pyramid->level[k].height;
    size_t bytes = (size_t)width * sizeof(float);
    float *above = gr_wide_spare(input, wide, 1), *bottom = gr_wide_spare(input, wide, 2);
    for (int y = 0; y < height; y++) {
        float *row = gr_wide_row(input, pyramid, wide, k, c, y);
        float *spare = gr_wide_spare(input, wide, 0);
        memcpy(spare, row, bytes);
        gr_wide_pad(spare, width);
        gr_wide_soften_across(row, spare, width);
    }
    memcpy(above, gr_wide_row(input, pyramid, wide, k, c, 0), bytes);
    memcpy(bottom, gr_wide_row(input, pyramid, wide, k, c, height - 1), bytes);
    for (int y = 0; y < height; y++)
        gr_wide_soften_down(
            above, gr_wide_row(input, pyramid, wide, k, c, y),
            y + 1 < height ? gr_wide_row(input, pyramid, wide, k, c, y + 1) : bottom, width);
}

static inline void gr_wide_scale(float *row, float share, int width)
{
    for (int x = 0; x < width; x++)
        row[x] *= share;
}

static inline void gr_wide_double_down(float *restrict out, const float *restrict near,
                                       const float *restrict far, int width)
{
    for (int x = 0; x < width; x++)
        out[x] = 0.75f * near[x] + 0.25f * far[x];
}

/* Adds to a share of what there is; a pair of samples at a time. */
static inline void gr_wide_double_onto(float *restrict out, const float *restrict in, float share,
                                       int width)
{
    for (int i = 0; i < (width + 1) / 2; i++) {
        out[2 * i] = 0.25f * in[i - 1] + 0.75f * in[i] + share * out[2 * i];
        out[2 * i + 1] = 0.75f * in[i] + 0.25f * in[i + 1] + share * out[2 * i + 1];
    }
}

/* Row y of level k becomes `share` of its own light, which is in `out`, and all of level k + 1's.
 */
static inline void gr_wide_double_row(const GrShaderInput *input, const GrPyramid *pyramid,
                                      const GrWideLight *wide, int k, int c, int y, float share,
                                      float *out)
{
    int width = pyramid->level[k + 1].width, far = y & 1 ? y / 2 + 1 : y / 2 - 1;
    float *spare = gr_wide_spare(input, wide, 0);
    gr_wide_double_down(spare, gr_wide_row(input, pyramid, wide, k + 1, c, y / 2),
                        gr_wide_row(input, pyramid, wide, k + 1, c, far), width);
    gr_wide_pad(spare, width);
    gr_wide_double_onto(out, spare, share, pyramid->level[k].width);
}

#endif
