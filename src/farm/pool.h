/* SPDX-License-Identifier: MIT
 *
 * A pool of forked workers: one fresh fork per task, at most so many at once, the dearest task
 * first. A worker runs in its own process group (Ctrl-C reaches only the master), dies with its
 * master, and shares nothing with it but a pulse in shared memory. One that is killed or stuck is
 * tried again with a fresh fork; one that reports an error ends the run with that error.
 *
 * The caller must not have entered an OpenMP region nor opened a threaded codec in this process.
 */
#ifndef GR_FARM_POOL_H
#define GR_FARM_POOL_H

#include "base/error.h"
#include "base/files.h"
#include "base/interrupt.h"
#include "render/painter.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

typedef enum GrPulseState {
    GR_PULSE_START,
    GR_PULSE_WORK,
    GR_PULSE_COMMIT, /* waiting for the disk: silence is forgiven for longer */
    GR_PULSE_DONE,
    GR_PULSE_FAILED,
} GrPulseState;

/* What a worker measured; valid when it is done. */
typedef struct GrTaskTotals {
    uint64_t stage_ns[GR_STAGE_COUNT];
    uint64_t encode_ns, private_bytes;
    uint64_t allocations, allocation_frames; /* ours, in the settled part of the frame loop */
} GrTaskTotals;

/* A worker's word to its master, in shared memory. `steps` and `state` are read at any time, the
 * rest once the worker has ended. */
typedef struct GrPulse {
    _Atomic uint32_t state; /* GrPulseState */
    _Atomic uint64_t steps; /* frames done */
    GrTaskTotals totals;
    GrError error;
} GrPulse;

typedef struct GrPoolTuning {
    int tries;             /* of one task, the first one included */
    double idle_limit_s;   /* no progress and no CPU time: stuck */
    double commit_limit_s; /* the same while flushing to disk */
    double busy_limit_s;   /* no progress in spite of CPU time: stuck */
    double grace_s;        /* between SIGTERM and SIGKILL */
    double tick_s;         /* between two calls of tick() */
} GrPoolTuning;

/* What a render uses. */
#define GR_POOL_TUNING                                                                             \
    {                                                                                              \
        .tries = 3, .idle_limit_s = 60, .commit_limit_s = 600, .busy_limit_s = 1800, .grace_s = 1, \
        .tick_s = 0.25                                                                             \
    }

typedef struct GrPoolView {
    int running, tasks_done;
} GrPoolView;

typedef struct GrPool {
    int task_count;
    const int64_t *costs; /* per task: what "dearest first" compares */
    int urgent;           /* how many tasks, the last ones, are started before all others */
    bool *done;           /* per task: true on entry leaves it out; set as tasks finish */
    uint64_t *steps; /* per task: of the worker that is at work on it, kept up to date; or NULL */
    int workers;     /* at most so many at once */
    GrPoolTuning tuning;
    /* In the worker. Anything it leaves behind in memory is gone with it. */
    int (*run)(void *user, int task, int attempt, GrPulse *pulse, GrError *error);
    /* In the master: the words for a task ("segment 3 (frames 96 to 191)") and its log file. */
    void (*describe)(void *user, int task, char *text, size_t capacity);
    void (*log_path)(void *user, int task, char path[GR_PATH_CAPACITY]);
    void (*finished)(void *user, int task, const GrPulse *pulse); /* may be NULL */
    void (*tick)(void *user, const GrPoolView *view);             /* every tick_s, or NULL */
    void *user;
    const char *folder; /* where the tasks write: tells a full disk from short memory */
    const GrInterrupt *interrupted;
} GrPool;

typedef struct GrPoolReport {
    int retries;
    int workers; /* the most that were at work at once */
} GrPoolReport;

/* GR_E_INTERRUPTED when asked to stop, GR_E_WORKER when a task's tries ran out, else a worker's
 * own error. All workers are gone when it returns. */
int gr_pool_run(GrPool *pool, GrPoolReport *report, GrError *error);

#endif
