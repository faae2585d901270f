/* SPDX-License-Identifier: MIT
 *
 * What the freeze makes of layers of text and of pictures, and the stencils that effects ask for.
 */
#include "render/frozen_parts.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

static GrTextWhen when_drawn(const GrScene *scene, int index)
{
    const GrLayer *layer = &scene->layers[index];
    if (layer->text ? layer->text->look.above_shaders : layer->picture->look.above_shaders)
        return GR_TEXT_SHADED;
    for (int i = index + 1; i < scene->layer_count; i++)
        if (gr_layer_has_glyphs(&scene->layers[i]))
            return GR_TEXT_IN_PLACE;
    return GR_TEXT_EXPOSED;
}

int gr_frozen_add_text(GrFrozen *frozen, const GrScoreSource *source, int index,
                       GrFontCabinet *cabinet, GrFrozenScene *scene, GrError *error)
{
    const GrRenderSettings *settings = &frozen->settings;
    const GrLayer *layer = &source->scene->layers[index];
    GrTextWhen when = when_drawn(source->scene, index);
    GrFrozenText *text = NULL;
    GrFrozenSprite *sprite = NULL;
    scene->layers[index].layer = layer;
    if (settings->exposure_only && when != GR_TEXT_IN_PLACE)
        return GR_OK; /* the exposure does not depend on it */
    int code = frozen->texts || !layer->text ? GR_OK : gr_text_set_create(&frozen->texts, error);
    uint64_t seed =
        gr_hash_string(layer->name, gr_hash_string(source->scene->name, settings->seed));
    if (!layer->text)
        code =
            gr_sprite_freeze(&sprite, source, layer, when, settings->width, settings->height,
                             &frozen->arena, &frozen->scene_blocks, &frozen->stencils_hash, error);
    else if (!code)
        code = gr_text_freeze(&text, source, layer, when, settings->width, settings->height, seed,
                              frozen->texts, cabinet, &frozen->arena, &frozen->scene_blocks, error);
    if (code)
        return code;
    code = gr_frozen_add_masks(frozen, source, &layer->masks, layer->font, NULL, seed, cabinet,
                               &scene->layers[index].masks, error);
    if (code)
        return code;
    scene->layers[index].text = text;
    scene->layers[index].sprite = sprite;
    scene->has_text[when] = true;
    return GR_OK;
}

void gr_frozen_add_text_needs(GrTextNeeds *needs, int index, const GrFrozenText *text)
{
    if (!text)
        return;
    needs->any = true;
    /* Motions may light or fill letters, and inks may have colours of their own. */
    needs->coloured = true;
    needs->stride = text->stride > needs->stride ? text->stride : needs->stride;
    needs->pieces[index] =
        text->pieces > needs->pieces[index] ? text->pieces : needs->pieces[index];
    needs->lines[index] = text->lines > needs->lines[index] ? text->lines : needs->lines[index];
}

static int fault(const GrLayer *layer, const char *what, int code, GrError *error)
{
    gr_error_context(error, "%s: %s", layer->name, what);
    if (layer->place.file)
        gr_error_context(error, "%s:%d:%d", layer->place.file, layer->place.line,
                         layer->place.column);
    return code;
}

int gr_frozen_make_stencil(GrFrozen *frozen, const GrStencilSpec *spec, const char *font,
                           bool blurred, GrFontCabinet *cabinet, GrStencil **out, GrError *error)
{
    const GrRenderSettings *settings = &frozen->settings;
    GrFonts *fonts;
    GrStencil *stencil = GR_ARENA_NEW(&frozen->arena, GrStencil, 1);
    *out = stencil;
    if (!stencil)
        return gr_error_memory(error, "a stencil", sizeof *stencil);
    int code = gr_font_cabinet_get(cabinet, spec->font ? spec->font : font, &fonts, error);
    if (!code)
        code = gr_stencil_create(stencil, spec, fonts, settings->width, settings->height, blurred,
                                 &frozen->arena, error);
    if (!code)
        frozen->stencils_hash = gr_stencil_hash(stencil, frozen->stencils_hash);
    return code;
}

/* How high a picture is in screen units. */
static float height_of(const GrStencilSpec *spec, const GrPicture *picture, float aspect)
{
    bool wide = picture->aspect > aspect;
    return 2.0f * spec->size * (wide == spec->covers ? 1.0f : aspect / picture->aspect);
}

/* Light and coverage of a picture, by cells. */
static int picture_cells(GrFrozen *frozen, const GrStencilSpec *spec, const GrGrid *grid,
                         bool colours, GrStencilCells *cells, GrError *error)
{
    GrPicture picture;
    GrStencil stencil = {.width = frozen->settings.width, .height = frozen->settings.height};
    stencil.stride = gr_kernel_span(stencil.width);
    size_t bytes = (size_t)stencil.stride * (size_t)stencil.height * sizeof *stencil.cover;
    float aspect = (float)stencil.width / (float)stencil.height;
    GrPicturePlace place = {.x = spec->x, .y = spec->y};
    int code = gr_picture_read(spec->file, &picture, error);
    if (!code) {
        place.size = height_of(spec, &picture, aspect);
        code =
            gr_stencil_sharpen(spec->file, stencil.width, stencil.height, &picture, &place, error);
    }
    stencil.cover = code ? NULL : malloc(bytes);
    if (!code && !stencil.cover)
        code = gr_error_memory(error, "a stencil", bytes);
    for (int light = 1; light >= 0 && !code; light--) {
        memset(stencil.cover, 0, bytes);
        gr_stencil_place_picture(&stencil, &picture, place.x, place.y, place.size, light);
        frozen->stencils_hash = gr_stencil_hash(&stencil, frozen->stencils_hash);
        code = gr_stencil_sample(&stencil, grid, &frozen->arena,
                                 light ? &cells->sharp : &cells->soft, error);
    }
    if (!code && colours)
        code = gr_stencil_sample_colours(&picture, place.x, place.y, place.size, grid,
                                         &frozen->arena, cells->colour, error);
    free(stencil.cover);
    gr_picture_finish(&picture);
    return code;
}

int gr_frozen_stencil_cells(GrFrozen *frozen, const GrLayer *layer, const GrEffect *effect,
                            const void *params, const GrGrid *grid, GrFontCabinet *cabinet,
                            const GrStencilCells **out, GrError *error)
{
    *out = NULL;
    if (!effect->stencil)
        return GR_OK;
    GrStencilCells *cells = GR_ARENA_NEW(&frozen->arena, GrStencilCells, 1);
    GrStencilSpec spec = {0};
    GrStencil *stencil = NULL;
    effect->stencil(params, &spec);
    if (spec.kind == GR_STENCIL_PICTURE) {
        int result =
            cells ? picture_cells(frozen, &spec, grid, gr_layer_takes_colours(layer), cells, error)
                  : gr_error_memory(error, "a stencil", sizeof *cells);
        *out = cells;
        return result ? fault(layer, effect->name, result, error) : GR_OK;
    }
    int code =
        cells ? gr_frozen_make_stencil(frozen, &spec, layer->font, false, cabinet, &stencil, error)
              : gr_error_memory(error, "a stencil", sizeof *cells);
    if (!code)
        code = gr_stencil_sample(stencil, grid, &frozen->arena, &cells->sharp, error);
    if (!code)
        code = gr_frozen_make_stencil(frozen, &spec, layer->font, true, cabinet, &stencil, error);
    if (!code)
        code = gr_stencil_sample(stencil, grid, &frozen->arena, &cells->soft, error);
    if (code)
        return fault(layer, effect->name, code, error);
    *out = cells;
    return GR_OK;
}
