/* SPDX-License-Identifier: MIT
 *
 * Contrast: light and dark farther apart or closer together around a pivot. Above 0 it is an S: two
 * power curves that meet at the pivot with one slope, so that nothing clips however strong it is;
 * below 0 everything draws towards the pivot. Glyphs on black are dark, so the pivot lies below the
 * middle.
 */
#include "common/curves.h"

typedef struct Params {
    float amount, pivot;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "", 0.35, -1, 1,
             "-1: even grey .. 0: the picture .. 1: nearly black and white"),
    GR_FLOAT(Params, pivot, "", 0.35, 0.05, 0.95, "the light that stays as it is"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrCurves *curves = input->frame_scratch;
    float pivot = gr_clampf(p->pivot, 0.05f, 0.95f), amount = gr_clampf(p->amount, -1.0f, 1.0f);
    float power = 1.0f + 3.0f * gr_maxf(amount, 0.0f) * gr_maxf(amount, 0.2f);
    for (int i = 0; i < 256; i++) {
        float value = (float)i / 255.0f;
        float out = value + (pivot - value) * gr_maxf(-amount, 0.0f);
        if (amount > 0.0f && value < pivot)
            out = pivot * gr_powf(value / pivot, power);
        else if (amount > 0.0f)
            out = 1.0f - (1.0f - pivot) * gr_powf((1.0f - value) / (1.0f - pivot), power);
        curves->tables.of[0][i] = gr_code_value(out);
    }
    gr_curves_settle(curves, true);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_contrast);
const GrShader GR_LEVEL_NAME(gr_shader_contrast) = {
    .name = "contrast",
    .family = "tone",
    .summary = "light and dark farther apart, without clipping, or closer together",
    .params = GR_PARAM_TABLE(Params, params),
    GR_CURVES_SHADER,
};
