/* SPDX-License-Identifier: MIT
 *
 * Colour tables from .cube files, in the text format that Adobe described and most programs for
 * grading write: a curve for each channel (LUT_1D_SIZE) or a lattice of colours (LUT_3D_SIZE, red
 * fastest), over a domain, 0..1 unless the file says otherwise.
 */
#ifndef GR_MODEL_CUBE_H
#define GR_MODEL_CUBE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

enum {
    GR_CUBE_MOST_BYTES = 64 << 20, /* of a file */
    GR_CUBE_CURVE_MOST = 65536,
    GR_CUBE_LATTICE_MOST = 129,
};

typedef struct GrCube {
    const char *path;
    int axes, size;          /* 1 or 3; entries along an axis */
    float low[3], high[3];   /* of the domain */
    const float (*value)[3]; /* size^axes colours */
    uint64_t hash;           /* of all of the above but the path */
} GrCube;

/* Reads the text of a file (which must end with a zero byte) into the arena; `path` is borrowed.
 * What is wrong is told as "line 12: ...", with GR_E_INPUT. */
int gr_cube_parse(const char *text, const char *path, GrArena *arena, GrCube *cube, GrError *error);

#endif
