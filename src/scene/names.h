/* SPDX-License-Identifier: MIT
 *
 * From names to indices, in constant time whatever their number: shows are hostile at times.
 */
#ifndef GR_SCENE_NAMES_H
#define GR_SCENE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct GrNameSlot {
    const char *name; /* NULL: free */
    int index;
} GrNameSlot;

typedef struct GrNames {
    GrNameSlot *slots;
    size_t mask;
} GrNames;

/* Room for `count` names, which are borrowed. False without memory. */
bool gr_names_init(GrNames *names, int count);
/* Adds a name unless it is there; returns the index that it stands for now. */
int gr_names_add(GrNames *names, const char *name, int index);
/* -1 when it is not there. */
int gr_names_find(const GrNames *names, const char *name);
void gr_names_finish(GrNames *names);

#endif
