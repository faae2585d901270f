/* SPDX-License-Identifier: MIT
 *
 * What each shader promises to the eye.
 */
#include "catalogue/shader_bench.h"

#include "base/rng.h"

#include <math.h>

static void vignette_falls_from_the_middle(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "vignette", 640, 360);
    bench_set_all(&bench, "strength=0.2 softness=0.5");
    fill(&bench.canvas, 200, 200, 200);
    bench_run(&bench);
    const GrCanvas *out = bench.result;
    assert_int_equal(gr_canvas_row(out, 0, 180)[320], 200);
    assert_in_range(gr_canvas_row(out, 0, 0)[0], 158, 162); /* a fifth less in the corner */
    int before = 0;
    for (int x = 0; x < 320; x++) { /* rising towards the middle, but for the dither's step */
        int here = gr_canvas_row(out, 0, 0)[x];
        assert_true(here >= before - 1);
        before = here > before ? here : before;
    }
    bench_set_all(&bench, "strength=1 softness=1");
    fill(&bench.canvas, 255, 255, 255);
    bench_run(&bench);
    assert_in_range(gr_canvas_row(bench.result, 1, 359)[639], 0, 4);
    bench_close(&bench);
}

static void grain_is_like_film(void **state)
{
    (void)state;
    double deviation[3] = {0};
    static const int levels[3] = {20, 128, 235};
    for (int i = 0; i < 3; i++) {
        Bench bench;
        double sum = 0, squares = 0, count = 640.0 * 360.0;
        bench_open(&bench, "grain", 640, 360);
        bench_set_all(&bench, "amount=8 react=0");
        fill(&bench.canvas, levels[i], levels[i], levels[i]);
        bench_run(&bench);
        for (int y = 0; y < 360; y++)
            for (int x = 0; x < 640; x++) {
                double off = gr_canvas_row(bench.result, 1, y)[x] - levels[i];
                sum += off;
                squares += off * off;
            }
        assert_true(sum / count > -0.15 && sum / count < 0.15); /* zero mean */
        deviation[i] = squares / count;
        bench_close(&bench);
    }
    assert_true(deviation[1] > 3.6 * 3.6 && deviation[1] < 4.5 * 4.5); /* half of the amount */
    assert_true(deviation[0] < 0.3 * deviation[1] && deviation[2] < 0.3 * deviation[1]);
}

static void grain_changes_with_the_tick(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "grain", 320, 180);
    uint64_t first = bench_redraw(&bench);
    bench.moment.scene_s += 0.01;
    bench.moment.tick_part = 0.5f;
    assert_true(bench_redraw(&bench) == first); /* the same tick */
    bench.moment.tick++;
    assert_true(bench_redraw(&bench) != first);
    bench.moment.tick--;
    assert_true(bench_redraw(&bench) == first);
    bench.seed++;
    assert_true(bench_redraw(&bench) != first);
    bench_close(&bench);
}

/* No shift of the frame looks like the frame: a repeated tile would. */
static void grain_does_not_tile(void **state)
{
    (void)state;
    enum { W = 640, H = 360 };
    Bench bench;
    bench_open(&bench, "grain", W, H);
    bench_set_all(&bench, "amount=30 react=0");
    fill(&bench.canvas, 128, 128, 128);
    bench_run(&bench);
    for (int dy = 0; dy < H - 60; dy += 2)
        for (int dx = dy ? 0 : 16; dx < W - 60; dx += 97) {
            double product = 0, square = 0;
            for (int y = 0; y < 60; y += 3)
                for (int x = 0; x < 60; x++) {
                    double a = gr_canvas_row(bench.result, 0, y)[x] - 128.0;
                    double b = gr_canvas_row(bench.result, 0, y + dy)[x + dx] - 128.0;
                    product += a * b;
                    square += a * a;
                }
            assert_true(dy < 4 || product < 0.5 * square);
        }
    bench_close(&bench);
}

static void scanlines_are_even(void **state)
{
    (void)state;
    static const int heights[] = {120, 360, 480, 540, 720, 1080};
    for (size_t i = 0; i < sizeof heights / sizeof *heights; i++)
        for (int roll = 0; roll < 2; roll++) {
            Bench bench;
            bench_open(&bench, "scanlines", 64, heights[i]);
            bench_set_all(&bench, roll ? "strength=0.5 roll=0.7" : "strength=0.5");
            bench.moment.scene_s = 1.3;
            /* px follows the short side: make the frame as wide as a real one is. */
            canvas_close(&bench.canvas);
            canvas_close(&bench.target);
            canvas_open(&bench.canvas, heights[i] * 2, heights[i]);
            canvas_open(&bench.target, heights[i] * 2, heights[i]);
            fill(&bench.canvas, 255, 255, 255);
            bench_run(&bench);
            int period = (int)(4.0 * heights[i] / 1080.0 + 0.5);
            period = period < 1 ? 1 : period;
            for (int y = period; y < heights[i]; y++)
                assert_int_equal(gr_canvas_row(bench.result, 0, y)[7],
                                 gr_canvas_row(bench.result, 0, y - period)[7]);
            double mean = 0;
            for (int y = 0; y < period; y++)
                mean += gr_canvas_row(bench.result, 0, y)[7] / (double)period;
            assert_true(mean > 189.0 && mean < 193.5); /* a quarter less, at any height */
            bench_close(&bench);
        }
}

static void tint_keeps_the_luminance(void **state)
{
    (void)state;
    static const int colours[][3] = {{0, 0, 0},    {40, 40, 40},  {128, 128, 128}, {255, 0, 0},
                                     {0, 200, 40}, {30, 60, 240}, {250, 240, 0},   {255, 255, 255}};
    for (int tone = 0; tone < 12; tone++)
        for (size_t i = 0; i < sizeof colours / sizeof *colours; i++) {
            Bench bench;
            bench_open(&bench, "tint", 16, 16);
            bench_set(&bench, "tone", tone);
            fill(&bench.canvas, colours[i][0], colours[i][1], colours[i][2]);
            double before = luma_mean(&bench.canvas);
            bench_run(&bench);
            double off = luma_mean(bench.result) - before;
            if (off < -3 || off > 3)
                fail_msg("tone %d on colour %d: luma off by %.1f", tone, (int)i, off);
            bench_close(&bench);
        }
    Bench bench;
    bench_open(&bench, "tint", 16, 16); /* matrix: grey becomes green */
    bench_set(&bench, "tone", 2);
    fill(&bench.canvas, 100, 100, 100);
    bench_run(&bench);
    assert_true(plane_mean(bench.result, 1) > 2 * plane_mean(bench.result, 0));
    bench_close(&bench);
}

static void tint_takes_a_colour(void **state)
{
    (void)state;
    uint64_t sums[2];
    for (int i = 0; i < 2; i++) {
        Bench bench;
        GrError error;
        bench_open(&bench, "tint", 64, 32);
        bench_set(&bench, "tone", 11);
        const GrParam *param = gr_param_find(&bench.shader->params, "colour");
        assert_int_equal(
            gr_param_set_text(param, "tint", i ? "ff0000" : "0000ff", bench.params, &error), 0);
        fill(&bench.canvas, 60, 60, 60);
        sums[i] = bench_run(&bench);
        assert_true(plane_mean(bench.result, i ? 0 : 2) >
                    1.5 * plane_mean(bench.result, i ? 2 : 0));
        bench_close(&bench);
    }
    assert_true(sums[0] != sums[1]);
}

static void chromatic_moves_red_and_blue_apart(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "chromatic", 2160, 1080);
    bench_set_all(&bench, "shift=3 react=0");
    fill(&bench.canvas, 0, 0, 0);
    for (int c = 0; c < 3; c++)
        gr_canvas_row(&bench.canvas, c, 5)[100] = 200;
    bench_run(&bench);
    assert_int_equal(gr_canvas_row(bench.result, 0, 5)[103], 200);
    assert_int_equal(gr_canvas_row(bench.result, 1, 5)[100], 200);
    assert_int_equal(gr_canvas_row(bench.result, 2, 5)[97], 200);
    assert_int_equal(gr_canvas_row(bench.result, 0, 5)[100], 0);
    bench_set_all(&bench, "shift=-2.5");
    fill(&bench.canvas, 0, 0, 0);
    gr_canvas_row(&bench.canvas, 0, 9)[1] = 200; /* half out of the frame: reflected */
    bench_run(&bench);
    assert_int_equal(gr_canvas_row(bench.result, 0, 9)[0], 0);
    fill(&bench.canvas, 90, 90, 90); /* an even field has no edges to shift */
    bench_run(&bench);
    for (int c = 0; c < 3; c++)
        for (int x = 0; x < 2160; x++)
            assert_int_equal(gr_canvas_row(bench.result, c, 3)[x], 90);
    bench_close(&bench);
}

static void bloom_is_round_and_smooth(void **state)
{
    (void)state;
    enum { W = 960, H = 540, X = 480, Y = 270 };
    Bench bench;
    bench_open(&bench, "bloom", W, H);
    bench_set_all(&bench, "strength=4 size=100");
    fill(&bench.canvas, 0, 0, 0);
    for (int y = Y - 8; y < Y + 8; y++)
        for (int x = X - 8; x < X + 8; x++)
            for (int c = 0; c < 3; c++)
                gr_canvas_row(&bench.canvas, c, y)[x] = 255;
    bench_run(&bench);
    const GrCanvas *out = bench.result;
    assert_true(gr_canvas_row(out, 0, Y)[X + 12] > 25); /* there is a halo */
    assert_true(gr_canvas_row(out, 0, Y)[X + 300] <= 1);
    int before = 255;
    for (int d = 9; d < 200; d++) { /* falling without steps, the same in all directions */
        int right = gr_canvas_row(out, 0, Y)[X + d], left = gr_canvas_row(out, 0, Y)[X - 1 - d];
        int down = gr_canvas_row(out, 0, Y + d)[X], up = gr_canvas_row(out, 0, Y - 1 - d)[X];
        assert_true(right <= before + 1);
        assert_true(d < 20 || before - right <= 6);
        assert_true(abs(right - left) <= 3);
        assert_true(abs(right - down) <= 4 + right / 6 && abs(right - up) <= 4 + right / 6);
        before = right;
    }
    bench_close(&bench);
}

static void bloom_respects_its_threshold(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "bloom", 320, 180);
    bench_set_all(&bench, "threshold=0.5 strength=2");
    fill(&bench.canvas, 100, 90, 20);
    uint64_t before = gr_canvas_checksum(&bench.canvas);
    assert_true(bench_run(&bench) == before);
    /* An even field glows evenly and every level adds to it without wrapping round. */
    int last = 0;
    for (int level = 130; level <= 255; level += 5) {
        fill(&bench.canvas, level, level, level);
        bench_run(&bench);
        int here = gr_canvas_row(bench.result, 0, 90)[160];
        for (int y = 0; y < 180; y++)
            for (int x = 0; x < 320; x++)
                assert_true(abs(gr_canvas_row(bench.result, 2, y)[x] - here) <= 1);
        assert_true(here >= level && here >= last);
        last = here;
    }
    bench_close(&bench);
}

static void kaleidoscope_is_symmetric(void **state)
{
    (void)state;
    static const int sizes[][2] = {{320, 180}, {321, 181}, {90, 160}};
    for (int segments = 2; segments <= 9; segments++)
        for (int s = 0; s < 3; s++) {
            int w = sizes[s][0], h = sizes[s][1];
            Bench bench;
            bench_open(&bench, "kaleidoscope", w, h);
            bench_set(&bench, "segments", segments);
            bench_run(&bench);
            for (int y = 0; y < h; y++)
                for (int x = 0; x < w; x++) {
                    int here = gr_canvas_row(bench.result, 1, y)[x];
                    assert_int_equal(here, gr_canvas_row(bench.result, 1, y)[w - 1 - x]);
                    if (segments % 2 == 0)
                        assert_int_equal(here, gr_canvas_row(bench.result, 1, h - 1 - y)[x]);
                }
            bench_close(&bench);
        }
}

/* A turning figure of an even number of segments is the same after half a turn. */
static void kaleidoscope_turns_as_a_whole(void **state)
{
    (void)state;
    static const int sizes[][2] = {{320, 180}, {321, 181}};
    for (int s = 0; s < 2; s++) {
        int w = sizes[s][0], h = sizes[s][1];
        Bench bench;
        bench_open(&bench, "kaleidoscope", w, h);
        bench_set_all(&bench, "segments=6 turn=0.31");
        bench_run(&bench);
        int sloping = 0;
        for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++) {
                int here = gr_canvas_row(bench.result, 1, y)[x];
                int apart = here - gr_canvas_row(bench.result, 1, h - 1 - y)[w - 1 - x];
                assert_true(2 * y + 1 == h ? abs(apart) <= 2 : apart == 0);
                sloping += abs(here - gr_canvas_row(bench.result, 1, y)[w - 1 - x]) > 8;
            }
        assert_true(sloping > w * h / 50); /* and no mirror stands upright */
        bench_close(&bench);
    }
}

/* The figure repeats around the middle: points turned by a segment's angle agree; and mirrors keep
 * an even field even (a smear or a hole would show). */
static void kaleidoscope_repeats_around(void **state)
{
    (void)state;
    for (int turning = 0; turning < 2; turning++) {
        Bench bench;
        bench_open(&bench, "kaleidoscope", 400, 400);
        bench_set_all(&bench, turning ? "segments=5 turn=0.31 zoom=0.7" : "segments=6");
        for (int y = 0; y < 400; y++) /* smooth, so that rounding of places does not matter */
            for (int x = 0; x < 400; x++)
                for (int c = 0; c < 3; c++)
                    gr_canvas_row(&bench.canvas, c, y)[x] = (GrPixel)(x / 4 + y / 4 + 20 * c);
        bench_run(&bench);
        float angle = GR_TAU / (turning ? 5.0f : 6.0f);
        for (int i = 0; i < 3000; i++) {
            float r = 190.0f * gr_rng_unit(5, (uint32_t)i, 0);
            float a = GR_TAU * gr_rng_unit(6, (uint32_t)i, 0);
            int here = 0, there = 0;
            for (int turned = 0; turned < 2; turned++) {
                float b = a + angle * (float)turned;
                int x = (int)(200.0f + r * gr_cosf(b)), y = (int)(200.0f + r * gr_sinf(b));
                *(turned ? &there : &here) = gr_canvas_row(bench.result, 0, y)[x];
            }
            assert_true(abs(here - there) <= 2);
        }
        fill(&bench.canvas, 77, 140, 201);
        bench_run(&bench);
        for (int y = 0; y < 400; y++)
            for (int x = 0; x < 400; x++)
                assert_int_equal(gr_canvas_row(bench.result, 2, y)[x], 201);
        bench_close(&bench);
    }
}

static void crt_is_a_tube(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "crt", 960, 540);
    fill(&bench.canvas, 180, 180, 180);
    bench_run(&bench);
    const GrCanvas *out = bench.result;
    for (int c = 0; c < 3; c++) { /* corners black, middle bright, edges between */
        assert_int_equal(gr_canvas_row(out, c, 0)[0], 0);
        assert_int_equal(gr_canvas_row(out, c, 539)[959], 0);
        assert_true(gr_canvas_row(out, c, 270)[480] > 140);
        assert_true(gr_canvas_row(out, c, 270)[12] < gr_canvas_row(out, c, 270)[480]);
    }
    /* Flat and clean it moves nothing; bent, the middle stays and the corners come in. */
    bench_set_all(&bench, "curvature=0.1 edge=0 scan=0 mask=0");
    fill(&bench.canvas, 0, 0, 0);
    for (int x = 0; x < 960; x++)
        gr_canvas_row(&bench.canvas, 0, 40)[x] = 255;
    bench_run(&bench);
    int middle = 0, side = 0;
    for (int y = 0; y < 270; y++) {
        middle = gr_canvas_row(out, 0, y)[480] > 60 ? y : middle;
        side = gr_canvas_row(out, 0, y)[100] > 60 ? y : side;
    }
    assert_in_range(middle, 39, 41);
    assert_in_range(side, 49, 58); /* 230 px from the middle at a stretch of 1.063 */
    bench_close(&bench);
}

/* What is drawn in a scene for crt: it is smooth, so that sums of neighbours are all but itself. */
static double hills(double x, double y, int c)
{
    return 110 + 90 * sin(0.02 * x + c) * cos(0.03 * y - c);
}

/* A pixel of a tube with curvature 0.25, 72 lines, scan 0.5, mask 0.4, and stripes of six pixels.
 */
static double tube(int x, int y, int c, int width, int height)
{
    double down = 2 * y + 1 - height, shape = (double)height / width;
    double unit = down / height, stretch = 1 + 0.25 * shape * shape * unit * unit;
    double from_x = (x + 0.5 - 0.5 * width) * stretch + 0.5 * width - 0.5;
    double across = (2 * from_x + 1 - width) / width;
    double from_y = y + 0.5 * down * 0.25 * across * across;
    double phase = from_y * 72 / height;
    double off = fabs(2 * (phase - floor(phase)) - 1); /* from a line, which is at a half */
    double beam = 1 - 0.5 * off * off * (3 - 2 * off);
    double stripe = 1 - 0.2 * (1 - cos(2 * M_PI * ((x % 6 + 0.5) / 6 - c / 3.0)));
    double light = pow(1 / (0.75 * 0.8), 0.7) * beam * stripe * hills(from_x, from_y, c);
    return light < 255 ? light : 255;
}

static void crt_draws_its_formula(void **state)
{
    (void)state;
    enum { WIDTH = 960, HEIGHT = 540, MARGIN = 120 };
    Bench bench;
    bench_open(&bench, "crt", WIDTH, HEIGHT);
    bench_set_all(&bench, "curvature=0.25 edge=0 scan=0.5 lines=72 mask=0.4 pitch=12");
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
                gr_canvas_row(&bench.canvas, c, y)[x] = (GrPixel)(hills(x, y, c) + 0.5);
    bench_run(&bench);
    double sum = 0, worst = 0, count = 3.0 * (WIDTH - 2 * MARGIN) * (HEIGHT - 2 * MARGIN);
    for (int c = 0; c < 3; c++)
        for (int y = MARGIN; y < HEIGHT - MARGIN; y++)
            for (int x = MARGIN; x < WIDTH - MARGIN; x++) {
                double off = gr_canvas_row(bench.result, c, y)[x] - tube(x, y, c, WIDTH, HEIGHT);
                sum += off;
                worst = fabs(off) > worst ? fabs(off) : worst;
            }
    assert_true(worst < 2.5);
    assert_true(fabs(sum / count) < 0.02);
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vignette_falls_from_the_middle),
        cmocka_unit_test(grain_is_like_film),
        cmocka_unit_test(grain_changes_with_the_tick),
        cmocka_unit_test(grain_does_not_tile),
        cmocka_unit_test(scanlines_are_even),
        cmocka_unit_test(tint_keeps_the_luminance),
        cmocka_unit_test(tint_takes_a_colour),
        cmocka_unit_test(chromatic_moves_red_and_blue_apart),
        cmocka_unit_test(bloom_is_round_and_smooth),
        cmocka_unit_test(bloom_respects_its_threshold),
        cmocka_unit_test(kaleidoscope_is_symmetric),
        cmocka_unit_test(kaleidoscope_turns_as_a_whole),
        cmocka_unit_test(kaleidoscope_repeats_around),
        cmocka_unit_test(crt_is_a_tube),
        cmocka_unit_test(crt_draws_its_formula),
    };
    gr_registry_install(gr_cpu_best());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
