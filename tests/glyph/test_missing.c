/* SPDX-License-Identifier: MIT
 *
 * What nothing serves, how it is said, and the glyphs that a font itself has. Needs the fonts that
 * the project's set-up installs.
 */
#include "glyph/font_missing.h"

#include "glyph/font_chain.h"
#include "glyph/font_find.h"
#include "glyph/glyph_set.h"
#include "glyph/palette_text.h"
#include "glyph/stack.h"
#include "unit.h"

#include <string.h>

static GrFonts *open_or_fail(const char *name)
{
    GrFonts *fonts = NULL;
    GrError error = {0};
    if (gr_fonts_open(&name, 1, &fonts, &error) < 0) {
        fail_msg("%s", error.message);
    }
    return fonts;
}

static void missing_is_found_in_order(void **state)
{
    (void)state;
    static const struct {
        const char *font, *text;
        int count;
        GrMissing list[3];
    } cases[] = {
        {"terminal", "", 0, {{0}}},
        {"terminal", "plain ascii", 0, {{0}}},
        {"terminal", "a\xE2\xA3\xBF\xE2\x96\x88", 0, {{0}}}, /* braille, block: by rule */
        {"terminal", "\xE1\x9A\xA0\xEF\xBD\xB1\xF0\x9F\x9C\x81\xE6\xBC\xA2", 0, {{0}}},
        {"terminal", "a\xEE\x80\x80", 1, {{0xE000, 1}}},
        {"terminal", "\xEE\x80\x81x\xEE\x80\x80\xEE\x80\x81", 2, {{0xE001, 0}, {0xE000, 4}}},
        {"terminal", "\xCD\xB8", 1, {{0x378, 0}}},
        {"Unifont", "\xCD\xB8\xEE\x80\x80", 2, {{0x378, 0}, {0xE000, 2}}},
        /* No picture of their own: blank, tab, line break, joiner, selector, override, soft hyphen
         */
        {"builtin", " \t\n\xE2\x80\x8D\xEF\xB8\x8F\xE2\x80\xAE\xC2\xAD\xE3\x80\x80", 0, {{0}}},
        {"builtin", "a\xFFz", 0, {{0}}}, /* a byte that is not UTF-8 is no character */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrMissing list[3] = {{0}};
        int count = -1;
        GrFonts *fonts = open_or_fail(cases[i].font);
        assert_int_equal(
            gr_fonts_missing(fonts, cases[i].text, strlen(cases[i].text), list, 3, &count, NULL),
            0);
        assert_int_equal(count, cases[i].count);
        for (int k = 0; k < count; k++) {
            assert_int_equal(list[k].code_point, cases[i].list[k].code_point);
            assert_int_equal(list[k].byte, cases[i].list[k].byte);
        }
        gr_fonts_close(fonts);
    }
}

static void more_than_fit_are_counted(void **state)
{
    (void)state;
    GrMissing list[2];
    int count;
    GrFonts *fonts = open_or_fail("builtin");
    static const char text[] = "\xEE\x80\x80\xEE\x80\x81\xEE\x80\x82";
    assert_int_equal(gr_fonts_missing(fonts, text, strlen(text), list, 2, &count, NULL), 0);
    assert_int_equal(count, 3);
    assert_int_equal(list[1].code_point, 0xE001);
    gr_fonts_close(fonts);
}

static void words_and_advice(void **state)
{
    (void)state;
    static const struct {
        uint32_t code_point;
        const char *words, *advice;
    } cases[] = {
        {0x1F701, "U+1F701 '\xF0\x9F\x9C\x81' (ALCHEMICAL SYMBOL FOR AIR)",
         "Debian's fonts-noto-core (Noto Sans Symbols) may have it"},
        {0x6F22, "(CJK UNIFIED IDEOGRAPH-6F22)", "fonts-noto-cjk (Noto Sans CJK)"},
        {0xAC00, "(HANGUL SYLLABLE GA)", "fonts-noto-cjk (Noto Sans CJK KR)"},
        {0xFF71, "(HALFWIDTH KATAKANA LETTER A)", "fonts-noto-cjk"},
        {0x20001, "(CJK UNIFIED IDEOGRAPH-20001)", "fonts-hanazono"},
        {0x1F600, "(GRINNING FACE)", "fonts-noto-color-emoji (Noto Color Emoji)"},
        {0x16A0, "(RUNIC LETTER FEHU FEOH FE F)", "fonts-noto-core (Noto Sans Runic)"},
        {0x0E01, "(THAI CHARACTER KO KAI)", "fonts-noto-core (Noto Sans Thai)"},
        {0x10A0, "(GEORGIAN CAPITAL LETTER AN)", "fonts-noto-core (Noto Sans Georgian)"},
        {0x263A, "(WHITE SMILING FACE)", "fonts-dejavu-core (DejaVu Sans)"},
        {0x00E4, "(LATIN SMALL LETTER A WITH DIAERESIS)", "fonts-dejavu-core (DejaVu Sans Mono)"},
        {0x2E2E, "(REVERSED QUESTION MARK)", "fonts-unifont (Unifont)"},
        {0xE000, "U+E000 (block Private Use Area)", "only a font that was made for it has it"},
        {0x0378, "U+0378 (block Greek And Coptic)", "has no such character"},
        {0x10FFFF, "U+10FFFF (block Supplementary Private Use Area B)", "has no such character"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrText words = {0}, advice = {0};
        gr_glyph_words(cases[i].code_point, &words);
        gr_glyph_advice(cases[i].code_point, &advice);
        if (!strstr(gr_text_string(&words), cases[i].words) ||
            !strstr(gr_text_string(&advice), cases[i].advice)) {
            fail_msg("%s: %s", gr_text_string(&words), gr_text_string(&advice));
        }
        gr_text_finish(&words);
        gr_text_finish(&advice);
    }
}

/* What the advice names is what the set-up installs, and it does have the character. */
static void advice_is_true(void **state)
{
    (void)state;
    static const uint32_t asked[] = {0x6F22,  0xAC00,  0x16A0,  0x0E01, 0x05D0, 0x0628, 0x0905,
                                     0x1D11E, 0x1D400, 0x1F701, 0x263A, 0x00E4, 0x2E2E, 0x10A0};
    GrFontFinder finder = {0};
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        GrText advice = {0};
        char family[64] = "";
        GrFonts *fonts = NULL;
        GrServer server;
        gr_glyph_advice(asked[i], &advice);
        assert_int_equal(sscanf(strchr(advice.data, '('), "(%63[^)])", family), 1);
        if (strcmp(family, "Noto Sans CJK") == 0) {
            strcpy(family, "Noto Sans CJK JP");
        }
        const char *name = family;
        if (gr_fonts_open_with(&finder, &name, 1, &fonts, NULL)) {
            fail_msg("%s is not installed", family);
        }
        assert_int_equal(gr_fonts_find_server(fonts, asked[i], &server, NULL), 0);
        if (server.kind != GR_SERVER_FACE || server.face != 0) {
            fail_msg("%s has no U+%04X", family, (unsigned)asked[i]);
        }
        gr_fonts_close(fonts);
        gr_text_finish(&advice);
    }
    gr_font_finder_finish(&finder);
}

static int count_of(const char *text)
{
    int count = 0;
    GrCluster cluster;
    while (gr_cluster_next(&text, &cluster) > 0) {
        count++;
    }
    return count;
}

static void sets_of_fonts(void **state)
{
    (void)state;
    static const struct {
        const char *font;
        GrGlyphSet set;
        int least, most;
        const char *holds, *lacks;
    } cases[] = {
        {"builtin", GR_GLYPHS_ASCII, 94, 94, "!A~", " "},
        {"builtin", GR_GLYPHS_ALL, 94, 94, "!A~", "\xC3\xA4"},
        {"DejaVu Sans Mono", GR_GLYPHS_ASCII, 94, 94, "!A~", "\xC3\xA4"},
        {"DejaVu Sans Mono", GR_GLYPHS_LATIN, 260, 330, "!\xC3\xA4\xC5\xBF", "\xCF\x89"},
        {"DejaVu Sans Mono", GR_GLYPHS_ALL, 2500, 3400, "!\xCF\x89", "\xE1\x9A\xA0"},
        {"Noto Sans CJK JP", GR_GLYPHS_ALL, 4096, 4096, "!", "\xEE\x80\x80"},
        {"Unifont", GR_GLYPHS_ALL, 4096, 4096, "!", "\xCD\xB8"},
        {"Noto Sans Runic", GR_GLYPHS_LATIN, 0, 10, "", "A"}, /* others' letters are not its own */
        {"pixel", GR_GLYPHS_ASCII, 94, 94, "!A~", " "},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrText out = {0};
        GrFonts *fonts = open_or_fail(cases[i].font);
        assert_int_equal(gr_glyph_set_read(fonts, cases[i].set, &out, NULL), 0);
        const char *text = gr_text_string(&out);
        if (count_of(text) < cases[i].least || count_of(text) > cases[i].most) {
            fail_msg("%s has %d", cases[i].font, count_of(text));
        }
        const char *at = cases[i].holds;
        GrCluster cluster;
        while (gr_cluster_next(&at, &cluster) > 0) {
            char one[5] = {0};
            memcpy(one, cluster.text, cluster.length);
            assert_non_null(strstr(text, one));
        }
        assert_null(strstr(text, cases[i].lacks));
        gr_text_finish(&out);
        gr_fonts_close(fonts);
    }
}

static void thinning_keeps_even_steps(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int most;
        const char *kept;
    } cases[] = {
        {"ab", 4, "ab"},
        {"a b\xE2\x80\x8D a", 4, "ab"},
        {"", 4, ""},
        {" ", 4, ""},
        /* Eighths are even already: the ends and the middle. */
        {"\xE2\x96\x81\xE2\x96\x82\xE2\x96\x83\xE2\x96\x84\xE2\x96\x85\xE2\x96\x86\xE2\x96\x87", 3,
         "\xE2\x96\x81\xE2\x96\x84\xE2\x96\x87"},
        /* Many that are alike at one end do not crowd out the rest. */
        {"\xE2\x96\x89\xE2\x96\x88\xE2\x96\x87.,'`\xE2\x96\x84", 3, ".\xE2\x96\x84\xE2\x96\x88"},
        {"\xE2\x96\x81\xE2\x96\x88", 1, "\xE2\x96\x81"},
    };
    GrFonts *fonts = open_or_fail("DejaVu Sans Mono");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrText out = {0};
        assert_int_equal(gr_glyphs_thin(fonts, cases[i].text, cases[i].most, &out, NULL), 0);
        if (i == 5) { /* whichever of the specks is the least */
            assert_int_equal(count_of(gr_text_string(&out)), 3);
            assert_non_null(strstr(out.data, "\xE2\x96\x84"));
            assert_non_null(strstr(out.data, "\xE2\x96\x88"));
        } else {
            assert_string_equal(gr_text_string(&out), cases[i].kept);
        }
        gr_text_finish(&out);
    }
    gr_fonts_close(fonts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_is_found_in_order),
        cmocka_unit_test(more_than_fit_are_counted),
        cmocka_unit_test(words_and_advice),
        cmocka_unit_test(advice_is_true),
        cmocka_unit_test(sets_of_fonts),
        cmocka_unit_test(thinning_keeps_even_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
