/* SPDX-License-Identifier: MIT
 *
 * A bell-shaped blur at a cost that does not grow with its width. The survey shrinks the picture,
 * the pyramid halves it until what is still missing is one or two samples wide, a separable bell of
 * nine taps adds that at the coarsest level, and the way back up is the pyramid's. Each step widens
 * the bell by a known variance, so the sum is what was asked for and stays steady while it is
 * animated. Below a pixel and a half nothing is shrunk: seven taps, across in the survey, rounded
 * by blue noise, and down in gr_blur_row().
 */
#ifndef GR_SHADERS_COMMON_BLUR_H
#define GR_SHADERS_COMMON_BLUR_H

#include "dither.h"
#include "pyramid.h"

/* The first member of its shader's frame scratch: gr_blur_survey() and gr_blur_end() are what such
 * a shader's descriptor names. */
typedef struct GrBlur {
    GrPyramid pyramid;
    bool off;         /* nothing is made: set by the shader after gr_blur_begin() */
    bool fine;        /* at full size, in bytes */
    int halvings;     /* below the first level */
    uint16_t taps[5]; /* the middle's and its neighbours', of 65536; fine: of 256 */
    size_t fine_rows; /* bytes from the frame scratch */
    int fine_stride;
} GrBlur;

/* Variances in pixels of shrinking by f (a box) and enlarging bilinearly, and of a halving and a
 * doubling from samples of f pixels. */
static inline float gr_blur_frame_variance(int f)
{
    return f == 2 ? 0.25f + 0.75f : 1.25f + 2.75f;
}

static inline float gr_blur_level_variance(int f)
{
    return 1.5f * (float)(f * f);
}

/* Frame scratch that holds it at any width, from byte `start` on; returns its end. */
static inline size_t gr_blur_bytes(const GrShaderInput *input, size_t start)
{
    GrPyramid pyramid;
    size_t coarse = gr_pyramid_lay_out(&pyramid, input->width, input->height, 2, start);
    size_t fine =
        gr_align64(start) + (size_t)gr_row_span(input->width) * 3 * (size_t)(input->height + 1);
    return coarse > fine ? coarse : fine;
}

/* Least variance of the bell at the coarsest level, in samples: by itself the pyramid's is too
 * pointed at its feet, and the width would seem to jump where a level is added. */
#define GR_BLUR_LEAST 0.35f
/* From this deviation in pixels on the picture is shrunk. */
#define GR_BLUR_COARSE 1.56f

enum { GR_BLUR_REACH = 4, GR_BLUR_FINE_REACH = 3 };

/* Weights of a bell that is cut off at `reach`, of `whole`; what is cut off is made up for. */
static inline void gr_blur_bell(uint16_t *taps, int reach, float variance, float whole)
{
    float bell[GR_BLUR_REACH + 1] = {1.0f}, sum = 1.0f, wide = variance;
    for (int round = 0; round < 3; round++) {
        float square = 0.0f;
        sum = 1.0f;
        for (int i = 1; i <= reach; i++) {
            bell[i] = gr_expf(-0.5f * (float)(i * i) / wide);
            sum += 2.0f * bell[i];
            square += 2.0f * (float)(i * i) * bell[i];
        }
        wide *= gr_clampf(variance * sum / gr_maxf(square, 1e-6f), 0.7f, 1.5f);
    }
    int rest = (int)whole;
    for (int i = 1; i <= reach; i++) {
        taps[i] = (uint16_t)gr_to_int(bell[i] / sum * whole);
        rest -= 2 * taps[i];
    }
    taps[0] = (uint16_t)(rest < 65535 ? rest : 65535);
}

static inline bool gr_blur_goes_down(float left, int f)
{
    return left >= gr_blur_level_variance(f) + GR_BLUR_LEAST * 4.0f * (float)(f * f);
}

/* `sigma`: the bell's standard deviation in pixels of this frame. */
static inline void gr_blur_begin(const GrShaderInput *input, GrBlur *blur, float sigma,
                                 size_t start)
{
    float wanted = sigma * sigma;
    memset(blur, 0, sizeof *blur);
    blur->fine = sigma < GR_BLUR_COARSE;
    if (blur->fine) {
        gr_blur_bell(blur->taps, GR_BLUR_FINE_REACH, gr_maxf(wanted, 0.01f), 256.0f);
        blur->fine_rows = gr_align64(start);
        blur->fine_stride = gr_row_span(input->width);
        return;
    }
    int factor = gr_blur_goes_down(wanted - gr_blur_frame_variance(4), 4) ? 4 : 2;
    gr_pyramid_lay_out(&blur->pyramid, input->width, input->height, factor, start);
    float left = wanted - gr_blur_frame_variance(factor);
    while (blur->halvings + 1 < blur->pyramid.count &&
           gr_blur_goes_down(left, factor << blur->halvings)) {
        left -= gr_blur_level_variance(factor << blur->halvings);
        blur->halvings++;
    }
    /* Levels run out only where a sample is larger than the frame's shorter side. */
    float sample = (float)(factor << blur->halvings);
    gr_blur_bell(blur->taps, GR_BLUR_REACH, gr_clampf(left / (sample * sample), 0.01f, 4.0f),
                 65536.0f);
}

static inline size_t gr_blur_band_bytes(const GrShaderInput *input)
{
    return (size_t)(gr_row_span(input->width) + 192) * 3 * sizeof(uint16_t);
}

/* ---- at full size ---- */

static inline GrPixel *gr_blur_fine_row(const GrShaderInput *input, const GrBlur *blur, int c,
                                        int y)
{
    y = y < 0 ? 0 : y;
    y = y < input->height ? y : input->height - 1;
    return (GrPixel *)input->frame_scratch + blur->fine_rows +
           (size_t)(3 * y + c) * (size_t)blur->fine_stride;
}

static inline void gr_blur_fine_across(GrPixel *restrict out, const GrPixel *restrict in,
                                       const GrBlur *blur, const uint8_t *restrict dither, int span)
{
    uint16_t w0 = blur->taps[0], w1 = blur->taps[1], w2 = blur->taps[2], w3 = blur->taps[3];
    for (int at = 0; at < span; at += 64, in += 64)
        for (int x = 0; x < 64; x++) {
            uint16_t sum =
                (uint16_t)(in[x] * w0 + (in[x - 1] + in[x + 1]) * w1 +
                           (in[x - 2] + in[x + 2]) * w2 + (in[x - 3] + in[x + 3]) * w3 + dither[x]);
            out[at + x] = (GrPixel)(sum >> 8);
        }
}

static inline void gr_blur_fine_survey(const GrShaderInput *input, const GrBlur *blur,
                                       const GrCanvas *source, int y0, int y1)
{
    const int width = input->width, apart = 29; /* from what the rows are rounded by at last */
    GrPixel *padded = (GrPixel *)input->band_scratch + 64;
    for (int y = y0; y < y1; y++)
        for (int c = 0; c < 3; c++) {
            memcpy(padded, gr_canvas_row(source, c, y), (size_t)width);
            for (int i = 1; i <= GR_BLUR_FINE_REACH; i++) {
                padded[-i] = padded[0];
                padded[width - 1 + i] = padded[width - 1];
            }
            gr_blur_fine_across(gr_blur_fine_row(input, blur, c, y), padded, blur,
                                gr_dither_at(input, y + apart), gr_row_span(width));
        }
}

static inline void gr_blur_fine_down(uint16_t *restrict out, const GrPixel *const rows[7],
                                     const GrBlur *blur, int span)
{
    uint16_t w0 = blur->taps[0], w1 = blur->taps[1], w2 = blur->taps[2], w3 = blur->taps[3];
    const GrPixel *restrict a = rows[0], *restrict b = rows[1], *restrict c = rows[2],
                            *restrict m = rows[3], *restrict d = rows[4], *restrict e = rows[5],
                            *restrict f = rows[6];
    for (int x = 0; x < span; x++)
        out[x] =
            (uint16_t)(m[x] * w0 + (c[x] + d[x]) * w1 + (b[x] + e[x]) * w2 + (a[x] + f[x]) * w3);
}

/* ---- the survey ---- */

/* Sums of two or four rows. */
static inline void gr_blur_add_rows(uint16_t *restrict sum, const GrPixel *const rows[4], int count,
                                    int span)
{
    const GrPixel *restrict a = rows[0], *restrict b = rows[1], *restrict c = rows[2],
                            *restrict d = rows[3];
    /* Times 32 in all that gr_shrink_row() takes off again, and 32 steps to a code value. */
    if (count == 2)
        for (int x = 0; x < span; x++)
            sum[x] = (uint16_t)((uint16_t)(a[x] + b[x]) << 6);
    else
        for (int x = 0; x < span; x++)
            sum[x] = (uint16_t)((uint16_t)(a[x] + b[x] + c[x] + d[x]) << 6);
}

/* Pixels into the first level of a pyramid. */
static inline void gr_blur_shrink(const GrShaderInput *input, const GrPyramid *pyramid,
                                  const GrCanvas *source, int y0, int y1)
{
    int factor = pyramid->factor, span = gr_row_span(input->width);
    uint16_t *sum = input->band_scratch;
    for (int y = y0; y < y1; y += factor)
        for (int c = 0; c < 3; c++) {
            const GrPixel *rows[4];
            for (int i = 0; i < 4; i++)
                rows[i] =
                    gr_canvas_row(source, c, y + i < input->height ? y + i : input->height - 1);
            gr_blur_add_rows(sum, rows, factor, span);
            for (int x = input->width; x % factor; x++)
                sum[x] = sum[input->width - 1];
            gr_shrink_row(gr_light_row(input, pyramid, 0, c, y / factor), sum, factor,
                          pyramid->level[0].width);
        }
}

static inline void gr_blur_survey(const GrShaderInput *input, const GrCanvas *source, int y0,
                                  int y1)
{
    const GrBlur *blur = input->frame_scratch;
    if (blur->off)
        return;
    if (blur->fine)
        gr_blur_fine_survey(input, blur, source, y0, y1);
    else
        gr_blur_shrink(input, &blur->pyramid, source, y0, y1);
}

/* ---- the coarsest level ---- */

/* 15 bits of light: the middle, less what it gives away, and pairs of neighbours (as sums). Even
 * fields stay: truncation takes three at most, which are given back, and adds less than one. */
static inline uint16_t gr_blur_taps(uint16_t m, const uint16_t pairs[GR_BLUR_REACH],
                                    const uint16_t taps[GR_BLUR_REACH + 1])
{
    uint16_t middle = (uint16_t)(m << 2);
    uint16_t sum = (uint16_t)(middle - gr_mulhi(middle, taps[0]) + 3);
    for (int i = 0; i < GR_BLUR_REACH; i++)
        sum = (uint16_t)(sum + gr_mulhi((uint16_t)(pairs[i] << 2), taps[i + 1]));
    return sum >> 2;
}

static inline void gr_blur_across(uint16_t *restrict out, const uint16_t *restrict in,
                                  const uint16_t *given, int span)
{
    const uint16_t taps[] = {(uint16_t)(65536 - given[0]), given[1], given[2], given[3], given[4]};
    for (int x = 0; x < span; x++) {
        const uint16_t pairs[] = {
            (uint16_t)(in[x - 1] + in[x + 1]), (uint16_t)(in[x - 2] + in[x + 2]),
            (uint16_t)(in[x - 3] + in[x + 3]), (uint16_t)(in[x - 4] + in[x + 4])};
        out[x] = gr_blur_taps(in[x], pairs, taps);
    }
}

/* `rows`: the middle's, then pairs of the ones above and below. */
static inline void gr_blur_down(uint16_t *restrict out, const uint16_t *const rows[9],
                                const uint16_t *given, int span)
{
    const uint16_t taps[] = {(uint16_t)(65536 - given[0]), given[1], given[2], given[3], given[4]};
    const uint16_t *restrict m = rows[0], *restrict a = rows[1], *restrict b = rows[2],
                             *restrict c = rows[3], *restrict d = rows[4], *restrict e = rows[5],
                             *restrict f = rows[6], *restrict g = rows[7], *restrict h = rows[8];
    for (int x = 0; x < span; x++) {
        const uint16_t pairs[] = {(uint16_t)(a[x] + b[x]), (uint16_t)(c[x] + d[x]),
                                  (uint16_t)(e[x] + f[x]), (uint16_t)(g[x] + h[x])};
        out[x] = gr_blur_taps(m[x], pairs, taps);
    }
}

/* Both ways in one sweep, in place: spare rows hold what the next nine are made of. */
static inline void gr_blur_level(const GrShaderInput *input, const GrBlur *blur, int k, int c)
{
    const GrPyramid *pyramid = &blur->pyramid;
    const GrPyramidLevel *level = &pyramid->level[k];
    int span = gr_samples_span(level->width), height = level->height;
    for (int y = -GR_BLUR_REACH; y < height; y++) {
        int ahead = y + GR_BLUR_REACH;
        if (ahead < height) {
            uint16_t *row = gr_light_row(input, pyramid, k, c, ahead);
            gr_pad_light(row, level->width);
            gr_blur_across(gr_spare_row(input, pyramid, ahead % GR_PYRAMID_SPARES), row, blur->taps,
                           span);
        }
        if (y < 0)
            continue;
        const uint16_t *rows[2 * GR_BLUR_REACH + 1];
        for (int i = 0; i <= 2 * GR_BLUR_REACH; i++) {
            int at = i & 1 ? y - (i + 1) / 2 : y + i / 2;
            at = at < 0 ? 0 : at < height ? at : height - 1;
            rows[i] = gr_spare_row(input, pyramid, at % GR_PYRAMID_SPARES);
        }
        gr_blur_down(gr_light_row(input, pyramid, k, c, y), rows, blur->taps, span);
    }
}

static inline void gr_blur_end(const GrShaderInput *input)
{
    const GrBlur *blur = input->frame_scratch;
    for (int c = 0; c < 3 && !blur->fine && !blur->off; c++) {
        for (int k = 0; k < blur->halvings; k++)
            gr_pyramid_halve(input, &blur->pyramid, k, c);
        gr_blur_level(input, blur, blur->halvings, c);
        for (int k = blur->halvings - 1; k >= 0; k--)
            gr_pyramid_double(input, &blur->pyramid, k, c, 0);
    }
}

/* Row y of the blurred picture: code values with 8 bits behind the point, in the band scratch. */
static inline const uint16_t *gr_blur_row(const GrShaderInput *input, const GrBlur *blur, int c,
                                          int y)
{
    int span = gr_row_span(input->width);
    uint16_t *between = (uint16_t *)input->band_scratch + GR_PYRAMID_PAD;
    uint16_t *light = (uint16_t *)input->band_scratch + (size_t)(span + 192);
    if (blur->fine) {
        const GrPixel *rows[2 * GR_BLUR_FINE_REACH + 1];
        for (int i = 0; i <= 2 * GR_BLUR_FINE_REACH; i++)
            rows[i] = gr_blur_fine_row(input, blur, c, y + i - GR_BLUR_FINE_REACH);
        gr_blur_fine_down(light, rows, blur, span);
    } else {
        gr_light_between(input, &blur->pyramid, between, c, y);
        gr_enlarge(&blur->pyramid, light, between);
    }
    return light;
}

#endif
