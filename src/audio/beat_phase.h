/* SPDX-License-Identifier: MIT
 *
 * On the beat or half-way between: which of the two a regular pulse is. Where eighths are played
 * throughout, loudness does not tell: in fast metal the snare, which is loudest, falls on every
 * off-beat, and both feet fill all the rest. What tells is the pattern of a bar: a snare on every
 * second beat, or kick and snare by turns twice as fast; kicks and cymbals; and that chords change
 * on beats. Only beat_path.c uses it.
 */
#ifndef GR_AUDIO_BEAT_PHASE_H
#define GR_AUDIO_BEAT_PHASE_H

#include "audio/onsets.h"

/* Moves beats by half an interval where that fits the music better: all of them if `steady`, else
 * also parts of a track, if these are long enough to be sure (a beat is left out where it turns).
 * *count does not grow. */
int gr_beat_phase_settle(const GrRaster *raster, const GrOnsets *onsets, bool steady, double *times,
                         int *count, GrError *error);

#endif
