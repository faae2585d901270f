/* SPDX-License-Identifier: MIT
 *
 * The masks of a show (model/mask.h): a layer is seen, or a shader works, only where they say.
 * Const once the show is loaded.
 */
#ifndef GR_SCENE_MASK_H
#define GR_SCENE_MASK_H

#include "model/mask.h"
#include "model/stencil.h"
#include "scene/animation.h"

/* One shape, or a group, whose members follow it in the list. */
typedef struct GrMask {
    GrPlace place;
    GrMaskId id;
    const GrParamTable *table;    /* of its parameters */
    const char *text, *font;      /* of a text */
    const struct GrNode *letters; /* of a text whose fonts were not asked yet: for the loader */
    const char *file;             /* of an image: with its folder */
    int members;                  /* of a group: how many of the list follow, all within it */
    GrMaskParams params;
    GrAnimation animation;
} GrMask;

typedef struct GrMasks {
    const GrMask *list; /* NULL: everything is seen */
    int count;          /* at most GR_MASKS_MAX, with those in groups */
    /* Of a text, a shader or a transition that has fields among them: a layer that is never seen,
     * whose grid and fields they are. Else NULL. */
    const struct GrLayer *host;
} GrMasks;

extern const GrParamTable gr_mask_params; /* of a text */

/* Whether what a transition's masks cover is what is seen of the new scene (GrMaskSays); else their
 * values say which places change first. */
bool gr_masks_cover(const GrMasks *masks, int32_t says);

/* The letters of a text. */
GrStencilSpec gr_mask_stencil(const GrMask *mask);

#endif
