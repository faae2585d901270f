/* SPDX-License-Identifier: MIT
 *
 * `on_top:` of the show: named layers that lie over the layers of every scene and template, unless
 * one there has that name already.
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

/* `user` is the list of layers, completed. */
static const GrNode *put_on_top(GrComposer *c, const GrNode *scene, const void *user)
{
    const GrNode *added = user;
    int at = gr_compose_index(scene, "layers");
    if (at < 0 || scene->pairs[at].value->kind != GR_NODE_LIST)
        return scene;
    const GrNode *layers = scene->pairs[at].value;
    int count = layers->count;
    const GrNode **items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, count + added->count);
    if (items && count)
        memcpy(items, layers->items, (size_t)count * sizeof(*items));
    for (int i = 0; items && i < added->count; i++) {
        const char *name = gr_compose_name(added->items[i]);
        if (name && !has_layer(layers, name))
            items[count++] = added->items[i];
    }
    if (items && count == layers->count)
        return scene;
    const GrNode *made = items ? gr_compose_list(c, layers, items, count) : NULL;
    return made ? gr_compose_with(c, scene, scene->pairs[at].key, made) : NULL;
}

const GrNode *gr_compose_on_top(GrComposer *c, const GrNode *root)
{
    const GrNode *names = gr_node_find(root, "on_top");
    if (!names)
        return root;
    const GrNode **one = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, 1);
    if (!one)
        return NULL;
    one[0] = names;
    const GrNode *list =
        gr_compose_word(names) ? gr_compose_list(c, names, one, 1) : names; /* one for a list */
    if (!list)
        return NULL;
    bool wrong = list->kind != GR_NODE_LIST;
    for (int i = 0; !wrong && i < list->count; i++)
        wrong = !gr_compose_word(list->items[i]);
    if (wrong) {
        gr_compose_error(c, names,
                         "on_top: wants names of layers under `layers:` at the top of the show, "
                         "like [words]");
        return root;
    }
    list = gr_compose_layer_list(c, list);
    return list ? gr_compose_each_scene(c, root, put_on_top, list) : NULL;
}
