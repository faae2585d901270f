/* SPDX-License-Identifier: MIT
 *
 * Transitions by a mask, from a black scene to a white one, so that what is drawn is how much of
 * the new one is seen.
 */
#include "unit.h"

#include "registry.h"
#include "render/painter_parts.h"
#include "small_studio.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { W = 160, H = 90, FPS = 60 };

static SmallStudio open_show_of(const char *mask, int width, int height)
{
    static char text[4096];
    SmallStudio studio;
    snprintf(
        text, sizeof text,
        "fonts: [builtin]\nscenes:\n"
        "- {length: 1s, exposure: off, background: '000000', layers: [{grid: xl, field: '0'}]}\n"
        "- {length: 2s, exposure: off, background: ffffff, layers: [{grid: xl, field: '0'}],\n"
        "   transition: {mask: {length: 1s, %s%s%s}}}\n",
        strstr(mask, "ease:") ? "" : "ease: linear, ", strstr(mask, "glow:") ? "" : "glow: 0, ",
        mask);
    if (studio_open(&studio, text, width, height, gr_rational(FPS, 1), 1))
        fail_msg("%s: %s", mask, studio.error.message);
    return studio;
}

static SmallStudio open_show(const char *mask)
{
    return open_show_of(mask, W, H);
}

/* The frame so many sixtieths of a second into the transition. */
static const GrCanvas *draw_at(SmallStudio *studio, int frame)
{
    GrFrameStats stats;
    if (gr_painter_seek(studio->painter, 0, FPS + frame, &studio->error) ||
        gr_painter_draw(studio->painter, NULL, true, &stats, &studio->error))
        fail_msg("%s", studio->error.message);
    return gr_painter_canvas(studio->painter);
}

static double share_at(SmallStudio *studio, int frame)
{
    const GrCanvas *canvas = draw_at(studio, frame);
    double sum = 0.0;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            sum += gr_canvas_row(canvas, 1, y)[x];
    return sum / (255.0 * W * H);
}

/* Every kind, as an order and as a cover, and trees of them. */
static const char *const masks[] = {
    "of: circle",
    "of: {rect: {angle: p}}",
    "of: ring, by: order",
    "of: gradient_h",
    "of: {gradient_v: {to: 3}}",
    "of: gradient_radial, by: cover",
    "of: iris",
    "of: {iris: {open: 0.5, feather: 0.5}}",
    "of: wipe_h",
    "of: {wipe_v: {feather: 0.4}}",
    "of: {wipe_angle: {angle: p}}",
    "of: clock, softness: 0",
    "of: dissolve",
    "of: {field: {of: fbm}}",
    "of: {field: {of: fbm, level: 1 - p}}",
    "of: {field: {of: '0.3'}}",
    "of: {text: GO, feather: 30}",
    "of: {text: GO, invert: yes}, by: cover",
    "of: [circle, [ring, {group: {of: [clock, iris], combine: subtract}}]]",
    "of: {group: {of: [{field: {of: plasma}}, wipe_h], invert: yes}}",
};

/* The old scene alone, the new one alone, and no jump from the last frame to that. */
static void test_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(masks); i++) {
        SmallStudio studio = open_show(masks[i]);
        if (share_at(&studio, 0) > 0.0 || share_at(&studio, FPS) < 1.0)
            fail_msg("%s: %g .. %g", masks[i], share_at(&studio, 0), share_at(&studio, FPS));
        if (share_at(&studio, 1) > 0.08 || share_at(&studio, FPS - 1) < 0.92)
            fail_msg("%s: %g, ..., %g", masks[i], share_at(&studio, 1), share_at(&studio, FPS - 1));
        studio_close(&studio);
    }
}

/* By order as much has changed at any moment as should have, whatever the mask's values are. */
static void test_order_is_even(void **state)
{
    (void)state;
    static const char *const even[] = {
        "of: gradient_h",           "of: {gradient_radial: {radius: 3}}",
        "of: {field: {of: fbm}}",   "of: {field: {of: '0.5 + 0.01*x'}}",
        "of: {text: GO}",           "of: {field: {of: '0.3'}}",
        "of: {field: {of: r / 2}}", "of: [{text: GO, feather: 30}, {field: {of: 0.5 + x}}]",
    };
    for (size_t i = 0; i < COUNT_OF(even); i++) {
        SmallStudio studio = open_show(even[i]);
        double before = 0.0;
        for (int frame = 0; frame < FPS; frame += 3) {
            double share = share_at(&studio, frame), p = (double)frame / FPS;
            if (fabs(share - p) > 0.12 || share < before - 0.02)
                fail_msg("%s at %g: %g after %g", even[i], p, share, before);
            before = share;
        }
        studio_close(&studio);
    }
}

static int value_at(const GrCanvas *canvas, double x, double y)
{
    return gr_canvas_row(canvas, 1, (int)((y + 1.0) * H / 2))[(int)((x + (double)W / H) * H / 2)];
}

/* Where it is highest changes first. */
static void test_order(void **state)
{
    (void)state;
    SmallStudio studio = open_show("of: {field: {of: 0.5 + 0.3*x}}, softness: 0.02");
    const GrCanvas *canvas = draw_at(&studio, FPS / 4);
    assert_int_equal(value_at(canvas, 1.5, 0.0), 255);
    assert_int_equal(value_at(canvas, 1.05, 0.5), 255);
    assert_int_equal(value_at(canvas, 0.7, 0.0), 0);
    assert_int_equal(value_at(canvas, -1.5, 0.0), 0);
    studio_close(&studio);
}

/* What covers is seen as it is in the middle of the way, where p is the way. */
static void test_cover(void **state)
{
    (void)state;
    static const char *const same[] = {"of: {wipe_h: {open: p}}", "of: wipe_h",
                                       "of: {wipe_h: {open: p}}, by: cover"};
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        SmallStudio studio = open_show(same[i]);
        const GrCanvas *canvas = draw_at(&studio, FPS / 4);
        assert_int_equal(value_at(canvas, -0.95, 0.0), 255);
        assert_int_equal(value_at(canvas, -0.80, 0.0), 0);
        studio_close(&studio);
    }
    SmallStudio studio =
        open_show("of: {wipe_h: {open: p, feather: 0.1}}, by: cover, ease: in_quad");
    assert_int_equal(value_at(draw_at(&studio, FPS / 2), -1.05, 0.0), 255);
    assert_int_equal(value_at(draw_at(&studio, FPS / 2), -0.80, 0.0), 0);
    studio_close(&studio);
}

/* A field that rises to the edges of the picture does so up to their last pixels, where there is no
 * cell beyond to look at. Cells are several pixels wide here. */
static void test_field_to_the_edges(void **state)
{
    (void)state;
    static const char *const fields[] = {"0.5 + 0.15*x", "0.5 + 0.25*y"};
    enum { WIDE = 8 * W, HIGH = 8 * H };
    for (int down = 0; down < 2; down++) {
        char text[128];
        snprintf(text, sizeof text, "of: {field: {of: %s, softness: 1}}, by: cover", fields[down]);
        SmallStudio studio = open_show_of(text, WIDE, HIGH);
        const GrCanvas *canvas = draw_at(&studio, FPS / 2);
        int before = 0;
        for (int i = 0; i < (down ? HIGH : WIDE); i++) {
            int value = gr_canvas_row(canvas, 1, down ? i : HIGH / 2)[down ? WIDE / 2 : i];
            if (value < before - 1) /* values are dithered */
                fail_msg("%s: %d after %d at %d", fields[down], value, before, i);
            before = value > before ? value : before;
        }
        assert_in_range(before, 160, 250);
        studio_close(&studio);
    }
}

/* An edge that is to be hard still takes two thousandths of the way. */
static void test_least_softness(void **state)
{
    (void)state;
    static const struct {
        const char *mask;
        double at_centre; /* a thousandth of the way along */
    } cases[] = {
        {"of: {field: {of: '1'}}, by: cover", 0.5},
        {"of: {circle: {radius: 0.03}}, by: order", 0.41},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[256];
        snprintf(text, sizeof text, "%s, softness: 0, ease: in_cubic", cases[i].mask);
        SmallStudio studio = open_show(text);
        double value = value_at(draw_at(&studio, FPS / 10), 0.0, 0.0) / 255.0;
        if (fabs(value - cases[i].at_centre) > 0.01)
            fail_msg("%s: %g, not %g", text, value, cases[i].at_centre);
        studio_close(&studio);
    }
}

/* Its light goes along the edge, and nowhere at the ends. */
static void test_light(void **state)
{
    (void)state;
    SmallStudio studio = open_show("of: gradient_h, glow: 1, colour: ff0000, softness: 0.05");
    const GrCanvas *canvas = draw_at(&studio, FPS / 2);
    int lit = 0;
    for (int x = 0; x < W; x++)
        lit += gr_canvas_row(canvas, 0, H / 2)[x] > gr_canvas_row(canvas, 2, H / 2)[x];
    assert_in_range(lit, 4, 40);
    for (int k = 0; k < 2; k++) {
        canvas = draw_at(&studio, k * FPS);
        for (int x = 0; x < W; x++)
            assert_int_equal(gr_canvas_row(canvas, 0, H / 2)[x], 255 * k);
    }
    studio_close(&studio);
}

int main(void)
{
    gr_registry_install(gr_cpu_best());
    gr_render_use_level(gr_cpu_best());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_order_is_even),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_cover),
        cmocka_unit_test(test_field_to_the_edges),
        cmocka_unit_test(test_least_softness),
        cmocka_unit_test(test_light),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
