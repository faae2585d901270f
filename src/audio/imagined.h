/* SPDX-License-Identifier: MIT
 *
 * The sonogram of a piece that is only imagined: what a show without sound gives its effects to
 * hear, as curves.h does for signals, with the same kick, snare and hats at the same tempo, and
 * four chords, a bass and an arpeggio besides. Made of formulas, so that it needs no library.
 */
#ifndef GR_AUDIO_IMAGINED_H
#define GR_AUDIO_IMAGINED_H

#include "model/sonogram.h"

/* Fills every row of a sonogram that is created. */
void gr_imagine_sonogram(double tempo_bpm, GrSonogram *sonogram);

#endif
