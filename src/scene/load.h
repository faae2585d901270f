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
    int code; /* GR_E_SHOW, GR_E_INPUT for a missing or unreadable file, GR_E_USAGE for a --set
               * that leads nowhere */
    const char *file;    /* or the text of the command line where it stands: "--set gain=x" */
    int line, column;    /* from 1, in characters; 0 when the whole file is meant */
    int order;           /* the show's own problems (0) before those of what it includes */
    bool in_argument;    /* `file` is a text of the command line: it has no lines */
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

/* What a caller adds to the show file. Zeroed: nothing. */
typedef struct GrLoadOptions {
    const char *audio; /* a file in place of the show's sound */
    GrSoundWish sound;
    const char *vars_file;   /* a mapping, YAML or JSON, that beats the show's `vars:` */
    const char *const *sets; /* "PATH=VALUE" each (scene/compose.h) */
    int set_count;
    const char *style; /* a look in place of the show's `style:` */
    bool seed_given;
    uint64_t seed; /* in place of the show's, for what a look composes */
    double aspect; /* width over height of what will be drawn; 0: the show's own */
    /* A glyph that no font has is left out with a warning, instead of an error (what a built-in
     * look shows always is); where a picture of a sequence is missing, the one before stays. */
    bool lenient;
    bool fonts_unasked;       /* the show is not going to be drawn: its glyphs are not looked for */
    bool (*stop)(void *user); /* asked between the stages: true ends with GR_E_INTERRUPTED */
    void *user;
} GrLoadOptions;

/* Whether a file is no show but something to hear: neither named like a show nor a text. */
bool gr_path_is_song(const char *path);

/* Loads PATH and what it includes; a song is loaded as a show of its own, in a look. On failure
 * *show is NULL, the problems say what is wrong, and the error carries all of them as lines
 * "file:line:col: message" with the code of the first error. Warnings are kept on success too. The
 * options may be NULL. The problems must be zeroed or hold those of an earlier load (which stay).
 */
int gr_show_load(const char *path, const GrLoadOptions *options, GrShow **show,
                 GrProblems *problems, GrError *error);
/* The same from memory; `path` names it in messages and anchors relative file names. */
int gr_show_load_text(const char *path, const char *text, size_t length,
                      const GrLoadOptions *options, GrShow **show, GrProblems *problems,
                      GrError *error);
void gr_problems_finish(GrProblems *problems);
/* "file:line:col: message", then the source line and a caret under the place, each line ended. */
void gr_problem_render(const GrProblem *problem, GrText *out);

#endif
