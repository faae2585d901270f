/* SPDX-License-Identifier: MIT
 *
 * Drawing clusters in the faces that serve them, fitted to cells. Used before the fork only.
 */
#ifndef GR_GLYPH_RASTER_H
#define GR_GLYPH_RASTER_H

#include "glyph/atlas.h"
#include "glyph/font_chain.h"

enum { GR_CLUSTER_PARTS = 16 };

/* One glyph of a cluster's picture: whose it is, and where it stands, in ems from the cluster's
 * start on the line. */
typedef struct GrClusterPart {
    int face;
    unsigned glyph;
    float x, y;
} GrClusterPart;

/* What draws a cluster. A face draws one or more glyphs; the others draw the code point. */
typedef struct GrClusterServer {
    GrServerKind kind;
    int columns;
    uint32_t code_point;
    int part_count;
    GrClusterPart parts[GR_CLUSTER_PARTS];
    float advance; /* in ems, with more than one part */
} GrClusterServer;

/* Finds what draws a cluster: an emoji font for emoji, else the first face that has all of it, else
 * a base and marks from several. GR_SERVER_NONE when a part has no font: *missing is its code
 * point. */
int gr_fonts_find_cluster(const GrFonts *fonts, const GrCluster *cluster, GrClusterServer *server,
                          uint32_t *missing, GrError *error);

/* Where a cluster is drawn: columns x width by height bytes, rows `stride` apart. */
typedef struct GrPicture {
    uint8_t *cover;
    uint8_t *rgb[3]; /* colours, where the style keeps them and the glyph has some */
    int stride;
    bool coloured; /* set by drawing: rgb holds colours and cover how opaque they are */
} GrPicture;

typedef struct GrRaster GrRaster;

/* A raster for cells of one size. It looks at all servers, since glyphs of a script are drawn at
 * one scale; fonts and servers must outlive it. */
int gr_raster_create(GrRaster **out, const GrFonts *fonts, const GrClusterServer *servers,
                     int count, int width, int height, const GrAtlasStyle *style, GrError *error);
void gr_raster_destroy(GrRaster *raster);
/* Whether drawing a cluster may make a coloured picture. */
bool gr_raster_may_colour(const GrRaster *raster, int index);
/* Draws a cluster that faces serve. The picture's cells are zeroed. */
int gr_raster_draw(GrRaster *raster, int index, GrPicture *picture, GrError *error);

#endif
