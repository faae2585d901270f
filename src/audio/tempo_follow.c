/* SPDX-License-Identifier: MIT */
#include "audio/repeats.h"
#include "audio/tempo.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

/* Periods between these shares of the track's, in even steps of their logarithm: 0.74 to 1.37. */
enum { STEPS = 61, REACH_ROWS = 500, LONGEST = 300, LAGS = 1024 };
static const float share_from = 0.74f, share_step = 0.0102f;
/* What a change costs: per squared step and hop, and at most. */
static const float step_cost = 0.10f, jump_cost = 1.6f;
/* What it costs to be far from the track's period, where a dotted beat may pass for one. */
static const float far_cost = 2.0f;

typedef struct Follower {
    const GrOnsets *onsets;
    double period;
    float share[STEPS];
    int hops;
    float *best;  /* the score of the best way to each share at each hop, */
    int8_t *from; /* and the share before */
} Follower;

/* How well the onsets around a hop repeat at each share of the period. */
static void hop_scores(const Follower *f, int hop, float score[STEPS])
{
    float repeats[LAGS];
    int64_t middle = (int64_t)hop * METER_HOP_ROWS;
    int64_t first = middle > REACH_ROWS ? middle - REACH_ROWS : 0, last = middle + REACH_ROWS;
    last = last < f->onsets->count ? last : f->onsets->count;
    int from = (int)(f->period * (double)f->share[0]);
    int lags = (int)(2.0 * f->period * (double)f->share[STEPS - 1]) + 2;
    gr_repeats(f->onsets->all + first, last - first, from, lags, repeats);
    for (int s = 0; s < STEPS; s++) {
        double lag = f->period * (double)f->share[s];
        float far = gr_logf(f->share[s]);
        score[s] = gr_repeat_at(repeats, lags, lag) + 0.6f * gr_repeat_at(repeats, lags, 2 * lag) -
                   far_cost * far * far;
    }
}

static void step(Follower *f, int hop)
{
    float score[STEPS];
    const float *before = f->best + (ptrdiff_t)(hop - 1) * STEPS;
    float *here = f->best + (ptrdiff_t)hop * STEPS;
    hop_scores(f, hop, score);
    for (int s = 0; s < STEPS; s++) {
        float most = hop ? -1e30f : 0.0f;
        for (int o = 0; hop && o < STEPS; o++) {
            float value = before[o] - gr_minf(step_cost * (float)((s - o) * (s - o)), jump_cost);
            if (value > most) {
                most = value;
                f->from[(ptrdiff_t)hop * STEPS + s] = (int8_t)o;
            }
        }
        here[s] = most + score[s];
    }
}

static void walk_back(const Follower *f, float *shares)
{
    const float *end = f->best + (ptrdiff_t)(f->hops - 1) * STEPS;
    int at = 0;
    for (int s = 1; s < STEPS; s++)
        if (end[s] > end[at])
            at = s;
    for (int hop = f->hops - 1; hop >= 0; hop--) {
        shares[hop] = f->share[at];
        at = f->from[(ptrdiff_t)hop * STEPS + at];
    }
}

int gr_tempo_follow(const GrOnsets *onsets, double period, float **shares, GrPace *pace,
                    GrError *error)
{
    int hops = (int)(onsets->count / METER_HOP_ROWS) + 1;
    Follower f = {.onsets = onsets,
                  .period = period < LONGEST ? period : LONGEST,
                  .hops = hops,
                  .best = calloc((size_t)hops * STEPS, sizeof(float)),
                  .from = calloc((size_t)hops, STEPS)};
    *shares = malloc((size_t)hops * sizeof **shares);
    int code = f.best && f.from && *shares
                   ? GR_OK
                   : gr_error_memory(error, "the tempo", (size_t)hops * STEPS * 5);
    for (int s = 0; s < STEPS; s++)
        f.share[s] = share_from * gr_expf(share_step * (float)s);
    for (int hop = 0; hop < hops && !code; hop++)
        step(&f, hop);
    if (!code) {
        walk_back(&f, *shares);
        *pace = (GrPace){*shares, hops};
    } else {
        free(*shares);
        *shares = NULL;
    }
    free(f.best);
    free(f.from);
    return code;
}
