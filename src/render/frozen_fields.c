/* SPDX-License-Identifier: MIT
 *
 * What the freeze makes of the fields within a layer's field, warps and hue, and of the warps.
 */
#include "render/frozen_parts.h"

#include "base/hash.h"

/* Behind what there is so far; parts keep apart, since fields draw each other. */
static size_t append(size_t *bytes, size_t more)
{
    size_t at = (*bytes + 63) / 64 * 64;
    *bytes = more ? at + more : *bytes;
    return at;
}

static int freeze_field(GrFrozen *frozen, const GrScoreSource *source, GrFontCabinet *cabinet,
                        const GrFieldUse *use, GrFrozenLayer *layer, GrFrozenField *out,
                        GrError *error)
{
    const GrEffect *effect = use->effect;
    out->use = use;
    out->seed = gr_hash_bytes(&use->path, sizeof use->path, layer->seed);
    out->state_bytes = effect->state_bytes ? effect->state_bytes(layer->grid, use->params) : 0;
    out->state_at = append(&layer->state_bytes, out->state_bytes);
    out->scratch_at =
        append(&layer->scratch_bytes,
               effect->scratch_bytes ? effect->scratch_bytes(layer->grid, use->params) : 0);
    int code = gr_block_init(&out->params, use->params, effect->params.size, use->animation, source,
                             &frozen->arena, &frozen->scene_blocks, error);
    if (!code)
        code = gr_frozen_stencil_cells(frozen, layer->layer, effect, use->params, layer->grid,
                                       cabinet, &out->stencil, error);
    if (!code)
        code = gr_frozen_add_film(frozen, source, layer->layer, effect, &out->params, layer->grid,
                                  &out->film, error);
    return code;
}

static const GrFieldUse *first_field(const GrWarpUse *use)
{
    const GrParamTable *table = &use->warp->params;
    for (int i = 0; i < table->count; i++) {
        const void *slot = (const char *)use->params + table->params[i].offset;
        if (table->params[i].type == GR_PARAM_FIELD && ((const GrFields *)slot)->count)
            return ((const GrFields *)slot)->list;
    }
    return NULL;
}

int gr_frozen_add_fields(GrFrozen *frozen, const GrScoreSource *source, GrFontCabinet *cabinet,
                         GrFrozenLayer *out, GrError *error)
{
    const GrLayer *layer = out->layer;
    int code = GR_OK;
    out->own_state_bytes = out->state_bytes;
    if (!layer->field_count && !layer->warp_count)
        return GR_OK;
    frozen->needs.nested = true;
    out->fields = GR_ARENA_NEW(&frozen->arena, GrFrozenField, layer->field_count + 1);
    out->warps = GR_ARENA_NEW(&frozen->arena, GrFrozenWarp, layer->warp_count + 1);
    if (!out->fields || !out->warps)
        return gr_error_memory(error, "fields", sizeof(GrFrozenField));
    for (int i = 0; i < layer->field_count && !code; i++)
        code = freeze_field(frozen, source, cabinet, layer->fields[i], out, &out->fields[i], error);
    for (int i = 0; i < layer->warp_count && !code; i++) {
        const GrWarpUse *use = &layer->warps[i];
        out->warps[i] = (GrFrozenWarp){.use = use, .field = first_field(use)};
        code = gr_block_init(&out->warps[i].params, use->params, use->warp->params.size,
                             &use->animation, source, &frozen->arena, &frozen->scene_blocks, error);
    }
    return code;
}
