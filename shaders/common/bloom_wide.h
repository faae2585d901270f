/* SPDX-License-Identifier: MIT
 *
 * The two heaviest loops of bloom in AVX2, where it shrinks and enlarges fourfold: what bloom.c
 * does in rows of sums and of light stays in registers. The functions that are named here are
 * bloom.c's and pyramid.h's, and so is every bit. Levels above take these as well: twice the width
 * would cross lanes more.
 */
#ifndef GR_SHADERS_COMMON_BLOOM_WIDE_H
#define GR_SHADERS_COMMON_BLOOM_WIDE_H

#ifdef __AVX2__
#include "model/canvas.h"

#include <immintrin.h>

/* weigh_row() of half a vector: what exceeds the threshold as a weight. */
static inline __m256i weight_of(__m256i excess, __m256i slope)
{
    __m256i weight = _mm256_srli_epi16(_mm256_mullo_epi16(excess, slope), 4);
    return _mm256_min_epu16(weight, _mm256_set1_epi16(255));
}

static inline __m256i weighed_sum(__m256i sum, __m256i pixels, __m256i weight)
{
    return _mm256_add_epi16(sum, _mm256_srli_epi16(_mm256_mullo_epi16(pixels, weight), 2));
}

/* gr_shrink_row() of 32 sums. */
static inline void shrink_sums(uint16_t *light, __m256i low, __m256i high)
{
    const __m256i one = _mm256_set1_epi16(1);
    __m256i pairs = _mm256_packs_epi32(_mm256_madd_epi16(_mm256_srli_epi16(low, 2), one),
                                       _mm256_madd_epi16(_mm256_srli_epi16(high, 2), one));
    __m256i fours = _mm256_srli_epi32(_mm256_madd_epi16(pairs, one), 3);
    fours = _mm256_permute4x64_epi64(_mm256_packus_epi32(fours, fours), 0x08);
    _mm_storeu_si128((__m128i *)light, _mm256_castsi256_si128(fours));
}

/* gather_row() of four rows and gr_shrink_row(), in registers. */
static inline void gr_gather_fours(uint16_t *const light[3], const GrPixel *rows[4][3],
                                   uint16_t threshold, uint16_t rise, int span)
{
    const __m256i zero = _mm256_setzero_si256(), slope = _mm256_set1_epi16((short)rise);
    const __m256i start = _mm256_set1_epi8((char)threshold);
    for (int x = 0; x < span; x += 32) {
        __m256i low[3] = {zero, zero, zero}, high[3] = {zero, zero, zero};
        for (int row = 0; row < 4; row++) {
            __m256i pixels[3];
            for (int c = 0; c < 3; c++)
                pixels[c] = _mm256_load_si256((const __m256i *)(rows[row][c] + x));
            __m256i most = _mm256_max_epu8(_mm256_max_epu8(pixels[0], pixels[1]), pixels[2]);
            __m256i excess = _mm256_subs_epu8(most, start);
            __m256i weight_low = weight_of(_mm256_unpacklo_epi8(excess, zero), slope);
            __m256i weight_high = weight_of(_mm256_unpackhi_epi8(excess, zero), slope);
            for (int c = 0; c < 3; c++) {
                low[c] = weighed_sum(low[c], _mm256_unpacklo_epi8(pixels[c], zero), weight_low);
                high[c] = weighed_sum(high[c], _mm256_unpackhi_epi8(pixels[c], zero), weight_high);
            }
        }
        for (int c = 0; c < 3; c++)
            shrink_sums(light[c] + x / 4, low[c], high[c]);
    }
}

/* Two times 16 bytes, 32 apart: so lie the pixels of four samples' interleaved words. */
static inline __m256i load_apart(const uint8_t *from)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)from)),
                                   _mm_loadu_si128((const __m128i *)(from + 32)), 1);
}

/* screen() of 32 pixels that lie apart. */
static inline void screen_apart(GrPixel *row, __m256i low, __m256i high, const uint8_t *dither)
{
    const __m256i zero = _mm256_setzero_si256();
    __m256i pixels = load_apart(row), noise = load_apart(dither);
    __m256i rest = _mm256_xor_si256(pixels, _mm256_set1_epi8(-1));
    low = _mm256_mulhi_epu16(low, _mm256_unpacklo_epi8(rest, rest));
    high = _mm256_mulhi_epu16(high, _mm256_unpackhi_epi8(rest, rest));
    low = _mm256_add_epi16(low, _mm256_unpacklo_epi8(zero, pixels));
    high = _mm256_add_epi16(high, _mm256_unpackhi_epi8(zero, pixels));
    low = _mm256_add_epi16(low, _mm256_unpacklo_epi8(noise, zero));
    high = _mm256_add_epi16(high, _mm256_unpackhi_epi8(noise, zero));
    pixels = _mm256_packus_epi16(_mm256_srli_epi16(low, 8), _mm256_srli_epi16(high, 8));
    _mm_storeu_si128((__m128i *)row, _mm256_castsi256_si128(pixels));
    _mm_storeu_si128((__m128i *)(row + 32), _mm256_extracti128_si256(pixels, 1));
}

/* gr_enlarge4() and screen_span() in one, 64 pixels at a time. */
static inline void gr_screen_fours(GrPixel *row, const uint16_t *in, const uint8_t *dither,
                                   int span)
{
    for (int x = 0; x < span; x += 64, in += 16) {
        __m256i here = _mm256_loadu_si256((const __m256i *)in);
        __m256i left = _mm256_sub_epi16(_mm256_loadu_si256((const __m256i *)(in - 1)), here);
        __m256i right = _mm256_sub_epi16(_mm256_loadu_si256((const __m256i *)(in + 1)), here);
        here = _mm256_slli_epi16(here, 3);
        __m256i second = _mm256_add_epi16(here, left), third = _mm256_add_epi16(here, right);
        __m256i first = _mm256_add_epi16(second, _mm256_slli_epi16(left, 1));
        __m256i fourth = _mm256_add_epi16(third, _mm256_slli_epi16(right, 1));
        __m256i left_low = _mm256_unpacklo_epi16(first, second);
        __m256i left_high = _mm256_unpackhi_epi16(first, second);
        __m256i right_low = _mm256_unpacklo_epi16(third, fourth);
        __m256i right_high = _mm256_unpackhi_epi16(third, fourth);
        screen_apart(row + x, _mm256_unpacklo_epi32(left_low, right_low),
                     _mm256_unpackhi_epi32(left_low, right_low), dither);
        screen_apart(row + x + 16, _mm256_unpacklo_epi32(left_high, right_high),
                     _mm256_unpackhi_epi32(left_high, right_high), dither + 16);
    }
}

#endif

#endif
