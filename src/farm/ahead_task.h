/* SPDX-License-Identifier: MIT
 *
 * Running ahead, as one task of the pool, the first: simulations are stepped through the show, and
 * their states kept where the segments that are still missing start (render/milestones.h). Workers
 * do not wait for it; it is soon far ahead of them.
 */
#ifndef GR_FARM_AHEAD_TASK_H
#define GR_FARM_AHEAD_TASK_H

#include "farm/plan.h"
#include "farm/pool.h"

typedef struct GrAheadTask {
    const GrPlan *plan;
    const GrFrozen *frozen;
    const bool *done; /* by segment */
} GrAheadTask;

/* False when nothing of the show is simulated or everything was kept already. */
bool gr_ahead_task_needed(const GrAheadTask *task);
/* Runs in the worker. Its steps are frames of the video that were passed. */
int gr_ahead_task_run(const GrAheadTask *task, GrPulse *pulse, GrError *error);
/* What it will take, in nanoseconds of a core. */
int64_t gr_ahead_task_cost(const GrAheadTask *task);

#endif
