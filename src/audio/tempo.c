/* SPDX-License-Identifier: MIT */
#include "audio/tempo.h"
#include "audio/repeats.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum {
    PERIOD_MIN = 27,  /* rows: 222 beats a minute */
    PERIOD_MAX = 115, /* 52 */
    FINE = 8,         /* steps within a row */
    LAGS = 4 * PERIOD_MAX + 8,
    ROOTS = 3, /* pulses whose multiples and parts are looked at */
};

/* Between two readings that look alike people take the one that is not hurried: what an octave
 * faster than a beat of 0.6 s costs, in logs of a likelihood. Too little to matter where there is
 * more to go by. */
static const float moderate_rows = 60.0f, hurry_cost = 0.35f;

/* Pulses that repeat: after one, two and four of their periods. */
static float pulse_score(const float *repeats, double period)
{
    return gr_repeat_at(repeats, LAGS, period) + gr_repeat_at(repeats, LAGS, 2 * period) +
           gr_repeat_at(repeats, LAGS, 4 * period);
}

/* Periods that are tops of the score, best first. */
static int tops(const float *score, int count, int *out, int most)
{
    int found = 0;
    for (int i = 1; i + 1 < count; i++) {
        if (!(score[i] > 0 && score[i] >= score[i - 1] && score[i] > score[i + 1]))
            continue;
        int place = found < most ? found++ : most;
        if (place == most && score[i] <= score[out[most - 1]])
            continue;
        place = place == most ? most - 1 : place;
        while (place > 0 && score[out[place - 1]] < score[i]) {
            out[place] = out[place - 1];
            place--;
        }
        out[place] = i;
    }
    return found;
}

/* Read at four beats' distance, where a row is a quarter. */
static double refined(const float *repeats, double period)
{
    int at = (int)(4.0 * period + 0.5), peak = at;
    for (int lag = at - 3; lag <= at + 3; lag++)
        if (lag + 1 < LAGS && repeats[lag] > repeats[peak])
            peak = lag;
    if (peak + 1 >= LAGS)
        return period;
    float before = repeats[peak - 1], here = repeats[peak], after = repeats[peak + 1];
    float bend = before - 2.0f * here + after;
    float summit = bend < 0 ? 0.5f * (before - after) / bend : 0.0f;
    return ((double)peak + (double)summit) / 4.0;
}

static bool is_known(const GrTempo *tempo, double period)
{
    for (int i = 0; i < tempo->count; i++) {
        double share = tempo->candidates[i].period / period;
        if (share > 0.98 && share < 1.02)
            return true;
    }
    return false;
}

/* A pulse, and what its beat could be if it is not the beat itself. */
static void add_family(GrTempo *tempo, double pulse)
{
    static const double shares[] = {1.0,       2.0,       0.5,  3.0,      1.0 / 3.0,
                                    2.0 / 3.0, 3.0 / 2.0, 0.75, 4.0 / 3.0};
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        double period = pulse * shares[i];
        if (period < PERIOD_MIN || period > PERIOD_MAX || is_known(tempo, period) ||
            tempo->count == TEMPO_CANDIDATES)
            continue;
        tempo->candidates[tempo->count++].period = period;
    }
}

static int by_chance(const void *a, const void *b)
{
    float x = ((const GrTempoCandidate *)a)->chance, y = ((const GrTempoCandidate *)b)->chance;
    return (x < y) - (x > y);
}

static void judge(const GrOnsets *onsets, const GrPace *pace, const float *repeats, GrTempo *tempo)
{
    float most = -1e9f, sum = 0.0f;
    int seen = 0;
    for (int i = 0; i < tempo->count; i++) {
        GrTempoCandidate *c = &tempo->candidates[i];
        const float again[3] = {gr_repeat_at(repeats, LAGS, c->period),
                                gr_repeat_at(repeats, LAGS, 2 * c->period),
                                gr_repeat_at(repeats, LAGS, 4 * c->period)};
        if (!gr_meter_see(onsets, pace, c->period, again, c->sights))
            continue;
        float octaves = gr_maxf(gr_log2f(moderate_rows / (float)c->period), 0.0f);
        c->chance = gr_meter_weigh(c->sights) - hurry_cost * octaves * octaves;
        most = gr_maxf(most, c->chance);
        tempo->candidates[seen++] = *c;
    }
    tempo->count = seen;
    for (int i = 0; i < seen; i++)
        sum += tempo->candidates[i].chance = gr_expf(tempo->candidates[i].chance - most);
    for (int i = 0; i < seen; i++)
        tempo->candidates[i].chance /= sum;
    qsort(tempo->candidates, (size_t)seen, sizeof tempo->candidates[0], by_chance);
}

int gr_tempo_find(const GrOnsets *onsets, GrTempo *tempo, GrError *error)
{
    enum { STEPS = (PERIOD_MAX - PERIOD_MIN) * FINE };
    float repeats[LAGS], score[STEPS], *shares = NULL;
    int best[ROOTS];
    GrPace pace;
    memset(tempo, 0, sizeof *tempo);
    gr_repeats(onsets->all, onsets->count, 0, LAGS, repeats);
    for (int i = 0; i < STEPS; i++)
        score[i] = pulse_score(repeats, PERIOD_MIN + (double)i / FINE);
    int found = tops(score, STEPS, best, ROOTS);
    if (!found)
        return GR_OK;
    double root = refined(repeats, PERIOD_MIN + (double)best[0] / FINE);
    for (int i = 0; i < found; i++)
        add_family(tempo, refined(repeats, PERIOD_MIN + (double)best[i] / FINE));
    int code = gr_tempo_follow(onsets, root, &shares, &pace, error);
    if (!code)
        judge(onsets, &pace, repeats, tempo);
    free(shares);
    return code;
}
