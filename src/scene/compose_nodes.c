/* SPDX-License-Identifier: MIT */
#include "scene/compose_parts.h"

#include <stdio.h>
#include <string.h>

void gr_compose_error(GrComposer *c, const GrNode *at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    gr_problem_addv(c->problems, at->source, GR_PROBLEM_ERROR, GR_E_SHOW, at->line, at->column,
                    format, arguments);
    va_end(arguments);
}

void *gr_compose_no_memory(GrComposer *c)
{
    if (!c->code)
        gr_problem_add(c->problems, &c->sources->list[0], GR_PROBLEM_ERROR, GR_E_SPACE, 0, 0,
                       "out of memory");
    c->code = GR_E_SPACE;
    return NULL;
}

void *gr_compose_alloc(GrComposer *c, size_t count, size_t size)
{
    void *memory = gr_arena_alloc_array(c->arena, count, size);
    return memory ? memory : gr_compose_no_memory(c);
}

/* At most so many names are compared with a wrong one. */
enum { NAMES_COMPARED = 1024 };

typedef struct FewNames {
    GrNameAt *name_at;
    const void *names;
} FewNames;

static const char *few_name_at(const void *names, int index)
{
    const FewNames *few = names;
    return index < NAMES_COMPARED ? few->name_at(few->names, index) : NULL;
}

const char *gr_compose_hint(GrComposer *c, const char *word, GrNameAt *name_at, const void *names,
                            char out[GR_QUOTE_CAPACITY + 24])
{
    const FewNames few = {name_at, names};
    char quoted[GR_QUOTE_CAPACITY];
    bool kept = c->problems->error_count < GR_PROBLEMS_MAX;
    const char *near = kept ? gr_nearest_name(word, few_name_at, &few) : NULL;
    out[0] = '\0';
    if (near)
        snprintf(out, GR_QUOTE_CAPACITY + 24, "; did you mean '%s'?", gr_quote(quoted, near));
    return out;
}

/* Adds what a child weighs to its parent; false when that is too much. */
static bool count_child(GrComposer *c, GrNode *node, const GrNode *child)
{
    if (child->height >= node->height)
        node->height = child->height + 1;
    if (node->height > GR_TREE_MAX_DEPTH) {
        gr_compose_error(c, node, "nested more than %d levels deep with its vars",
                         GR_TREE_MAX_DEPTH);
        c->code = GR_E_SHOW;
    } else if (child->weight > GR_TREE_MAX_NODES - node->weight) {
        gr_compose_error(c, node, "expands to more than %d values", GR_TREE_MAX_NODES);
        c->code = GR_E_SHOW;
    } else {
        node->weight += child->weight;
    }
    return !c->code;
}

static GrNode *new_node(GrComposer *c, const GrNode *like, GrNodeKind kind, int count)
{
    /* What is made on the way to the result counts, too: it takes time and memory. */
    enum { MADE_MAX = 8 * GR_TREE_MAX_NODES };
    c->made_values += (size_t)count + 1;
    if (c->made_values > MADE_MAX && !c->code) {
        gr_compose_error(c, like, "the show expands to more than %d values", GR_TREE_MAX_NODES);
        c->code = GR_E_SHOW;
    }
    GrNode *node = c->code ? NULL : GR_COMPOSE_NEW_ARRAY(c, GrNode, 1);
    if (node)
        *node = (GrNode){.kind = kind,
                         .source = like->source,
                         .line = like->line,
                         .column = like->column,
                         .quoted = like->quoted,
                         .incomplete = like->incomplete,
                         .count = count,
                         .weight = 1,
                         .height = 1};
    return node;
}

const GrNode *gr_compose_map(GrComposer *c, const GrNode *like, GrPair *pairs, int count)
{
    GrNode *node = new_node(c, like, GR_NODE_MAP, count);
    if (!node)
        return NULL;
    node->pairs = pairs ? pairs : GR_COMPOSE_NEW_ARRAY(c, GrPair, 0);
    for (int i = 0; i < count; i++)
        if (!count_child(c, node, pairs[i].key) || !count_child(c, node, pairs[i].value))
            return NULL;
    return node;
}

const GrNode *gr_compose_list(GrComposer *c, const GrNode *like, const GrNode **items, int count)
{
    GrNode *node = new_node(c, like, GR_NODE_LIST, count);
    if (!node)
        return NULL;
    node->items = items;
    for (int i = 0; i < count; i++)
        if (!count_child(c, node, items[i]))
            return NULL;
    return node;
}

const GrNode *gr_compose_text(GrComposer *c, const GrNode *like, const char *text, size_t length)
{
    GrNode *node = new_node(c, like, GR_NODE_SCALAR, 0);
    char *copy = node ? gr_compose_alloc(c, length + 1, 1) : NULL;
    if (!copy)
        return NULL;
    memcpy(copy, text, length);
    node->text = copy;
    return node;
}

const GrNode *gr_compose_incomplete(GrComposer *c, const GrNode *node)
{
    GrNode *copy = c->code ? NULL : GR_COMPOSE_NEW_ARRAY(c, GrNode, 1);
    if (copy) {
        *copy = *node;
        copy->incomplete = true;
    }
    return copy;
}

int gr_compose_index(const GrNode *map, const char *key)
{
    for (int i = 0; map->kind == GR_NODE_MAP && i < map->count; i++)
        if (strcmp(map->pairs[i].key->text, key) == 0)
            return i;
    return -1;
}

const GrNode *gr_compose_with(GrComposer *c, const GrNode *map, const GrNode *key,
                              const GrNode *value)
{
    int at = gr_compose_index(map, key->text), count = map->count + (at < 0);
    GrPair *pairs = GR_COMPOSE_NEW_ARRAY(c, GrPair, count);
    if (!pairs || !value)
        return NULL;
    memcpy(pairs, map->pairs, (size_t)map->count * sizeof *pairs);
    if (at < 0)
        pairs[map->count] = (GrPair){.key = key, .value = value};
    else
        pairs[at].value = value;
    return gr_compose_map(c, map, pairs, count);
}

static bool listed(const char *const *keys, const char *key)
{
    while (*keys && strcmp(*keys, key) != 0)
        keys++;
    return *keys;
}

const GrNode *gr_compose_without(GrComposer *c, const GrNode *map, const char *const *keys)
{
    int kept = 0;
    for (int i = 0; i < map->count; i++)
        kept += !listed(keys, map->pairs[i].key->text);
    if (kept == map->count)
        return map;
    GrPair *pairs = GR_COMPOSE_NEW_ARRAY(c, GrPair, kept);
    if (!pairs)
        return NULL;
    kept = 0;
    for (int i = 0; i < map->count; i++)
        if (!listed(keys, map->pairs[i].key->text))
            pairs[kept++] = map->pairs[i];
    return gr_compose_map(c, map, pairs, kept);
}

void gr_compose_once(GrComposer *c, const GrNode *map, const char *const *keys)
{
    for (int i = 0; i < map->count; i++)
        if (map->pairs[i].earlier && listed(keys, map->pairs[i].key->text))
            gr_compose_error(c, map->pairs[i].key, "'%s' is given twice, first on line %d",
                             map->pairs[i].key->text, map->pairs[i].earlier->line);
}

const char *gr_compose_word(const GrNode *node)
{
    return node && node->kind == GR_NODE_SCALAR && !gr_node_is_empty(node) ? node->text : NULL;
}

const char *gr_compose_name(const GrNode *map)
{
    return gr_compose_word(gr_node_find(map, "name"));
}
