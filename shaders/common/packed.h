/* SPDX-License-Identifier: MIT
 *
 * Planes to packed pixels and back: red, green, blue and nothing in four bytes, red lowest.
 */
#ifndef GR_SHADERS_COMMON_PACKED_H
#define GR_SHADERS_COMMON_PACKED_H

#include "pixel.h"

#ifdef __AVX2__
#include <immintrin.h>

static inline __m256i gr_load_32(const void *from)
{
    return _mm256_loadu_si256((const __m256i *)from);
}

static inline void gr_store_32(void *to, __m256i value)
{
    _mm256_storeu_si256((__m256i *)to, value);
}

/* Unpacking works in halves of a register: groups of four go to the half that needs them. */
static inline void gr_pack_32(uint32_t *out, const GrPixel *r, const GrPixel *g, const GrPixel *b)
{
    const __m256i spread = _mm256_setr_epi32(0, 2, 4, 6, 1, 3, 5, 7), zero = _mm256_setzero_si256();
    __m256i red = _mm256_permutevar8x32_epi32(gr_load_32(r), spread);
    __m256i green = _mm256_permutevar8x32_epi32(gr_load_32(g), spread);
    __m256i blue = _mm256_permutevar8x32_epi32(gr_load_32(b), spread);
    __m256i first = _mm256_unpacklo_epi8(red, green), second = _mm256_unpackhi_epi8(red, green);
    __m256i first_blue = _mm256_unpacklo_epi8(blue, zero);
    __m256i second_blue = _mm256_unpackhi_epi8(blue, zero);
    gr_store_32(out, _mm256_unpacklo_epi16(first, first_blue));
    gr_store_32(out + 8, _mm256_unpackhi_epi16(first, first_blue));
    gr_store_32(out + 16, _mm256_unpacklo_epi16(second, second_blue));
    gr_store_32(out + 24, _mm256_unpackhi_epi16(second, second_blue));
}

static inline void gr_unpack_32(GrPixel *r, GrPixel *g, GrPixel *b, const uint32_t *packed)
{
    const __m256i gather = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    const __m256i by_channel =
        _mm256_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12, 1, 5, 9,
                         13, 2, 6, 10, 14, 3, 7, 11, 15);
    __m256i in[4];
    for (int i = 0; i < 4; i++)
        in[i] = _mm256_shuffle_epi8(gr_load_32(packed + (ptrdiff_t)8 * i), by_channel);
    __m256i low = _mm256_unpacklo_epi32(in[0], in[1]),
            low_after = _mm256_unpacklo_epi32(in[2], in[3]);
    __m256i high = _mm256_unpackhi_epi32(in[0], in[1]),
            high_after = _mm256_unpackhi_epi32(in[2], in[3]);
    gr_store_32(r, _mm256_permutevar8x32_epi32(_mm256_unpacklo_epi64(low, low_after), gather));
    gr_store_32(g, _mm256_permutevar8x32_epi32(_mm256_unpackhi_epi64(low, low_after), gather));
    gr_store_32(b, _mm256_permutevar8x32_epi32(_mm256_unpacklo_epi64(high, high_after), gather));
}
#endif

static inline void gr_pack_row(uint32_t *restrict out, const GrPixel *restrict r,
                               const GrPixel *restrict g, const GrPixel *restrict b, int count)
{
    int x = 0;
#ifdef __AVX2__
    for (; x + 32 <= count; x += 32)
        gr_pack_32(out + x, r + x, g + x, b + x);
#endif
    for (; x < count; x++)
        out[x] = (uint32_t)r[x] | (uint32_t)g[x] << 8 | (uint32_t)b[x] << 16;
}

static inline void gr_unpack_row(GrPixel *restrict r, GrPixel *restrict g, GrPixel *restrict b,
                                 const uint32_t *restrict packed, int count)
{
    int x = 0;
#ifdef __AVX2__
    for (; x + 32 <= count; x += 32)
        gr_unpack_32(r + x, g + x, b + x, packed + x);
#endif
    for (; x < count; x++) {
        r[x] = (GrPixel)packed[x];
        g[x] = (GrPixel)(packed[x] >> 8);
        b[x] = (GrPixel)(packed[x] >> 16);
    }
}

#endif
