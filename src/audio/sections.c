/* SPDX-License-Identifier: MIT */
#include "audio/sections.h"

#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum {
    BAND_STEPS = 240,   /* of a band's range, which is OCTAVES doublings of energy */
    CHROMA_STEPS = 480, /* all pitch classes together */
    FEATURES = RASTER_CHROMA + RASTER_BANDS + 1,
    KERNEL = 8,      /* bars on each side */
    GAP_BARS = 8,    /* parts are at least so long, */
    GAP_S = 12,      /* or this if that is shorter */
    LEAST_STEP = 90, /* in the units of a distance: below it a change is no new part */
    BARS_MAX = 100000,
};

static const float OCTAVES = 10.0f;
/* Stronger than this share of all changes of the song: a part begins. */
static const int64_t over_mean_num = 3, over_mean_den = 2;

typedef struct Bars {
    int first, count; /* the first bar, counted from bar 1 */
    const GrMusic *music;
    int16_t (*feature)[FEATURES];
    float (*energy)[RASTER_BANDS + 1]; /* mean squares: bands, then the level */
    int64_t *novelty;                  /* of the boundary before each bar */
} Bars;

static double bar_start_s(const Bars *bars, int bar)
{
    return gr_music_time_of_bar(bars->music, (double)(bars->first + bar));
}

static void measure_energy(const GrRaster *raster, Bars *bars, int bar, int64_t from, int64_t to)
{
    double sum[RASTER_BANDS + 1] = {0};
    int64_t rows = 0;
    for (int64_t i = from < 0 ? 0 : from; i < to && i < raster->count; i++, rows++) {
        for (int b = 0; b < RASTER_BANDS; b++)
            sum[b] += (double)raster->rows[i].band[b];
        sum[RASTER_BANDS] += (double)raster->rows[i].level;
    }
    for (int b = 0; b <= RASTER_BANDS; b++)
        bars->energy[bar][b] = rows ? (float)(sum[b] / (double)rows) : 0.0f;
}

/* Shares of the pitch classes, by amplitude: one loud note would drown the chord. */
static void measure_chroma(const GrRaster *raster, Bars *bars, int bar, int64_t from, int64_t to)
{
    double sum[RASTER_CHROMA] = {0};
    float share[RASTER_CHROMA], whole = 0;
    from /= RASTER_CHROMA_ROWS;
    to /= RASTER_CHROMA_ROWS;
    for (int64_t i = from < 0 ? 0 : from; i < to && i < raster->chroma_count; i++)
        for (int c = 0; c < RASTER_CHROMA; c++)
            sum[c] += (double)raster->chroma[i * RASTER_CHROMA + c];
    for (int c = 0; c < RASTER_CHROMA; c++) {
        share[c] = gr_sqrtf((float)sum[c]);
        whole += share[c];
    }
    for (int c = 0; c < RASTER_CHROMA && whole > 0; c++)
        bars->feature[bar][c] = (int16_t)(share[c] / whole * CHROMA_STEPS + 0.5f);
}

/* Each band on its own scale, as far below its loudest bar; what is 50 dB below the loudest band is
 * leakage. */
static void scale_energy(Bars *bars)
{
    float most[RASTER_BANDS + 1] = {0}, loudest = 0;
    for (int i = 0; i < bars->count; i++)
        for (int b = 0; b <= RASTER_BANDS; b++)
            most[b] = gr_maxf(most[b], bars->energy[i][b]);
    for (int b = 0; b <= RASTER_BANDS; b++)
        loudest = gr_maxf(loudest, most[b]);
    for (int b = 0; b <= RASTER_BANDS; b++) {
        if (!(most[b] > 1e-5f * loudest))
            continue;
        for (int i = 0; i < bars->count; i++) {
            float down = gr_log2f(bars->energy[i][b] / most[b] + 1e-6f);
            float part = gr_unitf(1.0f + down * (1.0f / OCTAVES));
            bars->feature[i][RASTER_CHROMA + b] = (int16_t)(part * BAND_STEPS + 0.5f);
        }
    }
}

static int64_t distance(const Bars *bars, int i, int j)
{
    const int16_t *a = bars->feature[i], *b = bars->feature[j];
    int sum = 0;
    for (int k = 0; k < FEATURES; k++)
        sum += a[k] > b[k] ? a[k] - b[k] : b[k] - a[k];
    return sum;
}

/* How much more the bars on both sides differ from each other than among themselves. */
static int64_t novelty_at(const Bars *bars, int at)
{
    int reach = at < bars->count - at ? at : bars->count - at;
    reach = reach < KERNEL ? reach : KERNEL;
    int64_t sum = 0, weights = 0;
    for (int i = 0; i < reach; i++) {
        for (int j = 0; j < reach; j++) {
            int64_t weight = (KERNEL - i) * (KERNEL - j); /* far bars count less */
            int before = at - 1 - i, after = at + j;
            sum += weight * (2 * distance(bars, before, after) -
                             distance(bars, before, at - 1 - j) - distance(bars, at + i, after));
            weights += weight;
        }
    }
    return reach >= 2 ? sum / weights : 0;
}

static bool is_peak(const Bars *bars, int at)
{
    for (int i = at - 2; i <= at + 2; i++)
        if (i >= 0 && i < bars->count &&
            (bars->novelty[i] > bars->novelty[at] ||
             (bars->novelty[i] == bars->novelty[at] && i < at)))
            return false;
    return true;
}

static int gap_of(const Bars *bars)
{
    double bar_s = (bar_start_s(bars, bars->count) - bar_start_s(bars, 0)) / bars->count;
    int gap = GAP_BARS;
    while (gap > 1 && (gap - 1) * bar_s >= GAP_S)
        gap--;
    return gap;
}

/* Marks where parts begin, the strongest change first; what lies too near to one that is marked is
 * passed over. */
static void choose(Bars *bars, bool *starts)
{
    int gap = gap_of(bars), changes = 0;
    int64_t sum = 0;
    for (int i = 1; i < bars->count; i++) {
        bars->novelty[i] = novelty_at(bars, i);
        if (bars->novelty[i] > 0) {
            sum += bars->novelty[i];
            changes++;
        }
    }
    int64_t least = changes ? sum * over_mean_num / (changes * over_mean_den) : 0;
    least = least > LEAST_STEP ? least : LEAST_STEP;
    starts[0] = true;
    for (;;) {
        int best = 0;
        for (int i = gap; i <= bars->count - gap / 2; i++) {
            bool free = i < bars->count && bars->novelty[i] >= least && is_peak(bars, i);
            for (int k = i - gap + 1; free && k < i + gap && k < bars->count; k++)
                free = k < 0 || !starts[k];
            if (free && (!best || bars->novelty[i] > bars->novelty[best]))
                best = i;
        }
        if (!best)
            return;
        starts[best] = true;
    }
}

static int keep(const Bars *bars, const bool *starts, GrSection **sections, int *count,
                GrError *error)
{
    int parts = 0;
    for (int i = 0; i < bars->count; i++)
        parts += starts[i];
    parts = parts ? parts : 1;
    *sections = calloc((size_t)parts, sizeof **sections);
    if (!*sections)
        return gr_error_memory(error, "sections", (size_t)parts * sizeof **sections);
    (*sections)[0] = (GrSection){.label = ""};
    *count = 1;
    for (int i = 1; i < bars->count; i++)
        if (starts[i])
            (*sections)[(*count)++] = (GrSection){.start_s = bar_start_s(bars, i), .label = ""};
    return GR_OK;
}

int gr_sections_find(const GrRaster *raster, const GrMusic *music, GrSection **sections, int *count,
                     GrError *error)
{
    double heard_s = gr_raster_duration_s(raster);
    double first = gr_music_bar_at(music, 0), last = gr_music_bar_at(music, heard_s);
    Bars bars = {.music = music, .first = first < 0 ? (int)first - 1 : (int)first};
    bars.count = last - bars.first < BARS_MAX ? (int)(last - bars.first) : BARS_MAX;
    bars.count = bars.count > 1 ? bars.count : 1;
    size_t room = (size_t)bars.count;
    int code = GR_OK;
    bool *starts = calloc(room, sizeof *starts);
    bars.feature = calloc(room, sizeof *bars.feature);
    bars.energy = calloc(room, sizeof *bars.energy);
    bars.novelty = calloc(room, sizeof *bars.novelty);
    if (!starts || !bars.feature || !bars.energy || !bars.novelty) {
        code = gr_error_memory(error, "sections", room * sizeof *bars.feature);
        goto done;
    }
    for (int i = 0; i < bars.count; i++) {
        int64_t from = (int64_t)(bar_start_s(&bars, i) * RASTER_HZ);
        int64_t to = (int64_t)(bar_start_s(&bars, i + 1) * RASTER_HZ);
        measure_energy(raster, &bars, i, from, to);
        measure_chroma(raster, &bars, i, from, to);
    }
    scale_energy(&bars);
    choose(&bars, starts);
    code = keep(&bars, starts, sections, count, error);
done:
    free(starts);
    free(bars.feature);
    free(bars.energy);
    free(bars.novelty);
    return code;
}
