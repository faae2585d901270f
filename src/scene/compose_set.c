/* SPDX-License-Identifier: MIT
 *
 * --set PATH=VALUE. The path is walked with the key tables at hand, so that a step that leads
 * nowhere can say what there is, and a key that is not written yet can be added.
 */
#include "scene/bind.h"
#include "scene/compose_parts.h"

#include "model/catalogue.h"

#include <stdio.h>
#include <string.h>

enum { STEPS_MAX = 32, NAMES_SHOWN = 12 };

typedef struct Step {
    const char *text; /* a key or a name; NULL: an index */
    int index;
    size_t offset; /* in the argument */
} Step;

struct GrComposeSet {
    const GrSource *source;
    const char *argument;
    Step steps[STEPS_MAX];
    int count;
    const GrNode *value; /* NULL: wrong, reported */
};

typedef enum PlaceKind {
    PLACE_MAP,   /* keys of a set; NULL: any */
    PLACE_NAMES, /* name -> things, each with the keys of the set */
    PLACE_LIST,  /* items with the keys of the set */
    PLACE_FIELD, /* an effect with its parameters */
    PLACE_SHADER,
    PLACE_SHADERS, /* a list of shaders */
    PLACE_CELL,    /* a cell effect with its parameters, */
    PLACE_CELLS,   /* and a list of them */
    PLACE_WARP,
    PLACE_WARPS,
    PLACE_FIELDS, /* fields of one parameter: one, or a list */
} PlaceKind;

/* What can stand at a point of the path. */
typedef struct Place {
    PlaceKind kind;
    const GrKeySet *set;
} Place;

typedef struct Walk {
    GrComposer *composer;
    const GrComposeSet *set;
    const GrNode *value;
} Walk;

static const GrNode *put(const Walk *walk, const GrNode *node, Place place, int step);

/* A mistake in a path; returns NULL. */
static void *usage(const Walk *walk, size_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void *usage(const Walk *walk, size_t offset, const char *format, ...)
{
    va_list arguments;
    int line, column;
    gr_source_place(walk->set->source, offset, &line, &column);
    va_start(arguments, format);
    gr_problem_addv(walk->composer->problems, walk->set->source, GR_PROBLEM_ERROR, GR_E_USAGE, line,
                    column, format, arguments);
    va_end(arguments);
    return NULL;
}

/* One step at `at`; the length of what it takes, 0 after reporting. */
static size_t parse_step(const Walk *walk, const char *path, size_t at, size_t end, Step *step)
{
    int used = 0;
    size_t length = 0;
    *step = (Step){.offset = at};
    if (path[at] == '[') {
        if (sscanf(path + at, "[%9d]%n", &step->index, &used) == 1 && used && step->index >= 0)
            return (size_t)used;
        usage(walk, at, "an index is like [0], from 0");
        return 0;
    }
    while (at + length < end && path[at + length] != '.' && path[at + length] != '[')
        length++;
    char *key = length ? gr_compose_alloc(walk->composer, length + 1, 1) : NULL;
    if (key)
        step->text = memcpy(key, path + at, length);
    else if (!length)
        usage(walk, at, "a key is missing here");
    return key ? length : 0;
}

/* Cuts "a.b[3].c" into steps; false after reporting. */
static bool parse_path(const Walk *walk, GrComposeSet *set, size_t length)
{
    const char *path = set->argument;
    for (size_t at = 0; at < length;) {
        if (set->count == STEPS_MAX)
            return usage(walk, at, "the path has more than %d steps", STEPS_MAX);
        size_t used = parse_step(walk, path, at, length, &set->steps[set->count]);
        if (!used)
            return false;
        set->count++;
        at += used;
        if (at < length && path[at] == '.' && ++at == length)
            return usage(walk, at - 1, "a key is missing after '.'");
        if (at < length && path[at] != '[' && path[at - 1] != '.')
            return usage(walk, at, "'.' or '[' must follow an index");
    }
    return true;
}

/* The last one is the options' style, if they have one. */
static void parse_set(GrComposer *c, const char *argument, GrComposeSet *set)
{
    char name[GR_QUOTE_CAPACITY + 8], quoted[GR_QUOTE_CAPACITY];
    bool styles = c->options->style && set == &c->sets[c->set_count - 1];
    GrError error;
    GrSource *source;
    const Walk walk = {c, set, NULL};
    set->argument = argument;
    snprintf(name, sizeof name, styles ? "--style %s" : "--set %s",
             gr_quote(quoted, styles ? c->options->style : argument));
    if (gr_sources_add(c->sources, GR_SOURCE_SET, name, argument, strlen(argument), &set->source,
                       &error)) {
        gr_file_problem(c->problems, NULL, name, &error);
        return;
    }
    const char *equals = strchr(argument, '=');
    if (!equals || equals == argument) {
        usage(&walk, 0, "wants PATH=VALUE, like scenes.drop.gain=0.5");
        return;
    }
    source = &c->sources->list[c->sources->count - 1];
    source->yaml_start = (size_t)(equals + 1 - argument);
    if (gr_tree_parse(source, c->arena, c->problems, &set->value))
        set->value = NULL;
    if (set->value && !parse_path(&walk, set, (size_t)(equals - argument)))
        set->value = NULL;
}

bool gr_compose_parse_sets(GrComposer *c)
{
    c->set_count = c->options->set_count;
    c->sets = GR_COMPOSE_NEW_ARRAY(c, GrComposeSet, c->set_count);
    for (int i = 0; c->sets && i < c->set_count && !c->code; i++)
        parse_set(c, c->options->sets[i], &c->sets[i]);
    return c->sets && !c->code;
}

/* The names that there are, for a message: "; did you mean 'x'?" or ": there are a, b". */
static const char *what_there_is(const Walk *walk, const char *word, GrNameAt *name_at,
                                 const void *names, char out[512])
{
    char hint[GR_QUOTE_CAPACITY + 24], quoted[GR_QUOTE_CAPACITY];
    GrText list = {0};
    const char *name;
    if (word && gr_compose_hint(walk->composer, word, name_at, names, hint)[0]) {
        snprintf(out, 512, "%s", hint);
        return out;
    }
    int count = 0;
    for (; count < NAMES_SHOWN && (name = name_at(names, count)) != NULL; count++)
        gr_text_printf(&list, "%s%s", count ? ", " : "; there are ", gr_quote(quoted, name));
    snprintf(out, 512, "%.400s%s", count ? gr_text_string(&list) : "; there is nothing",
             count == NAMES_SHOWN && name_at(names, count) ? ", ..." : "");
    gr_text_finish(&list);
    return out;
}

/* Keys as they stand in a mapping. */
static const char *written_key_at(const void *names, int index)
{
    const GrNode *map = names;
    return index < map->count ? map->pairs[index].key->text : NULL;
}

/* What an item of a list is called: its `name`, or the shader that it is. */
static const char *item_name(const GrNode *item)
{
    if (item->kind == GR_NODE_MAP && item->count == 1 && !gr_node_find(item, "name"))
        return item->pairs[0].key->text;
    return item->kind == GR_NODE_MAP ? gr_compose_name(item) : gr_compose_word(item);
}

static const char *item_name_at(const void *names, int index)
{
    const GrNode *list = names;
    for (int i = 0; i < list->count; i++)
        if (item_name(list->items[i]) && index-- == 0)
            return item_name(list->items[i]);
    return NULL;
}

/* Where a parameter leads. */
static Place place_of_param(const GrParam *param)
{
    if (!param || param->type != GR_PARAM_FIELD)
        return (Place){PLACE_MAP, NULL};
    return (Place){param->several ? PLACE_FIELDS : PLACE_FIELD, NULL};
}

/* Where a key of a mapping leads. */
static Place place_of(Place place, const char *key)
{
    const GrKeySet *set = place.set;
    if (place.kind != PLACE_MAP || !set)
        return (Place){PLACE_MAP, NULL};
    if (set == &gr_show_keys) {
        static const char *const named[] = {"vars",    "chains", "colours", "palettes",
                                            "signals", "styles", NULL};
        for (int i = 0; named[i]; i++)
            if (strcmp(key, named[i]) == 0)
                return (Place){PLACE_NAMES, NULL};
        if (strcmp(key, "layers") == 0)
            return (Place){PLACE_NAMES, &gr_layer_keys};
        if (strcmp(key, "templates") == 0)
            return (Place){PLACE_NAMES, &gr_scene_keys};
        if (strcmp(key, "scenes") == 0)
            return (Place){PLACE_LIST, &gr_scene_keys};
    }
    if (set == &gr_scene_keys && strcmp(key, "layers") == 0)
        return (Place){PLACE_LIST, &gr_layer_keys};
    if (set == &gr_scene_keys && strcmp(key, "shaders") == 0)
        return (Place){PLACE_SHADERS, NULL};
    if (set == &gr_layer_keys && strcmp(key, "field") == 0)
        return (Place){PLACE_FIELD, NULL};
    if (set == &gr_layer_keys && strcmp(key, "cells") == 0)
        return (Place){PLACE_CELLS, NULL};
    if (set == &gr_layer_keys && strcmp(key, "warp") == 0)
        return (Place){PLACE_WARPS, NULL};
    if (gr_key_set_param(set, key))
        return place_of_param(gr_key_set_param(set, key));
    return (Place){PLACE_MAP, gr_key_set_find(key)};
}

static const GrNode *new_key(const Walk *walk, const char *text)
{
    GrNode *key = GR_COMPOSE_NEW_ARRAY(walk->composer, GrNode, 1);
    if (key)
        *key = (GrNode){.source = walk->set->source,
                        .line = 1,
                        .column = 1,
                        .weight = 1,
                        .height = 1,
                        .text = text};
    return key;
}

/* What the items of such a list are. */
static PlaceKind item_of(PlaceKind kind)
{
    switch (kind) {
    case PLACE_SHADERS:
        return PLACE_SHADER;
    case PLACE_CELLS:
        return PLACE_CELL;
    case PLACE_WARPS:
        return PLACE_WARP;
    case PLACE_FIELDS:
        return PLACE_FIELD;
    default:
        return PLACE_MAP;
    }
}

static const GrNode *put_list(const Walk *walk, const GrNode *list, Place place, int step)
{
    const Step *at = &walk->set->steps[step];
    GrComposer *c = walk->composer;
    char names[512], quoted[GR_QUOTE_CAPACITY];
    int index = at->text ? 0 : at->index;
    while (at->text && index < list->count &&
           (!item_name(list->items[index]) || strcmp(item_name(list->items[index]), at->text) != 0))
        index++;
    if (at->text && index == list->count)
        return usage(walk, at->offset, "nothing is named '%s' here%s", gr_quote(quoted, at->text),
                     what_there_is(walk, at->text, item_name_at, list, names));
    if (index >= list->count)
        return usage(walk, at->offset, "there is no [%d]: the list has %d item%s, from [0]", index,
                     list->count, list->count == 1 ? "" : "s");
    const GrNode **items = GR_COMPOSE_NEW_ARRAY(c, const GrNode *, list->count);
    if (!items)
        return NULL;
    memcpy(items, list->items, (size_t)list->count * sizeof *items);
    const Place below = {item_of(place.kind), place.set};
    items[index] = put(walk, list->items[index], below, step + 1);
    return items[index] ? gr_compose_list(c, list, items, list->count) : NULL;
}

/* The parameters of what is named at a place of that kind, or NULL. */
static const GrParamTable *params_of(PlaceKind kind, const char *name)
{
    const GrEffect *effect = kind == PLACE_FIELD ? gr_effect_find(name) : NULL;
    const GrShader *shader = kind == PLACE_SHADER ? gr_shader_find(name) : NULL;
    const GrCellEffect *cell = kind == PLACE_CELL ? gr_cell_effect_find(name) : NULL;
    const GrWarp *warp = kind == PLACE_WARP ? gr_warp_find(name) : NULL;
    return effect   ? &effect->params
           : shader ? &shader->params
           : cell   ? &cell->params
           : warp   ? &warp->params
                    : NULL;
}

/* `speed`, or `plasma.speed`, of an effect, a shader, a cell effect or a warp. */
static const GrNode *put_use(const Walk *walk, const GrNode *use, Place place, int step)
{
    GrComposer *c = walk->composer;
    const Step *at = &walk->set->steps[step];
    bool written = use->kind == GR_NODE_MAP && use->count == 1;
    const GrNode *name = written ? use->pairs[0].key : use;
    const GrNode *params =
        written && use->pairs[0].value->kind == GR_NODE_MAP ? use->pairs[0].value : NULL;
    const GrParamTable *table =
        name->kind == GR_NODE_SCALAR ? params_of(place.kind, name->text) : NULL;
    char names[512], quoted[GR_QUOTE_CAPACITY];
    if (!table || !at->text)
        return usage(walk, at->offset, "%s here has no parameters",
                     place.kind == PLACE_FIELD ? "the field" : "what stands");
    if (strcmp(at->text, name->text) == 0 && step + 1 < walk->set->count)
        at = &walk->set->steps[++step];
    const GrKeySet set = {.name = name->text, .params = table};
    if (!at->text || !gr_param_find(table, at->text))
        return usage(walk, at->offset, "%s has no parameter '%s'%s", name->text,
                     gr_quote(quoted, at->text ? at->text : "[]"),
                     what_there_is(walk, at->text, gr_key_name_at, &set, names));
    const GrNode *old = params ? gr_node_find(params, at->text) : NULL;
    const GrNode *value =
        old ? put(walk, old, place_of_param(gr_param_find(table, at->text)), step + 1)
        : step + 1 == walk->set->count
            ? walk->value
            : usage(walk, at->offset, "'%s' is not given: there is nothing in it", at->text);
    const GrNode *key = new_key(walk, at->text);
    if (!params)
        params = gr_compose_map(c, name, NULL, 0);
    params = key && value && params ? gr_compose_with(c, params, key, value) : NULL;
    const GrNode *empty = params ? gr_compose_map(c, use, NULL, 0) : NULL;
    return empty ? gr_compose_with(c, empty, name, params) : NULL;
}

/* The keys of a mapping, and for a layer the parameters of its field, which may stand for keys. */
typedef struct Keys {
    const GrKeySet *set;
    const GrParamTable *field; /* or NULL */
} Keys;

static Keys keys_of(Place place, const GrNode *map)
{
    const GrNode *field = gr_node_find(map, "field");
    const char *name = place.set == &gr_layer_keys && field ? item_name(field) : NULL;
    const GrEffect *effect = name ? gr_effect_find(name) : NULL;
    return (Keys){place.set, effect ? &effect->params : NULL};
}

static const char *any_key_at(const void *names, int index)
{
    const Keys *keys = names;
    int count = keys->field ? keys->field->count : 0;
    return index < count ? keys->field->params[index].name
                         : gr_key_name_at(keys->set, index - count);
}

/* The mapping without what cannot stand beside the key that is set. */
static const GrNode *without_rival(const Walk *walk, const GrNode *map, const char *key)
{
    const char *rival = gr_compose_rival(key);
    const char *const keys[] = {rival, NULL};
    return rival ? gr_compose_without(walk->composer, map, keys) : map;
}

static const GrNode *put_map(const Walk *walk, const GrNode *map, Place place, int step)
{
    const Step *at = &walk->set->steps[step];
    char names[512], quoted[GR_QUOTE_CAPACITY];
    bool last = step + 1 == walk->set->count;
    if (!at->text)
        return usage(walk, at->offset, "there is a mapping here, not a list: name a key");
    if (place.kind == PLACE_MAP && place.set == &gr_layer_keys)
        place.set = gr_layer_key_set(map);
    if (place.set == &gr_show_keys && strcmp(at->text, "include") == 0)
        return usage(walk, at->offset,
                     "include: files are brought in before anything is set: write it in the show");
    int index = gr_compose_index(map, at->text);
    const Keys keys = keys_of(place, map);
    bool own =
        place.set && (gr_key_find(place.set, at->text) || gr_key_set_param(place.set, at->text));
    if (index < 0 && !own && keys.field && gr_param_find(keys.field, at->text)) {
        const GrPair *field = &map->pairs[gr_compose_index(map, "field")];
        const GrNode *use = put_use(walk, field->value, (Place){PLACE_FIELD, NULL}, step);
        return use ? gr_compose_with(walk->composer, map, field->key, use) : NULL;
    }
    bool known = place.kind == PLACE_MAP
                     ? (place.set ? own : last)
                     : place.set && last && walk->value->kind == GR_NODE_MAP; /* one more layer */
    if (index < 0 && !known && place.set && place.kind == PLACE_MAP)
        return usage(walk, at->offset, "'%s' is no key of a %s%s", gr_quote(quoted, at->text),
                     place.set->name, what_there_is(walk, at->text, any_key_at, &keys, names));
    if (index < 0 && !known)
        return usage(walk, at->offset, "there is no '%s' here%s", gr_quote(quoted, at->text),
                     what_there_is(walk, at->text, written_key_at, map, names));
    Place below =
        place.kind == PLACE_NAMES ? (Place){PLACE_MAP, place.set} : place_of(place, at->text);
    const GrNode *old = index >= 0 ? map->pairs[index].value : NULL;
    if (!old && !last) {
        if ((below.kind != PLACE_MAP && below.kind != PLACE_NAMES) || !below.set)
            return usage(walk, at->offset, "'%s' is not given: there is nothing in it",
                         gr_quote(quoted, at->text));
        old = gr_compose_map(walk->composer, map, NULL, 0);
    }
    const GrNode *value = last ? walk->value : put(walk, old, below, step + 1);
    const GrNode *key = new_key(walk, at->text);
    map = without_rival(walk, map, at->text);
    return key && value && map ? gr_compose_with(walk->composer, map, key, value) : NULL;
}

static const GrNode *put(const Walk *walk, const GrNode *node, Place place, int step)
{
    char quoted[GR_QUOTE_CAPACITY];
    if (!node || step == walk->set->count)
        return node ? walk->value : NULL;
    PlaceKind item = item_of(place.kind);
    bool single = item != PLACE_MAP && item != PLACE_SHADER && node->kind == GR_NODE_MAP;
    if (place.kind == PLACE_FIELD || place.kind == PLACE_SHADER || place.kind == PLACE_CELL ||
        place.kind == PLACE_WARP)
        return put_use(walk, node, place, step);
    if (node->kind == GR_NODE_LIST)
        return put_list(walk, node, place, step);
    if (single) /* `cells: {ticker: ...}`, one for a list */
        return put_use(walk, node, (Place){item, NULL}, step);
    if (node->kind == GR_NODE_MAP)
        return put_map(walk, node, place, step);
    return usage(walk, walk->set->steps[step].offset,
                 "nothing can be set in '%s', which is a text: set it as a whole",
                 gr_quote(quoted, node->text));
}

/* A var that the show lacks may be its look's, which is read later: then it becomes one of the
 * show's own. NULL where that is not so. */
static const GrNode *put_var_of_look(const Walk *walk, const GrNode *root)
{
    const GrComposeSet *set = walk->set;
    const GrNode *style = gr_node_find(root, "style"), *vars = gr_node_find(root, "vars");
    const char *name = set->count == 2 ? set->steps[1].text : NULL;
    if (!name || !style || !gr_compose_word(style) || (vars && vars->kind != GR_NODE_MAP) ||
        (vars && gr_node_find(vars, name)))
        return NULL;
    const GrNode *map = vars ? vars : gr_compose_map(walk->composer, root, NULL, 0);
    const GrNode *key = new_key(walk, name), *place = new_key(walk, "vars");
    map = map && key ? gr_compose_with(walk->composer, map, key, walk->value) : NULL;
    return map && place ? gr_compose_with(walk->composer, root, place, map) : NULL;
}

const GrNode *gr_compose_sets(GrComposer *c, const GrNode *root, const char *const *keys,
                              bool others)
{
    for (int i = 0; i < c->set_count && root && !c->code; i++) {
        const GrComposeSet *set = &c->sets[i];
        const char *first = set->value && set->count ? set->steps[0].text : NULL;
        bool listed = false;
        for (int k = 0; first && keys[k]; k++)
            listed = listed || strcmp(keys[k], first) == 0;
        if (!set->value || listed == others)
            continue;
        bool is_var = first && strcmp(first, "vars") == 0;
        const Walk walk = {c, set, is_var ? set->value : gr_compose_expand(c, set->value)};
        const GrNode *made = is_var && walk.value ? put_var_of_look(&walk, root) : NULL;
        if (!made && walk.value && !c->code)
            made = put(&walk, root, (Place){PLACE_MAP, &gr_show_keys}, 0);
        if (made)
            root = made;
    }
    return c->code ? NULL : root;
}
