/* SPDX-License-Identifier: MIT
 *
 * For code that is compiled once per SIMD level (base/level.h).
 * The widest registers of a level from AVX2 on, under one set of names; WIDE_BYTES is defined there
 * and nowhere else. Low and high halves, packing and the picking of bytes stay within 128-bit
 * parts: what low8() and high8() take apart, pack16() puts together again.
 */
#ifndef GR_BASE_SIMD_H
#define GR_BASE_SIMD_H

#include <stdint.h>

#if defined(__AVX512BW__)
#include <immintrin.h>

typedef __m512i Wide;
#define WIDE_BYTES                       64
#define wide_load(p)                     _mm512_load_si512(p)
#define wide_load_any(p)                 _mm512_loadu_si512(p)
#define wide_store(p, v)                 _mm512_store_si512((p), (v))
#define wide_store_any(p, v)             _mm512_storeu_si512((p), (v))
#define wide_store_away(p, v)            _mm512_stream_si512((__m512i *)(void *)(p), (v))
#define wide_splat8(x)                   _mm512_set1_epi8((char)(x))
#define wide_splat16(x)                  _mm512_set1_epi16((short)(x))
#define wide_splat32(x)                  _mm512_set1_epi32(x)
#define wide_zero()                      _mm512_setzero_si512()
#define wide_is_zero(a)                  (_mm512_test_epi8_mask((a), (a)) == 0)
#define wide_and(a, b)                   _mm512_and_si512(a, b)
#define wide_shift16(a, n)               _mm512_srli_epi16(a, n)
#define wide_shift32(a, n)               _mm512_srai_epi32(a, n)
#define wide_add16(a, b)                 _mm512_add_epi16(a, b)
#define wide_add_signed8(a, b)           _mm512_adds_epi8(a, b)
#define wide_add_signed16(a, b)          _mm512_adds_epi16(a, b)
#define wide_shift_signed16(a, n)        _mm512_srai_epi16(a, n)
#define wide_product_rounded16(a, b)     _mm512_mulhrs_epi16(a, b)
#define wide_sub16(a, b)                 _mm512_sub_epi16(a, b)
#define wide_min_signed16(a, b)          _mm512_min_epi16(a, b)
#define wide_max_signed16(a, b)          _mm512_max_epi16(a, b)
#define wide_pack_signed16(a, b)         _mm512_packs_epi16(a, b)
#define wide_mean8(a, b)                 _mm512_avg_epu8(a, b)
#define wide_max8(a, b)                  _mm512_max_epu8(a, b)
#define wide_product_high_signed16(a, b) _mm512_mulhi_epi16(a, b)
#define wide_add32(a, b)                 _mm512_add_epi32(a, b)
#define wide_min8(a, b)                  _mm512_min_epu8(a, b)
#define wide_min16(a, b)                 _mm512_min_epu16(a, b)
#define wide_max16(a, b)                 _mm512_max_epu16(a, b)
#define wide_add_clamp8(a, b)            _mm512_adds_epu8(a, b)
#define wide_add_clamp16(a, b)           _mm512_adds_epu16(a, b)
#define wide_sub_clamp8(a, b)            _mm512_subs_epu8(a, b)
#define wide_sub_clamp16(a, b)           _mm512_subs_epu16(a, b)
#define wide_product_high16(a, b)        _mm512_mulhi_epu16(a, b)
#define wide_dot(a, b)                   _mm512_madd_epi16(a, b)
#define wide_pairs(a, b)                 _mm512_maddubs_epi16(a, b)
#define wide_pick(table, i)              _mm512_shuffle_epi8(table, i)
#define wide_low8(a, b)                  _mm512_unpacklo_epi8(a, b)
#define wide_high8(a, b)                 _mm512_unpackhi_epi8(a, b)
#define wide_low16(a, b)                 _mm512_unpacklo_epi16(a, b)
#define wide_high16(a, b)                _mm512_unpackhi_epi16(a, b)
#define wide_pack16(a, b)                _mm512_packus_epi16(a, b)
#define wide_pack32(a, b)                _mm512_packs_epi32(a, b)
#define wide_pack_unsigned32(a, b)       _mm512_packus_epi32(a, b)
#define wide_quotient32(of, x)           /* rounded */                                             \
    _mm512_cvttps_epi32(_mm512_add_ps(_mm512_div_ps(_mm512_set1_ps(of), _mm512_cvtepi32_ps(x)),    \
                                      _mm512_set1_ps(0.5f)))
#define wide_table(p) _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(p)))
/* Bytes to 16 bits, in order. */
#define wide_widened(p) _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(p)))
/* Puts the even 64-bit lanes of a packed pair first: undoes the packing within 128-bit parts. */
#define wide_in_order(a) _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), a)
/* The opposite: of bytes in this order low8() and high8() are the first and the second half. */
#define wide_to_part(a) _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 4, 1, 5, 2, 6, 3, 7), a)
/* Of two registers that follow each other the 128-bit parts with even and with odd numbers: words
 * in order become what low8() and high8() make of their pixels' bytes. */
#define wide_even_parts(a, b) _mm512_shuffle_i64x2(a, b, 0x88)
#define wide_odd_parts(a, b)  _mm512_shuffle_i64x2(a, b, 0xdd)

#elif defined(__AVX2__)
#include <immintrin.h>

typedef __m256i Wide;
#define WIDE_BYTES                       32
#define wide_load(p)                     _mm256_load_si256((const __m256i *)(p))
#define wide_load_any(p)                 _mm256_loadu_si256((const __m256i *)(p))
#define wide_store(p, v)                 _mm256_store_si256((__m256i *)(p), (v))
#define wide_store_any(p, v)             _mm256_storeu_si256((__m256i *)(p), (v))
#define wide_store_away(p, v)            _mm256_stream_si256((__m256i *)(p), (v))
#define wide_splat8(x)                   _mm256_set1_epi8((char)(x))
#define wide_splat16(x)                  _mm256_set1_epi16((short)(x))
#define wide_splat32(x)                  _mm256_set1_epi32(x)
#define wide_zero()                      _mm256_setzero_si256()
#define wide_is_zero(a)                  _mm256_testz_si256((a), (a))
#define wide_and(a, b)                   _mm256_and_si256(a, b)
#define wide_shift16(a, n)               _mm256_srli_epi16(a, n)
#define wide_shift32(a, n)               _mm256_srai_epi32(a, n)
#define wide_add16(a, b)                 _mm256_add_epi16(a, b)
#define wide_add_signed8(a, b)           _mm256_adds_epi8(a, b)
#define wide_add_signed16(a, b)          _mm256_adds_epi16(a, b)
#define wide_shift_signed16(a, n)        _mm256_srai_epi16(a, n)
#define wide_product_rounded16(a, b)     _mm256_mulhrs_epi16(a, b)
#define wide_sub16(a, b)                 _mm256_sub_epi16(a, b)
#define wide_min_signed16(a, b)          _mm256_min_epi16(a, b)
#define wide_max_signed16(a, b)          _mm256_max_epi16(a, b)
#define wide_pack_signed16(a, b)         _mm256_packs_epi16(a, b)
#define wide_mean8(a, b)                 _mm256_avg_epu8(a, b)
#define wide_max8(a, b)                  _mm256_max_epu8(a, b)
#define wide_product_high_signed16(a, b) _mm256_mulhi_epi16(a, b)
#define wide_add32(a, b)                 _mm256_add_epi32(a, b)
#define wide_min8(a, b)                  _mm256_min_epu8(a, b)
#define wide_min16(a, b)                 _mm256_min_epu16(a, b)
#define wide_max16(a, b)                 _mm256_max_epu16(a, b)
#define wide_add_clamp8(a, b)            _mm256_adds_epu8(a, b)
#define wide_add_clamp16(a, b)           _mm256_adds_epu16(a, b)
#define wide_sub_clamp8(a, b)            _mm256_subs_epu8(a, b)
#define wide_sub_clamp16(a, b)           _mm256_subs_epu16(a, b)
#define wide_product_high16(a, b)        _mm256_mulhi_epu16(a, b)
#define wide_dot(a, b)                   _mm256_madd_epi16(a, b)
#define wide_pairs(a, b)                 _mm256_maddubs_epi16(a, b)
#define wide_pick(table, i)              _mm256_shuffle_epi8(table, i)
#define wide_low8(a, b)                  _mm256_unpacklo_epi8(a, b)
#define wide_high8(a, b)                 _mm256_unpackhi_epi8(a, b)
#define wide_low16(a, b)                 _mm256_unpacklo_epi16(a, b)
#define wide_high16(a, b)                _mm256_unpackhi_epi16(a, b)
#define wide_pack16(a, b)                _mm256_packus_epi16(a, b)
#define wide_pack32(a, b)                _mm256_packs_epi32(a, b)
#define wide_pack_unsigned32(a, b)       _mm256_packus_epi32(a, b)
#define wide_quotient32(of, x)                                                                     \
    _mm256_cvttps_epi32(_mm256_add_ps(_mm256_div_ps(_mm256_set1_ps(of), _mm256_cvtepi32_ps(x)),    \
                                      _mm256_set1_ps(0.5f)))
#define wide_table(p)         _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(p)))
#define wide_widened(p)       _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(p)))
#define wide_in_order(a)      _mm256_permute4x64_epi64(a, 0xd8)
#define wide_to_part(a)       _mm256_permute4x64_epi64(a, 0xd8)
#define wide_even_parts(a, b) _mm256_permute2x128_si256(a, b, 0x20)
#define wide_odd_parts(a, b)  _mm256_permute2x128_si256(a, b, 0x31)
#endif

/* 8-bit and 16-bit numbers to calculate with: a register of them, or one where the compiler is left
 * to it. An expression in them reads the same for both if it casts what C would widen. */
#ifdef WIDE_BYTES
typedef uint16_t Word __attribute__((vector_size(WIDE_BYTES)));
typedef uint8_t Byte __attribute__((vector_size(WIDE_BYTES)));
typedef int8_t SignedByte __attribute__((vector_size(WIDE_BYTES)));

#ifdef __AVX512VBMI__
/* 256 bytes to be looked up by bytes. */
typedef struct WholeTable {
    Wide part[4];
} WholeTable;

static inline WholeTable whole_table(const uint8_t *from)
{
    return (WholeTable){{wide_load_any(from), wide_load_any(from + 64), wide_load_any(from + 128),
                         wide_load_any(from + 192)}};
}

static inline Byte whole_pick(const WholeTable *table, Byte at)
{
    Wide lower = _mm512_permutex2var_epi8(table->part[0], (Wide)at, table->part[1]);
    Wide upper = _mm512_permutex2var_epi8(table->part[2], (Wide)at, table->part[3]);
    return (Byte)_mm512_mask_blend_epi8(_mm512_movepi8_mask((Wide)at), lower, upper);
}

/* The lower half of such a table, where `at` is below 128. */
static inline Byte half_pick(const WholeTable *table, Byte at)
{
    return (Byte)_mm512_permutex2var_epi8(table->part[0], (Wide)at, table->part[1]);
}
#endif

static inline Byte byte_either(Byte a, Byte b, Byte mask_of_a)
{
#if WIDE_BYTES == 64
    return (Byte)_mm512_mask_blend_epi8(_mm512_movepi8_mask((Wide)mask_of_a), (Wide)b, (Wide)a);
#else
    return (Byte)_mm256_blendv_epi8((Wide)b, (Wide)a, (Wide)mask_of_a);
#endif
}

/* a where an index reaches `least`, else b. */
static inline Byte byte_from(Byte index, uint8_t least, Byte a, Byte b)
{
    Wide from = wide_splat8(least);
#if WIDE_BYTES == 64
    return (Byte)_mm512_mask_blend_epi8(_mm512_cmpge_epu8_mask((Wide)index, from), (Wide)b,
                                        (Wide)a);
#else
    Wide reached = _mm256_cmpeq_epi8(wide_max8((Wide)index, from), (Wide)index);
    return (Byte)_mm256_blendv_epi8((Wide)b, (Wide)a, reached);
#endif
}

/* The upper bytes of both: what was 256 times too much. */
static inline Byte high_bytes(Word low, Word high)
{
#ifdef __AVX512VBMI__
    static const uint8_t of[64] = {
        1,  3,  5,  7,  9,  11, 13, 15, 65,  67,  69,  71,  73,  75,  77,  79,
        17, 19, 21, 23, 25, 27, 29, 31, 81,  83,  85,  87,  89,  91,  93,  95,
        33, 35, 37, 39, 41, 43, 45, 47, 97,  99,  101, 103, 105, 107, 109, 111,
        49, 51, 53, 55, 57, 59, 61, 63, 113, 115, 117, 119, 121, 123, 125, 127,
    };
    return (Byte)_mm512_permutex2var_epi8((Wide)low, wide_load_any(of), (Wide)high);
#else
    return (Byte)wide_pack16(wide_shift16((Wide)low, 8), wide_shift16((Wide)high, 8));
#endif
}

static inline Byte byte_lesser(Byte a, Byte b)
{
    return (Byte)wide_min8((Wide)a, (Wide)b);
}

static inline Byte byte_greater(Byte a, Byte b)
{
    return (Byte)wide_max8((Wide)a, (Wide)b);
}

/* a - b, or 0. */
static inline Byte byte_beyond(Byte a, Byte b)
{
    return (Byte)wide_sub_clamp8((Wide)a, (Wide)b);
}

static inline Byte byte_of(uint8_t x)
{
    return (Byte)wide_splat8(x);
}

/* No more than 255. */
static inline Byte byte_sum(Byte a, Byte b)
{
    return (Byte)wide_add_clamp8((Wide)a, (Wide)b);
}

/* What a register lacks to all ones. From ~x GCC makes an instruction that waits for what it
 * overwrites, and a clamped subtraction shares its units with products. */
static inline Wide wide_rest(Wide x)
{
    Wide out;
#if WIDE_BYTES == 64
    __asm__("vpxorq %2, %1, %0" : "=v"(out) : "v"(x), "v"(wide_splat8(-1)));
#else
    __asm__("vpxor %2, %1, %0" : "=x"(out) : "x"(x), "x"(wide_splat8(-1)));
#endif
    return out;
}

/* 255 - x, and 65535 - x. */
static inline Byte byte_rest(Byte x)
{
    return (Byte)wide_rest((Wide)x);
}

static inline Word word_rest(Word x)
{
    return (Word)wide_rest((Wide)x);
}

/* a - b, or 0. */
static inline Word word_beyond(Word a, Word b)
{
    return (Word)wide_sub_clamp16((Wide)a, (Wide)b);
}

/* All ones where a >= b. */
static inline Word word_reaches(Word a, Word b)
{
    return (Word)(a >= b);
}

/* No more than 65535. */
static inline Word word_sum(Word a, Word b)
{
    return (Word)wide_add_clamp16((Wide)a, (Wide)b);
}

/* All ones from 128 on. */
static inline Byte byte_is_light(Byte x)
{
    return (Byte)((SignedByte)x < 0);
}

/* All ones below 128. */
static inline Byte byte_is_dark(Byte x)
{
#if WIDE_BYTES == 64 /* one instruction, a comparison takes two */
    return (Byte)wide_pick(wide_splat8(-1), (Wide)x);
#else
    return (Byte)((SignedByte)x >= 0);
#endif
}

static inline Word word_high_product(Word a, Word b)
{
    return (Word)wide_product_high16((Wide)a, (Wide)b);
}

static inline Word word_lesser(Word a, Word b)
{
    return (Word)wide_min16((Wide)a, (Wide)b);
}

static inline Word word_greater(Word a, Word b)
{
    return (Word)wide_max16((Wide)a, (Wide)b);
}

static inline Word word_of(uint16_t x)
{
    return (Word)wide_splat16(x);
}

/* a * b / 32768, rounded; both below 32768. */
static inline Word word_product_rounded(Word a, Word b)
{
    return (Word)wide_product_rounded16((Wide)a, (Wide)b);
}

/* The same of numbers from -32768 to 32767. */
static inline Word word_product_signed(Word a, Word b)
{
    return (Word)wide_product_rounded16((Wide)a, (Wide)b);
}

/* The high half of the product of such numbers. */
static inline Word word_high_product_signed(Word a, Word b)
{
    return (Word)wide_product_high_signed16((Wide)a, (Wide)b);
}

/* of / x, rounded, at most 65535. */
static inline Word word_quotient(float of, Word x)
{
    Wide zero = wide_zero(), low = wide_low16((Wide)x, zero), high = wide_high16((Wide)x, zero);
    return (Word)wide_pack_unsigned32(wide_quotient32(of, low), wide_quotient32(of, high));
}
#else
typedef uint16_t Word;
typedef uint8_t Byte;

static inline Byte byte_lesser(Byte a, Byte b)
{
    return a < b ? a : b;
}

static inline Byte byte_greater(Byte a, Byte b)
{
    return a > b ? a : b;
}

static inline Byte byte_beyond(Byte a, Byte b)
{
    return (Byte)(a > b ? a - b : 0);
}

static inline Byte byte_of(uint8_t x)
{
    return x;
}

static inline Byte byte_sum(Byte a, Byte b)
{
    return (Byte)(a + b > 255 ? 255 : a + b);
}

static inline Byte byte_rest(Byte x)
{
    return (Byte)~x;
}

static inline Word word_rest(Word x)
{
    return (Word)~x;
}

static inline Word word_beyond(Word a, Word b)
{
    return (Word)(a > b ? a - b : 0);
}

static inline Word word_reaches(Word a, Word b)
{
    return (Word)(a >= b ? 65535 : 0);
}

static inline Word word_sum(Word a, Word b)
{
    Word room = (Word)~a;
    return (Word)(a + (b < room ? b : room));
}

static inline Byte byte_is_light(Byte x)
{
    return (Byte)(0 - (x >> 7));
}

static inline Byte byte_is_dark(Byte x)
{
    return (Byte)((x >> 7) - 1);
}

static inline Word word_high_product(Word a, Word b)
{
    return (Word)(((uint32_t)a * b) >> 16);
}

static inline Word word_lesser(Word a, Word b)
{
    return a < b ? a : b;
}

static inline Word word_greater(Word a, Word b)
{
    return a > b ? a : b;
}

static inline Word word_of(uint16_t x)
{
    return x;
}

/* In 16 bits, so that loops have as many at once. */
static inline Word word_product_rounded(Word a, Word b)
{
    Word low = (Word)((uint32_t)a * b);
    return (Word)(2 * word_high_product(a, b) + (Word)((Word)((low >> 14) + 1) >> 1));
}

/* From what numbers without a sign have: compilers find instructions for that. */
static inline Word word_product_signed(Word a, Word b)
{
    Word low = (Word)((uint32_t)a * b), of_a = (Word)(a & (Word)(0 - (b >> 15)));
    Word of_b = (Word)(b & (Word)(0 - (a >> 15)));
    Word high = (Word)(word_high_product(a, b) - (Word)(of_a + of_b));
    return (Word)((Word)(2 * high) + (Word)((Word)((low >> 14) + 1) >> 1));
}

static inline Word word_high_product_signed(Word a, Word b)
{
    return (Word)(((int32_t)(int16_t)a * (int16_t)b) >> 16);
}

static inline Word word_quotient(float of, Word x)
{
    return (Word)(int32_t)(of / (float)x + 0.5f);
}
#endif

#endif
