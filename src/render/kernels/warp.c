/* SPDX-License-Identifier: MIT */
#include "render/kernels/parts.h"

/* a + (b - a) * f in unsigned 16-bit halves: exact where a equals b, never outside of a..b, and
 * within one unit otherwise. */
static inline uint16_t between(uint16_t a, uint16_t b, uint16_t f)
{
    return (uint16_t)(a - high16(a, f) + high16(b, f));
}

void between_lines(uint16_t *out, const uint16_t *top, const uint16_t *bottom, uint16_t fy, int n)
{
    uint16_t *to = ALIGNED(out);
    const uint16_t *above = ALIGNED(top), *below = ALIGNED(bottom);
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++)
        to[i] = between(above[i], below[i], fy);
}

static inline uint16_t either(uint16_t a, uint16_t b, uint16_t b_mask)
{
    return (uint16_t)(a ^ ((a ^ b) & b_mask));
}

void stretch_line(uint16_t *out, const uint16_t *line, const GrStretch *stretch, int n)
{
    for (int start = 0; start < n; start += GR_WARP_STEP) {
        const uint16_t *from = line + stretch->from[start / GR_WARP_STEP];
        const uint16_t *further = stretch->further, *fraction = stretch->fraction;
        PARALLEL_LOOP
        for (int i = start; i < start + GR_WARP_STEP; i++) {
            uint16_t left = either(from[i], from[i + 3], further[i]);
            uint16_t right = either(from[i + 3], from[i + 6], further[i]);
            out[i] = between(left, right, fraction[i]);
        }
    }
}
