/* SPDX-License-Identifier: MIT */
#include "audio/beat_path.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum {
    LAG_MIN = 25,  /* rows: 240 beats a minute */
    LAG_MAX = 150, /* 40 */
    LAG_FINE = 4,  /* the tempo is read at four beats' distance, to a quarter of a row */
    LAG_TOP = LAG_FINE * LAG_MAX + 8,
    MEAN_ROWS = 40,
    LEVEL_ROWS = 400,
    GRID_ROWS = 15 * 60 * RASTER_HZ, /* longer recordings are mixes, whose tempo changes */
    LEAST_ROWS = 150,                /* of sound, below which there is no beat to be found */
};

/* Tempi that people tap lie around 120, most of them within an octave (log-normal). */
static const float favourite_bpm = 120.0f, favour_octaves = 0.8f;
/* How much an interval may leave the tempo before an onset no longer makes up for it. */
static const float tightness = 100.0f;
/* Share of the free path's onsets that a straight grid must meet. */
#define GRID_SHARE 0.6f

/* Mean over +-half rows around each place, by running sums. */
static void running_mean(const float *in, float *out, int64_t count, int half)
{
    double sum = 0;
    int64_t from = 0, to = 0;
    for (int64_t i = 0; i < count; i++) {
        for (; to < count && to <= i + half; to++)
            sum += (double)in[to];
        for (; from < i - half; from++)
            sum -= (double)in[from];
        out[i] = (float)(sum / (double)(to - from));
    }
}

/* What stands out of its neighbourhood, with quiet passages brought up to loud ones half-way. */
static bool shape_onsets(const GrRaster *raster, float *onset, float *work)
{
    int64_t count = raster->count;
    double power = 0;
    for (int64_t i = 0; i < count; i++)
        onset[i] = raster->rows[i].onset;
    running_mean(onset, work, count, MEAN_ROWS);
    for (int64_t i = 0; i < count; i++) {
        float above = onset[i] - work[i];
        onset[i] = above > 0 ? above : 0;
        power += (double)(onset[i] * onset[i]);
    }
    float rms = gr_sqrtf((float)(power / (double)(count ? count : 1)));
    if (!(rms > 1e-3f))
        return false;
    for (int64_t i = 0; i < count; i++)
        onset[i] *= onset[i];
    running_mean(onset, work, count, LEVEL_ROWS);
    for (int64_t i = 0; i < count; i++)
        onset[i] = gr_sqrtf(onset[i]) / (0.5f * rms + 0.5f * gr_sqrtf(work[i]));
    return true;
}

/* A triangle of +-20 ms: two onsets a row apart should still see each other. */
static void soften(const float *in, float *out, int64_t count)
{
    static const float weight[3] = {1.0f, 0.7f, 0.3f};
    for (int64_t i = 0; i < count; i++) {
        float sum = in[i];
        for (int k = 1; k <= 2; k++)
            sum += weight[k] * ((i >= k ? in[i - k] : 0) + (i + k < count ? in[i + k] : 0));
        out[i] = sum;
    }
}

static float correlate(const float *x, int64_t count, int lag)
{
    float part[4] = {0};
    int64_t i = 0, last = count - lag;
    for (; i + 4 <= last; i += 4)
        for (int k = 0; k < 4; k++)
            part[k] += x[i + k] * x[i + k + lag];
    for (; i < last; i++)
        part[0] += x[i] * x[i + lag];
    /* Divided by the length: a long lag has fewer pairs. */
    return last > 0 ? (part[0] + part[1] + part[2] + part[3]) / (float)last : 0;
}

/* The top of the parabola through three neighbours. */
static float summit(float before, float at, float after)
{
    float bend = before - 2.0f * at + after;
    return bend < 0 ? 0.5f * (before - after) / bend : 0.0f;
}

static float highest_near(const float *ac, int lag, int64_t count)
{
    float most = 0;
    for (int d = -1; d <= 1; d++)
        if (lag + d > 0 && lag + d < count && ac[lag + d] > most)
            most = ac[lag + d];
    return most;
}

/* A beat repeats after two and four beats as well, and is divided in two; what divides in three is
 * more often a dotted rhythm across the beat than a beat. */
static float tempo_score(const float *ac, int lag, int64_t count)
{
    float bpm = 60.0f * RASTER_HZ / (float)lag;
    float octaves = gr_log2f(bpm / favourite_bpm) / favour_octaves;
    float score = ac[lag] + 0.7f * highest_near(ac, 2 * lag, count) +
                  1.0f * highest_near(ac, 4 * lag, count) +
                  0.4f * highest_near(ac, lag / 2, count) - 0.5f * highest_near(ac, lag / 3, count);
    return score * gr_expf(-0.5f * octaves * octaves);
}

static double find_period(const float *onset, int64_t count)
{
    float ac[LAG_TOP + 1];
    int64_t lags = count / 2 < LAG_TOP ? count / 2 : LAG_TOP;
    float mean = 0;
    for (int64_t i = 0; i < count; i++)
        mean += onset[i] / (float)count;
    for (int lag = 0; lag <= LAG_TOP; lag++) {
        float value = lag <= lags ? correlate(onset, count, lag) - mean * mean : 0;
        ac[lag] = value > 0 ? value : 0;
    }
    int best = 0;
    float most = 0;
    for (int lag = LAG_MIN; lag <= LAG_MAX && lag < lags; lag++) {
        float score = tempo_score(ac, lag, lags);
        if (score > most) {
            most = score;
            best = lag;
        }
    }
    if (!best)
        return 0;
    int at = best * LAG_FINE, peak = at;
    if (at + LAG_FINE + 1 >= lags)
        return (double)best + (double)summit(ac[best - 1], ac[best], ac[best + 1]);
    for (int lag = at - LAG_FINE / 2 - 1; lag <= at + LAG_FINE / 2 + 1; lag++)
        if (ac[lag] > ac[peak])
            peak = lag;
    return ((double)peak + (double)summit(ac[peak - 1], ac[peak], ac[peak + 1])) / LAG_FINE;
}

/* best[i]: the score of the best path that ends with a beat in row i; from[i]: the beat before. */
static void walk(const float *onset, int64_t count, double period, float *best, int32_t *from)
{
    int near = (int)(period * 0.5), far = (int)(period * 2.0 + 0.5);
    near = near < 1 ? 1 : near;
    float cost[2 * LAG_MAX * 2 + 2];
    for (int d = near; d <= far; d++) {
        float off = gr_logf((float)d / (float)period);
        cost[d] = -tightness * off * off;
    }
    bool begun = false;
    for (int64_t i = 0; i < count; i++) {
        float most = -1e30f;
        int32_t which = -1;
        for (int d = near; d <= far && d <= i; d++) {
            float value = best[i - d] + cost[d];
            if (value > most) {
                most = value;
                which = (int32_t)(i - d);
            }
        }
        /* The first beat may come at any time, without a beat before it. */
        begun = begun || onset[i] > 0.5f;
        bool follows = which >= 0 && begun && most > 0;
        best[i] = onset[i] + (follows ? most : 0);
        from[i] = follows ? which : -1;
    }
}

static int trace(const float *best, const int32_t *from, int64_t count, double period,
                 double **times, int *found, GrError *error)
{
    int64_t last = count - 1;
    int64_t tail = count - (int64_t)(period + 1);
    for (int64_t i = tail < 0 ? 0 : tail; i < count; i++)
        if (best[i] > best[last])
            last = i;
    int n = 0;
    for (int64_t i = last; i >= 0; i = from[i])
        n++;
    *times = malloc((size_t)n * sizeof **times);
    if (!*times)
        return gr_error_memory(error, "beats", (unsigned long long)n * sizeof **times);
    *found = n;
    for (int64_t i = last; i >= 0; i = from[i])
        (*times)[--n] = (double)i / RASTER_HZ;
    return GR_OK;
}

/* The mean onset on a grid, read between rows. */
static float grid_score(const float *onset, int64_t count, double first, double period)
{
    float sum = 0;
    int n = 0;
    for (double at = first; at < (double)(count - 1); at = first + ++n * period) {
        int64_t i = (int64_t)at;
        sum += onset[i] + (onset[i + 1] - onset[i]) * (float)(at - (double)i);
    }
    return n ? sum / (float)n : 0.0f;
}

/* Most music is made by machines that keep one tempo. If a straight grid through the whole track
 * meets nearly the onsets that the free path meets, it replaces the path, which may slip by half a
 * beat where only off-beats sound. */
static void try_grid(const float *onset, int64_t count, double freedom, double *period,
                     double *times, int *found)
{
    double beats = (double)count / *period, step = 4.0 / beats, reach = freedom * *period;
    if (beats < 8 || count > GRID_ROWS)
        return;
    float path = 0, best = 0;
    for (int i = 0; i < *found; i++)
        path += onset[(int64_t)(times[i] * RASTER_HZ + 0.5)] / (float)*found;
    double best_first = 0, best_period = 0;
    int steps = (int)(reach / step);
    for (int k = -steps; k <= steps; k++) {
        double p = *period + k * step;
        for (double first = 0; first < p; first += 1.0) {
            float score = grid_score(onset, count, first, p);
            if (score > best) {
                best = score;
                best_first = first;
                best_period = p;
            }
        }
    }
    if (best < GRID_SHARE * path)
        return;
    /* The same again, finer. */
    double around_first = best_first, around_period = best_period;
    for (int k = -8; k <= 8; k++) {
        for (int d = -12; d <= 12; d++) {
            double p = around_period + k * step / 8.0, first = around_first + d * 0.25;
            float score = first < 0 ? 0 : grid_score(onset, count, first, p);
            if (score > best) {
                best = score;
                best_first = first;
                best_period = p;
            }
        }
    }
    int n = 0;
    double at = best_first;
    for (; at < (double)count && n < *found; at = best_first + ++n * best_period)
        times[n] = at / RASTER_HZ;
    *found = n;
    *period = best_period;
}

int gr_beat_path(const GrRaster *raster, double tempo_bpm, double **times, int *count,
                 double *period_s, GrError *error)
{
    *times = NULL;
    *count = 0;
    size_t rows = (size_t)raster->count;
    if (rows < LEAST_ROWS)
        return GR_OK;
    float *onset = calloc(rows, sizeof *onset), *soft = calloc(rows, sizeof *soft);
    int32_t *from = malloc(rows * sizeof *from);
    int code = GR_OK;
    if (!onset || !soft || !from) {
        code = gr_error_memory(error, "beats", (unsigned long long)rows * 12);
        goto done;
    }
    if (!shape_onsets(raster, onset, soft))
        goto done;
    soften(onset, soft, raster->count);
    double period = tempo_bpm > 0 ? 60.0 * RASTER_HZ / tempo_bpm : find_period(soft, raster->count);
    /* A tempo that a show gives may lie outside of what we would look for. */
    if (!(period >= 10.0 && period <= 2.0 * LAG_MAX))
        goto done;
    walk(soft, raster->count, period, onset, from);
    code = trace(onset, from, raster->count, period, times, count, error);
    /* A tempo that a show gives is trusted to a tenth of a per cent, ours to one. */
    if (!code)
        try_grid(soft, raster->count, tempo_bpm > 0 ? 0.001 : 0.012, &period, *times, count);
    *period_s = period / RASTER_HZ;
done:
    free(onset);
    free(soft);
    free(from);
    return code;
}
