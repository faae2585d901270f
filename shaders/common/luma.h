/* SPDX-License-Identifier: MIT
 *
 * For shaders that give each brightness a colour: one table per channel over the pixel's luma,
 * mixed with the pixel itself. They make the tables in begin(), the rest is here.
 */
#ifndef GR_SHADERS_COMMON_LUMA_H
#define GR_SHADERS_COMMON_LUMA_H

#include "base/level.h"
#include "table.h"

/* A frame's scratch. */
typedef struct GrToned {
    GrTables tables; /* over the luma */
    uint16_t share;  /* of the tables' colour, 256 for all */
} GrToned;

#ifdef WIDE_BYTES

/* Green's part is given to red and to blue, so that both products of pairs fit 16 bits. */
static inline Word gr_luma_half(Wide red_green, Wide green_blue)
{
    return (Word)wide_pairs(red_green, wide_splat16(54 | 74 << 8)) +
           (Word)wide_pairs(green_blue, wide_splat16(109 | 19 << 8)) + word_of(128);
}

static inline void gr_luma_row(GrPixel *luma, const GrPixel *r, const GrPixel *g, const GrPixel *b,
                               int span)
{
    for (int x = 0; x < span; x += WIDE_BYTES) {
        Wide red = wide_load(r + x), green = wide_load(g + x), blue = wide_load(b + x);
        Word low = gr_luma_half(wide_low8(red, green), wide_low8(green, blue));
        Word high = gr_luma_half(wide_high8(red, green), wide_high8(green, blue));
        wide_store(luma + x, (Wide)high_bytes(low, high));
    }
}

/* row + (over - row) * share / 256, where that is neither nothing nor all. */
static inline void gr_mix_row(GrPixel *row, const GrPixel *over, uint16_t share, int span)
{
    const Wide weights = wide_splat16((int16_t)(256 - share) | (int16_t)(share << 8));
    const Byte middle = byte_of(128); /* bytes that are weighed by bytes have a sign */
    for (int x = 0; x < span; x += WIDE_BYTES) {
        Wide own = (Wide)((Byte)wide_load(row + x) ^ middle);
        Wide other = (Wide)((Byte)wide_load(over + x) ^ middle);
        Word low = (Word)wide_pairs(weights, wide_low8(own, other)) + word_of(128);
        Word high = (Word)wide_pairs(weights, wide_high8(own, other)) + word_of(128);
        wide_store(row + x, (Wide)(high_bytes(low, high) ^ middle));
    }
}

#else

static inline void gr_luma_row(GrPixel *restrict luma, const GrPixel *restrict r,
                               const GrPixel *restrict g, const GrPixel *restrict b, int span)
{
    luma = GR_ALIGNED(luma);
    r = GR_ALIGNED(r);
    g = GR_ALIGNED(g);
    b = GR_ALIGNED(b);
    for (int x = 0; x < span; x++)
        luma[x] = (GrPixel)((uint16_t)(54 * r[x] + 183 * g[x] + 19 * b[x] + 128) >> 8);
}

/* row + (over - row) * share / 256 */
static inline void gr_mix_row(GrPixel *restrict row, const GrPixel *restrict over, uint16_t share,
                              int span)
{
    row = GR_ALIGNED(row);
    over = GR_ALIGNED(over);
    uint16_t keep = (uint16_t)(256 - share);
    for (int x = 0; x < span; x++)
        row[x] = (GrPixel)((uint16_t)(row[x] * keep + over[x] * share + 128) >> 8);
}

#endif

/* `amount`: of the tables' colour; they are full. */
static inline void gr_toned_settle(GrToned *toned, float amount)
{
    gr_tables_settle(&toned->tables);
    toned->share = (uint16_t)gr_to_int(256.0f * gr_unitf(amount));
}

static size_t toned_bytes(const GrShaderInput *input)
{
    (void)input;
    return sizeof(GrToned);
}

static size_t toned_band_bytes(const GrShaderInput *input)
{
    return (size_t)gr_row_span(input->width) * 2;
}

static void toned_apply(const GrShaderInput *input, GrPixel *r, GrPixel *g, GrPixel *b, int y)
{
    const GrToned *toned = input->frame_scratch;
    int span = gr_row_span(input->width);
    GrPixel *const rows[3] = {r, g, b};
    GrPixel *luma = input->band_scratch, *colour = luma + span;
    (void)y;
    if (!toned->share)
        return;
    gr_luma_row(luma, r, g, b, span);
    for (int c = 0; c < 3; c++) {
        if (toned->share == 256) {
            gr_table_row(rows[c], luma, &toned->tables, c, span);
            continue;
        }
        gr_table_row(colour, luma, &toned->tables, c, span);
        gr_mix_row(rows[c], colour, toned->share, span);
    }
}

/* The rest of a descriptor. */
#define GR_TONED_SHADER                                                                            \
    .access = GR_ACCESS_POINT, .frame_scratch_bytes = toned_bytes,                                 \
    .band_scratch_bytes = toned_band_bytes, .begin = begin, .apply = toned_apply

#endif
