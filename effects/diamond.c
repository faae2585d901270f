/* SPDX-License-Identifier: MIT
 *
 * Diamond: a wall of cut stones. A lattice of rhombs; each is a stepped pyramid whose four faces
 * catch a light that wanders around, and whose steps sink in or rise. Waves of brightness run over
 * the wall from the middle. The distance |u| + |v| makes a rhomb where the usual one makes a circle
 * (https://en.wikipedia.org/wiki/Taxicab_geometry).
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

typedef struct Params {
    float size, slim, steps, speed, facets, turn, variety, waves, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, size, "screen", 0.72, 0.05, 4,
             "height of a stone; 4 is one that fills the frame"),
    GR_FLOAT(Params, slim, "", 0.72, 0.2, 3, "width of a stone beside its height"),
    GR_FLOAT(Params, steps, "", 3, 0.5, 12, "steps from a stone's edge to its top"),
    GR_RATE(Params, speed, "steps/s", 0.35, -10, 10, "how fast steps sink in; negative rises"),
    GR_FLOAT(Params, facets, "", 0.8, 0, 1, "0 flat rhombs, 1 faces that catch the light"),
    GR_RATE(Params, turn, "turns/s", 0.012, -1, 1, "how fast the wall turns"),
    GR_FLOAT(Params, variety, "", 0.5, 0, 1, "how differently the stones shine and beat"),
    GR_FLOAT(Params, waves, "", 0.6, 0, 1, "depth of the waves of light that run outwards"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts run faster, each stone lights up with "
             "a band of its own, beats send a wave outwards); 0 is not at all"),
};

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react);
    const uint32_t seed = gr_rng_fold(input->seed);
    const float turned = gr_phase(time_s * (double)p->turn);
    const float c = gr_cosf(turned), s = gr_sinf(turned);
    const float per_x = 1.0f / (p->size * p->slim), per_y = 1.0f / p->size;
    const float sunk = gr_count(time_s * (double)p->speed).part, steps = p->steps;
    const float sun = gr_phase(time_s * 0.045 + 0.13), run = gr_phase(time_s * 0.21);
    const float sun_x = gr_cosf(sun), sun_y = gr_sinf(sun);
    const float own_sun = gr_phase(time_s * 0.11);
    const float facets = p->facets, variety = p->variety, waves = p->waves;
    const float low = 0.5f * gr_push(m, GR_SIGNAL_BASS, p->react);
    const float mid = 0.5f * gr_push(m, GR_SIGNAL_MID, p->react);
    const float high = 0.5f * gr_push(m, GR_SIGNAL_HI, p->react);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float front = 2.4f * gr_signal(m, GR_SIGNAL_BEAT_PHASE);
    const float cell = gr_maxf(input->grid->cell_h, input->grid->cell_w);
    /* Half a cell in the units of the pyramid's height, which is 1 from edge to top. */
    const float soft = gr_minf(0.7f * cell * gr_maxf(per_x, per_y) * 2.0f, 0.5f);
    const float soft_step = gr_minf(soft * steps, 0.5f), per_soft = 1.0f / soft;
    const float *restrict x = input->grid->x, *restrict y = input->grid->y;
    float *restrict value = output->value;
    const int count = input->grid->count;

    for (int i = 0; i < count; i++) {
        float px = (c * x[i] - s * y[i]) * per_x, py = (s * x[i] + c * y[i]) * per_y;
        /* Squares of a lattice that stands on its corner. */
        float u = px + py, v = px - py;
        float nu = gr_roundf(u), nv = gr_roundf(v);
        float du = u - nu, dv = v - nv;
        uint32_t id = gr_rng_u32(seed, (uint32_t)(int32_t)nu, (uint32_t)(int32_t)nv);
        float own = (float)(int32_t)(id & 0xffffu) * (1.0f / 65535.0f);
        float kind = (float)(int32_t)(id >> 16) * (1.0f / 65535.0f);

        float au = gr_absf(du), av = gr_absf(dv);
        float top = 1.0f - 2.0f * gr_maxf(au, av);
        /* Which of the four faces: soft over the ridge between two. */
        float share = gr_unitf((au - av) * per_soft + 0.5f);
        float face_u = (du > 0.0f ? 1.0f : -1.0f) * share;
        float face_v = (dv > 0.0f ? 1.0f : -1.0f) * (1.0f - share);
        float swing = variety * gr_sinf(own_sun + GR_TAU * own);
        float lx = sun_x - swing * sun_y, ly = sun_y + swing * sun_x;
        float light = 0.56f + 0.3f * (face_u * (lx + ly) + face_v * (lx - ly));
        light = gr_unitf(light);

        float step = gr_fractf(top * steps - sunk + variety * own);
        float riser = gr_unitf((1.0f - step) / soft_step) * gr_unitf(step / soft_step + 0.35f);
        float tread = (0.25f + 0.75f * step * step) * (0.3f + 0.7f * riser);
        float lit =
            gr_lerpf(tread, (0.16f + 0.9f * light * light) * (0.35f + 0.65f * tread), facets);

        /* Of the stone's middle, so that a stone is lit as one. */
        float mx = 0.5f * (nu + nv), my = 0.5f * (nu - nv);
        float far = gr_sqrtf(mx * mx / (per_x * per_x) + my * my / (per_y * per_y));
        float wave = 0.5f + 0.5f * gr_cosf(2.6f * far - run + 2.2f * variety * own);
        float shade = 1.0f - waves * (1.0f - wave);
        float gap = (far - front) * 2.6f;
        float band = kind < 0.33f ? low : kind < 0.66f ? mid : high;
        shade = shade + 0.35f * band + 0.6f * beat / (1.0f + gap * gap);
        float joint = gr_unitf(top * per_soft * 0.9f);
        float glint = gr_unitf((top - 0.8f) * 5.0f) * 0.45f * wave;
        value[i] = gr_unitf((lit * (0.12f + 0.88f * shade) * 1.6f + glint) * joint - 0.08f);
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_diamond);
const GrEffect GR_LEVEL_NAME(gr_effect_diamond) = {
    .name = "diamond",
    .family = "waves",
    .summary = "a wall of cut stones whose faces and steps catch a wandering light",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
