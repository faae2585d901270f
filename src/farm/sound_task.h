/* SPDX-License-Identifier: MIT
 *
 * The sound of a render as one task of the pool: encoded once over the whole length, into a file of
 * the work folder from which the join takes it.
 */
#ifndef GR_FARM_SOUND_TASK_H
#define GR_FARM_SOUND_TASK_H

#include "farm/plan.h"
#include "farm/pool.h"

typedef struct GrSoundTask {
    const GrPlan *plan;
    const GrSoundSpec *sound;
    const char *folder, *container;
    int64_t show_ns; /* how long the whole show is */
} GrSoundTask;

/* What the file will contain: the plan, which knows every byte of the sound, and who encodes. */
uint64_t gr_sound_task_key(const GrSoundTask *task);
/* True when a finished file with this key is there; one with another is removed. */
bool gr_sound_task_reuse(const GrSoundTask *task, uint64_t key);
/* Runs in the worker. Its steps are frames of the video whose sound is encoded. */
int gr_sound_task_run(const GrSoundTask *task, uint64_t key, GrPulse *pulse, GrError *error);
/* What it will take, in nanoseconds of a core. */
int64_t gr_sound_task_cost(const GrSoundTask *task);

#endif
