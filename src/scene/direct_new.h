/* SPDX-License-Identifier: MIT
 *
 * The show that the director makes of a song and a built-in look, as a file for people to edit:
 * what `style: LOOK` stands for, written out.
 */
#ifndef GR_SCENE_DIRECT_NEW_H
#define GR_SCENE_DIRECT_NEW_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct GrNewOrder {
    const char *song;
    const char *named; /* as the show is to name it; NULL: the same */
    const char *show;  /* the file that it is to be; NULL: not known */
    const char *style; /* NULL: the default one */
    uint64_t seed;
    int width, height; /* 0: not said in the show */
    bool (*stop)(void *user);
    void *user;
} GrNewOrder;

/* GR_E_USAGE for a look that there is not, GR_E_INPUT for a song that cannot be heard. */
int gr_direct_new(const GrNewOrder *order, GrText *out, GrError *error);

#endif
