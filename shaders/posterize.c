/* SPDX-License-Identifier: MIT
 *
 * Posterize: each channel has only a few steps left, as in a screen print. `levels` may have a
 * fraction, so that an animated number of steps grows out of the top instead of jumping; `softness`
 * makes the steps' edges slopes, for fewer jaggies in slow gradients. The steps are even in code
 * values after `gamma`, which moves them towards the shadows.
 */
#include "common/curves.h"

typedef struct Params {
    float levels, softness, gamma, amount;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, levels, "", 4, 2, 32, "steps from black to full, both counted"),
    GR_FLOAT(Params, softness, "", 0.1, 0, 1, "width of the edges between steps: 1 is no steps"),
    GR_FLOAT(Params, gamma, "", 0.8, 0.3, 3, "below 1 more of the steps lie in the shadows"),
    GR_FLOAT(Params, amount, "", 1, 0, 1, "how far towards the steps"),
};

static float stepped(float value, float levels, float softness)
{
    float place = value * levels, step = gr_floorf(place);
    float edge = gr_maxf(softness, 1e-3f);
    float rise = gr_smoothstepf(1.0f - edge, 1.0f, place - step);
    return gr_unitf((step + rise) / (levels - 1.0f));
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrCurves *curves = input->frame_scratch;
    float gamma = gr_clampf(p->gamma, 0.3f, 3.0f), levels = gr_clampf(p->levels, 2.0f, 32.0f);
    for (int i = 0; i < 256; i++) {
        float value = (float)i / 255.0f;
        float out = stepped(gr_powf(value, gamma), levels, gr_unitf(p->softness));
        out = gr_powf(out, 1.0f / gamma);
        curves->tables.of[0][i] = gr_code_value(value + (out - value) * gr_unitf(p->amount));
    }
    gr_curves_settle(curves, true);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_posterize);
const GrShader GR_LEVEL_NAME(gr_shader_posterize) = {
    .name = "posterize",
    .family = "colour",
    .summary = "a few steps of each channel, as in a screen print",
    .params = GR_PARAM_TABLE(Params, params),
    GR_CURVES_SHADER,
};
