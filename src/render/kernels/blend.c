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

/* All ones where x is in the upper half, 128..255. */
static inline Word is_light(Word x)
{
    return (Word)(0 - (x >> 7));
}

static inline Word either(Word a, Word b, Word mask_of_a)
{
    return (Word)((a & mask_of_a) | (b & (Word)~mask_of_a));
}

/* 255 - x where `mask` is all ones. */
static inline Word flipped(Word x, Word mask)
{
    return (Word)(x ^ (mask & word_of(255)));
}

static inline Word twice(Word x)
{
    return (Word)(x + x);
}

/* round(alpha * d), d a distance in 1/256. */
static inline Word part_of(Word d, Word a)
{
    Word wide = word_high_product(d, (Word)(a * word_of(257)));
    return (Word)((Word)(wide + 128) >> 8);
}

/* x more than b, or less where `down` is all ones. */
static inline Word moved(Word b, Word x, Word down)
{
    return (Word)(b + (Word)((x ^ down) - down));
}

static inline Word hard_light(Word b, Word k)
{
    Word light = is_light(k);
    return flipped(over255((Word)(twice(flipped(b, light)) * flipped(k, light))), light);
}

/* How far softlight moves b at most, in 1/256: down to b^2, and up to D(b), which is a cubic below
 * a quarter and the square root above. The root's distance is 1 - x times a cubic fitted to
 * sqrt(x) / (1 + sqrt(x)): a sixth of a code value off at most. */
static inline Word soft_fall(Word b)
{
    Word p = (Word)(b * (Word)(255 - b));
    return (Word)(p + (p >> 8));
}

static inline Word soft_rise(Word b)
{
    Word x = (Word)(b * 257), dark = (Word)(0 - ((Word)(b - 64) >> 15));
    Word below = (Word)(12288 - word_high_product(x, (Word)(49152 - x)));
    Word above = word_high_product(x, word_of(11545));
    above = word_high_product(x, (Word)(33162 - above));
    above = word_high_product(x, (Word)(40813 - above));
    Word way = word_high_product(either((Word)(x << 2), (Word)~x, dark),
                                 either((Word)(below << 2), (Word)(13595 + above), dark));
    return (Word)(way - (way >> 8));
}

static inline Word soft_light(Word b, Word k, Word a)
{
    Word light = is_light(k), down = (Word)~light;
    Word strength = (Word)(twice(flipped(k, down)) - 255);
    Word way = either(soft_rise(b), soft_fall(b), light);
    return moved(b, part_of(word_high_product(way, (Word)(strength * 257)), a), down);
}

/* The power of two that brings 1..255 to 128..255. */
static inline Word scale_of(Word x)
{
#ifdef WIDE_BYTES
    static const uint8_t high[16] = {255, 8, 4, 4, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1};
    static const uint8_t low[16] = {128, 128, 64, 64, 32, 32, 32, 32,
                                    16,  16,  16, 16, 16, 16, 16, 16};
    Wide by_high = wide_pick(wide_table(high), (Wide)(x >> 4));
    Wide by_low = wide_pick(wide_table(low), (Wide)(x & 15));
    return (Word)wide_min8(by_high, by_low) & 255;
#else
    uint16_t scale = 1; /* one more for each power that it does not reach */
    scale = (uint16_t)(scale + ((uint16_t)(x - 128) >> 15) + 2 * ((uint16_t)(x - 64) >> 15));
    scale = (uint16_t)(scale + 4 * ((uint16_t)(x - 32) >> 15) + 8 * ((uint16_t)(x - 16) >> 15));
    scale = (uint16_t)(scale + 16 * ((uint16_t)(x - 8) >> 15) + 32 * ((uint16_t)(x - 4) >> 15));
    return (Word)(scale + 64 * ((uint16_t)(x - 2) >> 15));
#endif
}

/* round(alpha * (min(255, 255 * b / x) - b)) for x in 1..255. The reciprocal of x, scaled to
 * 0.5..1, is a Chebyshev parabola within 1/99 and one step of Newton's method; what is left of the
 * error is a twentieth of a code value. */
static inline Word dodge_rise(Word b, Word x, Word a)
{
    Word scale = scale_of(x), z = (Word)((Word)(x * scale) << 8);
    Word over = (Word)((Word)(word_lesser(b, x) * scale) * 255);
    Word r =
        (Word)(34754 - word_high_product(z, (Word)(47662 - word_high_product(z, word_of(21183)))));
    Word rest = (Word)(32768 - word_high_product(z, twice(r)));
    r = twice(word_high_product(twice(r), twice(rest)));
    Word bright = word_high_product(over, r), from = (Word)(b << 6);
    return part_of((Word)((Word)(word_greater(bright, from) - from) << 2), a);
}

static inline Word not_zero(Word x)
{
    return word_greater(x, word_of(1));
}

static inline Word colour_dodge(Word b, Word k, Word a)
{
    return (Word)(b + dodge_rise(b, not_zero((Word)(255 - k)), a));
}

/* Burning is dodging in the negative. */
static inline Word colour_burn(Word b, Word k, Word a)
{
    return (Word)(b - dodge_rise((Word)(255 - b), not_zero(k), a));
}

static inline Word vivid_light(Word b, Word k, Word a)
{
    Word light = is_light(k), down = (Word)~light;
    Word x = not_zero(twice(flipped(k, light)));
    return moved(b, dodge_rise(flipped(b, down), x, a), down);
}

/* What `k - middle` adds to b, within 0..255; `up` and `down` are its two signs' amounts. */
static inline Word shifted(Word b, Word up, Word down, Word a)
{
    Word rise = word_lesser(up, (Word)(255 - b)), fall = word_lesser(down, b);
    return (Word)((Word)(b + over255((Word)(a * rise))) - over255((Word)(a * fall)));
}

/* x - y, or 0. */
static inline Word beyond(Word x, Word y)
{
    return (Word)(word_greater(x, y) - y);
}

static inline Word linear_light(Word b, Word k, Word a)
{
    Word middle = word_of(255);
    return shifted(b, beyond(twice(k), middle), beyond(middle, twice(k)), a);
}

static inline Word pin_light(Word b, Word k, Word a)
{
    Word up = beyond(twice(k), word_of(255));
    return shifted(b, beyond(up, b), beyond(b, twice(k)), a);
}

static inline Word hard_mix(Word b, Word k)
{
    return (Word)((Word)(0 - ((Word)(b + k + 1) >> 8)) & word_of(255));
}

BLEND_LOOP(blend_normal, toward(b, k, a))
BLEND_LOOP(blend_add, b + over255((Word)(a * word_lesser(k, (Word)(255 - b)))))
BLEND_LOOP(blend_subtract, b - over255((Word)(a * word_lesser(k, b))))
BLEND_LOOP(blend_multiply, b - over255((Word)(a * over255((Word)(b * (Word)(255 - k))))))
BLEND_LOOP(blend_screen, b + over255((Word)(a * over255((Word)(k * (Word)(255 - b))))))
BLEND_LOOP(blend_overlay, toward(b, hard_light(k, b), a))
BLEND_LOOP(blend_softlight, soft_light(b, k, a))
BLEND_LOOP(blend_hardlight, toward(b, hard_light(b, k), a))
BLEND_LOOP(blend_difference, toward(b, (Word)(word_greater(b, k) - word_lesser(b, k)), a))
BLEND_LOOP(blend_exclusion, toward(b, excluded(b, k), a))
BLEND_LOOP(blend_colordodge, colour_dodge(b, k, a))
BLEND_LOOP(blend_colorburn, colour_burn(b, k, a))
BLEND_LOOP(blend_linearlight, linear_light(b, k, a))
BLEND_LOOP(blend_vividlight, vivid_light(b, k, a))
BLEND_LOOP(blend_pinlight, pin_light(b, k, a))
BLEND_LOOP(blend_hardmix, toward(b, hard_mix(b, k), a))
BLEND_LOOP(blend_lighten, b + over255((Word)(a * (Word)(word_greater(b, k) - b))))
BLEND_LOOP(blend_darken, b - over255((Word)(a * (Word)(b - word_lesser(b, k)))))
BLEND_LOOP(blend_grain_extract, shifted(b, beyond(word_of(128), k), beyond(k, word_of(128)), a))
BLEND_LOOP(blend_grain_merge, shifted(b, beyond(k, word_of(128)), beyond(word_of(128), k), a))

GrBlendKernel *const blend_kernels[GR_BLEND_COUNT] = {
    [GR_BLEND_NORMAL] = blend_normal,
    [GR_BLEND_ADD] = blend_add,
    [GR_BLEND_SUBTRACT] = blend_subtract,
    [GR_BLEND_MULTIPLY] = blend_multiply,
    [GR_BLEND_SCREEN] = blend_screen,
    [GR_BLEND_OVERLAY] = blend_overlay,
    [GR_BLEND_SOFTLIGHT] = blend_softlight,
    [GR_BLEND_HARDLIGHT] = blend_hardlight,
    [GR_BLEND_DIFFERENCE] = blend_difference,
    [GR_BLEND_EXCLUSION] = blend_exclusion,
    [GR_BLEND_COLORDODGE] = blend_colordodge,
    [GR_BLEND_COLORBURN] = blend_colorburn,
    [GR_BLEND_LINEARLIGHT] = blend_linearlight,
    [GR_BLEND_VIVIDLIGHT] = blend_vividlight,
    [GR_BLEND_PINLIGHT] = blend_pinlight,
    [GR_BLEND_HARDMIX] = blend_hardmix,
    [GR_BLEND_LIGHTEN] = blend_lighten,
    [GR_BLEND_DARKEN] = blend_darken,
    [GR_BLEND_GRAIN_EXTRACT] = blend_grain_extract,
    [GR_BLEND_GRAIN_MERGE] = blend_grain_merge,
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
