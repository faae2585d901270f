/* SPDX-License-Identifier: MIT */
#include "audio/section_names.h"

#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum { LABELS = 26 };

static const char *const letters[LABELS] = {"A", "B", "C", "D", "E", "F", "G", "H", "I",
                                            "J", "K", "L", "M", "N", "O", "P", "Q", "R",
                                            "S", "T", "U", "V", "W", "X", "Y", "Z"};
/* Parts that differ by less sound alike, neighbours by half of it, as there is a change between
 * them; in the units of a mean bar's features. */
static const int64_t ALIKE = 230;
/* Energies: a drop has LOUD, and ALMOST where it begins or ends the song. */
static const float LOUD = 0.85f, ALMOST = 0.95f;
static const float CONTRAST_DB = 1.5f; /* between parts: below it a song is all alike */

/* The mean bar of a section, or of all that share a label. */
typedef struct Sound {
    int32_t mean[BAR_FEATURES];
    int bars;
} Sound;

static Sound sound_of(const GrSongBars *bars, int from, int to)
{
    Sound sound = {.bars = to - from};
    int64_t sum[BAR_FEATURES] = {0};
    for (int i = from; i < to; i++)
        for (int k = 0; k < BAR_FEATURES; k++)
            sum[k] += bars->feature[i][k];
    for (int k = 0; k < BAR_FEATURES && sound.bars > 0; k++)
        sound.mean[k] = (int32_t)(sum[k] / sound.bars);
    return sound;
}

static int64_t distance(const Sound *a, const Sound *b)
{
    int64_t sum = 0;
    for (int k = 0; k < BAR_FEATURES; k++)
        sum += labs((long)(a->mean[k] - b->mean[k]));
    return sum;
}

static void join(Sound *to, const Sound *with)
{
    int whole = to->bars + with->bars;
    for (int k = 0; k < BAR_FEATURES && whole > 0; k++)
        to->mean[k] =
            (int32_t)(((int64_t)to->mean[k] * to->bars + (int64_t)with->mean[k] * with->bars) /
                      whole);
    to->bars = whole;
}

/* Each part is called as the label it is nearest to, or starts one. */
static void label(const GrSongBars *bars, const int *starts, GrSection *sections, int count)
{
    Sound sounds[LABELS];
    int labels = 0;
    for (int i = 0; i < count; i++) {
        Sound sound = sound_of(bars, starts[i], i + 1 < count ? starts[i + 1] : bars->count);
        int best = -1;
        int64_t least = 0;
        for (int k = 0; k < labels; k++) {
            bool neighbour = i && sections[i - 1].label == letters[k];
            int64_t far = distance(&sounds[k], &sound) * (neighbour ? 2 : 1);
            if (best < 0 || far < least) {
                best = k;
                least = far;
            }
        }
        if (best < 0 || (least > ALIKE && labels < LABELS)) {
            best = labels++;
            sounds[best] = sound;
        } else {
            join(&sounds[best], &sound);
        }
        sections[i].label = letters[best];
    }
}

static float decibels(const GrSongBars *bars, int from, int to)
{
    double sum = 0;
    for (int i = from; i < to; i++)
        sum += (double)bars->level[i];
    return 3.0103f * gr_log2f((float)(sum / (to > from ? to - from : 1)) + 1e-6f);
}

/* Down to 18 dB below the loudest part. */
static void weigh(const GrSongBars *bars, const int *starts, GrSection *sections, int count)
{
    float low = 1e9f, high = -1e9f;
    for (int i = 0; i < count; i++) {
        float db = decibels(bars, starts[i], i + 1 < count ? starts[i + 1] : bars->count);
        sections[i].energy = db;
        low = gr_minf(low, db);
        high = gr_maxf(high, db);
    }
    low = gr_maxf(low, high - 18.0f);
    for (int i = 0; i < count; i++)
        sections[i].energy =
            high - low < CONTRAST_DB ? 0.5f : gr_unitf((sections[i].energy - low) / (high - low));
}

static bool shares_label(const GrSection *sections, int count, int index)
{
    for (int i = 0; i < count && sections[index].label[0]; i++)
        if (sections[i].energy >= LOUD && !strcmp(sections[i].label, sections[index].label))
            return true;
    return false;
}

static GrGuess guess(const GrSection *sections, int count, int index)
{
    const GrSection *at = &sections[index];
    bool first = index == 0, last = index + 1 == count;
    if (first && at->energy < ALMOST)
        return GR_GUESS_INTRO;
    if (last && at->energy < ALMOST)
        return GR_GUESS_OUTRO;
    if (!last && at[1].energy >= LOUD && at[1].energy > at->energy + 0.08f &&
        strcmp(at[1].label, at->label) != 0 && (first || sections[index - 1].energy < LOUD))
        return GR_GUESS_BUILD;
    if (at->energy >= LOUD)
        return GR_GUESS_DROP;
    if (at->energy > 0.6f && shares_label(sections, count, index))
        return GR_GUESS_DROP_AGAIN;
    if (!first && at->energy < 0.6f && at->energy < sections[index - 1].energy - 0.25f)
        return GR_GUESS_BREAK;
    return GR_GUESS_VERSE;
}

void gr_sections_guess(GrSection *sections, int count)
{
    bool alike = true;
    for (int i = 1; i < count; i++)
        alike = alike && sections[i].energy == sections[0].energy;
    for (int i = 0; i < count; i++)
        sections[i].guess = alike ? GR_GUESS_VERSE_STEADY : guess(sections, count, i);
}

void gr_sections_name(const GrSongBars *bars, const int *starts, GrSection *sections, int count)
{
    label(bars, starts, sections, count);
    weigh(bars, starts, sections, count);
    gr_sections_guess(sections, count);
}
