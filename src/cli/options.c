/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "base/cpu.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const cpu_choices[] = {"auto", "none", "sse2", "avx2", "avx512", "vbmi", NULL};

static const GrOption common_list[] = {
    GR_OPT_FLAG(GrCommonArguments, help, "help", "h", "show this help"),
    {.name = "verbose",
     .brief = "v",
     .kind = GR_OPTION_COUNT,
     .offset = offsetof(GrCommonArguments, verbose),
     .help = "say more; twice for everything"},
    GR_OPT_FLAG(GrCommonArguments, quiet, "quiet", NULL, "say nothing but errors"),
    GR_OPT_CHOICE(GrCommonArguments, cpu, "cpu", NULL, cpu_choices, "LEVEL",
                  "SIMD level: auto, none, sse2, avx2, avx512 or vbmi; the pictures are the same"),
};
const GrOptionTable gr_common_options = {common_list, sizeof common_list / sizeof *common_list};

static const GrOption *find_long(const GrOptionTable *table, const char *name, size_t length)
{
    for (int i = 0; i < table->count; i++)
        if (strlen(table->options[i].name) == length &&
            strncmp(table->options[i].name, name, length) == 0)
            return &table->options[i];
    return NULL;
}

static const GrOption *find_brief(const GrOptionTable *table, const char *word, size_t *used)
{
    const GrOption *best = NULL;
    *used = 0;
    for (int i = 0; i < table->count; i++) {
        const char *brief = table->options[i].brief;
        size_t length = brief ? strlen(brief) : 0;
        if (length > *used && strncmp(word, brief, length) == 0) {
            best = &table->options[i];
            *used = length; /* the longest wins: -c:v before -c */
        }
    }
    return best;
}

typedef struct BothTables {
    const GrOptionTable *tables[2];
} BothTables;

static const char *long_name_at(const void *names, int index)
{
    const BothTables *both = names;
    for (int t = 0; t < 2; t++) {
        if (index < both->tables[t]->count)
            return both->tables[t]->options[index].name;
        index -= both->tables[t]->count;
    }
    return NULL;
}

static int store_number(const GrOption *option, const char *text, void *slot, GrError *error)
{
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    if (end == text || *end || errno || !isfinite(value) ||
        (option->kind == GR_OPTION_INT && value != floor(value)))
        return gr_error_set(error, GR_E_USAGE, "--%s takes a %snumber, not '%s'", option->name,
                            option->kind == GR_OPTION_INT ? "whole " : "", text);
    if (option->min < option->max && (value < option->min || value > option->max))
        return gr_error_set(error, GR_E_USAGE, "--%s: %g is outside %g..%g", option->name, value,
                            option->min, option->max);
    if (option->kind == GR_OPTION_INT)
        *(int *)slot = (int)value;
    else
        *(double *)slot = value;
    return GR_OK;
}

static int store_u64(const GrOption *option, const char *text, GrOptionalU64 *slot, GrError *error)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (end == text || *end || errno || text[0] == '-')
        return gr_error_set(error, GR_E_USAGE, "--%s takes a whole number from 0, not '%s'",
                            option->name, text);
    slot->given = true;
    slot->value = value;
    return GR_OK;
}

static int store_one_more(const GrOption *option, const char *text, GrTexts *slot, GrError *error)
{
    if (slot->count == GR_TEXTS_MAX)
        return gr_error_set(error, GR_E_USAGE, "--%s: more than %d times", option->name,
                            GR_TEXTS_MAX);
    slot->list[slot->count++] = text;
    return GR_OK;
}

static int store(const GrOption *option, const char *text, void *values, GrError *error)
{
    void *slot = (char *)values + option->offset;
    switch (option->kind) {
    case GR_OPTION_FLAG:
        *(bool *)slot = true;
        return GR_OK;
    case GR_OPTION_COUNT:
        ++*(int *)slot;
        return GR_OK;
    case GR_OPTION_INT:
    case GR_OPTION_NUMBER:
        return store_number(option, text, slot, error);
    case GR_OPTION_U64:
        return store_u64(option, text, slot, error);
    case GR_OPTION_TEXTS:
        return store_one_more(option, text, slot, error);
    case GR_OPTION_TEXT:
        break;
    }
    if (option->choices) {
        bool known = false;
        for (int i = 0; option->choices[i]; i++)
            known = known || strcmp(option->choices[i], text) == 0;
        if (!known) {
            const char *near = gr_nearest_string(text, option->choices);
            return gr_error_set(error, GR_E_USAGE,
                                near ? "--%s: '%s' is unknown; did you mean '%s'?"
                                     : "--%s: '%s' is unknown (--help lists what it takes)",
                                option->name, text, near);
        }
    }
    *(const char **)slot = text;
    return GR_OK;
}

static bool takes_value(const GrOption *option)
{
    return option->kind != GR_OPTION_FLAG && option->kind != GR_OPTION_COUNT;
}

typedef struct Cursor {
    int argc, index;
    char **argv;
    const GrOptionTable *tables[2];
    void *values[2];
    GrError *error;
} Cursor;

static int take(Cursor *at, int table, const GrOption *option, const char *attached)
{
    const char *text = attached;
    if (takes_value(option)) {
        if (!text && at->index + 1 < at->argc)
            text = at->argv[++at->index];
        if (!text)
            return gr_error_set(at->error, GR_E_USAGE, "--%s needs a value (%s)", option->name,
                                option->value);
    } else if (attached) {
        return gr_error_set(at->error, GR_E_USAGE, "--%s takes no value", option->name);
    }
    return store(option, text, at->values[table], at->error);
}

static bool takes_option(const Cursor *at, const char *name)
{
    size_t length = strlen(name);
    return find_long(at->tables[0], name, length) || find_long(at->tables[1], name, length);
}

/* What other programs call it, and what it is here, if the command takes that option. */
static int refuse(const Cursor *at, const char *dashes, const char *name, const char *near)
{
    static const struct {
        const char *word, *option, *here;
    } elsewhere[] = {
        {"artist", "set", "--set artist=NAME"},
        {"codec", "encoder", "-c:v NAME"},
        {"duration", "to", "--to TIME, which is an end"},
        {"end", "to", "--to TIME"},
        {"force", "yes", "-y"},
        {"framerate", "fps", "--fps N"},
        {"height", "size", "--size WxH"},
        {"length", "to", "--to TIME, which is an end"},
        {"look", "style", "--style LOOK"},
        {"overwrite", "yes", "-y"},
        {"r", "fps", "--fps N"},
        {"resolution", "size", "--size WxH"},
        {"s", "size", "--size WxH"},
        {"ss", "from", "--from TIME"},
        {"start", "from", "--from TIME"},
        {"t", "to", "--to TIME, which is an end"},
        {"title", "set", "--set title=TEXT"},
        {"vcodec", "encoder", "-c:v NAME"},
        {"width", "size", "--size WxH"},
        {"workers", "jobs", "-j N"},
    };
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (strcmp(name, elsewhere[i].word) == 0 && takes_option(at, elsewhere[i].option))
            return gr_error_set(at->error, GR_E_USAGE, "unknown option %s%s; here it is %s", dashes,
                                name, elsewhere[i].here);
    return gr_error_set(at->error, GR_E_USAGE,
                        near ? "unknown option %s%s; did you mean --%s?"
                             : "unknown option %s%s (--help lists them)",
                        dashes, name, near);
}

static int take_long(Cursor *at, const char *word)
{
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    for (int t = 0; t < 2; t++) {
        const GrOption *option = find_long(at->tables[t], word, length);
        if (option)
            return take(at, t, option, equals ? equals + 1 : NULL);
    }
    char name[128];
    snprintf(name, sizeof name, "%.*s", (int)length, word);
    BothTables both = {{at->tables[0], at->tables[1]}};
    const char *near = gr_nearest_name(name, long_name_at, &both);
    return refuse(at, "--", name, near);
}

/* "-q", "-q draft", "-qdraft", "-vv", "-c:v x". */
static int take_brief(Cursor *at, const char *word)
{
    while (*word) {
        const GrOption *option = NULL;
        size_t used = 0;
        int table = 0;
        for (int t = 0; t < 2; t++) {
            size_t length;
            const GrOption *found = find_brief(at->tables[t], word, &length);
            if (found && length > used) {
                option = found;
                used = length;
                table = t;
            }
        }
        if (!option)
            return refuse(at, "-", word, NULL);
        word += used;
        if (takes_value(option)) {
            const char *rest = *word == '=' ? word + 1 : word;
            return take(at, table, option, *rest ? rest : NULL);
        }
        int code = take(at, table, option, NULL);
        if (code)
            return code;
    }
    return GR_OK;
}

int gr_options_parse(int argc, char **argv, const GrOptionTable *table, void *values,
                     GrCommonArguments *common, GrParsed *parsed, GrError *error)
{
    Cursor at = {argc, 1, argv, {table, &gr_common_options}, {values, common}, error};
    bool only_positional = false;
    memset(parsed, 0, sizeof *parsed);
    for (; at.index < argc; at.index++) {
        const char *word = argv[at.index];
        int code = GR_OK;
        if (only_positional || word[0] != '-' || !word[1]) {
            if (parsed->positional_count == GR_POSITIONAL_MAX)
                return gr_error_set(error, GR_E_USAGE, "more than %d arguments", GR_POSITIONAL_MAX);
            parsed->positional[parsed->positional_count++] = word;
        } else if (word[1] != '-') {
            code = take_brief(&at, word + 1);
        } else if (!word[2]) {
            only_positional = true;
        } else {
            code = take_long(&at, word + 2);
        }
        if (code)
            return code;
    }
    return GR_OK;
}

void gr_options_help(const GrOptionTable *table, GrText *out)
{
    for (int i = 0; i < table->count; i++) {
        const GrOption *option = &table->options[i];
        char left[96];
        snprintf(left, sizeof left, "%s%s%s--%s%s%s", option->brief ? "-" : "",
                 option->brief ? option->brief : "", option->brief ? ", " : "    ", option->name,
                 option->value ? " " : "", option->value ? option->value : "");
        gr_text_printf(
            out, strlen(left) < 28 ? "  %-28s%s\n" : "  %s\n                              %s\n",
            left, option->help);
    }
}
