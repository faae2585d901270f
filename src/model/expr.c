/* SPDX-License-Identifier: MIT */
#include "model/expr.h"

#include <string.h>

#define ONE(NAME, result)                                                                          \
    case GR_EXPR_OP_##NAME: {                                                                      \
        return result;                                                                             \
    }

/* The operations ignore operands that they do not have. */
static inline float operate(unsigned op, float a, float b, float c, float d)
{
    switch (op) {
        GR_EXPR_OPS(ONE, ONE, ONE, ONE)
    default:
        return 0.0f;
    }
}

float gr_expr_operate(GrExprOp op, float a, float b, float c, float d)
{
    return operate((unsigned)op, a, b, c, d);
}

static void run(const GrExprStep *steps, int count, float *slots)
{
    for (const GrExprStep *step = steps, *end = steps + count; step < end; step++)
        slots[step->out] = operate(step->op, slots[step->in[0]], slots[step->in[1]],
                                   slots[step->in[2]], slots[step->in[3]]);
}

/* Inputs come from elsewhere: whatever they are, a finite number goes on. */
static float admit(float input)
{
    return gr_op_tame(input == input ? input : 0.0f);
}

void gr_expr_settle(const GrExpr *expr, const float *uniforms, float *slots)
{
    for (int i = 0; i < expr->constant_count; i++)
        slots[i] = expr->constants[i];
    for (int i = 0; i < expr->uniform_count; i++)
        slots[expr->constant_count + i] = admit(uniforms[expr->uniforms[i]]);
    run(expr->steps, expr->step_count, slots);
}

float gr_expr_value(const GrExpr *expr, const float *uniforms)
{
    static const float middle[GR_EXPR_CELL_INPUTS] = {0};
    return gr_expr_at_cell(expr, uniforms, middle);
}

float gr_expr_at_cell(const GrExpr *expr, const float *uniforms, const float *cell)
{
    float slots[GR_EXPR_SLOTS_MAX], cell_slots[GR_EXPR_SLOTS_MAX];
    gr_expr_settle(expr, uniforms, slots);
    if (!expr->of_cells)
        return slots[expr->result];
    for (int i = 0; i < expr->spread_count; i++)
        cell_slots[i] = slots[expr->spread[i]];
    for (int i = 0; i < expr->cell_count; i++)
        cell_slots[expr->spread_count + i] = cell[expr->cells[i]];
    run(expr->cell_steps, expr->cell_step_count, cell_slots);
    return cell_slots[expr->result];
}

bool gr_expr_is_constant(const GrExpr *expr, float *value)
{
    if (expr->of_cells || expr->uniform_count || expr->step_count)
        return false;
    *value = expr->constants[expr->result];
    return true;
}

bool gr_expr_uses(const GrExpr *expr, GrUniform uniform)
{
    for (int i = 0; i < expr->uniform_count; i++)
        if (expr->uniforms[i] == uniform)
            return true;
    return false;
}

bool gr_expr_uses_signals(const GrExpr *expr)
{
    for (int i = 0; i < expr->uniform_count; i++) {
        int uniform = expr->uniforms[i];
        if (uniform >= GR_UNIFORM_SIGNALS ||
            (uniform >= GR_UNIFORM_FLOW && uniform <= GR_UNIFORM_TEMPO))
            return true;
    }
    return false;
}

float gr_expr_seed(uint64_t seed)
{
    return (float)(int32_t)(gr_rng_fold(seed) & (GR_EXPR_SEEDS - 1));
}

void gr_expr_uniforms(const GrMoment *moment, float uniforms[GR_UNIFORM_COUNT])
{
    memset(uniforms, 0, GR_UNIFORM_COUNT * sizeof *uniforms);
    uniforms[GR_UNIFORM_T] = moment->t;
    uniforms[GR_UNIFORM_P] = moment->p;
    uniforms[GR_UNIFORM_SHOW_T] = (float)moment->show_s;
    uniforms[GR_UNIFORM_FRAME] = (float)moment->show_frame;
    uniforms[GR_UNIFORM_FPS] = moment->show_fps;
    uniforms[GR_UNIFORM_DURATION] = (float)moment->duration_s;
    uniforms[GR_UNIFORM_TOTAL] = (float)moment->show_duration_s;
    uniforms[GR_UNIFORM_FLOW] = (float)(0.5 * (moment->scene_s + moment->flow_s));
    uniforms[GR_UNIFORM_BEAT_COUNT] = (float)moment->beat_count;
    uniforms[GR_UNIFORM_BAR_COUNT] = (float)moment->bar_count;
    uniforms[GR_UNIFORM_SECTION] = moment->section;
    uniforms[GR_UNIFORM_TEMPO] = moment->tempo;
    uniforms[GR_UNIFORM_LOTS] = moment->lots;
    uniforms[GR_UNIFORM_ASPECT] = moment->aspect;
    memcpy(uniforms + GR_UNIFORM_SIGNALS, moment->signals.v, sizeof moment->signals.v);
    memcpy(uniforms + GR_UNIFORM_OWN, moment->own, sizeof moment->own);
}
