/* SPDX-License-Identifier: MIT
 *
 * Inverse polar: what lies around the middle is unrolled, from the middle along the bottom edge to
 * the outside at the top; rings become level bands, spokes become columns.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float turns, reach, spin;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, turns, "turns", 1, 0.05, 8, "how much of the circle lies across the frame"),
    GR_FLOAT(Params, reach, "screen", 1.4, 0.05, 16, "how far from the middle the upper edge is"),
    GR_RATE(Params, spin, "turns/s", 0, -8, 8, "how fast it rolls on"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const float per_x = p->turns * GR_PI / input->grid->aspect, half = 0.5f * p->reach;
    const float turned = gr_phase((double)p->spin * input->moment->scene_s);
    for (int i = 0; i < count; i++) {
        float angle = x[i] * per_x - turned - 0.5f * GR_PI;
        float r = gr_maxf(half * (1.0f - y[i]), 0.0f);
        x[i] = r * gr_cosf(angle);
        y[i] = r * gr_sinf(angle);
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_inverse_polar);
const GrWarp GR_LEVEL_NAME(gr_warp_inverse_polar) = {
    .name = "inverse_polar",
    .family = "bend",
    .summary = "unrolls what lies around the middle into a strip",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
