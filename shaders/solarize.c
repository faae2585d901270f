/* SPDX-License-Identifier: MIT
 *
 * Solarize: as if light had fallen on the print while it developed (the Sabattier effect): what is
 * brighter than the threshold turns back towards black. Each channel rises to full light at the
 * threshold and falls behind it, so that highlights become rims of strange colour. `softness`
 * rounds the fold.
 */
#include "common/curves.h"

typedef struct Params {
    float threshold, softness, amount;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, threshold, "", 0.5, 0.05, 1, "the light at which a channel turns round"),
    GR_FLOAT(Params, softness, "", 0.25, 0, 1, "how rounded the turn is"),
    GR_FLOAT(Params, amount, "", 1, 0, 1, "how far towards the solarized picture"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrCurves *curves = input->frame_scratch;
    float turn = gr_clampf(p->threshold, 0.05f, 1.0f), round = 0.3f * gr_unitf(p->softness);
    for (int i = 0; i < 256; i++) {
        float value = (float)i / 255.0f;
        float rise = value / turn;
        float fall = turn < 1.0f ? (1.0f - value) / (1.0f - turn) : 1.0f;
        /* The lesser of the two, its corner rounded by a parabola. */
        float near = gr_maxf(round - gr_absf(rise - fall), 0.0f);
        float out = gr_minf(rise, fall);
        out -= round > 0.0f ? near * near / (4.0f * round) : 0.0f;
        curves->tables.of[0][i] = gr_code_value(value + (out - value) * gr_unitf(p->amount));
    }
    gr_curves_settle(curves, true);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_solarize);
const GrShader GR_LEVEL_NAME(gr_shader_solarize) = {
    .name = "solarize",
    .family = "colour",
    .summary = "highlights turn back into the dark, as in a print that saw light",
    .params = GR_PARAM_TABLE(Params, params),
    GR_CURVES_SHADER,
};
