/* SPDX-License-Identifier: MIT
 *
 * Masks as rows of words, 65535 shows all: near black a 255th of light is many code values. What
 * never changes is one picture, made before the fork; the rest is worked out for the rows of a band
 * when they are drawn.
 */
#ifndef GR_RENDER_MASKS_H
#define GR_RENDER_MASKS_H

#include "render/animate.h"
#include "render/cutout.h"
#include "render/kernels/kernels.h"
#include "render/rows.h"
#include "render/stencil.h"
#include "scene/mask.h"

typedef struct GrFrozenShape {
    const GrMask *mask;
    GrBlock params;           /* GrMaskParams */
    const GrStencil *picture; /* of letters, an image that stand still */
    const GrCutout *cutout;   /* of those that do not */
    uint32_t seed;
} GrFrozenShape;

typedef struct GrFrozenMasks {
    const GrStencil *still; /* all of it, where nothing changes */
    GrFrozenShape *list;
    int count; /* 0: everything is seen */
    int width, height;
    /* Where fields are among the shapes: their grid, and where on it each pixel of a row lies. */
    const GrGrid *grid;
    const int32_t *place;
    const struct GrFrozenLayer *host; /* of masks that belong to no layer of glyphs; or NULL */
    int fields;
    bool whole_fields; /* their levels do not count: all their values are seen */
} GrFrozenMasks;

/* A row for each list within another, and one more. */
enum { GR_MASK_ROWS = GR_MASKS_DEPTH + 1 };

/* One per thread: such rows, but GR_BAND_ROWS instead of the first. */
typedef struct GrMaskScratch {
    uint16_t *row[GR_MASK_ROWS];
    ptrdiff_t pitch; /* words */
} GrMaskScratch;

typedef struct GrShapeNow {
    GrMaskJoin join;
    int members; /* of a group: the shapes behind it that are its own */
    bool invert;
    GrMaskForm form; /* unless there is one of these: */
    const GrStencil *picture;
    bool cut;
    GrCutoutNow cutout;
    const float *cells; /* values of a field */
    float low, scale;   /* from those to 0..1 */
} GrShapeNow;

/* A mask at the moment that is drawn; all zero: everything is seen. */
typedef struct GrMaskNow {
    const GrFrozenMasks *frozen;
    int count;
    float unit; /* screen units per pixel */
    GrShapeNow shape[GR_MASKS_MAX];
} GrMaskNow;

/* `planes` holds a plane of cells for each field among the shapes, in their order; or NULL. */
void gr_mask_begin(GrMaskNow *now, const GrFrozenMasks *frozen, const GrScore *score, void *blocks,
                   float *const *planes);
static inline bool gr_mask_hides(const GrMaskNow *now)
{
    return now->frozen && now->frozen->count;
}
/* `n` values from column x0 on (a kernel step) of a row; in `scratch`, GR_MASK_ROWS rows, or
 * elsewhere. */
const uint16_t *gr_mask_row(const GrMaskNow *now, int y, int x0, int n, uint16_t *const *scratch);
/* Rows of scratch for pictures of this width; false: there is no memory. */
bool gr_mask_rows_init(uint16_t *rows[GR_MASK_ROWS], GrArena *arena, int width);
/* Gives ink the rows of a mask that hides something. */
void gr_mask_ink(const GrMaskNow *now, GrRowsInk *ink, const GrMaskScratch *scratch);
/* Makes the picture of masks of which nothing changes. */
int gr_mask_bake(GrFrozenMasks *masks, GrArena *arena, GrError *error);

#endif
