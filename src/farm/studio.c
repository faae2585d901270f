/* SPDX-License-Identifier: MIT */
#include "audio/hear.h"
#include "farm/render_job.h"

#include <string.h>

int gr_studio_open(const GrShow *show, const GrWish *wish, const uint64_t *seed, int threads,
                   const GrInterrupt *interrupted, GrStudio *studio, GrError *error)
{
    memset(studio, 0, sizeof *studio);
    studio->next_frame = -1;
    GrChoice choice;
    int code = gr_profile_choose(wish, show, false, &choice, error);
    if (!code) {
        studio->width = choice.width;
        studio->height = choice.height;
        studio->fps = choice.fps;
        code = gr_plan_cuts(show, studio->fps, &studio->cuts, error);
    }
    if (!code && studio->cuts.count < 1) {
        code = gr_error_set(error, GR_E_SHOW, "%s: the show is shorter than one frame", show->path);
    }
    if (!code) {
        code = gr_hear(&show->sound, show->length_ns, studio->fps, show->tick, gr_interrupt_stops,
                       (void *)interrupted, &studio->hearing, error);
    }
    GrRenderSettings settings = {
        .width = studio->width,
        .height = studio->height,
        .fps = studio->fps,
        .seed = seed ? *seed : show->seed,
        .particle_cap = choice.particle_cap,
        .threads = threads > 0 ? threads : 1,
        .dim_flashes = wish->dim_flashes,
        .starts = studio->cuts.at,
        .start_count = studio->cuts.count,
        .interrupted = interrupted,
    };
    if (!code) {
        code = gr_frozen_create(show, &studio->hearing, &settings, &studio->frozen, error);
    }
    if (!code) {
        code = gr_painter_create(studio->frozen, &studio->painter, error);
    }
    if (code) {
        gr_studio_close(studio);
    }
    return code;
}

int gr_studio_frame(GrStudio *studio, const GrShow *show, int64_t frame, GrFrameStats *stats,
                    GrError *error)
{
    int64_t end = studio->cuts.at[studio->cuts.count];
    if (frame < 0 || frame >= end) {
        return gr_error_set(error, GR_E_USAGE, "%s: frame %lld is outside 0..%lld", show->path,
                            (long long)frame, (long long)end - 1);
    }
    int64_t run_start = studio->cuts.at[gr_cuts_find(&studio->cuts, frame)];
    int code = 0;
    /* A worker starts afresh at each of the show's segments, and so must we. */
    if (frame != studio->next_frame || frame == run_start) {
        code = gr_painter_seek(studio->painter, run_start, frame, error);
    }
    if (!code) {
        code = gr_painter_draw(studio->painter, NULL, true, stats, error);
    }
    studio->next_frame = code ? -1 : frame + 1;
    return code;
}

void gr_studio_close(GrStudio *studio)
{
    if (studio) {
        gr_painter_destroy(studio->painter);
        gr_frozen_destroy(studio->frozen);
        gr_hearing_finish(&studio->hearing);
        gr_cuts_finish(&studio->cuts);
        memset(studio, 0, sizeof *studio);
    }
}
