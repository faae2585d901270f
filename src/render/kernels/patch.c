/* SPDX-License-Identifier: MIT */
#include "render/kernels/patch_blocks.h"

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

#endif

#if defined(__AVX2__)
/* A load has a pixel and its right neighbour; what is written has a fourth sample. */
static inline void sample_pixel(uint16_t *out, const GrPatch *patch, int64_t x, int64_t y)
{
    ptrdiff_t at = place_of(patch, x, y);
    __m128i fx = _mm_set1_epi16((short)(uint16_t)((uint32_t)x >> 16));
    __m128i fy = _mm_set1_epi16((short)(uint16_t)((uint32_t)y >> 16));
    __m128i left = mixed_two(load_two(patch->top + at), load_two(patch->bottom + at), fy);
    __m128i right = _mm_srli_si128(left, 6);
    __m128i mixed = patch->step < 0 ? mixed_two(right, left, fx) : mixed_two(left, right, fx);
    _mm_storel_epi64((__m128i *)(void *)out, mixed);
}
#elif !defined(__SSE2__)
/* a + (b - a) * f in unsigned 16-bit halves: exact where a equals b, never outside of a..b, and
 * within one unit otherwise. */
static inline uint16_t between(uint16_t a, uint16_t b, uint16_t f)
{
    return (uint16_t)(a - high16(a, f) + high16(b, f));
}

static inline void sample_pixel(uint16_t *out, const GrPatch *patch, int64_t x, int64_t y)
{
    ptrdiff_t at = place_of(patch, x, y), back = patch->step < 0 ? 3 : 0;
    uint16_t fx = (uint16_t)((uint32_t)x >> 16), fy = (uint16_t)((uint32_t)y >> 16);
    const uint16_t *a = patch->top + at, *b = patch->bottom + at;
    for (int i = 0; i < 4; i++) {
        uint16_t left = between(a[i + back], b[i + back], fy);
        uint16_t right = between(a[i + 3 - back], b[i + 3 - back], fy);
        out[i] = between(left, right, fx);
    }
}
#endif

#if !defined(__SSE2__) || defined(__AVX2__)
static inline void sample_rest(const GrPatch *patch, const Line *line, int from)
{
    for (int i = from; i < patch->columns; i++)
        sample_pixel(line->out + (ptrdiff_t)3 * i, patch, line->x + i * patch->dx,
                     line->y + i * patch->dy);
}
#endif

#if defined(__AVX512BW__)
/* Four pixels, each with its right neighbour. */
static inline __m512i four_loaded(const uint16_t *row, const int32_t *at)
{
    __m256i a = _mm256_castsi128_si256(load_two(row + at[0]));
    __m256i b = _mm256_castsi128_si256(load_two(row + at[2]));
    a = _mm256_inserti128_si256(a, load_two(row + at[1]), 1);
    b = _mm256_inserti128_si256(b, load_two(row + at[3]), 1);
    return _mm512_inserti64x4(_mm512_castsi256_si512(a), b, 1);
}

/* Of eight pixels in two registers, each with its right neighbour: these or those. */
#define FOUR_FROM(k)                                                                               \
    k, k + 1, k + 2, k + 8, k + 9, k + 10, k + 16, k + 17, k + 18, k + 24, k + 25, k + 26
#define EIGHT_FROM(k) FOUR_FROM(k), FOUR_FROM(k + 32)
static const uint16_t near_eight[32] = {EIGHT_FROM(0)}, next_eight[32] = {EIGHT_FROM(3)};
/* Words of a register of 32-bit numbers: the upper one for each of a pixel's samples and its
 * neighbour's, or for its own only. */
#define BOTH_OF(p)   HIGH(p), HIGH(p), 2 * (p) + 1, 2 * (p) + 1
#define FOUR_BOTH(p) BOTH_OF(p), BOTH_OF(p + 1), BOTH_OF(p + 2), BOTH_OF(p + 3)
static const uint16_t for_both[4][32] = {
    {FOUR_BOTH(0)}, {FOUR_BOTH(4)}, {FOUR_BOTH(8)}, {FOUR_BOTH(12)}};
#define EIGHT_OWN(p)                                                                               \
    HIGH(p), HIGH(p + 1), HIGH(p + 2), HIGH(p + 3), HIGH(p + 4), HIGH(p + 5), HIGH(p + 6),         \
        HIGH(p + 7)
static const uint16_t for_own[2][32] = {{EIGHT_OWN(0)}, {EIGHT_OWN(8)}};

/* Eight of sixteen pixels, wherever they are. */
static inline __attribute__((always_inline)) void sample_apart(uint16_t *out, const uint16_t *top,
                                                               const uint16_t *bottom,
                                                               const int32_t *at, const Offsets *on,
                                                               int half, bool back)
{
    __m512i four[2];
    for (int k = 0; k < 2; k++)
        four[k] = mixed_wide(
            four_loaded(top, at + 8 * half + 4 * k), four_loaded(bottom, at + 8 * half + 4 * k),
            _mm512_permutexvar_epi16(_mm512_loadu_si512(for_both[2 * half + k]), on->y));
    __m512i near = _mm512_permutex2var_epi16(four[0], _mm512_loadu_si512(near_eight), four[1]);
    __m512i next = _mm512_permutex2var_epi16(four[0], _mm512_loadu_si512(next_eight), four[1]);
    __m512i fx = _mm512_permutexvar_epi16(_mm512_loadu_si512(for_own[half]), on->x);
    _mm512_storeu_si512(out, back ? mixed_wide(next, near, fx) : mixed_wide(near, next, fx));
}

/* Where pixels of a line are, before any of them is drawn: what has just been written as a whole
 * cannot be read in parts before it has left for the cache. */
enum { CHUNK = 48, SIXTEENS = CHUNK / 16 };
typedef struct Chunk {
    _Alignas(64) int32_t place[CHUNK];
    Offsets at[SIXTEENS];
    uint16_t *out;
    int pixels;
} Chunk;

static inline void find_chunk(Chunk *chunk, const GrPatch *patch, const Offsets *offsets, int row,
                              int column)
{
    const __m512i for_x = _mm512_set1_epi32(patch->step), for_y = _mm512_set1_epi32(patch->stride);
    const int left = (patch->columns - column) & ~15;
    const Line line = line_of(patch, row);
    int64_t x = line.x + column * patch->dx, y = line.y + column * patch->dy;
    chunk->out = line.out + (ptrdiff_t)3 * column;
    chunk->pixels = left < CHUNK ? left : CHUNK;
    for (int i = 0; i < chunk->pixels; i += 16) {
        Offsets at = moved_on(offsets, x, y, for_x, for_y);
        __m512i from = _mm512_set1_epi32((int32_t)place_of(patch, x, y));
        _mm512_store_si512(chunk->place + i, _mm512_add_epi32(at.place, from));
        chunk->at[i / 16] = at;
        x += 16 * patch->dx;
        y += 16 * patch->dy;
    }
}

static inline __attribute__((always_inline)) void
draw_chunk(const Chunk *chunk, const GrPatch *patch, bool back, Asking *asking)
{
    const uint16_t *top = patch->top, *bottom = patch->bottom;
    const char *ask_from = asking->from;
    uint16_t *out = chunk->out;
    for (int i = 0; i < chunk->pixels; i += 16) {
        const int32_t *ask = next_asked(asking, 4);
        for (int half = 0; half < 2; half++) {
            for (int k = 2 * half; k < 2 * half + 2; k++)
                __builtin_prefetch(ask_from + ask[k], 0, 2);
            sample_apart(out + 3 * i + 24 * half, top, bottom, chunk->place + i, chunk->at + i / 16,
                         half, back);
        }
    }
}

static inline __attribute__((always_inline)) void sample_sixteens(const GrPatch *patch, bool back,
                                                                  Asking *asking)
{
    const Offsets offsets = offsets_of(patch, &in_line, 0, 0, patch->step, patch->stride, 0);
    Chunk chunks[2], *chunk = chunks, *other = chunks + 1;
    find_chunk(chunk, patch, &offsets, 0, 0);
    for (int row = 0, column = 0; row < patch->rows;) {
        int next_row = row, next = column + CHUNK;
        if (next >= patch->columns) {
            next = 0;
            next_row++;
        }
        if (next_row < patch->rows)
            find_chunk(other, patch, &offsets, next_row, next);
        draw_chunk(chunk, patch, back, asking);
        Chunk *drawn = chunk;
        chunk = other;
        other = drawn;
        row = next_row;
        column = next;
    }
    for (int row = 0; row < patch->rows && patch->columns & 15; row++) {
        Line line = line_of(patch, row);
        sample_rest(patch, &line, patch->columns & ~15);
    }
}

/* Each by itself, so that its loop has all registers. */
static __attribute__((noinline)) void sixteens(const GrPatch *patch, Asking *asking)
{
    sample_sixteens(patch, false, asking);
}

static __attribute__((noinline)) void sixteens_back(const GrPatch *patch, Asking *asking)
{
    sample_sixteens(patch, true, asking);
}

void sample_patch(const GrPatch *patch)
{
    Windows windows;
    bool in_windows = windows_of(patch, &windows);
    if (in_windows && patch->dy == 0 && patch->down_x == 0) {
        sample_straight(patch, &windows);
        return;
    }
    if (in_windows && windows.pixels >= BLOCK * BLOCK && follow_each_other(patch)) {
        sample_gentle(patch, &windows);
        return;
    }
    Asking asking = asking_of(patch);
    if (!follow_each_other(patch) || !sample_in_blocks(patch, &asking)) {
        if (patch->step < 0)
            sixteens_back(patch, &asking);
        else
            sixteens(patch, &asking);
    }
    ask_for_rest(&asking);
}

#elif defined(__AVX2__)

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
static inline __m256i two_pairs(const GrPatch *patch, ptrdiff_t near, ptrdiff_t far, __m256i fy)
{
    __m256i top = _mm256_castsi128_si256(load_two(patch->top + near));
    __m256i bottom = _mm256_castsi128_si256(load_two(patch->bottom + near));
    top = _mm256_inserti128_si256(top, load_two(patch->top + far), 1);
    bottom = _mm256_inserti128_si256(bottom, load_two(patch->bottom + far), 1);
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

static inline __attribute__((always_inline)) void
sample_line(const GrPatch *patch, const Line *line, bool back, Asking *asking)
{
    Asking ask = *asking;
    const __m256i stride = _mm256_set1_epi32(patch->stride), step = _mm256_set1_epi32(patch->step);
    const __m256i on_x = _mm256_set1_epi64x(8 * patch->dx),
                  on_y = _mm256_set1_epi64x(8 * patch->dy);
    Eight x = eight_of(line->x, patch->dx), y = eight_of(line->y, patch->dy);
    uint16_t *out = line->out;
    int i = 0;
    for (; i + 8 <= patch->columns; i += 8, out += 24) {
        ask_for_one(&ask);
        ask_for_one(&ask);
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
                two_pairs(patch, (int32_t)at[k], (int32_t)at[k + 2], _mm256_shuffle_epi8(fy, even));
            pair[2 * k + 1] =
                two_pairs(patch, at[k] >> 32, at[k + 2] >> 32, _mm256_shuffle_epi8(fy, odd));
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
    *asking = ask;
    sample_rest(patch, line, i);
}

#elif defined(__SSE2__)

static inline __attribute__((always_inline)) void
sample_line(const GrPatch *patch, const Line *line, bool back, Asking *asking)
{
    Asking ask = *asking;
    const ptrdiff_t stride = patch->stride, step = patch->step;
    const uint16_t *top = patch->top, *bottom = patch->bottom;
    const int64_t dx = patch->dx, dy = patch->dy;
    const int columns = patch->columns;
    int64_t x = line->x, y = line->y;
    uint16_t *out = line->out;
    for (int i = 0; i < columns; i++, x += dx, y += dy, out += 3) {
        ptrdiff_t at = (ptrdiff_t)(y >> 32) * stride + (ptrdiff_t)(x >> 32) * step;
        __m128i fx = _mm_shufflelo_epi16(_mm_cvtsi32_si128((int)((uint32_t)x >> 16)), 0);
        __m128i fy = _mm_shufflelo_epi16(_mm_cvtsi32_si128((int)((uint32_t)y >> 16)), 0);
        fy = _mm_unpacklo_epi64(fy, fy);
        __m128i left = mixed_two(load_two(top + at), load_two(bottom + at), fy);
        __m128i right = _mm_srli_si128(left, 6);
        __m128i mixed = back ? mixed_two(right, left, fx) : mixed_two(left, right, fx);
        _mm_storel_epi64((__m128i *)(void *)out, mixed);
        if (i % 4 == 0)
            ask_for_one(&ask);
    }
    *asking = ask;
}

#else

static inline void sample_line(const GrPatch *patch, const Line *line, bool back, Asking *asking)
{
    (void)back, (void)asking; /* sample_pixel looks for itself */
    sample_rest(patch, line, 0);
}

#endif

#if !defined(__AVX512BW__)
void plan_of_patch(GrPatchPlan *plan, const GrPatch *patch)
{
    (void)plan, (void)patch; /* nothing here takes long enough to be kept */
}

/* Which way neighbours lie is a constant within a line. */
void sample_patch(const GrPatch *patch)
{
    Asking asking = asking_of(patch);
    for (int row = 0; row < patch->rows; row++) {
        Line line = line_of(patch, row);
        if (patch->step < 0)
            sample_line(patch, &line, true, &asking);
        else
            sample_line(patch, &line, false, &asking);
    }
    ask_for_rest(&asking);
}
#endif
