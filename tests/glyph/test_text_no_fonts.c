/* SPDX-License-Identifier: MIT
 *
 * Text on a machine without fonts: the built-in font draws ASCII and
 * what is drawn by rule, and the rest is listed.
 */
#include "glyph/text_block.h"

#include "unit.h"

#include <fontconfig/fontconfig.h>
#include <string.h>

/* Stands in front of the library's. */
FcConfig *FcInitLoadConfigAndFonts(void)
{
    return NULL;
}

static void the_built_in_font_stands_in(void **state)
{
    (void)state;
    static const struct {
        const char *font, *text;
        int marks, missing;
    } rows[] = {
        {"builtin", "Night Train!", 11, 0},
        {"terminal", "Night Train!", 11, 0},
        {"book", "a \xE2\x96\x88\xE2\x95\xAC\xE2\xA0\xBF z", 5, 0}, /* full block, box, braille */
        {"book", "caf\xC3\xA9 \xE4\xB8\xAD", 3, 2},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrFonts *fonts;
        GrTextSet *set;
        GrTextBlock block;
        GrError error = {0};
        GrTextStyle style = {.size_px = 32.0f, .outline_px = 2.0f, .colour_emoji = true};
        assert_int_equal(gr_fonts_open(&rows[i].font, 1, &fonts, &error), 0);
        assert_int_equal(gr_text_set_create(&set, &error), 0);
        assert_int_equal(
            gr_text_set_add(set, fonts, rows[i].text, strlen(rows[i].text), &style, &block, &error),
            0);
        if (block.mark_count != rows[i].marks || block.missing_count != rows[i].missing) {
            fail_msg("'%s': %d marks, %d missing", rows[i].text, block.mark_count,
                     block.missing_count);
        }
        const GrInk *ink = gr_text_ink(set, GR_INK_FILL, block.marks[0].ink);
        assert_int_equal(ink->width, 20);
        assert_int_equal(ink->height, 40);
        gr_text_set_destroy(set);
        gr_fonts_close(fonts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_built_in_font_stands_in)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
