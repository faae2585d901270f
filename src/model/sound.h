/* SPDX-License-Identifier: MIT
 *
 * Where a show's sound comes from.
 */
#ifndef GR_MODEL_SOUND_H
#define GR_MODEL_SOUND_H

#include "model/music.h"
#include "model/param.h"

#include <stdint.h>

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

/* Beats that somebody wrote down: what a beats file says (scene/beats_file.h). */
typedef struct GrBeatList {
    const double *time_s; /* ascending, at least two */
    int count;
    const int
        *downbeats; /* indices of the first beats of bars; NULL: every fourth, from the first */
    int downbeat_count;
    double tempo_bpm; /* 0: what the times say */
    const GrSection *sections;
    int section_count; /* 0: the file does not say */
    const char *path;  /* of the file */
} GrBeatList;

/* What is done to the sound of the finished video. What is heard of it stays what it is. */
typedef struct GrSoundtrack {
    bool copied;   /* the file's own packets, not encoded anew: nothing else can be done to them */
    bool levelled; /* to `loudness`, LUFS integrated over the show */
    float loudness;
    bool limited; /* its true peaks to `peak`, dBTP */
    float peak;
    int64_t fade_in_ns, fade_out_ns;
} GrSoundtrack;

enum { GR_LOUDNESS_LEAST = -40, GR_LOUDNESS_MOST = -5, GR_PEAK_LEAST = -20 };

/* What the command line says of it; it beats the show. Zeroed: nothing. */
typedef struct GrSoundWish {
    const char *start; /* a time, -5s for silence first; or NULL */
    const char *codec; /* one of gr_sound_codecs, or NULL */
    bool levelled, limited;
    float loudness, peak;
} GrSoundWish;
extern const char *const gr_sound_codecs[]; /* encode, copy; NULL-terminated */

typedef struct GrListening GrListening;   /* audio/hear.h */
typedef struct GrOwnSignals GrOwnSignals; /* model/own_signal.h */

typedef struct GrSoundSpec {
    GrSoundKind kind;
    const char *path; /* GR_SOUND_FILE: resolved */
    int64_t start_ns; /* where in the file the show begins; negative: silence comes first */
    GrSynthSpec synth;
    float tempo_bpm;  /* what the show says the tempo is; 0: listen. Alone, it makes the signals */
    int tempo_octave; /* 1: twice the tempo that is heard; -1: half of it */
    float beat_shift; /* beats that all beats are moved by, and bars with them */
    int64_t beat_offset_ns;
    const GrBeatList *beats;   /* NULL: find them */
    const GrSection *sections; /* as the show lists them; they beat all others */
    int section_count;         /* 0: find them */
    const GrOwnSignals *own; /* the show's own signals; NULL: none. Known before anybody listens */
    GrSoundtrack track;
    unsigned hears;         /* GR_HEARS_...: what the show's effects ask for (model/sonogram.h) */
    GrListening *listening; /* where what was heard is kept for the next who asks; or NULL */
} GrSoundSpec;

#endif
