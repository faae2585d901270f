/* SPDX-License-Identifier: MIT */
#include "audio/beats.h"
#include "audio/beat_path.h"
#include "audio/chords.h"
#include "base/arena.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum { END_BEATS = 8 };

/* Times are kept to a tenth of a millisecond: finer than anything measured, and coarse enough that
 * the last bits of a Fourier transform do not show. */
static double rounded(double time_s)
{
    int64_t ticks = (int64_t)(time_s * 10000.0 + (time_s < 0 ? -0.5 : 0.5));
    return (double)ticks / 10000.0;
}

int gr_beats_regular(double tempo_bpm, double until_s, GrBeats *beats, double **memory,
                     GrError *error)
{
    double period_s = 60.0 / tempo_bpm;
    int64_t count = (int64_t)(until_s / period_s) + 3;
    double *times = gr_aligned_alloc((size_t)count * sizeof *times);
    if (!times)
        return gr_error_memory(error, "beats", (unsigned long long)count * sizeof *times);
    for (int64_t i = 0; i < count; i++)
        times[i] = (double)(i - 1) * 60.0 / tempo_bpm;
    *beats = (GrBeats){.count = (int)count,
                       .time_s = times,
                       .tempo_bpm = tempo_bpm,
                       .first_downbeat = 1,
                       .confidence = 1.0f};
    *memory = times;
    return GR_OK;
}

/* The straight line through the beats: period and first time. */
static void fit_line(const double *times, int count, double *first, double *period)
{
    double mean_i = 0.5 * (count - 1), mean_t = 0, above = 0, below = 0;
    for (int i = 0; i < count; i++)
        mean_t += times[i] / count;
    for (int i = 0; i < count; i++) {
        above += (i - mean_i) * (times[i] - mean_t);
        below += (i - mean_i) * (i - mean_i);
    }
    *period = below > 0 ? above / below : 0;
    *first = mean_t - *period * mean_i;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Machines keep time. Where nine of ten beats lie within 30 ms of a straight line, the line is the
 * truth and the rest is measurement: the grid replaces them. */
static bool straighten(double *times, int count, double *scratch)
{
    double first, period;
    if (count < 8)
        return false;
    fit_line(times, count, &first, &period);
    for (int i = 0; i < count; i++) {
        double off = times[i] - (first + period * i);
        scratch[i] = off < 0 ? -off : off;
    }
    qsort(scratch, (size_t)count, sizeof *scratch, compare_doubles);
    if (scratch[count * 9 / 10] > 0.030)
        return false;
    for (int i = 0; i < count; i++)
        times[i] = first + period * i;
    return true;
}

/* How fast the level rises at a time on the fine raster, in units that forget absolute level. */
static float rise_at(const GrRaster *raster, double time_s)
{
    int64_t i = (int64_t)(time_s * RASTER_FINE_HZ);
    if (time_s < 0 || i < 2 || i + 2 >= raster->fine_count)
        return 0;
    const float *e = raster->fine + i;
    float before = e[-1] + e[-2], after = e[0] + e[1];
    float rise = gr_log2f(1.0f + 1e5f * after) - gr_log2f(1.0f + 1e5f * before);
    return rise > 0 ? rise : 0;
}

/* What shifts of attacks are looked for: about how much, how sure that is, and how much at most. */
typedef struct Reach {
    double about_s, width_s, most_s;
} Reach;

static float attack(const GrRaster *raster, const double *times, int count, int step)
{
    float sum = 0;
    for (int i = 0; i < count; i++)
        sum += rise_at(raster, times[i] + (double)step / RASTER_FINE_HZ);
    return sum;
}

/* The shift by which beats meet the most attack: the top that is nearest to where there is much and
 * likely. */
static double best_shift(const GrRaster *raster, const double *times, int count, const Reach *reach)
{
    enum { CLIMB = 3 };
    int steps = (int)(reach->most_s * RASTER_FINE_HZ), best = 0;
    float most = 0;
    for (int k = -steps; k <= steps; k++) {
        float far = (float)(((double)k / RASTER_FINE_HZ - reach->about_s) / reach->width_s);
        float value = attack(raster, times, count, k) * gr_expf(-0.5f * far * far);
        if (value > most) {
            most = value;
            best = k;
        }
    }
    if (!(most > 0))
        return reach->about_s;
    for (int k = 0; k < CLIMB; k++) {
        float here = attack(raster, times, count, best);
        bool later = attack(raster, times, count, best + 1) > here;
        bool sooner = !later && attack(raster, times, count, best - 1) > here;
        best += later - sooner;
    }
    return (double)best / RASTER_FINE_HZ;
}

/* Onsets are what a window has more than the one two rows before it: in music they are late by most
 * of a row, after silence early by half a window. The level tells, where it rises clearly; under a
 * wall of guitars it hardly shows a drum. */
static void move_to_attacks(const GrRaster *raster, double *times, int count, bool straight)
{
    static const Reach all = {-0.008, 0.012, 0.044}, single = {0.0, 0.028, 0.016};
    double shift = best_shift(raster, times, count, &all);
    for (int i = 0; i < count; i++)
        times[i] += shift;
    if (straight)
        return;
    for (int i = 0; i < count; i++)
        times[i] += best_shift(raster, &times[i], 1, &single);
}

/* The highest of a measure within 30 ms of a time. */
static float highest_near(const GrRaster *raster, double time_s, int range)
{
    int64_t at = (int64_t)(time_s * RASTER_HZ + 0.5);
    float most = 0;
    for (int64_t k = at - 3; k <= at + 3; k++) {
        if (k < 0 || k >= raster->count)
            continue;
        const GrRasterRow *row = &raster->rows[k];
        most = gr_maxf(most, range < 0 ? row->low : row->rise[range]);
    }
    return most;
}

/* What is summed over the beats that may begin a bar, each against its own mean. */
enum { CUE_KICK, CUE_SNARE, CUE_CYMBAL, CUE_CHORD, CUES };

static void gather_cues(const GrRaster *raster, const double *times, int count,
                        float cue[CUES][GR_BEATS_A_BAR])
{
    for (int i = 2; i + 2 < count; i++) {
        int q = i % GR_BEATS_A_BAR;
        cue[CUE_KICK][q] += highest_near(raster, times[i], -1);
        cue[CUE_SNARE][q] += highest_near(raster, times[i], 1);
        cue[CUE_CYMBAL][q] += highest_near(raster, times[i], 2);
        cue[CUE_CHORD][q] += gr_chord_change(raster, times[i - 1], times[i], times[i + 1]) +
                             gr_chord_change(raster, times[i - 2], times[i], times[i + 2]);
    }
    for (int c = 0; c < CUES; c++) {
        float mean = 0;
        for (int q = 0; q < GR_BEATS_A_BAR; q++)
            mean += cue[c][q] / GR_BEATS_A_BAR;
        for (int q = 0; q < GR_BEATS_A_BAR; q++)
            cue[c][q] = mean > 0 ? cue[c][q] / mean - 1.0f : 0.0f;
    }
}

/* Which of four beats begins the bar: kicks are there, chords change there, cymbals crash there,
 * and snares fall one and three beats later. None of these is reliable, so they are added. Unclear
 * music starts at its first beat. */
static int find_downbeat(const GrRaster *raster, const double *times, int count)
{
    static const float snare = 0.5f, cymbal = 0.3f;
    float cue[CUES][GR_BEATS_A_BAR] = {{0}}, score[GR_BEATS_A_BAR], second = -1e9f;
    int best = 0;
    gather_cues(raster, times, count, cue);
    for (int q = 0; q < GR_BEATS_A_BAR; q++) {
        const float *s = cue[CUE_SNARE];
        float turns = 0.5f * (s[(q + 1) % 4] + s[(q + 3) % 4] - s[q] - s[(q + 2) % 4]);
        score[q] =
            cue[CUE_KICK][q] + cue[CUE_CHORD][q] + snare * turns + cymbal * cue[CUE_CYMBAL][q];
        if (score[q] > score[best])
            best = q;
    }
    for (int q = 0; q < GR_BEATS_A_BAR; q++)
        if (q != best && score[q] > second)
            second = score[q];
    return count >= 12 && score[best] - second > 0.04f ? best : 0;
}

/* The mean interval from one beat to another. */
static double mean_interval(const double *times, int from, int to)
{
    return (times[to] - times[from]) / (to - from);
}

/* The beats that were found, carried on to both sides at the tempo of their ends. */
static int extend(const double *found, int found_count, double until_s, int downbeat,
                  GrBeats *beats, double **memory, GrError *error)
{
    int some = found_count > END_BEATS ? END_BEATS : found_count - 1, before = 0, after = 0;
    double first_s = mean_interval(found, 0, some);
    double last_s = mean_interval(found, found_count - 1 - some, found_count - 1);
    while (rounded(found[0] - before * first_s) >= 0)
        before++;
    while (rounded(found[found_count - 1] + after * last_s) <= until_s)
        after++;
    size_t count = (size_t)(before + found_count + after);
    double *times = gr_aligned_alloc(count * sizeof *times);
    if (!times)
        return gr_error_memory(error, "beats", (unsigned long long)count * sizeof *times);
    int n = 0;
    for (int i = before; i > 0; i--)
        times[n++] = rounded(found[0] - i * first_s);
    for (int i = 0; i < found_count; i++)
        times[n++] = rounded(found[i]);
    for (int i = 1; i <= after; i++)
        times[n++] = rounded(found[found_count - 1] + i * last_s);
    *beats = (GrBeats){.count = n, .time_s = times, .first_downbeat = (downbeat + before) % 4};
    *memory = times;
    return GR_OK;
}

int gr_beats_find(const GrRaster *raster, double tempo_bpm, double until_s, GrBeats *beats,
                  double **memory, GrError *error)
{
    GrBeatPath path;
    double *scratch = NULL;
    int code = gr_beat_path(raster, tempo_bpm, &path, error);
    if (code)
        goto done;
    if (path.count < 2) {
        code = gr_beats_regular(tempo_bpm > 0 ? tempo_bpm : 120.0, until_s, beats, memory, error);
        beats->confidence = tempo_bpm > 0 ? 1.0f : 0.0f;
        goto done;
    }
    scratch = malloc((size_t)path.count * sizeof *scratch);
    if (!scratch) {
        code = gr_error_memory(error, "beats", (unsigned long long)path.count * sizeof *scratch);
        goto done;
    }
    bool straight = straighten(path.time_s, path.count, scratch);
    move_to_attacks(raster, path.time_s, path.count, straight);
    if (straight)
        path.period_s = (path.time_s[path.count - 1] - path.time_s[0]) / (path.count - 1);
    int downbeat = find_downbeat(raster, path.time_s, path.count);
    code = extend(path.time_s, path.count, until_s, downbeat, beats, memory, error);
    beats->tempo_bpm = rounded(60.0 / path.period_s);
    beats->confidence = tempo_bpm > 0 ? 1.0f : path.confidence;
    for (int i = 0; i < GR_OTHER_TEMPI; i++)
        beats->other_bpm[i] = rounded(path.other_bpm[i]);
done:
    free(path.time_s);
    free(scratch);
    return code;
}
