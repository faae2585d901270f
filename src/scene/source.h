/* SPDX-License-Identifier: MIT
 *
 * The texts that a show is made of and the problems found in them. Everything of src/scene that
 * finds a mistake reports it here, with the place; the source line is kept with the problem so that
 * it can be shown later, when the text is gone.
 */
#ifndef GR_SCENE_SOURCE_H
#define GR_SCENE_SOURCE_H

#include "scene/load.h"

#include <stdarg.h>
#include <stddef.h>

enum {
    GR_SHOW_MAX_BYTES = 16 << 20,
    GR_PROBLEMS_MAX = 200, /* kept; the rest is counted only */
};

typedef enum GrSourceRole {
    GR_SOURCE_SHOW,
    GR_SOURCE_INCLUDE,
    GR_SOURCE_VARS,     /* the file of --vars */
    GR_SOURCE_SET,      /* PATH=VALUE of --set */
    GR_SOURCE_SONG,     /* what stands for a song without a show: nobody wrote its lines */
    GR_SOURCE_BUILT_IN, /* a look, what the director wrote, or the moods (model/mood.h) */
} GrSourceRole;

typedef struct GrSource {
    const char *file; /* as messages name it */
    const char *text; /* not terminated */
    size_t length;
    size_t yaml_start; /* where its YAML begins: behind the PATH= of a --set */
    size_t *lines;     /* offset of each line's first byte */
    int line_count;
    GrSourceRole role;
    int order; /* in which it was opened; the show is 0 */
} GrSource;

/* Indexes the lines; the text is borrowed. GR_E_SPACE without memory. */
int gr_source_init(GrSource *source, const char *file, const char *text, size_t length,
                   GrError *error);
void gr_source_finish(GrSource *source);
/* Whether its name is that of a file. */
bool gr_source_is_file(const GrSource *source);
/* What relative file names in this text are seen from: its own file; "" (the current folder) for
 * the command line. */
const char *gr_source_base(const GrSource *source);
/* A line (from 1) without its line break; "" outside the file. */
const char *gr_source_line(const GrSource *source, int line, size_t *length);
/* What follows a column (from 1, in characters) on its line. */
const char *gr_source_rest(const GrSource *source, int line, int column, size_t *length);
/* Line and column of a byte. */
void gr_source_place(const GrSource *source, size_t offset, int *line, int *column);

/* Adds a problem; `source` may be NULL and line 0 when no place in a text is meant. */
void gr_problem_add(GrProblems *problems, const GrSource *source, GrProblemKind kind, int code,
                    int line, int column, const char *format, ...)
    __attribute__((format(printf, 7, 8)));
void gr_problem_addv(GrProblems *problems, const GrSource *source, GrProblemKind kind, int code,
                     int line, int column, const char *format, va_list arguments);
/* Adds a warning about a show that is loaded already: the source line is read anew from the file.
 */
void gr_problem_at(GrProblems *problems, const GrPlace *place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Sorts by place and drops repetitions. */
void gr_problems_sort(GrProblems *problems);
/* Fills an error with all errors, one a line, as many as fit; returns the first one's code. */
int gr_problems_to_error(const GrProblems *problems, GrError *error);

/* Copies user's text for a message: at most `GR_QUOTE_CHARACTERS`, no control characters. */
enum { GR_QUOTE_CHARACTERS = 48, GR_QUOTE_CAPACITY = 4 * GR_QUOTE_CHARACTERS + 8 };
const char *gr_quote(char out[GR_QUOTE_CAPACITY], const char *text);

#endif
