/* SPDX-License-Identifier: MIT
 *
 * A machine without fonts. This program's own FcInitLoadConfigAndFonts and FT_Init_FreeType stand
 * in front of the libraries': they count their calls and fail.
 */
#include "glyph/atlas.h"

#include "glyph/stack.h"
#include "unit.h"

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include <string.h>

#include FT_FREETYPE_H

static int fontconfig_calls, freetype_calls;

FcConfig *FcInitLoadConfigAndFonts(void)
{
    fontconfig_calls++;
    return NULL;
}

FT_Error FT_Init_FreeType(FT_Library *library)
{
    (void)library;
    freetype_calls++;
    return 1;
}

static int make(const GrFonts *fonts, const char *glyphs, GrAtlas *atlas, GrError *error)
{
    GrPalette palette = {"p", "", glyphs};
    const GrPalette *palettes = &palette;
    GrGrid grid;
    assert_int_equal(gr_grid_create_cells(&grid, 10, 4, 101, 79, error), 0);
    int code = gr_atlas_create(atlas, fonts, &grid, NULL, &palettes, NULL, 1, error);
    gr_grid_finish(&grid);
    return code;
}

static void builtin_alone_asks_nobody(void **state)
{
    (void)state;
    static const char *const names[] = {"builtin"};
    GrFonts *fonts = NULL;
    GrError error = {0};
    GrAtlas atlas;
    fontconfig_calls = freetype_calls = 0;
    assert_int_equal(gr_fonts_open(names, 1, &fonts, &error), 0);
    assert_int_equal(make(fonts, " .:Az~█▒┼⣿🬀", &atlas, &error), 0);
    assert_int_equal(fontconfig_calls + freetype_calls, 0);
    assert_int_equal(atlas.glyph_count, 11);
    gr_atlas_finish(&atlas);
    assert_int_equal(gr_fonts_count(fonts), 1);
    gr_fonts_close(fonts);
}

static void any_stack_ends_in_the_builtin_font(void **state)
{
    (void)state;
    for (const GrFontStack *stack = gr_font_stacks; stack->name; stack++) {
        GrFonts *fonts = NULL;
        GrError error = {0};
        GrAtlas atlas;
        fontconfig_calls = 0;
        assert_int_equal(gr_fonts_open(&stack->name, 1, &fonts, &error), 0);
        assert_true(fontconfig_calls > 0);
        assert_string_equal(gr_fonts_serving(fonts, 'A'), "builtin");
        assert_null(gr_fonts_serving(fonts, 0x16A0));
        assert_int_equal(make(fonts, "AB█", &atlas, &error), 0);
        gr_atlas_finish(&atlas);
        assert_int_equal(make(fonts, "ABᚠ", &atlas, &error), GR_E_INPUT);
        assert_non_null(strstr(error.message, "no font has U+16A0 'ᚠ'"));
        gr_fonts_close(fonts);
    }
}

static void a_family_needs_fontconfig(void **state)
{
    (void)state;
    static const char *const names[] = {"DejaVu Sans Mono"};
    GrFonts *fonts = NULL;
    GrError error = {0};
    assert_int_equal(gr_fonts_open(names, 1, &fonts, &error), GR_E_INPUT);
    assert_non_null(strstr(error.message, "fontconfig"));
    assert_null(fonts);
}

static void files_are_told_from_families(void **state)
{
    (void)state;
    static const char *const files[] = {"a.ttf",       "A.OTF", "my fonts/x", "/x",     "./y",
                                        "8x16.pcf.gz", "b.bdf", "c.ttc",      "d.woff2"};
    static const char *const families[] = {"DejaVu Sans Mono", "builtin",    "",     "ttf",
                                           "Font 2.0",         "a.ttf bold", "a.txt"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_true(gr_font_is_file(files[i]));
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
        assert_false(gr_font_is_file(families[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(builtin_alone_asks_nobody),
        cmocka_unit_test(any_stack_ends_in_the_builtin_font),
        cmocka_unit_test(a_family_needs_fontconfig),
        cmocka_unit_test(files_are_told_from_families),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
