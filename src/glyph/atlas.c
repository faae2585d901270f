/* SPDX-License-Identifier: MIT */
#include "glyph/atlas.h"

#include "base/arena.h"
#include "base/text.h"
#include "glyph/builtin.h"
#include "glyph/font_chain.h"
#include "glyph/palette_text.h"
#include "glyph/rule_glyphs.h"

#include <stdlib.h>
#include <string.h>

enum { GLYPH_LIMIT = 65535, BLANK = 0x20 };

/* A code point and the first palette that asked for it. */
typedef struct Asked {
    uint32_t code_point;
    int palette;
} Asked;

static int by_code_point(const void *a, const void *b)
{
    const Asked *x = a, *y = b;
    if (x->code_point != y->code_point) {
        return x->code_point < y->code_point ? -1 : 1;
    }
    return x->palette - y->palette;
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

/* All distinct code points in ascending order, the blank first. */
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
    int n = 0;
    all[n++] = (Asked){.code_point = BLANK};
    for (int i = 0; i < palette_count; i++) {
        const char *cursor = palettes[i]->glyphs;
        int32_t c;
        while ((c = gr_palette_next(&cursor)) != 0) {
            if (c < 0) {
                long place = (long)(cursor - palettes[i]->glyphs);
                free(all);
                gr_error_set(error, GR_E_INPUT, "palette '%s': byte %ld is not UTF-8",
                             title_of(palettes[i]), place);
                return asker_context(error, names, i);
            }
            all[n++] = (Asked){.code_point = (uint32_t)c, .palette = i};
        }
    }
    qsort(all, (size_t)n, sizeof *all, by_code_point);
    int kept = 0;
    for (int i = 0; i < n; i++) {
        if (kept == 0 || all[i].code_point != all[kept - 1].code_point) {
            all[kept++] = all[i];
        }
    }
    *out = all;
    *count = kept;
    if (kept > GLYPH_LIMIT) {
        free(all);
        return gr_error_set(error, GR_E_INPUT, "a grid can show %d different glyphs, not %d",
                            GLYPH_LIMIT, kept);
    }
    return 0;
}

static int find_servers(const GrFonts *fonts, const Asked *asked, int count,
                        const GrPalette *const *palettes, const char *const *names,
                        GrServer *servers, GrError *error)
{
    for (int i = 1; i < count; i++) { /* 0 is the blank, which nobody needs to draw */
        uint32_t c = asked[i].code_point;
        int code = gr_fonts_find_server(fonts, c, &servers[i], error);
        if (code < 0) {
            return code;
        }
        if (servers[i].kind == GR_SERVER_NONE) {
            char text[5] = {0};
            gr_utf8_write(text, c);
            gr_error_set(error, GR_E_INPUT,
                         "palette '%s': no font has U+%04X '%s'; name one that has it under fonts, "
                         "or leave it out",
                         title_of(palettes[asked[i].palette]), (unsigned)c, text);
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

static int lay_out(GrAtlas *atlas, int count, GrError *error)
{
    int w = atlas->widths[1], h = atlas->heights[1];
    atlas->glyph_count = count;
    atlas->stride = (w + 15) / 16 * 16;
    atlas->glyph_stride = atlas->stride * h;
    size_t plane = (size_t)atlas->glyph_stride * (size_t)count;
    int columns = atlas->widths[0] == w ? 1 : 2, rows = atlas->heights[0] == h ? 1 : 2;
    size_t numbers = ((size_t)count * sizeof(float) + 63) / 64 * 64;
    /* Kernels read whole vectors: a row's worth of slack behind the last glyph. */
    size_t bytes = (size_t)(columns * rows) * plane + 2 * numbers + 64;
    uint8_t *memory = gr_aligned_alloc(bytes);
    if (!memory) {
        return gr_error_memory(error, "a glyph atlas", bytes);
    }
    atlas->memory = memory;
    atlas->ink = (float *)(void *)memory;
    atlas->code_points = (uint32_t *)(void *)(memory + numbers);
    uint8_t *planes = memory + 2 * numbers;
    for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 2; j++) {
            int index = (i < rows ? i : 0) * columns + (j < columns ? j : 0);
            atlas->coverage[i][j] = planes + (size_t)index * plane;
        }
    }
    return 0;
}

/* Cells of which the smaller is below this differ by too large a share: a blank column, or a stroke
 * that only the larger one has room for, would show as a seam in the picture. There the larger
 * cell's glyph is that of the smaller one, stretched. */
typedef struct Evenness {
    int width, height;
} Evenness;
/* Letters that small are texture; larger ones had better stay crisp. */
static const Evenness even_text = {5, 8};
/* Rule glyphs are exact at any size that has room for their halves. */
static const Evenness even_rule = {2, 2};

/* One pixel of a cell that another is stretched to, by area. */
static uint8_t stretched(GrCell from, const GrAreaSpan *columns, const GrAreaSpan *rows)
{
    float sum = 0.0f;
    for (int y = rows->first; y <= rows->last; y++) {
        for (int x = columns->first; x <= columns->last; x++) {
            sum += (float)from.pixels[y * from.stride + x] * gr_area_weight(rows, y) *
                   gr_area_weight(columns, x);
        }
    }
    return (uint8_t)(sum + 0.5f);
}

/* A glyph as it was drawn, and the cell that it goes into: along each axis it is stretched to the
 * whole of it, or stays as it is, blank behind its end. */
static void settle(GrCell from, GrCell to, bool stretch_x, bool stretch_y)
{
    int width = stretch_x ? to.width : from.width, height = stretch_y ? to.height : from.height;
    for (int y = 0; y < height; y++) {
        uint8_t *row = to.pixels + y * to.stride;
        if (width == from.width && height == from.height) {
            memcpy(row, from.pixels + y * from.stride, (size_t)width);
            continue;
        }
        GrAreaSpan rows = gr_area_span(y, height, from.height);
        for (int x = 0; x < width; x++) {
            GrAreaSpan columns = gr_area_span(x, width, from.width);
            row[x] = stretched(from, &columns, &rows);
        }
    }
}

/* Puts one glyph into the cells of all sizes. Letters come drawn for the smallest one and are
 * copied into the others, so that each is the same picture everywhere; rule glyphs are drawn
 * exactly for each size. */
static void fill_cells(const GrAtlas *atlas, int glyph, bool rule, uint8_t *scratch)
{
    Evenness even = rule ? even_rule : even_text;
    bool stretch_x = atlas->widths[0] < even.width, stretch_y = atlas->heights[0] < even.height;
    GrCell from = {scratch, atlas->widths[0], atlas->heights[0], atlas->stride};
    long place = (long)glyph * atlas->glyph_stride;
    memcpy(scratch, atlas->coverage[0][0] + place, (size_t)atlas->glyph_stride);
    for (int k = 0; k < 4; k++) {
        GrCell to = {atlas->coverage[k / 2][k % 2] + place, atlas->widths[k % 2],
                     atlas->heights[k / 2], atlas->stride};
        if (rule) {
            from.width = stretch_x ? from.width : to.width;
            from.height = stretch_y ? from.height : to.height;
            gr_rule_draw(atlas->code_points[glyph], from);
        }
        settle(from, to, stretch_x, stretch_y);
    }
}

static int draw_glyphs(GrAtlas *atlas, const GrFonts *fonts, const GrServer *servers,
                       GrError *error)
{
    int w = atlas->widths[0], h = atlas->heights[0];
    uint8_t *scratch = malloc((size_t)atlas->glyph_stride);
    int code =
        scratch ? gr_fonts_raster(fonts, atlas->code_points, servers, atlas->glyph_count, w, h,
                                  atlas->coverage[0][0], atlas->stride, atlas->glyph_stride, error)
                : gr_error_memory(error, "a glyph", (size_t)atlas->glyph_stride);
    for (int i = 0; i < atlas->glyph_count && code == 0; i++) {
        if (servers[i].kind == GR_SERVER_BUILTIN) {
            gr_builtin_draw(atlas->code_points[i], w, h,
                            atlas->coverage[0][0] + (long)i * atlas->glyph_stride, atlas->stride);
        }
        fill_cells(atlas, i, servers[i].kind == GR_SERVER_RULE, scratch);
    }
    free(scratch);
    return code;
}

static float mean_coverage(const GrAtlas *atlas, int row, int column, int glyph)
{
    const uint8_t *pixels = gr_atlas_rows(atlas, row, column, glyph);
    int w = atlas->widths[column], h = atlas->heights[row];
    uint64_t sum = 0;
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            sum += pixels[y * atlas->stride + x];
        }
    }
    return (float)sum / (255.0f * (float)w * (float)h);
}

/* Mean over the cells of the whole grid: each size counts by the area that it takes. */
static void measure_ink(GrAtlas *atlas, float wide_share, float tall_share)
{
    for (int i = 0; i < atlas->glyph_count; i++) {
        float ink = 0.0f, area = 0.0f;
        for (int k = 0; k < 4; k++) {
            int row = k / 2, column = k % 2;
            float share = (column ? wide_share : 1.0f - wide_share) *
                          (row ? tall_share : 1.0f - tall_share) * (float)atlas->widths[column] *
                          (float)atlas->heights[row];
            if (share > 0.0f) {
                ink += share * mean_coverage(atlas, row, column, i);
                area += share;
            }
        }
        atlas->ink[i] = area > 0.0f ? ink / area : 0.0f;
    }
}

int gr_atlas_create(GrAtlas *atlas, const GrFonts *fonts, const GrGrid *grid,
                    const GrPalette *const *palettes, const char *const *names, int palette_count,
                    GrError *error)
{
    memset(atlas, 0, sizeof *atlas);
    Asked *asked = NULL;
    GrServer *servers = NULL;
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
        (code = lay_out(atlas, count, error)) < 0) {
        goto done;
    }
    for (int i = 0; i < count; i++) {
        atlas->code_points[i] = asked[i].code_point;
    }
    code = draw_glyphs(atlas, fonts, servers, error);
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

void gr_atlas_finish(GrAtlas *atlas)
{
    if (atlas) {
        gr_aligned_free(atlas->memory);
        memset(atlas, 0, sizeof *atlas);
    }
}
