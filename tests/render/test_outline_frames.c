/* SPDX-License-Identifier: MIT
 *
 * Frames in outline fonts against a stored reference, block by block within a tolerance: other
 * versions of FreeType pass, wrong glyphs, colours or light do not. The golden frames, which are
 * exact, use the built-in font. `test_render_outline_frames --regenerate >
 * tests/render/outline_frames.txt` writes the reference anew.
 */
#include "unit.h"

#include "registry.h"
#include "small_studio.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 640, HEIGHT = 360, COLUMNS = 8, ROWS = 6, TOLERANCE = 5 };

static const char show[] =
    "fonts: DejaVu Sans Mono\n"
    "scenes:\n"
    "  - {length: 1s, exposure: off, layers: [{grid: lg, field: plasma, palette: dense,\n"
    "     hue: angle}]}\n"
    "  - {length: 1s, exposure: off, layers: [{grid: xl, field: rings, palette: katakana,\n"
    "     oversample: 3, colours: neon, hue: value}]}\n"
    "  - {length: 1s, exposure: off, layers: [{grid: xl, field: fbm, glyphs: '一永龍東西',\n"
    "     hue: 0.4}]}\n"
    "  - {length: 1s, exposure: off, layers: [{grid: xl, field: plasma, glyphs: '🌈🔥💜🐙🍉⬜',\n"
    "     emoji: colour}]}\n"
    "  - {length: 1s, exposure: off, layers: [{grid: xxl, field: plasma, glyphs: '🌈🔥💜🐙🍉⬜',\n"
    "     hue: 0.1}]}\n";

/* Means of the blocks of a frame: red, green and blue of each. */
typedef struct Blocks {
    int mean[ROWS * COLUMNS * 3];
} Blocks;

static Blocks look_at(const GrCanvas *canvas)
{
    Blocks blocks;
    for (int i = 0; i < ROWS * COLUMNS * 3; i++) {
        int left = i / 3 % COLUMNS * WIDTH / COLUMNS, top = i / 3 / COLUMNS * HEIGHT / ROWS;
        long sum = 0;
        for (int y = top; y < top + HEIGHT / ROWS; y++)
            for (int x = left; x < left + WIDTH / COLUMNS; x++)
                sum += gr_canvas_row(canvas, i % 3, y)[x];
        blocks.mean[i] = (int)lround((double)sum / (WIDTH / COLUMNS * HEIGHT / ROWS));
    }
    return blocks;
}

static void draw_all(FILE *reference, void (*visit)(FILE *, int, const Blocks *))
{
    SmallStudio studio;
    if (studio_open(&studio, show, WIDTH, HEIGHT, gr_rational(2, 1), 1))
        fail_msg("%s", studio.error.message);
    for (int scene = 0; scene < 5; scene++) {
        GrFrameStats stats;
        if (gr_painter_seek(studio.painter, 2 * scene, 2 * scene + 1, &studio.error) ||
            gr_painter_draw(studio.painter, NULL, false, &stats, &studio.error))
            fail_msg("%s", studio.error.message);
        Blocks blocks = look_at(gr_painter_canvas(studio.painter));
        visit(reference, scene, &blocks);
    }
    studio_close(&studio);
}

static void write_scene(FILE *out, int scene, const Blocks *blocks)
{
    (void)scene;
    for (int i = 0; i < ROWS * COLUMNS * 3; i++)
        fprintf(out, "%d%c", blocks->mean[i], (i + 1) % (COLUMNS * 3) ? ' ' : '\n');
}

static void compare_scene(FILE *reference, int scene, const Blocks *blocks)
{
    for (int i = 0; i < ROWS * COLUMNS * 3; i++) {
        int wanted;
        assert_int_equal(fscanf(reference, "%d", &wanted), 1);
        if (abs(blocks->mean[i] - wanted) > TOLERANCE)
            fail_msg("scene %d, block %d, colour %d: %d, not %d", scene + 1, i / 3, i % 3,
                     blocks->mean[i], wanted);
    }
}

static void frames_are_as_they_were(void **state)
{
    (void)state;
    FILE *reference = fopen(GR_TEST_DIR "/render/outline_frames.txt", "r");
    int rest;
    assert_non_null(reference);
    draw_all(reference, compare_scene);
    assert_int_equal(fscanf(reference, "%d", &rest), EOF);
    fclose(reference);
}

int main(int argc, char **argv)
{
    gr_registry_install(gr_cpu_best());
    gr_render_use_level(gr_cpu_best());
    if (argc > 1 && strcmp(argv[1], "--regenerate") == 0) {
        draw_all(stdout, write_scene);
        return 0;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(frames_are_as_they_were)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
