/* SPDX-License-Identifier: MIT */
#include "farm/pool.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "farm/child.h"
#include "farm/pool_words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define POLL_S 0.05
/* CPU time that a stopped or sleeping process may seem to use between two looks. */
#define CPU_NOISE_S 0.002
/* Of the time since the last look, at most this much counts: where the master had to wait for a CPU
 * itself, so had its workers. */
#define LOOK_COUNTS_S (4 * POLL_S)

typedef struct Slot {
    pid_t pid; /* 0: free */
    int task;
    uint64_t oom_kills; /* of the machine, at the start */
    uint64_t steps;
    double cpu_s;
    double idle_s, silent_s; /* since the last CPU time, since the last progress */
    const char *stuck;       /* why it was killed by us */
} Slot;

typedef struct Run {
    GrPool *pool;
    GrPoolReport *report;
    Slot *slots;
    GrPulse *pulses; /* shared, one per slot */
    int *order;      /* tasks, dearest first */
    int *attempts;
    int slot_count, allowed, running, tasks_done;
    double poll_s, looked_s, ticked_s;
} Run;

static int compare_tasks(const void *a, const void *b, void *user)
{
    const GrPool *pool = user;
    const int64_t *costs = pool->costs;
    int x = *(const int *)a, y = *(const int *)b, urgent = pool->task_count - pool->urgent;
    if ((x >= urgent) != (y >= urgent)) {
        return x >= urgent ? -1 : 1;
    }
    return costs[x] != costs[y] ? (costs[x] < costs[y] ? 1 : -1) : (x > y) - (x < y);
}

static int prepare(Run *run, GrError *error)
{
    GrPool *pool = run->pool;
    run->slot_count = pool->workers < pool->task_count ? pool->workers : pool->task_count;
    run->slot_count = run->slot_count < 1 ? 1 : run->slot_count;
    run->allowed = run->slot_count;
    size_t shared = (size_t)run->slot_count * sizeof *run->pulses;
    run->slots = calloc((size_t)run->slot_count, sizeof *run->slots);
    run->order = calloc((size_t)pool->task_count + 1, sizeof *run->order);
    run->attempts = calloc((size_t)pool->task_count + 1, sizeof *run->attempts);
    void *pulses = mmap(NULL, shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    run->pulses = pulses == MAP_FAILED ? NULL : pulses;
    if (!run->slots || !run->order || !run->attempts || !run->pulses) {
        return gr_error_memory(error, "workers", shared);
    }
    for (int i = 0; i < pool->task_count; i++) {
        run->order[i] = i;
        run->tasks_done += pool->done[i];
    }
    qsort_r(run->order, (size_t)pool->task_count, sizeof *run->order, compare_tasks, pool);
    run->poll_s = pool->tuning.tick_s < POLL_S ? pool->tuning.tick_s : POLL_S;
    run->looked_s = run->ticked_s = gr_clock_s();
    return 0;
}

static void release(Run *run)
{
    if (run->pulses) {
        munmap(run->pulses, (size_t)run->slot_count * sizeof *run->pulses);
    }
    free(run->slots);
    free(run->order);
    free(run->attempts);
}

static bool task_is_running(const Run *run, int task)
{
    for (int i = 0; i < run->slot_count; i++) {
        if (run->slots[i].pid && run->slots[i].task == task) {
            return true;
        }
    }
    return false;
}

static int next_task(const Run *run)
{
    for (int i = 0; i < run->pool->task_count; i++) {
        int task = run->order[i];
        if (!run->pool->done[task] && !task_is_running(run, task)) {
            return task;
        }
    }
    return -1;
}

static int start_task(Run *run, int task, GrError *error)
{
    char log_path[GR_PATH_CAPACITY];
    int index = 0;
    while (run->slots[index].pid) {
        index++;
    }
    Slot *slot = &run->slots[index];
    *slot = (Slot){.task = task, .oom_kills = gr_pool_oom_kills()};
    run->pool->log_path(run->pool->user, task, log_path);
    pid_t pid = gr_child_start(run->pool, task, run->attempts[task], log_path, &run->pulses[index]);
    if (pid < 0) {
        if (run->running > 0) {
            run->allowed = run->running; /* no room for one more: go on with those there are */
            gr_log(GR_LOG_WARNING, "no process for another worker (%s): going on with %d",
                   strerror(errno), run->allowed);
            return 0;
        }
        return gr_error_errno(error, GR_E_SPACE, "a worker could not be started");
    }
    slot->pid = pid;
    run->attempts[task]++;
    run->running++;
    run->report->workers =
        run->running > run->report->workers ? run->running : run->report->workers;
    return 0;
}

static int start_tasks(Run *run, GrError *error)
{
    int code = 0;
    while (!code && run->running < run->allowed) {
        int task = next_task(run);
        if (task < 0) {
            break;
        }
        code = start_task(run, task, error);
    }
    return code;
}

static void kill_worker(pid_t pid, int signal_number)
{
    if (kill(-pid, signal_number) < 0) {
        kill(pid, signal_number);
    }
}

/* A worker died: shall it be tried again? Fills the error when not. */
static int judge_death(Run *run, const Slot *slot, int status, GrError *error)
{
    GrPool *pool = run->pool;
    char what[256], why[256], log_path[GR_PATH_CAPACITY];
    bool oom = gr_pool_oom_kills() > slot->oom_kills;
    pool->describe(pool->user, slot->task, what, sizeof what);
    gr_pool_death_words(status, slot->stuck, oom, why, sizeof why);
    if (run->attempts[slot->task] < pool->tuning.tries) {
        run->report->retries++;
        if (oom && run->allowed > 1 && run->allowed >= run->running) {
            run->allowed = run->running > 1 ? run->running - 1 : 1;
        }
        gr_log(GR_LOG_WARNING, "%s: its worker %s; trying again with %d at once", what, why,
               run->allowed);
        return 0;
    }
    GrText tail = {0};
    pool->log_path(pool->user, slot->task, log_path);
    gr_pool_log_tail(log_path, &tail);
    int code =
        gr_error_set(error, GR_E_WORKER, "%s: its worker %s, %d times in all%s%s", what, why,
                     run->attempts[slot->task],
                     tail.length ? "; the last lines of its log are\n" : "; its log is empty",
                     gr_text_string(&tail));
    gr_text_finish(&tail);
    return code;
}

/* A worker reported an error. Only memory that ran out beside other workers is worth a retry. */
static int judge_error(Run *run, const Slot *slot, const GrPulse *pulse, GrError *error)
{
    char what[256];
    if (pulse->error.code == GR_E_SPACE && run->running > 1 &&
        !gr_pool_disk_is_full(run->pool->folder) &&
        run->attempts[slot->task] < run->pool->tuning.tries) {
        run->report->retries++;
        run->allowed = run->running - 1;
        gr_log(GR_LOG_WARNING, "%s; trying again with %d at once", pulse->error.message,
               run->allowed);
        return 0;
    }
    run->pool->describe(run->pool->user, slot->task, what, sizeof what);
    return gr_error_set(error, pulse->error.code, "%s: %s", what, pulse->error.message);
}

static int reap_slot(Run *run, int index, int status, GrError *error)
{
    Slot *slot = &run->slots[index];
    GrPulse *pulse = &run->pulses[index];
    GrPulseState state = atomic_load_explicit(&pulse->state, memory_order_acquire);
    int code = 0;
    if (state == GR_PULSE_DONE) {
        run->pool->done[slot->task] = true;
        run->tasks_done++;
        if (run->pool->finished) {
            run->pool->finished(run->pool->user, slot->task, pulse);
        }
    } else if (state == GR_PULSE_FAILED) {
        code = judge_error(run, slot, pulse, error);
    } else {
        code = judge_death(run, slot, status, error);
    }
    slot->pid = 0;
    run->running--;
    return code;
}

static int reap(Run *run, GrError *error)
{
    int code = 0;
    for (int i = 0; i < run->slot_count && !code; i++) {
        int status;
        pid_t pid = run->slots[i].pid;
        if (pid && waitpid(pid, &status, WNOHANG) == pid) {
            code = reap_slot(run, i, status, error);
        }
    }
    return code;
}

/* CPU time of a process with all its threads; negative when it cannot be had. */
static double cpu_time_s(pid_t pid)
{
    clockid_t clock;
    struct timespec now;
    if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &now)) {
        return -1;
    }
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Judged by CPU time and progress together: a worker in a long replay uses CPU time, a stopped or
 * hanging one does not. Time during which the master itself slept is not held against anyone. */
static void look_after(Run *run, int index, double passed_s)
{
    Slot *slot = &run->slots[index];
    const GrPoolTuning *tuning = &run->pool->tuning;
    uint64_t steps = atomic_load_explicit(&run->pulses[index].steps, memory_order_relaxed);
    GrPulseState state = atomic_load_explicit(&run->pulses[index].state, memory_order_relaxed);
    double cpu_s = cpu_time_s(slot->pid);
    bool busy = cpu_s < 0 || cpu_s - slot->cpu_s > CPU_NOISE_S;
    bool progress = steps != slot->steps;
    slot->idle_s = busy || progress ? 0 : slot->idle_s + passed_s;
    slot->silent_s = progress ? 0 : slot->silent_s + passed_s;
    slot->steps = steps;
    slot->cpu_s = busy ? cpu_s : slot->cpu_s;
    double idle_limit_s = state == GR_PULSE_COMMIT ? tuning->commit_limit_s : tuning->idle_limit_s;
    if (slot->stuck || state >= GR_PULSE_DONE) {
        return;
    }
    if (slot->idle_s > idle_limit_s) {
        slot->stuck = "no progress and no CPU time";
    } else if (slot->silent_s > tuning->busy_limit_s) {
        slot->stuck = "no progress in spite of CPU time";
    }
    if (slot->stuck) {
        kill_worker(slot->pid, SIGKILL);
    }
}

static void look_and_tick(Run *run)
{
    double now = gr_clock_s();
    double passed = now - run->looked_s;
    GrPoolView view = {.running = run->running, .tasks_done = run->tasks_done};
    if (passed < run->poll_s) {
        return;
    }
    run->looked_s = now;
    for (int i = 0; i < run->slot_count; i++) {
        if (run->slots[i].pid) {
            look_after(run, i, passed < LOOK_COUNTS_S ? passed : LOOK_COUNTS_S);
            if (run->pool->steps) {
                run->pool->steps[run->slots[i].task] = run->slots[i].steps;
            }
        }
    }
    if (run->pool->tick && now - run->ticked_s >= run->pool->tuning.tick_s) {
        run->ticked_s = now;
        run->pool->tick(run->pool->user, &view);
    }
}

static void stop_all(Run *run)
{
    double start = gr_clock_s();
    bool killed = false;
    for (int i = 0; i < run->slot_count; i++) {
        if (run->slots[i].pid) {
            kill_worker(run->slots[i].pid, SIGTERM);
        }
    }
    while (run->running > 0) {
        for (int i = 0; i < run->slot_count; i++) {
            Slot *slot = &run->slots[i];
            if (slot->pid && waitpid(slot->pid, NULL, WNOHANG) != 0) {
                /* Work that was finished in the last moment counts. */
                if (atomic_load(&run->pulses[i].state) == GR_PULSE_DONE) {
                    run->pool->done[slot->task] = true;
                }
                slot->pid = 0;
                run->running--;
            } else if (slot->pid && killed) {
                kill_worker(slot->pid, SIGKILL);
            }
        }
        killed = gr_clock_s() - start > run->pool->tuning.grace_s;
        gr_clock_sleep_ms(5);
    }
}

static int work(Run *run, GrError *error)
{
    struct timespec pause = {0, (long)(run->poll_s * 1e9)};
    sigset_t child_ended;
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    int code = 0;
    while (!code && run->tasks_done < run->pool->task_count) {
        if (gr_interrupt_seen(run->pool->interrupted)) {
            code = gr_error_set(error, GR_E_INTERRUPTED, "interrupted");
            break;
        }
        code = start_tasks(run, error);
        if (!code) {
            sigtimedwait(&child_ended, NULL, &pause); /* a child's end or the time, whichever */
            code = reap(run, error);
            look_and_tick(run);
        }
    }
    return code;
}

int gr_pool_run(GrPool *pool, GrPoolReport *report, GrError *error)
{
    Run run = {.pool = pool, .report = report};
    /* Blocked, so that sigtimedwait sees it; not ignored, as a parent of ours may have left it, for
     * then nobody could be waited for. */
    struct sigaction standard = {.sa_handler = SIG_DFL}, before;
    sigset_t child_ended, mask;
    memset(report, 0, sizeof *report);
    sigemptyset(&child_ended);
    sigaddset(&child_ended, SIGCHLD);
    sigaction(SIGCHLD, &standard, &before);
    sigprocmask(SIG_BLOCK, &child_ended, &mask);
    int code = prepare(&run, error);
    if (!code) {
        code = work(&run, error);
        stop_all(&run);
    }
    release(&run);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGCHLD, &before, NULL);
    return code;
}
