/* SPDX-License-Identifier: MIT
 *
 * A bell-shaped blur at a cost that does not grow with its width. The survey shrinks the picture,
 * the pyramid halves it until what is still missing is about a sample wide, a separable kernel of
 * seven taps adds that at the coarsest level, and the way back up is the pyramid's. Each step widens
 * the bell by a known variance, so the sum is what was asked for and stays steady while it is
 * animated. Below one pixel nothing is shrunk: five binomial taps, across in the survey and down in
 * gr_blur_row().
 */
#ifndef GR_SHADERS_COMMON_BLUR_H
#define GR_SHADERS_COMMON_BLUR_H

#include "pyramid.h"

typedef struct GrBlur {
    GrPyramid pyramid;
    bool fine;        /* at full size, in bytes */
    int halvings;     /* below the first level */
    uint16_t taps[4]; /* the middle's and its neighbours', of 65536 */
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
    size_t fine = gr_align64(start) +
                  (size_t)gr_row_span(input->width) * 3 * (size_t)(input->height + 1);
    return coarse > fine ? coarse : fine;
}

/* `sigma`: the bell's standard deviation in pixels of this frame. */
static inline void gr_blur_begin(const GrShaderInput *input, GrBlur *blur, float sigma,
                                 size_t start)
{
    float wanted = sigma * sigma;
    memset(blur, 0, sizeof *blur);
    blur->fine = wanted < gr_blur_frame_variance(2);
    if (blur->fine) {
        /* The binomial taps of probability a twice over: variance 4a. */
        float a = 0.25f * wanted, b = 1.0f - 2.0f * a;
        blur->taps[2] = (uint16_t)gr_to_int(a * a * 256.0f);
        blur->taps[1] = (uint16_t)gr_to_int(2.0f * a * b * 256.0f);
        blur->taps[0] = (uint16_t)(256 - 2 * (blur->taps[1] + blur->taps[2]));
        blur->fine_rows = gr_align64(start);
        blur->fine_stride = gr_row_span(input->width);
        return;
    }
    int factor = wanted < gr_blur_frame_variance(4) + gr_blur_level_variance(4) ? 2 : 4;
    gr_pyramid_lay_out(&blur->pyramid, input->width, input->height, factor, start);
    float left = wanted - gr_blur_frame_variance(factor);
    while (blur->halvings + 1 < blur->pyramid.count &&
           left >= gr_blur_level_variance(factor << blur->halvings)) {
        left -= gr_blur_level_variance(factor << blur->halvings);
        blur->halvings++;
    }
    /* Levels run out only where a sample is larger than the frame's shorter side. */
    float sample = (float)(factor << blur->halvings);
    float variance = gr_clampf(left / (sample * sample), 0.01f, 2.25f), sum = 1.0f;
    float bell[4];
    for (int i = 1; i < 4; i++) {
        bell[i] = gr_expf(-0.5f * (float)(i * i) / variance);
        sum += 2.0f * bell[i];
    }
    for (int i = 1; i < 4; i++)
        blur->taps[i] = (uint16_t)gr_to_int(bell[i] / sum * 65536.0f);
    int middle = 65536 - 2 * (blur->taps[1] + blur->taps[2] + blur->taps[3]);
    blur->taps[0] = (uint16_t)(middle < 65535 ? middle : 65535);
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
                                       const GrBlur *blur, int span)
{
    uint16_t w0 = blur->taps[0], w1 = blur->taps[1], w2 = blur->taps[2];
    for (int x = 0; x < span; x++) {
        uint16_t sum = (uint16_t)(in[x] * w0 + (in[x - 1] + in[x + 1]) * w1 +
                                  (in[x - 2] + in[x + 2]) * w2 + 128);
        out[x] = (GrPixel)(sum >> 8);
    }
}

static inline void gr_blur_fine_survey(const GrShaderInput *input, const GrBlur *blur,
                                       const GrCanvas *source, int y0, int y1)
{
    int width = input->width;
    GrPixel *padded = (GrPixel *)input->band_scratch + 64;
    for (int y = y0; y < y1; y++)
        for (int c = 0; c < 3; c++) {
            memcpy(padded, gr_canvas_row(source, c, y), (size_t)width);
            for (int i = 1; i <= 2; i++) {
                padded[-i] = padded[0];
                padded[width - 1 + i] = padded[width - 1];
            }
            gr_blur_fine_across(gr_blur_fine_row(input, blur, c, y), padded, blur,
                                gr_row_span(width));
        }
}

static inline void gr_blur_fine_down(uint16_t *restrict out, const GrPixel *const rows[5],
                                     const GrBlur *blur, int span)
{
    uint16_t w0 = blur->taps[0], w1 = blur->taps[1], w2 = blur->taps[2];
    const GrPixel *restrict a = rows[0], *restrict b = rows[1], *restrict m = rows[2],
                            *restrict d = rows[3], *restrict e = rows[4];
    for (int x = 0; x < span; x++)
        out[x] = (uint16_t)(m[x] * w0 + (b[x] + d[x]) * w1 + (a[x] + e[x]) * w2);
}

/* ---- the survey ---- */

/* Sums of one or two rows; what `shift` takes off keeps sixteen pixels within 16 bits. */
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

static inline void gr_blur_survey(const GrShaderInput *input, const GrBlur *blur,
                                  const GrCanvas *source, int y0, int y1)
{
    if (blur->fine) {
        gr_blur_fine_survey(input, blur, source, y0, y1);
        return;
    }
    int factor = blur->pyramid.factor, span = gr_row_span(input->width);
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
            gr_shrink_row(gr_light_row(input, &blur->pyramid, 0, c, y / factor), sum, factor,
                          blur->pyramid.level[0].width);
        }
}

/* ---- the coarsest level ---- */

/* Sums of 15 bits of light; what truncation takes (three at most) is given back, so that even
 * fields stay. */
static inline uint16_t gr_blur_taps(uint16_t m, uint16_t b, uint16_t c, uint16_t d,
                                    const uint16_t taps[4])
{
    uint16_t sum = (uint16_t)(gr_mulhi((uint16_t)(m << 2), taps[0]) +
                              gr_mulhi((uint16_t)(b << 2), taps[1]) +
                              gr_mulhi((uint16_t)(c << 2), taps[2]) +
                              gr_mulhi((uint16_t)(d << 2), taps[3]) + 3);
    return (uint16_t)(sum >> 2);
}

static inline void gr_blur_across(uint16_t *restrict out, const uint16_t *restrict in,
                                  const uint16_t *taps, int span)
{
    const uint16_t local[4] = {taps[0], taps[1], taps[2], taps[3]};
    for (int x = 0; x < span; x++)
        out[x] = gr_blur_taps(in[x], (uint16_t)(in[x - 1] + in[x + 1]),
                              (uint16_t)(in[x - 2] + in[x + 2]), (uint16_t)(in[x - 3] + in[x + 3]),
                              local);
}

static inline void gr_blur_down(uint16_t *restrict out, const uint16_t *const rows[7],
                                const uint16_t *taps, int span)
{
    const uint16_t local[4] = {taps[0], taps[1], taps[2], taps[3]};
    const uint16_t *restrict a = rows[0], *restrict b = rows[1], *restrict c = rows[2],
                             *restrict m = rows[3], *restrict d = rows[4],
                             *restrict e = rows[5], *restrict f = rows[6];
    for (int x = 0; x < span; x++)
        out[x] = gr_blur_taps(m[x], (uint16_t)(c[x] + d[x]), (uint16_t)(b[x] + e[x]),
                              (uint16_t)(a[x] + f[x]), local);
}

/* Both ways in one sweep, in place: spare rows hold what the next seven are made of. */
static inline void gr_blur_level(const GrShaderInput *input, const GrBlur *blur, int k, int c)
{
    const GrPyramid *pyramid = &blur->pyramid;
    const GrPyramidLevel *level = &pyramid->level[k];
    int span = gr_samples_span(level->width), height = level->height;
    for (int y = -3; y < height; y++) {
        int ahead = y + 3;
        if (ahead < height) {
            uint16_t *row = gr_light_row(input, pyramid, k, c, ahead);
            gr_pad_light(row, level->width);
            gr_blur_across(gr_spare_row(input, pyramid, ahead & 7), row, blur->taps, span);
        }
        if (y < 0)
            continue;
        const uint16_t *rows[7];
        for (int i = 0; i < 7; i++) {
            int at = y + i - 3;
            at = at < 0 ? 0 : at < height ? at : height - 1;
            rows[i] = gr_spare_row(input, pyramid, at & 7);
        }
        gr_blur_down(gr_light_row(input, pyramid, k, c, y), rows, blur->taps, span);
    }
}

static inline void gr_blur_end(const GrShaderInput *input, const GrBlur *blur)
{
    for (int c = 0; c < 3 && !blur->fine; c++) {
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
        const GrPixel *rows[5];
        for (int i = 0; i < 5; i++)
            rows[i] = gr_blur_fine_row(input, blur, c, y + i - 2);
        gr_blur_fine_down(light, rows, blur, span);
    } else {
        gr_light_between(input, &blur->pyramid, between, c, y);
        gr_enlarge(&blur->pyramid, light, between);
    }
    return light;
}

#endif
