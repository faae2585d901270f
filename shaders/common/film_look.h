/* SPDX-License-Identifier: MIT
 *
 * A film look: an S without clipping, shadows drawn to teal and lights to amber, a little less
 * colour. A channel is a cubic of itself (nine parts) and luma (one), and what the brightness adds
 * is sixteen straight pieces over luma, so that a register needs no table larger than itself.
 */
#ifndef GR_SHADERS_COMMON_FILM_LOOK_H
#define GR_SHADERS_COMMON_FILM_LOOK_H

#include "base/simd.h"
#include "pixel.h"

#include <stdbool.h>

#define GR_FILM_LOOK_BEND 0.35f /* of the S, towards 3 v^2 - 2 v^3 */

typedef struct GrFilmLook {
    /* Of a piece of 16 lumas, beginning with the middle one: 16ths and steps in 64ths of a code
     * value. */
    int8_t base[3][16], slope[3][16];
    int16_t rise, bend; /* of the cubic */
    int16_t keep;       /* of the pixel itself, 2^14 */
} GrFilmLook;

/* What a brightness adds to each channel, all in 0..1. */
static inline float gr_film_look_colour(float luma, int channel)
{
    static const float shadow[3] = {-0.075f, 0.02f, 0.055f}, light[3] = {0.075f, 0.015f, -0.085f};
    float part = gr_smoothstepf(0.15f, 0.85f, luma);
    return 4.0f * luma * (1.0f - luma) *
           (shadow[channel] + (light[channel] - shadow[channel]) * part);
}

static inline void gr_film_look_prepare(GrFilmLook *film, float amount)
{
    const float unit = 64.0f * 255.0f * amount;
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 16; i++) {
            float at[16], mean = 0.0f;
            for (int k = 0; k < 16; k++) {
                at[k] = unit * gr_film_look_colour((float)(16 * i + k) / 255.0f, c);
                mean += at[k] / 16.0f;
            }
            int slope = gr_to_int((at[15] - at[0]) / 15.0f);
            film->slope[c][i ^ 8] = (int8_t)slope;
            film->base[c][i ^ 8] = (int8_t)gr_to_int((mean - 7.5f * (float)slope) / 16.0f);
        }
    film->rise = (int16_t)gr_to_int(16384.0f * amount * (1.0f + 0.5f * GR_FILM_LOOK_BEND));
    film->bend =
        (int16_t)gr_to_int(16384.0f * amount * 2.0f * GR_FILM_LOOK_BEND * 65536.0f / 65025.0f);
    film->keep = (int16_t)gr_to_int(16384.0f * (1.0f - amount));
}

#ifdef WIDE_BYTES

/* Half a register of a channel: `pair` is code values and lumas, less 128; `colour` is what is
 * added. */
static inline Wide gr_film_look_half(const GrFilmLook *film, bool mixed, Wide pair, Wide colour,
                                     Wide own)
{
    /* Code values from the middle of all, which lies between two, times 256. */
    Wide value = wide_add16(wide_pairs(wide_splat16(230 | 26 << 8), pair), wide_splat16(128));
    Wide square = wide_product_high_signed16(value, value);
    Wide factor = wide_sub16(wide_splat16(film->rise),
                             wide_product_high_signed16(square, wide_splat16(film->bend)));
    Wide out = wide_add16(wide_product_high_signed16(value, factor), colour);
    if (mixed)
        out = wide_add16(out, wide_product_high_signed16(own, wide_splat16(film->keep)));
    return wide_shift_signed16(out, 6);
}

static inline Wide gr_film_look_luma(Wide red_green, Wide blue)
{
    return wide_shift_signed16(
        wide_add16(wide_pairs(wide_splat16((short)(54 | 183 << 8)), red_green),
                   wide_pairs(wide_splat16(19 | 2 << 8), blue)),
        8);
}

static inline void gr_film_look_rows(const GrFilmLook *given, bool mixed, GrPixel *const rows[3],
                                     int span)
{
    const GrFilmLook film = *given;
    const Wide zero = wide_zero(), half = wide_splat8(64), sixteen = wide_splat8(16);
    const Byte middle = byte_of(128);
    for (int x = 0; x < span; x += WIDE_BYTES) {
        Wide own[3];
        for (int c = 0; c < 3; c++)
            own[c] = (Wide)((Byte)wide_load(rows[c] + x) ^ middle);
        Wide luma = wide_pack_signed16(
            gr_film_look_luma(wide_low8(own[0], own[1]), wide_low8(own[2], half)),
            gr_film_look_luma(wide_high8(own[0], own[1]), wide_high8(own[2], half)));
        Wide piece = wide_and(wide_shift16(luma, 4), wide_splat8(15));
        Wide within = wide_and(luma, wide_splat8(15));
        Wide low = wide_low8(within, sixteen), high = wide_high8(within, sixteen);
        for (int c = 0; c < 3; c++) {
            Wide slope = wide_pick(wide_table(film.slope[c]), piece);
            Wide base = wide_pick(wide_table(film.base[c]), piece);
            Wide first =
                gr_film_look_half(&film, mixed, wide_low8(own[c], luma),
                                  wide_pairs(low, wide_low8(slope, base)), wide_low8(zero, own[c]));
            Wide second = gr_film_look_half(&film, mixed, wide_high8(own[c], luma),
                                            wide_pairs(high, wide_high8(slope, base)),
                                            wide_high8(zero, own[c]));
            wide_store(rows[c] + x, (Wide)((Byte)wide_pack_signed16(first, second) ^ middle));
        }
    }
}

static inline void gr_film_look_apply(const GrFilmLook *film, GrPixel *r, GrPixel *g, GrPixel *b,
                                      int span)
{
    GrPixel *const rows[3] = {r, g, b};
    if (film->keep)
        gr_film_look_rows(film, true, rows, span);
    else
        gr_film_look_rows(film, false, rows, span);
}

#else

static inline GrPixel gr_film_look_pixel(const GrFilmLook *film, int own, int luma, int c)
{
    int piece = luma >> 4 & 15;
    int colour = 16 * film->base[c][piece] + film->slope[c][piece] * (luma & 15);
    int16_t value = (int16_t)(230 * own + 26 * luma + 128);
    int16_t square = gr_mulhi_signed(value, value);
    int16_t factor = (int16_t)(film->rise - gr_mulhi_signed(square, film->bend));
    int out =
        gr_mulhi_signed(value, factor) + colour + gr_mulhi_signed((int16_t)(own * 256), film->keep);
    out = (out >> 6) + 128;
    return (GrPixel)(out > 0 ? out < 255 ? out : 255 : 0);
}

static inline void gr_film_look_apply(const GrFilmLook *film, GrPixel *r, GrPixel *g, GrPixel *b,
                                      int span)
{
    for (int x = 0; x < span; x++) {
        int own[3] = {r[x] - 128, g[x] - 128, b[x] - 128};
        int luma = (54 * own[0] + 183 * own[1] + 19 * own[2] + 128) >> 8;
        r[x] = gr_film_look_pixel(film, own[0], luma, 0);
        g[x] = gr_film_look_pixel(film, own[1], luma, 1);
        b[x] = gr_film_look_pixel(film, own[2], luma, 2);
    }
}

#endif

#endif
