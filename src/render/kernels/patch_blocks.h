/* SPDX-License-Identifier: MIT
 *
 * Part of patch.c, for AVX-512: what is turned is drawn by blocks of three by three pixels. What
 * they lie between is a piece of each of five rows at most. Two registers have all that is above
 * the pixels, two all that is below, and a permutation of two registers picks.
 */
#ifndef GR_RENDER_KERNELS_PATCH_BLOCKS_H
#define GR_RENDER_KERNELS_PATCH_BLOCKS_H

#include "render/kernels/patch_windows.h"

#if defined(__AVX512BW__)

/* Pixels of a block's row; pixels, and all but one of them; rows that pixels can lie below, and
 * samples of a row's piece; samples of a register. */
enum { BLOCK = 3, BLOCK_PIXELS = 9, OTHERS = 8, PIECES = 4, PIECE = 16, WORDS = 32 };

/* One pixel is farthest left and one is highest; from there the others are so much further on. How
 * many of them come a whole pixel further, for what fraction of one the block begins at, says which
 * ones. */
typedef struct BlockPlan {
    _Alignas(64) uint32_t offset[2 * OTHERS]; /* fractions of a pixel: right, then down */
    uint16_t pick_x[OTHERS + 1][WORDS];       /* words that become samples, by how many do */
    uint16_t pick_y[OTHERS + 1][WORDS];
    uint16_t part_x[WORDS], part_y[WORDS]; /* words of fractions */
    int64_t left, up;                      /* from the first pixel, 2^-32 pixels */
    int32_t from[PIECES];                  /* where the pieces begin, samples */
    int32_t rows;                          /* 0: blocks do not fit */
} BlockPlan;

/* By whether x falls in memory. */
typedef struct BlockPlans {
    BlockPlan of[2];
} BlockPlans;
_Static_assert(sizeof(BlockPlans) <= sizeof(GrPatchPlan), "plans have room");

/* A block's pixels from the least x and y, 2^-32 pixels. */
typedef struct BlockShape {
    int64_t at[2][BLOCK_PIXELS];
    int first[2]; /* the one that is there */
} BlockShape;

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t whole_above(int64_t at)
{
    return (at + UINT32_MAX) >> 32;
}

static BlockShape shape_of(const GrPatch *patch, BlockPlan *plan)
{
    const int64_t right[2] = {patch->dx, patch->dy}, down[2] = {patch->down_x, patch->down_y};
    BlockShape shape = {.first = {0, 0}};
    for (int axis = 0; axis < 2; axis++) {
        int64_t *at = shape.at[axis];
        for (int i = 0; i < BLOCK_PIXELS; i++) {
            at[i] = i % BLOCK * right[axis] + i / BLOCK * down[axis];
            shape.first[axis] = at[i] < at[shape.first[axis]] ? i : shape.first[axis];
        }
        int64_t least = at[shape.first[axis]];
        *(axis ? &plan->up : &plan->left) = least;
        for (int i = 0; i < BLOCK_PIXELS; i++)
            at[i] -= least;
    }
    return shape;
}

/* False where pixels lie between more. */
static bool find_pieces(const BlockShape *shape, int step, BlockPlan *plan)
{
    int64_t least[PIECES], most[PIECES];
    for (int k = 0; k < PIECES; k++) {
        least[k] = INT32_MAX;
        most[k] = INT32_MIN;
    }
    plan->rows = 0;
    for (int i = 0; i < BLOCK_PIXELS; i++) {
        int64_t x = shape->at[0][i], y = shape->at[1][i], last = whole_above(y);
        int64_t from = step < 0 ? -whole_above(x) : x >> 32;
        int64_t to = step < 0 ? -(x >> 32) : whole_above(x);
        if (last >= PIECES)
            return false;
        plan->rows = last >= plan->rows ? (int32_t)last + 1 : plan->rows;
        for (int64_t row = y >> 32; row <= last; row++) {
            least[row] = from < least[row] ? from : least[row];
            most[row] = to > most[row] ? to : most[row];
        }
    }
    for (int k = 0; k < PIECES; k++) {
        plan->from[k] = least[k] <= most[k] ? (int32_t)(3 * least[k]) : 0;
        if (3 * (most[k] + 2 - least[k]) > PIECE)
            return false;
    }
    return true;
}

/* A pixel's samples among a block's words: rows are ten apart, so that a shift of whole numbers
 * moves one to the start. */
static int word_of_block(int pixel)
{
    return pixel / BLOCK * 10 + pixel % BLOCK * 3;
}

static void plan_axis(const BlockShape *shape, int axis, int step, BlockPlan *plan)
{
    const int64_t *at = shape->at[axis];
    uint16_t(*pick)[WORDS] = axis ? plan->pick_y : plan->pick_x;
    for (int i = 0, lane = axis * OTHERS; i < BLOCK_PIXELS; i++) {
        bool is_first = i == shape->first[axis];
        int before = 0; /* how many others come a whole pixel further before it does */
        for (int k = 0; k < BLOCK_PIXELS; k++)
            before += k != shape->first[axis] && (uint32_t)at[k] > (uint32_t)at[i];
        /* Words of the others' fractions, then of the first one's. */
        int part = 2 * (is_first ? WORDS / 2 + axis * OTHERS : lane) + 1;
        if (!is_first)
            plan->offset[lane++] = (uint32_t)at[i];
        for (int c = 0; c < 3; c++) {
            int word = word_of_block(i) + c;
            (axis ? plan->part_y : plan->part_x)[word] = (uint16_t)part;
            for (int carried = 0; carried <= OTHERS; carried++) {
                int64_t whole = (at[i] >> 32) + (!is_first && carried > before);
                int row = whole < PIECES ? (int)whole : 0; /* else it cannot be */
                pick[carried][word] =
                    (uint16_t)(axis ? row * PIECE - plan->from[row] : whole * step + c);
            }
        }
    }
}

static void plan_blocks(const GrPatch *patch, int step, BlockPlan *plan)
{
    memset(plan, 0, sizeof *plan);
    const BlockShape shape = shape_of(patch, plan);
    if (!find_pieces(&shape, step, plan)) {
        plan->rows = 0;
        return;
    }
    for (int axis = 0; axis < 2; axis++)
        plan_axis(&shape, axis, step, plan);
}

void plan_of_patch(GrPatchPlan *plan, const GrPatch *patch)
{
    BlockPlans *plans = (void *)plan;
    plan_blocks(patch, 3, &plans->of[0]);
    plan_blocks(patch, -3, &plans->of[1]);
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

/* What a loop keeps in registers. */
typedef struct BlockWords {
    __m512i offset, part_x, part_y;
} BlockWords;

static inline BlockWords words_of(const BlockPlan *plan)
{
    return (BlockWords){_mm512_load_si512(plan->offset), _mm512_load_si512(plan->part_x),
                        _mm512_load_si512(plan->part_y)};
}

/* Of a block that begins at `part`, fractions in a register's halves. */
static inline __attribute__((always_inline)) Places
block_places(const BlockPlan *plan, const BlockWords *words, __m512i part)
{
    __m512i at = _mm512_add_epi32(part, words->offset);
    unsigned carried = _mm512_cmplt_epu32_mask(at, part);
    const uint16_t *x = plan->pick_x[__builtin_popcount(carried & 0xff)];
    const uint16_t *y = plan->pick_y[__builtin_popcount(carried >> OTHERS)];
    return (Places){_mm512_add_epi16(_mm512_load_si512(x), _mm512_load_si512(y)),
                    _mm512_permutex2var_epi16(at, words->part_x, part),
                    _mm512_permutex2var_epi16(at, words->part_y, part)};
}

static inline __m512i two_pieces(const uint16_t *upper, const uint16_t *lower)
{
    __m256i half = _mm256_loadu_si256((const __m256i *)(const void *)upper);
    return _mm512_inserti64x4(_mm512_castsi256_si512(half),
                              _mm256_loadu_si256((const __m256i *)(const void *)lower), 1);
}

/* A block, between pieces that begin there. */
static inline __attribute__((always_inline)) __m512i block_pixels(const uint16_t *const *above,
                                                                  const uint16_t *const *below,
                                                                  const Places *places, bool back)
{
    __m512i pick = places->pick, beside = _mm512_add_epi16(pick, _mm512_set1_epi16(3));
    __m512i upper[2] = {two_pieces(above[0], above[1]), two_pieces(above[2], above[3])};
    __m512i lower[2] = {two_pieces(below[0], below[1]), two_pieces(below[2], below[3])};
    __m512i near = mixed_wide(_mm512_permutex2var_epi16(upper[0], pick, upper[1]),
                              _mm512_permutex2var_epi16(lower[0], pick, lower[1]), places->fy);
    __m512i next = mixed_wide(_mm512_permutex2var_epi16(upper[0], beside, upper[1]),
                              _mm512_permutex2var_epi16(lower[0], beside, lower[1]), places->fy);
    return back ? mixed_wide(next, near, places->fx) : mixed_wide(near, next, places->fx);
}

static inline __m512i both_fractions(int64_t x, int64_t y)
{
    return _mm512_inserti64x4(_mm512_set1_epi32((int32_t)(uint32_t)x),
                              _mm256_set1_epi32((int32_t)(uint32_t)y), 1);
}

/* At a picture's edge some rows of a block are not there, and not needed either. */
static __attribute__((noinline)) void blocks_at_end(const GrPatch *patch, const BlockPlan *plan,
                                                    Line line)
{
    const BlockWords words = words_of(plan);
    for (int left = patch->columns; left > 0; left -= BLOCK) {
        const uint16_t *start = patch->top + (line.x >> 32) * patch->step;
        const uint16_t *piece[2][PIECES];
        for (int k = 0; k < 2 * PIECES; k++) {
            int64_t row = (line.y >> 32) + k / 2 + k % 2;
            row = row < patch->first_row ? patch->first_row : row;
            row = row > patch->last_row ? patch->last_row : row;
            piece[k % 2][k / 2] = start + plan->from[k / 2] + row * patch->stride;
        }
        Places places = block_places(plan, &words, both_fractions(line.x, line.y));
        store_block(line.out, patch->pitch,
                    block_pixels(piece[0], piece[1], &places, patch->step < 0));
        line.out += (ptrdiff_t)3 * BLOCK;
        line.x += BLOCK * patch->dx;
        line.y += BLOCK * patch->dy;
    }
}

/* Of so many blocks of a line, one to a lane: places are worked out together. */
enum { RUN = 16 };

typedef struct Run {
    __m512i x[2], y[2]; /* 2^-32 pixels */
} Run;

static inline __m512i sixteen_wholes(const __m512i *at)
{
    const __m512i odd =
        _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    return _mm512_permutex2var_epi32(at[0], odd, at[1]);
}

static inline void run_on(Run *run, int64_t x, int64_t y)
{
    for (int k = 0; k < 2; k++) {
        run->x[k] = _mm512_add_epi64(run->x[k], _mm512_set1_epi64(x));
        run->y[k] = _mm512_add_epi64(run->y[k], _mm512_set1_epi64(y));
    }
}

static inline Run run_of(const GrPatch *patch)
{
    const int64_t x = BLOCK * patch->dx, y = BLOCK * patch->dy;
    Run run;
    for (int k = 0; k < 2; k++) {
        run.x[k] = eight_along(&in_line, 8 * k, x, 0, 0);
        run.y[k] = eight_along(&in_line, 8 * k, y, 0, 0);
    }
    return run;
}

/* So many blocks, of a line that begins there; `ask` has as many places. A block's places are
 * worked out a step ahead, so that nothing waits for a table. */
static inline __attribute__((always_inline)) void
draw_run(const GrPatch *patch, const BlockPlan *plan, const int32_t *place, int count, int64_t x,
         int64_t y, uint16_t *out, const int32_t *ask, const char *ask_from, bool back, bool near)
{
    const ptrdiff_t stride = patch->stride, pitch = patch->pitch;
    const ptrdiff_t from[PIECES] = {plan->from[0], plan->from[1] + stride,
                                    plan->from[2] + 2 * stride, plan->from[3] + 3 * stride};
    const __m512i more = both_fractions(BLOCK * patch->dx, BLOCK * patch->dy);
    const BlockWords words = words_of(plan);
    const uint16_t *start = patch->top;
    __m512i part = both_fractions(x, y);
    Places next = block_places(plan, &words, part);
    for (int i = 0; i < count; i++) {
        const uint16_t *window = start + place[i], *under = window + stride;
        __asm__("" : "+r"(under)); /* else eight distances take the place of four */
        const uint16_t *above[PIECES], *below[PIECES];
        for (int k = 0; k < PIECES; k++) {
            above[k] = window + from[k];
            below[k] = under + from[k];
        }
        const Places places = next;
        part = _mm512_add_epi32(part, more);
        next = block_places(plan, &words, part);
        if (near)
            __builtin_prefetch(ask_from + ask[i], 0, 3);
        else
            __builtin_prefetch(ask_from + ask[i], 0, 2);
        store_block(out, pitch, block_pixels(above, below, &places, back));
        out += (ptrdiff_t)3 * BLOCK;
    }
}

static inline __attribute__((always_inline)) void whole_blocks(const GrPatch *patch,
                                                               const BlockPlan *plan,
                                                               const Run *first, const Line *line,
                                                               Asking *asking, bool back, bool near)
{
    const int64_t on_x = BLOCK * patch->dx, on_y = BLOCK * patch->dy;
    const __m512i for_x = _mm512_set1_epi32(patch->step), for_y = _mm512_set1_epi32(patch->stride);
    int64_t x = line->x, y = line->y;
    uint16_t *out = line->out;
    Run run = *first;
    run_on(&run, line->x, line->y);
    for (int left = (patch->columns + BLOCK - 1) / BLOCK; left > 0; left -= RUN) {
        _Alignas(64) int32_t place[RUN];
        __m512i across = _mm512_mullo_epi32(sixteen_wholes(run.x), for_x);
        _mm512_store_si512(
            place, _mm512_add_epi32(across, _mm512_mullo_epi32(sixteen_wholes(run.y), for_y)));
        __asm__("" : "+m"(place)); /* else they are taken out of the register one by one */
        const int count = left < RUN ? left : RUN;
        const int32_t *ask = next_asked(asking, count);
        draw_run(patch, plan, place, count, x, y, out, ask, asking->from, back, near);
        out += (ptrdiff_t)3 * BLOCK * RUN;
        x += RUN * on_x;
        y += RUN * on_y;
        run_on(&run, RUN * on_x, RUN * on_y);
    }
}

static inline __attribute__((always_inline)) void
sample_blocks(const GrPatch *patch, const BlockPlan *plan, Asking *asking, bool back, bool near)
{
    const int64_t end_y = (int64_t)((patch->columns - 1) / BLOCK * BLOCK) * patch->dy;
    const Run run = run_of(patch);
    for (int row = 0; row < patch->rows; row += BLOCK) {
        /* The last ones once more, if they are not as many as a block has. */
        Line line = line_of(patch, row + BLOCK <= patch->rows ? row : patch->rows - BLOCK);
        line.x += plan->left;
        line.y += plan->up;
        int64_t least = line.y + lesser(end_y, 0), most = line.y - lesser(-end_y, 0);
        if (least >> 32 < patch->first_row || (most >> 32) + PIECES > patch->last_row)
            blocks_at_end(patch, plan, line);
        else
            whole_blocks(patch, plan, &run, &line, asking, back, near);
    }
}

/* Each by itself, so that its loop has all registers. */
#define BLOCKS(name, back, near)                                                                   \
    static __attribute__((noinline)) void name(const GrPatch *patch, const BlockPlan *plan,        \
                                               Asking *asking)                                     \
    {                                                                                              \
        sample_blocks(patch, plan, asking, back, near);                                            \
    }
BLOCKS(near_blocks, false, true)
BLOCKS(near_blocks_back, true, true)
BLOCKS(far_blocks, false, false)
BLOCKS(far_blocks_back, true, false)

/* False where blocks do not fit. */
static bool sample_in_blocks(const GrPatch *patch, Asking *asking)
{
    const BlockPlans *plans = (const void *)patch->plan;
    if (!plans || patch->rows < BLOCK)
        return false;
    const BlockPlan *plan = &plans->of[patch->step < 0];
    if (plan->rows == 0)
        return false;
    if (patch->step < 0)
        (asking->near ? near_blocks_back : far_blocks_back)(patch, plan, asking);
    else
        (asking->near ? near_blocks : far_blocks)(patch, plan, asking);
    return true;
}

#endif
#endif
