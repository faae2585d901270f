/* SPDX-License-Identifier: MIT
 *
 * Normalised curves of a track on the fine raster: what signals are gathered from. Loudness is
 * Stevens' (energy to the power 0.3); percentiles over the track make 0..1 of it, so that one
 * click does not flatten the rest; what lies above the 98th is pressed together below 1, never
 * clipped. Since the raster and the percentiles know nothing of frame rates, signals at different
 * rates agree.
 */
#ifndef GR_AUDIO_CURVES_H
#define GR_AUDIO_CURVES_H

#include "audio/raster.h"
#include "model/signal.h"

/* From loudness to 0..1; made once for a track. */
typedef struct GrNorm {
    float low, high; /* high 0: nothing to be heard, everything is 0 */
} GrNorm;

/* Percentiles of the positive values of a curve, the lower at most `low_share` of the upper: what
 * never changes is high, not noise blown up. `work`: GR_NORM_WORK values. */
enum { GR_NORM_WORK = 20001 };
GrNorm gr_norm_of(const float *values, int64_t count, float low_share, float *work);
float gr_norm_apply(GrNorm norm, float value);
float gr_loudness(float energy); /* energy^0.3, 0 below the threshold of hearing */

/* Rises at once (most of the way in 10 ms), falls with a time constant. */
void gr_curve_release(float *curve, int64_t count, float fall_s);

typedef struct GrCurves {
    int64_t count;             /* rows; silence after them */
    float *v[GR_SIGNAL_COUNT]; /* NULL for what is made from beats */
    float *band[GR_BANDS_MAX]; /* that own signals asked for: as sub .. hi, but with no release */
    int band_count;
    float *loudness; /* 0..1, for the flow */
    GrNorm rms, peak;
} GrCurves;

/* Uses up the raster, whose rows would stand beside the curves of hours: nothing is left of it but
 * its length. */
int gr_curves_from_raster(GrRaster *raster, GrCurves *curves, GrError *error);
/* Without sound: what a simple piece at that tempo would give. `bands` (NULL: none) are mixed of
 * the usual ones. */
int gr_curves_from_tempo(double tempo_bpm, double duration_s, const GrBandList *bands,
                         GrCurves *curves, GrError *error);
void gr_curves_finish(GrCurves *curves);

#endif
