/* SPDX-License-Identifier: MIT
 *
 * Draws bands of the picture: the background, then every layer's glyphs blended over it. Bands of
 * pixels ignore the rows of cells.
 */
#ifndef GR_RENDER_COMPOSE_H
#define GR_RENDER_COMPOSE_H

#include "render/cells.h"
#include "render/rows.h"
#include "render/sprite.h"
#include "render/text.h"

/* One per thread. */
typedef struct GrComposeScratch {
    uint8_t *cover;  /* GR_BAND_ROWS lines of coverage */
    ptrdiff_t pitch; /* of those and of the lines below */
    GrPixel *colour[3];
    GrPixel *plain[3]; /* a row of plain background */
    /* Where glyphs have colours of their own: GR_BAND_ROWS lines of them, a row of these scaled by
     * the cells' colours, and the white that other glyphs have instead. Else NULL. */
    GrPixel *own[3], *tinted[3];
    uint8_t *white;
    const uint8_t **cells;
    GrMaskScratch mask;
    GrTextScratch text; /* of shows with text */
    GrSpriteScratch sprite;
} GrComposeScratch;

int gr_compose_scratch_init(GrComposeScratch *scratch, GrArena *arena, const GrNeeds *needs,
                            int width, GrError *error);
/* What of layers of text and of pictures is drawn in its place; both by layer. `drawn` holds a
 * background that is not plain. Pixels up to GR_ROW_SLACK past the width are overwritten. In the
 * end all of the band is bytes. */
void gr_compose_band(const GrCells *layers, const GrTextState *texts, const GrSpriteState *sprites,
                     int count, const GrBackdrop *backdrop, const GrCanvas *drawn, GrRows *band,
                     const GrComposeScratch *scratch);

#endif
