/* SPDX-License-Identifier: MIT */
#include "base/simd.h"
#include "render/kernels/parts.h"

void ramp_fractions(uint16_t *out, uint32_t start, uint32_t step, int n)
{
    uint16_t *to = ALIGNED(out);
    n = whole_steps(n);
    for (int i = 0; i < n; i++)
        to[i] = (uint16_t)((start + (uint32_t)i * step) >> 16);
}

/* a + (b - a) * f in unsigned 16-bit halves: exact where a equals b, never outside of a..b, and
 * within one unit otherwise. */
static inline uint16_t between(uint16_t a, uint16_t b, uint16_t f)
{
    return (uint16_t)(a - high16(a, f) + high16(b, f));
}

void warp_run(uint16_t *out, const uint16_t *top, const uint16_t *bottom, const uint16_t *fx,
              const uint16_t *fy, int n)
{
    enum { BLOCK = 16 }; /* runs are short where a picture is turned */
    for (int start = 0; start < n; start += BLOCK) {
        PARALLEL_LOOP
        for (int i = start; i < start + BLOCK; i++) {
            uint16_t left = between(top[i], bottom[i], fy[i]);
            uint16_t right = between(top[i + 1], bottom[i + 1], fy[i]);
            out[i] = between(left, right, fx[i]);
        }
    }
}

/* Where a row of a mirrored picture begins in the ring. */
static inline ptrdiff_t ring_row(const GrLine *line, int32_t y)
{
    int32_t at = y < 0 ? -1 - y : y;
    at = line->start + (at < line->height ? at : 2 * line->height - 1 - at);
    return (ptrdiff_t)(at < line->rows ? at : at - line->rows) * line->stride;
}

static void sample_apart(uint16_t *const out[3], const GrLine *line, int from, int n)
{
    for (int i = from; i < n; i++) {
        int64_t x = line->x + i * line->dx, y = line->y + i * line->dy;
        int32_t row = (int32_t)(y >> 32);
        ptrdiff_t top = ring_row(line, row) + (x >> 32),
                  bottom = ring_row(line, row + 1) + (x >> 32);
        uint16_t fx = (uint16_t)((uint32_t)x >> 16), fy = (uint16_t)((uint32_t)y >> 16);
        for (int plane = 0; plane < 3; plane++) {
            const uint16_t *a = line->plane[plane] + top, *b = line->plane[plane] + bottom;
            out[plane][i] = between(between(a[0], b[0], fy), between(a[1], b[1], fy), fx);
        }
    }
}

#ifdef __AVX2__
#include <immintrin.h>

/* Eight places along an axis: whole samples, and what is left of them twice. */
typedef struct Eight {
    __m256i whole, part;
} Eight;

static inline Eight eight_of(int64_t start, int64_t step)
{
    __m256i order = _mm256_setr_epi64x(0, step, 4 * step, 5 * step);
    __m256i first = _mm256_add_epi64(_mm256_set1_epi64x(start), order);
    __m256i second = _mm256_add_epi64(first, _mm256_set1_epi64x(2 * step));
    __m256 a = _mm256_castsi256_ps(first), b = _mm256_castsi256_ps(second);
    __m256i low = _mm256_srli_epi32(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88)), 16);
    return (Eight){_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xdd)),
                   _mm256_or_si256(low, _mm256_slli_epi32(low, 16))};
}

static inline __m256i eight_rows(const GrLine *line, __m256i y)
{
    __m256i height = _mm256_set1_epi32(line->height), rows = _mm256_set1_epi32(line->rows);
    __m256i ones = _mm256_set1_epi32(-1);
    __m256i at = _mm256_xor_si256(y, _mm256_srai_epi32(y, 31));
    __m256i back = _mm256_add_epi32(_mm256_sub_epi32(_mm256_add_epi32(height, height), at), ones);
    at = _mm256_min_epi32(at, back);
    at = _mm256_add_epi32(at, _mm256_set1_epi32(line->start));
    __m256i beyond = _mm256_cmpgt_epi32(at, _mm256_add_epi32(rows, ones));
    at = _mm256_sub_epi32(at, _mm256_and_si256(beyond, rows));
    return _mm256_mullo_epi32(at, _mm256_set1_epi32(line->stride));
}

static inline __m256i eight_between(__m256i a, __m256i b, __m256i part)
{
    return _mm256_add_epi16(_mm256_sub_epi16(a, _mm256_mulhi_epu16(a, part)),
                            _mm256_mulhi_epu16(b, part));
}

/* A gather fetches a sample and its right neighbour. */
void sample_line(uint16_t *const out[3], const GrLine *line, int n)
{
    int i = 0;
    for (; i + 8 <= n; i += 8) {
        Eight x = eight_of(line->x + i * line->dx, line->dx);
        Eight y = eight_of(line->y + i * line->dy, line->dy);
        __m256i under = _mm256_sub_epi32(y.whole, _mm256_set1_epi32(-1));
        __m256i top = _mm256_add_epi32(eight_rows(line, y.whole), x.whole);
        __m256i bottom = _mm256_add_epi32(eight_rows(line, under), x.whole);
        for (int plane = 0; plane < 3; plane++) {
            const int *from = (const int *)(const void *)line->plane[plane];
            __m256i pair = eight_between(_mm256_i32gather_epi32(from, top, 2),
                                         _mm256_i32gather_epi32(from, bottom, 2), y.part);
            __m256i mixed = eight_between(pair, _mm256_srli_epi32(pair, 16), x.part);
            mixed = _mm256_and_si256(mixed, _mm256_set1_epi32(0xffff));
            mixed = _mm256_permute4x64_epi64(_mm256_packus_epi32(mixed, mixed), 0x08);
            _mm_storeu_si128((__m128i *)(void *)(out[plane] + i), _mm256_castsi256_si128(mixed));
        }
    }
    sample_apart(out, line, i, n);
}

#else

void sample_line(uint16_t *const out[3], const GrLine *line, int n)
{
    sample_apart(out, line, 0, n);
}

#endif

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

/* All ones where a place lies one further than the least. */
static inline void further_places(uint16_t *restrict mask, const uint16_t *restrict part,
                                  bool falls)
{
    uint16_t first = part[0], flip = falls ? 0xffff : 0;
    for (int i = 0; i < GR_TURN_STEP; i++) {
        uint16_t less = part[i] < first ? 0xffff : 0, more = part[i] > first ? 0xffff : 0;
        mask[i] = falls ? (uint16_t)(more ^ flip) : less;
    }
}

void turn_block(uint16_t *const out[3], const GrTurn *turn)
{
    _Alignas(64) uint16_t lower[GR_TURN_STEP], further[GR_TURN_STEP];
    const uint16_t *fx = turn->fx, *fy = turn->fy;
    further_places(lower, fy, turn->up);
    further_places(further, fx, turn->left);
    for (int plane = 0; plane < 3; plane++) {
        const uint16_t *from = turn->plane[plane];
        const uint16_t *a = from + turn->row[0], *b = from + turn->row[1], *c = from + turn->row[2];
        uint16_t *to = out[plane];
        PARALLEL_LOOP
        for (int i = 0; i < GR_TURN_STEP; i++) {
            uint16_t m = lower[i], f = fy[i];
            uint16_t first = between(either(a[i], b[i], m), either(b[i], c[i], m), f);
            uint16_t second =
                between(either(a[i + 1], b[i + 1], m), either(b[i + 1], c[i + 1], m), f);
            uint16_t third =
                between(either(a[i + 2], b[i + 2], m), either(b[i + 2], c[i + 2], m), f);
            to[i] = between(either(first, second, further[i]), either(second, third, further[i]),
                            fx[i]);
        }
    }
}

void stretch_line(uint16_t *out, const uint16_t *line, const GrStretch *stretch, int n)
{
    for (int start = 0; start < n; start += GR_WARP_STEP) {
        const uint16_t *from = line + stretch->from[start / GR_WARP_STEP];
        const uint16_t *further = stretch->further, *fraction = stretch->fraction;
        PARALLEL_LOOP
        for (int i = start; i < start + GR_WARP_STEP; i++) {
            uint16_t left = either(from[i], from[i + 1], further[i]);
            uint16_t right = either(from[i + 1], from[i + 2], further[i]);
            out[i] = between(left, right, fraction[i]);
        }
    }
}

void mix_echoes(uint16_t *a, const uint16_t *b, uint16_t weight_a, uint16_t weight_b, int n)
{
    uint16_t *to = ALIGNED(a);
    const uint16_t *other = ALIGNED(b);
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++)
        to[i] = (uint16_t)(high16(to[i], weight_a) + high16(other[i], weight_b));
}

/* All of it at 65535. */
static inline uint16_t weighed(uint16_t x, uint16_t weight)
{
    return (uint16_t)(x - high16(x, (uint16_t)(65535 - weight)));
}

static inline uint16_t greater(uint16_t a, uint16_t b)
{
    return a > b ? a : b;
}

/* A block from either end at once, so that neither reads what the other has written. */
void fold_row(uint16_t *row, uint16_t straight, uint16_t reversed, int n)
{
    enum { BLOCK = 32 };
    uint16_t left[BLOCK] = {0}, right[BLOCK] = {0};
    int half = (n + 1) / 2;
    for (int start = 0; start < half; start += BLOCK) {
        int count = half - start < BLOCK ? half - start : BLOCK;
        uint16_t *near = row + start, *far = row + n - start - count;
        for (int i = 0; i < count; i++) {
            left[i] = near[i];
            right[i] = far[count - 1 - i];
        }
        for (int i = 0; i < BLOCK; i++) {
            uint16_t l = left[i], r = right[i];
            left[i] = greater(weighed(l, straight), weighed(r, reversed));
            right[i] = greater(weighed(r, straight), weighed(l, reversed));
        }
        for (int i = 0; i < count; i++) {
            near[i] = left[i];
            far[count - 1 - i] = right[i];
        }
    }
}

static inline int32_t clamp16(int32_t x)
{
    x = x < 0 ? 0 : x;
    return x > 65535 ? 65535 : x;
}

void turn_hues(uint16_t *const rgb[3], const int32_t matrix[9], int n)
{
    uint16_t *red = ALIGNED(rgb[0]), *green = ALIGNED(rgb[1]), *blue = ALIGNED(rgb[2]);
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++) {
        int32_t r = red[i], g = green[i], b = blue[i];
        red[i] = (uint16_t)clamp16((matrix[0] * r + matrix[1] * g + matrix[2] * b) >> 13);
        green[i] = (uint16_t)clamp16((matrix[3] * r + matrix[4] * g + matrix[5] * b) >> 13);
        blue[i] = (uint16_t)clamp16((matrix[6] * r + matrix[7] * g + matrix[8] * b) >> 13);
    }
}

/* round(x / 257): 16 bits back to 8. */
static inline Word to_pixel(Word x)
{
    return (Word)((Word)(x - (x >> 8) + 128) >> 8);
}

/* c: now, in 16 bits; e: the echo with its weight; rest: `keep`. In plain C two loops, because gcc
 * does not see the high half of a product in a product of such a half; the history row carries e in
 * between. */
#ifdef WIDE_BYTES
#define ECHO_ROW(mode, remembered)                                                                 \
    Word of = word_of(weight), kept = word_of(rest);                                               \
    for (int i = 0; i < n; i += WIDE_BYTES) {                                                      \
        Word pixels[2];                                                                            \
        for (int half = 0; half < 2; half++) {                                                     \
            int at = i + half * (WIDE_BYTES / 2);                                                  \
            Word c = (Word)wide_widened(now + at) * 257;                                           \
            Word e = word_high_product((Word)wide_load(echo + at), of);                            \
            Word mixed = mode(c, e, kept);                                                         \
            wide_store(history + at, (Wide)remembered(c, e, mixed));                               \
            pixels[half] = to_pixel(mixed);                                                        \
        }                                                                                          \
        wide_store(shown + i, wide_in_order(wide_pack16((Wide)pixels[0], (Wide)pixels[1])));       \
    }
#else
#define ECHO_ROW(mode, remembered)                                                                 \
    uint16_t *to = ALIGNED(history);                                                               \
    GrPixel *show = ALIGNED(shown);                                                                \
    const GrPixel *current = ALIGNED(now);                                                         \
    const uint16_t *older = ALIGNED(echo);                                                         \
    PARALLEL_LOOP                                                                                  \
    for (int i = 0; i < n; i++)                                                                    \
        to[i] = high16(older[i], weight);                                                          \
    PARALLEL_LOOP                                                                                  \
    for (int i = 0; i < n; i++) {                                                                  \
        Word c = (Word)(current[i] * 257), e = to[i], mixed = mode(c, e, rest);                    \
        to[i] = remembered(c, e, mixed);                                                           \
        show[i] = (GrPixel)to_pixel(mixed);                                                        \
    }
#endif

static inline Word remember_mixed(Word c, Word e, Word mixed)
{
    (void)c, (void)e;
    return mixed;
}

static inline Word remember_brighter(Word c, Word e, Word mixed)
{
    (void)mixed;
    return word_greater(c, e);
}

#define ECHO_LOOP(name, expression, remembered)                                                    \
    static inline Word name##_words(Word c, Word e, Word kept)                                     \
    {                                                                                              \
        (void)kept;                                                                                \
        return (Word)(expression);                                                                 \
    }                                                                                              \
    static void name(uint16_t *history, GrPixel *shown, const GrPixel *now, const uint16_t *echo,  \
                     uint16_t weight, uint16_t rest, int n)                                        \
    {                                                                                              \
        n = whole_steps(n);                                                                        \
        ECHO_ROW(name##_words, remembered)                                                         \
    }

ECHO_LOOP(echo_normal, word_lesser(word_high_product(c, kept), word_rest(e)) + e, remember_mixed)
ECHO_LOOP(echo_add, c + word_lesser(e, word_rest(c)), remember_brighter)
ECHO_LOOP(echo_screen, c + word_high_product(e, word_rest(c)), remember_mixed)
ECHO_LOOP(echo_multiply, word_high_product(c, (Word)(kept + word_lesser(e, word_rest(kept)))),
          remember_brighter)
ECHO_LOOP(echo_difference, word_greater(c, e) - word_lesser(c, e), remember_brighter)
ECHO_LOOP(echo_exclusion, word_high_product(c, word_rest(e)) + word_high_product(e, word_rest(c)),
          remember_brighter)
ECHO_LOOP(echo_lighten, word_greater(c, e), remember_mixed)

/* The other modes do not settle in a loop: they lay the echo over the picture in 8 bits, with the
 * kernels of layers, and the history keeps the brighter of both. */
static void echo_laid(GrBlendKernel *mode, uint16_t *history, GrPixel *shown, const GrPixel *now,
                      const uint16_t *echo, uint16_t weight, int n)
{
    _Alignas(64) GrPixel laid[GR_KERNEL_STEP];
    _Alignas(64) uint8_t all[GR_KERNEL_STEP];
    memset(all, 255, sizeof all);
    n = whole_steps(n);
    for (int at = 0; at < n; at += GR_KERNEL_STEP) {
        uint16_t *to = ALIGNED(history + at);
        const uint16_t *older = ALIGNED(echo + at);
        for (int i = 0; i < GR_KERNEL_STEP; i++)
            to[i] = high16(older[i], weight);
        for (int i = 0; i < GR_KERNEL_STEP; i++) {
            uint16_t e = to[i], c = (uint16_t)(now[at + i] * 257);
            laid[i] = (GrPixel)((uint16_t)(e - (e >> 8) + 128) >> 8);
            to[i] = c > e ? c : e;
        }
        mode(shown + at, now + at, laid, all, GR_KERNEL_STEP);
    }
}

#define ECHO_LAID(name, mode)                                                                      \
    static void name(uint16_t *history, GrPixel *shown, const GrPixel *now, const uint16_t *echo,  \
                     uint16_t weight, uint16_t rest, int n)                                        \
    {                                                                                              \
        (void)rest;                                                                                \
        echo_laid(blend_kernels[mode], history, shown, now, echo, weight, n);                      \
    }

ECHO_LAID(echo_subtract, GR_BLEND_SUBTRACT)
ECHO_LAID(echo_overlay, GR_BLEND_OVERLAY)
ECHO_LAID(echo_softlight, GR_BLEND_SOFTLIGHT)
ECHO_LAID(echo_darken, GR_BLEND_DARKEN)
ECHO_LAID(echo_grain_extract, GR_BLEND_GRAIN_EXTRACT)
ECHO_LAID(echo_grain_merge, GR_BLEND_GRAIN_MERGE)

GrEchoKernel *const echo_kernels[GR_ECHO_COUNT] = {
    [GR_BLEND_NORMAL] = echo_normal,           [GR_BLEND_ADD] = echo_add,
    [GR_BLEND_SUBTRACT] = echo_subtract,       [GR_BLEND_MULTIPLY] = echo_multiply,
    [GR_BLEND_SCREEN] = echo_screen,           [GR_BLEND_OVERLAY] = echo_overlay,
    [GR_BLEND_SOFTLIGHT] = echo_softlight,     [GR_BLEND_DIFFERENCE] = echo_difference,
    [GR_BLEND_EXCLUSION] = echo_exclusion,     [GR_BLEND_LIGHTEN] = echo_lighten,
    [GR_BLEND_DARKEN] = echo_darken,           [GR_BLEND_GRAIN_EXTRACT] = echo_grain_extract,
    [GR_BLEND_GRAIN_MERGE] = echo_grain_merge,
};
