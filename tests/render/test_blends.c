/* SPDX-License-Identifier: MIT
 *
 * Every blend mode, in sRGB values and in linear light, against its formula in doubles: all pairs
 * of below and ink at many coverages; and every level against plain C.
 */
#include "unit.h"

#include "base/arena.h"
#include "base/rng.h"
#include "render/frozen.h"
#include "render/kernels/kernels.h"
#include "render/kernels/light.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double dodge(double b, double k)
{
    return b <= 0.0 ? 0.0 : k >= 1.0 ? 1.0 : fmin(1.0, b / (1.0 - k));
}

static double burn(double b, double k)
{
    return 1.0 - dodge(1.0 - b, 1.0 - k);
}

static double hard(double b, double k)
{
    return k <= 0.5 ? 2.0 * b * k : 1.0 - 2.0 * (1.0 - b) * (1.0 - k);
}

/* compositing-1, section 10.1.9 */
static double soft(double b, double k)
{
    double d = b <= 0.25 ? ((16.0 * b - 12.0) * b + 4.0) * b : sqrt(b);
    return k <= 0.5 ? b - (1.0 - 2.0 * k) * b * (1.0 - b) : b + (2.0 * k - 1.0) * (d - b);
}

static double unit(double x)
{
    return x < 0.0 ? 0.0 : x > 1.0 ? 1.0 : x;
}

static double mode_of(int mode, double b, double k, double middle)
{
    switch ((GrBlend)mode) {
    case GR_BLEND_NORMAL:
        return k;
    case GR_BLEND_ADD:
        return unit(b + k);
    case GR_BLEND_SUBTRACT:
        return unit(b - k);
    case GR_BLEND_MULTIPLY:
        return b * k;
    case GR_BLEND_SCREEN:
        return b + k - b * k;
    case GR_BLEND_OVERLAY:
        return hard(k, b);
    case GR_BLEND_SOFTLIGHT:
        return soft(b, k);
    case GR_BLEND_HARDLIGHT:
        return hard(b, k);
    case GR_BLEND_DIFFERENCE:
        return fabs(b - k);
    case GR_BLEND_EXCLUSION:
        return b + k - 2.0 * b * k;
    case GR_BLEND_COLORDODGE:
        return dodge(b, k);
    case GR_BLEND_COLORBURN:
        return burn(b, k);
    case GR_BLEND_LINEARLIGHT:
        return unit(b + 2.0 * k - 1.0);
    case GR_BLEND_VIVIDLIGHT:
        return k <= 0.5 ? burn(b, 2.0 * k) : dodge(b, 2.0 * k - 1.0);
    case GR_BLEND_PINLIGHT:
        return k <= 0.5 ? fmin(b, 2.0 * k) : fmax(b, 2.0 * k - 1.0);
    case GR_BLEND_HARDMIX:
        return b + k >= 1.0 - 1e-12 ? 1.0 : 0.0;
    case GR_BLEND_LIGHTEN:
        return fmax(b, k);
    case GR_BLEND_DARKEN:
        return fmin(b, k);
    case GR_BLEND_GRAIN_EXTRACT:
        return unit(b - k + middle);
    case GR_BLEND_GRAIN_MERGE:
        return unit(b + k - middle);
    case GR_BLEND_COUNT:
        break;
    }
    return 0.0;
}

static double to_light(double x)
{
    return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);
}

static double to_code(double x)
{
    return x <= 0.0031308 ? x * 12.92 : 1.055 * pow(x, 1.0 / 2.4) - 0.055;
}

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

static void check_mode(const Rows *rows, int mode, GrLight light, int alpha)
{
    static double mixed[PAIRS];
    double a = alpha / 255.0, worst = 0.0;
    int at = 0;
    memset(rows->alpha, alpha, PAIRS);
    gr_blend_kernel(&gr_kernels_none, mode, light)(rows->out, rows->below, rows->ink, rows->alpha,
                                                   PAIRS);
    for (int i = 0; i < PAIRS; i++) {
        double b = rows->below[i] / 255.0, k = rows->ink[i] / 255.0;
        if (light == GR_LIGHT_LINEAR) {
            b = to_light(b), k = to_light(k);
            mixed[i] = to_code(b + a * (mode_of(mode, b, k, 0.5) - b)) * 255.0;
        } else {
            mixed[i] = (b + a * (mode_of(mode, b, k, 128.0 / 255.0) - b)) * 255.0;
        }
        double off = fabs(mixed[i] - rows->out[i]);
        at = off > worst ? i : at;
        worst = off > worst ? off : worst;
    }
    if (getenv("GR_SHOW_WORST"))
        print_message("%d %s alpha %d: worst %.3f\n", light, gr_blend_names[mode], alpha, worst);
    if (worst > 1.0)
        fail_msg("%s, light %d, alpha %d: %d with %d gives %d instead of %.3f",
                 gr_blend_names[mode], light, alpha, rows->below[at], rows->ink[at], rows->out[at],
                 mixed[at]);
}

static void check_light(GrLight light)
{
    static const int alphas[] = {0, 1, 2, 31, 77, 127, 128, 191, 200, 254, 255};
    Rows rows;
    open_rows(&rows);
    for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
        for (size_t i = 0; i < sizeof alphas / sizeof *alphas; i++)
            check_mode(&rows, mode, light, alphas[i]);
    close_rows(&rows);
}

static void test_srgb_is_exact(void **state)
{
    (void)state;
    check_light(GR_LIGHT_SRGB);
}

static void test_linear_is_exact(void **state)
{
    (void)state;
    check_light(GR_LIGHT_LINEAR);
}

/* Whole numbers lead to light and back: how far from the curve, and every code value returns. */
static void test_light_and_back(void **state)
{
    (void)state;
    for (int code = 0; code < 256; code++) {
        uint16_t light = gr_light_of_code((uint8_t)code);
        assert_true(fabs(light - 65535.0 * to_light(code / 255.0)) < 2.0);
        assert_int_equal(gr_code_of_light(light), code);
    }
    for (int light = 0; light < 65536; light++) {
        double off = gr_code_of_light((uint16_t)light) - 255.0 * to_code(light / 65535.0);
        if (fabs(off) > 0.57)
            fail_msg("light %d is %.3f code values off", light, off);
    }
}

/* No ink at all leaves every value as it was. */
static void test_no_alpha_leaves_below(void **state)
{
    (void)state;
    Rows rows;
    open_rows(&rows);
    memset(rows.alpha, 0, PAIRS);
    for (int light = 0; light < GR_LIGHT_COUNT; light++)
        for (int mode = 0; mode < GR_BLEND_COUNT; mode++) {
            gr_blend_kernel(&gr_kernels_none, mode, (GrLight)light)(rows.out, rows.below, rows.ink,
                                                                    rows.alpha, PAIRS);
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
        gr_kernels_none.blend[mode](rows.out, rows.below, rows.ink, rows.alpha, PAIRS);
        bool same = memcmp(rows.out, plain, PAIRS) == 0;
        if (same != gr_blend_infos[mode].ink_over_black)
            fail_msg("%s over black", gr_blend_names[mode]);
    }
    gr_aligned_free(plain);
    close_rows(&rows);
}

static void check_level(const GrKernels *level, Rows *rows, int mode, GrLight light, uint32_t seed)
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
        GrBlendKernel *plain = gr_blend_kernel(&gr_kernels_none, mode, light);
        GrBlendKernel *fast = gr_blend_kernel(level, mode, light);
        plain(rows->out, rows->below, rows->ink, rows->alpha, n);
        fast(other, rows->below, rows->ink, rows->alpha, n);
        if (memcmp(rows->out, other, (size_t)(n + GUARD)) != 0)
            fail_msg("%s of light %d differs on %s", gr_blend_names[mode], light, level->name);
        fast(rows->below, rows->below, rows->ink, rows->alpha, n); /* in place */
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
        for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
            for (int light = 0; light < GR_LIGHT_COUNT; light++) {
                memset(rows->alpha, alphas[i], PAIRS);
                gr_blend_kernel(&gr_kernels_none, mode, (GrLight)light)(
                    rows->out, rows->below, rows->ink, rows->alpha, PAIRS);
                gr_blend_kernel(level, mode, (GrLight)light)(other, rows->below, rows->ink,
                                                             rows->alpha, PAIRS);
                if (memcmp(rows->out, other, PAIRS) != 0)
                    fail_msg("%s of light %d, alpha %d differs on %s", gr_blend_names[mode], light,
                             alphas[i], level->name);
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
        for (int light = 0; kernels && light < GR_LIGHT_COUNT; light++)
            for (int mode = 0; mode < GR_BLEND_COUNT; mode++)
                for (uint32_t seed = 0; seed < 8; seed++)
                    check_level(kernels, &rows, mode, (GrLight)light, seed);
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

static void check_lay(const GrKernels *level, const Laid *laid, int mode, GrLight light, int n)
{
    const GrLay *lay = gr_lay(level, mode, light);
    const uint8_t *ink[3];
    for (int plane = 0; plane < 3; plane++) {
        uint8_t *end = laid->prepared[plane] + n * GR_PREPARED_BYTES;
        memset(laid->out[plane], 77, LAID_ROOM);
        memset(laid->expected[plane], 77, LAID_ROOM);
        memset(end, 78, LAID_GUARD);
        gr_blend_kernel(&gr_kernels_none, mode, light)(laid->expected[plane], laid->below[plane],
                                                       laid->ink[plane], laid->alpha, n);
        ink[plane] = lay->prepare ? laid->prepared[plane] : laid->ink[plane];
        if (lay->prepare)
            lay->prepare(laid->prepared[plane], laid->ink[plane], n);
        for (int i = 0; i < LAID_GUARD; i++)
            assert_int_equal(end[i], 78);
    }
    lay->lay(laid->out, (const GrPixel *const *)laid->below, ink, laid->alpha, n);
    for (int plane = 0; plane < 3; plane++) {
        if (memcmp(laid->out[plane], laid->expected[plane], LAID_ROOM) != 0)
            fail_msg("%s of light %d, laid, differs on %s", gr_blend_names[mode], light,
                     level->name);
        memcpy(laid->out[plane], laid->below[plane], (size_t)n);
    }
    /* In place, and with an ink that is used once. */
    lay->lay(laid->out, (const GrPixel *const *)laid->out, ink, laid->alpha, n);
    for (int plane = 0; plane < 3; plane++) {
        assert_memory_equal(laid->out[plane], laid->expected[plane], LAID_ROOM);
        memcpy(laid->out[plane], laid->below[plane], (size_t)n);
    }
    gr_lay_once(level, mode, light, laid->out, (const GrPixel *const *)laid->out,
                (const GrPixel *const *)laid->ink, laid->alpha, n);
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
    level->lay_ink(laid->out, (const GrPixel *const *)laid->ink, laid->alpha, n);
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
        for (int light = 0; kernels && light < GR_LIGHT_COUNT; light++)
            for (int mode = 0; mode < GR_BLEND_COUNT; mode++) {
                check_lay(kernels, &laid, mode, (GrLight)light, 64);
                check_lay(kernels, &laid, mode, (GrLight)light, LAID);
            }
    }
    close_laid(&laid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_srgb_is_exact),
        cmocka_unit_test(test_linear_is_exact),
        cmocka_unit_test(test_no_alpha_leaves_below),
        cmocka_unit_test(test_ink_over_black),
        cmocka_unit_test(test_light_and_back),
        cmocka_unit_test(test_levels_agree_on_all_pairs),
        cmocka_unit_test(test_levels_are_equal),
        cmocka_unit_test(test_shared_inks),
    };
    gr_render_use_level(GR_CPU_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
