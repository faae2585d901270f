/* SPDX-License-Identifier: MIT
 *
 * What the freeze makes of masks: letters and pictures are drawn, and so is every mask of which
 * nothing changes.
 */
#include "render/frozen_parts.h"

#include "base/hash.h"
#include "base/rng.h"
#include "media/picture.h"

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
    GrStencil *stencil = GR_ARENA_NEW(&frozen->arena, GrStencil, 1);
    ptrdiff_t stride = gr_kernel_span(width) + GR_KERNEL_STEP;
    GrPicture picture;
    uint8_t *cover = gr_arena_alloc(&frozen->arena, (size_t)stride * (size_t)(height + 1));
    if (!stencil || !cover)
        return gr_error_memory(error, "a mask", (size_t)stride * (size_t)height);
    int code = gr_picture_read(mask->file, &picture, error);
    if (code)
        return code;
    *stencil = (GrStencil){width, height, stride, cover};
    gr_stencil_place_picture(stencil, &picture, mask->params.x, mask->params.y, mask->params.size,
                             mask->params.by == GR_MASK_BY_LIGHT);
    gr_picture_finish(&picture);
    frozen->stencils_hash = gr_stencil_hash(stencil, frozen->stencils_hash);
    *out = stencil;
    return GR_OK;
}

static int freeze_shape(GrFrozen *frozen, const GrScoreSource *source, const char *font,
                        GrFontCabinet *cabinet, const GrMask *mask, GrFrozenShape *out,
                        GrError *error)
{
    int code = GR_OK;
    out->mask = mask;
    if (mask->id == GR_MASK_TEXT) {
        const GrStencilSpec spec = gr_mask_stencil(mask);
        GrStencil *stencil = NULL;
        code = gr_frozen_make_stencil(frozen, &spec, font, true, cabinet, &stencil, error);
        out->picture = stencil;
    } else if (mask->id == GR_MASK_IMAGE) {
        code = draw_image(frozen, mask, &out->picture, error);
    }
    if (code)
        return fault(mask, code, error);
    return gr_block_init(&out->params, &mask->params, sizeof mask->params, &mask->animation, source,
                         &frozen->arena, &frozen->scene_blocks, error);
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
