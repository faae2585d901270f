/* SPDX-License-Identifier: MIT
 *
 * Scale: the picture grows or shrinks around a point, in both directions or in one.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float by, wide, high, x, y;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, by, "", 2, 0.02, 50, "how large the picture becomes: 2 is twice as large"),
    GR_FLOAT_LIKE(Params, wide, "", 1, 0.02, 50, "1.5", "how much wider than that"),
    GR_FLOAT_LIKE(Params, high, "", 1, 0.02, 50, "1.5", "how much higher than that"),
    GR_FLOAT(Params, x, "screen", 0, -8, 8, "the middle of it, from the frame's middle"),
    GR_FLOAT(Params, y, "screen", 0, -8, 8, "how high that is: -1 is the top"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const float per_x = 1.0f / (p->by * p->wide), per_y = 1.0f / (p->by * p->high);
    const float middle_x = p->x, middle_y = p->y;
    for (int i = 0; i < count; i++) {
        x[i] = middle_x + (x[i] - middle_x) * per_x;
        y[i] = middle_y + (y[i] - middle_y) * per_y;
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_scale);
const GrWarp GR_LEVEL_NAME(gr_warp_scale) = {
    .name = "scale",
    .family = "move",
    .summary = "makes the picture larger or smaller around a point",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
