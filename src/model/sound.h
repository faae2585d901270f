/* SPDX-License-Identifier: MIT
 *
 * Where a show's sound comes from.
 */
#ifndef GR_MODEL_SOUND_H
#define GR_MODEL_SOUND_H

#include "model/param.h"

typedef enum GrSoundKind { GR_SOUND_NONE, GR_SOUND_FILE, GR_SOUND_SYNTH } GrSoundKind;

/* The built-in synth: `audio: {synth: {...}}`. */
typedef struct GrSynthSpec {
    float bpm;
    int32_t bars; /* of four beats */
    int32_t style;
    int32_t seed;
} GrSynthSpec;
extern const GrParamTable gr_synth_params;       /* model/sound.c */
extern const char *const gr_synth_style_names[]; /* NULL-terminated; choices of `style` */

typedef struct GrSoundSpec {
    GrSoundKind kind;
    const char *path; /* GR_SOUND_FILE: resolved */
    GrSynthSpec synth;
    float tempo_bpm; /* what the show says the tempo is; 0: listen. Alone, it makes the signals */
} GrSoundSpec;

#endif
