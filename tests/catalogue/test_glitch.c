/* SPDX-License-Identifier: MIT
 *
 * What broken pictures promise: they hold between beats, jump on them, and invent nothing.
 */
#include "catalogue/shader_bench.h"

static const char *const names[] = {"bands", "bend", "blocks", "pixel_sort"};
enum { NAMES = sizeof names / sizeof *names };

static void they_hold_and_jump(void **state)
{
    (void)state;
    for (int i = 0; i < NAMES; i++) {
        Bench bench;
        bench_open(&bench, names[i], 640, 360);
        bench_set(&bench, "react", 0);
        bench.moment.beat_count = 4;
        uint64_t first = bench_redraw(&bench);
        for (int tick = 0; tick < 12; tick++) {
            bench.moment.tick++;
            bench.moment.scene_s += 1.0 / 24;
            bench.moment.tick_part = 0.3f;
            bench.moment.signals.v[GR_SIGNAL_BEAT_DECAY] = (float)tick / 12;
            if (bench_redraw(&bench) != first)
                fail_msg("%s moves between beats", names[i]);
        }
        bench.moment.beat_count = 5;
        assert_true(bench_redraw(&bench) != first);
        /* Two beats long, and before the first as well. */
        bench_set(&bench, "hold", 2);
        bench.moment.beat_count = -2;
        first = bench_redraw(&bench);
        bench.moment.beat_count = -1;
        assert_true(bench_redraw(&bench) == first);
        bench.moment.beat_count = 0;
        assert_true(bench_redraw(&bench) != first);
        bench.moment.beat_count = -2;
        bench.seed++;
        assert_true(bench_redraw(&bench) != first);
        bench_close(&bench);
    }
}

static void count_values(const GrCanvas *canvas, int c, int counts[256])
{
    memset(counts, 0, 256 * sizeof *counts);
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            counts[gr_canvas_row(canvas, c, y)[x]]++;
}

/* Slices go around the edges: every value is there as often as before. */
static void bands_lose_nothing(void **state)
{
    (void)state;
    Bench bench;
    int before[256], after[256];
    bench_open(&bench, "bands", 641, 360);
    bench_set_all(&bench, "count=40 shift=900");
    for (int c = 0; c < 3; c++) {
        draw_picture(&bench.canvas, 0);
        count_values(&bench.canvas, c, before);
        bench_run(&bench);
        count_values(bench.result, c, after);
        assert_memory_equal(before, after, sizeof before);
    }
    bench_close(&bench);
}

/* Lines of one pixel: the same pixels in another order, brighter towards the end of each run. */
static void pixel_sort_sorts(void **state)
{
    (void)state;
    for (int towards = 0; towards < 4; towards++) {
        Bench bench;
        int before[256], after[256];
        bench_open(&bench, "pixel_sort", 360, 361);
        bench_set_all(&bench, "line=1 share=1 react=0 threshold=0 length=2000");
        bench_set(&bench, "towards", towards);
        draw_picture(&bench.canvas, 0);
        for (int y = 0; y < 361; y++) /* nothing is black: all of it is one run, but for cuts */
            for (int x = 0; x < 360; x++)
                for (int c = 0; c < 3; c++)
                    gr_canvas_row(&bench.canvas, c, y)[x] = (GrPixel)(20 + (x * 37 + y * 91) % 200);
        count_values(&bench.canvas, 1, before);
        bench_run(&bench);
        count_values(bench.result, 1, after);
        assert_memory_equal(before, after, sizeof before);
        int falls = 0, steps = 0;
        for (int i = 0; i < 300; i += 7)
            for (int k = 1; k < 360; k++, steps++) {
                int here, last;
                bool rows = towards < 2, turned = towards == 1 || towards == 3;
                here = rows ? gr_canvas_row(bench.result, 1, i)[k]
                            : gr_canvas_row(bench.result, 1, k)[i];
                last = rows ? gr_canvas_row(bench.result, 1, i)[k - 1]
                            : gr_canvas_row(bench.result, 1, k - 1)[i];
                falls += turned ? here > last + 4 : here < last - 4;
            }
        assert_true(falls < steps / 100);
        bench_close(&bench);
    }
}

/* Blocks that are moved or stuck show what is elsewhere: an even frame stays even. */
static void blocks_and_bends_keep_even_frames(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"blocks", "share=0"}, {"bend", "bits=0 count=24"}};
    for (int i = 0; i < 2; i++) {
        Bench bench;
        bench_open(&bench, cases[i][0], 333, 222);
        bench_set_all(&bench, cases[i][1]);
        fill(&bench.canvas, 120, 120, 120);
        bench_run(&bench);
        for (int y = 0; y < 222; y++)
            for (int x = 0; x < 333; x++)
                assert_int_equal(gr_canvas_row(bench.result, i, y)[x], 120);
        bench_close(&bench);
    }
}

static void blocks_break_their_share(void **state)
{
    (void)state;
    double changed[3] = {0};
    static const char *const shares[] = {"share=0.1 react=0", "share=0.4 react=0",
                                         "share=1 react=0"};
    for (int i = 0; i < 3; i++)
        for (int beat = 0; beat < 12; beat++) {
            Bench bench;
            GrCanvas original;
            bench_open(&bench, "blocks", 640, 360);
            canvas_open(&original, 640, 360);
            draw_picture(&original, 0);
            bench_set_all(&bench, shares[i]);
            bench.moment.beat_count = beat;
            bench_run(&bench);
            for (int y = 0; y < 360; y++)
                for (int x = 0; x < 640; x++)
                    changed[i] += (gr_canvas_row(bench.result, 0, y)[x] !=
                                   gr_canvas_row(&original, 0, y)[x]) /
                                  (12.0 * 640 * 360);
            canvas_close(&original);
            bench_close(&bench);
        }
    assert_true(changed[0] > 0.02 && changed[0] < 0.14);
    assert_true(changed[1] > 0.2 && changed[1] < 0.45);
    assert_true(changed[2] > 0.55);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_hold_and_jump),
        cmocka_unit_test(bands_lose_nothing),
        cmocka_unit_test(pixel_sort_sorts),
        cmocka_unit_test(blocks_break_their_share),
        cmocka_unit_test(blocks_and_bends_keep_even_frames),
    };
    gr_registry_install(gr_cpu_best());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
