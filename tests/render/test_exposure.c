/* SPDX-License-Identifier: MIT
 *
 * Tones, curves, backgrounds, and the planned exposure of whole shows.
 */
#include "unit.h"

#include "base/vmath.h"
#include "registry.h"
#include "render/frozen_parts.h"
#include "render/tone.h"
#include "small_studio.h"

#include <math.h>
#include <stdio.h>

static GrBackdrop backdrop_of(GrColour from, GrColour to, float angle)
{
    GrBackground background = {from, to, angle};
    GrBackdrop backdrop;
    gr_backdrop_init(&backdrop, &background, 320, 180);
    return backdrop;
}

static const GrColour BLACK = {0, 0, 0}, WHITE = {1, 1, 1}, PAPER = {0.9f, 0.85f, 0.7f};
static const GrColour NAVY = {0.04f, 0.05f, 0.2f};

/* Over any background and any tone: its own levels stay, order is kept, ends are reached. */
static void test_curves_respect_the_background(void **state)
{
    (void)state;
    const GrColour colours[] = {BLACK, NAVY, PAPER, WHITE};
    for (int from = 0; from < 4; from++)
        for (int to = 0; to < 4; to++)
            for (int gamma = 55; gamma <= 125; gamma += 14) {
                GrBackdrop backdrop = backdrop_of(colours[from], colours[to], 0.1f);
                GrTone tone = {0.0f, 0.6f, (float)gamma * 0.01f, 0.7f};
                GrToneCurves curves;
                gr_tone_curves(&curves, tone, 1.0f, &backdrop);
                assert_false(curves.identity);
                for (int plane = 0; plane < 3; plane++) {
                    const uint8_t *table = curves.channel[plane].table;
                    for (int x = backdrop.low[plane]; x <= backdrop.high[plane]; x++)
                        assert_int_equal(table[x], x);
                    for (int x = 1; x < 256; x++)
                        assert_true(table[x] >= table[x - 1]);
                    assert_int_equal(table[255], 255);
                    assert_int_equal(table[0], 0);
                }
                gr_tone_curves(&curves, tone, 0.0f, &backdrop);
                for (int plane = 0; plane < 3; plane++)
                    for (int x = 0; x < 256; x++)
                        assert_int_equal(curves.channel[plane].table[x], 0);
            }
}

static void test_curves_follow_the_tone(void **state)
{
    (void)state;
    GrBackdrop black = backdrop_of(BLACK, BLACK, 0);
    for (int gamma = 55; gamma <= 125; gamma += 5) {
        GrTone tone = {0.0f, 0.8f, (float)gamma * 0.01f, 1.0f};
        GrToneCurves curves;
        gr_tone_curves(&curves, tone, 1.0f, &black);
        for (int x = 32; x < 256; x++) {
            float want = gr_powf(gr_unitf((float)x / 255.0f / 0.8f), tone.gamma) * 255.0f;
            float near_white = gr_absf((float)x - 204.0f); /* where the pieces round the corner */
            float most = near_white < 16.0f ? 6.0f : 2.0f;
            assert_true(gr_absf((float)curves.channel[1].table[x] - want) < most);
        }
    }
    GrToneCurves curves;
    gr_tone_curves(&curves, gr_tone_identity, 1.0f, &black);
    assert_true(curves.identity);
    /* Steeper than a piece can be: by a little, and by more. */
    gr_tone_curves(&curves, (GrTone){0.9375f, 1.0f, 1.0f, 1.0f}, 1.0f, &black);
    assert_int_equal(curves.channel[0].table[240], 15);
    assert_true(curves.channel[0].table[255] > 200);
    gr_tone_curves(&curves, (GrTone){0.95f, 1.0f, 1.0f, 1.0f}, 1.0f, &black);
    assert_int_equal(curves.channel[0].table[240], 0);
    assert_true(curves.channel[0].table[255] > 200);
    gr_tone_curves_fixed(&curves, (GrTone){0.1f, 0.9f, 1.0f, 1.0f}, 1.0f);
    assert_int_equal(curves.channel[0].table[26], 0); /* 0.1 of 255, rounded */
    assert_true(curves.channel[0].table[27] > 0);
    assert_true(curves.channel[0].table[228] < 255 && curves.channel[0].table[234] == 255);
    gr_tone_curves_fixed(&curves, gr_tone_identity, 0.5f);
    for (int x = 0; x < 256; x++)
        assert_in_range(2 * curves.channel[2].table[x] - x + 2, 0, 4);
}

static void count_level(GrToneCount *count, int level, uint32_t pixels)
{
    count->above[level] += pixels;
    count->below[0] += pixels;
    count->total += pixels;
}

static void test_derived_tones(void **state)
{
    (void)state;
    GrToneCount empty = {.total = 0}, black = {.total = 0}, dim = {.total = 0};
    GrTone tone = gr_tone_derive(&empty);
    assert_memory_equal(&tone, &gr_tone_identity, sizeof tone);
    count_level(&black, 0, 1000);
    tone = gr_tone_derive(&black);
    assert_memory_equal(&tone, &gr_tone_identity, sizeof tone);
    count_level(&dim, 0, 800);
    count_level(&dim, 120, 200);
    tone = gr_tone_derive(&dim);
    assert_true(gr_absf(tone.white - 120.0f / 255.0f) < 1e-3f);
    assert_true(tone.gamma >= 0.55f && tone.gamma <= 1.25f);
    GrToneCount bright = {.total = 0};
    count_level(&bright, 0, 100);
    count_level(&bright, 200, 900);
    assert_true(gr_tone_derive(&bright).gamma >= tone.gamma);
    GrToneCount faint = {.total = 0};
    count_level(&faint, 0, 900);
    count_level(&faint, 3, 100); /* noise is not blown up without bounds */
    assert_true(gr_tone_derive(&faint).white >= 0.25f);
}

/* Black is counted by a shorter way, to the same end. */
static void test_counts_over_black(void **state)
{
    (void)state;
    GrBackdrop black = backdrop_of(BLACK, BLACK, 0), other = black;
    GrCanvas canvas;
    assert_true(black.black);
    other.black = false;
    assert_int_equal(gr_canvas_create(&canvas, 317, 61, NULL), 0);
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < 61; y++)
            for (int x = 0; x < 317; x++)
                gr_canvas_row(&canvas, plane, y)[x] =
                    (GrPixel)((x * 7 + y * 31 + plane * 97) % 256);
    for (int step = 1; step <= 4; step++) {
        GrToneCount one = {.total = 5}, two = {.total = 5};
        gr_tone_count(&one, &canvas, &black, step);
        gr_tone_count(&two, &canvas, &other, step);
        assert_memory_equal(&one, &two, sizeof one);
        assert_true(one.total > 5);
    }
    gr_canvas_finish(&canvas);
}

static void test_gradients_do_not_band(void **state)
{
    (void)state;
    GrBackdrop backdrop = backdrop_of(NAVY, (GrColour){0.1f, 0.05f, 0.1f}, 0.0f);
    GrCanvas canvas;
    assert_int_equal(gr_canvas_create(&canvas, 320, 180, NULL), 0);
    gr_backdrop_draw(&backdrop, &canvas);
    for (int plane = 0; plane < 3; plane++) {
        int changes = 0;
        for (int y = 0; y < 180; y++)
            for (int x = 0; x < 320; x++) {
                int level = gr_canvas_row(&canvas, plane, y)[x];
                assert_in_range(level, backdrop.low[plane], backdrop.high[plane]);
                changes += x > 0 && level != gr_canvas_row(&canvas, plane, y)[x - 1];
            }
        if (plane != 1)
            assert_true(changes > 180 * 60); /* dithered: many more than steps of the gradient */
        /* Eight by eight means follow the gradient within a third of a level. */
        for (int x = 0; x + 8 <= 320; x += 8) {
            double mean = 0.0, want = 0.0;
            for (int i = 0; i < 64; i++)
                mean += gr_canvas_row(&canvas, plane, i / 8)[x + i % 8] / 64.0;
            for (int i = 0; i < 8; i++)
                want += backdrop.steps[plane][(x + i) * 1023 / 319] / 256.0 / 8.0;
            assert_true(mean - want < 0.34 && want - mean < 0.34);
        }
    }
    gr_canvas_finish(&canvas);
}

static SmallStudio open_or_fail(const char *text, int width, int height, int fps)
{
    SmallStudio studio;
    if (studio_open(&studio, text, width, height, gr_rational(fps, 1), 1))
        fail_msg("%s", studio.error.message);
    return studio;
}

static void draw(SmallStudio *studio, int64_t frame)
{
    GrFrameStats stats;
    assert_int_equal(gr_painter_seek(studio->painter, frame, frame, &studio->error), 0);
    assert_int_equal(gr_painter_draw(studio->painter, NULL, false, &stats, &studio->error), 0);
}

static bool canvas_is_black(const GrCanvas *canvas)
{
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < canvas->height; y++)
            for (int x = 0; x < canvas->width; x++)
                if (gr_canvas_row(canvas, plane, y)[x])
                    return false;
    return true;
}

/* A fade begins at true black, with every exposure mode, background and with feedback. */
static void test_fades_reach_black(void **state)
{
    (void)state;
    static const char *const modes[] = {"auto", "frame", "off", "{black: 0.05, white: 0.8}"};
    static const char *const backgrounds[] = {"000000", "203060", "{from: '402010', to: '808080'}"};
    static const char *const extras[] = {"", "    feedback: {zoom: 0.02, decay: 0.9}\n"};
    for (int mode = 0; mode < 4; mode++)
        for (int background = 0; background < 3; background++)
            for (int extra = 0; extra < 2; extra++) {
                char text[1024];
                snprintf(text, sizeof text,
                         "fonts: [builtin]\nscenes:\n  - name: a\n    length: 1s\n"
                         "    fade_in: 0.5s\n    exposure: %s\n    background: %s\n%s"
                         "    layers: [{field: plasma}]\n",
                         modes[mode], backgrounds[background], extras[extra]);
                SmallStudio studio = open_or_fail(text, 96, 54, 24);
                draw(&studio, 0);
                assert_true(canvas_is_black(gr_painter_canvas(studio.painter)));
                draw(&studio, 12);
                assert_false(canvas_is_black(gr_painter_canvas(studio.painter)));
                studio_close(&studio);
            }
}

/* A gain below 1 rounds by thresholds: in their mean what is below one code value apart stays
 * apart. */
static void test_fades_are_dithered(void **state)
{
    (void)state;
    enum { COUNT = 64 };
    static const float gains[] = {0.9f, 0.3f, 0.07f};
    static _Alignas(64) GrPixel row[256];
    uint8_t dither[2 * COUNT];
    for (int i = 0; i < 2 * COUNT; i++)
        dither[i] = (uint8_t)(i % COUNT * 4 + 2);
    for (size_t g = 0; g < COUNT_OF(gains); g++) {
        GrToneCurves curves;
        int sums[256] = {0};
        gr_tone_curves_fixed(&curves, gr_tone_identity, gains[g]);
        assert_true(curves.fades);
        for (int shift = 0; shift < COUNT; shift++) {
            for (int x = 0; x < 256; x++)
                row[x] = (GrPixel)x;
            gr_kernels_none.curve(row, &curves.channel[0], dither + shift, 256);
            for (int x = 0; x < 256; x++)
                sums[x] += row[x];
        }
        assert_int_equal(sums[0], 0);
        for (int x = 1; x < 256; x++) {
            double mean = sums[x] / (double)COUNT, step = mean - sums[x - 1] / (double)COUNT;
            if (fabs(mean - x * (double)gains[g]) > 1.25 || step < 0.0 ||
                step > (double)gains[g] + 0.1)
                fail_msg("gain %g: %d is %g, %g more than the one before", (double)gains[g], x,
                         mean, step);
        }
    }
    GrToneCurves still;
    gr_tone_curves_fixed(&still, gr_tone_identity, 1.0f);
    assert_false(still.fades);
}

static double mean_of(const GrCanvas *canvas)
{
    double sum = 0.0;
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            sum += gr_canvas_row(canvas, 0, y)[x];
    return sum / (canvas->width * canvas->height);
}

/* What is rounded for a fade and once more for a flash has the right mean: not both times up, or
 * both times down. */
static void test_dims_round_by_themselves(void **state)
{
    (void)state;
    static const char text[] = "fonts: [builtin]\nbackground: '000000'\n"
                               "scenes: [{name: a, length: 2, fade_in: 2, exposure: off,\n"
                               "          layers: [{field: 1, palette: blocks}]}]\n";
    static GrDim half = {0, 47, 0.5f};
    for (int frame = 6; frame < 24; frame++) {
        SmallStudio studio = open_or_fail(text, 128, 128, 24);
        draw(&studio, frame);
        double faded = mean_of(gr_painter_canvas(studio.painter));
        studio.frozen->dims = &half;
        studio.frozen->dim_count = 1;
        draw(&studio, frame);
        double dimmed = mean_of(gr_painter_canvas(studio.painter));
        if (fabs(dimmed - 0.5 * faded) > 0.03)
            fail_msg("frame %d: %.3f of %.3f", frame, dimmed, faded);
        studio_close(&studio);
    }
}

/* Where no glyph is, the background is exactly as asked, although the exposure is automatic. */
static void test_background_is_exact(void **state)
{
    (void)state;
    static const char text[] = "fonts: [builtin]\n"
                               "background: '2a4c81'\n"
                               "scenes:\n"
                               "  - name: a\n"
                               "    length: 1s\n"
                               "    layers: [{field: rain_code, palette: binary}]\n";
    static const int want[3] = {0x2a, 0x4c, 0x81};
    SmallStudio studio = open_or_fail(text, 320, 180, 24);
    draw(&studio, 12);
    int same = 0;
    const GrCanvas *canvas = gr_painter_canvas(studio.painter);
    for (int y = 0; y < 180; y++)
        for (int x = 0; x < 320; x++)
            same += gr_canvas_row(canvas, 0, y)[x] == want[0] &&
                    gr_canvas_row(canvas, 1, y)[x] == want[1] &&
                    gr_canvas_row(canvas, 2, y)[x] == want[2];
    assert_true(same > 320 * 180 / 4);
    assert_true(same < 320 * 180);
    studio_close(&studio);
}

/* The plan is the show's, not the output's: equal for every size and rate of one aspect. */
static void test_plan_ignores_the_output(void **state)
{
    (void)state;
    static const char text[] = "fonts: [builtin]\n"
                               "scenes:\n"
                               "  - name: a\n"
                               "    length: 2s\n"
                               "    layers: [{field: plasma}, {field: rings, blend: screen}]\n";
    SmallStudio small = open_or_fail(text, 320, 180, 12), large = open_or_fail(text, 1280, 720, 60);
    for (int i = 0; i <= 20; i++) {
        GrToneReport a, b;
        gr_frozen_describe_tone(small.frozen, 0, 0.1 * i, &a);
        gr_frozen_describe_tone(large.frozen, 0, 0.1 * i, &b);
        assert_true(a.planned && b.planned);
        assert_true(a.black == b.black && a.white == b.white && a.gamma == b.gamma);
        assert_true(a.gamma >= 0.55f && a.gamma <= 1.25f);
    }
    studio_close(&small);
    studio_close(&large);
}

static const char *const GAINS[] = {
    "    gain: '1 - t'\n",
    "    gain: {keys: [[0s, 1], [1s, 0]]}\n",
    "    fade_out: 1s\n",
};

/* A gain that goes down to zero, however it is written, ends in black in every mode, and never gets
 * brighter on the way there. */
static void test_gain_to_zero_fades_to_black(void **state)
{
    (void)state;
    static const char *const modes[] = {"auto", "frame", "off", "{black: 0.05, white: 0.8}",
                                        "{gamma: 0.5}"};
    for (int mode = 0; mode < 5; mode++)
        for (int gain = 0; gain < 3; gain++) {
            char text[1024];
            float before = 256.0f;
            snprintf(text, sizeof text,
                     "fonts: [builtin]\nscenes:\n  - name: a\n    length: 1s\n%s"
                     "    exposure: %s\n    background: 203060\n"
                     "    layers: [{field: plasma, palette: blocks}]\n"
                     "  - {name: b, length: 1s, layers: [{field: plasma}]}\n",
                     GAINS[gain], modes[mode]);
            SmallStudio studio = open_or_fail(text, 96, 54, 24);
            for (int frame = 0; frame < 24; frame++) {
                GrFrameStats stats;
                assert_int_equal(gr_painter_seek(studio.painter, frame, frame, &studio.error), 0);
                assert_int_equal(
                    gr_painter_draw(studio.painter, NULL, false, &stats, &studio.error), 0);
                assert_true(stats.mean_luma <= before + 0.5f);
                if (frame == 0)
                    assert_true(stats.mean_luma > 20.0f);
                before = stats.mean_luma;
            }
            assert_true(before < 8.0f); /* one frame before the end */
            studio_close(&studio);
        }
}

/* Another cut into segments changes neither the plan nor a pixel. */
static void test_segments_have_equal_exposure(void **state)
{
    (void)state;
    static const char text[] =
        "fonts: [builtin]\n"
        "scenes:\n"
        "  - {name: a, length: 4s, layers: [{field: reaction}, {field: rings, blend: screen}]}\n"
        "  - {name: b, length: 2s, transition: {crossfade: {length: 1s}},\n"
        "     layers: [{field: plasma, gain: 'abs(sin(t))'}]}\n";
    static const int64_t starts[2][4] = {{0, 12, 24, 100}, {0, 48, 96, 120}};
    SmallStudio studio = open_or_fail(text, 160, 90, 24);
    GrFrozen *frozen[2];
    GrPainter *painters[2];
    for (int i = 0; i < 2; i++) {
        GrRenderSettings settings = *gr_frozen_settings(studio.frozen);
        settings.starts = starts[i];
        settings.start_count = 4;
        assert_int_equal(
            gr_frozen_create(studio.show, studio.hearing, &settings, &frozen[i], &studio.error), 0);
        assert_int_equal(gr_painter_create(frozen[i], &painters[i], &studio.error), 0);
    }
    for (int i = 0; i <= 60; i++) {
        GrToneReport a, b;
        gr_frozen_describe_tone(frozen[0], i / 40, 0.1 * i, &a);
        gr_frozen_describe_tone(frozen[1], i / 40, 0.1 * i, &b);
        assert_true(a.planned && b.planned);
        assert_true(a.black == b.black && a.white == b.white && a.gamma == b.gamma);
    }
    for (int64_t frame = 5; frame < 144; frame += 17) {
        uint64_t sums[2];
        for (int i = 0; i < 2; i++) {
            GrFrameStats stats;
            int64_t start = 0;
            for (int s = 0; s < 4; s++)
                start = starts[i][s] <= frame ? starts[i][s] : start;
            assert_int_equal(gr_painter_seek(painters[i], start, frame, &studio.error), 0);
            assert_int_equal(gr_painter_draw(painters[i], NULL, true, &stats, &studio.error), 0);
            sums[i] = stats.checksum;
        }
        assert_true(sums[0] == sums[1]);
    }
    for (int i = 0; i < 2; i++) {
        gr_painter_destroy(painters[i]);
        gr_frozen_destroy(frozen[i]);
    }
    studio_close(&studio);
}

/* Between two knots the tone lies between theirs and moves on evenly; before the first and after
 * the last it stays. */
static void test_plan_is_interpolated(void **state)
{
    (void)state;
    GrTonePlan plan = {.count = 3,
                       .tick = {10, 20, 60},
                       .tone = {{0.0f, 0.5f, 0.6f, 1.0f}, {0.1f, 0.9f, 1.0f, 1.0f}, {0, 1, 1, 1}}};
    static const struct {
        int64_t tick;
        double part;
        float black, white, gamma;
    } rows[] = {{0, 0, 0, 0.5f, 0.6f},      {10, 0, 0, 0.5f, 0.6f},
                {15, 0, 0.05f, 0.7f, 0.8f}, {14, 0.5, 0.045f, 0.68f, 0.78f},
                {20, 0, 0.1f, 0.9f, 1},     {40, 0, 0.05f, 0.95f, 1},
                {60, 0.5, 0, 1, 1},         {1000, 0, 0, 1, 1}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrTone tone = gr_tone_plan_at(&plan, rows[i].tick, rows[i].part);
        assert_true(gr_absf(tone.black - rows[i].black) < 1e-5f);
        assert_true(gr_absf(tone.white - rows[i].white) < 1e-5f);
        assert_true(gr_absf(tone.gamma - rows[i].gamma) < 1e-5f);
    }
}

/* The modes differ as they say: `auto` is the default and lights what is dim, `off` leaves it,
 * `frame` looks at the frame alone, numbers are taken as given. */
static void test_modes(void **state)
{
    (void)state;
    static const char *const modes[] = {"", "exposure: auto, ", "exposure: off, ",
                                        "exposure: frame, ", "exposure: {white: 0.25}, "};
    float mean[5][2];
    for (int mode = 0; mode < 5; mode++) {
        char text[512];
        snprintf(text, sizeof text,
                 "fonts: [builtin]\n"
                 "scenes:\n  - {name: a, length: 2s, %s\n"
                 "     layers: [{field: plasma, gain: 'if(t < 1, 0.08, 0.5)', palette: blocks}]}\n",
                 modes[mode]);
        SmallStudio studio = open_or_fail(text, 160, 90, 24);
        for (int i = 0; i < 2; i++) {
            GrFrameStats stats;
            int64_t frame = i ? 40 : 10;
            assert_int_equal(gr_painter_seek(studio.painter, frame, frame, &studio.error), 0);
            assert_int_equal(gr_painter_draw(studio.painter, NULL, false, &stats, &studio.error),
                             0);
            mean[mode][i] = stats.mean_luma;
        }
        GrToneReport tone;
        gr_frozen_describe_tone(studio.frozen, 0, 1.0, &tone);
        assert_int_equal(tone.planned, mode < 2);
        studio_close(&studio);
    }
    assert_true(mean[0][0] == mean[1][0] && mean[0][1] == mean[1][1]);
    assert_true(mean[0][1] > mean[2][1] * 1.2f); /* lit */
    /* A scene that gets brighter does so under `auto`; `frame` levels it. */
    assert_true(mean[0][1] / mean[0][0] > 1.5f * mean[3][1] / mean[3][0]);
    assert_true(mean[4][1] > mean[2][1]);
}

int main(void)
{
    gr_registry_install(gr_cpu_best());
    gr_render_use_level(gr_cpu_best());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curves_respect_the_background),
        cmocka_unit_test(test_curves_follow_the_tone),
        cmocka_unit_test(test_derived_tones),
        cmocka_unit_test(test_counts_over_black),
        cmocka_unit_test(test_gradients_do_not_band),
        cmocka_unit_test(test_fades_reach_black),
        cmocka_unit_test(test_fades_are_dithered),
        cmocka_unit_test(test_dims_round_by_themselves),
        cmocka_unit_test(test_background_is_exact),
        cmocka_unit_test(test_plan_ignores_the_output),
        cmocka_unit_test(test_gain_to_zero_fades_to_black),
        cmocka_unit_test(test_segments_have_equal_exposure),
        cmocka_unit_test(test_plan_is_interpolated),
        cmocka_unit_test(test_modes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
