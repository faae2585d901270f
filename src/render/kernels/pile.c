/* SPDX-License-Identifier: MIT */
#include "render/kernels/parts.h"

void pile_up(uint16_t *sum, const GrPixel *row, int n)
{
    PARALLEL_LOOP
    for (int i = 0; i < n; i++)
        sum[i] = (uint16_t)(sum[i] + row[i]);
}

void mean_of_pile(GrPixel *out, const uint16_t *sum, int shift, int n)
{
    GrPixel *to = ALIGNED(out);
    const uint16_t *from = ALIGNED(sum);
    uint16_t half = (uint16_t)((1 << shift) >> 1);
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++)
        to[i] = (GrPixel)((uint16_t)(from[i] + half) >> shift);
}
