/* SPDX-License-Identifier: MIT
 *
 * The plan: the frozen answer to "which frames, which settings, which segments". A function of the
 * show and its settings alone: never of cores, workers or the clock.
 */
#ifndef GR_FARM_PLAN_H
#define GR_FARM_PLAN_H

#include "base/json.h"
#include "farm/segments.h"
#include "media/encoder.h"
#include "model/signal.h"
#include "scene/show.h"

typedef enum GrOutputKind {
    GR_OUTPUT_VIDEO,
    GR_OUTPUT_HASH, /* hash:FILE, one line per frame: number, time, checksum */
    GR_OUTPUT_NULL, /* null:, render without encoding */
} GrOutputKind;

typedef struct GrSegment {
    int index;            /* within the plan, in order of time */
    int64_t run_start;    /* where the whole show's segment with `first` starts: what pre-roll
                             counts from; see gr_plan_next_run */
    int64_t first, count; /* frames of the whole show that this segment delivers */
    int first_scene, last_scene;
    uint64_t key; /* what it will contain: settings and frames */
} GrSegment;

typedef struct GrPlan {
    GrOutputKind kind;
    int width, height;
    GrRational fps;
    uint64_t seed;
    int particle_cap; /* the most particles that a field draws; 0: all that there are */
    char profile[16];
    char reason[256]; /* why this profile, in words */
    GrEncodeSettings encode;
    int64_t show_frames;  /* of the whole show */
    int64_t first, count; /* what this render delivers (--from, --to, --only) */
    GrSegment *segments;
    int segment_count;
    GrCuts whole;  /* the whole show's segments, whatever part is rendered */
    uint64_t hash; /* of all of the above and the show's content */
} GrPlan;

typedef struct GrPlanRequest {
    const GrShow *show;
    GrOutputKind kind;
    int width, height;
    GrRational fps;
    uint64_t seed;
    int particle_cap;
    const char *profile, *reason;
    GrEncodeSettings encode;
    bool dim_flashes;         /* see GrRenderSettings */
    const char *from, *to;    /* times as the user wrote them, or NULL */
    const char *only;         /* scene name, or NULL */
    const char *tool;         /* name and version: frames of another version do not mix; or NULL */
    const GrHearing *hearing; /* its tracks enter the hash; NULL leaves them out */
} GrPlanRequest;

/* Times outside the show, an empty span and an unknown scene are GR_E_USAGE. */
int gr_plan_create(const GrPlanRequest *request, GrPlan *plan, GrError *error);
void gr_plan_finish(GrPlan *plan);
/* Start of the whole show's segment that contains a frame: for `frame` and `sheet`. Negative when
 * memory is out. */
int64_t gr_plan_run_start(const GrShow *show, GrRational fps, int64_t frame);
/* The first frame after `frame` at which a segment of the whole show starts: there a worker whose
 * segment holds frames of two seeks anew. */
int64_t gr_plan_next_run(const GrPlan *plan, int64_t frame);
/* First frame of each scene and, last, the end of the show: scene_count + 1 values to free(). */
int gr_plan_scene_starts(const GrShow *show, GrRational fps, int64_t **starts, GrError *error);
/* The frames that --from, --to and --only of a request leave; `starts` as above. */
int gr_plan_span(const GrPlanRequest *request, const int64_t *starts, int64_t *first,
                 int64_t *count, GrError *error);
/* Index of the scene named by `--only`; GR_E_USAGE with the nearest name or all of them. */
int gr_plan_find_scene(const GrShow *show, const char *name, int *index, GrError *error);
/* The whole show's segments. */
int gr_plan_cuts(const GrShow *show, GrRational fps, GrCuts *cuts, GrError *error);
const char *gr_output_kind_name(GrOutputKind kind); /* video, hash, null */
void gr_plan_write_json(const GrPlan *plan, const GrShow *show, GrJson *json);

#endif
