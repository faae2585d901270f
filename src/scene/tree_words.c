/* SPDX-License-Identifier: MIT
 *
 * libyaml's errors in words that help. Its own are those of a grammar ("did not find expected
 * <document start>"); a user wants to know what to change.
 */
#include "scene/tree.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

typedef enum Where {
    AT_PROBLEM,       /* where libyaml noticed it */
    AT_PROBLEM_SINCE, /* the same, and the line where the enclosing thing starts */
    AT_START,         /* where the thing starts that went wrong, and where that was noticed */
} Where;

typedef struct Words {
    const char *problem, *context; /* parts of libyaml's, NULL: any */
    Where where;
    const char *words;
} Words;

static const Words table[] = {
    {"tab character", NULL, AT_PROBLEM, "a tab cannot indent in YAML: use blanks"},
    {"mapping values are not allowed", NULL, AT_PROBLEM,
     "a ':' that starts no value here: text that contains ': ' needs quotes, and a key stands on a "
     "line of its own"},
    {"block sequence entries are not allowed", NULL, AT_PROBLEM,
     "a '- ' cannot stand here: put each item on a line of its own"},
    {"mapping keys are not allowed", NULL, AT_PROBLEM,
     "a '? ' cannot stand here: text like it needs quotes"},
    {"could not find expected ':'", NULL, AT_START,
     "a ':' is missing after this key, or its line is not indented as the text it belongs to"},
    {"unexpected end of stream", "quoted scalar", AT_START,
     "a quote is opened here and never closed"},
    {"unexpected document indicator", "quoted scalar", AT_START,
     "a quote is opened here and not closed before a line of '---' or '...'"},
    {"unknown escape", NULL, AT_PROBLEM,
     "unknown escape after '\\' in a text in double quotes: write '\\\\' for one backslash, or use "
     "single quotes"},
    {"hexdecimal", NULL, AT_PROBLEM, "hexadecimal digits must follow this escape"},
    {"Unicode character", NULL, AT_PROBLEM, "this escape is no Unicode character"},
    {"unexpected ':'", NULL, AT_PROBLEM, "text that holds ':' needs quotes inside [ ] and { }"},
    {"alphabetic or numeric", "alias", AT_START,
     "a name must follow '*' (an alias): text that starts with '*' needs quotes"},
    {"alphabetic or numeric", "anchor", AT_START,
     "a name must follow '&' (an anchor): text that starts with '&' needs quotes"},
    {NULL, "block scalar", AT_START,
     "after '|' or '>' (a block of text) the line must end: text that starts with them needs "
     "quotes"},
    {"directive", NULL, AT_START,
     "a line that starts with '%' is a directive: text like it needs quotes"},
    {NULL, "directive", AT_START,
     "a line that starts with '%' is a directive: text like it needs quotes"},
    {NULL, "tag", AT_START, "text that starts with '!' needs quotes in YAML"},
    {"tag handle", NULL, AT_PROBLEM, "text that starts with '!' needs quotes in YAML"},
    {"',' or ']'", NULL, AT_START, "a ',' or the closing ']' is missing in this list"},
    {"',' or '}'", NULL, AT_START, "a ',' or the closing '}' is missing in this mapping"},
    {"'-' indicator", NULL, AT_PROBLEM_SINCE,
     "this line does not line up with the '- ' items of the list that it interrupts"},
    {"expected key", "block mapping", AT_PROBLEM_SINCE,
     "this line does not line up with the keys of the mapping that it interrupts"},
    {"expected node content", NULL, AT_PROBLEM, "a value is missing here"},
    {"<document start>", NULL, AT_PROBLEM,
     "this does not belong to what stands before it: check the indentation of this line"},
    {"incompatible YAML", NULL, AT_PROBLEM,
     "this version of YAML is unknown: take the %YAML line out"},
    {"anchor", NULL, AT_PROBLEM, "only one anchor (&name) may stand before a value"},
};

static const Words *find_words(const GrYamlMistake *mistake)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const Words *words = &table[i];
        if (words->problem && (!mistake->problem || !strstr(mistake->problem, words->problem)))
            continue;
        if (words->context && (!mistake->context || !strstr(mistake->context, words->context)))
            continue;
        return words;
    }
    return NULL;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* An unquoted '#' in front of hex digits swallows what closes a list or mapping. libyaml notices
 * that lines later; this finds the last such '#' up to there. */
static bool explain_hash_colour(const GrSource *source, GrYamlMistake *mistake, char *out,
                                size_t capacity)
{
    bool in_flow = (mistake->context && strstr(mistake->context, "flow")) ||
                   (mistake->problem && strstr(mistake->problem, "',' or "));
    for (int line = mistake->line; in_flow && line >= 1; line--) {
        size_t length;
        const char *text = gr_source_line(source, line, &length);
        for (size_t i = 1; i + 3 < length; i++) {
            if (text[i] != '#' || !strchr(" \t[,{", text[i - 1]) || !is_hex(text[i + 1]) ||
                !is_hex(text[i + 2]) || !is_hex(text[i + 3]))
                continue;
            gr_source_place(source, (size_t)(text + i - source->text), &mistake->line,
                            &mistake->column);
            snprintf(out, capacity,
                     "an unquoted '#' starts a comment, so what is opened on this line stays open: "
                     "write colours without it (ff0000) or in quotes");
            return true;
        }
    }
    return false;
}

/* `${name}` without quotes closes or opens mappings inside of others. */
static bool explain_var(const GrSource *source, GrYamlMistake *mistake, char *out, size_t capacity)
{
    if (!mistake->problem || !strstr(mistake->problem, "',' or "))
        return false;
    size_t length;
    const char *text = gr_source_line(source, mistake->line, &length);
    int column = 1;
    for (const char *at = text, *end = text + length; at + 1 < end && column <= mistake->column;
         gr_utf8_next(&at, end), column++) {
        if (at[0] != '$' || at[1] != '{' || mistake->column > column + 1)
            continue;
        mistake->column = column;
        snprintf(out, capacity, "${...} needs quotes inside { } and [ ]");
        return true;
    }
    return false;
}

/* 'Don't': the quote in the middle ends the text. */
static bool explain_apostrophe(const GrSource *source, const GrYamlMistake *mistake, char *out,
                               size_t capacity)
{
    size_t length;
    const char *rest = gr_source_rest(source, mistake->line, mistake->column, &length);
    bool letter = length && ((rest[0] >= 'a' && rest[0] <= 'z') || (rest[0] & 0x80));
    if (!letter || mistake->column < 3 || rest[-1] != '\'')
        return false;
    snprintf(
        out, capacity,
        "the ' before this ends the text in quotes: an apostrophe inside is written '', or put "
        "the text in double quotes");
    return true;
}

/* Characters that YAML reserves at the start of a plain text. */
static bool explain_reserved(const GrSource *source, const GrYamlMistake *mistake, char *out,
                             size_t capacity)
{
    if (!mistake->problem || !strstr(mistake->problem, "cannot start any token"))
        return false;
    size_t length;
    const char *rest = gr_source_rest(source, mistake->line, mistake->column, &length);
    if (length && rest[0] == '\t')
        snprintf(out, capacity, "a tab cannot indent in YAML: use blanks");
    else if (length)
        snprintf(out, capacity, "text that starts with '%c' needs quotes in YAML", rest[0]);
    else
        snprintf(out, capacity, "no value can start here");
    return true;
}

void gr_yaml_explain(const GrSource *source, GrYamlMistake *mistake, char *out, size_t capacity)
{
    if (explain_reserved(source, mistake, out, capacity) ||
        explain_hash_colour(source, mistake, out, capacity) ||
        explain_var(source, mistake, out, capacity) ||
        explain_apostrophe(source, mistake, out, capacity))
        return;
    const Words *words = find_words(mistake);
    bool apart = mistake->context && mistake->context_line < mistake->line;
    if (!words)
        snprintf(out, capacity, "this is not YAML: %s",
                 mistake->problem ? mistake->problem : "unknown mistake");
    else if (words->where == AT_PROBLEM_SINCE && apart)
        snprintf(out, capacity, "%s (it starts on line %d)", words->words, mistake->context_line);
    else if (words->where == AT_START && apart)
        snprintf(out, capacity, "%s (noticed on line %d)", words->words, mistake->line);
    else if (words->where == AT_START && mistake->context &&
             mistake->column > mistake->context_column + 1)
        snprintf(out, capacity, "%s (noticed in column %d)", words->words, mistake->column);
    else
        snprintf(out, capacity, "%s", words->words);
    if (words && words->where == AT_START && mistake->context) {
        mistake->line = mistake->context_line;
        mistake->column = mistake->context_column;
    }
}
