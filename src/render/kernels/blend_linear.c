/* SPDX-License-Identifier: MIT
 *
 * Blend modes on the light that code values stand for. Most run in 16 bits: a polynomial leads to
 * the light, at most two of 65536 off, where a code value is no less than twenty wide, and a
 * root by classes leads back (render/kernels/light.h). Modes that divide by what may be nearly
 * nothing, and softlight with its root, need the light's own precision: those run in floats. What
 * is not covered at all is left as it is.
 */
#include "base/simd.h"
#include "render/kernels/light.h"
#include "render/kernels/parts.h"

static inline Word toward(Word b, Word mode, Word a)
{
    return (Word)(word_high_product(b, word_rest(a)) + word_high_product(mode, a));
}

#ifdef WIDE_BYTES

typedef struct Words {
    Word low, high;
} Words;

#ifdef __AVX512VBMI__

/* gr_light_tables.light */
typedef struct Decoder {
    WholeTable low, high;
} Decoder;

static inline Decoder get_decoder(void)
{
    return (Decoder){whole_table(gr_light_tables.light_bytes[0]),
                     whole_table(gr_light_tables.light_bytes[1])};
}

static inline Words lights_of(const Decoder *decoder, Byte code)
{
    Byte low = whole_pick(&decoder->low, code), high = whole_pick(&decoder->high, code);
    return (Words){(Word)wide_low8((Wide)low, (Wide)high), (Word)wide_high8((Wide)low, (Wide)high)};
}

#else

/* Multipliers that compilers do not know, or they would take products apart into shifts and sums.
 */
typedef struct Decoder {
    Word foot, past;
} Decoder;

static inline Decoder get_decoder(void)
{
    uint16_t foot = GR_LIGHT_FOOT, past = GR_LIGHT_PAST;
    __asm__("" : "+r"(foot), "+r"(past));
    return (Decoder){word_of(foot), word_of(past)};
}

/* gr_light_of_code; `past` is what the code values are past the foot's end. */
static inline Word light_of(const Decoder *decoder, Word code, Word past)
{
    Word x = (Word)(past * decoder->past);
    Word y = (Word)(GR_LIGHT_QUINTIC_4 - word_high_product(x, word_of(GR_LIGHT_QUINTIC_5)));
    y = (Word)(GR_LIGHT_QUINTIC_3 - word_high_product(x, y));
    y = (Word)(GR_LIGHT_QUINTIC_2 + word_high_product(x, y));
    y = (Word)(GR_LIGHT_QUINTIC_1 + word_high_product(x, y));
    return (Word)((Word)(code * decoder->foot) + word_high_product(x, y));
}

static inline Words lights_of(const Decoder *decoder, Byte code)
{
    Wide zero = wide_zero(), past = (Wide)byte_beyond(code, byte_of(GR_LIGHT_FOOT_CODES));
    return (Words){
        light_of(decoder, (Word)wide_low8((Wide)code, zero), (Word)wide_low8(past, zero)),
        light_of(decoder, (Word)wide_high8((Wide)code, zero), (Word)wide_high8(past, zero)),
    };
}

#endif

/* The bytes of sixteen numbers, of which a byte shuffle picks. */
typedef struct Pieces {
    Wide low, high;
} Pieces;

typedef struct Encoder {
    Wide upper, lower, scale;
    Pieces start, rise, bend;
} Encoder;

static inline Encoder get_encoder(void)
{
#define LOW_BYTE(x)  ((x)&255)
#define HIGH_BYTE(x) ((x) >> 8)
#define PIECES(name)                                                                               \
    {                                                                                              \
        name(LOW_BYTE), name(HIGH_BYTE)                                                            \
    }
#define TABLES(bytes)                                                                              \
    {                                                                                              \
        wide_table((bytes)[0]), wide_table((bytes)[1])                                             \
    }
    static const uint8_t upper[16] = GR_LIGHT_BY_UPPER, lower[16] = GR_LIGHT_BY_LOWER;
    static const uint8_t scales[16] = GR_LIGHT_SCALES;
    static const uint8_t starts[2][16] = PIECES(GR_LIGHT_STARTS);
    static const uint8_t rises[2][16] = PIECES(GR_LIGHT_RISES);
    static const uint8_t bends[2][16] = PIECES(GR_LIGHT_BENDS);
    return (Encoder){.upper = wide_table(upper),
                     .lower = wide_table(lower),
                     .scale = wide_table(scales),
                     .start = TABLES(starts),
                     .rise = TABLES(rises),
                     .bend = TABLES(bends)};
}

static inline Words pick_words(const Pieces *pieces, Wide of)
{
    Wide low = wide_pick(pieces->low, of), high = wide_pick(pieces->high, of);
    return (Words){(Word)wide_low8(low, high), (Word)wide_high8(low, high)};
}

/* gr_code_of_light times 256, from where the piece is known. */
static inline Word code_of(Word light, Word scale, Word start, Word rise, Word bend)
{
    Word x = (Word)(light * scale);
    return (Word)(start + word_high_product(x, (Word)(rise - word_high_product(x, bend))));
}

static inline Byte codes_of(const Encoder *encoder, Words light)
{
    Wide top = (Wide)high_bytes(light.low, light.high);
    Wide by_upper = wide_pick(encoder->upper, wide_and(wide_shift16(top, 4), wide_splat8(15)));
    /* A top of 128 and more picks 0: the upper half decides. */
    Wide of = wide_max8(by_upper, wide_pick(encoder->lower, top)), zero = wide_zero();
    Wide scale = wide_pick(encoder->scale, of);
    Words start = pick_words(&encoder->start, of), rise = pick_words(&encoder->rise, of);
    Words bend = pick_words(&encoder->bend, of);
    return high_bytes(
        code_of(light.low, (Word)wide_low8(scale, zero), start.low, rise.low, bend.low),
        code_of(light.high, (Word)wide_high8(scale, zero), start.high, rise.high, bend.high));
}

#define LINEAR_ROW(mode)                                                                           \
    const Decoder decoder = get_decoder();                                                         \
    const Encoder encoder = get_encoder();                                                         \
    for (int i = 0; i < n; i += WIDE_BYTES) {                                                      \
        Wide under = wide_load(below + i), a = wide_load(alpha + i);                               \
        if (wide_is_zero(a)) {                                                                     \
            wide_store(out + i, under);                                                            \
            continue;                                                                              \
        }                                                                                          \
        Words b = lights_of(&decoder, (Byte)under);                                                \
        Words k = lights_of(&decoder, (Byte)wide_load(ink + i));                                   \
        b.low = toward(b.low, mode(b.low, k.low), (Word)wide_low8(a, a));                          \
        b.high = toward(b.high, mode(b.high, k.high), (Word)wide_high8(a, a));                     \
        wide_store(out + i, (Wide)codes_of(&encoder, b));                                          \
    }

#else

#define LINEAR_ROW(mode)                                                                           \
    _Alignas(64) Word b[STRETCH], k[STRETCH];                                                      \
    for (int at = 0; at < n; at += STRETCH) {                                                      \
        if (is_bare(alpha + at)) {                                                                 \
            memmove(out + at, below + at, STRETCH);                                                \
            continue;                                                                              \
        }                                                                                          \
        for (int i = 0; i < STRETCH; i++) {                                                        \
            b[i] = gr_light_tables.light[below[at + i]];                                           \
            k[i] = gr_light_tables.light[ink[at + i]];                                             \
        }                                                                                          \
        for (int i = 0; i < STRETCH; i++)                                                          \
            b[i] = toward(b[i], mode(b[i], k[i]), (Word)(alpha[at + i] * 257));                    \
        put_codes(out + at, b);                                                                    \
    }

#endif

enum { STRETCH = GR_KERNEL_STEP };

static int is_bare(const uint8_t *alpha)
{
    uint64_t any = 0, word;
    for (int i = 0; i < STRETCH; i += 8) {
        memcpy(&word, alpha + i, sizeof word);
        any |= word;
    }
    return any == 0;
}

static inline void put_codes(GrPixel *out, const uint16_t *light)
{
#ifdef WIDE_BYTES
    const Encoder encoder = get_encoder();
    for (int i = 0; i < STRETCH; i += WIDE_BYTES) {
        Wide first = wide_load(light + i), second = wide_load(light + i + WIDE_BYTES / 2);
        Words both = {(Word)first, (Word)second};
        wide_store(out + i, wide_in_order((Wide)codes_of(&encoder, both)));
    }
#else
    for (int i = 0; i < STRETCH; i++)
        out[i] = gr_light_tables.code[light[i]];
#endif
}

#define LINEAR_LOOP(name, expression)                                                              \
    static inline Word name##_of(Word b, Word k)                                                   \
    {                                                                                              \
        (void)b;                                                                                   \
        return (Word)(expression);                                                                 \
    }                                                                                              \
    static void name(GrPixel *out, const GrPixel *below, const GrPixel *ink, const uint8_t *alpha, \
                     int n)                                                                        \
    {                                                                                              \
        n = whole_steps(n);                                                                        \
        LINEAR_ROW(name##_of)                                                                      \
    }

/* All ones where x is in the upper half. */
static inline Word is_light(Word x)
{
    return (Word)(0 - (x >> 15));
}

static inline Word twice(Word x)
{
    return (Word)(x + x);
}

static inline Word hard_light(Word b, Word k)
{
    Word light = is_light(k);
    return (Word)(word_high_product(twice((Word)(k ^ light)), (Word)(b ^ light)) ^ light);
}

static inline Word linear_light(Word b, Word k)
{
    Word light = is_light(k), room = (Word)(b ^ light), way = word_rest(twice((Word)(k ^ light)));
    return (Word)((Word)(room - word_lesser(way, room)) ^ light);
}

static inline Word pin_light(Word b, Word k)
{
    Word light = is_light(k);
    return (Word)(word_lesser((Word)(b ^ light), twice((Word)(k ^ light))) ^ light);
}

/* x - y, or 0. */
static inline Word beyond(Word x, Word y)
{
    return (Word)(word_greater(x, y) - y);
}

/* What softlight adds to b under white: a cubic's distance below a quarter, and above it the
 * root's, which is 1 - b times a cubic fitted to sqrt(b) / (1 + sqrt(b)), 12 of 65536 off at most.
 */
static inline Word soft_rise(Word b)
{
    Word dark = (Word)(word_lesser((Word)(b >> 14), word_of(1)) - 1), four = (Word)(b << 2);
    Word slope = (Word)(word_rest((Word)(3 * b)) + word_high_product(four, b));
    Word root = (Word)(44752 - word_high_product(b, word_of(18594)));
    root = (Word)(46660 - word_high_product(b, root));
    root = (Word)(12703 + word_high_product(b, root));
    Word below = (Word)(word_high_product(four, slope) - b);
    Word above = word_high_product(word_rest(b), root);
    return (Word)((below & dark) | (above & word_rest(dark)));
}

static inline Word soft_light(Word b, Word k)
{
    Word light = is_light(k), strength = word_rest(twice((Word)(k ^ light)));
    Word rise = word_high_product(soft_rise(b), (Word)(strength & light));
    Word fall = word_high_product(b, word_rest(b));
    return (Word)((Word)(b + rise) - word_high_product(fall, (Word)(strength & word_rest(light))));
}

/* What `k - middle` adds to b, within 0..65535; `up` and `down` are its two signs' amounts. */
static inline Word shifted(Word b, Word up, Word down)
{
    Word rise = word_lesser(up, word_rest(b)), fall = word_lesser(down, b);
    return (Word)((Word)(b + rise) - fall);
}

LINEAR_LOOP(linear_normal, k)
LINEAR_LOOP(linear_add, b + word_lesser(k, word_rest(b)))
LINEAR_LOOP(linear_subtract, beyond(b, k))
LINEAR_LOOP(linear_multiply, word_high_product(b, k))
LINEAR_LOOP(linear_screen, b + word_high_product(k, word_rest(b)))
LINEAR_LOOP(linear_overlay, hard_light(k, b))
LINEAR_LOOP(linear_softlight, soft_light(b, k))
LINEAR_LOOP(linear_hardlight, hard_light(b, k))
LINEAR_LOOP(linear_difference, word_greater(b, k) - word_lesser(b, k))
LINEAR_LOOP(linear_exclusion,
            word_high_product(b, word_rest(k)) + word_high_product(k, word_rest(b)))
LINEAR_LOOP(linear_linearlight, linear_light(b, k))
LINEAR_LOOP(linear_pinlight, pin_light(b, k))
LINEAR_LOOP(linear_hardmix, word_lesser(beyond(word_rest(b), k), word_of(1)) - 1)
LINEAR_LOOP(linear_lighten, word_greater(b, k))
LINEAR_LOOP(linear_darken, word_lesser(b, k))
LINEAR_LOOP(linear_grain_extract, shifted(b, beyond(word_of(32768), k), beyond(k, word_of(32768))))
LINEAR_LOOP(linear_grain_merge, shifted(b, beyond(k, word_of(32768)), beyond(word_of(32768), k)))

/* Below every step that light takes between two code values. */
static const float NEARLY_NONE = 1e-6f;

static inline float lesser(float a, float b)
{
    return a < b ? a : b;
}

static inline float greater(float a, float b)
{
    return a > b ? a : b;
}

/* b / (1 - k), where `rest` is 1 - k. */
static inline float dodged(float b, float rest)
{
    float x = greater(rest, NEARLY_NONE);
    return lesser(b, x) / x;
}

static inline float vivid_light(float b, float k)
{
    float light = dodged(b, 2.0f - 2.0f * k), dark = 1.0f - dodged(1.0f - b, 2.0f * k);
    return k <= 0.5f ? dark : light;
}

static inline void enlighten(float *light, const GrPixel *code)
{
    for (int i = 0; i < STRETCH; i++) {
        uint32_t at = code[i];
        __asm__("" : "+r"(at)); /* a load for each: a gather takes twice as long */
        light[i] = gr_light_tables.exact[at];
    }
}

#define FLOAT_LOOP(name, expression)                                                               \
    static inline float name##_of(float b, float k)                                                \
    {                                                                                              \
        return (expression);                                                                       \
    }                                                                                              \
    static void name(GrPixel *out, const GrPixel *below, const GrPixel *ink, const uint8_t *alpha, \
                     int n)                                                                        \
    {                                                                                              \
        _Alignas(64) float under[STRETCH], over[STRETCH];                                          \
        _Alignas(64) uint16_t mixed[STRETCH];                                                      \
        n = whole_steps(n);                                                                        \
        for (int at = 0; at < n; at += STRETCH) {                                                  \
            if (is_bare(alpha + at)) {                                                             \
                memmove(out + at, below + at, STRETCH);                                            \
                continue;                                                                          \
            }                                                                                      \
            enlighten(under, below + at);                                                          \
            enlighten(over, ink + at);                                                             \
            for (int i = 0; i < STRETCH; i++) {                                                    \
                float b = under[i], mode = name##_of(b, over[i]);                                  \
                float light = b + (float)alpha[at + i] * (1.0f / 255.0f) * (mode - b);             \
                light = lesser(greater(light, 0.0f), 1.0f);                                        \
                mixed[i] = (uint16_t)(int32_t)(light * 65535.0f + 0.5f);                           \
            }                                                                                      \
            put_codes(out + at, mixed);                                                            \
        }                                                                                          \
    }

FLOAT_LOOP(linear_colordodge, dodged(b, 1.0f - k))
FLOAT_LOOP(linear_colorburn, 1.0f - dodged(1.0f - b, k))
FLOAT_LOOP(linear_vividlight, vivid_light(b, k))

/* Three rows that share their alpha; inks as they are. */
#define ROWS_LAID(name)                                                                            \
    static void name##_lay(GrPixel *const out[3], const GrPixel *const below[3],                   \
                           const uint8_t *const ink[3], const uint8_t *alpha, int n)               \
    {                                                                                              \
        for (int plane = 0; plane < 3; plane++)                                                    \
            name(out[plane], below[plane], ink[plane], alpha, n);                                  \
    }

ROWS_LAID(linear_normal)
ROWS_LAID(linear_add)
ROWS_LAID(linear_subtract)
ROWS_LAID(linear_multiply)
ROWS_LAID(linear_screen)
ROWS_LAID(linear_overlay)
ROWS_LAID(linear_softlight)
ROWS_LAID(linear_hardlight)
ROWS_LAID(linear_difference)
ROWS_LAID(linear_exclusion)
ROWS_LAID(linear_colordodge)
ROWS_LAID(linear_colorburn)
ROWS_LAID(linear_linearlight)
ROWS_LAID(linear_vividlight)
ROWS_LAID(linear_pinlight)
ROWS_LAID(linear_hardmix)
ROWS_LAID(linear_lighten)
ROWS_LAID(linear_darken)
ROWS_LAID(linear_grain_extract)
ROWS_LAID(linear_grain_merge)

GrBlendKernel *const linear_kernels[GR_BLEND_COUNT] = {
    [GR_BLEND_NORMAL] = linear_normal,
    [GR_BLEND_ADD] = linear_add,
    [GR_BLEND_SUBTRACT] = linear_subtract,
    [GR_BLEND_MULTIPLY] = linear_multiply,
    [GR_BLEND_SCREEN] = linear_screen,
    [GR_BLEND_OVERLAY] = linear_overlay,
    [GR_BLEND_SOFTLIGHT] = linear_softlight,
    [GR_BLEND_HARDLIGHT] = linear_hardlight,
    [GR_BLEND_DIFFERENCE] = linear_difference,
    [GR_BLEND_EXCLUSION] = linear_exclusion,
    [GR_BLEND_COLORDODGE] = linear_colordodge,
    [GR_BLEND_COLORBURN] = linear_colorburn,
    [GR_BLEND_LINEARLIGHT] = linear_linearlight,
    [GR_BLEND_VIVIDLIGHT] = linear_vividlight,
    [GR_BLEND_PINLIGHT] = linear_pinlight,
    [GR_BLEND_HARDMIX] = linear_hardmix,
    [GR_BLEND_LIGHTEN] = linear_lighten,
    [GR_BLEND_DARKEN] = linear_darken,
    [GR_BLEND_GRAIN_EXTRACT] = linear_grain_extract,
    [GR_BLEND_GRAIN_MERGE] = linear_grain_merge,
};

const GrLay linear_lays[GR_BLEND_COUNT] = {
    [GR_BLEND_NORMAL] = {NULL, linear_normal_lay},
    [GR_BLEND_ADD] = {NULL, linear_add_lay},
    [GR_BLEND_SUBTRACT] = {NULL, linear_subtract_lay},
    [GR_BLEND_MULTIPLY] = {NULL, linear_multiply_lay},
    [GR_BLEND_SCREEN] = {NULL, linear_screen_lay},
    [GR_BLEND_OVERLAY] = {NULL, linear_overlay_lay},
    [GR_BLEND_SOFTLIGHT] = {NULL, linear_softlight_lay},
    [GR_BLEND_HARDLIGHT] = {NULL, linear_hardlight_lay},
    [GR_BLEND_DIFFERENCE] = {NULL, linear_difference_lay},
    [GR_BLEND_EXCLUSION] = {NULL, linear_exclusion_lay},
    [GR_BLEND_COLORDODGE] = {NULL, linear_colordodge_lay},
    [GR_BLEND_COLORBURN] = {NULL, linear_colorburn_lay},
    [GR_BLEND_LINEARLIGHT] = {NULL, linear_linearlight_lay},
    [GR_BLEND_VIVIDLIGHT] = {NULL, linear_vividlight_lay},
    [GR_BLEND_PINLIGHT] = {NULL, linear_pinlight_lay},
    [GR_BLEND_HARDMIX] = {NULL, linear_hardmix_lay},
    [GR_BLEND_LIGHTEN] = {NULL, linear_lighten_lay},
    [GR_BLEND_DARKEN] = {NULL, linear_darken_lay},
    [GR_BLEND_GRAIN_EXTRACT] = {NULL, linear_grain_extract_lay},
    [GR_BLEND_GRAIN_MERGE] = {NULL, linear_grain_merge_lay},
};
