/* SPDX-License-Identifier: MIT
 *
 * Workers that finish, fail, die, hang, stop and never start: what the pool makes of each.
 */
#include "base/clock.h"
#include "farm/child.h"
#include "farm/pool.h"
#include "farm_helper.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { MAX_TASKS = 12, STEPS = 3, HANGS_S = 600 };

/* What is waited for comes, however slow the machine is. */
#define LIMIT_S 60
/* For a worker that hangs, once it does and nobody else is at work: nothing else can be mistaken
 * for it. */
#define SHORT_S 0.3

typedef enum Act {
    ACT_WORK,
    ACT_CROWD,   /* works once three are at it, and the master has seen a step of one */
    ACT_ERROR,   /* reports an error */
    ACT_SEGV,    /* dies */
    ACT_EXIT,    /* leaves without a word */
    ACT_SLEEP,   /* no CPU time, no progress */
    ACT_SPIN,    /* CPU time, no progress */
    ACT_STOP,    /* stops itself */
    ACT_SLOW,    /* a second without CPU time, but in the commit */
    ACT_LONG,    /* works until it is told to stop */
    ACT_STUBBORN /* the same, deaf to SIGTERM */
} Act;

/* Shared with the workers. */
typedef struct Board {
    _Atomic int started;
    int order[64];    /* tasks in order of their start */
    _Atomic int now;  /* at work at this moment */
    _Atomic int most; /* at once */
    _Atomic int hung; /* have come to where they will hang, in all */
    _Atomic int seen; /* steps, by the master */
    pid_t groups[64];
} Board;

typedef struct Scene {
    Act acts[MAX_TASKS];
    int tries_that_fail[MAX_TASKS]; /* the act is ACT_WORK from this attempt on; 0: never */
    Board *board;
    int finished, ticks;
    uint64_t private_bytes;
    int urgent;       /* tasks, the last ones */
    int interrupt_at; /* so many hang, and a task is done; 0: never */
    bool spins;       /* who hangs uses CPU time */
    GrPool *pool;
    const GrPoolReport *report;
} Scene;

static volatile sig_atomic_t interrupted;

static void wait_for(const _Atomic int *value, int least)
{
    for (int i = 0; i < LIMIT_S * 100 && atomic_load(value) < least; i++) {
        gr_clock_sleep_ms(10);
    }
}

static void act(Act what, Board *board, GrPulse *pulse)
{
    volatile uint64_t spin = 1;
    switch (what) {
    case ACT_CROWD:
        wait_for(&board->most, 3);
        atomic_fetch_add(&pulse->steps, 1);
        wait_for(&board->seen, 1);
        atomic_fetch_sub(&pulse->steps, 1);
        break;
    case ACT_SEGV:
        fprintf(stderr, "about to die\n");
        signal(SIGSEGV, SIG_DFL); /* without a sanitizer's handler */
        raise(SIGSEGV);
        break;
    case ACT_EXIT:
        _exit(3);
    case ACT_SLEEP:
    case ACT_LONG:
        atomic_fetch_add(&board->hung, 1);
        sleep(HANGS_S);
        break;
    case ACT_SPIN:
        atomic_fetch_add(&board->hung, 1);
        while (spin) {
            spin += 2;
        }
        break;
    case ACT_STOP:
        atomic_fetch_add(&board->hung, 1);
        raise(SIGSTOP);
        break;
    case ACT_SLOW:
        atomic_store(&pulse->state, GR_PULSE_COMMIT);
        atomic_fetch_add(&board->hung, 1);
        gr_clock_sleep_ms(1000);
        break;
    case ACT_STUBBORN:
        signal(SIGTERM, SIG_IGN);
        atomic_fetch_add(&board->hung, 1);
        sleep(HANGS_S);
        break;
    case ACT_WORK:
    case ACT_ERROR:
        break;
    }
}

static int run_task(void *user, int task, int attempt, GrPulse *pulse, GrError *error)
{
    Scene *scene = user;
    Board *board = scene->board;
    int place = atomic_fetch_add(&board->started, 1);
    board->order[place] = task;
    board->groups[place] = getpgrp();
    int now = atomic_fetch_add(&board->now, 1) + 1;
    for (int most = board->most; now > most; most = board->most) {
        atomic_compare_exchange_weak(&board->most, &most, now);
    }
    gr_log(GR_LOG_NOTE, "task %d at work", task);
    int code = 0;
    if (!scene->tries_that_fail[task] || attempt < scene->tries_that_fail[task]) {
        if (scene->acts[task] == ACT_ERROR) {
            code = gr_error_set(error, GR_E_ENCODE, "the encoder is unhappy");
        }
        act(scene->acts[task], board, pulse);
    }
    for (int i = 0; i < STEPS && !code; i++) {
        gr_clock_sleep_ms(10);
        atomic_fetch_add(&pulse->steps, 1);
    }
    pulse->totals.private_bytes = gr_child_private_bytes();
    atomic_fetch_sub(&board->now, 1);
    return code;
}

static void describe(void *user, int task, char *text, size_t capacity)
{
    (void)user;
    snprintf(text, capacity, "task %d", task);
}

static void log_path(void *user, int task, char path[GR_PATH_CAPACITY])
{
    (void)user;
    snprintf(path, GR_PATH_CAPACITY, "%s/task-%d.log", helper_folder, task);
}

static void finished(void *user, int task, const GrPulse *pulse)
{
    Scene *scene = user;
    (void)task;
    scene->finished++;
    assert_int_equal(pulse->steps, STEPS);
    scene->private_bytes = pulse->totals.private_bytes;
}

static uint64_t steps[MAX_TASKS];

static void tick(void *user, const GrPoolView *view)
{
    Scene *scene = user;
    Board *board = scene->board;
    scene->ticks++;
    assert_true(view->running >= 0 && view->running <= MAX_TASKS);
    for (int i = 0; i < MAX_TASKS; i++) {
        assert_true(steps[i] <= STEPS);
        board->seen += steps[i] > 0;
    }
    bool hangs = board->hung > scene->report->retries && view->running == 1 &&
                 view->tasks_done == scene->pool->task_count - 1;
    scene->pool->tuning.idle_limit_s = hangs && !scene->spins ? SHORT_S : LIMIT_S;
    scene->pool->tuning.busy_limit_s = hangs && scene->spins ? SHORT_S : LIMIT_S;
    if (scene->interrupt_at && view->tasks_done == 1 && board->hung == scene->interrupt_at) {
        interrupted = 1;
    }
}

static int run_scene(Scene *scene, int tasks, int workers, const int64_t *costs, bool *done,
                     GrPoolReport *report, GrError *error)
{
    static const int64_t equal[MAX_TASKS];
    static const bool none[MAX_TASKS];
    bool all_done[MAX_TASKS];
    void *board =
        mmap(NULL, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(board != MAP_FAILED);
    scene->board = board;
    scene->report = report;
    memcpy(all_done, none, sizeof none);
    GrPool pool = {
        .task_count = tasks,
        .costs = costs ? costs : equal,
        .done = done ? done : all_done,
        .urgent = scene->urgent,
        .steps = steps,
        .workers = workers,
        .tuning = {.tries = 3,
                   .idle_limit_s = LIMIT_S,
                   .commit_limit_s = LIMIT_S,
                   .busy_limit_s = LIMIT_S,
                   .grace_s = 0.2,
                   .tick_s = 0.02},
        .run = run_task,
        .describe = describe,
        .log_path = log_path,
        .finished = finished,
        .tick = tick,
        .user = scene,
        .folder = helper_folder,
        .interrupted = &interrupted,
    };
    pid_t pids[4];
    scene->pool = &pool;
    int code = gr_pool_run(&pool, report, error);
    assert_int_equal(helper_children(pids, 4), 0);
    assert_true(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD);
    return code;
}

static void drop_board(Scene *scene)
{
    munmap(scene->board, sizeof *scene->board);
}

static void all_tasks_run_dearest_first(void **state)
{
    (void)state;
    static const int64_t costs[] = {5, 9, 1, 9, 7};
    static const int expected[] = {1, 3, 4, 0, 2};
    Scene scene = {0};
    GrPoolReport report;
    GrError error = {0};
    assert_int_equal(run_scene(&scene, 5, 1, costs, NULL, &report, &error), 0);
    assert_int_equal(scene.finished, 5);
    assert_memory_equal(scene.board->order, expected, sizeof expected);
    assert_int_equal(report.workers, 1);
    assert_int_equal(report.retries, 0);
    assert_true(scene.private_bytes > 4096);
    for (int i = 0; i < 5; i++) {
        assert_true(scene.board->groups[i] != getpgrp());
    }
    drop_board(&scene);
}

static void urgent_tasks_come_before_dearer_ones(void **state)
{
    (void)state;
    static const int64_t costs[] = {5, 9, 1, 2, 7};
    static const int expected[] = {4, 3, 1, 0, 2};
    Scene scene = {.urgent = 2};
    GrPoolReport report;
    GrError error = {0};
    assert_int_equal(run_scene(&scene, 5, 1, costs, NULL, &report, &error), 0);
    assert_memory_equal(scene.board->order, expected, sizeof expected);
    drop_board(&scene);
}

static void no_more_than_allowed_at_once(void **state)
{
    (void)state;
    Scene scene = {.acts = {ACT_CROWD, ACT_CROWD, ACT_CROWD}};
    GrPoolReport report;
    GrError error = {0};
    assert_int_equal(run_scene(&scene, 10, 3, NULL, NULL, &report, &error), 0);
    assert_int_equal(scene.finished, 10);
    assert_true(scene.board->seen > 0);
    assert_int_equal(scene.board->most, 3);
    assert_int_equal(report.workers, 3);
    drop_board(&scene);
}

static void done_tasks_are_left_out(void **state)
{
    (void)state;
    Scene scene = {.acts = {ACT_ERROR, ACT_WORK, ACT_ERROR}};
    bool done[] = {true, false, true};
    GrPoolReport report;
    GrError error = {0};
    assert_int_equal(run_scene(&scene, 3, 2, NULL, done, &report, &error), 0);
    assert_int_equal(scene.finished, 1);
    assert_true(done[1]);
    drop_board(&scene);
}

static const struct {
    const char *name;
    Act act;
    int fails; /* attempts; 0: all */
    int code, retries;
    const char *says;
} table[] = {
    {"killed once", ACT_SEGV, 1, 0, 1, NULL},
    {"killed twice", ACT_SEGV, 2, 0, 2, NULL},
    {"killed always", ACT_SEGV, 0, GR_E_WORKER, 2, "task 1: its worker was killed by SIGSEGV"},
    {"log in the error", ACT_SEGV, 0, GR_E_WORKER, 2, "    about to die"},
    {"left once", ACT_EXIT, 1, 0, 1, NULL},
    {"left always", ACT_EXIT, 0, GR_E_WORKER, 2, "left with exit status 3"},
    {"asleep once", ACT_SLEEP, 1, 0, 1, NULL},
    {"asleep always", ACT_SLEEP, 0, GR_E_WORKER, 2, "was stuck (no progress and no CPU time)"},
    {"stopped once", ACT_STOP, 1, 0, 1, NULL},
    {"stopped always", ACT_STOP, 0, GR_E_WORKER, 2, "was stuck (no progress and no CPU time)"},
    {"spinning once", ACT_SPIN, 1, 0, 1, NULL},
    {"spinning always", ACT_SPIN, 0, GR_E_WORKER, 2, "no progress in spite of CPU time"},
    {"slow disk", ACT_SLOW, 0, 0, 0, NULL},
    {"an error", ACT_ERROR, 0, GR_E_ENCODE, 0, "task 1: the encoder is unhappy"},
};

static void faults_are_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        Scene scene = {.acts = {ACT_WORK, table[i].act, ACT_WORK},
                       .spins = table[i].act == ACT_SPIN};
        GrPoolReport report;
        GrError error = {0};
        scene.tries_that_fail[1] = table[i].fails;
        int code = run_scene(&scene, 3, 2, NULL, NULL, &report, &error);
        if (code != table[i].code || report.retries != table[i].retries ||
            (table[i].says && !strstr(error.message, table[i].says)) ||
            (!code && scene.finished != 3)) {
            fail_msg("%s: %d, %d retries, %d finished: %s", table[i].name, code, report.retries,
                     scene.finished, error.message);
        }
        drop_board(&scene);
    }
}

static void interruption_stops_everyone(void **state)
{
    (void)state;
    static const Act acts[] = {ACT_LONG, ACT_STUBBORN, ACT_STOP};
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        Scene scene = {.acts = {ACT_WORK, acts[i], acts[i]}, .interrupt_at = 2};
        static const int64_t costs[] = {9, 1, 1};
        bool done[3] = {false};
        GrPoolReport report;
        GrError error = {0};
        interrupted = 0;
        double start = gr_clock_s();
        assert_int_equal(run_scene(&scene, 3, 3, costs, done, &report, &error), GR_E_INTERRUPTED);
        assert_true(gr_clock_s() - start < HANGS_S / 2);
        assert_true(done[0] && !done[1] && !done[2]);
        drop_board(&scene);
    }
}

/* A parent that ignores SIGCHLD would otherwise leave us nobody to wait for. */
static void works_when_sigchld_was_ignored(void **state)
{
    (void)state;
    Scene scene = {.acts = {ACT_SEGV}, .tries_that_fail = {1}};
    GrPoolReport report;
    GrError error = {0};
    signal(SIGCHLD, SIG_IGN);
    int code = run_scene(&scene, 2, 2, NULL, NULL, &report, &error);
    struct sigaction after;
    sigaction(SIGCHLD, NULL, &after);
    signal(SIGCHLD, SIG_DFL);
    assert_int_equal(code, 0);
    assert_int_equal(report.retries, 1);
    assert_true(after.sa_handler == SIG_IGN);
    drop_board(&scene);
}

/* The master dies of SIGKILL: its workers must not outlive it. */
static void workers_die_with_their_master(void **state)
{
    (void)state;
    Scene scene = {.acts = {ACT_STUBBORN, ACT_STUBBORN}};
    void *shared =
        mmap(NULL, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(shared != MAP_FAILED);
    scene.board = shared;
    pid_t master = fork();
    if (master == 0) {
        static const int64_t costs[2];
        bool done[2] = {false};
        GrPoolReport report;
        GrPool pool = {.task_count = 2,
                       .costs = costs,
                       .done = done,
                       .workers = 2,
                       .tuning = GR_POOL_TUNING,
                       .run = run_task,
                       .describe = describe,
                       .log_path = log_path,
                       .user = &scene,
                       .folder = helper_folder};
        gr_pool_run(&pool, &report, NULL);
        _exit(0);
    }
    wait_for(&scene.board->hung, 2);
    assert_int_equal(scene.board->hung, 2);
    kill(master, SIGKILL);
    waitpid(master, NULL, 0);
    int alive = 2;
    for (int i = 0; i < LIMIT_S * 100 && alive; i++) {
        gr_clock_sleep_ms(10);
        /* A zombie that nobody reaps still answers kill(): its group tells as little, so look. */
        alive = 0;
        for (int n = 0; n < 2; n++) {
            char path[64], text[256] = "";
            snprintf(path, sizeof path, "/proc/%d/stat", (int)scene.board->groups[n]);
            FILE *file = fopen(path, "r");
            if (file) {
                alive +=
                    fgets(text, sizeof text, file) && !strstr(text, ") Z") && !strstr(text, ") X");
                fclose(file);
            }
        }
    }
    assert_int_equal(alive, 0);
    drop_board(&scene);
}

/* What one test leaves behind when it fails must not fail the next. */
static int afresh(void **state)
{
    (void)state;
    interrupted = 0;
    memset(steps, 0, sizeof steps);
    signal(SIGCHLD, SIG_DFL);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(all_tasks_run_dearest_first, afresh),
        cmocka_unit_test_setup(urgent_tasks_come_before_dearer_ones, afresh),
        cmocka_unit_test_setup(no_more_than_allowed_at_once, afresh),
        cmocka_unit_test_setup(done_tasks_are_left_out, afresh),
        cmocka_unit_test_setup(faults_are_judged, afresh),
        cmocka_unit_test_setup(interruption_stops_everyone, afresh),
        cmocka_unit_test_setup(works_when_sigchld_was_ignored, afresh),
        cmocka_unit_test_setup(workers_die_with_their_master, afresh),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}
