/* SPDX-License-Identifier: MIT
 *
 * The profile `auto`: production unless the render would take too long or memory is short.
 */
#include "base/hash.h"
#include "base/log.h"
#include "farm/job.h"
#include "farm/pool_words.h"
#include "farm/worker.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { SAMPLE_SPOTS = 4, SAMPLE_RUN = 6 };
#define SAMPLE_LIMIT_S 12.0
/* Workers side by side share caches and memory: a frame then takes longer than one alone. */
#define CROWD_FACTOR 1.2

typedef struct Trial {
    GrFarm *farm;
    const GrPlan *plan;
    GrSample *sample; /* shared with the child */
    uint64_t steps;
} Trial;

/* In the child: freeze and paint as a worker would. Nothing of it stays in the master. */
static int try_frames(void *user, int task, int attempt, GrPulse *pulse, GrError *error)
{
    Trial *trial = user;
    GrFrozen *frozen = NULL;
    GrRenderSettings settings = {
        .width = trial->plan->width,
        .height = trial->plan->height,
        .fps = trial->plan->fps,
        .seed = trial->plan->seed,
        .particle_cap = trial->plan->particle_cap,
        .threads = 1,
        .starts = trial->plan->whole.at,
        .start_count = trial->plan->whole.count,
        .interrupted = trial->farm->job->interrupted,
    };
    (void)task, (void)attempt;
    int code =
        gr_frozen_create(trial->farm->job->show, &trial->farm->hearing, &settings, &frozen, error);
    if (!code) {
        GrWork work = {trial->plan, frozen, trial->farm->folder.path};
        code = gr_work_sample(&work, SAMPLE_SPOTS, SAMPLE_RUN, SAMPLE_LIMIT_S, pulse, trial->sample,
                              error);
    }
    gr_frozen_destroy(frozen);
    return code;
}

static void describe_trial(void *user, int task, char *text, size_t capacity)
{
    (void)user, (void)task;
    snprintf(text, capacity, "the estimate for auto");
}

static void trial_log(void *user, int task, char path[GR_PATH_CAPACITY])
{
    (void)task;
    snprintf(path, GR_PATH_CAPACITY, "%.*s/sample.log", GR_PATH_CAPACITY - 16,
             ((Trial *)user)->farm->folder.path);
}

static void trial_tick(void *user, const GrPoolView *view)
{
    const Trial *trial = user;
    double share = (double)trial->steps / (SAMPLE_SPOTS * SAMPLE_RUN);
    gr_farm_tell(trial->farm, GR_PHASE_ESTIMATE, share < 1 ? share : 1, view->running);
}

static int run_trial(GrFarm *farm, const GrPlan *plan, GrSample *sample, GrError *error)
{
    static const int64_t cost = 1;
    bool done = false;
    GrPoolReport report;
    void *shared =
        mmap(NULL, sizeof *sample, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        return gr_error_memory(error, "an estimate", sizeof *sample);
    }
    Trial trial = {.farm = farm, .plan = plan, .sample = shared};
    GrPool pool = {
        .task_count = 1,
        .costs = &cost,
        .done = &done,
        .steps = &trial.steps,
        .workers = 1,
        .tuning = farm->tuning->pool,
        .run = try_frames,
        .describe = describe_trial,
        .log_path = trial_log,
        .tick = trial_tick,
        .user = &trial,
        .folder = farm->folder.path,
        .interrupted = farm->job->interrupted,
    };
    pool.tuning.tries = 1;
    int code = gr_pool_run(&pool, &report, error);
    memcpy(sample, shared, sizeof *sample);
    munmap(shared, sizeof *sample);
    return code;
}

/* Everything that the decision depends on but the machine. */
static uint64_t auto_key(const GrFarm *farm, const GrPlan *plan)
{
    uint64_t words[] = {plan->hash, (uint64_t)farm->choice.auto_size,
                        (uint64_t)farm->choice.auto_fps};
    return gr_hash_bytes(words, sizeof words, 0) | 1;
}

static void time_words(double seconds, char *text, size_t capacity)
{
    if (seconds < 90) {
        snprintf(text, capacity, "%.0f s", seconds);
    } else if (seconds < 5400) {
        snprintf(text, capacity, "%.0f min", seconds / 60);
    } else {
        snprintf(text, capacity, "%.1f h", seconds / 3600);
    }
}

static int64_t pixels_of(const GrChoice *choice)
{
    return (int64_t)choice->width * choice->height;
}

/* Steps down from production while the estimate is too long. */
static void decide_by_time(GrFarm *farm, const GrPlan *plan, double frame_s, double seek_s,
                           int workers)
{
    static const struct {
        int short_side, fps;
    } steps[] = {{720, 24}, {720, 15}};
    GrChoice *choice = &farm->choice;
    double frames = (double)plan->count, first_pixels = (double)pixels_of(choice);
    double first_fps = gr_rational_value(choice->fps);
    double total_s = (frames * frame_s * CROWD_FACTOR + seek_s * plan->segment_count) / workers;
    double first_total_s = total_s;
    char long_words[32], words[32];
    time_words(total_s, words, sizeof words);
    snprintf(choice->reason, sizeof choice->reason,
             "production: about %s for %lld frames on %d worker%s", words, (long long)plan->count,
             workers, workers == 1 ? "" : "s");
    for (size_t i = 0; i < 2 && total_s > farm->tuning->auto_limit_s; i++) {
        if (gr_choice_shrink(choice, steps[i].short_side, steps[i].fps)) {
            /* Cells cost the same at any size, so time falls more slowly than pixels. */
            double pixels = (double)pixels_of(choice) / first_pixels;
            double rate = gr_rational_value(choice->fps) / first_fps;
            total_s = first_total_s * rate * (0.1 + 0.9 * pixels);
            time_words(first_total_s, long_words, sizeof long_words);
            time_words(total_s, words, sizeof words);
            snprintf(choice->reason, sizeof choice->reason,
                     "about %s on %d worker%s; production would take about %s", words, workers,
                     workers == 1 ? "" : "s", long_words);
        }
    }
}

/* A trial that ran out of memory may have been killed for it or have lived to tell; encoders that
 * are libraries of their own only tell that they failed, and that they take the settings was tried
 * before. A full disk is no question of size. */
static bool too_large(const GrFarm *farm, int code)
{
    return code == GR_E_WORKER || code == GR_E_ENCODE ||
           (code == GR_E_SPACE && !gr_pool_disk_is_full(farm->folder.path));
}

static int decide(GrFarm *farm, const GrPlan *plan, GrError *error)
{
    GrChoice *choice = &farm->choice;
    bool encodes = plan->kind == GR_OUTPUT_VIDEO;
    GrWorkerLoad load = {choice->width, choice->height, encodes,
                         gr_show_has_transitions(farm->job->show)};
    uint64_t need = 2 * gr_worker_bytes(&load);
    int workers = gr_resources_choose(&farm->machine, &load, plan->segment_count, false,
                                      farm->job->workers, 1)
                      .workers;
    if (farm->machine.usable_memory > 0 && farm->machine.usable_memory < need &&
        gr_choice_shrink(choice, 720, 24)) {
        snprintf(choice->reason, sizeof choice->reason,
                 "memory is short: %llu MB are free, production needs %llu MB",
                 (unsigned long long)(farm->machine.usable_memory >> 20),
                 (unsigned long long)(need >> 20));
        return 0;
    }
    double scale = (double)pixels_of(choice) / (1920.0 * 1080.0);
    double worst_s = (double)plan->count * farm->tuning->auto_frame_s * scale / workers;
    if (worst_s < farm->tuning->auto_limit_s / 2) {
        snprintf(choice->reason, sizeof choice->reason,
                 "production: %lld frames are few enough to need no estimate",
                 (long long)plan->count);
        return 0;
    }
    GrSample sample = {0};
    gr_farm_tell(farm, GR_PHASE_ESTIMATE, 0, 1);
    int code = gr_farm_hear(farm, error);
    if (!code) {
        code = run_trial(farm, plan, &sample, error);
    }
    if (!code) {
        decide_by_time(farm, plan, sample.frame_s, sample.seek_s, workers);
    } else if (too_large(farm, code) && gr_choice_shrink(choice, 720, 24)) {
        gr_log(GR_LOG_WARNING, "%s", error ? error->message : "");
        snprintf(choice->reason, sizeof choice->reason,
                 "the attempt to draw a few frames at production size failed");
        code = 0;
    }
    return code;
}

int gr_farm_decide_auto(GrFarm *farm, GrError *error)
{
    GrPlan plan = {0};
    GrChoice *choice = &farm->choice;
    if (!choice->auto_size && !choice->auto_fps) {
        return 0;
    }
    int code = gr_farm_make_plan(farm, &plan, NULL, error);
    if (code) {
        return code;
    }
    uint64_t key = auto_key(farm, &plan);
    if (farm->folder.has_manifest && farm->folder.auto_key == key) {
        choice->width = farm->folder.auto_width;
        choice->height = farm->folder.auto_height;
        choice->fps = farm->folder.auto_fps;
        snprintf(choice->reason, sizeof choice->reason, "%s", farm->folder.auto_reason);
    } else {
        code = decide(farm, &plan, error);
    }
    farm->folder.auto_key = key;
    farm->folder.auto_width = choice->width;
    farm->folder.auto_height = choice->height;
    farm->folder.auto_fps = choice->fps;
    snprintf(farm->folder.auto_reason, sizeof farm->folder.auto_reason, "%s", choice->reason);
    gr_plan_finish(&plan);
    return code;
}
