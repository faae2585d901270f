/* SPDX-License-Identifier: MIT
 *
 * Sums of columns, from which means of blocks are made: one column or two to a sum, then halves of
 * as many until a block is one.
 */
#ifndef GR_SHADERS_COMMON_SUMS_H
#define GR_SHADERS_COMMON_SUMS_H

#include "pixel.h"

#include <stdbool.h>
#include <string.h>

static inline void gr_add_row(uint16_t *restrict sums, const GrPixel *restrict row, int width)
{
    for (int x = 0; x < width; x++)
        sums[x] = (uint16_t)(sums[x] + row[x]);
}

/* Sums of neighbours. */
static inline void gr_add_pairs(uint16_t *restrict sums, const GrPixel *restrict row, int count)
{
    for (int i = 0; i < count; i++) {
        uint16_t pair;
        memcpy(&pair, row + 2 * i, sizeof pair);
        sums[i] = (uint16_t)(sums[i] + (pair & 255) + (pair >> 8));
    }
}

/* Neighbours together: eight columns of a block fit 16 bits, beyond that their mean does. */
static inline void gr_join_pairs(uint16_t *restrict out, const uint16_t *restrict sums, int count,
                                 bool mean)
{
    const int half = mean ? 1 : 0;
    for (int i = 0; i < count; i++) {
        uint32_t pair;
        memcpy(&pair, sums + 2 * i, sizeof pair);
        out[i] = (uint16_t)(((pair & 65535) + (pair >> 16) + (uint32_t)half) >> half);
    }
}

#endif
