/* SPDX-License-Identifier: MIT
 *
 * Wave: waves run through the picture and swing it to and fro, across their way like those of a
 * flag, or along it like those of sound.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    float amount, waves, direction, speed, along;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, amount, "screen", 0.12, 0, 4, "how far the picture swings"),
    GR_FLOAT(Params, waves, "1/screen", 0.8, 0, 16, "how many waves go on a screen unit"),
    GR_FLOAT_LIKE(Params, direction, "turns", 0, -1, 1, "0.25",
                  "where they run: 0 right, 0.25 down"),
    GR_RATE(Params, speed, "1/s", 0.4, -16, 16, "how many waves pass in a second"),
    GR_FLOAT_LIKE(Params, along, "", 0, 0, 1, "0.5",
                  "0 swings across their way like a flag, 1 along it like sound"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const float c = gr_cosf(p->direction * GR_TAU), s = gr_sinf(p->direction * GR_TAU);
    const float angle = 0.25f * GR_TAU * p->along;
    const float to_x = gr_sinf(angle) * c - gr_cosf(angle) * s;
    const float to_y = gr_sinf(angle) * s + gr_cosf(angle) * c;
    const float per_x = GR_TAU * p->waves * c, per_y = GR_TAU * p->waves * s, amount = p->amount;
    const float phase = gr_phase((double)p->speed * input->moment->scene_s);
    for (int i = 0; i < count; i++) {
        float swing = amount * gr_sinf(x[i] * per_x + y[i] * per_y - phase);
        x[i] = x[i] - to_x * swing;
        y[i] = y[i] - to_y * swing;
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_wave);
const GrWarp GR_LEVEL_NAME(gr_warp_wave) = {
    .name = "wave",
    .family = "bend",
    .summary = "swings the picture in waves",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
