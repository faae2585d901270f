/* SPDX-License-Identifier: MIT
 *
 * Sizes of pictures: how they fit, that sizes flow into each other, and that giants are sharp and
 * take no more memory than what is seen of them.
 */
#include "unit.h"

#include "base/rng.h"
#include "media/picture_scale.h"
#include "picture_studio.h"
#include "registry.h"

#include <math.h>

static int make_pictures(void **state)
{
    (void)state;
    return make_folder();
}

static int remove_pictures(void **state)
{
    (void)state;
    static const char *const names[] = {"red.svg", "disc.svg"};
    return remove_folder(names, COUNT_OF(names));
}

/* The picture is red, twice as wide as high: its box, at whole pixels and without soft edges. */
static void test_fit(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        int x0, y0, x1, y1;
    } cases[] = {
        {"", 0, 10, 320, 170},
        {", size: 1", 115, 68, 205, 113},
        {", size: [1, 1], fit: cover", 115, 45, 205, 135},
        {", size: [1, 1], fit: width", 115, 68, 205, 113},
        {", size: [1, 1], fit: height", 70, 45, 250, 135},
        {", size: [0.4, 1], fit: stretch", 142, 45, 178, 135},
        {", size: 1, at: [-1, 0.5]", 25, 112, 115, 157},
        {", size: 1, scale: 0.5", 138, 79, 183, 101},
        {", size: 1, rotate: 0.25", 138, 45, 183, 135},
        {", size: 1, at: [9, 0], safe: yes", 214, 68, 304, 113},
        {", fit: cover", 0, 0, 320, 180},
        {", size: 16, scale: 8, at: [-64, 0]", 0, 0, 160, 180}, /* 11520 pixels wide */
        {", size: 1, mask: {wipe_h: {open: 0.5}}", 115, 68, 160, 113},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        SmallStudio studio;
        const GrCanvas *canvas = draw(&studio, "000000", "red.svg", cases[i].keys, "", 0);
        bool turned = strstr(cases[i].keys, "rotate");
        int wrong = 0, slack = turned || strstr(cases[i].keys, "mask") ? 1 : 0;
        for (int y = 0; y < H; y++)
            for (int x = 0; x < W; x++) {
                bool in = x >= cases[i].x0 + slack && x < cases[i].x1 - slack &&
                          y >= cases[i].y0 + slack && y < cases[i].y1 - slack;
                bool out = x < cases[i].x0 - slack || x >= cases[i].x1 + slack ||
                           y < cases[i].y0 - slack || y >= cases[i].y1 + slack;
                wrong += (in && red_at(canvas, x, y) != 255) || (out && red_at(canvas, x, y) != 0);
            }
        if (wrong)
            fail_msg("'%s': %d pixels are not as they should be", cases[i].keys, wrong);
        studio_close(&studio);
    }
}

static double light_of(const GrCanvas *canvas)
{
    double sum = 0.0;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            sum += (double)red_at(canvas, x, y) / 255.0;
    return sum;
}

/* A disc that shrinks covers as much as geometry says, at every level and between them. */
static void test_levels(void **state)
{
    (void)state;
    SmallStudio studio;
    draw(&studio, "000000", "disc.svg", ", size: 1.8, scale: \"pow(0.5, 0.75 * t)\", x: 0.03 * t",
         "", 0);
    for (int frame = 0; frame < 95; frame++) {
        if (frame)
            assert_int_equal(gr_painter_draw(studio.painter, NULL, false, NULL, &studio.error), 0);
        double radius = 0.5 * 1.8 * H / 2.0 * pow(0.5, 0.75 * frame / 24.0);
        double area = 3.14159265 * radius * radius;
        double seen = light_of(gr_painter_canvas(studio.painter));
        if (fabs(seen / area - 1.0) > 0.02 + 1.0 / area)
            fail_msg("frame %d: %.1f pixels are lit, not %.1f", frame, seen, area);
    }
    studio_close(&studio);
}

/* One that will be many frames large is as sharp as ever while it is small. */
static void test_growing(void **state)
{
    (void)state;
    SmallStudio studio;
    const GrCanvas *canvas =
        draw(&studio, "000000", "disc.svg", ", size: 16, scale: \"t < 0.1 ? 0.1 : 16\"", "", 0);
    int soft = 0, edge = (int)(3.14159265 * 1.6 * H / 2.0);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            soft += red_at(canvas, x, y) > 12 && red_at(canvas, x, y) < 243;
    if (soft < edge / 2 || soft > 2 * edge)
        fail_msg("%d pixels are soft, of an edge of %d", soft, edge);
    studio_close(&studio);
}

/* The edge of a giant has no steps as a mask. */
static void test_sharp_mask(void **state)
{
    (void)state;
    char keys[400];
    SmallStudio studio;
    int soft = 0, lit = 0, edge = H;
    snprintf(keys, sizeof keys,
             ", fit: stretch, mask: {image: {file: %s/disc.svg, size: 64, x: 22.6, y: 22.6}}",
             folder);
    const GrCanvas *canvas = draw(&studio, "000000", "red.svg", keys, "", 0);
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            soft += red_at(canvas, x, y) > 12 && red_at(canvas, x, y) < 243;
            lit += red_at(canvas, x, y) >= 243;
        }
    if (lit < W * H / 4 || lit > W * H * 3 / 4 || soft < edge / 2 || soft > 3 * edge)
        fail_msg("%d pixels are lit and %d are soft, at an edge of about %d", lit, soft, edge);
    studio_close(&studio);
}

/* The most memory that this process ever had, in MiB. */
static int peak_mib(void)
{
    char line[128];
    int kib = 0;
    FILE *file = fopen("/proc/self/status", "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file))
        if (strncmp(line, "VmHWM:", 6) == 0)
            kib = atoi(line + 6);
    fclose(file);
    assert_true(kib > 0);
    return kib >> 10;
}

/* What the frame does not show of a giant takes no memory. */
static void test_memory(void **state)
{
    (void)state;
    static const char *const keys[] = {"size: 16", "size: 16, scale: 16, rotate: 0.1",
                                       "size: 16, scale: \"0.1 + 16 * p\""};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        char text[512];
        SmallStudio studio;
        int before = peak_mib();
        snprintf(text, sizeof text,
                 "scenes: [{name: a, length: 1, layers: [{picture: %s/disc.svg, %s}]}]", folder,
                 keys[i]);
        if (studio_open(&studio, text, 1920, 1080, gr_rational(24, 1), 1))
            fail_msg("%s: %s", text, studio.error.message);
        studio_close(&studio);
        bool too_much = peak_mib() - before > 200;
#ifdef GR_SANITIZED /* what was freed is kept for a while */
        too_much = false;
#endif
        if (too_much)
            fail_msg("'%s' took %d MiB", keys[i], peak_mib() - before);
    }
}

/* A picture scaled to its own size is itself; one made smaller keeps its mean. */
static void test_scale(void **state)
{
    (void)state;
    enum { SIDE = 37 };
    uint8_t bytes[SIDE * SIDE * 4];
    GrPicture from = {SIDE, SIDE, 1.0f, true, false, bytes, ""}, to;
    const GrPicturePart all = {0, 0, SIDE, SIDE};
    GrError error;
    double was = 0.0, is = 0.0;
    for (int i = 0; i < SIDE * SIDE * 4; i++)
        bytes[i] = i % 4 == 3 ? 255 : (uint8_t)gr_rng_u32(1, (uint32_t)i, 2);
    assert_int_equal(gr_picture_scale(&from, &all, &all, SIDE, SIDE, &to, &error), 0);
    assert_memory_equal(to.rgba, bytes, sizeof bytes);
    gr_picture_finish(&to);
    assert_int_equal(gr_picture_scale(&from, &all, &all, 9, 9, &to, &error), 0);
    for (int i = 0; i < SIDE * SIDE; i++)
        was += bytes[i * 4] / (double)(SIDE * SIDE);
    for (int i = 0; i < 81; i++)
        is += to.rgba[i * 4] / 81.0;
    assert_true(fabs(was - is) < 4.0);
    gr_picture_finish(&to);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fit),     cmocka_unit_test(test_levels),
        cmocka_unit_test(test_growing), cmocka_unit_test(test_sharp_mask),
        cmocka_unit_test(test_memory),  cmocka_unit_test(test_scale),
    };
    gr_registry_install(GR_CPU_NONE);
    gr_render_use_level(gr_cpu_best()); /* fills tables */
    return cmocka_run_group_tests(tests, make_pictures, remove_pictures);
}
