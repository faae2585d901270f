/* SPDX-License-Identifier: MIT */
#include "render/kernels/parts.h"

#if defined(__AVX512BW__)
#include <immintrin.h>

typedef __m512i Wide;
enum { WIDE_BYTES = 64 };
#define wide_load(p)         _mm512_load_si512(p)
#define wide_store(p, v)     _mm512_store_si512((p), (v))
#define wide_splat8(x)       _mm512_set1_epi8((char)(x))
#define wide_zero()          _mm512_setzero_si512()
#define wide_and(a, b)       _mm512_and_si512(a, b)
#define wide_shift16(a, n)   _mm512_srli_epi16(a, n)
#define wide_table(p)        _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(p)))
#define wide_pick(table, i)  _mm512_shuffle_epi8(table, i)
#define wide_low(a, b)       _mm512_unpacklo_epi8(a, b)
#define wide_high(a, b)      _mm512_unpackhi_epi8(a, b)
#define wide_pairs(a, b)     _mm512_maddubs_epi16(a, b)
#define wide_add16(a, b)     _mm512_add_epi16(a, b)
#define wide_pack(a, b)      _mm512_packus_epi16(a, b)
#define wide_add_clamp(a, b) _mm512_adds_epu8(a, b)
#define wide_sub_clamp(a, b) _mm512_subs_epu8(a, b)
#define wide_min(a, b)       _mm512_min_epu8(a, b)

#elif defined(__AVX2__)
#include <immintrin.h>

typedef __m256i Wide;
enum { WIDE_BYTES = 32 };
#define wide_load(p)         _mm256_load_si256((const __m256i *)(p))
#define wide_store(p, v)     _mm256_store_si256((__m256i *)(p), (v))
#define wide_splat8(x)       _mm256_set1_epi8((char)(x))
#define wide_zero()          _mm256_setzero_si256()
#define wide_and(a, b)       _mm256_and_si256(a, b)
#define wide_shift16(a, n)   _mm256_srli_epi16(a, n)
#define wide_table(p)        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(p)))
#define wide_pick(table, i)  _mm256_shuffle_epi8(table, i)
#define wide_low(a, b)       _mm256_unpacklo_epi8(a, b)
#define wide_high(a, b)      _mm256_unpackhi_epi8(a, b)
#define wide_pairs(a, b)     _mm256_maddubs_epi16(a, b)
#define wide_add16(a, b)     _mm256_add_epi16(a, b)
#define wide_pack(a, b)      _mm256_packus_epi16(a, b)
#define wide_add_clamp(a, b) _mm256_adds_epu8(a, b)
#define wide_sub_clamp(a, b) _mm256_subs_epu8(a, b)
#define wide_min(a, b)       _mm256_min_epu8(a, b)
#endif

#ifdef wide_load

typedef struct Pieces {
    Wide base, slope;
} Pieces;

static inline Pieces load_pieces(const GrPiecewise *from)
{
    return (Pieces){wide_table(from->base), wide_table(from->slope)};
}

/* base + (slope * rest + 8) / 16: the segment is looked up by a byte shuffle, the products and the
 * rounding come from one pairwise multiply-add. */
static inline Wide piecewise(Wide x, const Pieces *pieces)
{
    const Wide nibble = wide_splat8(15), one = wide_splat8(1), eight = wide_splat8(8);
    Wide segment = wide_and(wide_shift16(x, 4), nibble);
    Wide rest = wide_and(x, nibble);
    Wide base = wide_pick(pieces->base, segment), slope = wide_pick(pieces->slope, segment);
    Wide low = wide_pairs(wide_low(slope, one), wide_low(rest, eight));
    Wide high = wide_pairs(wide_high(slope, one), wide_high(rest, eight));
    low = wide_add16(wide_shift16(low, 4), wide_low(base, wide_zero()));
    high = wide_add16(wide_shift16(high, 4), wide_high(base, wide_zero()));
    return wide_pack(low, high);
}

void apply_curve(GrPixel *row, const GrCurve *curve, int n)
{
    if (curve->shape == GR_CURVE_IDENTITY)
        return;
    Pieces rise = load_pieces(&curve->rise), fall = load_pieces(&curve->fall);
    Pieces middle = load_pieces(&curve->middle);
    Wide low = wide_splat8(curve->low), high = wide_splat8(curve->high);
    Wide floor = wide_splat8(curve->floor);
    n = whole_steps(n);
    if (curve->shape == GR_CURVE_RISE) {
        for (int i = 0; i < n; i += WIDE_BYTES) {
            Wide x = wide_load(row + i);
            wide_store(row + i, piecewise(wide_sub_clamp(x, high), &rise));
        }
        return;
    }
    for (int i = 0; i < n; i += WIDE_BYTES) {
        Wide x = wide_load(row + i);
        Wide out = floor;
        if (curve->shape == GR_CURVE_BETWEEN) {
            Wide inside = wide_sub_clamp(wide_min(x, high), low);
            out = wide_add_clamp(out, piecewise(inside, &middle));
        }
        out = wide_add_clamp(out, piecewise(wide_sub_clamp(x, high), &rise));
        out = wide_sub_clamp(out, piecewise(wide_sub_clamp(low, x), &fall));
        wide_store(row + i, out);
    }
}

#else

void apply_curve(GrPixel *row, const GrCurve *curve, int n)
{
    if (curve->shape == GR_CURVE_IDENTITY)
        return;
    const uint8_t *table = curve->table;
    n = whole_steps(n);
    for (int i = 0; i < n; i++)
        row[i] = table[row[i]];
}

#endif
