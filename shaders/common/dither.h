/* SPDX-License-Identifier: MIT
 *
 * Rounding to 8 bits by blue noise (base/blue_noise.h), which moves with every tick.
 */
#ifndef GR_SHADERS_COMMON_DITHER_H
#define GR_SHADERS_COMMON_DITHER_H

#include "base/blue_noise.h"
#include "base/rng.h"
#include "pixel.h"

/* Thresholds of row y, 64 of them: those of column x are at [x & 63]. */
static inline const uint8_t *gr_dither_at(const GrShaderInput *input, int y)
{
    int64_t tick = input->moment->tick;
    uint32_t bits = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)tick, (uint32_t)(tick >> 32));
    return gr_blue_noise[((uint32_t)y + (bits >> 8)) & 63] + (bits & 63);
}

/* A mix of two values of 16 bits, `part` of 65536 of the second: exact where both agree. */
static inline uint16_t gr_mix16(uint16_t a, uint16_t b, uint16_t part)
{
    return (uint16_t)((uint16_t)(a - gr_mulhi(a, part)) + gr_mulhi(b, part));
}

/* row = value with 8 bits behind the point; whole blocks of 64. */
static inline void gr_round_span(GrPixel *restrict row, const uint16_t *restrict value,
                                 const uint8_t *restrict dither, int count)
{
    row = GR_ALIGNED(row);
    for (int x = 0; x < count; x += 64)
        for (int i = 0; i < 64; i++)
            row[x + i] = (GrPixel)((uint16_t)(value[x + i] + dither[i]) >> 8);
}

/* row * (1 - loss / 65536). Nothing is lost at 0; at 65535 nothing is left. */
static inline void gr_darken_span(GrPixel *restrict row, const uint16_t *restrict loss,
                                  const uint8_t *restrict dither, int count)
{
    for (int x = 0; x < count; x += 64)
        for (int i = 0; i < 64; i++) {
            uint16_t value = (uint16_t)(row[x + i] << 8);
            value = (uint16_t)(value - gr_mulhi(value, loss[x + i]));
            row[x + i] = (GrPixel)((uint16_t)(value + (dither[i] & 0xfe)) >> 8);
        }
}

#endif
