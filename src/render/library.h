/* SPDX-License-Identifier: MIT
 *
 * What layers share while a show is frozen: grids of equal cells, open fonts, and one atlas for
 * every grid, chain of fonts and way of drawing, with the union of the palettes that want it.
 */
#ifndef GR_RENDER_LIBRARY_H
#define GR_RENDER_LIBRARY_H

#include "glyph/atlas.h"
#include "scene/show.h"

/* Open chains by the layer's own font name (NULL: the show's). Closed once all atlases are made. */
typedef struct GrFontCabinet {
    const GrShow *show;
    const char **names;
    GrFonts **fonts;
    int count, capacity;
} GrFontCabinet;

typedef struct GrLibrary GrLibrary;

int gr_font_cabinet_get(GrFontCabinet *cabinet, const char *font, GrFonts **out, GrError *error);
void gr_font_cabinet_finish(GrFontCabinet *cabinet);

/* Grids and atlases for all layers of a show on one size of frame. */
int gr_library_create(const GrShow *show, int width, int height, GrFontCabinet *cabinet,
                      GrLibrary **out, GrError *error);
void gr_library_destroy(GrLibrary *library);
const GrGrid *gr_library_grid(const GrLibrary *library, const GrLayer *layer);
const GrAtlas *gr_library_atlas(const GrLibrary *library, const GrLayer *layer);
/* What the layer's cell effects draw large, in cells of GR_CELL_SHAPE_W x GR_CELL_SHAPE_H pixels;
 * NULL: nothing. */
const GrAtlas *gr_library_shapes(const GrLibrary *library, const GrLayer *layer);
/* Of the code points and the coverage of all atlases. */
uint64_t gr_library_glyph_hash(const GrLibrary *library);

#endif
