/* SPDX-License-Identifier: MIT
 *
 * A song bar by bar: what its parts are told apart by. A vector of whole numbers a bar, so that
 * memory grows with the bars and every machine compares the same.
 */
#ifndef GR_AUDIO_SONG_BARS_H
#define GR_AUDIO_SONG_BARS_H

#include "audio/raster.h"
#include "model/music.h"

enum {
    BAR_CHROMA = 0,                         /* shares of the pitch classes */
    BAR_BANDS = BAR_CHROMA + RASTER_CHROMA, /* how loud each is, */
    BAR_LEVEL = BAR_BANDS + RASTER_BANDS,   /* and all of it */
    BAR_MOTION = BAR_LEVEL + 1,             /* how much each band rises: what hits there */
    BAR_FLATNESS = BAR_MOTION + RASTER_BANDS,
    BAR_FEATURES = BAR_FLATNESS + 1,
};

typedef struct GrSongBars {
    const GrMusic *music;
    int first, count; /* the first bar, counted from bar 1; at least one */
    int16_t (*feature)[BAR_FEATURES];
    float *level; /* mean squares */
} GrSongBars;

int gr_song_bars_measure(const GrRaster *raster, const GrMusic *music, GrSongBars *bars,
                         GrError *error);
double gr_song_bars_start_s(const GrSongBars *bars, int bar);
void gr_song_bars_finish(GrSongBars *bars);

#endif
