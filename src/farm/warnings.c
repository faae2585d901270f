/* SPDX-License-Identifier: MIT */
#include "farm/warnings.h"

#include "farm/child.h"

#include <stdio.h>
#include <string.h>

/* How much of a text is kept: what follows begins with a character, if it is UTF-8. */
static size_t kept_length(const char *text)
{
    size_t length = strnlen(text, GR_WARNING_WORDS);
    if (length < GR_WARNING_WORDS) {
        return length;
    }
    size_t cut = GR_WARNING_WORDS - 1;
    for (int i = 0; i < 3 && ((unsigned char)text[cut] & 0xc0) == 0x80; i++) {
        cut--;
    }
    return cut;
}

/* NULL when it is not known and does not fit. */
static GrWarning *find_or_make(GrWarnings *warnings, const char *text)
{
    size_t length = kept_length(text);
    for (int i = 0; i < warnings->count; i++) {
        const char *known = warnings->list[i].text;
        if (strlen(known) == length && memcmp(known, text, length) == 0) {
            return &warnings->list[i];
        }
    }
    if (warnings->count == GR_WARNINGS) {
        return NULL;
    }
    GrWarning *made = &warnings->list[warnings->count++];
    *made = (GrWarning){.times = 0};
    memcpy(made->text, text, length);
    return made;
}

bool gr_warnings_add(GrWarnings *warnings, const char *text, int times)
{
    GrWarning *warning = find_or_make(warnings, text);
    if (!warning) {
        warnings->left_out += times;
        return true;
    }
    warning->times += times;
    return warning->times == times;
}

/* A task that was tried again has a log with the lines of all its tries. */
static void add_line(GrWarnings *warnings, const char *text)
{
    GrWarning *warning = find_or_make(warnings, text);
    if (!warning) {
        warnings->left_out++;
    } else if (warning->log != warnings->logs) {
        warning->log = warnings->logs;
        warning->times++;
    }
}

void gr_warnings_read_log(GrWarnings *warnings, const char *path)
{
    static const size_t known = sizeof GR_CHILD_WARNING - 1;
    char line[GR_WARNING_WORDS + sizeof GR_CHILD_WARNING];
    FILE *file = fopen(path, "rb");
    bool begins = true; /* a line, not the rest of one that is longer than ours */
    if (!file) {
        return;
    }
    warnings->logs++;
    while (fgets(line, sizeof line, file)) {
        size_t length = strcspn(line, "\n");
        bool whole = line[length] == '\n';
        line[length] = '\0';
        if (begins && strncmp(line, GR_CHILD_WARNING, known) == 0) {
            add_line(warnings, line + known);
        }
        begins = whole;
    }
    fclose(file);
}
