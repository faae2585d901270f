/* SPDX-License-Identifier: MIT */
#include "cli/bench.h"

#include "base/alloc_count.h"
#include "base/arena.h"
#include "base/clock.h"
#include "cli/command.h"
#include "farm/child.h"
#include "media/segment_file.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WARM_UP_FRAMES = 20, ENCODE_FRAMES = 48, SCALING_SECONDS = 4 };

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double gr_bench_cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double gr_bench_median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* Beside the program as installed, or in the source it was built from. */
static int find_workload(const char *name, char path[GR_PATH_CAPACITY], GrError *error)
{
    char program[GR_PATH_CAPACITY], folder[GR_PATH_CAPACITY];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    gr_path_parent(program, folder);
    if (snprintf(path, GR_PATH_CAPACITY, "%s/../share/glyphreel/scenes/bench/%s.yaml", folder,
                 name) < GR_PATH_CAPACITY &&
        gr_path_exists(path))
        return GR_OK;
    snprintf(path, GR_PATH_CAPACITY, "%s/scenes/bench/%s.yaml", GR_SOURCE_DIR, name);
    if (gr_path_exists(path))
        return GR_OK;
    return gr_error_set(error, GR_E_INPUT, "the workload %s is not installed: no %s", name, path);
}

static int load_workload(const char *name, const GrLoadArguments *arguments, GrShow **show,
                         GrError *error)
{
    char path[GR_PATH_CAPACITY];
    GrLoadArguments afresh = *arguments;
    afresh.no_cache = true; /* figures must not depend on what ran before */
    int code = find_workload(name, path, error);
    return code ? code : gr_cli_load_show(path, &afresh, show, error);
}

/* A picture of the bench's own, for drawing without an encoder. */
static int make_picture(GrYuvPicture *picture, int width, int height, GrError *error)
{
    int stride = (width + 127) / 64 * 64;
    size_t luma = (size_t)stride * (size_t)height;
    uint8_t *memory = gr_aligned_alloc(luma * 2);
    if (!memory)
        return gr_error_memory(error, "a picture", luma * 2);
    *picture = (GrYuvPicture){
        .plane = {memory, memory + luma, memory + luma + luma / 2},
        .stride = {stride, stride / 2, stride / 2},
        .width = width,
        .height = height,
    };
    return GR_OK;
}

static int draw_rounds(const GrBenchRequest *request, GrStudio *studio, const GrYuvPicture *picture,
                       GrBenchResult *result, GrError *error)
{
    double totals[GR_BENCH_MOST_ROUNDS], stages[GR_STAGE_COUNT][GR_BENCH_MOST_ROUNDS];
    for (int round = 0; round < request->rounds; round++) {
        int code = gr_painter_seek(studio->painter, 0, 0, error);
        uint64_t before[GR_STAGE_COUNT];
        double start = 0;
        for (int i = 0; !code && i < WARM_UP_FRAMES + request->frames; i++) {
            if (i == WARM_UP_FRAMES) {
                memcpy(before, gr_painter_stage_ns(studio->painter), sizeof before);
                start = gr_clock_s();
            }
            code = gr_painter_draw(studio->painter, picture, false, NULL, error);
        }
        if (code)
            return code;
        totals[round] = (gr_clock_s() - start) * 1e3 / request->frames;
        const uint64_t *after = gr_painter_stage_ns(studio->painter);
        for (int i = 0; i < GR_STAGE_COUNT; i++)
            stages[i][round] = (double)(after[i] - before[i]) / 1e6 / request->frames;
    }
    result->draw_ms = gr_bench_median(totals, request->rounds);
    for (int i = 0; i < GR_STAGE_COUNT; i++)
        result->stage_ms[i] = gr_bench_median(stages[i], request->rounds);
    return GR_OK;
}

static int encode_frame(GrStudio *studio, GrEncoder *encoder, GrSegmentWriter *writer,
                        int64_t index, double *encode_s, GrError *error)
{
    GrYuvPicture picture;
    GrFrameStats stats = {0};
    int code = gr_encoder_picture(encoder, &picture, error);
    if (!code)
        code = gr_painter_draw(studio->painter, &picture, false, &stats, error);
    double start = gr_clock_s();
    if (!code)
        code = gr_encoder_send(encoder, index, error);
    *encode_s += gr_clock_s() - start;
    GrFrameRecord record = {stats.checksum, stats.mean_luma, stats.max_luma};
    return code ? code : gr_segment_writer_record(writer, &record, error);
}

static int encode_round(const GrBenchRequest *request, GrStudio *studio, GrBenchResult *result,
                        GrError *error)
{
    char path[] = "/tmp/glyphreel-bench-XXXXXX";
    GrEncodeSettings settings = {
        .crf = -1, .width = request->width, .height = request->height, .fps = studio->fps};
    GrSegmentHeader header = {.frame_count = WARM_UP_FRAMES + ENCODE_FRAMES};
    GrSegmentWriter *writer = NULL;
    GrEncoder *encoder = NULL;
    int fd = mkstemp(path);
    if (fd < 0)
        return gr_error_errno(error, GR_E_USAGE, "%s", path);
    close(fd);
    int code = gr_encode_settings_check(&settings, error);
    if (!code)
        code = gr_segment_writer_create(path, &header, &writer, error);
    if (!code)
        code = gr_encoder_create(&settings, writer, &encoder, error);
    if (!code)
        code = gr_painter_seek(studio->painter, 0, 0, error);
    double encode_s = 0;
    GrAllocCount before = {0};
    for (int i = 0; !code && i < WARM_UP_FRAMES + ENCODE_FRAMES; i++) {
        if (i == WARM_UP_FRAMES) {
            before = gr_alloc_count();
            encode_s = 0;
        }
        code = encode_frame(studio, encoder, writer, i, &encode_s, error);
    }
    GrAllocCount after = gr_alloc_count();
    result->our_allocations = (double)(after.ours - before.ours) / ENCODE_FRAMES;
    result->library_allocations = (double)(after.libraries - before.libraries) / ENCODE_FRAMES;
    result->encode_ms = encode_s * 1e3 / ENCODE_FRAMES;
    result->private_bytes = gr_child_private_bytes();
    if (!code)
        code = gr_encoder_flush(encoder, error);
    if (!code)
        code = gr_segment_writer_commit(writer, error);
    struct stat info;
    if (!code && stat(path, &info) == 0)
        result->encode_mbit_s = (double)info.st_size * 8 / 1e6 * gr_rational_value(studio->fps) /
                                (WARM_UP_FRAMES + ENCODE_FRAMES);
    gr_encoder_destroy(encoder);
    gr_segment_writer_destroy(writer);
    unlink(path);
    return code;
}

typedef int Measure(const GrBenchRequest *request, const GrStudio *studio, GrBenchResult *result,
                    GrError *error);

/* In a process of its own, which goes with this one. */
static int measure_apart(const GrBenchRequest *request, Measure *measure, const GrStudio *studio,
                         GrBenchResult *result, GrError *error)
{
    struct Shared {
        int code;
        GrError error;
        GrBenchResult result;
    } *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return gr_error_memory(error, "a bench result", sizeof *shared);
    shared->result = *result;
    /* What stays when it dies on the way, however it does. */
    shared->code =
        gr_error_set(&shared->error, GR_E_WORKER, "bench: the process of %s died", request->name);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() == parent)
            shared->code = measure(request, studio, &shared->result, &shared->error);
        _exit(0);
    }
    int code = child < 0 ? gr_error_errno(error, GR_E_SPACE, "bench: %s", request->name) : GR_OK;
    while (!code && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
    if (!code && shared->code) {
        *error = shared->error;
        code = shared->code;
    } else if (!code) {
        *result = shared->result;
    }
    munmap(shared, sizeof *shared);
    return code;
}

/* With a painter of its own, as a render's workers have: what was prepared for all of them counts
 * as one's own only where it writes to it. */
static int encode_as_worker(const GrBenchRequest *request, const GrStudio *studio,
                            GrBenchResult *result, GrError *error)
{
    GrStudio own = *studio;
    int code = gr_painter_create(studio->frozen, &own.painter, error);
    if (!code)
        code = encode_round(request, &own, result, error);
    gr_painter_destroy(own.painter);
    return code;
}

/* The film that a workload shows. */
typedef struct Clip {
    char folder[32]; /* "": there is none */
    char set[160];   /* what tells the workload */
} Clip;

/* Renders it, where the workload has one, and adds to what is set. */
static int make_clip(const GrBenchRequest *request, Clip *clip, GrLoadArguments *load,
                     GrError *error)
{
    char target[64], name[64], path[GR_PATH_CAPACITY];
    GrShow *show = NULL;
    GrError none;
    snprintf(name, sizeof name, "%s_clip", request->name);
    if (find_workload(name, path, &none))
        return GR_OK;
    if (load->sets.count == GR_TEXTS_MAX)
        return gr_error_set(error, GR_E_USAGE, "%s: --set leaves no room for its film",
                            request->name);
    char folder[sizeof clip->folder] = "/tmp/glyphreel-bench-XXXXXX";
    if (!mkdtemp(folder))
        return gr_error_errno(error, GR_E_USAGE, "%s", folder);
    memcpy(clip->folder, folder, sizeof folder);
    snprintf(target, sizeof target, "%s/clip.mp4", folder);
    GrRenderJob job = {.wish = {.width = 1920, .height = 1080, .fps = {24, 1}},
                       .target = target,
                       .encode = {.crf = -1},
                       .overwrite = true};
    GrRenderReport report;
    const GrLoadArguments plain = {0};
    int code = load_workload(name, &plain, &show, error);
    job.show = show;
    if (!code)
        code = gr_render_job_run(&job, &report, error);
    gr_show_destroy(show);
    snprintf(clip->set, sizeof clip->set, "scenes.footage.layers.film.field.footage.file=%s",
             target);
    load->sets.list[load->sets.count++] = clip->set;
    return code;
}

static int measure(const GrBenchRequest *request, const GrStudio *nobodys, GrBenchResult *result,
                   GrError *error)
{
    GrShow *show = NULL;
    GrStudio studio = {0};
    GrYuvPicture picture = {0};
    GrWish wish = {.width = request->width, .height = request->height, .fps = {24, 1}};
    GrLoadArguments load = *request->load;
    Clip clip = {0};
    (void)nobodys;
    int code = make_clip(request, &clip, &load, error);
    double start = gr_clock_s();
    memset(result, 0, sizeof *result);
    snprintf(result->name, sizeof result->name, "%s", request->name);
    if (!code)
        code = load_workload(request->name, &load, &show, error);
    if (!code)
        code = gr_studio_open(show, &wish, NULL, 1, NULL, &studio, error);
    if (!code)
        code = make_picture(&picture, request->width, request->height, error);
    if (!code)
        code = gr_painter_seek(studio.painter, 0, 0, error);
    if (!code)
        code = gr_painter_draw(studio.painter, &picture, false, NULL, error);
    result->first_frame_s = gr_clock_s() - start;
    if (!code && WARM_UP_FRAMES + request->frames > gr_frozen_frame_count(studio.frozen))
        code = gr_error_set(error, GR_E_USAGE, "--frames: %s has only %d", request->name,
                            (int)gr_frozen_frame_count(studio.frozen) - WARM_UP_FRAMES);
    if (!code)
        code = draw_rounds(request, &studio, &picture, result, error);
    if (!code)
        code = measure_apart(request, encode_as_worker, &studio, result, error);
    result->width = request->width;
    result->height = request->height;
    result->frames = request->frames;
    gr_aligned_free(picture.plane[0]);
    gr_studio_close(&studio);
    gr_show_destroy(show);
    if (clip.folder[0])
        gr_folder_remove(clip.folder, NULL);
    return code;
}

int gr_bench_measure(const GrBenchRequest *request, GrBenchResult *result, GrError *error)
{
    /* As a render's master does before it forks, so that the libraries are not a worker's own. */
    GrEncodeSettings settings = {.crf = -1, .width = request->width, .height = request->height};
    int code = gr_encode_settings_check(&settings, error);
    return code ? code : measure_apart(request, measure, NULL, result, error);
}

static int render_once(const GrShow *show, const char *target, int workers, double *seconds,
                       GrError *error)
{
    char until[32];
    snprintf(until, sizeof until, "%ds", 2 * SCALING_SECONDS);
    GrRenderJob job = {
        .show = show,
        .wish = {.width = 1920, .height = 1080, .fps = {24, 1}},
        .target = target,
        .encode = {.crf = -1},
        .to = until, /* two segments of equal length: one for each worker */
        .workers = workers,
        .overwrite = true,
    };
    GrRenderReport report;
    int code = gr_render_job_run(&job, &report, error);
    *seconds = report.elapsed_s;
    return code;
}

int gr_bench_scaling(const GrBenchRequest *request, GrScalingResult *result, GrError *error)
{
    int rounds = request->rounds;
    GrShow *show = NULL;
    double one[GR_BENCH_MOST_ROUNDS], two[GR_BENCH_MOST_ROUNDS], ratio[GR_BENCH_MOST_ROUNDS];
    char folder[] = "/tmp/glyphreel-bench-XXXXXX", target[64];
    if (!mkdtemp(folder))
        return gr_error_errno(error, GR_E_USAGE, "%s", folder);
    snprintf(target, sizeof target, "%s/w.mp4", folder);
    int code = load_workload(request->name, request->load, &show, error);
    for (int i = 0; !code && i < rounds; i++) {
        code = render_once(show, target, 1, &one[i], error);
        if (!code)
            code = render_once(show, target, 2, &two[i], error);
        ratio[i] = one[i] / two[i];
    }
    if (!code)
        *result = (GrScalingResult){gr_bench_median(one, rounds), gr_bench_median(two, rounds),
                                    gr_bench_median(ratio, rounds)};
    gr_folder_remove(folder, NULL);
    gr_show_destroy(show);
    return code;
}
