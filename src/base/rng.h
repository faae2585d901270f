/* SPDX-License-Identifier: MIT
 *
 * Randomness without a state: a number is a hash of (seed, a, b), so that any frame, cell or
 * particle can be drawn alone. The mixer is the 32-bit finaliser "lowbias32" by Chris Wellons,
 * chosen because 32-bit multiplies vectorise on every level. All functions are inline and
 * branch-free so that loops over cells vectorise.
 */
#ifndef GR_BASE_RNG_H
#define GR_BASE_RNG_H

#include <stdint.h>

static inline uint32_t gr_rng_mix(uint32_t x)
{
    x ^= x >> 16;
    x *= 0x7feb352du;
    x ^= x >> 15;
    x *= 0x846ca68bu;
    x ^= x >> 16;
    return x;
}

/* A 32-bit number for (seed, a, b). Fold `seed` once outside a loop with gr_rng_fold. */
static inline uint32_t gr_rng_u32(uint32_t seed, uint32_t a, uint32_t b)
{
    return gr_rng_mix(gr_rng_mix(gr_rng_mix(seed ^ 0x9e3779b9u) + a) + b);
}

static inline uint32_t gr_rng_fold(uint64_t seed)
{
    return gr_rng_mix((uint32_t)seed ^ gr_rng_mix((uint32_t)(seed >> 32)));
}

/* 0 <= result < 1, 24 bits. */
static inline float gr_rng_unit(uint32_t seed, uint32_t a, uint32_t b)
{
    return (float)(int32_t)(gr_rng_u32(seed, a, b) >> 8) * (1.0f / 16777216.0f);
}

#endif
