/* SPDX-License-Identifier: MIT
 *
 * Transitions: how a scene comes in over the one before it. From the new scene's start both are
 * drawn for the transition's length, the older one running on beneath; then the new one stands
 * alone. Each kind is a name, a sentence and the parameters that it takes; how it looks is made in
 * render/mix.h.
 */
#ifndef GR_MODEL_TRANSITION_H
#define GR_MODEL_TRANSITION_H

#include "model/colour.h"
#include "model/ease.h"
#include "model/param.h"

typedef enum GrTransitionId {
    GR_TRANSITION_CUT,
    GR_TRANSITION_CROSSFADE,
    GR_TRANSITION_WIPE,
    GR_TRANSITION_IRIS,
    GR_TRANSITION_CLOCK,
    GR_TRANSITION_DISSOLVE,
    GR_TRANSITION_MASK,
    GR_TRANSITION_GLITCH,
    GR_TRANSITION_FLASH,
    GR_TRANSITION_PUSH,
    GR_TRANSITION_ZOOM,
    GR_TRANSITION_COUNT
} GrTransitionId;

typedef enum GrIrisShape {
    GR_IRIS_CIRCLE,
    GR_IRIS_DIAMOND,
    GR_IRIS_SQUARE,
    GR_IRIS_HEXAGON
} GrIrisShape;
typedef enum GrPushDirection {
    GR_PUSH_LEFT,
    GR_PUSH_RIGHT,
    GR_PUSH_UP,
    GR_PUSH_DOWN
} GrPushDirection;

/* What a mask says: how much of the new scene is seen, or which places change first. AUTO: the
 * first where its shapes follow the transition's progress. */
typedef enum GrMaskSays { GR_MASK_SAYS_AUTO, GR_MASK_SAYS_ORDER, GR_MASK_SAYS_COVER } GrMaskSays;

/* What the kinds take, all in one; a kind's table names those that count for it. */
typedef struct GrTransitionParams {
    int32_t ease; /* GrEase */
    int32_t seed;
    float angle;            /* turns: 0 to the right, 0.25 downwards */
    float feather;          /* width of the soft edge, screen units */
    float glow, glow_width; /* light along the edge; of the way for a dissolve */
    GrColour colour;        /* of that light, of a flash */
    float x, y;             /* middle, screen units */
    int32_t strips;         /* wipe: blinds */
    int32_t hands;          /* clock */
    int32_t shape;          /* GrIrisShape */
    bool closes;            /* iris: the older one shrinks */
    bool backwards;         /* clock: against the clock */
    int32_t cells;          /* dissolve: index into gr_grid_sizes */
    float softness;         /* dissolve, mask: how long one place takes, of the way */
    int32_t by;             /* GrMaskSays */
    float clumps, sweep;    /* dissolve: 0..1 */
    int32_t bands, hold;    /* glitch */
    float strength;         /* glitch, flash */
    float split;            /* glitch: distance of the channels, screen units */
    float peak;             /* flash: when, of the length */
    int32_t direction;      /* GrPushDirection */
    float blur;             /* push, zoom: how long the shutter is open, ticks */
    float amount;           /* zoom: how large the older one grows */
} GrTransitionParams;

typedef struct GrTransitionKind {
    GrTransitionId id;
    const char *name, *summary;
    GrParamTable params; /* of GrTransitionParams */
} GrTransitionKind;

extern const GrTransitionKind gr_transition_kinds[]; /* by GrTransitionId; ends with a NULL name */
const GrTransitionKind *gr_transition_find(const char *name);
const char *gr_transition_nearest(const char *name); /* for a "did you mean", or NULL */

typedef struct GrTransition {
    const GrTransitionKind *kind;
    GrTransitionParams params;
    int64_t length_ns;
} GrTransition;

/* How much of its length is over, and how far it has come on its way, which some easings leave
 * beyond 0 and 1: at a time since the new scene began. The latter, held to 0..1, is `p` in its
 * expressions. */
float gr_transition_part(const GrTransition *transition, double scene_s);
float gr_transition_way(const GrTransition *transition, double scene_s);

#endif
