/* SPDX-License-Identifier: MIT */
#include "audio/beat_list.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/* Beats a millisecond apart for a hundred hours would not fit; nobody plays them. */
static const double least_interval_s = 0.01;

static double interval(const double *times, int index)
{
    double s = times[index + 1] - times[index];
    return s > least_interval_s ? s : least_interval_s;
}

static int missing_before(const double *times)
{
    return times[0] >= 0 ? (int)(times[0] / interval(times, 0)) + 1 : 0;
}

static int missing_after(const double *times, int count, double until_s)
{
    double left = until_s - times[count - 1];
    return left >= 0 ? (int)(left / interval(times, count - 2)) + 1 : 0;
}

static int stretch(const double *times, int count, int before, int after, double **out,
                   GrError *error)
{
    size_t total = (size_t)before + (size_t)count + (size_t)after;
    double *all = gr_aligned_alloc(total * sizeof *all);
    if (!all)
        return gr_error_memory(error, "beats", total * sizeof *all);
    for (int i = 0; i < before; i++)
        all[i] = times[0] - (before - i) * interval(times, 0);
    memcpy(all + before, times, (size_t)count * sizeof *all);
    for (int i = 0; i < after; i++)
        all[before + count + i] = times[count - 1] + (i + 1) * interval(times, count - 2);
    *out = all;
    return GR_OK;
}

int gr_beats_carry_on(const GrBeats *from, double until_s, GrBeats *beats, double **memory,
                      GrError *error)
{
    int after = missing_after(from->time_s, from->count, until_s);
    int code = stretch(from->time_s, from->count, 0, after, memory, error);
    if (!code) {
        beats->time_s = *memory;
        beats->count = from->count + after;
    }
    return code;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sixty over the middle one of all intervals. */
static int tempo_of(const GrBeatList *list, double *bpm, GrError *error)
{
    int count = list->count - 1;
    double *intervals = malloc((size_t)count * sizeof *intervals);
    if (!intervals)
        return gr_error_memory(error, "beats", (size_t)count * sizeof *intervals);
    for (int i = 0; i < count; i++)
        intervals[i] = interval(list->time_s, i);
    qsort(intervals, (size_t)count, sizeof *intervals, compare_doubles);
    *bpm = (double)(int64_t)(60.0 / intervals[count / 2] * 1000.0 + 0.5) / 1000.0;
    free(intervals);
    return GR_OK;
}

int gr_beats_from_list(const GrBeatList *list, double until_s, GrBeats *beats, double **memory,
                       int **downbeats, GrError *error)
{
    int before = missing_before(list->time_s);
    int after = missing_after(list->time_s, list->count, until_s);
    double bpm = list->tempo_bpm;
    int code = bpm > 0 ? GR_OK : tempo_of(list, &bpm, error);
    if (!code)
        code = stretch(list->time_s, list->count, before, after, memory, error);
    if (code)
        return code;
    *beats = (GrBeats){.count = before + list->count + after,
                       .time_s = *memory,
                       .tempo_bpm = bpm,
                       .first_downbeat = before,
                       .confidence = 1.0f};
    if (!list->downbeats)
        return GR_OK;
    size_t bytes = (size_t)list->downbeat_count * sizeof **downbeats;
    *downbeats = malloc(bytes);
    if (!*downbeats)
        return gr_error_memory(error, "beats", bytes);
    for (int i = 0; i < list->downbeat_count; i++)
        (*downbeats)[i] = list->downbeats[i] + before;
    beats->downbeats = *downbeats;
    beats->downbeat_count = list->downbeat_count;
    beats->first_downbeat = (*downbeats)[0];
    return GR_OK;
}

/* Indices of downbeats that are still within the list; their count. */
static int move_downbeats(int *downbeats, int downbeat_count, int by, int beat_count)
{
    int kept = 0;
    for (int i = 0; i < downbeat_count; i++) {
        int at = downbeats[i] + by;
        if (at >= 0 && at < beat_count)
            downbeats[kept++] = at;
    }
    return kept;
}

int gr_beats_move(const GrBeatMove *move, double until_s, GrBeats *beats, double **memory,
                  int *downbeats, GrError *error)
{
    int whole = (int)move->shift - (move->shift < (double)(int)move->shift), count = beats->count;
    double part = move->shift - whole, *times = *memory, *moved;
    double last = interval(times, count - 2);
    for (int i = 0; i < count; i++)
        times[i] += move->offset_s + part * (i + 1 < count ? times[i + 1] - times[i] : last);
    int before = missing_before(times), after = missing_after(times, count, until_s);
    int code = stretch(times, count, before, after, &moved, error);
    if (code)
        return code;
    gr_aligned_free(times);
    *memory = moved;
    beats->time_s = moved;
    beats->count = before + count + after;
    beats->first_downbeat += before + whole;
    while (beats->first_downbeat < 0)
        beats->first_downbeat += GR_BEATS_A_BAR;
    if (!downbeats)
        return GR_OK;
    beats->downbeat_count =
        move_downbeats(downbeats, beats->downbeat_count, before + whole, beats->count);
    beats->downbeats = beats->downbeat_count ? downbeats : NULL;
    if (beats->downbeats)
        beats->first_downbeat = downbeats[0];
    return GR_OK;
}
