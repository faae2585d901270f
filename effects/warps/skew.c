/* SPDX-License-Identifier: MIT
 *
 * Skew: the picture leans over like italic letters, sideways, upwards or both.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float across, down;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, across, "", 0.4, -8, 8, "how far the top leans to the right"),
    GR_FLOAT_LIKE(Params, down, "", 0, -8, 8, "0.3", "how far the right side hangs down"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const float across = p->across, down = p->down;
    for (int i = 0; i < count; i++) {
        float u = x[i] + across * y[i];
        y[i] = y[i] - down * u;
        x[i] = u;
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_skew);
const GrWarp GR_LEVEL_NAME(gr_warp_skew) = {
    .name = "skew",
    .family = "move",
    .summary = "leans the picture over",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
