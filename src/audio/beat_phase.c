/* SPDX-License-Identifier: MIT */
#include "audio/beat_phase.h"
#include "audio/chords.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum {
    FOUR = 4,    /* halves after which a pattern of two beats comes again */
    AROUND = 16, /* halves on both sides in which a pattern is looked for */
    LEAST_BEATS = 8,
};

/* What a kick, a cymbal, anything in the middle, a pattern of the snare and a new chord on the beat
 * are worth against the same between the beats. */
static const float kick_weight = 0.6f, cymbal_weight = 0.2f, middle_weight = 0.25f;
static const float backbeat_weight = 0.7f, turns_weight = 1.2f, chord_weight = 1.0f;
/* Kick and snare by turns are twice as fast as the beat only if that is fast: not from half a
 * second on. */
static const float slow_half_s = 0.5f, fast_range_s = 0.25f;
/* Of kick and snare by turns, as much as leaves no doubt. */
static const float clear_turns = 0.7f;
/* How much evidence it takes to believe that beats turn within a track: some twenty clear ones. */
static const float turn_cost = 40.0f, silence_cost = 20.0f, silent = 0.5f;

/* What is heard at a beat (even) or half-way to the next (odd). */
typedef struct Half {
    double time_s;
    float range[RASTER_RANGES], chord;
} Half;

static float highest_near(const GrOnsets *onsets, int range, double time_s)
{
    int64_t at = (int64_t)(time_s * RASTER_HZ + 0.5);
    float most = 0;
    for (int64_t i = at - 1; i <= at + 1; i++)
        if (i >= 0 && i < onsets->count)
            most = gr_maxf(most, onsets->range[range][i]);
    return most;
}

static void look(const GrRaster *raster, const GrOnsets *onsets, const double *times, int count,
                 Half *halves)
{
    float chords = 0;
    for (int j = 0; j < 2 * count; j++) {
        int k = j / 2 + 1 < count ? j / 2 : count - 2;
        double beat_s = times[k + 1] - times[k];
        Half *h = &halves[j];
        h->time_s = times[k] + 0.5 * (j - 2 * k) * beat_s;
        for (int r = 0; r < RASTER_RANGES; r++)
            h->range[r] = highest_near(onsets, r, h->time_s);
        h->chord = gr_chord_change(raster, h->time_s - beat_s, h->time_s, h->time_s + beat_s);
        chords += h->chord;
    }
    /* How much a spectrum changes depends on the instruments. */
    for (int j = 0; j < 2 * count && chords > 0; j++)
        halves[j].chord *= (float)(2 * count) / chords;
}

/* All that begins at `count` halves. */
static float heard(const Half *halves, int first, int count)
{
    float sum = 0;
    for (int j = first; j < first + count; j++)
        for (int r = 0; r < RASTER_RANGES; r++)
            sum += halves[j].range[r];
    return sum;
}

/* The mean kick and snare (what the middle has more than the low range) of the four places that
 * take turns around a beat. */
static void see_pattern(const Half *halves, int count, int middle, float kick[FOUR],
                        float snare[FOUR])
{
    float n[FOUR] = {0};
    int first = middle > AROUND ? middle - AROUND : 0;
    int last = middle + AROUND < count ? middle + AROUND : count;
    memset(kick, 0, FOUR * sizeof *kick);
    memset(snare, 0, FOUR * sizeof *snare);
    for (int j = first; j < last; j++) {
        kick[j % FOUR] += halves[j].range[0];
        snare[j % FOUR] += halves[j].range[1] - 0.5f * halves[j].range[0];
        n[j % FOUR] += 1.0f;
    }
    for (int q = 0; q < FOUR; q++) {
        kick[q] /= gr_maxf(n[q], 1.0f);
        snare[q] /= gr_maxf(n[q], 1.0f);
    }
}

/* How much the snare falls half-way between beats at places p and p + 2, both times, and the kick
 * on them. */
static float turns_worth(const float kick[FOUR], const float snare[FOUR], int p)
{
    const int q = p + 1, p_2 = (p + 2) % FOUR, q_2 = (p + 3) % FOUR;
    float snares = gr_minf(snare[q], snare[q_2]) - gr_maxf(snare[p], snare[p_2]);
    float kicks = 0.5f * (kick[p] + kick[p_2] - kick[q] - kick[q_2]);
    return gr_maxf(gr_minf(snares, kicks), 0.0f);
}

/* What speaks for beat k where it is, less what speaks for half a beat later. */
static float evidence(const Half *halves, int count, int k)
{
    const Half *on = &halves[2 * k], *off = on + 1;
    float kick[FOUR], snare[FOUR];
    see_pattern(halves, 2 * count, 2 * k, kick, snare);
    /* On one of two beats, and not on the other. */
    float backbeat = gr_absf(snare[0] - snare[2]) - gr_absf(snare[1] - snare[3]);
    float turns = turns_worth(kick, snare, 0) - turns_worth(kick, snare, 1);
    turns *= gr_unitf((slow_half_s - (float)(off->time_s - on->time_s)) / fast_range_s);
    /* A snare that explains why it is loud between the beats does not speak against them. */
    float loud = 1.0f - gr_unitf(gr_absf(turns) / clear_turns);
    return kick_weight * (on->range[0] - off->range[0]) +
           loud * middle_weight * (on->range[1] - off->range[1]) +
           loud * cymbal_weight * (on->range[2] - off->range[2]) +
           chord_weight * (on->chord - off->chord) + backbeat_weight * backbeat +
           turns_weight * turns;
}

/* Nothing has been heard for two beats before beat k: the music may go on at any time. */
static bool after_silence(const Half *halves, int k)
{
    return k >= 2 && heard(halves, 2 * k - FOUR, FOUR) < silent;
}

/* The best way through the beats where `turned` may change, at a cost. `before`: where it came
 * from. */
static void choose(const Half *halves, const float *worth, int count, bool steady, uint8_t *before,
                   uint8_t *turned)
{
    float score[2] = {0};
    for (int k = 0; k < count; k++) {
        float was[2] = {score[0], score[1]};
        float cost = after_silence(halves, k) ? silence_cost : steady ? 1e30f : turn_cost;
        for (int s = 0; s < 2; s++) {
            bool turns = was[!s] - cost > was[s];
            before[2 * k + s] = (uint8_t)(turns ? !s : s);
            score[s] = (turns ? was[!s] - cost : was[s]) + (s ? -0.5f : 0.5f) * worth[k];
        }
    }
    int at = score[1] > score[0];
    for (int k = count - 1; k >= 0; k--) {
        turned[k] = (uint8_t)at;
        at = before[2 * k + at];
    }
}

int gr_beat_phase_settle(const GrRaster *raster, const GrOnsets *onsets, bool steady, double *times,
                         int *count, GrError *error)
{
    int n = *count, kept = 0;
    if (n < LEAST_BEATS)
        return GR_OK;
    size_t bytes = (size_t)n * (2 * sizeof(Half) + sizeof(float) + 3);
    Half *halves = malloc(bytes);
    if (!halves)
        return gr_error_memory(error, "beats", bytes);
    float *worth = (float *)(halves + 2 * n);
    uint8_t *before = (uint8_t *)(worth + n), *turned = before + 2 * n;
    look(raster, onsets, times, n, halves);
    for (int k = 0; k < n; k++)
        worth[k] = heard(halves, 2 * k, 2) > silent ? evidence(halves, n, k) : 0.0f;
    choose(halves, worth, n, steady, before, turned);
    for (int k = 0; k < n; k++)
        if (k == 0 || turned[k] == turned[k - 1])
            times[kept++] = halves[2 * k + turned[k]].time_s;
    *count = kept;
    free(halves);
    return GR_OK;
}
