/* SPDX-License-Identifier: MIT */
#include "base/files.h"
#include "cli/command.h"
#include "cli/describe_font.h"
#include "cli/examples.h"
#include "cli/param_words.h"
#include "cli/reference.h"
#include "cli/view.h"

#include <stdio.h>
#include <string.h>

typedef struct DescribeArguments {
    const char *specimen;
    bool json, markdown, overwrite;
} DescribeArguments;

static const GrOption options[] = {
    GR_OPT_FLAG(DescribeArguments, json, "json", NULL, "one JSON document"),
    GR_OPT_FLAG(DescribeArguments, markdown, "markdown", NULL,
                "everything there is, as docs/scene-reference.md has it (no NAME)"),
    GR_OPT_TAKES(DescribeArguments, specimen, "output", "o", "FILE", GR_TAKES_FILE,
                 "of a font: a picture of its letters and palettes (.png .jpg .webp)"),
    GR_OPT_FLAG(DescribeArguments, overwrite, "yes", "y", "replace the picture if it exists"),
};

enum { MOST_NAMES = 1000 };

typedef struct Search {
    const char *name; /* NULL: all */
    const GrKind *kind;
    GrText *out;
    GrJson *json;
    int found;
    const char *names[MOST_NAMES + 1]; /* all that were passed by, for a "did you mean" */
    int name_count;
} Search;

static void write_key_text(const GrKey *key, GrText *out)
{
    gr_text_printf(out, "\n  %s: ", key->name);
    gr_shape_words(key->shapes, out);
    gr_text_printf(out, ", default %s\n      %s\n      %s: %s\n", key->def, key->help, key->name,
                   key->example);
}

static void write_param_text(const GrParam *param, const char *name, GrText *out)
{
    GrText range = {0};
    gr_param_range_words(param, &range);
    gr_text_printf(out, "\n  %s: %s, default ", name, gr_param_type_name(param->type));
    gr_param_default_words(param, out);
    gr_text_printf(out, "%s%s\n      %s\n", range.length ? "; " : "", gr_text_string(&range),
                   param->help);
    for (int i = 0; param->choice_help && param->choices[i]; i++)
        gr_text_printf(out, "        %s: %s\n", param->choices[i], param->choice_help[i]);
    gr_text_finish(&range);
}

static void write_lines(const char *lines, GrText *out)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        gr_text_printf(out, "      %.*s\n", (int)length, lines);
        lines += length + (lines[length] == '\n');
    }
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
        write_key_text(key, out);
    for (int i = 0; entry->params && i < entry->params->count; i++) {
        const GrParam *param = &entry->params->params[i];
        const char *name = gr_entry_param_name(entry, param);
        if (name)
            write_param_text(param, name, out);
    }
    GrText example = {0};
    gr_example_entry(search->kind, entry, &example);
    const GrKeySet *part = gr_example_part(search->kind, entry);
    gr_text_puts(out, "\n  example");
    if (part)
        gr_text_printf(out, ", as a key of part/%s", part->name);
    gr_text_puts(out, ":\n");
    write_lines(gr_text_string(&example), out);
    gr_text_finish(&example);
}

static void write_key_json(const GrKey *key, GrJson *json)
{
    gr_json_open_object(json);
    gr_json_key_string(json, "name", key->name);
    GrText words = {0};
    gr_shape_words(key->shapes, &words);
    gr_json_key_string(json, "type", gr_text_string(&words));
    gr_text_finish(&words);
    gr_json_key_string(json, "default", key->def);
    gr_json_key_string(json, "help", key->help);
}

/* A snippet and the least show that it makes sense in. */
static void write_example_json(const GrKeySet *part, const char *snippet, GrJson *json)
{
    gr_json_key_string(json, "example", snippet);
    gr_json_key_string(json, "part", part ? part->name : NULL);
    GrText show = {0};
    if (part)
        gr_example_show(part, snippet, &show);
    gr_json_key_string(json, "show", part ? gr_text_string(&show) : NULL);
    gr_text_finish(&show);
}

static void write_key_example_json(const GrEntry *entry, const char *name, GrJson *json)
{
    GrText snippet = {0};
    if (entry->keys && entry->keys->place && gr_example_key(entry->keys, name, &snippet))
        write_example_json(entry->keys, gr_text_string(&snippet), json);
    gr_text_finish(&snippet);
    gr_json_close_object(json);
}

/* One for each of the choices. */
static void write_words(GrJson *json, const char *key, const char *const *words,
                        const char *const *choices)
{
    gr_json_key(json, key);
    gr_json_open_array(json);
    for (int i = 0; choices[i]; i++)
        gr_json_string(json, words[i]);
    gr_json_close_array(json);
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
        write_words(json, "choices", param->choices, param->choices);
        if (param->choice_help)
            write_words(json, "choice_help", param->choice_help, param->choices);
        break;
    case GR_PARAM_BOOL:
        gr_json_key_bool(json, "default", param->def != 0);
        break;
    case GR_PARAM_COLOUR:
    case GR_PARAM_TEXT:
    case GR_PARAM_EXPR:
    case GR_PARAM_FIELD:
    case GR_PARAM_COLOURS:
    case GR_PARAM_CUBE:
    case GR_PARAM_FPS:
        gr_json_key_string(json, "default", param->def_text);
        break;
    default:
        gr_json_key_number(json, "default", param->def);
        gr_json_key_number(json, "min", param->min);
        gr_json_key_number(json, "max", param->max);
    }
    gr_json_key_string(json, "help", param->help);
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
        for (const GrKey *key = entry->keys->keys; key && key->name; key++) {
            write_key_json(key, json);
            write_key_example_json(entry, key->name, json);
        }
        gr_json_close_array(json);
    }
    gr_json_key(json, "params");
    gr_json_open_array(json);
    for (int i = 0; entry->params && i < entry->params->count; i++) {
        const GrParam *param = &entry->params->params[i];
        const char *name = gr_entry_param_name(entry, param);
        if (!name)
            continue;
        write_param_json(param, name, json);
        write_key_example_json(entry, name, json);
    }
    gr_json_close_array(json);
    GrText example = {0};
    gr_example_entry(search->kind, entry, &example);
    write_example_json(gr_example_part(search->kind, entry), gr_text_string(&example), json);
    gr_text_finish(&example);
    gr_json_close_object(json);
}

static bool describe_if_named(void *user, const GrEntry *entry)
{
    Search *search = user;
    if (search->name_count < MOST_NAMES)
        search->names[search->name_count++] = entry->name;
    if (search->name && strcmp(entry->name, search->name) != 0)
        return true;
    if (search->json)
        write_json(search, entry);
    else
        write_text(search, entry);
    search->found++;
    return true;
}

static int find_kind(const char *word, const GrKind **kind, GrError *error)
{
    *kind = gr_kind_find(word);
    if (*kind)
        return GR_OK;
    const char *near = gr_kind_nearest(word);
    return gr_error_set(error, GR_E_USAGE,
                        near ? "'%s' is no kind; did you mean '%s'?"
                             : "'%s' is no kind (glyphreel list shows them)",
                        word, near);
}

/* Reads KIND/NAME, KIND NAME or NAME; *kind stays NULL for a bare name. */
static int read_name(const GrParsed *parsed, const char **name, const GrKind **kind, GrError *error)
{
    char word[64];
    *name = parsed->positional[0];
    *kind = NULL;
    if (parsed->positional_count == 2) {
        *name = parsed->positional[1];
        return find_kind(parsed->positional[0], kind, error);
    }
    const char *slash = *name ? strchr(*name, '/') : NULL;
    if (!slash)
        return GR_OK;
    snprintf(word, sizeof word, "%.*s", (int)(slash - *name), *name);
    if (!gr_kind_find(word) && gr_path_exists(*name))
        return GR_OK; /* the path of a font */
    *name = slash + 1;
    return find_kind(word, kind, error);
}

static void visit_kinds(Search *search, const GrKind *only)
{
    if (search->json) {
        gr_json_open_object(search->json);
        gr_json_key_int(search->json, "version", 1);
        gr_json_key(search->json, "entries");
        gr_json_open_array(search->json);
    }
    for (search->kind = gr_kinds; search->kind->name; search->kind++)
        if (!only || search->kind == only)
            search->kind->visit(describe_if_named, search);
    if (search->json) {
        gr_json_close_array(search->json);
        gr_json_close_object(search->json);
    }
}

static int describe_font(const GrCommandInput *input, const char *name)
{
    const DescribeArguments *arguments = input->values;
    const GrDescribeFont wanted = {name, arguments->specimen, arguments->overwrite,
                                   arguments->json};
    return gr_describe_font(&wanted, input->out, input->error);
}

static int run(const GrCommandInput *input)
{
    const DescribeArguments *arguments = input->values;
    const char *name = input->parsed->positional[0];
    const GrKind *only = NULL;
    if (name && arguments->markdown)
        return gr_error_set(input->error, GR_E_USAGE,
                            "--markdown writes about everything: it goes without a name");
    if (!name && !arguments->markdown && !arguments->json)
        return gr_error_set(input->error, GR_E_USAGE,
                            "a name is needed: glyphreel describe [KIND/]NAME");
    if (arguments->markdown) {
        gr_reference_write(input->out);
        return GR_OK;
    }
    int code = read_name(input->parsed, &name, &only, input->error);
    if (code)
        return code;
    if (only && strcmp(only->singular, "font") == 0)
        return describe_font(input, name);
    GrJson writer = {.out = input->out};
    Search search = {.name = name, .out = input->out, .json = arguments->json ? &writer : NULL};
    visit_kinds(&search, only);
    if (search.found && arguments->specimen)
        return gr_error_set(input->error, GR_E_USAGE,
                            "-o is for fonts: describe font NAME -o FILE");
    if (search.found)
        return GR_OK;
    input->out->length = 0;
    if (!only && gr_describe_font_knows(name))
        return describe_font(input, name);
    const char *near = gr_nearest_string(name, search.names);
    return gr_error_set(input->error, GR_E_USAGE,
                        near ? "nothing is named '%s'; did you mean '%s'?"
                             : "nothing is named '%s' (glyphreel list KIND shows the names)",
                        name, near);
}

const GrCommand gr_command_describe = {
    .name = "describe",
    .summary = "what one effect, shader, palette, ... is and takes",
    .usage = "[KIND/]NAME [--json] | font NAME|FILE [-o PICTURE] | --json | --markdown",
    .about =
        "Shows an entry with its parameters (type, default, range, unit, meaning) and an "
        "example\nthat loads. A name that several kinds use shows them all; --json without a name "
        "shows everything.\nOf a font it tells what it is and which palettes it covers, and draws "
        "a specimen with -o.",
    .examples = "  glyphreel describe rings\n"
                "  glyphreel describe shader/bloom\n"
                "  glyphreel describe part/feedback --json\n"
                "  glyphreel describe font \"DejaVu Sans Mono\" -o specimen.png\n"
                "  glyphreel describe --markdown > scene-reference.md\n",
    .options = GR_OPTIONS(options),
    .values_size = sizeof(DescribeArguments),
    .most_positional = 2,
    .takes = {GR_TAKES_ENTRY, GR_TAKES_FILE},
    .run = run,
};
