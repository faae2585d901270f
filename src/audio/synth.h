/* SPDX-License-Identifier: MIT
 *
 * The built-in synth: a small arranged piece of music from (bpm, bars, style, seed). Drums, bass,
 * pads, arpeggio and lead, 48 kHz stereo, the same bytes on every machine (base/vmath.h and
 * base/rng.h only). It streams; its length is exactly `bars` bars, its beats are known exactly.
 */
#ifndef GR_AUDIO_SYNTH_H
#define GR_AUDIO_SYNTH_H

#include "base/error.h"
#include "model/signal.h"
#include "model/sound.h"

enum { GR_SYNTH_RATE = 48000 };

typedef struct GrSynth GrSynth;

int gr_synth_create(const GrSynthSpec *spec, GrSynth **out, GrError *error);
int64_t gr_synth_length(const GrSynthSpec *spec); /* sample frames */
/* Interleaved stereo; returns how many frames were made, 0 at the end. */
int gr_synth_read(GrSynth *synth, float *interleaved, int frames);
void gr_synth_destroy(GrSynth *synth);

/* Its true beats, from one before 0 to one after both its own end and `until_s`. The caller frees
 * *memory with gr_aligned_free. */
int gr_synth_beats(const GrSynthSpec *spec, double until_s, GrBeats *beats, double **memory,
                   GrError *error);
/* Its parts: where its arrangement changes. *sections: free. */
int gr_synth_sections(const GrSynthSpec *spec, GrSection **sections, int *count, GrError *error);

#endif
