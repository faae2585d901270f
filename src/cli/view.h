/* SPDX-License-Identifier: MIT
 *
 * One view of all catalogues, for `list`, `describe` and whatever else walks them: kinds, and the
 * entries of each with their parameter tables.
 */
#ifndef GR_CLI_VIEW_H
#define GR_CLI_VIEW_H

#include "model/param.h"
#include "scene/keys.h"

typedef struct GrEntry {
    const char *name, *family, *summary; /* family may be NULL */
    const GrParamTable *params;          /* NULL: none */
    const char *detail;                  /* one more line, or NULL */
    const GrKeySet *keys;                /* of a part of a show; params are then its own */
    const char *example;                 /* stands for the kind's @; NULL: see there */
    const char *part, *pattern;          /* instead of the kind's part and example; NULL: those */
} GrEntry;

/* Return false to stop. */
typedef bool GrEntryVisit(void *user, const GrEntry *entry);

typedef struct GrKind {
    const char *name, *singular, *summary;
    /* How an entry is shown: in which mapping of a show (NULL: a command line), and the line, with
     * @ for the entry's own example, or its name, with parameters where it takes any. */
    const char *part, *example;
    bool literal; /* details are meant letter by letter: glyphs, usages */
    void (*visit)(GrEntryVisit *visit, void *user);
    /* The same and what this machine has besides, for `list`; NULL: there is no such. */
    void (*visit_here)(GrEntryVisit *visit, void *user);
} GrKind;

extern const GrKind gr_kinds[]; /* ends with a NULL name */
/* By plural or singular name. */
const GrKind *gr_kind_find(const char *name);
const char *gr_kind_nearest(const char *name);

#endif
