/* SPDX-License-Identifier: MIT
 *
 * Gamma: the middle of the range moves, black and full light stay: value^(1/gamma) of each channel.
 * Above 1 shadows open up, below 1 they close. Each channel has a factor of its own, for a cast in
 * the mid-tones that leaves black and white clean.
 */
#include "common/curves.h"

typedef struct Params {
    float gamma, red, green, blue;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, gamma, "", 1.3, 0.2, 5, "above 1 mid-tones are brighter, below 1 darker"),
    GR_FLOAT(Params, red, "", 1, 0.2, 5, "the same for red alone, times gamma"),
    GR_FLOAT(Params, green, "", 1, 0.2, 5, "for green"),
    GR_FLOAT(Params, blue, "", 1, 0.2, 5, "for blue"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrCurves *curves = input->frame_scratch;
    const float own[3] = {p->red, p->green, p->blue};
    for (int c = 0; c < 3; c++) {
        float power = 1.0f / gr_clampf(p->gamma * own[c], 0.04f, 25.0f);
        for (int i = 0; i < 256; i++)
            curves->tables.of[c][i] = gr_code_value(gr_powf((float)i / 255.0f, power));
    }
    gr_curves_settle(curves, false);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_gamma);
const GrShader GR_LEVEL_NAME(gr_shader_gamma) = {
    .name = "gamma",
    .family = "tone",
    .summary = "opens or closes the mid-tones, black and white stay",
    .params = GR_PARAM_TABLE(Params, params),
    GR_CURVES_SHADER,
};
