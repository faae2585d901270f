/* SPDX-License-Identifier: MIT
 *
 * How much the harmony changes at a moment, from the raster's chroma. Only the files that look for
 * beats use it.
 */
#ifndef GR_AUDIO_CHORDS_H
#define GR_AUDIO_CHORDS_H

#include "audio/raster.h"

/* 0 where the span before `middle_s` and the one after it sound alike, to 1. */
float gr_chord_change(const GrRaster *raster, double from_s, double middle_s, double to_s);

#endif
