/* SPDX-License-Identifier: MIT */
#include "cli/examples.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SHOWN_PARAMS = 3, LONGEST_VALUE = 64 };

/* Half as much again as the default, or half of what is left or the other way, in two digits. */
static double telling_number(const GrParam *param)
{
    double value = param->def != 0 ? param->def * 1.5 : 0.5 * fmin(param->max, 1);
    if (param->type == GR_PARAM_INT)
        value = param->def + fmax(1, floor(param->def / 2));
    if (value > param->max)
        value = 0.5 * (param->def + param->min);
    if (value == param->def || value < param->min)
        value = 0.5 * (param->def + param->max);
    if (param->type == GR_PARAM_INT)
        return floor(value);
    double unit = pow(10, floor(log10(fabs(value) + 1e-12)) - 1);
    return round(value / unit) * unit;
}

void gr_example_value(const GrParam *param, GrText *out)
{
    if (param->example) {
        gr_text_puts(out, param->example);
        return;
    }
    switch (param->type) {
    case GR_PARAM_FLOAT:
    case GR_PARAM_INT:
        gr_text_printf(out, "%.6g", telling_number(param));
        break;
    case GR_PARAM_BOOL:
        gr_text_puts(out, param->def != 0 ? "no" : "yes");
        break;
    case GR_PARAM_CHOICE: {
        int at = (int)param->def;
        gr_text_puts(out, param->choices[param->choices[at + 1] ? at + 1 : 0]);
        break;
    }
    case GR_PARAM_COLOUR:
        gr_text_puts(out, "ff6f61");
        break;
    case GR_PARAM_EXPR:
        gr_text_puts(out, "0.5 + 0.5*sin(12*r - 4*t)");
        break;
    case GR_PARAM_FIELD:
        gr_text_puts(out, "plasma");
        break;
    case GR_PARAM_COLOURS:
        gr_text_puts(out, param->def_text);
        break;
    case GR_PARAM_CUBE:
        gr_text_puts(out, "grade.cube");
        break;
    case GR_PARAM_FPS:
        gr_text_puts(out, "24");
        break;
    case GR_PARAM_TEXT:
        gr_text_printf(out, "\"%s\"",
                       param->def_text && *param->def_text ? param->def_text : "Hello");
        break;
    }
}

bool gr_example_key(const GrKeySet *set, const char *name, GrText *out)
{
    const GrKey *key = gr_key_find(set, name);
    const GrParam *param = key ? NULL : gr_key_set_param(set, name);
    gr_text_printf(out, "%s: ", name);
    if (key)
        gr_text_puts(out, key->example);
    else if (param)
        gr_example_value(param, out);
    return key || param;
}

/* "rings: {count: 8, spacing: 0.3}": the first parameters say most about an entry. */
static void write_use(const GrEntry *entry, GrText *out)
{
    const GrKey *key = entry->keys ? entry->keys->keys : NULL;
    int shown = 0;
    gr_text_printf(out, "{%s: {", entry->name);
    for (; key && key->name && shown < SHOWN_PARAMS; key++, shown++)
        gr_text_printf(out, "%s%s: %s", shown ? ", " : "", key->name, key->example);
    for (int i = 0; i < entry->params->count && shown < SHOWN_PARAMS; i++, shown++) {
        gr_text_printf(out, "%s%s: ", shown ? ", " : "", entry->params->params[i].name);
        gr_example_value(&entry->params->params[i], out);
    }
    gr_text_puts(out, "}}");
}

void gr_example_entry(const GrKind *kind, const GrEntry *entry, GrText *out)
{
    const char *pattern = entry->pattern ? entry->pattern : kind->example,
               *at = strchr(pattern, '@');
    gr_text_append(out, pattern, at ? (size_t)(at - pattern) : strlen(pattern));
    if (!at)
        return;
    if (entry->example)
        gr_text_puts(out, entry->example);
    else if ((entry->keys && entry->keys->keys) || (entry->params && entry->params->count))
        write_use(entry, out);
    else
        gr_text_puts(out, entry->name);
    gr_text_puts(out, at + 1);
}

const GrKeySet *gr_example_part(const GrKind *kind, const GrEntry *entry)
{
    const char *part = entry->part ? entry->part : kind->part;
    return part ? gr_key_set_find(part) : NULL;
}

/* The shape among the alternatives, or within their lists and maps, that is a mapping of the set.
 */
static const GrShape *leads_to(const GrShape *shapes, const char *set)
{
    for (const GrShape *shape = shapes; shape && shape->form; shape++)
        if ((shape->form == GR_FORM_PART && strcmp(shape->of, set) == 0) ||
            leads_to(shape->items, set))
            return shape;
    return NULL;
}

/* What a show must have comes first: a scene is rather one of `scenes:` than a template. */
const GrKeySet *gr_example_home(const GrKeySet *set, const GrKey **found)
{
    const GrKeySet *where = NULL;
    for (const GrKeySet *const *home = gr_key_sets; *home; home++) {
        for (const GrKey *key = *home == set ? NULL : (*home)->keys; key && key->name; key++) {
            bool better = !where || (gr_key_is_required(key) && !gr_key_is_required(*found));
            if (better && leads_to(key->shapes, set->name)) {
                where = *home;
                *found = key;
            }
        }
    }
    return where;
}

/* Writes lines, all but the first indented. */
static void write_indented(const char *lines, const char *indent, GrText *out)
{
    while (*lines) {
        size_t length = strcspn(lines, "\n");
        gr_text_append(out, lines, length);
        gr_text_puts(out, "\n");
        lines += length + (lines[length] == '\n');
        if (*lines)
            gr_text_puts(out, indent);
    }
}

static bool snippet_has(const char *snippet, const char *key)
{
    size_t length = strlen(key);
    return snippet && strncmp(snippet, key, length) == 0 && snippet[length] == ':';
}

/* A mapping of the set on the lines of `out`: what is required of it, and the snippet. */
static void write_mapping(const GrKeySet *set, const char *snippet, const char *indent, GrText *out)
{
    GrText lines = {0};
    for (const GrKey *key = set->keys; key && key->name; key++)
        if (gr_key_is_required(key) && !snippet_has(snippet, key->name) &&
            !(set->instead && snippet_has(snippet, set->instead)))
            gr_text_printf(&lines, "%s: %s\n", key->name, key->example);
    for (int i = 0; set->needs && set->needs[i]; i++) {
        if (snippet_has(snippet, set->needs[i]))
            continue;
        gr_example_key(set, set->needs[i], &lines);
        gr_text_puts(&lines, "\n");
    }
    if (snippet)
        gr_text_printf(&lines, "%s\n", snippet);
    write_indented(gr_text_string(&lines), indent, out);
    gr_text_finish(&lines);
}

/* A list's plain items, so that an example in the middle has something to meet at both ends. */
static void write_plain_item(const GrShape *list, GrText *out)
{
    const GrShape *item = list->items;
    while (item->form != GR_FORM_PART && item->form != GR_FORM_END)
        item++;
    if (item->form != GR_FORM_PART)
        return;
    gr_text_puts(out, "  - ");
    write_mapping(gr_key_set_find(item->of), NULL, "    ", out);
}

/* "layers:", and below it the mapping as the shape wants it. */
static void write_below(const GrKey *key, const GrKeySet *set, const char *snippet, GrText *out)
{
    const GrShape *shape = leads_to(key->shapes, set->name);
    bool list = shape->form == GR_FORM_LIST;
    const GrShape *inner = list ? leads_to(shape->items, set->name) : shape;
    gr_text_printf(out, "%s:\n", key->name);
    if (list)
        write_plain_item(shape, out);
    gr_text_puts(out, list ? "  - " : "  ");
    if (inner->form == GR_FORM_UNDER)
        gr_text_printf(out, "%s:\n      ", inner->key);
    else if (inner->form == GR_FORM_MAP)
        gr_text_puts(out, "mine:\n    ");
    write_mapping(set, snippet,
                  inner->form == GR_FORM_UNDER  ? "      "
                  : shape->form == GR_FORM_PART ? "  "
                                                : "    ",
                  out);
    if (list)
        write_plain_item(shape, out);
}

/* The show around a snippet; `settings` are those of the parts within. */
static void write_around(const GrKeySet *set, const char *snippet, const char *setting, GrText *out)
{
    const GrKey *key;
    const GrKeySet *home = gr_example_home(set, &key);
    if (!home) {
        bool alone = snippet && !setting[0] && set->setting &&
                     strncmp(set->setting, snippet, strcspn(set->setting, ":")) != 0;
        gr_text_puts(out, alone ? set->setting : setting);
        write_mapping(set, snippet, "", out);
        return;
    }
    GrText below = {0}, settings = {0};
    write_below(key, set, snippet, &below);
    if (below.length)
        below.data[--below.length] = '\0';
    gr_text_printf(&settings, "%s%s", set->setting ? set->setting : "", setting);
    write_around(home, gr_text_string(&below), gr_text_string(&settings), out);
    gr_text_finish(&below);
    gr_text_finish(&settings);
}

void gr_example_show(const GrKeySet *set, const char *snippet, GrText *out)
{
    write_around(set, snippet, "", out);
}
