/* SPDX-License-Identifier: MIT
 *
 * Part of patch.c, for AVX-512: what is turned is drawn by blocks of three by three pixels. However
 * they are turned they lie between five rows of five pixels, sixteen samples of each: two registers
 * have all that is above them, two all that is below, and a permutation of two registers picks.
 */
#ifndef GR_RENDER_KERNELS_PATCH_BLOCKS_H
#define GR_RENDER_KERNELS_PATCH_BLOCKS_H

#include "render/kernels/patch_windows.h"

#if defined(__AVX512BW__)

/* Pixels of a block's row, and its rows; samples of a row of the picture, and rows that pixels can
 * lie below. */
enum { BLOCK = 3, BLOCK_SAMPLES = 16, BLOCK_ROWS = 4 };

typedef struct Blocks {
    int64_t left, up; /* from a block's first pixel to its least x and y, 2^-32 pixels */
    int32_t first;    /* from the least x to the first pixel in memory */
    Offsets offsets;  /* from the least x and y */
} Blocks;

/* A lane for each pixel, four to a row; words of ten to a row, so that a shift of whole numbers
 * moves one to the start. */
#define BLOCK_OF(of) of(0), of(1), of(2), 0, of(4), of(5), of(6), 0, of(8), of(9), of(10), 0, 0, 0
static const uint16_t block_low[32] = {BLOCK_OF(LOW)}, block_high[32] = {BLOCK_OF(HIGH)},
                      block_channels[32] = {BLOCK_OF(RGB)};

static const Lanes in_block = {{0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3},
                               {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2}};

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* False where a block would be too large. */
static bool blocks_of(const GrPatch *patch, Blocks *blocks)
{
    const int64_t most = (int64_t)(BLOCK_ROWS - 1) << 32, last = BLOCK - 1;
    int64_t dx = last * patch->dx, dy = last * patch->dy;
    int64_t down_x = last * patch->down_x, down_y = last * patch->down_y;
    blocks->left = lesser(dx, 0) + lesser(down_x, 0);
    blocks->up = lesser(dy, 0) + lesser(down_y, 0);
    blocks->first = patch->step < 0 ? BLOCK_ROWS - 1 : 0;
    blocks->offsets = offsets_of(patch, &in_block, blocks->left, blocks->up, patch->step,
                                 BLOCK_SAMPLES, -blocks->first * patch->step);
    return dx + down_x - 2 * blocks->left <= most && dy + down_y - 2 * blocks->up <= most;
}

static inline __m256i half_of(const uint16_t *row)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)row);
}

static inline __m512i two_rows(const uint16_t *upper, const uint16_t *lower)
{
    return _mm512_inserti64x4(_mm512_castsi256_si512(half_of(upper)), half_of(lower), 1);
}

static inline void store_row(uint16_t *out, __m512i row)
{
    _mm256_storeu_si256((__m256i *)(void *)out, _mm512_castsi512_si256(row));
}

static inline void store_block(uint16_t *out, ptrdiff_t pitch, __m512i block)
{
    store_row(out, block);
    store_row(out + pitch, _mm512_alignr_epi32(block, block, 5));
    store_row(out + 2 * pitch, _mm512_alignr_epi32(block, block, 10));
}

/* Of a block whose fractions of a pixel fill registers. */
static inline __attribute__((always_inline)) Places block_places(const Offsets *offsets, __m512i x,
                                                                 __m512i y, int step)
{
    const __m512i low = _mm512_loadu_si512(block_low), high = _mm512_loadu_si512(block_high);
    Offsets at = moved_by(offsets, x, y, _mm512_set1_epi32(step), _mm512_set1_epi32(BLOCK_SAMPLES));
    return (Places){_mm512_add_epi16(_mm512_permutexvar_epi16(low, at.place),
                                     _mm512_loadu_si512(block_channels)),
                    _mm512_permutexvar_epi16(high, at.x), _mm512_permutexvar_epi16(high, at.y)};
}

/* A block, between rows each of which begins at one of `rows`. */
static inline __attribute__((always_inline)) __m512i block_pixels(const uint16_t *const *rows,
                                                                  const Places *places, bool back)
{
    __m512i above[2] = {two_rows(rows[0], rows[1]), two_rows(rows[2], rows[3])};
    __m512i below[2] = {two_rows(rows[1], rows[2]), two_rows(rows[3], rows[4])};
    __m512i pick = places->pick, beside = _mm512_add_epi16(pick, _mm512_set1_epi16(3));
    __m512i near = mixed_wide(_mm512_permutex2var_epi16(above[0], pick, above[1]),
                              _mm512_permutex2var_epi16(below[0], pick, below[1]), places->fy);
    __m512i next = mixed_wide(_mm512_permutex2var_epi16(above[0], beside, above[1]),
                              _mm512_permutex2var_epi16(below[0], beside, below[1]), places->fy);
    return back ? mixed_wide(next, near, places->fx) : mixed_wide(near, next, places->fx);
}

static inline __m512i fractions(int64_t place)
{
    return _mm512_set1_epi32((int32_t)(uint32_t)place);
}

/* At a picture's edge some rows of a block are not there, and not needed either. */
static inline __attribute__((always_inline)) void
block_at_end(const GrPatch *patch, const Blocks *blocks, Line *line, bool back)
{
    const uint16_t *start = patch->top + (blocks->first + (line->x >> 32)) * patch->step;
    Places places =
        block_places(&blocks->offsets, fractions(line->x), fractions(line->y), patch->step);
    const uint16_t *rows[BLOCK_ROWS + 1];
    UNROLLED
    for (int k = 0; k <= BLOCK_ROWS; k++) {
        int64_t row = (line->y >> 32) + k;
        row = row < patch->first_row ? patch->first_row : row;
        row = row > patch->last_row ? patch->last_row : row;
        rows[k] = start + row * patch->stride;
    }
    store_block(line->out, patch->pitch, block_pixels(rows, &places, back));
    line->out += (ptrdiff_t)3 * BLOCK;
    line->x += BLOCK * patch->dx;
    line->y += BLOCK * patch->dy;
}

static inline __attribute__((always_inline)) void whole_blocks(const GrPatch *patch,
                                                               const Blocks *blocks, Line *line,
                                                               int count, bool back, Asking *asking)
{
    const int step = back ? -3 : 3;
    const ptrdiff_t stride = patch->stride, pitch = patch->pitch;
    const int64_t on_x = BLOCK * patch->dx, on_y = BLOCK * patch->dy;
    const __m512i more_x = fractions(on_x), more_y = fractions(on_y);
    const uint16_t *start = patch->top + blocks->first * step;
    const Offsets offsets = blocks->offsets;
    int64_t x = line->x, y = line->y;
    uint16_t *out = line->out;
    Asking ask = *asking;
    __m512i part_x = fractions(x), part_y = fractions(y);
    for (int i = count; i > 0; i--) {
        const uint16_t *window = start + (x >> 32) * step + (y >> 32) * stride;
        const uint16_t *rows[BLOCK_ROWS + 1];
        Places places = block_places(&offsets, part_x, part_y, step);
        ask_for_one(&ask);
        UNROLLED
        for (int k = 0; k <= BLOCK_ROWS; k++)
            rows[k] = window + k * stride;
        store_block(out, pitch, block_pixels(rows, &places, back));
        out += (ptrdiff_t)3 * BLOCK;
        x += on_x;
        y += on_y;
        part_x = _mm512_add_epi32(part_x, more_x);
        part_y = _mm512_add_epi32(part_y, more_y);
    }
    *asking = ask;
    *line = (Line){out, x, y};
}

static inline __attribute__((always_inline)) void
sample_blocks(const GrPatch *patch, const Blocks *blocks, Line *line, bool back, Asking *asking)
{
    const int64_t least = patch->first_row, most = patch->last_row - BLOCK_ROWS;
    int left = (patch->columns + BLOCK - 1) / BLOCK;
    line->x += blocks->left;
    line->y += blocks->up;
    while (left > 0) {
        int64_t whole = count_within(line->y, BLOCK * patch->dy, least, most);
        int count = whole < left ? (int)whole : left;
        if (count > 0) {
            whole_blocks(patch, blocks, line, count, back, asking);
        } else {
            block_at_end(patch, blocks, line, back);
            count = 1;
        }
        left -= count;
    }
}

/* False where blocks do not fit. */
static bool sample_in_blocks(const GrPatch *patch, Asking *asking)
{
    Blocks blocks;
    if (patch->rows < BLOCK || !blocks_of(patch, &blocks))
        return false;
    for (int row = 0; row < patch->rows; row += BLOCK) {
        /* The last ones once more, if they are not as many as a block has. */
        Line line = line_of(patch, row + BLOCK <= patch->rows ? row : patch->rows - BLOCK);
        if (patch->step < 0)
            sample_blocks(patch, &blocks, &line, true, asking);
        else
            sample_blocks(patch, &blocks, &line, false, asking);
    }
    return true;
}

#endif
#endif
