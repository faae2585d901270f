/* SPDX-License-Identifier: MIT
 *
 * Wherever a show is cut, feedback shows the same to one code value: each preset and movement with
 * the longest memory that there is, in segments of 12, 48 and 240 frames against the whole.
 */
#include "unit.h"

#include "registry.h"
#include "small_studio.h"

#include <stdio.h>

enum { W = 64, H = 36, FRAMES = 246, SHOWN = 4, PLANE = W * H, FRAME = 3 * PLANE };

static const struct {
    const char *name, *feedback;
    int fps; /* 24: all frames on ticks */
} cases[] = {
    {"tunnel", "{preset: tunnel, decay: 1}", 24},
    {"rainbow", "{preset: rainbow, decay: 1}", 24},
    {"ghost", "{preset: ghost, decay: 1}", 24},
    {"mandala", "{preset: mandala, decay: 1}", 24},
    {"evolve", "{preset: evolve, decay: 1}", 24},
    {"haze", "{preset: haze, decay: 1}", 24},
    {"as it is", "mandala", 24},
    {"between ticks", "{preset: mandala, decay: 1}", 30},
    {"zoom", "{transform: zoom, decay: 0.95, opacity: 1}", 24},
    {"shrink", "{transform: shrink, decay: 0.95, opacity: 1}", 24},
    {"rotate_cw", "{transform: rotate_cw, decay: 0.95, opacity: 1}", 24},
    {"rotate_ccw", "{transform: rotate_ccw, decay: 0.95, opacity: 1, hue: 0.1}", 24},
    {"up", "{transform: up, decay: 0.95, opacity: 1, blend: add}", 24},
    {"down", "{transform: down, decay: 0.95, opacity: 1, blend: normal}", 24},
    {"left", "{transform: left, decay: 0.95, opacity: 1, blend: lighten}", 24},
    {"right", "{transform: right, decay: 0.95, opacity: 1, blend: difference}", 30},
    {"mirror", "{transform: mirror, decay: 0.95, opacity: 1, blend: exclusion}", 24},
    {"all at once",
     "{zoom: 0.02, rotate: -0.01, x: 0.02, y: -0.01, mirror: 0.4, hue: 0.03, decay: 0.95, "
     "opacity: 1}",
     30},
    {"changing",
     "{zoom: 0.1*sin(t), rotate: 0.01*p, x: 0.05*cos(t), mirror: p, decay: '0.9 + 0.05*p', "
     "opacity: 1}",
     24},
};

static void open_case(SmallStudio *studio, int index)
{
    char show[1024];
    snprintf(show, sizeof show,
             "fonts: [builtin]\n"
             "scenes:\n"
             "  - length: %gs\n"
             "    layers:\n"
             "      - {grid: lg, field: plasma, palette: dense, hue: angle, gain: 'beat > 0.5'}\n"
             "      - {grid: lg, field: static, palette: blocks, blend: screen, opacity: 0.3}\n"
             "      - {grid: lg, field: rings, palette: blocks, gain: 't < 3', colours: [ffffff]}\n"
             "    feedback: %s\n",
             (double)FRAMES / cases[index].fps, cases[index].feedback);
    if (studio_open(studio, show, W, H, gr_rational(cases[index].fps, 1), 1))
        fail_msg("%s: %s", cases[index].name, studio->error.message);
}

static void draw_into(SmallStudio *studio, GrPixel *out)
{
    if (gr_painter_draw(studio->painter, NULL, false, NULL, &studio->error))
        fail_msg("%s", studio->error.message);
    const GrCanvas *canvas = gr_painter_canvas(studio->painter);
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < H; y++)
            memcpy(out + plane * PLANE + y * W, gr_canvas_row(canvas, plane, y), W);
}

static void compare(const char *name, int start, int frame, const GrPixel *cut,
                    const GrPixel *whole)
{
    for (int i = 0; i < FRAME; i++) {
        int off = cut[i] - whole[i];
        if (off < -1 || off > 1)
            fail_msg("%s: cut at %d, frame %d, sample %d: %d instead of %d", name, start, frame, i,
                     cut[i], whole[i]);
    }
}

static void check_case(int index, GrPixel *whole)
{
    /* Where segments of 12, of 48 and of 240 frames begin; what they begin with differs most. */
    static const int starts[] = {12, 60, 144, 240};
    static GrPixel cut[FRAME];
    SmallStudio studio;
    open_case(&studio, index);
    assert_int_equal(gr_painter_seek(studio.painter, 0, 0, &studio.error), 0);
    for (int frame = 0; frame < FRAMES; frame++)
        draw_into(&studio, whole + (size_t)frame * FRAME);
    for (size_t k = 0; k < sizeof starts / sizeof *starts; k++) {
        int start = starts[k];
        assert_int_equal(gr_painter_seek(studio.painter, start, start, &studio.error), 0);
        for (int frame = start; frame < start + SHOWN; frame++) {
            draw_into(&studio, cut);
            compare(cases[index].name, start, frame, cut, whole + (size_t)frame * FRAME);
        }
    }
    studio_close(&studio);
}

static void cuts_do_not_show(void **state)
{
    (void)state;
    GrPixel *whole = malloc((size_t)FRAMES * FRAME);
    assert_non_null(whole);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case((int)i, whole);
    free(whole);
}

/* The test above would miss a history that is not there. */
static void older_pictures_are_seen(void **state)
{
    (void)state;
    static GrPixel with[FRAME], without[FRAME];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        SmallStudio studio;
        open_case(&studio, (int)i);
        assert_int_equal(gr_painter_seek(studio.painter, 0, 100, &studio.error), 0);
        draw_into(&studio, with);
        studio_close(&studio);
        open_case(&studio, (int)i);
        ((GrFeedback *)studio.show->scenes[0].feedback)->opacity = 0;
        assert_int_equal(gr_painter_seek(studio.painter, 100, 100, &studio.error), 0);
        draw_into(&studio, without);
        studio_close(&studio);
        if (!memcmp(with, without, sizeof with))
            fail_msg("%s leaves no trace", cases[i].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_do_not_show),
        cmocka_unit_test(older_pictures_are_seen),
    };
    gr_registry_install(gr_cpu_best());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
