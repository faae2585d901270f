/* SPDX-License-Identifier: MIT
 *
 * Ripple: drops on dark water. Circular waves leave a few wandering sources, weaken on their way
 * and cross; where crests meet they shine, where a crest meets a trough the water is still. Each
 * beat sends a stronger train of waves outwards. The sum of sin(k d - w t) over the sources is the
 * interference of Young's experiment; the surface is then lit from one side by its own slope.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

typedef struct Params {
    float sources, frequency, speed, damping, spread, wander, relief, react;
} Params;

enum { BLOCK = 512, BEATS = 3, MAX_SOURCES = 8 };

static const GrParam params[] = {
    GR_COUNT(Params, sources, "", 3, 1, MAX_SOURCES,
             "points that waves leave from; a fraction fades the last one in"),
    GR_FLOAT(Params, frequency, "waves/screen", 4.2, 0.3, 24,
             "waves on half the frame's height: higher is finer"),
    GR_RATE(Params, speed, "waves/s", 0.9, -10, 10, "how fast they leave; negative runs inwards"),
    GR_FLOAT(Params, damping, "", 1.4, 0, 6, "how soon they weaken on their way; 0 not at all"),
    GR_FLOAT(Params, spread, "screen", 0.8, 0, 2, "how far the sources keep from the middle"),
    GR_RATE(Params, wander, "turns/s", 0.035, -2, 2, "how fast the sources travel"),
    GR_FLOAT(Params, relief, "", 0.4, 0, 1, "0 shows height alone, 1 light from one side alone"),
    GR_FLOAT(
        Params, react, "", 1, 0, 4,
        "how strongly it answers the sound (loud parts run faster, bass lifts the waves, beats "
        "send strong ones); 0 is not at all"),
};

typedef struct Source {
    float x, y, phase, weight;
} Source;

/* How far the waves of the last beats have come: age times the waves' speed. */
static int beat_fronts(const GrMoment *m, float reach_per_s, float fronts[BEATS])
{
    if (!m->beats || m->beats->count == 0) {
        return 0;
    }
    int found = 0;
    for (int i = gr_beats_before(m->beats, m->show_s); i >= 0 && found < BEATS; i--) {
        fronts[found++] = (float)(m->show_s - m->beats->time_s[i]) * reach_per_s;
    }
    return found;
}

static void add_source(const Source *source, float wave, float damping, const float *restrict x,
                       const float *restrict y, float *restrict height, float *restrict slope,
                       int count)
{
    const float sx = source->x, sy = source->y, phase = source->phase;
    const float weight = source->weight;
    for (int i = 0; i < count; i++) {
        float dx = x[i] - sx, dy = y[i] - sy;
        float d = gr_sqrtf(dx * dx + dy * dy);
        float weak = weight / (1.0f + damping * d * (1.0f + damping * d));
        float angle = wave * d - phase;
        height[i] = height[i] + weak * gr_sinf(angle);
        /* Slope towards the light at the upper left. */
        slope[i] = slope[i] + weak * gr_cosf(angle) * (dx + dy) / (1.41421356f * d + 0.05f);
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react);
    const uint32_t seed = gr_rng_fold(input->seed);
    const float aspect = input->grid->aspect;
    const int sources = gr_members(p->sources);
    Source source[MAX_SOURCES];
    for (int i = 0; i < sources; i++) {
        uint32_t n = (uint32_t)i;
        double place = (double)i / (double)gr_among(p->sources, i);
        place += 0.1 * (double)gr_rng_unit(seed, n, 0);
        double way = (double)p->wander * (0.75 + 0.5 * (double)gr_rng_unit(seed, n, 1));
        float angle = gr_phase(place + time_s * way);
        float drift = gr_phase(place * 3.0 + time_s * way * 0.73);
        float far = p->spread * (0.72f + 0.28f * gr_sinf(drift));
        source[i].x = far * gr_maxf(aspect * 0.8f, 0.7f) * gr_cosf(angle);
        source[i].y = far * gr_maxf(1.0f, 0.8f / aspect) * gr_sinf(angle);
        source[i].weight = gr_member(p->sources, i);
        source[i].phase = gr_phase(time_s * (double)p->speed + place);
    }
    const float wave = GR_TAU * p->frequency;
    float fronts[BEATS] = {0};
    const int front_count = beat_fronts(m, gr_absf(p->speed) / p->frequency + 0.6f, fronts);
    const float surge = gr_unitf(p->react * 0.5f) * 2.2f;
    const float swell = 1.0f + 0.5f * gr_push(m, GR_SIGNAL_BASS, p->react);
    /* Waves of different sources rarely all agree: their sum grows like the root of their number.
     */
    const float gain = swell * (0.75f + 0.25f * p->damping) / gr_sqrtf(p->sources);
    const float relief = p->relief;
    const int count = input->grid->count;

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        const float *restrict r = input->grid->r + start;
        float *restrict value = output->value + start;
        float height[BLOCK] = {0}, slope[BLOCK] = {0}, boost[BLOCK];
        for (int i = 0; i < sources; i++) {
            add_source(&source[i], wave, p->damping, input->grid->x + start, input->grid->y + start,
                       height, slope, n);
        }
        for (int i = 0; i < n; i++) {
            boost[i] = 1.0f;
        }
        for (int k = 0; k < front_count; k++) {
            const float front = fronts[k];
            for (int i = 0; i < n; i++) {
                float gap = (r[i] - front) * 4.0f;
                boost[i] = boost[i] + surge / ((1.0f + gap * gap) * (1.0f + front));
            }
        }
        for (int i = 0; i < n; i++) {
            float h = height[i] * gain * boost[i], s = slope[i] * gain * boost[i];
            /* Bent, not clipped: flat tops would show as hard edges. */
            float top = 0.5f + 0.5f * h / gr_sqrtf(0.35f + h * h);
            float side = 0.5f + 0.5f * s / gr_sqrtf(0.35f + s * s);
            float lit = top * top * (1.0f - relief * (1.0f - 1.6f * side * side));
            value[i] = gr_unitf(lit * 1.85f - 0.13f);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_ripple);
const GrEffect GR_LEVEL_NAME(gr_effect_ripple) = {
    .name = "ripple",
    .family = "waves",
    .summary = "circular waves from wandering sources that cross on dark water",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
