/* SPDX-License-Identifier: MIT
 *
 * Blend modes on code values. Most say how far `below` moves, up or down: by one product of two
 * bytes and alpha, or by a distance times alpha. What picks, compares and negates stays in bytes,
 * only products are in 16 bits. Roundings: an error below 1.5 code values in all, fade_alpha's
 * included, and at most 1 from the rounded truth.
 */
#include "base/simd.h"
#include "render/kernels/blend_tables.h"
#include "render/kernels/parts.h"

/* Half of a register's bytes as 16 bits: as they are, times 257 and times 256. What is made of both
 * halves becomes bytes again. Single numbers have no halves. */
#ifdef WIDE_BYTES
#define LOW(x)            ((Word)wide_low8((Wide)(x), wide_zero()))
#define HIGH(x)           ((Word)wide_high8((Wide)(x), wide_zero()))
#define LOW_257(x)        ((Word)wide_low8((Wide)(x), (Wide)(x)))
#define HIGH_257(x)       ((Word)wide_high8((Wide)(x), (Wide)(x)))
#define LOW_256(x)        ((Word)wide_low8(wide_zero(), (Wide)(x)))
#define HIGH_256(x)       ((Word)wide_high8(wide_zero(), (Wide)(x)))
#define LOW_OF(x, upper)  ((Word)wide_low8((Wide)(x), (Wide)(upper)))
#define HIGH_OF(x, upper) ((Word)wide_high8((Wide)(x), (Wide)(upper)))
#define PACKED(low, high) ((Byte)wide_pack16((Wide)(low), (Wide)(high)))
#else
#define LOW(x)                ((Word)(x))
#define LOW_257(x)            ((Word)((x)*257))
#define LOW_256(x)            ((Word)((x) << 8))
#define LOW_OF(x, upper)      ((Word)((x) | (upper) << 8))
#define PACKED(low, high)     ((Byte)(low))
#define high_bytes(low, high) ((Byte)((low) >> 8))
#endif

#ifdef __AVX512VBMI__
/* gr_blend_tables; what a mode does not look up is not loaded. */
typedef struct Tables {
    WholeTable inverse[2], rise[2], fall[2];
} Tables;

static inline Tables get_tables(void)
{
#define BOTH_BYTES(of)                                                                             \
    {                                                                                              \
        whole_table((of)[0]), whole_table((of)[1])                                                 \
    }
    const GrBlendTables *from = &gr_blend_tables;
    return (Tables){BOTH_BYTES(from->inverse), BOTH_BYTES(from->rise), BOTH_BYTES(from->fall)};
}
#else
typedef int Tables; /* none */

static inline Tables get_tables(void)
{
    return 0;
}
#endif

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

static inline Word toward_words(Word b, Word mode, Word a)
{
    return over255((Word)((Word)(b * (Word)(255 - a)) + (Word)(mode * a)));
}

static inline Byte toward(Byte b, Byte mode, Byte a)
{
    return PACKED(toward_words(LOW(b), LOW(mode), LOW(a)),
                  toward_words(HIGH(b), HIGH(mode), HIGH(a)));
}

static inline Word part_words(Word d, Word a)
{
    return over255((Word)(d * a));
}

/* round(d * alpha) */
static inline Byte part(Byte d, Byte a)
{
    return PACKED(part_words(LOW(d), LOW(a)), part_words(HIGH(d), HIGH(a)));
}

/* The high product takes one of 65025 away from what it should be, unless that is nothing. */
static inline Word share_words(Word p, Word q, Word a)
{
    return over255((Word)(word_high_product((Word)(p * q), a) + 1));
}

/* round(p * q * alpha) */
static inline Byte share(Byte p, Byte q, Byte a)
{
    return PACKED(share_words(LOW(p), LOW(q), LOW_257(a)),
                  share_words(HIGH(p), HIGH(q), HIGH_257(a)));
}

/* x more than b where `up` is all ones, else less. */
static inline Byte moved(Byte b, Byte x, Byte up)
{
    return (Byte)((Byte)((Byte)(b ^ up) - x) ^ up);
}

/* x less than b where `down` is all ones, else more. */
static inline Byte fallen(Byte b, Byte x, Byte down)
{
    return (Byte)((Byte)((Byte)(b ^ down) + x) ^ down);
}

static inline Byte twice(Byte x)
{
    return (Byte)(x + x);
}

/* Distance to the nearer end. */
static inline Byte to_end(Byte x)
{
    return byte_lesser(x, byte_rest(x));
}

/* |2x - 255|, from where x is above and below 128. */
static inline Byte strength(Byte x, Byte light)
{
    return byte_rest(twice((Byte)(x ^ light)));
}

static inline Byte strength_by_dark(Byte x, Byte dark)
{
    return (Byte)(twice((Byte)(x ^ dark)) + 1);
}

static inline Byte distance(Byte x, Byte y)
{
    return (Byte)(byte_beyond(x, y) | byte_beyond(y, x));
}

static inline Byte overlay(Byte b, Byte k, Byte a)
{
    Byte dark = byte_is_dark(k);
    return fallen(b, share(to_end(b), strength_by_dark(k, dark), a), dark);
}

static inline Byte hard_light(Byte b, Byte k, Byte a)
{
    Byte light = byte_is_light(k);
    return moved(b, share((Byte)(b ^ light), strength(k, light), a), light);
}

static inline Byte exclusion(Byte b, Byte k, Byte a)
{
    Byte dark = byte_is_dark(b);
    return moved(b, share(k, strength_by_dark(b, dark), a), dark);
}

static inline Byte linear_light(Byte b, Byte k, Byte a)
{
    Byte light = byte_is_light(k);
    return moved(b, part(byte_lesser(strength(k, light), (Byte)(b ^ light)), a), light);
}

static inline Byte pin_light(Byte b, Byte k, Byte a)
{
    Byte light = byte_is_light(k);
    return moved(b, part(byte_beyond((Byte)(b ^ light), twice((Byte)(k ^ light))), a), light);
}

/* On where b + k reach 255. */
static inline Byte hard_mix(Byte b, Byte k, Byte a)
{
    Byte missing = byte_beyond(byte_rest(b), k);
    Byte on = (Byte)(byte_lesser(missing, byte_of(1)) - 1);
    return moved(b, part((Byte)(b ^ on), a), on);
}

static inline Byte grain(Byte b, Byte k, Byte a, Byte up)
{
    return moved(b, part(byte_lesser(distance(k, byte_of(128)), (Byte)(b ^ up)), a), up);
}

static inline Word either(Word a, Word b, Word mask_of_a)
{
    return (Word)((a & mask_of_a) | (b & word_rest(mask_of_a)));
}

/* round(alpha * d) times 256, d a distance in 1/256, alpha times 257. */
static inline Word part_of(Word d, Word a)
{
    return (Word)(word_high_product(d, a) + 128);
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
    Word way = word_high_product(either((Word)(x << 2), word_rest(x), dark),
                                 either((Word)(below << 2), (Word)(13595 + above), dark));
    return (Word)(way - (way >> 8));
}

static inline Word soft_words(Word way, Word amount, Word a)
{
    return part_of((Word)(word_high_product(way, amount) + 1), a);
}

#ifdef __AVX512VBMI__
/* What falls is the same from both ends. */
#define SOFT_WAYS(b, dark)                                                                         \
    Byte end = to_end(b);                                                                          \
    Byte lower =                                                                                   \
        byte_either(half_pick(&tables->fall[0], end), whole_pick(&tables->rise[0], b), dark);      \
    Byte upper =                                                                                   \
        byte_either(half_pick(&tables->fall[1], end), whole_pick(&tables->rise[1], b), dark);      \
    Word low = LOW_OF(lower, upper), high = HIGH_OF(lower, upper)
#elif defined(WIDE_BYTES)
#define SOFT_WAYS(b, dark)                                                                         \
    Word low = either(soft_fall(LOW(b)), soft_rise(LOW(b)), LOW_257(dark));                        \
    Word high = either(soft_fall(HIGH(b)), soft_rise(HIGH(b)), HIGH_257(dark))
#else
#define SOFT_WAYS(b, dark) Word low = either(soft_fall(LOW(b)), soft_rise(LOW(b)), LOW_257(dark))
#endif

static inline Byte soft_light(const Tables *tables, Byte b, Byte k, Byte a)
{
    (void)tables;
    Byte dark = byte_is_dark(k), amount = strength_by_dark(k, dark);
    SOFT_WAYS(b, dark);
    return fallen(b,
                  high_bytes(soft_words(low, LOW_257(amount), LOW_257(a)),
                             soft_words(high, HIGH_257(amount), HIGH_257(a))),
                  dark);
}

#ifdef WIDE_BYTES
typedef Byte Scale;
#else
typedef Word Scale;
#endif

/* The power of two that brings 1..255 to 128..255. */
static inline Scale scale_of(Byte x)
{
#ifdef WIDE_BYTES
    static const uint8_t high[16] = {255, 8, 4, 4, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1};
    static const uint8_t low[16] = {128, 128, 64, 64, 32, 32, 32, 32,
                                    16,  16,  16, 16, 16, 16, 16, 16};
    const Wide nibble = wide_splat8(15);
    Wide by_high = wide_pick(wide_table(high), wide_and(wide_shift16((Wide)x, 4), nibble));
    return (Scale)wide_min8(by_high, wide_pick(wide_table(low), wide_and((Wide)x, nibble)));
#else
    Word w = x, scale = 1; /* one more for each power that it does not reach */
    scale = (Word)(scale + ((Word)(w - 128) >> 15) + 2 * ((Word)(w - 64) >> 15));
    scale = (Word)(scale + 4 * ((Word)(w - 32) >> 15) + 8 * ((Word)(w - 16) >> 15));
    scale = (Word)(scale + 16 * ((Word)(w - 8) >> 15) + 32 * ((Word)(w - 4) >> 15));
    return (Scale)(scale + 64 * ((Word)(w - 2) >> 15));
#endif
}

/* 65536 / x: of x, scaled to 0.5..1, the reciprocal is a polynomial without a cube of what x lacks
 * to 1, and the scale brings it back. What is left of the error is a seventh of a code value below.
 */
static inline Word inverse_words(Word x, Word scale, Word back)
{
    Word y = (Word)(0 - (Word)(x * scale));
    /* The 1, as in soft_words, makes up for what a high half loses, and gcc would not see the high
     * half of a product of such a half. */
    Word square = (Word)(word_high_product(y, y) + 1);
    Word r = (Word)(17120 + word_high_product(square, word_of(60546)));
    r = (Word)(16652 + word_high_product(y, r));
    r = (Word)(16376 + word_high_product(y, r));
    return (Word)(word_high_product((Word)(r + r), back) + 1); /* less would add up */
}

/* Twice the scale times 256, as far as 16 bits go. */
#ifdef WIDE_BYTES
#define BACK_OF(half, scale) half##_OF(byte_is_light(scale), byte_sum((scale), (scale)))
#else
#define BACK_OF(half, scale) ((Word)((scale)*512 - ((scale) >> 7)))
#endif

#ifdef __AVX512VBMI__
#define INVERSES(x)                                                                                \
    Byte lower = whole_pick(&tables->inverse[0], x), upper = whole_pick(&tables->inverse[1], x);   \
    Word low = LOW_OF(lower, upper), high = HIGH_OF(lower, upper)
#elif defined(WIDE_BYTES)
#define INVERSES(x)                                                                                \
    Scale scale = scale_of(x);                                                                     \
    Word low = inverse_words(LOW(x), LOW_256(scale), BACK_OF(LOW, scale));                         \
    Word high = inverse_words(HIGH(x), HIGH_256(scale), BACK_OF(HIGH, scale))
#else
#define INVERSES(x)                                                                                \
    Scale scale = scale_of(x);                                                                     \
    Word low = inverse_words(LOW(x), LOW_256(scale), BACK_OF(LOW, scale))
#endif

/* Of a byte: a multiplication, since shifts share their units with all that picks bytes. */
static inline Word four_times(Word x)
{
#ifdef WIDE_BYTES
    return (Word)wide_pairs((Wide)x, wide_splat16(4));
#else
    return (Word)(x << 2);
#endif
}

static inline Word dodge_words(Word p, Word q, Word inverse, Word a)
{
    Word way = word_high_product((Word)(p * four_times(q)), inverse);
    return part_of((Word)(way << 6), a);
}

/* round(alpha * (min(255, 255 * b / x) - b)) for x in 1..255: the distance is b (255 - x) / x, and
 * where b is more than x it is x (255 - b) / x. The rests are what both lack to 255. */
static inline Byte dodge_rise(const Tables *tables, Byte b, Byte b_rest, Byte x, Byte x_rest,
                              Byte a)
{
    (void)tables;
    INVERSES(x);
    Byte p = byte_lesser(b, x), q = byte_lesser(b_rest, x_rest);
    return high_bytes(dodge_words(LOW(p), LOW(q), low, LOW_257(a)),
                      dodge_words(HIGH(p), HIGH(q), high, HIGH_257(a)));
}

static inline Byte colour_dodge(const Tables *tables, Byte b, Byte k, Byte a)
{
    Byte x_rest = byte_lesser(k, byte_of(254));
    return (Byte)(b + dodge_rise(tables, b, byte_rest(b), byte_rest(x_rest), x_rest, a));
}

/* Burning is dodging in the negative. */
static inline Byte colour_burn(const Tables *tables, Byte b, Byte k, Byte a)
{
    Byte x = byte_greater(k, byte_of(1));
    return (Byte)(b - dodge_rise(tables, byte_rest(b), b, x, byte_rest(x), a));
}

static inline Byte vivid_light(const Tables *tables, Byte b, Byte k, Byte a)
{
    Byte light = byte_is_light(k), room = (Byte)(b ^ light);
    Byte x = byte_greater(twice((Byte)(k ^ light)), byte_of(1));
    return moved(b, dodge_rise(tables, byte_rest(room), room, x, byte_rest(x), a), light);
}

/* Each mode is a loop of its own, so that it runs at the full width. */
#ifdef WIDE_BYTES
#define BLEND_ROW(mode)                                                                            \
    const Tables tables = get_tables();                                                            \
    for (int i = 0; i < n; i += WIDE_BYTES) {                                                      \
        Byte b = (Byte)wide_load(below + i), k = (Byte)wide_load(ink + i);                         \
        wide_store(out + i, (Wide)mode(&tables, b, k, (Byte)wide_load(alpha + i)));                \
    }
#else
#define BLEND_ROW(mode)                                                                            \
    const Tables tables = get_tables();                                                            \
    GrPixel *to = ALIGNED(out);                                                                    \
    const GrPixel *under = ALIGNED(below), *over = ALIGNED(ink);                                   \
    const uint8_t *amount = ALIGNED(alpha);                                                        \
    PARALLEL_LOOP                                                                                  \
    for (int i = 0; i < n; i++)                                                                    \
        to[i] = mode(&tables, under[i], over[i], amount[i]);
#endif

#define BLEND_LOOP(name, expression)                                                               \
    static inline Byte name##_bytes(const Tables *tables, Byte b, Byte k, Byte a)                  \
    {                                                                                              \
        (void)tables;                                                                              \
        return (Byte)(expression);                                                                 \
    }                                                                                              \
    static void name(GrPixel *out, const GrPixel *below, const GrPixel *ink, const uint8_t *alpha, \
                     int n)                                                                        \
    {                                                                                              \
        n = whole_steps(n);                                                                        \
        BLEND_ROW(name##_bytes)                                                                    \
    }

BLEND_LOOP(blend_normal, toward(b, k, a))
BLEND_LOOP(blend_add, b + part(byte_lesser(k, byte_rest(b)), a))
BLEND_LOOP(blend_subtract, b - part(byte_lesser(k, b), a))
BLEND_LOOP(blend_multiply, b - share(b, byte_rest(k), a))
BLEND_LOOP(blend_screen, b + share(byte_rest(b), k, a))
BLEND_LOOP(blend_overlay, overlay(b, k, a))
BLEND_LOOP(blend_softlight, soft_light(tables, b, k, a))
BLEND_LOOP(blend_hardlight, hard_light(b, k, a))
BLEND_LOOP(blend_difference, toward(b, distance(b, k), a))
BLEND_LOOP(blend_exclusion, exclusion(b, k, a))
BLEND_LOOP(blend_colordodge, colour_dodge(tables, b, k, a))
BLEND_LOOP(blend_colorburn, colour_burn(tables, b, k, a))
BLEND_LOOP(blend_linearlight, linear_light(b, k, a))
BLEND_LOOP(blend_vividlight, vivid_light(tables, b, k, a))
BLEND_LOOP(blend_pinlight, pin_light(b, k, a))
BLEND_LOOP(blend_hardmix, hard_mix(b, k, a))
BLEND_LOOP(blend_lighten, b + part(byte_beyond(k, b), a))
BLEND_LOOP(blend_darken, b - part(byte_beyond(b, k), a))
BLEND_LOOP(blend_grain_extract, grain(b, k, a, byte_is_dark(k)))
BLEND_LOOP(blend_grain_merge, grain(b, k, a, byte_is_light(k)))

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

static inline Byte ink_bytes(const Tables *tables, Byte b, Byte k, Byte a)
{
    (void)tables;
    (void)b;
    return part(k, a);
}

void ink_over_black(GrPixel *out, const GrPixel *ink, const uint8_t *alpha, int n)
{
    const GrPixel *below = ink; /* not used */
    n = whole_steps(n);
    BLEND_ROW(ink_bytes)
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

#ifndef WIDE_BYTES
void GR_LEVEL_NAME(gr_kernel_fill_tables)(GrBlendTables *tables);

static void set_both(uint8_t (*bytes)[256], int i, Word value)
{
    bytes[0][i] = (uint8_t)value;
    bytes[1][i] = (uint8_t)(value >> 8);
}

void GR_LEVEL_NAME(gr_kernel_fill_tables)(GrBlendTables *tables)
{
    for (int i = 0; i < 256; i++) {
        Scale scale = scale_of((Byte)i);
        set_both(tables->inverse, i, inverse_words((Word)i, LOW_256(scale), BACK_OF(LOW, scale)));
        set_both(tables->rise, i, soft_rise((Word)i));
        set_both(tables->fall, i, soft_fall((Word)i));
    }
}
#endif
