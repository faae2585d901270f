/* SPDX-License-Identifier: MIT
 *
 * Time inside a scene. Every frame has an exact place on its scene's own clock of ticks, so that
 * frames of different rates at the same time are the same picture; a frame within a microsecond of
 * a tick is on it. Signals follow the ticks too, interpolated in between.
 */
#ifndef GR_RENDER_MOMENTS_H
#define GR_RENDER_MOMENTS_H

#include "model/moment.h"
#include "scene/show.h"

typedef struct GrSceneTime {
    int64_t tick; /* whole ticks since the scene began */
    double part;  /* 0 <= part < 1: how far into that tick; 0 exactly on it */
} GrSceneTime;

GrSceneTime gr_scene_time_of_frame(const GrScene *scene, GrRational tick_rate, int64_t frame,
                                   GrRational fps);
/* The ticks that begin within a scene: 0 .. count - 1. At least 1. */
int64_t gr_scene_tick_count(const GrScene *scene, GrRational tick_rate);
double gr_scene_time_s(GrSceneTime time, GrRational tick_rate);
/* Signals at a time of a scene. */
void gr_signals_at(const GrShow *show, const GrHearing *hearing, const GrScene *scene,
                   GrSceneTime time, GrSignals *signals);
void gr_moment_fill(GrMoment *moment, const GrShow *show, const GrHearing *hearing,
                    const GrScene *scene, GrSceneTime time);
/* The factor of a scene's fades at a time: 0 is black, 1 is untouched. */
double gr_fade_at(const GrScene *scene, double scene_s);

#endif
