/* SPDX-License-Identifier: MIT */
#include "audio/meter.h"
#include "audio/meter_weights.h"
#include "base/vmath.h"

#include <string.h>

enum {
    BEATS = 4,
    PARTS = 24, /* of a beat: divisible by 2, 3, 4, 6 and 8 */
    PLACES = BEATS * PARTS,
    WINDOW_BEATS = 8,
    CURVES = RASTER_RANGES + 1, /* and all together */
    ALL = RASTER_RANGES,
};

/* Onsets folded onto four beats. */
typedef struct Profile {
    float at[CURVES][PLACES];
} Profile;

float gr_pace_at(const GrPace *pace, int64_t row)
{
    float at = (float)row / METER_HOP_ROWS;
    int hop = (int)at;
    if (pace->count < 1)
        return 1.0f;
    if (hop + 1 >= pace->count)
        return pace->share[pace->count - 1];
    return pace->share[hop] + (pace->share[hop + 1] - pace->share[hop]) * (at - (float)hop);
}

static float between(const float *curve, float at)
{
    int64_t i = (int64_t)at;
    return curve[i] + (curve[i + 1] - curve[i]) * (at - (float)i);
}

static const float *curve_of(const GrOnsets *onsets, int c)
{
    return c == ALL ? onsets->all : onsets->range[c];
}

/* Where the beats of a window fall, in rows after its start. */
static float best_phase(const GrOnsets *onsets, int64_t start, float period)
{
    float best = -1.0f, phase = 0.0f;
    for (float p = 0.0f; p < period; p += 1.0f) {
        float sum = 0.0f;
        for (int b = 0; b < WINDOW_BEATS; b++) {
            float at = (float)start + p + (float)b * period;
            sum += between(onsets->all, at) + 0.5f * between(onsets->range[0], at);
        }
        if (sum > best) {
            best = sum;
            phase = p;
        }
    }
    return phase;
}

/* A snare against a kick. */
static float bite(const Profile *p, int place)
{
    return p->at[1][place % PLACES] - p->at[0][place % PLACES];
}

static float turns(const Profile *p, int first)
{
    int b = first * PARTS;
    return 0.5f *
           (bite(p, b + PARTS) + bite(p, b + 3 * PARTS) - bite(p, b) - bite(p, b + 2 * PARTS));
}

static float turns_of_two(const Profile *p, int first)
{
    int b = first * PARTS;
    return bite(p, b + 2 * PARTS) - bite(p, b);
}

/* The beat that the bar may begin with: the snare falls one or two beats later. */
static int likely_first(const Profile *p)
{
    int first = 0;
    float most = -1e9f;
    for (int b = 0; b < BEATS; b++) {
        float value = gr_maxf(turns(p, b), 0.7f * turns_of_two(p, b)) + 0.1f * turns_of_two(p, b);
        if (value > most) {
            most = value;
            first = b;
        }
    }
    return first;
}

static void fold_window(const GrOnsets *onsets, int64_t start, float period, Profile *sum)
{
    Profile here;
    float first = (float)start + best_phase(onsets, start, period);
    for (int c = 0; c < CURVES; c++) {
        const float *curve = curve_of(onsets, c);
        for (int i = 0; i < PLACES; i++) {
            float at = first + (float)i * period / PARTS;
            here.at[c][i] = 0.5f * (between(curve, at) + between(curve, at + BEATS * period));
        }
    }
    int turn = likely_first(&here) * PARTS;
    for (int c = 0; c < CURVES; c++)
        for (int i = 0; i < PLACES; i++)
            sum->at[c][i] += here.at[c][(i + turn) % PLACES];
}

static bool fold(const GrOnsets *onsets, const GrPace *pace, double period, Profile *profile)
{
    int windows = 0;
    memset(profile, 0, sizeof *profile);
    for (int64_t start = 0;;) {
        float local = (float)period * gr_pace_at(pace, start);
        int64_t rows = (int64_t)(local * (WINDOW_BEATS + 1)) + 2;
        if (start + rows >= onsets->count)
            break;
        float loud = 0.0f;
        for (int64_t i = start; i < start + rows; i++)
            loud += onsets->all[i];
        if (loud > 0.15f * (float)rows) {
            fold_window(onsets, start, local, profile);
            windows++;
        }
        start += rows / 2;
    }
    for (int c = 0; c < CURVES && windows; c++)
        for (int i = 0; i < PLACES; i++)
            profile->at[c][i] /= (float)windows;
    return windows > 0;
}

/* The mean of a curve at a part of every beat. */
static float mean_at(const Profile *p, int c, int part)
{
    float sum = 0.0f;
    for (int b = 0; b < BEATS; b++)
        sum += p->at[c][b * PARTS + part];
    return sum / BEATS;
}

bool gr_meter_see(const GrOnsets *onsets, const GrPace *pace, double period, const float repeats[3],
                  float s[METER_SIGHTS])
{
    Profile profile;
    const Profile *p = &profile;
    if (!fold(onsets, pace, period, &profile))
        return false;
    int n = 0;
    for (int c = 0; c < CURVES; c++) {
        float beat = mean_at(p, c, 0) + 0.3f, odd = 0.0f;
        s[n++] = gr_minf(mean_at(p, c, PARTS / 2) / beat, 1.5f);
        s[n++] =
            gr_minf(0.5f * (mean_at(p, c, PARTS / 4) + mean_at(p, c, 3 * PARTS / 4)) / beat, 1.5f);
        s[n++] = gr_minf(mean_at(p, c, 2 * PARTS / 3) / beat, 1.5f);
        for (int b = 0; b < BEATS; b++)
            odd += 0.25f * (b % 2 ? -p->at[c][b * PARTS] : p->at[c][b * PARTS]);
        s[n++] = odd / beat;
    }
    s[n++] = gr_minf(mean_at(p, ALL, PARTS / 3) / (mean_at(p, ALL, 0) + 0.3f), 1.5f);
    s[n++] = turns(p, 0);
    s[n++] = turns_of_two(p, 0);
    s[n++] = 0.25f * (bite(p, PARTS / 2) + bite(p, 3 * PARTS / 2) + bite(p, 5 * PARTS / 2) +
                      bite(p, 7 * PARTS / 2));
    for (int i = 0; i < 3; i++)
        s[n++] = repeats[i];
    float octaves = gr_log2f((float)period / 46.0f);
    s[n++] = octaves;
    s[n++] = octaves * octaves;
    s[n++] = gr_maxf(gr_absf(octaves) - 0.5f, 0.0f);
    return true;
}

float gr_meter_weigh(const float sights[METER_SIGHTS])
{
    float sum = 0.0f;
    for (int i = 0; i < METER_SIGHTS; i++)
        sum += straight[i] * sights[i];
    for (int k = 0; k < KINDS; k++) {
        float pull = rest[k];
        for (int i = 0; i < METER_SIGHTS; i++)
            pull += into[k][i] * sights[i];
        sum += out[k] * gr_tanhf(pull);
    }
    return sum;
}
