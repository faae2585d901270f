/* SPDX-License-Identifier: MIT */
#include "media/true_peak.h"

#include "base/vmath.h"

#include <math.h>
#include <string.h>

enum { BEFORE = GR_PEAK_TAPS - 1, WIDTH = GR_PEAK_TAPS / 2 };

void gr_true_peak_init(GrTruePeak *t, int rate)
{
    const double pi = 3.14159265358979323846;
    memset(t, 0, sizeof *t);
    t->places = rate < 96000 ? 3 : rate < 192000 ? 1 : 0;
    t->count = BEFORE; /* silence before the sound */
    for (int p = 0; p < t->places; p++) {
        float sum = 0;
        for (int k = 0; k < GR_PEAK_TAPS; k++) {
            double x = k - (WIDTH - 1) - (p + 1.0) / (t->places + 1); /* never a whole number */
            double window = 0.5 + 0.5 * cos(pi * x / WIDTH);
            t->taps[p][k] = (float)(window * sin(pi * x) / (pi * x));
            sum += gr_absf(t->taps[p][k]);
        }
        t->reach = gr_maxf(t->reach, sum);
    }
}

static float highest(const float *x, int count)
{
    float most[8] = {0}, all = 0;
    int i = 0;
    for (; i + 8 <= count; i += 8)
        for (int k = 0; k < 8; k++) {
            float a = gr_absf(x[i + k]);
            most[k] = a > most[k] ? a : most[k];
        }
    for (; i < count; i++)
        all = gr_maxf(all, gr_absf(x[i]));
    for (int k = 0; k < 8; k++)
        all = gr_maxf(all, most[k]);
    return all;
}

static void judge_block(GrTruePeak *t)
{
    const int fresh = t->count - BEFORE;
    const float samples = highest(t->block, t->count);
    t->peak = gr_maxf(t->peak, samples);
    for (int p = 0; p < t->places && fresh > 0 && samples * t->reach > t->peak; p++) {
        const float *taps = t->taps[p];
        float between[GR_PEAK_BLOCK] = {0};
        for (int k = 0; k < GR_PEAK_TAPS; k++)
            for (int i = 0; i < GR_PEAK_BLOCK; i++)
                between[i] += taps[k] * t->block[i + k];
        t->peak = gr_maxf(t->peak, highest(between, fresh));
    }
    memmove(t->block, t->block + fresh, BEFORE * sizeof *t->block);
    t->count = BEFORE;
}

void gr_true_peak_feed(GrTruePeak *t, const float *samples, int count, int stride)
{
    const int full = BEFORE + GR_PEAK_BLOCK;
    for (int done = 0; done < count;) {
        int part = full - t->count < count - done ? full - t->count : count - done;
        for (int i = 0; i < part; i++)
            t->block[t->count + i] = samples[(done + i) * stride];
        t->count += part;
        done += part;
        if (t->count == full)
            judge_block(t);
    }
}

float gr_true_peak_end(GrTruePeak *t)
{
    judge_block(t);
    return t->peak;
}
