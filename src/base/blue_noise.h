/* SPDX-License-Identifier: MIT
 *
 * Thresholds for dithering: each of 0..255 sixteen times, so spread that any part of them leaves
 * neither clumps nor a lattice, and tiles without seams. A value with 8 bits behind the point is
 * rounded to 8 bits by adding a place's threshold and dropping the fraction: the mean is exact, and
 * whole values stay as they are. Rows are stored twice in a row, so that 64 places can be read from
 * any of the first 64.
 */
#ifndef GR_BASE_BLUE_NOISE_H
#define GR_BASE_BLUE_NOISE_H

#include <stdint.h>

enum {
    GR_BLUE_NOISE_SIDE = 64,
    /* What bits are moved by where a value that has been rounded goes into one that is rounded
     * again: by the same thresholds both would go the same way. */
    GR_BLUE_NOISE_APART = 29 << 8 | 37,
    /* So much for steps that may follow each other in a picture. Coverage and exposure, which never
     * do, are not moved. */
    GR_BLUE_NOISE_BLEND = GR_BLUE_NOISE_APART,
    GR_BLUE_NOISE_DIM = 2 * GR_BLUE_NOISE_APART,
    GR_BLUE_NOISE_LIGHT = 3 * GR_BLUE_NOISE_APART,
    GR_BLUE_NOISE_FADE = 4 * GR_BLUE_NOISE_APART,
    GR_BLUE_NOISE_MIX = 5 * GR_BLUE_NOISE_APART,
    GR_BLUE_NOISE_MIX_MASK = 6 * GR_BLUE_NOISE_APART,
    GR_BLUE_NOISE_WHERE = 7 * GR_BLUE_NOISE_APART,
    GR_BLUE_NOISE_WHERE_MASK = 8 * GR_BLUE_NOISE_APART,
};

extern const uint8_t gr_blue_noise[GR_BLUE_NOISE_SIDE][2 * GR_BLUE_NOISE_SIDE];

/* The thresholds of row y, of a tile that any bits have moved: those of column x are at [x & 63].
 */
static inline const uint8_t *gr_blue_noise_row(uint32_t bits, int y)
{
    return gr_blue_noise[((uint32_t)y + (bits >> 8)) & 63] + (bits & 63);
}

#endif
