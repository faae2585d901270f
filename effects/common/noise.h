/* SPDX-License-Identifier: MIT
 *
 * Gradient noise on a square lattice (Perlin 1985, with the quintic fade of Perlin 2002). Gradients
 * are unit vectors hashed from the lattice point, so no table is gathered from and loops over cells
 * vectorise. Turning all gradients together makes the noise boil in place ("Flow noise", Perlin and
 * Neyret 2001). Callers turn their octaves against each other, so that the lattice never shows.
 */
#ifndef GR_EFFECTS_NOISE_H
#define GR_EFFECTS_NOISE_H

#include "base/rng.h"
#include "base/vmath.h"

/* What is the same for all points of one octave. */
typedef struct GrNoise {
    uint32_t seed;
    int32_t column, row; /* added to lattice coordinates: whole part of a drift */
    float cos, sin;      /* how far the gradients have turned */
} GrNoise;

typedef struct GrNoiseSample {
    float value;  /* -0.71 .. 0.71, standard deviation about 0.25 */
    float dx, dy; /* its slope */
} GrNoiseSample;

static inline uint32_t gr_noise_column(const GrNoise *noise, int32_t column)
{
    return (uint32_t)(column + noise->column) * 0x8da6b343u;
}

static inline uint32_t gr_noise_row(const GrNoise *noise, int32_t row)
{
    return ((uint32_t)(row + noise->row) * 0xd8163841u) ^ noise->seed;
}

/* Those of the next lattice point: SSE2 has no product of whole numbers, every one is dear. */
static inline uint32_t gr_noise_next_column(uint32_t column)
{
    return column + 0x8da6b343u;
}

static inline uint32_t gr_noise_next_row(const GrNoise *noise, uint32_t row)
{
    return ((row ^ noise->seed) + 0xd8163841u) ^ noise->seed;
}

/* One corner's gradient, dotted with the way to the point. Parabolas stand for cosine and sine:
 * lengths differ by less than 6 %. */
static inline GrNoiseSample gr_noise_corner(uint32_t column, uint32_t row, float x, float y)
{
    uint32_t h = gr_rng_mix(column ^ row);
    float u = (float)(int32_t)h * (1.0f / 2147483648.0f);
    float v = u + 0.5f;
    v = v >= 1.0f ? v - 2.0f : v;
    GrNoiseSample g;
    g.dx = 4.0f * v * (1.0f - gr_absf(v));
    g.dy = 4.0f * u * (1.0f - gr_absf(u));
    g.value = g.dx * x + g.dy * y;
    return g;
}

static inline GrNoiseSample gr_noise_blend(const GrNoise *noise, uint32_t c0, uint32_t c1,
                                           uint32_t r0, uint32_t r1, float fx, float fy)
{
    /* Turning the gradients one way is turning the ways to the point the other way. */
    float x = noise->cos * fx + noise->sin * fy, y = noise->cos * fy - noise->sin * fx;
    float cx = noise->cos, cy = -noise->sin; /* the same of (1, 0) */
    float rx = noise->sin, ry = noise->cos;  /* and of (0, 1) */
    GrNoiseSample a = gr_noise_corner(c0, r0, x, y);
    GrNoiseSample b = gr_noise_corner(c1, r0, x - cx, y - cy);
    GrNoiseSample c = gr_noise_corner(c0, r1, x - rx, y - ry);
    GrNoiseSample d = gr_noise_corner(c1, r1, x - cx - rx, y - cy - ry);
    float u = fx * fx * fx * (fx * (fx * 6.0f - 15.0f) + 10.0f);
    float v = fy * fy * fy * (fy * (fy * 6.0f - 15.0f) + 10.0f);
    float du = 30.0f * fx * fx * (fx * (fx - 2.0f) + 1.0f);
    float dv = 30.0f * fy * fy * (fy * (fy - 2.0f) + 1.0f);
    float top = a.value + u * (b.value - a.value), bottom = c.value + u * (d.value - c.value);
    float sx = gr_lerpf(gr_lerpf(a.dx, b.dx, u), gr_lerpf(c.dx, d.dx, u), v);
    float sy = gr_lerpf(gr_lerpf(a.dy, b.dy, u), gr_lerpf(c.dy, d.dy, u), v);
    GrNoiseSample out;
    out.value = top + v * (bottom - top);
    out.dx =
        noise->cos * sx - noise->sin * sy + du * gr_lerpf(b.value - a.value, d.value - c.value, v);
    out.dy = noise->sin * sx + noise->cos * sy + dv * (bottom - top);
    return out;
}

/* At a point, in lattice units; |x|, |y| < 2^22. */
static inline GrNoiseSample gr_noise_at(const GrNoise *noise, float x, float y)
{
    float bx = gr_floorf(x), by = gr_floorf(y);
    uint32_t c0 = gr_noise_column(noise, (int32_t)bx), r0 = gr_noise_row(noise, (int32_t)by);
    return gr_noise_blend(noise, c0, gr_noise_next_column(c0), r0, gr_noise_next_row(noise, r0),
                          x - bx, y - by);
}

/* The same, repeating every `period` columns: no seam where an angle comes round. */
static inline GrNoiseSample gr_noise_around(const GrNoise *noise, float x, float y, float period)
{
    float bx = gr_floorf(x), by = gr_floorf(y);
    float wrapped = bx - period * gr_floorf(bx / period);
    float next = wrapped + 1.0f;
    next = next >= period ? 0.0f : next;
    uint32_t r0 = gr_noise_row(noise, (int32_t)by);
    return gr_noise_blend(noise, gr_noise_column(noise, (int32_t)wrapped),
                          gr_noise_column(noise, (int32_t)next), r0, gr_noise_next_row(noise, r0),
                          x - bx, y - by);
}

/* Two noises that have nothing to do with each other, for the price of little more than one: the
 * sines of the second gradients are other bits of the same hashes. */
typedef struct GrNoisePair {
    float u, v; /* -0.71 .. 0.71 each */
} GrNoisePair;

static inline GrNoisePair gr_noise_pair_corner(uint32_t column, uint32_t row, float x, float y)
{
    uint32_t h = gr_rng_mix(column ^ row);
    float u = (float)(int32_t)h * (1.0f / 2147483648.0f);
    float w = (float)(int32_t)(h << 15) * (1.0f / 2147483648.0f);
    float v = u + 0.5f, z = w + 0.5f;
    v = v >= 1.0f ? v - 2.0f : v;
    z = z >= 1.0f ? z - 2.0f : z;
    GrNoisePair g;
    g.u = 4.0f * (v * (1.0f - gr_absf(v)) * x + u * (1.0f - gr_absf(u)) * y);
    g.v = 4.0f * (z * (1.0f - gr_absf(z)) * x + w * (1.0f - gr_absf(w)) * y);
    return g;
}

static inline GrNoisePair gr_noise_pair_at(const GrNoise *noise, float px, float py)
{
    float bx = gr_floorf(px), by = gr_floorf(py), fx = px - bx, fy = py - by;
    uint32_t c0 = gr_noise_column(noise, (int32_t)bx), r0 = gr_noise_row(noise, (int32_t)by);
    uint32_t c1 = gr_noise_next_column(c0), r1 = gr_noise_next_row(noise, r0);
    float x = noise->cos * fx + noise->sin * fy, y = noise->cos * fy - noise->sin * fx;
    float cx = noise->cos, cy = -noise->sin, rx = noise->sin, ry = noise->cos;
    GrNoisePair a = gr_noise_pair_corner(c0, r0, x, y);
    GrNoisePair b = gr_noise_pair_corner(c1, r0, x - cx, y - cy);
    GrNoisePair c = gr_noise_pair_corner(c0, r1, x - rx, y - ry);
    GrNoisePair d = gr_noise_pair_corner(c1, r1, x - cx - rx, y - cy - ry);
    float u = fx * fx * fx * (fx * (fx * 6.0f - 15.0f) + 10.0f);
    float v = fy * fy * fy * (fy * (fy * 6.0f - 15.0f) + 10.0f);
    return (GrNoisePair){gr_lerpf(gr_lerpf(a.u, b.u, u), gr_lerpf(c.u, d.u, u), v),
                         gr_lerpf(gr_lerpf(a.v, b.v, u), gr_lerpf(c.v, d.v, u), v)};
}

/* Value noise: numbers on the lattice points, smoothly joined. Blockier than gradients; -1 .. 1. */
static inline float gr_noise_value(uint32_t column, uint32_t row)
{
    return (float)(int32_t)gr_rng_mix(column ^ row) * (1.0f / 2147483648.0f);
}

static inline float gr_noise_value_at(const GrNoise *noise, float px, float py)
{
    float bx = gr_floorf(px), by = gr_floorf(py), fx = px - bx, fy = py - by;
    uint32_t c0 = gr_noise_column(noise, (int32_t)bx), r0 = gr_noise_row(noise, (int32_t)by);
    uint32_t c1 = gr_noise_next_column(c0), r1 = gr_noise_next_row(noise, r0);
    float u = fx * fx * fx * (fx * (fx * 6.0f - 15.0f) + 10.0f);
    float v = fy * fy * fy * (fy * (fy * 6.0f - 15.0f) + 10.0f);
    float top = gr_lerpf(gr_noise_value(c0, r0), gr_noise_value(c1, r0), u);
    float bottom = gr_lerpf(gr_noise_value(c0, r1), gr_noise_value(c1, r1), u);
    return gr_lerpf(top, bottom, v);
}

/* A cut through noise in space, at a depth that is the same for all points: between two layers of
 * lattice points, `part` of the way from the first to the second. Their seeds are `near`'s and
 * `far`'s; what moves in depth changes in place and never turns. */
typedef struct GrNoiseCut {
    uint32_t near, far;
    float part;
    int32_t column, row;
} GrNoiseCut;

static inline float gr_noise_cut_corner(uint32_t key, float x, float y, float z)
{
    uint32_t h = gr_rng_mix(key);
    /* A unit vector: its height even in -1 .. 1, its angle by parabolas. */
    float up = (float)(int32_t)(h << 16) * (1.0f / 2147483648.0f);
    float u = (float)(int32_t)h * (1.0f / 2147483648.0f), v = u + 0.5f;
    v = v >= 1.0f ? v - 2.0f : v;
    float flat = gr_sqrtf(1.0f - up * up);
    return flat * 4.0f * (v * (1.0f - gr_absf(v)) * x + u * (1.0f - gr_absf(u)) * y) + up * z;
}

/* One layer's part: (x, y, depth) is the way from the lattice point at column c0, row r0. */
static inline float gr_noise_cut_layer(uint32_t seed, uint32_t c0, uint32_t r0, float x, float y,
                                       float depth, float u, float v)
{
    uint32_t c1 = c0 + 0x8da6b343u, near = r0 ^ seed, next = (r0 + 0xd8163841u) ^ seed;
    float a = gr_noise_cut_corner(c0 ^ near, x, y, depth);
    float b = gr_noise_cut_corner(c1 ^ near, x - 1.0f, y, depth);
    float c = gr_noise_cut_corner(c0 ^ next, x, y - 1.0f, depth);
    float d = gr_noise_cut_corner(c1 ^ next, x - 1.0f, y - 1.0f, depth);
    return gr_lerpf(gr_lerpf(a, b, u), gr_lerpf(c, d, u), v);
}

/* -0.87 .. 0.87, standard deviation about 0.25. */
static inline float gr_noise_cut_at(const GrNoiseCut *cut, float px, float py)
{
    float bx = gr_floorf(px), by = gr_floorf(py), x = px - bx, y = py - by, z = cut->part;
    uint32_t c0 = (uint32_t)((int32_t)bx + cut->column) * 0x8da6b343u;
    uint32_t r0 = (uint32_t)((int32_t)by + cut->row) * 0xd8163841u;
    float u = x * x * x * (x * (x * 6.0f - 15.0f) + 10.0f);
    float v = y * y * y * (y * (y * 6.0f - 15.0f) + 10.0f);
    float w = z * z * z * (z * (z * 6.0f - 15.0f) + 10.0f);
    return gr_lerpf(gr_noise_cut_layer(cut->near, c0, r0, x, y, z, u, v),
                    gr_noise_cut_layer(cut->far, c0, r0, x, y, z - 1.0f, u, v), w);
}

#endif
