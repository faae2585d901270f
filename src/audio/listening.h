/* SPDX-License-Identifier: MIT
 *
 * What is known of a sound, and the beats that are known without hearing it. Private to hear.c.
 */
#ifndef GR_AUDIO_LISTENING_H
#define GR_AUDIO_LISTENING_H

#include "audio/curves.h"
#include "base/arena.h"
#include "base/hash.h"
#include "model/sound.h"

#include <sys/stat.h>

/* The file that was listened to, and when it was looked at. */
typedef struct GrContent {
    bool known;
    GrDigest digest;
    struct stat file;
    bool asked;    /* who decodes it */
    bool by_libav; /* libsndfile does not read it */
} GrContent;

/* Music with the memory that it lies in. */
typedef struct GrKeptMusic {
    GrMusic music;  /* its sections are those that were found, until gr_listening_music() */
    double until_s; /* how far its beats were asked for */
    double *beat_memory;
    GrSection *section_memory;
    int *downbeat_memory;
    int section_count; /* found */
    GrArena labels;    /* of those that came from the cache */
} GrKeptMusic;

struct GrListening {
    GrContent content;
    bool known;      /* `kept` is complete */
    bool analysed;   /* and so are these: */
    GrCurves curves; /* of what was heard */
    int rate;        /* of the sound */
    int64_t samples; /* that were listened to */
    bool stopped;    /* as many as were to be, before the sound ended */
    double sound_s;  /* the same in seconds */
    GrKeptMusic kept;
};

void gr_listening_finish(GrListening *listening);
/* Fills the music of a synth or of no sound at all. */
int gr_listening_know(GrListening *listening, const GrSoundSpec *sound, double show_s,
                      GrError *error);
/* Fills the music of what was heard. `duration_s` of the whole sound, `until_s` of the show. */
int gr_listening_judge(GrListening *listening, const GrRaster *raster, const GrSoundSpec *sound,
                       double duration_s, double until_s, GrError *error);
/* With the sections that count: the show's own, the beats file's, or those that were found. */
const GrMusic *gr_listening_music(GrListening *listening, const GrSoundSpec *sound);
/* Copies the music to a hearing, its beats carried on to `until_s` by their last interval. */
int gr_listening_copy(GrListening *listening, const GrSoundSpec *sound, double until_s,
                      GrHearing *out, GrError *error);

#endif
