/* SPDX-License-Identifier: MIT */
#include "scene/compose_parts.h"

#include <string.h>

static bool starts_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t name_length(const char *text)
{
    size_t length = 0;
    while (starts_name(text[length]) || (length && text[length] >= '0' && text[length] <= '9'))
        length++;
    return length;
}

/* A text with vars being replaced. */
typedef struct Expansion {
    GrComposer *composer;
    const GrComposeEntry *user; /* the var that holds it, NULL outside vars */
} Expansion;

static const GrNode *expand(const Expansion *x, const GrNode *node);

static GrNode place_inside(const GrNode *node, size_t offset)
{
    GrNode place = *node;
    place.column = gr_node_column(node, offset);
    return place;
}

/* What the var is that `name` at `offset` of the node's text asks for. */
static const GrNode *value_of(const Expansion *x, const GrNode *node, size_t offset, size_t length)
{
    GrComposer *c = x->composer;
    const GrNode at = place_inside(node, offset);
    char name[GR_QUOTE_CHARACTERS + 1], hint[GR_QUOTE_CAPACITY + 24];
    bool fits = length < sizeof name;
    memcpy(name, node->text + offset, fits ? length : sizeof name - 1);
    name[fits ? length : sizeof name - 1] = '\0';
    GrComposeEntry *var = fits ? gr_compose_table_find(&c->vars, name) : NULL;
    if (!var) {
        gr_compose_hint(c, name, gr_compose_table_name_at, &c->vars, hint);
        gr_compose_error(c, &at, "there is no var '%s'%s", name,
                         hint[0] ? hint : " (write $$ for a dollar)");
        return NULL;
    }
    var->used = true;
    if (var->state == GR_COMPOSE_DONE)
        return var->result;
    if (!gr_compose_enter(c, var, x->user, &at, "vars", GR_VARS_MAX_DEPTH))
        return NULL;
    gr_compose_leave(var, expand(&(Expansion){c, var}, var->node));
    return var->result;
}

/* Appends the text of ${name}; false after reporting. */
static bool put_var(const Expansion *x, const GrNode *node, size_t offset, size_t length,
                    GrText *out)
{
    const GrNode *value = value_of(x, node, offset, length);
    if (!value || value->incomplete)
        return false;
    if (value->kind != GR_NODE_SCALAR) {
        const GrNode at = place_inside(node, offset);
        gr_compose_error(x->composer, &at,
                         "${%.*s} inside a text wants a text, but the var holds %s", (int)length,
                         node->text + offset, gr_node_word(value));
        return false;
    }
    if (!gr_node_is_empty(value))
        gr_text_puts(out, value->text);
    return true;
}

static bool fits(GrComposer *c, const GrNode *node, const GrText *text)
{
    if (text->failed)
        return gr_compose_no_memory(c);
    bool much = c->made_text + text->length > GR_SHOW_MAX_BYTES;
    if (text->length <= GR_COMPOSED_TEXT_MAX && !much)
        return true;
    gr_compose_error(c, node, "the vars make this text longer than %d bytes",
                     much ? GR_SHOW_MAX_BYTES : GR_COMPOSED_TEXT_MAX);
    if (much)
        c->code = GR_E_SHOW;
    return false;
}

static const GrNode *expand_text(const Expansion *x, const GrNode *node)
{
    const char *text = node->text;
    const char *dollar = strchr(text, '$');
    if (!dollar)
        return node;
    size_t length = name_length(text + 1);
    if (dollar == text && length && !text[1 + length])
        return value_of(x, node, 1, length);
    GrComposer *c = x->composer;
    GrText out = {0};
    const GrNode *result = NULL;
    bool good = true, changed = false;
    for (const char *at = text; *at && good; good = good && fits(c, node, &out)) {
        length = at[0] == '$' && at[1] == '{' ? name_length(at + 2) : 0;
        if (at[0] == '$' && at[1] == '$') {
            gr_text_puts(&out, "$");
            at += 2;
        } else if (length && at[2 + length] == '}') {
            good = put_var(x, node, (size_t)(at + 2 - text), length, &out);
            at += length + 3;
        } else {
            size_t plain = 1 + strcspn(at + 1, "$");
            gr_text_append(&out, at, plain);
            at += plain;
            continue;
        }
        changed = true;
    }
    if (good && !changed)
        result = node;
    else if (good)
        result = gr_compose_text(c, node, gr_text_string(&out), out.length);
    c->made_text += out.length;
    gr_text_finish(&out);
    return result;
}

static const GrNode *expand_list(const Expansion *x, const GrNode *list)
{
    GrComposer *c = x->composer;
    const GrNode **items = NULL;
    int kept = 0;
    for (int i = 0; i < list->count; i++) {
        const GrNode *item = expand(x, list->items[i]);
        if (c->code)
            return NULL;
        if (item != list->items[i] && !items) {
            items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, list->count);
            if (!items)
                return NULL;
            memcpy(items, list->items, (size_t)i * sizeof *items);
            kept = i;
        }
        if (items && item)
            items[kept++] = item;
    }
    if (!items)
        return list;
    const GrNode *made = gr_compose_list(c, list, items, kept);
    return made && kept < list->count ? gr_compose_incomplete(c, made) : made;
}

static const GrNode *expand_map(const Expansion *x, const GrNode *map)
{
    GrComposer *c = x->composer;
    GrPair *pairs = NULL;
    int kept = 0;
    for (int i = 0; i < map->count; i++) {
        const GrNode *value = expand(x, map->pairs[i].value);
        if (c->code)
            return NULL;
        if (value != map->pairs[i].value && !pairs) {
            pairs = GR_COMPOSE_NEW_ARRAY(c, GrPair, map->count);
            if (!pairs)
                return NULL;
            memcpy(pairs, map->pairs, (size_t)i * sizeof *pairs);
            kept = i;
        }
        if (pairs && value) {
            pairs[kept] = map->pairs[i];
            pairs[kept++].value = value;
        }
    }
    if (!pairs)
        return map;
    const GrNode *made = gr_compose_map(c, map, pairs, kept);
    return made && kept < map->count ? gr_compose_incomplete(c, made) : made;
}

static const GrNode *expand(const Expansion *x, const GrNode *node)
{
    switch (node->kind) {
    case GR_NODE_SCALAR:
        return expand_text(x, node);
    case GR_NODE_LIST:
        return expand_list(x, node);
    case GR_NODE_MAP:
        return expand_map(x, node);
    }
    return node;
}

const GrNode *gr_compose_expand(GrComposer *c, const GrNode *node)
{
    return expand(&(Expansion){c, NULL}, node);
}

static const char *const vars_key[] = {"vars", NULL};

static const GrNode *read_vars_file(GrComposer *c)
{
    const char *path = c->options->vars_file;
    const GrSource *source;
    const GrNode *map;
    GrError error;
    if (gr_sources_read(c->sources, GR_SOURCE_VARS, path, &source, &error)) {
        gr_file_problem(c->problems, NULL, path, &error);
        return NULL;
    }
    if (gr_tree_parse(source, c->arena, c->problems, &map))
        return NULL;
    if (map->kind == GR_NODE_MAP)
        return map;
    gr_compose_error(c, map, "a file of vars is a mapping {name: value}, not %s",
                     gr_node_word(map));
    return NULL;
}

const GrNode *gr_compose_vars_file(GrComposer *c, const GrNode *root)
{
    if (!c->options->vars_file)
        return root;
    const GrNode *map = read_vars_file(c), *own = gr_node_find(root, "vars");
    if (!map)
        return NULL;
    if (own && own->kind == GR_NODE_MAP)
        map = gr_compose_union(c, map, own, NULL);
    const GrNode key = {.text = "vars"};
    GrNode *kept = GR_COMPOSE_NEW_ARRAY(c, GrNode, 1);
    if (!kept || !map)
        return NULL;
    *kept = key;
    kept->source = map->source;
    kept->weight = kept->height = 1;
    return gr_compose_with(c, root, kept, map);
}

/* Vars are names in expressions, too. */
static void check_name(GrComposer *c, const GrPair *pair)
{
    char quoted[GR_QUOTE_CAPACITY];
    const char *text = pair->key->text;
    gr_quote(quoted, text);
    if (!gr_expr_name_valid(text))
        gr_compose_error(c, pair->key,
                         "vars: '%s' cannot be a var's name: letters, digits and _, no digit first",
                         quoted);
    else if (gr_expr_name_taken(text))
        gr_compose_error(c, pair->key,
                         "vars: '%s' has a meaning in expressions already: choose another name",
                         quoted);
}

static bool is_from_outside(const GrNode *node)
{
    return node->source->role == GR_SOURCE_VARS || node->source->role == GR_SOURCE_SET;
}

/* The names of the vars that are used or the show's. */
static const char *known_var_at(const void *names, int index)
{
    const GrComposeTable *vars = names;
    for (int i = 0; i < vars->count; i++)
        if ((vars->entries[i].used || !is_from_outside(vars->entries[i].node)) && index-- == 0)
            return vars->entries[i].name;
    return NULL;
}

static int count_of(const GrNode *map)
{
    return map && map->kind == GR_NODE_MAP ? map->count : 0;
}

/* `declared` are the show's own vars. */
static void warn_unknown(GrComposer *c, const GrNode *vars, const GrNode *declared)
{
    char quoted[GR_QUOTE_CAPACITY], hint[GR_QUOTE_CAPACITY + 24];
    GrNames names = {0};
    int own = count_of(declared), of_look = count_of(c->look_vars);
    if (!gr_names_init(&names, own + of_look)) {
        gr_compose_no_memory(c);
        return;
    }
    for (int i = 0; i < own; i++)
        gr_names_add(&names, declared->pairs[i].key->text, i);
    for (int i = 0; i < of_look; i++)
        gr_names_add(&names, c->look_vars->pairs[i].key->text, i);
    for (int i = 0; i < vars->count; i++) {
        const GrNode *key = vars->pairs[i].key;
        const GrComposeEntry *var = gr_compose_table_find(&c->vars, key->text);
        if (is_from_outside(key) && gr_names_find(&names, key->text) < 0 && var && !var->used)
            gr_problem_add(c->problems, key->source, GR_PROBLEM_WARNING, GR_OK, key->line,
                           key->column, "the show has no var '%s'%s", gr_quote(quoted, key->text),
                           gr_compose_hint(c, key->text, known_var_at, &c->vars, hint));
    }
    gr_names_finish(&names);
}

const GrNode *gr_compose_vars(GrComposer *c, const GrNode *root, const GrNode *declared)
{
    const GrNode *vars = gr_node_find(root, "vars");
    gr_compose_once(c, root, vars_key);
    gr_compose_table_init(c, &c->vars, vars, "vars");
    if (c->vars.unreadable)
        c->code =
            GR_E_SHOW; /* every use of one, in expressions too, would be a mistake of its own */
    if (c->vars.count)
        for (int i = 0; i < vars->count; i++)
            check_name(c, &vars->pairs[i]);
    for (int i = 0; i < c->vars.count && !c->code; i++) {
        GrComposeEntry *var = &c->vars.entries[i];
        if (var->state == GR_COMPOSE_NEW) {
            gr_compose_enter(c, var, NULL, var->node, "vars", GR_VARS_MAX_DEPTH);
            gr_compose_leave(var, expand(&(Expansion){c, var}, var->node));
        }
    }
    const GrNode *rest = c->code ? NULL : gr_compose_without(c, root, vars_key);
    const GrNode *result = rest ? gr_compose_expand(c, rest) : NULL;
    if (result && (c->options->vars_file || c->set_count) && c->vars.count)
        warn_unknown(c, vars, declared);
    return result;
}
