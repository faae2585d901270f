/* SPDX-License-Identifier: MIT
 *
 * Reads and checks a show file. All mistakes of a file are reported together.
 */
#ifndef GR_SCENE_LOAD_H
#define GR_SCENE_LOAD_H

#include "base/text.h"
#include "scene/show.h"

typedef enum GrProblemKind { GR_PROBLEM_ERROR, GR_PROBLEM_WARNING } GrProblemKind;

typedef struct GrProblem {
    GrProblemKind kind;
    int code; /* GR_E_SHOW, or GR_E_INPUT for a missing or unreadable file */
    const char *file;
    int line, column;    /* from 1, in characters; 0 when the whole file is meant */
    const char *message; /* with the path in words: "scene 'drop', layer 2: rings.count: ..." */
    const char *source;  /* the part of that line around the column, or NULL */
    int source_column;   /* the column within `source`, from 1 */
} GrProblem;

typedef struct GrProblems {
    GrProblem *list;
    int count, capacity; /* of the list: the first 200 of each kind are kept */
    int error_count, warning_count;
    bool failed; /* memory ran out: some are missing */
    GrArena arena;
} GrProblems;

/* Loads PATH. On failure *show is NULL, the problems say what is wrong, and the error carries all
 * of them as lines "file:line:col: message" with the code of the first error. Warnings are kept
 * on success too. `audio_override` (may be NULL) replaces the show's sound by a file. The problems
 * must be zeroed or hold those of an earlier load (which stay). */
int gr_show_load(const char *path, const char *audio_override, GrShow **show, GrProblems *problems,
                 GrError *error);
/* The same from memory; `path` names it in messages and anchors relative file names. */
int gr_show_load_text(const char *path, const char *text, size_t length, const char *audio_override,
                      GrShow **show, GrProblems *problems, GrError *error);
void gr_problems_finish(GrProblems *problems);
/* "file:line:col: message", then the source line and a caret under the place, each line ended. */
void gr_problem_render(const GrProblem *problem, GrText *out);

#endif
