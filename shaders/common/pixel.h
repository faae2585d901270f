/* SPDX-License-Identifier: MIT
 *
 * What shaders share: whole-number arithmetic on pixels whose every step fits 16 bits, so that all
 * SIMD levels agree to the bit and compilers can keep 16 or 32 lanes busy. Everything is inline.
 */
#ifndef GR_SHADERS_COMMON_PIXEL_H
#define GR_SHADERS_COMMON_PIXEL_H

#include "base/vmath.h"
#include "model/shader.h"

#include <stddef.h>
#include <stdint.h>

/* Rows of a canvas and of scratch start on 64-byte boundaries. */
#define GR_ALIGNED(pointer) __builtin_assume_aligned((pointer), 64)

/* Row length rounded up into the slack, so that loops have no remainder. */
static inline int gr_row_span(int width)
{
    return (width + 63) & ~63;
}

static inline size_t gr_align64(size_t bytes)
{
    return (bytes + 63) & ~(size_t)63;
}

/* High half of a product: one instruction on every SIMD level. */
static inline uint16_t gr_mulhi(uint16_t a, uint16_t b)
{
    return (uint16_t)(((uint32_t)a * b) >> 16);
}

static inline int16_t gr_mulhi_signed(int16_t a, int16_t b)
{
    return (int16_t)(((int32_t)a * b) >> 16);
}

static inline uint16_t gr_sub_saturated(uint16_t a, uint16_t b)
{
    uint16_t high = a > b ? a : b;
    return (uint16_t)(high - b);
}

/* Nearest whole number of a float known to lie within an int. */
static inline int gr_to_int(float x)
{
    return (int)gr_floorf(x + 0.5f);
}

/* What is left of whole turns, 0..1: wrapped in double precision, so that hours lose nothing. */
static inline float gr_part_of(double turns)
{
    return gr_fractf((float)(turns - (double)(int64_t)turns));
}

/* Folds an index into 0..n-1 as if mirrors stood at both ends (edge pixels are not repeated). */
static inline int gr_mirror_index(int i, int n)
{
    if (n <= 1)
        return 0;
    int period = 2 * (n - 1);
    i %= period;
    i = i < 0 ? i + period : i;
    return i < n ? i : period - i;
}

#endif
