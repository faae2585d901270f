/* SPDX-License-Identifier: MIT
 *
 * Signals: one number per frame that parameters and effects follow. Made once, before the freeze,
 * from the sound (or from a tempo alone), at the output's frame rate and at the show's tick rate.
 */
#ifndef GR_MODEL_SIGNAL_H
#define GR_MODEL_SIGNAL_H

#include "base/error.h"
#include "base/rational.h"
#include "model/music.h"
#include "model/sonogram.h"

#include <stdbool.h>

typedef enum GrSignal {
    GR_SIGNAL_RMS,
    GR_SIGNAL_PEAK,
    GR_SIGNAL_SUB,       /* 20-60 Hz */
    GR_SIGNAL_BASS,      /* 60-250 */
    GR_SIGNAL_LOMID,     /* 250-500 */
    GR_SIGNAL_MID,       /* 500-2000 */
    GR_SIGNAL_HIMID,     /* 2000-4000 */
    GR_SIGNAL_HI,        /* 4000-16000 */
    GR_SIGNAL_SUB_RATIO, /* shares of the frame's own amplitude */
    GR_SIGNAL_BASS_RATIO,
    GR_SIGNAL_LOMID_RATIO,
    GR_SIGNAL_MID_RATIO,
    GR_SIGNAL_HIMID_RATIO,
    GR_SIGNAL_HI_RATIO,
    GR_SIGNAL_CENTROID, /* 0 dark .. 1 bright */
    GR_SIGNAL_FLATNESS, /* 0 tone .. 1 noise */
    GR_SIGNAL_FLUX,
    GR_SIGNAL_ONSET,
    GR_SIGNAL_KICK, /* 1 where one is hit, falling */
    GR_SIGNAL_SNARE,
    GR_SIGNAL_HAT,
    GR_SIGNAL_HARMONIC, /* shares of what lasts and of what is struck */
    GR_SIGNAL_PERCUSSIVE,
    GR_SIGNAL_ZCR,
    GR_SIGNAL_CONTRAST,
    GR_SIGNAL_WIDTH,
    GR_SIGNAL_LOUDNESS, /* momentary, of EBU R128, and over three seconds */
    GR_SIGNAL_LOUDNESS_SHORT,
    GR_SIGNAL_BEAT,       /* 1 on the frame that contains a beat, else 0 */
    GR_SIGNAL_BEAT_DECAY, /* 1 at a beat, falling to 0 towards the next */
    GR_SIGNAL_BEAT_PHASE, /* 0..1 from one beat to the next */
    GR_SIGNAL_BAR_PHASE,  /* 0..1 over four beats */
    GR_SIGNAL_COUNT
} GrSignal;

enum {
    GR_OWN_SIGNALS_MAX = 32, /* that a show may define */
    GR_BANDS_MAX = 32,       /* that they may measure */
};

typedef struct GrSignalInfo {
    const char *name, *help;
    bool yields; /* a show may call a signal or a variable of its own the same, which hides it */
} GrSignalInfo;
extern const GrSignalInfo gr_signal_infos[GR_SIGNAL_COUNT + 1]; /* ends with a NULL name */

/* All normalised to 0..1 over the track. */
typedef struct GrSignals {
    float v[GR_SIGNAL_COUNT];
} GrSignals;

typedef struct GrSignalTrack {
    GrRational rate; /* frames a second */
    int64_t count;
    GrSignals *frames; /* frame n covers [n/rate, (n+1)/rate) */
    /* Integral of loudness since 0, in seconds of a track of mean loudness: motion multiplied by it
     * surges with the music and never jumps. count + 1 values. */
    double *flow_s;
    /* The show's own signals: own_count values a frame, in their order. NULL: none. */
    float *own;
    int own_count;
    uint32_t own_struck; /* a bit for each that holds for its frame where it rises, as beats do */
} GrSignalTrack;

int gr_signal_track_create(GrSignalTrack *track, GrRational rate, int64_t count, GrError *error);
/* Gives a track room for own signals. */
int gr_signal_track_add_own(GrSignalTrack *track, int own_count, GrError *error);
void gr_signal_track_finish(GrSignalTrack *track);

/* Everything that was heard: what the rest of the program knows of the sound. */
typedef struct GrHearing {
    double duration_s; /* of the sound; 0 without any */
    GrBeats beats;
    const GrSection *sections;
    int section_count;
    GrSignalTrack at_frames;   /* the output's rate */
    GrSignalTrack at_ticks;    /* the show's tick rate */
    GrSonogram sonogram;       /* at the same; empty when nothing asks for it */
    double *beat_memory;       /* owns beats.time_s */
    int *downbeat_memory;      /* owns beats.downbeats */
    GrSection *section_memory; /* owns the sections and their labels */
} GrHearing;

/* The same without the signals; valid as long as the hearing. */
GrMusic gr_hearing_music(const GrHearing *hearing);
void gr_hearing_finish(GrHearing *hearing);

#endif
