/* SPDX-License-Identifier: MIT
 *
 * Drawing the glyphs of faces into cells. The chain's first outline face sets the scale and the
 * baseline: its printable ASCII fills the cell's width and height as well as a slight stretch
 * allows. Glyphs of other faces take the same scale, centred, and are scaled down where they are
 * too wide or too tall; ranges of narrow equal-width glyphs (half-width katakana) are widened to
 * the cell. Wide clusters do the same in two cells.
 */
#include "base/vmath.h"
#include "glyph/raster_parts.h"

#include <stdlib.h>
#include <string.h>

/* What all parts of a cluster span together. */
static void measure_cluster(const GrRaster *raster, const GrClusterServer *server, GrExtent *out)
{
    for (int i = 0; i < server->part_count; i++) {
        const GrClusterPart *part = &server->parts[i];
        FT_Face face = raster->chain->faces[part->face].face;
        GrExtent one = {0};
        if (!FT_IS_SCALABLE(face) || !gr_raster_measure(face, part->glyph, &one)) {
            continue;
        }
        one.left += part->x;
        one.right += part->x;
        one.bottom += part->y;
        one.top += part->y;
        if (i == 0) {
            *out = one;
        } else if (one.right > one.left) {
            out->left = gr_minf(out->left, one.left);
            out->right = gr_maxf(out->right, one.right);
            out->bottom = gr_minf(out->bottom, one.bottom);
            out->top = gr_maxf(out->top, one.top);
        }
    }
    if (server->part_count > 1) {
        out->advance = server->advance;
    }
}

/* All East Asian writing is one range: its signs are of one size. */
static uint32_t range_of(const GrClusterServer *server)
{
    uint32_t c = server->code_point;
    bool east_asian = server->columns == 2 && ((c >= 0x2E80 && c < 0x1F000) || c >= 0x20000);
    return east_asian ? 0x2E80 >> 8 : c >> 8;
}

/* The ranges that occur, each with what its glyphs span together. */
static void make_groups(GrRaster *raster, int count)
{
    int group_count = 0;
    for (int i = 0; i < count; i++) {
        const GrClusterServer *server = &raster->servers[i];
        if (server->kind != GR_SERVER_FACE) {
            continue;
        }
        int g = 0, face = server->parts[0].face;
        uint32_t range = range_of(server);
        while (g < group_count &&
               (raster->groups[g].face != face || raster->groups[g].range != range ||
                raster->groups[g].columns != server->columns)) {
            g++;
        }
        const GrExtent *one = &raster->extents[i];
        if (g == group_count) {
            raster->groups[group_count++] = (GrScaleGroup){.face = face,
                                                           .columns = server->columns,
                                                           .range = range,
                                                           .all = *one,
                                                           .advance_min = one->advance,
                                                           .advance_max = one->advance};
        }
        GrScaleGroup *group = &raster->groups[g];
        group->all.top = gr_maxf(group->all.top, one->top);
        group->all.bottom = gr_minf(group->all.bottom, one->bottom);
        group->advance_min = gr_minf(group->advance_min, one->advance);
        group->advance_max = gr_maxf(group->advance_max, one->advance);
        raster->group_of[i] = g;
    }
}

static int allocate(GrRaster *raster, int count, GrError *error)
{
    size_t n = (size_t)count;
    size_t larger = raster->style.oversample > 1 ? (size_t)raster->style.oversample : 1;
    size_t pixels = (size_t)(2 * raster->cell_width + 32) * (size_t)raster->height;
    raster->extents = calloc(n, sizeof *raster->extents);
    raster->groups = calloc(n, sizeof *raster->groups);
    raster->group_of = calloc(n, sizeof *raster->group_of);
    raster->trial = calloc(1, pixels);
    raster->large = calloc(larger * larger, pixels);
    raster->rgba[0] = calloc(4 * pixels, sizeof *raster->rgba[0]);
    if (!raster->extents || !raster->groups || !raster->group_of || !raster->trial ||
        !raster->large || !raster->rgba[0]) {
        return gr_error_memory(error, "rasterising glyphs",
                               n * sizeof *raster->groups + 32 * pixels);
    }
    for (int plane = 1; plane < 4; plane++) {
        raster->rgba[plane] = raster->rgba[0] + (size_t)plane * pixels;
    }
    return 0;
}

int gr_raster_create(GrRaster **out, const GrFonts *fonts, const GrClusterServer *servers,
                     int count, int width, int height, const GrAtlasStyle *style, GrError *error)
{
    *out = NULL;
    GrRaster *raster = calloc(1, sizeof *raster);
    if (!raster) {
        return gr_error_memory(error, "rasterising glyphs", sizeof *raster);
    }
    *raster = (GrRaster){.chain = fonts->chain,
                         .servers = servers,
                         .cell_width = width,
                         .width = width,
                         .height = height,
                         .style = *style,
                         .set_face = -1};
    int code = allocate(raster, count, error);
    if (code < 0) {
        gr_raster_destroy(raster);
        return code;
    }
    bool any = false;
    for (int i = 0; i < count; i++) {
        if (servers[i].kind == GR_SERVER_FACE) {
            measure_cluster(raster, &servers[i], &raster->extents[i]);
            any = true;
        }
    }
    if (any) {
        gr_raster_fit_main(raster);
        make_groups(raster, count);
    }
    *out = raster;
    return 0;
}

void gr_raster_destroy(GrRaster *raster)
{
    if (raster) {
        free(raster->rgba[0]);
        free(raster->large);
        free(raster->trial);
        free(raster->group_of);
        free(raster->groups);
        free(raster->extents);
        free(raster);
    }
}

bool gr_raster_may_colour(const GrRaster *raster, int index)
{
    const GrClusterServer *server = &raster->servers[index];
    return raster->style.colour_emoji && server->kind == GR_SERVER_FACE &&
           FT_HAS_COLOR(raster->chain->faces[server->parts[0].face].face);
}

int gr_raster_draw(GrRaster *raster, int index, GrPicture *picture, GrError *error)
{
    const GrClusterServer *server = &raster->servers[index];
    const GrFace *own = &raster->chain->faces[server->parts[0].face];
    int status;
    raster->width = server->columns * raster->cell_width;
    raster->stride = picture->stride;
    picture->coloured = false;
    if (raster->width <= 0 || raster->height <= 0) {
        return 0;
    }
    if (!FT_IS_SCALABLE(own->face)) {
        status = gr_raster_bitmaps(raster, server, picture);
    } else {
        GrPlacing at;
        gr_raster_place(raster, index, &at);
        status = gr_raster_has_layers(own->face, server->parts[0].glyph)
                     ? gr_raster_layers(raster, server, &at, picture)
                     : gr_raster_outlines(raster, server, &at, picture->cover);
    }
    if (status != 0) {
        return gr_error_set(error, GR_E_INPUT, "font '%s' cannot draw U+%04X", own->file.path,
                            (unsigned)server->code_point);
    }
    return 0;
}
