/* SPDX-License-Identifier: MIT
 *
 * Spiral: the blades of a seashell that wind into a dark middle, or with a second set wound the
 * other way the scales of a sunflower. A cell's place in the turn of its arm is a whole number of
 * arms times (angle - tightness x log distance); the logarithm makes every turn look like the last,
 * so it can be fallen into for ever (https://en.wikipedia.org/wiki/Logarithmic_spiral). Where arms
 * become finer than the cells they melt into their mean.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

typedef struct Params {
    float arms, tightness, cross, blade, spin, fall, eye, swell, react;
} Params;

static const GrParam params[] = {
    GR_COUNT(Params, arms, "", 8, 1, 32,
             "spiral arms; between two whole numbers their pictures fade over"),
    GR_FLOAT(Params, tightness, "turns", 0.2, -1, 1,
             "how far an arm winds while its distance grows by e; the sign is the direction"),
    GR_FLOAT(Params, cross, "", 0.8, 0, 1,
             "0 arms alone, 1 cut into scales by arms that wind the other way"),
    GR_FLOAT(Params, blade, "", 0.75, 0, 1, "0 round arms, 1 blades with one sharp edge"),
    GR_RATE(Params, spin, "turns/s", 0.035, -2, 2, "how fast it all turns"),
    GR_RATE(Params, fall, "e/s", 0.16, -4, 4, "how fast it falls inwards; negative comes out"),
    GR_FLOAT(Params, eye, "screen", 0.12, 0, 1.5, "radius of the dark middle"),
    GR_FLOAT(Params, swell, "", 0.6, 0, 1, "depth of the slow rings of shade that run inwards"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts turn faster, bass opens the scales, "
             "each beat sends a ring of light outwards); 0 is not at all"),
};

enum { BLOCK = 256 };

typedef struct Winding {
    float arms, wind, turned, counter; /* turns of the pattern */
    float finest;                      /* turns of the pattern that a cell spans at distance 1 */
} Winding;

static Winding winding(const Params *p, double time_s, float arms, float cell)
{
    Winding w;
    w.arms = arms;
    w.wind = arms * p->tightness;
    double spin = time_s * (double)p->spin, fall = time_s * (double)p->fall;
    w.turned = gr_count((double)arms * spin - (double)w.wind * fall).part;
    w.counter = gr_count((double)arms * spin + (double)w.wind * fall).part;
    w.finest = cell * arms * gr_sqrtf(1.0f / (GR_TAU * GR_TAU) + p->tightness * p->tightness);
    return w;
}

/* 0..1 over one turn: round, or rising slowly to one sharp edge that is as soft as a cell. */
static inline float blade_at(float turns, float blade, float soft)
{
    float part = gr_fractf(turns);
    float round = 0.5f - 0.5f * gr_cosf(GR_TAU * part);
    float edge = gr_unitf((1.0f - part) / soft);
    float sharp = part * edge;
    return round + blade * (sharp - round);
}

static void add_arms(const Winding *winding, const Params *p, float cross, float weight,
                     const float *restrict r, const float *restrict a, const float *restrict log_r,
                     float *restrict sum, int n)
{
    const Winding w = *winding;
    const float blade = p->blade;
    for (int i = 0; i < n; i++) {
        float around = w.arms * a[i] * (1.0f / GR_TAU), along = w.wind * log_r[i];
        float span = w.finest / (r[i] + 0.001f);
        float soft = gr_clampf(span * 1.2f, 0.04f, 1.0f);
        float one = blade_at(around - along - w.turned, blade, soft);
        float two = blade_at(around + along - w.counter, blade * 0.6f, soft);
        float lit = one * (1.0f - cross * (1.0f - two));
        /* What is finer than the cells is its mean. */
        float seen = gr_unitf(1.9f - 2.6f * span);
        float mean = 0.5f * (1.0f - 0.5f * cross);
        sum[i] = sum[i] + weight * (mean + (lit - mean) * seen);
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react);
    const float cell = gr_maxf(input->grid->cell_h, input->grid->cell_w);
    const int whole = (int)p->arms;
    const float more = p->arms - (float)whole;
    const Winding first = winding(p, time_s, (float)whole, cell);
    const Winding second = winding(p, time_s, (float)whole + 1.0f, cell);
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float cross = p->cross * (1.0f - 0.35f * gr_unitf(bass));
    const float eye = p->eye, per_eye = 1.0f / (0.6f * eye + 0.02f), swell = p->swell;
    const float ring_at = 0.1f + 2.3f * gr_signal(m, GR_SIGNAL_BEAT_PHASE);
    const float pulse = gr_phase(time_s * (double)p->fall * 1.7 + time_s * 0.11);
    const int count = input->grid->count;

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        const float *restrict r = input->grid->r + start, *restrict a = input->grid->a + start;
        float *restrict value = output->value + start;
        float log_r[BLOCK], sum[BLOCK] = {0};
        for (int i = 0; i < n; i++) {
            log_r[i] = gr_logf(r[i] + 0.01f);
        }
        add_arms(&first, p, cross, 1.0f - more, r, a, log_r, sum, n);
        if (more > 0.0f) {
            add_arms(&second, p, cross, more, r, a, log_r, sum, n);
        }
        for (int i = 0; i < n; i++) {
            float wave = 0.5f + 0.5f * gr_cosf(3.1f * log_r[i] + pulse);
            float shade = 1.0f - swell * 0.85f * (1.0f - wave);
            float gap = (r[i] - ring_at) * 3.0f;
            float ring = 1.0f + 0.9f * beat / (1.0f + gap * gap);
            float open = eye > 0.0f ? gr_unitf((r[i] - 0.5f * eye) * per_eye) : 1.0f;
            float lit = sum[i] * (0.35f + 0.65f * sum[i]) * shade * ring * open * open;
            value[i] = gr_unitf(1.8f * (1.0f - gr_exp2f(-3.4f * lit)) - 0.13f);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_spiral);
const GrEffect GR_LEVEL_NAME(gr_effect_spiral) = {
    .name = "spiral",
    .family = "waves",
    .summary = "blades and scales that wind into a dark middle, as in shells and sunflowers",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
