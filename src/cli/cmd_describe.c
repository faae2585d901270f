/* SPDX-License-Identifier: MIT */
#include "cli/command.h"
#include "cli/view.h"

#include <stdio.h>
#include <string.h>

typedef struct DescribeArguments {
    bool json;
} DescribeArguments;

static const GrOption options[] = {
    GR_OPT_FLAG(DescribeArguments, json, "json", NULL, "one JSON document"),
};

enum { MOST_NAMES = 1000 };

typedef struct Search {
    const char *name;
    const GrKind *kind;
    GrText *out;
    GrJson *json;
    int found;
    const char *names[MOST_NAMES + 1]; /* all that were passed by, for a "did you mean" */
    int name_count;
} Search;

static void write_range(const GrParam *param, GrText *out)
{
    switch (param->type) {
    case GR_PARAM_CHOICE:
        gr_text_printf(out, "%s; one of", param->choices[(int)param->def]);
        for (int i = 0; param->choices[i]; i++)
            gr_text_printf(out, "%s %s", i ? "," : "", param->choices[i]);
        break;
    case GR_PARAM_BOOL:
        gr_text_puts(out, param->def != 0 ? "yes" : "no");
        break;
    case GR_PARAM_COLOUR:
    case GR_PARAM_TEXT:
    case GR_PARAM_EXPR:
        gr_text_puts(out, param->def_text ? param->def_text : "none");
        break;
    default:
        gr_text_printf(out, "%g; %g to %g%s%s", param->def, param->min, param->max,
                       *param->unit ? " " : "", param->unit);
    }
}

/* How a parameter is written in an entry; NULL when it is written somewhere else. */
static const char *param_name(const GrEntry *entry, const GrParam *param)
{
    return entry->keys ? gr_key_of_param(entry->keys, param) : param->name;
}

static void write_text(const Search *search, const GrEntry *entry)
{
    GrText *out = search->out;
    gr_text_printf(out, "%s%s/%s%s%s%s\n  %s\n", search->found ? "\n" : "", search->kind->singular,
                   entry->name, entry->family ? " (" : "", entry->family ? entry->family : "",
                   entry->family ? ")" : "", entry->summary);
    if (entry->detail)
        gr_text_printf(out, "  %s\n", entry->detail);
    for (const GrKey *key = entry->keys ? entry->keys->keys : NULL; key && key->name; key++)
        gr_text_printf(out, "\n  %s: %s, default %s\n      %s\n      %s: %s\n", key->name,
                       key->type, key->def, key->help, key->name, key->example);
    for (int i = 0; entry->params && i < entry->params->count; i++) {
        const GrParam *param = &entry->params->params[i];
        const char *name = param_name(entry, param);
        if (!name)
            continue;
        gr_text_printf(out, "\n  %s: %s, default ", name, gr_param_type_name(param->type));
        write_range(param, out);
        gr_text_printf(out, "\n      %s\n", param->help);
    }
}

static void write_key_json(const GrKey *key, GrJson *json)
{
    gr_json_open_object(json);
    gr_json_key_string(json, "name", key->name);
    gr_json_key_string(json, "type", key->type);
    gr_json_key_string(json, "default", key->def);
    gr_json_key_string(json, "help", key->help);
    gr_json_key_string(json, "example", key->example);
    gr_json_close_object(json);
}

static void write_param_json(const GrParam *param, const char *name, GrJson *json)
{
    gr_json_open_object(json);
    gr_json_key_string(json, "name", name);
    gr_json_key_string(json, "type", gr_param_type_name(param->type));
    gr_json_key_string(json, "unit", param->unit);
    switch (param->type) {
    case GR_PARAM_CHOICE:
        gr_json_key_string(json, "default", param->choices[(int)param->def]);
        gr_json_key(json, "choices");
        gr_json_open_array(json);
        for (int i = 0; param->choices[i]; i++)
            gr_json_string(json, param->choices[i]);
        gr_json_close_array(json);
        break;
    case GR_PARAM_BOOL:
        gr_json_key_bool(json, "default", param->def != 0);
        break;
    case GR_PARAM_COLOUR:
    case GR_PARAM_TEXT:
    case GR_PARAM_EXPR:
        gr_json_key_string(json, "default", param->def_text);
        break;
    default:
        gr_json_key_number(json, "default", param->def);
        gr_json_key_number(json, "min", param->min);
        gr_json_key_number(json, "max", param->max);
    }
    gr_json_key_string(json, "help", param->help);
    gr_json_close_object(json);
}

static void write_json(const Search *search, const GrEntry *entry)
{
    GrJson *json = search->json;
    gr_json_open_object(json);
    gr_json_key_string(json, "kind", search->kind->singular);
    gr_json_key_string(json, "name", entry->name);
    gr_json_key_string(json, "family", entry->family);
    gr_json_key_string(json, "summary", entry->summary);
    gr_json_key_string(json, "detail", entry->detail);
    if (entry->keys) {
        gr_json_key(json, "keys");
        gr_json_open_array(json);
        for (const GrKey *key = entry->keys->keys; key && key->name; key++)
            write_key_json(key, json);
        gr_json_close_array(json);
    }
    gr_json_key(json, "params");
    gr_json_open_array(json);
    for (int i = 0; entry->params && i < entry->params->count; i++) {
        const GrParam *param = &entry->params->params[i];
        if (param_name(entry, param))
            write_param_json(param, param_name(entry, param), json);
    }
    gr_json_close_array(json);
    gr_json_close_object(json);
}

static bool describe_if_named(void *user, const GrEntry *entry)
{
    Search *search = user;
    if (search->name_count < MOST_NAMES)
        search->names[search->name_count++] = entry->name;
    if (strcmp(entry->name, search->name) != 0)
        return true;
    if (search->json)
        write_json(search, entry);
    else
        write_text(search, entry);
    search->found++;
    return true;
}

static int run(const GrCommandInput *input)
{
    const DescribeArguments *arguments = input->values;
    const char *name = input->parsed->positional[0];
    const char *slash = strchr(name, '/');
    const GrKind *only = NULL;
    if (slash) {
        char kind[64];
        snprintf(kind, sizeof kind, "%.*s", (int)(slash - name), name);
        only = gr_kind_find(kind);
        if (!only) {
            const char *near = gr_kind_nearest(kind);
            return gr_error_set(input->error, GR_E_USAGE,
                                near ? "'%s' is no kind; did you mean '%s'?"
                                     : "'%s' is no kind (glyphreel list shows them)",
                                kind, near);
        }
        name = slash + 1;
    }
    GrJson writer = {.out = input->out};
    Search search = {.name = name, .out = input->out};
    if (arguments->json) {
        search.json = &writer;
        gr_json_open_object(&writer);
        gr_json_key_int(&writer, "version", 1);
        gr_json_key(&writer, "entries");
        gr_json_open_array(&writer);
    }
    for (const GrKind *kind = gr_kinds; kind->name; kind++) {
        if (only && kind != only)
            continue;
        search.kind = kind;
        kind->visit(describe_if_named, &search);
    }
    if (arguments->json) {
        gr_json_close_array(&writer);
        gr_json_close_object(&writer);
    }
    if (search.found)
        return GR_OK;
    input->out->length = 0;
    const char *near = gr_nearest_string(name, search.names);
    return gr_error_set(input->error, GR_E_USAGE,
                        near ? "nothing is named '%s'; did you mean '%s'?"
                             : "nothing is named '%s' (glyphreel list KIND shows the names)",
                        name, near);
}

const GrCommand gr_command_describe = {
    .name = "describe",
    .summary = "what one effect, shader, palette, ... is and takes",
    .usage = "[KIND/]NAME [--json]",
    .about = "Shows an entry with its parameters: type, default, range, unit and meaning. A name "
             "that\nseveral kinds use shows them all.",
    .examples = "  glyphreel describe rings\n"
                "  glyphreel describe shader/bloom\n"
                "  glyphreel describe part/feedback --json\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(DescribeArguments),
    .least_positional = 1,
    .most_positional = 1,
    .run = run,
};
