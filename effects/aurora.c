/* SPDX-License-Identifier: MIT
 *
 * Aurora: curtains of northern light. Each curtain has a lower edge that is sharp and bright and
 * rays that rise from it and fade with height; slow noise bends the cloth sideways, and where it
 * folds the light gathers. Rays lean away from a point high above, as they do seen from below.
 * Noise along the cloth, drawn out in time, makes the rays run. That light falls off upwards from a
 * sharp edge is how charged particles stop (https://en.wikipedia.org/wiki/Aurora).
 */
#include "base/level.h"
#include "common/motion.h"
#include "common/noise.h"
#include "model/effect.h"

typedef struct Params {
    float curtains, height, rays, folds, hem, speed, contrast, glow, react;
} Params;

enum { MAX_CURTAINS = 6, BLOCK = 256 };

static const GrParam params[] = {
    GR_COUNT(Params, curtains, "", 3, 1, MAX_CURTAINS,
             "curtains, one behind the other; a fraction fades the last one in"),
    GR_FLOAT(Params, height, "screen", 0.75, 0.05, 3, "how far the rays rise"),
    GR_FLOAT(Params, rays, "", 5.5, 0.5, 30, "how fine the rays are"),
    GR_FLOAT(Params, folds, "", 0.8, 0, 2, "how deep the cloth is folded: 0 hangs straight"),
    GR_FLOAT(Params, hem, "screen", 0.5, -1, 1,
             "where the lower edge of the nearest lies: -1 top, 1 bottom"),
    GR_RATE(Params, speed, "", 1, -10, 10, "of its flow; 0 stands still"),
    GR_FLOAT(Params, contrast, "", 1, 0.1, 4, "higher tears it into single rays"),
    GR_FLOAT(Params, glow, "", 0.35, 0, 1, "mist of light around the curtains"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts flow faster, bass raises the rays, "
             "high tones sharpen them, beats light the lower edge); 0 is not at all"),
};

typedef struct Curtain {
    GrNoise cloth, ray;
    float cloth_at, ray_at, cloth_dx; /* parts of lattice cells that time has come along */
    float hem, slope, wave, height, gain, scale;
} Curtain;

static GrNoise noise_of(uint32_t seed, int curtain, uint32_t part, double way, double time,
                        float *dx, float *dy)
{
    GrCount column = gr_count(way), row = gr_count(time);
    *dx = column.part;
    *dy = row.part;
    return (GrNoise){gr_rng_u32(seed, (uint32_t)curtain, part), column.whole, row.whole, 1.0f,
                     0.0f};
}

static void hang(const GrFieldInput *input, double time_s, Curtain *curtains)
{
    const Params *p = input->params;
    const uint32_t seed = gr_rng_fold(input->seed);
    const double pace = time_s * (double)p->speed;
    const float bass = gr_push(input->moment, GR_SIGNAL_BASS, p->react);
    for (int k = 0; k < gr_members(p->curtains); k++) {
        Curtain *c = &curtains[k];
        const float far = (float)k / (float)MAX_CURTAINS;
        const double way = pace * (k % 2 ? -0.09 : 0.07);
        float unused;
        c->cloth = noise_of(seed, k, 1, way, pace * 0.11, &c->cloth_dx, &c->cloth_at);
        c->ray = noise_of(seed, k, 2, 0.0, pace * (0.42 + 0.07 * (double)k), &unused, &c->ray_at);
        c->hem = p->hem - 1.15f * far + 0.06f * gr_sinf(gr_phase(pace * 0.03 + 0.37 * (double)k));
        c->slope = (k % 2 ? -0.16f : 0.13f) + 0.08f * gr_sinf(gr_phase(pace * 0.021 + 0.2));
        c->wave = 0.26f - 0.1f * far;
        c->height = p->height * (1.0f - 0.4f * far) * (1.0f + 0.3f * bass);
        c->gain = gr_member(p->curtains, k) * (1.0f - 0.8f * far);
        c->scale = 1.0f + 1.2f * far;
    }
}

static void add_curtain(const Curtain *curtain, const Params *p, float high, float beat, float cell,
                        const float *restrict x, const float *restrict y, float *restrict sum,
                        int n)
{
    const Curtain c = *curtain;
    const GrNoise cloth = c.cloth, ray = c.ray;
    const float folds = p->folds, rays = p->rays, per_height = 1.0f / c.height;
    const float torn = p->contrast * (1.0f + 0.25f * high), glow = p->glow;
    const float edge = 1.0f / (0.05f + 1.2f * cell), lit_hem = 0.75f + 0.4f * beat;
    for (int i = 0; i < n; i++) {
        /* Rays meet far above the frame. */
        float u = x[i] * 2.6f / (2.6f + y[i]) * c.scale;
        GrNoiseSample fold =
            gr_noise_at(&cloth, 0.85f * u + c.cloth_dx, c.cloth_at + 0.15f * (y[i] + 1.0f));
        GrNoiseSample crease = gr_noise_at(&cloth, 2.1f * u + 5.3f * fold.value + 9.7f, c.cloth_at);
        float along = u + folds * (1.1f * fold.value + 0.25f * crease.value);
        /* Cloth that is seen edge on is bright: its way along the screen is short. */
        float spread = 1.0f + folds * (0.94f * fold.dx + 0.5f * crease.dx);
        float gather = 1.0f / (0.45f + gr_absf(spread));

        float hem = c.hem + c.slope * x[i] + c.wave * (fold.value * 2.4f + 0.8f * crease.value);
        float up = hem - y[i];
        GrNoiseSample fine = gr_noise_at(&ray, along * rays, c.ray_at);
        GrNoiseSample wide =
            gr_noise_at(&ray, along * rays * 0.31f + 31.7f, c.ray_at * 0.7f + 4.3f);
        float bright = gr_unitf(0.5f + torn * (0.8f * fine.value + 1.0f * wide.value));
        float long_ray = per_height / (0.45f + 0.9f * bright);
        float above = gr_maxf(up, 0.0f) * long_ray;
        float fade = gr_exp2f(-2.1f * above) * gr_unitf(up * edge + 0.5f);
        float foot = gr_exp2f(-9.0f * above) * lit_hem;
        float body = (0.1f + 0.9f * bright * bright) * (fade * (0.55f + foot));
        float mist = glow * 0.3f / (1.0f + 9.0f * up * up * per_height * per_height);
        sum[i] = sum[i] + c.gain * (body * gather * 1.35f + mist * (0.25f + bright));
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    Curtain curtains[MAX_CURTAINS];
    hang(input, gr_motion_s(m, p->react), curtains);
    const float high = gr_push(m, GR_SIGNAL_HI, p->react);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const int count = input->grid->count, members = gr_members(p->curtains);

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        float *restrict value = output->value + start;
        float sum[BLOCK] = {0};
        for (int k = 0; k < members; k++) {
            add_curtain(&curtains[k], p, high, beat, input->grid->cell_h, input->grid->x + start,
                        input->grid->y + start, sum, n);
        }
        for (int i = 0; i < n; i++) {
            /* Bent, not clipped, where curtains shine through each other. */
            value[i] = gr_unitf(1.22f * (1.0f - gr_exp2f(-2.2f * sum[i])) - 0.06f);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_aurora);
const GrEffect GR_LEVEL_NAME(gr_effect_aurora) = {
    .name = "aurora",
    .family = "waves",
    .summary = "curtains of northern light whose rays rise from a bright lower edge",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
