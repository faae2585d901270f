/* SPDX-License-Identifier: MIT */
#include "scene/bind.h"
#include "scene/compose_parts.h"
#include "scene/look.h"

#include <string.h>

/* What a style gives; each NULL when it gives none. */
typedef struct Style {
    const GrNode *scene, *layer, *text, *lyrics;
} Style;

/* The keys of a style's part that scenes (or layers) have at all: others are told here once, not
 * for every scene that gets them. */
static const GrNode *check_part(GrComposer *c, const GrNode *part, const GrKeySet *set)
{
    char quoted[GR_QUOTE_CAPACITY], hint[GR_QUOTE_CAPACITY + 24];
    if (part->kind != GR_NODE_MAP) {
        gr_compose_error(c, part, "style: %s: wants a mapping of keys that %ss lack, not %s",
                         set->name, set->name, gr_node_word(part));
        return NULL;
    }
    for (int i = 0; i < part->count; i++) {
        const GrNode *key = part->pairs[i].key;
        if (strcmp(key->text, "name") == 0 || strcmp(key->text, "extends") == 0 ||
            strcmp(key->text, "style") == 0 || strcmp(key->text, "below") == 0)
            gr_compose_error(c, key, "style: %s: '%s' cannot come from a style", set->name,
                             key->text);
        else if (part->pairs[i].earlier)
            gr_compose_error(c, key, "style: %s: '%s' is given twice, first on line %d", set->name,
                             gr_quote(quoted, key->text), part->pairs[i].earlier->line);
        else if (gr_key_find(set, key->text) || gr_key_set_param(set, key->text))
            continue;
        else
            gr_compose_error(c, key, "style: %s: unknown key '%s'%s", set->name,
                             gr_quote(quoted, key->text),
                             gr_compose_hint(c, key->text, gr_key_name_at, set, hint));
        const char *const one[] = {key->text, NULL};
        part = gr_compose_without(c, part, one);
        if (!part)
            return NULL;
        i = -1;
    }
    return part;
}

/* A style's mapping as its parts. */
static Style read_style(GrComposer *c, const GrNode *node)
{
    Style style = {0};
    char quoted[GR_QUOTE_CAPACITY];
    if (node->kind != GR_NODE_MAP) {
        gr_compose_error(c, node,
                         "style: wants {scene: {...}, layer: {...}, text: {...}, lyrics: {...}}, "
                         "not %s",
                         gr_node_word(node));
        return style;
    }
    for (int i = 0; i < node->count && !c->code; i++) {
        const GrPair *pair = &node->pairs[i];
        bool scene = strcmp(pair->key->text, "scene") == 0;
        if (pair->earlier)
            gr_compose_error(c, pair->key, "style: '%s' is given twice, first on line %d",
                             gr_quote(quoted, pair->key->text), pair->earlier->line);
        else if (scene)
            style.scene = check_part(c, pair->value, &gr_scene_keys);
        else if (strcmp(pair->key->text, "layer") == 0)
            style.layer = check_part(c, pair->value, &gr_layer_keys);
        else if (strcmp(pair->key->text, "text") == 0)
            style.text = check_part(c, pair->value, &gr_text_keys);
        else if (strcmp(pair->key->text, "lyrics") == 0)
            style.lyrics = check_part(c, pair->value, &gr_text_keys);
        else
            gr_compose_error(
                c, pair->key,
                "style: unknown key '%s': a style holds `scene:`, `layer:`, `text:` and `lyrics:`",
                gr_quote(quoted, pair->key->text));
    }
    return style;
}

/* A table of styles, then the looks. */
static const char *style_name_at(const void *table, int index)
{
    int own = ((const GrComposeTable *)table)->count;
    return index < own ? gr_compose_table_name_at(table, index)
                       : gr_look_name_at(NULL, index - own);
}

/* All styles that a show knows, each read once. */
typedef struct Styles {
    GrComposeTable table;
    Style *read;   /* of the table's entries */
    Style of_show; /* its `style:` */
} Styles;

/* What `style:` says: a name or the style itself. One that is not known is reported. */
static Style style_of(GrComposer *c, const Styles *styles, const GrNode *node)
{
    char quoted[GR_QUOTE_CAPACITY], hint[GR_QUOTE_CAPACITY + 24];
    const char *name = gr_compose_word(node);
    if (!name)
        return read_style(c, node);
    const GrComposeEntry *entry = gr_compose_table_find(&styles->table, name);
    if (entry)
        return styles->read[entry - styles->table.entries];
    gr_compose_hint(c, name, style_name_at, &styles->table, hint);
    if (gr_look_file_find(name))
        gr_compose_error(c, node, "style: '%s' is a look: it stands at the top of the show", name);
    else
        gr_compose_error(c, node, "style: there is no style '%s'%s", gr_quote(quoted, name),
                         hint[0] ? hint : " under `styles:`, and no look (glyphreel list looks)");
    return (Style){0};
}

/* A layer and what it lacks. */
static const GrNode *apply_to_layer(GrComposer *c, const GrNode *item, Style style)
{
    const GrKeySet *set = gr_layer_key_set(item);
    bool text = set == &gr_text_keys;
    const GrNode *under[] = {text && gr_node_find(item, "lyrics") ? style.lyrics : NULL,
                             text                    ? style.text
                             : set == &gr_layer_keys ? style.layer
                                                     : NULL};
    for (size_t i = 0; i < sizeof under / sizeof *under && item && item->kind == GR_NODE_MAP; i++)
        if (under[i])
            item = gr_compose_layer_over(c, item, under[i]);
    return item;
}

static const GrNode *apply(GrComposer *c, const GrNode *scene, Style style)
{
    if (style.scene)
        scene = gr_compose_scene_over(c, scene, style.scene);
    int at = scene ? gr_compose_index(scene, "layers") : -1;
    bool layers = style.layer || style.text || style.lyrics;
    if (!layers || at < 0 || scene->pairs[at].value->kind != GR_NODE_LIST)
        return scene;
    const GrNode *list = scene->pairs[at].value;
    const GrNode **items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, list->count);
    for (int i = 0; items && i < list->count && !c->code; i++)
        items[i] = apply_to_layer(c, list->items[i], style);
    const GrNode *made = c->code ? NULL : gr_compose_list(c, list, items, list->count);
    return made ? gr_compose_with(c, scene, scene->pairs[at].key, made) : NULL;
}

static const GrNode *style_scene(GrComposer *c, const GrNode *scene, const void *user)
{
    static const char *const style_key[] = {"style", NULL};
    const Styles *styles = user;
    const GrNode *own = gr_node_find(scene, "style");
    gr_compose_once(c, scene, style_key);
    const GrNode *result = gr_compose_without(c, scene, style_key);
    if (result && own)
        result = apply(c, result, style_of(c, styles, own));
    return result ? apply(c, result, styles->of_show) : NULL;
}

const GrNode *gr_compose_styles(GrComposer *c, const GrNode *root)
{
    Styles styles = {0};
    const GrNode *own = gr_node_find(root, "style"), *result = NULL;
    gr_compose_table_init(c, &styles.table, gr_node_find(root, "styles"), "styles");
    styles.read = GR_COMPOSE_NEW_ARRAY(c, Style, styles.table.count);
    for (int i = 0; styles.read && i < styles.table.count; i++)
        styles.read[i] = read_style(c, styles.table.entries[i].node);
    if (!c->code && own)
        styles.of_show = style_of(c, &styles, own);
    if (!c->code)
        result = gr_compose_each_scene(c, root, style_scene, &styles);
    if (result && gr_compose_word(own) && !gr_compose_table_find(&styles.table, own->text))
        result = gr_compose_incomplete(c, result); /* a look would have had scenes */
    gr_compose_table_finish(&styles.table);
    return result;
}
