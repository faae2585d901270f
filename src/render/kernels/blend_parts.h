/* SPDX-License-Identifier: MIT
 *
 * What blend modes on code values are made of: half a register's bytes as 16 bits, products that
 * are rounded once, and what is known of an ink before there are pixels. Private to blend.c.
 */
#ifndef GR_RENDER_KERNELS_BLEND_PARTS_H
#define GR_RENDER_KERNELS_BLEND_PARTS_H

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

typedef struct Words {
    Word low, high;
} Words;

#define BOTH_HALVES(low, high) ((Words){low, high})
#else
#define LOW(x)                ((Word)(x))
#define LOW_257(x)            ((Word)((x)*257))
#define LOW_256(x)            ((Word)((x) << 8))
#define LOW_OF(x, upper)      ((Word)((x) | (upper) << 8))
#define PACKED(low, high)     ((Byte)(low))
#define high_bytes(low, high) ((Byte)((low) >> 8))

typedef struct Words {
    Word low;
} Words;

#define BOTH_HALVES(low, high) ((Words){low})
#endif

#ifdef __AVX512VBMI__
/* gr_blend_tables; what a mode does not look up is not loaded. */
typedef struct Tables {
    WholeTable share[2], rise, fall;
} Tables;

static inline Tables get_tables(void)
{
    const GrBlendTables *from = &gr_blend_tables;
    return (Tables){{whole_table(from->share[0]), whole_table(from->share[1])},
                    whole_table(from->soft[0]),
                    whole_table(from->soft[1])};
}
#elif defined(WIDE_BYTES)
typedef int Tables; /* none */

static inline Tables get_tables(void)
{
    return 0;
}
#else
typedef struct Tables {
    Word none;
} Tables;

/* Nothing, hidden from compilers: an addition of it makes them see that a high product is followed
 * by another one. */
static inline Tables get_tables(void)
{
    Word none = 0;
    __asm__("" : "+r"(none));
    return (Tables){none};
}
#endif

static inline Word once_more(const Tables *tables, Word x)
{
#ifdef WIDE_BYTES
    (void)tables;
    return x;
#else
    return (Word)(x + tables->none);
#endif
}

static inline Words words_of(Byte x)
{
    return BOTH_HALVES(LOW(x), HIGH(x));
}

/* Of three rows that are rounded to the nearest, or of any; and what rounds products with
 * it, 1..254 of 255. */
typedef struct Alpha {
    Byte bytes;
    bool shared;
    Words rounding;
} Alpha;

/* Of a step of columns: halves up, or by thresholds, of which none is so low or so high that whole
 * numbers would change. */
#ifdef WIDE_BYTES
enum { ROUNDINGS = GR_KERNEL_STEP / WIDE_BYTES };
#else
enum { ROUNDINGS = GR_KERNEL_STEP };
#endif
typedef struct Roundings {
    Words of[ROUNDINGS];
} Roundings;

static inline Roundings get_roundings(const uint8_t *dither)
{
    Roundings out;
    for (int i = 0; i < ROUNDINGS; i++) {
#ifdef WIDE_BYTES
        Byte all = byte_of(128);
        if (dither)
            all = (Byte)wide_load_any(dither + i * WIDE_BYTES);
#else
        Byte all = dither ? dither[i] : 128;
#endif
        all = byte_lesser(byte_greater(all, byte_of(1)), byte_of(254));
        out.of[i] = words_of(all);
    }
    return out;
}

/* Those of the register, or the pixel, that begins at a column. */
static inline Words rounding_at(const Roundings *roundings, int column)
{
#ifdef WIDE_BYTES
    return roundings->of[column / WIDE_BYTES % ROUNDINGS];
#else
    return roundings->of[column % ROUNDINGS];
#endif
}

/* x / 255, where x with what rounds it is below 65536: the high product with 257, but compilers do
 * not find the instruction. */
static inline Word over255(Word x, Word rounding)
{
    Word sum = (Word)(x + rounding);
#ifdef WIDE_BYTES
    return word_high_product(sum, word_of(257));
#else
    return (Word)((Word)(sum + (sum >> 8)) >> 8);
#endif
}

static inline Word toward_words(Word b, Word mode, Word a, Word rounding)
{
    return over255((Word)((Word)(b * (Word)(255 - a)) + (Word)(mode * a)), rounding);
}

static inline Byte toward(Byte b, const Words *mode, Alpha a)
{
    return PACKED(toward_words(LOW(b), mode->low, LOW(a.bytes), a.rounding.low),
                  toward_words(HIGH(b), mode->high, HIGH(a.bytes), a.rounding.high));
}

static inline Word part_words(Word d, Word a, Word rounding)
{
    return over255((Word)(d * a), rounding);
}

/* round(d * alpha). With a shuffle that takes upper bytes, and rows that share what it takes to
 * prepare them, the alphas are 65536ths, rounded: their high products with 256 d are half of 256
 * off at most, which is exact where d * alpha is a whole number of 255ths. */
static inline Byte part(Byte d, Alpha a)
{
#ifdef __AVX512VBMI__
    if (a.shared) {
        Byte lower = byte_sum(a.bytes, (Byte)(byte_is_dark(a.bytes) + 1));
        Word low = LOW_OF(lower, a.bytes), high = HIGH_OF(lower, a.bytes);
        return high_bytes(word_high_product(LOW_256(d), low) + a.rounding.low,
                          word_high_product(HIGH_256(d), high) + a.rounding.high);
    }
#endif
    return PACKED(part_words(LOW(d), LOW(a.bytes), a.rounding.low),
                  part_words(HIGH(d), HIGH(a.bytes), a.rounding.high));
}

/* The high product takes one of 65025 away from what it should be, unless that is nothing. */
static inline Word share_words(Word p, Word q, Word a, Word rounding)
{
    return over255((Word)(word_high_product((Word)(p * q), a) + 1), rounding);
}

/* round(p * q * alpha) */
static inline Byte share(Byte p, const Words *q, Alpha a)
{
    return PACKED(share_words(LOW(p), q->low, LOW_257(a.bytes), a.rounding.low),
                  share_words(HIGH(p), q->high, HIGH_257(a.bytes), a.rounding.high));
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
    return (Byte)(byte_greater(x, y) - byte_lesser(x, y));
}

/* What a mode makes of an ink alone. Where many rows share their ink it is stored, only the parts
 * that the mode names, a block of GR_KERNEL_STEP pixels (or one register of them) after another. */
typedef struct Ink {
    Byte first, second;
    Words words;
} Ink;

enum { FIRST = 1, SECOND = 2, WORDS = 4 };

#ifdef WIDE_BYTES
enum { INK_BLOCK = WIDE_BYTES };

#else
enum { INK_BLOCK = GR_KERNEL_STEP };
#endif

/* Bytes of a block up to some part, and all of one. */
static inline int ink_bytes_to(int parts, int part)
{
    int bytes = 0;
    if (part > FIRST && (parts & FIRST))
        bytes += INK_BLOCK;
    if (part > SECOND && (parts & SECOND))
        bytes += INK_BLOCK;
    return bytes;
}

static inline int ink_bytes(int parts)
{
    return ink_bytes_to(parts, WORDS) + (parts & WORDS ? 2 * INK_BLOCK : 0);
}

#ifdef WIDE_BYTES
static inline Ink ink_at(const uint8_t *block, int parts)
{
    Ink ink = {0};
    if (parts & FIRST)
        ink.first = (Byte)wide_load(block);
    if (parts & SECOND)
        ink.second = (Byte)wide_load(block + ink_bytes_to(parts, SECOND));
    if (parts & WORDS) {
        const uint8_t *words = block + ink_bytes_to(parts, WORDS);
        ink.words.low = (Word)wide_load(words);
        ink.words.high = (Word)wide_load(words + WIDE_BYTES);
    }
    return ink;
}

static inline void put_ink(uint8_t *block, int parts, const Ink *ink)
{
    if (parts & FIRST)
        wide_store(block, (Wide)ink->first);
    if (parts & SECOND)
        wide_store(block + ink_bytes_to(parts, SECOND), (Wide)ink->second);
    if (parts & WORDS) {
        uint8_t *words = block + ink_bytes_to(parts, WORDS);
        wide_store(words, (Wide)ink->words.low);
        wide_store(words + WIDE_BYTES, (Wide)ink->words.high);
    }
}
#endif

#endif
