/* SPDX-License-Identifier: MIT
 *
 * A film look: an S without clipping, shadows drawn to teal and lights to amber, a little less
 * colour. The S goes by a mixed channel m, itself (nine parts) and luma (one). A tenth of the way
 * from a channel to luma is a ninth of the way from m to it; so what is added to a channel is one
 * function of m (the S, less a ninth of m) and one of luma (what the brightness adds, and a ninth
 * of it). Both are smooth and small: quarters of a code value, by the upper seven bits. Where a
 * machine can look up 128 bytes these are tables, else the sixteen straight pieces of which the
 * tables are made.
 */
#ifndef GR_SHADERS_COMMON_FILM_LOOK_H
#define GR_SHADERS_COMMON_FILM_LOOK_H

#include "base/simd.h"
#include "pixel.h"

#define GR_FILM_LOOK_BEND 0.35f /* of the S, towards 3 v^2 - 2 v^3 */

enum {
    GR_FILM_LOOK_PIECES = 16,
    GR_FILM_LOOK_PLACES = 8, /* of a piece */
    GR_FILM_LOOK_FINE = 32,  /* parts of a quarter */
    /* 128ths of a mixed channel, 256ths of luma: red and blue are one byte, three parts and one. */
    GR_FILM_LOOK_OWN = 115,
    GR_FILM_LOOK_LEAN = 128 - GR_FILM_LOOK_OWN,
    GR_FILM_LOOK_ENDS = 73,
    GR_FILM_LOOK_GREEN = 256 - GR_FILM_LOOK_ENDS,
};

/* A function by pieces, beginning with the middle one: quarters of a code value, and sixteenths of
 * a quarter from place to place. */
typedef struct GrFilmLookLine {
    int8_t base[GR_FILM_LOOK_PIECES], slope[GR_FILM_LOOK_PIECES];
} GrFilmLookLine;

typedef struct GrFilmLook {
    GrFilmLookLine curve, colour[3];
    /* The same as tables; sums are 255 too much. */
    uint8_t curve_at[128], colour_at[3][128];
} GrFilmLook;

/* What a brightness adds to each channel, all in 0..1. */
static inline float gr_film_look_colour(float luma, int channel)
{
    static const float shadow[3] = {-0.075f, 0.02f, 0.055f}, light[3] = {0.075f, 0.015f, -0.085f};
    float part = gr_smoothstepf(0.15f, 0.85f, luma);
    return 4.0f * luma * (1.0f - luma) *
           (shadow[channel] + (light[channel] - shadow[channel]) * part);
}

/* What the S adds. */
static inline float gr_film_look_curve(float mixed)
{
    return GR_FILM_LOOK_BEND * (mixed * mixed * (3.0f - 2.0f * mixed) - mixed);
}

/* Quarters that a slope comes to within a piece. */
static inline int gr_film_look_rise(int slope, int within)
{
    return slope * 2 * within >> 5;
}

/* What is added at a place, in quarters; `channel` -1: the curve. A place is two code values, of
 * which the lowest bits are cut off: these middles leave the least to the worst colour. */
static inline float gr_film_look_wanted(int channel, int place, float amount)
{
    const float ninth = 0.1f * 128.0f / (float)GR_FILM_LOOK_OWN;
    float middle = ((float)(2 * place) + (channel < 0 ? 1.25f : 1.1f)) / 255.0f;
    float pull = ninth * (middle - 0.5f);
    float way = channel < 0 ? gr_film_look_curve(middle) - pull
                            : gr_film_look_colour(middle, channel) + pull;
    return 4.0f * 255.0f * amount * way;
}

/* The piece that comes nearest to what is wanted of it. */
static inline void gr_film_look_fit(GrFilmLookLine *line, int piece,
                                    const float wanted[GR_FILM_LOOK_PLACES])
{
    enum { LAST = GR_FILM_LOOK_PLACES - 1, AROUND = 3 };
    const int middle = gr_to_int(16.0f * (wanted[LAST] - wanted[0]) / (float)LAST);
    float least = 1e9f;
    for (int slope = middle - AROUND; slope <= middle + AROUND; slope++) {
        float left[GR_FILM_LOOK_PLACES], mean = 0.0f, off = 0.0f;
        for (int k = 0; k <= LAST; k++) {
            left[k] = wanted[k] - (float)gr_film_look_rise(slope, k);
            mean += left[k] / (float)GR_FILM_LOOK_PLACES;
        }
        int base = gr_to_int(mean);
        for (int k = 0; k <= LAST; k++)
            off += (left[k] - (float)base) * (left[k] - (float)base);
        if (off < least) {
            least = off;
            line->base[piece] = (int8_t)base;
            line->slope[piece] = (int8_t)slope;
        }
    }
}

/* All pieces of a line, and its table, whose quarters are `more`. */
static inline void gr_film_look_line(GrFilmLookLine *line, uint8_t at[128], int channel,
                                     float amount, int more)
{
    for (int i = 0; i < GR_FILM_LOOK_PIECES; i++) {
        float wanted[GR_FILM_LOOK_PLACES];
        for (int k = 0; k < GR_FILM_LOOK_PLACES; k++) {
            wanted[k] = gr_film_look_wanted(channel, GR_FILM_LOOK_PLACES * (i ^ 8) + k, amount);
            wanted[k] += channel < 0 ? 0.0f : 1.5f; /* what is cut off of the sum */
        }
        gr_film_look_fit(line, i, wanted);
        for (int k = 0; k < GR_FILM_LOOK_PLACES; k++)
            at[GR_FILM_LOOK_PLACES * i + k] =
                (uint8_t)(line->base[i] + gr_film_look_rise(line->slope[i], k) + more);
    }
}

static inline void gr_film_look_prepare(GrFilmLook *film, float amount)
{
    gr_film_look_line(&film->curve, film->curve_at, -1, amount, 128);
    for (int c = 0; c < 3; c++)
        gr_film_look_line(&film->colour[c], film->colour_at[c], c, amount, 127);
}

#ifdef WIDE_BYTES

static inline Wide gr_film_look_signed(Wide bytes)
{
    return (Wide)((Byte)bytes ^ byte_of(128));
}

/* The upper bytes of two mixed by weights, which are a byte each. */
static inline Wide gr_film_look_mix(Wide a, Wide b, Wide weights)
{
    return (Wide)high_bytes((Word)wide_pairs(weights, wide_low8(a, b)),
                            (Word)wide_pairs(weights, wide_high8(a, b)));
}

/* Signed, as bytes. */
static inline void gr_film_look_lumas(GrPixel *const rows[3], int count, GrPixel *lumas)
{
    const Wide weights = wide_splat16(GR_FILM_LOOK_ENDS | GR_FILM_LOOK_GREEN << 8);
    for (int x = 0; x < count; x += WIDE_BYTES) {
        Wide red = wide_load(rows[0] + x), blue = wide_load(rows[2] + x);
        Wide ends = gr_film_look_signed(wide_mean8(red, wide_mean8(red, blue)));
        Wide green = gr_film_look_signed(wide_load(rows[1] + x));
        wide_store(lumas + x, gr_film_look_mix(ends, green, weights));
    }
}

#ifdef __AVX512VBMI__

typedef struct GrFilmLookTables {
    Wide curve[2], colour[3][2];
} GrFilmLookTables;

static inline GrFilmLookTables gr_film_look_tables(const GrFilmLook *film)
{
    GrFilmLookTables tables;
    for (int i = 0; i < 2; i++) {
        tables.curve[i] = wide_load_any(film->curve_at + 64 * i);
        for (int c = 0; c < 3; c++)
            tables.colour[c][i] = wide_load_any(film->colour_at[c] + 64 * i);
    }
    return tables;
}

/* Upper seven bits under a set one: such a mean costs half of what a shift does. */
static inline Wide gr_film_look_half(Wide bytes)
{
    return wide_mean8(bytes, wide_splat8(-1));
}

static inline Wide gr_film_look_pick(const Wide table[2], Wide at)
{
    return _mm512_permutex2var_epi8(table[0], at, table[1]);
}

static inline void gr_film_look_some(const GrFilmLookTables *given, GrPixel *const rows[3],
                                     const GrPixel *lumas, int count)
{
    const GrFilmLookTables tables = *given;
    const Wide weights = wide_splat16(GR_FILM_LOOK_OWN | GR_FILM_LOOK_LEAN << 8);
    for (int x = 0; x < count; x += WIDE_BYTES) {
        const Wide luma = wide_load(lumas + x), tone = gr_film_look_half(luma);
        Wide own[3], mixed[3];
        for (int c = 0; c < 3; c++) {
            own[c] = gr_film_look_signed(wide_load(rows[c] + x));
            mixed[c] = gr_film_look_mix(own[c], luma, weights);
        }
        for (int c = 0; c < 3; c++) {
            Wide halves = wide_mean8(gr_film_look_pick(tables.curve, mixed[c]),
                                     gr_film_look_pick(tables.colour[c], tone));
            Wide more = (Wide)((Byte)gr_film_look_half(halves) + byte_of(64));
            wide_store(rows[c] + x, gr_film_look_signed(wide_add_signed8(own[c], more)));
        }
    }
}

#else

typedef struct GrFilmLookPieces {
    Wide base, slope;
} GrFilmLookPieces;

typedef struct GrFilmLookTables {
    GrFilmLookPieces curve, colour[3];
} GrFilmLookTables;

static inline GrFilmLookPieces gr_film_look_pieces(const GrFilmLookLine *line)
{
    return (GrFilmLookPieces){wide_table(line->base), wide_table(line->slope)};
}

static inline GrFilmLookTables gr_film_look_tables(const GrFilmLook *film)
{
    GrFilmLookTables tables = {.curve = gr_film_look_pieces(&film->curve)};
    for (int c = 0; c < 3; c++)
        tables.colour[c] = gr_film_look_pieces(&film->colour[c]);
    return tables;
}

/* Pieces, and what their slopes and bases weigh: of the lower and the upper half. */
typedef struct GrFilmLookPlaces {
    Wide piece, weights[2];
} GrFilmLookPlaces;

static inline GrFilmLookPlaces gr_film_look_places(Wide bytes)
{
    const Wide fine = wide_splat8(GR_FILM_LOOK_FINE);
    Wide within = wide_and(bytes, wide_splat8(2 * (GR_FILM_LOOK_PLACES - 1)));
    return (GrFilmLookPlaces){wide_and(wide_shift16(bytes, 4), wide_splat8(15)),
                              {wide_low8(within, fine), wide_high8(within, fine)}};
}

/* Whole quarters, in parts of one. */
static inline void gr_film_look_quarters_of(const GrFilmLookPieces *of, const GrFilmLookPlaces *at,
                                            Word out[2])
{
    const Wide whole = wide_splat16(-GR_FILM_LOOK_FINE);
    Wide base = wide_pick(of->base, at->piece), slope = wide_pick(of->slope, at->piece);
    out[0] = (Word)wide_and(wide_pairs(at->weights[0], wide_low8(slope, base)), whole);
    out[1] = (Word)wide_and(wide_pairs(at->weights[1], wide_high8(slope, base)), whole);
}

static inline void gr_film_look_some(const GrFilmLookTables *given, GrPixel *const rows[3],
                                     const GrPixel *lumas, int count)
{
    const GrFilmLookTables tables = *given;
    const Wide weights = wide_splat16(2 * GR_FILM_LOOK_OWN | 2 * GR_FILM_LOOK_LEAN << 8);
    for (int x = 0; x < count; x += WIDE_BYTES) {
        const Wide luma = wide_load(lumas + x);
        const GrFilmLookPlaces tone = gr_film_look_places(luma);
        for (int c = 0; c < 3; c++) {
            Wide own = gr_film_look_signed(wide_load(rows[c] + x));
            GrFilmLookPlaces mixed = gr_film_look_places(gr_film_look_mix(own, luma, weights));
            Word curve[2], colour[2];
            gr_film_look_quarters_of(&tables.curve, &mixed, curve);
            gr_film_look_quarters_of(&tables.colour[c], &tone, colour);
            Wide more = wide_pack_signed16(wide_shift_signed16((Wide)(curve[0] + colour[0]), 7),
                                           wide_shift_signed16((Wide)(curve[1] + colour[1]), 7));
            wide_store(rows[c] + x, gr_film_look_signed(wide_add_signed8(own, more)));
        }
    }
}

#endif

/* Lumas come first: in one go a pixel would be a chain of steps longer than what a machine has in
 * flight. */
static inline void gr_film_look_apply(const GrFilmLook *film, GrPixel *r, GrPixel *g, GrPixel *b,
                                      int span)
{
    enum { SOME = 512 };
    _Alignas(64) GrPixel lumas[SOME];
    const GrFilmLookTables tables = gr_film_look_tables(film);
    for (int x = 0; x < span; x += SOME) {
        GrPixel *const rows[3] = {r + x, g + x, b + x};
        int count = span - x < SOME ? span - x : SOME;
        gr_film_look_lumas(rows, count, lumas);
        gr_film_look_some(&tables, rows, lumas, count);
    }
}

#else

static inline void gr_film_look_apply(const GrFilmLook *film, GrPixel *r, GrPixel *g, GrPixel *b,
                                      int span)
{
    GrPixel *const rows[3] = {r, g, b};
    for (int x = 0; x < span; x++) {
        int ends = (r[x] + ((r[x] + b[x] + 1) >> 1) + 1) >> 1;
        int luma = GR_FILM_LOOK_ENDS * (ends - 128) + GR_FILM_LOOK_GREEN * (g[x] - 128);
        luma >>= 8;
        for (int c = 0; c < 3; c++) {
            int mixed = GR_FILM_LOOK_OWN * (rows[c][x] - 128) + GR_FILM_LOOK_LEAN * luma;
            int sum = film->curve_at[mixed >> 8 & 127] + film->colour_at[c][luma >> 1 & 127];
            int out = rows[c][x] + ((sum - 255) >> 2);
            rows[c][x] = (GrPixel)(out > 0 ? out < 255 ? out : 255 : 0);
        }
    }
}

#endif

#endif
