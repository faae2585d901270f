/* SPDX-License-Identifier: MIT
 *
 * Tables of 256 bytes over rows of pixels: whatever changes a channel by its own value alone is one
 * table per channel, made once a frame, and every such shader costs the same. Where a machine can
 * pick among 128 bytes at once a table is two such picks. Else one that is smooth is sixteen
 * straight pieces (pieces.h), and any other a cascade of picks among 16: the differences between
 * neighbouring parts of the table, added up modulo 2 as far as the pixel reaches. All ways give the
 * table's own numbers.
 */
#ifndef GR_SHADERS_COMMON_TABLE_H
#define GR_SHADERS_COMMON_TABLE_H

#include "base/simd.h"
#include "pieces.h"

#include <string.h>

typedef struct GrTables {
    uint8_t of[3][256];   /* a channel's */
    uint8_t step[3][256]; /* differences between its parts; gr_tables_settle() */
    GrPieces pieces[3];
} GrTables;

/* Code value of a brightness in 0..1, whatever it is. */
static inline uint8_t gr_code_value(float light)
{
    return (uint8_t)gr_to_int(gr_unitf(light) * 255.0f);
}

static inline bool gr_table_is_identity(const uint8_t table[256])
{
    for (int i = 0; i < 256; i++)
        if (table[i] != i)
            return false;
    return true;
}

static inline bool gr_table_is_negative(const uint8_t table[256])
{
    for (int i = 0; i < 256; i++)
        if (table[i] != 255 - i)
            return false;
    return true;
}

/* Call this when the tables are full. */
static inline void gr_tables_settle(GrTables *tables)
{
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 256; i++)
            tables->step[c][i] =
                i & 127 & ~15 ? tables->of[c][i] ^ tables->of[c][i - 16] : tables->of[c][i];
#if defined(WIDE_BYTES) && !defined(__AVX512VBMI__)
    for (int c = 0; c < 3; c++)
        if (c && memcmp(tables->of[c], tables->of[c - 1], sizeof tables->of[c]) == 0)
            tables->pieces[c] = tables->pieces[c - 1];
        else
            gr_pieces_fit(&tables->pieces[c], tables->of[c]);
#endif
}

#if defined(__AVX512VBMI__)

/* `into` may be `from`. */
static inline void gr_table_whole_picks(GrPixel *into, const GrPixel *from,
                                        const uint8_t table[256], int span)
{
    const WholeTable whole = whole_table(table);
    for (int x = 0; x < span; x += WIDE_BYTES)
        wide_store(into + x, (Wide)whole_pick(&whole, (Byte)wide_load(from + x)));
}

#endif

#if defined(__AVX512BW__)
#define gr_wide_sub_signed8(a, b) _mm512_subs_epi8(a, b)
#define gr_wide_xor(a, b)         _mm512_xor_si512(a, b)
#elif defined(__AVX2__)
#define gr_wide_sub_signed8(a, b) _mm256_subs_epi8(a, b)
#define gr_wide_xor(a, b)         _mm256_xor_si256(a, b)
#endif

#ifdef WIDE_BYTES

/* A pick gives 0 where the index is negative and else looks at its low half only. So the half of
 * the table that a pixel does not lie in is negative all the way, and in the other one each step
 * down by 16 takes part until the index is negative. */
static inline void gr_table_cascade(GrPixel *into, const GrPixel *from, const uint8_t step[256],
                                    int span)
{
    const Wide sixteen = wide_splat8(16), top = wide_splat8(128);
    for (int x = 0; x < span; x += 2 * WIDE_BYTES) {
        const int next = x + WIDE_BYTES < span ? x + WIDE_BYTES : x; /* the last one twice */
        Wide low[2] = {wide_load(from + x), wide_load(from + next)}, high[2], out[2];
        for (int i = 0; i < 2; i++) {
            high[i] = gr_wide_xor(low[i], top);
            out[i] = gr_wide_xor(wide_pick(wide_table(step), low[i]),
                                 wide_pick(wide_table(step + 128), high[i]));
        }
        for (int k = 16; k < 128; k += 16) {
            Wide below = wide_table(step + k), above = wide_table(step + 128 + k);
            for (int i = 0; i < 2; i++) {
                low[i] = gr_wide_sub_signed8(low[i], sixteen);
                high[i] = gr_wide_sub_signed8(high[i], sixteen);
                out[i] = gr_wide_xor(
                    out[i], gr_wide_xor(wide_pick(below, low[i]), wide_pick(above, high[i])));
            }
        }
        wide_store(into + x, out[0]);
        wide_store(into + next, out[1]);
    }
}

#endif

/* One row through a channel's table; `into` may be `from`. */
static inline void gr_table_row(GrPixel *into, const GrPixel *from, const GrTables *tables, int c,
                                int span)
{
#if defined(__AVX512VBMI__)
    gr_table_whole_picks(into, from, tables->of[c], span);
#elif defined(WIDE_BYTES)
    if (tables->pieces[c].fits)
        gr_pieces_apply(&tables->pieces[c], into, from, span);
    else
        gr_table_cascade(into, from, tables->step[c], span);
#else
    for (int x = 0; x < span; x++)
        into[x] = tables->of[c][from[x]];
#endif
}

static inline void gr_tables_apply(const GrTables *tables, GrPixel *r, GrPixel *g, GrPixel *b,
                                   int span)
{
    GrPixel *const rows[3] = {r, g, b};
    for (int c = 0; c < 3; c++)
        gr_table_row(rows[c], rows[c], tables, c, span);
}

#endif
