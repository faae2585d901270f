/* SPDX-License-Identifier: MIT */
#include "scene/compose_parts.h"

#include "model/mask.h"

#include <string.h>

enum { SMALL_MAP = 16 }; /* keys up to which a search is faster than an index */

static int find_key(const GrNode *map, const GrNames *names, const char *key)
{
    return names->slots ? gr_names_find(names, key) : gr_compose_index(map, key);
}

const GrNode *gr_compose_union(GrComposer *c, const GrNode *over, const GrNode *under,
                               GrComposeCombine *combine)
{
    GrNames names = {0};
    const GrNode *result = NULL;
    int count = 0;
    GrPair *pairs = GR_COMPOSE_NEW_ARRAY(c, GrPair, over->count + under->count);
    if (!pairs)
        return NULL;
    GrPair *own = pairs + under->count;
    memcpy(own, over->pairs, (size_t)over->count * sizeof *own);
    if (over->count > SMALL_MAP) {
        if (!gr_names_init(&names, over->count))
            return gr_compose_no_memory(c);
        for (int i = 0; i < over->count; i++)
            gr_names_add(&names, over->pairs[i].key->text, i);
    }
    for (int i = 0; i < under->count; i++) {
        const GrPair *pair = &under->pairs[i];
        int at = find_key(over, &names, pair->key->text);
        if (at < 0)
            pairs[count++] = *pair;
        else if (combine && !pair->earlier)
            own[at].value = combine(c, pair->key->text, own[at].value, pair->value);
        if (c->code)
            goto done;
    }
    /* Own keys come last: where two say the same (`at` and `x`), the later one counts. */
    memmove(pairs + count, own, (size_t)over->count * sizeof *own);
    count += over->count;
    result = gr_compose_map(c, over, pairs, count);
    if (result && under->incomplete && !over->incomplete)
        result = gr_compose_incomplete(c, result);
done:
    gr_names_finish(&names);
    return result;
}

/* The name and, unless NULL, the parameters of `plasma` or {plasma: {speed: 2}}. */
static const char *use_name(const GrNode *node, const GrNode **params)
{
    *params = NULL;
    if (node->kind != GR_NODE_MAP)
        return gr_compose_word(node);
    if (node->count != 1)
        return NULL;
    if (node->pairs[0].value->kind == GR_NODE_MAP)
        *params = node->pairs[0].value;
    return node->pairs[0].key->text;
}

static const GrNode *merge_use(GrComposer *c, const GrNode *over, const GrNode *under)
{
    const GrNode *own, *others;
    const char *name = use_name(over, &own), *other = use_name(under, &others);
    if (!name || !other || strcmp(name, other) != 0 || !others)
        return over;
    if (!own) /* the bare name, or one with nothing behind it */
        return under;
    const GrNode *params = gr_compose_union(c, own, others, NULL);
    return params ? gr_compose_with(c, over, over->pairs[0].key, params) : NULL;
}

/* A mask of letters is a mapping of its own. */
static bool is_letters(const GrNode *mask)
{
    return mask->kind == GR_NODE_MAP && mask->count && !gr_mask_find(mask->pairs[0].key->text);
}

/* `yes` says that it is there, not how: that may come from elsewhere. */
static bool is_part_of_text(const char *key)
{
    return strcmp(key, "outline") == 0 || strcmp(key, "shadow") == 0 || strcmp(key, "glow") == 0 ||
           strcmp(key, "plate") == 0;
}

static const GrNode *combine_values(GrComposer *c, const char *key, const GrNode *over,
                                    const GrNode *under)
{
    if (strcmp(key, "field") == 0 || strcmp(key, "cells") == 0 || strcmp(key, "warp") == 0 ||
        strcmp(key, "transition") == 0 ||
        (strcmp(key, "mask") == 0 && !(is_letters(over) && is_letters(under))))
        return merge_use(c, over, under);
    if (over->kind == GR_NODE_MAP && under->kind == GR_NODE_MAP)
        return gr_compose_union(c, over, under, NULL);
    const char *word = gr_compose_word(over);
    return is_part_of_text(key) && word && strcmp(word, "yes") == 0 && under->kind == GR_NODE_MAP
               ? under
               : over;
}

/* The other layers in their order, each under the own one of the same name; then the rest of the
 * own. */
static const GrNode *merge_layers(GrComposer *c, const GrNode *over, const GrNode *under)
{
    GrNames names;
    int count = under->count;
    const GrNode **items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, over->count + under->count);
    if (!items || !gr_names_init(&names, under->count))
        return gr_compose_no_memory(c);
    for (int i = 0; i < under->count; i++) {
        const char *name = gr_compose_name(under->items[i]);
        items[i] = under->items[i];
        if (name)
            gr_names_add(&names, name, i);
    }
    for (int i = 0; i < over->count && !c->code; i++) {
        const GrNode *own = over->items[i];
        const char *name = gr_compose_name(own);
        int at = name ? gr_names_find(&names, name) : -1;
        if (at < 0)
            items[count++] = own;
        else
            items[at] = gr_compose_layer_over(c, own, items[at]);
    }
    gr_names_finish(&names);
    return c->code ? NULL : gr_compose_list(c, over, items, count);
}

static const GrNode *combine_scenes(GrComposer *c, const char *key, const GrNode *over,
                                    const GrNode *under)
{
    if (strcmp(key, "layers") == 0 && over->kind == GR_NODE_LIST && under->kind == GR_NODE_LIST)
        return merge_layers(c, over, under);
    return combine_values(c, key, over, under);
}

static const char *const rivals[][2] = {
    {"palette", "glyphs"}, {"length", "until"}, {"text", "lyrics"}};

const char *gr_compose_rival(const char *key)
{
    for (size_t i = 0; i < sizeof rivals / sizeof *rivals; i++)
        for (int side = 0; side < 2; side++)
            if (strcmp(key, rivals[i][side]) == 0)
                return rivals[i][1 - side];
    return NULL;
}

/* What of `under` may come to `over`: not `never`, nor what a key of `over` excludes. */
static const GrNode *inheritance(GrComposer *c, const GrNode *over, const GrNode *under,
                                 const char *const *never)
{
    const char *keys[16];
    int count = 0;
    while (never[count]) {
        keys[count] = never[count];
        count++;
    }
    for (size_t i = 0; i < sizeof rivals / sizeof *rivals; i++)
        for (int side = 0; side < 2; side++)
            if (gr_node_find(over, rivals[i][side]))
                keys[count++] = rivals[i][1 - side];
    keys[count] = NULL;
    /* Own keys that exclude each other are a mistake of their own: both were left out of `under`.
     */
    return gr_compose_without(c, under, keys);
}

const GrNode *gr_compose_scene_over(GrComposer *c, const GrNode *over, const GrNode *under)
{
    static const char *const never[] = {"name", "start", "until", "repeat", "extends", NULL};
    const GrNode *rest = inheritance(c, over, under, never);
    return rest ? gr_compose_union(c, over, rest, combine_scenes) : NULL;
}

const GrNode *gr_compose_layer_over(GrComposer *c, const GrNode *over, const GrNode *under)
{
    static const char *const never[] = {"name", "extends", NULL};
    const GrNode *rest = inheritance(c, over, under, never);
    return rest ? gr_compose_union(c, over, rest, combine_values) : NULL;
}
