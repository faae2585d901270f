/* SPDX-License-Identifier: MIT
 *
 * Levels: the range from `black` to `white` is stretched to the range from `low` to `high`, with
 * `gamma` in between. Raising black sinks murk into the dark, lowering white makes highlights full;
 * a raised low is the milky black of a faded print.
 */
#include "common/curves.h"

typedef struct Params {
    float black, white, gamma, low, high;
} Params;

static const GrParam params[] = {
    {.name = "black",
     .type = GR_PARAM_FLOAT,
     .offset = offsetof(Params, black),
     .unit = "",
     .def = 0.05,
     .min = 0,
     .max = 0.95,
     .below = "white",
     .help = "what becomes the darkest"},
    GR_FLOAT(Params, white, "", 0.85, 0.05, 1, "what becomes the brightest"),
    GR_FLOAT(Params, gamma, "", 1, 0.2, 5, "above 1 what lies between is brighter"),
    GR_FLOAT(Params, low, "", 0, 0, 1, "the darkest that comes out"),
    GR_FLOAT(Params, high, "", 1, 0, 1, "the brightest that comes out"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrCurves *curves = input->frame_scratch;
    float range = gr_maxf(p->white - p->black, 1.0f / 255.0f);
    float power = 1.0f / gr_clampf(p->gamma, 0.2f, 5.0f);
    for (int i = 0; i < 256; i++) {
        float value = gr_unitf(((float)i / 255.0f - p->black) / range);
        float out = p->low + (p->high - p->low) * gr_powf(value, power);
        curves->tables.of[0][i] = gr_code_value(out);
    }
    gr_curves_settle(curves, true);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_levels);
const GrShader GR_LEVEL_NAME(gr_shader_levels) = {
    .name = "levels",
    .family = "tone",
    .summary = "stretches the range between a black and a white point",
    .params = GR_PARAM_TABLE(Params, params),
    GR_CURVES_SHADER,
};
