/* SPDX-License-Identifier: MIT */
#include "scene/source.h"

#include "base/files.h"
#include "base/text.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHOWN_BEFORE = 70, /* characters of a long source line kept before and after the place */
    SHOWN_AFTER = 40,
};

/* Bytes of a line break, 0 where there is none. YAML breaks lines at CR, NEL, LS and PS, too. */
static size_t break_length(const char *text, size_t length, size_t i)
{
    const unsigned char *p = (const unsigned char *)text + i;
    size_t left = length - i;
    if (p[0] == '\n')
        return 1;
    if (p[0] == '\r')
        return left > 1 && p[1] == '\n' ? 2 : 1;
    if (p[0] == 0xc2 && left > 1 && p[1] == 0x85)
        return 2;
    if (p[0] == 0xe2 && left > 2 && p[1] == 0x80 && (p[2] == 0xa8 || p[2] == 0xa9))
        return 3;
    return 0;
}

int gr_source_init(GrSource *source, const char *file, const char *text, size_t length,
                   GrError *error)
{
    size_t count = 1;
    for (size_t i = 0, step; i < length; i += step ? step : 1) {
        step = break_length(text, length, i);
        count += step != 0;
    }
    *source = (GrSource){.file = file, .text = text, .length = length};
    source->lines = malloc(count * sizeof *source->lines);
    if (!source->lines)
        return gr_error_memory(error, "the lines of a show", count * sizeof *source->lines);
    source->lines[source->line_count++] = 0;
    for (size_t i = 0, step; i < length; i += step ? step : 1) {
        step = break_length(text, length, i);
        if (step)
            source->lines[source->line_count++] = i + step;
    }
    return GR_OK;
}

bool gr_source_is_file(const GrSource *source)
{
    return source->role != GR_SOURCE_SET && source->role != GR_SOURCE_BUILT_IN;
}

const char *gr_source_base(const GrSource *source)
{
    return gr_source_is_file(source) ? source->file : "";
}

void gr_source_finish(GrSource *source)
{
    if (!source)
        return;
    free(source->lines);
    memset(source, 0, sizeof *source);
}

const char *gr_source_line(const GrSource *source, int line, size_t *length)
{
    *length = 0;
    if (line < 1 || line > source->line_count)
        return "";
    size_t start = source->lines[line - 1];
    size_t end = start;
    while (end < source->length && !break_length(source->text, source->length, end))
        end++;
    *length = end - start;
    return source->text + start;
}

/* Moves over `count` characters; an invalid byte is one. */
static const char *skip_characters(const char *at, const char *end, int count)
{
    while (count-- > 0 && at < end)
        gr_utf8_next(&at, end);
    return at;
}

const char *gr_source_rest(const GrSource *source, int line, int column, size_t *length)
{
    size_t whole;
    const char *start = gr_source_line(source, line, &whole);
    const char *at = skip_characters(start, start + whole, column - 1);
    *length = whole - (size_t)(at - start);
    return at;
}

void gr_source_place(const GrSource *source, size_t offset, int *line, int *column)
{
    int low = 0, high = source->line_count - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (source->lines[middle] <= offset)
            low = middle;
        else
            high = middle - 1;
    }
    const char *at = source->text + source->lines[low], *stop = source->text + offset;
    *line = low + 1;
    *column = 1;
    while (at < stop) {
        gr_utf8_next(&at, stop);
        ++*column;
    }
}

/* Keeps the part of a source line around the place, printable: a tab counts as one blank. */
static void keep_source(GrProblems *problems, const GrSource *source, GrProblem *problem)
{
    size_t length;
    const char *line = gr_source_line(source, problem->line, &length);
    const char *end = line + length;
    int skipped = problem->column > SHOWN_BEFORE ? problem->column - SHOWN_BEFORE : 0;
    const char *at = skip_characters(line, end, skipped);
    char *copy = gr_arena_alloc(&problems->arena, 4 * (SHOWN_BEFORE + SHOWN_AFTER) + 7);
    if (!copy)
        return;
    char *out = stpcpy(copy, skipped ? "..." : "");
    problem->source = copy;
    problem->source_column = problem->column - skipped + (int)(out - copy);
    for (int i = 0; i < SHOWN_BEFORE + SHOWN_AFTER && at < end; i++) {
        int32_t code = gr_utf8_next(&at, end);
        if (code == '\t')
            code = ' ';
        else if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029)
            code = '?';
        out += gr_utf8_write(out, (uint32_t)code);
    }
    strcpy(out, at < end ? "..." : "");
}

static GrProblem *next_problem(GrProblems *problems)
{
    if (problems->count == problems->capacity) {
        int capacity = problems->capacity ? problems->capacity * 2 : 16;
        GrProblem *list = realloc(problems->list, (size_t)capacity * sizeof *list);
        if (!list)
            return NULL;
        problems->list = list;
        problems->capacity = capacity;
    }
    return &problems->list[problems->count++];
}

void gr_problem_addv(GrProblems *problems, const GrSource *source, GrProblemKind kind, int code,
                     int line, int column, const char *format, va_list arguments)
{
    int *counter = kind == GR_PROBLEM_ERROR ? &problems->error_count : &problems->warning_count;
    if (*counter < INT_MAX)
        ++*counter;
    if (*counter > GR_PROBLEMS_MAX)
        return;
    char message[1024];
    vsnprintf(message, sizeof message, format, arguments);
    GrProblem *problem = next_problem(problems);
    if (!problem) {
        problems->failed = true;
        return;
    }
    if (source && source->role == GR_SOURCE_SONG)
        line = column = 0;
    *problem = (GrProblem){.kind = kind, .code = code, .line = line, .column = column};
    problem->message = gr_arena_copy_text(&problems->arena, message);
    problem->file = gr_arena_copy_text(&problems->arena, source ? source->file : "");
    if (!problem->message || !problem->file) {
        problems->count--;
        problems->failed = true;
        return;
    }
    if (source) {
        problem->order = source->order;
        problem->in_argument = source->role == GR_SOURCE_SET;
    }
    if (source && line > 0)
        keep_source(problems, source, problem);
}

void gr_problem_add(GrProblems *problems, const GrSource *source, GrProblemKind kind, int code,
                    int line, int column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    gr_problem_addv(problems, source, kind, code, line, column, format, arguments);
    va_end(arguments);
}

void gr_problem_at(GrProblems *problems, const GrPlace *place, const char *format, ...)
{
    GrSource source = {.file = place->file, .role = GR_SOURCE_SET};
    char *text = NULL;
    size_t length;
    GrError error;
    va_list arguments;
    /* What was said on the command line is no file and has no lines. */
    bool is_file = gr_file_read(place->file, GR_SHOW_MAX_BYTES, &text, &length, &error) == GR_OK &&
                   gr_source_init(&source, place->file, text, length, &error) == GR_OK;
    va_start(arguments, format);
    gr_problem_addv(problems, &source, GR_PROBLEM_WARNING, GR_OK, is_file ? place->line : 0,
                    is_file ? place->column : 0, format, arguments);
    va_end(arguments);
    gr_source_finish(&source);
    free(text);
}

static int by_place(const void *left, const void *right)
{
    const GrProblem *a = left, *b = right;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    int order = strcmp(a->file, b->file);
    return order ? order : strverscmp(a->message, b->message);
}

void gr_problems_sort(GrProblems *problems)
{
    if (problems->count < 2)
        return;
    qsort(problems->list, (size_t)problems->count, sizeof *problems->list, by_place);
    int kept = 1;
    for (int i = 1; i < problems->count; i++) {
        if (by_place(&problems->list[i], &problems->list[kept - 1]) != 0) {
            problems->list[kept++] = problems->list[i];
        } else if (problems->list[i].kind == GR_PROBLEM_ERROR) {
            problems->error_count--;
        } else {
            problems->warning_count--;
        }
    }
    problems->count = kept;
}

static void put_headline(const GrProblem *problem, GrText *out)
{
    if (problem->file[0])
        gr_text_printf(out, "%s:", problem->file);
    if (problem->line > 0 && !problem->in_argument)
        gr_text_printf(out, "%d:%d:", problem->line, problem->column);
    if (out->length)
        gr_text_puts(out, " ");
    if (problem->kind == GR_PROBLEM_WARNING)
        gr_text_puts(out, "warning: ");
    gr_text_puts(out, problem->message);
}

int gr_problems_to_error(const GrProblems *problems, GrError *error)
{
    enum { ROOM_FOR_REST = 64 };
    GrText all = {0};
    int code = GR_OK, written = 0;
    for (int i = 0; i < problems->count; i++) {
        const GrProblem *problem = &problems->list[i];
        if (problem->kind != GR_PROBLEM_ERROR)
            continue;
        if (code == GR_OK)
            code = problem->code;
        GrText line = {0};
        put_headline(problem, &line);
        if (all.length + line.length + ROOM_FOR_REST < GR_ERROR_CAPACITY) {
            gr_text_printf(&all, "%s%s", written ? "\n" : "", gr_text_string(&line));
            written++;
        }
        gr_text_finish(&line);
    }
    if (code == GR_OK)
        code = problems->failed ? GR_E_SPACE : GR_E_SHOW;
    if (written < problems->error_count)
        gr_text_printf(&all, "%s%d more errors", written ? "\nand " : "",
                       problems->error_count - written);
    gr_error_set(error, code, "%s", gr_text_string(&all));
    gr_text_finish(&all);
    return code;
}

void gr_problems_finish(GrProblems *problems)
{
    if (!problems)
        return;
    free(problems->list);
    gr_arena_finish(&problems->arena);
    memset(problems, 0, sizeof *problems);
}

/* Columns that a code point takes on a terminal: the wide blocks of East Asian scripts and emoji
 * take two, combining marks none. Rough, but it puts the caret where the eye expects it. */
static int columns_of(int32_t code)
{
    if ((code >= 0x300 && code < 0x370) || (code >= 0x200b && code <= 0x200f) ||
        (code >= 0xfe00 && code <= 0xfe0f))
        return 0;
    if ((code >= 0x1100 && code < 0x1160) || (code >= 0x2e80 && code < 0xa4d0) ||
        (code >= 0xac00 && code < 0xd7a4) || (code >= 0xf900 && code < 0xfb00) ||
        (code >= 0xfe30 && code < 0xfe70) || (code >= 0xff00 && code < 0xff61) ||
        (code >= 0x1f300 && code < 0x1fb00) || (code >= 0x20000 && code < 0x3fffe))
        return 2;
    return 1;
}

void gr_problem_render(const GrProblem *problem, GrText *out)
{
    GrText head = {0};
    put_headline(problem, &head);
    gr_text_printf(out, "%s\n", gr_text_string(&head));
    gr_text_finish(&head);
    if (!problem->source)
        return;
    if (problem->in_argument)
        gr_text_puts(out, "     ");
    else
        gr_text_printf(out, "%5d", problem->line);
    gr_text_printf(out, " | %s\n      | ", problem->source);
    const char *at = problem->source, *end = at + strlen(at);
    for (int i = 1; i < problem->source_column; i++) {
        int columns = at < end ? columns_of(gr_utf8_next(&at, end)) : 1;
        gr_text_append(out, "  ", (size_t)columns);
    }
    gr_text_puts(out, "^\n");
}

const char *gr_quote(char out[GR_QUOTE_CAPACITY], const char *text)
{
    char *to = out;
    const char *at = text, *end = text + strlen(text);
    for (int i = 0; i < GR_QUOTE_CHARACTERS && at < end; i++) {
        int32_t code = gr_utf8_next(&at, end);
        if (code < 0x20 || (code >= 0x7f && code < 0xa0))
            code = '?';
        to += gr_utf8_write(to, (uint32_t)code);
    }
    strcpy(to, at < end ? "..." : "");
    return out;
}
