/* SPDX-License-Identifier: MIT
 *
 * Warp: marble that flows like ink in water. Noise is laid out on coordinates that other noise has
 * displaced, and those again: fbm(p + a fbm(p + a fbm(p))). The displacements draw clouds out into
 * veins, plumes and curls; how far a place was displaced lights it, which gives the veins their
 * depth. The method is that of I. Quilez, https://iquilezles.org/articles/warp/. Two displacements
 * come from one set of hashes, so that it costs little more than one.
 */
#include "base/level.h"
#include "common/octaves.h"
#include "model/effect.h"

typedef struct Params {
    float scale, first, second, octaves, gain, speed, drift, direction, veins, contrast, level,
        react;
} Params;

enum { MAX_OCTAVES = 6, BEND_OCTAVES = 2, BLOCK = 256 };

static const GrParam params[] = {
    GR_FLOAT(Params, scale, "", 0.7, 0.1, 12, "size of the figures: higher is finer"),
    GR_FLOAT(Params, first, "", 0.8, 0, 4, "how far the first noise displaces the second"),
    GR_FLOAT(Params, second, "", 1, 0, 4, "how far the second displaces what is seen"),
    GR_COUNT(Params, octaves, "", 4, 1, MAX_OCTAVES,
             "layers of detail; a fraction fades the finest in"),
    GR_FLOAT(Params, gain, "", 0.5, 0.1, 0.9, "how strong each layer is beside the last"),
    GR_RATE(Params, speed, "", 1, -10, 10, "of its flow; 0 stands still"),
    GR_RATE(Params, drift, "screen/s", 0.05, -4, 4, "how fast it passes by"),
    GR_FLOAT(Params, direction, "turns", 0.12, -1, 1, "where it drifts: 0 right, 0.25 down"),
    GR_FLOAT(Params, veins, "", 0.6, 0, 1, "how bright the veins are where it was bent most"),
    GR_FLOAT(Params, contrast, "", 1, 0.1, 4, "higher parts light and dark further"),
    GR_FLOAT(Params, level, "", 0.34, 0, 1, "how much of it is light"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts flow faster, bass bends it further, "
             "beats light the veins); 0 is not at all"),
};

typedef struct Marble {
    GrOctave first[BEND_OCTAVES], second[BEND_OCTAVES], seen[MAX_OCTAVES];
} Marble;

static void set_octaves(const GrFieldInput *input, double time_s, Marble *marble)
{
    const Params *p = input->params;
    const uint32_t seed = gr_rng_fold(input->seed);
    const double way = time_s * (double)p->drift, pace = time_s * (double)p->speed;
    const double way_x = way * (double)gr_cosf(p->direction * GR_TAU);
    const double way_y = way * (double)gr_sinf(p->direction * GR_TAU);
    float scale = p->scale;
    for (int o = 0; o < BEND_OCTAVES; o++) {
        marble->first[o] = gr_octave(seed ^ 0x51u, o, scale, way_x, way_y, pace * 0.031 * (o + 1));
        marble->second[o] =
            gr_octave(seed ^ 0xa3u, o + 2, scale, way_x, way_y, pace * -0.043 * (o + 1));
        scale *= 2.05f;
    }
    scale = p->scale * 1.3f;
    for (int o = 0; o < gr_members(p->octaves); o++) {
        marble->seen[o] = gr_octave(seed, o + 1, scale, way_x, way_y, pace * 0.027 * (o + 1));
        scale *= 2.07f;
    }
    gr_octaves_weigh(marble->seen, p->octaves, p->gain);
}

/* Displaces (x, y) by both noises at (u, v). */
static void bend(const GrOctave octaves[BEND_OCTAVES], float far, const float *restrict u,
                 const float *restrict v, float *restrict x, float *restrict y, int n)
{
    const GrOctave a = octaves[0], b = octaves[1];
    const float fine = 0.3f * far;
    for (int i = 0; i < n; i++) {
        GrNoisePair wide = gr_noise_pair_at(&a.noise, u[i] * a.xx + v[i] * a.xy + a.dx,
                                            u[i] * a.yx + v[i] * a.yy + a.dy);
        GrNoisePair near = gr_noise_pair_at(&b.noise, u[i] * b.xx + v[i] * b.xy + b.dx,
                                            u[i] * b.yx + v[i] * b.yy + b.dy);
        x[i] = x[i] + far * wide.u + fine * near.u;
        y[i] = y[i] + far * wide.v + fine * near.v;
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    Marble marble;
    set_octaves(input, gr_motion_s(m, p->react), &marble);
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float reach = 1.1f / p->scale;
    const float first = p->first * reach, second = p->second * reach * (1.0f + 0.12f * bass);
    const float gain = 1.5f * p->contrast, level = p->level;
    const float veins = p->veins * (1.0f + 0.35f * beat),
                per_reach = second > 0.0f ? 1.0f / reach : 0.0f;
    const int count = input->grid->count, octaves = gr_members(p->octaves);

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        const float *restrict x = input->grid->x + start, *restrict y = input->grid->y + start;
        float *restrict value = output->value + start;
        float qx[BLOCK], qy[BLOCK], sx[BLOCK], sy[BLOCK], sum[BLOCK] = {0};
        for (int i = 0; i < n; i++) {
            qx[i] = x[i], qy[i] = y[i];
            sx[i] = x[i], sy[i] = y[i];
        }
        bend(marble.first, first, x, y, qx, qy, n);
        bend(marble.second, second, qx, qy, sx, sy, n);
        for (int o = 0; o < octaves; o++) {
            const GrOctave octave = marble.seen[o];
            for (int i = 0; i < n; i++) {
                sum[i] = sum[i] + octave.weight * gr_octave_at(&octave, sx[i], sy[i]).value;
            }
        }
        for (int i = 0; i < n; i++) {
            float dx = (sx[i] - x[i]) * per_reach, dy = (sy[i] - y[i]) * per_reach;
            float far = gr_sqrtf(dx * dx + dy * dy);
            float lit = gr_unitf(level + gain * sum[i]);
            lit = lit * lit * (3.0f - 2.0f * lit);
            /* Sharp veins where the noise changes sign, brightest where it was bent far. */
            float vein = gr_unitf(1.0f - 4.0f * gr_absf(sum[i] + 0.1f));
            float depth = 0.5f + 0.85f * far;
            value[i] = gr_unitf(lit * depth * 1.15f + veins * vein * vein * far * 0.9f);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_warp);
const GrEffect GR_LEVEL_NAME(gr_effect_warp) = {
    .name = "warp",
    .family = "noise",
    .summary = "marble that flows like ink in water: noise displaced by noise, twice",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
