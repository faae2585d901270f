/* SPDX-License-Identifier: MIT
 *
 * A mask: a layer of glyphs is seen only where its stencil (model/stencil.h) covers the picture.
 * Part of a show, const once it is loaded.
 */
#ifndef GR_SCENE_MASK_H
#define GR_SCENE_MASK_H

#include "model/param.h"
#include "model/stencil.h"

/* What of a mask is plain parameters. */
typedef struct GrMaskLook {
    float size, x, y, width, leading, tracking, feather;
    int32_t align; /* GrTextAlign */
    bool invert;
} GrMaskLook;

typedef struct GrMask {
    GrStencilKind kind;
    const char *text, *font;
    GrMaskLook look;
} GrMask;

extern const GrParamTable gr_mask_params;

GrStencilSpec gr_mask_stencil(const GrMask *mask);

#endif
