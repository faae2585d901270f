/* SPDX-License-Identifier: MIT
 *
 * Reads and checks a show file. All mistakes of a file are reported together.
 */
#ifndef GR_SCENE_LOAD_H
#define GR_SCENE_LOAD_H

#include "scene/show.h"

typedef enum GrProblemKind { GR_PROBLEM_ERROR, GR_PROBLEM_WARNING } GrProblemKind;

typedef struct GrProblem {
    GrProblemKind kind;
    int code; /* GR_E_SHOW, or GR_E_INPUT for a missing or unreadable file */
    const char *file;
    int line, column;    /* from 1; 0 when the whole file is meant */
    const char *message; /* with the path in words: "scene 'drop', layer 2: rings.count: ..." */
} GrProblem;

typedef struct GrProblems {
    GrProblem *list;
    int count, capacity;
    int error_count;
    GrArena arena;
} GrProblems;

/* Loads PATH. On failure *show is NULL, the problems say what is wrong, and the error carries all
 * of them as lines "file:line:col: message" with the code of the first error. Warnings are kept
 * on success too. `audio_override` (may be NULL) replaces the show's sound by a file. */
int gr_show_load(const char *path, const char *audio_override, GrShow **show, GrProblems *problems,
                 GrError *error);
/* The same from memory; `path` names it in messages and anchors relative file names. */
int gr_show_load_text(const char *path, const char *text, size_t length,
                      const char *audio_override, GrShow **show, GrProblems *problems,
                      GrError *error);
void gr_problems_finish(GrProblems *problems);

/* "12.5s", "500ms", "1:23.5", "36f" (of `fps`) to nanoseconds. */
int gr_time_parse(const char *text, GrRational fps, int64_t *ns, GrError *error);

#endif
