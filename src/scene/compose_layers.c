/* SPDX-License-Identifier: MIT
 *
 * Layers: named ones at the top of the show, and those of a scene's list.
 */
#include "scene/compose_parts.h"

#include "model/catalogue.h"

static const char *const extends_key[] = {"extends", NULL};

/* The layers that a layer may extend: of its scene (may be NULL), and named ones. */
typedef struct Scope {
    GrComposer *composer;
    GrComposeTable *scene;
} Scope;

static const GrNode *complete(const Scope *scope, GrComposeEntry *entry, const GrComposeEntry *user,
                              const GrNode *at);

static const char *layer_name_at(const void *names, int index)
{
    const Scope *scope = names;
    int own = scope->scene ? scope->scene->count : 0;
    return index < own ? gr_compose_table_name_at(scope->scene, index)
                       : gr_compose_table_name_at(&scope->composer->layers, index - own);
}

/* The layer that `extends` of an entry names, completed. */
static const GrNode *base_of(const Scope *scope, const GrComposeEntry *entry, const GrNode *extends)
{
    GrComposer *c = scope->composer;
    const char *name = gr_compose_word(extends);
    char quoted[GR_QUOTE_CAPACITY], hint[GR_QUOTE_CAPACITY + 24];
    if (!name) {
        gr_compose_error(c, extends, "layer '%s': extends: wants the name of a layer, not %s",
                         gr_quote(quoted, entry->name), gr_node_word(extends));
        return NULL;
    }
    GrComposeEntry *base = gr_compose_table_find(&c->layers, name);
    const Scope outer = {c, NULL};
    if (c->layers.unreadable)
        return NULL;
    if (base)
        return complete(&outer, base, entry, extends);
    base = scope->scene ? gr_compose_table_find(scope->scene, name) : NULL;
    if (base)
        return complete(scope, base, entry, extends);
    gr_compose_hint(c, name, layer_name_at, scope, hint);
    gr_compose_error(c, extends, "extends: there is no layer '%s'%s", gr_quote(quoted, name),
                     hint[0] ? hint
                     : c->layers.count || scope->scene
                         ? ""
                         : ": named ones stand under `layers:` at the "
                           "top of the show");
    return NULL;
}

static const GrNode *complete(const Scope *scope, GrComposeEntry *entry, const GrComposeEntry *user,
                              const GrNode *at)
{
    GrComposer *c = scope->composer;
    if (entry->state == GR_COMPOSE_DONE)
        return entry->result;
    if (!gr_compose_enter(c, entry, user, at, "layers that extend each other",
                          GR_EXTENDS_MAX_DEPTH))
        return NULL;
    const GrNode *result = entry->node;
    const GrNode *extends = gr_node_find(result, "extends");
    if (extends) {
        gr_compose_once(c, result, extends_key);
        const GrNode *base = base_of(scope, entry, extends);
        result = gr_compose_without(c, result, extends_key);
        if (result)
            result =
                base ? gr_compose_layer_over(c, result, base) : gr_compose_incomplete(c, result);
    }
    gr_compose_leave(entry, result);
    return result;
}

const GrNode *gr_compose_named_layers(GrComposer *c, const GrNode *root)
{
    const GrNode *map = gr_node_find(root, "layers");
    const Scope scope = {c, NULL};
    gr_compose_table_finish(&c->layers);
    if (map && map->kind == GR_NODE_LIST) {
        c->layers = (GrComposeTable){.unreadable = true};
        gr_compose_error(c, map,
                         "layers: wants a mapping of names, not a list: a list of layers stands in "
                         "a scene, scenes: [{length: 8s, layers: [...]}]");
        return root;
    }
    gr_compose_table_init(c, &c->layers, map, "layers");
    for (int i = 0; i < c->layers.count && !c->code; i++) {
        GrComposeEntry *entry = &c->layers.entries[i];
        char quoted[GR_QUOTE_CAPACITY];
        if (entry->node->kind == GR_NODE_MAP) {
            complete(&scope, entry, NULL, entry->node);
            continue;
        }
        gr_compose_error(c, entry->node, "layers: '%s': wants a mapping (grid, field, ...), not %s",
                         gr_quote(quoted, entry->name), gr_node_word(entry->node));
        gr_compose_leave(entry, NULL);
    }
    return c->code ? NULL : root;
}

static void unknown_name(GrComposer *c, const GrNode *item)
{
    char quoted[GR_QUOTE_CAPACITY], hint[GR_QUOTE_CAPACITY + 24];
    gr_quote(quoted, item->text);
    gr_compose_hint(c, item->text, gr_compose_table_name_at, &c->layers, hint);
    if (!hint[0] && gr_effect_find(item->text))
        gr_compose_error(c, item, "'%s' is an effect, not a layer: write {field: %s}", quoted,
                         quoted);
    else
        gr_compose_error(c, item, "there is no layer '%s'%s", quoted,
                         hint[0] ? hint
                                 : ": a bare name is a layer under `layers:` at the top of the "
                                   "show");
}

/* The named layer that a bare name in a list stands for; it is called like that. An unknown one
 * keeps its place, so that the others keep their numbers. */
static const GrNode *layer_by_name(GrComposer *c, const GrNode *item)
{
    const GrComposeEntry *entry = gr_compose_table_find(&c->layers, item->text);
    const GrNode *layer = entry ? entry->result : NULL;
    if (!entry && !c->layers.unreadable)
        unknown_name(c, item);
    if (!layer && !c->code)
        layer = gr_compose_map(c, gr_compose_incomplete(c, item), NULL, 0);
    GrNode *key = layer ? GR_COMPOSE_NEW_ARRAY(c, GrNode, 1) : NULL;
    if (!key || gr_compose_name(layer))
        return layer;
    *key = *item;
    key->text = "name";
    return gr_compose_with(c, layer, key, item);
}

const GrNode *gr_compose_layer_list(GrComposer *c, const GrNode *list)
{
    bool any = false;
    for (int i = 0; i < list->count; i++)
        any = any || gr_compose_word(list->items[i]);
    if (!any)
        return list;
    const GrNode **items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, list->count);
    for (int i = 0; items && i < list->count && !c->code; i++)
        items[i] =
            gr_compose_word(list->items[i]) ? layer_by_name(c, list->items[i]) : list->items[i];
    return items && !c->code ? gr_compose_list(c, list, items, list->count) : NULL;
}

const GrNode *gr_compose_layers_extend(GrComposer *c, const GrNode *list)
{
    GrComposeTable table = {0};
    const Scope scope = {c, &table};
    bool any = false;
    for (int i = 0; i < list->count; i++)
        any = any || gr_node_find(list->items[i], "extends");
    if (!any)
        return list;
    const GrNode **items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, list->count);
    table.entries = GR_COMPOSE_NEW_ARRAY(c, GrComposeEntry, list->count);
    if (!items || !table.entries || !gr_names_init(&table.names, list->count))
        return gr_compose_no_memory(c);
    for (int i = 0; i < list->count; i++) {
        const char *name = gr_compose_name(list->items[i]);
        table.entries[i] = (GrComposeEntry){.name = name ? name : "(no name)", //
                                            .node = list->items[i]};
        if (name)
            gr_names_add(&table.names, name, i);
    }
    table.count = list->count;
    for (int i = 0; i < list->count && !c->code; i++)
        items[i] = complete(&scope, &table.entries[i], NULL, list->items[i]);
    gr_compose_table_finish(&table);
    return c->code ? NULL : gr_compose_list(c, list, items, list->count);
}
