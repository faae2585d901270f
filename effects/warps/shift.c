/* SPDX-License-Identifier: MIT
 *
 * Shift: the picture lies elsewhere, or passes by. Fields go on beyond the frame; what is bound to
 * the grid comes back mirrored.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float x, y, speed_x, speed_y;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, x, "screen", 0.5, -64, 64, "how far to the right it lies"),
    GR_FLOAT_LIKE(Params, y, "screen", 0, -64, 64, "0.4", "how far down it lies"),
    GR_RATE(Params, speed_x, "screen/s", 0, -16, 16, "how fast it moves to the right"),
    GR_RATE(Params, speed_y, "screen/s", 0, -16, 16, "how fast it moves down"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    /* Held while it is a double: the way may be long. */
    const double far = (double)GR_WARP_FAR;
    double way_x = (double)p->x + (double)p->speed_x * input->moment->scene_s;
    double way_y = (double)p->y + (double)p->speed_y * input->moment->scene_s;
    way_x = way_x > far ? far : way_x < -far ? -far : way_x;
    way_y = way_y > far ? far : way_y < -far ? -far : way_y;
    const float dx = (float)way_x, dy = (float)way_y;
    for (int i = 0; i < count; i++) {
        x[i] = x[i] - dx;
        y[i] = y[i] - dy;
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_shift);
const GrWarp GR_LEVEL_NAME(gr_warp_shift) = {
    .name = "shift",
    .family = "move",
    .summary = "moves the picture, once or steadily",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
