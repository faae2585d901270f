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
    GR_TETRAHEDRA_CHUNK = 512,   /* pixels whose places are found together */
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
    /* The same place as a cell (red: times 6, green: times 2) and 256ths of it, by code value. */
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

/* Of points beyond black and white. */
static inline GrPixel gr_tetrahedra_pixel(int32_t code)
{
    return (GrPixel)(code < 0 ? 0 : code > GR_PIXEL_MAX ? GR_PIXEL_MAX : code);
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

/* Where a pixel's record and its weights stand: 64 pixels are left as they come out of unpacking
 * within 128-bit parts. A sum of such places is the place of the sum where bits do not meet. */
static inline int gr_tetrahedra_at(int x)
{
    return (x & ~63) + ((x & 12) << 2) + ((x & 48) >> 2) + (x & 3);
}

static inline int gr_tetrahedra_weight_at(int x)
{
    return (x & ~63) + ((x & 14) << 2) + ((x & 48) >> 3) + (x & 1);
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

/* Six times the cell on red, and which of its tetrahedra, as gr_tetrahedron_of() says. */
static inline Wide gr_tetrahedra_which(Wide six, const Wide part[3])
{
    const Wide one = wide_splat8(1), two = wide_splat8(2);
    six = _mm512_mask_add_epi8(six, _mm512_cmpgt_epu8_mask(part[0], part[1]), six, one);
    six = _mm512_mask_add_epi8(six, _mm512_cmpgt_epu8_mask(part[1], part[2]), six, two);
    return _mm512_mask_add_epi8(six, _mm512_cmpgt_epu8_mask(part[0], part[2]), six, two);
}

/* 64 pixels. */
static inline void gr_tetrahedra_find_some(const GrTetrahedra *given, const GrPixel *r,
                                           const GrPixel *g, const GrPixel *b, uint32_t *at,
                                           uint32_t (*weight)[2])
{
    const GrPixel *const rows[3] = {r, g, b};
    const Wide zero = wide_zero();
    const int size = given->size;
    const Wide row = wide_splat16(1 | size * GR_TETRAHEDRA / 2 << 8);
    const Wide slice = wide_splat32(4 | 4 * GR_TETRAHEDRA * size * size << 16);
    Wide cell[3], part[3];
    for (int c = 0; c < 3; c++) {
        Wide pixels = wide_load_any(rows[c]);
        cell[c] = gr_tetrahedra_pick(given->cell[c], pixels);
        part[c] = gr_tetrahedra_pick(given->part[c], pixels);
    }
    gr_tetrahedra_weigh(weight, part);
    const Wide record = gr_tetrahedra_which(cell[0], part);
    for (int half = 0; half < 2; half++, at += 32) {
        Wide pair = half ? wide_high8(record, cell[1]) : wide_low8(record, cell[1]);
        Wide blue = half ? wide_high8(cell[2], zero) : wide_low8(cell[2], zero);
        pair = wide_pairs(pair, row);
        wide_store(at, wide_dot(wide_low16(pair, blue), slice));
        wide_store(at + 16, wide_dot(wide_high16(pair, blue), slice));
    }
}

static inline void gr_tetrahedra_find(const GrTetrahedra *given, const GrPixel *r, const GrPixel *g,
                                      const GrPixel *b, int count, GrTetrahedraPlaces *to)
{
    for (int x = 0; x < count; x += 64)
        gr_tetrahedra_find_some(given, r + x, g + x, b + x, to->at + x, to->weight + x);
}

#else

static inline int gr_tetrahedra_at(int x)
{
    return x;
}

static inline int gr_tetrahedra_weight_at(int x)
{
    return x;
}

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

/* Some pixels of a chunk. */
typedef struct GrTetrahedraRun {
    const GrTetrahedron *all;
    const uint32_t *at, (*weight)[2];
} GrTetrahedraRun;

/* A pixel's channels, each in two halves of 2^-16 code values. */
static inline __m256i gr_tetrahedron_sums(const GrTetrahedraRun *run, int x)
{
    size_t at = run->at[gr_tetrahedra_at(x)];
    const char *record = (const char *)run->all + at * (sizeof *run->all / 4);
    long long weights;
    memcpy(&weights, run->weight[gr_tetrahedra_weight_at(x)], sizeof weights);
    return _mm256_madd_epi16(_mm256_load_si256((const __m256i *)record),
                             _mm256_set1_epi64x(weights));
}

/* Two pixels: red and green of both, blue of both. */
static inline __m256i gr_tetrahedra_two(const GrTetrahedraRun *run, int x)
{
    __m256 a = _mm256_castsi256_ps(gr_tetrahedron_sums(run, x));
    __m256 b = _mm256_castsi256_ps(gr_tetrahedron_sums(run, x + 1));
    return _mm256_add_epi32(_mm256_castps_si256(_mm256_shuffle_ps(a, b, 0x88)),
                            _mm256_castps_si256(_mm256_shuffle_ps(a, b, 0xdd)));
}

/* Four: what belongs to the first two in even, the others in odd words. */
static inline __m256i gr_tetrahedra_four(const GrTetrahedraRun *run, int x)
{
    return _mm256_blend_epi16(_mm256_srli_epi32(gr_tetrahedra_two(run, x), 16),
                              gr_tetrahedra_two(run, x + 2), 0xaa);
}

static inline void gr_tetrahedra_eight(const GrTetrahedraRun *run, int x, GrPixel *r, GrPixel *g,
                                       GrPixel *b)
{
    const __m256i apart = _mm256_setr_epi8(0, 4, 1, 5, 8, 12, 9, 13, 2, 6, 3, 7, 10, 14, 11, 15, 0,
                                           4, 1, 5, 8, 12, 9, 13, 2, 6, 3, 7, 10, 14, 11, 15);
    __m256i eight = _mm256_packus_epi16(gr_tetrahedra_four(run, x), gr_tetrahedra_four(run, x + 4));
    eight = _mm256_shuffle_epi8(eight, apart);
    __m128i red_green = _mm256_castsi256_si128(eight);
    _mm_storel_epi64((__m128i *)(r + x), red_green);
    _mm_storeh_pd((double *)(g + x), _mm_castsi128_pd(red_green));
    _mm_storel_epi64((__m128i *)(b + x), _mm256_extracti128_si256(eight, 1));
}

/* `count` is rounded up to a multiple of 16. */
static inline void gr_tetrahedra_mix(const GrTetrahedron *all, const GrTetrahedraPlaces *of,
                                     int count, GrPixel *r, GrPixel *g, GrPixel *b)
{
    for (int x = 0; x < count; x += 16) {
        const GrTetrahedraRun run = {all, of->at + gr_tetrahedra_at(x),
                                     of->weight + gr_tetrahedra_weight_at(x)};
        gr_tetrahedra_eight(&run, 0, r + x, g + x, b + x);
        gr_tetrahedra_eight(&run, 8, r + x, g + x, b + x);
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
            rows[c][x] = gr_tetrahedra_pixel(sum >> 16);
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
    static const int times[3] = {GR_TETRAHEDRA, 2, 1};
    _Alignas(64) GrPixel black[3][64] = {{0}};
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 256; i++) {
            int32_t place = gr_tetrahedra_place(given, c, i);
            given->cell[c][i] = (uint8_t)((place >> 8) * times[c]);
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
        /* What has no black before it stays where it is. */
        for (int c = 0; c < 3 && (~some || count < x); c++)
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
