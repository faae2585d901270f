/* SPDX-License-Identifier: MIT */
#include "audio/beat_path.h"
#include "audio/tempo.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum {
    PERIOD_LEAST = 10, /* rows; a tempo that a show gives may lie outside of what we look for */
    PERIOD_MOST = 300,
    GRID_ROWS = 15 * 60 * RASTER_HZ, /* longer recordings are mixes, whose tempo changes */
    LEAST_ROWS = 150,                /* of sound, below which there is no beat to be found */
};

/* How much an interval may leave the tempo before an onset no longer makes up for it. */
static const float tightness = 200.0f;
/* Share of the free path's onsets that a straight grid must meet. */
static const float grid_share = 0.82f;

typedef struct Path {
    const GrOnsets *onsets;
    float period;
    GrPace pace;
    float *best;   /* the score of the best path that ends with a beat in a row */
    int32_t *from; /* the beat before */
} Path;

static float period_at(const Path *path, int64_t row)
{
    return path->period * gr_pace_at(&path->pace, row);
}

static void walk(Path *path)
{
    const float *onset = path->onsets->all;
    float logs[2 * PERIOD_MOST + 2];
    bool begun = false;
    for (int d = 1; d < 2 * PERIOD_MOST + 2; d++)
        logs[d] = gr_logf((float)d);
    for (int64_t i = 0; i < path->onsets->count; i++) {
        float period = period_at(path, i), log_period = gr_logf(period), most = -1e30f;
        int near = (int)(period * 0.5f), far = (int)(period * 2.0f + 0.5f);
        int32_t which = -1;
        for (int d = near < 1 ? 1 : near; d <= far && d <= i; d++) {
            float off = logs[d] - log_period;
            float value = path->best[i - d] - tightness * off * off;
            if (value > most) {
                most = value;
                which = (int32_t)(i - d);
            }
        }
        /* The first beat may come at any time, without a beat before it. */
        begun = begun || onset[i] > 0.5f;
        bool follows = which >= 0 && begun && most > 0;
        path->best[i] = onset[i] + (follows ? most : 0);
        path->from[i] = follows ? which : -1;
    }
}

static int trace(const Path *path, double **times, int *found, GrError *error)
{
    int64_t count = path->onsets->count, last = count - 1;
    int64_t tail = count - (int64_t)(period_at(path, last) + 1);
    for (int64_t i = tail < 0 ? 0 : tail; i < count; i++)
        if (path->best[i] > path->best[last])
            last = i;
    int n = 0;
    for (int64_t i = last; i >= 0; i = path->from[i])
        n++;
    *times = malloc((size_t)n * sizeof **times);
    if (!*times)
        return gr_error_memory(error, "beats", (unsigned long long)n * sizeof **times);
    *found = n;
    for (int64_t i = last; i >= 0; i = path->from[i])
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
    if (best < grid_share * path)
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

static int find_path(const GrOnsets *onsets, double tempo_bpm, double period, GrBeatPath *out,
                     GrError *error)
{
    size_t rows = (size_t)onsets->count;
    float *shares = NULL;
    Path path = {.onsets = onsets,
                 .period = (float)period,
                 .best = calloc(rows, sizeof(float)),
                 .from = malloc(rows * sizeof(int32_t))};
    int code = path.best && path.from ? GR_OK : gr_error_memory(error, "beats", rows * 8);
    if (!code)
        code = gr_tempo_follow(onsets, period, &shares, &path.pace, error);
    if (!code) {
        walk(&path);
        code = trace(&path, &out->time_s, &out->count, error);
    }
    /* A tempo that a show gives is trusted to a tenth of a per cent, ours to one. */
    if (!code)
        try_grid(onsets->all, onsets->count, tempo_bpm > 0 ? 0.001 : 0.012, &period, out->time_s,
                 &out->count);
    out->period_s = period / RASTER_HZ;
    free(shares);
    free(path.best);
    free(path.from);
    return code;
}

static bool is_octave(double a, double b)
{
    double share = a > b ? a / b : b / a;
    return share > 1.96 && share < 2.04;
}

/* Half and double are what people disagree on; other readings follow. */
static void name_others(const GrTempo *tempo, GrBeatPath *path)
{
    int n = 0;
    path->confidence = tempo->candidates[0].chance;
    for (int octaves = 1; octaves >= 0; octaves--) {
        for (int i = 1; i < tempo->count && n < GR_OTHER_TEMPI; i++) {
            double period = tempo->candidates[i].period;
            if (is_octave(period, tempo->candidates[0].period) == (octaves == 1))
                path->other_bpm[n++] = 60.0 * RASTER_HZ / period;
        }
    }
}

int gr_beat_path(const GrRaster *raster, double tempo_bpm, GrBeatPath *path, GrError *error)
{
    GrOnsets onsets = {0};
    GrTempo tempo = {0};
    bool heard = false;
    *path = (GrBeatPath){0};
    if (raster->count < LEAST_ROWS)
        return GR_OK;
    int code = gr_onsets_create(raster, &onsets, &heard, error);
    if (!code && heard && !(tempo_bpm > 0))
        code = gr_tempo_find(&onsets, &tempo, error);
    double period = tempo_bpm > 0 ? 60.0 * RASTER_HZ / tempo_bpm : tempo.candidates[0].period;
    if (!code && heard && period >= PERIOD_LEAST && period <= PERIOD_MOST)
        code = find_path(&onsets, tempo_bpm, period, path, error);
    if (tempo.count)
        name_others(&tempo, path);
    gr_onsets_finish(&onsets);
    return code;
}
