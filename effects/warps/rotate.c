/* SPDX-License-Identifier: MIT
 *
 * Rotate: the picture turns around a point, stands at an angle, or both.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float turns, speed, x, y;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, turns, "turns", 0.125, -64, 64, "how far it is turned, clockwise"),
    GR_RATE(Params, speed, "turns/s", 0, -16, 16, "how fast it turns on"),
    GR_FLOAT(Params, x, "screen", 0, -8, 8, "the middle of it, from the frame's middle"),
    GR_FLOAT(Params, y, "screen", 0, -8, 8, "how high that is: -1 is the top"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const float angle = gr_phase((double)p->turns + (double)p->speed * input->moment->scene_s);
    const float c = gr_cosf(angle), s = gr_sinf(angle), middle_x = p->x, middle_y = p->y;
    for (int i = 0; i < count; i++) {
        float u = x[i] - middle_x, v = y[i] - middle_y;
        x[i] = middle_x + u * c + v * s;
        y[i] = middle_y - u * s + v * c;
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_rotate);
const GrWarp GR_LEVEL_NAME(gr_warp_rotate) = {
    .name = "rotate",
    .family = "move",
    .summary = "turns the picture around a point",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
