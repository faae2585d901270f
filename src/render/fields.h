/* SPDX-License-Identifier: MIT
 *
 * Drawing and stepping a layer's field with all that belongs to it: the warps that bend its
 * coordinates, the fields among its parameters, and the field of its hue.
 */
#ifndef GR_RENDER_FIELDS_H
#define GR_RENDER_FIELDS_H

#include "render/frozen_parts.h"
#include "render/reels.h"

/* Planes that all layers use in turn. */
typedef struct GrFieldScratch {
    void *own;            /* the scratch of effects */
    float *x, *y, *r, *a; /* bent coordinates; these and the rest only where needs->nested */
    float *of_warp;       /* the field of a warp */
    float *value;         /* of a bound field before it is bent, */
    float *pick, *light;  /* and of any field within: nobody looks at these */
    float *hue;           /* the field of a hue */
    float *colour[3];     /* of a hue's source; only where needs->sources */
    GrReels *reels;       /* the painter's; NULL: the show has no films */
} GrFieldScratch;

int gr_field_scratch_init(GrFieldScratch *scratch, GrArena *arena, const GrNeeds *needs,
                          GrError *error);

/* A layer's field at a moment. `state` is the layer's, `blocks` the scene state's. */
typedef struct GrFieldStage {
    GrFieldHost host;
    const GrFrozenLayer *layer;
    const GrFieldScratch *scratch;
    const GrScore *score;
    void *state, *blocks;
    GrGrid bent;
    const GrGrid *grid; /* on which fields are drawn: the layer's own, or `bent` */
} GrFieldStage;

/* Without warps, for steps; then gr_field_stage_bend() for pictures. */
void gr_field_stage_begin(GrFieldStage *stage, const GrFrozenLayer *layer,
                          const GrFieldScratch *scratch, const GrScore *score, void *state,
                          void *blocks);
void gr_field_stage_bend(GrFieldStage *stage);
/* The layer's effect, which it must have. */
void gr_field_stage_draw(const GrFieldStage *stage, const GrFieldOutput *output);
/* A field within the layer. */
void gr_field_stage_draw_within(const GrFieldStage *stage, const GrFieldUse *use, float *value);
/* The same on the grid itself, whatever the warps. */
void gr_field_stage_draw_flat(const GrFieldStage *stage, const GrFieldUse *use, float *value);
/* The colours of the layer's source (scene/show.h), which it must have, into scratch->colour. */
void gr_field_stage_colours(const GrFieldStage *stage);
/* The fields among a layer's masks, a plane for each; `stage` is that of the layer or the host. */
void gr_field_stage_draw_masks(const GrFieldStage *stage, const GrFrozenMasks *masks,
                               float *const *planes);
/* All states as before the first tick, from zeroed memory; and one tick on. */
void gr_field_stage_plant(const GrFieldStage *stage);
void gr_field_stage_step(const GrFieldStage *stage);

#endif
