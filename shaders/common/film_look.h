/* SPDX-License-Identifier: MIT
 *
 * A film look: an S without clipping, shadows drawn to teal and lights to amber, a little less
 * colour. A channel is mixed from itself (nine parts) and luma (one); what the S adds to that and
 * what the brightness adds are quarters of a code value, each a function of seven bits: tables of
 * 128 bytes where a machine can look these up, else a cubic and sixteen straight pieces, from which
 * the tables are made.
 */
#ifndef GR_SHADERS_COMMON_FILM_LOOK_H
#define GR_SHADERS_COMMON_FILM_LOOK_H

#include "base/simd.h"
#include "pixel.h"

#include <stdbool.h>

#define GR_FILM_LOOK_BEND 0.35f /* of the S, towards 3 v^2 - 2 v^3 */

typedef struct GrFilmLook {
    /* Of a piece of 16 lumas, beginning with the middle one: quarters of a code value with the half
     * one that rounds the sum, and steps in 64ths. */
    int8_t base[3][16], slope[3][16];
    int16_t rise, bend; /* of the cubic */
    int16_t share;      /* of all this, 2^15; 0: nothing else is left */
    /* The same, by the upper seven bits of a mixed channel and of luma. */
    int8_t curve[128], colour[3][128];
} GrFilmLook;

/* What a brightness adds to each channel, all in 0..1. */
static inline float gr_film_look_colour(float luma, int channel)
{
    static const float shadow[3] = {-0.075f, 0.02f, 0.055f}, light[3] = {0.075f, 0.015f, -0.085f};
    float part = gr_smoothstepf(0.15f, 0.85f, luma);
    return 4.0f * luma * (1.0f - luma) *
           (shadow[channel] + (light[channel] - shadow[channel]) * part);
}

/* Nearest sixteenth part. */
static inline int gr_film_look_16th(int x)
{
    return (x + 8) >> 4;
}

/* What the S adds, in quarters of a code value: of a mixed channel, 256 times its way from the
 * middle. */
static inline int gr_film_look_curve(const GrFilmLook *film, int16_t mixed)
{
    int16_t value = (int16_t)((mixed & ~511) + 384);
    int16_t square = gr_mulhi_signed(value, value);
    int16_t factor = (int16_t)(film->rise - gr_mulhi_signed(square, film->bend));
    return gr_film_look_16th(gr_mulhi_signed(value, factor));
}

static inline int gr_film_look_tone(const GrFilmLook *film, int c, int luma)
{
    int piece = luma >> 4 & 15, within = (luma & 14) + 1;
    return film->base[c][piece] + gr_film_look_16th(film->slope[c][piece] * within);
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
            film->base[c][i ^ 8] = (int8_t)(gr_to_int((mean - 7.5f * (float)slope) / 16.0f) + 2);
        }
    const float bend = GR_FILM_LOOK_BEND * amount, whole = 65536.0f / 65280.0f;
    film->rise = (int16_t)gr_to_int(8192.0f * bend);
    film->bend = (int16_t)gr_to_int(32768.0f * bend * whole * whole);
    film->share = (int16_t)(amount < 1.0f ? gr_to_int(32767.0f * amount) : 0);
    for (int i = 0; i < 128; i++) {
        int middle = i < 64 ? i : i - 128;
        film->curve[i] = (int8_t)gr_film_look_curve(film, (int16_t)(middle * 512));
        for (int c = 0; c < 3; c++)
            film->colour[c][i] = (int8_t)gr_film_look_tone(film, c, 2 * middle);
    }
}

#ifdef WIDE_BYTES

/* Bytes in even places from one, in odd places from the other register. */
static inline Wide gr_film_look_woven(Wide even, Wide odd)
{
#if WIDE_BYTES == 64
    return _mm512_mask_blend_epi8(0xaaaaaaaaaaaaaaaa, even, odd);
#else
    return _mm256_blendv_epi8(even, odd, wide_splat16(-256));
#endif
}

/* The bytes that even (0) and odd (1) columns have in `bytes`, times a factor. */
static inline Wide gr_film_look_times(int odd, int factor, Wide bytes)
{
    return wide_pairs(wide_splat16(odd ? factor << 8 : factor), bytes);
}

static inline Wide gr_film_look_luma(int odd, const Wide own[3])
{
    return wide_add16(
        wide_add16(gr_film_look_times(odd, 54, own[0]), gr_film_look_times(odd, 183, own[1])),
        gr_film_look_times(odd, 19, own[2]));
}

#ifdef __AVX512VBMI__

typedef struct GrFilmLookTables {
    Wide curve[2], colour[3][2];
} GrFilmLookTables;

static inline GrFilmLookTables gr_film_look_tables(const GrFilmLook *film)
{
    GrFilmLookTables tables;
    for (int i = 0; i < 2; i++) {
        tables.curve[i] = wide_load_any(film->curve + 64 * i);
        for (int c = 0; c < 3; c++)
            tables.colour[c][i] = wide_load_any(film->colour[c] + 64 * i);
    }
    return tables;
}

/* The upper seven bits of words in even and odd columns, by bytes whose highest bit is anything. */
static inline Wide gr_film_look_places(const Wide words[2])
{
    const Wide from_9th = _mm512_set1_epi64(0x3900290019000900);
    return _mm512_mask_multishift_epi64_epi8(wide_shift16(words[0], 9), 0xaaaaaaaaaaaaaaaa,
                                             from_9th, words[1]);
}

/* 64 times what the S and the brightness add, of even and odd columns; `luma` as above. */
static inline void gr_film_look_more(const GrFilmLook *film, const GrFilmLookTables *tables, int c,
                                     const Wide mixed[2], Wide luma, Wide more[2])
{
    const Wide at = gr_film_look_places(mixed), *colour = tables->colour[c];
    Wide both = _mm512_add_epi8(_mm512_permutex2var_epi8(tables->curve[0], at, tables->curve[1]),
                                _mm512_permutex2var_epi8(colour[0], luma, colour[1]));
    (void)film;
    for (int odd = 0; odd < 2; odd++)
        more[odd] = gr_film_look_times(odd, 64, both);
}

#else

/* The pieces. */
typedef struct GrFilmLookTables {
    Wide base[3], slope[3];
} GrFilmLookTables;

static inline GrFilmLookTables gr_film_look_tables(const GrFilmLook *film)
{
    GrFilmLookTables tables;
    for (int c = 0; c < 3; c++) {
        tables.base[c] = wide_table(film->base[c]);
        tables.slope[c] = wide_table(film->slope[c]);
    }
    return tables;
}

/* The lumas' upper bytes, with a half for the lowest bit. */
static inline Wide gr_film_look_places(const Wide words[2])
{
    const Wide lowest = wide_splat8(1);
    Wide all = gr_film_look_woven(wide_shift16(words[0], 8), words[1]);
    return (Wide)((Byte)all | (Byte)lowest);
}

static inline Wide gr_film_look_cubic(const GrFilmLook *film, Wide mixed)
{
    Wide value = wide_add16(wide_and(mixed, wide_splat16(-512)), wide_splat16(384));
    Wide square = wide_product_high_signed16(value, value);
    Wide factor = wide_sub16(wide_splat16(film->rise),
                             wide_product_high_signed16(square, wide_splat16(film->bend)));
    return wide_product_rounded16(wide_product_high_signed16(value, factor), wide_splat16(2048));
}

static inline void gr_film_look_more(const GrFilmLook *film, const GrFilmLookTables *tables, int c,
                                     const Wide mixed[2], Wide luma, Wide more[2])
{
    Wide piece = wide_and(wide_shift16(luma, 4), wide_splat8(15));
    Wide base = wide_pick(tables->base[c], piece), slope = wide_pick(tables->slope[c], piece);
    for (int odd = 0; odd < 2; odd++) {
        Wide within = wide_and(luma, wide_splat16(odd ? 15 << 8 : 15));
        Wide tone = wide_product_rounded16(wide_pairs(within, slope), wide_splat16(2048));
        tone = wide_add16(tone, gr_film_look_times(odd, 1, base));
        more[odd] = (Wide)((Word)wide_add16(gr_film_look_cubic(film, mixed[odd]), tone) << 6);
    }
}

#endif

/* `share` of the way from a channel as it is. */
static inline Wide gr_film_look_part(const GrFilmLook *film, int odd, Wide own, Wide mixed)
{
    Wide was = odd ? wide_and(own, wide_splat16(-256)) : (Wide)((Word)own << 8);
    Wide way = wide_sub16(mixed, was);
    return wide_add16(was, wide_product_rounded16(way, wide_splat16(film->share)));
}

static inline void gr_film_look_rows(const GrFilmLook *given, bool partly, GrPixel *const rows[3],
                                     int span)
{
    const GrFilmLook *film = given;
    const GrFilmLookTables tables = gr_film_look_tables(film);
    const Byte middle = byte_of(128);
    for (int x = 0; x < span; x += WIDE_BYTES) {
        Wide own[3], lean[2], lumas[2];
        for (int c = 0; c < 3; c++)
            own[c] = (Wide)((Byte)wide_load(rows[c] + x) ^ middle);
        for (int odd = 0; odd < 2; odd++) {
            lumas[odd] = gr_film_look_luma(odd, own);
            lean[odd] = wide_product_high_signed16(lumas[odd], wide_splat16(26 * 256));
        }
        const Wide luma = gr_film_look_places(lumas);
        for (int c = 0; c < 3; c++) {
            Wide mixed[2], more[2];
            for (int odd = 0; odd < 2; odd++)
                mixed[odd] = wide_add16(gr_film_look_times(odd, 230, own[c]), lean[odd]);
            gr_film_look_more(film, &tables, c, mixed, luma, more);
            for (int odd = 0; odd < 2; odd++) {
                if (partly)
                    mixed[odd] = gr_film_look_part(film, odd, own[c], mixed[odd]);
                mixed[odd] = wide_add_signed16(mixed[odd], more[odd]);
            }
            Wide out = gr_film_look_woven(wide_shift16(mixed[0], 8), mixed[1]);
            wide_store(rows[c] + x, (Wide)((Byte)out ^ middle));
        }
    }
}

static inline void gr_film_look_apply(const GrFilmLook *film, GrPixel *r, GrPixel *g, GrPixel *b,
                                      int span)
{
    GrPixel *const rows[3] = {r, g, b};
    if (film->share)
        gr_film_look_rows(film, true, rows, span);
    else
        gr_film_look_rows(film, false, rows, span);
}

#else

static inline GrPixel gr_film_look_pixel(const GrFilmLook *film, int own, int luma, int c)
{
    int16_t mixed = (int16_t)(230 * own + gr_mulhi_signed((int16_t)luma, 26 * 256));
    int more = gr_film_look_curve(film, mixed) + gr_film_look_tone(film, c, luma >> 8);
    int out = mixed;
    if (film->share)
        out = 256 * own + (((mixed - 256 * own) * film->share + 16384) >> 15);
    out = (out + 64 * more + 32768) >> 8;
    return (GrPixel)(out > 0 ? out < 255 ? out : 255 : 0);
}

static inline void gr_film_look_apply(const GrFilmLook *film, GrPixel *r, GrPixel *g, GrPixel *b,
                                      int span)
{
    for (int x = 0; x < span; x++) {
        int own[3] = {r[x] - 128, g[x] - 128, b[x] - 128};
        int luma = 54 * own[0] + 183 * own[1] + 19 * own[2];
        r[x] = gr_film_look_pixel(film, own[0], luma, 0);
        g[x] = gr_film_look_pixel(film, own[1], luma, 1);
        b[x] = gr_film_look_pixel(film, own[2], luma, 2);
    }
}

#endif

#endif
