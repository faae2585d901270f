/* SPDX-License-Identifier: MIT
 *
 * Tempo and the path of beats through the onsets, on the raster's grid of hundredths of a second.
 * Only beats.c uses it.
 */
#ifndef GR_AUDIO_BEAT_PATH_H
#define GR_AUDIO_BEAT_PATH_H

#include "audio/raster.h"
#include "model/music.h"

typedef struct GrBeatPath {
    double *time_s; /* malloc; ascending */
    int count;      /* 0 when nothing was heard that could be a beat */
    double period_s;
    float confidence; /* as in GrBeats */
    double other_bpm[GR_OTHER_TEMPI];
} GrBeatPath;

int gr_beat_path(const GrRaster *raster, double tempo_bpm, GrBeatPath *path, GrError *error);

#endif
