/* SPDX-License-Identifier: MIT
 *
 * A matrix over the three channels in 16-bit arithmetic, results clamped to what a pixel holds.
 */
#ifndef GR_SHADERS_COMMON_MATRIX_H
#define GR_SHADERS_COMMON_MATRIX_H

#include "base/simd.h"
#include "pixel.h"

/* Row c gives channel c. In units of 2^-13: weights lie within -4..4, and of one row's the sum of
 * the magnitudes within 8. */
typedef struct GrMatrix {
    int16_t of[3][3];
    int16_t unit; /* a variable, since compilers widen a product that they can see through */
} GrMatrix;

enum { GR_MATRIX_UNIT = 128 };

static inline int16_t gr_matrix_weight(float weight)
{
    return (int16_t)gr_to_int(gr_clampf(weight, -3.999f, 3.999f) * 8192.0f);
}

static inline void gr_matrix_set(GrMatrix *matrix, float weights[3][3])
{
    for (int c = 0; c < 3; c++)
        for (int k = 0; k < 3; k++)
            matrix->of[c][k] = gr_matrix_weight(weights[c][k]);
    matrix->unit = GR_MATRIX_UNIT;
}

/* Luma's weights: the same for all that says luma. */
static const float gr_luma_weights[3] = {54.0f / 256.0f, 183.0f / 256.0f, 19.0f / 256.0f};

/* Colour away from or towards grey of the same luma. */
static inline void gr_matrix_saturate(float weights[3][3], float saturation)
{
    for (int c = 0; c < 3; c++)
        for (int k = 0; k < 3; k++)
            weights[c][k] = (1.0f - saturation) * gr_luma_weights[k] + (c == k ? saturation : 0.0f);
}

/* Colours turned around the grey axis and sheared back so that luma stays as it is: a turn of the
 * colour's plane in which red, green and blue lie a third of a turn apart. */
static inline void gr_matrix_turn_by(float weights[3][3], float cosine, float sine)
{
    sine *= 0.57735027f;
    float even = (1.0f - cosine) / 3.0f;
    for (int c = 0; c < 3; c++)
        for (int k = 0; k < 3; k++) {
            float side = c == k ? 0.0f : (k - c + 3) % 3 == 1 ? -sine : sine;
            weights[c][k] = even + side + (c == k ? cosine : 0.0f);
        }
    for (int k = 0; k < 3; k++) {
        float luma = 0.0f;
        for (int c = 0; c < 3; c++)
            luma += gr_luma_weights[c] * weights[c][k];
        for (int c = 0; c < 3; c++)
            weights[c][k] += gr_luma_weights[k] - luma;
    }
}

static inline void gr_matrix_turn(float weights[3][3], float turns)
{
    gr_matrix_turn_by(weights, gr_cosf(turns * GR_TAU), gr_sinf(turns * GR_TAU));
}

#ifdef WIDE_BYTES

static inline Word gr_weighed(Word pixels, int16_t weight)
{
    return (Word)wide_product_high_signed16((Wide)(pixels << 7), wide_splat16(weight));
}

static inline Wide gr_matrix_half(const Word in[3], const int16_t of[3])
{
    Word sum = gr_weighed(in[0], of[0]) + gr_weighed(in[1], of[1]) + gr_weighed(in[2], of[2]) + 9;
    return wide_shift_signed16((Wide)sum, 4);
}

static inline void gr_matrix_apply(const GrMatrix *matrix, GrPixel *r, GrPixel *g, GrPixel *b,
                                   int span)
{
    GrPixel *const rows[3] = {r, g, b};
    const Wide zero = wide_zero();
    for (int x = 0; x < span; x += WIDE_BYTES) {
        Word low[3], high[3];
        for (int c = 0; c < 3; c++) {
            Wide pixels = wide_load(rows[c] + x);
            low[c] = (Word)wide_low8(pixels, zero);
            high[c] = (Word)wide_high8(pixels, zero);
        }
        for (int c = 0; c < 3; c++)
            wide_store(rows[c] + x, wide_pack16(gr_matrix_half(low, matrix->of[c]),
                                                gr_matrix_half(high, matrix->of[c])));
    }
}

#else

/* Each product is p * weight in 1/16 code values, rounded down: 9 is half a code value and what
 * three such roundings lose on average. */
static inline GrPixel gr_matrix_channel(int16_t r, int16_t g, int16_t b, const int16_t of[3])
{
    int16_t sum = (int16_t)(gr_mulhi_signed(r, of[0]) + gr_mulhi_signed(g, of[1]) +
                            gr_mulhi_signed(b, of[2]) + 9);
    sum = (int16_t)(sum >> 4);
    sum = sum < 0 ? 0 : sum;
    return (GrPixel)(sum > 255 ? 255 : sum);
}

static inline void gr_matrix_apply(const GrMatrix *matrix, GrPixel *restrict r, GrPixel *restrict g,
                                   GrPixel *restrict b, int span)
{
    r = GR_ALIGNED(r);
    g = GR_ALIGNED(g);
    b = GR_ALIGNED(b);
    const GrMatrix m = *matrix;
    for (int x = 0; x < span; x++) {
        int16_t red = (int16_t)(r[x] * m.unit), green = (int16_t)(g[x] * m.unit);
        int16_t blue = (int16_t)(b[x] * m.unit);
        r[x] = gr_matrix_channel(red, green, blue, m.of[0]);
        g[x] = gr_matrix_channel(red, green, blue, m.of[1]);
        b[x] = gr_matrix_channel(red, green, blue, m.of[2]);
    }
}

#endif

#endif
