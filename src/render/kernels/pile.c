/* SPDX-License-Identifier: MIT */
#include "render/kernels/parts.h"

void place_row(GrPixel *out, const GrPixel *row, const uint32_t *place, int n)
{
    GrPixel *to = ALIGNED(out);
    const uint32_t *from = ALIGNED(place);
    n = whole_steps(n);
    for (int i = 0; i < n; i++) {
        const GrPixel *at = row + (from[i] >> 8);
        uint32_t part = from[i] & 255;
        to[i] = (GrPixel)((at[0] * (256 - part) + at[1] * part + 128) >> 8);
    }
}

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
