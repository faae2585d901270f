/* SPDX-License-Identifier: MIT
 *
 * Kernels of feedback: what is woven, turned, stretched and mixed, every level against plain C, and
 * plain C against double references.
 */
#include "kernel_bench.h"

#include <math.h>
#include <stdlib.h>

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
    if (seed % 7 > 4) { /* by three fifths to four, and as large as it was or nearly so */
        int64_t four = (int64_t)3435973836 / 16 * (15 + seed % 3);
        patch.dx = seed & 8 ? four : -four;
        patch.dy = seed & 32 ? four / 4 * 3 : -four / 4 * 3;
        patch.down_x = -patch.dy;
        patch.down_y = patch.dx;
    }
    patch.columns = (int)(seed % (uint32_t)(n < LAST ? n : LAST));
    patch.rows = 1 + (int)(seed % 5);
    patch.last_row = ROW / 2 / STRIDE - 2;
    patch.first_row = -patch.last_row;
    static const int32_t next[] = {0, 64, -64, 128};
    GrPatchPlan plan;
    kernels->plan_patch(&plan, &patch);
    patch.plan = seed & 16 ? &plan : NULL;
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

LEVEL_TEST(echo)
LEVEL_TEST(patch)
LEVEL_TEST(warp)
LEVEL_TEST(weave)

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
        cmocka_unit_test(test_echo),
        cmocka_unit_test(test_patch),
        cmocka_unit_test(test_warp),
        cmocka_unit_test(test_weave),
        cmocka_unit_test(test_lines_are_exact),
        cmocka_unit_test(test_echoes),
        cmocka_unit_test(test_laid_echoes),
    };
    gr_render_use_level(GR_CPU_NONE); /* fills tables */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
