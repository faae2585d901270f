/* SPDX-License-Identifier: MIT
 *
 * Layers over and under those that a scene has otherwise: `on_top:` and `below:` of the show, named
 * layers that lie so in every scene and template, unless one there has that name already, and
 * `below:` of a scene.
 */
#include "scene/compose_parts.h"

#include <string.h>

static bool has_layer(const GrNode *layers, const char *name)
{
    for (int i = 0; i < layers->count; i++) {
        const GrNode *layer = layers->items[i];
        const char *own = layer->kind == GR_NODE_MAP ? gr_compose_name(layer) : NULL;
        if (own && strcmp(own, name) == 0)
            return true;
    }
    return false;
}

/* The list of layers, completed, and which side of the others it goes to. */
typedef struct Added {
    const GrNode *list;
    bool below;
} Added;

static const GrNode *add(GrComposer *c, const GrNode *scene, const void *user)
{
    const Added *added = user;
    int at = gr_compose_index(scene, "layers"), count = 0;
    if (at < 0 || scene->pairs[at].value->kind != GR_NODE_LIST)
        return scene;
    const GrNode *layers = scene->pairs[at].value;
    const GrNode **items =
        GR_COMPOSE_NEW_ARRAY(c, const GrNode *, layers->count + added->list->count);
    if (!items)
        return NULL;
    for (int i = 0; i < added->list->count; i++) {
        const char *name = gr_compose_name(added->list->items[i]);
        if (name && !has_layer(layers, name))
            items[count++] = added->list->items[i];
    }
    if (!count)
        return scene;
    if (!added->below)
        memmove(items + layers->count, items, (size_t)count * sizeof(*items));
    if (layers->count)
        memcpy(items + (added->below ? count : 0), layers->items,
               (size_t)layers->count * sizeof(*items));
    const GrNode *made = gr_compose_list(c, layers, items, layers->count + count);
    return made ? gr_compose_with(c, scene, scene->pairs[at].key, made) : NULL;
}

/* What a key gives that takes one thing for a list of one. */
static const GrNode *list_of(GrComposer *c, const GrNode *value)
{
    if (!gr_compose_word(value))
        return value;
    const GrNode **one = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, 1);
    if (!one)
        return NULL;
    one[0] = value;
    return gr_compose_list(c, value, one, 1);
}

/* The list with each name once; that one stands there again is told. */
static const GrNode *without_twins(GrComposer *c, const GrNode *list, const char *key)
{
    const GrNode **items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, list->count);
    char quoted[GR_QUOTE_CAPACITY];
    int count = 0;
    for (int i = 0; items && i < list->count; i++) {
        const GrNode *item = list->items[i];
        int at = 0;
        while (at < count && strcmp(items[at]->text, item->text) != 0)
            at++;
        if (at < count)
            gr_compose_error(c, item, "%s: '%s' is named twice: it lies there once", key,
                             gr_quote(quoted, item->text));
        else
            items[count++] = item;
    }
    return items ? gr_compose_list(c, list, items, count) : NULL;
}

static const GrNode *add_everywhere(GrComposer *c, const GrNode *root, const char *key)
{
    const GrNode *names = gr_node_find(root, key);
    const GrNode *list = names ? list_of(c, names) : NULL;
    if (!list)
        return names ? NULL : root;
    bool wrong = list->kind != GR_NODE_LIST;
    for (int i = 0; !wrong && i < list->count; i++)
        wrong = !gr_compose_word(list->items[i]);
    if (wrong) {
        gr_compose_error(c, names,
                         "%s: wants names of layers under `layers:` at the top of the show, like "
                         "[words]",
                         key);
        return root;
    }
    list = without_twins(c, list, key);
    const Added added = {.list = list ? gr_compose_layer_list(c, list) : NULL,
                         .below = strcmp(key, "below") == 0};
    return added.list ? gr_compose_each_scene(c, root, add, &added) : NULL;
}

const GrNode *gr_compose_on_top(GrComposer *c, const GrNode *root)
{
    root = add_everywhere(c, root, "below");
    return root ? add_everywhere(c, root, "on_top") : NULL;
}

/* The layers of `below`, each over the one of its name among the others, then the rest of these. */
static const GrNode *put_below(GrComposer *c, const GrNode *below, const GrNode *layers)
{
    const GrNode **items =
        GR_COMPOSE_NEW_ARRAY(c, const GrNode *, below->count + (layers ? layers->count : 0));
    int count = below->count;
    if (!items)
        return NULL;
    if (count)
        memcpy(items, below->items, (size_t)count * sizeof(*items));
    for (int i = 0; layers && i < layers->count; i++) {
        const char *name = gr_compose_name(layers->items[i]);
        int at = name ? below->count : 0;
        while (at > 0 && (!gr_compose_name(items[at - 1]) ||
                          strcmp(gr_compose_name(items[at - 1]), name) != 0))
            at--;
        if (!at)
            items[count++] = layers->items[i];
        else if (!(items[at - 1] = gr_compose_layer_over(c, items[at - 1], layers->items[i])))
            return NULL;
    }
    return gr_compose_list(c, layers ? layers : below, items, count);
}

const GrNode *gr_compose_below(GrComposer *c, const GrNode *scene, const char *name)
{
    static const char *const done[] = {"below", NULL};
    int at = gr_compose_index(scene, "below"), with = gr_compose_index(scene, "layers");
    char quoted[GR_QUOTE_CAPACITY];
    if (at < 0)
        return scene;
    gr_compose_once(c, scene, done);
    const GrNode *value = scene->pairs[at].value, *below = list_of(c, value);
    const GrNode *layers = with < 0 ? NULL : scene->pairs[with].value;
    if (!below)
        return NULL;
    if (below->kind != GR_NODE_LIST)
        gr_compose_error(
            c, value, "scene '%s': below: wants a list of layers (each starts with '- '), not %s",
            gr_quote(quoted, name), gr_node_word(value));
    scene = gr_compose_without(c, scene, done);
    if (!scene || below->kind != GR_NODE_LIST || (layers && layers->kind != GR_NODE_LIST))
        return scene;
    below = gr_compose_layer_list(c, below);
    const GrNode *made = below ? put_below(c, below, layers) : NULL;
    if (!made)
        return NULL;
    GrNode *key = GR_COMPOSE_NEW_ARRAY(c, GrNode, 1);
    if (!key)
        return NULL;
    *key = *value;
    key->text = "layers";
    return gr_compose_with(c, scene, key, made);
}
