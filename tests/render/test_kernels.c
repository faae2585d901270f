/* SPDX-License-Identifier: MIT
 *
 * Every kernel of every usable level against plain C, byte for byte, guard bytes included; those of
 * feedback are in test_patches.c.
 */
#include "kernel_bench.h"

#include "model/hue.h"

#include <math.h>
#include <stdlib.h>

static void use_blends(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    uint8_t **row = bench->bytes;
    kernels->fade(row[2], (uint16_t)(seed * 7919u), n);
    const uint8_t *dither = seed % 2 ? row[3] + seed % 64 : NULL;
    kernels->blend[seed % GR_BLEND_COUNT](row[3], row[0], row[1], row[2], dither, n);
    kernels->blend[(seed / 3) % GR_BLEND_COUNT](row[0], row[0], row[1], row[2], dither,
                                                n); /* in place */
    kernels->ink(row[4], row[1], row[2], n);
}

static void use_curve(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    GrCurve curve;
    for (size_t i = 0; i < sizeof curve; i++)
        ((uint8_t *)&curve)[i] = (uint8_t)gr_rng_u32(seed, 5, (uint32_t)i);
    uint8_t a = curve.low, b = curve.high;
    curve.shape = (GrCurveShape)(seed % 4);
    curve.low = a < b ? a : b;
    curve.high = a < b ? b : a;
    for (int x = 0; x < 256; x++) {
        int inside = (x < curve.high ? x : curve.high) - curve.low;
        int over = x > curve.high ? x - curve.high : 0;
        int under = x < curve.low ? curve.low - x : 0;
        inside = inside < 0 ? 0 : inside;
#define PIECE(p, v) ((p).base[(v) >> 4] + (((p).slope[(v) >> 4] * ((v)&15) + 8) >> 4))
        int rise = PIECE(curve.rise, over), fall = PIECE(curve.fall, under);
        int middle = PIECE(curve.middle, inside);
#undef PIECE
        rise = rise > 255 ? 255 : rise;
        fall = fall > 255 ? 255 : fall;
        middle = middle > 255 ? 255 : middle;
        int out = curve.floor;
        if (curve.shape == GR_CURVE_BETWEEN)
            out = out + middle > 255 ? 255 : out + middle;
        out = out + rise > 255 ? 255 : out + rise;
        out = out - fall < 0 ? 0 : out - fall;
        curve.table[x] = (uint8_t)(curve.shape == GR_CURVE_RISE ? rise : out);
    }
    kernels->curve(bench->bytes[0], &curve, seed % 2 ? bench->bytes[5] + seed % 64 : NULL, n);
    kernels->curve(bench->bytes[1], &curve, NULL, n);
}

static void use_yuv(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    uint8_t **row = bench->bytes;
    const GrPixel *const above[3] = {row[0], row[1], row[2]};
    const GrPixel *const under[3] = {row[3], row[4], row[5]};
    uint8_t *const both[2] = {row[6] + seed % 3, row[7] + seed % 5};
    kernels->yuv(both, row[8] + seed % 7, row[9] + seed % 2, above, under, n);
    uint8_t *const single[2] = {row[10], NULL};
    kernels->yuv(single, NULL, NULL, under, under, n);
    int most = (int)(seed % 100);
    uint64_t sum = kernels->sum(row[11] + 1, n - (int)(seed % 40), &most);
    memcpy(row[11], &sum, sizeof sum);
    memcpy(row[11] + 8, &most, sizeof most);
}

static void use_edge(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    float turn = gr_rng_unit(seed, 1, 1), x = gr_rng_unit(seed, 1, 2), y = gr_rng_unit(seed, 1, 3);
    GrEdge edge = {.shape = (GrEdgeShape)(seed % 6),
                   .x = -x * 2.0f,
                   .y = y - 0.5f,
                   .step = 2.0f / (float)n,
                   .turn_x = turn,
                   .turn_y = 1.0f - turn,
                   .low = -1.0f,
                   .scale = 0.5f,
                   .repeat = (float)(1 + seed % 7),
                   .at = gr_rng_unit(seed, 1, 4) * 1.4f - 0.2f,
                   .unit = 2.0f,
                   .sign = seed & 8 ? -1.0f : 1.0f,
                   .soft = seed & 16 ? 1.0e4f : 5.0f,
                   .reach = 7.0f};
    kernels->edge(bench->bytes[0], bench->bytes[1], bench->bytes[2], &edge, n);
}

static void use_pile(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    int skew = (int)(seed % 29), count = n - skew;
    memset(bench->words[0], 0, (size_t)n * sizeof(uint16_t));
    for (int i = 0; i < 1 << seed % 5; i++)
        kernels->pile(bench->words[0] + skew, bench->bytes[2 + i % 8] + seed % 7, count);
    kernels->pile_mean(bench->bytes[11], bench->words[0], (int)(seed % 5), n);
}

/* Places that rise and fall at most so far from one to the next: near enough for one window, two,
 * or none. */
static void use_rescale(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    GrRescale rescale = {.place = guarded(ROW * sizeof *rescale.place),
                         .from = guarded(ROW * sizeof *rescale.from),
                         .pick = guarded(ROW * 2),
                         .weight = guarded(ROW * 2)};
    int last = (n - 32) * GR_RESCALE_PARTS, at = (int)(seed % (uint32_t)last);
    int step = (int)(gr_rng_u32(seed, 2, 0) % (uint32_t)(60 << seed % 3));
    for (int i = 0; i < n; i++) {
        rescale.place[i] = (uint32_t)at;
        step = at + step < 0 || at + step > last ? -step : step;
        at += step;
    }
    kernels->rescale_plan(&rescale, n);
    kernels->lean(bench->bytes[0], bench->bytes[1], bench->bytes[2],
                  (int)(seed % (GR_LEAN_PARTS + 1)), n);
    memset(bench->words[0], 0, (size_t)n * sizeof(uint16_t));
    for (int i = 0; i < 8; i++)
        kernels->rescale(bench->words[0], bench->bytes[i], &rescale, n);
    gr_aligned_free((uint8_t *)rescale.place - GUARD);
    gr_aligned_free((uint8_t *)rescale.from - GUARD);
    gr_aligned_free(rescale.pick - GUARD);
    gr_aligned_free(rescale.weight - GUARD);
}

static void use_text(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    uint8_t **row = bench->bytes;
    GrPixel *const rgb[3] = {row[0], row[1], row[2]};
    const GrPixel colour[3] = {(GrPixel)seed, (GrPixel)(seed * 3u), 255};
    for (int i = 0; i < n / 2; i++)
        row[3][i] = seed & 1 ? 0 : row[3][i]; /* whole stretches without ink */
    kernels->flat(rgb, colour, row[3], seed % 3 ? row[9] + seed % 64 : NULL, n);
    kernels->mask(row[4], bench->words[0] + seed % 5, seed % 2 ? GR_OPAQUE : seed * 9001,
                  row[5] + seed % 7, n);
    kernels->mask_bytes(row[5], bench->words[0] + seed % 9, row[6] + seed % 7, n);
    int skew = (int)(seed % 31), columns = (n - 64) / 3 - (int)(seed % 17);
    GrStamp stamp = {.line = row[6] + skew,
                     .pitch = n / 2,
                     .ink = row[7],
                     .stride = n / 3,
                     .columns = columns < 1 ? 1 : columns,
                     .rows = 2,
                     .alpha = (uint16_t)(seed % 3 ? seed % 257 : 256),
                     .adds = seed % 5 == 0};
    for (int plane = 0; plane < 3 && seed % 2; plane++) {
        stamp.colour[plane] = row[8 + plane] + skew;
        stamp.tint[plane] = row[plane] + skew / 2;
    }
    kernels->stamp(&stamp);
    kernels->shift(row[11] + 1, row[7] + 1, row[7] + n / 3, (int)(seed * 37u % 256u),
                   (int)(seed * 91u % 256u), columns < 1 ? 1 : columns);
}

static void use_cells(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    float *field = guarded(ROW * 4 * sizeof(float));
    for (int i = 0; i < ROW * 4; i++)
        field[i] = (gr_rng_unit(seed, 3, (uint32_t)i) - 0.25f) * 4.0f;
    field[0] = NAN;
    field[1] = INFINITY;
    field[2] = -INFINITY;
    int count = n - (int)(seed % 50);
    uint8_t **row = bench->bytes;
    kernels->cell_levels(row[0], field, 1.3f, count);
    GrPlaces places = {.x = field + ROW,
                       .y = field + ROW * 2,
                       .r = field + ROW * 3,
                       .a = field + ROW,
                       .value = field,
                       .count = count,
                       .rule = (int)(seed % GR_HUE_COUNT),
                       .base = 1.7f,
                       .span = -3.1f,
                       .scale = 512.0f,
                       .along_x = 0.3f,
                       .along_y = -0.2f,
                       .t = (float)seed};
    kernels->cell_places(bench->words[0], &places);
    for (int i = 0; i < count; i++)
        assert_in_range(bench->words[0][i], 0, GR_PLACES - 1);
    GrPaint paint = {.level = row[0],
                     .place = bench->words[0],
                     .pick = seed & 1 ? field + ROW : NULL,
                     .light = seed & 2 ? field + ROW * 2 : NULL,
                     .count = count,
                     .glyph_of = bench->words[1],
                     .shade_of = row[1],
                     .glyphs = bench->words[2],
                     .glyph_count = 77,
                     .table = (const uint32_t *)(const void *)row[2],
                     .glyph = bench->words[3],
                     .rgb = {row[5], row[6], row[7]}};
    kernels->cell_paint(&paint);
    if (seed % 3 == 0) {
        const float *const rgb[] = {field, field + ROW, field + ROW * 2};
        uint32_t *own = guarded(ROW * 4);
        kernels->cell_colours(own, rgb, 1.5f, 0.25f * (float)(seed % 5), count);
        paint.own = own;
        kernels->cell_paint(&paint);
        gr_aligned_free((uint8_t *)own - GUARD);
    }
    gr_aligned_free((uint8_t *)field - GUARD);
}

static void use_lines(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    static const int strides[] = {16, 32, 48, 304};
    int stride = strides[seed % 4], width = stride - (int)(seed % 7), count = (n - 1) / width;
    const uint8_t *cells[256];
    int edge[257];
    count = count > 6 ? 6 : count;
    for (int i = 0; i <= count; i++) {
        edge[i] = i * width;
        cells[i % 256] = bench->bytes[0] + i * 31;
    }
    uint8_t *lines = guarded(ROW);
    kernels->cover(lines, stride * 8, cells, edge, count < 1 ? 0 : 1, 2, stride);
    memcpy(bench->bytes[1], lines, ROW);
    gr_aligned_free(lines - GUARD);
    if (count > 0)
        kernels->spread(bench->bytes[2], bench->bytes[3], edge, count);
}

LEVEL_TEST(blends)
LEVEL_TEST(curve)
LEVEL_TEST(yuv)
LEVEL_TEST(edge)
LEVEL_TEST(pile)
LEVEL_TEST(rescale)
LEVEL_TEST(cells)
LEVEL_TEST(lines)
LEVEL_TEST(text)

/* One colour over rows is what the blend mode normal makes of it. */
static void test_flat_is_normal(void **state)
{
    (void)state;
    Bench a, b;
    open_bench(&a);
    open_bench(&b);
    for (uint32_t seed = 0; seed < 64; seed++) {
        fill(&a, seed);
        fill(&b, seed);
        const GrPixel colour[3] = {(GrPixel)(seed * 4), 255, 0};
        GrPixel *const rows[3] = {a.bytes[0], a.bytes[1], a.bytes[2]};
        const uint8_t *dither = seed % 2 ? a.bytes[5] : NULL;
        gr_kernels_none.flat(rows, colour, a.bytes[3], dither, 320);
        for (int plane = 0; plane < 3; plane++) {
            memset(b.bytes[4], colour[plane], 320);
            gr_kernels_none.blend[GR_BLEND_NORMAL](b.bytes[plane], b.bytes[plane], b.bytes[4],
                                                   b.bytes[3], dither, 320);
            assert_memory_equal(a.bytes[plane], b.bytes[plane], 320);
        }
    }
    close_bench(&a);
    close_bench(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blends), cmocka_unit_test(test_curve),
        cmocka_unit_test(test_yuv),    cmocka_unit_test(test_edge),
        cmocka_unit_test(test_pile),   cmocka_unit_test(test_rescale),
        cmocka_unit_test(test_cells),  cmocka_unit_test(test_lines),
        cmocka_unit_test(test_text),   cmocka_unit_test(test_flat_is_normal),
    };
    gr_render_use_level(GR_CPU_NONE); /* fills tables */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
