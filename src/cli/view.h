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
} GrEntry;

/* Return false to stop. */
typedef bool GrEntryVisit(void *user, const GrEntry *entry);

typedef struct GrKind {
    const char *name, *singular, *summary;
    void (*visit)(GrEntryVisit *visit, void *user);
} GrKind;

extern const GrKind gr_kinds[]; /* ends with a NULL name */
/* By plural or singular name. */
const GrKind *gr_kind_find(const char *name);
const char *gr_kind_nearest(const char *name);

#endif
