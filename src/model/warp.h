/* SPDX-License-Identifier: MIT
 *
 * A warp: an item of a layer's `warp:` chain. It moves the coordinates on which the layer's field
 * is drawn: the picture is bent before it is made, so that nothing gets coarser. One file in
 * effects/warps/ defines one, as `const GrWarp GR_LEVEL_NAME(gr_warp_NAME)`. The rules of
 * model/effect.h hold; there is no history.
 *
 * A chain reads as what becomes of the picture, first to last. Coordinates go the other way:
 * apply() says from where in the unbent picture the light at (x, y) comes, and the last warp is
 * asked first.
 */
#ifndef GR_MODEL_WARP_H
#define GR_MODEL_WARP_H

#include "model/grid.h"
#include "model/moment.h"
#include "model/param.h"

enum {
    GR_WARPS_MAX = 8,
    /* Screen units, beyond which nothing is moved: what is farther than any picture looks alike,
     * and sums of it stay finite. */
    GR_WARP_FAR = 1000,
};

typedef struct GrWarpInput {
    const GrGrid *grid; /* the screen's: size and aspect; its coordinates are not those at hand */
    const GrMoment *moment;
    const void *params; /* the warp's own struct */
    /* Values of the first of its parameters that is a field, 0..1, drawn where x and y are before
     * apply(); NULL: it has none. */
    const float *field;
} GrWarpInput;

typedef struct GrWarp {
    const char *name;
    const char *family; /* move fold bend */
    const char *summary;
    GrParamTable params;
    /* `count` coordinates in screen units, changed in place. */
    void (*apply)(const GrWarpInput *input, float *x, float *y, int count);
} GrWarp;

#endif
