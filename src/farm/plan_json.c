/* SPDX-License-Identifier: MIT */
#include "farm/plan.h"

#include <stdio.h>
#include <stdlib.h>

static void write_hash(GrJson *json, const char *key, uint64_t value)
{
    char text[17];
    snprintf(text, sizeof text, "%016llx", (unsigned long long)value);
    gr_json_key_string(json, key, text);
}

/* A number as long as every reader keeps it whole. */
static void write_seed(GrJson *json, uint64_t seed)
{
    char text[24];
    if (seed < (1ull << 53)) {
        gr_json_key_int(json, "seed", (int64_t)seed);
    } else {
        snprintf(text, sizeof text, "%llu", (unsigned long long)seed);
        gr_json_key_string(json, "seed", text);
    }
}

static void write_span(GrJson *json, int64_t first, int64_t count, GrRational fps)
{
    gr_json_key_int(json, "first_frame", first);
    gr_json_key_int(json, "frames", count);
    gr_json_key_number(json, "start_s", gr_frame_start_s(first, fps));
    gr_json_key_number(json, "end_s", gr_frame_start_s(first + count, fps));
}

static void write_encode(GrJson *json, const GrEncodeSettings *encode)
{
    gr_json_key(json, "encode");
    gr_json_open_object(json);
    gr_json_key_string(json, "codec", encode->codec);
    gr_json_key_string(json, "preset", encode->preset);
    if (encode->bitrate > 0) {
        gr_json_key_int(json, "bitrate", encode->bitrate);
    } else {
        gr_json_key_number(json, "crf", encode->crf);
    }
    gr_json_close_object(json);
}

static void write_scenes(GrJson *json, const GrPlan *plan, const GrShow *show)
{
    gr_json_key(json, "scenes");
    gr_json_open_array(json);
    for (int i = 0; i < show->scene_count; i++) {
        const GrScene *scene = &show->scenes[i];
        int64_t first = gr_first_frame_at(scene->start_ns, plan->fps);
        int64_t end = gr_first_frame_at(scene->end_ns, plan->fps);
        gr_json_open_object(json);
        gr_json_key_string(json, "name", scene->name);
        write_span(json, first, end - first, plan->fps);
        gr_json_close_object(json);
    }
    gr_json_close_array(json);
}

static void write_segments(GrJson *json, const GrPlan *plan, const GrShow *show)
{
    gr_json_key(json, "segments");
    gr_json_open_array(json);
    for (int i = 0; i < plan->segment_count; i++) {
        const GrSegment *s = &plan->segments[i];
        gr_json_open_object(json);
        gr_json_key_int(json, "index", s->index);
        write_span(json, s->first, s->count, plan->fps);
        gr_json_key_int(json, "run_start", s->run_start);
        gr_json_key_string(json, "first_scene", show->scenes[s->first_scene].name);
        gr_json_key_string(json, "last_scene", show->scenes[s->last_scene].name);
        write_hash(json, "key", s->key);
        gr_json_close_object(json);
    }
    gr_json_close_array(json);
}

void gr_plan_write_json(const GrPlan *plan, const GrShow *show, GrJson *json)
{
    char fps[48];
    snprintf(fps, sizeof fps, "%lld/%lld", (long long)plan->fps.num, (long long)plan->fps.den);
    gr_json_open_object(json);
    gr_json_key_int(json, "version", 1);
    gr_json_key_string(json, "show", show->path);
    gr_json_key_string(json, "title", show->title);
    gr_json_key_string(json, "artist", show->artist && show->artist[0] ? show->artist : NULL);
    gr_json_key_string(json, "output", gr_output_kind_name(plan->kind));
    write_hash(json, "hash", plan->hash);
    gr_json_key_string(json, "profile", plan->profile);
    gr_json_key_string(json, "reason", plan->reason);
    gr_json_key_int(json, "width", plan->width);
    gr_json_key_int(json, "height", plan->height);
    gr_json_key_string(json, "fps", fps);
    write_seed(json, plan->seed);
    gr_json_key_int(json, "particle_cap", plan->particle_cap);
    gr_json_key_int(json, "show_frames", plan->show_frames);
    write_span(json, plan->first, plan->count, plan->fps);
    if (plan->kind == GR_OUTPUT_VIDEO) {
        write_encode(json, &plan->encode);
    }
    write_scenes(json, plan, show);
    write_segments(json, plan, show);
    gr_json_close_object(json);
}
