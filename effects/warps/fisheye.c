/* SPDX-License-Identifier: MIT
 *
 * Fisheye: a round lens lies on the picture. What is under it swells towards the eye, or shrinks
 * away from it; beyond its reach all is as it was.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float strength, reach, x, y;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, strength, "", 0.75, -4, 0.95,
             "how much the middle swells: 0 not at all, negative shrinks it"),
    GR_FLOAT(Params, reach, "screen", 0.8, 0.02, 16, "how far out the lens goes"),
    GR_FLOAT(Params, x, "screen", 0, -8, 8, "the middle of it, from the frame's middle"),
    GR_FLOAT(Params, y, "screen", 0, -8, 8, "how high that is: -1 is the top"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const float strength = p->strength, per_reach = 1.0f / (p->reach * p->reach);
    const float middle_x = p->x, middle_y = p->y;
    for (int i = 0; i < count; i++) {
        float u = x[i] - middle_x, v = y[i] - middle_y;
        float out = 1.0f - strength * gr_expf(-(u * u + v * v) * per_reach);
        x[i] = middle_x + u * out;
        y[i] = middle_y + v * out;
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_fisheye);
const GrWarp GR_LEVEL_NAME(gr_warp_fisheye) = {
    .name = "fisheye",
    .family = "bend",
    .summary = "a lens that swells or pinches the picture",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
