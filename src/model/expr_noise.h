/* SPDX-License-Identifier: MIT
 *
 * Randomness for expressions: a hash of whole numbers, and smooth noise of one to three
 * coordinates, 0..1 with a mean of a half. Every lattice point has a value and a slope of its own
 * (value noise plus Perlin's gradient noise), so that neither whole coordinates nor the lattice
 * stand out. Branch-free, so that loops over cells vectorise.
 */
#ifndef GR_MODEL_EXPR_NOISE_H
#define GR_MODEL_EXPR_NOISE_H

#include "base/rng.h"
#include "base/vmath.h"

/* Seeds travel as floats among the other inputs: whole numbers that a float holds exactly. */
#define GR_EXPR_SEEDS 16777216

/* Below -2^22 and from 2^22 on every number counts as whole. */
static inline float gr_whole_floorf(float x)
{
    return gr_absf(x) < 4194304.0f ? gr_floorf(x) : x;
}

/* The whole part of any finite number, as what a hash takes. */
static inline uint32_t gr_lattice(float floor)
{
    return (uint32_t)(int32_t)gr_clampf(floor, -2.0e9f, 2.0e9f);
}

static inline uint32_t gr_noise_seed(float seed)
{
    return (uint32_t)(int32_t)gr_clampf(seed, 0.0f, (float)(GR_EXPR_SEEDS - 1)) * 0x9e3779b9u;
}

/* A random number in 0..1 for the whole parts of i and j. */
static inline float gr_random_of(float seed, float i, float j)
{
    return gr_rng_unit(gr_noise_seed(seed), gr_lattice(gr_whole_floorf(i)),
                       gr_lattice(gr_whole_floorf(j)));
}

/* A byte of a hash as -1..1. */
static inline float gr_signed_byte(uint32_t hash, int byte)
{
    return (float)(int32_t)((hash >> (8 * byte)) & 255u) * (2.0f / 255.0f) - 1.0f;
}

/* One lattice point as seen from (dx, dy, dz) away from it. */
static inline float gr_lattice_point(uint32_t key, float dx, float dy, float dz)
{
    uint32_t hash = gr_rng_mix(key);
    return 0.45f * gr_signed_byte(hash, 0) + gr_signed_byte(hash, 1) * dx +
           gr_signed_byte(hash, 2) * dy + gr_signed_byte(hash, 3) * dz;
}

/* Perlin's fade of 2002. */
static inline float gr_noise_fade(float x)
{
    return x * x * x * (x * (x * 6.0f - 15.0f) + 10.0f);
}

#define GR_NOISE_X 0x8da6b343u
#define GR_NOISE_Y 0xd8163841u
#define GR_NOISE_Z 0xcb1ab31fu

static inline float gr_noise_line(uint32_t key, float fx, float fy, float fz, float mix)
{
    return gr_lerpf(gr_lattice_point(key, fx, fy, fz),
                    gr_lattice_point(key + GR_NOISE_X, fx - 1.0f, fy, fz), mix);
}

static inline float gr_noise_plane(uint32_t key, float fx, float fy, float fz, float mx, float my)
{
    return gr_lerpf(gr_noise_line(key, fx, fy, fz, mx),
                    gr_noise_line(key + GR_NOISE_Y, fx, fy - 1.0f, fz, mx), my);
}

static inline float gr_noise_1(float seed, float x)
{
    float cx = gr_whole_floorf(x), fx = x - cx;
    uint32_t key = gr_noise_seed(seed) + gr_lattice(cx) * GR_NOISE_X;
    return gr_unitf(0.5f + 0.75f * gr_noise_line(key, fx, 0.0f, 0.0f, gr_noise_fade(fx)));
}

static inline float gr_noise_2(float seed, float x, float y)
{
    float cx = gr_whole_floorf(x), fx = x - cx;
    float cy = gr_whole_floorf(y), fy = y - cy;
    uint32_t key = gr_noise_seed(seed) + gr_lattice(cx) * GR_NOISE_X + gr_lattice(cy) * GR_NOISE_Y;
    return gr_unitf(
        0.5f + 0.75f * gr_noise_plane(key, fx, fy, 0.0f, gr_noise_fade(fx), gr_noise_fade(fy)));
}

static inline float gr_noise_3(float seed, float x, float y, float z)
{
    float cx = gr_whole_floorf(x), fx = x - cx, mx = gr_noise_fade(fx);
    float cy = gr_whole_floorf(y), fy = y - cy, my = gr_noise_fade(fy);
    float cz = gr_whole_floorf(z), fz = z - cz;
    uint32_t key = gr_noise_seed(seed) + gr_lattice(cx) * GR_NOISE_X + gr_lattice(cy) * GR_NOISE_Y +
                   gr_lattice(cz) * GR_NOISE_Z;
    float near = gr_noise_plane(key, fx, fy, fz, mx, my);
    float far = gr_noise_plane(key + GR_NOISE_Z, fx, fy, fz - 1.0f, mx, my);
    return gr_unitf(0.5f + 0.75f * gr_lerpf(near, far, gr_noise_fade(fz)));
}

#endif
