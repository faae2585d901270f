/* SPDX-License-Identifier: MIT
 *
 * Where the beats are. Onsets in three ranges (onsets.h); a tempo by how they repeat and by what
 * lies between the beats (tempo.h, meter.h), followed along the track; a pulse by dynamic
 * programming (D. Ellis, "Beat Tracking by Dynamic Programming", 2007) with that changing period,
 * which leaves open which half of a beat is which; a straight grid where the music keeps one
 * (beat_grid.h); then what is on the beat and what is between (beat_phase.h); then moved to the
 * attacks; the bar by the kick and by where chords change.
 */
#ifndef GR_AUDIO_BEATS_H
#define GR_AUDIO_BEATS_H

#include "audio/raster.h"
#include "model/signal.h"

/* Beats from one before 0 to one after `until_s`, also where the sound has ended or has none.
 * `tempo_bpm` 0: listen for it; 120 when there is nothing to be heard. *memory owns the times;
 * gr_aligned_free. */
int gr_beats_find(const GrRaster *raster, double tempo_bpm, double until_s, GrBeats *beats,
                  double **memory, GrError *error);
/* A regular grid from 0. */
int gr_beats_regular(double tempo_bpm, double until_s, GrBeats *beats, double **memory,
                     GrError *error);

#endif
