/* SPDX-License-Identifier: MIT
 *
 * Softlight on code values: b falls by b (1 - b) at most, or rises by D(b) - b, which is a cubic
 * below a quarter and the square root's distance above. Both are a byte, in quarters of a code
 * value, and what the ink then makes of it is one product. Private to blend.c.
 *
 * In units, with y = 1 - b (and y = 4b for what rises below a quarter), all pieces are
 * y (c0 - y (c1 - b c2)): for what falls that is y (1 - y), for the cubic y (3/4 - y (3/4 - b)),
 * and the root's distance is cut into three, fitted: a twentieth of a code value off at most.
 */
#ifndef GR_RENDER_KERNELS_BLEND_SOFT_H
#define GR_RENDER_KERNELS_BLEND_SOFT_H

#include "render/kernels/blend_parts.h"

/* Of what rises, by the quarter that b is in, and of what falls: 1 is 65280. */
#define SOFT_START_0    48954
#define SOFT_START_1    27921
#define SOFT_START_2    32223
#define SOFT_START_3    32633
#define SOFT_START_FALL 65280
/* 1 is 255. */
#define SOFT_SLOPE_0    191
#define SOFT_SLOPE_1    57
#define SOFT_SLOPE_2    61
#define SOFT_SLOPE_3    53
#define SOFT_SLOPE_FALL 255
#define SOFT_BEND_0     254
#define SOFT_BEND_1     100
#define SOFT_BEND_2     41
#define SOFT_BEND_3     22
#define SOFT_BEND_FALL  0

#define LOWER_BYTE(x) ((x)&255)
#define UPPER_BYTE(x) ((x) >> 8)

/* Quarters of a code value, times 64; b and y times 257, the others times 256. */
static inline Word soft_way(Word b, Word y, Word start, Word slope, Word bend)
{
    slope = (Word)(slope - word_high_product(b, bend));
    Word way = word_high_product(y, (Word)(start - word_high_product(y, slope)));
    return (Word)((Word)(way + 32) & 0xffc0);
}

#ifdef __AVX512VBMI__
/* A way is taken as 256 quarters. */
static inline Word soft_share(Word strength)
{
    return (Word)((Word)(strength * 129 + 2) >> 2);
}

/* What falls is the same from both ends. */
static inline Words soft_ways(const Tables *tables, Byte b, Byte dark)
{
    Byte fall = half_pick(&tables->fall, byte_lesser(b, (Byte)(b ^ dark)));
    Byte way = byte_either(fall, whole_pick(&tables->rise, b), dark);
    return BOTH_HALVES(LOW_256(way), HIGH_256(way));
}
#else
/* And here as 64. */
static inline Word soft_share(Word strength)
{
    return (Word)((Word)(strength * 129 + 2) & 0xfffc);
}

#ifdef WIDE_BYTES
#define SOFT_PIECES(name)                                                                          \
    {                                                                                              \
        name##_0, name##_1, name##_2, name##_3, name##_FALL, name##_FALL, name##_FALL, name##_FALL \
    }
#define SOFT_STARTS(of)                                                                            \
    {                                                                                              \
        of(SOFT_START_0), of(SOFT_START_1), of(SOFT_START_2), of(SOFT_START_3),                    \
            of(SOFT_START_FALL), of(SOFT_START_FALL), of(SOFT_START_FALL), of(SOFT_START_FALL)     \
    }

static inline Words soft_ways(const Tables *tables, Byte b, Byte dark)
{
    static const uint8_t starts[2][16] = {SOFT_STARTS(LOWER_BYTE), SOFT_STARTS(UPPER_BYTE)};
    static const uint8_t slopes[16] = SOFT_PIECES(SOFT_SLOPE), bends[16] = SOFT_PIECES(SOFT_BEND);
    (void)tables;
    Wide quarter = wide_and(wide_shift16((Wide)b, 6), wide_splat8(3));
    Byte piece = (Byte)((Byte)quarter | (Byte)(dark & 4));
    Byte y = byte_either(twice(twice(b)), byte_rest(b), (Byte)(piece == 0));
    Byte lower = (Byte)wide_pick(wide_table(starts[0]), (Wide)piece);
    Byte upper = (Byte)wide_pick(wide_table(starts[1]), (Wide)piece);
    Byte slope = (Byte)wide_pick(wide_table(slopes), (Wide)piece);
    Byte bend = (Byte)wide_pick(wide_table(bends), (Wide)piece);
    return BOTH_HALVES(
        soft_way(LOW_257(b), LOW_257(y), LOW_OF(lower, upper), LOW_256(slope), LOW_256(bend)),
        soft_way(HIGH_257(b), HIGH_257(y), HIGH_OF(lower, upper), HIGH_256(slope), HIGH_256(bend)));
}
#else
/* Single numbers are looked up: this fills the table. */
static inline Word soft_way_of(Byte b, bool falls)
{
    static const Word starts[] = {SOFT_START_0, SOFT_START_1, SOFT_START_2, SOFT_START_3};
    static const Word slopes[] = {SOFT_SLOPE_0, SOFT_SLOPE_1, SOFT_SLOPE_2, SOFT_SLOPE_3};
    static const Word bends[] = {SOFT_BEND_0, SOFT_BEND_1, SOFT_BEND_2, SOFT_BEND_3};
    int piece = b >> 6;
    Byte y = (Byte)(falls || piece ? 255 - b : 4 * b);
    if (falls)
        return soft_way(LOW_257(b), LOW_257(y), SOFT_START_FALL, SOFT_SLOPE_FALL << 8,
                        SOFT_BEND_FALL);
    return soft_way(LOW_257(b), LOW_257(y), starts[piece], (Word)(slopes[piece] << 8),
                    (Word)(bends[piece] << 8));
}
#endif
#endif

static inline Ink soft_ink(const Tables *tables, Byte k)
{
    (void)tables;
    Byte dark = byte_is_dark(k);
    Words strength = words_of(strength_by_dark(k, dark));
    return (Ink){.first = dark,
                 .words = BOTH_HALVES(soft_share(strength.low), soft_share(strength.high))};
}

static inline Word soft_part(const Tables *tables, Word way, Word share, Word a)
{
    return word_product_rounded(once_more(tables, word_high_product(way, share)), a);
}

static inline Byte soft_light(const Tables *tables, Byte b, const Ink *ink, Alpha a)
{
    Byte dark = ink->first;
#ifdef WIDE_BYTES
    Words way = soft_ways(tables, b, dark);
#else
    Words way = {(Word)(ink->second << 6)};
#endif
    return fallen(b,
                  PACKED(soft_part(tables, way.low, ink->words.low, LOW(a.bytes)),
                         soft_part(tables, way.high, ink->words.high, HIGH(a.bytes))),
                  dark);
}

#endif
