/* SPDX-License-Identifier: MIT
 *
 * Mobius: two points stand still; the picture flows out of one and into the other, or around both
 * in circles, or in spirals. Angles and circles stay what they are: w = (z - f) / (z + f) takes the
 * two points to nothing and to infinity, where flowing is scaling and circling is turning (Mobius
 * transformations by their fixed points; Needham, Visual Complex Analysis, chapter 3).
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float spread, direction, stretch, turns, flow, spin;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, spread, "screen", 0.9, 0.02, 8, "how far the two points are from the middle"),
    GR_FLOAT_LIKE(Params, direction, "turns", 0, -1, 1, "0.25", "in which direction they lie"),
    GR_FLOAT(Params, stretch, "", 0.9, -8, 8,
             "how far the picture is drawn from the one to the other"),
    GR_FLOAT_LIKE(Params, turns, "turns", 0.04, -16, 16, "0.2", "how far it circles around both"),
    GR_RATE(Params, flow, "1/s", 0, -8, 8, "how fast it is drawn on"),
    GR_RATE(Params, spin, "turns/s", 0, -8, 8, "how fast it circles on"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    /* Beyond this many screens the picture is pulled together: nobody can see detail there. */
    static const float farthest = 3.0f;
    const double time_s = input->moment->scene_s;
    const float angle = gr_phase((double)p->turns + (double)p->spin * time_s);
    const float drawn = (float)((double)p->stretch + (double)p->flow * time_s);
    const float k = gr_expf(gr_clampf(-drawn, -20.0f, 20.0f));
    const float k_re = k * gr_cosf(angle), k_im = -k * gr_sinf(angle);
    const float c = gr_cosf(p->direction * GR_TAU), s = gr_sinf(p->direction * GR_TAU);
    const float f = p->spread, per_far = 1.0f / (farthest * farthest);
    for (int i = 0; i < count; i++) {
        float zx = (x[i] * c + y[i] * s) / f, zy = (y[i] * c - x[i] * s) / f;
        /* (z - 1) / (z + 1), times k, and back: the denominators come together. */
        float ax = zx - 1.0f, bx = zx + 1.0f;
        float mx = ax * k_re - zy * k_im, my = ax * k_im + zy * k_re;
        float top_x = bx + mx, top_y = zy + my, low_x = bx - mx, low_y = zy - my;
        float size = f / (low_x * low_x + low_y * low_y + 1e-6f);
        float u = (top_x * low_x + top_y * low_y) * size;
        float v = (top_y * low_x - top_x * low_y) * size;
        float near = 1.0f / gr_sqrtf(1.0f + (u * u + v * v) * per_far);
        x[i] = (u * c - v * s) * near;
        y[i] = (u * s + v * c) * near;
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_mobius);
const GrWarp GR_LEVEL_NAME(gr_warp_mobius) = {
    .name = "mobius",
    .family = "bend",
    .summary = "flows out of one point and into another",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
