/* SPDX-License-Identifier: MIT */
#include "farm/plan.h"

#include "base/hash.h"
#include "base/text.h"
#include "scene/show_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLAN_FORMAT = 3 }; /* raise it when the meaning of a plan changes */

const char *gr_output_kind_name(GrOutputKind kind)
{
    static const char *const names[] = {"video", "hash", "null"};
    return names[kind];
}

int gr_plan_scene_starts(const GrShow *show, GrRational fps, int64_t **starts, GrError *error)
{
    size_t bytes = (size_t)(show->scene_count + 1) * sizeof **starts;
    *starts = malloc(bytes);
    if (!*starts) {
        return gr_error_memory(error, "scene starts", bytes);
    }
    for (int i = 0; i < show->scene_count; i++) {
        (*starts)[i] = gr_first_frame_at(show->scenes[i].start_ns, fps);
    }
    (*starts)[show->scene_count] = gr_first_frame_at(show->length_ns, fps);
    return 0;
}

/* Feedback is drawn anew from a little before a segment, history of effects is replayed from the
 * scene's start. */
static bool layer_steps(const GrLayer *layer)
{
    bool steps = layer->effect && layer->effect->state_bytes;
    for (int i = 0; i < layer->field_count; i++) {
        steps = steps || layer->fields[i]->effect->state_bytes;
    }
    return steps;
}

static bool has_history(const GrScene *scene)
{
    bool stateful = scene->feedback != NULL;
    for (int i = 0; i < scene->layer_count; i++) {
        stateful = stateful || layer_steps(&scene->layers[i]);
    }
    return stateful;
}

static int cut_whole(const GrShow *show, GrRational fps, const int64_t *starts, GrCuts *cuts,
                     GrError *error)
{
    size_t count = (size_t)show->scene_count;
    bool *history = calloc(count + 1, sizeof *history);
    if (!history) {
        return gr_error_memory(error, "segments", count);
    }
    for (size_t i = 0; i < count; i++) {
        history[i] = has_history(&show->scenes[i]);
    }
    int code = gr_cuts_create(starts, history, show->scene_count, fps, cuts, error);
    free(history);
    return code;
}

int gr_plan_cuts(const GrShow *show, GrRational fps, GrCuts *cuts, GrError *error)
{
    int64_t *starts;
    int code = gr_plan_scene_starts(show, fps, &starts, error);
    if (!code) {
        code = cut_whole(show, fps, starts, cuts, error);
        free(starts);
    }
    return code;
}

int64_t gr_plan_run_start(const GrShow *show, GrRational fps, int64_t frame)
{
    GrCuts cuts = {0};
    int code = gr_plan_cuts(show, fps, &cuts, NULL);
    int64_t start = code ? code : cuts.at[gr_cuts_find(&cuts, frame)];
    gr_cuts_finish(&cuts);
    return start;
}

int64_t gr_plan_next_run(const GrPlan *plan, int64_t frame)
{
    return plan->whole.at[gr_cuts_find(&plan->whole, frame) + 1];
}

static const char *scene_name_at(const void *names, int index)
{
    const GrShow *show = names;
    return index < show->scene_count ? show->scenes[index].name : NULL;
}

int gr_plan_find_scene(const GrShow *show, const char *name, int *index, GrError *error)
{
    for (*index = 0; *index < show->scene_count; (*index)++) {
        if (strcmp(show->scenes[*index].name, name) == 0) {
            return 0;
        }
    }
    const char *nearest = gr_nearest_name(name, scene_name_at, show);
    if (nearest) {
        return gr_error_set(error, GR_E_USAGE,
                            "--only: the show has no scene '%s'; did you mean '%s'?", name,
                            nearest);
    }
    GrText all = {0};
    for (int i = 0; i < show->scene_count && all.length < 400; i++) {
        gr_text_printf(&all, "%s%s", i ? ", " : "", show->scenes[i].name);
    }
    int code = gr_error_set(error, GR_E_USAGE, "--only: the show has no scene '%s'; it has %s%s",
                            name, gr_text_string(&all), all.length < 400 ? "" : ", ...");
    gr_text_finish(&all);
    return code;
}

/* A time that the user wrote, as the frame from which (or up to which) it counts. */
static int parse_edge(const GrPlanRequest *request, const char *option, const char *text,
                      int64_t show_frames, int64_t *frame, GrError *error)
{
    int64_t ns;
    if (gr_show_moment(request->show, text, &ns, error)) {
        return gr_error_context(error, "%s", option);
    }
    *frame = gr_first_frame_at(ns, request->fps);
    if (ns < 0 || *frame > show_frames) {
        return gr_error_set(error, GR_E_USAGE,
                            "%s %s is outside the show, which is %.6gs (%lld frames) long", option,
                            text, (double)request->show->length_ns / (double)GR_NS_PER_S,
                            (long long)show_frames);
    }
    return 0;
}

int gr_plan_span(const GrPlanRequest *request, const int64_t *starts, int64_t *first,
                 int64_t *count, GrError *error)
{
    GrError own = {0}; /* the caller's may be NULL, but its code is needed here */
    int64_t show_frames = starts[request->show->scene_count], from = 0, to = show_frames;
    int scene = 0, code = 0;
    if (request->from) {
        code = parse_edge(request, "--from", request->from, show_frames, &from, &own);
    }
    if (!code && request->to) {
        code = parse_edge(request, "--to", request->to, show_frames, &to, &own);
    }
    if (!code && from >= to) {
        code =
            request->from && !request->to && from == show_frames
                ? gr_error_set(&own, GR_E_USAGE, "--from %s is the end of the show", request->from)
                : gr_error_set(&own, GR_E_USAGE, "--from %s is not before --to %s",
                               request->from ? request->from : "0s",
                               request->to ? request->to : "end");
    }
    if (!code && request->only) {
        code = gr_plan_find_scene(request->show, request->only, &scene, &own);
    }
    if (!code && request->only) {
        from = from > starts[scene] ? from : starts[scene];
        to = to < starts[scene + 1] ? to : starts[scene + 1];
        if (from >= to) {
            code = gr_error_set(&own, GR_E_USAGE, "scene '%s' has no frame between %s and %s",
                                request->only, request->from ? request->from : "its start",
                                request->to ? request->to : "its end");
        }
    }
    if (code) {
        return gr_error_set(error, own.code, "%s", own.message);
    }
    *first = from;
    *count = to - from;
    return 0;
}

static void add_track(GrHash *hash, const GrSignalTrack *track)
{
    gr_hash_add_u64(hash, (uint64_t)track->count);
    for (int64_t i = 0; i < track->count; i++) {
        int16_t values[GR_SIGNAL_COUNT];
        for (int s = 0; s < GR_SIGNAL_COUNT; s++) {
            values[s] = (int16_t)(track->frames[i].v[s] * 4096.0f + 0.5f);
        }
        gr_hash_add(hash, values, sizeof values);
    }
    for (int64_t i = 0; i < track->count * track->own_count; i++) {
        gr_hash_add_u64(hash, (uint64_t)(int64_t)(track->own[i] * 4096.0f));
    }
}

/* What was heard, coarsely enough that a decoder's last bit does not matter. */
static void add_hearing(GrHash *hash, const GrHearing *hearing)
{
    gr_hash_add_u64(hash, (uint64_t)(hearing->duration_s * 1000.0 + 0.5));
    gr_hash_add_u64(hash, (uint64_t)hearing->beats.count);
    gr_hash_add_u64(hash, (uint64_t)hearing->beats.first_downbeat);
    for (int i = 0; i < hearing->beats.count; i++) {
        gr_hash_add_u64(hash, (uint64_t)(int64_t)(hearing->beats.time_s[i] * 10000.0));
    }
    for (int i = 0; i < hearing->section_count; i++) {
        gr_hash_add_u64(hash, (uint64_t)(int64_t)(hearing->sections[i].start_s * 10000.0));
    }
    add_track(hash, &hearing->at_frames);
    add_track(hash, &hearing->at_ticks);
    gr_sonogram_hash(&hearing->sonogram, hash);
}

/* Everything that decides what frames look like and how they are encoded, but which frames. */
static uint64_t settings_hash(const GrPlanRequest *request, GrHash *hash)
{
    const GrEncodeSettings *e = &request->encode;
    gr_hash_reset(hash);
    gr_hash_add_u64(hash, PLAN_FORMAT);
    gr_hash_add_string(hash, request->tool);
    gr_hash_add_u64(hash, request->show->content_hash);
    gr_hash_add_u64(hash, request->seed);
    gr_hash_add_u64(hash, (uint64_t)request->kind);
    gr_hash_add_u64(hash, (uint64_t)request->width);
    gr_hash_add_u64(hash, (uint64_t)request->height);
    gr_hash_add_u64(hash, (uint64_t)request->fps.num);
    gr_hash_add_u64(hash, (uint64_t)request->fps.den);
    gr_hash_add_u64(hash, (uint64_t)request->particle_cap);
    if (request->kind == GR_OUTPUT_VIDEO) {
        gr_hash_add_string(hash, e->codec);
        gr_hash_add_string(hash, e->preset);
        gr_hash_add_u64(hash, (uint64_t)(int64_t)(e->crf * 1000.0));
        gr_hash_add_u64(hash, (uint64_t)e->bitrate);
        gr_hash_add_string(hash, e->extra);
    }
    if (request->dim_flashes) {
        gr_hash_add_string(hash, "dim flashes");
    }
    if (request->hearing) {
        add_hearing(hash, request->hearing);
    }
    return gr_hash_value(hash);
}

static int scene_of(const int64_t *starts, int scene_count, int64_t frame)
{
    int scene = 0;
    while (scene + 1 < scene_count && starts[scene + 1] <= frame) {
        scene++;
    }
    return scene;
}

static int fill_segments(const GrPlanRequest *request, GrPlan *plan, const int64_t *starts,
                         const GrCuts *part, GrError *error)
{
    int code = 0;
    GrHash *hash = gr_hash_create();
    plan->segments = calloc((size_t)part->count, sizeof *plan->segments);
    if (!hash || !plan->segments) {
        code = gr_error_memory(error, "segments", (size_t)part->count * sizeof *plan->segments);
        goto done;
    }
    plan->segment_count = part->count;
    uint64_t settings = settings_hash(request, hash);
    for (int i = 0; i < part->count; i++) {
        GrSegment *s = &plan->segments[i];
        s->index = i;
        s->first = part->at[i];
        s->count = part->at[i + 1] - part->at[i];
        s->run_start = plan->whole.at[gr_cuts_find(&plan->whole, s->first)];
        s->first_scene = scene_of(starts, request->show->scene_count, s->first);
        s->last_scene = scene_of(starts, request->show->scene_count, s->first + s->count - 1);
        gr_hash_reset(hash);
        gr_hash_add_u64(hash, settings);
        gr_hash_add_u64(hash, (uint64_t)s->run_start);
        gr_hash_add_u64(hash, (uint64_t)s->first);
        gr_hash_add_u64(hash, (uint64_t)s->count);
        s->key = gr_hash_value(hash);
    }
    gr_hash_reset(hash);
    gr_hash_add_u64(hash, settings);
    for (int i = 0; i < part->count; i++) {
        gr_hash_add_u64(hash, plan->segments[i].key);
    }
    plan->hash = gr_hash_value(hash);
done:
    gr_hash_destroy(hash);
    return code;
}

int gr_plan_create(const GrPlanRequest *request, GrPlan *plan, GrError *error)
{
    GrCuts part = {0};
    int64_t *starts = NULL;
    memset(plan, 0, sizeof *plan);
    plan->kind = request->kind;
    plan->width = request->width;
    plan->height = request->height;
    plan->fps = request->fps;
    plan->seed = request->seed;
    plan->particle_cap = request->particle_cap;
    plan->encode = request->encode;
    snprintf(plan->profile, sizeof plan->profile, "%s", request->profile ? request->profile : "");
    snprintf(plan->reason, sizeof plan->reason, "%s", request->reason ? request->reason : "");
    int code = gr_plan_scene_starts(request->show, request->fps, &starts, error);
    if (!code) {
        plan->show_frames = starts[request->show->scene_count];
        code = plan->show_frames < 1
                   ? gr_error_set(error, GR_E_SHOW, "%s: the show is shorter than one frame",
                                  request->show->path)
                   : gr_plan_span(request, starts, &plan->first, &plan->count, error);
    }
    if (!code) {
        code = cut_whole(request->show, request->fps, starts, &plan->whole, error);
    }
    if (!code) {
        code = gr_cuts_clip(&plan->whole, plan->first, plan->first + plan->count, &part, error);
    }
    if (!code) {
        code = fill_segments(request, plan, starts, &part, error);
    }
    gr_cuts_finish(&part);
    free(starts);
    if (code) {
        gr_plan_finish(plan);
    }
    return code;
}

void gr_plan_finish(GrPlan *plan)
{
    if (plan) {
        free(plan->segments);
        gr_cuts_finish(&plan->whole);
        memset(plan, 0, sizeof *plan);
    }
}
