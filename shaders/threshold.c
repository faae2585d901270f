/* SPDX-License-Identifier: MIT
 *
 * Threshold: two colours and nothing else, parted at one brightness. `softness` is the width of the
 * edge between them, in which letters keep their smooth outlines.
 */
#include "common/luma.h"
#include "model/colour.h"

typedef struct Params {
    float level, softness;
    GrColour dark, bright;
    float amount;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, level, "", 0.3, 0, 1, "the brightness that parts them"),
    GR_FLOAT(Params, softness, "", 0.12, 0, 1, "width of the edge between them"),
    GR_COLOUR(Params, dark, "000000", "of what is darker"),
    GR_COLOUR(Params, bright, "ffffff", "of what is brighter"),
    GR_FLOAT(Params, amount, "", 1, 0, 1, "how far towards the two colours"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    GrToned *toned = input->frame_scratch;
    float half = gr_maxf(0.5f * gr_unitf(p->softness), 0.002f), level = gr_unitf(p->level);
    const float dark[3] = {p->dark.r, p->dark.g, p->dark.b};
    const float bright[3] = {p->bright.r, p->bright.g, p->bright.b};
    for (int i = 0; i < 256; i++) {
        float share = gr_smoothstepf(level - half, level + half, (float)i / 255.0f);
        for (int c = 0; c < 3; c++)
            toned->tables.of[c][i] = gr_code_value(dark[c] + (bright[c] - dark[c]) * share);
    }
    gr_toned_settle(toned, p->amount);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_threshold);
const GrShader GR_LEVEL_NAME(gr_shader_threshold) = {
    .name = "threshold",
    .family = "colour",
    .summary = "two colours, parted at one brightness",
    .params = GR_PARAM_TABLE(Params, params),
    GR_TONED_SHADER,
};
