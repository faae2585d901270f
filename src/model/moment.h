/* SPDX-License-Identifier: MIT
 *
 * What a frame (or a tick of a simulation) knows about its time. Effects and shaders see time only
 * through this, so that a frame is a pure function of (show, settings, frame number).
 */
#ifndef GR_MODEL_MOMENT_H
#define GR_MODEL_MOMENT_H

#include "model/signal.h"

typedef struct GrMoment {
    double show_s;     /* on the show's clock */
    double scene_s;    /* since the scene began */
    double duration_s; /* of the scene */
    double flow_s;     /* since the scene began, running fast where the music is loud */
    float t;           /* scene_s */
    float p;           /* scene progress 0..1 */
    int64_t tick;      /* whole ticks since the scene began: what randomness may be keyed on */
    float tick_s;      /* length of a tick, 1/24 s unless the show says otherwise */
    float tick_part;   /* 0 <= part < 1: how far into that tick */
    GrSignals signals;
    float own[GR_OWN_SIGNALS_MAX]; /* the show's own signals, in their order */
    const GrBeats *beats;          /* whole show, show_s */
    const GrSonogram *sonogram;    /* whole show; NULL: nothing to be heard */
    int64_t sonogram_row;          /* the one of this tick; `tick_part` leads to the next */
    float aspect;                  /* of the frame; 0: none is drawn */
    float lots;                    /* the show's seed, as expressions take it */
    double scene_start_s;
    double show_duration_s;
    double show_frame;  /* whole frames of the show file's own rate since the show began */
    float show_fps;     /* that rate, whatever the output's */
    float tempo;        /* beats a minute */
    float section;      /* of the song, from 1; 0 before the first */
    int32_t beat_count; /* beats since the first bar began; negative in an upbeat */
    int32_t bar_count;  /* bars of four beats since then */
} GrMoment;

/* The row of the sonogram so many ticks ago. */
static inline double gr_heard_row(const GrMoment *moment, double ticks_ago)
{
    return (double)moment->sonogram_row + (double)moment->tick_part - ticks_ago;
}

static inline float gr_signal(const GrMoment *moment, GrSignal signal)
{
    return moment->signals.v[signal];
}

#endif
