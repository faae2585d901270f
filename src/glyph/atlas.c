/* SPDX-License-Identifier: MIT */
#include "glyph/atlas.h"

#include "base/arena.h"
#include "base/text.h"
#include "glyph/builtin.h"
#include "glyph/raster.h"
#include "glyph/settle.h"

#include <stdlib.h>
#include <string.h>

enum { GLYPH_LIMIT = 65535 };

/* A cluster and the first palette that asked for it. */
typedef struct Asked {
    GrCluster cluster;
    int palette;
} Asked;

static int compare_asked(const Asked *a, const Asked *b)
{
    return gr_cluster_compare(a->cluster.text, a->cluster.length, b->cluster.text,
                              b->cluster.length);
}

static int by_cluster(const void *a, const void *b)
{
    const Asked *x = a, *y = b;
    int order = compare_asked(x, y);
    return order != 0 ? order : x->palette - y->palette;
}

static const char *title_of(const GrPalette *palette)
{
    return palette->name && palette->name[0] ? palette->name : palette->glyphs;
}

static int asker_context(GrError *error, const char *const *names, int index)
{
    if (names && names[index]) {
        return gr_error_context(error, "%s", names[index]);
    }
    return error ? error->code : GR_E_INPUT;
}

/* All distinct clusters in ascending order, the blank first. */
static int collect(const GrPalette *const *palettes, const char *const *names, int palette_count,
                   Asked **out, int *count, GrError *error)
{
    size_t room = 1;
    for (int i = 0; i < palette_count; i++) {
        room += strlen(palettes[i]->glyphs);
    }
    Asked *all = calloc(room, sizeof *all);
    if (!all) {
        return gr_error_memory(error, "collecting glyphs", room * sizeof *all);
    }
    int n = 0, kept = 0, status, columns = 0;
    all[n++].cluster = (GrCluster){.text = " ", .length = 1, .first = 0x20, .columns = 1};
    for (int i = 0; i < palette_count; i++) {
        const char *cursor = palettes[i]->glyphs;
        while ((status = gr_cluster_next(&cursor, &all[n].cluster)) != 0) {
            if (status < 0) {
                long place = (long)(cursor - palettes[i]->glyphs);
                free(all);
                gr_error_set(error, GR_E_INPUT, "palette '%s': byte %ld is not UTF-8",
                             title_of(palettes[i]), place);
                return asker_context(error, names, i);
            }
            all[n++].palette = i;
        }
    }
    qsort(all, (size_t)n, sizeof *all, by_cluster);
    for (int i = 0; i < n; i++) {
        if (kept == 0 || compare_asked(&all[i], &all[kept - 1]) != 0) {
            all[kept++] = all[i];
            columns += all[i].cluster.columns;
        }
    }
    *out = all;
    *count = kept;
    if (columns > GLYPH_LIMIT) {
        free(all);
        return gr_error_set(error, GR_E_INPUT, "a grid can show %d different glyphs, not %d",
                            GLYPH_LIMIT, columns);
    }
    return 0;
}

static int find_servers(const GrFonts *fonts, const Asked *asked, int count,
                        const GrPalette *const *palettes, const char *const *names,
                        GrClusterServer *servers, GrError *error)
{
    servers[0].columns = 1;
    for (int i = 1; i < count; i++) { /* 0 is the blank, which nobody needs to draw */
        uint32_t missing = 0;
        int code = gr_fonts_find_cluster(fonts, &asked[i].cluster, &servers[i], &missing, error);
        if (code < 0) {
            return code;
        }
        if (servers[i].kind == GR_SERVER_NONE) {
            char text[5] = {0};
            gr_utf8_write(text, missing);
            gr_error_set(error, GR_E_INPUT,
                         "palette '%s': no font has U+%04X '%s'; name one that has it under fonts, "
                         "or leave it out",
                         title_of(palettes[asked[i].palette]), (unsigned)missing, text);
            return asker_context(error, names, asked[i].palette);
        }
    }
    return 0;
}

/* The one or two sizes that edges make, and the share of cells that have the second. */
static int measure_edges(const int *edges, int count, int sizes[2], float *second_share,
                         const char *what, GrError *error)
{
    int low = edges[1] - edges[0], high = low, bigger = 0;
    for (int i = 0; i < count; i++) {
        int size = edges[i + 1] - edges[i];
        low = size < low ? size : low;
        high = size > high ? size : high;
    }
    for (int i = 0; i < count; i++) {
        bigger += edges[i + 1] - edges[i] > low;
    }
    if (low < 1 || high - low > 1) {
        return gr_error_set(error, GR_E_INTERNAL, "cells have %s from %d to %d pixels", what, low,
                            high);
    }
    sizes[0] = low;
    sizes[1] = high;
    *second_share = (float)bigger / (float)count;
    return 0;
}

static size_t rounded(size_t bytes)
{
    return (bytes + 63) / 64 * 64;
}

static size_t planes_bytes(const GrAtlas *atlas, int count)
{
    int columns = atlas->widths[0] == atlas->widths[1] ? 1 : 2;
    int rows = atlas->heights[0] == atlas->heights[1] ? 1 : 2;
    return (size_t)(columns * rows) * (size_t)atlas->glyph_stride * (size_t)count;
}

/* Gives each cell size its plane of `count` glyphs; equal sizes share one. */
static void share_out(const GrAtlas *atlas, uint8_t *memory, int count, int plane,
                      uint8_t *out[2][2][3])
{
    int columns = atlas->widths[0] == atlas->widths[1] ? 1 : 2;
    int rows = atlas->heights[0] == atlas->heights[1] ? 1 : 2;
    for (int i = 0; i < 4; i++) {
        int row = i / 2 < rows ? i / 2 : 0, column = i % 2 < columns ? i % 2 : 0;
        size_t size = (size_t)atlas->glyph_stride * (size_t)count;
        out[i / 2][i % 2][plane] = memory + (size_t)(row * columns + column) * size;
    }
}

/* Where everything lies; the texts of the clusters are copied, since palettes may go. */
static int lay_out(GrAtlas *atlas, const Asked *asked, int count, GrError *error)
{
    int w = atlas->widths[1], h = atlas->heights[1], glyphs = 0;
    size_t letters = 0;
    for (int i = 0; i < count; i++) {
        glyphs += asked[i].cluster.columns;
        letters += asked[i].cluster.length;
    }
    size_t n = (size_t)glyphs;
    atlas->glyph_count = glyphs;
    atlas->entry_count = count;
    atlas->stride = (w + 15) / 16 * 16;
    atlas->glyph_stride = atlas->stride * h;
    size_t numbers = rounded(n * sizeof(float)), halves = rounded(n * sizeof(uint16_t));
    size_t entries = rounded((size_t)count * sizeof *atlas->entries);
    size_t bytes = 2 * numbers + halves + rounded(n) + entries + rounded(letters) +
                   planes_bytes(atlas, glyphs) +
                   64; /* kernels read whole vectors: a row's worth behind the last glyph */
    uint8_t *memory = gr_aligned_alloc(bytes);
    if (!memory) {
        return gr_error_memory(error, "a glyph atlas", bytes);
    }
    atlas->memory = memory;
    atlas->ink = (float *)(void *)memory;
    atlas->code_points = (uint32_t *)(void *)(memory += numbers);
    atlas->colour_of = (uint16_t *)(void *)(memory += numbers);
    atlas->columns = memory += halves;
    atlas->entries = (GrAtlasEntry *)(void *)(memory += rounded(n));
    char *text = (char *)(memory += entries);
    memory += rounded(letters);
    uint8_t *planes[2][2][3];
    share_out(atlas, memory, glyphs, 0, planes);
    for (int i = 0; i < 4; i++) {
        atlas->coverage[i / 2][i % 2] = planes[i / 2][i % 2][0];
    }
    for (int i = 0, glyph = 0; i < count; i++) {
        const GrCluster *cluster = &asked[i].cluster;
        atlas->entries[i] = (GrAtlasEntry){text, (uint16_t)cluster->length, (uint16_t)glyph};
        text = (char *)memcpy(text, cluster->text, cluster->length) + cluster->length;
        atlas->columns[glyph] = (uint8_t)cluster->columns;
        for (int half = 0; half < cluster->columns; half++) {
            atlas->code_points[glyph++] = cluster->first;
        }
    }
    return 0;
}

/* Room for the colours of up to `count` clusters. */
static int lay_out_colours(GrAtlas *atlas, int count, GrError *error)
{
    size_t bytes = planes_bytes(atlas, count);
    if (count == 0) {
        return 0;
    }
    uint8_t *memory = gr_aligned_alloc(3 * bytes + 64);
    if (!memory) {
        return gr_error_memory(error, "coloured glyphs", 3 * bytes);
    }
    atlas->colour_memory = memory;
    atlas->colour_bytes = 3 * bytes;
    for (int plane = 0; plane < 3; plane++) {
        share_out(atlas, memory + (size_t)plane * bytes, count, plane, atlas->colours);
    }
    return 0;
}

/* A glyph's cell of one of the four sizes. */
static GrCell cell_of(const GrAtlas *atlas, int size, int glyph)
{
    return (GrCell){atlas->coverage[size / 2][size % 2] + (long)glyph * atlas->glyph_stride,
                    atlas->widths[size % 2],
                    atlas->heights[size / 2],
                    atlas->stride,
                    0,
                    0};
}

/* One glyph of the atlas from its part of a picture, which was drawn for the smallest size. */
static void fill_cells(const GrAtlas *atlas, int glyph, const GrPicture *picture, GrHalf half)
{
    int w = atlas->widths[0], h = atlas->heights[0], skip = half == GR_HALF_RIGHT ? w : 0;
    GrStretching stretching = gr_stretching(w, h, false);
    for (int k = 0; k < 4; k++) {
        GrCell from = {picture->cover + skip, w, h, picture->stride, 0, 0};
        GrCell to = cell_of(atlas, k, glyph);
        gr_settle(from, to, stretching, half);
        for (int plane = 0; plane < 3 && atlas->colour_of[glyph]; plane++) {
            long place = (long)(atlas->colour_of[glyph] - 1) * atlas->glyph_stride;
            from.pixels = picture->rgb[plane] + skip;
            to.pixels = atlas->colours[k / 2][k % 2][plane] + place;
            gr_settle(from, to, stretching, half);
        }
    }
}

/* Rule glyphs are drawn exactly for each size, or stretched where that is too small. */
static void draw_rule(const GrAtlas *atlas, int glyph, const GrPicture *scratch)
{
    GrStretching stretching = gr_stretching(atlas->widths[0], atlas->heights[0], true);
    for (int k = 0; k < 4; k++) {
        GrCell to = cell_of(atlas, k, glyph);
        GrCell from = {scratch->cover,
                       stretching.x ? atlas->widths[0] : to.width,
                       stretching.y ? atlas->heights[0] : to.height,
                       scratch->stride,
                       atlas->widths[0],
                       atlas->heights[0]};
        gr_rule_draw(atlas->code_points[glyph], from);
        gr_settle(from, to, stretching, GR_HALF_NONE);
    }
}

static int draw_entry(GrAtlas *atlas, int index, const GrClusterServer *server, GrRaster *raster,
                      GrPicture *picture, GrError *error)
{
    int glyph = atlas->entries[index].glyph, columns = server->columns;
    size_t bytes = (size_t)picture->stride * (size_t)atlas->heights[1];
    int code = 0;
    memset(picture->cover, 0, bytes);
    picture->coloured = false;
    if (server->kind == GR_SERVER_RULE) {
        draw_rule(atlas, glyph, picture);
        return 0;
    }
    if (server->kind == GR_SERVER_BUILTIN) {
        gr_builtin_draw(server->code_point, atlas->widths[0], atlas->heights[0], picture->cover,
                        picture->stride);
    } else if (server->kind == GR_SERVER_FACE) {
        code = gr_raster_draw(raster, index, picture, error);
    }
    for (int half = 0; half < columns && code == 0; half++) {
        if (picture->coloured) {
            atlas->colour_of[glyph + half] = (uint16_t)++atlas->colour_count;
        }
        GrHalf which = columns == 1 ? GR_HALF_NONE : half == 0 ? GR_HALF_LEFT : GR_HALF_RIGHT;
        fill_cells(atlas, glyph + half, picture, which);
    }
    return code;
}

static int draw_glyphs(GrAtlas *atlas, const GrFonts *fonts, const GrClusterServer *servers,
                       const GrAtlasStyle *style, GrError *error)
{
    GrPicture picture = {.stride = (2 * atlas->widths[1] + 15) / 16 * 16};
    size_t plane = (size_t)picture.stride * (size_t)atlas->heights[1];
    GrRaster *raster = NULL;
    int coloured = 0;
    uint8_t *scratch = calloc(4, plane);
    if (!scratch) {
        return gr_error_memory(error, "a glyph", 4 * plane);
    }
    picture.cover = scratch;
    for (int i = 0; i < 3; i++) {
        picture.rgb[i] = scratch + (size_t)(i + 1) * plane;
    }
    int code = gr_raster_create(&raster, fonts, servers, atlas->entry_count, atlas->widths[0],
                                atlas->heights[0], style, error);
    for (int i = 0; i < atlas->entry_count && code == 0; i++) {
        coloured += gr_raster_may_colour(raster, i) ? servers[i].columns : 0;
    }
    code = code == 0 ? lay_out_colours(atlas, coloured, error) : code;
    for (int i = 0; i < atlas->entry_count && code == 0; i++) {
        code = draw_entry(atlas, i, &servers[i], raster, &picture, error);
    }
    gr_raster_destroy(raster);
    free(scratch);
    return code;
}

/* The light of a pixel: BT.709's weights on code values, of 65536. */
static uint64_t pixel_light(const GrAtlas *atlas, int row, int column, int glyph, long at)
{
    uint64_t cover = gr_atlas_rows(atlas, row, column, glyph)[at];
    if (!atlas->colour_of[glyph]) {
        return cover * 65536;
    }
    const uint8_t *rgb[3];
    for (int plane = 0; plane < 3; plane++) {
        rgb[plane] = gr_atlas_colours(atlas, row, column, plane, glyph);
    }
    return cover * (13933u * rgb[0][at] + 46871u * rgb[1][at] + 4732u * rgb[2][at]) / 255;
}

static float mean_light(const GrAtlas *atlas, int row, int column, int glyph)
{
    int w = atlas->widths[column], h = atlas->heights[row];
    uint64_t sum = 0;
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            sum += pixel_light(atlas, row, column, glyph, (long)y * atlas->stride + x);
        }
    }
    return (float)(sum >> 16) / (255.0f * (float)w * (float)h);
}

/* Mean over the cells of the whole grid: each size counts by the area that it takes. */
static float glyph_ink(const GrAtlas *atlas, int glyph, float wide_share, float tall_share)
{
    float ink = 0.0f, area = 0.0f;
    for (int k = 0; k < 4; k++) {
        int row = k / 2, column = k % 2;
        float share = (column ? wide_share : 1.0f - wide_share) *
                      (row ? tall_share : 1.0f - tall_share) * (float)atlas->widths[column] *
                      (float)atlas->heights[row];
        if (share > 0.0f) {
            ink += share * mean_light(atlas, row, column, glyph);
            area += share;
        }
    }
    return area > 0.0f ? ink / area : 0.0f;
}

static void measure_ink(GrAtlas *atlas, float wide_share, float tall_share)
{
    for (int i = 0; i < atlas->entry_count; i++) {
        int glyph = atlas->entries[i].glyph;
        float ink = glyph_ink(atlas, glyph, wide_share, tall_share);
        if (atlas->columns[glyph] == 2) {
            ink = 0.5f * (ink + glyph_ink(atlas, glyph + 1, wide_share, tall_share));
            atlas->ink[glyph + 1] = ink;
        }
        atlas->ink[glyph] = ink;
    }
}

int gr_atlas_create(GrAtlas *atlas, const GrFonts *fonts, const GrGrid *grid,
                    const GrAtlasStyle *style, const GrPalette *const *palettes,
                    const char *const *names, int palette_count, GrError *error)
{
    static const GrAtlasStyle plain = {0};
    memset(atlas, 0, sizeof *atlas);
    Asked *asked = NULL;
    GrClusterServer *servers = NULL;
    int count = 0;
    float wide_share = 0.0f, tall_share = 0.0f;
    int code = collect(palettes, names, palette_count, &asked, &count, error);
    if (code < 0) {
        return code;
    }
    servers = calloc((size_t)count, sizeof *servers);
    if (!servers) {
        code = gr_error_memory(error, "a glyph atlas", (size_t)count * sizeof *servers);
        goto done;
    }
    if ((code = find_servers(fonts, asked, count, palettes, names, servers, error)) < 0 ||
        (code = measure_edges(grid->col_edge, grid->cols, atlas->widths, &wide_share, "widths",
                              error)) < 0 ||
        (code = measure_edges(grid->row_edge, grid->rows, atlas->heights, &tall_share, "heights",
                              error)) < 0 ||
        (code = lay_out(atlas, asked, count, error)) < 0) {
        goto done;
    }
    code = draw_glyphs(atlas, fonts, servers, style ? style : &plain, error);
    if (code == 0) {
        measure_ink(atlas, wide_share, tall_share);
    }
done:
    free(servers);
    free(asked);
    if (code < 0) {
        gr_atlas_finish(atlas);
    }
    return code;
}

int gr_atlas_find(const GrAtlas *atlas, const char *cluster, size_t length)
{
    int low = 0, high = atlas->entry_count - 1;
    while (low <= high) {
        int middle = (low + high) / 2;
        const GrAtlasEntry *entry = &atlas->entries[middle];
        int order = gr_cluster_compare(entry->text, entry->length, cluster, length);
        if (order == 0) {
            return entry->glyph;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    return -1;
}

void gr_atlas_finish(GrAtlas *atlas)
{
    if (atlas) {
        gr_aligned_free(atlas->memory);
        gr_aligned_free(atlas->colour_memory);
        memset(atlas, 0, sizeof *atlas);
    }
}
