/* SPDX-License-Identifier: MIT
 *
 * Octaves of noise on the screen: each finer than the last and on a lattice that is turned against
 * it, so that no lattice shows and none repeats another. How many there are may be a fraction: the
 * last one then counts for that part, and an animated count fades its octaves in and out.
 */
#ifndef GR_EFFECTS_OCTAVES_H
#define GR_EFFECTS_OCTAVES_H

#include "motion.h"
#include "noise.h"

typedef struct GrOctave {
    GrNoise noise;
    float xx, xy, yx, yy; /* screen to lattice: turn and scale */
    float dx, dy;         /* part of a lattice cell that it has come along */
    float scale, weight;
} GrOctave;

/* Octave `o`, `scale` lattice cells a screen unit, come along by (way_x, way_y) screen units, its
 * gradients turned by `boil` turns. */
static inline GrOctave gr_octave(uint32_t seed, int o, float scale, double way_x, double way_y,
                                 double boil)
{
    GrOctave octave;
    /* 0.6435 rad apart, so that no two lattices line up. */
    float angle = 0.35f + 0.6435f * (float)o;
    float c = gr_cosf(angle), s = gr_sinf(angle);
    octave.xx = c * scale, octave.xy = -s * scale;
    octave.yx = s * scale, octave.yy = c * scale;
    octave.scale = scale;
    octave.weight = 1.0f;
    double at_x = -(way_x * (double)octave.xx + way_y * (double)octave.xy);
    double at_y = -(way_x * (double)octave.yx + way_y * (double)octave.yy);
    GrCount column = gr_count(at_x + 17.3 * (double)gr_rng_unit(seed, (uint32_t)o, 1));
    GrCount row = gr_count(at_y + 17.3 * (double)gr_rng_unit(seed, (uint32_t)o, 2));
    float turned = gr_phase(boil);
    octave.noise = (GrNoise){gr_rng_u32(seed, (uint32_t)o, 3), column.whole, row.whole,
                             gr_cosf(turned), gr_sinf(turned)};
    octave.dx = column.part;
    octave.dy = row.part;
    return octave;
}

static inline GrNoiseSample gr_octave_at(const GrOctave *octave, float x, float y)
{
    return gr_noise_at(&octave->noise, x * octave->xx + y * octave->xy + octave->dx,
                       x * octave->yx + y * octave->yy + octave->dy);
}

/* Weights that fall by `gain`, scaled to one spread of values for any number and any gain. */
static inline void gr_octaves_weigh(GrOctave *octaves, float count, float gain)
{
    float weight = 1.0f, power = 0.0f;
    for (int o = 0; o < gr_members(count); o++) {
        octaves[o].weight = weight * gr_member(count, o);
        power += octaves[o].weight * octaves[o].weight;
        weight *= gain;
    }
    for (int o = 0; o < gr_members(count); o++) {
        octaves[o].weight /= gr_sqrtf(power);
    }
}

#endif
