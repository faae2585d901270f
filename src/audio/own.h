/* SPDX-License-Identifier: MIT
 *
 * The show's own signals: worked out on the fine raster once everything else is heard, so that
 * they may look ahead, then gathered into frames. One that is nothing but an expression is
 * evaluated anew for each frame, so that it is what the same expression would be in a parameter.
 */
#ifndef GR_AUDIO_OWN_H
#define GR_AUDIO_OWN_H

#include "audio/curves.h"
#include "model/own_signal.h"
#include "model/sonogram.h"

/* What the signals are made of besides curves. */
typedef struct GrOwnSetting {
    const GrOwnSignals *own;
    const GrCurves *curves;
    const GrMusic *music;       /* its beats reach to the end of the show */
    const GrSonogram *sonogram; /* for pitch classes; NULL: none is asked for */
    double show_s;
} GrOwnSetting;

/* Fills the curves of pitch classes from the sonogram; the others are measured with the raster. */
void gr_own_pitches(const GrOwnSetting *setting);

typedef struct GrOwnCurves {
    int64_t count; /* rows: the show, and as far beyond it as a signal may look */
    float *v[GR_OWN_SIGNALS_MAX];
    float
        rest[GR_OWN_SIGNALS_MAX]; /* where there is nothing: before the start, after the last row */
    float *beats[GR_SIGNAL_COUNT - GR_SIGNAL_BEAT];
} GrOwnCurves;

int gr_own_curves_make(const GrOwnSetting *setting, GrOwnCurves *curves, GrError *error);
/* Gives a track its own signals; its others are complete. */
int gr_own_gather(const GrOwnSetting *setting, const GrOwnCurves *curves, GrSignalTrack *track,
                  GrError *error);
void gr_own_curves_finish(GrOwnCurves *curves);

#endif
