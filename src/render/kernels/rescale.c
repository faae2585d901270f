/* SPDX-License-Identifier: MIT */
#include "base/simd.h"
#include "render/kernels/parts.h"

enum { GROUP = 8, WINDOW = 16, WHOLE = GR_RESCALE_PARTS };

void plan_rescale(GrRescale *rescale, int n)
{
    uint32_t most = 0;
    for (int start = 0; start < whole_steps(n); start += GROUP) {
        const uint32_t *place = rescale->place + start;
        uint32_t low = place[0] / WHOLE, high = low;
        for (int i = 1; i < GROUP; i++) {
            uint32_t at = place[i] / WHOLE;
            low = at < low ? at : low;
            high = at > high ? at : high;
        }
        most = high - low > most ? high - low : most;
        rescale->from[start / GROUP] = (uint16_t)low;
        for (int i = 0; i < GROUP; i++) {
            uint32_t at = place[i] / WHOLE - low, part = place[i] % WHOLE;
            uint8_t *pick = rescale->pick + (ptrdiff_t)2 * (start + i);
            uint8_t *weight = rescale->weight + (ptrdiff_t)2 * (start + i);
            pick[0] = (uint8_t)at;
            pick[1] = (uint8_t)(at + 1);
            weight[0] = (uint8_t)(WHOLE - part);
            weight[1] = (uint8_t)part;
        }
    }
    rescale->windows = ((int)most + 1) / WINDOW + 1;
}

/* Each pixel by itself. */
static void pile_apart(uint16_t *sum, const GrPixel *row, const uint32_t *place, int n)
{
    for (int i = 0; i < n; i++) {
        const GrPixel *at = row + place[i] / WHOLE;
        int part = (int)(place[i] % WHOLE);
        sum[i] = (uint16_t)(sum[i] + at[0] * WHOLE + (at[1] - at[0]) * part);
    }
}

#ifdef __AVX2__

/* Two groups, each from a window of the row. */
static inline __m256i window_of(const GrPixel *row, const uint16_t *from)
{
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(row + from[0]))),
        _mm_loadu_si128((const __m128i *)(const void *)(row + from[1])), 1);
}

static inline __m256i pairs_of_one(const GrPixel *row, const uint16_t *from, __m256i pick)
{
    return _mm256_shuffle_epi8(window_of(row, from), pick);
}

/* A shuffle gives 0 for what its index says to be beyond 127. */
static inline __m256i pairs_of_two(const GrPixel *row, const uint16_t *from, __m256i pick)
{
    __m256i first = _mm256_add_epi8(pick, _mm256_set1_epi8(128 - WINDOW));
    __m256i second = _mm256_sub_epi8(pick, _mm256_set1_epi8(WINDOW));
    return _mm256_or_si256(_mm256_shuffle_epi8(window_of(row, from), first),
                           _mm256_shuffle_epi8(window_of(row + WINDOW, from), second));
}

#define PILE(pairs_of)                                                                             \
    for (int i = 0; i < n; i += 2 * GROUP) {                                                       \
        __m256i *to = (__m256i *)(void *)(sum + i);                                                \
        const void *pick = rescale->pick + (ptrdiff_t)2 * i;                                       \
        const void *weight = rescale->weight + (ptrdiff_t)2 * i;                                   \
        __m256i pairs = pairs_of(row, rescale->from + i / GROUP, _mm256_load_si256(pick));         \
        __m256i words = _mm256_maddubs_epi16(pairs, _mm256_load_si256(weight));                    \
        _mm256_store_si256(to, _mm256_add_epi16(_mm256_load_si256(to), words));                    \
    }

void pile_rescaled(uint16_t *sum, const GrPixel *row, const GrRescale *rescale, int n)
{
    n = whole_steps(n);
    if (rescale->windows == 1) {
        PILE(pairs_of_one)
    } else if (rescale->windows == 2) {
        PILE(pairs_of_two)
    } else {
        pile_apart(sum, row, rescale->place, n);
    }
}

#else

void pile_rescaled(uint16_t *sum, const GrPixel *row, const GrRescale *rescale, int n)
{
    pile_apart(sum, row, rescale->place, whole_steps(n));
}

#endif

#ifdef WIDE_BYTES

void lean_rows(GrPixel *out, const GrPixel *top, const GrPixel *bottom, int part, int n)
{
    const Wide weights = wide_splat16(part << 8 | (GR_LEAN_PARTS - part));
    const Wide half = wide_splat16(GR_LEAN_PARTS / 2);
    n = whole_steps(n);
    for (int i = 0; i < n; i += WIDE_BYTES) {
        Wide a = wide_load(top + i), b = wide_load(bottom + i);
        Wide low = wide_add16(wide_pairs(wide_low8(a, b), weights), half);
        Wide high = wide_add16(wide_pairs(wide_high8(a, b), weights), half);
        wide_store(out + i, wide_pack16(wide_shift16(low, 6), wide_shift16(high, 6)));
    }
}

#else

void lean_rows(GrPixel *out, const GrPixel *top, const GrPixel *bottom, int part, int n)
{
    GrPixel *to = ALIGNED(out);
    const GrPixel *above = ALIGNED(top), *below = ALIGNED(bottom);
    uint16_t lower = (uint16_t)part, upper = (uint16_t)(GR_LEAN_PARTS - part);
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++)
        to[i] = (GrPixel)((uint16_t)(above[i] * upper + below[i] * lower + GR_LEAN_PARTS / 2) >> 6);
}

#endif
