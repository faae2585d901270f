/* SPDX-License-Identifier: MIT
 *
 * libyaml's errors in words that help. Its own are those of a grammar ("did not find expected
 * <document start>"); a user wants to know what to change.
 */
#include "scene/tree.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

typedef struct Words {
    const char *problem, *context; /* parts of libyaml's, NULL: any */
    const char *words;
    bool says_start; /* "(it starts on line N)" helps */
} Words;

static const Words table[] = {
    {"tab character", NULL, "a tab cannot indent in YAML: use blanks", false},
    {"mapping values are not allowed", NULL,
     "a ':' that starts no value here: text that contains ': ' needs quotes, and a key stands on a "
     "line of its own",
     false},
    {"block sequence entries are not allowed", NULL,
     "a '- ' cannot stand here: put each item on a line of its own", false},
    {"mapping keys are not allowed", NULL, "a '? ' cannot stand here: text like it needs quotes",
     false},
    {"could not find expected ':'", NULL,
     "a ':' is missing after this key, or its line is not indented as the text it belongs to",
     false},
    {"unexpected end of stream", "quoted scalar", "a quote is opened and never closed", true},
    {"unexpected document indicator", "quoted scalar",
     "a quote is opened and not closed before this '---' or '...'", true},
    {"unknown escape", NULL,
     "unknown escape after '\\' in a text in double quotes: write '\\\\' for one backslash, or use "
     "single quotes",
     false},
    {"hexdecimal", NULL, "hexadecimal digits must follow this escape", false},
    {"Unicode character", NULL, "this escape is no Unicode character", false},
    {"alphabetic or numeric", "alias",
     "a name must follow '*' (an alias): text that starts with '*' needs quotes", false},
    {"alphabetic or numeric", "anchor",
     "a name must follow '&' (an anchor): text that starts with '&' needs quotes", false},
    {NULL, "block scalar",
     "after '|' or '>' (a block of text) the line must end: text that starts "
     "with them needs quotes",
     false},
    {"directive", NULL, "a line that starts with '%' is a directive: text like it needs quotes",
     false},
    {NULL, "directive", "a line that starts with '%' is a directive: text like it needs quotes",
     false},
    {NULL, "tag", "text that starts with '!' needs quotes in YAML", false},
    {"tag handle", NULL, "text that starts with '!' needs quotes in YAML", false},
    {"',' or ']'", NULL, "a ',' or the closing ']' is missing in this list", true},
    {"',' or '}'", NULL, "a ',' or the closing '}' is missing in this mapping", true},
    {"'-' indicator", NULL,
     "this line does not line up with the '- ' items of the list that it interrupts", true},
    {"expected key", "block mapping",
     "this line does not line up with the keys of the mapping that it interrupts", true},
    {"expected node content", NULL, "a value is missing here", false},
    {"<document start>", NULL,
     "this does not belong to what stands before it: check the indentation of this line", false},
    {"incompatible YAML", NULL, "this version of YAML is unknown: take the %YAML line out", false},
    {"anchor", NULL, "only one anchor (&name) may stand before a value", false},
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

/* A '#' in front of hex digits between two lines: a colour that became a comment. */
static bool has_hash_colour(const GrSource *source, int from, int to)
{
    for (int line = from; line >= 1 && line <= to; line++) {
        size_t length;
        const char *text = gr_source_line(source, line, &length);
        for (size_t i = 0; i + 3 < length; i++)
            if (text[i] == '#' && (i == 0 || strchr(" \t[,{", text[i - 1])) &&
                is_hex(text[i + 1]) && is_hex(text[i + 2]) && is_hex(text[i + 3]))
                return true;
    }
    return false;
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

void gr_yaml_explain(const GrSource *source, const GrYamlMistake *mistake, char *out,
                     size_t capacity)
{
    if (explain_reserved(source, mistake, out, capacity))
        return;
    const Words *words = find_words(mistake);
    int used = words ? snprintf(out, capacity, "%s", words->words)
                     : snprintf(out, capacity, "this is not YAML: %s",
                                mistake->problem ? mistake->problem : "unknown mistake");
    size_t at = used > 0 ? (size_t)used : 0;
    if (words && words->says_start && mistake->context_line < mistake->line && at < capacity) {
        used = snprintf(out + at, capacity - at, " (it starts on line %d)", mistake->context_line);
        at += used > 0 ? (size_t)used : 0;
    }
    if (words && words->problem && strchr(words->problem, ',') && at < capacity &&
        has_hash_colour(source, mistake->context_line, mistake->line))
        snprintf(out + at, capacity - at,
                 "; an unquoted '#' starts a comment: write colours without it (ff0000)");
}
