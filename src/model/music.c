/* SPDX-License-Identifier: MIT */
#include "model/music.h"

#include <stdbool.h>

const GrGuessInfo gr_guess_infos[GR_GUESS_COUNT] = {
    [GR_GUESS_NONE] = {"", ""},
    [GR_GUESS_INTRO] = {"intro", "the song begins with it, and louder parts follow"},
    [GR_GUESS_VERSE] = {"verse", "neither among the loudest nor a lull or a rise"},
    [GR_GUESS_VERSE_STEADY] = {"verse", "the song is equally loud all through"},
    [GR_GUESS_BUILD] = {"build", "quieter than the drop that follows it"},
    [GR_GUESS_DROP] = {"drop", "among the loudest parts"},
    [GR_GUESS_DROP_AGAIN] = {"drop", "sounds like a part that is among the loudest"},
    [GR_GUESS_BREAK] = {"break", "much quieter than the part before it, and the song goes on"},
    [GR_GUESS_OUTRO] = {"outro", "the song ends with it, quieter than its loudest parts"},
};

/* A first downbeat this little before the sound's start is what the song starts with: attacks are
 * placed within some ten milliseconds. */
static const double pickup_grace_s = 0.05;
static const double same_s = 1e-6, same_beats = 1e-6;

int gr_beats_before(const GrBeats *beats, double time_s)
{
    int low = 0, high = beats->count; /* the first beat after time_s lies in low..high */
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (beats->time_s[middle] <= time_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

static double floor_of(double x)
{
    double whole = (double)(long long)x;
    return whole > x ? whole - 1 : whole;
}

static double snapped(double x)
{
    double whole = floor_of(x + 0.5), off = x - whole;
    return off < same_beats && off > -same_beats ? whole : x;
}

static bool irregular(const GrBeats *beats)
{
    return beats->downbeats && beats->downbeat_count >= 2;
}

/* Of an ascending list: the last entry at or before x, or -1. */
static int last_at(const int *list, int count, double x)
{
    int low = 0, high = count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if ((double)list[middle] <= x)
            low = middle + 1;
        else
            high = middle;
    }
    return low - 1;
}

/* Bars since the first downbeat, of a beat's index with fractions. */
static double bars_of(const GrBeats *beats, double index)
{
    if (!irregular(beats))
        return (index - beats->first_downbeat) / GR_BEATS_A_BAR;
    const int *at = beats->downbeats;
    int last = beats->downbeat_count - 1, bar = last_at(at, beats->downbeat_count, index);
    bar = bar < 0 ? 0 : bar;
    int from = bar < last ? bar : last - 1; /* the length of the last bar is that before it */
    return bar + (index - at[bar]) / (at[from + 1] - at[from]);
}

static double index_of_bar(const GrBeats *beats, double bars)
{
    if (!irregular(beats))
        return beats->first_downbeat + bars * GR_BEATS_A_BAR;
    const int *at = beats->downbeats;
    int last = beats->downbeat_count - 1;
    int bar = bars <= 0 ? 0 : bars >= last ? last : (int)bars;
    int from = bar < last ? bar : last - 1;
    return at[bar] + (bars - bar) * (at[from + 1] - at[from]);
}

double gr_beats_bar_phase(const GrBeats *beats, int index, double phase)
{
    if (irregular(beats)) {
        double bars = bars_of(beats, index + phase);
        return bars - floor_of(bars);
    }
    int in_bar = (index - beats->first_downbeat) % GR_BEATS_A_BAR;
    in_bar = in_bar < 0 ? in_bar + GR_BEATS_A_BAR : in_bar;
    return (in_bar + phase) * (1.0 / GR_BEATS_A_BAR);
}

/* Bar 1, in bars since the first downbeat. */
static double first_bar(const GrBeats *beats)
{
    int index = gr_beats_before(beats, -pickup_grace_s) + 1;
    double bars = bars_of(beats, index), whole = floor_of(bars);
    return whole < bars ? whole + 1 : whole;
}

static double interval(const GrBeats *beats, int index)
{
    double s = beats->count >= 2 ? beats->time_s[index + 1] - beats->time_s[index] : 0.5;
    return s > 1e-3 ? s : 1e-3;
}

static double index_at(const GrBeats *beats, double time_s)
{
    int last = beats->count - 1, index = gr_beats_before(beats, time_s);
    if (last < 1)
        return time_s / interval(beats, 0);
    index = index < 0 ? 0 : index;
    int from = index < last ? index : last - 1;
    return snapped(index + (time_s - beats->time_s[index]) / interval(beats, from));
}

static double time_at(const GrBeats *beats, double index)
{
    int last = beats->count - 1;
    if (last < 1)
        return index * interval(beats, 0);
    int whole = index <= 0 ? 0 : index >= last ? last : (int)index;
    int from = whole < last ? whole : last - 1;
    return beats->time_s[whole] + (index - whole) * interval(beats, from);
}

double gr_music_beat_at(const GrMusic *music, double time_s)
{
    const GrBeats *beats = &music->beats;
    return index_at(beats, time_s) - index_of_bar(beats, first_bar(beats));
}

double gr_music_time_of_beat(const GrMusic *music, double beat)
{
    const GrBeats *beats = &music->beats;
    return time_at(beats, beat + index_of_bar(beats, first_bar(beats)));
}

double gr_music_bar_at(const GrMusic *music, double time_s)
{
    const GrBeats *beats = &music->beats;
    return bars_of(beats, index_at(beats, time_s)) - first_bar(beats);
}

double gr_music_time_of_bar(const GrMusic *music, double bar)
{
    const GrBeats *beats = &music->beats;
    return time_at(beats, index_of_bar(beats, bar + first_bar(beats)));
}

int gr_music_section_at(const GrMusic *music, double time_s)
{
    int low = 0, high = music->section_count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (music->sections[middle].start_s <= time_s + same_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

GrMusicPlace gr_music_place(const GrMusic *music, double time_s)
{
    const GrBeats *beats = &music->beats;
    double index = index_at(beats, time_s), bar = first_bar(beats);
    return (GrMusicPlace){
        .beat = (int)floor_of(index - index_of_bar(beats, bar)),
        .bar = (int)floor_of(bars_of(beats, index) - bar),
        .section = gr_music_section_at(music, time_s),
        .tempo = (float)beats->tempo_bpm,
    };
}
