/* SPDX-License-Identifier: MIT
 *
 * Brightness: all light times a factor, in linear light as a longer exposure has it. What would go
 * beyond white bends into it (a shoulder from `knee` on), so that highlights keep their drawing.
 */
#include "common/curves.h"
#include "model/colour.h"

typedef struct Params {
    float amount, knee;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "stops", 0.7, -8, 4, "1 is twice the light, -1 half of it"),
    GR_FLOAT(Params, knee, "", 0.8, 0, 1,
             "code value from which brightened light bends towards white; 1: it is cut off"),
};

/* Straight up to the knee, then a hyperbola that leaves with the same slope and reaches white where
 * the brightest light comes to lie. */
static float bent(float value, float knee, float most)
{
    if (value <= knee || most <= 1.0f)
        return value;
    float over = (value - knee) / (1.0f - knee), end = (most - knee) / (1.0f - knee);
    return knee + (1.0f - knee) * over / (1.0f + over * (1.0f - 1.0f / end));
}

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrCurves *curves = input->frame_scratch;
    float gain = gr_exp2f(gr_clampf(p->amount, -8.0f, 4.0f)), knee = gr_unitf(p->knee);
    float most = gr_linear_to_srgb(gain);
    for (int i = 0; i < 256; i++) {
        float value = (float)i / 255.0f;
        if (p->amount != 0.0f)
            value = gr_linear_to_srgb(gr_srgb_to_linear(value) * gain);
        curves->tables.of[0][i] = gr_code_value(knee < 1.0f ? bent(value, knee, most) : value);
    }
    gr_curves_settle(curves, true);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_brightness);
const GrShader GR_LEVEL_NAME(gr_shader_brightness) = {
    .name = "brightness",
    .family = "tone",
    .summary = "more or less light, with a shoulder into white",
    .params = GR_PARAM_TABLE(Params, params),
    GR_CURVES_SHADER,
};
