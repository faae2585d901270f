/* SPDX-License-Identifier: MIT
 *
 * What the parts of a song are: which of them sound alike (A B A C), how loud each is beside the
 * others, and a guess at what it is for.
 */
#ifndef GR_AUDIO_SECTION_NAMES_H
#define GR_AUDIO_SECTION_NAMES_H

#include "audio/song_bars.h"

/* `starts` are the bars at which the sections begin. Fills all but the times. */
void gr_sections_name(const GrSongBars *bars, const int *starts, GrSection *sections, int count);
/* Guesses from energies and labels alone. */
void gr_sections_guess(GrSection *sections, int count);

#endif
