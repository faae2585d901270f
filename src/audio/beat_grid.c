/* SPDX-License-Identifier: MIT */
#include "audio/beat_grid.h"
#include "audio/raster.h"
#include "base/vmath.h"

enum {
    MOST_ROWS = 15 * 60 * RASTER_HZ, /* longer recordings are mixes, whose tempo changes */
    LEAST_BEATS = 8,
    PART_BEATS = 16,  /* of which each must be met */
    STRETCHES = 6,    /* of a track, each of some parts, */
    LONG_BEATS = 240, /* if it is as long as this */
    PLACES = 24,      /* of half a beat, in which a part's own best is looked for */
};

/* Share of the free path's onsets that a grid must meet; if it meets fewer, but not too few, the
 * music may be dense or loose, and what counts is how many parts of the track agree with it: how
 * far their best place may be from the grid, in half beats, and how many of them in each stretch
 * and in all. By chance a third would. */
static const float clear_share = 0.82f, least_share = 0.6f;
static const float agreeing_place = 0.17f, least_agreeing = 0.25f, mean_agreeing = 0.75f;
/* Mean onset above its surroundings below which a part says nothing. */
static const float heard = 0.03f;

typedef struct Grid {
    double first, period;
    float score;
} Grid;

static float between(const float *pulse, double at)
{
    int64_t i = (int64_t)at;
    return pulse[i] + (pulse[i + 1] - pulse[i]) * (float)(at - (double)i);
}

/* The mean pulse on a grid. */
static float grid_score(const float *pulse, int64_t count, double first, double period)
{
    float sum = 0;
    int n = 0;
    for (double at = first; at < (double)(count - 1); at = first + ++n * period)
        sum += between(pulse, at);
    return n ? sum / (float)n : 0.0f;
}

static void consider(const float *pulse, int64_t count, double first, double period, Grid *best)
{
    float score = first < 0 ? 0 : grid_score(pulse, count, first, period);
    if (score > best->score)
        *best = (Grid){first, period, score};
}

/* Periods in steps by which the last beat moves four rows, then the same again, finer. */
static Grid best_grid(const float *pulse, int64_t count, double freedom, double period)
{
    double step = 4.0 * period / (double)count;
    int steps = (int)(freedom * period / step);
    Grid best = {0};
    for (int k = -steps; k <= steps; k++)
        for (double first = 0; first < period + k * step; first += 1.0)
            consider(pulse, count, first, period + k * step, &best);
    if (!(best.score > 0))
        return best;
    Grid around = best;
    for (int k = -8; k <= 8; k++)
        for (int d = -12; d <= 12; d++)
            consider(pulse, count, around.first + d * 0.25, around.period + k * step / 8.0, &best);
    return best;
}

/* Where the onsets of a part are strongest, from -1/2 to 1/2 of half a beat around the grid's
 * beats. *weight: how much they stand out there. */
static float best_place(const float *pulse, int64_t count, const Grid *grid, int beat,
                        float *weight)
{
    float most = 0, sum = 0;
    int best = 0;
    for (int p = 0; p < PLACES; p++) {
        float here = 0, place = ((float)p - 0.5f * PLACES) / PLACES;
        for (int b = beat; b < beat + PART_BEATS; b++) {
            double at = grid->first + ((double)b + 0.5 * (double)place) * grid->period;
            here += at >= 0 && at < (double)(count - 1) ? between(pulse, at) : 0.0f;
        }
        sum += here;
        if (here > most) {
            most = here;
            best = p;
        }
    }
    *weight = (most - sum / PLACES) / PART_BEATS;
    return ((float)best - 0.5f * PLACES) / PLACES;
}

/* Whether the parts in which something is to be heard agree with the grid: most of them, and
 * everywhere in the track. */
static bool agrees(const float *pulse, int64_t count, const Grid *grid)
{
    int beats = (int)(((double)count - grid->first) / grid->period), all = 0, agreeing = 0;
    int there[STRETCHES] = {0}, good[STRETCHES] = {0};
    if (beats < LONG_BEATS)
        return false;
    for (int b = 0; b + PART_BEATS <= beats; b += PART_BEATS / 2) {
        float weight, place = best_place(pulse, count, grid, b, &weight);
        bool met = gr_absf(place) <= agreeing_place;
        int stretch = b * STRETCHES / beats;
        if (!(weight > heard))
            continue;
        there[stretch]++;
        good[stretch] += met;
        all++;
        agreeing += met;
    }
    for (int i = 0; i < STRETCHES; i++)
        if ((float)good[i] < least_agreeing * (float)there[i])
            return false;
    return (float)agreeing >= mean_agreeing * (float)all;
}

bool gr_beat_grid(const float *pulse, int64_t count, double freedom, double *period, double *times,
                  int *found)
{
    float path = 0;
    if ((double)count / *period < LEAST_BEATS || count > MOST_ROWS)
        return false;
    for (int i = 0; i < *found; i++)
        path += pulse[(int64_t)(times[i] * RASTER_HZ + 0.5)] / (float)*found;
    Grid best = best_grid(pulse, count, freedom, *period);
    if (!(best.score > 0)) /* nothing is heard */
        return false;
    bool clear = best.score >= clear_share * path;
    if (!clear && (best.score < least_share * path || !agrees(pulse, count, &best)))
        return false;
    int n = 0;
    for (double at = best.first; at < (double)count && n < *found;
         at = best.first + ++n * best.period)
        times[n] = at / RASTER_HZ;
    *found = n;
    *period = best.period;
    return true;
}
