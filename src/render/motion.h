/* SPDX-License-Identifier: MIT
 *
 * How texts move: which cues are seen at a time, where, and where each of their letters is. All of
 * it is a function of the time; a plan, made before the fork and const afterwards, holds what does
 * not change. Kinds and their parameters are in model/motion.h.
 *
 * A frame: gr_motion_shown gives the cues, gr_motion_pose the letters of one of them.
 */
#ifndef GR_RENDER_MOTION_H
#define GR_RENDER_MOTION_H

#include "base/arena.h"
#include "glyph/text_block.h"
#include "model/cue.h"
#include "model/moment.h"
#include "model/motion.h"

enum { GR_MOTION_SHOWN_MAX = 16 };

/* One letter. What is filled has the colour `sung`: from the side where the piece is read first up
 * to an edge, given as a share of its advance, with a slope that is `soft` wide. Both may lie far
 * outside of 0..1; gr_pose_fill_at tells what that means for a column. */
typedef struct GrPose {
    float dx, dy; /* px */
    float alpha;  /* 0..1 */
    float unsung; /* what alpha lost because it is not sung yet: its plate keeps it */
    float light;  /* 0: its colour .. 1: white */
    float fill, soft;
} GrPose;

/* How much of the colour `sung` a column has, 0..1; x in block px. */
static inline float gr_pose_fill_at(const GrPose *pose, const GrPiece *piece, float x)
{
    float width = gr_maxf(piece->x1 - piece->x0, 1.0f);
    float along = (piece->rtl ? piece->x1 - x : x - piece->x0) / width;
    return gr_unitf((pose->fill - along) / gr_maxf(pose->soft, 1e-3f) + 0.5f);
}

/* A bar where a typewriter types; nothing to draw where alpha is 0. Block px. */
typedef struct GrCaret {
    float x0, x1, top, bottom;
    float alpha;
} GrCaret;

/* A cue that is seen, and where its block is moved to as a whole. */
typedef struct GrMotionShown {
    int cue;
    double at_s;  /* since it began; negative before */
    float dx, dy; /* px */
    float alpha;  /* 0..1 */
} GrMotionShown;

typedef struct GrMotionTexts {
    const GrCues *cues;
    const GrTextBlock *blocks; /* one for each cue, made of its text as it is */
    float px;                  /* pixels for one of a frame whose short side is 1080 */
    float anchor;              /* which height of a block stands at its place: 0 top .. 1 bottom */
    uint64_t seed;
} GrMotionTexts;

/* Which part of its cue a piece belongs to (-1: none so far), and where it lies in the part and in
 * the part's word, 0..1 by advance. */
typedef struct GrMotionPiece {
    int part;
    int word_first, word_last; /* the parts of its word */
    float part_from, part_to, word_from, word_to;
} GrMotionPiece;

typedef struct GrMotionCue {
    const GrMotionPiece *pieces;       /* one for each of its block */
    float row_y;                       /* where its row is, px */
    float stack_y;                     /* where it is in the stack, px; the first is at 0 */
    float room_before_s, room_after_s; /* to its neighbours in the row */
    int first; /* the earliest cue that may still be seen when this one begins */
    int letter_count;
} GrMotionCue;

typedef struct GrMotionPlan {
    const GrMotionKind *kind;
    GrMotionTexts texts;
    const GrMotionCue *cues; /* one for each */
} GrMotionPlan;

/* `params` are those of the show; those that change over time are handed in for each frame. The
 * texts must live as long as the plan. */
int gr_motion_plan_make(GrMotionPlan *plan, const GrMotionKind *kind, const GrMotionParams *params,
                        const GrMotionTexts *texts, GrArena *arena, GrError *error);
/* How many cues are seen at a time of their clock, in the order in which they are drawn. */
int gr_motion_shown(const GrMotionPlan *plan, const GrMotionParams *params, double at_s,
                    GrMotionShown out[GR_MOTION_SHOWN_MAX]);
/* One pose for each piece of the cue's block. */
void gr_motion_pose(const GrMotionPlan *plan, const GrMotionParams *params, const GrMoment *moment,
                    const GrMotionShown *shown, GrPose *poses, GrCaret *caret);

#endif
