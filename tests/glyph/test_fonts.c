/* SPDX-License-Identifier: MIT
 *
 * Which font serves what. Needs the fonts that the project's set-up installs: DejaVu and Unifont.
 */
#include "glyph/raster.h"

#include "glyph/atlas.h"
#include "glyph/stack.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static GrFonts *open_or_fail(const char *const *names, int count)
{
    GrFonts *fonts = NULL;
    GrError error = {0};
    if (gr_fonts_open(names, count, &fonts, &error) < 0) {
        fail_msg("%s", error.message);
    }
    return fonts;
}

static void first_face_that_has_it_serves(void **state)
{
    (void)state;
    static const struct {
        const char *names[2];
        uint32_t code_point;
        const char *server; /* NULL: any but those named */
    } cases[] = {
        {{"DejaVu Sans Mono"}, 'A', "DejaVu Sans Mono"},
        {{"DejaVu Sans Mono"}, 0x03C9, "DejaVu Sans Mono"},
        {{"DejaVu Sans Mono"}, 0x16A0, NULL},  /* rune */
        {{"DejaVu Sans Mono"}, 0xFF71, NULL},  /* half-width katakana */
        {{"DejaVu Sans Mono"}, 0x1F701, NULL}, /* alchemy */
        {{"DejaVu Sans Mono"}, 0x28FF, "builtin"},
        {{"DejaVu Sans Mono"}, 0x2588, "builtin"},
        {{"DejaVu Sans Mono"}, 0x256C, "builtin"},
        {{"DejaVu Sans Mono"}, 0x1FB00, "builtin"},
        {{"builtin"}, '~', "builtin"},
        {{"builtin"}, 0x00E4, NULL},
        {{"builtin", "DejaVu Sans Mono"}, 'A', "builtin"},
        {{"builtin", "DejaVu Sans Mono"}, 0x00E4, "DejaVu Sans Mono"},
        {{"DejaVu Sans Mono", "builtin"}, 'A', "DejaVu Sans Mono"},
        {{"Unifont", "DejaVu Sans Mono"}, 'A', "Unifont"},
        {{"Unifont"}, 0x16A0, "Unifont"},
        {{"terminal"}, 'A', "DejaVu Sans Mono"},
        {{"PIXEL"}, 'A', "Terminus"},
        {{"book"}, 'A', "EB Garamond"},
        {{"monospace"}, 'A', NULL},
        {{"Noto Color Emoji"}, 0x1F600, "Noto Color Emoji"},
        {{"Noto Color Emoji", "Unifont"}, '1', "Unifont"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int count = cases[i].names[1] ? 2 : 1;
        GrFonts *fonts = open_or_fail(cases[i].names, count);
        const char *server = gr_fonts_serving(fonts, cases[i].code_point);
        assert_non_null(server);
        if (cases[i].server) {
            assert_string_equal(server, cases[i].server);
        } else {
            assert_string_not_equal(server, cases[i].names[0]);
        }
        gr_fonts_close(fonts);
    }
}

static void wrong_names_are_errors(void **state)
{
    (void)state;
    static const struct {
        const char *name, *said;
    } cases[] = {
        {"DejaVu Sans Mon",
         "font 'DejaVu Sans Mon' is not installed; did you mean 'DejaVu Sans Mono'?"},
        {"dejavu-sans-mono", "did you mean 'DejaVu Sans Mono'?"},
        {"terminl", "did you mean 'terminal'?"},
        {"bultin", "did you mean 'builtin'?"},
        {"No Such Family At All, Ever", "is not installed ('glyphreel list fonts' shows"},
        {"No Such Family At All, Ever:bold", "is not installed"},
        {"/nonexistent/font.ttf", "font '/nonexistent/font.ttf' cannot be opened"},
        {"missing.otf", "font 'missing.otf' cannot be opened"},
        {GR_TEST_DIR "/bad/glyph-not-a-font.ttf", "cannot be opened: "},
        {"", "is not installed"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrFonts *fonts = NULL;
        GrError error = {0};
        assert_int_equal(gr_fonts_open(&cases[i].name, 1, &fonts, &error), GR_E_INPUT);
        assert_null(fonts);
        assert_int_equal(error.code, GR_E_INPUT);
        if (!strstr(error.message, cases[i].said)) {
            fail_msg("'%s' gave: %s", cases[i].name, error.message);
        }
    }
}

static void the_chain_describes_itself(void **state)
{
    (void)state;
    static const char *const names[] = {"DejaVu Sans Mono:bold", "DejaVu Sans Mono"};
    GrFonts *fonts = open_or_fail(names, 2);
    assert_int_equal(gr_fonts_count(fonts), 3);
    const char *family, *file;
    gr_fonts_describe(fonts, 0, &family, &file);
    assert_string_equal(family, "DejaVu Sans Mono");
    assert_non_null(strstr(file, "Bold"));
    gr_fonts_describe(fonts, 1, &family, &file);
    assert_null(strstr(file, "Bold"));
    char *path = strdup(file);
    gr_fonts_describe(fonts, 2, &family, &file);
    assert_string_equal(family, GR_FONT_BUILTIN);
    assert_null(file);
    gr_fonts_close(fonts);

    /* A path of a file opens the same face, under the name that the font gives itself. */
    fonts = open_or_fail((const char *const *)&path, 1);
    assert_string_equal(gr_fonts_serving(fonts, 'A'), "DejaVu Sans Mono");
    gr_fonts_close(fonts);
    free(path);

    /* No name at all is the default stack. */
    fonts = open_or_fail(NULL, 0);
    assert_true(gr_fonts_count(fonts) >= 2);
    gr_fonts_close(fonts);
    gr_fonts_close(NULL);
}

static void what_nobody_has_is_nobodys(void **state)
{
    (void)state;
    /* Unifont has numbered boxes for some of these. */
    static const uint32_t unassigned[] = {0x0378, 0x2FE0, 0xE000, 0xF0000, 0xFFFE, 0x10FFFF};
    static const char *const chains[] = {"terminal", "pixel", "Unifont"};
    for (size_t c = 0; c < COUNT_OF(chains); c++) {
        GrFonts *fonts = open_or_fail(&chains[c], 1);
        for (size_t i = 0; i < COUNT_OF(unassigned); i++) {
            assert_null(gr_fonts_serving(fonts, unassigned[i]));
            assert_null(gr_fonts_serving(fonts, unassigned[i])); /* also when asked again */
        }
        gr_fonts_close(fonts);
    }
}

enum { WIDTH = 20, HEIGHT = 38, STRIDE = 32, BYTES = STRIDE * HEIGHT };

static void draw_glyph(const GrFonts *fonts, const GrServer *one, uint32_t code_point, uint8_t *out)
{
    static const GrAtlasStyle style = {0};
    GrClusterServer server = {.kind = GR_SERVER_FACE,
                              .columns = 1,
                              .code_point = code_point,
                              .part_count = 1,
                              .parts = {{.face = one->face, .glyph = one->glyph}}};
    GrPicture picture = {.cover = out, .stride = STRIDE};
    GrRaster *raster = NULL;
    GrError error = {0};
    if (gr_raster_create(&raster, fonts, &server, 1, WIDTH, HEIGHT, &style, &error) < 0 ||
        gr_raster_draw(raster, 0, &picture, &error) < 0) {
        fail_msg("%s", error.message);
    }
    gr_raster_destroy(raster);
}

/* The picture of glyph 0 of every face that serves anything must not be among the glyphs. */
static void no_glyph_is_the_missing_box(void **state)
{
    (void)state;
    static const char *const names[] = {"DejaVu Sans Mono"};
    GrFonts *fonts = open_or_fail(names, 1);
    GrError error = {0};
    static uint8_t own[BYTES], box[BYTES];
    for (const GrPalette *palette = gr_palettes; palette->name; palette++) {
        GrGrid grid;
        GrAtlas atlas;
        assert_int_equal(gr_grid_create_cells(&grid, 1, 1, WIDTH, HEIGHT, &error), 0);
        if (gr_atlas_create(&atlas, fonts, &grid, NULL, &palette, NULL, 1, &error) < 0) {
            fail_msg("%s", error.message);
        }
        for (int i = 1; i < atlas.glyph_count; i++) {
            GrServer server;
            uint32_t code_point = atlas.code_points[i];
            assert_int_equal(gr_fonts_find_server(fonts, code_point, &server, &error), 0);
            assert_int_not_equal(server.kind, GR_SERVER_NONE);
            if (server.kind != GR_SERVER_FACE) {
                continue;
            }
            assert_int_not_equal(server.glyph, 0);
            GrServer missing = {.kind = GR_SERVER_FACE, .face = server.face, .glyph = 0};
            memset(own, 0, sizeof own);
            memset(box, 0, sizeof box);
            draw_glyph(fonts, &server, code_point, own);
            draw_glyph(fonts, &missing, code_point, box);
            assert_memory_not_equal(own, box, BYTES);
            if (!(atlas.ink[i] > 0.001f)) {
                fail_msg("U+%04X of '%s' has no ink", (unsigned)code_point, palette->name);
            }
        }
        gr_atlas_finish(&atlas);
        gr_grid_finish(&grid);
    }
    gr_fonts_close(fonts);
}

/* A bitmap-only font, written here in the BDF format: one glyph, a 4x8 half. */
static void bitmap_files_are_scaled(void **state)
{
    (void)state;
    char path[] = "/tmp/glyphreel-test-XXXXXX.bdf";
    int handle = mkstemps(path, 4);
    assert_true(handle >= 0);
    FILE *file = fdopen(handle, "w");
    assert_non_null(file);
    fputs("STARTFONT 2.1\nFONT -t-half-medium-r-normal--8-80-75-75-c-40-iso10646-1\nSIZE 8 75 75\n"
          "FONTBOUNDINGBOX 4 8 0 -2\nSTARTPROPERTIES 4\nFONT_ASCENT 6\nFONT_DESCENT 2\n"
          "CHARSET_REGISTRY \"ISO10646\"\nCHARSET_ENCODING \"1\"\nENDPROPERTIES\nCHARS 1\n"
          "STARTCHAR A\nENCODING 65\nSWIDTH 500 0\nDWIDTH 4 0\nBBX 2 8 0 -2\nBITMAP\n"
          "C0\nC0\nC0\nC0\nC0\nC0\nC0\nC0\nENDCHAR\nENDFONT\n",
          file);
    fclose(file);
    const char *name = path;
    GrFonts *fonts = open_or_fail(&name, 1);
    static const GrPalette half = {"half", "", "A"};
    const GrPalette *palette = &half;
    GrGrid grid;
    GrAtlas atlas;
    GrError error = {0};
    assert_int_equal(gr_grid_create_cells(&grid, 1, 1, 12, 24, &error), 0);
    if (gr_atlas_create(&atlas, fonts, &grid, NULL, &palette, NULL, 1, &error) < 0) {
        fail_msg("%s", error.message);
    }
    const uint8_t *pixels = gr_atlas_rows(&atlas, 0, 0, 1);
    for (int y = 0; y < 24; y++) {
        for (int x = 0; x < 12; x++) {
            assert_int_equal(pixels[y * atlas.stride + x], x < 6 ? 255 : 0);
        }
    }
    gr_atlas_finish(&atlas);
    gr_grid_finish(&grid);
    gr_fonts_close(fonts);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_face_that_has_it_serves),
        cmocka_unit_test(wrong_names_are_errors),
        cmocka_unit_test(the_chain_describes_itself),
        cmocka_unit_test(what_nobody_has_is_nobodys),
        cmocka_unit_test(no_glyph_is_the_missing_box),
        cmocka_unit_test(bitmap_files_are_scaled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
