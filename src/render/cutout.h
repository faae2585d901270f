/* SPDX-License-Identifier: MIT
 *
 * Letters and pictures that move, grow, turn or change their edge as masks. They are drawn once,
 * before the fork, and softened step by step, each step twice as wide in its variance as the one
 * before and stored as coarsely as it may be. A moment takes the two steps around what its feather
 * and its size ask for, so that nothing flickers however small it gets and an edge may be as soft
 * as anyone likes. Const after the freeze.
 */
#ifndef GR_RENDER_CUTOUT_H
#define GR_RENDER_CUTOUT_H

#include "render/stencil.h"
#include "scene/mask.h"

enum { GR_CUTOUT_LEVELS = 24 };

/* Words, 65535 is all, with one of nothing around them. */
typedef struct GrCutoutLevel {
    const uint16_t *texels;
    int width, height; /* those that have one to their right and one below */
    float left, top;   /* where the first one has its middle, in this level's texels */
    float texel;       /* its side, in texels of the first level */
    float variance;    /* of what it is softened by, in the same squared */
} GrCutoutLevel;

typedef struct GrCutout {
    int count;
    bool letters;             /* their edges are kept sharp where they are enlarged */
    int width, height;        /* of the frame */
    float middle_x, middle_y; /* what lies at its place, in texels */
    float texels;             /* per pixel, where its scale (an image: its size) is 1 */
    GrCutoutLevel level[GR_CUTOUT_LEVELS];
} GrCutout;

/* How far a mask's size and feather go. */
typedef struct GrCutoutRange {
    float least, most; /* scale of letters, size of an image; without 0 */
    float feather;     /* the widest, as the mask gives it */
} GrCutoutRange;

/* Softens what was drawn as far as the range wants it; keeps nothing of `drawn`. */
int gr_cutout_create(GrCutout *cutout, const GrStencil *drawn, const GrCutoutRange *range,
                     GrArena *arena, GrError *error);

/* What the rows of a moment are made of. */
typedef struct GrCutoutNow {
    int levels;                       /* 0: there is nothing to be seen */
    const GrCutoutLevel *level[2];    /* the sharper one first */
    float mix, gain;                  /* of the two; of the edge around its middle */
    float x[2], y[2], step_x, step_y; /* of the frame's first pixel; texels per pixel */
} GrCutoutNow;

void gr_cutout_begin(GrCutoutNow *now, const GrCutout *cutout, const GrMaskParams *params);
/* `n` values from column x0 on, both whole kernel steps. */
void gr_cutout_row(const GrCutoutNow *now, int y, int x0, int n, uint16_t *row);

#endif
