/* SPDX-License-Identifier: MIT
 *
 * Glyphs of two cells, and glyphs with colours of their own, in the picture.
 */
#include "unit.h"

#include "registry.h"
#include "small_studio.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Pixel {
    int r, g, b;
} Pixel;

static SmallStudio open_layer(const char *layer, int width, int height, int threads)
{
    char text[1024];
    snprintf(text, sizeof text,
             "scenes: [{length: 1s, exposure: off, background: '000000', layers: [{%s}]}]\n",
             layer);
    SmallStudio studio;
    if (studio_open(&studio, text, width, height, gr_rational(24, 1), threads))
        fail_msg("%s: %s", layer, studio.error.message);
    return studio;
}

static uint64_t draw(SmallStudio *studio)
{
    GrFrameStats stats;
    if (gr_painter_seek(studio->painter, 0, 0, &studio->error) ||
        gr_painter_draw(studio->painter, NULL, true, &stats, &studio->error))
        fail_msg("%s", studio->error.message);
    return stats.checksum;
}

static Pixel pixel_at(const SmallStudio *studio, int x, int y)
{
    const GrCanvas *canvas = gr_painter_canvas(studio->painter);
    return (Pixel){gr_canvas_row(canvas, 0, y)[x], gr_canvas_row(canvas, 1, y)[x],
                   gr_canvas_row(canvas, 2, y)[x]};
}

/* The mean of the middle of column `col` of `cols` in the row of cells `row` of `rows`. */
static Pixel cell_at(const SmallStudio *studio, int col, int cols, int row, int rows)
{
    int x = (2 * col + 1) * studio->width / (2 * cols);
    int y = (2 * row + 1) * studio->height / (2 * rows);
    return pixel_at(studio, x, y);
}

static bool is_red(Pixel p)
{
    return p.r > 100 && p.g < p.r / 2 && p.b < p.r / 2;
}

/* grid 54 of a frame 1080 high: 20 rows; 16:9 gives an even number of columns, others may not. */
static void pairs_show_both_halves(void **state)
{
    (void)state;
    static const struct {
        const char *layer;
        bool red; /* else any ink */
    } cases[] = {
        {"grid: 54, field: {formula: {value: 1}}, glyphs: '🟥', emoji: colour, hue: 0.3", true},
        {"grid: 54, field: {formula: {value: 1}}, glyphs: '🟥', emoji: colour, hue: 0.3, "
         "blend: screen",
         true},
        {"grid: 54, field: {formula: {value: 1}}, glyphs: '🟥', saturation: 0", false},
    };
    static const int sizes[][2] = {{640, 360}, {653, 360}, {333, 200}, {200, 355}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (size_t s = 0; s < COUNT_OF(sizes); s++) {
            SmallStudio studio = open_layer(cases[i].layer, sizes[s][0], sizes[s][1], 1);
            draw(&studio);
            int cols, rows;
            gr_grid_measure(studio.show->scenes[0].layers[0].grid, sizes[s][0], sizes[s][1], &cols,
                            &rows);
            for (int row = 0; row < rows; row++) {
                for (int col = 0; col < cols; col++) {
                    Pixel p = cell_at(&studio, col, cols, row, rows);
                    bool alone = cols % 2 == 1 && col == cols - 1;
                    bool right = alone          ? p.r + p.g + p.b == 0
                                 : cases[i].red ? is_red(p)
                                                : p.r > 40 && p.r == p.g && p.g == p.b;
                    if (!right)
                        fail_msg("%s, %dx%d: column %d of %d is %d %d %d", cases[i].layer,
                                 sizes[s][0], sizes[s][1], col, cols, p.r, p.g, p.b);
                }
            }
            studio_close(&studio);
        }
    }
}

/* A value of a half gives half the light, whatever the layer's colour. */
static void own_colours_are_as_bright_as_the_value(void **state)
{
    (void)state;
    static const char *const values[] = {"0.25", "0.5", "1"};
    static const double shares[] = {0.25, 0.5, 1.0};
    int full = 0;
    for (int i = 2; i >= 0; i--) {
        char layer[256];
        snprintf(layer, sizeof layer,
                 "grid: 60, field: {formula: {value: %s}}, glyphs: '🟥', emoji: colour, hue: 0.6",
                 values[i]);
        SmallStudio studio = open_layer(layer, 640, 360, 1);
        draw(&studio);
        Pixel p = pixel_at(&studio, 10, 10);
        full = i == 2 ? p.r : full;
        assert_true(abs(p.r - (int)(full * shares[i] + 0.5)) <= 2);
        studio_close(&studio);
    }
    assert_true(full > 150);
}

static int light_in_column(const SmallStudio *studio, int col, int cols)
{
    int light = 0, from = col * studio->width / cols, to = (col + 1) * studio->width / cols;
    for (int y = 0; y < studio->height; y++)
        for (int x = from; x < to; x++)
            light += pixel_at(studio, x, y).g;
    return light;
}

/* Where narrow and wide glyphs mix, every column shows something: an odd one whose own glyph is
 * wide repeats its left neighbour's. */
static void narrow_and_wide_mix(void **state)
{
    (void)state;
    SmallStudio studio =
        open_layer("grid: 54, field: {formula: {value: '0.45 + 0.3 * sin(40 * x)'}}, "
                   "glyphs: '-龍', saturation: 0",
                   640, 360, 1);
    draw(&studio);
    int cols, rows;
    gr_grid_measure(studio.show->scenes[0].layers[0].grid, 640, 360, &cols, &rows);
    for (int col = 0; col < cols; col++)
        assert_true(light_in_column(&studio, col, cols) > 0);
    studio_close(&studio);
}

static void any_number_of_threads_agrees(void **state)
{
    (void)state;
    static const char layer[] =
        "grid: sm, field: plasma, glyphs: ' .-龍😀🟥🌈', emoji: colour, "
        "hue: angle, opacity: 0.8";
    uint64_t first = 0;
    for (int threads = 1; threads <= 3; threads++) {
        SmallStudio studio = open_layer(layer, 641, 361, threads);
        uint64_t sum = draw(&studio);
        first = threads == 1 ? sum : first;
        assert_true(sum == first);
        studio_close(&studio);
    }
}

int main(void)
{
    gr_registry_install(gr_cpu_best());
    gr_render_use_level(gr_cpu_best());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_show_both_halves),
        cmocka_unit_test(own_colours_are_as_bright_as_the_value),
        cmocka_unit_test(narrow_and_wide_mix),
        cmocka_unit_test(any_number_of_threads_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
