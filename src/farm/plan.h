/* SPDX-License-Identifier: MIT
 *
 * The plan: the frozen answer to "which frames, which settings, which segments". A function of the
 * show and its settings alone: never of cores, workers or the clock.
 */
#ifndef GR_FARM_PLAN_H
#define GR_FARM_PLAN_H

#include "base/json.h"
#include "media/encoder.h"
#include "scene/show.h"

typedef enum GrOutputKind {
    GR_OUTPUT_VIDEO,
    GR_OUTPUT_HASH, /* hash:FILE, one line per frame: number, time, checksum */
    GR_OUTPUT_NULL, /* null:, render without encoding */
} GrOutputKind;

typedef struct GrSegment {
    int index;            /* within the plan, in order of time */
    int64_t run_start;    /* where the whole show's segment starts: what pre-roll counts from */
    int64_t first, count; /* frames of the whole show that this segment delivers */
    int first_scene, last_scene;
    uint64_t key; /* what it will contain: settings and frames */
} GrSegment;

typedef struct GrPlan {
    GrOutputKind kind;
    int width, height;
    GrRational fps;
    uint64_t seed;
    char profile[16];
    char reason[256]; /* why this profile, in words */
    GrEncodeSettings encode;
    int64_t show_frames;  /* of the whole show */
    int64_t first, count; /* what this render delivers (--from, --to, --only) */
    GrSegment *segments;
    int segment_count;
    uint64_t hash; /* of all of the above and the show's content */
} GrPlan;

typedef struct GrPlanRequest {
    const GrShow *show;
    GrOutputKind kind;
    int width, height;
    GrRational fps;
    uint64_t seed;
    const char *profile, *reason;
    GrEncodeSettings encode;
    const char *from, *to; /* times as the user wrote them, or NULL */
    const char *only;      /* scene name, or NULL */
} GrPlanRequest;

int gr_plan_create(const GrPlanRequest *request, GrPlan *plan, GrError *error);
void gr_plan_finish(GrPlan *plan);
/* Start of the whole show's segment that contains a frame: for `frame` and `sheet`. */
int64_t gr_plan_run_start(const GrShow *show, GrRational fps, int64_t frame);
void gr_plan_write_json(const GrPlan *plan, const GrShow *show, GrJson *json);

#endif
