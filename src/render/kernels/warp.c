/* SPDX-License-Identifier: MIT */
#include "base/simd.h"
#include "render/kernels/parts.h"

/* a + (b - a) * f in unsigned 16-bit halves: exact where a equals b, never outside of a..b, and
 * within one unit otherwise. */
static inline uint16_t between(uint16_t a, uint16_t b, uint16_t f)
{
    return (uint16_t)(a - high16(a, f) + high16(b, f));
}

void between_lines(uint16_t *out, const uint16_t *top, const uint16_t *bottom, uint16_t fy, int n)
{
    uint16_t *to = ALIGNED(out);
    const uint16_t *above = ALIGNED(top), *below = ALIGNED(bottom);
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++)
        to[i] = between(above[i], below[i], fy);
}

static inline uint16_t either(uint16_t a, uint16_t b, uint16_t b_mask)
{
    return (uint16_t)(a ^ ((a ^ b) & b_mask));
}

void stretch_line(uint16_t *out, const uint16_t *line, const GrStretch *stretch, int n)
{
    for (int start = 0; start < n; start += GR_WARP_STEP) {
        const uint16_t *from = line + stretch->from[start / GR_WARP_STEP];
        const uint16_t *further = stretch->further, *fraction = stretch->fraction;
        PARALLEL_LOOP
        for (int i = start; i < start + GR_WARP_STEP; i++) {
            uint16_t left = either(from[i], from[i + 3], further[i]);
            uint16_t right = either(from[i + 3], from[i + 6], further[i]);
            out[i] = between(left, right, fraction[i]);
        }
    }
}

/* Where sample i of a line lies, in samples of 16 bits from its start. */
static inline ptrdiff_t place_of(const GrLine *line, int64_t x, int64_t y)
{
    return (ptrdiff_t)(y >> 32) * line->stride + (ptrdiff_t)(x >> 32) * line->step;
}

#ifdef __SSE2__
#include <immintrin.h>

static inline __m128i load_two(const uint16_t *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline __m128i mixed_two(__m128i a, __m128i b, __m128i f)
{
    return _mm_add_epi16(_mm_sub_epi16(a, _mm_mulhi_epu16(a, f)), _mm_mulhi_epu16(b, f));
}

/* A load has a pixel and its right neighbour; what is written has a fourth sample. */
static inline void sample_pixel(uint16_t *out, const GrLine *line, int64_t x, int64_t y)
{
    ptrdiff_t at = place_of(line, x, y);
    __m128i fx = _mm_set1_epi16((short)(uint16_t)((uint32_t)x >> 16));
    __m128i fy = _mm_set1_epi16((short)(uint16_t)((uint32_t)y >> 16));
    __m128i left = mixed_two(load_two(line->top + at), load_two(line->bottom + at), fy);
    __m128i right = _mm_srli_si128(left, 6);
    __m128i mixed = line->step < 0 ? mixed_two(right, left, fx) : mixed_two(left, right, fx);
    _mm_storel_epi64((__m128i *)(void *)out, mixed);
}
#else
static inline void sample_pixel(uint16_t *out, const GrLine *line, int64_t x, int64_t y)
{
    ptrdiff_t at = place_of(line, x, y), back = line->step < 0 ? 3 : 0;
    uint16_t fx = (uint16_t)((uint32_t)x >> 16), fy = (uint16_t)((uint32_t)y >> 16);
    const uint16_t *a = line->top + at, *b = line->bottom + at;
    for (int i = 0; i < 4; i++) {
        uint16_t left = between(a[i + back], b[i + back], fy);
        uint16_t right = between(a[i + 3 - back], b[i + 3 - back], fy);
        out[i] = between(left, right, fx);
    }
}
#endif

static void sample_rest(uint16_t *out, const GrLine *line, int from, int n)
{
    for (int i = from; i < n; i++)
        sample_pixel(out + (ptrdiff_t)3 * i, line, line->x + i * line->dx, line->y + i * line->dy);
}

#ifdef __AVX2__

static inline __m256i mixed_four(__m256i a, __m256i b, __m256i f)
{
    return _mm256_add_epi16(_mm256_sub_epi16(a, _mm256_mulhi_epu16(a, f)),
                            _mm256_mulhi_epu16(b, f));
}

/* Eight places along an axis, 0 1 4 5 and 2 3 6 7. */
typedef struct Eight {
    __m256i first, second;
} Eight;

static inline Eight eight_of(int64_t start, int64_t step)
{
    __m256i order = _mm256_setr_epi64x(0, step, 4 * step, 5 * step);
    __m256i first = _mm256_add_epi64(_mm256_set1_epi64x(start), order);
    return (Eight){first, _mm256_add_epi64(first, _mm256_set1_epi64x(2 * step))};
}

static inline void eight_on(Eight *eight, __m256i by)
{
    eight->first = _mm256_add_epi64(eight->first, by);
    eight->second = _mm256_add_epi64(eight->second, by);
}

static inline __m256i eight_whole(const Eight *eight)
{
    return _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castsi256_ps(eight->first),
                                                 _mm256_castsi256_ps(eight->second), 0xdd));
}

static inline __m256i eight_part(const Eight *eight)
{
    return _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castsi256_ps(eight->first),
                                                 _mm256_castsi256_ps(eight->second), 0x88));
}

/* Two pixels and their right neighbours, between two rows. */
static inline __m256i two_pairs(const GrLine *line, ptrdiff_t near, ptrdiff_t far, __m256i fy)
{
    __m256i top = _mm256_castsi128_si256(load_two(line->top + near));
    __m256i bottom = _mm256_castsi128_si256(load_two(line->bottom + near));
    top = _mm256_inserti128_si256(top, load_two(line->top + far), 1);
    bottom = _mm256_inserti128_si256(bottom, load_two(line->bottom + far), 1);
    return mixed_four(top, bottom, fy);
}

/* Two pixels in each half, from what two_pairs() gives; six samples each, and two more. */
static inline __m256i four_pixels(__m256i a, __m256i b, __m256i fx, bool back)
{
    const __m256i close = _mm256_setr_epi8(0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, -1, -1, -1, -1,
                                           0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, -1, -1, -1, -1);
    __m256i left = _mm256_unpacklo_epi64(a, b);
    __m256i right = _mm256_unpacklo_epi64(_mm256_srli_si256(a, 6), _mm256_srli_si256(b, 6));
    __m256i mixed = back ? mixed_four(right, left, fx) : mixed_four(left, right, fx);
    return _mm256_shuffle_epi8(mixed, close);
}

static inline void store_half(uint16_t *to, __m128i half)
{
    _mm_storeu_si128((__m128i *)(void *)to, half);
}

/* The upper half of each part for one of four samples, and for two. */
#define SPREAD(a, b, c, d) _mm256_setr_epi64x(a, b, c, d)
#define ALL_OF(k)          ((long long)(0x0101010101010101ULL * (4 * (k)) + 0x0302030203020302ULL))

static inline __attribute__((always_inline)) int sample_eights(uint16_t *out, const GrLine *line,
                                                               int n, bool back)
{
    const __m256i stride = _mm256_set1_epi32(line->stride), step = _mm256_set1_epi32(line->step);
    const __m256i on_x = _mm256_set1_epi64x(8 * line->dx), on_y = _mm256_set1_epi64x(8 * line->dy);
    Eight x = eight_of(line->x, line->dx), y = eight_of(line->y, line->dy);
    int i = 0;
    for (; i + 8 <= n; i += 8, out += 24) {
        __m256i places = _mm256_add_epi32(_mm256_mullo_epi32(eight_whole(&y), stride),
                                          _mm256_mullo_epi32(eight_whole(&x), step));
        __m256i fx = eight_part(&x), fy = eight_part(&y);
        __m128i near = _mm256_castsi256_si128(places), far = _mm256_extracti128_si256(places, 1);
        int64_t at[4] = {_mm_cvtsi128_si64(near), _mm_extract_epi64(near, 1),
                         _mm_cvtsi128_si64(far), _mm_extract_epi64(far, 1)};
        __m256i pair[4];
        for (int k = 0; k < 2; k++) {
            __m256i even = _mm256_set1_epi64x(ALL_OF(2 * k)),
                    odd = _mm256_set1_epi64x(ALL_OF(2 * k + 1));
            pair[2 * k] =
                two_pairs(line, (int32_t)at[k], (int32_t)at[k + 2], _mm256_shuffle_epi8(fy, even));
            pair[2 * k + 1] =
                two_pairs(line, at[k] >> 32, at[k + 2] >> 32, _mm256_shuffle_epi8(fy, odd));
        }
        __m256i first = four_pixels(
            pair[0], pair[1],
            _mm256_shuffle_epi8(fx, SPREAD(ALL_OF(0), ALL_OF(1), ALL_OF(0), ALL_OF(1))), back);
        __m256i second = four_pixels(
            pair[2], pair[3],
            _mm256_shuffle_epi8(fx, SPREAD(ALL_OF(2), ALL_OF(3), ALL_OF(2), ALL_OF(3))), back);
        store_half(out, _mm256_castsi256_si128(first));
        store_half(out + 6, _mm256_castsi256_si128(second));
        store_half(out + 12, _mm256_extracti128_si256(first, 1));
        store_half(out + 18, _mm256_extracti128_si256(second, 1));
        eight_on(&x, on_x);
        eight_on(&y, on_y);
    }
    return i;
}

void sample_line(uint16_t *out, const GrLine *line, int n)
{
    int done =
        line->step < 0 ? sample_eights(out, line, n, true) : sample_eights(out, line, n, false);
    sample_rest(out, line, done, n);
}

#else

void sample_line(uint16_t *out, const GrLine *line, int n)
{
    sample_rest(out, line, 0, n);
}

#endif
