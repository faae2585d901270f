/* SPDX-License-Identifier: MIT
 *
 * The raster's onsets made ready for rhythm: what stands out of its neighbourhood, quiet passages
 * brought up to loud ones half-way, in three ranges (where kicks, snares and cymbals are) and as
 * one curve. Only the files that look for beats use it.
 */
#ifndef GR_AUDIO_ONSETS_H
#define GR_AUDIO_ONSETS_H

#include "audio/raster.h"

/* Each curve has a mean square of about 1, is softened by two rows, and is silent where nothing is
 * heard. */
typedef struct GrOnsets {
    int64_t count;
    float *range[RASTER_RANGES]; /* low, middle, high */
    float *all;                  /* the three together, as much as each says of the beat */
    float *memory;
} GrOnsets;

/* *found: false when there is nothing to be heard. */
int gr_onsets_create(const GrRaster *raster, GrOnsets *onsets, bool *found, GrError *error);
void gr_onsets_finish(GrOnsets *onsets);

#endif
