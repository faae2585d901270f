/* SPDX-License-Identifier: MIT
 *
 * Tempo and the path of beats through the onsets, on the raster's grid of hundredths of a second.
 * Only beats.c uses it.
 */
#ifndef GR_AUDIO_BEAT_PATH_H
#define GR_AUDIO_BEAT_PATH_H

#include "audio/raster.h"

/* *times (malloc) in ascending order; *count is 0 when nothing was heard that could be a beat. */
int gr_beat_path(const GrRaster *raster, double tempo_bpm, double **times, int *count,
                 double *period_s, GrError *error);

#endif
