/* SPDX-License-Identifier: MIT
 *
 * Blend modes on code values. Most say how far `below` moves, up or down: by one product of two
 * bytes and alpha, or by a distance times alpha. What picks, compares and negates stays in bytes,
 * only products are in 16 bits; what depends on the ink alone is apart, so that rows that share
 * their ink share that as well. What an opacity or a mask left of alpha makes fractions of slow
 * fades: these are rounded by thresholds if there are any, except by modes that divide and
 * softlight. Roundings: an error below 1.5 code values in all, that of alpha by
 * an opacity and a mask included, and at most 1 from the rounded truth.
 */
#include "render/kernels/blend_parts.h"
#include "render/kernels/blend_soft.h"

/* A mode is what it makes of an ink, and how it then blends. */
static inline Ink as_it_is(const Tables *tables, Byte k)
{
    (void)tables;
    return (Ink){.first = k};
}

static inline Ink in_words(const Tables *tables, Byte k)
{
    (void)tables;
    return (Ink){.words = words_of(k)};
}

static inline Ink rest_in_words(const Tables *tables, Byte k)
{
    return in_words(tables, byte_rest(k));
}

/* Which half the ink is in, and how far from its middle. */
static inline Ink dark_and_strength(const Tables *tables, Byte k)
{
    (void)tables;
    Byte dark = byte_is_dark(k);
    return (Ink){.first = dark, .words = words_of(strength_by_dark(k, dark))};
}

static inline Ink light_and_strength(const Tables *tables, Byte k)
{
    (void)tables;
    Byte light = byte_is_light(k), way = strength(k, light);
    return (Ink){.first = light, .second = way, .words = words_of(way)};
}

static inline Ink light_and_twice(const Tables *tables, Byte k)
{
    (void)tables;
    Byte light = byte_is_light(k);
    return (Ink){.first = light, .second = twice((Byte)(k ^ light))};
}

static inline Ink merging_grain(const Tables *tables, Byte k)
{
    (void)tables;
    return (Ink){.first = byte_is_light(k), .second = distance(k, byte_of(128))};
}

static inline Ink extracting_grain(const Tables *tables, Byte k)
{
    (void)tables;
    return (Ink){.first = byte_is_dark(k), .second = distance(k, byte_of(128))};
}

static inline Byte overlay_of(Byte b, const Ink *ink, Alpha a)
{
    return fallen(b, share(to_end(b), &ink->words, a), ink->first);
}

static inline Byte hard_light(Byte b, const Ink *ink, Alpha a)
{
    return moved(b, share((Byte)(b ^ ink->first), &ink->words, a), ink->first);
}

static inline Byte exclusion_of(Byte b, const Ink *ink, Alpha a)
{
    Byte dark = byte_is_dark(b);
    return moved(b, share(strength_by_dark(b, dark), &ink->words, a), dark);
}

/* At most as far as there is room. */
static inline Byte pushed(Byte b, const Ink *ink, Alpha a)
{
    Byte up = ink->first;
    return moved(b, part(byte_lesser(ink->second, (Byte)(b ^ up)), a), up);
}

static inline Byte pin_light(Byte b, const Ink *ink, Alpha a)
{
    Byte light = ink->first;
    return moved(b, part(byte_beyond((Byte)(b ^ light), ink->second), a), light);
}

static inline Byte difference_of(Byte b, Byte k, Alpha a)
{
    Words apart = words_of(distance(b, k));
    return toward(b, &apart, a);
}

/* On where b + k reach 255. */
static inline Byte hard_mix(Byte b, Byte k, Alpha a)
{
    Byte missing = byte_beyond(byte_rest(b), k);
    Byte on = (Byte)(byte_lesser(missing, byte_of(1)) - 1);
    return moved(b, part((Byte)(b ^ on), a), on);
}

/* A dodge of b by x, which is 1..255: b moves by b (255 - x) / x, and where b is more than x by
 * x (255 - b) / x. That is p q / x, of which p is not more than x, so that p times the share fits
 * 16 bits. With q times 257 the high product is 128.5 p q / x. A half of x at most is missing to
 * the share's true product with x: a quarter of a code value in p q / x where x is about 128. */
#define SHARES 32768.0f

static inline Word dodge_words(const Tables *tables, Word p, Word q, Word shares, Word a)
{
    Word way = word_high_product((Word)(p * shares), q);
    return word_product_rounded(once_more(tables, way), a);
}

/* round(alpha * p * q / x) */
static inline Byte dodge_part(const Tables *tables, Byte p, Byte q, const Words *shares, Alpha a)
{
    return PACKED(dodge_words(tables, LOW(p), LOW_257(q), shares->low, LOW(a.bytes)),
                  dodge_words(tables, HIGH(p), HIGH_257(q), shares->high, HIGH(a.bytes)));
}

static inline Words shares_of(const Tables *tables, Byte x)
{
#ifdef __AVX512VBMI__
    Byte lower = whole_pick(&tables->share[0], x), upper = whole_pick(&tables->share[1], x);
    return BOTH_HALVES(LOW_OF(lower, upper), HIGH_OF(lower, upper));
#else
    (void)tables;
    return BOTH_HALVES(word_quotient(SHARES, LOW(x)), word_quotient(SHARES, HIGH(x)));
#endif
}

static inline Ink dodge_ink(const Tables *tables, Byte k)
{
    Byte x = byte_rest(byte_lesser(k, byte_of(254)));
    return (Ink){.first = x, .words = shares_of(tables, x)};
}

/* With what x lacks to 255. */
static inline Ink burn_ink(const Tables *tables, Byte k)
{
    Byte x = byte_greater(k, byte_of(1));
    return (Ink){.first = byte_rest(x), .words = shares_of(tables, x)};
}

static inline Ink vivid_ink(const Tables *tables, Byte k)
{
    Byte light = byte_is_light(k), x = byte_greater(twice((Byte)(k ^ light)), byte_of(1));
    return (Ink){.first = light, .second = byte_rest(x), .words = shares_of(tables, x)};
}

static inline Byte colour_dodge(const Tables *tables, Byte b, const Ink *ink, Alpha a)
{
    Byte p = byte_lesser(b, ink->first), q = byte_rest(byte_greater(b, ink->first));
    return (Byte)(b + dodge_part(tables, p, q, &ink->words, a));
}

/* Burning is dodging in the negative: `room` is what is there to dodge, from 255. */
static inline Byte burn_part(const Tables *tables, Byte room, Byte x_rest, const Words *shares,
                             Alpha a)
{
    Byte p = byte_rest(byte_greater(room, x_rest)), q = byte_lesser(room, x_rest);
    return dodge_part(tables, p, q, shares, a);
}

static inline Byte colour_burn(const Tables *tables, Byte b, const Ink *ink, Alpha a)
{
    return (Byte)(b - burn_part(tables, b, ink->first, &ink->words, a));
}

static inline Byte vivid_light(const Tables *tables, Byte b, const Ink *ink, Alpha a)
{
    Byte light = ink->first, room = (Byte)(b ^ light);
    return moved(b, burn_part(tables, room, ink->second, &ink->words, a), light);
}

/* Each mode is loops of its own, so that they run at the full width: over a row whose ink is as it
 * is, and over three rows that share their alpha, whose inks are stored. */
#ifdef WIDE_BYTES
#define ROW_LOOP(ink_of, mode)                                                                     \
    for (int i = 0; i < n; i += WIDE_BYTES) {                                                      \
        const Ink made = ink_of(&tables, (Byte)wide_load(ink + i));                                \
        const Alpha a = {(Byte)wide_load(alpha + i), false, rounding_at(&roundings, i)};           \
        wide_store(out + i, (Wide)mode(&tables, (Byte)wide_load(below + i), &made, a));            \
    }

#define LAY_PLANE(plane, parts, mode)                                                              \
    {                                                                                              \
        const Ink made = ink_at(ink##plane, parts);                                                \
        Wide b = wide_load(below##plane + i);                                                      \
        __asm__("" : "+v"(b)); /* compilers would load it again wherever it is needed */           \
        wide_store(out##plane + i, (Wide)mode(&tables, (Byte)b, &made, a));                        \
    }

/* Where there is no ink nothing is calculated. */
#define LAY_LOOP(parts, mode)                                                                      \
    GrPixel *out0 = out[0], *out1 = out[1], *out2 = out[2];                                        \
    const GrPixel *below0 = below[0], *below1 = below[1], *below2 = below[2];                      \
    const uint8_t *ink0 = ink[0], *ink1 = ink[1], *ink2 = ink[2];                                  \
    const int step = ink_bytes(parts);                                                             \
    for (int i = 0; i < n; i += WIDE_BYTES, ink0 += step, ink1 += step, ink2 += step) {            \
        const Alpha a = {(Byte)wide_load(alpha + i), nearest, rounding_at(&roundings, i)};         \
        if (wide_is_zero((Wide)a.bytes)) {                                                         \
            wide_store(out0 + i, wide_load(below0 + i));                                           \
            wide_store(out1 + i, wide_load(below1 + i));                                           \
            wide_store(out2 + i, wide_load(below2 + i));                                           \
            continue;                                                                              \
        }                                                                                          \
        LAY_PLANE(0, parts, mode)                                                                  \
        LAY_PLANE(1, parts, mode)                                                                  \
        LAY_PLANE(2, parts, mode)                                                                  \
    }

#define PREPARE_LOOP(parts, ink_of)                                                                \
    for (int i = 0; i < n; i += WIDE_BYTES, prepared += ink_bytes(parts)) {                        \
        const Ink made = ink_of(&tables, (Byte)wide_load(ink + i));                                \
        put_ink(prepared, parts, &made);                                                           \
    }
#else
#define ROW_LOOP(ink_of, mode)                                                                     \
    for (int at = 0; at < n; at += INK_BLOCK) {                                                    \
        GrPixel *to = ALIGNED(out + at);                                                           \
        const GrPixel *under = ALIGNED(below + at), *over = ALIGNED(ink + at);                     \
        const uint8_t *amount = ALIGNED(alpha + at);                                               \
        PARALLEL_LOOP                                                                              \
        for (int i = 0; i < INK_BLOCK; i++) {                                                      \
            const Ink made = ink_of(&tables, over[i]);                                             \
            const Alpha a = {amount[i], false, roundings.of[i]};                                   \
            to[i] = mode(&tables, under[i], &made, a);                                             \
        }                                                                                          \
    }

#define BLOCK_PARTS(block, parts)                                                                  \
    uint8_t *first = ALIGNED(block), *second = ALIGNED(first + ink_bytes_to(parts, SECOND));       \
    uint16_t *words = ALIGNED(first + ink_bytes_to(parts, WORDS));

#define LAY_LOOP(parts, mode)                                                                      \
    for (int at = 0; at < 3 * n; at += INK_BLOCK) {                                                \
        int plane = at / n, x = at - plane * n;                                                    \
        GrPixel *to = ALIGNED(out[plane] + x);                                                     \
        const GrPixel *under = ALIGNED(below[plane] + x);                                          \
        const uint8_t *amount = ALIGNED(alpha + x);                                                \
        const uint8_t *block = ink[plane] + x / INK_BLOCK * ink_bytes(parts);                      \
        const uint8_t *first = ALIGNED(block);                                                     \
        const uint8_t *second = ALIGNED(block + ink_bytes_to(parts, SECOND));                      \
        const uint16_t *words = ALIGNED(block + ink_bytes_to(parts, WORDS));                       \
        PARALLEL_LOOP                                                                              \
        for (int i = 0; i < INK_BLOCK; i++) {                                                      \
            const Ink made = {.first = (parts)&FIRST ? first[i] : 0,                               \
                              .second = (parts)&SECOND ? second[i] : 0,                            \
                              .words = {(parts)&WORDS ? words[i] : 0}};                            \
            const Alpha a = {amount[i], false, roundings.of[i]};                                   \
            to[i] = mode(&tables, under[i], &made, a);                                             \
        }                                                                                          \
    }
#define PREPARE_LOOP(parts, ink_of)                                                                \
    for (int at = 0; at < n; at += INK_BLOCK, prepared += ink_bytes(parts)) {                      \
        const GrPixel *over = ALIGNED(ink + at);                                                   \
        uint8_t *first = ALIGNED(prepared);                                                        \
        uint8_t *second = ALIGNED(prepared + ink_bytes_to(parts, SECOND));                         \
        uint16_t *words = ALIGNED(prepared + ink_bytes_to(parts, WORDS));                          \
        PARALLEL_LOOP                                                                              \
        for (int i = 0; i < INK_BLOCK; i++) {                                                      \
            const Ink made = ink_of(&tables, over[i]);                                             \
            if ((parts)&FIRST)                                                                     \
                first[i] = made.first;                                                             \
            if ((parts)&SECOND)                                                                    \
                second[i] = made.second;                                                           \
            if ((parts)&WORDS)                                                                     \
                words[i] = made.words.low;                                                         \
        }                                                                                          \
    }
#endif

#define ROW_LOOPS(name, ink_of, expression)                                                        \
    static inline Byte name##_bytes(const Tables *tables, Byte b, const Ink *ink, Alpha a)         \
    {                                                                                              \
        (void)tables;                                                                              \
        return (Byte)(expression);                                                                 \
    }                                                                                              \
    static void name##_row(GrPixel *out, const GrPixel *below, const GrPixel *ink,                 \
                           const uint8_t *alpha, const uint8_t *dither, int n)                     \
    {                                                                                              \
        const Tables tables = get_tables();                                                        \
        const Roundings roundings = get_roundings(dither);                                         \
        n = whole_steps(n);                                                                        \
        ROW_LOOP(ink_of, name##_bytes)                                                             \
    }

/* Without thresholds the loop is one of its own, in which it is known how products are rounded. */
#ifdef WIDE_BYTES
#define LAID_LOOP(name, parts)                                                                     \
    static ALWAYS_INLINE void name##_loop(GrPixel *const out[3], const GrPixel *const below[3],    \
                                          const uint8_t *const ink[3], const uint8_t *alpha,       \
                                          const uint8_t *dither, int n)                            \
    {                                                                                              \
        const Tables tables = get_tables();                                                        \
        const Roundings roundings = get_roundings(dither);                                         \
        const bool nearest = !dither;                                                              \
        n = whole_steps(n);                                                                        \
        LAY_LOOP(parts, name##_bytes)                                                              \
    }                                                                                              \
    static void name##_lay(GrPixel *const out[3], const GrPixel *const below[3],                   \
                           const uint8_t *const ink[3], const uint8_t *alpha,                      \
                           const uint8_t *dither, int n)                                           \
    {                                                                                              \
        if (dither)                                                                                \
            name##_loop(out, below, ink, alpha, dither, n);                                        \
        else                                                                                       \
            name##_loop(out, below, ink, alpha, NULL, n);                                          \
    }
#else
#define LAID_LOOP(name, parts)                                                                     \
    static void name##_lay(GrPixel *const out[3], const GrPixel *const below[3],                   \
                           const uint8_t *const ink[3], const uint8_t *alpha,                      \
                           const uint8_t *dither, int n)                                           \
    {                                                                                              \
        const Tables tables = get_tables();                                                        \
        const Roundings roundings = get_roundings(dither);                                         \
        n = whole_steps(n);                                                                        \
        LAY_LOOP(parts, name##_bytes)                                                              \
    }
#endif

/* Of modes whose stored ink is not the row itself. */
#define PREPARED_LOOPS(name, parts, ink_of, expression)                                            \
    ROW_LOOPS(name, ink_of, expression)                                                            \
    LAID_LOOP(name, parts)                                                                         \
    static void name##_prepare(uint8_t *prepared, const GrPixel *ink, int n)                       \
    {                                                                                              \
        const Tables tables = get_tables();                                                        \
        n = whole_steps(n);                                                                        \
        PREPARE_LOOP(parts, ink_of)                                                                \
    }

/* Single numbers have no use for words of their ink. */
#ifdef WIDE_BYTES
#define PLAIN_LOOPS(name, expression)                                                              \
    ROW_LOOPS(name, as_it_is, expression)                                                          \
    LAID_LOOP(name, FIRST)
#define WORDS_LOOPS(name, ink_of, expression) PREPARED_LOOPS(name, WORDS, ink_of, expression)
#else
#define WORDS_LOOPS(name, ink_of, expression)                                                      \
    ROW_LOOPS(name, ink_of, expression)                                                            \
    static void name##_lay(GrPixel *const out[3], const GrPixel *const below[3],                   \
                           const uint8_t *const ink[3], const uint8_t *alpha,                      \
                           const uint8_t *dither, int n)                                           \
    {                                                                                              \
        for (int plane = 0; plane < 3; plane++)                                                    \
            name##_row(out[plane], below[plane], ink[plane], alpha, dither, n);                    \
    }
#define PLAIN_LOOPS(name, expression) WORDS_LOOPS(name, as_it_is, expression)
#endif

#ifdef WIDE_BYTES
PREPARED_LOOPS(softlight, FIRST | WORDS, soft_ink, soft_light(tables, b, ink, a))
#else
static void softlight_prepare(uint8_t *prepared, const GrPixel *ink, int n)
{
    const Tables tables = get_tables();
    PREPARE_LOOP((FIRST | WORDS), soft_ink)
}

/* Ways are looked up before the loop that has several numbers at once. */
static void softlight_block(GrPixel *out, const GrPixel *below, const uint8_t *ink,
                            const uint8_t *alpha)
{
    const Tables tables = get_tables();
    const uint16_t *shares = ALIGNED(ink + INK_BLOCK);
    uint8_t way[INK_BLOCK];
    for (int i = 0; i < INK_BLOCK; i++)
        way[i] = gr_blend_tables.soft[ink[i] & 1][below[i]];
    PARALLEL_LOOP
    for (int i = 0; i < INK_BLOCK; i++) {
        const Ink made = {.first = ink[i], .second = way[i], .words = {shares[i]}};
        out[i] = soft_light(&tables, below[i], &made, (Alpha){.bytes = alpha[i]});
    }
}

static void softlight_row(GrPixel *out, const GrPixel *below, const GrPixel *ink,
                          const uint8_t *alpha, const uint8_t *dither, int n)
{
    (void)dither;
    _Alignas(64) uint8_t made[3 * INK_BLOCK];
    for (int i = 0; i < whole_steps(n); i += INK_BLOCK) {
        softlight_prepare(made, ink + i, INK_BLOCK);
        softlight_block(out + i, below + i, made, alpha + i);
    }
}

static void softlight_lay(GrPixel *const out[3], const GrPixel *const below[3],
                          const uint8_t *const ink[3], const uint8_t *alpha, const uint8_t *dither,
                          int n)
{
    (void)dither;
    for (int plane = 0; plane < 3; plane++)
        for (int i = 0; i < whole_steps(n); i += INK_BLOCK)
            softlight_block(out[plane] + i, below[plane] + i, ink[plane] + 3 * i, alpha + i);
}
#endif

WORDS_LOOPS(normal, in_words, toward(b, &ink->words, a))
PLAIN_LOOPS(add, b + part(byte_lesser(ink->first, byte_rest(b)), a))
PLAIN_LOOPS(subtract, b - part(byte_lesser(ink->first, b), a))
WORDS_LOOPS(multiply, rest_in_words, b - share(b, &ink->words, a))
WORDS_LOOPS(screen, in_words, b + share(byte_rest(b), &ink->words, a))
PREPARED_LOOPS(overlay, FIRST | WORDS, dark_and_strength, overlay_of(b, ink, a))
PREPARED_LOOPS(hardlight, FIRST | WORDS, light_and_strength, hard_light(b, ink, a))
PLAIN_LOOPS(difference, difference_of(b, ink->first, a))
WORDS_LOOPS(exclusion, in_words, exclusion_of(b, ink, a))
PREPARED_LOOPS(colordodge, FIRST | WORDS, dodge_ink, colour_dodge(tables, b, ink, a))
PREPARED_LOOPS(colorburn, FIRST | WORDS, burn_ink, colour_burn(tables, b, ink, a))
PREPARED_LOOPS(linearlight, FIRST | SECOND, light_and_strength, pushed(b, ink, a))
PREPARED_LOOPS(vividlight, FIRST | SECOND | WORDS, vivid_ink, vivid_light(tables, b, ink, a))
PREPARED_LOOPS(pinlight, FIRST | SECOND, light_and_twice, pin_light(b, ink, a))
PLAIN_LOOPS(hardmix, hard_mix(b, ink->first, a))
PLAIN_LOOPS(lighten, b + part(byte_beyond(ink->first, b), a))
PLAIN_LOOPS(darken, b - part(byte_beyond(b, ink->first), a))
PREPARED_LOOPS(grain_extract, FIRST | SECOND, extracting_grain, pushed(b, ink, a))
PREPARED_LOOPS(grain_merge, FIRST | SECOND, merging_grain, pushed(b, ink, a))

#define MODES(plain, words, prepared)                                                              \
    words(NORMAL, normal), plain(ADD, add), plain(SUBTRACT, subtract), words(MULTIPLY, multiply),  \
        words(SCREEN, screen), prepared(OVERLAY, overlay), prepared(SOFTLIGHT, softlight),         \
        prepared(HARDLIGHT, hardlight), plain(DIFFERENCE, difference),                             \
        words(EXCLUSION, exclusion), prepared(COLORDODGE, colordodge),                             \
        prepared(COLORBURN, colorburn), prepared(LINEARLIGHT, linearlight),                        \
        prepared(VIVIDLIGHT, vividlight), prepared(PINLIGHT, pinlight), plain(HARDMIX, hardmix),   \
        plain(LIGHTEN, lighten), plain(DARKEN, darken), prepared(GRAIN_EXTRACT, grain_extract),    \
        prepared(GRAIN_MERGE, grain_merge)

#define ROW_OF(mode, name)          [GR_BLEND_##mode] = name##_row
#define PLAIN_LAY_OF(mode, name)    [GR_BLEND_##mode] = {NULL, name##_lay}
#define PREPARED_LAY_OF(mode, name) [GR_BLEND_##mode] = {name##_prepare, name##_lay}
#ifdef WIDE_BYTES
#define WORDS_LAY_OF PREPARED_LAY_OF
#else
#define WORDS_LAY_OF PLAIN_LAY_OF
#endif

GrBlendKernel *const blend_kernels[GR_BLEND_COUNT] = {MODES(ROW_OF, ROW_OF, ROW_OF)};
const GrLay lay_kernels[GR_BLEND_COUNT] = {MODES(PLAIN_LAY_OF, WORDS_LAY_OF, PREPARED_LAY_OF)};

static inline Byte ink_bytes_over_black(const Tables *tables, Byte b, const Ink *ink, Alpha a)
{
    (void)tables;
    (void)b;
    return part(ink->first, a);
}

static void put_over_black(GrPixel *out, const GrPixel *ink, const uint8_t *alpha,
                           const uint8_t *dither, int n)
{
    const GrPixel *below = ink; /* not used */
    const Tables tables = get_tables();
    const Roundings roundings = get_roundings(dither);
    n = whole_steps(n);
    ROW_LOOP(as_it_is, ink_bytes_over_black)
}

void ink_over_black(GrPixel *out, const GrPixel *ink, const uint8_t *alpha, int n)
{
    put_over_black(out, ink, alpha, NULL, n);
}

#ifdef WIDE_BYTES
static ALWAYS_INLINE void lay_loop(GrPixel *const out[3], const GrPixel *const ink[3],
                                   const uint8_t *alpha, const uint8_t *dither, int n)
{
    const Roundings roundings = get_roundings(dither);
    GrPixel *out0 = out[0], *out1 = out[1], *out2 = out[2];
    const GrPixel *ink0 = ink[0], *ink1 = ink[1], *ink2 = ink[2];
    n = whole_steps(n);
    for (int i = 0; i < n; i += WIDE_BYTES) {
        const Alpha a = {(Byte)wide_load(alpha + i), !dither, rounding_at(&roundings, i)};
        wide_store(out0 + i, (Wide)part((Byte)wide_load(ink0 + i), a));
        wide_store(out1 + i, (Wide)part((Byte)wide_load(ink1 + i), a));
        wide_store(out2 + i, (Wide)part((Byte)wide_load(ink2 + i), a));
    }
}
#endif

void lay_over_black(GrPixel *const out[3], const GrPixel *const ink[3], const uint8_t *alpha,
                    const uint8_t *dither, int n)
{
#ifdef WIDE_BYTES
    if (dither)
        lay_loop(out, ink, alpha, dither, n);
    else
        lay_loop(out, ink, alpha, NULL, n);
#else
    for (int plane = 0; plane < 3; plane++)
        put_over_black(out[plane], ink[plane], alpha, dither, n);
#endif
}

#ifdef WIDE_BYTES
void blend_flat(GrPixel *const out[3], const GrPixel colour[3], const uint8_t *alpha,
                const uint8_t *dither, int n)
{
    const Roundings roundings = get_roundings(dither);
    Words ink[3];
    n = whole_steps(n);
    for (int plane = 0; plane < 3; plane++)
        ink[plane] = words_of(byte_of(colour[plane]));
    for (int i = 0; i < n; i += WIDE_BYTES) {
        const Alpha a = {(Byte)wide_load(alpha + i), true, rounding_at(&roundings, i)};
        if (wide_is_zero((Wide)a.bytes))
            continue; /* most of a page is paper */
        for (int plane = 0; plane < 3; plane++) {
            GrPixel *to = out[plane] + i;
            wide_store(to, (Wide)toward((Byte)wide_load(to), &ink[plane], a));
        }
    }
}
#else
void blend_flat(GrPixel *const out[3], const GrPixel colour[3], const uint8_t *alpha,
                const uint8_t *dither, int n)
{
    const Roundings roundings = get_roundings(dither);
    n = whole_steps(n);
    for (int plane = 0; plane < 3; plane++) {
        const Words ink = {colour[plane]};
        for (int at = 0; at < n; at += GR_KERNEL_STEP) {
            GrPixel *to = ALIGNED(out[plane] + at);
            const uint8_t *amount = ALIGNED(alpha + at);
            PARALLEL_LOOP
            for (int i = 0; i < GR_KERNEL_STEP; i++)
                to[i] = toward(to[i], &ink, (Alpha){amount[i], false, roundings.of[i]});
        }
    }
}
#endif

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
        set_both(tables->share, i, i ? word_quotient(SHARES, (Word)i) : 0);
        for (int falls = 0; falls < 2; falls++)
            tables->soft[falls][i] = (uint8_t)(soft_way_of((Byte)i, falls) >> 6);
    }
}
#endif
