/* SPDX-License-Identifier: MIT
 *
 * Twist: the picture is wound up around a point, most in the middle, less and less outwards, as if
 * stirred with a spoon.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float amount, reach, x, y;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "turns", 0.4, -16, 16, "how far the middle is wound up, clockwise"),
    GR_FLOAT(Params, reach, "screen", 0.9, 0.02, 16, "how far out it is felt"),
    GR_FLOAT(Params, x, "screen", 0, -8, 8, "the middle of it, from the frame's middle"),
    GR_FLOAT(Params, y, "screen", 0, -8, 8, "how high that is: -1 is the top"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const float most = p->amount * GR_TAU, per_reach = 1.0f / (p->reach * p->reach);
    const float middle_x = p->x, middle_y = p->y;
    for (int i = 0; i < count; i++) {
        float u = x[i] - middle_x, v = y[i] - middle_y;
        float angle = most * gr_expf(-(u * u + v * v) * per_reach);
        float c = gr_cosf(angle), s = gr_sinf(angle);
        x[i] = middle_x + u * c + v * s;
        y[i] = middle_y - u * s + v * c;
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_twist);
const GrWarp GR_LEVEL_NAME(gr_warp_twist) = {
    .name = "twist",
    .family = "bend",
    .summary = "winds the picture up around a point",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
