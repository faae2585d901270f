/* SPDX-License-Identifier: MIT
 *
 * The curves of timbre: drums, shares, width and loudness. Private to curves.c.
 */
#ifndef GR_AUDIO_CURVES_TIMBRE_H
#define GR_AUDIO_CURVES_TIMBRE_H

#include "audio/curves.h"

void gr_curves_timbre(const GrRaster *raster, GrCurves *curves, float *work);

#endif
