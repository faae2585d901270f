/* SPDX-License-Identifier: MIT
 *
 * Fields: `field:` of a layer, and wherever one is a parameter of something else. Also `warp:`, the
 * chain of what bends a layer's field.
 */
#include "scene/bind.h"

#include "base/hash.h"
#include "base/text.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <string.h>

/* The effect whose one expression a field that is written short is: `field: sin(6*r - t)`. NULL for
 * what is rather a misspelt name. */
static const GrEffect *formula_of(const GrNode *field)
{
    static const char word[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    bool name = !field->text[strspn(field->text, word)] && gr_effect_nearest(field->text);
    return name || !gr_expr_looks_like(field->text) ? NULL : gr_effect_find("formula");
}

/* Its letters wait for the layer's font. */
static void note_letters(GrBinder *b, const GrNode *node, const GrEffect *effect, void *params)
{
    if (!effect->stencil || !gr_param_find(&effect->params, "text") ||
        b->letters_count == GR_FIELDS_MAX + 1)
        return;
    b->letters[b->letters_count++] = (GrLetters){node, effect, params, gr_bind_keep(b, b->scope)};
}

bool gr_bind_field(GrBinder *b, const char *path, const GrNode *node, GrFieldUse *use)
{
    const GrNode *name, *params;
    if (!gr_bind_use(b, path, node, "field", &name, &params))
        return false;
    const GrEffect *effect = gr_effect_find(name->text);
    const GrEffect *formula = effect || name != node ? NULL : formula_of(name);
    if (!effect && !formula) {
        gr_bind_unknown(b, name, path, "effect", gr_effect_nearest(name->text));
        return false;
    }
    effect = effect ? effect : formula;
    void *values = gr_bind_defaults(b, &effect->params);
    GrAnimation *animation = GR_BIND_NEW(b, GrAnimation, 1);
    if (!values || !animation)
        return false;
    const GrBindBlock block = {values, animation};
    if (formula)
        gr_bind_param(b, effect->name, gr_param_find(&effect->params, "value"), name, &block);
    else
        gr_bind_params(b, effect->name, params, &effect->params, &block);
    gr_bind_settle_film(b, effect, params, values);
    *use = (GrFieldUse){.effect = effect, .params = values, .animation = animation};
    b->sound->hears |= effect->hears;
    note_letters(b, node, effect, values);
    return true;
}

/* Counts a field within another one; false after reporting. */
static bool enter(GrBinder *b, const char *path, const GrNode *node, int count)
{
    if (b->field_depth == GR_FIELDS_DEPTH) {
        gr_bind_error(b, node, path, "is a field within %d others: no more are possible",
                      GR_FIELDS_DEPTH);
        return false;
    }
    b->field_count += count;
    if (b->field_count <= GR_FIELDS_MAX)
        return true;
    if (b->field_count - count <= GR_FIELDS_MAX) /* said once */
        gr_bind_error(b, node, path, "the layer has more than %d fields within others",
                      GR_FIELDS_MAX);
    return false;
}

bool gr_bind_fields(GrBinder *b, const char *path, const GrParam *param, const GrNode *node,
                    void *values)
{
    bool listed = param->several && node->kind == GR_NODE_LIST, good = true;
    int count = listed ? node->count : 1;
    char outer[GR_BIND_SCOPE];
    if (node->kind == GR_NODE_LIST && !listed) {
        gr_bind_error(b, node, path, "wants one field, not a list");
        return false;
    }
    if (listed && (!count || count > GR_FIELDS_LIST_MAX)) {
        gr_bind_error(b, node, path, "holds %d fields: 1..%d are possible", count,
                      GR_FIELDS_LIST_MAX);
        return false;
    }
    GrFieldUse *uses = enter(b, path, node, count) ? GR_BIND_NEW(b, GrFieldUse, count) : NULL;
    if (!uses)
        return false;
    memcpy(outer, b->scope, sizeof outer);
    b->field_depth++;
    for (int i = 0; i < count; i++) {
        char number[16] = "";
        if (listed)
            snprintf(number, sizeof number, " %d", i + 1);
        snprintf(b->scope, sizeof b->scope, "%.*s, %.64s%s", GR_BIND_SCOPE - 96, outer, path,
                 number);
        good = gr_bind_field(b, "", listed ? node->items[i] : node, &uses[i]) && good;
    }
    b->field_depth--;
    memcpy(b->scope, outer, sizeof outer);
    if (good)
        *(GrFields *)(void *)((char *)values + param->offset) = (GrFields){uses, count};
    return good;
}

/* Visits all fields below a block, each before those below it. `list` may be NULL: counts only. */
static void collect(const GrParamTable *table, const void *values, uint64_t path,
                    const GrFieldUse **list, int *count)
{
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        if (param->type != GR_PARAM_FIELD)
            continue;
        const GrFields *fields = (const void *)((const char *)values + param->offset);
        uint64_t below = gr_hash_string(param->name, path);
        for (int k = 0; k < fields->count; k++) {
            GrFieldUse *use = (GrFieldUse *)&fields->list[k]; /* ours until the show is bound */
            if (list) {
                use->index = *count;
                use->path = below + (uint64_t)k;
                list[*count] = use;
            }
            (*count)++;
            collect(&use->effect->params, use->params, below + (uint64_t)k, list, count);
        }
    }
}

static void collect_all(const GrLayer *layer, const GrFieldUse **list, int *count)
{
    if (layer->effect)
        collect(&layer->effect->params, layer->params, 1, list, count);
    for (int i = 0; i < layer->warp_count; i++)
        collect(&layer->warps[i].warp->params, layer->warps[i].params, 100 + (uint64_t)i, list,
                count);
    collect(&gr_layer_params, &layer->look, 2, list, count);
    for (int i = 0; i < layer->masks.count; i++)
        collect(layer->masks.list[i].table, &layer->masks.list[i].params, 200 + (uint64_t)i, list,
                count);
}

void gr_bind_settle_fields(GrBinder *b, GrLayer *layer)
{
    int count = 0;
    collect_all(layer, NULL, &count);
    const GrFieldUse **list = count ? GR_BIND_NEW(b, const GrFieldUse *, count) : NULL;
    if (!list)
        return;
    layer->fields = list;
    collect_all(layer, list, &layer->field_count);
}

static bool bind_warp(GrBinder *b, const GrNode *item, void *out)
{
    GrWarpUse *use = out;
    const GrNode *name, *params;
    if (!gr_bind_use(b, "", item, "warp", &name, &params))
        return false;
    const GrWarp *warp = gr_warp_find(name->text);
    if (!warp) {
        gr_bind_unknown(b, name, "", "warp", gr_warp_nearest(name->text));
        return false;
    }
    void *values = gr_bind_defaults(b, &warp->params);
    if (!values)
        return false;
    *use = (GrWarpUse){.place = gr_bind_place(item), .warp = warp, .params = values};
    const GrBindBlock block = {values, &use->animation};
    gr_bind_params(b, warp->name, params, &warp->params, &block);
    return true;
}

void gr_bind_warps(GrBinder *b, const char *path, const GrNode *value, GrLayer *layer)
{
    const GrBindItems chain = {"warp", GR_WARPS_MAX, sizeof(GrWarpUse), bind_warp};
    layer->warps = gr_bind_items(b, path, value, &chain, &layer->warp_count);
}
