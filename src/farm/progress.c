/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "farm/job.h"

/* Shares of the whole: rendering is nearly all of it, but 100 % means done. */
#define RENDER_SHARE 0.96
#define JOIN_SHARE   0.03
#define VERIFY_SHARE 0.01

static double share_of(GrPhase phase, double rendered, double step)
{
    switch (phase) {
    case GR_PHASE_HEAR:
    case GR_PHASE_ESTIMATE:
    case GR_PHASE_FREEZE:
        return 0;
    case GR_PHASE_RENDER:
        return RENDER_SHARE * rendered;
    case GR_PHASE_JOIN:
        return RENDER_SHARE + JOIN_SHARE * step;
    case GR_PHASE_VERIFY:
        return RENDER_SHARE + JOIN_SHARE + VERIFY_SHARE * step;
    case GR_PHASE_DONE:
        break;
    }
    return 1;
}

void gr_farm_tell(GrFarm *farm, GrPhase phase, double step, int running, int64_t steps_running)
{
    if (!farm->job->progress) {
        return;
    }
    double now = gr_clock_s();
    int64_t total = farm->plan.count;
    int64_t fresh = farm->frames_done + steps_running;
    int64_t done = farm->frames_reused + fresh;
    int64_t shown = done < total ? done : total;
    farm->shown_frames = shown > farm->shown_frames ? shown : farm->shown_frames;
    double rendered = total > 0 ? (double)farm->shown_frames / (double)total : 0;
    double spent_s = now - farm->render_start_s;
    GrProgress progress = {
        .phase = phase,
        .frames_done = farm->shown_frames,
        .frames_total = total,
        .segments_done = farm->segments_done,
        .segments_total = farm->plan.segment_count,
        .workers_running = running,
        .eta_s = -1,
        .total_share = share_of(phase, rendered, step),
        .elapsed_s = now - farm->start_s,
    };
    /* The first frames of a run pay for seeks and encoders: no guess before there is something. */
    if (farm->render_start_s > 0 && spent_s > 0.5 && fresh > 0 && phase == GR_PHASE_RENDER) {
        farm->rate = (double)fresh / spent_s;
        progress.eta_s = (double)(total - done) / farm->rate / RENDER_SHARE;
        progress.eta_s = progress.eta_s > 0 ? progress.eta_s : 0;
    }
    progress.fps = farm->rate;
    farm->job->progress(farm->job->user, &progress);
}
