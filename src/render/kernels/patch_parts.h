/* SPDX-License-Identifier: MIT
 *
 * Between the parts of the kernel that turns pictures: places and lines of a patch.
 */
#ifndef GR_RENDER_KERNELS_PATCH_PARTS_H
#define GR_RENDER_KERNELS_PATCH_PARTS_H

#include "render/kernels/parts.h"

/* Where a pixel lies, in samples of 16 bits from the first one. */
static inline ptrdiff_t place_of(const GrPatch *patch, int64_t x, int64_t y)
{
    return (ptrdiff_t)(y >> 32) * patch->stride + (ptrdiff_t)(x >> 32) * patch->step;
}

/* A line of a patch: where its first pixel comes from and goes to. */
typedef struct Line {
    uint16_t *out;
    int64_t x, y;
} Line;

static inline Line line_of(const GrPatch *patch, int row)
{
    return (Line){patch->out + row * patch->pitch, patch->x + row * patch->down_x,
                  patch->y + row * patch->down_y};
}

#endif
