/* SPDX-License-Identifier: MIT
 *
 * What the tests of whole renders share: a show of several segments, a render with short limits,
 * and trouble on the way.
 */
#ifndef RENDER_HELPER_H
#define RENDER_HELPER_H

#include "farm/job.h"
#include "farm_helper.h"
#include "registry.h"

#include "base/hash.h"
#include "scene/load.h"

#include <signal.h>

/* Eighteen seconds with history, feedback, short scenes and one that ends off the GOP. */
#define SHOW_TEXT(fonts)                                                                           \
    "size: 128x72\n"                                                                               \
    "fps: 24\n"                                                                                    \
    "seed: 3\n"                                                                                    \
    "fonts: " fonts "\n"                                                                           \
    "audio: {tempo: 120}\n"                                                                        \
    "scenes:\n"                                                                                    \
    "  - name: waves\n"                                                                            \
    "    length: 97f\n"                                                                            \
    "    layers: [{grid: xxl, field: plasma, palette: classic, hue: angle}]\n"                     \
    "    shaders: [grain]\n"                                                                       \
    "  - {name: blink, length: 5f, layers: [{grid: xxl, field: rings, palette: blocks, hue: "      \
    "0.1}]}\n"                                                                                     \
    "  - {name: mist, length: 96f, layers: [{grid: xxl, field: fbm, palette: blocks, hue: "        \
    "0.8}]}\n"                                                                                     \
    "  - name: growth\n"                                                                           \
    "    length: 216f\n"                                                                           \
    "    layers: [{grid: xxl, field: reaction, palette: classic, hue: 0.3}]\n"                     \
    "    feedback: {zoom: 0.02, decay: 0.7, opacity: 0.6, blend: screen}\n"                        \
    "  - {name: last, length: 18f, layers: [{grid: xl, field: tunnel, palette: classic, hue: "     \
    "0.6}]}\n"
enum { FRAMES = 432, SEGMENTS = 7 };

static GrShow *show; /* with the built-in font; rendered by whoever names no other */
static volatile sig_atomic_t interrupted;

static inline GrShow *load(const char *text)
{
    GrShow *loaded = NULL;
    GrProblems problems = {0};
    GrError error = {0};
    if (gr_show_load_text("t.yaml", text, strlen(text), NULL, &loaded, &problems, &error)) {
        fail_msg("%s", error.message);
    }
    gr_problems_finish(&problems);
    return loaded;
}

/* What a test does to a render while it runs. */
typedef struct Trouble {
    int kills;          /* so many workers get `with` */
    int with;           /* SIGKILL or SIGSTOP */
    int stop_at;        /* interrupt once so many segments are done; 0: never */
    GrPhase stop_phase; /* or in this phase; 0: never */
    double share;       /* seen so far */
    bool went_back;
    GrPhase last_phase;
    int calls;
} Trouble;

static inline void make_trouble(void *user, const GrProgress *progress)
{
    Trouble *trouble = user;
    pid_t pids[16];
    trouble->calls++;
    trouble->went_back |= progress->total_share < trouble->share || progress->frames_done < 0 ||
                          progress->frames_done > progress->frames_total;
    trouble->share = progress->total_share;
    trouble->last_phase = progress->phase;
    if (progress->phase == GR_PHASE_RENDER && progress->workers_running > 0 && trouble->kills > 0) {
        int count = helper_children(pids, 16);
        for (int i = 0; i < count && trouble->kills > 0; i++) {
            trouble->kills -= helper_hit(pids[i], trouble->with);
        }
    }
    if ((trouble->stop_at && progress->segments_done >= trouble->stop_at) ||
        (trouble->stop_phase && progress->phase == trouble->stop_phase)) {
        interrupted = 1;
    }
}

static inline GrFarmTuning quick_tuning(void)
{
    GrFarmTuning tuning = gr_farm_tuning;
    tuning.pool.grace_s = 0.3;
    tuning.pool.tick_s = 0.002; /* so that trouble finds workers at work */
    return tuning;
}

static inline int run(const char *target, GrRenderJob job, Trouble *trouble, GrRenderReport *report,
                      GrError *error)
{
    Trouble none = {0};
    GrFarmTuning tuning = quick_tuning();
    if (trouble && trouble->with == SIGSTOP) {
        tuning.pool.idle_limit_s = 3;
    }
    job.show = job.show ? job.show : show;
    job.target = target;
    job.encode.crf = -1;
    job.progress = make_trouble;
    job.user = trouble ? trouble : &none;
    job.interrupted = &interrupted;
    interrupted = 0;
    memset(error, 0, sizeof *error);
    return gr_render_job_run_tuned(&job, &tuning, report, error);
}

static inline void render(const char *target, GrRenderJob job, GrRenderReport *report)
{
    GrError error;
    if (run(target, job, NULL, report, &error)) {
        fail_msg("%s: %s", target, error.message);
    }
}

static inline uint64_t file_hash(const char *path)
{
    char *data = NULL;
    size_t length = 0;
    GrError error = {0};
    if (gr_file_read(path, 1 << 26, &data, &length, &error)) {
        fail_msg("%s", error.message);
    }
    uint64_t hash = gr_hash_bytes(data, length, 0);
    free(data);
    return hash;
}

static inline int render_setup(void **state)
{
    gr_registry_install(gr_cpu_best());
    gr_render_use_level(gr_cpu_best());
    show = load(SHOW_TEXT("builtin"));
    return helper_setup(state);
}

static inline int render_teardown(void **state)
{
    gr_show_destroy(show);
    return helper_teardown(state);
}

#endif
