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

/* The signals that come from beats, of a frame that reaches from `start_s` to `end_s`; `v` is
 * zeroed and has room for all signals. */
void gr_beat_signals(const GrBeats *beats, double start_s, double end_s, float *v);

/* sum[i]: the integral of the curve, in rows, from row 0 to row i, by trapezoids; the curve falls
 * to 0 one row after its last. count + 1 values. */
void gr_curve_integrate(const float *curve, int64_t count, double *sum);
double gr_curve_integral(const float *curve, int64_t count, const double *sum, double row);

#endif
