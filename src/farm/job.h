/* SPDX-License-Identifier: MIT
 *
 * The inside of a render: its state, and the steps that render_job.c calls in turn.
 */
#ifndef GR_FARM_JOB_H
#define GR_FARM_JOB_H

#include "farm/ahead_task.h"
#include "farm/pool.h"
#include "farm/render_job.h"
#include "farm/resources.h"
#include "farm/sound_task.h"
#include "farm/target.h"
#include "farm/work_folder.h"

/* What tests shorten or force. */
typedef struct GrFarmTuning {
    GrPoolTuning pool;
    double auto_limit_s;      /* a longer render makes `auto` choose less */
    double auto_frame_s;      /* pessimistic time of a frame at 1080p: no estimate when even that
                                 stays below half the limit */
    const GrMachine *machine; /* NULL: this one */
} GrFarmTuning;
extern const GrFarmTuning gr_farm_tuning;

/* gr_render_job_run with other limits. */
int gr_render_job_run_tuned(const GrRenderJob *job, const GrFarmTuning *tuning,
                            GrRenderReport *report, GrError *error);

typedef struct GrFarm {
    const GrRenderJob *job;
    const GrFarmTuning *tuning;
    GrRenderReport *report;
    GrMachine machine;
    GrTarget target;
    GrWorkFolder folder;
    GrChoice choice;
    GrEncodeSettings encode;
    GrHearing hearing;
    GrPlan plan;
    GrResources resources;
    GrFrozen *frozen;
    /* The tasks of the pool: the segments, the sound and running ahead, where there are such. */
    int task_count;
    bool has_sound, runs_ahead;
    bool *done;
    int64_t *costs; /* nanoseconds of a core, roughly */
    uint64_t *steps;
    uint64_t sound_key;
    uint64_t build;
    uint64_t seed;
    double start_s, render_start_s;
    int64_t frames_reused;
    double work_reused;   /* in nanoseconds, as the costs are */
    double rate;          /* frames a second of this run, once known */
    int64_t shown_frames; /* the most that the sink was told: a lost worker's frames are done again,
                             but a bar that runs backwards helps nobody */
    double shown_work;    /* the same of all tasks: 0..1 */
} GrFarm;

/* How much of the tasks is done. */
typedef struct GrFarmWork {
    int64_t frames;
    int segments;
    double done, total; /* sums of the tasks' costs */
} GrFarmWork;
GrFarmWork gr_farm_work(const GrFarm *farm);

/* Tells the progress sink; `step` is 0..1 within the phase. */
void gr_farm_tell(GrFarm *farm, GrPhase phase, double step, int running);

/* The plan for the current choice; the hearing is part of its hash when there is one. */
int gr_farm_make_plan(GrFarm *farm, GrPlan *plan, const GrHearing *hearing, GrError *error);
int gr_farm_hear(GrFarm *farm, GrError *error);
/* Settles what `auto` leaves open: from the manifest, by thinking, or by trying. */
int gr_farm_decide_auto(GrFarm *farm, GrError *error);
/* Joins and verifies, or writes the lines of hash:, and gives the result its name. */
int gr_farm_assemble(GrFarm *farm, GrError *error);

#endif
