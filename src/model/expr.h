/* SPDX-License-Identifier: MIT
 *
 * Expressions in their compiled form: constant data in one block of an arena, evaluated once per
 * frame for one value, or for whole runs of cells (model/expr_cells.h). They have no state and see
 * no clock: the same inputs give the same number on every machine and SIMD level. scene/expr.h
 * compiles them; model/expr_ops.h says what the operations do at their edges.
 *
 * An expression is a list of steps over numbered slots. Those that differ from cell to cell come
 * last and work on slots of their own, so that everything else is worked out once.
 */
#ifndef GR_MODEL_EXPR_H
#define GR_MODEL_EXPR_H

#include "model/expr_ops.h"
#include "model/moment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an expression sees besides cells, one float each, filled once per moment. Then follow the
 * signals in GrSignal's order, then the show's own. */
typedef enum GrUniform {
    GR_UNIFORM_T, /* seconds since the scene began */
    GR_UNIFORM_P, /* progress of the scene, 0..1 */
    GR_UNIFORM_SHOW_T /* seconds of the show */,
    GR_UNIFORM_FRAME,      /* whole frames of the show's own rate since the show began */
    GR_UNIFORM_FPS,        /* that rate */
    GR_UNIFORM_DURATION,   /* of the scene, s */
    GR_UNIFORM_TOTAL,      /* of the show, s */
    GR_UNIFORM_FLOW,       /* seconds since the scene began, faster where the music is loud */
    GR_UNIFORM_BEAT_COUNT, /* whole beats since beat 1 */
    GR_UNIFORM_BAR_COUNT,
    GR_UNIFORM_SECTION, /* from 1 */
    GR_UNIFORM_TEMPO,   /* beats a minute */
    GR_UNIFORM_SEED,    /* of random() and noise(): gr_expr_seed() */
    GR_UNIFORM_LOTS,    /* the seed of lot() and shared_noise() */
    GR_UNIFORM_ASPECT,  /* of the frame */
    GR_UNIFORM_COLS,    /* this and the following only with cells */
    GR_UNIFORM_ROWS,
    GR_UNIFORM_SIGNALS,
    GR_UNIFORM_OWN = GR_UNIFORM_SIGNALS + GR_SIGNAL_COUNT,
    GR_UNIFORM_COUNT = GR_UNIFORM_OWN + GR_OWN_SIGNALS_MAX,
    /* Only where an own signal comes from: the bands that it measures. */
    GR_UNIFORM_BANDS = GR_UNIFORM_COUNT,
    GR_UNIFORM_HEARD = GR_UNIFORM_BANDS + GR_BANDS_MAX
} GrUniform;

typedef enum GrExprCell {
    GR_EXPR_CELL_X,
    GR_EXPR_CELL_Y,
    GR_EXPR_CELL_R,
    GR_EXPR_CELL_A,
    GR_EXPR_CELL_COL,
    GR_EXPR_CELL_ROW,
    GR_EXPR_CELL_INPUTS
} GrExprCell;

#define GR_EXPR_OP_ENUM_(NAME, result) GR_EXPR_OP_##NAME,
typedef enum GrExprOp {
    GR_EXPR_OPS(GR_EXPR_OP_ENUM_, GR_EXPR_OP_ENUM_, GR_EXPR_OP_ENUM_, GR_EXPR_OP_ENUM_)
        GR_EXPR_OP_COUNT
} GrExprOp;

typedef struct GrExprStep {
    uint16_t op, out, in[4];
} GrExprStep;

typedef struct GrExpr {
    /* Worked out once: slots hold the constants, then the uniforms, then what the steps make. */
    const GrExprStep *steps;
    const float *constants;
    const uint16_t *uniforms; /* GrUniform of each */
    int step_count, constant_count, uniform_count, slot_count;
    /* For every cell: slots hold what was worked out, then the cells' own, then what the steps
     * make. */
    const GrExprStep *cell_steps;
    const uint16_t *spread; /* slots of the first kind */
    const uint16_t *cells;  /* GrExprCell of each */
    int cell_step_count, spread_count, cell_count, cell_slot_count;
    bool of_cells;    /* the result is a cell's slot; else one of the first kind */
    uint16_t result;  /* slot */
    int written;      /* operators and calls as they were written */
    uint64_t hash;    /* of all of this: equal expressions are equal numbers */
    const char *text; /* as it was written; for people, it decides nothing */
} GrExpr;

enum { GR_EXPR_SLOTS_MAX = 1024 }; /* of either kind */

/* True when it is the same number whatever the inputs. */
bool gr_expr_is_constant(const GrExpr *expr, float *value);
/* True when the number depends on an input. */
bool gr_expr_uses(const GrExpr *expr, GrUniform uniform);
/* True when the sound, its tempo or its beats have to be known. */
bool gr_expr_uses_signals(const GrExpr *expr);

/* A seed as GR_UNIFORM_SEED takes it. */
float gr_expr_seed(uint64_t seed);
/* Fills everything but the seed of random() and what cells need, which become 0. */
void gr_expr_uniforms(const GrMoment *moment, float uniforms[GR_UNIFORM_COUNT]);

/* The value where no cells are (one that differs between cells is taken in the middle). */
float gr_expr_value(const GrExpr *expr, const float *uniforms);
/* The value at one cell, with its GR_EXPR_CELL_INPUTS numbers: slow, for tests and single cells. */
float gr_expr_at_cell(const GrExpr *expr, const float *uniforms, const float *cell);
/* Works out what does not depend on the cell into `slots` (expr->slot_count of them). */
void gr_expr_settle(const GrExpr *expr, const float *uniforms, float *slots);
/* One operation on numbers. */
float gr_expr_operate(GrExprOp op, float a, float b, float c, float d);

#endif
