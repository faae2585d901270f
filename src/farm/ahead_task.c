/* SPDX-License-Identifier: MIT */
#include "farm/ahead_task.h"

#include "render/milestones.h"

#include <string.h>

/* Measured: one simulation on the usual grid. */
enum { NS_PER_FRAME = 300000 };

/* Calls for every place where a painter will start, ascending, until one says no. */
typedef bool Visit(void *user, int64_t run_start);

static void each_start(const GrAheadTask *task, Visit *visit, void *user)
{
    for (int i = 0; i < task->plan->segment_count; i++) {
        const GrSegment *segment = &task->plan->segments[i];
        int64_t end = segment->first + segment->count, start = segment->run_start;
        while (!task->done[i] && start < end) {
            if (!visit(user, start)) {
                return;
            }
            start = gr_plan_next_run(task->plan, start);
        }
    }
}

static bool is_kept(void *user, int64_t run_start)
{
    const GrFrozen **frozen = user;
    if (!gr_milestones_missing(*frozen, run_start)) {
        return true;
    }
    *frozen = NULL;
    return false;
}

bool gr_ahead_task_needed(const GrAheadTask *task)
{
    const GrFrozen *frozen = task->frozen;
    each_start(task, is_kept, &frozen);
    return !frozen;
}

typedef struct Walk {
    const GrAheadTask *task;
    GrPainter *painter;
    GrPulse *pulse;
    GrError *error;
    int code;
} Walk;

static bool walk_on(void *user, int64_t run_start)
{
    Walk *walk = user;
    walk->code = gr_painter_run_ahead(walk->painter, run_start, walk->error);
    int64_t passed = run_start - walk->task->plan->first;
    atomic_store_explicit(&walk->pulse->steps, (uint64_t)(passed > 0 ? passed : 0),
                          memory_order_relaxed);
    return !walk->code;
}

int gr_ahead_task_run(const GrAheadTask *task, GrPulse *pulse, GrError *error)
{
    Walk walk = {.task = task, .pulse = pulse, .error = error};
    atomic_store_explicit(&pulse->state, GR_PULSE_WORK, memory_order_relaxed);
    walk.code = gr_painter_create(task->frozen, &walk.painter, error);
    if (!walk.code) {
        each_start(task, walk_on, &walk);
        memcpy(pulse->totals.stage_ns, gr_painter_stage_ns(walk.painter),
               sizeof pulse->totals.stage_ns);
    }
    gr_painter_destroy(walk.painter);
    return walk.code;
}

int64_t gr_ahead_task_cost(const GrAheadTask *task)
{
    return task->plan->count * NS_PER_FRAME;
}
