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

#include "glyph/cluster.h"
#include "glyph/font.h"
#include "model/grid.h"
#include "model/palette.h"

/* How the glyphs are to be drawn; zeroed: plainly. */
typedef struct GrAtlasStyle {
    bool
        colour_emoji; /* glyphs with colours of their own keep them; else they are coverage alone */
    int oversample;   /* outlines drawn that many times larger, unhinted, and scaled down; 0, 1: not
                       */
} GrAtlasStyle;

typedef struct GrAtlasEntry {
    const char *text; /* of the cluster */
    uint16_t length, glyph;
} GrAtlasEntry;

typedef struct GrAtlas {
    int glyph_count;           /* glyph 0 is the blank */
    int widths[2], heights[2]; /* cell sizes; the second equals the first + 1 or the first */
    int stride;                /* bytes between a glyph's rows, a multiple of 16 */
    int glyph_stride;          /* bytes between glyphs */
    /* coverage[h][w]: all glyphs for cell height heights[h] and width widths[w], 0..255. Bytes
     * between a cell's width and the stride are 0. */
    uint8_t *coverage[2][2];
    float
        *ink; /* light of each glyph, 0..1: its mean coverage, that of both halves if it is wide */
    /* Cells that a glyph takes: 2 for the left half of a wide one, whose right half is the next
     * glyph and has 0. */
    uint8_t *columns;
    uint32_t *code_points; /* the first of each glyph's cluster */
    /* Glyphs with colours of their own: colours[h][w][plane] laid out as the coverage is, glyph g
     * at place colour_of[g] - 1; those of 0 take the colour of their cell. Without any,
     * colour_count is 0. */
    int colour_count;
    uint16_t *colour_of;
    uint8_t *colours[2][2][3];
    GrAtlasEntry *entries; /* all clusters, sorted by their bytes */
    int entry_count;
    void *memory, *colour_memory;
    size_t colour_bytes;
} GrAtlas;

/* Rasterises the union of all palettes for a grid. A code point that nothing serves is an error
 * that names it. `style` may be NULL. `names` say who asked ("scene 'drop', layer 2") and may be
 * NULL. */
int gr_atlas_create(GrAtlas *atlas, const GrFonts *fonts, const GrGrid *grid,
                    const GrAtlasStyle *style, const GrPalette *const *palettes,
                    const char *const *names, int palette_count, GrError *error);
void gr_atlas_finish(GrAtlas *atlas);
/* The glyph of a cluster as gr_cluster_next gives it (a space is " "), -1 when nobody asked for it
 * when the atlas was made. columns[glyph] says whether glyph + 1 is its right half. */
int gr_atlas_find(const GrAtlas *atlas, const char *cluster, size_t length);

static inline const uint8_t *gr_atlas_rows(const GrAtlas *atlas, int height_index, int width_index,
                                           int glyph)
{
    return atlas->coverage[height_index][width_index] + (long)glyph * atlas->glyph_stride;
}

/* The colours of a glyph that has some, laid out like its rows. */
static inline const uint8_t *gr_atlas_colours(const GrAtlas *atlas, int height_index,
                                              int width_index, int plane, int glyph)
{
    return atlas->colours[height_index][width_index][plane] +
           (long)(atlas->colour_of[glyph] - 1) * atlas->glyph_stride;
}

enum { GR_RAMP_LEVELS = 256, GR_RAMP_GLYPHS = 512 };

typedef enum GrRampOrder {
    GR_RAMP_SORTED, /* by ink; glyph and shade make the tone */
    GR_RAMP_RAW,    /* as the palette is written */
    GR_RAMP_PRINT,  /* by ink; the glyph alone makes the tone, its colour is never shaded */
} GrRampOrder;

extern const char *const gr_ramp_order_names[]; /* ends with NULL */

typedef struct GrRamp {
    int count;                         /* distinct glyphs, blank included */
    uint16_t glyphs[GR_RAMP_GLYPHS];   /* atlas indices, darkest first (or raw order) */
    uint16_t glyph_of[GR_RAMP_LEVELS]; /* level = round(value * 255) -> atlas index */
    uint8_t shade_of[GR_RAMP_LEVELS];  /* ... and how bright to draw it, 0..255 */
    float white;                       /* mean coverage that value 1 gives */
    bool has_wide;                     /* some take two cells */
    bool has_colour;                   /* some have colours of their own */
} GrRamp;

/* Sorts by ink, thins to even steps of light and pairs each value with a glyph and a shade.
 * `glyphs` keeps what `glyph_of` does without: effects that pick glyphs want variety. */
int gr_ramp_create(GrRamp *ramp, const GrAtlas *atlas, const GrPalette *palette, GrRampOrder order,
                   GrError *error);

#endif
