/* SPDX-License-Identifier: MIT
 *
 * Formula: whatever an expression draws. Each cell knows where it is (x, y, r, a, col, row), and
 * all know the time, the scene's progress and the sound; what comes out, held to 0..1, is the
 * field. By default: arms of a spiral, ribbed and bent by a slow noise, and a ring of light that
 * runs outwards at each beat.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "model/expr_cells.h"

typedef struct Params {
    const GrExpr *value;
    float react;
} Params;

static const GrParam params[] = {
    GR_EXPR(Params, value,
            "(0.5 + 0.5*sin(3*a + 7*log(r + 0.2) - 1.2*flow + 7*noise(1.3*x, 1.3*y, 0.2*t)))"
            " * (0.72 + 0.28*sin(13*log(r + 0.2) - 5*a + 2*flow + 18*noise(1.3*x, 1.3*y, 0.2*t)))"
            " * (0.35 + noise(2*x + 9, 2*y, 0.3*t)) * smoothstep(0, 0.35, r)"
            " + 0.7*beat_decay^2*exp(-14*abs(r - 1.8*beat_phase))",
            "the expression: 0 is dark, 1 is bright; beyond, it is cut off"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "factor of all signals in the expression but the phases, and how far `flow` follows "
             "the music"),
};

static size_t scratch_bytes(const GrGrid *grid, const void *params_)
{
    (void)grid;
    return gr_expr_cells_bytes(((const Params *)params_)->value);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    float uniforms[GR_UNIFORM_COUNT];
    gr_expr_uniforms(input->moment, uniforms);
    uniforms[GR_UNIFORM_SEED] = gr_expr_seed(input->seed);
    uniforms[GR_UNIFORM_FLOW] = (float)gr_motion_s(input->moment, p->react);
    for (int i = GR_UNIFORM_SIGNALS; i < GR_UNIFORM_COUNT; i++) {
        int signal = i - GR_UNIFORM_SIGNALS;
        bool phase = signal == GR_SIGNAL_BEAT_PHASE || signal == GR_SIGNAL_BAR_PHASE;
        uniforms[i] *= phase && p->react > 0.0f ? 1.0f : p->react;
    }
    gr_expr_cells(p->value, uniforms, input->grid, output->value, input->scratch);
    float *restrict value = output->value;
    for (int i = 0; i < input->grid->count; i++)
        value[i] = gr_unitf(value[i]);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_formula);
const GrEffect GR_LEVEL_NAME(gr_effect_formula) = {
    .name = "formula",
    .family = "waves",
    .summary = "an expression of your own for every cell; by default, bent arms of a spiral",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .draw = draw,
};
