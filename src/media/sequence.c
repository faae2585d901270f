/* SPDX-License-Identifier: MIT */
#include "media/sequence.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH_MAX = 64 };

/* What a `%` begins. */
typedef enum Mark { MARK_NONE, MARK_PERCENT, MARK_NUMBER, MARK_BLANKS } Mark;

/* Moves *at behind it. */
static Mark read_mark(const char **at, int *width)
{
    const char *end = *at + 1 + strspn(*at + 1, "0123456789");
    bool zeros = (*at)[1] == '0';
    if ((*at)[1] == '%') {
        *at += 2;
        return MARK_PERCENT;
    }
    if (*end != 'd' || end - *at > 4) {
        *at += 1;
        return MARK_NONE;
    }
    *width = atoi(*at + 1);
    *at = end + 1;
    return *width > 1 && !zeros ? MARK_BLANKS : MARK_NUMBER;
}

bool gr_sequence_is(const char *path)
{
    int width, places = 0;
    for (const char *at = gr_path_name(path); *at;) {
        Mark mark = *at == '%' ? read_mark(&at, &width) : (at++, MARK_NONE);
        places += mark == MARK_NUMBER || mark == MARK_BLANKS;
    }
    return places && !gr_path_exists(path);
}

static void put(char *text, size_t *length, const char *more, size_t count)
{
    if (*length + count < GR_PATH_CAPACITY) {
        memcpy(text + *length, more, count);
        *length += count;
    }
    text[*length] = '\0';
}

int gr_sequence_parse(const char *path, GrSequenceName *name, GrError *error)
{
    const char *file = gr_path_name(path);
    size_t lengths[2] = {0, 0};
    int places = 0;
    *name = (GrSequenceName){.width = 1};
    put(name->before, &lengths[0], path, (size_t)(file - path));
    for (const char *at = file; *at;) {
        const char *from = at;
        int width = 0;
        Mark mark = *at == '%' ? read_mark(&at, &width) : (at++, MARK_NONE);
        if (mark == MARK_BLANKS)
            return gr_error_set(error, GR_E_SHOW, "pads a number with blanks: write %%0%dd", width);
        if (mark == MARK_NUMBER && places++)
            return gr_error_set(error, GR_E_SHOW,
                                "has more than one place for a number: one is possible, and a %% "
                                "that is none is written %%%%");
        if (mark == MARK_NUMBER && width > WIDTH_MAX)
            return gr_error_set(error, GR_E_SHOW, "a number of %d digits: at most %d are possible",
                                width, WIDTH_MAX);
        if (mark == MARK_NUMBER)
            name->width = width > 1 ? width : 1;
        else
            put(places ? name->after : name->before, &lengths[places], from,
                mark == MARK_PERCENT ? 1 : (size_t)(at - from));
    }
    return places ? GR_OK : gr_error_set(error, GR_E_SHOW, "has no place for a number");
}

void gr_sequence_path(const GrSequenceName *name, int32_t number, char out[GR_PATH_CAPACITY])
{
    snprintf(out, GR_PATH_CAPACITY, "%s%0*d%s", name->before, name->width, (int)number,
             name->after);
}

/* The digits of a file's name that fits: *count of them; NULL: it does not. */
static const char *digits_of(const GrSequenceName *name, const char *file, size_t *count)
{
    const char *before = gr_path_name(name->before);
    size_t ahead = strlen(before), behind = strlen(name->after), length = strlen(file);
    if (length <= ahead + behind || strncmp(file, before, ahead) != 0 ||
        strcmp(file + length - behind, name->after) != 0)
        return NULL;
    *count = length - ahead - behind;
    return strspn(file + ahead, "0123456789") >= *count ? file + ahead : NULL;
}

/* -1: another pattern's, or too large. */
static int32_t number_of(const GrSequenceName *name, const char *digits, size_t count)
{
    int64_t number = 0;
    bool filled = digits[0] == '0' && count > 1;
    if (count < (size_t)name->width || (filled && count > (size_t)name->width))
        return -1;
    for (size_t i = 0; i < count && number <= INT32_MAX; i++)
        number = 10 * number + (digits[i] - '0');
    return number <= INT32_MAX ? (int32_t)number : -1;
}

int32_t gr_sequence_number(const GrSequenceName *name, const char *path)
{
    char own[GR_PATH_CAPACITY], other[GR_PATH_CAPACITY];
    size_t count;
    const char *digits = digits_of(name, gr_path_name(path), &count);
    gr_path_parent(name->before, own);
    gr_path_parent(path, other);
    return digits && gr_path_same_file(own, other) ? number_of(name, digits, count) : -1;
}

static int ascending(const void *a, const void *b)
{
    int32_t one = *(const int32_t *)a, other = *(const int32_t *)b;
    return (one > other) - (one < other);
}

static int add_number(GrSequenceNumbers *numbers, int64_t *capacity, int32_t number, GrError *error)
{
    if (numbers->count == *capacity) {
        int64_t larger = *capacity ? 2 * *capacity : 256;
        int32_t *more = realloc(numbers->list, (size_t)larger * sizeof *more);
        if (!more)
            return gr_error_memory(error, "numbers of files", (size_t)larger * sizeof *more);
        numbers->list = more;
        *capacity = larger;
    }
    numbers->list[numbers->count++] = number;
    return GR_OK;
}

int gr_sequence_find(const GrSequenceName *name, GrSequenceNumbers *numbers, GrError *error)
{
    char folder[GR_PATH_CAPACITY];
    int64_t capacity = 0;
    int code = GR_OK;
    *numbers = (GrSequenceNumbers){.count = 0};
    gr_path_parent(name->before, folder);
    DIR *open = opendir(folder);
    if (!open)
        return gr_error_errno(error, GR_E_INPUT, "the folder %s", folder);
    for (const struct dirent *entry; !code && (errno = 0, entry = readdir(open)) != NULL;) {
        size_t count;
        const char *digits = digits_of(name, entry->d_name, &count);
        int32_t number = digits ? number_of(name, digits, count) : -1;
        if (number >= 0)
            code = add_number(numbers, &capacity, number, error);
        else if (digits && (!numbers->other[0] || strcmp(entry->d_name, numbers->other) < 0))
            snprintf(numbers->other, sizeof numbers->other, "%s", entry->d_name);
    }
    if (!code && errno)
        code = gr_error_errno(error, GR_E_INPUT, "the folder %s", folder);
    closedir(open);
    if (numbers->count)
        qsort(numbers->list, (size_t)numbers->count, sizeof *numbers->list, ascending);
    if (code)
        gr_sequence_numbers_finish(numbers);
    return code;
}

void gr_sequence_numbers_finish(GrSequenceNumbers *numbers)
{
    free(numbers->list);
    *numbers = (GrSequenceNumbers){.count = 0};
}
