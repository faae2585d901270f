/* SPDX-License-Identifier: MIT
 *
 * Polar: the picture is bent around the middle, its lower edge to a point, and put there several
 * times, each copy the mirror image of the next, so that the ring closes. With a deep middle the
 * distance is taken by its logarithm: one looks down a shaft that never ends. A fraction of a copy
 * is one that unfolds between two others.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float copies, reach, spin, flow;
    int32_t depth;
} Params;

static const char *const depths[] = {"even", "deep", NULL};

static const GrParam params[] = {
    GR_COUNT(Params, copies, "", 2, 1, 32, "pairs of mirror images around the middle"),
    GR_FLOAT(Params, reach, "screen", 1.2, 0.05, 16, "where the picture's upper edge is"),
    GR_CHOICE(Params, depth, depths, 0,
              "how the distance counts: even, or deep like a shaft without an end"),
    GR_RATE(Params, spin, "turns/s", 0, -8, 8, "how fast the ring turns"),
    GR_RATE(Params, flow, "screen/s", 0, -16, 16, "how fast the picture comes out of the middle"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const double time_s = input->moment->scene_s;
    const float aspect = input->grid->aspect, copies = p->copies;
    const GrAround around = gr_around(copies);
    const float turned = gr_count((double)p->spin * time_s).part;
    const float flow = (float)((double)p->flow * time_s), per_reach = 1.0f / p->reach;
    const bool deep = p->depth == 1;
    for (int i = 0; i < count; i++) {
        float r = gr_sqrtf(x[i] * x[i] + y[i] * y[i]) * per_reach;
        float at = copies * (gr_atan2f(y[i], x[i]) * (1.0f / GR_TAU) - turned);
        float out = deep ? gr_logf(gr_maxf(r, 1e-4f)) + 1.0f : 2.0f * r - 1.0f;
        x[i] = aspect * (1.0f - 4.0f * gr_around_fold(&around, at, copies, 1.0f));
        y[i] = flow - out;
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_polar);
const GrWarp GR_LEVEL_NAME(gr_warp_polar) = {
    .name = "polar",
    .family = "bend",
    .summary = "bends the picture around the middle into a ring",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
