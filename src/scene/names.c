/* SPDX-License-Identifier: MIT */
#include "scene/names.h"

#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

bool gr_names_init(GrNames *names, int count)
{
    size_t slots = 2;
    while (slots < (size_t)count * 2)
        slots *= 2;
    names->slots = calloc(slots, sizeof *names->slots);
    names->mask = slots - 1;
    return names->slots;
}

static GrNameSlot *slot_of(const GrNames *names, const char *name)
{
    size_t at = gr_hash_string(name, 0) & names->mask;
    while (names->slots[at].name && strcmp(names->slots[at].name, name) != 0)
        at = (at + 1) & names->mask;
    return &names->slots[at];
}

int gr_names_add(GrNames *names, const char *name, int index)
{
    GrNameSlot *slot = slot_of(names, name);
    if (!slot->name)
        *slot = (GrNameSlot){name, index};
    return slot->index;
}

int gr_names_find(const GrNames *names, const char *name)
{
    const GrNameSlot *slot = names->slots ? slot_of(names, name) : NULL;
    return slot && slot->name ? slot->index : -1;
}

void gr_names_finish(GrNames *names)
{
    free(names->slots);
    *names = (GrNames){0};
}
