/* SPDX-License-Identifier: MIT
 *
 * Every kernel of every usable level against plain C, byte for byte, guard bytes included; and
 * plain C against double references.
 */
#include "unit.h"

#include "base/arena.h"
#include "base/rng.h"
#include "model/hue.h"
#include "render/frozen.h"
#include "render/kernels/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 4096, GUARD = 256, SIZES = 6 };
static const int sizes[SIZES] = {64, 128, 192, 320, 1920, 3840};

typedef struct Bench {
    uint8_t *bytes[12];
    uint16_t *words[8];
} Bench;

static void *guarded(size_t bytes)
{
    uint8_t *memory = gr_aligned_alloc(bytes + 2 * GUARD);
    assert_non_null(memory);
    return memory + GUARD;
}

static void open_bench(Bench *bench)
{
    for (int i = 0; i < 12; i++)
        bench->bytes[i] = guarded(ROW);
    for (int i = 0; i < 8; i++)
        bench->words[i] = guarded(ROW * 2);
}

static void close_bench(Bench *bench)
{
    for (int i = 0; i < 12; i++)
        gr_aligned_free(bench->bytes[i] - GUARD);
    for (int i = 0; i < 8; i++)
        gr_aligned_free((uint8_t *)bench->words[i] - GUARD);
}

/* Random with many extremes, the same for every level; guards hold a pattern. */
static void fill(Bench *bench, uint32_t seed)
{
    for (int i = 0; i < 12; i++)
        for (int k = -GUARD; k < ROW + GUARD; k++) {
            uint32_t x = gr_rng_u32(seed, (uint32_t)i, (uint32_t)(k + GUARD));
            uint32_t kind = x >> 29;
            bench->bytes[i][k] = (uint8_t)(kind == 0 ? 0 : kind == 1 ? 255 : x);
        }
    for (int i = 0; i < 8; i++)
        for (int k = -GUARD / 2; k < ROW + GUARD / 2; k++) {
            uint32_t x = gr_rng_u32(seed + 1, (uint32_t)i, (uint32_t)(k + GUARD));
            uint32_t kind = x >> 29;
            bench->words[i][k] = (uint16_t)(kind == 0 ? 0 : kind == 1 ? 65535 : x);
        }
}

static void assert_same(const Bench *a, const Bench *b)
{
    for (int i = 0; i < 12; i++)
        assert_memory_equal(a->bytes[i] - GUARD, b->bytes[i] - GUARD, ROW + 2 * GUARD);
    for (int i = 0; i < 8; i++)
        assert_memory_equal(a->words[i] - GUARD / 2, b->words[i] - GUARD / 2, ROW * 2 + 2 * GUARD);
}

typedef void Exercise(const GrKernels *kernels, Bench *bench, int n, uint32_t seed);

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
    kernels->curve(bench->bytes[0], &curve, n);
    kernels->curve(bench->bytes[1], &curve, n);
}

static void use_echo(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    uint16_t weight = (uint16_t)(seed * 31337u), keep = (uint16_t)(seed * 99991u);
    uint16_t **word = bench->words;
    kernels->echo[seed % GR_ECHO_COUNT](word[0], bench->bytes[0], bench->bytes[1], word[1], weight,
                                        keep, seed % 3 == 0, n);
    uint16_t half = (uint16_t)(65535 - weight);
    kernels->mix(word[2], word[3], weight, half, n);
    int32_t turn[3];
    for (int i = 0; i < 3; i++)
        turn[i] = (int32_t)(gr_rng_u32(seed, 9, (uint32_t)i) % 16385) - 8192;
    kernels->turn_hue(word[5], word[4], turn, n / 192 * 192);
    int pixels = (n - (int)(seed % 61)) / 3, made = seed & 1 ? pixels : (pixels + 1) / 2;
    kernels->fold(word[6] + seed % 5, word[7], weight, keep, pixels, made);
    kernels->backwards(word[1] + seed % 5, word[7] + seed % 3, pixels);
    /* What is past the end is no matter, but must not be far. */
    for (int i = 0; i < 2; i++) {
        word[6][(int)(seed % 5) + 3 * made + i] = 0;
        word[1][(int)(seed % 5) + 3 * pixels + i] = 0;
    }
}

static void use_weave(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    int count = n / 3 / GR_KERNEL_STEP * GR_KERNEL_STEP;
    (void)seed;
    const GrPixel *const from[3] = {bench->bytes[0], bench->bytes[1], bench->bytes[2]};
    GrPixel *const to[3] = {bench->bytes[3], bench->bytes[4], bench->bytes[5]};
    kernels->weave(bench->bytes[6], from, count);
    kernels->unweave(to, bench->bytes[7], count);
}

static void use_warp(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    uint16_t **word = bench->words;
    int skew = (int)(seed % 13), count = n - 61 - (int)(seed % 31);
    count = count < 1 ? 1 : count;
    kernels->between(word[2], word[3], word[4], (uint16_t)(seed * 77777u), n);
    int32_t from[ROW / GR_WARP_STEP];
    for (int i = 0; i < ROW / GR_WARP_STEP; i++)
        from[i] = (int32_t)(gr_rng_u32(seed, 2, (uint32_t)i) % 50) - i * GR_WARP_STEP / 64;
    for (int i = 0; i < n; i++)
        word[6][i] = word[6][i] & 1 ? 0xffff : 0;
    GrStretch stretch = {.from = from, .further = word[6], .fraction = word[4]};
    kernels->stretch(word[5] + skew, word[2], &stretch, count);
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

/* A few rows, turned by any angle, gentle or steep, forwards or as a mirror image. */
static void use_patch(const GrKernels *kernels, Bench *bench, int n, uint32_t seed)
{
    enum { STRIDE = 64, LAST = 40, PITCH = 3 * LAST + GR_PATCH_REACH };
    const int64_t most = seed % 4 == 0 ? 1 : seed % 4 == 1 ? 2 : seed % 4 == 2 ? 24 : 400;
    GrPatch patch = {.stride = seed & 1 ? STRIDE : -STRIDE, .step = seed & 2 ? 3 : -3};
    patch.top = bench->words[0] + ROW / 2;
    patch.bottom = seed % 5 == 0 ? patch.top : patch.top + patch.stride;
    patch.x = gr_rng_u32(seed, 5, 0);
    patch.y = gr_rng_u32(seed, 5, 1);
    patch.dx = (int64_t)(int32_t)gr_rng_u32(seed, 5, 2) * 2;
    patch.dy = (int64_t)(int32_t)gr_rng_u32(seed, 5, 3) / most;
    if (seed & 4)
        patch.dx = ((int64_t)1 << 32) + patch.dx / 64;
    patch.down_x = (int64_t)(int32_t)gr_rng_u32(seed, 5, 4);
    patch.down_y = (int64_t)(int32_t)gr_rng_u32(seed, 5, 5);
    if (seed % 7 < 2) /* not turned */
        patch.dy = patch.down_x = 0;
    patch.columns = (int)(seed % (uint32_t)(n < LAST ? n : LAST));
    patch.rows = 1 + (int)(seed % 5);
    patch.last_row = ROW / 2 / STRIDE - 2;
    patch.first_row = -patch.last_row;
    static const int32_t next[] = {0, 64, -64, 128};
    patch.ask_from = bench->words[0];
    patch.ask = next;
    patch.asked = (int)(seed % 5);
    patch.ask_near = seed & 8;
    patch.out = bench->words[3] + seed % 7;
    patch.pitch = PITCH;
    kernels->patch(&patch);
    for (int row = 0; row < patch.rows; row++) /* what may be written past the end */
        memset(patch.out + row * PITCH + (ptrdiff_t)3 * patch.columns, 0,
               GR_PATCH_REACH * sizeof *patch.out);
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

static void assert_levels_agree(Exercise *exercise)
{
    Bench plain, wide;
    open_bench(&plain);
    open_bench(&wide);
    int compared = 0;
    for (int level = GR_CPU_NONE + 1; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        if (!kernels)
            continue;
        for (uint32_t seed = 0; seed < 84; seed++) {
            int n = sizes[seed % SIZES];
            fill(&plain, seed);
            fill(&wide, seed);
            exercise(&gr_kernels_none, &plain, n, seed);
            exercise(kernels, &wide, n, seed);
            assert_same(&plain, &wide);
            compared++;
        }
    }
#if defined(__x86_64__)
    assert_true(compared > 0);
#endif
    close_bench(&plain);
    close_bench(&wide);
}

#define LEVEL_TEST(name)                                                                           \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        assert_levels_agree(use_##name);                                                           \
    }
LEVEL_TEST(blends)
LEVEL_TEST(curve)
LEVEL_TEST(echo)
LEVEL_TEST(warp)
LEVEL_TEST(yuv)
LEVEL_TEST(edge)
LEVEL_TEST(pile)
LEVEL_TEST(rescale)
LEVEL_TEST(patch)
LEVEL_TEST(weave)
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

static double mode_of(int mode, double b, double k)
{
    switch (mode) {
    case GR_BLEND_ADD:
        return fmin(1.0, b + k);
    case GR_BLEND_SCREEN:
        return b + k - b * k;
    case GR_BLEND_MULTIPLY:
        return b * k;
    case GR_BLEND_DIFFERENCE:
        return fabs(b - k);
    case GR_BLEND_EXCLUSION:
        return b + k - 2.0 * b * k;
    case GR_BLEND_LIGHTEN:
        return fmax(b, k);
    default:
        return k;
    }
}

/* A line of whole pixels copies, forwards and back; between pixels it stays within two units of the
 * truth. */
static void test_lines_are_exact(void **state)
{
    (void)state;
    enum { PIXELS = 100, SAMPLES = 3 * (PIXELS + 4) };
    uint16_t *row[3];
    for (int i = 0; i < 3; i++)
        row[i] = gr_aligned_alloc(2 * SAMPLES);
    for (int i = 0; i < SAMPLES; i++) {
        row[0][i] = (uint16_t)gr_rng_u32(1, 0, (uint32_t)i);
        row[1][i] = (uint16_t)gr_rng_u32(1, 1, (uint32_t)i);
    }
    const int64_t one = (int64_t)1 << 32;
    GrPatch line = {.top = row[0] + 3,
                    .bottom = row[1] + 3,
                    .step = 3,
                    .dx = one,
                    .out = row[2],
                    .columns = PIXELS,
                    .rows = 1};
    gr_kernels_none.patch(&line);
    assert_memory_equal(row[2], line.top, 3 * PIXELS * sizeof(uint16_t));
    /* Pixel 0 of the mirror image is the right neighbour of where it begins. */
    line.top += (ptrdiff_t)3 * PIXELS;
    line.bottom += (ptrdiff_t)3 * PIXELS;
    line.step = -3;
    gr_kernels_none.patch(&line);
    for (int i = 0; i < PIXELS; i++)
        assert_memory_equal(row[2] + (ptrdiff_t)3 * i, line.top + (ptrdiff_t)3 * (1 - i), 6);
    line.top = row[0] + 3;
    line.bottom = row[1] + 3;
    line.step = 3;
    line.dx = one / 3;
    line.dy = 7;
    line.y = one / 5;
    gr_kernels_none.patch(&line);
    for (int i = 0; i < PIXELS; i++)
        for (int c = 0; c < 3; c++) {
            double x = (double)(i * line.dx) / (double)one, fx = x - floor(x), fy = 0.2;
            int at = 3 * ((int)x + 1) + c;
            double left = row[0][at] + (row[1][at] - row[0][at]) * fy;
            double right = row[0][at + 3] + (row[1][at + 3] - row[0][at + 3]) * fy;
            assert_true(fabs(left + (right - left) * fx - row[2][3 * i + c]) <= 4.0);
        }
    for (int i = 0; i < 3; i++)
        gr_aligned_free(row[i]);
}

static const GrBlend settling[] = {GR_BLEND_NORMAL,   GR_BLEND_ADD,        GR_BLEND_SCREEN,
                                   GR_BLEND_MULTIPLY, GR_BLEND_DIFFERENCE, GR_BLEND_EXCLUSION,
                                   GR_BLEND_LIGHTEN};

/* Without an echo these modes show what is there, multiply too; a screened or lightened echo only
 * ever adds light; nothing overflows. */
static void test_echoes(void **state)
{
    (void)state;
    uint8_t *now = gr_aligned_alloc(256), *shown = gr_aligned_alloc(256);
    uint16_t *echo = gr_aligned_alloc(512), *history = gr_aligned_alloc(512);
    for (int i = 0; i < 256; i++)
        now[i] = (uint8_t)i;
    for (size_t m = 0; m < sizeof settling / sizeof *settling; m++) {
        int mode = settling[m];
        memset(echo, 0, 512);
        gr_kernels_none.echo[mode](history, shown, now, echo, 60000, 65535, false, 256);
        assert_memory_equal(shown, now, 256);
        for (unsigned level = 0; level < 65536; level += 257) {
            for (int i = 0; i < 256; i++)
                echo[i] = (uint16_t)level;
            gr_kernels_none.echo[mode](history, shown, now, echo, 62259, 65535, false, 256);
            double e = floor(level * 62259.0 / 65536.0) / 65535.0;
            for (int i = 0; i < 256; i++) {
                double c = i / 255.0;
                double want = mode == GR_BLEND_NORMAL     ? fmin(1.0, c + e)
                              : mode == GR_BLEND_MULTIPLY ? c
                                                          : mode_of(mode, c, e);
                if (mode == GR_BLEND_NORMAL)
                    want = fmin(c, 1.0 - e) + e;
                assert_true(fabs(want * 255.0 - shown[i]) <= 0.51);
            }
        }
    }
    gr_aligned_free(now);
    gr_aligned_free(shown);
    gr_aligned_free(echo);
    gr_aligned_free(history);
}

/* Every other mode is seen as layers are blended, and remembers the brighter of both. */
static void test_laid_echoes(void **state)
{
    (void)state;
    uint8_t *row[5];
    uint16_t *echo = gr_aligned_alloc(512), *history = gr_aligned_alloc(512);
    for (int i = 0; i < 5; i++)
        row[i] = gr_aligned_alloc(256);
    memset(row[2], 255, 256);
    for (int mode = 0; mode < GR_ECHO_COUNT; mode++) {
        bool settles = false;
        for (size_t m = 0; m < sizeof settling / sizeof *settling; m++)
            settles = settles || settling[m] == (GrBlend)mode;
        for (unsigned level = 0; level < 65536 && !settles; level += 1285) {
            unsigned e = level * 40000u >> 16;
            for (int i = 0; i < 256; i++) {
                row[0][i] = (uint8_t)i;
                row[1][i] = (uint8_t)((e - (e >> 8) + 128) >> 8);
                echo[i] = (uint16_t)level;
            }
            gr_kernels_none.echo[mode](history, row[3], row[0], echo, 40000, 25535, false, 256);
            gr_kernels_none.blend[mode](row[4], row[0], row[1], row[2], NULL, 256);
            assert_memory_equal(row[3], row[4], 256);
            for (unsigned i = 0; i < 256; i++)
                assert_int_equal(history[i], e > i * 257 ? e : i * 257);
        }
    }
    for (int i = 0; i < 5; i++)
        gr_aligned_free(row[i]);
    gr_aligned_free(echo);
    gr_aligned_free(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blends),
        cmocka_unit_test(test_curve),
        cmocka_unit_test(test_echo),
        cmocka_unit_test(test_warp),
        cmocka_unit_test(test_yuv),
        cmocka_unit_test(test_edge),
        cmocka_unit_test(test_pile),
        cmocka_unit_test(test_rescale),
        cmocka_unit_test(test_patch),
        cmocka_unit_test(test_weave),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_flat_is_normal),
        cmocka_unit_test(test_lines_are_exact),
        cmocka_unit_test(test_echoes),
        cmocka_unit_test(test_laid_echoes),
    };
    gr_render_use_level(GR_CPU_NONE); /* fills tables */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
