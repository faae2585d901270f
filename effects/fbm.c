/* SPDX-License-Identifier: MIT
 *
 * Fbm: a nebula. Octaves of gradient noise, each finer and weaker, turned against the last; every
 * octave boils in place, drifts, and is drawn out along the slopes of the coarser ones, which pulls
 * plain clouds into glowing filaments around dark hollows ("Flow noise", Perlin and Neyret 2001;
 * fractional Brownian motion: Musgrave in "Texturing and Modeling").
 */
#include "base/level.h"
#include "common/octaves.h"
#include "model/effect.h"

typedef struct Params {
    float scale, octaves, lacunarity, gain, speed, drift, direction, filaments, ridge, contrast,
        level, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, scale, "", 1.15, 0.1, 20, "size of the clouds: higher is finer"),
    GR_COUNT(Params, octaves, "", 5, 1, 8, "layers of detail; a fraction fades the finest in"),
    GR_FLOAT(Params, lacunarity, "", 2.03, 1.2, 4, "how much finer each layer is than the last"),
    GR_FLOAT(Params, gain, "", 0.5, 0.1, 0.9, "how strong each layer is beside the last"),
    GR_RATE(Params, speed, "", 1, -10, 10, "of its boiling; 0 stands still"),
    GR_RATE(Params, drift, "screen/s", 0.12, -4, 4, "how fast it passes by"),
    GR_FLOAT(Params, direction, "turns", -0.2, -1, 1, "where it drifts: 0 right, 0.25 down"),
    GR_FLOAT(Params, filaments, "", 0.9, 0, 2,
             "0 plain clouds, 1 clouds drawn out into filaments around dark hollows"),
    GR_FLOAT(Params, ridge, "", 0, 0, 1, "0 soft clouds, 1 bright veins"),
    GR_FLOAT(Params, contrast, "", 1, 0.1, 4, "higher parts light and dark further"),
    GR_FLOAT(Params, level, "", 0.36, 0, 1, "how much of it is light"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts flow faster, bass lights it, beats "
             "flash through it); 0 is not at all"),
};

enum { BLOCK = 256, MAX_OCTAVES = 8 };

static void add_octave(const GrOctave *octave, float pull, float ridge, const float *restrict x,
                       const float *restrict y, float *restrict carry_x, float *restrict carry_y,
                       float *restrict sum, int n)
{
    const GrNoise noise = octave->noise;
    const float xx = octave->xx, xy = octave->xy, yx = octave->yx, yy = octave->yy;
    const float dx = octave->dx, dy = octave->dy, weight = octave->weight;
    const float per_scale = pull / octave->scale;
    for (int i = 0; i < n; i++) {
        float px = x[i] - carry_x[i], py = y[i] - carry_y[i];
        GrNoiseSample s = gr_noise_at(&noise, px * xx + py * xy + dx, px * yx + py * yy + dy);
        float vein = 0.34f - 1.8f * gr_absf(s.value);
        sum[i] = sum[i] + weight * (s.value + ridge * (vein - s.value));
        /* The slope, turned back from the lattice to the screen. */
        carry_x[i] = carry_x[i] + per_scale * (s.dx * xx + s.dy * yx) / octave->scale;
        carry_y[i] = carry_y[i] + per_scale * (s.dx * xy + s.dy * yy) / octave->scale;
    }
}

static void set_octaves(const GrFieldInput *input, GrOctave *octaves, double time_s)
{
    const Params *p = input->params;
    const uint32_t seed = gr_rng_fold(input->seed);
    const double drift = time_s * (double)p->drift;
    const double way_x = drift * (double)gr_cosf(p->direction * GR_TAU);
    const double way_y = drift * (double)gr_sinf(p->direction * GR_TAU);
    float scale = p->scale;
    for (int o = 0; o < gr_members(p->octaves); o++) {
        octaves[o] = gr_octave(seed, o, scale, way_x, way_y,
                               time_s * (double)p->speed * (0.045 + 0.03 * (double)o));
        scale *= p->lacunarity;
    }
    gr_octaves_weigh(octaves, p->octaves, p->gain);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    GrOctave octaves[MAX_OCTAVES];
    set_octaves(input, octaves, gr_motion_s(m, p->react));
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float gain = 1.35f * p->contrast, pull = p->filaments * 0.1f, ridge = p->ridge;
    const float level = p->level + 0.06f * bass, flash = 1.0f + 0.15f * beat;
    const int count = input->grid->count;

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        float *restrict value = output->value + start;
        float sum[BLOCK] = {0}, carry_x[BLOCK] = {0}, carry_y[BLOCK] = {0};
        for (int o = 0; o < gr_members(p->octaves); o++) {
            add_octave(&octaves[o], pull, ridge, input->grid->x + start, input->grid->y + start,
                       carry_x, carry_y, sum, n);
        }
        for (int i = 0; i < n; i++) {
            float lit = gr_unitf(level + gain * sum[i]);
            value[i] = gr_unitf(lit * lit * (3.0f - 2.0f * lit) * flash);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_fbm);
const GrEffect GR_LEVEL_NAME(gr_effect_fbm) = {
    .name = "fbm",
    .family = "noise",
    .summary = "a drifting nebula: clouds drawn out into filaments around dark hollows",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
