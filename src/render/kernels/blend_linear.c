/* SPDX-License-Identifier: MIT
 *
 * Blend modes on light. What depends on the ink alone is made once for a block of columns, from its
 * light or from tables (render/light_tables.c), and then meets all rows. Most modes let
 * what is below fall, or rise, which is falling seen from white: `^ up`, all ones where it rises.
 * Blocks of which nothing is covered are left alone.
 */
#include "render/kernels/light_alpha.h"

/* Where words are seen from white. */
#if defined(WIDE_BYTES) && WIDE_BYTES == 64
typedef __mmask32 Turn;

static inline Turn turn_of(Word up)
{
    return _mm512_movepi16_mask((Wide)up);
}

static inline Turn reaches(Word b, Word least)
{
    return _mm512_cmpge_epu16_mask((Wide)b, (Wide)least);
}

static inline Word turned(Word b, Turn up)
{
    return (Word)_mm512_mask_sub_epi16((Wide)b, up, wide_splat8(-1), (Wide)b);
}

/* Downwards, or up. */
static inline Word moved(Word b, Word by, Turn up)
{
    return (Word)_mm512_mask_add_epi16((Wide)(b - by), up, (Wide)b, (Wide)by);
}
#else
typedef Word Turn;

static inline Turn turn_of(Word up)
{
    return up;
}

static inline Turn reaches(Word b, Word least)
{
    return word_reaches(b, least);
}

static inline Word turned(Word b, Turn up)
{
    return (Word)(b ^ up);
}

static inline Word moved(Word b, Word by, Turn up)
{
    return (Word)((Word)((Word)(b ^ up) - by) ^ up);
}
#endif

/* Sums around products of products: compilers do not find the instruction otherwise. */
static inline Word product_of_three(Word x, Word y, Word z)
{
    return word_high_product((Word)(word_high_product(x, y) + 1), z);
}

static inline Word normal_of(Word b, Word k, Word a)
{
    return (Word)((Word)(b - word_high_product(b, a)) + word_high_product(k, a));
}

static inline Word add_of(Word b, Word k, Word a)
{
    return (Word)(b + word_high_product(word_lesser(k, word_rest(b)), a));
}

static inline Word subtract_of(Word b, Word k, Word a)
{
    return (Word)(b - word_high_product(word_lesser(k, b), a));
}

static inline Word multiply_of(Word b, Word k_rest, Word a)
{
    return (Word)(b - product_of_three(b, k_rest, a));
}

static inline Word screen_of(Word b, Word k, Word a)
{
    return (Word)(b + product_of_three(word_rest(b), k, a));
}

static inline Word lighten_of(Word b, Word k, Word a)
{
    return (Word)(b + word_high_product(word_beyond(k, b), a));
}

static inline Word darken_of(Word b, Word k, Word a)
{
    return (Word)(b - word_high_product(word_beyond(b, k), a));
}

/* b + k - 2 min(b, k) is how far they are apart. */
static inline Word difference_of(Word b, Word k, Word a)
{
    Word less = word_high_product(word_lesser(b, k), a);
    return (Word)((Word)(b - less) + (Word)(word_high_product(k, a) - less));
}

/* b + t - 2 b t, where t is k times alpha; never more than 65535. */
static inline Word exclusion_of(Word b, Word k, Word a)
{
    Word t = word_high_product(k, a), both = product_of_three(k, a, b);
    return (Word)((Word)(b - both) + (Word)(t - both));
}

static inline Word hard_mix_of(Word b, Word k_rest, Word a)
{
    Turn up = reaches(b, k_rest);
    return moved(b, word_high_product(turned(b, up), a), up);
}

/* What is nearer to an end is less than half: no one is missed. Compilers do not find the
 * instruction in a product of a product. */
static inline Word overlay_of(Word b, Word strength, Turn up, Word a)
{
#ifdef WIDE_BYTES
    Word part = word_high_product(word_lesser(b, word_rest(b)), strength);
#else
    Word part =
        word_lesser(word_high_product(b, strength), word_high_product(word_rest(b), strength));
#endif
    return moved(b, word_high_product(part, a), up);
}

static inline Word hard_light_of(Word b, Word strength, Word up, Word a)
{
    Word room = (Word)(b ^ up);
    return (Word)((Word)(room - product_of_three(room, strength, a)) ^ up);
}

static inline Word shifted_of(Word b, Word way, Word up, Word a)
{
    Word room = (Word)(b ^ up);
    return (Word)((Word)(room - word_high_product(word_lesser(room, way), a)) ^ up);
}

static inline Word pin_light_of(Word b, Word least, Word up, Word a)
{
    Word room = (Word)(b ^ up);
    return (Word)((Word)(room - word_high_product(word_beyond(room, least), a)) ^ up);
}

/* By a power of two, or by so many digits where that is an instruction. */
#if defined(WIDE_BYTES) && WIDE_BYTES == 64
#define SHIFTS_BY_DIGITS
enum { NO_SHIFT = 0 };

static inline Word shifted_up(Word x, Word digits)
{
    return (Word)_mm512_sllv_epi16((Wide)x, (Wide)digits);
}

static inline Word most_shifted(Word digits)
{
    return (Word)_mm512_srlv_epi16(wide_splat8(-1), (Wide)digits);
}
#else
enum { NO_SHIFT = 1 };

static inline Word shifted_up(Word x, Word power)
{
    return (Word)(x * power);
}
#endif

/* What all inks of a plane may have in common: nothing is shifted; all are dark, or light. */
typedef enum Kind { ANY, UNSHIFTED, DARK, LIGHT } Kind;

/* How much of b / x is above b, times alpha; the inverse and the power are of x. */
static inline Word dodge_rise(Word b, Kind kind, Word inverse, Word power, Word most, Word a)
{
    Word shifted = kind == UNSHIFTED ? b : shifted_up(word_lesser(b, most), power);
    Word lit = word_sum(shifted, word_high_product(shifted, inverse));
    return word_high_product((Word)(lit - b), a);
}

static inline Word dodge_of(Word b, Kind kind, Word inverse, Word power, Word most, Word a)
{
    return (Word)(b + dodge_rise(b, kind, inverse, power, most, a));
}

/* What is black from `least` down. */
static inline Word burn_of(Word b, Word inverse, Word power, Word least, Word a)
{
    Word shifted = shifted_up(word_beyond(b, least), power);
    Word left = (Word)(shifted + word_high_product(shifted, inverse));
    return (Word)(b - word_high_product((Word)(b - left), a));
}

static inline Word vivid_light_of(Word b, Kind kind, Word inverse, Word power, Word most, Word down,
                                  Word a)
{
    if (kind == LIGHT)
        return dodge_of(b, kind, inverse, power, most, a);
    if (kind == DARK)
        return (Word)(b - dodge_rise(word_rest(b), kind, inverse, power, most, a));
    return (Word)(dodge_of((Word)(b ^ down), kind, inverse, power, most, a) ^ down);
}

#define INK(i)     k[i][plane][part]
#define INK_1      INK(0)
#define INK_2      INK(0), INK(1)
#define INK_1_TURN INK(0), TURN(1)
#define INK_3      INK(0), INK(1), INK(2)
#define INK_4      INK(0), INK(1), INK(2), INK(3)

#ifdef WIDE_BYTES

#define TURN(i)    turn[plane][part]
#define FOR_PLANES _Pragma("GCC unroll 3") for (int plane = 0; plane < 3; plane++)
#define FOR_INK    FOR_PLANES FOR_PARTS

/* An ink's words of a block of columns: for each plane, for each register. */
typedef Word InkBlock[3][PARTS];

static inline void look_up(InkBlock out, const GrCodeWords *from, const GrPixel *const ink[3],
                           int at)
{
    const CodeTable table = get_codes(from);
    FOR_PLANES
    words_of_codes(out[plane], &table, ink[plane] + at);
}
#else

#define TURN(i)    turn_of(INK(i))
#define FOR_PLANES for (int plane = 0; plane < 3; plane++)
#define FOR_INK    FOR_PLANES PARALLEL_LOOP for (int part = 0; part < STEP; part++)

typedef uint16_t InkBlock[3][STEP];

static inline void look_up(InkBlock out, const GrCodeWords *from, const GrPixel *const ink[3],
                           int at)
{
    const CodeTable table = get_codes(from);
    FOR_PLANES
    row_of_codes(out[plane], &table, ink[plane] + at);
}
#endif

/* What modes make of an ink's light k. */
static inline void light_ink(InkBlock *out, int mode, const GrPixel *const ink[3], int at)
{
    (void)mode;
    look_up(out[0], &gr_light_tables.light, ink, at);
}

static inline void rest_ink(InkBlock *out, int mode, const GrPixel *const ink[3], int at)
{
    light_ink(out, mode, ink, at);
    FOR_INK
    out[0][plane][part] = word_rest(out[0][plane][part]);
}

/* 2k of dark ink and 2 (1 - k) of light ink, which is all ones in the second word. */
static inline void twice_ink(InkBlock *out, int mode, const GrPixel *const ink[3], int at)
{
    light_ink(out, mode, ink, at);
    FOR_INK
    {
        Word k = out[0][plane][part], up = (Word)(0 - (Word)(k >> 15));
        out[0][plane][part] = (Word)((Word)(k + k) ^ up);
        out[1][plane][part] = up;
    }
}

/* How far that is from 1. */
static inline void strong_ink(InkBlock *out, int mode, const GrPixel *const ink[3], int at)
{
    twice_ink(out, mode, ink, at);
    FOR_INK
    out[0][plane][part] = word_rest(out[0][plane][part]);
}

/* Half of it is how far k is from the middle. */
static inline void merged_ink(InkBlock *out, int mode, const GrPixel *const ink[3], int at)
{
    strong_ink(out, mode, ink, at);
    FOR_INK
    out[0][plane][part] >>= 1;
}

static inline void extracted_ink(InkBlock *out, int mode, const GrPixel *const ink[3], int at)
{
    merged_ink(out, mode, ink, at);
    FOR_INK
    out[1][plane][part] = word_rest(out[1][plane][part]);
}

/* An inverse, and what to shift by. */
static inline void quotient_ink(InkBlock *out, const GrQuotientWords *words,
                                const GrPixel *const ink[3], int at)
{
    look_up(out[0], &words->told, ink, at);
#ifdef SHIFTS_BY_DIGITS
    FOR_INK
    out[1][plane][part] = (Word)wide_and((Wide)out[0][plane][part], wide_splat16(GR_LIGHT_DIGITS));
#else
    look_up(out[1], &words->power, ink, at);
#endif
}

/* And what is black. */
static inline void burn_ink(InkBlock *out, int mode, const GrPixel *const ink[3], int at)
{
    const GrQuotientWords *words = &gr_light_tables.quotient[mode];
    quotient_ink(out, words, ink, at);
    look_up(out[2], &words->least, ink, at);
}

/* Or what can be shifted. */
static inline void dodge_ink(InkBlock *out, int mode, const GrPixel *const ink[3], int at)
{
    const GrQuotientWords *words = &gr_light_tables.quotient[mode];
    quotient_ink(out, words, ink, at);
#ifdef SHIFTS_BY_DIGITS
    FOR_INK
    out[2][plane][part] = most_shifted(out[1][plane][part]);
#else
    look_up(out[2], &words->most, ink, at);
#endif
}

/* And whether ink is dark. */
static inline void vivid_ink(InkBlock *out, int mode, const GrPixel *const ink[3], int at)
{
    const GrQuotientWords *words = &gr_light_tables.quotient[mode];
    look_up(out[0], &words->inverse, ink, at);
#ifdef SHIFTS_BY_DIGITS
    const CodeTable digits = get_codes(&words->digits), dark = get_codes(&words->dark);
    FOR_PLANES
    {
        bytes_of_codes(out[1][plane], &digits, ink[plane] + at, false);
        bytes_of_codes(out[3][plane], &dark, ink[plane] + at, true);
    }
    FOR_INK
    out[2][plane][part] = most_shifted(out[1][plane][part]);
#else
    look_up(out[1], &words->power, ink, at);
    look_up(out[2], &words->most, ink, at);
    look_up(out[3], &words->dark, ink, at);
#endif
}

#ifdef WIDE_BYTES
static inline bool are_all(const Word words[PARTS], uint16_t word)
{
    Word others = words[0] ^ word_of(word);
    for (int part = 1; part < PARTS; part++)
        others |= words[part] ^ word_of(word);
    return wide_is_zero((Wide)others);
}

static inline Kind kind_by_shift(InkBlock *k, int plane)
{
    return are_all(k[1][plane], NO_SHIFT) ? UNSHIFTED : ANY;
}

static inline Kind kind_by_half(InkBlock *k, int plane)
{
    return are_all(k[3][plane], 65535) ? DARK : are_all(k[3][plane], 0) ? LIGHT : ANY;
}
#endif

/* A mode without and with something that thins its alpha. */
#define LIGHT_KERNEL(name, of_mode, ink_of, mode, words, ...)                                      \
    LIGHT_LOOP(name##_loop, of_mode, ink_of, mode, words, __VA_ARGS__)                             \
    BOTH_ALPHAS(name, name##_loop)
/* The same of a mode that is told the kind of a plane. */
#define KINDS_KERNEL(name, of_mode, ink_of, kind_of, mode, words, ...)                             \
    KINDS_LOOP(name##_loop, of_mode, ink_of, kind_of, mode, words, __VA_ARGS__)                    \
    BOTH_ALPHAS(name, name##_loop)
#define BOTH_ALPHAS(name, loop)                                                                    \
    static void name##_covered(const GrLightBlend *blend)                                          \
    {                                                                                              \
        loop(blend, false);                                                                        \
    }                                                                                              \
    static void name##_thinned(const GrLightBlend *blend)                                          \
    {                                                                                              \
        loop(blend, true);                                                                         \
    }                                                                                              \
    static void name(const GrLightBlend *blend)                                                    \
    {                                                                                              \
        (is_thinned(blend) ? name##_thinned : name##_covered)(blend);                              \
    }

#ifdef WIDE_BYTES
/* The blend is copied, so that what is stored cannot have changed it. */
#define LIGHT_LOOP(name, of_mode, ink_of, mode, words, ...)                                        \
    static ALWAYS_INLINE void name(const GrLightBlend *given, const bool thin)                     \
    {                                                                                              \
        const GrLightBlend blend = *given;                                                         \
        for (int at = 0; at < blend.n; at += STEP) {                                               \
            InkBlock k[words];                                                                     \
            ink_of(k, of_mode, blend.ink, at);                                                     \
            Turn turn[3][PARTS] __attribute__((unused));                                           \
            FOR_INK turn[plane][part] = turn_of(k[words - 1][plane][part]);                        \
            AlphaBlock alpha = alpha_block(&blend, at);                                            \
            uint16_t *light = blend.light + at / STEP * GR_LIGHT_BLOCK;                            \
            for (int row = 0; row < blend.rows; row++) {                                           \
                Word a[PARTS];                                                                     \
                if (get_alpha(a, &alpha, thin, words > 1))                                         \
                    FOR_INK                                                                        \
                    {                                                                              \
                        uint16_t *b = light + plane * STEP + part * (WIDE_BYTES / 2);              \
                        wide_store(b, (Wide)mode(word_load(b), __VA_ARGS__, a[part]));             \
                    }                                                                              \
                to_next_row(&alpha);                                                               \
                light += blend.pitch;                                                              \
            }                                                                                      \
        }                                                                                          \
    }

/* Planes of a kind are told from others row by row, where a block has any. */
#define FOR_PLANE_OF(kind, mode, ...)                                                              \
    FOR_PARTS                                                                                      \
    {                                                                                              \
        uint16_t *b = light + plane * STEP + part * (WIDE_BYTES / 2);                              \
        wide_store(b, (Wide)mode(word_load(b), kind, __VA_ARGS__, a[part]));                       \
    }
#define KINDS_ROWS(name, mode, ...)                                                                \
    static ALWAYS_INLINE void name(const GrLightBlend *blend, int at, InkBlock *k,                 \
                                   const Kind kinds[3], const bool thin)                           \
    {                                                                                              \
        AlphaBlock alpha = alpha_block(blend, at);                                                 \
        uint16_t *light = blend->light + at / STEP * GR_LIGHT_BLOCK;                               \
        for (int row = 0; row < blend->rows; row++) {                                              \
            Word a[PARTS];                                                                         \
            if (get_alpha(a, &alpha, thin, true))                                                  \
                FOR_PLANES                                                                         \
            switch (kinds ? kinds[plane] : ANY) {                                                  \
            case UNSHIFTED:                                                                        \
                FOR_PLANE_OF(UNSHIFTED, mode, __VA_ARGS__)                                         \
                break;                                                                             \
            case DARK:                                                                             \
                FOR_PLANE_OF(DARK, mode, __VA_ARGS__)                                              \
                break;                                                                             \
            case LIGHT:                                                                            \
                FOR_PLANE_OF(LIGHT, mode, __VA_ARGS__)                                             \
                break;                                                                             \
            case ANY:                                                                              \
                FOR_PLANE_OF(ANY, mode, __VA_ARGS__)                                               \
            }                                                                                      \
            to_next_row(&alpha);                                                                   \
            light += blend->pitch;                                                                 \
        }                                                                                          \
    }
#define KINDS_LOOP(name, of_mode, ink_of, kind_of, mode, words, ...)                               \
    KINDS_ROWS(name##_rows, mode, __VA_ARGS__)                                                     \
    static ALWAYS_INLINE void name(const GrLightBlend *given, const bool thin)                     \
    {                                                                                              \
        const GrLightBlend blend = *given;                                                         \
        for (int at = 0; at < blend.n; at += STEP) {                                               \
            InkBlock k[words];                                                                     \
            ink_of(k, of_mode, blend.ink, at);                                                     \
            const Kind kinds[3] = {kind_of(k, 0), kind_of(k, 1), kind_of(k, 2)};                   \
            if (kinds[0] == ANY && kinds[1] == ANY && kinds[2] == ANY)                             \
                name##_rows(&blend, at, k, NULL, thin);                                            \
            else                                                                                   \
                name##_rows(&blend, at, k, kinds, thin);                                           \
        }                                                                                          \
    }

#else

#define LIGHT_LOOP(name, of_mode, ink_of, mode, words, ...)                                        \
    static ALWAYS_INLINE void name(const GrLightBlend *blend, const bool thin)                     \
    {                                                                                              \
        _Alignas(64) InkBlock k[words];                                                            \
        _Alignas(64) uint16_t a[STEP];                                                             \
        uint16_t *block = blend->light;                                                            \
        for (int at = 0; at < blend->n; at += STEP, block += GR_LIGHT_BLOCK) {                     \
            ink_of(k, of_mode, blend->ink, at);                                                    \
            AlphaBlock alpha = alpha_block(blend, at);                                             \
            for (int row = 0; row < blend->rows; row++, to_next_row(&alpha)) {                     \
                if (!get_alpha(a, &alpha, thin))                                                   \
                    continue;                                                                      \
                for (int plane = 0; plane < 3; plane++) {                                          \
                    uint16_t *b = ALIGNED(block + row * blend->pitch + plane * STEP);              \
                    PARALLEL_LOOP                                                                  \
                    for (int part = 0; part < STEP; part++)                                        \
                        b[part] = mode(b[part], __VA_ARGS__, a[part]);                             \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
    }

#define KINDS_LOOP(name, of_mode, ink_of, kind_of, mode, words, ...)                               \
    LIGHT_LOOP(name, of_mode, ink_of, mode, words, ANY, __VA_ARGS__)

#endif

#include "render/kernels/light_soft.h"

BOTH_ALPHAS(linear_softlight, softlight_loop)
LIGHT_KERNEL(linear_normal, GR_BLEND_NORMAL, light_ink, normal_of, 1, INK_1)
LIGHT_KERNEL(linear_add, GR_BLEND_ADD, light_ink, add_of, 1, INK_1)
LIGHT_KERNEL(linear_subtract, GR_BLEND_SUBTRACT, light_ink, subtract_of, 1, INK_1)
LIGHT_KERNEL(linear_multiply, GR_BLEND_MULTIPLY, rest_ink, multiply_of, 1, INK_1)
LIGHT_KERNEL(linear_screen, GR_BLEND_SCREEN, light_ink, screen_of, 1, INK_1)
LIGHT_KERNEL(linear_overlay, GR_BLEND_OVERLAY, strong_ink, overlay_of, 2, INK_1_TURN)
LIGHT_KERNEL(linear_difference, GR_BLEND_DIFFERENCE, light_ink, difference_of, 1, INK_1)
LIGHT_KERNEL(linear_exclusion, GR_BLEND_EXCLUSION, light_ink, exclusion_of, 1, INK_1)
LIGHT_KERNEL(linear_lighten, GR_BLEND_LIGHTEN, light_ink, lighten_of, 1, INK_1)
LIGHT_KERNEL(linear_darken, GR_BLEND_DARKEN, light_ink, darken_of, 1, INK_1)
LIGHT_KERNEL(linear_grain_extract, GR_BLEND_GRAIN_EXTRACT, extracted_ink, shifted_of, 2, INK_2)
LIGHT_KERNEL(linear_grain_merge, GR_BLEND_GRAIN_MERGE, merged_ink, shifted_of, 2, INK_2)
LIGHT_KERNEL(linear_hardlight, GR_BLEND_HARDLIGHT, strong_ink, hard_light_of, 2, INK_2)
KINDS_KERNEL(linear_colordodge, GR_BLEND_COLORDODGE, dodge_ink, kind_by_shift, dodge_of, 3, INK_3)
LIGHT_KERNEL(linear_colorburn, GR_BLEND_COLORBURN, burn_ink, burn_of, 3, INK_3)
LIGHT_KERNEL(linear_linearlight, GR_BLEND_LINEARLIGHT, strong_ink, shifted_of, 2, INK_2)
KINDS_KERNEL(linear_vividlight, GR_BLEND_VIVIDLIGHT, vivid_ink, kind_by_half, vivid_light_of, 4,
             INK_4)
LIGHT_KERNEL(linear_pinlight, GR_BLEND_PINLIGHT, twice_ink, pin_light_of, 2, INK_2)
LIGHT_KERNEL(linear_hardmix, GR_BLEND_HARDMIX, rest_ink, hard_mix_of, 1, INK_1)

GrLightKernel *const linear_kernels[GR_BLEND_COUNT] = {
    [GR_BLEND_NORMAL] = linear_normal,           [GR_BLEND_ADD] = linear_add,
    [GR_BLEND_SUBTRACT] = linear_subtract,       [GR_BLEND_MULTIPLY] = linear_multiply,
    [GR_BLEND_SCREEN] = linear_screen,           [GR_BLEND_OVERLAY] = linear_overlay,
    [GR_BLEND_SOFTLIGHT] = linear_softlight,     [GR_BLEND_DIFFERENCE] = linear_difference,
    [GR_BLEND_EXCLUSION] = linear_exclusion,     [GR_BLEND_LIGHTEN] = linear_lighten,
    [GR_BLEND_DARKEN] = linear_darken,           [GR_BLEND_GRAIN_EXTRACT] = linear_grain_extract,
    [GR_BLEND_GRAIN_MERGE] = linear_grain_merge, [GR_BLEND_HARDLIGHT] = linear_hardlight,
    [GR_BLEND_COLORDODGE] = linear_colordodge,   [GR_BLEND_COLORBURN] = linear_colorburn,
    [GR_BLEND_LINEARLIGHT] = linear_linearlight, [GR_BLEND_VIVIDLIGHT] = linear_vividlight,
    [GR_BLEND_PINLIGHT] = linear_pinlight,       [GR_BLEND_HARDMIX] = linear_hardmix,
};
