/* SPDX-License-Identifier: MIT
 *
 * Inside of GrRaster: raster.c (which glyph goes where), raster_fit.c (how large), raster_outline.c
 * and raster_picture.c (drawing).
 */
#ifndef GR_GLYPH_RASTER_PARTS_H
#define GR_GLYPH_RASTER_PARTS_H

#include "glyph/raster.h"

/* Pixels per em and where the baseline lies, in pixels above the cell's bottom. */
typedef struct GrMainFit {
    float scale_x, scale_y, base;
    float middle; /* of capitals, above the bottom: where shrunken symbols are centred */
    int face;     /* index of the face that set it, -1 without one */
} GrMainFit;

/* A glyph's ink and advance in ems. */
typedef struct GrExtent {
    float left, right, bottom, top, advance;
} GrExtent;

/* Glyphs of one face in one range of code points and one width, which should match in size. */
typedef struct GrScaleGroup {
    int face, columns;
    uint32_t range;
    GrExtent all;
    float advance_min, advance_max;
} GrScaleGroup;

/* How one glyph is drawn. */
typedef struct GrPlacing {
    float scale_x, scale_y; /* pixels per em */
    float dx, dy;           /* pixels, from the cell's lower left corner to the glyph's origin */
} GrPlacing;

struct GrRaster {
    GrFontChain *chain;
    const GrClusterServer *servers;
    GrExtent *extents; /* by server */
    GrScaleGroup *groups;
    int *group_of;
    int cell_width, height;
    int width; /* of the cluster that is being drawn */
    int stride;
    GrMainFit fit;
    GrAtlasStyle style;
    uint8_t *trial; /* a cluster for comparing phases */
    uint8_t *large; /* a cluster drawn larger */
    float *rgba[4]; /* a coloured cluster: red, green, blue times opacity, and opacity */
    float set_x, set_y;
    int set_face; /* the size that was set last */
};

/* --- raster_fit.c */
bool gr_raster_measure(FT_Face face, unsigned glyph, GrExtent *extent);
/* Fits the chain's first outline face to the cell. */
void gr_raster_fit_main(GrRaster *raster);
void gr_raster_place(const GrRaster *raster, int index, GrPlacing *at);

/* --- raster_outline.c: these return FreeType's errors. */
int gr_raster_set_size(GrRaster *raster, int face, float scale_x, float scale_y);
int gr_raster_outlines(GrRaster *raster, const GrClusterServer *server, const GrPlacing *at,
                       uint8_t *out);
/* Coverage of an outline that was loaded at the right size, moved by 1/64 pixels, nothing else. */
void gr_raster_render(const GrRaster *raster, FT_Outline *outline, FT_Pos dx, FT_Pos dy,
                      uint8_t *out);

/* --- raster_picture.c */
/* Bitmaps and glyphs made of coloured layers, scaled by area. */
int gr_raster_bitmaps(GrRaster *raster, const GrClusterServer *server, GrPicture *picture);
int gr_raster_layers(GrRaster *raster, const GrClusterServer *server, const GrPlacing *at,
                     GrPicture *picture);
/* Whether a glyph is made of coloured layers (COLR). */
bool gr_raster_has_layers(FT_Face face, unsigned glyph);

#endif
