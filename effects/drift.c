/* SPDX-License-Identifier: MIT
 *
 * Drift: clouds that form and dissolve where they are. Noise in space is cut at a depth that moves
 * with time, so nothing passes by: heaps swell, part and melt in place ("An image synthesizer",
 * Perlin 1985, in three dimensions). Octaves are folded into billows, round tops with dark creases,
 * or turned inside out into veins; the whole is lit from one side by its slope, which is the
 * difference to a second look a little way towards the light. A second, slower mass lies behind and
 * shows through the gaps, which gives depth.
 */
#include "base/level.h"
#include "common/octaves.h"
#include "model/effect.h"

typedef struct Params {
    float scale, octaves, gain, speed, billow, relief, light, depth, soft, contrast, level, react;
} Params;

enum { MAX_OCTAVES = 5, BLOCK = 256 };

static const GrParam params[] = {
    GR_FLOAT(Params, scale, "", 0.95, 0.1, 12, "size of the shapes: higher is finer"),
    GR_COUNT(Params, octaves, "", 4, 1, MAX_OCTAVES,
             "layers of detail; a fraction fades the finest in"),
    GR_FLOAT(Params, gain, "", 0.5, 0.1, 0.9, "how strong each layer is beside the last"),
    GR_RATE(Params, speed, "1/s", 0.26, -8, 8, "how fast shapes become others; 0 keeps them"),
    GR_FLOAT(Params, billow, "", 0.8, -1, 1, "-1 bright veins, 0 smooth mist, 1 round billows"),
    GR_FLOAT(Params, relief, "", 0.75, 0, 1, "0 flat mist, 1 heaps that are lit from one side"),
    GR_FLOAT(Params, light, "turns", -0.3, -0.5, 0.5,
             "where light comes from: 0 right, 0.25 below"),
    GR_FLOAT(Params, depth, "", 0.5, 0, 1, "how much of a second mass shines through the gaps"),
    GR_FLOAT(Params, soft, "", 0.6, 0.02, 1, "of the shapes' rims: low cuts them out"),
    GR_FLOAT(Params, contrast, "", 1, 0.1, 4, "higher parts light and dark further"),
    GR_FLOAT(Params, level, "", 0.5, 0, 1, "how much of it is light"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts change faster, bass swells the shapes, "
             "beats light them from within); 0 is not at all"),
};

typedef struct Cut {
    GrNoiseCut noise;
    GrOctave place;
} Cut;

static Cut cut_at(uint32_t seed, int o, float scale, double depth)
{
    Cut cut;
    cut.place = gr_octave(seed, o, scale, 0.0, 0.0, 0.0);
    /* Sheets of lattice points lie at whole depths; octaves' sheets at different ones. */
    const GrCount at = gr_count(depth + (double)gr_rng_unit(seed, (uint32_t)o, 4));
    cut.noise = (GrNoiseCut){gr_rng_u32(seed, (uint32_t)o, (uint32_t)at.whole),
                             gr_rng_u32(seed, (uint32_t)o, (uint32_t)at.whole + 1u), at.part,
                             cut.place.noise.column, cut.place.noise.row};
    return cut;
}

/* One octave of the mass: billows, mist or veins. */
static void add_cut(const Cut *cut, float billow, const float *restrict x, const float *restrict y,
                    float *restrict sum, int n)
{
    const GrOctave o = cut->place;
    const GrNoiseCut noise = cut->noise;
    const float folded = gr_absf(billow), sign = billow < 0.0f ? -1.0f : 1.0f;
    for (int i = 0; i < n; i++) {
        float s = gr_noise_cut_at(&noise, x[i] * o.xx + y[i] * o.xy + o.dx,
                                  x[i] * o.yx + y[i] * o.yy + o.dy);
        float fold = sign * (2.2f * gr_absf(s) - 0.42f);
        sum[i] = sum[i] + o.weight * (s + folded * (fold - s));
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react) * (double)p->speed;
    const uint32_t seed = gr_rng_fold(input->seed);
    const int octaves = gr_members(p->octaves);
    Cut cuts[MAX_OCTAVES];
    GrOctave weights[MAX_OCTAVES];
    float scale = p->scale;
    for (int o = 0; o < octaves; o++) {
        cuts[o] = cut_at(seed, o, scale, time_s * (1.0 + 0.35 * (double)o));
        scale *= 2.03f;
    }
    gr_octaves_weigh(weights, p->octaves, p->gain);
    for (int o = 0; o < octaves; o++) {
        cuts[o].place.weight = weights[o].weight;
    }
    const Cut behind = cut_at(seed ^ 0xd1u, 2, p->scale * 0.75f, time_s * 0.6);
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float level = p->level + 0.06f * bass, gain = 1.35f * p->contrast;
    const float low = 0.36f - 0.3f * p->soft, high = 0.4f + 0.6f * p->soft, depth = p->depth;
    const float shine = 1.0f + 0.25f * beat, billow = p->billow, relief = p->relief;
    const float apart = 0.07f / p->scale, steep = 2.6f / 0.25f;
    const float to_x = apart * gr_cosf(p->light * GR_TAU),
                to_y = apart * gr_sinf(p->light * GR_TAU);
    const int count = input->grid->count;

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        const float *restrict x = input->grid->x + start, *restrict y = input->grid->y + start;
        float *restrict value = output->value + start;
        float lx[BLOCK], ly[BLOCK], sum[BLOCK] = {0}, lee[BLOCK] = {0}, far[BLOCK] = {0};
        for (int i = 0; i < n; i++) {
            lx[i] = x[i] + to_x, ly[i] = y[i] + to_y;
        }
        for (int o = 0; o < octaves; o++) {
            add_cut(&cuts[o], billow, x, y, sum, n);
            add_cut(&cuts[o], billow, lx, ly, lee, n);
        }
        add_cut(&behind, 0.0f, x, y, far, n);
        for (int i = 0; i < n; i++) {
            float mass = level + gain * sum[i], slope = steep * (sum[i] - lee[i]);
            float there = gr_smoothstepf(low, high, mass);
            float side = 0.5f + 0.5f * slope / gr_sqrtf(1.0f + slope * slope);
            float lit =
                gr_lerpf(gr_unitf(0.25f + 0.8f * mass), 0.06f + 1.05f * side * side, relief);
            float haze = gr_smoothstepf(0.35f, 1.0f, 0.5f + gain * far[i]) * (1.0f - there);
            value[i] = gr_unitf(there * lit * shine + 0.45f * depth * haze);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_drift);
const GrEffect GR_LEVEL_NAME(gr_effect_drift) = {
    .name = "drift",
    .family = "noise",
    .summary = "banks of mist that swell, part and melt where they are",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
