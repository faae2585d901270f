/* SPDX-License-Identifier: MIT */
#include "base/simd.h"
#include "render/kernels/parts.h"

/* div255: the high product with 257 is the same number, but compilers do not find the instruction.
 */
static inline Word over255(Word x)
{
#ifdef WIDE_BYTES
    return word_high_product(x + 128, word_of(257));
#else
    return div255(x);
#endif
}

static inline Word toward(Word b, Word mode, Word a)
{
    return over255((Word)((Word)(b * (Word)(255 - a)) + (Word)(mode * a)));
}

static inline Word excluded(Word b, Word k)
{
    return over255((Word)((Word)(b * (Word)(255 - k)) + (Word)(k * (Word)(255 - b))));
}

/* Each mode is a loop of its own over 16-bit products of 8-bit values, so that it runs at the full
 * width. Roundings: one or two div255 here and one in fade_alpha, so an error below 1.5 code values
 * in all and at most 1 from the rounded truth. */
#ifdef WIDE_BYTES
#define BLEND_ROW(mode)                                                                            \
    for (int i = 0; i < n; i += WIDE_BYTES) {                                                      \
        Wide b = wide_load(below + i), k = wide_load(ink + i), a = wide_load(alpha + i);           \
        Wide zero = wide_zero();                                                                   \
        Word low =                                                                                 \
            mode((Word)wide_low8(b, zero), (Word)wide_low8(k, zero), (Word)wide_low8(a, zero));    \
        Word high =                                                                                \
            mode((Word)wide_high8(b, zero), (Word)wide_high8(k, zero), (Word)wide_high8(a, zero)); \
        wide_store(out + i, wide_pack16((Wide)low, (Wide)high));                                   \
    }
#else
#define BLEND_ROW(mode)                                                                            \
    GrPixel *to = ALIGNED(out);                                                                    \
    const GrPixel *under = ALIGNED(below), *over = ALIGNED(ink);                                   \
    const uint8_t *amount = ALIGNED(alpha);                                                        \
    PARALLEL_LOOP                                                                                  \
    for (int i = 0; i < n; i++)                                                                    \
        to[i] = (GrPixel)mode(under[i], over[i], amount[i]);
#endif

#define BLEND_LOOP(name, expression)                                                               \
    static inline Word name##_words(Word b, Word k, Word a)                                        \
    {                                                                                              \
        return (Word)(expression);                                                                 \
    }                                                                                              \
    static void name(GrPixel *out, const GrPixel *below, const GrPixel *ink, const uint8_t *alpha, \
                     int n)                                                                        \
    {                                                                                              \
        n = whole_steps(n);                                                                        \
        BLEND_ROW(name##_words)                                                                    \
    }

BLEND_LOOP(blend_normal, toward(b, k, a))
BLEND_LOOP(blend_add, b + over255((Word)(a * word_lesser(k, (Word)(255 - b)))))
BLEND_LOOP(blend_screen, b + over255((Word)(a * over255((Word)(k * (Word)(255 - b))))))
BLEND_LOOP(blend_multiply, b - over255((Word)(a * over255((Word)(b * (Word)(255 - k))))))
BLEND_LOOP(blend_difference, toward(b, (Word)(word_greater(b, k) - word_lesser(b, k)), a))
BLEND_LOOP(blend_exclusion, toward(b, excluded(b, k), a))
BLEND_LOOP(blend_lighten, b + over255((Word)(a * (Word)(word_greater(b, k) - b))))

GrBlendKernel *const blend_kernels[GR_BLEND_COUNT] = {
    [GR_BLEND_NORMAL] = blend_normal,         [GR_BLEND_ADD] = blend_add,
    [GR_BLEND_SCREEN] = blend_screen,         [GR_BLEND_MULTIPLY] = blend_multiply,
    [GR_BLEND_DIFFERENCE] = blend_difference, [GR_BLEND_EXCLUSION] = blend_exclusion,
    [GR_BLEND_LIGHTEN] = blend_lighten,
};

static inline Word ink_words(Word b, Word k, Word a)
{
    (void)b;
    return over255((Word)(k * a));
}

void ink_over_black(GrPixel *out, const GrPixel *ink, const uint8_t *alpha, int n)
{
    const GrPixel *below = ink; /* not used */
    n = whole_steps(n);
    BLEND_ROW(ink_words)
}

void fade_alpha(uint8_t *alpha, uint16_t opacity, int n)
{
    n = whole_steps(n);
#ifdef WIDE_BYTES
    Word of = word_of(opacity);
    for (int i = 0; i < n; i += WIDE_BYTES) {
        Wide a = wide_load(alpha + i), zero = wide_zero();
        Word low = word_high_product((Word)wide_low8(zero, a), of);
        Word high = word_high_product((Word)wide_high8(zero, a), of);
        wide_store(alpha + i, wide_pack16((Wide)((low + 128) >> 8), (Wide)((high + 128) >> 8)));
    }
#else
    uint8_t *amount = ALIGNED(alpha);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++) {
        Word wide = word_high_product((Word)(amount[i] << 8), opacity);
        amount[i] = (uint8_t)((Word)(wide + 128) >> 8);
    }
#endif
}
