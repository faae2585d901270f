/* SPDX-License-Identifier: MIT
 *
 * A whole render: checks before any work, profile, hearing, freeze, plan, workers, join,
 * verification, rename, clean-up. Also the shorter way to the same frozen state for stills.
 */
#ifndef GR_FARM_RENDER_JOB_H
#define GR_FARM_RENDER_JOB_H

#include "base/files.h"
#include "base/interrupt.h"
#include "farm/plan.h"
#include "farm/profile.h"
#include "farm/review.h"
#include "farm/warnings.h"
#include "render/painter.h"

typedef enum GrPhase {
    GR_PHASE_HEAR,
    GR_PHASE_ESTIMATE,
    GR_PHASE_FREEZE,
    GR_PHASE_RENDER,
    GR_PHASE_JOIN,
    GR_PHASE_VERIFY,
    GR_PHASE_DONE
} GrPhase;
extern const char *const gr_phase_names[];

typedef struct GrProgress {
    GrPhase phase;
    int64_t frames_done, frames_total;
    int segments_done, segments_total;
    int workers_running;
    double fps;         /* frames a second so far */
    double eta_s;       /* negative while unknown */
    double total_share; /* 0..1, joining and verifying included */
    double elapsed_s;
} GrProgress;
typedef void GrProgressSink(void *user, const GrProgress *progress);

typedef struct GrRenderJob {
    const GrShow *show;
    GrWish wish;
    const char *target; /* path, "hash:FILE" or "null:" */
    /* Codec, preset, crf, bitrate, extra as the user gave them: zeroed but for crf, which is
     * negative when it was not given. */
    GrEncodeSettings encode;
    const char *from, *to, *only;
    const uint64_t *seed; /* NULL: the show's */
    int workers;          /* 0: choose */
    int threads;          /* OpenMP threads per worker; 0: choose, only where cores are idle */
    const char *work_dir; /* NULL: .OUT.glyphreel/ beside the target */
    const char *tool;     /* "glyphreel 1.2.3", for tags and the plan's hash; NULL: "glyphreel" */
    GrFlashLimit flash_limit;
    bool overwrite, keep;
    GrProgressSink *progress; /* called a few times a second; may be NULL */
    void *user;
    const GrInterrupt *interrupted;
} GrRenderJob;

/* What a render can tell afterwards. */
typedef struct GrRenderReport {
    char target[GR_PATH_CAPACITY];
    int width, height;
    GrRational fps;
    int64_t frames;
    double duration_s, elapsed_s, frames_per_s;
    int workers, segments, segments_reused, retries;
    uint64_t file_bytes;
    uint64_t peak_worker_bytes;                   /* private memory of the largest worker */
    uint64_t stage_ns[GR_STAGE_COUNT], encode_ns; /* summed over workers */
    uint64_t allocations_per_frame_x1000;         /* ours, in the frame loop */
    char profile[16], reason[256];
    GrReview review;     /* there also when the render failed on it */
    GrWarnings warnings; /* of the workers, whatever became of the render; also those of an earlier
                            run whose segments are used */
} GrRenderReport;

int gr_render_job_run(const GrRenderJob *job, GrRenderReport *report, GrError *error);

/* Hearing and freeze for stills and benches: the same settings rules, no encoder. */
typedef struct GrStudio {
    GrHearing hearing;
    GrFrozen *frozen;
    GrPainter *painter;
    int width, height;
    GrRational fps;
    GrCuts cuts;        /* the whole show's segments */
    int64_t next_frame; /* that the painter would draw without seeking; -1: none */
} GrStudio;

int gr_studio_open(const GrShow *show, const GrWish *wish, const uint64_t *seed, int threads,
                   const GrInterrupt *interrupted, GrStudio *studio, GrError *error);
/* Draws one frame of the whole show, exactly as the whole render would. */
int gr_studio_frame(GrStudio *studio, const GrShow *show, int64_t frame, GrFrameStats *stats,
                    GrError *error);
void gr_studio_close(GrStudio *studio);

#endif
