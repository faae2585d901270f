/* SPDX-License-Identifier: MIT
 *
 * Field: another field pushes the picture about, as smoke bends what is seen through it (domain
 * warping). Its value is how far, in one direction, or which way: then dark pulls to one side, grey
 * to the other, and the picture curls.
 */
#include "../common/motion.h"
#include "base/level.h"
#include "model/warp.h"

typedef struct Params {
    GrFields field;
    float amount, direction, turns;
    int32_t by;
} Params;

static const char *const ways[] = {"way", "push", NULL};

static const GrParam params[] = {
    GR_FIELD(Params, field, "0.5 + 1.5*(noise(1.3*x, 1.3*y, 0.25*t) - 0.5)",
             "{fbm: {scale: 0.6, octaves: 2}}",
             "the field that moves the picture: the softer it is, the softer it bends"),
    GR_FLOAT(Params, amount, "screen", 0.25, -4, 4, "how far at most"),
    GR_CHOICE(Params, by, ways, 0,
              "what the field's value says: which way to go, or how far in one direction"),
    GR_FLOAT_LIKE(Params, direction, "turns", 0, -1, 1, "0.25",
                  "0 right, 0.25 down; with way where black goes"),
    GR_FLOAT(Params, turns, "turns", 1, -8, 8, "from black to white, with way"),
};

static void apply(const GrWarpInput *input, float *restrict x, float *restrict y, int count)
{
    const Params *p = input->params;
    const float *restrict value = input->field;
    const float amount = p->amount, base = p->direction * GR_TAU, turns = p->turns * GR_TAU;
    const float c = gr_cosf(base), s = gr_sinf(base);
    if (!value)
        return;
    if (p->by == 1) {
        for (int i = 0; i < count; i++) {
            float way = amount * (2.0f * value[i] - 1.0f);
            x[i] = x[i] - c * way;
            y[i] = y[i] - s * way;
        }
        return;
    }
    for (int i = 0; i < count; i++) {
        float angle = base + turns * value[i];
        x[i] = x[i] - amount * gr_cosf(angle);
        y[i] = y[i] - amount * gr_sinf(angle);
    }
}

extern const GrWarp GR_LEVEL_NAME(gr_warp_field);
const GrWarp GR_LEVEL_NAME(gr_warp_field) = {
    .name = "field",
    .family = "bend",
    .summary = "moves the picture by the light of another field",
    .params = GR_PARAM_TABLE(Params, params),
    .apply = apply,
};
