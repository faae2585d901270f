/* SPDX-License-Identifier: MIT
 *
 * Flow: streams of light that curl around each other, like wind on a chart or brush strokes of a
 * night sky. The slope of noise, turned by a right angle, is a wind that neither springs up nor
 * ends anywhere ("Curl-noise for procedural fluid flow", Bridson and others 2007). Fine noise is
 * then averaged along a short piece of each place's streamline (line integral convolution, Cabral
 * and Leedom 1993), with weights that run along it, so that the strokes flow. The piece is the
 * parabola through the wind here, a step ahead and a step back.
 */
#include "base/level.h"
#include "common/octaves.h"
#include "model/effect.h"

typedef struct Params {
    float scale, fineness, length, speed, churn, turbulence, shade, contrast, react;
} Params;

enum { BLOCK = 256, TAPS = 15 };

static const GrParam params[] = {
    GR_FLOAT(Params, scale, "", 0.8, 0.1, 8, "size of the eddies: higher is finer"),
    GR_FLOAT(Params, fineness, "", 14, 2, 60, "how fine the strokes are"),
    GR_FLOAT(Params, length, "screen", 0.6, 0.02, 2, "of a stroke"),
    GR_RATE(Params, speed, "strokes/s", 0.55, -10, 10, "how fast light runs along the strokes"),
    GR_RATE(Params, churn, "", 1, -10, 10, "how fast the eddies change; 0 keeps them"),
    GR_FLOAT(Params, turbulence, "", 0.35, 0, 1, "how strong small eddies are"),
    GR_FLOAT(Params, shade, "", 0.7, 0, 1, "how dark it is where the wind is weak"),
    GR_FLOAT(Params, contrast, "", 1, 0.1, 4, "higher parts light and dark further"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts flow faster, bass drives the wind, "
             "beats light the strokes); 0 is not at all"),
};

typedef struct Way {
    float x, y;
} Way;

/* The part of one size of eddies: the slope of their noise, turned by a right angle. */
static inline Way eddy_at(const GrOctave *octave, float x, float y)
{
    GrNoiseSample s = gr_octave_at(octave, x, y);
    float k = octave->weight / octave->scale;
    return (Way){k * (s.dx * octave->xy + s.dy * octave->yy),
                 -k * (s.dx * octave->xx + s.dy * octave->yx)};
}

/* Along the wind; about 1 long where it is strong. */
static inline Way wind_at(const GrOctave *large, const GrOctave *small, float x, float y)
{
    Way a = eddy_at(large, x, y), b = eddy_at(small, x, y);
    return (Way){a.x + b.x, a.y + b.y};
}

static void find_strokes(const GrOctave eddies[2], float reach, const float *restrict x,
                         const float *restrict y, float *restrict hx, float *restrict hy,
                         float *restrict bx, float *restrict by, float *restrict strong, int n)
{
    const GrOctave large = eddies[0], small = eddies[1];
    const float look = 0.5f * reach;
    for (int i = 0; i < n; i++) {
        Way here = wind_at(&large, &small, x[i], y[i]);
        Way ahead = wind_at(&large, &small, x[i] + look * here.x, y[i] + look * here.y);
        Way back = wind_at(&large, &small, x[i] - look * here.x, y[i] - look * here.y);
        /* Mean wind and how it turns: the way after s is s (mean + s turn). */
        float mx = 0.5f * here.x + 0.25f * (ahead.x + back.x);
        float my = 0.5f * here.y + 0.25f * (ahead.y + back.y);
        float power = mx * mx + my * my;
        /* Strokes are about as long in a weak wind as in a strong one. */
        float even = reach / gr_sqrtf(0.06f + power);
        hx[i] = even * mx;
        hy[i] = even * my;
        bx[i] = even * 0.25f * (ahead.x - back.x);
        by[i] = even * 0.25f * (ahead.y - back.y);
        strong[i] = gr_sqrtf(power);
    }
}

/* Adds the fine noise at `s` (-1..1) of each stroke. */
static void add_tap(const GrOctave *fine, float s, float weight, const float *restrict x,
                    const float *restrict y, const float *restrict hx, const float *restrict hy,
                    const float *restrict bx, const float *restrict by, float *restrict sum, int n)
{
    const GrOctave f = *fine;
    for (int i = 0; i < n; i++) {
        float px = x[i] + s * (hx[i] + s * bx[i]), py = y[i] + s * (hy[i] + s * by[i]);
        sum[i] = sum[i] + weight * gr_octave_at(&f, px, py).value;
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react);
    const uint32_t seed = gr_rng_fold(input->seed);
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const double churn = time_s * (double)p->churn;
    GrOctave eddies[2];
    for (int o = 0; o < 2; o++) {
        eddies[o] = gr_octave(seed, o, p->scale * (o ? 2.3f : 1.0f), 0.09 * churn, 0.05 * churn,
                              churn * (o ? -0.05 : 0.03));
        eddies[o].weight = o ? p->turbulence * 1.1f : 1.0f;
    }
    const GrOctave fine = gr_octave(seed ^ 0x77u, 4, p->fineness, 0.0, 0.0, 0.11 * churn);
    const float phase = gr_phase(time_s * (double)p->speed);
    float weights[TAPS], power = 0.0f;
    for (int k = 0; k < TAPS; k++) {
        const float s = 2.0f * ((float)k + 0.5f) / TAPS - 1.0f;
        const float window = 0.5f + 0.5f * gr_cosf(GR_PI * s);
        weights[k] = window * (0.62f + 0.38f * gr_cosf(1.5f * GR_PI * s - phase));
        power += weights[k] * weights[k];
    }
    const float reach = 0.5f * p->length * (1.0f + 0.12f * bass);
    const float gain = 1.25f * p->contrast / gr_sqrtf(power), flash = 1.0f + 0.2f * beat;
    const float shade = p->shade;
    const int count = input->grid->count;

    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        const float *restrict x = input->grid->x + start, *restrict y = input->grid->y + start;
        float *restrict value = output->value + start;
        float hx[BLOCK], hy[BLOCK], bx[BLOCK], by[BLOCK];
        float strong[BLOCK], sum[BLOCK] = {0};
        find_strokes(eddies, reach, x, y, hx, hy, bx, by, strong, n);
        for (int k = 0; k < TAPS; k++) {
            const float s = 2.0f * ((float)k + 0.5f) / TAPS - 1.0f;
            add_tap(&fine, s, weights[k], x, y, hx, hy, bx, by, sum, n);
        }
        for (int i = 0; i < n; i++) {
            float lit = gr_unitf(0.42f + gain * sum[i]);
            float dark = 1.0f - shade * (1.0f - gr_smoothstepf(0.1f, 1.1f, strong[i]));
            value[i] = gr_unitf(lit * lit * (3.0f - 2.0f * lit) * dark * flash * 1.25f - 0.03f);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_flow);
const GrEffect GR_LEVEL_NAME(gr_effect_flow) = {
    .name = "flow",
    .family = "noise",
    .summary = "streams of light that curl around each other like wind on a chart",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
