/* SPDX-License-Identifier: MIT
 *
 * Every blend mode on sRGB values against its formula in doubles: all pairs of below and ink at
 * many coverages; and every level against plain C.
 */
#include "unit.h"

#include "base/arena.h"
#include "base/blue_noise.h"
#include "base/rng.h"
#include "render/blend_formulas.h"
#include "render/frozen.h"
#include "render/kernels/kernels.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS = 65536 };

typedef struct Rows {
    GrPixel *below, *ink, *out;
    uint8_t *alpha;
} Rows;

static void open_rows(Rows *rows)
{
    rows->below = gr_aligned_alloc(PAIRS);
    rows->ink = gr_aligned_alloc(PAIRS);
    rows->out = gr_aligned_alloc(PAIRS);
    rows->alpha = gr_aligned_alloc(PAIRS);
    assert_true(rows->below && rows->ink && rows->out && rows->alpha);
    for (int i = 0; i < PAIRS; i++) {
        rows->below[i] = (GrPixel)(i >> 8);
        rows->ink[i] = (GrPixel)i;
    }
}

static void close_rows(Rows *rows)
{
    gr_aligned_free(rows->below);
    gr_aligned_free(rows->ink);
    gr_aligned_free(rows->out);
    gr_aligned_free(rows->alpha);
}

static void check_mode(const Rows *rows, int mode, int alpha)
{
    static double mixed[PAIRS];
    double a = alpha / 255.0, worst = 0.0;
    int at = 0;
    memset(rows->alpha, alpha, PAIRS);
    gr_kernels_none.blend[mode](rows->out, rows->below, rows->ink, rows->alpha, NULL, PAIRS);
    for (int i = 0; i < PAIRS; i++) {
        double b = rows->below[i] / 255.0, k = rows->ink[i] / 255.0;
        mixed[i] = (b + a * (mode_of(mode, b, k, 128.0 / 255.0) - b)) * 255.0;
        double off = fabs(mixed[i] - rows->out[i]);
        at = off > worst ? i : at;
        worst = off > worst ? off : worst;
    }
    if (getenv("GR_SHOW_WORST"))
        print_message("%s alpha %d: worst %.3f\n", gr_blend_names[mode], alpha, worst);
    if (worst > 1.0)
        fail_msg("%s, alpha %d: %d with %d gives %d instead of %.3f", gr_blend_names[mode], alpha,
                 rows->below[at], rows->ink[at], rows->out[at], mixed[at]);
}

static void test_srgb_is_exact(void **state)
{
    (void)state;
    static const int alphas[] = {0, 1, 2, 31, 77, 127, 128, 191, 200, 254, 255};
    Rows rows;
    open_rows(&rows);
    for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
        for (size_t i = 0; i < sizeof alphas / sizeof *alphas; i++)
            check_mode(&rows, mode, alphas[i]);
    close_rows(&rows);
}

/* No ink at all leaves every value as it was. */
static void test_no_alpha_leaves_below(void **state)
{
    (void)state;
    Rows rows;
    open_rows(&rows);
    memset(rows.alpha, 0, PAIRS);
    for (int mode = 0; mode < GR_BLEND_COUNT; mode++) {
        gr_kernels_none.blend[mode](rows.out, rows.below, rows.ink, rows.alpha, NULL, PAIRS);
        assert_memory_equal(rows.out, rows.below, PAIRS);
    }
    close_rows(&rows);
}

/* What the flag says of a mode over black. */
static void test_ink_over_black(void **state)
{
    (void)state;
    Rows rows;
    open_rows(&rows);
    memset(rows.below, 0, PAIRS);
    for (int i = 0; i < PAIRS; i++)
        rows.alpha[i] = (uint8_t)(i >> 8);
    GrPixel *plain = gr_aligned_alloc(PAIRS);
    assert_non_null(plain);
    gr_kernels_none.ink(plain, rows.ink, rows.alpha, PAIRS);
    for (int mode = 0; mode < GR_BLEND_COUNT; mode++) {
        gr_kernels_none.blend[mode](rows.out, rows.below, rows.ink, rows.alpha, NULL, PAIRS);
        bool same = memcmp(rows.out, plain, PAIRS) == 0;
        if (same != gr_blend_infos[mode].ink_over_black)
            fail_msg("%s over black", gr_blend_names[mode]);
    }
    gr_aligned_free(plain);
    close_rows(&rows);
}

/* Thresholds change nothing where nothing is a fraction; else the mean of all of them is what it
 * would be without rounding, except for modes that take none. */
static void check_dithered(const Rows *rows, int mode, int alpha)
{
    enum { COUNT = 64 };
    static int sums[PAIRS];
    const bool takes_none = mode == GR_BLEND_SOFTLIGHT || mode == GR_BLEND_COLORDODGE ||
                            mode == GR_BLEND_COLORBURN || mode == GR_BLEND_VIVIDLIGHT;
    uint8_t dither[2 * COUNT];
    memset(rows->alpha, alpha, PAIRS);
    memset(sums, 0, sizeof sums);
    for (int i = 0; i < 2 * COUNT; i++)
        dither[i] = (uint8_t)(i % COUNT * 4 + 2);
    for (int shift = 0; shift < COUNT; shift++) {
        gr_kernels_none.blend[mode](rows->out, rows->below, rows->ink, rows->alpha, dither + shift,
                                    PAIRS);
        for (int i = 0; i < PAIRS; i++)
            sums[i] += rows->out[i];
    }
    for (int i = 0; i < PAIRS; i++) {
        double b = rows->below[i] / 255.0, k = rows->ink[i] / 255.0, a = alpha / 255.0;
        double mixed = (b + a * (mode_of(mode, b, k, 128.0 / 255.0) - b)) * 255.0;
        double off = fabs(mixed - sums[i] / (double)COUNT), most = takes_none ? 1.0 : 0.03;
        bool whole = fabs(mixed - floor(mixed + 0.5)) < 1.0e-6;
        if (off > (whole && !takes_none ? 0.0 : most) + 1.0e-6)
            fail_msg("%s, alpha %d: %d with %d gives %g instead of %.3f", gr_blend_names[mode],
                     alpha, rows->below[i], rows->ink[i], sums[i] / (double)COUNT, mixed);
    }
}

static void test_thresholds(void **state)
{
    (void)state;
    static const int alphas[] = {0, 1, 77, 128, 254, 255};
    Rows rows;
    open_rows(&rows);
    for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
        for (size_t i = 0; i < sizeof alphas / sizeof *alphas; i++)
            check_dithered(&rows, mode, alphas[i]);
    close_rows(&rows);
}

/* And over black: lay_ink is what the mode normal does. */
static void test_thresholds_over_black(void **state)
{
    (void)state;
    Rows rows;
    open_rows(&rows);
    memset(rows.below, 0, PAIRS);
    const uint8_t *dither = gr_blue_noise_row(77, 5);
    for (int i = 0; i < PAIRS; i++)
        rows.alpha[i] = (uint8_t)(i >> 8);
    gr_kernels_none.blend[GR_BLEND_NORMAL](rows.out, rows.below, rows.ink, rows.alpha, dither,
                                           PAIRS);
    for (int level = 0; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        GrPixel *const out[3] = {rows.below, rows.below, rows.below};
        const GrPixel *const ink[3] = {rows.ink, rows.ink, rows.ink};
        if (!kernels)
            continue;
        kernels->lay_ink(out, ink, rows.alpha, dither, PAIRS);
        assert_memory_equal(rows.below, rows.out, PAIRS);
    }
    close_rows(&rows);
}

static void check_level(const GrKernels *level, Rows *rows, int mode, uint32_t seed)
{
    enum { GUARD = 64 };
    const int widths[] = {64, 128, 320, 1984};
    GrPixel *other = gr_aligned_alloc(PAIRS);
    assert_non_null(other);
    for (int w = 0; w < 4; w++) {
        int n = widths[w];
        for (int i = 0; i < n + GUARD; i++) {
            uint32_t x = gr_rng_u32(seed, (uint32_t)w, (uint32_t)i);
            rows->alpha[i] = (uint8_t)(x >> 30 == 0 ? 0 : x >> 30 == 1 ? 255 : x);
            rows->below[i] = (GrPixel)(x >> 8);
            rows->ink[i] = (GrPixel)(x >> 16);
            rows->out[i] = other[i] = 77;
        }
        const uint8_t *dither = seed % 2 ? gr_blue_noise_row(seed, w) : NULL;
        GrBlendKernel *plain = gr_kernels_none.blend[mode], *fast = level->blend[mode];
        plain(rows->out, rows->below, rows->ink, rows->alpha, dither, n);
        fast(other, rows->below, rows->ink, rows->alpha, dither, n);
        if (memcmp(rows->out, other, (size_t)(n + GUARD)) != 0)
            fail_msg("%s differs on %s", gr_blend_names[mode], level->name);
        fast(rows->below, rows->below, rows->ink, rows->alpha, dither, n); /* in place */
        assert_memory_equal(rows->out, rows->below, (size_t)n);
    }
    gr_aligned_free(other);
}

/* What plain C reads from tables and others calculate. */
static void check_all_pairs(const GrKernels *level, const Rows *rows)
{
    static const int alphas[] = {1, 85, 128, 170, 255};
    GrPixel *other = gr_aligned_alloc(PAIRS);
    assert_non_null(other);
    for (size_t i = 0; i < sizeof alphas / sizeof *alphas; i++)
        for (int mode = 0; mode < GR_BLEND_COUNT; mode++) {
            const uint8_t *dither = i % 2 ? gr_blue_noise_row((uint32_t)mode, mode) : NULL;
            memset(rows->alpha, alphas[i], PAIRS);
            gr_kernels_none.blend[mode](rows->out, rows->below, rows->ink, rows->alpha, dither,
                                        PAIRS);
            level->blend[mode](other, rows->below, rows->ink, rows->alpha, dither, PAIRS);
            if (memcmp(rows->out, other, PAIRS) != 0)
                fail_msg("%s, alpha %d differs on %s", gr_blend_names[mode], alphas[i],
                         level->name);
        }
    gr_aligned_free(other);
}

static void test_levels_agree_on_all_pairs(void **state)
{
    (void)state;
    Rows rows;
    open_rows(&rows);
    for (int level = 1; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        if (kernels)
            check_all_pairs(kernels, &rows);
    }
    close_rows(&rows);
}

static void test_levels_are_equal(void **state)
{
    (void)state;
    Rows rows;
    open_rows(&rows);
    for (int level = 1; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        for (int mode = 0; kernels && mode < GR_BLEND_COUNT; mode++)
            for (uint32_t seed = 0; seed < 8; seed++)
                check_level(kernels, &rows, mode, seed);
    }
    close_rows(&rows);
}

/* Three planes, guarded at their ends, and a stretch of some kernel steps without any ink. */
enum { LAID = 1984, LAID_GUARD = 64, LAID_ROOM = LAID + LAID_GUARD };

typedef struct Laid {
    GrPixel *below[3], *ink[3], *out[3], *expected[3];
    uint8_t *prepared[3], *alpha;
} Laid;

static void open_laid(Laid *laid)
{
    for (int plane = 0; plane < 3; plane++) {
        laid->below[plane] = gr_aligned_alloc(LAID_ROOM);
        laid->ink[plane] = gr_aligned_alloc(LAID_ROOM);
        laid->out[plane] = gr_aligned_alloc(LAID_ROOM);
        laid->expected[plane] = gr_aligned_alloc(LAID_ROOM);
        laid->prepared[plane] = gr_aligned_alloc(LAID_ROOM * GR_PREPARED_BYTES);
        assert_true(laid->below[plane] && laid->ink[plane] && laid->out[plane] &&
                    laid->expected[plane] && laid->prepared[plane]);
        for (int i = 0; i < LAID_ROOM; i++) {
            uint32_t x = gr_rng_u32(5, (uint32_t)plane, (uint32_t)i);
            laid->below[plane][i] = (GrPixel)x;
            laid->ink[plane][i] = (GrPixel)(x >> 8);
        }
    }
    laid->alpha = gr_aligned_alloc(LAID_ROOM);
    assert_non_null(laid->alpha);
    for (int i = 0; i < LAID_ROOM; i++) {
        uint32_t x = gr_rng_u32(6, 0, (uint32_t)i);
        laid->alpha[i] = (uint8_t)(i % 640 < 256 || x >> 30 == 0 ? 0 : x >> 30 == 1 ? 255 : x);
    }
}

static void close_laid(Laid *laid)
{
    for (int plane = 0; plane < 3; plane++) {
        gr_aligned_free(laid->below[plane]);
        gr_aligned_free(laid->ink[plane]);
        gr_aligned_free(laid->out[plane]);
        gr_aligned_free(laid->expected[plane]);
        gr_aligned_free(laid->prepared[plane]);
    }
    gr_aligned_free(laid->alpha);
}

static void check_lay(const GrKernels *level, const Laid *laid, int mode, const uint8_t *dither,
                      int n)
{
    const GrLay *lay = &level->lay[mode];
    const uint8_t *ink[3];
    for (int plane = 0; plane < 3; plane++) {
        uint8_t *end = laid->prepared[plane] + n * GR_PREPARED_BYTES;
        memset(laid->out[plane], 77, LAID_ROOM);
        memset(laid->expected[plane], 77, LAID_ROOM);
        memset(end, 78, LAID_GUARD);
        gr_kernels_none.blend[mode](laid->expected[plane], laid->below[plane], laid->ink[plane],
                                    laid->alpha, dither, n);
        ink[plane] = lay->prepare ? laid->prepared[plane] : laid->ink[plane];
        if (lay->prepare)
            lay->prepare(laid->prepared[plane], laid->ink[plane], n);
        for (int i = 0; i < LAID_GUARD; i++)
            assert_int_equal(end[i], 78);
    }
    lay->lay(laid->out, (const GrPixel *const *)laid->below, ink, laid->alpha, dither, n);
    for (int plane = 0; plane < 3; plane++) {
        if (memcmp(laid->out[plane], laid->expected[plane], LAID_ROOM) != 0)
            fail_msg("%s, laid, differs on %s", gr_blend_names[mode], level->name);
        memcpy(laid->out[plane], laid->below[plane], (size_t)n);
    }
    /* In place, and with an ink that is used once. */
    lay->lay(laid->out, (const GrPixel *const *)laid->out, ink, laid->alpha, dither, n);
    for (int plane = 0; plane < 3; plane++) {
        assert_memory_equal(laid->out[plane], laid->expected[plane], LAID_ROOM);
        memcpy(laid->out[plane], laid->below[plane], (size_t)n);
    }
    gr_lay_once(level, mode, laid->out, (const GrPixel *const *)laid->out,
                (const GrPixel *const *)laid->ink, laid->alpha, dither, n);
    for (int plane = 0; plane < 3; plane++)
        assert_memory_equal(laid->out[plane], laid->expected[plane], LAID_ROOM);
}

static void check_laid_ink(const GrKernels *level, const Laid *laid, int n)
{
    for (int plane = 0; plane < 3; plane++) {
        memset(laid->out[plane], 77, LAID_ROOM);
        memset(laid->expected[plane], 77, LAID_ROOM);
        gr_kernels_none.ink(laid->expected[plane], laid->ink[plane], laid->alpha, n);
    }
    level->lay_ink(laid->out, (const GrPixel *const *)laid->ink, laid->alpha, NULL, n);
    for (int plane = 0; plane < 3; plane++)
        assert_memory_equal(laid->out[plane], laid->expected[plane], LAID_ROOM);
}

static void test_shared_inks(void **state)
{
    (void)state;
    Laid laid;
    open_laid(&laid);
    for (int level = 0; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        if (kernels)
            check_laid_ink(kernels, &laid, LAID);
        for (int mode = 0; kernels && mode < GR_BLEND_COUNT; mode++) {
            check_lay(kernels, &laid, mode, NULL, 64);
            check_lay(kernels, &laid, mode, NULL, LAID);
            check_lay(kernels, &laid, mode, gr_blue_noise_row((uint32_t)mode, mode), LAID);
        }
    }
    close_laid(&laid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_srgb_is_exact),
        cmocka_unit_test(test_thresholds),
        cmocka_unit_test(test_thresholds_over_black),
        cmocka_unit_test(test_no_alpha_leaves_below),
        cmocka_unit_test(test_ink_over_black),
        cmocka_unit_test(test_levels_agree_on_all_pairs),
        cmocka_unit_test(test_levels_are_equal),
        cmocka_unit_test(test_shared_inks),
    };
    gr_render_use_level(GR_CPU_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
