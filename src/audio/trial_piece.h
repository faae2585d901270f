/* SPDX-License-Identifier: MIT
 *
 * Pieces of the built-in synth whose beats are known, as they come from other hands: distorted,
 * compressed, under noise, through a lossy format, slowing down, changing tempo, with a rest.
 * For trials of what hears them (trial.h).
 */
#ifndef GR_AUDIO_TRIAL_PIECE_H
#define GR_AUDIO_TRIAL_PIECE_H

#include "base/error.h"
#include "model/sound.h"

#include <stdint.h>

typedef enum GrTrialDamage {
    GR_TRIAL_CLEAN,
    GR_TRIAL_DISTORTED,
    GR_TRIAL_COMPRESSED,
    GR_TRIAL_NOISY,
    GR_TRIAL_VORBIS, /* 96 kbit/s */
    GR_TRIAL_DAMAGES
} GrTrialDamage;

typedef enum GrTrialShape {
    GR_TRIAL_STEADY,
    GR_TRIAL_CHANGES, /* its second half is faster by 12 % */
    GR_TRIAL_SLOWS,   /* from its middle on, to three quarters of its tempo */
    GR_TRIAL_RESTS,   /* four seconds of silence in its middle */
    GR_TRIAL_SHAPES
} GrTrialShape;

extern const char *const gr_trial_damage_names[];
extern const char *const gr_trial_shape_names[];

typedef struct GrTrialPiece {
    float *samples; /* stereo, GR_SYNTH_RATE */
    int64_t frames;
    double *beat_s;
    int beat_count;
} GrTrialPiece;

/* Finish it after errors, too. */
int gr_trial_piece_create(const GrSynthSpec *spec, GrTrialShape shape, GrTrialDamage damage,
                          GrTrialPiece *piece, GrError *error);
void gr_trial_piece_finish(GrTrialPiece *piece);
double gr_trial_piece_length_s(const GrTrialPiece *piece);
/* As a Vorbis file. */
int gr_trial_piece_write(const GrTrialPiece *piece, const char *path, GrError *error);

#endif
