/* SPDX-License-Identifier: MIT
 *
 * Rotate: the picture turned about a point, at rest or on and on; what comes in at the corners is
 * its own mirror image, never a smear or a hole. Bilinear; a row is a straight line of samples.
 */
#include "common/affine_shader.h"

typedef struct Params {
    float angle, speed, zoom, x, y;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, angle, "turns", 0.03, -1, 1, "how far it is turned, clockwise"),
    GR_RATE(Params, speed, "turns/s", 0.01, -4, 4, "how fast it turns on; negative is back"),
    GR_FLOAT(Params, zoom, "", 1.1, 0.25, 8, "and how much larger it is"),
    GR_FLOAT_LIKE(Params, x, "screen", 0, -4, 4, "0.4",
                  "the point that stays, right of the middle"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -4, 4, "-0.3", "and below the middle"),
};

static void begin(const GrShaderInput *input)
{
    const Params *p = input->params;
    double turns = (double)p->angle + (double)p->speed * input->moment->scene_s;
    gr_affine_begin(input, p->zoom, gr_part_of(turns), p->x, p->y);
}

extern const GrShader GR_LEVEL_NAME(gr_shader_rotate);
const GrShader GR_LEVEL_NAME(gr_shader_rotate) = {
    .name = "rotate",
    .summary = "the picture turned about a point, mirrored where it ends",
    .params = GR_PARAM_TABLE(Params, params),
    GR_AFFINE_SHADER,
};
