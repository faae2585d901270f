/* SPDX-License-Identifier: MIT
 *
 * Lines, order and places of text. The built-in font makes widths that one can count: at size 16
 * each character is 10 pixels wide.
 */
#include "glyph/text_block.h"

#include "base/text.h"
#include "base/vmath.h"
#include "unit.h"

#include <limits.h>
#include <string.h>

typedef struct Scene {
    GrFonts *fonts;
    GrTextSet *set;
    GrTextBlock block;
    const char *text;
} Scene;

static Scene lay(const char *font, const char *text, const GrTextStyle *style)
{
    Scene scene = {.text = text};
    GrError error = {0};
    if (gr_fonts_open(&font, 1, &scene.fonts, &error) < 0 ||
        gr_text_set_create(&scene.set, &error) < 0 ||
        gr_text_set_add(scene.set, scene.fonts, text, strlen(text), style, &scene.block, &error) <
            0) {
        fail_msg("'%s': %s", text, error.message);
    }
    return scene;
}

static void clear(Scene *scene)
{
    gr_text_set_destroy(scene->set);
    gr_fonts_close(scene->fonts);
}

/* The lines as text, with bars between them. */
static void write_lines(const Scene *scene, GrText *out)
{
    const GrTextBlock *block = &scene->block;
    for (int i = 0; i < block->line_count; i++) {
        gr_text_puts(out, i ? "|" : "");
        const GrTextLine *line = &block->lines[i];
        for (int p = line->first_piece; p < line->first_piece + line->piece_count; p++) {
            const GrPiece *piece = &block->pieces[p];
            assert_int_equal(piece->line, i);
            gr_text_append(out, scene->text + piece->byte_from,
                           (size_t)(piece->byte_to - piece->byte_from));
        }
    }
}

/* A line as the eye goes from left to right. */
static void write_screen(const Scene *scene, GrText *out)
{
    const GrTextBlock *block = &scene->block;
    for (int i = 0; i < block->line_count; i++) {
        const GrTextLine *line = &block->lines[i];
        const GrPiece *before = NULL;
        gr_text_puts(out, i ? "|" : "");
        for (int n = 0; n < line->piece_count; n++) {
            const GrPiece *next = NULL;
            for (int p = line->first_piece; p < line->first_piece + line->piece_count; p++) {
                const GrPiece *piece = &block->pieces[p];
                bool after = !before || piece->x0 > before->x0 ||
                             (piece->x0 == before->x0 && piece > before);
                if (after && (!next || piece->x0 < next->x0)) {
                    next = piece;
                }
            }
            gr_text_append(out, scene->text + next->byte_from,
                           (size_t)(next->byte_to - next->byte_from));
            before = next;
        }
    }
}

static void lines_are_broken_where_they_may_be(void **state)
{
    (void)state;
    static const struct {
        const char *font, *text;
        float width;
        const char *lines;
    } rows[] = {
        {"builtin", "the quick brown fox", 0, "the quick brown fox"},
        {"builtin", "the quick brown fox", 100, "the quick |brown fox"},
        {"builtin", "the quick brown fox", 90, "the quick |brown fox"},
        {"builtin", "the quick brown fox", 89, "the |quick |brown |fox"},
        {"builtin", "abcdefghijkl", 50, "abcde|fghij|kl"},
        {"builtin", "a abcdefghijkl b", 50, "a |abcde|fghij|kl b"},
        {"builtin", "abc", 5, "a|b|c"},
        {"builtin", "well-known", 60, "well-|known"},
        {"builtin", "one\xC2\xA0two three", 60, "one\xC2\xA0tw|o |three"},
        {"builtin", "a     b", 30, "a     |b"},
        {"builtin", "a\nb\r\nc\rd", 0, "a|b|c|d"},
        {"builtin", "a\n\nb", 0, "a||b"},
        {"builtin", "a\n", 0, "a|"},
        {"builtin", "", 0, ""},
        {"builtin", "   ", 20, "   "},
        {"builtin", "a\xE2\x80\xA8z", 0, "a|z"},
        {"builtin", "(a) (b)", 30, "(a) |(b)"},
        {"builtin", "http://a.b/c", 70, "http://|a.b/c"},
        {"Noto Sans Thai", "ภาษาไทยภาษาไทย", 45, "ภาษา|ไทย|ภาษา|ไทย"},
        {"Noto Sans CJK JP", "春眠暁を覚えず。", 48, "春眠暁|を覚え|ず。"},
        {"Noto Sans CJK JP", "春眠暁を覚え。", 48, "春眠暁|を覚|え。"},
        {"Noto Sans CJK JP", "春「眠」暁", 48, "春|「眠」|暁"},
        {"Noto Sans CJK KR", "안녕 세상", 40, "안녕 |세상"},
        {"book", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 25,
         "👨‍👩‍👧‍👦|👨‍👩‍👧‍👦"},
        {"book",
         "e\xCC\x81"
         "e\xCC\x81"
         "e\xCC\x81",
         14,
         "e\xCC\x81"
         "e\xCC\x81|e\xCC\x81"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrTextStyle style = {.size_px = 16.0f, .width_px = rows[i].width, .shadow_blur_px = -1.0f};
        Scene scene = lay(rows[i].font, rows[i].text, &style);
        GrText lines = {0};
        write_lines(&scene, &lines);
        const char *expected = rows[i].lines;
        if (strcmp(gr_text_string(&lines), expected) != 0) {
            fail_msg("'%s' in %g: '%s' instead of '%s'", rows[i].text, (double)rows[i].width,
                     gr_text_string(&lines), expected);
        }
        for (int k = 0; k < scene.block.line_count && rows[i].width >= 16.0f; k++) {
            assert_true(scene.block.lines[k].x1 - scene.block.lines[k].x0 <= rows[i].width + 4.0f);
        }
        gr_text_finish(&lines);
        clear(&scene);
    }
}

#define RLO "\xE2\x80\xAE"
#define PDF "\xE2\x80\xAC"

static void the_eye_reads_each_script_its_way(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        GrTextDirection direction;
        const char *screen;
        bool rtl;
    } rows[] = {
        {"abc def", GR_TEXT_AUTO, "abc def", false},
        {"אבג", GR_TEXT_AUTO, "גבא", true},
        {"abc אבג def", GR_TEXT_AUTO, "abc גבא def", false},
        {"אבג abc דהו", GR_TEXT_AUTO, "והד abc גבא", true},
        {"אבג 123 דהו", GR_TEXT_AUTO, "והד 123 גבא", true},
        {"abc אבג 123 def", GR_TEXT_AUTO, "abc 123 גבא def", false},
        {"abc (אבג)", GR_TEXT_AUTO, "abc (גבא)", false},
        {"אבג!", GR_TEXT_AUTO, "!גבא", true},
        {"אבג!", GR_TEXT_LTR, "גבא!", false},
        {"abc!", GR_TEXT_RTL, "!abc", true},
        {"אב ג ", GR_TEXT_AUTO, " ג בא", true},
        {"abc אב ", GR_TEXT_AUTO, "abc בא ", false},
        {"סלאם 1,234.5", GR_TEXT_AUTO, "1,234.5 םאלס", true},
        {"123", GR_TEXT_AUTO, "123", false},
        {"abc\nאבג", GR_TEXT_AUTO, "abc|גבא", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrTextStyle style = {
            .size_px = 20.0f, .direction = rows[i].direction, .shadow_blur_px = -1.0f};
        Scene scene = lay("DejaVu Sans", rows[i].text, &style);
        GrText screen = {0};
        write_screen(&scene, &screen);
        if (strcmp(gr_text_string(&screen), rows[i].screen) != 0) {
            fail_msg("'%s' looks like '%s' instead of '%s'", rows[i].text, gr_text_string(&screen),
                     rows[i].screen);
        }
        assert_int_equal(scene.block.rtl, rows[i].rtl);
        assert_int_equal(scene.block.missing_count, 0);
        gr_text_finish(&screen);
        clear(&scene);
    }
}

/* Overrides and isolates are obeyed and leave nothing to see. */
static void bidi_controls_turn_and_are_not_drawn(void **state)
{
    (void)state;
    GrTextStyle style = {.size_px = 20.0f, .direction = GR_TEXT_LTR, .shadow_blur_px = -1.0f};
    Scene scene = lay("DejaVu Sans", RLO "abc" PDF "d", &style);
    float x_of[128] = {0};
    int seen = 0;
    for (int i = 0; i < scene.block.piece_count; i++) {
        const GrPiece *piece = &scene.block.pieces[i];
        unsigned char first = (unsigned char)scene.text[piece->byte_from];
        if (first < 0x80) {
            x_of[first] = piece->x0;
            assert_false(piece->blank);
            seen++;
        } else {
            assert_true(piece->blank);
            assert_int_equal(piece->mark_count, 0);
            assert_true(piece->x1 == piece->x0);
        }
    }
    assert_int_equal(seen, 4);
    assert_true(x_of['c'] < x_of['b'] && x_of['b'] < x_of['a'] && x_of['a'] < x_of['d']);
    clear(&scene);
}

static void lines_stand_where_they_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        GrTextAlign align;
        GrTextDirection direction;
        float x0[2], x1[2];
    } rows[] = {
        {"abcd\nab", GR_TEXT_START, GR_TEXT_AUTO, {0, 0}, {40, 20}},
        {"abcd\nab", GR_TEXT_CENTRE, GR_TEXT_AUTO, {0, 10}, {40, 30}},
        {"abcd\nab", GR_TEXT_END, GR_TEXT_AUTO, {0, 20}, {40, 40}},
        {"abcd\nab", GR_TEXT_START, GR_TEXT_RTL, {0, 20}, {40, 40}},
        {"abcd\nab", GR_TEXT_END, GR_TEXT_RTL, {0, 0}, {40, 20}},
        {"abcd\nab   ", GR_TEXT_END, GR_TEXT_AUTO, {0, 20}, {40, 40}},
        {"abcd\nab   ", GR_TEXT_START, GR_TEXT_RTL, {0, 20}, {40, 40}},
        {"ab\nabcd", GR_TEXT_CENTRE, GR_TEXT_AUTO, {10, 0}, {30, 40}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrTextStyle style = {.size_px = 16.0f,
                             .leading = 2.0f,
                             .align = rows[i].align,
                             .direction = rows[i].direction,
                             .shadow_blur_px = -1.0f};
        Scene scene = lay("builtin", rows[i].text, &style);
        const GrTextBlock *block = &scene.block;
        assert_int_equal(block->line_count, 2);
        assert_true(block->width == 40.0f);
        for (int k = 0; k < 2; k++) {
            const GrTextLine *line = &block->lines[k];
            if (line->x0 != rows[i].x0[k] || line->x1 != rows[i].x1[k]) {
                fail_msg("row %zu, line %d: from %g to %g", i, k, (double)line->x0,
                         (double)line->x1);
            }
            const GrPiece *first = &block->pieces[line->first_piece];
            assert_true(first->x0 == line->x0);
            assert_true(line->top < line->baseline && line->baseline < line->bottom);
        }
        assert_true(block->lines[1].baseline - block->lines[0].baseline == 32.0f);
        assert_true(block->height == block->lines[1].bottom);
        clear(&scene);
    }
}

static float width_of(const char *font, const char *text, float tracking)
{
    GrTextStyle style = {.size_px = 40.0f, .tracking_em = tracking, .shadow_blur_px = -1.0f};
    Scene scene = lay(font, text, &style);
    float width = scene.block.width;
    clear(&scene);
    return width;
}

static void tracking_keeps_joined_scripts_together(void **state)
{
    (void)state;
    static const struct {
        const char *font, *text;
        float gaps; /* that are widened */
    } rows[] = {
        {"builtin", "abc", 2},
        {"builtin", "a", 0},
        {"builtin", "ab cd", 4},
        {"DejaVu Sans",
         "e\xCC\x81"
         "a",
         1},
        {"Noto Sans Hebrew", "שלום", 3},
        {"Noto Sans CJK JP", "日本語", 2},
        {"Noto Naskh Arabic", "سلام", 0},
        {"Noto Naskh Arabic", "سلام عليكم", 1},
        {"Noto Sans Devanagari", "हिन्दी", 0},
        {"Noto Sans Devanagari", "हिन्दी में", 1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        float plain = width_of(rows[i].font, rows[i].text, 0.0f);
        float wide = width_of(rows[i].font, rows[i].text, 0.25f);
        if (gr_absf(wide - plain - 10.0f * rows[i].gaps) > 0.05f) {
            fail_msg("'%s': %g is widened to %g, not by %g gaps", rows[i].text, (double)plain,
                     (double)wide, (double)rows[i].gaps);
        }
    }
}

/* A ligature is still letters to a motion: each has its columns of the one glyph. */
static void ligatures_are_walked_by_letters(void **state)
{
    (void)state;
    GrTextStyle style = {.size_px = 60.0f, .shadow_blur_px = -1.0f};
    Scene scene = lay("EB Garamond", "office", &style);
    const GrTextBlock *block = &scene.block;
    assert_int_equal(block->piece_count, 6);
    assert_int_equal(block->mark_count, 4); /* o ffi c e */
    for (int i = 0; i < 6; i++) {
        const GrPiece *piece = &block->pieces[i];
        assert_int_equal(piece->byte_from, i);
        assert_int_equal(piece->byte_to, i + 1);
        assert_int_equal(piece->mark_count, 1);
        assert_true(piece->x1 > piece->x0 + 4.0f);
        assert_true(i == 0 || gr_absf(piece->x0 - block->pieces[i - 1].x1) < 0.01f);
    }
    const GrPiece *f = &block->pieces[1], *second = &block->pieces[2], *last = &block->pieces[3];
    assert_int_equal(f->first_mark, second->first_mark);
    assert_int_equal(f->first_mark, last->first_mark);
    assert_int_equal(f->clip_from, INT_MIN);
    assert_int_equal(f->clip_to, second->clip_from);
    assert_int_equal(second->clip_to, last->clip_from);
    assert_int_equal(last->clip_to, INT_MAX);
    assert_int_equal(block->pieces[0].clip_from, INT_MIN);
    assert_int_equal(block->pieces[0].clip_to, INT_MAX);
    clear(&scene);
    style.tracking_em = 0.05f;
    scene = lay("EB Garamond", "office", &style);
    assert_int_equal(scene.block.mark_count, 6);
    clear(&scene);
}

/* A soft hyphen shows where its line ends there, and needs its room. */
static void soft_hyphens_show_at_the_end_of_a_line(void **state)
{
    (void)state;
    static const struct {
        float width;
        int lines, marks;
    } rows[] = {{0, 1, 6}, {60, 1, 6}, {50, 2, 7}, {40, 2, 7}, {30, 2, 6}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrTextStyle style = {.size_px = 16.0f, .width_px = rows[i].width, .shadow_blur_px = -1.0f};
        Scene scene = lay("builtin",
                          "abc\xC2\xAD"
                          "def",
                          &style);
        if (scene.block.line_count != rows[i].lines || scene.block.mark_count != rows[i].marks) {
            fail_msg("in %g: %d lines, %d marks", (double)rows[i].width, scene.block.line_count,
                     scene.block.mark_count);
        }
        assert_true(rows[i].width == 0.0f || scene.block.width <= rows[i].width);
        clear(&scene);
    }
}

static void words_take_their_signs_along(void **state)
{
    (void)state;
    static const struct {
        const char *font, *text, *words; /* a digit for every piece */
    } rows[] = {
        {"builtin", "ab cd", "00011"},
        {"builtin", "(ab) cd!", "00000111"},
        {"builtin", "it's ok", "0000011"},
        {"builtin", "a - b", "00112"},
        {"builtin", "  a", "000"},
        {"builtin", "a\nb", "01"},
        {"Noto Sans Thai", "ไทยไทย", "000111"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrTextStyle style = {.size_px = 16.0f, .shadow_blur_px = -1.0f};
        Scene scene = lay(rows[i].font, rows[i].text, &style);
        char words[32] = "";
        for (int p = 0; p < scene.block.piece_count && p < 31; p++) {
            words[p] = (char)('0' + scene.block.pieces[p].word);
        }
        if (strcmp(words, rows[i].words) != 0) {
            fail_msg("'%s': words %s instead of %s", rows[i].text, words, rows[i].words);
        }
        clear(&scene);
    }
}

/* A line that breaks inside a joined word is shaped anew, with its neighbours in view: the letters
 * keep the forms of the middle of a word. */
static void a_broken_word_keeps_its_joins(void **state)
{
    (void)state;
    GrTextStyle style = {.size_px = 40.0f, .width_px = 60.0f, .shadow_blur_px = -1.0f};
    Scene scene = lay("Noto Naskh Arabic", "سسسسسس", &style);
    assert_true(scene.block.line_count > 1);
    int pieces = 0, initial = -1, medial = -1;
    for (int i = 0; i < scene.block.line_count; i++) {
        pieces += scene.block.lines[i].piece_count;
    }
    assert_int_equal(pieces, 6);
    const GrMark *marks = scene.block.marks;
    initial = marks[scene.block.pieces[0].first_mark].ink;
    medial = marks[scene.block.pieces[scene.block.lines[1].first_piece].first_mark].ink;
    const GrInk *a = gr_text_ink(scene.set, GR_INK_FILL, initial);
    const GrInk *b = gr_text_ink(scene.set, GR_INK_FILL, medial);
    assert_true(a->width != b->width || a->left != b->left);
    clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_broken_where_they_may_be),
        cmocka_unit_test(the_eye_reads_each_script_its_way),
        cmocka_unit_test(bidi_controls_turn_and_are_not_drawn),
        cmocka_unit_test(lines_stand_where_they_are_told),
        cmocka_unit_test(tracking_keeps_joined_scripts_together),
        cmocka_unit_test(ligatures_are_walked_by_letters),
        cmocka_unit_test(soft_hyphens_show_at_the_end_of_a_line),
        cmocka_unit_test(words_take_their_signs_along),
        cmocka_unit_test(a_broken_word_keeps_its_joins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
