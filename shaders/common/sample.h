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

#include "pixel.h"

#include <string.h>
#ifdef __AVX2__
#include <immintrin.h>
#endif

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

static inline void gr_pack_row(uint32_t *restrict out, const GrPixel *restrict r,
                               const GrPixel *restrict g, const GrPixel *restrict b, int count)
{
    for (int x = 0; x < count; x++)
        out[x] = (uint32_t)r[x] | (uint32_t)g[x] << 8 | (uint32_t)b[x] << 16;
}

static inline void gr_unpack_row(GrPixel *restrict r, GrPixel *restrict g, GrPixel *restrict b,
                                 const uint32_t *restrict packed, int count)
{
    for (int x = 0; x < count; x++) {
        r[x] = (GrPixel)packed[x];
        g[x] = (GrPixel)(packed[x] >> 8);
        b[x] = (GrPixel)(packed[x] >> 16);
    }
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
 * four, and as many are read and written. */
#ifdef __AVX2__

/* What four samples need: indices of their pixels; per sample the weights of two neighbours in a
 * row, as words, and of two rows, as bytes. */
typedef struct GrTaps {
    __m128i index, across, down;
} GrTaps;

static inline GrTaps gr_taps_at(__m128i x, __m128i y, __m128i pitch)
{
    const __m128i last = _mm_set1_epi32(GR_SAMPLE_STEPS - 1), all = _mm_set1_epi32(GR_SAMPLE_STEPS);
    __m128i part_x = _mm_and_si128(_mm_srli_epi32(x, 12), last);
    __m128i part_y = _mm_and_si128(_mm_srli_epi32(y, 12), last);
    __m128i whole = _mm_blend_epi16(_mm_srli_epi32(x, 16), y, 0xaa);
    return (GrTaps){_mm_madd_epi16(whole, pitch),
                    _mm_add_epi32(_mm_sub_epi32(_mm_slli_epi32(part_x, 16), part_x), all),
                    _mm_add_epi32(_mm_sub_epi32(_mm_slli_epi32(part_y, 8), part_y), all)};
}

/* A pixel and its right neighbour, each the weighed sum of two rows, weighed by their distance. */
static inline __m128i gr_weighed_pair(const uint32_t *at, const uint32_t *under, __m128i down,
                                      __m128i across)
{
    __m128i rows = _mm_unpacklo_epi8(_mm_loadl_epi64((const __m128i *)at),
                                     _mm_loadl_epi64((const __m128i *)under));
    return _mm_mullo_epi16(_mm_maddubs_epi16(rows, down), across);
}

/* Adds the neighbours of two samples. */
static inline __m128i gr_sum_of_pairs(__m128i first, __m128i second)
{
    __m128i sum =
        _mm_add_epi16(_mm_unpacklo_epi64(first, second), _mm_unpackhi_epi64(first, second));
    return _mm_srli_epi16(_mm_add_epi16(sum, _mm_set1_epi16(GR_SAMPLE_STEPS * GR_SAMPLE_STEPS / 2)),
                          8);
}

static inline __m128i gr_four_samples(const uint32_t *source, ptrdiff_t stride, const GrTaps *taps)
{
    const uint32_t *below = source + stride;
    __m128i pair[4];
    uint64_t low = (uint64_t)_mm_cvtsi128_si64(taps->index);
    uint64_t high = (uint64_t)_mm_extract_epi64(taps->index, 1);
    const size_t index[4] = {(uint32_t)low, low >> 32, (uint32_t)high, high >> 32};
    for (int i = 0; i < 4; i++) {
        const __m128i words = _mm_set1_epi16((short)(4 * i | (4 * i + 1) << 8));
        const __m128i sides = _mm_add_epi8(words, _mm_set_epi32(0x02020202, 0x02020202, 0, 0));
        pair[i] = gr_weighed_pair(source + index[i], below + index[i],
                                  _mm_shuffle_epi8(taps->down, words),
                                  _mm_shuffle_epi8(taps->across, sides));
    }
    return _mm_packus_epi16(gr_sum_of_pairs(pair[0], pair[1]), gr_sum_of_pairs(pair[2], pair[3]));
}

/* A straight run without an edge in it, by fours; the last ones repeat the last sample. */
static inline void gr_sample_run(const GrSampler *sampler, uint32_t *out, int count, int32_t x,
                                 int32_t y, int32_t dx, int32_t dy)
{
    const uint32_t *source = sampler->packed;
    ptrdiff_t stride = sampler->stride;
    const __m128i pitch = _mm_set1_epi32((int)(stride << 16 | 1)),
                  order = _mm_setr_epi32(0, 1, 2, 3);
    const __m128i step_x = _mm_set1_epi32(dx), step_y = _mm_set1_epi32(dy);
    __m128i at_x = _mm_add_epi32(_mm_set1_epi32(x), _mm_mullo_epi32(order, step_x));
    __m128i at_y = _mm_add_epi32(_mm_set1_epi32(y), _mm_mullo_epi32(order, step_y));
    for (; count >= 4; count -= 4, out += 4) {
        GrTaps taps = gr_taps_at(at_x, at_y, pitch);
        _mm_storeu_si128((__m128i *)out, gr_four_samples(source, stride, &taps));
        at_x = _mm_add_epi32(at_x, _mm_slli_epi32(step_x, 2));
        at_y = _mm_add_epi32(at_y, _mm_slli_epi32(step_y, 2));
    }
    if (count > 0) {
        __m128i excess = _mm_sub_epi32(order, _mm_min_epi32(order, _mm_set1_epi32(count - 1)));
        at_x = _mm_sub_epi32(at_x, _mm_mullo_epi32(excess, step_x));
        at_y = _mm_sub_epi32(at_y, _mm_mullo_epi32(excess, step_y));
        GrTaps taps = gr_taps_at(at_x, at_y, pitch);
        uint32_t rest[4];
        _mm_storeu_si128((__m128i *)rest, gr_four_samples(source, stride, &taps));
        memcpy(out, rest, (size_t)count * sizeof *out);
    }
}

static inline void gr_sample_places(const GrSampler *sampler, uint32_t *out, const int32_t *x,
                                    const int32_t *y, int count)
{
    const __m128i pitch = _mm_set1_epi32((int)((ptrdiff_t)sampler->stride << 16 | 1));
    for (int i = 0; i < count; i += 4) {
        GrTaps taps = gr_taps_at(_mm_loadu_si128((const __m128i *)(x + i)),
                                 _mm_loadu_si128((const __m128i *)(y + i)), pitch);
        _mm_storeu_si128((__m128i *)(out + i),
                         gr_four_samples(sampler->packed, sampler->stride, &taps));
    }
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

/* A straight line from anywhere to anywhere. */
static inline void gr_sample_line(const GrSampler *sampler, uint32_t *out, int count, int64_t x,
                                  int64_t y, int64_t dx, int64_t dy)
{
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
