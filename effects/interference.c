/* SPDX-License-Identifier: MIT
 *
 * Interference: a shimmering mosaic of stars and flowers that never repeats. Plane waves whose
 * directions are fanned out evenly are summed; five or seven of them make a quasicrystal, whose
 * pattern has the symmetry of their number but no period (https://en.wikipedia.org/wiki/
 * Quasicrystal). Each wave answers one band of the sound. The sum is folded, so that its heights
 * become contours.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

typedef struct Params {
    float waves, frequency, fan, folds, speed, drift, sharpness, react;
} Params;

enum { MAX_WAVES = 16, BLOCK = 512 };

static const GrParam params[] = {
    GR_COUNT(Params, waves, "", 5, 1, MAX_WAVES, "plane waves; a fraction fades the last one in"),
    GR_FLOAT(Params, frequency, "waves/screen", 2.6, 0.1, 24,
             "waves on half the frame's height: higher is finer"),
    GR_FLOAT(Params, fan, "turns", 0.5, 0, 0.5,
             "how far their directions are fanned out: 0.5 all around, less is drawn out"),
    GR_FLOAT(Params, folds, "", 1, 0.1, 6, "contours between the lowest and the highest places"),
    GR_RATE(Params, speed, "waves/s", 0.14, -8, 8, "how fast the waves run"),
    GR_FLOAT(Params, drift, "screen", 0.7, 0, 4, "how far the centre of the pattern wanders"),
    GR_FLOAT(Params, sharpness, "", 0.15, 0, 1, "0 soft, 1 hard edges"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts run faster, each wave swells with its "
             "own band, beats fold it further); 0 is not at all"),
};

/* Sub to high, one after the other along the fan. */
static const GrSignal bands[] = {GR_SIGNAL_BASS, GR_SIGNAL_HIMID, GR_SIGNAL_SUB,
                                 GR_SIGNAL_MID,  GR_SIGNAL_HI,    GR_SIGNAL_LOMID};
enum { BANDS = sizeof bands / sizeof *bands };

static void add_wave(float kx, float ky, float phase, float weight, const float *restrict x,
                     const float *restrict y, float *restrict sum, int n)
{
    for (int i = 0; i < n; i++) {
        sum[i] = sum[i] + weight * gr_cosf(kx * x[i] + ky * y[i] - phase);
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react);
    const int waves = gr_members(p->waves);
    const float wave = GR_TAU * p->frequency;
    const float away_x = p->drift * gr_sinf(gr_phase(time_s * 0.019 + 0.1));
    const float away_y = p->drift * 0.7f * gr_sinf(gr_phase(time_s * 0.027 + 0.3));
    float kx[MAX_WAVES], ky[MAX_WAVES], phase[MAX_WAVES], weight[MAX_WAVES], power = 0.0f;
    for (int i = 0; i < waves; i++) {
        /* A fan of half a turn is even for any number: the next wave would be the first again. */
        const float angle = 0.09f + GR_TAU * p->fan * (float)i / gr_among(p->waves, i);
        kx[i] = wave * gr_cosf(angle);
        ky[i] = wave * gr_sinf(angle);
        const double own = 0.8 + 0.4 * (double)((i * 5) % 7) / 6.0;
        phase[i] = gr_phase(time_s * (double)p->speed * own) + kx[i] * away_x + ky[i] * away_y;
        weight[i] = gr_member(p->waves, i);
        power += weight[i] * weight[i];
        weight[i] *= 1.0f + 0.6f * gr_push(m, bands[i % BANDS], p->react);
    }
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    /* The mean height of a sum grows like the root of the number. */
    const float folds = p->folds * GR_PI * 0.62f * (1.0f + 0.2f * beat) / gr_sqrtf(power);
    const float soft = gr_lerpf(1.0f, 0.12f, p->sharpness);
    const float low = 0.62f - 0.5f * soft, high = 0.58f + 0.42f * soft;
    const int count = input->grid->count;

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        float *restrict value = output->value + start;
        const float *restrict r = input->grid->r + start;
        float sum[BLOCK] = {0};
        for (int i = 0; i < waves; i++) {
            add_wave(kx[i], ky[i], phase[i], weight[i], input->grid->x + start,
                     input->grid->y + start, sum, n);
        }
        for (int i = 0; i < n; i++) {
            float contour = 0.5f - 0.5f * gr_cosf(folds * sum[i]);
            /* Hills are brighter than hollows. */
            float high_up = sum[i] * folds * 0.3f;
            float hill = 0.5f + 0.5f * high_up / gr_sqrtf(0.5f + high_up * high_up);
            float lit = gr_smoothstepf(low, high, contour) * (0.3f + 0.75f * hill);
            value[i] = gr_unitf(lit * (1.3f - 0.1f * r[i]));
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_interference);
const GrEffect GR_LEVEL_NAME(gr_effect_interference) = {
    .name = "interference",
    .family = "waves",
    .summary = "a mosaic of stars and flowers from plane waves, one for each band of the sound",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
