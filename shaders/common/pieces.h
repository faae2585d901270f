/* SPDX-License-Identifier: MIT
 *
 * A table of 256 bytes as sixteen straight pieces: base, slope and part of a piece are picked by a
 * byte shuffle, a bit for each entry says where it is one more than the line, and pieces that no
 * line follows are picked as they are. It gives the table's own numbers or says that it cannot.
 */
#ifndef GR_SHADERS_COMMON_PIECES_H
#define GR_SHADERS_COMMON_PIECES_H

#include "base/simd.h"
#include "pixel.h"

#include <stdbool.h>
#include <string.h>

enum { GR_PIECES_ODD = 4 }; /* pieces that are picked as they are: more cost more than a cascade */

typedef struct GrPieces {
    bool fits;
    bool mended; /* some entry is one more than its line */
    int shift;   /* slopes and parts are 2^-shift code values */
    int odd_count;
    uint8_t base[16], mend[2][16];
    int8_t slope[16], part[16];
    uint8_t odd[GR_PIECES_ODD][16], odd_at[GR_PIECES_ODD];
} GrPieces;

#if defined(WIDE_BYTES) && !defined(__AVX512VBMI__)

/* The least and the largest part with which a line is right, or `spare` too low. */
static inline void gr_pieces_bounds(const uint8_t *table, int slope, int shift, int spare, int *low,
                                    int *high)
{
    *low = -128;
    *high = 127;
    for (int i = 0; i < 16; i++) {
        int way = table[i] - table[0], line = slope * i;
        int least = (way - spare) * (1 << shift) - line;
        int most = (way + 1) * (1 << shift) - 1 - line;
        *low = least > *low ? least : *low;
        *high = most < *high ? most : *high;
    }
}

/* A line for one piece. */
static inline bool gr_piece_fit(GrPieces *pieces, const uint8_t *table, int k, int spare)
{
    const uint8_t *own = table + 16 * k;
    int middle = (own[15] - own[0]) * (1 << pieces->shift) / 15;
    for (int i = 0; i < 7; i++) {
        int slope = middle + (i & 1 ? -(i + 1) / 2 : i / 2), low, high;
        gr_pieces_bounds(own, slope, pieces->shift, spare, &low, &high);
        if (low > high || slope < -128 || slope > 127)
            continue;
        pieces->base[k] = own[0];
        pieces->slope[k] = (int8_t)slope;
        pieces->part[k] = (int8_t)high;
        for (int j = 0; j < 16; j++)
            if (own[j] - own[0] != (slope * j + high) >> pieces->shift) {
                pieces->mend[j / 8][k] |= (uint8_t)(1 << j % 8);
                pieces->mended = true;
            }
        return true;
    }
    return false;
}

static inline void gr_pieces_fit(GrPieces *pieces, const uint8_t table[256])
{
    int steepest = 0;
    memset(pieces, 0, sizeof *pieces);
    for (int k = 0; k < 256; k += 16) {
        int way = table[k + 15] - table[k];
        way = way < 0 ? -way : way;
        steepest = way <= 100 && way > steepest ? way : steepest;
    }
    for (pieces->shift = 6; steepest * (1 << pieces->shift) / 15 > 120;)
        pieces->shift--;
    for (int k = 0; k < 16; k++) {
        if (gr_piece_fit(pieces, table, k, 0) || gr_piece_fit(pieces, table, k, 1))
            continue;
        if (pieces->odd_count == GR_PIECES_ODD)
            return;
        memcpy(pieces->odd[pieces->odd_count], table + 16 * k, 16);
        pieces->odd_at[pieces->odd_count++] = (uint8_t)(16 * k);
    }
    pieces->fits = true;
}

#if WIDE_BYTES == 64
#define gr_wide_either(a, b, where_b) _mm512_mask_blend_epi8(_mm512_movepi8_mask(where_b), a, b)
#define gr_wide_add8(a, b)            _mm512_add_epi8(a, b)
#define gr_wide_right16(a, count)     _mm512_sra_epi16(a, count)
#define gr_wide_more(a, bits, bit)                                                                 \
    _mm512_mask_add_epi8(a, _mm512_test_epi8_mask(bits, bit), a, wide_splat8(1))
#else
#define gr_wide_either(a, b, where_b) _mm256_blendv_epi8(a, b, where_b)
#define gr_wide_add8(a, b)            _mm256_add_epi8(a, b)
#define gr_wide_right16(a, count)     _mm256_sra_epi16(a, count)
#define gr_wide_more(a, bits, bit)    _mm256_sub_epi8(a, _mm256_cmpeq_epi8(wide_and(bits, bit), bit))
#endif

static inline void gr_pieces_run(const GrPieces *given, bool mended, GrPixel *into,
                                 const GrPixel *from, int span)
{
    static const uint8_t bit_of[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const Wide base = wide_table(given->base), slope = wide_table(given->slope);
    const Wide part = wide_table(given->part), bits = wide_table(bit_of);
    const Wide before = wide_table(given->mend[0]), behind = wide_table(given->mend[1]);
    const Wide nibble = wide_splat8(15), one = wide_splat8(1);
    const __m128i shift = _mm_cvtsi32_si128(given->shift);
    const int odd_count = given->odd_count;
    for (int x = 0; x < span; x += WIDE_BYTES) {
        Wide own = wide_load(from + x), within = wide_and(own, nibble);
        Wide piece = wide_and(wide_shift16(own, 4), nibble);
        Wide slopes = wide_pick(slope, piece), parts = wide_pick(part, piece);
        Wide low = wide_pairs(wide_low8(within, one), wide_low8(slopes, parts));
        Wide high = wide_pairs(wide_high8(within, one), wide_high8(slopes, parts));
        Wide way = wide_pack_signed16(gr_wide_right16(low, shift), gr_wide_right16(high, shift));
        Wide out = gr_wide_add8(way, wide_pick(base, piece));
        if (mended) {
            Wide which = gr_wide_either(wide_pick(before, piece), wide_pick(behind, piece),
                                        (Wide)((Word)own << 4));
            out = gr_wide_more(out, which, wide_pick(bits, within));
        }
        for (int i = 0; i < odd_count; i++) {
            Byte at = (Byte)own ^ byte_of(given->odd_at[i]);
            at = (Byte)wide_add_clamp8((Wide)at, wide_splat8(112));
            out = (Wide)((Byte)out ^ (Byte)wide_pick(wide_table(given->odd[i]), (Wide)at));
        }
        wide_store(into + x, out);
    }
}

/* `into` may be `from`. */
static inline void gr_pieces_apply(const GrPieces *pieces, GrPixel *into, const GrPixel *from,
                                   int span)
{
    const GrPieces own = *pieces; /* what is written could be it */
    if (own.mended)
        gr_pieces_run(&own, true, into, from, span);
    else
        gr_pieces_run(&own, false, into, from, span);
}

#endif

#endif
