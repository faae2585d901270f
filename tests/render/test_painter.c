/* SPDX-License-Identifier: MIT
 *
 * Whole frames: the same picture whichever way it is reached.
 */
#include "unit.h"

#include "base/arena.h"
#include "registry.h"
#include "small_studio.h"

#include <malloc.h>
#include <stdio.h>

/* Two scenes: history, feedback of every kind of transform, gather, survey, rows and points, and a
 * mask that moves. */
static const char busy[] =
    "fonts: [builtin]\n"
    "scenes:\n"
    "  - name: one\n"
    "    length: 2s\n"
    "    fade_in: 0.25s\n"
    "    layers:\n"
    "      - {grid: lg, field: plasma, palette: dense, hue: angle,\n"
    "         mask: {text: GO, scale: 0.5 + t, angle: t/9, feather: 40*p, invert: yes}}\n"
    "      - {grid: md, field: reaction, palette: blocks, blend: screen, opacity: 0.7,\n"
    "         hue: {by: distance, speed: 0.1}}\n"
    "      - {text: a, size: 500, x: 0.1*p, motion: fade}\n"
    "    feedback: {zoom: 0.02, rotate: 0.004, decay: 0.9, opacity: 0.8, blend: screen,\n"
    "               hue: 0.01}\n"
    "    shaders: [vignette, kaleidoscope, chromatic, bloom, grain]\n"
    "  - name: two\n"
    "    length: 1s\n"
    "    background: {from: '102030', to: '400810', angle: 0.1}\n"
    "    layers:\n"
    "      - {grid: xl, field: rain_code, palette: binary, blend: difference}\n"
    "    feedback: {zoom: -0.03, decay: 0.95, opacity: 1, blend: exclusion}\n"
    "    shaders: [scanlines, tint]\n";

static SmallStudio open_or_fail(const char *text, int width, int height, int fps_num, int fps_den,
                                int threads)
{
    SmallStudio studio;
    if (studio_open(&studio, text, width, height, gr_rational(fps_num, fps_den), threads))
        fail_msg("%s", studio.error.message);
    return studio;
}

static uint64_t draw(SmallStudio *studio)
{
    GrFrameStats stats;
    if (gr_painter_draw(studio->painter, NULL, true, &stats, &studio->error))
        fail_msg("%s", studio->error.message);
    return stats.checksum;
}

static uint64_t draw_at(SmallStudio *studio, int64_t run_start, int64_t frame)
{
    if (gr_painter_seek(studio->painter, run_start, frame, &studio->error))
        fail_msg("%s", studio->error.message);
    return draw(studio);
}

/* Checksums of all frames in one go. */
static uint64_t *draw_all(SmallStudio *studio)
{
    int64_t count = gr_frozen_frame_count(studio->frozen);
    uint64_t *sums = calloc((size_t)count, sizeof *sums);
    assert_non_null(sums);
    assert_int_equal(gr_painter_seek(studio->painter, 0, 0, &studio->error), 0);
    for (int64_t i = 0; i < count; i++)
        sums[i] = draw(studio);
    return sums;
}

static void test_alone_equals_sequence(void **state)
{
    (void)state;
    static const GrRational rates[] = {{24, 1}, {60, 1}, {30000, 1001}};
    for (size_t r = 0; r < CASES_TO_RUN(rates, 1); r++) {
        SmallStudio studio = open_or_fail(busy, 160, 90, (int)rates[r].num, (int)rates[r].den, 1);
        uint64_t *sums = draw_all(&studio);
        int64_t count = gr_frozen_frame_count(studio.frozen);
        for (int64_t frame = 0; frame < count; frame += 7)
            assert_true(draw_at(&studio, 0, frame) == sums[frame]);
        assert_true(sums[count / 2] != sums[count / 2 - 1]); /* it moves */
        free(sums);
        studio_close(&studio);
    }
}

/* A run that starts later is drawn after a pre-roll; frames of that run agree with each other, and
 * with the whole show to one code value. */
static void test_runs(void **state)
{
    (void)state;
    SmallStudio run = open_or_fail(busy, 160, 90, 24, 1, 1);
    SmallStudio whole = open_or_fail(busy, 160, 90, 24, 1, 1);
    assert_int_equal(gr_painter_seek(run.painter, 30, 30, &run.error), 0);
    assert_int_equal(gr_painter_seek(whole.painter, 0, 30, &whole.error), 0);
    uint64_t sums[42];
    for (int i = 0; i < 42; i++) {
        sums[i] = draw(&run);
        draw(&whole);
        const GrCanvas *a = gr_painter_canvas(run.painter), *b = gr_painter_canvas(whole.painter);
        for (int plane = 0; plane < 3; plane++)
            for (int y = 0; y < 90; y++)
                for (int x = 0; x < 160; x++) {
                    int off = gr_canvas_row(a, plane, y)[x] - gr_canvas_row(b, plane, y)[x];
                    /* Shaders after it may double a difference, and round it to one more. */
                    assert_in_range(off + 3, 0, 6);
                }
    }
    for (int i = 41; i >= 0; i -= 4)
        assert_true(draw_at(&run, 30, 30 + i) == sums[i]);
    studio_close(&run);
    studio_close(&whole);
}

static void test_rates_agree_at_equal_times(void **state)
{
    (void)state;
    SmallStudio slow = open_or_fail(busy, 160, 90, 12, 1, 1);
    SmallStudio usual = open_or_fail(busy, 160, 90, 24, 1, 1);
    SmallStudio fast = open_or_fail(busy, 160, 90, 60, 1, 1);
    uint64_t *at_12 = draw_all(&slow), *at_24 = draw_all(&usual), *at_60 = draw_all(&fast);
    for (int i = 0; i < 36; i++) {
        assert_true(at_12[i] == at_24[2 * i]);
        assert_true(at_12[i] == at_60[5 * i]);
    }
    for (int i = 0; i < 180; i++) /* and nothing stands still in between */
        assert_true(i == 0 || at_60[i] != at_60[i - 1]);
    free(at_12);
    free(at_24);
    free(at_60);
    studio_close(&slow);
    studio_close(&usual);
    studio_close(&fast);
}

static void test_threads_agree(void **state)
{
    (void)state;
    SmallStudio one = open_or_fail(busy, 162, 92, 24, 1, 1);
    SmallStudio two = open_or_fail(busy, 162, 92, 24, 1, 2);
    uint64_t *a = draw_all(&one), *b = draw_all(&two);
    for (int i = 0; i < 72; i++)
        assert_true(a[i] == b[i]);
    free(a);
    free(b);
    studio_close(&one);
    studio_close(&two);
}

static void use_level(GrCpuLevel level)
{
    gr_registry_install(level);
    gr_render_use_level(level);
}

static void test_levels_agree(void **state)
{
    (void)state;
    uint64_t *plain = NULL;
    for (int level = 0; level < GR_CPU_LEVELS; level++) {
        if (!gr_cpu_usable((GrCpuLevel)level))
            continue;
        use_level((GrCpuLevel)level);
        SmallStudio studio = open_or_fail(busy, 162, 92, 12, 1, 1);
        uint64_t *sums = draw_all(&studio);
        for (int i = 0; i < 36 && plain; i++)
            assert_true(plain[i] == sums[i]);
        if (plain)
            free(sums);
        else
            plain = sums;
        studio_close(&studio);
    }
    free(plain);
    use_level(gr_cpu_best());
}

static void test_sizes(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1},   {2, 2},   {1, 40},    {40, 1},   {17, 33},
                                   {64, 64}, {65, 31}, {4096, 64}, {33, 1200}};
    for (size_t i = 0; i < CASES_TO_RUN(sizes, 5); i++) {
        SmallStudio studio = open_or_fail(busy, sizes[i][0], sizes[i][1], 12, 1, 1);
        assert_int_equal(gr_painter_seek(studio.painter, 0, 18, &studio.error), 0);
        for (int k = 0; k < 10; k++)
            draw(&studio);
        studio_close(&studio);
    }
}

typedef struct GuardedYuv {
    uint8_t *memory;
    GrYuvPicture picture;
    size_t bytes;
} GuardedYuv;

/* Rows exactly as wide as the picture, or with room for kernels; guard bytes before and after. */
static GuardedYuv open_yuv(int width, int height, bool roomy)
{
    int stride = roomy ? (width + 127) / 128 * 128 : width;
    size_t luma = (size_t)stride * (size_t)height, chroma = luma / 4;
    GuardedYuv yuv = {.bytes = luma + 2 * chroma + 256};
    yuv.memory = malloc(yuv.bytes);
    assert_non_null(yuv.memory);
    memset(yuv.memory, 0xa5, yuv.bytes);
    yuv.picture = (GrYuvPicture){
        .plane = {yuv.memory + 64, yuv.memory + 128 + luma, yuv.memory + 192 + luma + chroma},
        .stride = {stride, stride / 2, stride / 2},
        .width = width,
        .height = height};
    return yuv;
}

static void assert_guards(const GuardedYuv *yuv)
{
    const GrYuvPicture *picture = &yuv->picture;
    size_t luma = (size_t)picture->stride[0] * (size_t)picture->height;
    const uint8_t *starts[] = {yuv->memory, picture->plane[0] + luma, picture->plane[1] + luma / 4,
                               picture->plane[2] + luma / 4};
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 64; k++)
            assert_int_equal(starts[i][k], 0xa5);
}

/* YUV made band by band in a window, from a whole canvas, and into tight rows: the same; and its
 * brightness is that of the RGB canvas. */
static void test_yuv_ways(void **state)
{
    (void)state;
    static const char simple[] = "fonts: [builtin]\n"
                                 "scenes:\n"
                                 "  - name: one\n"
                                 "    length: 1s\n"
                                 "    layers: [{field: plasma, hue: angle}]\n"
                                 "    shaders: [vignette]\n";
    SmallStudio studio = open_or_fail(simple, 162, 90, 24, 1, 1);
    GuardedYuv tight = open_yuv(162, 90, false), roomy = open_yuv(162, 90, true);
    GuardedYuv whole = open_yuv(162, 90, false);
    GrFrameStats stats[4];
    memset(stats, 0, sizeof stats);
    GrPainter *painter = studio.painter;
    for (int i = 0; i < 4; i++) {
        const GrYuvPicture *into = i == 0   ? &tight.picture
                                   : i == 1 ? &roomy.picture
                                   : i == 2 ? &whole.picture
                                            : NULL;
        assert_int_equal(gr_painter_seek(painter, 0, 9, &studio.error), 0);
        assert_int_equal(gr_painter_draw(painter, into, i >= 2, &stats[i], &studio.error), 0);
    }
    assert_memory_equal(tight.memory, whole.memory, tight.bytes);
    assert_guards(&tight);
    assert_guards(&roomy);
    for (int plane = 0; plane < 3; plane++) {
        int width = plane ? 81 : 162, height = plane ? 45 : 90;
        for (int y = 0; y < height; y++)
            assert_memory_equal(tight.picture.plane[plane] + y * tight.picture.stride[plane],
                                roomy.picture.plane[plane] + y * roomy.picture.stride[plane],
                                (size_t)width);
    }
    for (int i = 1; i < 4; i++) {
        assert_true(stats[i].mean_luma == stats[0].mean_luma);
        assert_int_equal(stats[i].max_luma, stats[0].max_luma);
    }
    assert_true(stats[2].checksum == stats[3].checksum);
    double mean;
    int most;
    gr_canvas_brightness(gr_painter_canvas(painter), &mean, &most);
    assert_true(mean - (double)stats[0].mean_luma < 1.0 && (double)stats[0].mean_luma - mean < 1.0);
    assert_in_range(most - stats[0].max_luma + 2, 0, 4);
    free(tight.memory);
    free(roomy.memory);
    free(whole.memory);
    studio_close(&studio);
}

static void test_odd_yuv_is_refused(void **state)
{
    (void)state;
    SmallStudio studio = open_or_fail(busy, 33, 17, 24, 1, 1);
    GuardedYuv yuv = open_yuv(34, 18, true);
    assert_int_equal(gr_painter_seek(studio.painter, 0, 0, &studio.error), 0);
    assert_int_equal(gr_painter_draw(studio.painter, &yuv.picture, false, NULL, &studio.error),
                     GR_E_INTERNAL);
    assert_int_equal(gr_painter_seek(studio.painter, 0, 72, &studio.error), GR_E_INTERNAL);
    assert_int_equal(gr_painter_seek(studio.painter, 5, 4, &studio.error), GR_E_INTERNAL);
    free(yuv.memory);
    studio_close(&studio);
}

/* Drawing allocates nothing. */
static void test_no_allocations(void **state)
{
    (void)state;
#if !defined(GR_SANITIZED)
    SmallStudio studio = open_or_fail(busy, 320, 180, 60, 1, 1);
    assert_int_equal(gr_painter_seek(studio.painter, 0, 0, &studio.error), 0);
    draw(&studio);
    size_t before = mallinfo2().uordblks, mapped = mallinfo2().hblkhd;
    GrFrameStats stats;
    for (int i = 0; i < 150; i++)
        assert_int_equal(gr_painter_draw(studio.painter, NULL, false, &stats, &studio.error), 0);
    assert_int_equal(mallinfo2().uordblks, before);
    assert_int_equal(mallinfo2().hblkhd, mapped);
    studio_close(&studio);
#endif
}

/* What is said of brightness is the nearest code value: 17.47 is 17. */
static void test_brightness_is_rounded(void **state)
{
    (void)state;
    static const struct {
        const char *colour;
        int most;
    } cases[] = {{"000000", 0}, {"111111", 17}, {"808080", 128}, {"ffffff", 255}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256];
        snprintf(text, sizeof text,
                 "background: \"%s\"\nscenes:\n- length: 1s\n  exposure: off\n"
                 "  layers: [{field: plasma, opacity: 0, grid: xxl}]\n",
                 cases[i].colour);
        SmallStudio studio = open_or_fail(text, 64, 36, 24, 1, 1);
        GrFrameStats stats;
        gr_painter_seek(studio.painter, 0, 0, &studio.error);
        assert_int_equal(gr_painter_draw(studio.painter, NULL, false, &stats, &studio.error), 0);
        if (stats.max_luma != cases[i].most)
            fail_msg("%s: %d", cases[i].colour, stats.max_luma);
        studio_close(&studio);
    }
}

static void test_stages_are_timed(void **state)
{
    (void)state;
    SmallStudio studio = open_or_fail(busy, 160, 90, 24, 1, 1);
    GuardedYuv yuv = open_yuv(160, 90, true);
    draw_at(&studio, 0, 20);
    assert_int_equal(gr_painter_draw(studio.painter, &yuv.picture, false, NULL, &studio.error), 0);
    for (int i = 0; i < GR_STAGE_COUNT; i++) {
        assert_non_null(gr_stage_names[i]);
        /* It shows no film. */
        assert_int_equal(gr_painter_stage_ns(studio.painter)[i] > 0, i != GR_STAGE_DECODE);
    }
    free(yuv.memory);
    studio_close(&studio);
}

int main(void)
{
    use_level(gr_cpu_best());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alone_equals_sequence),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_rates_agree_at_equal_times),
        cmocka_unit_test(test_threads_agree),
        cmocka_unit_test(test_levels_agree),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_yuv_ways),
        cmocka_unit_test(test_odd_yuv_is_refused),
        cmocka_unit_test(test_no_allocations),
        cmocka_unit_test(test_brightness_is_rounded),
        cmocka_unit_test(test_stages_are_timed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
