/* SPDX-License-Identifier: MIT
 *
 * Colours looked up in a lattice of at most 36 points along an axis. Each cell is cut into six
 * tetrahedra along its diagonal, which is where greys are, and within one of them a colour is a
 * point and three slopes: what red, green and blue add. A tetrahedron is a record of 32 bytes, so
 * that a pixel is one load and one multiply-add of pairs. Black, which is most of a picture of
 * glyphs, is looked up once: where a machine can press bytes together the rest of a row is.
 */
#ifndef GR_SHADERS_COMMON_TETRAHEDRA_H
#define GR_SHADERS_COMMON_TETRAHEDRA_H

#include "base/simd.h"
#include "pixel.h"

#include <stdbool.h>
#include <string.h>

enum {
    GR_TETRAHEDRA = 6,           /* of a cell */
    GR_TETRAHEDRA_MOST = 36,     /* points along an axis: products of places fit 16 bits */
    GR_TETRAHEDRA_CHUNK = 256,   /* pixels whose places are found together */
    GR_TETRAHEDRON_WHOLE = 1024, /* parts of a cell; code value 1 is so many of 64 */
};

/* Of each channel: what whole red, green and blue add, and the point itself with half a code value;
 * 64ths of code values. The fourth is nothing. */
typedef struct GrTetrahedron {
    int16_t of[4][4];
} GrTetrahedron;

typedef struct GrTetrahedra {
    int size;                  /* points along an axis */
    int32_t scale[3], base[3]; /* place on it of a code value: (value * scale + base) / 2^8 */
    GrPixel black[3];          /* what black becomes */
    /* The same place as a cell and 256ths of it, by code value. */
    uint8_t cell[3][256], part[3][256];
} GrTetrahedra;

/* Where on an axis, in 256ths of a cell. */
static inline int32_t gr_tetrahedra_place(const GrTetrahedra *all, int axis, int32_t value)
{
    const int32_t last = (all->size - 1) << 8;
    int32_t place = (value * all->scale[axis] + all->base[axis]) >> 8;
    place = place < 0 ? 0 : place;
    return place < last ? place : last;
}

/* Axes from the largest part to the least, by what gr_tetrahedron_of() says. */
static const uint8_t gr_tetrahedron_order[GR_TETRAHEDRA][3] = {{2, 1, 0}, {2, 0, 1}, {1, 2, 0},
                                                               {0, 2, 1}, {1, 0, 2}, {0, 1, 2}};

/* Which of a cell's six: of equal parts the order does not matter. */
static inline int gr_tetrahedron_of(int red, int green, int blue)
{
    return (red > green ? 1 : 0) + (green > blue ? 2 : 0) + (red > blue ? 2 : 0);
}

static inline size_t gr_tetrahedra_bytes(int size)
{
    return (size_t)size * (size_t)size * (size_t)size * GR_TETRAHEDRA * sizeof(GrTetrahedron);
}

/* All six of the cell at a point; `points` are four numbers each, red fastest. Beyond the last
 * point of an axis nothing changes. */
static inline void gr_tetrahedra_fill_cell(GrTetrahedron *out, const int16_t (*points)[4], int size,
                                           const int at[3])
{
    const int ways[3] = {1, size, size * size};
    int first = at[0] + at[1] * ways[1] + at[2] * ways[2];
    for (int t = 0; t < GR_TETRAHEDRA; t++) {
        int corner = first;
        for (int c = 0; c < 4; c++)
            out[t].of[c][3] = (int16_t)(points[first][c] + (c < 3 ? 32 : 0));
        for (int k = 0; k < 3; k++) {
            int axis = gr_tetrahedron_order[t][k];
            int next = corner + (at[axis] + 1 < size ? ways[axis] : 0);
            for (int c = 0; c < 4; c++)
                out[t].of[c][axis] = (int16_t)(points[next][c] - points[corner][c]);
            corner = next;
        }
    }
}

static inline void gr_tetrahedra_fill(GrTetrahedron *out, const int16_t (*points)[4], int size)
{
    for (int b = 0; b < size; b++)
        for (int g = 0; g < size; g++)
            for (int r = 0; r < size; r++, out += GR_TETRAHEDRA)
                gr_tetrahedra_fill_cell(out, points, size, (const int[3]){r, g, b});
}

/* Records of some pixels, and what their slopes and points weigh, in pairs of 16 bits. Many are
 * found before the first is read: a machine does not read at once what it has just written at
 * another width. */
typedef struct GrTetrahedraPlaces {
    _Alignas(64) uint32_t at[GR_TETRAHEDRA_CHUNK]; /* in quarters of a record */
    _Alignas(64) uint32_t weight[GR_TETRAHEDRA_CHUNK][2];
} GrTetrahedraPlaces;

#ifdef __AVX512VBMI__

/* Pairs of columns in the order in which three steps of unpacking put all in order. */
static inline Wide gr_tetrahedra_spread(const GrPixel *from)
{
    static const uint16_t order[32] = {0, 4, 8,  12, 16, 20, 24, 28, 1, 5, 9,  13, 17, 21, 25, 29,
                                       2, 6, 10, 14, 18, 22, 26, 30, 3, 7, 11, 15, 19, 23, 27, 31};
    return _mm512_permutexvar_epi16(wide_load_any(order), wide_load_any(from));
}

static inline Wide gr_tetrahedra_pick(const uint8_t table[256], Wide at)
{
    const WholeTable whole = whole_table(table);
    return (Wide)whole_pick(&whole, (Byte)at);
}

static inline void gr_tetrahedra_weigh(uint32_t (*out)[2], const Wide part[3])
{
    const Wide zero = wide_zero(), whole = wide_splat16(GR_TETRAHEDRON_WHOLE);
    for (int half = 0; half < 2; half++, out += 32) {
        Wide wide[3];
        for (int c = 0; c < 3; c++) {
            wide[c] = half ? wide_high8(part[c], zero) : wide_low8(part[c], zero);
            wide[c] = (Wide)((Word)wide[c] << 2);
        }
        Wide low = wide_low16(wide[0], wide[1]), low_rest = wide_low16(wide[2], whole);
        Wide high = wide_high16(wide[0], wide[1]), high_rest = wide_high16(wide[2], whole);
        wide_store(out, _mm512_unpacklo_epi32(low, low_rest));
        wide_store(out + 8, _mm512_unpackhi_epi32(low, low_rest));
        wide_store(out + 16, _mm512_unpacklo_epi32(high, high_rest));
        wide_store(out + 24, _mm512_unpackhi_epi32(high, high_rest));
    }
}

/* What sort of tetrahedron, as gr_tetrahedron_of() says. */
static inline Wide gr_tetrahedra_which(const Wide part[3])
{
    const Wide one = wide_splat8(1), two = wide_splat8(2);
    Wide which = _mm512_maskz_mov_epi8(_mm512_cmpgt_epu8_mask(part[0], part[1]), one);
    __mmask64 more = _mm512_cmpgt_epu8_mask(part[1], part[2]);
    which = _mm512_mask_add_epi8(which, more, which, two);
    more = _mm512_cmpgt_epu8_mask(part[0], part[2]);
    return _mm512_mask_add_epi8(which, more, which, two);
}

/* 64 pixels. */
static inline void gr_tetrahedra_find_some(const GrTetrahedra *given, const GrPixel *r,
                                           const GrPixel *g, const GrPixel *b, uint32_t *at,
                                           uint32_t (*weight)[2])
{
    const GrPixel *const rows[3] = {r, g, b};
    const Wide zero = wide_zero(), in_order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    const int size = given->size;
    const Wide row = wide_splat16(1 | size << 8), six = wide_splat16(GR_TETRAHEDRA);
    const Wide slice = wide_splat32(4 | 4 * GR_TETRAHEDRA * size * size << 16);
    Wide cell[3], part[3];
    for (int c = 0; c < 3; c++) {
        Wide pixels = gr_tetrahedra_spread(rows[c]);
        cell[c] = gr_tetrahedra_pick(given->cell[c], pixels);
        part[c] = gr_tetrahedra_pick(given->part[c], pixels);
    }
    gr_tetrahedra_weigh(weight, part);
    const Wide which = gr_tetrahedra_which(part);
    for (int half = 0; half < 2; half++) {
        Wide pair = half ? wide_high8(cell[0], cell[1]) : wide_low8(cell[0], cell[1]);
        Wide blue = half ? wide_high8(cell[2], zero) : wide_low8(cell[2], zero);
        Wide of = half ? wide_high8(which, zero) : wide_low8(which, zero);
        Wide record = wide_add16(_mm512_mullo_epi16(wide_pairs(pair, row), six), of);
        Wide low = wide_dot(wide_low16(record, blue), slice);
        Wide high = wide_dot(wide_high16(record, blue), slice);
        wide_store(at + 32 * half, _mm512_permutexvar_epi64(in_order, low));
        wide_store(at + 32 * half + 16, _mm512_permutexvar_epi64(in_order, high));
    }
}

static inline void gr_tetrahedra_find(const GrTetrahedra *given, const GrPixel *r, const GrPixel *g,
                                      const GrPixel *b, int count, GrTetrahedraPlaces *to)
{
    for (int x = 0; x < count; x += 64)
        gr_tetrahedra_find_some(given, r + x, g + x, b + x, to->at + x, to->weight + x);
}

#else

static inline void gr_tetrahedra_find(const GrTetrahedra *given, const GrPixel *restrict r,
                                      const GrPixel *restrict g, const GrPixel *restrict b,
                                      int count, GrTetrahedraPlaces *restrict to)
{
    const GrTetrahedra *all = given;
    const int32_t row = 4 * GR_TETRAHEDRA * all->size, slice = row * all->size;
    for (int x = 0; x < count; x++) {
        int32_t red = gr_tetrahedra_place(all, 0, r[x]), green = gr_tetrahedra_place(all, 1, g[x]);
        int32_t blue = gr_tetrahedra_place(all, 2, b[x]);
        int32_t cell = 4 * GR_TETRAHEDRA * (red >> 8) + row * (green >> 8) + slice * (blue >> 8);
        red &= 255;
        green &= 255;
        blue &= 255;
        to->at[x] = (uint32_t)(cell + 4 * gr_tetrahedron_of(red, green, blue));
        to->weight[x][0] = (uint32_t)(red << 2 | green << 18);
        to->weight[x][1] = (uint32_t)(blue << 2 | GR_TETRAHEDRON_WHOLE << 16);
    }
}

#endif

#ifdef WIDE_BYTES

/* A pixel's channels, each in two halves of 2^-16 code values. */
static inline __m256i gr_tetrahedron_sums(const GrTetrahedron *all, const GrTetrahedraPlaces *of,
                                          int x)
{
    const char *record = (const char *)all + (size_t)of->at[x] * (sizeof *all / 4);
    long long weights;
    memcpy(&weights, of->weight[x], sizeof weights);
    return _mm256_madd_epi16(_mm256_load_si256((const __m256i *)record),
                             _mm256_set1_epi64x(weights));
}

/* Two pixels: red and green of both, blue of both. */
static inline __m256i gr_tetrahedra_two(const GrTetrahedron *all, const GrTetrahedraPlaces *of,
                                        int x)
{
    __m256 a = _mm256_castsi256_ps(gr_tetrahedron_sums(all, of, x));
    __m256 b = _mm256_castsi256_ps(gr_tetrahedron_sums(all, of, x + 1));
    return _mm256_add_epi32(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88)),
                            _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xdd)));
}

/* Four: what belongs to the first two in even, the others in odd words. */
static inline __m256i gr_tetrahedra_four(const GrTetrahedron *all, const GrTetrahedraPlaces *of,
                                         int x)
{
    return _mm256_blend_epi16(_mm256_srli_epi32(gr_tetrahedra_two(all, of, x), 16),
                              gr_tetrahedra_two(all, of, x + 2), 0xaa);
}

/* `count` is rounded up to a multiple of eight. */
static inline void gr_tetrahedra_mix(const GrTetrahedron *all, const GrTetrahedraPlaces *of,
                                     int count, GrPixel *r, GrPixel *g, GrPixel *b)
{
    const __m256i apart = _mm256_setr_epi8(0, 4, 1, 5, 8, 12, 9, 13, 2, 6, 3, 7, 10, 14, 11, 15, 0,
                                           4, 1, 5, 8, 12, 9, 13, 2, 6, 3, 7, 10, 14, 11, 15);
    for (int x = 0; x < count; x += 8) {
        __m256i eight =
            _mm256_packus_epi16(gr_tetrahedra_four(all, of, x), gr_tetrahedra_four(all, of, x + 4));
        eight = _mm256_shuffle_epi8(eight, apart);
        __m128i red_green = _mm256_castsi256_si128(eight);
        _mm_storel_epi64((__m128i *)(r + x), red_green);
        _mm_storeh_pd((double *)(g + x), _mm_castsi128_pd(red_green));
        _mm_storel_epi64((__m128i *)(b + x), _mm256_extracti128_si256(eight, 1));
    }
}

#else

static inline void gr_tetrahedra_mix(const GrTetrahedron *all, const GrTetrahedraPlaces *of,
                                     int count, GrPixel *r, GrPixel *g, GrPixel *b)
{
    GrPixel *const rows[3] = {r, g, b};
    for (int x = 0; x < count; x++)
        for (int c = 0; c < 3; c++) {
            const int16_t *channel = all[of->at[x] / 4].of[c];
            const uint32_t *weight = of->weight[x];
            int32_t sum = channel[0] * (int32_t)(weight[0] & 65535) +
                          channel[1] * (int32_t)(weight[0] >> 16) +
                          channel[2] * (int32_t)(weight[1] & 65535) +
                          channel[3] * (int32_t)(weight[1] >> 16);
            rows[c][x] = (GrPixel)(sum >> 16);
        }
}

#endif

/* `count` is rounded up to a multiple of 64. */
static inline void gr_tetrahedra_colours(const GrTetrahedra *given, const GrTetrahedron *all,
                                         GrPixel *r, GrPixel *g, GrPixel *b, int count)
{
    GrTetrahedraPlaces places;
    for (int x = 0; x < count; x += GR_TETRAHEDRA_CHUNK) {
        int some = count - x < GR_TETRAHEDRA_CHUNK ? count - x : GR_TETRAHEDRA_CHUNK;
        gr_tetrahedra_find(given, r + x, g + x, b + x, gr_row_span(some), &places);
        gr_tetrahedra_mix(all, &places, some, r + x, g + x, b + x);
    }
}

/* Call this when places and records are there. */
static inline void gr_tetrahedra_settle(GrTetrahedra *given, const GrTetrahedron *all)
{
    _Alignas(64) GrPixel black[3][64] = {{0}};
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 256; i++) {
            int32_t place = gr_tetrahedra_place(given, c, i);
            given->cell[c][i] = (uint8_t)(place >> 8);
            given->part[c][i] = (uint8_t)place;
        }
    gr_tetrahedra_colours(given, all, black[0], black[1], black[2], 8);
    for (int c = 0; c < 3; c++)
        given->black[c] = black[c][0];
}

#ifdef __AVX512VBMI2__

/* Moves what is not black to the start of the rows; says which that is of each 64 columns, and how
 * many there are. */
static inline int gr_tetrahedra_press(GrPixel *const rows[3], uint64_t *lit, int span)
{
    int count = 0;
    for (int x = 0; x < span; x += 64) {
        Wide own[3];
        for (int c = 0; c < 3; c++)
            own[c] = wide_load(rows[c] + x);
        Wide any = _mm512_or_si512(_mm512_or_si512(own[0], own[1]), own[2]);
        __mmask64 some = _mm512_test_epi8_mask(any, any);
        lit[x / 64] = some;
        if (!some)
            continue;
        for (int c = 0; c < 3; c++)
            wide_store_any(rows[c] + count, _mm512_maskz_compress_epi8(some, own[c]));
        count += __builtin_popcountll(some);
    }
    return count;
}

/* Puts it back, from the last column to the first. */
static inline void gr_tetrahedra_expand(GrPixel *const rows[3], const GrPixel black[3],
                                        const uint64_t *lit, int count, int span)
{
    for (int x = span - 64; x >= 0 && count < x + 64; x -= 64) {
        Wide out[3] = {wide_splat8(black[0]), wide_splat8(black[1]), wide_splat8(black[2])};
        count -= __builtin_popcountll(lit[x / 64]);
        for (int c = 0; c < 3 && lit[x / 64]; c++)
            out[c] = _mm512_mask_expand_epi8(out[c], lit[x / 64], wide_load_any(rows[c] + count));
        for (int c = 0; c < 3; c++)
            wide_store(rows[c] + x, out[c]);
    }
}

/* `lit`: room for a bit for each column. */
static inline void gr_tetrahedra_row(const GrTetrahedra *given, const GrTetrahedron *all,
                                     GrPixel *r, GrPixel *g, GrPixel *b, uint64_t *lit, int span)
{
    GrPixel *const rows[3] = {r, g, b};
    int count = gr_tetrahedra_press(rows, lit, span);
    gr_tetrahedra_colours(given, all, r, g, b, count);
    gr_tetrahedra_expand(rows, given->black, lit, count, span);
}

#else

static inline bool gr_tetrahedra_all_black(const GrPixel *r, const GrPixel *g, const GrPixel *b)
{
#ifdef WIDE_BYTES
    for (int i = 0; i < 64; i += WIDE_BYTES)
        if (!wide_is_zero(wide_load(r + i)) || !wide_is_zero(wide_load(g + i)) ||
            !wide_is_zero(wide_load(b + i)))
            return false;
#else
    for (int i = 0; i < 64; i++)
        if (r[i] | g[i] | b[i])
            return false;
#endif
    return true;
}

/* `lit`: room for a bit for each column. */
static inline void gr_tetrahedra_row(const GrTetrahedra *given, const GrTetrahedron *all,
                                     GrPixel *r, GrPixel *g, GrPixel *b, uint64_t *lit, int span)
{
    GrPixel *const rows[3] = {r, g, b};
    (void)lit;
    for (int x = 0, end; x < span; x = end) {
        bool black = gr_tetrahedra_all_black(r + x, g + x, b + x);
        for (end = x + 64; end < span; end += 64)
            if (gr_tetrahedra_all_black(r + end, g + end, b + end) != black)
                break;
        for (int c = 0; c < 3 && black; c++)
            memset(rows[c] + x, given->black[c], (size_t)(end - x));
        if (!black)
            gr_tetrahedra_colours(given, all, r + x, g + x, b + x, end - x);
    }
}

#endif

#endif
