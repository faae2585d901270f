/* SPDX-License-Identifier: MIT
 *
 * Gathers curves, exact levels and beats into the signals of each frame of a rate.
 */
#ifndef GR_AUDIO_TRACKS_H
#define GR_AUDIO_TRACKS_H

#include "audio/curves.h"
#include "audio/levels.h"

/* `levels` NULL: rms and peak come from the curves. `sound_s`: how much of the show has sound. */
int gr_track_gather(const GrCurves *curves, const GrLevels *levels, const GrBeats *beats,
                    double sound_s, GrSignalTrack *track, GrError *error);

#endif
