/* SPDX-License-Identifier: MIT */
#include "base/simd.h"
#include "render/kernels/parts.h"

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

#if defined(__AVX512BW__)
enum { TURNED = 10 }; /* pixels that change places at once */

typedef __m512i Samples;
#define load_samples(from)   _mm512_loadu_si512(from)
#define store_samples(to, a) _mm512_storeu_si512((to), (a))

static inline Samples backwards(Samples a)
{
    static const uint16_t order[32] = {27, 28, 29, 24, 25, 26, 21, 22, 23, 18, 19,
                                       20, 15, 16, 17, 12, 13, 14, 9,  10, 11, 6,
                                       7,  8,  3,  4,  5,  0,  1,  2,  30, 31};
    return _mm512_permutexvar_epi16(_mm512_loadu_si512(order), a);
}

static inline Samples folded(Samples a, Samples back, uint16_t straight, uint16_t reversed)
{
    Samples less = wide_splat16(65535 - straight), less_back = wide_splat16(65535 - reversed);
    return wide_max16(wide_sub16(a, wide_product_high16(a, less)),
                      wide_sub16(back, wide_product_high16(back, less_back)));
}
#elif defined(__AVX2__)
enum { TURNED = 2 };

typedef __m128i Samples;
#define load_samples(from)   _mm_loadu_si128((const __m128i *)(const void *)(from))
#define store_samples(to, a) _mm_storeu_si128((__m128i *)(void *)(to), (a))

static inline Samples backwards(Samples a)
{
    return _mm_shuffle_epi8(a, _mm_setr_epi8(6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5, 12, 13, 14, 15));
}

static inline Samples folded(Samples a, Samples back, uint16_t straight, uint16_t reversed)
{
    Samples less = _mm_set1_epi16((short)(65535 - straight));
    Samples less_back = _mm_set1_epi16((short)(65535 - reversed));
    return _mm_max_epu16(_mm_sub_epi16(a, _mm_mulhi_epu16(a, less)),
                         _mm_sub_epi16(back, _mm_mulhi_epu16(back, less_back)));
}
#endif

void turn_row(uint16_t *out, const uint16_t *row, int n)
{
    int x = 0;
#ifdef WIDE_BYTES
    for (; x + TURNED <= n; x += TURNED)
        store_samples(out + (ptrdiff_t)3 * x,
                      backwards(load_samples(row + (ptrdiff_t)3 * (n - TURNED - x))));
#endif
    for (; x < n; x++)
        memcpy(out + (ptrdiff_t)3 * x, row + (ptrdiff_t)3 * (n - 1 - x), 3 * sizeof *out);
}

void fold_row(uint16_t *out, const uint16_t *row, uint16_t straight, uint16_t reversed, int n,
              int made)
{
    int x = 0;
#ifdef WIDE_BYTES
    for (; x + TURNED <= made; x += TURNED) {
        Samples a = load_samples(row + (ptrdiff_t)3 * x);
        Samples back = backwards(load_samples(row + (ptrdiff_t)3 * (n - TURNED - x)));
        store_samples(out + (ptrdiff_t)3 * x, folded(a, back, straight, reversed));
    }
#endif
    for (; x < made; x++)
        for (int c = 0; c < 3; c++)
            out[3 * x + c] = greater(weighed(row[3 * x + c], straight),
                                     weighed(row[3 * (n - 1 - x) + c], reversed));
}

#if defined(__AVX512BW__)
/* Sums of products are 32 bits wide: four words of each eight, and the other four, of ten pixels.
 */
typedef struct Pairs {
    Wide with_next, last; /* a channel and the one after it; the one after that */
} Pairs;

static Pairs pairs_of(int half)
{
    uint16_t with_next[32], last[32];
    for (int i = 0; i < 16; i++) {
        int word = i / 4 * 8 + i % 4 + 4 * half, first = word / 3 * 3, channel = word % 3;
        with_next[2 * i] = (uint16_t)word;
        with_next[2 * i + 1] = (uint16_t)(first + (channel + 1) % 3);
        last[2 * i] = last[2 * i + 1] = (uint16_t)(first + (channel + 2) % 3);
    }
    return (Pairs){wide_load_any(with_next), wide_load_any(last)};
}

static inline Wide sums_of(Wide in, const Pairs *pairs, Wide two, Wide third, Wide less)
{
    Wide last = _mm512_mask_permutexvar_epi16(less, 0x55555555, pairs->last, in);
    Wide first = wide_dot(_mm512_permutexvar_epi16(pairs->with_next, in), two);
    return wide_shift32(wide_add32(first, wide_dot(last, third)), 13);
}

static Wide pair_of(int32_t even, int32_t odd)
{
    return wide_splat32((int)(((uint32_t)even & 0xffff) | (uint32_t)odd << 16));
}

/* Products are of signed numbers, so all channels are 32768 less; -32768 times less than nothing of
 * all three puts the sum right. */
void turn_hues(uint16_t *out, const uint16_t *in, const int32_t turn[3], int n)
{
    enum { TEN_PIXELS = 30 };
    const Pairs early = pairs_of(0), late = pairs_of(1);
    Wide two = pair_of(turn[0], turn[1]), third = pair_of(turn[2], -turn[0] - turn[1] - turn[2]);
    Wide less = wide_splat16(0x8000);
    for (int x = 0; x < n; x += TEN_PIXELS) {
        x = x + TEN_PIXELS <= n ? x : n - TEN_PIXELS;
        Wide channels = _mm512_xor_si512(wide_load_any(in + x), less);
        Wide turned = wide_pack_unsigned32(sums_of(channels, &early, two, third, less),
                                           sums_of(channels, &late, two, third, less));
        if (x + 32 <= n)
            wide_store_any(out + x, turned);
        else
            _mm512_mask_storeu_epi16(out + x, 0x3fffffff, turned);
    }
}
#elif defined(__AVX2__)
enum { WORDS = WIDE_BYTES / 2 };

#define THREE_OF(x) x, 0, 0
#define NINE_OF(x)  THREE_OF(x), THREE_OF(x), THREE_OF(x)
static const uint16_t every_third[36] = {NINE_OF(0xffff), NINE_OF(0xffff), NINE_OF(0xffff),
                                         NINE_OF(0xffff)};

/* A channel, the one after it and the one after that. */
typedef struct Hues {
    Wide own, next, last;
} Hues;

static inline Wide chosen(Wide a, Wide b, Word b_mask)
{
    return (Wide)((Word)a ^ (((Word)a ^ (Word)b) & b_mask));
}

static inline Hues hues_at(const uint16_t *in, Word is_red, Word is_blue)
{
    return (Hues){wide_load(in), chosen(wide_load_any(in + 1), wide_load_any(in - 2), is_blue),
                  chosen(wide_load_any(in - 1), wide_load_any(in + 2), is_red)};
}

/* Products are of signed numbers, so all channels are 32768 less; -32768 times less than nothing of
 * all three puts the sum right. */
static inline Wide turned_hues(const Hues *hues, Wide two, Wide third)
{
    Word sign = word_of(0x8000);
    Wide own = (Wide)((Word)hues->own ^ sign), next = (Wide)((Word)hues->next ^ sign);
    Wide last = (Wide)((Word)hues->last ^ sign), less = (Wide)sign;
    Wide low =
        wide_add32(wide_dot(wide_low16(own, next), two), wide_dot(wide_low16(last, less), third));
    Wide high =
        wide_add32(wide_dot(wide_high16(own, next), two), wide_dot(wide_high16(last, less), third));
    return wide_pack_unsigned32(wide_shift32(low, 13), wide_shift32(high, 13));
}

static inline Wide pair_of(int32_t even, int32_t odd)
{
    return wide_splat32((int)(((uint32_t)even & 0xffff) | (uint32_t)odd << 16));
}

void turn_hues(uint16_t *out, const uint16_t *in, const int32_t turn[3], int n)
{
    Word is_red[3], is_blue[3];
    for (int i = 0; i < 3; i++) {
        is_red[i] = (Word)wide_load_any(every_third + i * WORDS % 3);
        is_blue[i] = (Word)wide_load_any(every_third + (i * WORDS + 1) % 3);
    }
    Wide two = pair_of(turn[0], turn[1]), third = pair_of(turn[2], -turn[0] - turn[1] - turn[2]);
    for (int x = 0; x < n; x += 3 * WORDS)
        for (int k = 0; k < 3; k++) {
            Hues hues = hues_at(in + x + k * WORDS, is_red[k], is_blue[k]);
            wide_store(out + x + k * WORDS, turned_hues(&hues, two, third));
        }
}
#elif defined(__SSE2__)
#include <immintrin.h>

static inline __m128i words_at(const uint16_t *at)
{
    return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline __m128i either_words(__m128i a, __m128i b, __m128i b_mask)
{
    return _mm_or_si128(_mm_andnot_si128(b_mask, a), _mm_and_si128(b_mask, b));
}

/* As above; a sum is packed as 32768 less, since only signed numbers can be. */
static inline __m128i turned_words(const uint16_t *in, __m128i is_red, __m128i is_blue, __m128i two,
                                   __m128i third)
{
    const __m128i less = _mm_set1_epi16((short)0x8000), much = _mm_set1_epi32(-(32768 << 13));
    __m128i own = _mm_xor_si128(words_at(in), less);
    __m128i next = _mm_xor_si128(either_words(words_at(in + 1), words_at(in - 2), is_blue), less);
    __m128i last = _mm_xor_si128(either_words(words_at(in - 1), words_at(in + 2), is_red), less);
    __m128i low = _mm_add_epi32(_mm_madd_epi16(_mm_unpacklo_epi16(own, next), two),
                                _mm_madd_epi16(_mm_unpacklo_epi16(last, less), third));
    __m128i high = _mm_add_epi32(_mm_madd_epi16(_mm_unpackhi_epi16(own, next), two),
                                 _mm_madd_epi16(_mm_unpackhi_epi16(last, less), third));
    low = _mm_srai_epi32(_mm_add_epi32(low, much), 13);
    high = _mm_srai_epi32(_mm_add_epi32(high, much), 13);
    return _mm_xor_si128(_mm_packs_epi32(low, high), less);
}

void turn_hues(uint16_t *out, const uint16_t *in, const int32_t turn[3], int n)
{
    static const uint16_t every_third[10] = {0xffff, 0, 0, 0xffff, 0, 0, 0xffff, 0, 0, 0xffff};
    const __m128i two =
        _mm_set1_epi32((int)(((uint32_t)turn[0] & 0xffff) | (uint32_t)turn[1] << 16));
    const __m128i third = _mm_set1_epi32(
        (int)(((uint32_t)turn[2] & 0xffff) | (uint32_t)(-turn[0] - turn[1] - turn[2]) << 16));
    for (int x = 0; x < n; x += 24)
        for (int k = 0; k < 3; k++) {
            __m128i is_red = words_at(every_third + 2 * k % 3);
            __m128i is_blue = words_at(every_third + (2 * k + 1) % 3);
            _mm_store_si128((__m128i *)(void *)(out + x + (ptrdiff_t)8 * k),
                            turned_words(in + x + (ptrdiff_t)8 * k, is_red, is_blue, two, third));
        }
}
#else
static inline int32_t clamp16(int32_t x)
{
    x = x < 0 ? 0 : x;
    return x > 65535 ? 65535 : x;
}

void turn_hues(uint16_t *out, const uint16_t *in, const int32_t turn[3], int n)
{
    const int32_t own = turn[0], next = turn[1], last = turn[2];
    for (int i = 0; i < n; i += 3) {
        int32_t r = in[i], g = in[i + 1], b = in[i + 2];
        out[i] = (uint16_t)clamp16((own * r + next * g + last * b) >> 13);
        out[i + 1] = (uint16_t)clamp16((last * r + own * g + next * b) >> 13);
        out[i + 2] = (uint16_t)clamp16((next * r + last * g + own * b) >> 13);
    }
}
#endif

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
            if (away)                                                                              \
                wide_store_away(history + at, (Wide)remembered(c, e, mixed));                      \
            else                                                                                   \
                wide_store(history + at, (Wide)remembered(c, e, mixed));                           \
            pixels[half] = to_pixel(mixed);                                                        \
        }                                                                                          \
        wide_store(shown + i, wide_in_order(wide_pack16((Wide)pixels[0], (Wide)pixels[1])));       \
    }
#else
#define ECHO_ROW(mode, remembered)                                                                 \
    (void)away;                                                                                    \
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
                     uint16_t weight, uint16_t rest, bool away, int n)                             \
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
        mode(shown + at, now + at, laid, all, NULL, GR_KERNEL_STEP);
    }
}

#define ECHO_LAID(name, mode)                                                                      \
    static void name(uint16_t *history, GrPixel *shown, const GrPixel *now, const uint16_t *echo,  \
                     uint16_t weight, uint16_t rest, bool away, int n)                             \
    {                                                                                              \
        (void)rest, (void)away;                                                                    \
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
