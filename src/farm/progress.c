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

GrFarmWork gr_farm_work(const GrFarm *farm)
{
    GrFarmWork work = {0};
    for (int i = 0; i < farm->task_count; i++) {
        bool is_segment = i < farm->plan.segment_count;
        int64_t all = is_segment ? farm->plan.segments[i].count : farm->plan.count;
        int64_t now = (int64_t)farm->steps[i] < all ? (int64_t)farm->steps[i] : all;
        now = farm->done[i] ? all : now;
        work.frames += is_segment ? now : 0;
        work.segments += is_segment && farm->done[i];
        work.done += (double)farm->costs[i] * (double)now / (double)all;
        work.total += (double)farm->costs[i];
    }
    return work;
}

static void note_most(GrFarm *farm, const GrFarmWork *work)
{
    double share = work->total > 0 ? work->done / work->total : 0;
    farm->shown_frames = work->frames > farm->shown_frames ? work->frames : farm->shown_frames;
    farm->shown_work = share > farm->shown_work ? share : farm->shown_work;
}

void gr_farm_tell(GrFarm *farm, GrPhase phase, double step, int running)
{
    if (!farm->job->progress) {
        return;
    }
    double now = gr_clock_s();
    GrFarmWork work = gr_farm_work(farm);
    int64_t fresh = work.frames - farm->frames_reused;
    double fresh_work = work.done - farm->work_reused;
    note_most(farm, &work);
    double spent_s = now - farm->render_start_s;
    GrProgress progress = {
        .phase = phase,
        .frames_done = farm->shown_frames,
        .frames_total = farm->plan.count,
        .segments_done = work.segments,
        .segments_total = farm->plan.segment_count,
        .workers_running = running,
        .eta_s = -1,
        .total_share = share_of(phase, farm->shown_work, step),
        .elapsed_s = now - farm->start_s,
    };
    /* The first frames of a run pay for seeks and encoders: no guess before there is something. */
    if (farm->render_start_s > 0 && spent_s > 0.5 && fresh > 0 && phase == GR_PHASE_RENDER) {
        farm->rate = (double)fresh / spent_s;
        progress.eta_s = (work.total - work.done) / fresh_work * spent_s / RENDER_SHARE;
    }
    progress.fps = farm->rate;
    farm->job->progress(farm->job->user, &progress);
}
