/* SPDX-License-Identifier: MIT
 *
 * What expressions share: lot() and shared_noise() are the same in every layer and scene of a show,
 * where random() is each one's own; and every expression of a picture knows the frame's aspect.
 */
#include "unit.h"

#include "registry.h"
#include "render/painter_parts.h"
#include "small_studio.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FPS = 24 };

static const GrCanvas *draw_at(SmallStudio *studio, const char *text, int width, int height,
                               int frame, uint64_t *sum)
{
    GrFrameStats stats;
    if (studio_open(studio, text, width, height, gr_rational(FPS, 1), 1) ||
        gr_painter_seek(studio->painter, 0, frame, &studio->error) ||
        gr_painter_draw(studio->painter, NULL, true, &stats, &studio->error))
        fail_msg("%s: %s", text, studio->error.message);
    *sum = stats.checksum;
    return gr_painter_canvas(studio->painter);
}

/* The first frames of two scenes whose layers have different names. */
static void two_scenes(const char *value, uint64_t sums[2])
{
    char text[1024];
    snprintf(text, sizeof text,
             "fonts: [builtin]\nscenes:\n"
             "- {name: one, length: 1s, exposure: off, layers: [{name: a, grid: xl, %s}]}\n"
             "- {name: two, length: 1s, exposure: off, layers: [{name: b, grid: xl, %s}]}\n",
             value, value);
    for (int i = 0; i < 2; i++) {
        SmallStudio studio;
        draw_at(&studio, text, 160, 90, i * FPS, &sums[i]);
        studio_close(&studio);
    }
}

static void test_shared(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        bool shared;
    } cases[] = {
        {"field: 'lot(col, row)'", true},
        {"field: 'random(col, row)'", false},
        {"field: lot(col)", true},
        {"field: random(col)", false},
        {"field: '0.5', gain: 2*lot(7)", true},
        {"field: '0.5', gain: 2*random(7)", false},
        {"field: 'shared_noise(3*x, 3*y, t)'", true},
        {"field: 'noise(3*x, 3*y, t)'", false},
        {"field: 'shared_noise(9*x, 9*y)'", true},
        {"field: shared_noise(col/3)", true},
        {"field: noise(col/3)", false},
        {"field: '0.5', gain: 2*shared_noise(0.5)", true},
        {"field: '0.5', gain: 2*noise(0.5)", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint64_t sums[2];
        two_scenes(cases[i].value, sums);
        if ((sums[0] == sums[1]) != cases[i].shared)
            fail_msg("%s", cases[i].value);
    }
    uint64_t once[2], other[2], shifted[2];
    two_scenes("field: 'lot(col, 1)'", once);
    two_scenes("field: 'lot(col, 2)'", other);
    assert_true(once[0] != other[0]);
    two_scenes("field: 'shared_noise(col/3)'", once);
    two_scenes("field: 'shared_noise(col/3 + 9)'", shifted);
    assert_true(once[0] != shifted[0]);
}

static double share_of_white(const GrCanvas *canvas)
{
    double sum = 0.0;
    for (int y = 0; y < canvas->height; y++)
        for (int x = 0; x < canvas->width; x++)
            sum += gr_canvas_row(canvas, 1, y)[x];
    return sum / (255.0 * canvas->width * canvas->height);
}

/* Half of the frame's width, whatever its shape. */
static void test_aspect(void **state)
{
    (void)state;
    static const char text[] =
        "fonts: [builtin]\nscenes:\n"
        "- {length: 1s, exposure: off, background: '000000', layers: [\n"
        "   {grid: xl, field: '1', glyphs: '\xe2\x96\x88\xe2\x96\x88', colours: [ffffff], hue: 0,\n"
        "    warp: [{scale: {by: 1 + 0*aspect}}], mask: {rect: {width: aspect, height: 2}}}]}\n";
    static const int sizes[][2] = {{160, 90}, {90, 160}, {128, 128}, {210, 90}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        SmallStudio studio;
        uint64_t sum;
        double share = share_of_white(draw_at(&studio, text, sizes[i][0], sizes[i][1], 0, &sum));
        if (fabs(share - 0.5) > 0.04)
            fail_msg("%dx%d: %g", sizes[i][0], sizes[i][1], share);
        studio_close(&studio);
    }
}

int main(void)
{
    gr_registry_install(gr_cpu_best());
    gr_render_use_level(gr_cpu_best());
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shared),
                                       cmocka_unit_test(test_aspect)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
