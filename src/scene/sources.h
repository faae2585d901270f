/* SPDX-License-Identifier: MIT
 *
 * All texts of one load: the show, what it includes, the file of --vars and the values of --set.
 * They stay until the load is done, since nodes and problems point to them; their names live as
 * long as the show. How many and how large they are together is bounded.
 */
#ifndef GR_SCENE_SOURCES_H
#define GR_SCENE_SOURCES_H

#include "scene/source.h"

enum {
    GR_SOURCES_MAX = 64, /* files */
    GR_SETS_MAX = 64,    /* texts of the command line */
    GR_BUILT_IN_MAX = 4, /* a look, what the director wrote, the moods */
    GR_TEXTS_MAX = GR_SOURCES_MAX + GR_SETS_MAX + GR_BUILT_IN_MAX,
};

typedef struct GrSources {
    GrArena *names; /* the show's */
    GrSource list[GR_TEXTS_MAX];
    char *owned[GR_TEXTS_MAX]; /* texts that were read here */
    int count;
    size_t total_bytes;
} GrSources;

/* Adds a text that the caller keeps until gr_sources_finish. GR_E_INPUT when the limits are
 * reached, GR_E_SPACE without memory. */
int gr_sources_add(GrSources *sources, GrSourceRole role, const char *file, const char *text,
                   size_t length, const GrSource **source, GrError *error);
/* Reads a file. */
int gr_sources_read(GrSources *sources, GrSourceRole role, const char *path,
                    const GrSource **source, GrError *error);
void gr_sources_finish(GrSources *sources);

/* A problem of a file as a whole: without the file's name, which the message may begin with. */
void gr_file_problem(GrProblems *problems, const GrSource *source, const char *path,
                     const GrError *error);

#endif
