/* SPDX-License-Identifier: MIT */
#include "farm/review.h"

#include "farm/work_folder.h"

#include <stdio.h>
#include <string.h>

const char *const gr_flash_limit_names[] = {"report", "fail", "attenuate", NULL};
const char *const gr_finding_names[] = {"dark", "bright", "flashes", "red flashes"};

/* A review in the making. */
typedef struct Reviewer {
    const GrPlan *plan;
    const GrFrozen *frozen;
    GrReview *review;
    GrDimWatch dim;
    GrDimRun last; /* told last: scenes that come and go are told once */
    GrFlashes *flashes;
} Reviewer;

static GrFinding *next_finding(GrReview *review)
{
    if (review->count == GR_FINDINGS) {
        review->left_out++;
        return NULL;
    }
    return &review->list[review->count++];
}

static void tell_dim(Reviewer *reviewer, const GrDimRun *run)
{
    GrReview *review = reviewer->review;
    const GrFrozen *frozen = reviewer->frozen;
    GrDimRun *last = &reviewer->last;
    GrFinding *finding;
    if (last->count && last->scene == run->scene && last->bright == run->bright) {
        last->mean = (last->mean * (double)last->count + run->mean * (double)run->count) /
                     (double)(last->count + run->count);
        last->count = run->first + run->count - last->first;
        finding = review->left_out ? NULL : &review->list[review->count - 1];
    } else {
        *last = *run;
        finding = next_finding(review);
    }
    if (!finding)
        return;
    *finding = (GrFinding){
        .kind = run->bright ? GR_FINDING_BRIGHT : GR_FINDING_DARK,
        .scene = gr_frozen_show(frozen)->scenes[run->scene].name,
        .from_s = gr_frame_start_s(last->first, reviewer->plan->fps),
        .to_s = gr_frame_start_s(last->first + last->count, reviewer->plan->fps),
        .mean = last->mean,
    };
    gr_dim_print(frozen, last, finding->words);
}

static void tell_flashes(Reviewer *reviewer, const GrFlashSpan *span)
{
    GrReview *review = reviewer->review;
    const GrRational fps = reviewer->plan->fps;
    int64_t first = reviewer->plan->first + span->first, last = reviewer->plan->first + span->last;
    GrFinding *finding = next_finding(review);
    bool red = span->kind == GR_FLASH_RED;
    review->flash_count++;
    if (!finding)
        return;
    *finding = (GrFinding){
        .kind = red ? GR_FINDING_RED_FLASHES : GR_FINDING_FLASHES,
        .scene = gr_frozen_show(reviewer->frozen)
                     ->scenes[gr_frozen_scene_of(reviewer->frozen, (first + last) / 2)]
                     .name,
        .from_s = gr_frame_start_s(first, fps),
        .to_s = gr_frame_start_s(last + 1, fps),
        .rate = (double)span->rate,
        .area = (double)span->area,
        .change = (double)span->change,
    };
    char from[GR_CLOCK_TEXT], to[GR_CLOCK_TEXT];
    snprintf(
        finding->words, sizeof finding->words,
        "scene '%.80s' (%s-%s): up to %.3g %sflashes a second over %.0f %% of the frame, "
        "changes of %.0f %%: more than three may harm viewers with photosensitive epilepsy; "
        "let them come slower, smaller or with less contrast, or dim them: --flash-limit attenuate",
        finding->scene, gr_clock_print(from, first, fps), gr_clock_print(to, last + 1, fps),
        finding->rate, red ? "red " : "", finding->area * 100.0, finding->change * 100.0);
}

static int review_segment(Reviewer *reviewer, const GrSegment *segment, const char *folder,
                          GrError *error)
{
    const GrLightShape shape = gr_light_shape(reviewer->plan->width, reviewer->plan->height);
    char path[GR_PATH_CAPACITY];
    uint8_t light[GR_LIGHT_MOST_BYTES];
    GrSegmentReader *reader = NULL;
    GrDimRun run;
    gr_work_segment_path(folder, segment->index, path);
    int code = gr_segment_reader_open_again(path, reviewer->plan->hash, &reader, error);
    for (int64_t i = 0; i < segment->count && !code; i++) {
        double mean = (double)gr_segment_reader_records(reader)[i].mean_luma;
        if (gr_dim_watch_add(&reviewer->dim, segment->first + i, 1, mean, &run))
            tell_dim(reviewer, &run);
        code = gr_segment_reader_light(reader, i, light, gr_light_bytes(&shape), error);
        if (!code)
            code = gr_flashes_add(reviewer->flashes, light, error);
    }
    gr_segment_reader_close(reader);
    return code;
}

int gr_review(const GrPlan *plan, const GrFrozen *frozen, const char *folder, GrReview *review,
              GrError *error)
{
    Reviewer reviewer = {.plan = plan, .frozen = frozen, .review = review};
    GrDimRun run;
    int spans = 0;
    memset(review, 0, sizeof *review);
    gr_dim_watch_begin(&reviewer.dim, frozen);
    int code = gr_flashes_create(plan->width, plan->height, plan->fps, &reviewer.flashes, error);
    for (int i = 0; i < plan->segment_count && !code; i++)
        code = review_segment(&reviewer, &plan->segments[i], folder, error);
    if (!code)
        code = gr_flashes_end(reviewer.flashes, error);
    if (!code && gr_dim_watch_end(&reviewer.dim, &run))
        tell_dim(&reviewer, &run);
    const GrFlashSpan *list = code ? NULL : gr_flashes_spans(reviewer.flashes, &spans);
    for (int i = 0; i < spans; i++)
        tell_flashes(&reviewer, &list[i]);
    gr_flashes_destroy(reviewer.flashes);
    return code;
}
