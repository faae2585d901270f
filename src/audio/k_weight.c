/* SPDX-License-Identifier: MIT */
#include "audio/k_weight.h"

#include "base/vmath.h"

#include <string.h>

/* The analog filters whose bilinear transforms at 48 kHz are the standard's coefficients. */
static const float shelf_hz = 1681.97445f, shelf_q = 0.70717524f, shelf_gain = 1.58486471f;
static const float shelf_middle = 1.25872093f; /* shelf_gain ^ 0.49966677 */
static const float high_hz = 38.1354709f, high_q = 0.50032704f;

static float warped(float hz, int rate)
{
    float half = GR_TAU * 0.5f * gr_minf(hz / (float)rate, 0.45f);
    return gr_sinf(half) / gr_cosf(half);
}

void gr_k_weight_init(GrKWeight *w, int rate)
{
    memset(w, 0, sizeof *w);
    float k = warped(shelf_hz, rate), norm = 1.0f / (1.0f + k / shelf_q + k * k);
    w->stage[0] = (GrBiquad){.b0 = (shelf_gain + shelf_middle * k / shelf_q + k * k) * norm,
                             .b1 = 2.0f * (k * k - shelf_gain) * norm,
                             .b2 = (shelf_gain - shelf_middle * k / shelf_q + k * k) * norm,
                             .a1 = 2.0f * (k * k - 1.0f) * norm,
                             .a2 = (1.0f - k / shelf_q + k * k) * norm};
    k = warped(high_hz, rate);
    norm = 1.0f / (1.0f + k / high_q + k * k);
    w->stage[1] = (GrBiquad){.b0 = 1.0f,
                             .b1 = -2.0f,
                             .b2 = 1.0f,
                             .a1 = 2.0f * (k * k - 1.0f) * norm,
                             .a2 = (1.0f - k / high_q + k * k) * norm};
}

static inline float pass(const GrBiquad *q, float state[2], float x)
{
    float y = q->b0 * x + state[0];
    state[0] = q->b1 * x - q->a1 * y + state[1];
    state[1] = q->b2 * x - q->a2 * y;
    return y;
}

float gr_k_weight_energy(GrKWeight *w, const float *x, int frames, int channels)
{
    float energy = 0;
    if (channels == 2) {
        for (int i = 0; i < frames; i++)
            for (int c = 0; c < 2; c++) {
                float y = pass(&w->stage[0], w->state[c][0], x[2 * i + c]);
                y = pass(&w->stage[1], w->state[c][1], y);
                energy += y * y;
            }
        return energy;
    }
    for (int i = 0; i < frames; i++) {
        float y = pass(&w->stage[0], w->state[0][0], x[i * channels]);
        y = pass(&w->stage[1], w->state[0][1], y);
        energy += y * y;
    }
    return energy;
}
