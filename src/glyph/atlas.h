/* SPDX-License-Identifier: MIT
 *
 * An atlas: the coverage of every glyph that a grid can show, rasterised for each of the up to four
 * cell sizes that the grid's edges make (widths and heights differ by one pixel, which must not
 * show as a seam where cells are only a few pixels wide). A ramp: which glyph and which shade a
 * field's value becomes, so that a linear ramp of values is a linear ramp of mean light. Both are
 * made before the fork and const afterwards.
 */
#ifndef GR_GLYPH_ATLAS_H
#define GR_GLYPH_ATLAS_H

#include "glyph/font.h"
#include "model/grid.h"
#include "model/palette.h"

typedef struct GrAtlas {
    int glyph_count;           /* glyph 0 is the blank */
    int widths[2], heights[2]; /* cell sizes; the second equals the first + 1 or the first */
    int stride;                /* bytes between a glyph's rows, a multiple of 16 */
    int glyph_stride;          /* bytes between glyphs */
    /* coverage[h][w]: all glyphs for cell height heights[h] and width widths[w], 0..255. Bytes
     * between a cell's width and the stride are 0. */
    uint8_t *coverage[2][2];
    float *ink; /* mean coverage of each glyph, 0..1 */
    uint32_t *code_points;
    void *memory;
} GrAtlas;

/* Rasterises the union of all palettes for a grid. A code point that nothing serves is an error
 * that names it. `names` say who asked ("scene 'drop', layer 2") and may be NULL. */
int gr_atlas_create(GrAtlas *atlas, const GrFonts *fonts, const GrGrid *grid,
                    const GrPalette *const *palettes, const char *const *names, int palette_count,
                    GrError *error);
void gr_atlas_finish(GrAtlas *atlas);

static inline const uint8_t *gr_atlas_rows(const GrAtlas *atlas, int height_index, int width_index,
                                           int glyph)
{
    return atlas->coverage[height_index][width_index] + (long)glyph * atlas->glyph_stride;
}

enum { GR_RAMP_LEVELS = 256, GR_RAMP_GLYPHS = 512 };

typedef struct GrRamp {
    int count;                         /* distinct glyphs, blank included */
    uint16_t glyphs[GR_RAMP_GLYPHS];   /* atlas indices, darkest first (or raw order) */
    uint16_t glyph_of[GR_RAMP_LEVELS]; /* level = round(value * 255) -> atlas index */
    uint8_t shade_of[GR_RAMP_LEVELS];  /* ... and how bright to draw it, 0..255 */
    float white;                       /* mean coverage that value 1 gives */
} GrRamp;

/* Sorts by ink, thins to even steps of light and pairs each value with a glyph and a shade. */
int gr_ramp_create(GrRamp *ramp, const GrAtlas *atlas, const GrPalette *palette, bool raw,
                   GrError *error);

#endif
