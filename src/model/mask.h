/* SPDX-License-Identifier: MIT
 *
 * Masks: how much of a layer, or of what a shader does, is seen at each place of the picture, 0..1.
 * A mask is a list of shapes; each is joined to those before it, and a group is a list of its own
 * that is joined as one shape. A shape is a kind with a name, a sentence and parameters; how it is
 * drawn is in render/masks.h.
 */
#ifndef GR_MODEL_MASK_H
#define GR_MODEL_MASK_H

#include "model/param.h"

typedef enum GrMaskId {
    GR_MASK_CIRCLE,
    GR_MASK_RECT,
    GR_MASK_RING,
    GR_MASK_GRADIENT_H,
    GR_MASK_GRADIENT_V,
    GR_MASK_GRADIENT_RADIAL,
    GR_MASK_IRIS,
    GR_MASK_WIPE_H,
    GR_MASK_WIPE_V,
    GR_MASK_WIPE_ANGLE,
    GR_MASK_CLOCK,
    GR_MASK_DISSOLVE,
    GR_MASK_FIELD,
    GR_MASK_IMAGE,
    GR_MASK_GROUP, /* other shapes */
    GR_MASK_TEXT,
    GR_MASK_COUNT
} GrMaskId;

typedef enum GrMaskJoin { GR_MASK_UNION, GR_MASK_INTERSECT, GR_MASK_SUBTRACT } GrMaskJoin;
typedef enum GrMaskImage { GR_MASK_BY_ALPHA, GR_MASK_BY_LIGHT } GrMaskImage;

enum {
    GR_MASKS_LIST_MAX = 8, /* shapes of one list */
    GR_MASKS_MAX = 24,     /* of a mask, its groups among them */
    GR_MASKS_DEPTH = 4     /* lists within each other, the outermost included */
};

/* What the kinds take, all in one; a kind's table names those that count for it. */
typedef struct GrMaskParams {
    int32_t combine; /* GrMaskJoin */
    bool invert;
    float feather;           /* width of the soft edge: screen units; px for a text */
    float x, y;              /* middle, screen units */
    float radius, thickness; /* screen units */
    float inner;             /* gradient_radial: all is seen up to here */
    float width, height;     /* rect: screen units; text: of the frame's width */
    float corner;            /* rect: radius, screen units */
    float angle;             /* turns */
    float from, to;          /* gradients: where nothing and where all is seen, screen units */
    float open;              /* iris, wipes, clock, dissolve: 0 nothing .. 1 all */
    float cell;              /* dissolve: px */
    float softness;          /* dissolve: how long one cell takes; field: of its values */
    float level;             /* field */
    float size;              /* text: px; image: its height, screen units */
    float scale;             /* text: 1 is its size */
    float leading, tracking; /* text */
    int32_t align;           /* text: GrTextAlign */
    int32_t by;              /* GrMaskImage */
    GrFields of;             /* field: one */
} GrMaskParams;

typedef struct GrMaskKind {
    GrMaskId id;
    const char *name, *summary;
    GrParamTable params; /* of GrMaskParams */
} GrMaskKind;

/* By GrMaskId, without the text, which is written as a mapping of its own; ends with a NULL name.
 */
extern const GrMaskKind gr_mask_kinds[];
extern const char *const gr_mask_joins[], *const gr_mask_join_help[];
const GrMaskKind *gr_mask_find(const char *name);
const char *gr_mask_nearest(const char *name); /* for a "did you mean", or NULL */

#endif
