/* SPDX-License-Identifier: MIT
 *
 * Letters and pictures that move as masks: that they are what was drawn where nothing asks for
 * more, and that a turn, a size, a feather and a part of a pixel do what they say, without a jump;
 * that shows see the same whether they stand still or not; and that every level draws the same.
 */
#include "unit.h"

#include "base/rng.h"
#include "registry.h"
#include "render/cutout.h"
#include "render/kernels/kernels.h"
#include "small_studio.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { W = 320, H = 180, SIDE = 60 };

typedef struct Sheet {
    GrArena arena;
    GrCutout cutout;
    GrMaskParams params;
} Sheet;

static uint8_t one[H][W] __attribute__((aligned(64))), two[H][W] __attribute__((aligned(64)));
static uint8_t disc[SIDE][SIDE], square[SIDE][SIDE], wedge[SIDE][SIDE];

static void draw_figures(void)
{
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            double off = hypot(x + 0.5 - SIDE / 2.0, y + 0.5 - SIDE / 2.0);
            disc[y][x] = (uint8_t)(255.0 * fmin(1.0, fmax(0.0, 24.5 - off)));
            square[y][x] = 255;
            wedge[y][x] = (uint8_t)(x + y < SIDE && y > 9 ? 4 * x + 15 : 0);
        }
}

/* At scale 1 a texel is a pixel. */
static void open_sheet(Sheet *sheet, uint8_t figure[SIDE][SIDE], bool letters, float feather)
{
    uint16_t words[SIDE * SIDE];
    const GrStencil drawn = {SIDE, SIDE, SIDE, words};
    for (int i = 0; i < SIDE * SIDE; i++)
        words[i] = (uint16_t)(figure[i / SIDE][i % SIDE] * 257);
    const GrCutoutRange range = {.least = 0.01f, .most = 8.0f, .feather = feather};
    memset(sheet, 0, sizeof *sheet);
    sheet->cutout = (GrCutout){.letters = letters,
                               .width = W,
                               .height = H,
                               .middle_x = SIDE / 2.0f,
                               .middle_y = SIDE / 2.0f,
                               .texels = 1.0f};
    sheet->params = (GrMaskParams){.scale = 1.0f, .size = 1.0f};
    assert_int_equal(gr_cutout_create(&sheet->cutout, &drawn, &range, &sheet->arena, NULL), 0);
}

/* A row's words as bytes. */
static void draw_row(const GrCutoutNow *now, int y, int x0, int n, uint8_t *out)
{
    static _Alignas(64) uint16_t row[W];
    gr_cutout_row(now, y, x0, n, row);
    for (int x = 0; x < n; x++)
        out[x] = (uint8_t)((row[x] + 128) / 257);
}

static void draw(const Sheet *sheet, uint8_t picture[H][W])
{
    GrCutoutNow now;
    gr_cutout_begin(&now, &sheet->cutout, &sheet->params);
    for (int y = 0; y < H; y++)
        draw_row(&now, y, 0, W, picture[y]);
}

/* What all pixels hold together, in those that are covered. */
static double weight(uint8_t picture[H][W])
{
    double sum = 0.0;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            sum += picture[y][x];
    return sum / 255.0;
}

static int furthest(uint8_t a[H][W], uint8_t b[H][W])
{
    int most = 0;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            most = abs(a[y][x] - b[y][x]) > most ? abs(a[y][x] - b[y][x]) : most;
    return most;
}

static void test_as_drawn(void **state)
{
    (void)state;
    for (int letters = 0; letters < 2; letters++) {
        Sheet sheet;
        open_sheet(&sheet, wedge, letters, 0.0f);
        draw(&sheet, one);
        sheet.params.x = 2.0f * 40.0f / H;
        sheet.params.y = -2.0f * 7.0f / H;
        draw(&sheet, two);
        for (int y = 0; y < H; y++)
            for (int x = 0; x < W; x++) {
                int left = x - (W - SIDE) / 2, top = y - (H - SIDE) / 2;
                bool inside = left >= 0 && left < SIDE && top >= 0 && top < SIDE;
                assert_int_equal(one[y][x], inside ? wedge[top][left] : 0);
                if (x + 40 < W && y >= 7)
                    assert_in_range(two[y - 7][x + 40] + 1, one[y][x], one[y][x] + 2);
            }
        gr_arena_finish(&sheet.arena);
    }
}

/* Clockwise, about its place. */
static void test_turned(void **state)
{
    (void)state;
    Sheet sheet;
    open_sheet(&sheet, wedge, false, 0.0f);
    draw(&sheet, one);
    sheet.params.angle = 0.25f;
    draw(&sheet, two);
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            int left = W / 2 - SIDE / 2, top = H / 2 - SIDE / 2;
            assert_in_range(two[top + x][left + SIDE - 1 - y] + 3, one[top + y][left + x],
                            one[top + y][left + x] + 6);
        }
    gr_arena_finish(&sheet.arena);
}

/* Its area is that of its size, from less than a pixel to beyond its own, wherever it lies. */
static void test_sizes(void **state)
{
    (void)state;
    for (int letters = 0; letters < 2; letters++) {
        Sheet sheet;
        open_sheet(&sheet, disc, letters, 0.0f);
        draw(&sheet, one);
        double whole = weight(one);
        for (float scale = 0.03f; scale < 3.2f; scale *= 1.07f)
            for (int part = 0; part < 4; part++) {
                sheet.params.scale = sheet.params.size = scale;
                sheet.params.x = (float)part * 0.5f / H;
                sheet.params.y = (float)part * 0.34f / H;
                draw(&sheet, two);
                double off = weight(two) / (whole * (double)scale * (double)scale) - 1.0;
                if (fabs(off) > 0.03 + 0.004 / ((double)scale * (double)scale * 10.0))
                    fail_msg("%d: %g at %d/4: %g", letters, (double)scale, part, off);
            }
        sheet.params.scale = sheet.params.size = 0.0f;
        draw(&sheet, two);
        assert_true(weight(two) == 0.0);
        gr_arena_finish(&sheet.arena);
    }
}

/* However slowly it grows, moves, turns or softens, no pixel jumps. */
static void test_steady(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        float feather, scale, by_scale, by_x, by_angle, by_feather;
        bool letters;
        int most;
    } cases[] = {
        {"a small one grows", 0, 0.1f, 0.0005f, 0, 0, 0, false, 8},
        {"small letters grow", 0, 0.1f, 0.0005f, 0, 0, 0, true, 8},
        {"to its own size and beyond", 0, 0.95f, 0.0005f, 0, 0, 0, true, 12},
        {"a picture beyond its own", 0, 0.95f, 0.0005f, 0, 0, 0, false, 12},
        {"far beyond", 0, 3.0f, 0.0005f, 0, 0, 0, true, 16},
        {"moves", 0, 0.3f, 0, 0.0001f, 0, 0, false, 6},
        {"letters move", 0, 1, 0, 0.0001f, 0, 0, true, 6},
        {"turns", 0, 0.7f, 0, 0, 0.0001f, 0, false, 10},
        {"softens", 0, 1, 0, 0, 0, 0.002f, false, 8},
        {"letters soften", 0, 1, 0, 0, 0, 0.2f, true, 14},
        {"soft and wide", 1, 1, 0, 0, 0, 0.004f, false, 3},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Sheet sheet;
        float feather = cases[i].feather;
        open_sheet(&sheet, square, cases[i].letters, cases[i].letters ? 100.0f : 4.0f);
        sheet.params.scale = sheet.params.size = cases[i].scale;
        sheet.params.feather = feather;
        sheet.params.angle = 0.01f;
        draw(&sheet, one);
        int moved = 0;
        for (int step = 0; step < 300; step++) {
            sheet.params.scale = sheet.params.size += cases[i].by_scale;
            sheet.params.x += cases[i].by_x;
            sheet.params.angle += cases[i].by_angle;
            sheet.params.feather += cases[i].by_feather;
            draw(&sheet, two);
            int far = furthest(one, two);
            if (far > cases[i].most)
                fail_msg("%s, step %d: %d", cases[i].what, step, far);
            moved += far;
            memcpy(one, two, sizeof one);
        }
        assert_true(moved > 0);
        gr_arena_finish(&sheet.arena);
    }
}

/* A straight edge is as soft as that of a rectangle: half way at the edge, and as wide. */
static void test_feather(void **state)
{
    (void)state;
    static const float feathers[] = {0.08f, 0.2f, 0.31f, 0.5f};
    for (size_t i = 0; i < COUNT_OF(feathers); i++) {
        Sheet sheet;
        open_sheet(&sheet, square, false, 1.0f);
        sheet.params.size = 2.0f;
        sheet.params.feather = feathers[i];
        draw(&sheet, one);
        for (int x = W / 2; x < W; x++) {
            double out = (x + 0.5 - W / 2.0 - SIDE) * 2.0 / H / (double)feathers[i];
            double in = fmin(1.0, fmax(0.0, 0.5 - out)), smooth = in * in * (3.0 - 2.0 * in);
            assert_true(fabs(one[H / 2][x] / 255.0 - smooth) < 0.08);
        }
        gr_arena_finish(&sheet.arena);
    }
}

/* Between two texels, halves of pictures and of steepness: as it is worked out by hand. */
static void test_values(void **state)
{
    (void)state;
    enum { OF = 257 };
    static const uint16_t first[] = {10 * OF, 50 * OF, 0, 90 * OF, 200 * OF, 0},
                          second[] = {20 * OF, 20 * OF, 0, 20 * OF, 20 * OF, 0};
    static const struct {
        int count;
        float x, y, mix, gain;
        int value;
    } cases[] = {
        {1, 0.0f, 0.0f, 0.0f, 1.0f, 10 * OF},  {1, 0.5f, 0.0f, 0.0f, 1.0f, 30 * OF},
        {1, 0.0f, 0.75f, 0.0f, 1.0f, 70 * OF}, {1, 0.25f, 0.5f, 0.0f, 1.0f, 17669},
        {1, 0.5f, 0.5f, 0.0f, 2.0f, 12208},    {1, 0.999f, 0.999f, 0.0f, 2.0f, 65535},
        {2, 0.5f, 0.5f, 0.25f, 1.0f, 18151},   {2, 0.0f, 0.0f, 0.5f, 9.0f, 0},
        {2, 0.0f, 0.999f, 0.5f, 3.0f, 0},
    };
    uint16_t *row = gr_aligned_alloc(64 * sizeof *row);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrMaskCutout cut = {.count = cases[i].count, .mix = cases[i].mix, .gain = cases[i].gain};
        for (int k = 0; k < 2; k++)
            cut.of[k] = (GrMaskTexels){.texels = k ? second : first,
                                       .stride = 3,
                                       .x = cases[i].x,
                                       .y = cases[i].y,
                                       .most_x = 1.0f,
                                       .most_y = 0.999f};
        gr_kernels_none.mask_cutout(row, &cut, 64);
        for (int x = 0; x < 64; x++)
            if (row[x] != cases[i].value)
                fail_msg("case %zu: %d in place of %d", i, row[x], cases[i].value);
    }
    gr_aligned_free(row);
}

/* Letters that are much larger than they were drawn have an edge of a pixel or two. */
static void test_sharp(void **state)
{
    (void)state;
    Sheet sheet;
    int between = 0, nothing = 0, all = 0;
    open_sheet(&sheet, disc, true, 0.0f);
    sheet.params.scale = 7.0f;
    sheet.params.x = 1.6f;
    draw(&sheet, one);
    for (int x = 0; x < W; x++) {
        between += one[H / 2][x] > 8 && one[H / 2][x] < 247;
        nothing += one[H / 2][x] == 0;
        all += one[H / 2][x] == 255;
    }
    assert_in_range(between, 1, 3);
    assert_true(nothing > 20 && all > 20);
    gr_arena_finish(&sheet.arena);
}

static void test_pieces(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 60; seed++) {
        Sheet sheet;
        GrCutoutNow now;
        open_sheet(&sheet, wedge, seed & 1, seed & 1 ? 60.0f : 1.0f);
        sheet.params.scale = sheet.params.size = 0.1f + 3.0f * gr_rng_unit(seed, 1, 0);
        sheet.params.x = 3.0f * gr_rng_unit(seed, 2, 0) - 1.5f;
        sheet.params.angle = gr_rng_unit(seed, 3, 0);
        sheet.params.feather = (seed & 1 ? 60.0f : 1.0f) * gr_rng_unit(seed, 4, 0);
        draw(&sheet, one);
        gr_cutout_begin(&now, &sheet.cutout, &sheet.params);
        memset(two, 9, sizeof two);
        for (int y = H - 1; y >= 0; y--)
            for (int x = 0; x < W; x += GR_KERNEL_STEP)
                draw_row(&now, y, x, GR_KERNEL_STEP, &two[y][x]);
        assert_memory_equal(one, two, sizeof one);
        gr_arena_finish(&sheet.arena);
    }
}

static void test_levels_are_equal(void **state)
{
    (void)state;
    enum { SPAN = 384, SIDES = 40 };
    static uint16_t texels[2][SIDES * SIDES];
    const size_t bytes = (SPAN + 64) * sizeof(uint16_t);
    uint16_t *a = gr_aligned_alloc(bytes), *b = gr_aligned_alloc(bytes);
    for (uint32_t i = 0; i < SIDES * SIDES; i++)
        for (uint32_t k = 0; k < 2; k++)
            texels[k][i] = (uint16_t)gr_rng_u32(7, i, k);
    for (int level = 1; level < GR_CPU_LEVELS; level++) {
        const GrKernels *kernels = gr_kernels_for((GrCpuLevel)level);
        for (uint32_t seed = 0; kernels && seed < 600; seed++) {
            GrMaskCutout cut = {.count = 1 + (int)(seed & 1),
                                .column = (int)(seed % 7) * 64 - 128,
                                .mix = gr_rng_unit(seed, 1, 0),
                                .gain = seed & 2 ? 1.0f : 1.0f + 40.0f * gr_rng_unit(seed, 2, 0)};
            for (uint32_t k = 0; k < 2; k++)
                cut.of[k] = (GrMaskTexels){.texels = texels[k],
                                           .stride = SIDES,
                                           .x = 60.0f * gr_rng_unit(seed, 3, k) - 20.0f,
                                           .y = 60.0f * gr_rng_unit(seed, 4, k) - 20.0f,
                                           .step_x = 0.4f * gr_rng_unit(seed, 5, k) - 0.2f,
                                           .step_y = 0.4f * gr_rng_unit(seed, 6, k) - 0.2f,
                                           .most_x = SIDES - 2,
                                           .most_y = SIDES - 2};
            memset(a, 9, bytes);
            memset(b, 9, bytes);
            gr_kernels_none.mask_cutout(a, &cut, SPAN);
            kernels->mask_cutout(b, &cut, SPAN);
            assert_memory_equal(a, b, bytes);
        }
    }
    gr_aligned_free(a);
    gr_aligned_free(b);
}

static void paint(const char *mask, int64_t frame, GrPixel *plane)
{
    SmallStudio studio;
    GrText text = {0};
    gr_text_printf(&text,
                   "fonts: builtin\nscenes:\n- length: 2s\n  exposure: off\n  layers:\n"
                   "  - {field: \"1\", glyphs: \" \\u2588\", hue: 0.5, mask: %s}\n",
                   mask);
    if (studio_open(&studio, gr_text_string(&text), W, H, (GrRational){12, 1}, 1))
        fail_msg("%s: %s", mask, studio.error.message);
    if (gr_painter_seek(studio.painter, 0, frame, &studio.error) ||
        gr_painter_draw(studio.painter, NULL, false, NULL, &studio.error))
        fail_msg("%s: %s", mask, studio.error.message);
    for (int y = 0; y < H; y++)
        memcpy(plane + y * W, gr_canvas_row(gr_painter_canvas(studio.painter), 1, y), W);
    gr_text_finish(&text);
    studio_close(&studio);
}

/* What moves and has come to a place is what stands there. */
static void test_shows(void **state)
{
    (void)state;
    static const struct {
        const char *moving, *still;
        int least;   /* pixels that are lit */
        double most; /* of the mean difference */
    } cases[] = {
        {"{text: GO, size: 600, x: t - 1}", "{text: GO, size: 600}", 900, 1.5},
        {"{text: GO, size: 240, scale: 2*t}", "{text: GO, size: 480}", 900, 2.5},
        {"{text: GO, size: 300, scale: 0.6 + 0.4*t}", "{text: GO, size: 300}", 200, 1.5},
        {"{text: GO, scale: t}", "{text: GO}", 2000, 1.5},
        {"{text: GO, size: 500, feather: 60*t}", "{text: GO, size: 500, feather: 60}", 900, 1.5},
        {"{text: GO, size: 480, scale: 0.5}", "{text: GO, size: 240}", 200, 1.5},
        {"{text: GO, size: 300, scale: 1 - t}", "{circle: {radius: 0}}", 0, 0.0},
        {"{image: {file: wedge.svg, size: t}}", "{image: {file: wedge.svg, size: 1}}", 900, 1.5},
        {"{image: {file: wedge.svg, angle: t}}", "{image: {file: wedge.svg}}", 900, 1.5},
        {"{image: {file: wedge.svg, feather: t/4}}", "{image: {file: wedge.svg, feather: 0.25}}",
         900, 0.0},
        {"{image: {file: wedge.svg, feather: 0.2, invert: yes, y: t}}",
         "{image: {file: wedge.svg, feather: 0.2, invert: yes, y: 1}}", 900, 0.0},
        {"{image: {file: wedge.svg, size: 1 - t}}", "{image: {file: wedge.svg, size: 0}}", 0, 0.0},
    };
    static GrPixel moving[W * H], still[W * H];
    FILE *file = fopen("wedge.svg", "w");
    assert_non_null(file);
    fputs("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"60\">"
          "<path d=\"M5 5H70L20 50Z\"/></svg>",
          file);
    fclose(file);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double off = 0.0;
        int lit = 0;
        paint(cases[i].moving, 12, moving);
        paint(cases[i].still, 12, still);
        for (int k = 0; k < W * H; k++) {
            off += abs(moving[k] - still[k]);
            lit += still[k] > 40;
        }
        if (lit < cases[i].least || off / (W * H) > cases[i].most)
            fail_msg("%s: %d lit, %g", cases[i].moving, lit, off / (W * H));
    }
    remove("wedge.svg");
}

/* A drawing that moves is drawn as large as it is shown: lines of a pixel stay lines of a pixel. */
static void test_drawn_at_its_size(void **state)
{
    (void)state;
    static GrPixel plane[W * H];
    FILE *file = fopen("lines.svg", "w");
    assert_non_null(file);
    fputs("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"90\"><path d=\"", file);
    for (int y = 0; y < 90; y += 2)
        fprintf(file, "M0 %dH60V%dH0Z", y, y + 1);
    fputs("\"/></svg>", file);
    fclose(file);
    paint("{image: {file: lines.svg, size: 1, x: t}}", 0, plane);
    remove("lines.svg");
    int lit = plane[(H / 2 - 45) * W + W / 2];
    assert_true(lit > 40);
    for (int y = 0; y < 90; y++)
        for (int x = 1; x < 59; x++)
            assert_int_equal(plane[(H / 2 - 45 + y) * W + W / 2 - 30 + x], y % 2 ? 0 : lit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_drawn),
        cmocka_unit_test(test_turned),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_steady),
        cmocka_unit_test(test_feather),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_sharp),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_levels_are_equal),
        cmocka_unit_test(test_shows),
        cmocka_unit_test(test_drawn_at_its_size),
    };
    gr_registry_install(GR_CPU_NONE);
    gr_render_use_level(GR_CPU_NONE);
    draw_figures();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
