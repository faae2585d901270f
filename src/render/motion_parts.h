/* SPDX-License-Identifier: MIT
 *
 * What the files of the motions share.
 */
#ifndef GR_RENDER_MOTION_PARTS_H
#define GR_RENDER_MOTION_PARTS_H

#include "base/rng.h"
#include "render/motion.h"

/* What poses are made from. */
typedef struct GrMotionScene {
    const GrMotionPlan *plan;
    const GrMotionParams *params;
    const GrMoment *moment;
    const GrMotionShown *shown;
    const GrCue *cue;
    const GrMotionCue *places;
    const GrTextBlock *block;
    float px;
    float at_s, length_s; /* since the cue began; of the cue */
    float in_s, out_s;    /* how long it comes and goes, so that it is there in between */
} GrMotionScene;

void gr_motion_pose_sung(const GrMotionScene *scene, GrPose *poses);
void gr_motion_pose_typed(const GrMotionScene *scene, GrPose *poses, GrCaret *caret);

/* How far before its start and after its end a karaoke line is seen. */
float gr_motion_lead_s(const GrMotionPlan *plan, const GrMotionParams *params, int cue);
float gr_motion_tail_s(const GrMotionPlan *plan, const GrMotionParams *params, int cue);

/* Seconds from the cue's start. */
static inline float gr_motion_since(const GrCue *cue, int64_t ns)
{
    return (float)((double)(ns - cue->start_ns) * 1e-9);
}

static inline float gr_motion_length(const GrCue *cue)
{
    return gr_motion_since(cue, cue->end_ns);
}

#endif
