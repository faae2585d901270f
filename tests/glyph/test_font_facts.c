/* SPDX-License-Identifier: MIT
 *
 * Facts about fonts, and what becomes of bad ones (tests/bad/fonts, made by the script there).
 */
#include "glyph/font_facts.h"

#include "glyph/atlas.h"
#include "glyph/font_chain.h"
#include "glyph/font_find.h"
#include "glyph/stack.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define BAD GR_TEST_DIR "/bad/fonts/"

static void facts_of_fonts(void **state)
{
    (void)state;
    static const struct {
        const char *name, *family, *format;
        int units_per_em, strikes, axes, least_characters;
        bool monospace;
        const char *script; /* the first one */
    } cases[] = {
        {"builtin", "builtin", "bitmap", 0, 1, 0, 95, true, "Latin"},
        {"terminal", "DejaVu Sans Mono", "TrueType", 2048, 0, 0, 3000, true, "Latin"},
        {"modern", "JetBrains Mono", "TrueType", 1000, 0, 0, 1000, true, "Latin"},
        {"typewriter", "Courier Prime", "CFF", 2048, 0, 0, 300, true, "Latin"},
        {"pixel", "Terminus", "TrueType", 0, 9, 0, 1000, true, "Latin"},
        {"book", "EB Garamond", "CFF", 1000, 0, 0, 1000, false, "Latin"},
        {"Noto Sans CJK JP", "Noto Sans CJK JP", "CFF", 1000, 0, 0, 40000, false, "Han"},
        {"Noto Sans Hebrew", "Noto Sans Hebrew", "TrueType", 1000, 0, 0, 60, false, "Hebrew"},
        {"Inter", "Inter", "TrueType", 2816, 0, 2, 2000, false, "Latin"},
        {BAD "good.ttf", "Glyphreel Test", "TrueType", 1000, 0, 0, 94, true, "Latin"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrFonts *fonts = NULL;
        static GrFontFacts facts;
        GrError error = {0};
        if (gr_fonts_open(&cases[i].name, 1, &fonts, &error) ||
            gr_font_facts(fonts, &facts, &error)) {
            fail_msg("%s", error.message);
        }
        assert_string_equal(facts.family, cases[i].family);
        assert_string_equal(facts.format, cases[i].format);
        assert_int_equal(facts.units_per_em, cases[i].units_per_em);
        assert_int_equal(facts.strike_count, cases[i].strikes);
        assert_int_equal(facts.axis_count, cases[i].axes);
        assert_in_range(facts.code_point_count, cases[i].least_characters, 70000);
        assert_int_equal(facts.monospace, cases[i].monospace);
        assert_string_equal(facts.scripts[0].name, cases[i].script);
        assert_false(facts.embedding_denied);
        assert_string_equal(facts.colours, "");
        assert_true((facts.file != NULL) == (strcmp(cases[i].name, "builtin") != 0));
        gr_fonts_close(fonts);
    }
}

static void axes_have_ranges(void **state)
{
    (void)state;
    static const char *const name = "Inter";
    static GrFontFacts facts;
    GrFonts *fonts = NULL;
    assert_int_equal(gr_fonts_open(&name, 1, &fonts, NULL), 0);
    assert_int_equal(gr_font_facts(fonts, &facts, NULL), 0);
    assert_string_equal(facts.axes[0].tag, "wght");
    assert_string_equal(facts.axes[0].name, "Weight");
    assert_true(facts.axes[0].least == 100 && facts.axes[0].normal == 400 &&
                facts.axes[0].most == 900);
    assert_true(facts.instance_count >= 9);
    gr_fonts_close(fonts);
}

static float ink_of(const char *name)
{
    static const GrPalette text = {"ink", "", "HO"};
    const GrPalette *palette = &text;
    GrFonts *fonts = NULL;
    GrError error = {0};
    GrGrid grid;
    GrAtlas atlas;
    if (gr_fonts_open(&name, 1, &fonts, &error) ||
        gr_grid_create_cells(&grid, 1, 1, 40, 80, &error) ||
        gr_atlas_create(&atlas, fonts, &grid, NULL, &palette, NULL, 1, &error)) {
        fail_msg("%s", error.message);
    }
    float ink = atlas.ink[1] + atlas.ink[2];
    gr_atlas_finish(&atlas);
    gr_grid_finish(&grid);
    gr_fonts_close(fonts);
    return ink;
}

/* A variable font's styles are drawn as such, and a bold face is not the regular one. */
static void styles_differ(void **state)
{
    (void)state;
    assert_true(ink_of("Inter:bold") > 1.2f * ink_of("Inter"));
    assert_true(ink_of("Inter") > 1.2f * ink_of("Inter:thin"));
    assert_true(ink_of("DejaVu Sans Mono:bold") > 1.2f * ink_of("DejaVu Sans Mono"));
    /* All four files of this family call themselves light. */
    assert_true(ink_of("Courier Prime") < 0.8f * ink_of("DejaVu Sans Mono:bold"));
}

static void coverage_of_palettes(void **state)
{
    (void)state;
    static const struct {
        const char *font, *glyphs;
        int had, wanted;
        const char *lacking;
    } cases[] = {
        {"builtin", " .:#", 3, 3, ""},
        {"builtin", "a\xC3\xA4\xE2\xA3\xBF", 2, 3, "\xC3\xA4"},
        {"DejaVu Sans Mono",
         "\xE1\x9A\xA0"
         "A\xE1\x9A\xA0"
         "A",
         1, 2, "\xE1\x9A\xA0"},
        {"Noto Sans Runic", "\xE1\x9A\xA0", 1, 1, ""},
        {"builtin", "", 0, 0, ""},
        {"builtin", "e e\xCC\x81 e\xCC\x81", 1, 2, "e\xCC\x81"}, /* a cluster is one character */
        {"DejaVu Sans Mono", "e\xCC\x81", 1, 1, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrFonts *fonts = NULL;
        GrText lacking = {0};
        int had, wanted;
        assert_int_equal(gr_fonts_open(&cases[i].font, 1, &fonts, NULL), 0);
        gr_font_coverage(fonts, cases[i].glyphs, &had, &wanted, &lacking);
        assert_int_equal(had, cases[i].had);
        assert_int_equal(wanted, cases[i].wanted);
        assert_string_equal(gr_text_string(&lacking), cases[i].lacking);
        gr_text_finish(&lacking);
        gr_fonts_close(fonts);
    }
}

static void letters_of_a_script(void **state)
{
    (void)state;
    static const struct {
        const char *font, *script;
        int step, most;
        const char *sample;
    } cases[] = {
        {"DejaVu Sans Mono", "Latin", 1, 3, "A B C "},
        {"DejaVu Sans Mono", "Latin", 2, 3, "A C E "},
        {"Noto Sans Hebrew", "Hebrew", 1, 2, "\xD7\x90 \xD7\x91 "},
        {"Noto Sans Hebrew", "Greek", 1, 2, ""},
        {"Noto Color Emoji", NULL, 1, 2, "\xC2\xA9 \xC2\xAE "},
        {"builtin", "Latin", 1, 3, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrFonts *fonts = NULL;
        GrText sample = {0};
        assert_int_equal(gr_fonts_open(&cases[i].font, 1, &fonts, NULL), 0);
        gr_font_sample(fonts, cases[i].script, cases[i].step, cases[i].most, &sample);
        assert_string_equal(gr_text_string(&sample), cases[i].sample);
        gr_text_finish(&sample);
        gr_fonts_close(fonts);
    }
}

static void bad_files_say_why(void **state)
{
    (void)state;
    static const struct {
        const char *name, *said;
    } cases[] = {
        {BAD "empty.ttf", "cannot be opened: the file is empty"},
        {BAD "head-only.ttf", "cannot be opened: "},
        {BAD "cut.ttf", "cannot be opened: "},
        {BAD "zeros.otf", "cannot be opened: not a font that FreeType reads"},
        {BAD "noise.pcf", "cannot be opened: not a font that FreeType reads"},
        {BAD "symbol.ttf", "has no Unicode character map, only one of symbols"},
        {BAD "unmapped.ttf", "has no Unicode character map"},
        {BAD, "cannot be opened"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrFonts *fonts = NULL;
        GrError error = {0};
        assert_int_equal(gr_fonts_open(&cases[i].name, 1, &fonts, &error), GR_E_INPUT);
        assert_null(fonts);
        if (!strstr(error.message, cases[i].said) || !strstr(error.message, cases[i].name)) {
            fail_msg("'%s' gave: %s", cases[i].name, error.message);
        }
    }
}

static void embedding_may_be_denied(void **state)
{
    (void)state;
    static const char *const name = BAD "denied.ttf";
    static GrFontFacts facts;
    GrFonts *fonts = NULL;
    assert_int_equal(gr_fonts_open(&name, 1, &fonts, NULL), 0);
    assert_int_equal(gr_font_facts(fonts, &facts, NULL), 0);
    assert_true(facts.embedding_denied);
    assert_string_equal(facts.embedding, "restricted licence");
    gr_fonts_close(fonts);
    assert_true(ink_of(name) > 0.5f);
}

/* Another font draws what a damaged one cannot. */
static void damaged_glyphs_are_passed_over(void **state)
{
    (void)state;
    static const char *const names[] = {BAD "broken-glyph.ttf", "DejaVu Sans Mono"};
    GrFonts *fonts = NULL;
    assert_int_equal(gr_fonts_open(names, 2, &fonts, NULL), 0);
    assert_string_equal(gr_fonts_serving(fonts, 'A'), "DejaVu Sans Mono");
    gr_fonts_close(fonts);
    assert_int_equal(gr_fonts_open(names, 1, &fonts, NULL), 0);
    assert_non_null(gr_fonts_serving(fonts, 'A'));
    gr_fonts_close(fonts);
}

typedef struct Seen {
    const char *before;
    char last[128];
    int count, terminus, coloured;
} Seen;

static void see(void *user, const GrFontFamily *family)
{
    Seen *seen = user;
    assert_true(strcasecmp(seen->last, family->name) <= 0);
    assert_string_not_equal(seen->last, family->name);
    snprintf(seen->last, sizeof seen->last, "%s", family->name);
    assert_true(family->face_count > 0 && family->path[0] == '/');
    assert_true(family->coloured == (strstr(family->name, "Color Emoji") != NULL));
    seen->coloured += family->coloured;
    if (strcmp(family->name, "Terminus") == 0) {
        assert_false(family->scalable);
        assert_true(family->monospace);
        seen->terminus++;
    }
    seen->count++;
}

static void families_are_listed_once(void **state)
{
    (void)state;
    GrFontFinder finder = {0};
    Seen seen = {0};
    assert_int_equal(gr_font_families(&finder, see, &seen, NULL), 0);
    assert_int_equal(seen.terminus, 1);
    assert_int_equal(seen.coloured, 1);
    assert_in_range(seen.count, 20, 100000);
    gr_font_finder_finish(&finder);
}

/* Each stack has a face of its own on a machine that is set up. */
static void stacks_have_their_own_face(void **state)
{
    (void)state;
    const char *faces[16];
    int count = 0;
    GrFonts *open[16];
    for (const GrFontStack *stack = gr_font_stacks; stack->name; stack++) {
        const char *file;
        assert_int_equal(gr_fonts_open(&stack->name, 1, &open[count], NULL), 0);
        gr_fonts_describe(open[count], 0, &faces[count], &file);
        assert_string_equal(faces[count], stack->families[0]);
        for (int i = 0; i < count; i++) {
            assert_string_not_equal(faces[i], faces[count]);
        }
        count++;
    }
    while (count > 0) {
        gr_fonts_close(open[--count]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_of_fonts),
        cmocka_unit_test(axes_have_ranges),
        cmocka_unit_test(styles_differ),
        cmocka_unit_test(coverage_of_palettes),
        cmocka_unit_test(letters_of_a_script),
        cmocka_unit_test(bad_files_say_why),
        cmocka_unit_test(embedding_may_be_denied),
        cmocka_unit_test(damaged_glyphs_are_passed_over),
        cmocka_unit_test(families_are_listed_once),
        cmocka_unit_test(stacks_have_their_own_face),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
