/* SPDX-License-Identifier: MIT
 *
 * Blend modes on light. What depends on the ink alone is looked up once for a block of columns
 * (render/light_tables.c says what it is for each mode) and then meets all rows. Most modes let
 * what is below fall, or rise, which is falling seen from white: `^ up`, all ones where it rises.
 * Blocks of which nothing is covered are left alone.
 */
#include "render/kernels/light_words.h"

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

static inline Word overlay_of(Word b, Word strength, Turn up, Word a)
{
    return moved(b, product_of_three(word_lesser(b, word_rest(b)), strength, a), up);
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
enum { POWER_WORD = 4 };

static inline Word shifted_up(Word x, Word digits)
{
    return (Word)_mm512_sllv_epi16((Wide)x, (Wide)digits);
}
#else
enum { POWER_WORD = 1 };

static inline Word shifted_up(Word x, Word power)
{
    return (Word)(x * power);
}
#endif

/* How far b / x is from b. */
static inline Word way_of_quotient(Word b, Word inverse, Word power, Word most)
{
    Word shifted = shifted_up(word_lesser(b, most), power);
    return (Word)(word_sum(shifted, word_high_product(shifted, inverse)) - b);
}

static inline Word dodge_of(Word b, Word inverse, Word power, Word most, Word a)
{
    return (Word)(b + word_high_product(way_of_quotient(b, inverse, power, most), a));
}

static inline Word burn_of(Word b, Word inverse, Word power, Word most, Word a)
{
    return (Word)(b - word_high_product(way_of_quotient(word_rest(b), inverse, power, most), a));
}

static inline Word vivid_light_of(Word b, Word inverse, Word power, Word most, Turn down, Word a)
{
    return turned(dodge_of(turned(b, down), inverse, power, most, a), down);
}

/* Softlight: what is below, or 1 - that under dark ink, grows by `strength` times the pieces' curve
 * (fill_soft in render/light_tables.c). */
static inline Word soft_place(Word room, Word down)
{
#ifdef __AVX512VBMI2__ /* what is beyond the place is not looked at */
    return (Word)_mm512_shrdi_epi16((Wide)room, (Wide)down, 11);
#else
    return (Word)((room >> 11) + (Word)(down & (GR_LIGHT_PIECES / 2)));
#endif
}

static inline Word soft_sum(Word room, Piece piece, Word strength, Word a)
{
    Word curve = (Word)(piece.start - word_high_product((Word)(room << 5), piece.slope));
    Word share = (Word)(word_high_product(curve, strength) + 1);
    return word_sum(room, (Word)(product_of_three(room, a, share) << 2));
}

#define INK_1      k[0][plane][part]
#define INK_2      INK_1, k[1][plane][part]
#define INK_1_TURN INK_1, TURN(1)
#define INK_3      INK_2, k[2][plane][part]
#define INK_3_TURN INK_3, TURN(3)

#ifdef WIDE_BYTES

#define TURN(i)    turn[plane][part]
#define FOR_PLANES _Pragma("GCC unroll 3") for (int plane = 0; plane < 3; plane++)

/* An ink's words of a block of columns: for each plane, for each register. */
typedef Word InkBlock[3][PARTS];

static inline void get_ink(InkBlock *out, int count, int mode, const GrPixel *const ink[3], int at)
{
    _Alignas(64) uint16_t words[STEP];
    for (int i = 0; i < count; i++) {
        int word = count > 2 && i == 1 ? POWER_WORD : i;
        const CodeTable table = get_codes(&gr_light_tables.ink[mode][word]);
        FOR_PLANES
        {
            words_of_codes(words, &table, ink[plane] + at);
            FOR_PARTS
            out[i][plane][part] = word_load(words + part * (WIDE_BYTES / 2));
        }
    }
}

/* Alpha times 257; false where nothing of the block is covered. */
static inline bool get_alpha(Word a[PARTS], const uint8_t *alpha)
{
#if WIDE_BYTES == 64
    Wide all = wide_load(alpha);
    if (wide_is_zero(all))
        return false;
    all = wide_to_part(all);
    a[0] = (Word)wide_low8(all, all);
    a[1] = (Word)wide_high8(all, all);
#else
    Wide first = wide_load(alpha), second = wide_load(alpha + WIDE_BYTES);
    if (wide_is_zero((Wide)((Word)first | (Word)second)))
        return false;
    first = wide_to_part(first);
    second = wide_to_part(second);
    a[0] = (Word)wide_low8(first, first);
    a[1] = (Word)wide_high8(first, first);
    a[2] = (Word)wide_low8(second, second);
    a[3] = (Word)wide_high8(second, second);
#endif
    return true;
}

#define LIGHT_KERNEL(name, of_mode, mode, words, inks)                                             \
    static void name(const GrLightBlend *blend)                                                    \
    {                                                                                              \
        uint16_t *block = blend->light;                                                            \
        for (int at = 0; at < blend->n; at += STEP, block += GR_LIGHT_BLOCK) {                     \
            InkBlock k[words];                                                                     \
            get_ink(k, words, of_mode, blend->ink, at);                                            \
            Turn turn[3][PARTS] __attribute__((unused));                                           \
            FOR_PLANES FOR_PARTS turn[plane][part] = turn_of(k[words - 1][plane][part]);           \
            const uint8_t *alpha = blend->alpha + at;                                              \
            uint16_t *light = block;                                                               \
            for (int row = 0; row < blend->rows; row++) {                                          \
                Word a[PARTS];                                                                     \
                if (get_alpha(a, alpha))                                                           \
                    FOR_PLANES FOR_PARTS                                                           \
                    {                                                                              \
                        uint16_t *b = light + plane * STEP + part * (WIDE_BYTES / 2);              \
                        wide_store(b, (Wide)mode(word_load(b), inks, a[part]));                    \
                    }                                                                              \
                alpha += blend->alpha_pitch;                                                       \
                light += blend->pitch;                                                             \
            }                                                                                      \
        }                                                                                          \
    }

static void linear_softlight(const GrLightBlend *blend)
{
    const Pieces pieces = get_pieces(&gr_light_tables.soft);
    uint16_t *block = blend->light;
    for (int at = 0; at < blend->n; at += STEP, block += GR_LIGHT_BLOCK) {
        InkBlock k[2];
        get_ink(k, 2, GR_BLEND_SOFTLIGHT, blend->ink, at);
        for (int row = 0; row < blend->rows; row++) {
            Word a[PARTS];
            if (!get_alpha(a, blend->alpha + row * blend->alpha_pitch + at))
                continue;
            FOR_PLANES
            for (int part = 0; part < PARTS; part += 2) {
                uint16_t *b = block + row * blend->pitch + plane * STEP + part * (WIDE_BYTES / 2);
                Word *strength = &k[0][plane][part], *down = &k[1][plane][part];
                Word first = word_load(b) ^ down[0];
                Word second = word_load(b + WIDE_BYTES / 2) ^ down[1];
                Piece piece[2];
                pick_pieces(piece, &pieces, soft_place(first, down[0]),
                            soft_place(second, down[1]));
                first = soft_sum(first, piece[0], strength[0], a[part]);
                second = soft_sum(second, piece[1], strength[1], a[part + 1]);
                wide_store(b, (Wide)(first ^ down[0]));
                wide_store(b + WIDE_BYTES / 2, (Wide)(second ^ down[1]));
            }
        }
    }
}

#else

#define TURN(i) turn_of(k[i][plane][part])

typedef uint16_t InkBlock[3][STEP];

static inline void get_ink(InkBlock *out, int count, int mode, const GrPixel *const ink[3], int at)
{
    for (int i = 0; i < count; i++) {
        int word = count > 2 && i == 1 ? POWER_WORD : i;
        const CodeTable table = get_codes(&gr_light_tables.ink[mode][word]);
        for (int plane = 0; plane < 3; plane++)
            words_of_codes(out[i][plane], &table, ink[plane] + at);
    }
}

static inline bool get_alpha(uint16_t a[STEP], const uint8_t *alpha)
{
    uint64_t any = 0, word;
    for (int i = 0; i < STEP; i += 8) {
        memcpy(&word, alpha + i, sizeof word);
        any |= word;
    }
    for (int i = 0; i < STEP && any; i++)
        a[i] = (uint16_t)(alpha[i] * 257);
    return any;
}

#define LIGHT_KERNEL(name, of_mode, mode, words, inks)                                             \
    static void name(const GrLightBlend *blend)                                                    \
    {                                                                                              \
        _Alignas(64) InkBlock k[words];                                                            \
        _Alignas(64) uint16_t a[STEP];                                                             \
        uint16_t *block = blend->light;                                                            \
        for (int at = 0; at < blend->n; at += STEP, block += GR_LIGHT_BLOCK) {                     \
            get_ink(k, words, of_mode, blend->ink, at);                                            \
            for (int row = 0; row < blend->rows; row++) {                                          \
                if (!get_alpha(a, blend->alpha + row * blend->alpha_pitch + at))                   \
                    continue;                                                                      \
                for (int plane = 0; plane < 3; plane++) {                                          \
                    uint16_t *b = ALIGNED(block + row * blend->pitch + plane * STEP);              \
                    PARALLEL_LOOP                                                                  \
                    for (int part = 0; part < STEP; part++)                                        \
                        b[part] = mode(b[part], inks, a[part]);                                    \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
    }

static inline void soft_row(uint16_t *b, const uint16_t *strength, const uint16_t *down,
                            const uint16_t *a)
{
    _Alignas(64) uint16_t place[STEP], start[STEP], slope[STEP];
    const GrLightPieces *pieces = &gr_light_tables.soft;
    for (int i = 0; i < STEP; i++)
        place[i] = soft_place((Word)(b[i] ^ down[i]), down[i]);
    for (int i = 0; i < STEP; i++) {
        start[i] = pieces->start[place[i]];
        slope[i] = pieces->slope[place[i]];
    }
    PARALLEL_LOOP
    for (int i = 0; i < STEP; i++) {
        Piece piece = {start[i], slope[i]};
        b[i] = (Word)(soft_sum((Word)(b[i] ^ down[i]), piece, strength[i], a[i]) ^ down[i]);
    }
}

static void linear_softlight(const GrLightBlend *blend)
{
    _Alignas(64) InkBlock k[2];
    _Alignas(64) uint16_t a[STEP];
    uint16_t *block = blend->light;
    for (int at = 0; at < blend->n; at += STEP, block += GR_LIGHT_BLOCK) {
        get_ink(k, 2, GR_BLEND_SOFTLIGHT, blend->ink, at);
        for (int row = 0; row < blend->rows; row++)
            if (get_alpha(a, blend->alpha + row * blend->alpha_pitch + at))
                for (int plane = 0; plane < 3; plane++)
                    soft_row(ALIGNED(block + row * blend->pitch + plane * STEP), k[0][plane],
                             k[1][plane], a);
    }
}

#endif

LIGHT_KERNEL(linear_normal, GR_BLEND_NORMAL, normal_of, 1, INK_1)
LIGHT_KERNEL(linear_add, GR_BLEND_ADD, add_of, 1, INK_1)
LIGHT_KERNEL(linear_subtract, GR_BLEND_SUBTRACT, subtract_of, 1, INK_1)
LIGHT_KERNEL(linear_multiply, GR_BLEND_MULTIPLY, multiply_of, 1, INK_1)
LIGHT_KERNEL(linear_screen, GR_BLEND_SCREEN, screen_of, 1, INK_1)
LIGHT_KERNEL(linear_overlay, GR_BLEND_OVERLAY, overlay_of, 2, INK_1_TURN)
LIGHT_KERNEL(linear_difference, GR_BLEND_DIFFERENCE, difference_of, 1, INK_1)
LIGHT_KERNEL(linear_exclusion, GR_BLEND_EXCLUSION, exclusion_of, 1, INK_1)
LIGHT_KERNEL(linear_lighten, GR_BLEND_LIGHTEN, lighten_of, 1, INK_1)
LIGHT_KERNEL(linear_darken, GR_BLEND_DARKEN, darken_of, 1, INK_1)
LIGHT_KERNEL(linear_grain_extract, GR_BLEND_GRAIN_EXTRACT, shifted_of, 2, INK_2)
LIGHT_KERNEL(linear_grain_merge, GR_BLEND_GRAIN_MERGE, shifted_of, 2, INK_2)
LIGHT_KERNEL(linear_hardlight, GR_BLEND_HARDLIGHT, hard_light_of, 2, INK_2)
LIGHT_KERNEL(linear_colordodge, GR_BLEND_COLORDODGE, dodge_of, 3, INK_3)
LIGHT_KERNEL(linear_colorburn, GR_BLEND_COLORBURN, burn_of, 3, INK_3)
LIGHT_KERNEL(linear_linearlight, GR_BLEND_LINEARLIGHT, shifted_of, 2, INK_2)
LIGHT_KERNEL(linear_vividlight, GR_BLEND_VIVIDLIGHT, vivid_light_of, 4, INK_3_TURN)
LIGHT_KERNEL(linear_pinlight, GR_BLEND_PINLIGHT, pin_light_of, 2, INK_2)
LIGHT_KERNEL(linear_hardmix, GR_BLEND_HARDMIX, hard_mix_of, 1, INK_1)

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
