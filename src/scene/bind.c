/* SPDX-License-Identifier: MIT */
#include "scene/bind.h"

#include "base/files.h"
#include "base/text.h"
#include "scene/key_words.h"
#include "scene/value_text.h"

#include <stdio.h>
#include <string.h>

enum { FEW_KEYS = 14 }; /* a list of allowed keys this short is shown whole */

static void report(GrBinder *b, GrProblemKind kind, int code, const GrNode *at, const char *path,
                   const char *format, va_list arguments)
{
    char message[768];
    vsnprintf(message, sizeof message, format, arguments);
    gr_problem_add(b->problems, at ? at->source : b->source, kind, code, at ? at->line : 0,
                   at ? at->column : 0, "%s%s%s%s%s", b->scope, b->scope[0] ? ": " : "", path,
                   path[0] ? ": " : "", message);
}

void gr_bind_error(GrBinder *b, const GrNode *at, const char *path, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(b, GR_PROBLEM_ERROR, GR_E_SHOW, at, path, format, arguments);
    va_end(arguments);
}

void gr_bind_warning(GrBinder *b, const GrNode *at, const char *path, const char *format, ...)
{
    va_list arguments;
    if (b->again) /* said when the scene was bound first */
        return;
    va_start(arguments, format);
    report(b, GR_PROBLEM_WARNING, GR_OK, at, path, format, arguments);
    va_end(arguments);
}

void gr_bind_input_error(GrBinder *b, const GrNode *at, const char *path, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report(b, GR_PROBLEM_ERROR, GR_E_INPUT, at, path, format, arguments);
    va_end(arguments);
}

void gr_bind_no_memory(GrBinder *b)
{
    if (!b->failed)
        gr_problem_add(b->problems, b->source, GR_PROBLEM_ERROR, GR_E_SPACE, 0, 0, "out of memory");
    b->failed = true;
}

void gr_bind_unknown(GrBinder *b, const GrNode *name, const char *path, const char *what,
                     const char *near)
{
    char quoted[GR_QUOTE_CAPACITY], list[40];
    const char *space = strchr(what, ' '); /* "cell effect" is of the kind "cells" */
    snprintf(list, sizeof list, "%.*ss", space ? (int)(space - what) : 32, what);
    gr_quote(quoted, name->text);
    if (near)
        gr_bind_error(b, name, path, "there is no %s '%s'; did you mean '%s'?", what, quoted, near);
    else
        gr_bind_error(b, name, path, "there is no %s '%s' (`glyphreel list %s`)", what, quoted,
                      list);
}

void *gr_bind_alloc(GrBinder *b, size_t count, size_t size)
{
    void *memory = gr_arena_alloc_array(b->arena, count, size);
    if (!memory)
        gr_bind_no_memory(b);
    return memory;
}

const char *gr_bind_keep(GrBinder *b, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = gr_bind_alloc(b, bytes, 1);
    return copy ? memcpy(copy, text, bytes) : "";
}

GrPlace gr_bind_place(const GrNode *node)
{
    return (GrPlace){.file = node->source->file, .line = node->line, .column = node->column};
}

/* Says what may have become of a value that is not there: a '#' makes the rest a comment. */
static void empty_hint(const GrNode *node, char *out, size_t capacity)
{
    size_t length;
    const char *rest = gr_source_rest(node->source, node->line, node->column, &length);
    size_t at = 0, end;
    out[0] = '\0';
    while (at < length && (rest[at] == ' ' || rest[at] == ':' || rest[at] == '-'))
        at++;
    for (end = at; end < length && !strchr(" ,]}", rest[end]); end++)
        continue;
    if (end - at < 2 || end - at > 16 || rest[at] != '#')
        return;
    char token[20];
    GrColour colour;
    memcpy(token, rest + at, end - at);
    token[end - at] = '\0';
    if (gr_colour_parse(token, &colour))
        snprintf(out, capacity,
                 ": %s without quotes is a comment in YAML; write %s, or \"%s\" in quotes", token,
                 token + 1, token);
    else
        snprintf(out, capacity,
                 ": text that starts with '#' is a comment in YAML; put it in quotes");
}

static void wrong_kind(GrBinder *b, const char *path, const GrNode *node, const char *wants)
{
    char hint[160];
    if (gr_node_is_empty(node)) {
        empty_hint(node, hint, sizeof hint);
        gr_bind_error(b, node, path, "wants %s, but has no value%s", wants, hint);
        return;
    }
    size_t length;
    const char *rest = gr_source_rest(node->source, node->line, node->column, &length);
    if (node->kind != GR_NODE_SCALAR && length && (*rest == '[' || *rest == '{') &&
        strstr(wants, "text"))
        gr_bind_error(b, node, path, "wants %s, not %s: text that starts with '%c' needs quotes",
                      wants, gr_node_word(node), *rest);
    else if (node->kind == GR_NODE_MAP && node->source->role == GR_SOURCE_SET &&
             strstr(wants, "text"))
        gr_bind_error(
            b, node, path,
            "wants %s, not a mapping: text that holds ': ' needs double quotes of its own", wants);
    else
        gr_bind_error(b, node, path, "wants %s, not %s", wants, gr_node_word(node));
}

bool gr_bind_want_map(GrBinder *b, const char *path, const GrNode *node, const char *wants)
{
    if (node->kind != GR_NODE_MAP)
        wrong_kind(b, path, node, wants);
    return node->kind == GR_NODE_MAP;
}

bool gr_bind_want_list(GrBinder *b, const char *path, const GrNode *node, const char *wants)
{
    if (node->kind != GR_NODE_LIST)
        wrong_kind(b, path, node, wants);
    return node->kind == GR_NODE_LIST;
}

bool gr_bind_scalar(GrBinder *b, const char *path, const GrNode *node, const char *wants,
                    const char **text)
{
    if (node->kind != GR_NODE_SCALAR || gr_node_is_empty(node)) {
        wrong_kind(b, path, node, wants);
        return false;
    }
    *text = node->text;
    return true;
}

void gr_bind_warn_comment(GrBinder *b, const char *path, const GrNode *value)
{
    size_t length, at = strlen(value->text);
    const char *rest = gr_source_rest(value->source, value->line, value->column, &length);
    if (value->quoted || at >= length || memcmp(rest, value->text, at) != 0)
        return;
    while (at < length && rest[at] == ' ')
        at++;
    if (at < length && rest[at] == '#' && (at + 1 == length || rest[at + 1] != ' '))
        gr_bind_warning(b, value, path,
                        "what follows ' #' is a comment in YAML: put the text in quotes");
}

static void not_a_number(GrBinder *b, const char *path, const GrNode *node, const char *wants,
                         const char *unit)
{
    char quoted[GR_QUOTE_CAPACITY], hint[96];
    gr_number_hint(node->text, unit, hint, sizeof hint);
    gr_bind_error(b, node, path, "wants %s, not '%s'%s%s", wants, gr_quote(quoted, node->text),
                  hint[0] ? ": " : "", hint);
}

bool gr_bind_number(GrBinder *b, const char *path, const GrNode *node, double *value)
{
    const char *text;
    if (!gr_bind_scalar(b, path, node, gr_forms[GR_FORM_NUMBER].wants, &text))
        return false;
    if (!gr_number_parse(text, value)) {
        not_a_number(b, path, node, gr_forms[GR_FORM_NUMBER].wants, NULL);
        return false;
    }
    return true;
}

bool gr_bind_colour(GrBinder *b, const char *path, const GrNode *node, GrColour *colour)
{
    const char *text;
    if (!gr_bind_scalar(b, path, node, gr_forms[GR_FORM_COLOUR].wants, &text))
        return false;
    if (gr_colour_parse(text, colour))
        return true;
    char quoted[GR_QUOTE_CAPACITY];
    const char *near = gr_nearest_string(text, gr_colour_names);
    gr_quote(quoted, text);
    if (near)
        gr_bind_error(b, node, path, "'%s' is no colour; did you mean '%s'?", quoted, near);
    else
        gr_bind_error(b, node, path, "'%s' is no colour: write ff8800 or a name like orange",
                      quoted);
    return false;
}

bool gr_bind_name(GrBinder *b, const char *path, const GrNode *node, const char **name)
{
    const char *text;
    if (!gr_bind_scalar(b, path, node, gr_forms[GR_FORM_NAME].wants, &text))
        return false;
    const char *at = text, *end = text + strlen(text);
    int characters = 0;
    bool blank = true;
    while (at < end) {
        int32_t code = gr_utf8_next(&at, end);
        if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
            gr_bind_error(b, node, path, "a name cannot hold line breaks or control characters");
            return false;
        }
        blank = blank && code == ' ';
        characters++;
    }
    if (blank || characters > GR_NAME_MAX) {
        gr_bind_error(b, node, path,
                      blank ? "a name needs at least one character (at most %d)"
                            : "a name has at most %d characters",
                      GR_NAME_MAX);
        return false;
    }
    gr_bind_warn_comment(b, path, node);
    *name = gr_bind_keep(b, text);
    return true;
}

void gr_bind_keep_file(GrBinder *b, const char *file, const char *what)
{
    char role[GR_BIND_SCOPE + 64];
    for (const GrReadFile *known = b->read_files; known; known = known->next)
        if (strcmp(known->file.path, file) == 0)
            return;
    if (b->scope[0])
        snprintf(role, sizeof role, "the %s of %s", what, b->scope);
    else
        snprintf(role, sizeof role, "the show's %s", what);
    GrReadFile *read = GR_BIND_NEW(b, GrReadFile, 1);
    const char *words = gr_bind_keep(b, role);
    if (read && words) {
        *read = (GrReadFile){{file, words}, b->read_files};
        b->read_files = read;
    }
}

bool gr_bind_file(GrBinder *b, const char *path, const GrNode *node, const char *text,
                  const char *what, const char **whole)
{
    char beside[GR_PATH_CAPACITY], quoted[GR_QUOTE_CAPACITY];
    GrError error;
    if (gr_path_beside(gr_source_base(node->source), text, beside, &error)) {
        gr_bind_input_error(b, node, path, "%s", error.message);
        return false;
    }
    const char *wrong = gr_file_fault(beside);
    if (wrong) {
        static const char *const seen_from[] = {
            [GR_SOURCE_SHOW] = " (file names are relative to the show file)",
            [GR_SOURCE_INCLUDE] = " (file names are relative to the file they stand in)",
            [GR_SOURCE_VARS] = " (file names are relative to the file they stand in)",
            [GR_SOURCE_SET] = "",
            [GR_SOURCE_SONG] = "",
            [GR_SOURCE_BUILT_IN] = "",
        };
        char near[GR_PATH_CAPACITY], shown[GR_QUOTE_CAPACITY];
        gr_quote(quoted, text);
        if (gr_path_exists(beside) || !gr_file_near(beside, near))
            gr_bind_input_error(b, node, path, "'%s': %s%s", quoted, wrong,
                                text[0] == '/' ? "" : seen_from[node->source->role]);
        else
            gr_bind_input_error(b, node, path, "'%s': %s; did you mean '%s'?", quoted, wrong,
                                gr_quote(shown, near));
        return false;
    }
    *whole = gr_bind_keep(b, beside);
    if (*whole)
        gr_bind_keep_file(b, *whole, what);
    return true;
}

bool gr_bind_use(GrBinder *b, const char *path, const GrNode *node, const char *what,
                 const GrNode **name, const GrNode **params)
{
    char wants[96];
    *params = NULL;
    snprintf(wants, sizeof wants, "a %s by name, or one with its parameters: {name: {...}}", what);
    if (node->kind == GR_NODE_MAP && node->count == 1) {
        const GrNode *value = node->pairs[0].value;
        *name = node->pairs[0].key;
        if (gr_node_is_empty(value))
            return true;
        *params = value;
        return gr_bind_want_params(b, what, *name, value);
    }
    if (node->kind == GR_NODE_MAP) {
        gr_bind_error(b, node, path,
                      node->count ? "holds %d keys: write one %s, {name: {parameter: value}}"
                                  : "holds %d keys: write a %s by name",
                      node->count, what);
        return false;
    }
    const char *text;
    *name = node;
    return gr_bind_scalar(b, path, node, wants, &text);
}

void *gr_bind_items(GrBinder *b, const char *path, const GrNode *value, const GrBindItems *chain,
                    int *count)
{
    bool single = value->kind != GR_NODE_LIST && !gr_node_is_empty(value);
    char outer[GR_BIND_SCOPE], wants[64];
    int items = single ? 1 : value->count;
    snprintf(wants, sizeof wants, "a list of %ss, in their order", chain->what);
    if (!single && !gr_bind_want_list(b, path, value, wants))
        return NULL;
    if (items > chain->most) {
        gr_bind_error(b, value, path, "holds %d %ss; at most %d are possible", items, chain->what,
                      chain->most);
        return NULL;
    }
    char *uses = gr_bind_alloc(b, (size_t)items, chain->size);
    memcpy(outer, b->scope, sizeof outer);
    for (int i = 0; uses && i < items; i++) {
        snprintf(b->scope, sizeof b->scope, "%.*s, %s %d", GR_BIND_SCOPE - 32, outer, chain->what,
                 i + 1);
        void *use = uses + (size_t)*count * chain->size;
        *count += chain->bind(b, single ? value : value->items[i], use);
    }
    memcpy(b->scope, outer, sizeof outer);
    return uses;
}

static bool set_param(GrBinder *b, const char *owner, const char *path, const GrParam *param,
                      const GrNode *node, const char *text, void *values)
{
    bool numeric = param->type == GR_PARAM_FLOAT || param->type == GR_PARAM_INT;
    GrError error;
    double number;
    GrTimeSpec spec;
    int64_t ns;
    int code;
    if (numeric && gr_number_parse(text, &number)) {
        code = gr_param_set_number(param, owner, number, values, &error);
    } else if (numeric && gr_time_spec_parse(text, b->rate, &spec, NULL) == GR_OK) {
        if (!gr_bind_time(b, path, node, &ns))
            return false;
        code = gr_param_set_number(param, owner, (double)ns / GR_NS_PER_S, values, &error);
    } else {
        if (param->picture && !(param->film ? gr_bind_film_file(b, path, node, &text)
                                            : gr_bind_picture_file(b, path, node, &text)))
            return false;
        if (param->type == GR_PARAM_TEXT && !param->picture) {
            gr_bind_warn_comment(b, path, node);
            text = gr_bind_keep(b, text);
        }
        code = gr_param_set_text(param, owner, text, values, &error);
    }
    if (code) { /* the message starts with "owner.name: " */
        size_t known = strlen(owner) + 1 + strlen(param->name) + 2;
        gr_bind_error(b, node, path, "%s",
                      strlen(error.message) > known ? error.message + known : error.message);
    }
    return code == GR_OK;
}

/* A list of texts as one, parted by `|`. */
static bool bind_texts(GrBinder *b, const char *path, const GrParam *param, const GrNode *list,
                       void *values)
{
    GrText joined = {0};
    const char *text;
    bool good = true;
    for (int i = 0; i < list->count && good; i++) {
        good = gr_bind_scalar(b, path, list->items[i], "a text", &text);
        for (gr_text_puts(&joined, i ? "|" : ""); good && *text; text++) {
            gr_text_puts(&joined, *text == '|' || *text == '\\' ? "\\" : "");
            gr_text_append(&joined, text, 1);
        }
    }
    if (good)
        good = gr_param_set_text(param, "", gr_bind_keep(b, gr_text_string(&joined)), values,
                                 NULL) == GR_OK;
    gr_text_finish(&joined);
    return good;
}

/* A number as it stands, or a length of time for a parameter in seconds. */
static bool is_plain_number(const GrBinder *b, const GrParam *param, const char *text)
{
    double number;
    GrTimeSpec spec;
    return gr_number_parse(text, &number) ||
           (strcmp(param->unit, "s") == 0 &&
            gr_time_spec_parse(text, b->rate, &spec, NULL) == GR_OK &&
            spec.anchor == GR_TIME_DURATION);
}

bool gr_bind_param(GrBinder *b, const char *owner, const GrParam *param, const GrNode *node,
                   const GrBindBlock *block)
{
    bool numeric = param->type == GR_PARAM_FLOAT || param->type == GR_PARAM_INT;
    bool animates =
        block->animation && !param->fixed && (numeric || param->type == GR_PARAM_COLOUR);
    char path[GR_BIND_PATH], wants[64], hint[96];
    const char *text;
    snprintf(path, sizeof path, "%s%s%s", owner, owner[0] ? "." : "", param->name);
    snprintf(wants, sizeof wants, "a %s", gr_param_type_name(param->type));
    if (param->type == GR_PARAM_BOOL)
        snprintf(wants, sizeof wants, "yes or no");
    if (param->type == GR_PARAM_FIELD)
        return gr_bind_fields(b, path, param, node, block->values);
    if (param->type == GR_PARAM_EXPR)
        return gr_bind_expr(b, path, node, true,
                            (const GrExpr **)(void *)((char *)block->values + param->offset));
    if (param->type == GR_PARAM_COLOURS)
        return gr_bind_row(b, path, node, (void *)((char *)block->values + param->offset));
    if (param->type == GR_PARAM_CUBE)
        return gr_bind_cube(b, path, node, (void *)((char *)block->values + param->offset));
    if (param->type == GR_PARAM_FPS)
        return gr_bind_fps(b, path, node, (void *)((char *)block->values + param->offset));
    if (animates && gr_bind_are_keyframes(node))
        return gr_bind_keyframes(b, path, param, node, block);
    if (param->type == GR_PARAM_COLOUR)
        return gr_bind_colour(b, path, node,
                              (GrColour *)(void *)((char *)block->values + param->offset));
    if (param->several && node->kind == GR_NODE_LIST)
        return bind_texts(b, path, param, node, block->values);
    if (animates && node->kind == GR_NODE_LIST) {
        gr_bind_error(b, node, path,
                      "wants %s, or keyframes like [[0s, 0], [4s, 1]], not this list", wants);
        return false;
    }
    if (!gr_bind_scalar(b, path, node, wants, &text))
        return false;
    if (numeric && !is_plain_number(b, param, text)) {
        gr_number_hint(text, param->unit, hint, sizeof hint);
        if (animates && (!hint[0] || strpbrk(text + 1, "()*/^<>?+-")))
            return gr_bind_expression(b, path, param, node, block);
        if (param->fixed && gr_expr_looks_like(text)) {
            gr_bind_error(b, node, path, "wants a number: it cannot change over time");
            return false;
        }
        not_a_number(b, path, node, wants, param->unit);
        return false;
    }
    return set_param(b, owner, path, param, node, text, block->values);
}

static bool has_key(const GrKeySet *set, const char *key)
{
    return gr_key_find(set, key) || gr_key_set_param(set, key);
}

/* Other mappings where a key is at home: the likeliest mistake is indentation. */
static const char *home_of(const GrKeySet *set, const char *key)
{
    static const GrKeySet *const places[] = {&gr_layer_keys, &gr_scene_keys, &gr_show_keys};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (places[i] != set && has_key(places[i], key))
            return places[i]->name;
    return NULL;
}

static void unknown_key(GrBinder *b, const char *path, const GrNode *map, const GrNode *key,
                        const GrKeySet *set)
{
    char quoted[GR_QUOTE_CAPACITY], advice[GR_KEY_ADVICE];
    const char *word = set->place ? "key" : "parameter"; /* a catalogue entry has no place */
    const char *home = set->keys ? home_of(set, key->text) : NULL;
    const char *meant = gr_key_meant(set, key->text);
    const char *near = meant ? meant : gr_nearest_name(key->text, gr_key_name_at, set);
    gr_quote(quoted, key->text);
    if (set == &gr_layer_keys && gr_key_advise_layer(map, key->text, advice)) {
        gr_bind_error(b, key, path, "%s", advice);
        return;
    }
    if (set == &gr_text_keys && has_key(&gr_layer_keys, key->text)) {
        gr_bind_error(b, key, path, "'%s' is a key of layers of glyphs: a text is bound to no grid",
                      quoted);
        return;
    }
    if (set == &gr_picture_keys && has_key(&gr_layer_keys, key->text)) {
        gr_bind_error(
            b, key, path,
            "'%s' is a key of layers of glyphs: a picture is bound to no grid (the effect "
            "`image` makes glyphs of one)",
            quoted);
        return;
    }
    if (set == &gr_layer_keys && has_key(&gr_text_keys, key->text)) {
        gr_bind_error(b, key, path, "'%s' is a key of layers with `text:` or `lyrics:`", quoted);
        return;
    }
    if (home && !meant) {
        gr_bind_error(b, key, path, "'%s' is a key of a %s, not of a %s: check the indentation",
                      quoted, home, set->name);
        return;
    }
    if (near) {
        gr_bind_error(b, key, path, "unknown %s '%s'; did you mean '%s'?", word, quoted, near);
        return;
    }
    int count = 0;
    GrText list = {0};
    for (const char *name; (name = gr_key_name_at(set, count)) != NULL; count++)
        gr_text_printf(&list, "%s%s", count ? ", " : "", name);
    if (!count)
        gr_bind_error(b, key, path, "unknown %s '%s': it has none", word, quoted);
    else if (count <= FEW_KEYS)
        gr_bind_error(b, key, path, "unknown %s '%s'; there are %s", word, quoted,
                      gr_text_string(&list));
    else
        gr_bind_error(b, key, path, "unknown %s '%s' (`glyphreel describe %s` lists all)", word,
                      quoted, set->name);
    gr_text_finish(&list);
}

void gr_bind_map(GrBinder *b, const char *path, const GrNode *map, const GrKeySet *set,
                 void *target, const GrBindBlock *block)
{
    const char *owner = set->prefix && set->prefix[0] ? "" : path;
    const int errors = b->problems->error_count;
    for (int i = 0; i < map->count && !b->failed; i++) {
        const GrPair *pair = &map->pairs[i];
        const GrKey *key = gr_key_find(set, pair->key->text);
        const GrParam *param = key ? NULL : gr_key_set_param(set, pair->key->text);
        char quoted[GR_QUOTE_CAPACITY], below[GR_BIND_PATH];
        if (pair->earlier) {
            gr_bind_error(b, pair->key, path, "'%s' is given twice, first on line %d",
                          gr_quote(quoted, pair->key->text), pair->earlier->line);
        } else if (key) {
            snprintf(below, sizeof below, "%s%s%s", path, path[0] ? "." : "", key->name);
            key->bind(b, below, pair->value, target);
        } else if (param) {
            gr_bind_param(b, owner, param, pair->value, block);
        } else if (!gr_key_is_own(set, pair->key->text)) {
            unknown_key(b, path, map, pair->key, set);
        }
    }
    if (set->params && block && b->problems->error_count == errors)
        gr_bind_warn_idle(b, path, map, set->params, block);
}

bool gr_bind_lacks(const GrNode *map, const GrKeySet *set, const char *key)
{
    if (map->incomplete)
        return false;
    for (int i = 0; i < map->count; i++) {
        const char *text = map->pairs[i].key->text;
        if (strcmp(text, key) == 0)
            return false;
        if (gr_key_find(set, text) || gr_key_set_param(set, text))
            continue;
        const char *meant = gr_key_meant(set, text);
        const char *near = meant ? meant : gr_nearest_name(text, gr_key_name_at, set);
        if (near && strcmp(near, key) == 0)
            return false;
    }
    return true;
}

void gr_bind_params(GrBinder *b, const char *path, const GrNode *map, const GrParamTable *table,
                    const GrBindBlock *block)
{
    const GrKeySet set = {.name = path, .params = table};
    if (map)
        gr_bind_map(b, path, map, &set, NULL, block);
}
