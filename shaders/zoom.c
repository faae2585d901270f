/* SPDX-License-Identifier: MIT
 *
 * Zoom: the picture larger or smaller about a point, with a slow breath if wanted. Made smaller, it
 * is surrounded by its mirror images. Bilinear; a row of the result is a straight line of samples.
 */
#include "common/affine_shader.h"

typedef struct Params {
    float factor, x, y, breath, speed;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, factor, "", 1.25, 0.25, 8, "how much larger; below 1 is smaller"),
    GR_FLOAT_LIKE(Params, x, "screen", 0, -4, 4, "0.4",
                  "the point that stays, right of the middle"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -4, 4, "-0.3", "and below the middle"),
    GR_FLOAT(Params, breath, "", 0.08, 0, 1, "how far it goes in and out by itself; 0 is still"),
    GR_RATE(Params, speed, "Hz", 0.15, -4, 4, "how often it does"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    float swing = gr_sinf(gr_part_of((double)p->speed * input->moment->scene_s) * GR_TAU);
    gr_affine_begin(input, p->factor * gr_exp2f(p->breath * swing), 0.0f, p->x, p->y);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_zoom);
const GrShader GR_LEVEL_NAME(gr_shader_zoom) = {
    .name = "zoom",
    .summary = "the picture larger or smaller about a point, breathing",
    .params = GR_PARAM_TABLE(Params, params),
    GR_AFFINE_SHADER,
};
