/* SPDX-License-Identifier: MIT
 *
 * The synth's arrangement and clock: which section a bar belongs to, how loud each part is there,
 * and on which sample a sixteenth falls. Private to the synth.
 */
#ifndef GR_AUDIO_SYNTH_SCORE_H
#define GR_AUDIO_SYNTH_SCORE_H

#include "audio/synth_style.h"
#include "model/sound.h"

typedef struct Score {
    GrSynthSpec spec; /* within its limits */
    const SynthStyle *style;
    int starts[SECTION_COUNT + 1]; /* first bar of each section; the last entry is the end */
    double step_samples;
    int transpose;
    uint32_t seed;
} Score;

void score_init(Score *score, const GrSynthSpec *spec);
SynthSection score_section(const Score *score, int bar);
float score_level(const Score *score, SynthSection section, SynthPart part); /* 0..1 */
/* How open the filters are at a place in the piece, in bars. */
float score_bright(const Score *score, double bar);
const SynthChord *score_chord(const Score *score, int bar);
int64_t score_step_sample(const Score *score, int64_t step);
int64_t score_length(const Score *score);
/* The MIDI note of a chord's note, counted upwards through the octaves. */
int score_note(const Score *score, const SynthChord *chord, int index, int octave);
int score_bass_note(const Score *score, const SynthChord *chord, char degree);

#endif
