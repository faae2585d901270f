/* SPDX-License-Identifier: MIT
 *
 * Layers that are pictures: what they are read from, that edges get no fringes, blends under
 * opacities and masks, and that every level samples the same rows. Their sizes are in
 * test_sprite_sizes.c.
 */
#include "unit.h"

#include "base/rng.h"
#include "media/picture.h"
#include "media/still.h"
#include "picture_studio.h"
#include "registry.h"
#include "render/blend_formulas.h"
#include "render/kernels/kernels.h"
#include "render/rows.h"

#include <math.h>

/* <rect fill-opacity=".5" fill="#0f0"/> over all of a viewBox of 4 x 2, by gzip. */
static const uint8_t packed[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x25, 0xcc, 0x31, 0x0e, 0xc2, 0x30,
    0x0c, 0x40, 0xd1, 0xab, 0x58, 0x66, 0x26, 0xb1, 0x42, 0x59, 0x50, 0x9c, 0xa1, 0x37, 0x41, 0x25,
    0x4d, 0x2c, 0x05, 0x52, 0xb5, 0x56, 0x5d, 0x6e, 0x0f, 0x88, 0xed, 0x0f, 0x4f, 0x3f, 0x6e, 0x7b,
    0x81, 0xe3, 0xd9, 0x5e, 0x1b, 0x63, 0x55, 0x5d, 0x6e, 0xde, 0x9b, 0x99, 0xb3, 0x8b, 0xeb, 0x6b,
    0xf1, 0x81, 0x88, 0xfc, 0x57, 0x20, 0xec, 0x92, 0x6d, 0xec, 0x07, 0x23, 0x01, 0xc1, 0x00, 0x01,
    0x53, 0x5c, 0xf3, 0xa4, 0x60, 0xf2, 0xd0, 0xca, 0x38, 0x20, 0xd4, 0x2c, 0xa5, 0x2a, 0x63, 0x40,
    0x98, 0xa5, 0x35, 0xc6, 0x13, 0xcd, 0xf4, 0xef, 0x73, 0x5f, 0xee, 0x93, 0xe8, 0x9b, 0xd1, 0x5d,
    0xd1, 0xa7, 0xf8, 0x5b, 0xa6, 0x0f, 0x37, 0x99, 0x21, 0x83, 0x7a, 0x00, 0x00, 0x00,
};

static void put_bytes(const char *name, const void *bytes, size_t count)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    fclose(file);
}

/* A JPEG of noise, and its first half. */
static void put_torn_jpeg(void)
{
    char path[256];
    static char bytes[65536];
    GrCanvas canvas;
    GrError error;
    assert_int_equal(gr_canvas_create(&canvas, 64, 64, &error), 0);
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < 64; y++)
            for (int x = 0; x < 64; x++)
                gr_canvas_row(&canvas, plane, y)[x] =
                    (GrPixel)gr_rng_u32(1, (uint32_t)x, (uint32_t)y);
    snprintf(path, sizeof path, "%s/whole.jpg", folder);
    assert_int_equal(gr_still_write(path, &canvas, &error), 0);
    gr_canvas_finish(&canvas);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t count = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    put_bytes("torn.jpg", bytes, count / 2);
}

static int make_pictures(void **state)
{
    (void)state;
    if (make_folder())
        return -1;
    put_file("away.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>"
                         "<image href='/etc/hostname' width='9' height='9'/></svg>");
    put_file("style.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>"
                          "<rect width='9' height='9' style='fill:url(other.svg#a)'/></svg>");
    put_file("link.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>"
                         "<a href='https://example.org'><rect width='9' height='9'/></a></svg>");
    put_file("torn.svg", "<svg xmlns='http://www.w3.org/2000/svg'><path d=");
    put_file("words.png", "no picture at all");
    put_file("bare.svg", "<svg xmlns='http://www.w3.org/2000/svg'>"
                         "<rect x='10' width='30' height='10' fill='#00f'/></svg>");
    put_bytes("packed.svgz", packed, sizeof packed);
    put_bytes("wide.svg", "\xff\xfe<\0s\0v\0g\0 \0/\0>\0", 16);
    put_torn_jpeg();
    return 0;
}

static int remove_pictures(void **state)
{
    (void)state;
    static const char *const names[] = {
        "red.svg",  "disc.svg",    "away.svg", "style.svg", "link.svg",  "torn.svg", "words.png",
        "bare.svg", "packed.svgz", "wide.svg", "ink.svg",   "whole.jpg", "torn.jpg"};
    return remove_folder(names, COUNT_OF(names));
}

/* White on white stays white, whatever is done to its edge. */
static void test_fringes(void **state)
{
    (void)state;
    static const char *const keys[] = {"", ", scale: 0.31", ", rotate: 0.1",
                                       ", x: 0.1 * t, scale: 0.2 + 0.3 * t, rotate: 0.3 * t"};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        SmallStudio studio;
        const GrCanvas *canvas = draw(&studio, "ffffff", "disc.svg", keys[i], "", 7);
        for (int y = 0; y < H; y++)
            for (int x = 0; x < W; x++)
                for (int plane = 0; plane < 3; plane++)
                    assert_in_range(gr_canvas_row(canvas, plane, y)[x], 254, 255);
        studio_close(&studio);
    }
}

/* Below glyphs it is exposed with them; else it comes out as it is, before or after the shaders. */
static void test_when(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *above;
        int least, most; /* of red in its middle */
    } cases[] = {
        {"", "", 255, 255},
        {", opacity: 0.5", "", 127, 128},
        {"", "    shaders: [{tint: {colour: 0000ff, amount: 1}}]\n", 0, 220},
        {", above_shaders: yes", "    shaders: [{tint: {colour: 0000ff, amount: 1}}]\n", 255, 255},
        {"", "    gain: 0.5\n", 127, 129}, /* dithered */
        {"", "    fade_out: 4\n", 254, 255},
        {", blend: multiply", "", 0, 0},
        {"", "      - {field: 0, palette: blocks}\n    exposure: {black: 0, white: 1, gamma: 1}\n",
         254, 255},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        SmallStudio studio;
        const GrCanvas *canvas =
            draw(&studio, "000000", "red.svg", cases[i].keys, cases[i].above, 0);
        int red = red_at(canvas, W / 2, H / 2);
        if (red < cases[i].least || red > cases[i].most)
            fail_msg("'%s' with '%s': %d", cases[i].keys, cases[i].above, red);
        studio_close(&studio);
    }
}

static void test_bad_files(void **state)
{
    (void)state;
    static const struct {
        const char *file, *says; /* NULL: it is good */
    } cases[] = {
        {"gone.png", "No such file"},
        {"words.png", "cannot be read as a picture"},
        {"away.svg", "/etc/hostname"},
        {"style.svg", "outside of itself"},
        {"torn.svg", "cannot be read as an SVG"},
        {"wide.svg", "wide.svg: "},
        {"link.svg", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char text[512];
        SmallStudio studio;
        snprintf(text, sizeof text, "scenes: [{name: a, length: 1, layers: [{picture: %s/%s}]}]",
                 folder, cases[i].file);
        int code = studio_open(&studio, text, 64, 36, gr_rational(24, 1), 1);
        assert_int_equal(code, cases[i].says ? GR_E_INPUT : GR_OK);
        if (cases[i].says && !strstr(studio.problems.list[0].message, cases[i].says))
            fail_msg("%s: '%s'", cases[i].file, studio.problems.list[0].message);
        studio_close(&studio);
    }
}

static GrPicture read_file(const char *name)
{
    char path[256];
    GrPicture picture;
    GrError error;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (gr_picture_read(path, &picture, &error))
        fail_msg("%s", error.message);
    return picture;
}

/* Files that are not as they should be but can be shown. */
static void test_odd_files(void **state)
{
    (void)state;
    GrPicture picture = read_file("whole.jpg");
    assert_string_equal(picture.complaint, "");
    gr_picture_finish(&picture);
    picture = read_file("torn.jpg");
    assert_int_equal(picture.width, 64);
    assert_non_null(strstr(picture.complaint, "is damaged: what can be read"));
    gr_picture_finish(&picture);

    picture = read_file("packed.svgz");
    assert_true(picture.drawn && picture.width == 2 * picture.height);
    assert_in_range(picture.rgba[3], 127, 128);
    assert_int_equal(picture.rgba[1], 255); /* not darkened by its alpha */
    gr_picture_finish(&picture);

    picture = read_file("bare.svg");
    assert_int_equal(picture.width, 4 * picture.height);
    const uint8_t *left = picture.rgba + picture.width / 8 * 4;
    const uint8_t *right = picture.rgba + picture.width / 2 * 4;
    assert_int_equal(left[3], 0);
    assert_true(right[2] == 255 && right[3] == 255);
    gr_picture_finish(&picture);
}

/* A blend in doubles, of code values. */
static double blended(int mode, bool linear, int below, int ink, double alpha)
{
    double b = below / 255.0, k = ink / 255.0;
    if (!linear)
        return 255.0 * (b + alpha * (mode_of(mode, b, k, 128.0 / 255.0) - b));
    b = to_light(b);
    return 255.0 * to_code(b + alpha * (mode_of(mode, b, to_light(k), 0.5) - b));
}

/* What gradient_h shows of a column. */
static double shown_at(int x)
{
    double in = 0.5 + ((x + 0.5) / H - 0.5 * W / H);
    return fmin(1.0, fmax(0.0, in));
}

/* `alpha` is the picture's own, of 255. On values a mask is dithered: by less than one of 255, but
 * not in the mean. */
static void check_blend(int mode, bool linear, const int below[3], const int ink[3], int alpha,
                        double opacity)
{
    const double most = linear ? 1.0 : 1.7;
    double sum = 0.0;
    char back[16], svg[160], keys[160];
    SmallStudio studio;
    snprintf(back, sizeof back, "%02x%02x%02x", below[0], below[1], below[2]);
    snprintf(svg, sizeof svg,
             "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 9'>"
             "<rect width='16' height='9' fill='#%02x%02x%02x' fill-opacity='%.4f'/></svg>",
             ink[0], ink[1], ink[2], alpha / 255.0);
    put_file("ink.svg", svg);
    snprintf(keys, sizeof keys,
             ", fit: stretch, blend: %s, light: %s, opacity: %g, mask: gradient_h",
             gr_blend_names[mode], gr_light_names[linear], opacity);
    const GrCanvas *canvas = draw(&studio, back, "ink.svg", keys, "    exposure: off\n", 0);
    for (int x = 0; x < W; x++)
        for (int plane = 0; plane < 3; plane++) {
            double all = alpha / 255.0 * opacity * shown_at(x);
            double off = gr_canvas_row(canvas, plane, H / 2)[x] -
                         blended(mode, linear, below[plane], ink[plane], all);
            sum += off;
            if (fabs(off) > most)
                fail_msg("%s in %s of %d on %d, alpha %d, opacity %g, mask %g: off by %.2f",
                         gr_blend_names[mode], gr_light_names[linear], ink[plane], below[plane],
                         alpha, opacity, shown_at(x), off);
        }
    if (fabs(sum) > 0.25 * 3 * W)
        fail_msg("%s in %s, alpha %d, opacity %g: off by %.2f in the mean", gr_blend_names[mode],
                 gr_light_names[linear], alpha, opacity, sum / (3 * W));
    studio_close(&studio);
}

/* Opacity and a mask at once cost no more than one code value beside the formula in doubles, and so
 * do these and a picture's own alpha; the mask is what it would be without any rounding. */
static void test_opacity_and_mask(void **state)
{
    (void)state;
    static const int colours[][3] = {{0, 255, 128}, {255, 0, 127}, {3, 200, 64}, {250, 31, 97}};
    static const int pure[] = {255, 0, 255};
    static const double opacities[] = {0.37, 0.81, 0.004};
    for (int mode = 0; mode < GR_BLEND_COUNT; mode += GR_WATCHES_THREADS ? 8 : 1)
        for (size_t b = 0; b < COUNT_OF(colours); b++) {
            for (size_t k = 0; k < COUNT_OF(colours); k++)
                check_blend(mode, false, colours[b], colours[k], 255, opacities[(b + k) % 2]);
            size_t k = (b + (size_t)mode / 3) % COUNT_OF(colours);
            check_blend(mode, true, colours[b], colours[k], 255, opacities[mode % 3]);
            check_blend(mode, b % 2, colours[b], pure, 153 + mode, opacities[mode % 2]);
        }
}

static void test_opacities_are_rounded(void **state)
{
    (void)state;
    static const float one = (float)GR_OPAQUE;
    assert_int_equal(gr_opacity_of(0.0f), 0);
    assert_int_equal(gr_opacity_of(100.48f / one), 100);
    assert_int_equal(gr_opacity_of(100.52f / one), 101);
    assert_int_equal(gr_opacity_of(1.0f), GR_OPAQUE);
    assert_int_equal(gr_opacity_of(-0.5f), 0);
    assert_int_equal(gr_opacity_of(1.5f), GR_OPAQUE);
}

/* Colours of a picture that stands on whole pixels are its own, however little of them covers. */
static void test_own_colours(void **state)
{
    (void)state;
    const char *file = GR_TEST_DIR "/golden/badge.png";
    char text[512];
    GrPicture picture;
    GrError error;
    SmallStudio studio;
    assert_int_equal(gr_picture_read(file, &picture, &error), 0);
    int left = (W - picture.width) / 2, top = (H - picture.height) / 2, soft = 0;
    snprintf(text, sizeof text,
             "background: '203040'\nscenes:\n  - name: a\n    length: 4\n    exposure: off\n"
             "    layers: [{picture: %s, blend: linearlight, height: %.9g}]\n",
             file, 2.0 * picture.height / H);
    if (studio_open(&studio, text, W, H, gr_rational(24, 1), 1) ||
        gr_painter_seek(studio.painter, 0, 0, &studio.error) ||
        gr_painter_draw(studio.painter, NULL, false, NULL, &studio.error))
        fail_msg("%s", studio.error.message);
    const GrCanvas *canvas = gr_painter_canvas(studio.painter);
    for (int y = 0; y < picture.height; y++)
        for (int x = 0; x < picture.width; x++) {
            const uint8_t *own = picture.rgba + 4 * (y * picture.width + x);
            soft += own[3] > 0 && own[3] < 255;
            for (int plane = 0; plane < 3; plane++) {
                double b = (0x20 + 0x10 * plane) / 255.0;
                double mixed = mode_of(GR_BLEND_LINEARLIGHT, b, own[plane] / 255.0, 0.5);
                mixed = b + own[3] / 255.0 * (mixed - b);
                double off = gr_canvas_row(canvas, plane, top + y)[left + x] - 255.0 * mixed;
                if (fabs(off) > 0.6)
                    fail_msg("%d of alpha %d at (%d, %d): off by %.2f", own[plane], own[3], x, y,
                             off);
            }
        }
    assert_true(soft > 0);
    studio_close(&studio);
    gr_picture_finish(&picture);
}

/* The right column of a picture that was taken upright is its bottom row as it is stored. */
static void test_orientation(void **state)
{
    (void)state;
    GrPicture picture;
    GrError error;
    assert_int_equal(gr_picture_read(GR_TEST_DIR "/render/upright.jpg", &picture, &error), 0);
    assert_int_equal(picture.width, 16);
    assert_int_equal(picture.height, 32);
    const uint8_t *top = picture.rgba + (2 * 16 + 8) * 4, *low = picture.rgba + (29 * 16 + 8) * 4;
    assert_true(top[0] > 200 && top[2] < 60); /* red above, blue below */
    assert_true(low[0] < 60 && low[2] > 200);
    gr_picture_finish(&picture);
}

/* One pixel by the book, in double precision. */
static void sample_one(const GrTexelWalk *s, int i, double out[4])
{
    double u = (double)(s->u + (float)i * s->du), v = (double)(s->v + (float)i * s->dv);
    u = u < 0 ? 0 : u > s->cols - 2 ? s->cols - 2 : u;
    v = v < 0 ? 0 : v > s->rows - 2 ? s->rows - 2 : v;
    int x = (int)u, y = (int)v;
    double fu = u - x, fv = v - y;
    const uint32_t *at = s->texels + y * s->stride + x;
    for (int c = 0; c < 4; c++) {
        double a = at[0] >> 8 * c & 255, b = at[1] >> 8 * c & 255;
        double d = at[s->stride] >> 8 * c & 255, e = at[s->stride + 1] >> 8 * c & 255;
        out[c] = (a * (1 - fu) + b * fu) * (1 - fv) + (d * (1 - fu) + e * fu) * fv;
    }
}

static void test_sample(void **state)
{
    (void)state;
    enum { SIDE = 24, N = 192 };
    static uint32_t texels[SIDE * SIDE];
    _Alignas(64) uint8_t rows[4][N], first[4][N];
    for (int y = 1; y < SIDE - 2; y++)
        for (int x = 1; x < SIDE - 2; x++) {
            uint32_t noise = gr_rng_u32(3, (uint32_t)x, (uint32_t)y), alpha = noise >> 24;
            alpha = y < 9 ? 255 : alpha;
            texels[y * SIDE + x] = alpha << 24;
            for (int c = 0; c < 3; c++)
                texels[y * SIDE + x] |= ((noise >> 8 * c & 255) * alpha / 255) << 8 * c;
        }
    for (int turn = 0; turn < 40; turn++) {
        float way = (float)turn * 0.37f;
        const GrTexelWalk s = {texels,
                               SIDE,
                               SIDE,
                               SIDE,
                               -3.0f + way,
                               9.0f - 0.2f * way,
                               0.02f + 0.01f * way,
                               turn % 3 ? 0.05f * (float)(turn % 5) : 0.0f};
        for (int level = GR_CPU_NONE; level < GR_CPU_LEVELS; level++) {
            const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
            uint8_t(*to)[N] = level == GR_CPU_NONE ? first : rows;
            GrPixel *const colour[3] = {to[0], to[1], to[2]};
            if (!kernels)
                continue;
            kernels->sample(colour, to[3], &s, N);
            if (level != GR_CPU_NONE)
                assert_memory_equal(rows, first, sizeof rows);
        }
        for (int i = 0; i < N; i++) {
            double whole[4];
            sample_one(&s, i, whole);
            assert_true(fabs(whole[3] - first[3][i]) < 0.51);
            for (int c = 0; c < 3 && whole[3] > 0.5; c++)
                assert_true(fabs(fmin(whole[c] * 255.0 / whole[3], 255.0) - first[c][i]) < 0.6);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fringes),          cmocka_unit_test(test_when),
        cmocka_unit_test(test_bad_files),        cmocka_unit_test(test_odd_files),
        cmocka_unit_test(test_opacity_and_mask), cmocka_unit_test(test_opacities_are_rounded),
        cmocka_unit_test(test_own_colours),      cmocka_unit_test(test_orientation),
        cmocka_unit_test(test_sample),
    };
    gr_registry_install(GR_CPU_NONE);
    gr_render_use_level(gr_cpu_best()); /* fills tables */
    return cmocka_run_group_tests(tests, make_pictures, remove_pictures);
}
