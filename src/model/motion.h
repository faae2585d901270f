/* SPDX-License-Identifier: MIT
 *
 * Motions: how a text comes, stays and goes. Each kind is a name, a sentence and the parameters
 * that it takes; how it moves is made in render/motion.h. A motion is a function of the time alone,
 * so that any frame can be drawn by itself.
 */
#ifndef GR_MODEL_MOTION_H
#define GR_MODEL_MOTION_H

#include "model/ease.h"
#include "model/param.h"

typedef enum GrMotionId {
    GR_MOTION_STILL,
    GR_MOTION_TYPEWRITER,
    GR_MOTION_FADE,
    GR_MOTION_FLASH,
    GR_MOTION_SCATTER,
    GR_MOTION_WAVE,
    GR_MOTION_KARAOKE,
    GR_MOTION_STACK,
    GR_MOTION_COUNT
} GrMotionId;

/* What is lit at a time. */
typedef enum GrMotionUnit {
    GR_MOTION_LINE,
    GR_MOTION_WORD,
    GR_MOTION_SYLLABLE,
    GR_MOTION_LETTER
} GrMotionUnit;

/* Where the letters of `scatter` come from and go to. */
typedef enum GrMotionFrom {
    GR_MOTION_AROUND,
    GR_MOTION_ABOVE,
    GR_MOTION_BELOW,
    GR_MOTION_SIDES
} GrMotionFrom;

/* What the kinds take, all in one; a kind's table names those that count for it. */
typedef struct GrMotionParams {
    int32_t ease; /* GrEase */
    int32_t seed;
    float in, out;   /* s */
    float rise;      /* px */
    float stagger;   /* 0..1 of `in` and `out`, by which the last letter is later than the first */
    float rate;      /* typewriter: letters a second */
    float jitter;    /* typewriter: 0..1 */
    bool caret;      /* typewriter */
    bool follow;     /* typewriter: the words' own times */
    float decay;     /* flash: s */
    float light;     /* flash, karaoke: 0..1 */
    float pop;       /* flash: share of the block's size */
    float dim;       /* alpha of what is not the middle of attention */
    float amount;    /* scatter: px */
    int32_t from;    /* scatter: GrMotionFrom */
    float amplitude; /* wave: px */
    float length;    /* wave: px */
    float speed;     /* wave: turns/s */
    int32_t by;      /* karaoke, stack: GrMotionUnit */
    bool sweep;      /* karaoke, stack: the unit fills along its way, not at once */
    float soft;      /* karaoke, stack: px */
    float lift;      /* karaoke, stack: px */
    float ahead;     /* karaoke: s */
    int32_t before;  /* stack: lines */
    int32_t after;   /* stack: lines */
    float gap;       /* stack: px */
    float react;
} GrMotionParams;

typedef struct GrMotionKind {
    GrMotionId id;
    const char *name, *summary;
    GrParamTable params; /* of GrMotionParams */
} GrMotionKind;

extern const GrMotionKind gr_motion_kinds[]; /* by GrMotionId; ends with a NULL name */
const GrMotionKind *gr_motion_find(const char *name);
const char *gr_motion_nearest(const char *name); /* for a "did you mean", or NULL */

#endif
