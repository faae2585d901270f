/* SPDX-License-Identifier: MIT
 *
 * Part of patch.c, for AVX-512: lines that cross few rows are drawn by registers that hold all of
 * the pixels that up to ten of a line's lie between.
 */
#ifndef GR_RENDER_KERNELS_PATCH_WINDOWS_H
#define GR_RENDER_KERNELS_PATCH_WINDOWS_H

#include "render/kernels/patch_parts.h"

#if defined(__AVX512BW__)
#include <immintrin.h>

typedef struct Offsets {
    __m512i x, y;  /* fractions of a pixel */
    __m512i place; /* of the whole pixels */
} Offsets;

/* Sixteen pixels of a patch, by their columns and rows, seen from a place; a step in x and y adds
 * this to a place in memory, which begins at `first`. */
typedef struct Lanes {
    int64_t column[16], row[16];
} Lanes;

static inline __m512i lower_halves(__m512i a, __m512i b)
{
    return _mm512_inserti64x4(_mm512_castsi256_si512(_mm512_cvtepi64_epi32(a)),
                              _mm512_cvtepi64_epi32(b), 1);
}

static inline __m512i upper_halves(__m512i a, __m512i b)
{
    return lower_halves(_mm512_srli_epi64(a, 32), _mm512_srli_epi64(b, 32));
}

static inline __m512i eight_along(const Lanes *lanes, int from, int64_t right, int64_t down,
                                  int64_t seen_from)
{
    __m512i column = _mm512_loadu_si512(lanes->column + from);
    __m512i row = _mm512_loadu_si512(lanes->row + from);
    return _mm512_sub_epi64(_mm512_add_epi64(_mm512_mullo_epi64(column, _mm512_set1_epi64(right)),
                                             _mm512_mullo_epi64(row, _mm512_set1_epi64(down))),
                            _mm512_set1_epi64(seen_from));
}

static inline Offsets offsets_of(const GrPatch *patch, const Lanes *lanes, int64_t from_x,
                                 int64_t from_y, int32_t for_x, int32_t for_y, int32_t first)
{
    __m512i x = eight_along(lanes, 0, patch->dx, patch->down_x, from_x);
    __m512i more_x = eight_along(lanes, 8, patch->dx, patch->down_x, from_x);
    __m512i y = eight_along(lanes, 0, patch->dy, patch->down_y, from_y);
    __m512i more_y = eight_along(lanes, 8, patch->dy, patch->down_y, from_y);
    __m512i place =
        _mm512_add_epi32(_mm512_mullo_epi32(upper_halves(x, more_x), _mm512_set1_epi32(for_x)),
                         _mm512_mullo_epi32(upper_halves(y, more_y), _mm512_set1_epi32(for_y)));
    return (Offsets){lower_halves(x, more_x), lower_halves(y, more_y),
                     _mm512_add_epi32(place, _mm512_set1_epi32(first))};
}

static const Lanes in_line = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {0}};

/* The same from anywhere between pixels, whose fractions of one fill registers: what overflows is a
 * whole one more. */
static inline Offsets moved_by(const Offsets *from, __m512i x, __m512i y, __m512i for_x,
                               __m512i for_y)
{
    Offsets to = {_mm512_add_epi32(from->x, x), _mm512_add_epi32(from->y, y), from->place};
    to.place = _mm512_mask_add_epi32(to.place, _mm512_cmplt_epu32_mask(to.x, x), to.place, for_x);
    to.place = _mm512_mask_add_epi32(to.place, _mm512_cmplt_epu32_mask(to.y, y), to.place, for_y);
    return to;
}

static inline Offsets moved_on(const Offsets *from, int64_t x, int64_t y, __m512i for_x,
                               __m512i for_y)
{
    return moved_by(from, _mm512_set1_epi32((int32_t)(uint32_t)x),
                    _mm512_set1_epi32((int32_t)(uint32_t)y), for_x, for_y);
}

static inline __m512i mixed_wide(__m512i a, __m512i b, __m512i f)
{
    return _mm512_add_epi16(_mm512_sub_epi16(a, _mm512_mulhi_epu16(a, f)),
                            _mm512_mulhi_epu16(b, f));
}

/* Words of a register of 32-bit numbers: the lower or the upper one for each sample of a pixel. */
#define LOW(p)  2 * (p), 2 * (p), 2 * (p)
#define HIGH(p) 2 * (p) + 1, 2 * (p) + 1, 2 * (p) + 1
#define TEN(of) of(0), of(1), of(2), of(3), of(4), of(5), of(6), of(7), of(8), of(9), 0, 0
static const uint16_t low_words[32] = {TEN(LOW)}, high_words[32] = {TEN(HIGH)};
#define RGB(p) 0, 1, 2
static const uint16_t channels[32] = {TEN(RGB)};

#if defined(__clang__)
#define UNROLLED _Pragma("clang loop unroll(full)")
#else
#define UNROLLED _Pragma("GCC unroll 8")
#endif

/* Pixels side by side lie between two rows or three: a register of each has all of them, another
 * one of the same row, a pixel further on, their right neighbours, and a permutation picks from two
 * rows at once. */
typedef struct Windows {
    int pixels; /* at once */
    int64_t first_row, first_pixel;
    Offsets offsets;
} Windows;

/* Rows that are asked for before they are needed: no prefetcher follows lines from row to row. */
enum { AHEAD = 8 };
/* Pixels at once, and from the first to the last; rows. */
enum { LEAST_PIXELS = 6, MOST_PIXELS = 10, WINDOW = 9, WINDOW_ROWS = 3 };

static bool follow_each_other(const GrPatch *patch)
{
    return patch->bottom == patch->top + patch->stride;
}

static int64_t magnitude(int64_t x)
{
    return x < 0 ? -x : x;
}

/* False where less pixels fit than make it worth while: lines that change rows are as fast in
 * blocks of nine. */
static bool windows_of(const GrPatch *patch, Windows *windows)
{
    const int64_t one = (int64_t)1 << 32, dx = patch->dx, dy = patch->dy;
    int pixels = 1;
    while (pixels < MOST_PIXELS && pixels * magnitude(dx) <= WINDOW * one &&
           pixels * magnitude(dy) <= (WINDOW_ROWS - 2) * one)
        pixels++;
    windows->pixels = pixels;
    if (pixels < LEAST_PIXELS)
        return false;
    int64_t end_x = (pixels - 1) * dx, end_y = (pixels - 1) * dy;
    int64_t least = end_x < 0 ? end_x >> 32 : 0, most = end_x > 0 ? (end_x + one - 1) >> 32 : 0;
    windows->first_row = end_y < 0 ? end_y >> 32 : 0;
    windows->first_pixel = patch->step < 0 ? most : least;
    windows->offsets =
        offsets_of(patch, &in_line, 0, 0, patch->step, 32,
                   (int32_t)(-windows->first_pixel * patch->step - windows->first_row * 32));
    return true;
}

/* Words of pixels: where they lie in a window, and between which. */
typedef struct Places {
    __m512i pick, fx, fy;
} Places;

static inline Places window_places(const Windows *windows, int step, int64_t x, int64_t y)
{
    const __m512i low = _mm512_loadu_si512(low_words), high = _mm512_loadu_si512(high_words);
    Offsets at = moved_on(&windows->offsets, x, y, _mm512_set1_epi32(step), _mm512_set1_epi32(32));
    return (Places){
        _mm512_add_epi16(_mm512_permutexvar_epi16(low, at.place), _mm512_loadu_si512(channels)),
        _mm512_permutexvar_epi16(high, at.x), _mm512_permutexvar_epi16(high, at.y)};
}

/* A window, each of whose rows begins at one of `rows`. */
static inline __attribute__((always_inline)) __m512i window_pixels(const uint16_t *const *rows,
                                                                   const Places *places, bool back)
{
    __m512i near[WINDOW_ROWS], next[WINDOW_ROWS], pick = places->pick;
    UNROLLED
    for (int k = 0; k < WINDOW_ROWS; k++) {
        near[k] = _mm512_loadu_si512(rows[k]);
        next[k] = _mm512_loadu_si512(rows[k] + 3);
    }
    __m512i here = mixed_wide(_mm512_permutex2var_epi16(near[0], pick, near[1]),
                              _mm512_permutex2var_epi16(near[1], pick, near[2]), places->fy);
    __m512i beside = mixed_wide(_mm512_permutex2var_epi16(next[0], pick, next[1]),
                                _mm512_permutex2var_epi16(next[1], pick, next[2]), places->fy);
    return back ? mixed_wide(beside, here, places->fx) : mixed_wide(here, beside, places->fx);
}

/* At a picture's edge some rows of a window are not there, and not needed either. */
static inline __attribute__((always_inline)) void
window_at_end(const GrPatch *patch, const Windows *windows, Line *line, bool back)
{
    const uint16_t *window = patch->top + (windows->first_pixel + (line->x >> 32)) * patch->step;
    Places places = window_places(windows, patch->step, line->x, line->y);
    const uint16_t *rows[WINDOW_ROWS];
    UNROLLED
    for (int k = 0; k < WINDOW_ROWS; k++) {
        int64_t row = (line->y >> 32) + windows->first_row + k;
        row = row < patch->first_row ? patch->first_row : row;
        row = row > patch->last_row ? patch->last_row : row;
        rows[k] = window + row * patch->stride;
    }
    _mm512_storeu_si512(line->out, window_pixels(rows, &places, back));
    line->out += (ptrdiff_t)3 * windows->pixels;
    line->x += windows->pixels * patch->dx;
    line->y += windows->pixels * patch->dy;
}

static inline __attribute__((always_inline)) void
whole_windows(const GrPatch *patch, const Windows *windows, Line *line, int count, bool back)
{
    const int step = back ? -3 : 3;
    const ptrdiff_t stride = patch->stride, on = (ptrdiff_t)3 * windows->pixels;
    const int64_t on_x = windows->pixels * patch->dx, on_y = windows->pixels * patch->dy;
    const uint16_t *start = patch->top + windows->first_pixel * step + windows->first_row * stride;
    const ptrdiff_t ahead =
        place_of(patch, AHEAD * patch->down_x, AHEAD * patch->down_y) - windows->first_row * stride;
    int64_t x = line->x, y = line->y;
    uint16_t *out = line->out;
    Places next = window_places(windows, step, x, y);
    for (int i = count; i > 0; i--) {
        const uint16_t *window = start + (x >> 32) * step + (y >> 32) * stride;
        __builtin_prefetch(window + ahead);
        const Places places = next;
        next = window_places(windows, step, x + on_x, y + on_y);
        const uint16_t *rows[WINDOW_ROWS];
        UNROLLED
        for (int k = 0; k < WINDOW_ROWS; k++, window += stride)
            rows[k] = window;
        _mm512_storeu_si512(out, window_pixels(rows, &places, back));
        out += on;
        x += on_x;
        y += on_y;
    }
    *line = (Line){out, x, y};
}

/* How many places, `step` apart from y on, have a whole part of `least` to `most`. */
static int64_t count_within(int64_t y, int64_t step, int64_t least, int64_t most)
{
    if (y >> 32 < least || y >> 32 > most)
        return 0;
    if (step == 0)
        return INT32_MAX;
    int64_t room = step > 0 ? (int64_t)((uint64_t)(most + 1) << 32) - 1 - y
                            : y - (int64_t)((uint64_t)least << 32);
    return room / (step > 0 ? step : -step) + 1;
}

static inline __attribute__((always_inline)) void
sample_windows(const GrPatch *patch, const Windows *windows, const Line *line, bool back)
{
    const int64_t least = patch->first_row - windows->first_row,
                  most = patch->last_row - (WINDOW_ROWS - 1) - windows->first_row;
    int left = (patch->columns + windows->pixels - 1) / windows->pixels;
    Line at = *line;
    while (left > 0) {
        int64_t whole = count_within(at.y, windows->pixels * patch->dy, least, most);
        int count = whole < left ? (int)whole : left;
        if (count > 0) {
            whole_windows(patch, windows, &at, count, back);
        } else {
            window_at_end(patch, windows, &at, back);
            count = 1;
        }
        left -= count;
    }
}

static void sample_gentle(const GrPatch *patch, const Windows *windows)
{
    for (int row = 0; row < patch->rows; row++) {
        Line line = line_of(patch, row);
        if (patch->step < 0)
            sample_windows(patch, windows, &line, true);
        else
            sample_windows(patch, windows, &line, false);
    }
}

enum { STRAIGHT_AHEAD = 5 };

/* Not turned: columns are the same in all rows, and rows the same for all columns. */
static void sample_straight(const GrPatch *patch, const Windows *windows)
{
    const int pixels = windows->pixels;
    const __m512i low = _mm512_loadu_si512(low_words), high = _mm512_loadu_si512(high_words);
    const __m512i rgb = _mm512_loadu_si512(channels), for_x = _mm512_set1_epi32(patch->step);
    const ptrdiff_t stride = patch->stride, step = patch->step, pitch = patch->pitch;
    const ptrdiff_t below = patch->bottom - patch->top;
    const bool back = patch->step < 0;
    int64_t x = patch->x;
    uint16_t *to = patch->out;
    for (int left = patch->columns; left > 0; left -= pixels) {
        Offsets at = moved_on(&windows->offsets, x, 0, for_x, for_x);
        __m512i pick = _mm512_add_epi16(_mm512_permutexvar_epi16(low, at.place), rgb);
        __m512i fx = _mm512_permutexvar_epi16(high, at.x);
        const uint16_t *start = patch->top + (windows->first_pixel + (x >> 32)) * step;
        uint16_t *out = to;
        int64_t y = patch->y;
        for (int row = 0; row < patch->rows; row++)
            __builtin_prefetch(start + ((y >> 32) + STRAIGHT_AHEAD + row) * stride);
        for (int row = patch->rows; row > 0; row--) {
            const uint16_t *top = start + (y >> 32) * stride, *bottom = top + below;
            __m512i fy = _mm512_set1_epi16((short)(uint16_t)((uint32_t)y >> 16));
            __m512i near = mixed_wide(_mm512_loadu_si512(top), _mm512_loadu_si512(bottom), fy);
            __m512i next =
                mixed_wide(_mm512_loadu_si512(top + 3), _mm512_loadu_si512(bottom + 3), fy);
            near = _mm512_permutexvar_epi16(pick, near);
            next = _mm512_permutexvar_epi16(pick, next);
            _mm512_storeu_si512(out,
                                back ? mixed_wide(next, near, fx) : mixed_wide(near, next, fx));
            out += pitch;
            y += patch->down_y;
        }
        to += (ptrdiff_t)3 * pixels;
        x += pixels * patch->dx;
    }
}

#endif
#endif
