/* SPDX-License-Identifier: MIT
 *
 * What the shaders of colour, tone, light and lines promise to the eye.
 */
#include "catalogue/shader_bench.h"

#include "model/colour.h"
#include "model/cube.h"

#include <math.h>

static int at(const Bench *bench, int channel, int x, int y)
{
    return gr_canvas_row(bench->result, channel, y)[x];
}

/* One colour through a shader. */
static void one_colour(const char *name, const char *settings, const int in[3], int out[3])
{
    Bench bench;
    bench_open(&bench, name, 64, 32);
    bench_set_all(&bench, settings);
    fill(&bench.canvas, in[0], in[1], in[2]);
    bench_run(&bench);
    for (int c = 0; c < 3; c++)
        out[c] = at(&bench, c, 32, 16);
    bench_close(&bench);
}

/* Whole numbers that follow from the formulas alone. */
static void colours_come_out_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *name, *settings;
        int in[3], out[3], most_off;
    } cases[] = {
        {"invert", "", {0, 100, 255}, {255, 155, 0}, 0},
        {"invert", "amount=0.5", {0, 100, 255}, {128, 128, 128}, 1},
        {"invert", "keep_hue=1", {10, 60, 200}, {55, 105, 245}, 0},
        {"posterize", "levels=2 softness=0 gamma=1", {100, 127, 129}, {0, 0, 255}, 0},
        {"posterize", "levels=3 softness=0 gamma=1", {80, 90, 250}, {0, 128, 255}, 0},
        {"solarize", "threshold=0.5 softness=0", {64, 128, 255}, {128, 254, 0}, 1},
        {"threshold", "level=0.5 softness=0", {120, 120, 120}, {0, 0, 0}, 0},
        {"threshold", "level=0.5 softness=0", {10, 200, 10}, {255, 255, 255}, 0},
        {"hue_rotate", "turn=0.3333333", {60, 60, 60}, {60, 60, 60}, 0},
        {"saturation", "amount=0", {255, 0, 0}, {54, 54, 54}, 1},
        {"saturation", "amount=0", {0, 255, 0}, {182, 182, 182}, 1},
        {"saturation", "amount=2", {120, 120, 120}, {120, 120, 120}, 0},
        {"gamma", "gamma=2", {0, 64, 255}, {0, 128, 255}, 1},
        {"gamma", "gamma=1 red=2", {64, 64, 64}, {128, 64, 64}, 1},
        {"levels", "black=0.2 white=0.6", {51, 102, 204}, {0, 128, 255}, 1},
        {"levels", "black=0 white=1 low=0.2 high=0.8", {0, 128, 255}, {51, 128, 204}, 1},
        {"brightness", "amount=1 knee=1", {55, 99, 180}, {77, 136, 243}, 2},
        {"contrast", "amount=-1 pivot=0.4", {0, 200, 255}, {102, 102, 102}, 0},
        {"contrast", "amount=1 pivot=0.4", {0, 102, 255}, {0, 102, 255}, 0},
        {"flash", "react=0 amount=1 veil=1", {0, 100, 200}, {255, 255, 255}, 0},
        {"ramp", "gamma=1", {0, 0, 0}, {5, 4, 15}, 0},
        {"ramp", "gamma=1", {255, 255, 255}, {255, 243, 208}, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int out[3];
        one_colour(cases[i].name, cases[i].settings, cases[i].in, out);
        for (int c = 0; c < 3; c++)
            if (abs(out[c] - cases[i].out[c]) > cases[i].most_off)
                fail_msg("%s %s: %d %d %d became %d %d %d", cases[i].name, cases[i].settings,
                         cases[i].in[0], cases[i].in[1], cases[i].in[2], out[0], out[1], out[2]);
    }
}

static uint64_t tinted(int tone, const char *colour)
{
    Bench bench;
    bench_open(&bench, "tint", 64, 36);
    bench_set(&bench, "tone", tone);
    GrColour *own =
        (GrColour *)(void *)(bench.params + gr_param_find(&bench.shader->params, "colour")->offset);
    if (colour)
        assert_true(gr_colour_parse(colour, own));
    uint64_t sum = bench_run(&bench);
    bench_close(&bench);
    return sum;
}

/* A tint's own colour is taken whatever its tone. */
static void tints_take_their_colour(void **state)
{
    (void)state;
    enum { WARM, CUSTOM = 11 };
    assert_int_equal(tinted(WARM, "2040ff"), tinted(CUSTOM, "2040ff"));
    assert_int_not_equal(tinted(WARM, "2040ff"), tinted(WARM, NULL));
    assert_int_equal(tinted(CUSTOM, NULL), tinted(WARM, "ff8800"));
}

/* Turned by a third red is green, and no turn changes how bright it is. */
static void hues_turn_at_one_luminance(void **state)
{
    (void)state;
    static const int colour[3] = {120, 70, 60};
    double before = 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2];
    for (int step = 1; step < 12; step++) {
        char settings[32];
        int out[3];
        snprintf(settings, sizeof settings, "turn=%f", step / 12.0);
        one_colour("hue_rotate", settings, colour, out);
        double after = 0.2126 * out[0] + 0.7152 * out[1] + 0.0722 * out[2];
        if (fabs(after - before) > 1.5)
            fail_msg("%s: luma %.1f became %.1f", settings, before, after);
        if (step == 4)
            assert_true(out[1] > out[0] && out[1] > out[2]);
        if (step == 8)
            assert_true(out[2] > out[0] && out[2] > out[1]);
    }
}

static double reference(const GrCube *cube, const double in[3], int channel)
{
    int n = cube->size, cell[3], order[3] = {0, 1, 2}, way[3] = {1, n, n * n};
    double part[3];
    for (int c = 0; c < 3; c++) {
        double place = in[c] * (n - 1);
        cell[c] = (int)place < n - 2 ? (int)place : n - 2;
        part[c] = place - cell[c];
    }
    for (int a = 0; a < 2; a++) /* the largest part first */
        for (int b = a + 1; b < 3; b++)
            if (part[order[b]] > part[order[a]]) {
                int swap = order[a];
                order[a] = order[b];
                order[b] = swap;
            }
    int corner = cell[0] + cell[1] * n + cell[2] * n * n;
    double sum = (1 - part[order[0]]) * (double)cube->value[corner][channel];
    for (int k = 0; k < 3; k++) {
        corner += way[order[k]];
        double weight = part[order[k]] - (k < 2 ? part[order[k + 1]] : 0);
        sum += weight * (double)cube->value[corner][channel];
    }
    return sum < 0 ? 0 : sum > 1 ? 1 : sum;
}

static void use_cube(Bench *bench, const GrCube *cube)
{
    const GrParam *file = gr_param_find(&bench->shader->params, "file");
    memcpy(bench->params + file->offset, &cube, sizeof cube);
}

/* A crooked lattice that goes beyond black and white against tetrahedral interpolation in double
 * precision, to what places in 256ths of cells allow that are two whites high. */
static void lattices_are_interpolated_in_tetrahedra(void **state)
{
    (void)state;
    enum { N = 5 };
    static float value[N * N * N][3];
    for (int i = 0; i < N * N * N; i++)
        for (int c = 0; c < 3; c++)
            value[i][c] = (float)((i * (7 + 4 * c) + i * i * 3) % 97) / 48.5f - 0.5f;
    const GrCube cube = {
        .axes = 3, .size = N, .high = {1, 1, 1}, .value = (const float(*)[3])value};
    Bench bench;
    bench_open(&bench, "lut", 640, 96);
    use_cube(&bench, &cube);
    GrCanvas before;
    canvas_open(&before, 640, 96);
    draw_picture(&before, 0);
    bench_run(&bench);
    for (int y = 0; y < 96; y++)
        for (int x = 0; x < 640; x++) {
            double in[3];
            for (int c = 0; c < 3; c++)
                in[c] = gr_canvas_row(&before, c, y)[x] / 255.0;
            for (int c = 0; c < 3; c++) {
                double wanted = 255.0 * reference(&cube, in, c);
                if (fabs(wanted - at(&bench, c, x, y)) > 2.6)
                    fail_msg("%d,%d channel %d: %d instead of %.2f", x, y, c, at(&bench, c, x, y),
                             wanted);
            }
        }
    canvas_close(&before);
    bench_close(&bench);
}

/* Small lattices and large ones, wide domains and narrow ones, pictures that are black in places:
 * the same bytes on all levels. */
static void lattices_are_the_same_on_all_levels(void **state)
{
    (void)state;
    static const int sizes[] = {2, 5, 36, 37};
    static float value[37 * 37 * 37][3];
    for (int i = 0; i < 37 * 37 * 37; i++)
        for (int c = 0; c < 3; c++)
            value[i][c] = (float)((i * (7 + 4 * c) + i / 9 * 5) % 101) / 50.5f - 0.5f;
    for (int i = 0; i < 8; i++) {
        float low = i % 2 ? 0.2f : 0.0f, high = i % 2 ? 0.3f : 1.0f;
        const GrCube cube = {.axes = 3,
                             .size = sizes[i / 2],
                             .low = {low, low, low},
                             .high = {high, high, high},
                             .value = (const float(*)[3])value};
        uint64_t expected = 0;
        for (int level = GR_CPU_NONE; level < GR_CPU_LEVELS; level++) {
            if (!gr_cpu_usable((GrCpuLevel)level))
                continue;
            gr_registry_install((GrCpuLevel)level);
            Bench bench;
            bench_open(&bench, "lut", 517, 96);
            use_cube(&bench, &cube);
            for (int y = 0; y < 64; y++) /* lit nowhere, here and there, everywhere */
                for (int x = 0; x < 517; x++)
                    for (int c = 0; c < 3 && (y < 32 || (x * 7 + y * 5) % 11 < 6); c++)
                        gr_canvas_row(&bench.canvas, c, y)[x] = 0;
            uint64_t sum = bench_run(&bench);
            expected = level == GR_CPU_NONE ? sum : expected;
            if (sum != expected)
                fail_msg("size %d, level %s: other bytes", cube.size, gr_cpu_level_names[level]);
            for (int c = 0; c < 3; c++)
                assert_int_equal(at(&bench, c, 9, 3), 0); /* half a white below black */
            bench_close(&bench);
        }
    }
    gr_registry_install(gr_cpu_best());
}

/* Code `i` under one of several curves: lines, bows, steps, noise, and bows that are broken in so
 * many of their sixteen parts. */
static int crooked(int curve, int i)
{
    double x = i / 255.0, bow = 255.0 * x * x * (3.0 - 2.0 * x);
    int broken = curve - 5;
    switch (curve) {
    case 0:
        return 200 - i / 2;
    case 1:
        return (int)(255.0 * sqrt(x) + 0.5);
    case 2:
        return (int)(127.5 + 127.0 * sin(11.0 * x) + 0.5);
    case 3:
        return i / 24 * 24;
    case 4:
        return (i * 167 + i / 7 * 31) % 256;
    default:
        return i / 16 % 2 == 0 && i / 32 < broken ? (i * 89) % 256 : (int)(bow + 0.5);
    }
}

/* However a curve looks, all levels give its own numbers. */
static void curves_are_exact_on_all_levels(void **state)
{
    (void)state;
    enum { CURVES = 12, WIDTH = 300 };
    for (int level = GR_CPU_NONE; level < GR_CPU_LEVELS; level++) {
        if (!gr_cpu_usable((GrCpuLevel)level))
            continue;
        gr_registry_install((GrCpuLevel)level);
        for (int curve = 0; curve < CURVES; curve++) {
            float value[256][3];
            for (int i = 0; i < 256; i++)
                for (int c = 0; c < 3; c++)
                    value[i][c] = (float)crooked((curve + c) % CURVES, i) / 255.0f;
            const GrCube cube = {
                .axes = 1, .size = 256, .high = {1, 1, 1}, .value = (const float(*)[3])value};
            Bench bench;
            bench_open(&bench, "lut", WIDTH, 3);
            use_cube(&bench, &cube);
            for (int c = 0; c < 3; c++)
                for (int y = 0; y < 3; y++)
                    for (int x = 0; x < WIDTH; x++)
                        gr_canvas_row(&bench.canvas, c, y)[x] = (GrPixel)(x + 85 * y);
            bench_run(&bench);
            for (int i = 0; i < 3 * 3 * WIDTH; i++) {
                int c = i % 3, y = i / 3 % 3, x = i / 9;
                int wanted = crooked((curve + c) % CURVES, (x + 85 * y) & 255);
                if (at(&bench, c, x, y) != wanted)
                    fail_msg("level %s, curve %d, code %d: %d instead of %d",
                             gr_cpu_level_names[level], (curve + c) % CURVES, (x + 85 * y) & 255,
                             at(&bench, c, x, y), wanted);
            }
            bench_close(&bench);
        }
    }
    gr_registry_install(gr_cpu_best());
}

/* The identity changes nothing, whatever the size and the domain. */
static void identity_lattices_change_nothing(void **state)
{
    (void)state;
    static const int sizes[] = {2, 17, 33, 64};
    static float value[64 * 64 * 64][3];
    for (int s = 0; s < 8; s++) {
        int n = sizes[s / 2];
        float low = s % 2 ? -0.5f : 0.0f, high = s % 2 ? 1.75f : 1.0f;
        for (int i = 0; i < n * n * n; i++) {
            const int place[3] = {i % n, i / n % n, i / n / n};
            for (int c = 0; c < 3; c++)
                value[i][c] = low + (high - low) * (float)place[c] / (float)(n - 1);
        }
        const GrCube cube = {.axes = 3,
                             .size = n,
                             .low = {low, low, low},
                             .high = {high, high, high},
                             .value = (const float(*)[3])value};
        Bench bench;
        bench_open(&bench, "lut", 333, 64);
        use_cube(&bench, &cube);
        GrCanvas before;
        canvas_open(&before, 333, 64);
        draw_picture(&before, 0);
        bench_run(&bench);
        /* Points end half a white beyond 0..1: a domain that goes on bends in its outer cells. */
        for (int y = 0; y < 64; y++)
            for (int x = 0; x < 333; x++)
                for (int c = 0; c < 3; c++) {
                    int was = gr_canvas_row(&before, c, y)[x], is = at(&bench, c, x, y);
                    bool outer = s % 2 && (was < 255 * 3 / n || was > 255 - 255 * 3 / n);
                    if (abs(was - is) > 1 && !outer && n > 2)
                        fail_msg("size %d: %d became %d", n, was, is);
                }
        canvas_close(&before);
        bench_close(&bench);
    }
}

/* Without a file: an S, less colour, teal shadows and amber lights, as its formula says. */
static double film(const double in[3], int channel)
{
    static const double shadow[3] = {-0.075, 0.02, 0.055}, light[3] = {0.075, 0.015, -0.085};
    double luma = 0.2126 * in[0] + 0.7152 * in[1] + 0.0722 * in[2];
    double place = fmin(fmax((luma - 0.15) / 0.7, 0.0), 1.0);
    double part = place * place * (3.0 - 2.0 * place);
    double value = luma + 0.9 * (in[channel] - luma);
    value += 0.35 * (value * value * (3.0 - 2.0 * value) - value);
    value +=
        4.0 * luma * (1.0 - luma) * (shadow[channel] + (light[channel] - shadow[channel]) * part);
    return value;
}

/* Every fifth code value of each channel. */
static void without_a_file_there_is_film(void **state)
{
    (void)state;
    enum { STEPS = 52, WIDTH = 8 * STEPS, COLOURS = STEPS * STEPS * STEPS };
    static const double amounts[] = {1.0, 0.6, 0.1};
    for (int a = 0; a < 3; a++) {
        Bench bench;
        double off = 0.0;
        bench_open(&bench, "lut", WIDTH, COLOURS / WIDTH);
        bench_set(&bench, "amount", amounts[a]);
        for (int i = 0; i < 3 * COLOURS; i++) {
            const int steps[3] = {i / 3 % STEPS, i / 3 / STEPS % STEPS, i / 3 / STEPS / STEPS};
            gr_canvas_row(&bench.canvas, i % 3, i / 3 / WIDTH)[i / 3 % WIDTH] =
                (GrPixel)(5 * steps[i % 3]);
        }
        bench_run(&bench);
        for (int i = 0; i < 3 * COLOURS; i++) {
            const double in[3] = {i / 3 % STEPS / 51.0, i / 3 / STEPS % STEPS / 51.0,
                                  i / 3 / STEPS / STEPS / 51.0};
            int c = i % 3, out = at(&bench, c, i / 3 % WIDTH, i / 3 / WIDTH);
            double wanted = in[c] + amounts[a] * (film(in, c) - in[c]);
            double wrong = fabs(255.0 * fmin(fmax(wanted, 0.0), 1.0) - out);
            if (wrong > 1.45)
                fail_msg("%.0f %.0f %.0f, channel %d: %d instead of %.2f", 255 * in[0], 255 * in[1],
                         255 * in[2], c, out, 255.0 * wanted);
            off += wrong / (3 * COLOURS);
        }
        if (off > 0.29)
            fail_msg("%.3f off on average", off);
        bench_close(&bench);
    }
}

/* The dots of an even grey cover what the gamma makes of its light, on any screen. */
static void dots_cover_as_much_as_there_is_light(void **state)
{
    (void)state;
    static const int lights[] = {26, 90, 140, 200, 240};
    for (int mode = 0; mode < 3; mode++)
        for (size_t i = 0; i < sizeof lights / sizeof *lights; i++) {
            Bench bench;
            bench_open(&bench, "halftone", 960, 540);
            bench_set_all(&bench, "size=24 gamma=1");
            bench_set(&bench, "mode", mode);
            fill(&bench.canvas, lights[i], lights[i], lights[i]);
            bench_run(&bench);
            for (int c = 0; c < 3; c++)
                if (fabs(plane_mean(bench.result, c) - lights[i]) > 4)
                    fail_msg("mode %d: light %d became %.1f", mode, lights[i],
                             plane_mean(bench.result, c));
            bench_close(&bench);
        }
}

static void bars_cover_parts_of_pixels(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "letterbox", 320, 180);
    bench_set_all(&bench, "aspect=2"); /* a tenth of a bar of 10 px at each end */
    fill(&bench.canvas, 200, 200, 200);
    bench_run(&bench);
    assert_int_equal(at(&bench, 0, 160, 9), 0);
    assert_int_equal(at(&bench, 0, 160, 10), 200);
    assert_int_equal(at(&bench, 0, 160, 169), 200);
    assert_int_equal(at(&bench, 0, 160, 170), 0);
    bench_set_all(&bench, "amount=0.55"); /* 5.5 px */
    fill(&bench.canvas, 200, 200, 200);
    bench_run(&bench);
    assert_int_equal(at(&bench, 1, 0, 4), 0);
    assert_int_equal(at(&bench, 1, 0, 5), 100);
    assert_int_equal(at(&bench, 1, 0, 6), 200);
    bench_set_all(&bench, "aspect=1 amount=1"); /* 70 px at each side */
    fill(&bench.canvas, 200, 200, 200);
    bench_run(&bench);
    assert_int_equal(at(&bench, 2, 69, 90), 0);
    assert_int_equal(at(&bench, 2, 70, 90), 200);
    assert_int_equal(at(&bench, 2, 249, 0), 200);
    assert_int_equal(at(&bench, 2, 250, 179), 0);
    bench_close(&bench);
}

static void eclipse_is_dark_in_the_middle(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "reverse_vignette", 640, 360);
    bench_set_all(&bench, "strength=1 size=0.2 softness=0.6");
    fill(&bench.canvas, 200, 200, 200);
    bench_run(&bench);
    assert_in_range(at(&bench, 0, 320, 180), 0, 2);
    assert_int_equal(at(&bench, 0, 0, 0), 200);
    int before = 0;
    for (int x = 320; x < 640; x++) { /* rising outwards, but for the dither's step */
        int here = at(&bench, 0, x, 180);
        assert_true(here >= before - 1);
        before = here > before ? here : before;
    }
    assert_int_equal(before, 200);
    bench_close(&bench);
}

static void snow_is_new_every_tick(void **state)
{
    (void)state;
    Bench bench;
    bench_open(&bench, "static", 320, 180);
    bench_set_all(&bench, "roll=0");
    uint64_t first = bench_redraw(&bench);
    bench.moment.scene_s += 0.01;
    assert_true(bench_redraw(&bench) == first);
    bench.moment.tick++;
    assert_true(bench_redraw(&bench) != first);
    bench_close(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colours_come_out_as_written),
        cmocka_unit_test(tints_take_their_colour),
        cmocka_unit_test(hues_turn_at_one_luminance),
        cmocka_unit_test(without_a_file_there_is_film),
        cmocka_unit_test(curves_are_exact_on_all_levels),
        cmocka_unit_test(lattices_are_interpolated_in_tetrahedra),
        cmocka_unit_test(lattices_are_the_same_on_all_levels),
        cmocka_unit_test(identity_lattices_change_nothing),
        cmocka_unit_test(dots_cover_as_much_as_there_is_light),
        cmocka_unit_test(bars_cover_parts_of_pixels),
        cmocka_unit_test(eclipse_is_dark_in_the_middle),
        cmocka_unit_test(snow_is_new_every_tick),
    };
    gr_registry_install(gr_cpu_best());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
