/* SPDX-License-Identifier: MIT
 *
 * Bilinear samples from anywhere in a picture, for shaders that gather: the survey copies the
 * picture into packed pixels, so that one load has all channels of two neighbours; gather() then
 * reads places, single ones or along straight lines, to sixteenths of a pixel. What lies beyond an
 * edge is the mirror image of what is before it. Every SIMD level gives the same bytes.
 *
 * A shader keeps a GrSampler in its frame scratch and gr_sampler_bytes() behind it.
 */
#ifndef GR_SHADERS_COMMON_SAMPLE_H
#define GR_SHADERS_COMMON_SAMPLE_H

#include "packed.h"

#include <string.h>

enum { GR_SAMPLE_STEPS = 16 }; /* a pixel is sampled in sixteenths, so that all sums fit 16 bits */

/* 8 channels of 16 bits: two packed pixels, widened. Lowered by the compiler where a machine has no
 * such registers. */
typedef uint16_t GrLanes __attribute__((vector_size(16)));
typedef uint8_t GrLaneBytes __attribute__((vector_size(16)));
typedef uint64_t GrLaneHalves __attribute__((vector_size(16)));

typedef struct GrSampler {
    uint32_t *packed;
    int stride; /* pixels */
    int width, height;
#ifndef __AVX2__
    GrLanes across[GR_SAMPLE_STEPS]; /* weights of a pixel and its right neighbour */
    GrLanes down[GR_SAMPLE_STEPS];   /* weight of the row below */
#endif
} GrSampler;

/* One column and one row more than the source: neighbours of the last ones, with no weight. */
static inline int gr_sampler_stride(int width)
{
    return width + 16;
}

static inline size_t gr_sampler_bytes(int width, int height)
{
    return gr_align64((size_t)gr_sampler_stride(width) * (size_t)(height + 1) * sizeof(uint32_t));
}

static inline void gr_sampler_init(GrSampler *sampler, void *memory, int width, int height)
{
    sampler->packed = memory;
    sampler->stride = gr_sampler_stride(width);
    sampler->width = width;
    sampler->height = height;
#ifndef __AVX2__
    for (int i = 0; i < GR_SAMPLE_STEPS; i++)
        for (int lane = 0; lane < 8; lane++)
            sampler->across[i][lane] = (uint16_t)(lane < 4 ? GR_SAMPLE_STEPS - i : i);
    for (int i = 0; i < GR_SAMPLE_STEPS; i++)
        sampler->down[i] = (GrLanes){0} + (uint16_t)i;
#endif
}

/* Copies columns x0 <= x < x1 of rows y0 <= y < y1: all that will be read. */
static inline void gr_sampler_take(const GrSampler *sampler, const GrCanvas *source, int x0, int x1,
                                   int y0, int y1)
{
    int count = x1 - x0;
    for (int y = y0; y < y1; y++) {
        uint32_t *row = sampler->packed + (ptrdiff_t)y * sampler->stride + x0;
        gr_pack_row(row, gr_canvas_row(source, 0, y) + x0, gr_canvas_row(source, 1, y) + x0,
                    gr_canvas_row(source, 2, y) + x0, count);
        row[count] = 0;
        if (y == sampler->height - 1)
            memset(row + sampler->stride, 0, sizeof *row * (size_t)(count + 1));
    }
}

/* gr_sample_run(): a straight run that stays within the picture, places in 1/65536 pixel.
 * gr_sample_places(): single places within the picture; their number is rounded up to a multiple of
 * eight, and as many are read and written. */
#ifdef __AVX2__

/* The pixels at two indices and their right neighbours (the low half of each 128-bit part) above
 * those of the row below, byte by byte. */
static inline __m256i gr_two_pairs(const uint32_t *source, const uint32_t *below, size_t first,
                                   size_t second)
{
    __m256i top = _mm256_castsi128_si256(_mm_loadl_epi64((const __m128i *)(source + first)));
    __m256i low = _mm256_castsi128_si256(_mm_loadl_epi64((const __m128i *)(below + first)));
    top = _mm256_inserti128_si256(top, _mm_loadu_si128((const __m128i *)(source + second)), 1);
    low = _mm256_inserti128_si256(low, _mm_loadu_si128((const __m128i *)(below + second)), 1);
    return _mm256_unpacklo_epi8(top, low);
}

/* Two samples in each 128-bit part, from what gr_two_pairs() gives. `down`: the weights of two
 * rows, as bytes; `across`: the weight of the right neighbour; both for every channel. */
static inline __m256i gr_weighed_four(__m256i first, __m256i second, __m256i down, __m256i across)
{
    const __m256i half = _mm256_set1_epi16(GR_SAMPLE_STEPS * GR_SAMPLE_STEPS / 2);
    __m256i left = _mm256_maddubs_epi16(_mm256_unpacklo_epi64(first, second), down);
    __m256i right = _mm256_maddubs_epi16(_mm256_unpackhi_epi64(first, second), down);
    __m256i step = _mm256_mullo_epi16(_mm256_sub_epi16(right, left), across);
    __m256i sum = _mm256_add_epi16(_mm256_add_epi16(_mm256_slli_epi16(left, 4), half), step);
    return _mm256_srli_epi16(sum, 8);
}

static inline __m256i gr_eight_samples(const GrSampler *sampler, __m256i x, __m256i y)
{
    const __m256i last = _mm256_set1_epi32(GR_SAMPLE_STEPS - 1);
    const __m256i all = _mm256_set1_epi32(GR_SAMPLE_STEPS);
    const __m256i pitch = _mm256_set1_epi32((int)((uint32_t)sampler->stride << 16 | 1));
    const __m256i front = _mm256_setr_epi64x(0x0100010001000100, 0x0504050405040504,
                                             0x0100010001000100, 0x0504050405040504);
    const __m256i back = _mm256_add_epi8(front, _mm256_set1_epi8(8));
    const uint32_t *source = sampler->packed, *below = source + sampler->stride;
    __m256i whole = _mm256_blend_epi16(_mm256_srli_epi32(x, 16), y, 0xaa);
    __m256i index = _mm256_madd_epi16(whole, pitch);
    __m128i near = _mm256_castsi256_si128(index), far = _mm256_extracti128_si256(index, 1);
    const uint64_t at[4] = {(uint64_t)_mm_cvtsi128_si64(near), (uint64_t)_mm_extract_epi64(near, 1),
                            (uint64_t)_mm_cvtsi128_si64(far), (uint64_t)_mm_extract_epi64(far, 1)};
    __m256i across = _mm256_and_si256(_mm256_srli_epi32(x, 12), last);
    __m256i down = _mm256_and_si256(_mm256_srli_epi32(y, 12), last);
    down = _mm256_add_epi32(_mm256_sub_epi32(_mm256_slli_epi32(down, 8), down), all);
    __m256i even =
        gr_weighed_four(gr_two_pairs(source, below, (uint32_t)at[0], (uint32_t)at[2]),
                        gr_two_pairs(source, below, at[0] >> 32, at[2] >> 32),
                        _mm256_shuffle_epi8(down, front), _mm256_shuffle_epi8(across, front));
    __m256i odd =
        gr_weighed_four(gr_two_pairs(source, below, (uint32_t)at[1], (uint32_t)at[3]),
                        gr_two_pairs(source, below, at[1] >> 32, at[3] >> 32),
                        _mm256_shuffle_epi8(down, back), _mm256_shuffle_epi8(across, back));
    return _mm256_packus_epi16(even, odd);
}

/* A straight run without an edge in it, by eights; the last ones repeat the last sample. */
static inline void gr_sample_run(const GrSampler *sampler, uint32_t *out, int count, int32_t x,
                                 int32_t y, int32_t dx, int32_t dy)
{
    const __m256i order = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i step_x = _mm256_set1_epi32(dx), step_y = _mm256_set1_epi32(dy);
    __m256i at_x = _mm256_add_epi32(_mm256_set1_epi32(x), _mm256_mullo_epi32(order, step_x));
    __m256i at_y = _mm256_add_epi32(_mm256_set1_epi32(y), _mm256_mullo_epi32(order, step_y));
    for (; count >= 8; count -= 8, out += 8) {
        _mm256_storeu_si256((__m256i *)out, gr_eight_samples(sampler, at_x, at_y));
        at_x = _mm256_add_epi32(at_x, _mm256_slli_epi32(step_x, 3));
        at_y = _mm256_add_epi32(at_y, _mm256_slli_epi32(step_y, 3));
    }
    if (count > 0) {
        __m256i excess =
            _mm256_sub_epi32(order, _mm256_min_epi32(order, _mm256_set1_epi32(count - 1)));
        at_x = _mm256_sub_epi32(at_x, _mm256_mullo_epi32(excess, step_x));
        at_y = _mm256_sub_epi32(at_y, _mm256_mullo_epi32(excess, step_y));
        _Alignas(32) uint32_t rest[8];
        _mm256_store_si256((__m256i *)rest, gr_eight_samples(sampler, at_x, at_y));
        memcpy(out, rest, (size_t)count * sizeof *out);
    }
}

static inline void gr_sample_places(const GrSampler *sampler, uint32_t *out, const int32_t *x,
                                    const int32_t *y, int count)
{
    for (int i = 0; i < count; i += 8)
        _mm256_storeu_si256((__m256i *)(out + i),
                            gr_eight_samples(sampler, _mm256_loadu_si256((const __m256i *)(x + i)),
                                             _mm256_loadu_si256((const __m256i *)(y + i))));
}

#else

static inline GrLanes gr_widened_pair(const char *at)
{
    uint64_t pair;
    memcpy(&pair, at, sizeof pair);
    GrLaneBytes bytes = (GrLaneBytes)(GrLaneHalves){pair, 0}, zero = {0};
    return (GrLanes)__builtin_shufflevector(bytes, zero, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21,
                                            6, 22, 7, 23);
}

static inline GrLanes gr_weights_at(const GrLanes *table, int32_t place)
{
    GrLanes weights; /* sixteenths of a pixel, times the 16 bytes of an entry */
    memcpy(&weights, (const char *)table + ((place >> 8) & 0xf0), sizeof weights);
    return weights;
}

/* A pixel and its right neighbour, each the mean of two rows, weighed by their distance. */
static inline GrLanes gr_weighed_pair(const GrSampler *sampler, const char *packed,
                                      size_t row_bytes, int32_t x, int32_t y)
{
    const char *at = packed + (size_t)(y >> 16) * row_bytes + (size_t)(x >> 16) * 4;
    GrLanes above = gr_widened_pair(at), below = gr_widened_pair(at + row_bytes);
    GrLanes mean =
        above * (uint16_t)GR_SAMPLE_STEPS + (below - above) * gr_weights_at(sampler->down, y);
    return mean * gr_weights_at(sampler->across, x);
}

/* Adds the neighbours of two pixels at once and packs both. */
static inline uint64_t gr_packed_sums(GrLanes first, GrLanes second)
{
    GrLanes left = __builtin_shufflevector(first, second, 0, 1, 2, 3, 8, 9, 10, 11);
    GrLanes right = __builtin_shufflevector(first, second, 4, 5, 6, 7, 12, 13, 14, 15);
    GrLanes sum = (left + right + (uint16_t)(GR_SAMPLE_STEPS * GR_SAMPLE_STEPS / 2)) >> 8;
    GrLaneBytes bytes = (GrLaneBytes)sum, zero = {0};
    GrLaneHalves packed = (GrLaneHalves)__builtin_shufflevector(bytes, zero, 0, 2, 4, 6, 8, 10, 12,
                                                                14, 16, 17, 18, 19, 20, 21, 22, 23);
    return packed[0];
}

/* A straight run without an edge in it. */
static inline void gr_sample_run(const GrSampler *sampler, uint32_t *out, int count, int32_t x,
                                 int32_t y, int32_t dx, int32_t dy)
{
    const char *packed = (const char *)sampler->packed;
    size_t row_bytes = (size_t)sampler->stride * sizeof *sampler->packed;
    for (; count >= 2; count -= 2, out += 2) {
        GrLanes first = gr_weighed_pair(sampler, packed, row_bytes, x, y);
        x += dx;
        y += dy;
        GrLanes second = gr_weighed_pair(sampler, packed, row_bytes, x, y);
        x += dx;
        y += dy;
        uint64_t two = gr_packed_sums(first, second);
        memcpy(out, &two, sizeof two);
    }
    if (count) {
        GrLanes last = gr_weighed_pair(sampler, packed, row_bytes, x, y);
        *out = (uint32_t)gr_packed_sums(last, last);
    }
}

static inline void gr_sample_places(const GrSampler *sampler, uint32_t *out, const int32_t *x,
                                    const int32_t *y, int count)
{
    const char *packed = (const char *)sampler->packed;
    size_t row_bytes = (size_t)sampler->stride * sizeof *sampler->packed;
    for (int i = 0; i < count; i += 2) {
        uint64_t two =
            gr_packed_sums(gr_weighed_pair(sampler, packed, row_bytes, x[i], y[i]),
                           gr_weighed_pair(sampler, packed, row_bytes, x[i + 1], y[i + 1]));
        memcpy(out + i, &two, sizeof two);
    }
}

#endif

/* One coordinate brought back into the frame by reflection. */
typedef struct GrFolded {
    int32_t at, step;
    int64_t steps; /* samples until it leaves the frame again */
} GrFolded;

static inline GrFolded gr_fold(int64_t at, int64_t step, int size)
{
    int64_t last = (int64_t)(size - 1) << 16;
    if (last == 0)
        return (GrFolded){0, 0, INT32_MAX};
    int64_t m = at % (2 * last);
    m = m < 0 ? m + 2 * last : m;
    if (m > last) {
        m = 2 * last - m;
        step = -step;
    }
    int64_t steps = step > 0 ? (last - m) / step + 1 : step < 0 ? m / -step + 1 : INT32_MAX;
    return (GrFolded){(int32_t)m, (int32_t)step, steps};
}

/* Whether both ends of a line lie between 0 and the last pixel. */
static inline bool gr_stays_inside(int64_t at, int64_t step, int count, int size)
{
    int64_t last = (int64_t)(size - 1) << 16, end = at + step * (count - 1);
    return at >= 0 && at <= last && end >= 0 && end <= last;
}

/* A straight line from anywhere to anywhere. */
static inline void gr_sample_line(const GrSampler *sampler, uint32_t *out, int count, int64_t x,
                                  int64_t y, int64_t dx, int64_t dy)
{
    if (gr_stays_inside(x, dx, count, sampler->width) &&
        gr_stays_inside(y, dy, count, sampler->height)) {
        gr_sample_run(sampler, out, count, (int32_t)x, (int32_t)y, (int32_t)dx, (int32_t)dy);
        return;
    }
    while (count > 0) {
        GrFolded fx = gr_fold(x, dx, sampler->width), fy = gr_fold(y, dy, sampler->height);
        int64_t steps = fx.steps < fy.steps ? fx.steps : fy.steps;
        int run = steps < count ? (int)steps : count;
        gr_sample_run(sampler, out, run, fx.at, fy.at, fx.step, fy.step);
        x += dx * run;
        y += dy * run;
        out += run;
        count -= run;
    }
}

#endif
