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

/* What is left to ask for. */
typedef struct Asking {
    const char *from;
    const int32_t *next, *last;
    bool near;
} Asking;

static inline Asking asking_of(const GrPatch *patch)
{
    static const int32_t nowhere = 0;
    if (patch->asked == 0)
        return (Asking){(const char *)patch->top, &nowhere, &nowhere, true};
    return (Asking){patch->ask_from, patch->ask, patch->ask + patch->asked - 1, patch->ask_near};
}

/* The last line again, once there is no other. */
static inline void ask_for_one(Asking *asking)
{
    const char *line = asking->from + *asking->next;
    if (asking->near)
        __builtin_prefetch(line, 0, 3);
    else
        __builtin_prefetch(line, 0, 2);
    asking->next += asking->next < asking->last;
}

/* The next so many places, at most sixteen; without a choice of what to do in between, which takes
 * longer than to ask in vain. */
static inline const int32_t *next_asked(Asking *asking, int count)
{
    static const int32_t nowhere[16] = {0};
    const bool is_there = asking->last - asking->next >= count;
    const int32_t *asked = is_there ? asking->next : nowhere;
    asking->next += is_there ? count : 0;
    return asked;
}

static inline void ask_for_rest(Asking *asking)
{
    while (asking->next < asking->last)
        ask_for_one(asking);
}

#endif
