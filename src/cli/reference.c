/* SPDX-License-Identifier: MIT */
#include "cli/reference.h"

#include "cli/examples.h"
#include "cli/param_words.h"

#include <ctype.h>
#include <string.h>

static const char opening[] =
    "# Scene reference\n\n"
    "Everything that a show may hold. This page is made by `glyphreel describe --markdown` from "
    "the "
    "tables that the\nprogram itself reads (`tools/dev docs` writes it anew): change those, not "
    "this.\n\n"
    "`glyphreel describe NAME` shows any entry of this page in the terminal, `glyphreel list KIND` "
    "the names of a kind, and\n`glyphreel schema` gives editors the same as a JSON Schema, so that "
    "they complete keys and names while you type.\n\n"
    "A show is a YAML file. A small one:\n\n"
    "```yaml\n"
    "title: First light\n"
    "audio: {synth: {bpm: 120, bars: 4}}\n"
    "scenes:\n"
    "  - name: dawn\n"
    "    length: 8s\n"
    "    layers:\n"
    "      - grid: md\n"
    "        field: {fbm: {scale: 1.6, react: 2}}\n"
    "        palette: braille\n"
    "        colours: dusk\n"
    "        hue: value\n"
    "    shaders: [bloom, vignette]\n"
    "```\n\n";

/* A cell of a table: no line may break in it and a bar would end it. */
static void write_cell(const char *text, GrText *out)
{
    for (; *text; text++) {
        if (*text == '|')
            gr_text_puts(out, "\\|");
        else if (*text == '\n')
            gr_text_puts(out, " ");
        else
            gr_text_append(out, text, 1);
    }
}

/* Code that may itself hold backticks. */
static void write_code_cell(const char *text, GrText *out)
{
    const char *fence = strchr(text, '`') ? "``" : "`";
    const char *gap = strchr(text, '`') || text[0] == ' ' ? " " : "";
    if (!*text)
        return;
    gr_text_printf(out, "%s%s", fence, gap);
    write_cell(text, out);
    gr_text_printf(out, "%s%s", gap, fence);
}

static void write_sentence(const char *text, GrText *out)
{
    size_t length = strlen(text);
    gr_text_printf(out, "%c%s%s", toupper((unsigned char)text[0]), text + 1,
                   length && strchr(".!?", text[length - 1]) ? "" : ".");
}

static void write_code(const char *language, const char *text, GrText *out)
{
    size_t length = strlen(text);
    gr_text_printf(out, "```%s\n%s%s```\n\n", language, text,
                   length && text[length - 1] == '\n' ? "" : "\n");
}

/* "  rate: 24" of a set, behind its bar. */
static void write_example_cell(const GrKeySet *set, const char *name, GrText *out)
{
    GrText example = {0};
    if (gr_example_key(set, name, &example))
        write_code_cell(gr_text_string(&example), out);
    gr_text_finish(&example);
}

static void write_key_row(const GrKeySet *set, const GrKey *key, GrText *out)
{
    GrText words = {0};
    gr_shape_words(key->shapes, &words);
    gr_text_printf(out, "| `%s` | ", key->name);
    write_cell(gr_text_string(&words), out);
    gr_text_finish(&words);
    gr_text_puts(out, " | ");
    write_cell(gr_key_is_required(key) ? "**required**" : key->def, out);
    if (gr_key_is_required(key) && set->instead)
        gr_text_printf(out, ", or `%s`", set->instead);
    gr_text_puts(out, " | ");
    write_cell(key->help, out);
    gr_text_puts(out, " | ");
    write_example_cell(set, key->name, out);
    gr_text_puts(out, " |\n");
}

static void write_param_row(const GrEntry *entry, const GrParam *param, const char *name,
                            GrText *out)
{
    GrText words = {0};
    gr_text_printf(&words, "%s", gr_param_type_name(param->type));
    if (param->type != GR_PARAM_CHOICE) {
        gr_text_puts(&words, *param->unit || param->max > param->min || param->several ? ", " : "");
        gr_param_range_words(param, &words);
    } else {
        words.length = 0;
        gr_param_range_words(param, &words);
    }
    while (words.length && strchr(", ", words.data[words.length - 1]))
        words.data[--words.length] = '\0';
    gr_text_printf(out, "| `%s` | ", name);
    write_cell(gr_text_string(&words), out);
    gr_text_puts(out, " | ");
    words.length = 0;
    gr_param_default_words(param, &words);
    if (entry->keys && gr_param_is_required(entry->keys, name))
        gr_text_puts(out, "**required**");
    else
        write_code_cell(gr_text_string(&words), out);
    gr_text_finish(&words);
    gr_text_puts(out, " | ");
    write_cell(param->help, out);
    for (int i = 0; param->choice_help && param->choices[i]; i++)
        gr_text_printf(out, "%s *%s*: %s", i ? ";" : ".", param->choices[i], param->choice_help[i]);
    gr_text_puts(out, " | ");
    const GrKeySet set = {.params = entry->params};
    write_example_cell(entry->keys ? entry->keys : &set, name, out);
    gr_text_puts(out, " |\n");
}

static void write_rows(const GrEntry *entry, GrText *out)
{
    gr_text_puts(out, "| key | takes | default | meaning | example |\n|---|---|---|---|---|\n");
    for (const GrKey *key = entry->keys ? entry->keys->keys : NULL; key && key->name; key++)
        write_key_row(entry->keys, key, out);
    for (int i = 0; entry->params && i < entry->params->count; i++) {
        const GrParam *param = &entry->params->params[i];
        const char *name = gr_entry_param_name(entry, param);
        if (name)
            write_param_row(entry, param, name, out);
    }
    gr_text_puts(out, "\n");
}

typedef struct Section {
    const GrKind *kind;
    GrText *out;
    bool tables;  /* some entry of the kind has keys or parameters */
    bool details; /* some entry has a detail */
} Section;

static bool has_rows(const GrEntry *entry)
{
    return entry->keys || (entry->params && entry->params->count);
}

static bool look_for_rows(void *user, const GrEntry *entry)
{
    Section *section = user;
    section->tables = section->tables || has_rows(entry);
    section->details = section->details || entry->detail;
    return true;
}

/* An entry with parameters: a heading and a table of its own. */
static void write_long(const Section *section, const GrEntry *entry)
{
    GrText *out = section->out;
    gr_text_printf(out, "### %s\n\n", entry->name);
    write_sentence(entry->summary, out);
    if (entry->family)
        gr_text_printf(out, " Family: %s.", entry->family);
    if (entry->detail) {
        gr_text_puts(out, entry->keys ? "\nWhere: " : " ");
        if (entry->keys)
            gr_text_printf(out, "%s.", entry->detail);
        else
            write_sentence(entry->detail, out);
    }
    gr_text_puts(out, "\n\n");
    if (has_rows(entry))
        write_rows(entry, out);
    GrText example = {0};
    gr_example_entry(section->kind, entry, &example);
    const GrKeySet *part = gr_example_part(section->kind, entry);
    gr_text_puts(out, "For example");
    if (part)
        gr_text_printf(out, ", as a key of [%s](#%s)", part->name, part->name);
    gr_text_puts(out, ":\n\n");
    write_code(part ? "yaml" : "sh", gr_text_string(&example), out);
    gr_text_finish(&example);
}

static void write_short(const Section *section, const GrEntry *entry)
{
    GrText *out = section->out, example = {0};
    gr_text_printf(out, "| `%s` | ", entry->name);
    write_cell(entry->summary, out);
    gr_text_puts(out, " | ");
    if (entry->detail && section->kind->literal)
        write_code_cell(entry->detail, out);
    else if (entry->detail)
        write_cell(entry->detail, out);
    gr_text_puts(out, section->details ? " | " : "");
    gr_example_entry(section->kind, entry, &example);
    write_code_cell(gr_text_string(&example), out);
    gr_text_puts(out, " |\n");
    gr_text_finish(&example);
}

static bool write_entry(void *user, const GrEntry *entry)
{
    const Section *section = user;
    if (section->tables)
        write_long(section, entry);
    else
        write_short(section, entry);
    return true;
}

static void write_kind(const GrKind *kind, GrText *out)
{
    Section section = {.kind = kind, .out = out};
    kind->visit(look_for_rows, &section);
    gr_text_printf(out, "## %c%s\n\n", toupper((unsigned char)kind->name[0]), kind->name + 1);
    write_sentence(kind->summary, out);
    gr_text_puts(out, "\n\n");
    if (!section.tables)
        gr_text_puts(out, section.details ? "| name | what it is | | example |\n|---|---|---|---|\n"
                                          : "| name | what it is | example |\n|---|---|---|\n");
    kind->visit(write_entry, &section);
    if (!section.tables)
        gr_text_puts(out, "\n");
}

static void write_values(GrText *out)
{
    gr_text_puts(out, "## Values\n\nHow the values are written that the tables below speak of.\n\n"
                      "| value | how it is written | examples |\n|---|---|---|\n");
    for (int i = 0; i < GR_FORM_COUNT; i++) {
        const GrFormInfo *form = &gr_forms[i];
        if (!form->name)
            continue;
        gr_text_printf(out, "| %s | ", form->name);
        write_cell(form->help, out);
        gr_text_puts(out, " | ");
        write_code_cell(form->examples, out);
        gr_text_puts(out, " |\n");
    }
    gr_text_puts(out,
                 "\nKeys at the top of a show that start with `x-` are yours: a place for YAML "
                 "anchors, which `*name` and `<<: *name`\nthen use anywhere below.\n\n");
}

static void write_contents(GrText *out)
{
    gr_text_puts(out, "Contents: [values](#values), [parts](#parts)");
    for (const GrKeySet *const *set = gr_key_sets; *set; set++)
        gr_text_printf(out, "%s[%s](#%s)", set == gr_key_sets ? " (" : ", ", (*set)->name,
                       (*set)->name);
    gr_text_puts(out, ")");
    for (const GrKind *kind = gr_kinds; kind->name; kind++)
        if (strcmp(kind->singular, "part") != 0)
            gr_text_printf(out, ",\n[%s](#%s)", kind->name, kind->name);
    gr_text_puts(out, "\n\n");
}

void gr_reference_write(GrText *out)
{
    gr_text_puts(out, opening);
    write_contents(out);
    write_values(out);
    write_kind(gr_kind_find("parts"), out);
    for (const GrKind *kind = gr_kinds; kind->name; kind++)
        if (kind != gr_kind_find("parts"))
            write_kind(kind, out);
}
