/* SPDX-License-Identifier: MIT */
#include "audio/song_bars.h"

#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum {
    BAND_STEPS = 240,  /* of a band's range, which is OCTAVES doublings of energy */
    MOTION_STEPS = 80, /* of the liveliest bar's */
    FLATNESS_STEPS = 120,
    CHROMA_STEPS = 240, /* all pitch classes together */
    LEVELS = RASTER_BANDS + 1,
    BARS_MAX = 100000,
};

static const float OCTAVES = 10.0f;
static const float MOTION_GAIN = 1e6f; /* below -60 dB nothing hits */

/* Sums over one bar, then over its rows. */
typedef struct Measured {
    float energy[LEVELS]; /* mean squares: bands, then the level */
    float motion[RASTER_BANDS];
} Measured;

double gr_song_bars_start_s(const GrSongBars *bars, int bar)
{
    return gr_music_time_of_bar(bars->music, (double)(bars->first + bar));
}

static void measure_rows(const GrRaster *raster, int64_t from, int64_t to, Measured *out,
                         int16_t *flatness)
{
    double energy[LEVELS] = {0}, motion[RASTER_BANDS] = {0}, flat = 0;
    float before[RASTER_BANDS] = {0};
    from = from < 0 ? 0 : from;
    to = to < raster->count ? to : raster->count;
    for (int64_t i = from; i < to; i++) {
        const GrRasterRow *row = &raster->rows[i];
        for (int b = 0; b < RASTER_BANDS; b++) {
            float now = gr_log2f(1.0f + MOTION_GAIN * row->band[b]);
            motion[b] += i > from && now > before[b] ? (double)(now - before[b]) : 0.0;
            before[b] = now;
            energy[b] += (double)row->band[b];
        }
        energy[RASTER_BANDS] += (double)row->level;
        flat += (double)gr_unitf((row->flatness_db + 30.0f) * (1.0f / 27.0f));
    }
    double share = to > from ? 1.0 / (double)(to - from) : 0.0;
    for (int b = 0; b < LEVELS; b++)
        out->energy[b] = (float)(energy[b] * share);
    for (int b = 0; b < RASTER_BANDS; b++)
        out->motion[b] = (float)(motion[b] * share);
    *flatness = (int16_t)(flat * share * FLATNESS_STEPS + 0.5);
}

/* Shares of the pitch classes, by amplitude: one loud note would drown the chord. */
static void measure_chroma(const GrRaster *raster, int64_t from, int64_t to, int16_t *feature)
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
        feature[c] = (int16_t)(share[c] / whole * CHROMA_STEPS + 0.5f);
}

/* Each band on its own scale, as far below its loudest bar; what is 50 dB below the loudest band is
 * leakage. */
static void scale_energy(GrSongBars *bars, const Measured *measured)
{
    float most[LEVELS] = {0}, loudest = 0;
    for (int i = 0; i < bars->count; i++)
        for (int b = 0; b < LEVELS; b++)
            most[b] = gr_maxf(most[b], measured[i].energy[b]);
    for (int b = 0; b < LEVELS; b++)
        loudest = gr_maxf(loudest, most[b]);
    for (int b = 0; b < LEVELS; b++) {
        if (!(most[b] > 1e-5f * loudest))
            continue;
        for (int i = 0; i < bars->count; i++) {
            float down = gr_log2f(measured[i].energy[b] / most[b] + 1e-6f);
            float part = gr_unitf(1.0f + down * (1.0f / OCTAVES));
            bars->feature[i][BAR_BANDS + b] = (int16_t)(part * BAND_STEPS + 0.5f);
        }
    }
}

static void scale_motion(GrSongBars *bars, const Measured *measured)
{
    float most = 0;
    for (int i = 0; i < bars->count; i++)
        for (int b = 0; b < RASTER_BANDS; b++)
            most = gr_maxf(most, measured[i].motion[b]);
    for (int i = 0; i < bars->count && most > 0; i++)
        for (int b = 0; b < RASTER_BANDS; b++)
            bars->feature[i][BAR_MOTION + b] =
                (int16_t)(measured[i].motion[b] / most * MOTION_STEPS + 0.5f);
}

int gr_song_bars_measure(const GrRaster *raster, const GrMusic *music, GrSongBars *bars,
                         GrError *error)
{
    double heard_s = gr_raster_duration_s(raster);
    double first = gr_music_bar_at(music, 0), last = gr_music_bar_at(music, heard_s);
    *bars = (GrSongBars){.music = music, .first = first < 0 ? (int)first - 1 : (int)first};
    bars->count = last - bars->first < BARS_MAX ? (int)(last - bars->first) : BARS_MAX;
    bars->count = bars->count > 1 ? bars->count : 1;
    size_t room = (size_t)bars->count;
    Measured *measured = calloc(room, sizeof *measured);
    bars->feature = calloc(room, sizeof *bars->feature);
    bars->level = calloc(room, sizeof *bars->level);
    int code = measured && bars->feature && bars->level
                   ? GR_OK
                   : gr_error_memory(error, "sections", room * sizeof *bars->feature);
    for (int i = 0; i < bars->count && !code; i++) {
        int64_t from = (int64_t)(gr_song_bars_start_s(bars, i) * RASTER_HZ);
        int64_t to = (int64_t)(gr_song_bars_start_s(bars, i + 1) * RASTER_HZ);
        measure_rows(raster, from, to, &measured[i], &bars->feature[i][BAR_FLATNESS]);
        measure_chroma(raster, from, to, &bars->feature[i][BAR_CHROMA]);
        bars->level[i] = measured[i].energy[RASTER_BANDS];
    }
    if (!code) {
        scale_energy(bars, measured);
        scale_motion(bars, measured);
    } else {
        gr_song_bars_finish(bars);
    }
    free(measured);
    return code;
}

void gr_song_bars_finish(GrSongBars *bars)
{
    free(bars->feature);
    free(bars->level);
    memset(bars, 0, sizeof *bars);
}
