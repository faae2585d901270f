/* SPDX-License-Identifier: MIT
 *
 * The parts of a song, by where it changes as a whole: each bar becomes a vector of its harmony,
 * its bands, its hits and its loudness (song_bars.h), bars are compared with each other, and
 * checkerboards of 2 to 16 bars that slide along the diagonal answer where two stretches that are
 * alike within themselves meet (J. Foote, "Automatic Audio Segmentation Using a Measure of Audio
 * Novelty", 2000). Of all ways to part the song the one is taken whose changes are worth most and
 * whose parts are whole phrases. Whole numbers from the vectors on, so that every machine finds
 * the same.
 */
#ifndef GR_AUDIO_SECTIONS_H
#define GR_AUDIO_SECTIONS_H

#include "audio/raster.h"
#include "model/music.h"

/* Parts start at downbeats, the first at 0; one alone where nothing changes. `music` has its beats
 * and duration. *sections: free. */
int gr_sections_find(const GrRaster *raster, const GrMusic *music, GrSection **sections, int *count,
                     GrError *error);

#endif
