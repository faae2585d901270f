/* SPDX-License-Identifier: MIT
 *
 * What the profile `auto` makes of memory, time and a trial that fails.
 */
#include "render_helper.h"

#include <sys/resource.h>

static const char plain_text[] =
    "fonts: builtin\n"
    "scenes: [{name: a, length: 10s, layers: [{grid: xxl, field: plasma, palette: classic}]}]\n";

/* Of three small frames, on any machine. */
#define FITS_S 1e3

static GrMachine machine_with(uint64_t memory)
{
    return (GrMachine){.online_cores = 2,
                       .affinity_cores = 2,
                       .usable_cores = 2,
                       .total_memory = memory,
                       .available_memory = memory,
                       .usable_memory = memory};
}

static void auto_looks_at_memory_and_time(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint64_t memory;
        double limit_s;
        GrWish wish;
        int width, height, fps;
        const char *reason;
    } table[] = {
        {"all is well", 8000u << 20, 3600, {0}, 1920, 1080, 24, "need no estimate"},
        {"memory is short", 100u << 20, 3600, {0}, 1280, 720, 24, "memory is short"},
        {"far too long", 8000u << 20, 1e-6, {0}, 1280, 720, 15, "production would take about"},
        {"size said",
         300u << 20,
         1e-6,
         {.width = 64, .height = 36},
         64,
         36,
         15,
         "production would take about"},
        {"an estimate that fits",
         8000u << 20,
         FITS_S,
         {.width = 64, .height = 36},
         64,
         36,
         24,
         "production: about"},
    };
    GrShow *plain = load(plain_text);
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        GrFarmTuning tuning = quick_tuning();
        GrMachine machine = machine_with(table[i].memory);
        GrRenderReport report;
        GrError error = {0};
        GrRenderJob job = {.show = plain,
                           .target = "null:",
                           .wish = table[i].wish,
                           .to = "3f",
                           .work_dir = helper_folder};
        tuning.auto_limit_s = table[i].limit_s;
        tuning.auto_frame_s = table[i].limit_s == FITS_S ? 1e6 : 0.4;
        tuning.machine = &machine;
        int code = gr_render_job_run_tuned(&job, &tuning, &report, &error);
        if (code || report.width != table[i].width || report.height != table[i].height ||
            report.fps.num != table[i].fps || !strstr(report.reason, table[i].reason) ||
            strcmp(report.profile, "auto") != 0) {
            fail_msg("%s: %d '%s' %dx%d at %lld: %s", table[i].name, code, error.message,
                     report.width, report.height, (long long)report.fps.num, report.reason);
        }
    }
    gr_show_destroy(plain);
}

typedef enum Fate { KILLED, STARVED, INTERRUPTED } Fate;

/* What befalls the trial. */
typedef struct Plight {
    Fate fate;
    rlim_t room; /* STARVED: bytes that it may still take */
    bool hit;    /* KILLED: it was alive */
} Plight;

static rlim_t address_bytes(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%lu", &pages), 1);
    fclose(file);
    return pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* The trial's child inherits the limit; once that is over it is lifted. */
static void starve(GrPhase phase, rlim_t room)
{
    struct rlimit limit;
    getrlimit(RLIMIT_AS, &limit);
    if (phase >= GR_PHASE_FREEZE) {
        limit.rlim_cur = limit.rlim_max;
    } else if (limit.rlim_cur == limit.rlim_max) {
        limit.rlim_cur = address_bytes() + room;
    }
    setrlimit(RLIMIT_AS, &limit);
}

static void befall(void *user, const GrProgress *progress)
{
    Plight *plight = user;
    pid_t child;
    bool trial = progress->phase == GR_PHASE_ESTIMATE && progress->workers_running > 0;
    if (plight->fate == STARVED) {
        starve(progress->phase, plight->room);
    } else if (trial && plight->fate == INTERRUPTED) {
        interrupted = 1;
    } else if (trial && helper_children(&child, 1) == 1) {
        plight->hit |= helper_hit(child, SIGKILL);
    }
}

static void a_trial_that_fails_makes_auto_modest(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        Plight plight;
        GrWish wish;
        int code;
    } table[] = {
        {"killed, as the kernel does when memory runs out", {KILLED, 0, false}, {0}, 0},
#ifndef GR_SANITIZED /* they have terabytes of addresses, and abort without */
        {"no room for the freeze", {STARVED, 3u << 20, false}, {0}, 0},
        {"no room for the encoder", {STARVED, 32u << 20, false}, {0}, 0},
        {"no room for its frames", {STARVED, 96u << 20, false}, {0}, 0},
        {"no smaller choice",
         {STARVED, 3u << 20, false},
         {.width = 1920, .height = 1080},
         GR_E_SPACE},
#endif
        {"interrupted", {INTERRUPTED, 0, false}, {0}, GR_E_INTERRUPTED},
    };
    GrShow *plain = load(plain_text);
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        GrFarmTuning tuning = quick_tuning();
        GrMachine machine = machine_with(8000u << 20);
        GrRenderReport report;
        GrError error = {0};
        Plight plight = table[i].plight;
        GrRenderJob job = {.show = plain,
                           .target = helper_path("a.mp4"),
                           .encode = {.crf = -1},
                           .overwrite = true,
                           .wish = table[i].wish,
                           .to = "3f",
                           .work_dir = helper_folder,
                           .progress = befall,
                           .user = &plight,
                           .interrupted = &interrupted};
        interrupted = 0;
        tuning.machine = &machine;
        tuning.auto_frame_s = 1e6; /* a trial is needed, */
        tuning.auto_limit_s = 1e4; /* and whatever it says is short enough */
        int code = 0;
        do { /* until it was caught at work */
            code = gr_render_job_run_tuned(&job, &tuning, &report, &error);
        } while (plight.fate == KILLED && !plight.hit);
        starve(GR_PHASE_DONE, 0);
        if (code != table[i].code ||
            (!code && (report.width != 1280 || report.height != 720 || report.fps.num != 24 ||
                       !strstr(report.reason, "at production size failed")))) {
            fail_msg("%s: %d '%s' %dx%d: %s", table[i].name, code, error.message, report.width,
                     report.height, report.reason);
        }
    }
    gr_show_destroy(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(auto_looks_at_memory_and_time),
        cmocka_unit_test(a_trial_that_fails_makes_auto_modest),
    };
    return cmocka_run_group_tests(tests, render_setup, render_teardown);
}
