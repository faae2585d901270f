/* SPDX-License-Identifier: MIT
 *
 * Kaleidoscope: a wedge of the picture and its mirror image, again and again around a point. What
 * the wedge is cut from lies where one likes and may turn under it, so that the pattern opens and
 * closes like that of a tube of glass. A fraction of a wedge is one that unfolds between two
 * others.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float sectors, turns, spin, under, from_x, from_y, x, y;
} Params;

static const GrParam params[] = {
    GR_COUNT(Params, sectors, "", 6, 1, 64, "wedges around the point, each with its mirror image"),
    GR_FLOAT_LIKE(Params, turns, "turns", 0, -16, 16, "0.05", "how far the whole is turned"),
    GR_RATE(Params, spin, "turns/s", 0, -8, 8, "how fast the whole turns on"),
    GR_RATE(Params, under, "turns/s", 0.02, -8, 8, "how fast the picture turns under the wedge"),
    GR_FLOAT(Params, from_x, "screen", 0.6, -8, 8, "where of the picture the wedge has its tip"),
    GR_FLOAT_LIKE(Params, from_y, "screen", 0.1, -8, 8, "0.3", "how high that is: -1 is the top"),
    GR_FLOAT(Params, x, "screen", 0, -8, 8, "the middle of it, from the frame's middle"),
    GR_FLOAT(Params, y, "screen", 0, -8, 8, "how high that is: -1 is the top"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const double time_s = input->moment->scene_s;
    const GrAround around = gr_around(p->sectors);
    const float sector = GR_TAU / p->sectors;
    const float turned = gr_phase((double)p->turns + (double)p->spin * time_s);
    const float under = gr_phase((double)p->under * time_s);
    const float middle_x = p->x, middle_y = p->y, from_x = p->from_x, from_y = p->from_y;
    for (int i = 0; i < count; i++) {
        float u = x[i] - middle_x, v = y[i] - middle_y;
        float r = gr_sqrtf(u * u + v * v);
        float fold = gr_around_fold(&around, gr_atan2f(v, u) - turned, GR_TAU, sector);
        float angle = fold - under;
        x[i] = from_x + r * gr_cosf(angle);
        y[i] = from_y + r * gr_sinf(angle);
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_kaleidoscope);
const GrWarp GR_LEVEL_NAME(gr_warp_kaleidoscope) = {
    .name = "kaleidoscope",
    .family = "fold",
    .summary = "mirrors a wedge of the picture around a point",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
