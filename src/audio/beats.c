/* SPDX-License-Identifier: MIT */
#include "audio/beats.h"
#include "audio/beat_path.h"
#include "base/arena.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

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
    *beats = (GrBeats){
        .count = (int)count, .time_s = times, .tempo_bpm = tempo_bpm, .first_downbeat = 1};
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

/* The shift within +-`reach_s` by which beats meet the most attack. */
static double best_shift(const GrRaster *raster, const double *times, int count, double reach_s)
{
    int reach = (int)(reach_s * RASTER_FINE_HZ);
    double best = 0;
    float most = 0;
    for (int k = -reach; k <= reach; k++) {
        double shift = (double)k / RASTER_FINE_HZ;
        float sum = 0;
        for (int i = 0; i < count; i++)
            sum += rise_at(raster, times[i] + shift);
        /* Of equal shifts the smaller one. */
        sum *= 1.0f - 0.15f * (float)(k < 0 ? -k : k) / (float)(reach + 1);
        if (sum > most) {
            most = sum;
            best = shift;
        }
    }
    return best;
}

static void move_to_attacks(const GrRaster *raster, double *times, int count, bool straight)
{
    double shift = best_shift(raster, times, count, 0.044);
    for (int i = 0; i < count; i++)
        times[i] += shift;
    if (straight)
        return;
    for (int i = 0; i < count; i++)
        times[i] += best_shift(raster, &times[i], 1, 0.016);
}

static float chroma_change(const GrRaster *raster, double from_s, double middle_s, double to_s)
{
    float sum[2][RASTER_CHROMA] = {{0}};
    double edge[3] = {from_s, middle_s, to_s};
    const double rate = (double)RASTER_HZ / RASTER_CHROMA_ROWS;
    for (int side = 0; side < 2; side++) {
        int64_t first = (int64_t)(edge[side] * rate), last = (int64_t)(edge[side + 1] * rate);
        for (int64_t i = first < 0 ? 0 : first; i < last && i < raster->chroma_count; i++)
            for (int c = 0; c < RASTER_CHROMA; c++)
                sum[side][c] += raster->chroma[i * RASTER_CHROMA + c];
    }
    float dot = 0, a = 0, b = 0;
    for (int c = 0; c < RASTER_CHROMA; c++) {
        dot += sum[0][c] * sum[1][c];
        a += sum[0][c] * sum[0][c];
        b += sum[1][c] * sum[1][c];
    }
    float norm = gr_sqrtf(a) * gr_sqrtf(b);
    return norm > 0 ? 1.0f - dot / norm : 0.0f;
}

static float kick_at(const GrRaster *raster, double time_s)
{
    int64_t i = (int64_t)(time_s * RASTER_HZ + 0.5);
    float most = 0;
    for (int64_t k = i - 3; k <= i + 3; k++)
        if (k >= 0 && k < raster->count && raster->rows[k].low > most)
            most = raster->rows[k].low;
    return most;
}

/* Which of four beats begins the bar: kicks are there and chords change there. Neither alone is
 * reliable, so both are compared with their own mean and added. Unclear music starts at its first
 * beat. */
static int find_downbeat(const GrRaster *raster, const double *times, int count)
{
    float kick[4] = {0}, change[4] = {0}, kicks = 0, changes = 0;
    for (int i = 1; i + 1 < count; i++) {
        float k = kick_at(raster, times[i]);
        float c = chroma_change(raster, times[i - 1], times[i], times[i + 1]);
        kick[i % 4] += k;
        change[i % 4] += c;
        kicks += 0.25f * k;
        changes += 0.25f * c;
    }
    int best = 0;
    float score[4], second = -1e9f;
    for (int q = 0; q < 4; q++) {
        score[q] =
            (kicks > 0 ? kick[q] / kicks : 1.0f) + (changes > 0 ? change[q] / changes : 1.0f);
        if (score[q] > score[best])
            best = q;
    }
    for (int q = 0; q < 4; q++)
        if (q != best && score[q] > second)
            second = score[q];
    return count >= 12 && score[best] - second > 0.04f ? best : 0;
}

/* The beats that were found, carried on to both sides at the tempo of their ends. */
static int extend(const double *found, int found_count, double period_s, double until_s,
                  int downbeat, GrBeats *beats, double **memory, GrError *error)
{
    int before = 0, after = 0;
    while (rounded(found[0] - before * period_s) >= 0)
        before++;
    while (rounded(found[found_count - 1] + after * period_s) <= until_s)
        after++;
    size_t count = (size_t)(before + found_count + after);
    double *times = gr_aligned_alloc(count * sizeof *times);
    if (!times)
        return gr_error_memory(error, "beats", (unsigned long long)count * sizeof *times);
    int n = 0;
    for (int i = before; i > 0; i--)
        times[n++] = rounded(found[0] - i * period_s);
    for (int i = 0; i < found_count; i++)
        times[n++] = rounded(found[i]);
    for (int i = 1; i <= after; i++)
        times[n++] = rounded(found[found_count - 1] + i * period_s);
    *beats = (GrBeats){.count = n,
                       .time_s = times,
                       .tempo_bpm = rounded(60.0 / period_s),
                       .first_downbeat = (downbeat + before) % 4};
    *memory = times;
    return GR_OK;
}

int gr_beats_find(const GrRaster *raster, double tempo_bpm, double until_s, GrBeats *beats,
                  double **memory, GrError *error)
{
    double *found = NULL, *scratch = NULL, period_s = 0;
    int count = 0;
    int code = gr_beat_path(raster, tempo_bpm, &found, &count, &period_s, error);
    if (code)
        goto done;
    if (count < 2) {
        code = gr_beats_regular(tempo_bpm > 0 ? tempo_bpm : 120.0, until_s, beats, memory, error);
        goto done;
    }
    scratch = malloc((size_t)count * sizeof *scratch);
    if (!scratch) {
        code = gr_error_memory(error, "beats", (unsigned long long)count * sizeof *scratch);
        goto done;
    }
    bool straight = straighten(found, count, scratch);
    move_to_attacks(raster, found, count, straight);
    if (straight)
        period_s = (found[count - 1] - found[0]) / (count - 1);
    int downbeat = find_downbeat(raster, found, count);
    code = extend(found, count, period_s, until_s, downbeat, beats, memory, error);
done:
    free(found);
    free(scratch);
    return code;
}
