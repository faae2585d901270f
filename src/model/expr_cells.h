/* SPDX-License-Identifier: MIT
 *
 * An expression over the cells of a grid, a block at a time: every step is one loop over a block
 * that the compiler vectorises, and all blocks of an expression stay in L1. Inline, so that an
 * effect compiles it for each SIMD level; the bits are those of gr_expr_at_cell.
 */
#ifndef GR_MODEL_EXPR_CELLS_H
#define GR_MODEL_EXPR_CELLS_H

#include "model/expr.h"
#include "model/grid.h"

enum { GR_EXPR_BLOCK = 256 }; /* cells: 1 KB for each slot */

static inline size_t gr_expr_scalar_floats(const GrExpr *expr)
{
    return ((size_t)expr->slot_count + 15) / 16 * 16;
}

/* What gr_expr_cells needs, aligned to 64 bytes; its contents may be anything. */
static inline size_t gr_expr_cells_bytes(const GrExpr *expr)
{
    size_t floats =
        gr_expr_scalar_floats(expr) + (size_t)expr->cell_slot_count * (size_t)GR_EXPR_BLOCK;
    return floats * sizeof(float) + (size_t)expr->cell_slot_count * sizeof(float *);
}

/* One step on `count` cells. The compiler of expressions never lets a step write to one of its own
 * inputs, so `out` overlaps none. One function for each operation: in a common switch gcc leaves
 * half of the loops scalar. */
typedef void GrExprCellStep(const GrExprStep *step, const float *const *slots, float *restrict out,
                            int count);

#define GR_EXPR_CELL_ONE_(NAME, result)                                                            \
    static void gr_expr_cell_##NAME(const GrExprStep *step, const float *const *slots,             \
                                    float *restrict out, int count)                                \
    {                                                                                              \
        const float *in_a = slots[step->in[0]];                                                    \
        for (int i = 0; i < count; i++) {                                                          \
            float a = in_a[i];                                                                     \
            out[i] = result;                                                                       \
        }                                                                                          \
    }
#define GR_EXPR_CELL_TWO_(NAME, result)                                                            \
    static void gr_expr_cell_##NAME(const GrExprStep *step, const float *const *slots,             \
                                    float *restrict out, int count)                                \
    {                                                                                              \
        const float *in_a = slots[step->in[0]], *in_b = slots[step->in[1]];                        \
        for (int i = 0; i < count; i++) {                                                          \
            float a = in_a[i], b = in_b[i];                                                        \
            out[i] = result;                                                                       \
        }                                                                                          \
    }
#define GR_EXPR_CELL_THREE_(NAME, result)                                                          \
    static void gr_expr_cell_##NAME(const GrExprStep *step, const float *const *slots,             \
                                    float *restrict out, int count)                                \
    {                                                                                              \
        const float *in_a = slots[step->in[0]], *in_b = slots[step->in[1]];                        \
        const float *in_c = slots[step->in[2]];                                                    \
        for (int i = 0; i < count; i++) {                                                          \
            float a = in_a[i], b = in_b[i], c = in_c[i];                                           \
            out[i] = result;                                                                       \
        }                                                                                          \
    }
#define GR_EXPR_CELL_FOUR_(NAME, result)                                                           \
    static void gr_expr_cell_##NAME(const GrExprStep *step, const float *const *slots,             \
                                    float *restrict out, int count)                                \
    {                                                                                              \
        const float *in_a = slots[step->in[0]], *in_b = slots[step->in[1]];                        \
        const float *in_c = slots[step->in[2]], *in_d = slots[step->in[3]];                        \
        for (int i = 0; i < count; i++) {                                                          \
            float a = in_a[i], b = in_b[i], c = in_c[i], d = in_d[i];                              \
            out[i] = result;                                                                       \
        }                                                                                          \
    }
GR_EXPR_OPS(GR_EXPR_CELL_ONE_, GR_EXPR_CELL_TWO_, GR_EXPR_CELL_THREE_, GR_EXPR_CELL_FOUR_)

#define GR_EXPR_CELL_ENTRY_(NAME, result) gr_expr_cell_##NAME,
static GrExprCellStep *const gr_expr_cell_steps[GR_EXPR_OP_COUNT] = {GR_EXPR_OPS(
    GR_EXPR_CELL_ENTRY_, GR_EXPR_CELL_ENTRY_, GR_EXPR_CELL_ENTRY_, GR_EXPR_CELL_ENTRY_)};

/* Column and row of cells in grid order, exact for every grid that can be. */
static inline void gr_expr_cell_places(const GrGrid *grid, int from, int count, bool rows,
                                       float *restrict out)
{
    const float cols = (float)grid->cols, share = 1.0f / cols;
    for (int i = 0; i < count; i++) {
        float index = (float)(from + i);
        float row = gr_floorf((index + 0.5f) * share);
        out[i] = rows ? row : index - row * cols;
    }
}

/* Where a cell's own numbers are for the cells from `from` on; `block` is room for those that a
 * grid does not keep. */
static inline const float *gr_expr_cell_input(const GrGrid *grid, int input, int from, int count,
                                              float *block)
{
    const float *const planes[] = {grid->x, grid->y, grid->r, grid->a};
    if (input <= GR_EXPR_CELL_A)
        return planes[input] + from;
    gr_expr_cell_places(grid, from, count, input == GR_EXPR_CELL_ROW, block);
    return block;
}

/* The value at every cell of a grid, in cell order, to `out`. `uniforms` are gr_expr_uniforms();
 * those of the grid are set here. */
static inline void gr_expr_cells(const GrExpr *expr, float *uniforms, const GrGrid *grid,
                                 float *restrict out, void *scratch)
{
    float *scalars = scratch, *blocks = scalars + gr_expr_scalar_floats(expr);
    const float **slots = (const float **)(blocks + (size_t)expr->cell_slot_count * GR_EXPR_BLOCK);
    uniforms[GR_UNIFORM_ASPECT] = grid->aspect;
    uniforms[GR_UNIFORM_COLS] = (float)grid->cols;
    uniforms[GR_UNIFORM_ROWS] = (float)grid->rows;
    gr_expr_settle(expr, uniforms, scalars);
    if (!expr->of_cells) {
        for (int i = 0; i < grid->count; i++)
            out[i] = scalars[expr->result];
        return;
    }
    for (int s = 0; s < expr->cell_slot_count; s++)
        slots[s] = blocks + s * GR_EXPR_BLOCK;
    for (int s = 0; s < expr->spread_count; s++)
        for (int i = 0; i < GR_EXPR_BLOCK; i++)
            blocks[s * GR_EXPR_BLOCK + i] = scalars[expr->spread[s]];
    for (int from = 0; from < grid->count; from += GR_EXPR_BLOCK) {
        int count = grid->count - from < GR_EXPR_BLOCK ? grid->count - from : GR_EXPR_BLOCK;
        for (int c = 0; c < expr->cell_count; c++) {
            int slot = expr->spread_count + c;
            slots[slot] = gr_expr_cell_input(grid, expr->cells[c], from, count,
                                             blocks + slot * GR_EXPR_BLOCK);
        }
        for (int s = 0; s < expr->cell_step_count; s++) {
            const GrExprStep *step = &expr->cell_steps[s];
            gr_expr_cell_steps[step->op](step, slots, blocks + step->out * GR_EXPR_BLOCK, count);
        }
        const float *result = slots[expr->result];
        for (int i = 0; i < count; i++)
            out[from + i] = result[i];
    }
}

#endif
