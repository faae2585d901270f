/* SPDX-License-Identifier: MIT */
#include "cli/bench_expr.h"

#include "base/arena.h"
#include "cli/bench.h"
#include "model/catalogue.h"
#include "scene/expr.h"
#include "scene/params.h"

enum { FRAMES = 200, PARAMETERS = 200, EVALUATIONS = 500 };

/* A wave picture as users write them: 37 operations, a third of them of time alone. */
static const char formula_text[] =
    "smoothstep(1.9, 0.2, r) * (0.5 + 0.5*sin(6*r - 2*t + 2*sin(3*x + t) + cos(4*y - 1.3*t)))"
    " + (0.3 + 0.5*bass) * exp(-8*abs(y - 0.3*sin(2*x + 0.7*t)))"
    " + 0.2*beat_decay*(abs(x) < 0.02 or abs(y) < 0.02)";

static int compile(const char *text, bool cells, GrArena *arena, const GrExpr **out, GrError *error)
{
    const GrExprScope scope = {.cells = cells};
    GrExprFault fault;
    int code = gr_expr_compile(text, &scope, arena, out, &fault);
    if (code == GR_E_SHOW)
        return gr_error_set(error, GR_E_INTERNAL, "'%s': %s", text, fault.message);
    return code ? gr_error_set(error, code, "out of memory") : GR_OK;
}

/* Draws the field over and over. */
static void draw_rounds(const GrEffect *effect, const GrFieldInput *input, float *plane, int rounds,
                        GrFormulaResult *result)
{
    double seconds[GR_BENCH_MOST_ROUNDS];
    const GrFieldOutput output = {.value = plane};
    for (int round = 0; round < rounds; round++) {
        effect->draw(input, &output);
        double start = gr_bench_cpu_s();
        for (int i = 0; i < FRAMES; i++)
            effect->draw(input, &output);
        seconds[round] = (gr_bench_cpu_s() - start) / FRAMES;
    }
    double median = gr_bench_median(seconds, rounds);
    result->frame_us = median * 1e6;
    result->million_per_s = (double)result->operations * result->cells / median / 1e6;
}

int gr_bench_formula(int rounds, GrFormulaResult *result, GrError *error)
{
    const GrEffect *effect = gr_effect_find("formula");
    const GrParam *param = effect ? gr_param_find(&effect->params, "value") : NULL;
    const GrGridSpec sm = {.named = gr_grid_size_find("sm")};
    const GrMoment moment = {.duration_s = 10, .t = 3.7f, .p = 0.37f, .tick_s = 1.0f / 24};
    GrArena arena = {0};
    GrGrid grid = {0};
    if (!param)
        return gr_error_set(error, GR_E_INTERNAL, "there is no effect formula");
    char *params = gr_arena_alloc(&arena, effect->params.size);
    const GrExpr *expr = NULL;
    int code = params ? gr_params_init(&effect->params, params, &arena, error)
                      : gr_error_memory(error, "parameters", effect->params.size);
    if (!code)
        code = compile(formula_text, true, &arena, &expr, error);
    if (!code)
        code = gr_grid_create(&grid, sm, 1920, 1080, error);
    if (!code) {
        *(const GrExpr **)(void *)(params + param->offset) = expr;
        GrFieldInput input = {.grid = &grid, .moment = &moment, .params = params};
        input.scratch = gr_arena_alloc(&arena, effect->scratch_bytes(&grid, params));
        float *plane = gr_arena_alloc(&arena, ((size_t)grid.count + 16) * sizeof *plane);
        *result = (GrFormulaResult){
            .operations = expr->written, .steps = expr->cell_step_count, .cells = grid.count};
        if (input.scratch && plane)
            draw_rounds(effect, &input, plane, rounds, result);
        else
            code = gr_error_memory(error, "a field", (size_t)grid.count * sizeof *plane);
    }
    gr_grid_finish(&grid);
    gr_arena_finish(&arena);
    return code;
}

/* Animated parameters as a show has them. */
static const char *const parameter_texts[] = {
    "3 + 2*bass",
    "smoothstep(0.2, 0.8, p)",
    "mod(0.1*t + 0.3*centroid, 1)",
    "if(beat_phase < 0.5, 0.2, 0.4)",
    "lerp(2, 8, in_out_cubic(p)) + 0.5*beat_decay",
    "0.5 + 0.5*sin(tau*t/8)",
    "0.2 + 0.8*noise(0.5*t)",
    "clamp(1.5*rms - 0.2, 0, 1) * (bar_phase < 0.5 ? 1 : 0.6)",
};
enum { TEXTS = sizeof parameter_texts / sizeof *parameter_texts };

int gr_bench_parameters(int rounds, GrParametersResult *result, GrError *error)
{
    const GrExpr *exprs[PARAMETERS];
    double seconds[GR_BENCH_MOST_ROUNDS];
    float uniforms[GR_UNIFORM_COUNT];
    volatile float values[PARAMETERS];
    GrMoment moment = {.duration_s = 10};
    GrArena arena = {0};
    int code = GR_OK;
    for (int i = 0; !code && i < PARAMETERS; i++)
        code = compile(parameter_texts[i % TEXTS], false, &arena, &exprs[i], error);
    for (int round = 0; !code && round < rounds; round++) {
        double start = gr_bench_cpu_s();
        for (int i = 0; i < EVALUATIONS; i++) {
            moment.t = (float)i / 24;
            gr_expr_uniforms(&moment, uniforms);
            for (int k = 0; k < PARAMETERS; k++)
                values[k] = gr_expr_value(exprs[k], uniforms);
        }
        seconds[round] = (gr_bench_cpu_s() - start) / EVALUATIONS;
    }
    if (!code)
        *result = (GrParametersResult){gr_bench_median(seconds, rounds) * 1e6, PARAMETERS};
    (void)values[0];
    gr_arena_finish(&arena);
    return code;
}
