/* SPDX-License-Identifier: MIT
 *
 * What blurs and dithering promise: bells of the width that was asked for, even fields that stay
 * even, means that follow what 8 bits cannot hold.
 */
#include "catalogue/shader_bench.h"

#include <math.h>

static void use_picture(Bench *bench, int r, int g, int b)
{
    fill(&bench->canvas, r, g, b);
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < bench->canvas.height; y++)
            memset(gr_canvas_row(&bench->canvas, c, y) + bench->canvas.width, 0x5c, GR_ROW_SLACK);
}

/* A bright square under the blur against the product of two error functions. */
static void blur_is_a_bell(void **state)
{
    (void)state;
    enum { W = 720, H = 540, HALF = 60 };
    static const double radii[] = {1, 2.6, 4, 6, 9, 13, 20, 28, 40, 70, 110};
    for (size_t i = 0; i < sizeof radii / sizeof *radii; i++) {
        Bench bench;
        double worst = 0, sigma = 0.5 * radii[i] * H / 1080.0;
        bench_open(&bench, "blur", W, H);
        bench_set(&bench, "radius", radii[i]);
        use_picture(&bench, 0, 0, 0);
        for (int y = H / 2 - HALF; y < H / 2 + HALF; y++)
            for (int c = 0; c < 3; c++)
                memset(gr_canvas_row(&bench.canvas, c, y) + W / 2 - HALF, 240, 2 * HALF);
        bench_run(&bench);
        for (int y = 100; y < H - 100; y += 3)
            for (int x = 100; x < W - 100; x += 3) {
                double light = 240;
                for (int axis = 0; axis < 2; axis++) {
                    double at = axis ? y + 0.5 - H / 2.0 : x + 0.5 - W / 2.0;
                    light *= 0.5 * (erf((HALF - at) / (sigma * 1.41421356)) +
                                    erf((HALF + at) / (sigma * 1.41421356)));
                }
                double off = fabs(gr_canvas_row(bench.result, 1, y)[x] - light);
                worst = off > worst ? off : worst;
            }
        /* An edge has a slope of up to 96 / sigma: a fiftieth of a pixel and rounding. */
        if (worst > 240 * 0.03 + 4.0 / (sigma * sigma) + 1.5)
            fail_msg("blur of %g px: off by %.1f", radii[i], worst);
        bench_close(&bench);
    }
}

/* Its width never jumps where the number of halvings changes. */
static void blur_grows_steadily(void **state)
{
    (void)state;
    int before = -1;
    for (double radius = 0; radius < 200; radius += radius < 20 ? 0.1 : 1) {
        Bench bench;
        bench_open(&bench, "blur", 640, 540);
        bench_set(&bench, "radius", radius);
        use_picture(&bench, 0, 0, 0);
        for (int y = 0; y < 540; y++)
            for (int c = 0; c < 3; c++)
                memset(gr_canvas_row(&bench.canvas, c, y) + 310, 255, 20);
        bench_run(&bench);
        int here = gr_canvas_row(bench.result, 0, 270)[320];
        if (before >= 0 && (here > before + 4 || here < before - 8))
            fail_msg("at %g px the middle goes from %d to %d", radius, before, here);
        before = here;
        bench_close(&bench);
    }
}

static void even_fields_stay_even(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"blur", "radius=1.2"},
        {"blur", "radius=4"},
        {"blur", "radius=12"},
        {"blur", "radius=400"},
        {"blur", "radius=9 amount=0.5"},
        {"radial_blur", "keep=0"},
        {"radial_blur", "amount=0.8 keep=0 x=1"},
        {"soft_focus", "lift=0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int level = 0; level < 256; level += 51) {
            Bench bench;
            bench_open(&bench, cases[i][0], 400, 303);
            bench_set_all(&bench, cases[i][1]);
            use_picture(&bench, level, 255 - level, 77);
            bench_run(&bench);
            for (int y = 0; y < 303; y++)
                for (int x = 0; x < 400; x++) {
                    int off = gr_canvas_row(bench.result, 0, y)[x] - level;
                    int other = gr_canvas_row(bench.result, 1, y)[x] - (255 - level);
                    if (off || other || gr_canvas_row(bench.result, 2, y)[x] != 77)
                        fail_msg("%s %s: %d at (%d, %d) of an even %d", cases[i][0], cases[i][1],
                                 level + off, x, y, level);
                }
            bench_close(&bench);
        }
}

/* What is brighter by the sharp picture that shines through is so in the middle of the streaks,
 * too.
 */
static void radial_blur_has_no_hole(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "radial_blur", 400, 303);
    use_picture(&bench, 100, 100, 100);
    bench_run(&bench);
    int before = gr_canvas_row(bench.result, 0, 20)[20];
    assert_in_range(before, 129, 131); /* keep: 0.3 */
    for (int y = 0; y < 303; y++)
        for (int x = 0; x < 400; x++) {
            int here = gr_canvas_row(bench.result, 0, y)[x];
            if (here < before - 1 || here > before + 1)
                fail_msg("%d at (%d, %d), %d elsewhere", here, x, y, before);
        }
    bench_close(&bench);
}

/* Two halves of a frame: light runs along the edge between them, not within. */
static void edge_glow_finds_edges(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "edge_glow", 640, 540);
    bench_set_all(&bench, "keep=0 glow=0");
    use_picture(&bench, 0, 0, 0);
    for (int y = 0; y < 540; y++)
        memset(gr_canvas_row(&bench.canvas, 1, y) + 320, 200, 320);
    bench_run(&bench);
    for (int y = 5; y < 535; y += 10) {
        assert_true(gr_canvas_row(bench.result, 1, y)[320] > 120);
        assert_int_equal(gr_canvas_row(bench.result, 1, y)[100], 0);
        assert_int_equal(gr_canvas_row(bench.result, 1, y)[560], 0);
        assert_int_equal(gr_canvas_row(bench.result, 0, y)[320], 0);
    }
    bench_close(&bench);
}

/* A point becomes a line that leads away from the middle. */
static void radial_blur_draws_streaks(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "radial_blur", 640, 540);
    bench_set_all(&bench, "amount=0.4 keep=0 fade=0");
    use_picture(&bench, 0, 0, 0);
    for (int y = 266; y < 274; y++)
        memset(gr_canvas_row(&bench.canvas, 0, y) + 420, 255, 8);
    bench_run(&bench);
    /* 104 from the middle: seen from 104 to 104 / (1 - 0.4) = 173. */
    for (int x = 432; x < 490; x++)
        assert_true(gr_canvas_row(bench.result, 0, 270)[x] > 15);
    for (int x = 505; x < 640; x++)
        assert_int_equal(gr_canvas_row(bench.result, 0, 270)[x], 0);
    for (int x = 330; x < 415; x++)
        assert_int_equal(gr_canvas_row(bench.result, 0, 270)[x], 0);
    assert_int_equal(gr_canvas_row(bench.result, 0, 250)[450], 0);
    bench_close(&bench);
}

/* ---- dithering ---- */

enum { DITHER_W = 512, DITHER_H = 512, WINDOW = 8 };

static double window_mean(const GrCanvas *canvas, int x0, int y0)
{
    int sum = 0;
    for (int y = y0; y < y0 + WINDOW; y++)
        for (int x = x0; x < x0 + WINDOW; x++)
            sum += gr_canvas_row(canvas, 1, y)[x];
    return sum / (double)(WINDOW * WINDOW);
}

static double vignette_at(double level, double strength, double x, double y)
{
    double sx = (x + 0.5) * 2 / DITHER_W - 1, sy = (y + 0.5) * 2 / DITHER_H - 1;
    double d = (sx * sx + sy * sy) * 0.5; /* softness 1: it begins in the middle */
    return level * (1 - strength * d * d);
}

static void vignette_means_follow_its_formula(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "vignette", DITHER_W, DITHER_H);
    bench_set_all(&bench, "strength=0.2 softness=1");
    use_picture(&bench, 90, 90, 90);
    bench_run(&bench);
    for (int y = 0; y < DITHER_H; y += WINDOW)
        for (int x = 0; x < DITHER_W; x += WINDOW) {
            double want = 0;
            for (int i = 0; i < WINDOW * WINDOW; i++)
                want += vignette_at(90, 0.2, x + i % WINDOW, y + i / WINDOW) / (WINDOW * WINDOW);
            double off = window_mean(bench.result, x, y) - want;
            if (fabs(off) > 0.1)
                fail_msg("at (%d, %d): %.3f from %.3f", x, y, off, want);
        }
    bench_close(&bench);
}

/* The faint halo of a lamp under a vignette. What 8 bits cannot hold is the mean over many ticks,
 * since the thresholds of a place are all there are. */
static void draw_halo(Bench *bloom, Bench *vignette, int tick)
{
    use_picture(bloom, 0, 0, 0);
    for (int y = 240; y < 272; y++)
        for (int c = 0; c < 3; c++)
            memset(gr_canvas_row(&bloom->canvas, c, y) + 240, 255, 32);
    bloom->moment.tick = vignette->moment.tick = tick;
    bench_run(bloom);
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < DITHER_H; y++)
            memcpy(gr_canvas_row(&vignette->canvas, c, y), gr_canvas_row(bloom->result, c, y),
                   DITHER_W);
    bench_run(vignette);
}

static void slow_gradients_do_not_band(void **state)
{
    (void)state;
    enum { TICKS = 256, ROW = 330 };
    static float means[DITHER_H / WINDOW][DITHER_W / WINDOW], places[DITHER_W];
    Bench bloom, vignette;
    bench_open(&bloom, "bloom", DITHER_W, DITHER_H);
    bench_open(&vignette, "vignette", DITHER_W, DITHER_H);
    bench_set_all(&bloom, "size=300 strength=4");
    bench_set_all(&vignette, "strength=0.3 softness=1");
    vignette.seed = 5;
    memset(means, 0, sizeof means);
    memset(places, 0, sizeof places);
    for (int tick = 0; tick < TICKS; tick++) {
        draw_halo(&bloom, &vignette, tick);
        for (int y = 0; y < DITHER_H / WINDOW; y++)
            for (int x = 0; x < DITHER_W / WINDOW; x++)
                means[y][x] += (float)window_mean(vignette.result, x * WINDOW, y * WINDOW) / TICKS;
        for (int x = 0; x < DITHER_W; x++)
            places[x] += (float)gr_canvas_row(vignette.result, 1, ROW)[x] / TICKS;
    }
    draw_halo(&bloom, &vignette, 3);
    double most = 0;
    for (int y = 0; y < DITHER_H / WINDOW; y++)
        for (int x = 0; x < DITHER_W / WINDOW; x++) {
            double off = window_mean(vignette.result, x * WINDOW, y * WINDOW) - (double)means[y][x];
            most = fabs(off) > most ? fabs(off) : most;
        }
    if (most > 0.2) /* two passes round */
        fail_msg("a window is off by %.3f", most);
    /* Where a value lies well between two codes, neither is seen for long. */
    for (int x = 0, run = 0; x + 1 < DITHER_W; x++) {
        const GrPixel *row = gr_canvas_row(vignette.result, 1, ROW);
        double part = (double)places[x] - floor((double)places[x]);
        run = row[x] == row[x + 1] && part > 0.25 && part < 0.75 ? run + 1 : 0;
        if (run > 14)
            fail_msg("%d is seen for more than %d pixels at x = %d", row[x], run, x);
    }
    bench_close(&bloom);
    bench_close(&vignette);
}

static double mean_at(const GrCanvas *canvas, int x, int y)
{
    double sum = 0;
    for (int i = -8; i < 8; i++)
        for (int k = -8; k < 8; k++)
            sum += gr_canvas_row(canvas, 0, y + i)[x + k];
    return sum / 256.0;
}

/* A small lamp in linear light: around it it is as bright everywhere, and less and less so without
 * a step, down to black. */
static void halos_in_light_are_round_and_smooth(void **state)
{
    (void)state;
    enum { SIDE = 1088, MIDDLE = SIDE / 2, HALF = 36, STEP = 8, FAR = 480 };
    static const char *const cases[] = {"size=40", "size=120 strength=0.3", "size=200 strength=2"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Bench bench;
        bench_open(&bench, "bloom", SIDE, SIDE);
        bench_set_all(&bench, "light=1");
        bench_set_all(&bench, cases[i]);
        use_picture(&bench, 0, 0, 0);
        for (int y = -HALF; y < HALF; y++)
            for (int x = -HALF; x < HALF; x++)
                if (x * x + y * y < HALF * HALF)
                    gr_canvas_row(&bench.canvas, 0, MIDDLE + y)[MIDDLE + x] = 255;
        bench_run(&bench);
        double before = mean_at(bench.result, MIDDLE + HALF + 8, MIDDLE);
        for (int far = HALF + 16; far < FAR; far += STEP) {
            int aside = (int)(far * 0.70710678 + 0.5);
            double here = mean_at(bench.result, MIDDLE + far, MIDDLE);
            double there = mean_at(bench.result, MIDDLE + aside, MIDDLE + aside);
            if (fabs(here - there) > 1.5 + 0.06 * here + 0.3 * (before - here))
                fail_msg("%s: at %d px %.1f to the side, %.1f aslant", cases[i], far, here, there);
            if (here > before + 0.2 || here < 0.25 * before - 0.6)
                fail_msg("%s: at %d px from %.1f to %.1f", cases[i], far, before, here);
            before = here;
        }
        assert_true(before < 3.0);
        bench_close(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blur_is_a_bell),
        cmocka_unit_test(blur_grows_steadily),
        cmocka_unit_test(even_fields_stay_even),
        cmocka_unit_test(radial_blur_has_no_hole),
        cmocka_unit_test(edge_glow_finds_edges),
        cmocka_unit_test(radial_blur_draws_streaks),
        cmocka_unit_test(vignette_means_follow_its_formula),
        cmocka_unit_test(slow_gradients_do_not_band),
        cmocka_unit_test(halos_in_light_are_round_and_smooth),
    };
    gr_registry_install(gr_cpu_best());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
