/* SPDX-License-Identifier: MIT
 *
 * A layer's chain of cell effects: what the freeze makes of it (texts as glyphs of the layer's
 * atlas), and running it over the cells that were painted.
 */
#ifndef GR_RENDER_CELL_CHAIN_H
#define GR_RENDER_CELL_CHAIN_H

#include "glyph/atlas.h"
#include "render/animate.h"
#include "scene/show.h"

typedef struct GrFrozenCell {
    const GrCellUse *use;
    GrBlock params;
    uint64_t seed;
    GrCellText *texts;
    const uint16_t *own;
    size_t scratch_bytes;
} GrFrozenCell;

/* What the glyphs of an item of the chain come from, by index: its effect's own, then its texts.
 * NULL behind the last; "" for a text that is not given. */
const char *gr_cell_use_glyphs(const GrCellUse *use, int index);
/* A text as glyphs of an atlas that was made with it; `shapes`, or NULL, is one of cells of
 * GR_CELL_SHAPE_W x GR_CELL_SHAPE_H pixels. */
int gr_cell_text_init(GrCellText *text, const char *source, const GrAtlas *atlas,
                      const GrAtlas *shapes, GrArena *arena, GrError *error);
/* All of an item but its block and seed. */
int gr_frozen_cell_init(GrFrozenCell *cell, const GrCellUse *use, const GrGrid *grid,
                        const GrAtlas *atlas, const GrAtlas *shapes, GrArena *arena,
                        GrError *error);

/* What the items of a chain share in one frame. */
typedef struct GrCellStage {
    const GrGrid *grid;
    const GrAtlas *atlas;
    const GrRamp *ramp;
    const uint16_t *place;
    const uint32_t *colour;
    const GrScore *score;
    void *blocks, *scratch;
    bool has_wide; /* some glyphs of the atlas take two cells */
} GrCellStage;

void gr_cell_chain_run(const GrFrozenCell *chain, int count, const GrCellStage *stage,
                       const GrCellPlanes *planes);

#endif
