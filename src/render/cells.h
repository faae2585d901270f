/* SPDX-License-Identifier: MIT
 *
 * From a layer's field to cells: which glyph in which colour, for one moment. Also the layer's
 * simulation: its state and the ticks it has advanced by.
 */
#ifndef GR_RENDER_CELLS_H
#define GR_RENDER_CELLS_H

#include "render/fields.h"

/* One layer of the scene that is being drawn; memory for the largest layer at this index. */
typedef struct GrCells {
    const GrFrozenLayer *layer;
    const GrLayerLook *look; /* at the moment that was drawn */
    GrWheel *own_wheel;      /* colours of that look; NULL where no look changes over time */
    uint32_t opacity;        /* of GR_OPAQUE */
    uint16_t *glyph;
    uint8_t *rgb[3];
    int *first, *last; /* by row: columns first <= i < last hold all glyphs that are not blank */
    GrMaskNow mask;
    float *mask_planes[GR_MASKS_MAX]; /* values of the fields that are masks */
    void *state;
    int64_t steps; /* ticks that the state has seen; -1 before init */
} GrCells;

/* Planes that all layers use in turn. */
typedef struct GrCellScratch {
    float *value, *pick, *light;
    uint8_t *level;
    uint16_t *place;
    uint32_t *source; /* colours of the rule source; only where needs->sources */
    GrFieldScratch field;
} GrCellScratch;

/* Memory for GrCells and scratch comes from the painter's arena. */
int gr_cells_init(GrCells *cells, GrArena *arena, const GrNeeds *needs, int index, GrError *error);
int gr_cell_scratch_init(GrCellScratch *scratch, GrArena *arena, const GrNeeds *needs,
                         GrError *error);
/* Takes up a layer as its scene begins: the state is as before its first tick. */
void gr_cells_enter(GrCells *cells, const GrFrozenLayer *layer);
/* True when the state has not yet seen tick `tick`. */
bool gr_cells_behind(const GrCells *cells, int64_t tick);
/* Takes the state as near to having seen `tick` as was kept of it (render/milestones.h). */
void gr_cells_leap(GrCells *cells, int64_t tick);
/* Advances the state by its next tick; the score is that tick's. `blocks` is the scene state's
 * memory for parameters that change over time. */
void gr_cells_step(GrCells *cells, const GrCellScratch *scratch, const GrScore *score,
                   void *blocks);
void gr_cells_draw(GrCells *cells, const GrCellScratch *scratch, const GrScore *score,
                   void *blocks);

#endif
