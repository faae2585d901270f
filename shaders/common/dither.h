/* SPDX-License-Identifier: MIT
 *
 * Rounding to 8 bits by blue noise (base/blue_noise.h), which moves with every tick.
 */
#ifndef GR_SHADERS_COMMON_DITHER_H
#define GR_SHADERS_COMMON_DITHER_H

#include "base/blue_noise.h"
#include "base/rng.h"
#include "base/simd.h"
#include "pixel.h"

/* Thresholds of row y, 64 of them: those of column x are at [x & 63]. */
static inline const uint8_t *gr_dither_at(const GrShaderInput *input, int y)
{
    int64_t tick = input->moment->tick;
    uint32_t bits = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)tick, (uint32_t)(tick >> 32));
    return gr_blue_noise_row(bits, y);
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

/* Where column x is kept among words that are to meet the pixels of whole registers: halves of a
 * register are taken apart within 128-bit parts. */
static inline int gr_unpacked_place(int x)
{
#ifdef WIDE_BYTES
    int within = x % WIDE_BYTES;
    return x - within + (within & 8 ? WIDE_BYTES / 2 : 0) + within / 16 * 8 + within % 8;
#else
    return x;
#endif
}

/* row * (1 - loss / 65536). The product is with what is left less one part, which thresholds from 1
 * on make up for: nothing is lost at 0, and at 65535 nothing is left. */
static inline GrPixel gr_darken(GrPixel pixel, uint16_t loss, uint8_t dither)
{
    uint16_t value = gr_mulhi((uint16_t)(pixel << 8), (uint16_t)~loss);
    return (GrPixel)((uint16_t)(value + (dither | 1)) >> 8);
}

static inline void gr_darken_span(GrPixel *restrict row, const uint16_t *restrict loss,
                                  const uint8_t *restrict dither, int count)
{
    for (int x = 0; x < count; x += 64)
        for (int i = 0; i < 64; i++)
            row[x + i] = gr_darken(row[x + i], loss[x + i], dither[i]);
}

#ifdef WIDE_BYTES

/* gr_darken() of a register of each row; losses and thresholds in halves. */
static inline void gr_darken_wide(GrPixel *const rows[3], int x, const Word loss[2],
                                  const Word dither[2])
{
    const Word keep[2] = {word_rest(loss[0]), word_rest(loss[1])};
    const Wide zero = wide_zero();
    for (int c = 0; c < 3; c++) {
        Wide pixels = wide_load(rows[c] + x);
        Word low = (Word)wide_low8(zero, pixels), high = (Word)wide_high8(zero, pixels);
        low = word_high_product(low, keep[0]) + dither[0];
        high = word_high_product(high, keep[1]) + dither[1];
        wide_store(rows[c] + x, (Wide)high_bytes(low, high));
    }
}

/* The thresholds of the columns from x on, as gr_darken() has them. */
static inline void gr_dither_wide(const uint8_t *dither, int x, Word halves[2])
{
    const Wide zero = wide_zero();
    Byte all = (Byte)wide_load_any(dither + (x & 63)) | byte_of(1);
    Wide noise = (Wide)all;
    halves[0] = (Word)wide_low8(noise, zero);
    halves[1] = (Word)wide_high8(noise, zero);
}

#endif

#endif
