/* SPDX-License-Identifier: MIT */
#include "base/simd.h"
#include "render/kernels/parts.h"

#ifdef WIDE_BYTES

typedef struct Pieces {
    Wide base, slope;
} Pieces;

static inline Pieces load_pieces(const GrPiecewise *from)
{
    return (Pieces){wide_table(from->base), wide_table(from->slope)};
}

/* Sixteenths that a step of columns is rounded by. */
typedef struct Sixteenths {
    Wide of[GR_KERNEL_STEP / WIDE_BYTES];
} Sixteenths;

static inline Sixteenths get_sixteenths(const uint8_t *dither)
{
    Sixteenths out;
    for (int i = 0; i < GR_KERNEL_STEP / WIDE_BYTES; i++) {
        out.of[i] = wide_splat8(8);
        if (dither)
            out.of[i] =
                wide_and(wide_shift16(wide_load_any(dither + i * WIDE_BYTES), 4), wide_splat8(15));
    }
    return out;
}

static inline Wide sixteenths_at(const Sixteenths *sixteenths, int column)
{
    return sixteenths->of[column / WIDE_BYTES % (GR_KERNEL_STEP / WIDE_BYTES)];
}

/* base + (slope * rest + rounding) / 16: the segment is looked up by a byte shuffle, the products
 * and the rounding come from one pairwise multiply-add. */
static inline Wide piecewise(Wide x, const Pieces *pieces, Wide rounding)
{
    const Wide nibble = wide_splat8(15), one = wide_splat8(1);
    Wide segment = wide_and(wide_shift16(x, 4), nibble);
    Wide rest = wide_and(x, nibble);
    Wide base = wide_pick(pieces->base, segment), slope = wide_pick(pieces->slope, segment);
    Wide low = wide_pairs(wide_low8(slope, one), wide_low8(rest, rounding));
    Wide high = wide_pairs(wide_high8(slope, one), wide_high8(rest, rounding));
    low = wide_add16(wide_shift16(low, 4), wide_low8(base, wide_zero()));
    high = wide_add16(wide_shift16(high, 4), wide_high8(base, wide_zero()));
    return wide_pack16(low, high);
}

void apply_curve(GrPixel *row, const GrCurve *curve, const uint8_t *dither, int n)
{
    if (curve->shape == GR_CURVE_IDENTITY)
        return;
    const Sixteenths sixteenths = get_sixteenths(dither);
    Pieces rise = load_pieces(&curve->rise), fall = load_pieces(&curve->fall);
    Pieces middle = load_pieces(&curve->middle);
    Wide low = wide_splat8(curve->low), high = wide_splat8(curve->high);
    Wide floor = wide_splat8(curve->floor);
    n = whole_steps(n);
    if (curve->shape == GR_CURVE_RISE) {
        for (int i = 0; i < n; i += WIDE_BYTES) {
            Wide x = wide_load(row + i);
            Wide rounding = sixteenths_at(&sixteenths, i);
            wide_store(row + i, piecewise(wide_sub_clamp8(x, high), &rise, rounding));
        }
        return;
    }
    for (int i = 0; i < n; i += WIDE_BYTES) {
        Wide x = wide_load(row + i);
        Wide out = floor, rounding = sixteenths_at(&sixteenths, i);
        if (curve->shape == GR_CURVE_BETWEEN) {
            Wide inside = wide_sub_clamp8(wide_min8(x, high), low);
            out = wide_add_clamp8(out, piecewise(inside, &middle, rounding));
        }
        out = wide_add_clamp8(out, piecewise(wide_sub_clamp8(x, high), &rise, rounding));
        out = wide_sub_clamp8(out, piecewise(wide_sub_clamp8(low, x), &fall, rounding));
        wide_store(row + i, out);
    }
}

#else

static void round_by(GrPixel *row, const GrCurve *curve, const uint8_t *dither, int n)
{
    for (int i = 0; i < n; i++)
        row[i] = gr_curve_at(curve, row[i], dither[i % GR_KERNEL_STEP] >> 4);
}

void apply_curve(GrPixel *row, const GrCurve *curve, const uint8_t *dither, int n)
{
    if (curve->shape == GR_CURVE_IDENTITY)
        return;
    const uint8_t *table = curve->table;
    n = whole_steps(n);
    if (dither) {
        round_by(row, curve, dither, n);
        return;
    }
    for (int i = 0; i < n; i++)
        row[i] = table[row[i]];
}

#endif
