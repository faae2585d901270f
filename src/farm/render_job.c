/* SPDX-License-Identifier: MIT */
#include "farm/render_job.h"

#include "audio/hear.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "farm/job.h"
#include "farm/worker.h"
#include "media/av.h"
#include "media/container.h"
#include "media/sound_copy.h"
#include "render/milestones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Measured: from 10 for a sparse draft to 50 for noise. Only how it compares to sound matters. */
enum { NS_PER_PIXEL = 20 };

const GrFarmTuning gr_farm_tuning = {
    .pool = GR_POOL_TUNING,
    .auto_limit_s = 3600,
    .auto_frame_s = 0.4,
};

const char *const gr_phase_names[] = {
    "hearing", "estimating", "freezing", "rendering", "joining", "verifying", "done",
};

int gr_farm_make_plan(GrFarm *farm, GrPlan *plan, const GrHearing *hearing, GrError *error)
{
    farm->encode.width = farm->choice.width;
    farm->encode.height = farm->choice.height;
    farm->encode.fps = farm->choice.fps;
    GrPlanRequest request = {
        .show = farm->job->show,
        .kind = farm->target.kind,
        .width = farm->choice.width,
        .height = farm->choice.height,
        .fps = farm->choice.fps,
        .seed = farm->seed,
        .particle_cap = farm->choice.particle_cap,
        .profile = farm->choice.profile,
        .reason = farm->choice.reason,
        .encode = farm->encode,
        .dim_flashes = farm->job->wish.dim_flashes,
        .from = farm->job->from,
        .to = farm->job->to,
        .only = farm->job->only,
        .tool = farm->job->tool ? farm->job->tool : "glyphreel",
        .hearing = hearing,
    };
    return gr_plan_create(&request, plan, error);
}

int gr_farm_hear(GrFarm *farm, GrError *error)
{
    const GrShow *show = farm->job->show;
    GrRational fps = farm->choice.fps, heard = farm->hearing.at_frames.rate;
    if (farm->hearing.at_frames.frames && heard.num == fps.num && heard.den == fps.den) {
        return 0;
    }
    gr_hearing_finish(&farm->hearing);
    memset(&farm->hearing, 0, sizeof farm->hearing);
    gr_farm_tell(farm, GR_PHASE_HEAR, 0, 0);
    int code = gr_hear(&show->sound, show->length_ns, fps, show->tick, gr_interrupt_stops,
                       (void *)farm->job->interrupted, &farm->hearing, error);
    return code ? code : gr_interrupt_check(farm->job->interrupted, error);
}

/* Mistakes of the user come out here, before anything is written. */
static int check_request(GrFarm *farm, GrError *error)
{
    const GrRenderJob *job = farm->job;
    GrPlan plan = {0};
    bool video;
    int code = gr_target_parse(job->target, &farm->target, error);
    if (code) {
        return code;
    }
    video = farm->target.kind == GR_OUTPUT_VIDEO;
    code = gr_profile_choose(&job->wish, job->show, video, &farm->choice, error);
    farm->encode = job->encode;
    farm->encode.width = farm->choice.width;
    farm->encode.height = farm->choice.height;
    farm->encode.fps = farm->choice.fps;
    if (!code && video && !farm->encode.codec[0]) {
        snprintf(farm->encode.codec, sizeof farm->encode.codec, "%s",
                 gr_container_codec(farm->target.container));
    }
    if (!code && video) {
        code = gr_encode_settings_check(&farm->encode, error);
    }
    if (!code && video) {
        code = gr_container_check(farm->target.container, farm->encode.codec, error);
    }
    if (!code) {
        code = gr_farm_make_plan(farm, &plan, NULL, error);
        gr_plan_finish(&plan);
    }
    if (!code) {
        code = gr_target_check(&farm->target, job->show, job->overwrite, error);
    }
    const GrSoundSpec *sound = &job->show->sound;
    if (!code && video && sound->track.copied && sound->kind == GR_SOUND_FILE) {
        code = gr_sound_copy_check(sound->path, farm->target.container, error);
    }
    if (!code && video) {
        code = gr_encode_settings_try(&farm->encode, error);
    }
    return code;
}

static int open_folder(GrFarm *farm, GrError *error)
{
    const char *target = farm->target.stream ? NULL : farm->target.path;
    farm->build = gr_work_build_hash();
    int code = gr_work_folder_place(target, farm->job->work_dir, &farm->folder, error);
    if (!code) {
        code = gr_work_folder_open(&farm->folder, farm->build, error);
    }
    return code;
}

static int make_final_plan(GrFarm *farm, GrError *error)
{
    int code = gr_farm_decide_auto(farm, error);
    if (!code) {
        code = gr_farm_hear(farm, error);
    }
    if (!code) {
        code = gr_farm_make_plan(farm, &farm->plan, &farm->hearing, error);
    }
    if (!code) {
        gr_log(GR_LOG_NOTE, "%dx%d at %.6g fps (%s: %s)", farm->plan.width, farm->plan.height,
               gr_rational_value(farm->plan.fps), farm->plan.profile, farm->plan.reason);
        code = gr_work_folder_adopt(&farm->folder, farm->build, &farm->plan, error);
    }
    if (!code) {
        code = gr_target_check_room(&farm->target, &farm->plan, farm->folder.path, error);
    }
    return code;
}

static GrSoundTask sound_task(const GrFarm *farm)
{
    return (GrSoundTask){&farm->plan, &farm->job->show->sound, farm->folder.path,
                         farm->target.container, farm->job->show->length_ns};
}

static int list_tasks(GrFarm *farm, GrError *error)
{
    const GrPlan *plan = &farm->plan;
    farm->has_sound = plan->kind == GR_OUTPUT_VIDEO && farm->job->show->sound.kind != GR_SOUND_NONE;
    size_t count = (size_t)plan->segment_count + farm->has_sound + 1;
    farm->done = calloc(count, sizeof *farm->done);
    farm->costs = calloc(count, sizeof *farm->costs);
    farm->steps = calloc(count, sizeof *farm->steps);
    if (!farm->done || !farm->costs || !farm->steps) {
        return gr_error_memory(error, "segments", count * 2 * sizeof *farm->costs);
    }
    for (int i = 0; i < plan->segment_count; i++) {
        farm->costs[i] =
            plan->segments[i].count * (int64_t)plan->width * plan->height * NS_PER_PIXEL;
    }
    if (farm->has_sound) {
        GrSoundTask sound = sound_task(farm);
        farm->costs[plan->segment_count] = gr_sound_task_cost(&sound);
    }
    farm->task_count = plan->segment_count + farm->has_sound;
    return 0;
}

/* A plan knows fonts by name only. What they became, and what encodes, is known once it is frozen:
 * segments with other glyphs in them must not be joined with those of this run. */
static void seal_keys(GrFarm *farm)
{
    uint64_t glyphs = gr_frozen_glyph_hash(farm->frozen), codecs = gr_av_build_hash();
    for (int i = 0; i < farm->plan.segment_count; i++) {
        uint64_t words[] = {farm->plan.segments[i].key, glyphs, codecs};
        farm->plan.segments[i].key = gr_hash_bytes(words, sizeof words, 0);
    }
    if (farm->has_sound) {
        GrSoundTask sound = sound_task(farm);
        farm->sound_key = gr_sound_task_key(&sound);
    }
}

static void reuse_files(GrFarm *farm)
{
    int count = gr_work_folder_reuse(&farm->folder, &farm->plan, farm->done);
    if (farm->has_sound) {
        GrSoundTask sound = sound_task(farm);
        farm->done[farm->plan.segment_count] = gr_sound_task_reuse(&sound, farm->sound_key);
    }
    GrFarmWork work = gr_farm_work(farm);
    farm->frames_reused = work.frames;
    farm->work_reused = work.done;
    farm->report->segments_reused = count;
    if (count > 0) {
        gr_log(GR_LOG_NOTE, "%d of %d segments are there from an earlier run", count,
               farm->plan.segment_count);
    }
}

/* What is kept of simulations must not push out the workers. */
static size_t milestone_bytes(const GrMachine *machine)
{
    uint64_t share = machine->usable_memory / 16;
    return share > 0 && share < GR_MILESTONE_BYTES ? (size_t)share : GR_MILESTONE_BYTES;
}

static GrAheadTask ahead_task(const GrFarm *farm)
{
    return (GrAheadTask){&farm->plan, farm->frozen, farm->done};
}

/* Known only when it is clear which segments are missing. */
static void add_running_ahead(GrFarm *farm)
{
    GrAheadTask ahead = ahead_task(farm);
    farm->runs_ahead = gr_ahead_task_needed(&ahead);
    if (farm->runs_ahead) {
        farm->costs[farm->task_count++] = gr_ahead_task_cost(&ahead);
    }
}

static int freeze(GrFarm *farm, GrError *error)
{
    const GrPlan *plan = &farm->plan;
    GrWorkerLoad load = {plan->width, plan->height, plan->kind == GR_OUTPUT_VIDEO,
                         gr_show_has_transitions(farm->job->show)};
    farm->resources = gr_resources_choose(&farm->machine, &load, plan->segment_count,
                                          farm->has_sound, farm->job->workers, farm->job->threads);
    if (farm->resources.memory_short) {
        gr_log(GR_LOG_NOTE, "memory is short (%llu MB free): %d worker%s at once",
               (unsigned long long)(farm->machine.usable_memory >> 20), farm->resources.workers,
               farm->resources.workers == 1 ? "" : "s");
    }
    GrRenderSettings settings = {
        .width = plan->width,
        .height = plan->height,
        .fps = plan->fps,
        .seed = plan->seed,
        .particle_cap = plan->particle_cap,
        .threads = farm->resources.threads,
        .dim_flashes = farm->job->wish.dim_flashes,
        .starts = plan->whole.at,
        .start_count = plan->whole.count,
        .milestone_bytes = milestone_bytes(&farm->machine),
        .interrupted = farm->job->interrupted,
    };
    gr_farm_tell(farm, GR_PHASE_FREEZE, 0, 0);
    int code = gr_frozen_create(farm->job->show, &farm->hearing, &settings, &farm->frozen, error);
    if (!code && gr_frozen_frame_count(farm->frozen) != plan->show_frames) {
        code = gr_error_set(error, GR_E_INTERNAL, "the freeze has %lld frames, the plan %lld",
                            (long long)gr_frozen_frame_count(farm->frozen),
                            (long long)plan->show_frames);
    }
    return code ? code : gr_interrupt_check(farm->job->interrupted, error);
}

/* The last task, if there is one. */
static bool is_ahead(const GrFarm *farm, int task)
{
    return farm->runs_ahead && task == farm->task_count - 1;
}

static int run_task(void *user, int task, int attempt, GrPulse *pulse, GrError *error)
{
    GrFarm *farm = user;
    GrWork work = {&farm->plan, farm->frozen, farm->folder.path};
    (void)attempt;
    if (is_ahead(farm, task)) {
        GrAheadTask ahead = ahead_task(farm);
        return gr_ahead_task_run(&ahead, pulse, error);
    }
    if (task >= farm->plan.segment_count) {
        GrSoundTask sound = sound_task(farm);
        return gr_sound_task_run(&sound, farm->sound_key, pulse, error);
    }
    return gr_work_segment(&work, &farm->plan.segments[task], pulse, error);
}

static void describe_task(void *user, int task, char *text, size_t capacity)
{
    const GrFarm *farm = user;
    if (task >= farm->plan.segment_count) {
        snprintf(text, capacity, is_ahead(farm, task) ? "running ahead" : "the sound");
        return;
    }
    const GrSegment *segment = &farm->plan.segments[task];
    snprintf(text, capacity, "segment %d (frames %lld to %lld, scene '%.80s')", task,
             (long long)segment->first, (long long)(segment->first + segment->count - 1),
             farm->job->show->scenes[segment->first_scene].name);
}

static void log_of_task(void *user, int task, char path[GR_PATH_CAPACITY])
{
    const GrFarm *farm = user;
    int index = is_ahead(farm, task)               ? GR_WORK_AHEAD
                : task >= farm->plan.segment_count ? GR_WORK_SOUND
                                                   : task;
    gr_work_log_path(farm->folder.path, index, path);
}

static void finish_task(void *user, int task, const GrPulse *pulse)
{
    GrFarm *farm = user;
    (void)task;
    GrRenderReport *report = farm->report;
    const GrTaskTotals *totals = &pulse->totals;
    for (int i = 0; i < GR_STAGE_COUNT; i++) {
        report->stage_ns[i] += totals->stage_ns[i];
    }
    report->encode_ns += totals->encode_ns;
    if (totals->private_bytes > report->peak_worker_bytes) {
        report->peak_worker_bytes = totals->private_bytes;
    }
    if (totals->allocation_frames) {
        uint64_t rate = (totals->allocations * 1000 + totals->allocation_frames - 1) /
                        totals->allocation_frames;
        if (rate > report->allocations_per_frame_x1000) {
            report->allocations_per_frame_x1000 = rate;
        }
    }
}

static void tick_task(void *user, const GrPoolView *view)
{
    gr_farm_tell(user, GR_PHASE_RENDER, 0, view->running);
}

static int run_tasks(GrFarm *farm, GrError *error)
{
    GrPoolReport pool_report = {0};
    GrPool pool = {
        .task_count = farm->task_count,
        .costs = farm->costs,
        .urgent = farm->runs_ahead,
        .done = farm->done,
        .steps = farm->steps,
        .workers = farm->resources.workers,
        .tuning = farm->tuning->pool,
        .run = run_task,
        .describe = describe_task,
        .log_path = log_of_task,
        .finished = finish_task,
        .tick = tick_task,
        .user = farm,
        .folder = farm->folder.path,
        .interrupted = farm->job->interrupted,
    };
    farm->render_start_s = gr_clock_s();
    gr_farm_tell(farm, GR_PHASE_RENDER, 0, 0);
    int code = gr_pool_run(&pool, &pool_report, error);
    double spent_s = gr_clock_s() - farm->render_start_s;
    int64_t drawn = gr_farm_work(farm).frames - farm->frames_reused;
    farm->report->frames_per_s = spent_s > 0 ? (double)drawn / spent_s : 0;
    farm->report->workers = pool_report.workers;
    farm->report->retries = pool_report.retries;
    return code;
}

/* In the order of the tasks, so that it does not matter who was done first. */
static void gather_warnings(GrFarm *farm)
{
    for (int task = 0; task < farm->task_count; task++) {
        char path[GR_PATH_CAPACITY];
        log_of_task(farm, task, path);
        gr_warnings_read_log(&farm->report->warnings, path);
    }
}

/* Nothing is lost when it fails: the segments stay, for another limit or another joining. */
static int look_back(GrFarm *farm, GrError *error)
{
    GrReview *review = &farm->report->review;
    int code = gr_review(&farm->plan, farm->frozen, farm->folder.path, review, error);
    if (!code && review->flash_count && farm->job->flash_limit == GR_FLASH_FAIL)
        code = gr_error_set(
            error, GR_E_FLASHES, "%s: not made: there are too many flashes in %d passage%s",
            farm->job->target, review->flash_count, review->flash_count == 1 ? "" : "s");
    return code;
}

static void fill_report(GrFarm *farm)
{
    GrRenderReport *report = farm->report;
    snprintf(report->target, sizeof report->target, "%s", farm->job->target);
    report->width = farm->plan.width;
    report->height = farm->plan.height;
    report->fps = farm->plan.fps;
    report->frames = farm->plan.count;
    report->segments = farm->plan.segment_count;
    report->duration_s = gr_frame_start_s(farm->plan.count, farm->plan.fps);
    report->elapsed_s = gr_clock_s() - farm->start_s;
    snprintf(report->profile, sizeof report->profile, "%s", farm->plan.profile);
    snprintf(report->reason, sizeof report->reason, "%s", farm->plan.reason);
}

/* Lets the folder go and says, in the error, where what is left of the work lies. */
static void close_folder(GrFarm *farm, int code, GrError *error)
{
    bool resumable =
        !farm->folder.temporary && farm->plan.hash && gr_work_folder_has_segments(&farm->folder);
    bool logs = code == GR_E_WORKER || code == GR_E_VERIFY || code == GR_E_ENCODE;
    bool flashes = code == GR_E_FLASHES;
    bool leftovers = farm->folder.lock >= 0 && !farm->plan.hash && farm->folder.has_manifest;
    bool keep = code ? farm->folder.lock >= 0 && (resumable || logs || leftovers) : farm->job->keep;
    char path[GR_PATH_CAPACITY];
    memcpy(path, farm->folder.path, sizeof path);
    if (farm->folder.lock >= 0 || farm->folder.temporary) {
        gr_work_folder_close(&farm->folder, keep);
    }
    if (code && keep && !leftovers) {
        size_t used = strlen(error->message);
        snprintf(error->message + used, sizeof error->message - used, "\n%s %s%s",
                 resumable ? "what is finished is kept in" : "logs are kept in", path,
                 flashes     ? "; --flash-limit report joins it all the same"
                 : resumable ? "; the same command goes on from there"
                             : "");
    } else if (!code && keep) {
        gr_log(GR_LOG_NOTE, "the work folder is kept: %s", path);
    }
}

int gr_render_job_run_tuned(const GrRenderJob *job, const GrFarmTuning *tuning,
                            GrRenderReport *report, GrError *error)
{
    GrError own = {0};
    GrFarm farm = {.job = job, .tuning = tuning, .report = report, .folder = {.lock = -1}};
    memset(report, 0, sizeof *report);
    farm.start_s = gr_clock_s();
    farm.seed = job->seed ? *job->seed : job->show->seed;
    if (tuning->machine) {
        farm.machine = *tuning->machine;
    } else {
        gr_machine_detect(&farm.machine);
    }
    int code = check_request(&farm, &own);
    if (!code) {
        code = open_folder(&farm, &own);
    }
    if (!code) {
        code = make_final_plan(&farm, &own);
    }
    if (!code) {
        code = list_tasks(&farm, &own);
    }
    if (!code) {
        code = freeze(&farm, &own);
    }
    if (!code) {
        seal_keys(&farm);
        reuse_files(&farm);
        add_running_ahead(&farm);
        code = run_tasks(&farm, &own);
        gather_warnings(&farm);
    }
    if (!code) {
        code = look_back(&farm, &own);
    }
    if (!code) {
        code = gr_farm_assemble(&farm, &own);
    }
    if (!code) {
        gr_farm_tell(&farm, GR_PHASE_DONE, 1, 0);
        fill_report(&farm);
    }
    close_folder(&farm, code, &own);
    gr_frozen_destroy(farm.frozen);
    gr_hearing_finish(&farm.hearing);
    gr_plan_finish(&farm.plan);
    free(farm.done);
    free(farm.costs);
    free(farm.steps);
    return code ? gr_error_set(error, code, "%s", own.message) : 0;
}

int gr_render_job_run(const GrRenderJob *job, GrRenderReport *report, GrError *error)
{
    return gr_render_job_run_tuned(job, &gr_farm_tuning, report, error);
}
