/* SPDX-License-Identifier: MIT
 *
 * Part of patch.c, for AVX-512: lines that cross few rows are drawn by registers that hold all of
 * the pixels that some of a line's lie between.
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

/* Sixteen pixels along a line from one whose place is whole; a step in x and y adds this to a
 * place. */
static Offsets offsets_of(const GrPatch *patch, int32_t for_x, int32_t for_y, int32_t first)
{
    int32_t x[16], y[16], place[16];
    for (int i = 0; i < 16; i++) {
        int64_t at_x = i * patch->dx, at_y = i * patch->dy;
        x[i] = (int32_t)(uint32_t)at_x;
        y[i] = (int32_t)(uint32_t)at_y;
        place[i] = (int32_t)(at_x >> 32) * for_x + (int32_t)(at_y >> 32) * for_y + first;
    }
    return (Offsets){_mm512_loadu_si512(x), _mm512_loadu_si512(y), _mm512_loadu_si512(place)};
}

/* The same from anywhere between pixels: what overflows is a whole one more. */
static inline Offsets moved_on(const Offsets *from, int64_t x, int64_t y, __m512i for_x,
                               __m512i for_y)
{
    __m512i start_x = _mm512_set1_epi32((int32_t)(uint32_t)x);
    __m512i start_y = _mm512_set1_epi32((int32_t)(uint32_t)y);
    Offsets to = {_mm512_add_epi32(from->x, start_x), _mm512_add_epi32(from->y, start_y),
                  from->place};
    to.place =
        _mm512_mask_add_epi32(to.place, _mm512_cmplt_epu32_mask(to.x, start_x), to.place, for_x);
    to.place =
        _mm512_mask_add_epi32(to.place, _mm512_cmplt_epu32_mask(to.y, start_y), to.place, for_y);
    return to;
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

/* Pixels side by side lie between a few rows: a register of each row has all of them and their
 * right neighbours, and a permutation picks from two rows at once. */
typedef struct Windows {
    int pixels; /* at once */
    int pairs;  /* of rows that these lie below; as many, a row further on, that they lie above */
    int64_t first_row, first_pixel;
    Offsets offsets;
} Windows;

/* Rows that are asked for before they are needed: no prefetcher follows lines from row to row. */
enum { AHEAD = 8 };
/* Pixels from the first to the last that a register has with their right neighbours. */
enum { WINDOW = 8, MOST_PAIRS = 2, MOST_ROWS = 2 * MOST_PAIRS + 1 };

/* As many pixels at once as cost least each: every pair of rows costs what all the rest does. With
 * one pair neighbours are loaded, not picked: that has room for one more. */
static void shape_windows(Windows *windows, int64_t far_x, int64_t far_y)
{
    const int64_t one = (int64_t)1 << 32;
    windows->pixels = 1;
    windows->pairs = 1;
    for (int pixels = 2; pixels <= 10; pixels++) {
        int64_t x = (pixels - 1) * far_x, y = (pixels - 1) * far_y;
        int pairs = (int)((y + one - 1) >> 32) / 2 + 1;
        if (x > (pairs == 1 ? WINDOW + 1 : WINDOW) * one || pairs > MOST_PAIRS)
            break;
        if ((1 + pairs) * windows->pixels <= (1 + windows->pairs) * pixels) {
            windows->pixels = pixels;
            windows->pairs = pairs;
        }
    }
}

/* False where pixels by themselves are faster. */
static bool windows_of(const GrPatch *patch, Windows *windows)
{
    const int64_t one = (int64_t)1 << 32;
    int64_t dx = patch->dx, dy = patch->dy;
    shape_windows(windows, dx < 0 ? -dx : dx, dy < 0 ? -dy : dy);
    int64_t end_x = (windows->pixels - 1) * dx, end_y = (windows->pixels - 1) * dy;
    windows->first_row = end_y < 0 ? end_y >> 32 : 0;
    int64_t least = end_x < 0 ? end_x >> 32 : 0, most = end_x > 0 ? (end_x + one - 1) >> 32 : 0;
    windows->first_pixel = patch->step < 0 ? most : least;
    windows->offsets =
        offsets_of(patch, patch->step, 32,
                   (int32_t)(-windows->first_pixel * patch->step - windows->first_row * 32));
    return windows->pixels >= 3 * (1 + windows->pairs);
}

static inline __attribute__((always_inline)) __m512i picked(const __m512i *rows, __m512i pick,
                                                            const __mmask32 *in_pair, int pairs)
{
    __m512i all = _mm512_permutex2var_epi16(rows[0], pick, rows[1]);
    UNROLLED
    for (int k = 1; k < pairs; k++)
        all = _mm512_mask_mov_epi16(all, in_pair[k],
                                    _mm512_permutex2var_epi16(rows[2 * k], pick, rows[2 * k + 1]));
    return all;
}

/* Words of pixels: where they lie in a window, and between which. */
typedef struct Places {
    __m512i pick, fx, fy;
} Places;

static inline Places places_of(const Windows *windows, int step, int64_t x, int64_t y)
{
    const __m512i low = _mm512_loadu_si512(low_words), high = _mm512_loadu_si512(high_words);
    Offsets at = moved_on(&windows->offsets, x, y, _mm512_set1_epi32(step), _mm512_set1_epi32(32));
    return (Places){
        _mm512_add_epi16(_mm512_permutexvar_epi16(low, at.place), _mm512_loadu_si512(channels)),
        _mm512_permutexvar_epi16(high, at.x), _mm512_permutexvar_epi16(high, at.y)};
}

/* A window, each of whose rows begins at one of `rows`. */
static inline __attribute__((always_inline)) __m512i
window_pixels(const uint16_t *const *rows, const Places *places, bool back, int pairs)
{
    __m512i row[MOST_ROWS], pick = places->pick;
    __mmask32 in_pair[MOST_PAIRS];
    UNROLLED
    for (int k = 0; k <= 2 * pairs; k++)
        row[k] = _mm512_loadu_si512(rows[k]);
    UNROLLED
    for (int k = 1; k < pairs; k++)
        in_pair[k] = _mm512_cmpge_epu16_mask(pick, _mm512_set1_epi16((short)(64 * k)));
    __m512i near = mixed_wide(picked(row, pick, in_pair, pairs),
                              picked(row + 1, pick, in_pair, pairs), places->fy);
    if (pairs > 1)
        pick = _mm512_add_epi16(pick, _mm512_set1_epi16(3));
    else
        for (int k = 0; k < 3; k++)
            row[k] = _mm512_loadu_si512(rows[k] + 3);
    __m512i next = mixed_wide(picked(row, pick, in_pair, pairs),
                              picked(row + 1, pick, in_pair, pairs), places->fy);
    return back ? mixed_wide(next, near, places->fx) : mixed_wide(near, next, places->fx);
}

/* Rows that a line needs, from the first to the last. */
typedef struct Rows {
    int64_t upper, lower;
} Rows;

/* Near a line's ends some rows of a window are not there, and not needed either. */
static inline __attribute__((always_inline)) void window_at_end(const GrPatch *patch,
                                                                const Windows *windows, Line *line,
                                                                Rows of, bool back, int pairs)
{
    const uint16_t *window = patch->top + (windows->first_pixel + (line->x >> 32)) * patch->step;
    Places places = places_of(windows, patch->step, line->x, line->y);
    const uint16_t *rows[MOST_ROWS];
    UNROLLED
    for (int k = 0; k <= 2 * pairs; k++) {
        int64_t row = (line->y >> 32) + windows->first_row + k;
        row = row < of.upper ? of.upper : row > of.lower ? of.lower : row;
        rows[k] = window + row * patch->stride;
    }
    _mm512_storeu_si512(line->out, window_pixels(rows, &places, back, pairs));
    line->out += (ptrdiff_t)3 * windows->pixels;
    line->x += windows->pixels * patch->dx;
    line->y += windows->pixels * patch->dy;
}

static inline __attribute__((always_inline)) void whole_windows(const GrPatch *patch,
                                                                const Windows *windows, Line *line,
                                                                int count, bool back, int pairs)
{
    const int step = back ? -3 : 3;
    const ptrdiff_t stride = patch->stride, on = (ptrdiff_t)3 * windows->pixels;
    const int64_t on_x = windows->pixels * patch->dx, on_y = windows->pixels * patch->dy;
    const uint16_t *start = patch->top + windows->first_pixel * step + windows->first_row * stride;
    const ptrdiff_t ahead =
        place_of(patch, AHEAD * patch->down_x, AHEAD * patch->down_y) - windows->first_row * stride;
    const ptrdiff_t half = ahead + place_of(patch, on_x / 2, on_y / 2);
    int64_t x = line->x, y = line->y;
    uint16_t *out = line->out;
    Places next = places_of(windows, step, x, y);
    for (int i = count; i > 0; i--) {
        const uint16_t *window = start + (x >> 32) * step + (y >> 32) * stride;
        __builtin_prefetch(window + ahead);
        if (pairs > 1)
            __builtin_prefetch(window + half);
        const Places places = next;
        next = places_of(windows, step, x + on_x, y + on_y);
        const uint16_t *rows[MOST_ROWS];
        UNROLLED
        for (int k = 0; k <= 2 * pairs; k++, window += stride)
            rows[k] = window;
        _mm512_storeu_si512(out, window_pixels(rows, &places, back, pairs));
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
sample_windows(const GrPatch *patch, const Windows *windows, const Line *line, bool back, int pairs)
{
    int64_t first = line->y >> 32, last = (line->y + (patch->columns - 1) * patch->dy) >> 32;
    const Rows rows = {last < first ? last : first, (last < first ? first : last) + 1};
    const int64_t least = rows.upper - windows->first_row,
                  most = rows.lower - 2 * pairs - windows->first_row;
    int left = (patch->columns + windows->pixels - 1) / windows->pixels;
    Line at = *line;
    while (left > 0) {
        int64_t whole = count_within(at.y, windows->pixels * patch->dy, least, most);
        int count = whole < left ? (int)whole : left;
        if (count > 0) {
            whole_windows(patch, windows, &at, count, back, pairs);
        } else {
            window_at_end(patch, windows, &at, rows, back, pairs);
            count = 1;
        }
        left -= count;
    }
}

#define WINDOWED(pairs)                                                                            \
    static void sample_windows_##pairs(const GrPatch *patch, const Windows *windows,               \
                                       const Line *line)                                           \
    {                                                                                              \
        if (patch->step < 0)                                                                       \
            sample_windows(patch, windows, line, true, pairs);                                     \
        else                                                                                       \
            sample_windows(patch, windows, line, false, pairs);                                    \
    }
WINDOWED(1)
WINDOWED(2)

typedef void SampleWindows(const GrPatch *patch, const Windows *windows, const Line *line);
static SampleWindows *const by_pairs[] = {sample_windows_1, sample_windows_2};

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
