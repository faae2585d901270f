/* SPDX-License-Identifier: MIT */
#include "scene/compose_parts.h"

#include <string.h>

void gr_compose_table_init(GrComposer *c, GrComposeTable *table, const GrNode *map,
                           const char *what)
{
    char quoted[GR_QUOTE_CAPACITY];
    *table = (GrComposeTable){0};
    if (map && map->kind != GR_NODE_MAP) {
        table->unreadable = !gr_node_is_empty(map);
        if (table->unreadable)
            gr_compose_error(c, map, "%s: wants a mapping of names, not %s", what,
                             gr_node_word(map));
        return;
    }
    int count = map ? map->count : 0;
    if (!gr_names_init(&table->names, count)) {
        gr_compose_no_memory(c);
        return;
    }
    table->entries = GR_COMPOSE_NEW_ARRAY(c, GrComposeEntry, count);
    for (int i = 0; table->entries && i < count; i++) {
        const GrPair *pair = &map->pairs[i];
        if (pair->earlier)
            gr_compose_error(c, pair->key, "%s: '%s' is given twice, first on line %d", what,
                             gr_quote(quoted, pair->key->text), pair->earlier->line);
        else
            gr_names_add(&table->names, pair->key->text, table->count);
        table->entries[table->count++] =
            (GrComposeEntry){.name = pair->key->text, .node = pair->value};
    }
}

void gr_compose_table_finish(GrComposeTable *table)
{
    gr_names_finish(&table->names);
    *table = (GrComposeTable){0};
}

GrComposeEntry *gr_compose_table_find(const GrComposeTable *table, const char *name)
{
    int index = gr_names_find(&table->names, name);
    return index < 0 ? NULL : &table->entries[index];
}

const char *gr_compose_table_name_at(const void *names, int index)
{
    const GrComposeTable *table = names;
    return index < table->count ? table->entries[index].name : NULL;
}

/* "a -> b -> a" */
static void report_cycle(GrComposer *c, const GrComposeEntry *entry, const GrComposeEntry *user,
                         const GrNode *at, const char *what)
{
    GrText chain = {0};
    const GrComposeEntry *path[GR_VARS_MAX_DEPTH + 1];
    char quoted[GR_QUOTE_CAPACITY];
    int count = 0;
    for (const GrComposeEntry *step = user; step && count < GR_VARS_MAX_DEPTH; step = step->user) {
        path[count++] = step;
        if (step == entry)
            break;
    }
    while (count-- > 0)
        gr_text_printf(&chain, "%s -> ", gr_quote(quoted, path[count]->name));
    gr_text_puts(&chain, gr_quote(quoted, entry->name));
    gr_compose_error(c, at, "%s go round in a circle: %s", what, gr_text_string(&chain));
    gr_text_finish(&chain);
}

bool gr_compose_enter(GrComposer *c, GrComposeEntry *entry, const GrComposeEntry *user,
                      const GrNode *at, const char *what, int deepest)
{
    int depth = 0;
    if (entry->state == GR_COMPOSE_OPEN) {
        report_cycle(c, entry, user, at, what);
        return false;
    }
    for (const GrComposeEntry *step = user; step; step = step->user)
        depth++;
    if (depth >= deepest) {
        gr_compose_error(c, at, "%s build on each other more than %d deep", what, deepest);
        return false;
    }
    entry->state = GR_COMPOSE_OPEN;
    entry->user = user;
    return true;
}

void gr_compose_leave(GrComposeEntry *entry, const GrNode *result)
{
    entry->state = GR_COMPOSE_DONE;
    entry->result = result;
    entry->user = NULL;
}
