/* SPDX-License-Identifier: MIT */
#include "audio/beat_path.h"
#include "audio/beat_grid.h"
#include "audio/beat_phase.h"
#include "audio/tempo.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum {
    PERIOD_LEAST = 10, /* rows; a tempo that a show gives may lie outside of what we look for */
    PERIOD_MOST = 300,
    LEAST_ROWS = 150, /* of sound, below which there is no beat to be found */
};

/* How much an interval may leave the tempo before an onset no longer makes up for it. */
static const float tightness = 200.0f;

typedef struct Path {
    const GrOnsets *onsets;
    const float *pulse; /* onsets at each row and half a beat later */
    float period;
    GrPace pace;
    float *best;   /* the score of the best path that ends with a beat in a row */
    int32_t *from; /* the beat before */
} Path;

static float period_at(const Path *path, int64_t row)
{
    return path->period * gr_pace_at(&path->pace, row);
}

/* Where eighths are played throughout, either half of a beat may sound louder, and each part of a
 * song by another. What is on the beat is a question of its own (beat_phase.h); the path must not
 * leap from one to the other meanwhile. */
static void join_halves(const Path *path, float *pulse)
{
    const float *onset = path->onsets->all;
    int64_t count = path->onsets->count;
    for (int64_t i = 0; i < count; i++) {
        float half = (float)i + 0.5f * period_at(path, i);
        int64_t j = (int64_t)half;
        float later = j + 1 < count ? gr_lerpf(onset[j], onset[j + 1], half - (float)j) : 0.0f;
        pulse[i] = 0.5f * (onset[i] + later);
    }
}

static void walk(Path *path)
{
    const float *onset = path->pulse;
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
        begun = begun || path->onsets->all[i] > 0.5f;
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

static int find_path(const GrRaster *raster, const GrOnsets *onsets, double tempo_bpm,
                     double period, GrBeatPath *out, GrError *error)
{
    size_t rows = (size_t)onsets->count;
    float *shares = NULL, *pulse = malloc(rows * sizeof *pulse);
    Path path = {.onsets = onsets,
                 .pulse = pulse,
                 .period = (float)period,
                 .best = calloc(rows, sizeof(float)),
                 .from = malloc(rows * sizeof(int32_t))};
    int code = path.best && path.from && pulse ? GR_OK : gr_error_memory(error, "beats", rows * 12);
    if (!code)
        code = gr_tempo_follow(onsets, period, &shares, &path.pace, error);
    if (!code) {
        join_halves(&path, pulse);
        walk(&path);
        code = trace(&path, &out->time_s, &out->count, error);
    }
    if (!code) {
        /* A tempo that a show gives is trusted to a tenth of a per cent, ours to one. */
        double freedom = tempo_bpm > 0 ? 0.001 : 0.012;
        bool steady =
            gr_beat_grid(pulse, onsets->count, freedom, &period, out->time_s, &out->count);
        code = gr_beat_phase_settle(raster, onsets, steady, out->time_s, &out->count, error);
    }
    out->period_s = period / RASTER_HZ;
    free(shares);
    free(pulse);
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
        code = find_path(raster, &onsets, tempo_bpm, period, path, error);
    if (tempo.count)
        name_others(&tempo, path);
    gr_onsets_finish(&onsets);
    return code;
}
