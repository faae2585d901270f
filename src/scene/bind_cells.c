/* SPDX-License-Identifier: MIT
 *
 * `cells:` of a layer: its chain of cell effects.
 */
#include "scene/bind.h"

#include "base/text.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <string.h>

/* What the tables cannot say of a text: how long it may be. */
static void check_texts(GrBinder *b, const GrNode *item, const GrCellUse *use)
{
    const GrParamTable *table = &use->effect->params;
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        if (param->type != GR_PARAM_TEXT)
            continue;
        const char *text =
            *(const char *const *)(const void *)((const char *)use->params + param->offset);
        if (text && strlen(text) > GR_CELL_TEXT_MAX)
            gr_bind_error(b, item, param->name, "has %zu bytes; at most %d are possible",
                          strlen(text), GR_CELL_TEXT_MAX);
    }
}

static bool bind_use(GrBinder *b, const GrNode *item, void *out)
{
    GrCellUse *use = out;
    const GrNode *name, *params;
    if (!gr_bind_use(b, "", item, "cell effect", &name, &params))
        return false;
    const GrCellEffect *effect = gr_cell_effect_find(name->text);
    if (!effect) {
        gr_bind_unknown(b, name, "", "cell effect", gr_cell_effect_nearest(name->text));
        return false;
    }
    void *values = gr_bind_defaults(b, &effect->params);
    if (!values)
        return false;
    *use = (GrCellUse){.place = gr_bind_place(item), .effect = effect, .params = values};
    const GrBindBlock block = {values, &use->animation};
    gr_bind_params(b, effect->name, params, &effect->params, &block);
    check_texts(b, item, use);
    return true;
}

void gr_bind_cells(GrBinder *b, const char *path, const GrNode *value, GrLayer *layer)
{
    const GrBindItems chain = {"cell effect", GR_CELL_EFFECTS_MAX, sizeof(GrCellUse), bind_use};
    layer->cells = gr_bind_items(b, path, value, &chain, &layer->cell_count);
}

/* The mapping of an item's parameters, or NULL. */
static const GrNode *params_of(const GrNode *item)
{
    bool map = item->kind == GR_NODE_MAP && item->count == 1;
    return map && item->pairs[0].value->kind == GR_NODE_MAP ? item->pairs[0].value : NULL;
}

static void settle_use(GrBinder *b, const GrNode *item, const char *font, const GrCellUse *use)
{
    const GrParamTable *table = &use->effect->params;
    const GrNode *params = params_of(item);
    for (int i = 0; i < table->count; i++) {
        const GrParam *param = &table->params[i];
        const char **text = (const char **)(void *)((char *)use->params + param->offset);
        char path[GR_BIND_PATH];
        if (param->type != GR_PARAM_TEXT || !*text)
            continue;
        const GrNode *at = params ? gr_node_find(params, param->name) : NULL;
        snprintf(path, sizeof path, "%s.%s", use->effect->name, param->name);
        gr_bind_served(b, at ? at : item, path, font, text);
    }
}

void gr_bind_settle_cells(GrBinder *b, const GrNode *value, GrLayer *layer)
{
    bool single = value->kind != GR_NODE_LIST;
    int count = single ? 1 : value->count;
    char outer[GR_BIND_SCOPE];
    if (layer->cell_count != count)
        return; /* some could not be bound, which is reported */
    memcpy(outer, b->scope, sizeof outer);
    for (int i = 0; i < count; i++) {
        snprintf(b->scope, sizeof b->scope, "%.*s, cell effect %d", GR_BIND_SCOPE - 32, outer,
                 i + 1);
        settle_use(b, single ? value : value->items[i], layer->font, &layer->cells[i]);
    }
    memcpy(b->scope, outer, sizeof outer);
}
