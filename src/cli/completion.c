/* SPDX-License-Identifier: MIT */
#include "cli/completion.h"

#include "cli/view.h"

#include <string.h>

typedef struct WordList {
    const GrKind *kind; /* whose singular goes before the names; NULL: the names alone */
    GrText *out;
} WordList;

static bool add_entry(void *user, const GrEntry *entry)
{
    const WordList *list = user;
    const GrKind *kind = list->kind;
    gr_text_printf(list->out, "%s%s%s%s", list->out->length ? " " : "", kind ? kind->singular : "",
                   kind ? "/" : "", entry->name);
    return true;
}

static void add_kinds(GrText *out)
{
    for (const GrKind *kind = gr_kinds; kind->name; kind++)
        gr_text_printf(out, "%s%s", kind == gr_kinds ? "" : " ", kind->name);
}

static void add_entries(GrText *out)
{
    for (const GrKind *kind = gr_kinds; kind->name; kind++)
        kind->visit(add_entry, &(WordList){NULL, out});
    for (const GrKind *kind = gr_kinds; kind->name; kind++)
        kind->visit(add_entry, &(WordList){kind, out});
}

bool gr_completion_is(const char *takes, const char *what)
{
    return takes && strcmp(takes, what) == 0;
}

static void add_taken(const char *takes, GrText *out)
{
    const GrKind *kind = takes ? gr_kind_find(takes) : NULL;
    if (gr_completion_is(takes, GR_TAKES_KIND))
        add_kinds(out);
    else if (gr_completion_is(takes, GR_TAKES_ENTRY))
        add_entries(out);
    else if (kind)
        kind->visit(add_entry, &(WordList){NULL, out});
}

void gr_completion_value_words(const GrOption *option, GrText *words)
{
    for (int i = 0; option->choices && option->choices[i]; i++)
        gr_text_printf(words, "%s%s", i ? " " : "", option->choices[i]);
    if (!option->choices)
        add_taken(option->takes, words);
}

void gr_completion_argument_words(const GrCommand *command, GrText *words)
{
    GrArgument argument;
    for (int i = 0; command->argument_at && command->argument_at(i, &argument); i++)
        gr_text_printf(words, "%s%s", i ? " " : "", argument.word);
    if (!command->argument_at)
        add_taken(command->takes[0], words);
}

bool gr_completion_has_value(const GrOption *option)
{
    return option->kind != GR_OPTION_FLAG && option->kind != GR_OPTION_COUNT;
}

void gr_completion_options(const GrCommand *command, GrCompletionVisit *visit, GrText *out)
{
    const GrOptionTable *tables[] = {&command->options, &gr_common_options};
    for (int t = 0; t < 2; t++)
        for (int i = 0; i < tables[t]->count; i++)
            visit(command, &tables[t]->options[i], out);
}

void gr_completion_escape(const char *text, const char *special, GrText *out)
{
    for (; *text; text++)
        gr_text_printf(out, "%s%c", strchr(special, *text) ? "\\" : "", *text);
}
