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

/* One shape. */
typedef struct GrMask {
    GrPlace place;
    GrMaskId id;
    const GrParamTable *table;    /* of its parameters */
    const char *text, *font;      /* of a text */
    const struct GrNode *letters; /* of a text whose fonts were not asked yet: for the loader */
    const char *file;             /* of an image: with its folder */
    GrMaskParams params;
    GrAnimation animation;
} GrMask;

typedef struct GrMasks {
    const GrMask *list; /* NULL: everything is seen */
    int count;          /* at most GR_MASKS_MAX */
    /* Of a text or a shader that has fields among them: a layer that is never seen, whose grid and
     * fields they are. Else NULL. */
    const struct GrLayer *host;
} GrMasks;

extern const GrParamTable gr_mask_params; /* of a text */

/* The letters of a text. */
GrStencilSpec gr_mask_stencil(const GrMask *mask);

#endif
