/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(GrText *text, size_t more)
{
    if (text->failed)
        return false;
    size_t need = text->length + more + 1;
    if (need <= text->capacity)
        return true;
    size_t capacity = text->capacity ? text->capacity : 128;
    while (capacity < need)
        capacity *= 2;
    char *data = realloc(text->data, capacity);
    if (!data) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void gr_text_append(GrText *text, const char *bytes, size_t length)
{
    if (!reserve(text, length))
        return;
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void gr_text_puts(GrText *text, const char *string)
{
    gr_text_append(text, string, strlen(string));
}

void gr_text_printf(GrText *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !reserve(text, (size_t)length))
        return;
    va_start(arguments, format);
    vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
}

const char *gr_text_string(const GrText *text)
{
    return text->data ? text->data : "";
}

void gr_text_finish(GrText *text)
{
    if (!text)
        return;
    free(text->data);
    memset(text, 0, sizeof *text);
}

int32_t gr_utf8_next(const char **cursor, const char *end)
{
    const unsigned char *p = (const unsigned char *)*cursor;
    const unsigned char *stop = (const unsigned char *)end;
    if (p >= stop)
        return 0;
    *cursor = (const char *)(p + 1);
    if (*p < 0x80)
        return *p ? *p : -1;
    int more = *p >= 0xf0 && *p <= 0xf4  ? 3
               : *p >= 0xe0 && *p < 0xf0 ? 2
               : *p >= 0xc2 && *p < 0xe0 ? 1
                                         : 0;
    if (!more || stop - p <= more)
        return -1;
    int32_t code = *p & (0x3f >> more);
    for (int i = 1; i <= more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return -1;
        code = code << 6 | (p[i] & 0x3f);
    }
    static const int32_t least[4] = {0, 0x80, 0x800, 0x10000};
    if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return -1;
    *cursor = (const char *)(p + 1 + more);
    return code;
}

int gr_utf8_write(char out[4], uint32_t code_point)
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    int more = code_point < 0x800 ? 1 : code_point < 0x10000 ? 2 : 3;
    static const unsigned char lead[4] = {0, 0xc0, 0xe0, 0xf0};
    for (int i = more; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    out[0] = (char)(lead[more] | code_point);
    return more + 1;
}

bool gr_utf8_valid(const char *text, size_t length, size_t *bad_offset)
{
    const char *cursor = text, *end = text + length;
    while (cursor < end) {
        const char *at = cursor;
        if (gr_utf8_next(&cursor, end) < 0) {
            if (bad_offset)
                *bad_offset = (size_t)(at - text);
            return false;
        }
    }
    return true;
}

static int fold(int c)
{
    return c == '-' || c == ' ' ? '_' : tolower((unsigned char)c);
}

/* Optimal string alignment distance: insert, delete, replace, swap of neighbours. */
static int edit_distance(const char *a, const char *b)
{
    enum { LONGEST = 64 };
    int na = (int)strlen(a), nb = (int)strlen(b);
    if (na > LONGEST || nb > LONGEST)
        return LONGEST;
    int rows[3][LONGEST + 1];
    for (int j = 0; j <= nb; j++)
        rows[0][j] = j;
    for (int i = 1; i <= na; i++) {
        int *now = rows[i % 3], *before = rows[(i + 2) % 3], *earlier = rows[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= nb; j++) {
            int cost = fold(a[i - 1]) != fold(b[j - 1]);
            int best = before[j - 1] + cost;
            if (before[j] + 1 < best)
                best = before[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) &&
                fold(a[i - 2]) == fold(b[j - 1]) && earlier[j - 2] + 1 < best)
                best = earlier[j - 2] + 1;
            now[j] = best;
        }
    }
    return rows[na % 3][nb];
}

static bool begin_alike(const char *a, const char *b)
{
    return fold(a[0]) == fold(b[0]);
}

const char *gr_nearest_name(const char *word, GrNameAt *name_at, const void *names)
{
    const char *best = NULL;
    size_t length = strlen(word);
    int limit = length <= 3 ? 1 : length <= 7 ? 2 : 3; /* a third or so of a typical name */
    for (int i = 0; name_at(names, i); i++) {
        const char *name = name_at(names, i);
        int distance = edit_distance(word, name);
        if (distance > 1 && length >= 3 && strncmp(name, word, length) == 0)
            distance = 1; /* a prefix is meant more often than a neighbour */
        if (distance > 1 && !begin_alike(word, name))
            continue; /* few misspell a word from its first letter on: it is another word */
        if (distance <= limit && distance < (int)strlen(name)) {
            best = name;
            limit = distance - 1;
        }
    }
    return best;
}

static const char *string_at(const void *names, int index)
{
    return ((const char *const *)names)[index];
}

const char *gr_nearest_string(const char *word, const char *const *names)
{
    return gr_nearest_name(word, string_at, names);
}
