/* SPDX-License-Identifier: MIT
 *
 * Scenes and templates: what they extend, their layers, and the chains among their shaders.
 */
#include "scene/compose_parts.h"

#include "model/catalogue.h"
#include "model/mood.h"
#include "scene/tree.h"

#include <string.h>

static const char *const extends_key[] = {"extends", NULL};

static const GrNode *complete(GrComposer *c, GrComposeEntry *entry, const GrComposeEntry *user,
                              const GrNode *at);

/* An item of `scenes:` that lays out others (`cut:`) is no scene itself. */
static bool is_scene(const GrNode *node)
{
    return node->kind == GR_NODE_MAP && !gr_node_find(node, "cut");
}

static const GrNode *base_of(GrComposer *c, const GrComposeEntry *entry, const GrNode *extends)
{
    const char *name = gr_compose_word(extends);
    char quoted[GR_QUOTE_CAPACITY], hint[GR_QUOTE_CAPACITY + 24];
    if (!name) {
        gr_compose_error(c, extends,
                         "scene '%s': extends: wants the name of a template or scene, "
                         "not %s",
                         gr_quote(quoted, entry->name), gr_node_word(extends));
        return NULL;
    }
    GrComposeEntry *base = gr_compose_table_find(&c->scenes, name);
    if (base && is_scene(base->node))
        return complete(c, base, entry, extends);
    gr_compose_hint(c, name, gr_compose_table_name_at, &c->scenes, hint);
    gr_compose_error(c, extends, "extends: there is no template or scene '%s'%s",
                     gr_quote(quoted, name), hint);
    return NULL;
}

/* The mapping with its list of layers passed through `step`. */
static const GrNode *with_layers(GrComposer *c, const GrNode *scene,
                                 const GrNode *(*step)(GrComposer *, const GrNode *))
{
    int at = gr_compose_index(scene, "layers");
    if (at < 0 || scene->pairs[at].value->kind != GR_NODE_LIST)
        return scene;
    const GrNode *layers = step(c, scene->pairs[at].value);
    if (layers == scene->pairs[at].value)
        return scene;
    return layers ? gr_compose_with(c, scene, scene->pairs[at].key, layers) : NULL;
}

static const GrNode *complete(GrComposer *c, GrComposeEntry *entry, const GrComposeEntry *user,
                              const GrNode *at)
{
    if (entry->state == GR_COMPOSE_DONE)
        return entry->result;
    if (!gr_compose_enter(c, entry, user, at, "scenes that extend each other",
                          GR_EXTENDS_MAX_DEPTH))
        return NULL;
    const GrNode *result = with_layers(c, entry->node, gr_compose_layer_list);
    const GrNode *extends = gr_node_find(entry->node, "extends");
    if (result && extends) {
        gr_compose_once(c, result, extends_key);
        const GrNode *base = base_of(c, entry, extends);
        result = c->code ? NULL : gr_compose_without(c, result, extends_key);
        if (result)
            result =
                base ? gr_compose_scene_over(c, result, base) : gr_compose_incomplete(c, result);
    }
    if (result)
        result = gr_compose_below(c, result, entry->name);
    if (result)
        result = with_layers(c, result, gr_compose_layers_extend);
    gr_compose_leave(entry, result);
    return result;
}

static bool init_scene_table(GrComposer *c, const GrNode *templates, const GrNode *scenes)
{
    GrComposeTable *table = &c->scenes;
    int from_templates = templates && templates->kind == GR_NODE_MAP ? templates->count : 0;
    int from_scenes = scenes && scenes->kind == GR_NODE_LIST ? scenes->count : 0;
    gr_compose_table_finish(table);
    table->entries = GR_COMPOSE_NEW_ARRAY(c, GrComposeEntry, from_templates + from_scenes);
    if (!table->entries || !gr_names_init(&table->names, from_templates + from_scenes))
        return gr_compose_no_memory(c);
    table->count = from_templates + from_scenes;
    for (int i = 0; i < table->count; i++) {
        const GrNode *node =
            i < from_templates ? templates->pairs[i].value : scenes->items[i - from_templates];
        const char *name =
            i < from_templates ? templates->pairs[i].key->text : gr_compose_name(node);
        table->entries[i] = (GrComposeEntry){.name = name ? name : "(no name)", .node = node};
        if (!is_scene(node))
            gr_compose_leave(&table->entries[i], node);
        if (name)
            gr_names_add(&table->names, name, i);
    }
    return true;
}

static const GrNode *complete_templates(GrComposer *c, const GrNode *map)
{
    GrPair *pairs = GR_COMPOSE_NEW_ARRAY(c, GrPair, map->count);
    char quoted[GR_QUOTE_CAPACITY];
    for (int i = 0; pairs && i < map->count && !c->code; i++) {
        GrComposeEntry *entry = &c->scenes.entries[i];
        pairs[i] = map->pairs[i];
        if (pairs[i].earlier)
            gr_compose_error(c, pairs[i].key, "templates: '%s' is given twice, first on line %d",
                             gr_quote(quoted, pairs[i].key->text), pairs[i].earlier->line);
        if (entry->node->kind != GR_NODE_MAP)
            gr_compose_error(c, entry->node,
                             "templates: '%s': wants a mapping (layers, ...), "
                             "not %s",
                             gr_quote(quoted, entry->name), gr_node_word(entry->node));
        pairs[i].value = complete(c, entry, NULL, entry->node);
    }
    return pairs && !c->code ? gr_compose_map(c, map, pairs, map->count) : NULL;
}

static const GrNode *complete_scenes(GrComposer *c, const GrNode *list)
{
    const GrNode **items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, list->count);
    int first = c->scenes.count - list->count;
    for (int i = 0; items && i < list->count && !c->code; i++)
        items[i] = complete(c, &c->scenes.entries[first + i], NULL, list->items[i]);
    return items && !c->code ? gr_compose_list(c, list, items, list->count) : NULL;
}

const GrNode *gr_compose_scenes(GrComposer *c, const GrNode *root, const char *key)
{
    const GrNode *templates = gr_node_find(root, "templates"),
                 *scenes = gr_node_find(root, "scenes");
    bool lists_scenes = strcmp(key, "scenes") == 0;
    int at = gr_compose_index(root, key);
    if (at < 0 || root->pairs[at].value->kind != (lists_scenes ? GR_NODE_LIST : GR_NODE_MAP))
        return root;
    if (!init_scene_table(c, templates, scenes))
        return NULL;
    const GrNode *made =
        lists_scenes ? complete_scenes(c, scenes) : complete_templates(c, templates);
    return made ? gr_compose_with(c, root, root->pairs[at].key, made) : NULL;
}

const GrNode *gr_compose_each_scene(GrComposer *c, const GrNode *root, GrComposeSceneStep *step,
                                    const void *user)
{
    int at = gr_compose_index(root, "templates");
    const GrNode *templates = at < 0 ? NULL : root->pairs[at].value;
    if (templates && templates->kind == GR_NODE_MAP) {
        GrPair *pairs = GR_COMPOSE_NEW_ARRAY(c, GrPair, templates->count);
        for (int i = 0; pairs && i < templates->count && !c->code; i++) {
            pairs[i] = templates->pairs[i];
            if (is_scene(pairs[i].value))
                pairs[i].value = step(c, pairs[i].value, user);
        }
        const GrNode *made = c->code ? NULL : gr_compose_map(c, templates, pairs, templates->count);
        root = made ? gr_compose_with(c, root, root->pairs[at].key, made) : NULL;
    }
    at = root ? gr_compose_index(root, "scenes") : -1;
    if (at >= 0 && root->pairs[at].value->kind == GR_NODE_LIST) {
        const GrNode *scenes = root->pairs[at].value;
        const GrNode **items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, scenes->count);
        for (int i = 0; items && i < scenes->count && !c->code; i++)
            items[i] =
                is_scene(scenes->items[i]) ? step(c, scenes->items[i], user) : scenes->items[i];
        const GrNode *made = c->code ? NULL : gr_compose_list(c, scenes, items, scenes->count);
        root = made ? gr_compose_with(c, root, root->pairs[at].key, made) : NULL;
    }
    return root;
}

/* What an item of `shaders:` or of a chain stands for. */
typedef struct Splice {
    const GrNode **items;
    int count, capacity;
} Splice;

static bool put(GrComposer *c, Splice *out, const GrNode *item)
{
    if (out->count == out->capacity) {
        int capacity = out->capacity ? out->capacity * 2 : 16;
        const GrNode **items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, capacity);
        if (!items)
            return false;
        if (out->count)
            memcpy(items, out->items, (size_t)out->count * sizeof *items);
        out->items = items;
        out->capacity = capacity;
    }
    out->items[out->count++] = item;
    return true;
}

static const GrNode *splice(GrComposer *c, const GrNode *shaders, const GrComposeEntry *user);

/* A name that is neither: told here only where a chain is likelier meant than a shader. */
static bool is_misspelt_chain(GrComposer *c, const GrNode *item)
{
    char quoted[GR_QUOTE_CAPACITY], hint[GR_QUOTE_CAPACITY + 24];
    if (gr_shader_find(item->text) || gr_shader_nearest(item->text) ||
        !gr_compose_hint(c, item->text, gr_compose_table_name_at, &c->chains, hint)[0])
        return false;
    gr_compose_error(c, item, "there is no shader, chain or mood '%s'%s",
                     gr_quote(quoted, item->text), hint);
    return true;
}

/* What stands like a shader with parameters, but is none: NULL or its name. */
static const GrNode *no_shader(const GrNode *item)
{
    const GrNode *key = item->kind == GR_NODE_MAP && item->count == 1 ? item->pairs[0].key : NULL;
    return key && !gr_shader_find(key->text) ? key : NULL;
}

static bool is_chain_with_parameters(GrComposer *c, const GrNode *item)
{
    const GrNode *key = no_shader(item);
    char quoted[GR_QUOTE_CAPACITY];
    if (!key || !gr_compose_table_find(&c->chains, key->text))
        return false;
    gr_compose_error(c, item, "'%s' is a chain of shaders and takes no parameters: `- %s`",
                     gr_quote(quoted, key->text), quoted);
    return true;
}

static const GrNode *chain_of(GrComposer *c, GrComposeEntry *chain, const GrComposeEntry *user,
                              const GrNode *at)
{
    if (chain->state == GR_COMPOSE_DONE)
        return chain->result;
    if (!gr_compose_enter(c, chain, user, at, "chains", GR_EXTENDS_MAX_DEPTH))
        return NULL;
    gr_compose_leave(chain, splice(c, chain->node, chain));
    return chain->result;
}

static const GrNode *splice(GrComposer *c, const GrNode *shaders, const GrComposeEntry *user)
{
    Splice out = {0};
    bool single = shaders->kind != GR_NODE_LIST, missing = false;
    for (int i = 0; i < (single ? 1 : shaders->count) && !c->code; i++) {
        const GrNode *item = single ? shaders : shaders->items[i];
        const char *name = gr_compose_word(item);
        GrComposeEntry *chain = name ? gr_compose_table_find(&c->chains, name) : NULL;
        const GrNode *list = chain ? chain_of(c, chain, user, item) : NULL;
        if (chain ? !list : name ? is_misspelt_chain(c, item) : is_chain_with_parameters(c, item)) {
            missing = true;
            continue;
        }
        if (!chain)
            put(c, &out, item);
        for (int j = 0; list && j < list->count && !c->code; j++)
            put(c, &out, list->items[j]);
    }
    const GrNode *made = c->code ? NULL : gr_compose_list(c, shaders, out.items, out.count);
    return made && missing ? gr_compose_incomplete(c, made) : made;
}

static const GrNode *splice_scene(GrComposer *c, const GrNode *scene, const void *user)
{
    (void)user;
    int at = gr_compose_index(scene, "shaders");
    const GrNode *shaders = at < 0 ? NULL : scene->pairs[at].value;
    bool any = shaders && (gr_compose_word(shaders) || no_shader(shaders));
    for (int i = 0; shaders && shaders->kind == GR_NODE_LIST && i < shaders->count; i++)
        any = any || gr_compose_word(shaders->items[i]) || no_shader(shaders->items[i]);
    if (!any)
        return scene;
    const GrNode *list = splice(c, shaders, NULL);
    return list ? gr_compose_with(c, scene, scene->pairs[at].key, list) : NULL;
}

/* The moods as a mapping of chains. */
static const GrNode *read_moods(GrComposer *c)
{
    GrText text = {0};
    GrError error;
    const GrSource *source;
    const GrNode *moods = NULL;
    for (const GrMood *mood = gr_moods; mood->name; mood++)
        gr_text_printf(&text, "%s: %s\n", mood->name, mood->chain);
    const char *kept = gr_arena_copy_text(c->arena, gr_text_string(&text));
    if (!kept)
        gr_compose_no_memory(c);
    else if (gr_sources_add(c->sources, GR_SOURCE_BUILT_IN, "the moods", kept, text.length, &source,
                            &error))
        gr_file_problem(c->problems, NULL, "the moods", &error);
    else if (gr_tree_parse(source, c->arena, c->problems, &moods))
        moods = NULL;
    gr_text_finish(&text);
    return moods;
}

/* The show's chains, and those of the moods that it has no chain of the same name for. */
static const GrNode *all_chains(GrComposer *c, const GrNode *own)
{
    if (!c->moods)
        c->moods = read_moods(c);
    if (!c->moods || (own && own->kind != GR_NODE_MAP))
        return own;
    return own ? gr_compose_union(c, own, c->moods, NULL) : c->moods;
}

const GrNode *gr_compose_chains(GrComposer *c, const GrNode *root)
{
    gr_compose_table_finish(&c->chains);
    gr_compose_table_init(c, &c->chains, all_chains(c, gr_node_find(root, "chains")), "chains");
    /* Mistakes in chains that nobody uses are told as well; moods are read when they are used. */
    for (int i = 0; i < c->chains.count && !c->code; i++)
        if (c->chains.entries[i].node->source->role != GR_SOURCE_BUILT_IN)
            chain_of(c, &c->chains.entries[i], NULL, c->chains.entries[i].node);
    return c->code ? NULL : gr_compose_each_scene(c, root, splice_scene, NULL);
}
