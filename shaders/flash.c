/* SPDX-License-Identifier: MIT
 *
 * Flash: every beat is a flash of light that dies away. What is lit flares up, as in a lightning,
 * and a veil of the flash's colour lies over the dark. With `react: 0` it does nothing by itself:
 * `amount` then takes an expression, for a flash wherever it is wanted.
 */
#include "common/curves.h"
#include "model/colour.h"

typedef struct Params {
    float amount, sharpness, veil, flare;
    GrColour colour;
    float react;
} Params;

static const GrParam params[] = {
    GR_FLOAT_LIKE(Params, amount, "", 0, 0, 1, "onset",
                  "flash that is there without the sound's: 1 is a full one"),
    GR_FLOAT(Params, sharpness, "", 3, 1, 12, "how fast a beat's flash dies away"),
    GR_FLOAT(Params, veil, "", 0.3, 0, 1,
             "how much of its colour lies over the dark; 1: nothing "
             "else is left"),
    GR_FLOAT(Params, flare, "stops", 1.2, 0, 4, "how much brighter what is lit becomes"),
    GR_COLOUR(Params, colour, "ffffff", "of the flash"),
    GR_REACT_TO(Params, "beats flash"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrCurves *curves = input->frame_scratch;
    float pulse = gr_powf(gr_unitf(gr_signal(input->moment, GR_SIGNAL_BEAT_DECAY)),
                          gr_clampf(p->sharpness, 1.0f, 12.0f));
    float height = gr_unitf(p->amount + 0.6f * p->react * pulse);
    float gain = gr_exp2f(height * gr_clampf(p->flare, 0.0f, 4.0f));
    float veil = height * gr_unitf(p->veil);
    const float colour[3] = {p->colour.r, p->colour.g, p->colour.b};
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 256; i++) {
            float value = (float)i / 255.0f;
            /* A power of what is missing: full light stays full, the dark is lifted by the gain. */
            float lit = 1.0f - gr_powf(1.0f - value, gain);
            lit = value + (lit - value) * (0.35f + 0.65f * colour[c]);
            curves->tables.of[c][i] = gr_code_value(lit + (colour[c] - lit) * veil);
        }
    gr_curves_settle(curves, false);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_flash);
const GrShader GR_LEVEL_NAME(gr_shader_flash) = {
    .name = "flash",
    .family = "light",
    .summary = "a flash of light on every beat that dies away",
    .params = GR_PARAM_TABLE(Params, params),
    GR_CURVES_SHADER,
};
