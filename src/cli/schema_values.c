/* SPDX-License-Identifier: MIT */
#include "cli/examples.h"
#include "cli/param_words.h"
#include "cli/schema.h"
#include "model/colour.h"
#include "scene/bind.h"
#include "scene/source.h"
#include "scene/tree.h"
#include "scene/value_text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

void gr_schema_name(char out[GR_SCHEMA_NAME], const char *group, const char *name)
{
    snprintf(out, GR_SCHEMA_NAME, "%s.%s", group, name);
    for (; *out; out++)
        if (!isalnum((unsigned char)*out) && *out != '.' && *out != '_')
            *out = '-';
}

void gr_schema_ref(GrJson *json, const char *group, const char *name)
{
    char definition[GR_SCHEMA_NAME], target[GR_SCHEMA_NAME + 16];
    gr_schema_name(definition, group, name);
    snprintf(target, sizeof target, "#/definitions/%s", definition);
    gr_json_open_object(json);
    gr_json_key_string(json, "$ref", target);
    gr_json_close_object(json);
}

static void write_strings(GrJson *json, const char *key, const char *const *list)
{
    gr_json_key(json, key);
    gr_json_open_array(json);
    for (int i = 0; list[i]; i++)
        gr_json_string(json, list[i]);
    gr_json_close_array(json);
}

static void write_type(GrJson *json, const char *type)
{
    gr_json_open_object(json);
    gr_json_key_string(json, "type", type);
    gr_json_close_object(json);
}

/* Words as YAML gives them to a validator: YAML 1.1 makes truth values of yes, no, on and off. */
static void write_words(GrJson *json, const char *const *words, const char *const *help)
{
    static const char *const truths[] = {"yes", "no", "on", "off", "true", "false", NULL};
    bool truth = false;
    for (int i = 0; words[i]; i++) {
        for (int t = 0; truths[t]; t++)
            truth = truth || strcmp(words[i], truths[t]) == 0;
        gr_json_open_object(json);
        gr_json_key_string(json, "const", words[i]);
        if (help)
            gr_json_key_string(json, "description", help[i]);
        gr_json_close_object(json);
    }
    if (truth)
        write_type(json, "boolean");
}

/* Where a show has names of its own (under that key at its top), any text may be one. */
static void write_own_names(GrJson *json, const char *key)
{
    if (gr_key_find(gr_key_sets[0], key))
        write_type(json, "string");
}

/* An expression, or a name alone: that of something heard or known. */
static void write_expression(GrJson *json)
{
    gr_schema_ref(json, "value", gr_forms[GR_FORM_EXPRESSION].name);
    gr_schema_ref(json, "name", "signal");
    gr_schema_ref(json, "name", "variable");
    write_own_names(json, "vars");
    write_own_names(json, "signals");
}

static void write_items(GrJson *json, const GrShape *shape, const char *key)
{
    gr_json_key(json, key);
    gr_json_open_object(json);
    gr_schema_shapes(json, shape->items);
    gr_json_close_object(json);
}

static void write_container(GrJson *json, const GrShape *shape)
{
    gr_json_open_object(json);
    gr_json_key_string(json, "type", shape->form == GR_FORM_LIST ? "array" : "object");
    if (shape->min > 0)
        gr_json_key_number(json, "minItems", shape->min);
    if (shape->max > 0)
        gr_json_key_number(json, "maxItems", shape->max);
    write_items(json, shape, shape->form == GR_FORM_LIST ? "items" : "additionalProperties");
    gr_json_close_object(json);
}

static void write_under(GrJson *json, const GrShape *shape)
{
    gr_json_open_object(json);
    gr_json_key_string(json, "type", "object");
    gr_json_key(json, "properties");
    gr_json_open_object(json);
    write_items(json, shape, shape->key);
    gr_json_close_object(json);
    write_strings(json, "required", (const char *const[]){shape->key, NULL});
    gr_json_key_bool(json, "additionalProperties", false);
    gr_json_close_object(json);
}

static void write_range(GrJson *json, const char *type, double min, double max)
{
    gr_json_open_object(json);
    gr_json_key_string(json, "type", type);
    gr_json_key_number(json, "minimum", min);
    gr_json_key_number(json, "maximum", max);
    gr_json_close_object(json);
}

static void write_field(GrJson *json)
{
    gr_schema_ref(json, "use", "effect");
    write_expression(json);
}

static void write_field_list(GrJson *json)
{
    gr_json_open_object(json);
    gr_json_key_string(json, "type", "array");
    gr_json_key_number(json, "minItems", 1);
    gr_json_key_number(json, "maxItems", GR_FIELDS_LIST_MAX);
    gr_json_key(json, "items");
    gr_json_open_object(json);
    gr_json_key(json, "anyOf");
    gr_json_open_array(json);
    write_field(json);
    gr_json_close_array(json);
    gr_json_close_object(json);
    gr_json_close_object(json);
}

static const GrShape text_list = GR_A_LIST(GR_A(TEXT));

static void write_shape(GrJson *json, const GrShape *shape);

static void param_alternatives(GrJson *json, const GrParam *param)
{
    switch (param->type) {
    case GR_PARAM_FLOAT:
    case GR_PARAM_INT:
        write_range(json, param->type == GR_PARAM_INT ? "integer" : "number", param->min,
                    param->max);
        if (strcmp(param->unit, "s") == 0)
            gr_schema_ref(json, "value", gr_forms[GR_FORM_TIME].name);
        if (param->fixed)
            break;
        write_expression(json);
        gr_schema_ref(json, "value", gr_forms[GR_FORM_KEYFRAMES].name);
        break;
    case GR_PARAM_BOOL:
        gr_schema_ref(json, "value", gr_forms[GR_FORM_YES_NO].name);
        break;
    case GR_PARAM_CHOICE:
        write_words(json, param->choices, param->choice_help);
        break;
    case GR_PARAM_COLOUR:
        gr_schema_ref(json, "value", gr_forms[GR_FORM_COLOUR].name);
        gr_schema_ref(json, "value", gr_forms[GR_FORM_KEYFRAMES].name);
        break;
    case GR_PARAM_EXPR:
        write_type(json, "number");
        write_expression(json);
        break;
    case GR_PARAM_FIELD:
        write_field(json);
        if (param->several)
            write_field_list(json);
        break;
    case GR_PARAM_COLOURS:
        for (const GrShape *shape = gr_key_find(&gr_layer_keys, "colours")->shapes; shape->form;
             shape++)
            write_shape(json, shape);
        break;
    case GR_PARAM_CUBE:
        gr_schema_ref(json, "value", gr_forms[GR_FORM_FILE].name);
        break;
    case GR_PARAM_FPS:
        gr_schema_ref(json, "value", gr_forms[GR_FORM_RATE].name);
        break;
    case GR_PARAM_TEXT:
        gr_schema_ref(json, "value", gr_forms[param->picture ? GR_FORM_FILE : GR_FORM_TEXT].name);
        if (param->several)
            write_container(json, &text_list);
        break;
    }
}

static void write_shape(GrJson *json, const GrShape *shape)
{
    switch (shape->form) {
    case GR_FORM_NUMBER:
        write_range(json, "number", shape->min, shape->max);
        gr_schema_ref(json, "value", "number as text");
        break;
    case GR_FORM_WORD:
        write_words(json, shape->choices, NULL);
        break;
    case GR_FORM_PARAM:
        param_alternatives(json, gr_key_set_param(gr_key_set_find(shape->of), shape->key));
        break;
    case GR_FORM_NAME_OF:
        gr_schema_ref(json, "name", shape->of);
        write_own_names(json, gr_kind_find(shape->of)->name);
        break;
    case GR_FORM_USE_OF:
        gr_schema_ref(json, "use", shape->of);
        write_own_names(json, gr_kind_find(shape->of)->name);
        break;
    case GR_FORM_PART:
        gr_schema_ref(json, "part", shape->of);
        break;
    case GR_FORM_LIST:
    case GR_FORM_MAP:
        write_container(json, shape);
        break;
    case GR_FORM_UNDER:
        write_under(json, shape);
        break;
    case GR_FORM_NOTHING:
        write_type(json, "null");
        break;
    case GR_FORM_ANY:
        gr_json_open_object(json);
        gr_json_close_object(json);
        break;
    default:
        gr_schema_ref(json, "value", gr_forms[shape->form].name);
    }
}

/* A show that has variables may have one in place of any value. */
static void write_variable(GrJson *json)
{
    if (gr_key_find(gr_key_sets[0], "vars"))
        gr_schema_ref(json, "value", "variable");
}

void gr_schema_shapes(GrJson *json, const GrShape *shapes)
{
    gr_json_key(json, "anyOf");
    gr_json_open_array(json);
    for (; shapes->form; shapes++)
        write_shape(json, shapes);
    write_variable(json);
    gr_json_close_array(json);
}

void gr_schema_param(GrJson *json, const GrParam *param)
{
    gr_json_key(json, "anyOf");
    gr_json_open_array(json);
    param_alternatives(json, param);
    write_variable(json);
    gr_json_close_array(json);
}

static void write_node(GrJson *json, const GrNode *node)
{
    double number;
    switch (node->kind) {
    case GR_NODE_MAP:
        gr_json_open_object(json);
        for (int i = 0; i < node->count; i++) {
            gr_json_key(json, node->pairs[i].key->text);
            write_node(json, node->pairs[i].value);
        }
        gr_json_close_object(json);
        break;
    case GR_NODE_LIST:
        gr_json_open_array(json);
        for (int i = 0; i < node->count; i++)
            write_node(json, node->items[i]);
        gr_json_close_array(json);
        break;
    case GR_NODE_SCALAR:
        if (!node->quoted && gr_number_parse(node->text, &number))
            gr_json_number(json, number);
        else if (gr_node_is_empty(node))
            gr_json_string(json, NULL);
        else
            gr_json_string(json, node->text);
    }
}

void gr_schema_yaml(GrJson *json, const char *yaml)
{
    GrSource source = {0};
    GrArena arena = {0};
    GrProblems problems = {0};
    GrError error;
    const GrNode *root;
    bool read = gr_source_init(&source, "example", yaml, strlen(yaml), &error) == GR_OK &&
                gr_tree_parse(&source, &arena, &problems, &root) == GR_OK;
    if (read)
        write_node(json, root);
    else
        gr_json_string(json, yaml);
    gr_arena_finish(&arena);
    gr_problems_finish(&problems);
    gr_source_finish(&source);
}

static void write_example(GrJson *json, const char *yaml)
{
    gr_json_key(json, "examples");
    gr_json_open_array(json);
    gr_schema_yaml(json, yaml);
    gr_json_close_array(json);
}

/* Defaults of keys are words; those that are values stand as such. */
static void write_key_default(GrJson *json, const GrKey *key)
{
    double number;
    char plain[32] = "";
    if (gr_number_parse(key->def, &number))
        snprintf(plain, sizeof plain, "%g", number);
    if (strcmp(plain, key->def) == 0) /* 000000 is a colour */
        gr_json_key_number(json, "default", number);
    else if (!strchr(key->def, ' ') && !gr_key_is_required(key) && strcmp(key->def, "none") != 0)
        gr_json_key_string(json, "default", key->def);
}

void gr_schema_about_key(GrJson *json, const GrKey *key)
{
    GrText words = {0};
    gr_text_printf(&words, "%s (", key->help);
    gr_shape_words(key->shapes, &words);
    gr_text_printf(&words, gr_key_is_required(key) ? "; %s)" : "; default: %s)", key->def);
    gr_json_key_string(json, "description", gr_text_string(&words));
    gr_text_finish(&words);
    write_key_default(json, key);
    write_example(json, key->example);
}

void gr_schema_about_param(GrJson *json, const GrParam *param)
{
    GrText words = {0}, example = {0};
    gr_text_printf(&words, "%s (%s", param->help, gr_param_type_name(param->type));
    if (param->type != GR_PARAM_CHOICE) {
        bool more = param->several || (param->max > param->min && param->type != GR_PARAM_BOOL);
        gr_text_puts(&words, more ? ", " : "");
        gr_param_range_words(param, &words);
    }
    gr_text_puts(&words, "; default: ");
    gr_param_default_words(param, &words);
    gr_text_puts(&words, ")");
    gr_json_key_string(json, "description", gr_text_string(&words));
    if (param->type == GR_PARAM_FLOAT || param->type == GR_PARAM_INT) {
        gr_json_key_number(json, "default", param->def);
    } else if (param->type == GR_PARAM_BOOL) {
        gr_json_key_bool(json, "default", param->def != 0);
    } else if (param->type == GR_PARAM_CHOICE || param->def_text) {
        words.length = 0;
        gr_param_default_words(param, &words);
        gr_json_key_string(json, "default", gr_text_string(&words));
    }
    gr_example_value(param, &example);
    write_example(json, gr_text_string(&example));
    gr_text_finish(&words);
    gr_text_finish(&example);
}

static void open_value(GrJson *json, const char *name, const char *description)
{
    char key[GR_SCHEMA_NAME];
    gr_schema_name(key, "value", name);
    gr_json_key(json, key);
    gr_json_open_object(json);
    if (description)
        gr_json_key_string(json, "description", description);
}

static void write_pattern(GrJson *json, const char *pattern)
{
    gr_json_open_object(json);
    gr_json_key_string(json, "type", "string");
    if (pattern)
        gr_json_key_string(json, "pattern", pattern);
    gr_json_close_object(json);
}

static void write_scalar(GrJson *json, GrForm form)
{
    const GrFormInfo *info = &gr_forms[form];
    write_pattern(json, info->pattern);
    if (info->number && info->min < info->max)
        write_range(json, "number", info->min, info->max);
    else if (info->number)
        write_type(json, "number");
    if (!info->pattern && info->number && form != GR_FORM_TIME && form != GR_FORM_NUMBER)
        write_type(json, "boolean"); /* a name like yes or on, without quotes */
    if (form == GR_FORM_COLOUR) {
        gr_json_open_object(json);
        write_strings(json, "enum", gr_colour_names);
        gr_json_close_object(json);
        write_pattern(json, "[A-Z]"); /* names in capitals: which, only the loader knows */
    }
}

static void write_yes_no(GrJson *json)
{
    static const char *const words[] = {"yes", "no", "on", "off", "true", "false", "0", "1", NULL};
    write_type(json, "boolean");
    gr_json_open_object(json);
    write_strings(json, "enum", words);
    gr_json_close_object(json);
    write_range(json, "integer", 0, 1);
}

/* A key's value is a number, a colour or an expression: which, only the loader knows. */
static void write_keyframe(GrJson *json)
{
    static const char *const value[] = {"number", "string", NULL};
    gr_json_open_object(json);
    gr_json_key_string(json, "type", "array");
    gr_json_key_int(json, "minItems", 2);
    gr_json_key_int(json, "maxItems", 3);
    gr_json_key(json, "items");
    gr_json_open_array(json);
    gr_schema_ref(json, "value", gr_forms[GR_FORM_TIME].name);
    gr_json_open_object(json);
    write_strings(json, "type", value);
    gr_json_close_object(json);
    gr_schema_ref(json, "name", "easing");
    gr_json_close_array(json);
    gr_json_close_object(json);
}

static const GrShape keyframe_list = GR_A_LIST(GR_A(KEYFRAME));

static void write_keyframes(GrJson *json)
{
    write_container(json, &keyframe_list);
    gr_schema_ref(json, "part", "keyframes");
}

static void write_form(GrJson *json, GrForm form)
{
    const GrFormInfo *info = &gr_forms[form];
    open_value(json, info->name, info->help);
    gr_json_key(json, "examples");
    gr_schema_yaml(json, info->examples);
    gr_json_key(json, "anyOf");
    gr_json_open_array(json);
    if (form == GR_FORM_YES_NO)
        write_yes_no(json);
    else if (form == GR_FORM_KEYFRAME)
        write_keyframe(json);
    else if (form == GR_FORM_KEYFRAMES)
        write_keyframes(json);
    else
        write_scalar(json, form);
    gr_json_close_array(json);
    gr_json_close_object(json);
}

static void write_text_value(GrJson *json, const char *name, const char *pattern,
                             const char *description)
{
    open_value(json, name, description);
    gr_json_key_string(json, "type", "string");
    if (pattern)
        gr_json_key_string(json, "pattern", pattern);
    gr_json_close_object(json);
}

void gr_schema_values(GrJson *json)
{
    for (int i = 0; i < GR_FORM_COUNT; i++)
        if (gr_forms[i].name)
            write_form(json, (GrForm)i);
    write_text_value(json, "number as text", "^[-+]?[0-9.]+([eE][-+]?[0-9]+)?$", NULL);
    write_text_value(json, "variable", "\\$", "A variable of `vars:`: $name or ${name}.");
}
