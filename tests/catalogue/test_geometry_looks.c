/* SPDX-License-Identifier: MIT
 *
 * What the shaders that move pixels and channels promise to the eye.
 */
#include "catalogue/shader_bench.h"

static int value_at(const GrCanvas *canvas, int c, int x, int y)
{
    return gr_canvas_row(canvas, c, y)[x];
}

/* Slopes of one code value a pixel at most, so that a place shows in a value. */
static void fill_slopes(GrCanvas *canvas)
{
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++) {
            gr_canvas_row(canvas, 0, y)[x] = (GrPixel)(x % 256);
            gr_canvas_row(canvas, 1, y)[x] = (GrPixel)(y % 256);
            gr_canvas_row(canvas, 2, y)[x] = (GrPixel)((x + y) / 2 % 256);
        }
}

/* Whatever moves pixels keeps an even picture even: no hole, no smear, no seam. */
static void even_pictures_stay_even(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"displace", "amount=200 size=0.1"},
        {"displace", "amount=-200 size=4"},
        {"mirror", "x=0.7 y=-1.3"},
        {"pixelate", "gap=0 gain=1 size=47"},
        {"rgb_split", "amount=100 x=-2 y=3"},
        {"rotate", "angle=0.37 zoom=0.25 x=1 y=1"},
        {"shift", "red_x=133.3 green_y=-77.7 blue_x=-200 blue_y=200"},
        {"swap", "amount=0"},
        {"wave", "amount=200 cross=1 length=0.05"},
        {"zoom", "factor=0.25 x=3 y=-2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Bench bench;
        bench_open(&bench, cases[i][0], 397, 211);
        bench_set_all(&bench, cases[i][1]);
        bench.moment.scene_s = 3.7;
        fill(&bench.canvas, 77, 140, 201);
        bench_run(&bench);
        for (int y = 0; y < 211; y++)
            for (int x = 0; x < 397; x++)
                if (value_at(bench.result, 0, x, y) != 77 ||
                    value_at(bench.result, 1, x, y) != 140 ||
                    value_at(bench.result, 2, x, y) != 201)
                    fail_msg("%s with %s: not even at %d, %d", cases[i][0], cases[i][1], x, y);
        bench_close(&bench);
    }
}

/* Neighbouring rows show neighbouring places, also where bands and tiles meet. */
static void no_seams(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"displace", "amount=20 size=0.8"},
        {"displace", "by=1 amount=20"},
        {"wave", "amount=20 cross=1"},
        {"rotate", "angle=0.05"},
        {"zoom", "factor=0.8"},
        {"rgb_split", "amount=20"},
        {"shift", "red_x=20.4 red_y=7.7"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Bench bench;
        bench_open(&bench, cases[i][0], 256, 256);
        bench_set_all(&bench, cases[i][1]);
        bench.moment.scene_s = 1.3;
        fill_slopes(&bench.canvas);
        bench_run(&bench);
        for (int y = 1; y < 256; y++)
            for (int x = 1; x < 256; x++)
                for (int c = 0; c < 3; c++) {
                    int here = value_at(bench.result, c, x, y);
                    if (abs(here - value_at(bench.result, c, x, y - 1)) > 4 ||
                        abs(here - value_at(bench.result, c, x - 1, y)) > 4)
                        fail_msg("%s with %s: a seam at %d, %d", cases[i][0], cases[i][1], x, y);
                }
        bench_close(&bench);
    }
}

static void mirror_reflects(void **state)
{
    (void)state;
    enum { W = 241, H = 151, H_MODE = 0, V_MODE, QUAD_MODE, DIAG_MODE };
    for (int mode = H_MODE; mode <= DIAG_MODE; mode++)
        for (int other = 0; other < 2; other++) {
            Bench bench;
            bench_open(&bench, "mirror", W, H);
            bench_set(&bench, "mode", mode);
            bench_set(&bench, "other", other);
            fill_slopes(&bench.canvas);
            bench_run(&bench);
            for (int y = 0; y < H; y++)
                for (int x = 0; x < W; x++) {
                    bool right = other ? x < W / 2 : x > W / 2, low = other ? y < H / 2 : y > H / 2;
                    int from_x = mode != V_MODE && right ? W - 1 - x : x;
                    int from_y = mode != H_MODE && low ? H - 1 - y : y;
                    if (mode == DIAG_MODE) {
                        int sum = (W - 1) / 2 + (H - 1) / 2, off = x + y - sum;
                        bool over = other ? off < 0 : off > 0;
                        from_x = over ? sum - y : x;
                        from_y = over ? sum - x : y;
                        if (from_y < 0 || from_y >= H)
                            continue; /* reflected once more at the frame's edge */
                    }
                    assert_int_equal(value_at(bench.result, 0, x, y), from_x);
                    assert_int_equal(value_at(bench.result, 1, x, y), from_y);
                }
            bench_close(&bench);
        }
}

static void zoom_and_rotate_keep_their_point(void **state)
{
    (void)state;
    static const struct {
        const char *shader, *values;
        int x, y, from_x, from_y; /* of a picture of 201 by 201 */
    } cases[] = {
        {"zoom", "factor=2 breath=0", 100, 100, 100, 100},
        {"zoom", "factor=2 breath=0", 120, 60, 110, 80},
        {"zoom", "factor=0.5 breath=0", 110, 90, 120, 80},
        {"zoom", "factor=0.5 breath=0", 0, 100, 100, 100}, /* mirrored at the edge */
        {"zoom", "factor=4 breath=0 x=0.5", 150, 100, 150, 100},
        {"rotate", "angle=0.25 speed=0 zoom=1", 130, 100, 100, 70}, /* up went to the right */
        {"rotate", "angle=0.5 speed=0 zoom=1", 20, 50, 180, 150},
        {"rotate", "angle=0 speed=0.25 zoom=1", 130, 100, 100, 70}, /* after a second */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Bench bench;
        bench_open(&bench, cases[i].shader, 201, 201);
        bench_set_all(&bench, cases[i].values);
        bench.moment.scene_s = 1.0;
        fill_slopes(&bench.canvas);
        bench_run(&bench);
        if (abs(value_at(bench.result, 0, cases[i].x, cases[i].y) - cases[i].from_x) > 1 ||
            abs(value_at(bench.result, 1, cases[i].x, cases[i].y) - cases[i].from_y) > 1)
            fail_msg("%s with %s: %d, %d shows %d, %d", cases[i].shader, cases[i].values,
                     cases[i].x, cases[i].y, value_at(bench.result, 0, cases[i].x, cases[i].y),
                     value_at(bench.result, 1, cases[i].x, cases[i].y));
        bench_close(&bench);
    }
}

static void shift_moves_each_channel(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "shift", 1920, 1080);
    bench_set_all(&bench, "red_x=3 red_y=2 green_x=0 green_y=-4 blue_x=-5.5 blue_y=0");
    fill(&bench.canvas, 0, 0, 0);
    for (int c = 0; c < 3; c++)
        gr_canvas_row(&bench.canvas, c, 40)[100] = 200;
    bench_run(&bench);
    assert_int_equal(value_at(bench.result, 0, 103, 42), 200);
    assert_int_equal(value_at(bench.result, 1, 100, 36), 200);
    assert_int_equal(value_at(bench.result, 2, 94, 40), 100);
    assert_int_equal(value_at(bench.result, 2, 95, 40), 100);
    assert_int_equal(value_at(bench.result, 0, 100, 40), 0);
    bench_close(&bench);
}

static void rgb_split_grows_outwards(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "rgb_split", 1920, 1080);
    bench_set_all(&bench, "amount=20");
    for (int y = 0; y < 1080; y++)
        for (int x = 0; x < 1920; x++)
            for (int c = 0; c < 3; c++)
                gr_canvas_row(&bench.canvas, c, y)[x] = (GrPixel)(x / 8);
    bench_run(&bench);
    for (int x = 200; x < 1920; x += 380) {
        int moved = (x - 960) * 20 / 960;
        assert_in_range(value_at(bench.result, 0, x, 500) - (x - moved) / 8 + 1, 0, 2);
        assert_int_equal(value_at(bench.result, 1, x, 500), x / 8);
        assert_in_range(value_at(bench.result, 2, x, 500) - (x + moved) / 8 + 1, 0, 2);
    }
    bench_close(&bench);
}

static void swap_changes_places(void **state)
{
    (void)state;
    static const int want[][3] = {
        {10, 90, 60}, {60, 10, 90}, {60, 90, 10}, {90, 10, 60}, {90, 60, 10}};
    for (int order = 0; order < 5; order++) {
        Bench bench;
        bench_open(&bench, "swap", 70, 3);
        bench_set(&bench, "order", order);
        fill(&bench.canvas, 10, 60, 90);
        bench_run(&bench);
        for (int c = 0; c < 3; c++)
            assert_int_equal(value_at(bench.result, c, 69, 2), want[order][c]);
        bench_close(&bench);
    }
}

/* Blocks around the middle, each the mean of what it covers, and dark between them. */
static void pixelate_makes_lamps(void **state)
{
    (void)state;
    enum { W = 1920, H = 1080, SIZE = 40 };
    Bench bench;
    bench_open(&bench, "pixelate", W, H);
    bench_set_all(&bench, "size=40 gap=0 gain=1");
    GrCanvas before;
    canvas_open(&before, W, H);
    draw_picture(&before, 0);
    bench_run(&bench);
    for (int y = 0; y < H; y += SIZE) /* the middle of a block is that of the frame */
        for (int x = 20; x < W - SIZE; x += SIZE) {
            double sum = 0;
            for (int i = 0; i < SIZE * SIZE; i++)
                sum += value_at(&before, 1, x + i % SIZE, y + i / SIZE);
            int here = value_at(bench.result, 1, x + 20, y + 20);
            assert_true(here > sum / (SIZE * SIZE) - 1.0 && here < sum / (SIZE * SIZE) + 1.0);
            for (int i = 0; i < SIZE * SIZE; i++)
                assert_int_equal(value_at(bench.result, 1, x + i % SIZE, y + i / SIZE), here);
        }
    for (int round = 0; round < 2; round++) {
        bench_set_all(&bench, "gap=0.5");
        bench_set(&bench, "round", round);
        fill(&bench.canvas, 120, 120, 120);
        bench_run(&bench);
        double mean = plane_mean(bench.result, 0), share = round ? 0.25 * 3.14159 / 4.0 : 0.25;
        assert_true(mean > 120.0 * share * 0.98 && mean < 120.0 * share * 1.02);
        assert_int_equal(value_at(bench.result, 0, W / 2, H / 2), 120);
        assert_int_equal(value_at(bench.result, 0, W / 2 + SIZE / 2, H / 2), 0);
    }
    canvas_close(&before);
    bench_close(&bench);
}

/* What sways comes back: over a whole wave the mean displacement is none, and its ends are known.
 */
static void wave_sways_as_far_as_it_says(void **state)
{
    (void)state;
    enum { W = 240, H = 240 };
    Bench bench;
    bench_open(&bench, "wave", W, H);
    bench_set_all(&bench, "amount=90 length=1 angle=0.25 cross=0 speed=0"); /* 20 pixels here */
    fill_slopes(&bench.canvas);
    bench_run(&bench);
    int least = 255, most = 0;
    double sum = 0;
    for (int y = 0; y < H; y++) {
        int off = value_at(bench.result, 0, 120, y) - 120;
        least = off < least ? off : least;
        most = off > most ? off : most;
        sum += off;
        assert_int_equal(value_at(bench.result, 1, 120, y), y); /* sideways only */
    }
    assert_int_equal(least, -20);
    assert_int_equal(most, 20);
    assert_true(sum / H > -0.5 && sum / H < 0.5);
    bench_close(&bench);
}

static void displace_stays_within_its_amount(void **state)
{
    (void)state;
    enum { W = 240, H = 240, REACH = 20 };
    for (int by = 0; by < 2; by++) {
        Bench bench;
        int most = 0;
        bench_open(&bench, "displace", W, H);
        bench_set_all(&bench, "amount=90 size=0.3 speed=1");
        bench_set(&bench, "by", by);
        for (int second = 0; second < 8; second++) {
            bench.moment.scene_s = 0.7 * second;
            fill_slopes(&bench.canvas);
            bench_run(&bench);
            for (int y = REACH + 2; y < H - REACH - 2; y++)
                for (int x = REACH + 2; x < W - REACH - 2; x++) {
                    int off = abs(value_at(bench.result, 0, x, y) - x);
                    most = off > most ? off : most;
                }
        }
        assert_true(most <= REACH + 1);
        assert_true(most > (by ? 0 : REACH / 3)); /* slopes of light are gentle here */
        bench_close(&bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(even_pictures_stay_even),
        cmocka_unit_test(no_seams),
        cmocka_unit_test(mirror_reflects),
        cmocka_unit_test(zoom_and_rotate_keep_their_point),
        cmocka_unit_test(shift_moves_each_channel),
        cmocka_unit_test(rgb_split_grows_outwards),
        cmocka_unit_test(swap_changes_places),
        cmocka_unit_test(pixelate_makes_lamps),
        cmocka_unit_test(wave_sways_as_far_as_it_says),
        cmocka_unit_test(displace_stays_within_its_amount),
    };
    gr_registry_install(gr_cpu_best());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
