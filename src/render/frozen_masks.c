/* SPDX-License-Identifier: MIT
 *
 * What the freeze makes of masks: letters and pictures are drawn, and so is every mask of which
 * nothing changes.
 */
#include "render/frozen_parts.h"

#include "base/hash.h"
#include "base/rng.h"
#include "base/vmath.h"
#include "media/picture.h"

/* Letters and images that are smaller are as good as none. */
static const float SMALLEST = 1.0e-3f;

static int fault(const GrMask *mask, int code, GrError *error)
{
    const char *name = mask->id == GR_MASK_TEXT ? "text" : gr_mask_kinds[mask->id].name;
    gr_error_context(error, "mask: %s", name);
    if (mask->place.file)
        gr_error_context(error, "%s:%d:%d", mask->place.file, mask->place.line, mask->place.column);
    return code;
}

/* An image at its place, by means of the pixels of it that lie below each of the frame's. */
static int draw_image(GrFrozen *frozen, const GrMask *mask, const GrStencil **out, GrError *error)
{
    int width = frozen->settings.width, height = frozen->settings.height;
    GrStencil *stencil = gr_stencil_new(&frozen->arena, width, height, error);
    GrPicture picture;
    GrPicturePlace place = {mask->params.x, mask->params.y, mask->params.size};
    int code = stencil ? gr_picture_read(mask->file, &picture, error) : GR_E_SPACE;
    if (!code)
        code = gr_stencil_sharpen(mask->file, width, height, &picture, &place, error);
    if (code)
        return code;
    gr_stencil_place_picture(stencil, &picture, place.x, place.y, place.size,
                             mask->params.by == GR_MASK_BY_LIGHT);
    gr_picture_finish(&picture);
    frozen->stencils_hash = gr_stencil_hash(stencil, frozen->stencils_hash);
    *out = stencil;
    return GR_OK;
}

/* Whether it is more than a still picture at its place. */
static bool is_cut(const GrMask *mask)
{
    const GrMaskParams *p = &mask->params;
    bool changed =
        mask->id == GR_MASK_TEXT ? p->scale != 1.0f : p->size <= 0.0f || p->feather > 0.0f;
    return mask->animation.count > 0 || p->angle != 0.0f || changed;
}

static void widen_range(GrCutoutRange *range, const GrMask *mask, const GrMaskParams *now)
{
    float scale = mask->id == GR_MASK_TEXT ? now->scale : now->size;
    range->most = gr_maxf(range->most, scale);
    range->least = scale > 0.0f ? gr_minf(range->least, scale) : range->least;
    range->feather = gr_maxf(range->feather, now->feather);
}

/* How far a mask goes during its scene, tick by tick. */
static GrCutoutRange range_of(const GrMask *mask, const GrBlock *block, const GrScoreSource *source)
{
    GrCutoutRange range = {.least = 1000.0f, .most = SMALLEST, .feather = 0.0f};
    GrScore score;
    GrMaskParams now;
    if (!gr_block_changes(block))
        widen_range(&range, mask, &mask->params);
    for (int64_t tick = 0; gr_block_changes(block) && tick <= block->ticks; tick++) {
        gr_score_fill(&score, source, (GrSceneTime){tick, 0.0});
        gr_block_read(block, &score, &now);
        widen_range(&range, mask, &now);
    }
    range.least = gr_clampf(range.least, SMALLEST, range.most);
    return range;
}

/* An image as large as it becomes, of which what counts is kept. */
static int cut_image(const GrFrozen *frozen, const GrMask *mask, float size, GrStencil *out,
                     GrArena *arena, GrError *error)
{
    int width = frozen->settings.width, height = frozen->settings.height;
    GrPicture picture;
    int code = gr_picture_read(mask->file, &picture, error);
    if (!code && picture.drawn) {
        float most = gr_sqrtf(4.0f * (float)width * (float)height / picture.aspect);
        float down = gr_maxf(gr_minf(0.5f * size * (float)height, most), 16.0f);
        int across = (int)gr_clampf(down * picture.aspect, 1.0f, 16384.0f), rows = (int)down;
        const GrPictureView whole = {across, rows, 0.0, 0.0, across, rows};
        code = gr_picture_redraw(mask->file, &whole, &picture, error);
    }
    if (code)
        return code;
    code = gr_stencil_cut_picture(out, &picture, width, height, mask->params.by == GR_MASK_BY_LIGHT,
                                  arena, error);
    gr_picture_finish(&picture);
    return code;
}

/* Draws what is cut out, into an arena of its own, and softens it. */
static int make_cutout(GrFrozen *frozen, const GrMask *mask, const GrCutoutRange *range,
                       const char *font, GrFontCabinet *cabinet, GrArena *arena, GrCutout *out,
                       GrError *error)
{
    const GrStencilSpec spec = gr_mask_stencil(mask);
    GrArena drawing = {0};
    GrStencil drawn;
    GrFonts *fonts;
    int code;
    *out = (GrCutout){.letters = mask->id == GR_MASK_TEXT,
                      .width = frozen->settings.width,
                      .height = frozen->settings.height};
    if (out->letters) {
        code = gr_font_cabinet_get(cabinet, spec.font ? spec.font : font, &fonts, error);
        if (!code)
            code = gr_stencil_cut_text(&drawn, &spec, fonts, out->width, out->height, range->most,
                                       &out->texels, &drawing, error);
    } else {
        code = cut_image(frozen, mask, range->most, &drawn, &drawing, error);
        out->texels = code ? 0.0f : 2.0f * (float)drawn.height / (float)out->height;
    }
    if (!code) {
        out->middle_x = 0.5f * (float)drawn.width;
        out->middle_y = 0.5f * (float)drawn.height;
        frozen->stencils_hash = gr_stencil_hash(&drawn, frozen->stencils_hash);
        code = gr_cutout_create(out, &drawn, range, arena, error);
    }
    gr_arena_finish(&drawing);
    return code;
}

/* The picture that a cutout is all the time. */
static int draw_cutout(GrFrozen *frozen, const GrMask *mask, const GrCutout *cutout,
                       const GrStencil **out, GrError *error)
{
    int width = frozen->settings.width, height = frozen->settings.height;
    GrStencil *stencil = gr_stencil_new(&frozen->arena, width, height, error);
    GrCutoutNow now;
    if (!stencil)
        return GR_E_SPACE;
    gr_cutout_begin(&now, cutout, &mask->params);
    for (int y = 0; y < height; y++)
        gr_cutout_row(&now, y, 0, gr_kernel_span(width), stencil->cover + y * stencil->stride);
    *out = stencil;
    return GR_OK;
}

/* Letters or an image that move, or that a still picture cannot be made of at once. */
static int freeze_cutout(GrFrozen *frozen, const GrScoreSource *source, const char *font,
                         GrFontCabinet *cabinet, const GrMask *mask, GrFrozenShape *out,
                         GrError *error)
{
    const GrCutoutRange range = range_of(mask, &out->params, source);
    bool moves = gr_block_changes(&out->params);
    GrArena passing = {0};
    GrCutout *cutout = GR_ARENA_NEW(&frozen->arena, GrCutout, 1);
    if (!cutout)
        return gr_error_memory(error, "a mask", sizeof *cutout);
    int code = make_cutout(frozen, mask, &range, font, cabinet, moves ? &frozen->arena : &passing,
                           cutout, error);
    if (!code && moves)
        out->cutout = cutout;
    else if (!code)
        code = draw_cutout(frozen, mask, cutout, &out->picture, error);
    gr_arena_finish(&passing);
    return code;
}

static int freeze_shape(GrFrozen *frozen, const GrScoreSource *source, const char *font,
                        GrFontCabinet *cabinet, const GrMask *mask, GrFrozenShape *out,
                        GrError *error)
{
    out->mask = mask;
    int code = gr_block_init(&out->params, &mask->params, sizeof mask->params, &mask->animation,
                             source, &frozen->arena, &frozen->scene_blocks, error);
    bool drawn = mask->id == GR_MASK_TEXT || mask->id == GR_MASK_IMAGE;
    if (code || !drawn)
        return code;
    if (is_cut(mask)) {
        code = freeze_cutout(frozen, source, font, cabinet, mask, out, error);
    } else if (mask->id == GR_MASK_TEXT) {
        const GrStencilSpec spec = gr_mask_stencil(mask);
        GrStencil *stencil = NULL;
        code = gr_frozen_make_stencil(frozen, &spec, font, true, cabinet, &stencil, error);
        out->picture = stencil;
    } else {
        code = draw_image(frozen, mask, &out->picture, error);
    }
    return code ? fault(mask, code, error) : GR_OK;
}

static const int32_t *places_of(GrFrozen *frozen, const GrGrid *grid)
{
    int width = frozen->settings.width, span = gr_kernel_span(width) + GR_KERNEL_STEP;
    int32_t *place = GR_ARENA_NEW(&frozen->arena, int32_t, span);
    for (int x = 0; place && x < span; x++) {
        float at = ((float)x + 0.5f) * (float)grid->cols / (float)width - 0.5f;
        at = at < 0.0f ? 0.0f : at;
        int32_t most = (grid->cols - 1) * 256;
        place[x] = (int32_t)(at * 256.0f) < most ? (int32_t)(at * 256.0f) : most;
    }
    return place;
}

/* The layer that is never seen. */
static int freeze_host(GrFrozen *frozen, const GrScoreSource *source, const GrMasks *masks,
                       uint64_t seed, GrFontCabinet *cabinet, GrFrozenMasks *out, GrError *error)
{
    GrNeeds *needs = &frozen->needs;
    GrFrozenLayer *host = GR_ARENA_NEW(&frozen->arena, GrFrozenLayer, 1);
    if (!host)
        return gr_error_memory(error, "masks", sizeof *host);
    host->layer = masks->host;
    host->grid = gr_library_grid(frozen->library, masks->host);
    host->seed = seed;
    int code = gr_frozen_add_fields(frozen, source, cabinet, host, error);
    needs->cells = host->grid->count > needs->cells ? host->grid->count : needs->cells;
    if (host->scratch_bytes > needs->field_scratch)
        needs->field_scratch = host->scratch_bytes;
    out->host = host;
    out->grid = host->grid;
    return code;
}

int gr_frozen_add_masks(GrFrozen *frozen, const GrScoreSource *source, const GrMasks *masks,
                        const char *font, const GrGrid *grid, uint64_t seed, GrFontCabinet *cabinet,
                        GrFrozenMasks *out, GrError *error)
{
    int code = GR_OK;
    *out = (GrFrozenMasks){.count = masks->count,
                           .width = frozen->settings.width,
                           .height = frozen->settings.height,
                           .grid = grid};
    if (!masks->count)
        return GR_OK;
    out->list = GR_ARENA_NEW(&frozen->arena, GrFrozenShape, masks->count);
    if (!out->list)
        return gr_error_memory(error, "masks", sizeof(GrFrozenShape));
    if (masks->host)
        code = freeze_host(frozen, source, masks, seed, cabinet, out, error);
    for (int i = 0; i < masks->count && !code; i++) {
        out->list[i].seed = gr_rng_fold(gr_hash_string("mask", seed) + (uint64_t)i);
        code = freeze_shape(frozen, source, font, cabinet, &masks->list[i], &out->list[i], error);
        out->fields += masks->list[i].id == GR_MASK_FIELD;
    }
    if (!code && out->fields && !(out->place = places_of(frozen, out->grid)))
        return gr_error_memory(error, "a mask", sizeof(int32_t) * (size_t)out->width);
    if (out->host)
        frozen->scene_planes += out->fields;
    else if (out->fields > frozen->needs.mask_planes)
        frozen->needs.mask_planes = out->fields;
    return code ? code : gr_mask_bake(out, &frozen->arena, error);
}
