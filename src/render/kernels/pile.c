/* SPDX-License-Identifier: MIT */
#include "render/kernels/parts.h"

#ifdef __AVX2__
#include <immintrin.h>

/* Eight places: a gather fetches a pixel and its neighbour at once, and what follows them. */
static inline __m256i placed(const GrPixel *row, const uint32_t *place)
{
    __m256i at = _mm256_load_si256((const __m256i *)place), low = _mm256_set1_epi32(255);
    __m256i part = _mm256_and_si256(at, low);
    __m256i four =
        _mm256_i32gather_epi32((const int *)(const void *)row, _mm256_srli_epi32(at, 8), 1);
    __m256i pair =
        _mm256_or_si256(_mm256_and_si256(four, low),
                        _mm256_slli_epi32(_mm256_and_si256(four, _mm256_set1_epi32(0xff00)), 8));
    __m256i rest = _mm256_sub_epi32(_mm256_set1_epi32(256), part);
    __m256i weights = _mm256_or_si256(rest, _mm256_slli_epi32(part, 16));
    __m256i sum = _mm256_add_epi32(_mm256_madd_epi16(pair, weights), _mm256_set1_epi32(128));
    return _mm256_srli_epi32(sum, 8);
}

void place_row(GrPixel *out, const GrPixel *row, const uint32_t *place, int n)
{
    const __m256i in_order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    n = whole_steps(n);
    for (int i = 0; i < n; i += 32) {
        __m256i low = _mm256_packs_epi32(placed(row, place + i), placed(row, place + i + 8));
        __m256i high = _mm256_packs_epi32(placed(row, place + i + 16), placed(row, place + i + 24));
        __m256i bytes = _mm256_packus_epi16(low, high);
        _mm256_store_si256((__m256i *)(void *)(out + i),
                           _mm256_permutevar8x32_epi32(bytes, in_order));
    }
}

#else

void place_row(GrPixel *out, const GrPixel *row, const uint32_t *place, int n)
{
    GrPixel *to = ALIGNED(out);
    const uint32_t *from = ALIGNED(place);
    n = whole_steps(n);
    for (int i = 0; i < n; i++) {
        const GrPixel *at = row + (from[i] >> 8);
        uint32_t part = from[i] & 255;
        to[i] = (GrPixel)((at[0] * (256 - part) + at[1] * part + 128) >> 8);
    }
}

#endif

void pile_up(uint16_t *sum, const GrPixel *row, int n)
{
    PARALLEL_LOOP
    for (int i = 0; i < n; i++)
        sum[i] = (uint16_t)(sum[i] + row[i]);
}

void mean_of_pile(GrPixel *out, const uint16_t *sum, int shift, int n)
{
    GrPixel *to = ALIGNED(out);
    const uint16_t *from = ALIGNED(sum);
    uint16_t half = (uint16_t)((1 << shift) >> 1);
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++)
        to[i] = (GrPixel)((uint16_t)(from[i] + half) >> shift);
}
