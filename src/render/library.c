/* SPDX-License-Identifier: MIT */
#include "render/library.h"

#include "base/hash.h"
#include "render/cell_chain.h"

#include <stdlib.h>
#include <string.h>

typedef struct Wanted {
    const GrGrid *grid;
    const char *font; /* NULL: the show's */
    GrAtlasStyle style;
    const GrPalette **palettes;
    const char **askers;
    int palette_count;
    GrAtlas atlas;
} Wanted;

struct GrLibrary {
    GrArena arena; /* lists and names */
    int width, height;
    GrGrid *grids;
    int grid_count;
    GrGrid shape_grid; /* one cell, for what is drawn large */
    Wanted *wanted;
    int wanted_count;
};

static bool same_font(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static int open_fonts(const GrFontCabinet *cabinet, const char *font, GrFonts **out, GrError *error)
{
    const GrShow *show = cabinet->show;
    int count = show->font_count + (font ? 1 : 0);
    const char **names = calloc((size_t)count + 1, sizeof *names);
    if (!names)
        return gr_error_memory(error, "font names", (size_t)count * sizeof *names);
    if (font)
        names[0] = font;
    for (int i = 0; i < show->font_count; i++)
        names[i + (font ? 1 : 0)] = show->fonts[i];
    int code = gr_fonts_open(names, count, out, error);
    free(names);
    return code;
}

int gr_font_cabinet_get(GrFontCabinet *cabinet, const char *font, GrFonts **out, GrError *error)
{
    for (int i = 0; i < cabinet->count; i++)
        if (same_font(cabinet->names[i], font)) {
            *out = cabinet->fonts[i];
            return GR_OK;
        }
    if (cabinet->count == cabinet->capacity) {
        int capacity = cabinet->capacity ? 2 * cabinet->capacity : 8;
        const char **names = realloc(cabinet->names, (size_t)capacity * sizeof *names);
        if (names)
            cabinet->names = names;
        GrFonts **fonts = realloc(cabinet->fonts, (size_t)capacity * sizeof *fonts);
        if (fonts)
            cabinet->fonts = fonts;
        if (!names || !fonts)
            return gr_error_memory(error, "open fonts", (size_t)capacity * sizeof *fonts);
        cabinet->capacity = capacity;
    }
    int code = open_fonts(cabinet, font, out, error);
    if (code)
        return code;
    cabinet->names[cabinet->count] = font;
    cabinet->fonts[cabinet->count++] = *out;
    return GR_OK;
}

void gr_font_cabinet_finish(GrFontCabinet *cabinet)
{
    if (!cabinet)
        return;
    for (int i = 0; i < cabinet->count; i++)
        gr_fonts_close(cabinet->fonts[i]);
    free(cabinet->names);
    free(cabinet->fonts);
    memset(cabinet, 0, sizeof *cabinet);
}

const GrGrid *gr_library_grid(const GrLibrary *library, const GrLayer *layer)
{
    int cols, rows;
    gr_grid_measure(layer->grid, library->width, library->height, &cols, &rows);
    cols = cols > library->width ? library->width : cols;
    rows = rows > library->height ? library->height : rows;
    for (int i = 0; i < library->grid_count; i++)
        if (library->grids[i].cols == cols && library->grids[i].rows == rows)
            return &library->grids[i];
    return NULL;
}

static Wanted *find_wanted(const GrLibrary *library, const GrGrid *grid, const char *font,
                           GrAtlasStyle style)
{
    for (int i = 0; i < library->wanted_count; i++)
        if (library->wanted[i].grid == grid && same_font(library->wanted[i].font, font) &&
            library->wanted[i].style.colour_emoji == style.colour_emoji &&
            library->wanted[i].style.oversample == style.oversample)
            return &library->wanted[i];
    return NULL;
}

const GrAtlas *gr_library_atlas(const GrLibrary *library, const GrLayer *layer)
{
    const Wanted *wanted =
        find_wanted(library, gr_library_grid(library, layer), layer->font, layer->style);
    return wanted ? &wanted->atlas : NULL;
}

/* Shapes are coverage alone. */
static const GrAtlasStyle plain = {0};

const GrAtlas *gr_library_shapes(const GrLibrary *library, const GrLayer *layer)
{
    const Wanted *wanted = find_wanted(library, &library->shape_grid, layer->font, plain);
    return wanted ? &wanted->atlas : NULL;
}

/* The atlas of a grid and a font, begun when it is first asked for. */
static int want(GrLibrary *library, const GrGrid *grid, const char *font, GrAtlasStyle style,
                int most, Wanted **out, GrError *error)
{
    *out = find_wanted(library, grid, font, style);
    if (*out)
        return GR_OK;
    Wanted *wanted = &library->wanted[library->wanted_count];
    wanted->grid = grid;
    wanted->font = font;
    wanted->style = style;
    wanted->palettes = GR_ARENA_NEW(&library->arena, const GrPalette *, most);
    wanted->askers = GR_ARENA_NEW(&library->arena, const char *, most);
    if (!wanted->palettes || !wanted->askers)
        return gr_error_memory(error, "palettes", (size_t)most * sizeof(void *));
    library->wanted_count++;
    *out = wanted;
    return GR_OK;
}

static void add_palette(Wanted *wanted, const GrPalette *palette, const char *asker)
{
    for (int i = 0; i < wanted->palette_count; i++)
        if (wanted->palettes[i] == palette ||
            strcmp(wanted->palettes[i]->glyphs, palette->glyphs) == 0)
            return;
    wanted->palettes[wanted->palette_count] = palette;
    wanted->askers[wanted->palette_count++] = asker;
}

/* What cell effects write is asked for like palettes. */
static int add_cells(GrLibrary *library, Wanted *wanted, const GrLayer *layer, const char *asker,
                     int most, GrError *error)
{
    for (int k = 0; k < layer->cell_count; k++) {
        const GrCellUse *use = &layer->cells[k];
        const char *glyphs;
        Wanted *large = NULL;
        int code = use->effect->shapes ? want(library, &library->shape_grid, layer->font, plain,
                                              most, &large, error)
                                       : GR_OK;
        if (code)
            return code;
        for (int t = 0; (glyphs = gr_cell_use_glyphs(use, t)) != NULL; t++) {
            GrPalette *palette = *glyphs ? GR_ARENA_NEW(&library->arena, GrPalette, 1) : NULL;
            if (*glyphs && !palette)
                return gr_error_memory(error, "palettes", sizeof *palette);
            if (!palette)
                continue;
            *palette = (GrPalette){.name = use->effect->name, .glyphs = glyphs};
            add_palette(wanted, palette, asker);
            if (large)
                add_palette(large, palette, asker);
        }
    }
    return GR_OK;
}

static int add_grid(GrLibrary *library, const GrLayer *layer, GrError *error)
{
    if (gr_library_grid(library, layer))
        return GR_OK;
    GrGrid *grid = &library->grids[library->grid_count];
    int code = gr_grid_create(grid, layer->grid, library->width, library->height, error);
    library->grid_count += !code;
    return code;
}

/* All layers that are never seen have the same grid. */
static int add_host(GrLibrary *library, const GrMasks *masks, GrError *error)
{
    return masks->host ? add_grid(library, masks->host, error) : GR_OK;
}

static int add_layer(GrLibrary *library, const GrScene *scene, const GrLayer *layer, int most,
                     GrError *error)
{
    Wanted *wanted;
    int code = add_grid(library, layer, error);
    if (code)
        return code;
    code = want(library, gr_library_grid(library, layer), layer->font, layer->style, most, &wanted,
                error);
    if (code)
        return code;
    const char *asker =
        gr_arena_printf(&library->arena, "scene '%s', %s", scene->name, layer->name);
    if (!asker)
        return gr_error_memory(error, "a layer's name", 64);
    add_palette(wanted, layer->palette, asker);
    return add_cells(library, wanted, layer, asker, most, error);
}

/* The most palettes that an atlas may be asked for: those of all layers and their cell effects. */
static int count_palettes(const GrShow *show)
{
    int most = 1;
    for (int s = 0; s < show->scene_count; s++) {
        const GrScene *scene = &show->scenes[s];
        for (int i = 0; i < scene->layer_count; i++, most++)
            for (int k = 0; k < scene->layers[i].cell_count; k++)
                for (int t = 0; gr_cell_use_glyphs(&scene->layers[i].cells[k], t); t++)
                    most++;
    }
    return most;
}

static int collect(GrLibrary *library, const GrShow *show, GrError *error)
{
    int most = count_palettes(show);
    library->grids = GR_ARENA_NEW(&library->arena, GrGrid, most + 1);
    library->wanted = GR_ARENA_NEW(&library->arena, Wanted, 2 * most);
    if (!library->grids || !library->wanted)
        return gr_error_memory(error, "grids", (size_t)most * sizeof(GrGrid));
    for (int s = 0; s < show->scene_count; s++) {
        const GrScene *scene = &show->scenes[s];
        for (int i = 0; i < scene->layer_count; i++) {
            int code = add_host(library, &scene->layers[i].masks, error);
            if (code)
                return code;
            if (!gr_layer_has_glyphs(&scene->layers[i]))
                continue;
            code = add_layer(library, scene, &scene->layers[i], most, error);
            if (code)
                return code;
        }
        int failed = add_host(library, &scene->transition_masks, error);
        if (failed)
            return failed;
        for (int i = 0; i < scene->shader_count; i++) {
            int code = add_host(library, &scene->shaders[i].where, error);
            if (code)
                return code;
        }
    }
    return GR_OK;
}

int gr_library_create(const GrShow *show, int width, int height, GrFontCabinet *cabinet,
                      GrLibrary **out, GrError *error)
{
    *out = NULL;
    GrLibrary *library = calloc(1, sizeof *library);
    if (!library)
        return gr_error_memory(error, "grids", sizeof *library);
    library->width = width;
    library->height = height;
    int code =
        gr_grid_create_cells(&library->shape_grid, 1, 1, GR_CELL_SHAPE_W, GR_CELL_SHAPE_H, error);
    if (!code)
        code = collect(library, show, error);
    for (int i = 0; !code && i < library->wanted_count; i++) {
        Wanted *wanted = &library->wanted[i];
        GrFonts *fonts = NULL;
        code = gr_font_cabinet_get(cabinet, wanted->font, &fonts, error);
        if (!code)
            code = gr_atlas_create(&wanted->atlas, fonts, wanted->grid, &wanted->style,
                                   wanted->palettes, wanted->askers, wanted->palette_count, error);
    }
    if (code)
        gr_library_destroy(library);
    else
        *out = library;
    return code;
}

void gr_library_destroy(GrLibrary *library)
{
    if (!library)
        return;
    for (int i = 0; i < library->wanted_count; i++)
        gr_atlas_finish(&library->wanted[i].atlas);
    for (int i = 0; i < library->grid_count; i++)
        gr_grid_finish(&library->grids[i]);
    gr_grid_finish(&library->shape_grid);
    gr_arena_finish(&library->arena);
    free(library);
}

uint64_t gr_library_glyph_hash(const GrLibrary *library)
{
    uint64_t hash = 0;
    for (int i = 0; i < library->wanted_count; i++) {
        const GrAtlas *atlas = &library->wanted[i].atlas;
        size_t count = (size_t)atlas->glyph_count;
        hash = gr_hash_bytes(atlas->code_points, count * sizeof *atlas->code_points, hash);
        for (int h = 0; h < 2; h++)
            for (int w = 0; w < 2; w++)
                if (atlas->coverage[h][w])
                    hash = gr_hash_bytes(atlas->coverage[h][w], count * (size_t)atlas->glyph_stride,
                                         hash);
        if (atlas->colour_memory)
            hash = gr_hash_bytes(atlas->colour_memory, atlas->colour_bytes, hash);
    }
    return hash;
}
