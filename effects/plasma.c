/* SPDX-License-Identifier: MIT
 *
 * Plasma: liquid bands that fold, part and flow into each other, with a slow swell that leaves
 * parts of the picture in the dark. Waves at three orientations and one around a wandering point
 * are summed on coordinates that two crossed sines have bent; the sum is folded through a last
 * sine, as in the demos of the early nineties, where a palette did that. See
 * https://lodev.org/cgtutor/plasma.html.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

typedef struct Params {
    float scale, speed, warp, folds, shade, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, scale, "", 2.4, 0.1, 20, "how many waves fit: higher is finer"),
    GR_RATE(Params, speed, "", 1, -10, 10, "of its flow; 0 stands still, negative runs back"),
    GR_FLOAT(Params, warp, "", 0.8, 0, 4, "how far the bands are bent: 0 is a plain wave pattern"),
    GR_FLOAT(Params, folds, "", 1.9, 0.2, 8, "bands between a hill and a valley of the waves"),
    GR_FLOAT(Params, shade, "", 0.5, 0, 1, "depth of the slow dark swells between bright parts"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts flow faster, bass adds folds, beats "
             "lighten); 0 is not at all"),
};

enum { WAVES = 9 };

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    /* Turns a second of each wave: no two in a simple ratio, so the picture never repeats. */
    static const float rates[WAVES] = {0.071f, -0.059f, 0.043f, -0.083f, 0.097f,
                                       0.167f, 0.031f,  0.023f, 0.053f};
    const Params *p = input->params;
    const double time_s = gr_motion_s(input->moment, p->react) * (double)p->speed;
    const uint32_t seed = gr_rng_fold(input->seed);
    float w[WAVES];
    for (int i = 0; i < WAVES; i++) {
        w[i] = gr_phase(time_s * (double)rates[i] + (double)gr_rng_unit(seed, (uint32_t)i, 0));
    }
    const float centre_x = 1.7f * gr_sinf(w[6]), centre_y = 1.3f * gr_cosf(w[7]);
    const float bass = gr_push(input->moment, GR_SIGNAL_BASS, p->react);
    const float beat = gr_push(input->moment, GR_SIGNAL_BEAT_DECAY, p->react);
    const float folds = p->folds * (1.0f + 0.22f * bass), low = 0.12f - 0.12f * beat;
    const float scale = p->scale, warp = p->warp, shade = p->shade;
    const float *restrict x = input->grid->x, *restrict y = input->grid->y;
    float *restrict value = output->value;
    const int count = input->grid->count;

    for (int i = 0; i < count; i++) {
        float u = x[i] * scale, v = y[i] * scale;
        float bu = u + warp * gr_sinf(1.27f * v + w[0]);
        float bv = v + warp * gr_sinf(1.13f * bu + w[1]);
        float dx = bu - centre_x, dy = bv - centre_y;
        float sum = gr_sinf(1.31f * bu + 0.42f * bv + w[2]) +
                    gr_sinf(0.53f * bu - 1.17f * bv + w[3]) +
                    gr_sinf(0.79f * bu + 0.91f * bv + w[4]) +
                    gr_sinf(1.9f * gr_sqrtf(dx * dx + dy * dy) - w[5]);
        float band = 0.5f + 0.5f * gr_sinf(folds * sum + w[8]);
        float swell = 0.5f + 0.5f * gr_sinf(0.9f * sum + 0.6f * bv - w[2]);
        float lit = band * (1.0f - shade * (1.0f - swell));
        value[i] = gr_smoothstepf(low, 0.96f, lit);
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_plasma);
const GrEffect GR_LEVEL_NAME(gr_effect_plasma) = {
    .name = "plasma",
    .family = "waves",
    .summary = "liquid bands of light that fold and flow into each other",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
