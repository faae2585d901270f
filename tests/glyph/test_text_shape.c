/* SPDX-License-Identifier: MIT
 *
 * Text in every script against HarfBuzz's own program: the same glyphs, clusters, advances and
 * displacements as `hb-shape` finds for the same font file. Needs the fonts of the project's
 * set-up.
 */
#include "glyph/text_work.h"

#include "base/text.h"
#include "glyph/font.h"
#include "unit.h"

#include <string.h>

typedef struct Case {
    const char *name, *family, *text, *language, *features;
    GrAxisValue axis; /* no tag: the font's own */
    bool whole;       /* shaped in one go by hb-shape, which finds script and direction itself */
} Case;

static const Case cases[] = {
    {"kerning", "DejaVu Serif", "AVATAR To Wave, Type", "en", NULL, {"", 0}, true},
    {"ligatures", "EB Garamond", "office affluent fjord fluffy Th", "en", NULL, {"", 0}, true},
    {"no ligatures", "EB Garamond", "office affluent", "en", "liga=0, dlig=0", {"", 0}, true},
    {"other ligatures", "EB Garamond", "acting strict", "en", "dlig, hlig", {"", 0}, true},
    {"small capitals", "EB Garamond", "Small Capitals", "en", "smcp", {"", 0}, true},
    {"a range of a feature", "EB Garamond", "office office", "en", "liga[0:6]=0", {"", 0}, true},
    {"coding ligatures", "JetBrains Mono", "a -> b != c", "en", NULL, {"", 0}, true},
    {"composed from parts", "DejaVu Sans", "Cafe\xCC\x81 nai\xCC\x88ve", "fr", NULL, {"", 0}, true},
    {"Romanian", "Noto Sans", "ŞţșțŢ", "ro", NULL, {"", 0}, true},
    {"heavy", "Inter", "Variable AV", "en", NULL, {"wght", 900}, true},
    {"thin", "Inter", "Variable AV", "en", NULL, {"wght", 100}, true},
    {"Greek", "DejaVu Sans", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία", "el", NULL, {"", 0}, true},
    {"Greek with breathings", "DejaVu Serif", "μῆνιν ἄειδε θεὰ", "el", NULL, {"", 0}, true},
    {"Cyrillic", "Noto Sans", "Съешь ещё этих булок", "ru", NULL, {"", 0}, true},
    {"Serbian", "Noto Serif", "бдгпт", "sr", NULL, {"", 0}, true},
    {"Arabic", "Noto Naskh Arabic", "السلام عليكم لا إله", "ar", NULL, {"", 0}, true},
    {"Arabic with vowels", "Noto Naskh Arabic", "بِسْمِ اللَّهِ", "ar", NULL, {"", 0}, true},
    {"Arabic without joining", "Noto Sans Arabic", "م\xE2\x80\x8Cي", "fa", NULL, {"", 0}, true},
    {"Hebrew", "Noto Sans Hebrew", "שלום עליכם", "he", NULL, {"", 0}, true},
    {"Hebrew with points", "Noto Serif Hebrew", "בְּרֵאשִׁית בָּרָא", "he", NULL, {"", 0}, true},
    {"Devanagari", "Noto Sans Devanagari", "क्षत्रिय हिन्दी में लिखा श्री", "hi", NULL, {"", 0}, true},
    {"Marathi",
     "Noto Sans Devanagari",
     "श्रीमंत र्‍य",
     "mr",
     NULL,
     {"", 0},
     true},
    {"Thai", "Noto Sans Thai", "ภาษาไทยที่น้ำใจ กำลังปู่", "th", NULL, {"", 0}, true},
    {"Chinese", "Noto Sans CJK SC", "春眠不觉晓，处处闻啼鸟。", "zh-Hans", NULL, {"", 0}, true},
    {"Chinese of Taiwan", "Noto Sans CJK SC", "骨直令角", "zh-Hant-TW", NULL, {"", 0}, true},
    {"Japanese", "Noto Sans CJK JP", "日本語のテキスト、カタカナ", "ja", NULL, {"", 0}, false},
    {"Korean", "Noto Sans CJK KR", "안녕하세요 한국어", "ko", NULL, {"", 0}, true},
    {"Korean of parts",
     "Noto Sans CJK KR",
     "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB",
     "ko",
     NULL,
     {"", 0},
     true},
    {"emoji",
     "Noto Color Emoji",
     "👍🏽👨‍👩‍👧‍👦🇩🇪❤️1️⃣🏴󠁧󠁢󠁳󠁣󠁴󠁿",
     "en",
     NULL,
     {"", 0},
     true},
    {"mixed", "DejaVu Sans", "He said שלום (עולם) and سلام 123!", "en", NULL, {"", 0}, false},
    {"scripts of several fonts",
     "DejaVu Sans",
     "abc हिन्दी ไทย 中文 שָׁלוֹם 🎉",
     NULL,
     NULL,
     {"", 0},
     false},
};

typedef struct Shaper {
    GrTextFaces faces;
    GrTextWork work;
    GrFonts *fonts;
    GrTextBlock block;
} Shaper;

static GrTextStyle style_of(const Case *one)
{
    GrTextStyle style = {.size_px = 100.0f,
                         .language = one->language,
                         .features = one->features,
                         .axes = &one->axis,
                         .axis_count = one->axis.tag[0] ? 1 : 0,
                         .colour_emoji = true,
                         .shadow_blur_px = -1.0f};
    return style;
}

/* The steps from text to glyphs, without drawing. */
static int shape_case(Shaper *shaper, const Case *one, GrError *error)
{
    GrTextStyle style = style_of(one);
    GrTextWork *work = &shaper->work;
    int code = gr_text_read_features(work, style.features, false, error);
    code = code < 0 ? code : gr_text_decode(work, one->text, strlen(one->text), error);
    code = code < 0 ? code : gr_text_find_breaks(work, style.language, error);
    code = code < 0 ? code
                    : gr_text_itemise(work, &shaper->faces, shaper->fonts, &style, &shaper->block,
                                      error);
    for (int i = 0; i < shaper->faces.count; i++) {
        gr_text_face_set_axes(&shaper->faces.list[i], style.axes, style.axis_count,
                              (uint64_t)style.axis_count);
    }
    return code < 0 ? code : gr_text_shape(work, &shaper->faces, &style, error);
}

static void append_characters(GrText *out, const GrTextWork *work, int from, int to)
{
    for (int i = from; i < to; i++) {
        gr_text_printf(out, "%s%04X", i > from ? "," : "", (unsigned)work->chars.at[i].code_point);
    }
}

/* hb-shape's words for the run; `whole` leaves direction and script to it. */
static char *ask_hb_shape(const Shaper *shaper, const Case *one, const GrTextRun *run)
{
    static char answer[16384];
    const GrTextWork *work = &shaper->work;
    const GrTextFace *face = &shaper->faces.list[run->face];
    const GrTextParagraph *paragraph = &work->paragraphs.at[run->paragraph];
    GrText command = {0};
    gr_text_printf(&command, "hb-shape --no-glyph-names --font-file='%s' --face-index=%d",
                   face->path, face->index & 0xFFFF);
    const char *language = paragraph->language ? paragraph->language : "x-none";
    gr_text_printf(&command, " --language=%s --features='%s'", language,
                   one->features ? one->features : "");
    if (one->axis.tag[0]) {
        gr_text_printf(&command, " --variations=%s=%g", one->axis.tag, (double)one->axis.value);
    }
    gr_text_puts(&command, " --unicodes=");
    append_characters(&command, work, run->from, run->to);
    if (!one->whole) {
        char script[5] = "";
        hb_tag_to_string(hb_script_to_iso15924_tag(run->script), script);
        gr_text_printf(&command, " --direction=%s --script=%.4s", run->level % 2 ? "rtl" : "ltr",
                       script);
        if (run->from > paragraph->from) {
            gr_text_puts(&command, " --unicodes-before=");
            append_characters(&command, work, paragraph->from, run->from);
        }
        if (run->to < paragraph->to) {
            gr_text_puts(&command, " --unicodes-after=");
            append_characters(&command, work, run->to, paragraph->to);
        }
    }
    FILE *pipe = popen(gr_text_string(&command), "r");
    assert_non_null(pipe);
    size_t length = fread(answer, 1, sizeof answer - 1, pipe);
    answer[length] = '\0';
    answer[strcspn(answer, "\n")] = '\0';
    assert_int_equal(pclose(pipe), 0);
    gr_text_finish(&command);
    return answer;
}

static int in_units(float px, const GrTextFace *face)
{
    float units = px * face->units / 100.0f;
    return (int)(units < 0.0f ? units - 0.5f : units + 0.5f);
}

/* What we found, in hb-shape's words. */
static void write_run(const Shaper *shaper, const GrTextRun *run, int *glyph, GrText *out)
{
    const GrTextFace *face = &shaper->faces.list[run->face];
    gr_text_puts(out, "[");
    for (bool first = true; *glyph < shaper->work.glyphs.count; (*glyph)++, first = false) {
        const GrTextGlyph *one = &shaper->work.glyphs.at[*glyph];
        if (one->cluster < run->from || one->cluster >= run->to) {
            break;
        }
        gr_text_printf(out, "%s%u=%d", first ? "" : "|", one->id, one->cluster - run->from);
        int dx = in_units(one->dx, face), dy = in_units(one->dy, face);
        if (dx != 0 || dy != 0) {
            gr_text_printf(out, "@%d,%d", dx, dy);
        }
        gr_text_printf(out, "+%d", in_units(one->advance, face));
    }
    gr_text_puts(out, "]");
}

static void glyphs_are_those_of_hb_shape(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Case *one = &cases[i];
        Shaper shaper = {0};
        GrError error = {0};
        const char *names[] = {one->family};
        bool emoji = strcmp(one->family, "Noto Color Emoji") == 0;
        assert_int_equal(
            gr_fonts_open(emoji ? (const char *[]){"book"} : names, 1, &shaper.fonts, &error), 0);
        assert_int_equal(gr_text_faces_init(&shaper.faces, &error), 0);
        if (shape_case(&shaper, one, &error) < 0) {
            fail_msg("%s: %s", one->name, error.message);
        }
        assert_int_equal(shaper.block.missing_count, 0);
        if (one->whole && shaper.work.runs.count != 1) {
            fail_msg("%s: %d runs instead of one", one->name, shaper.work.runs.count);
        }
        int glyph = 0;
        for (int r = 0; r < shaper.work.runs.count; r++) {
            const GrTextRun *run = &shaper.work.runs.at[r];
            GrText own = {0};
            assert_true(run->face >= 0);
            write_run(&shaper, run, &glyph, &own);
            const char *theirs = ask_hb_shape(&shaper, one, run);
            if (strcmp(gr_text_string(&own), theirs) != 0) {
                fail_msg("%s, run %d in %s:\n  ours  %s\n  HB's  %s", one->name, r,
                         shaper.faces.list[run->face].path, gr_text_string(&own), theirs);
            }
            gr_text_finish(&own);
        }
        assert_int_equal(glyph, shaper.work.glyphs.count);
        gr_text_work_finish(&shaper.work);
        gr_text_faces_finish(&shaper.faces);
        gr_fonts_close(shaper.fonts);
    }
}

static void features_are_read_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } rows[] = {
        {NULL, true},       {"", true},        {"ss01", true},      {"ss01, liga=0", true},
        {"-kern", true},    {"+kern,", true},  {"aalt=2", true},    {"kern[3:5]=0", true},
        {"toolong", false}, {"liga=x", false}, {"liga=0;x", false}, {"=1", false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrError error = {0};
        int code = gr_text_check_features(rows[i].text, &error);
        if ((code == 0) != rows[i].good) {
            fail_msg("features '%s': code %d", rows[i].text, code);
        }
        if (!rows[i].good) {
            assert_int_equal(code, GR_E_SHOW);
            assert_non_null(strstr(error.message, "OpenType feature"));
        }
    }
}

/* Which family serves which cluster, and as how many glyphs. */
static void faces_suit_their_script(void **state)
{
    (void)state;
    static const struct {
        const char *text, *font, *path;
    } rows[] = {
        {"中", "book", "NotoSerifCJK"},
        {"中", "Inter", "NotoSansCJK"},
        {"ह", "book", "NotoSerifDevanagari"},
        {"ह", "Inter", "NotoSansDevanagari"},
        {"አ", "book", "NotoSerifEthiopic"},
        {"አ", "Inter", "NotoSansEthiopic"},
        {"a", "book", "EBGaramond"},
        {"س", "book", "Arabic"},
        {"ש", "book", "Hebrew"},
        {"ह", "book", "Devanagari"},
        {"ไ", "book", "Thai"},
        {"中", "book", "CJK"},
        {"の", "book", "CJK"},
        {"한", "book", "CJK"},
        {"😀", "book", "ColorEmoji"},
        {"❤️", "book", "ColorEmoji"},
        {"1️⃣", "book", "ColorEmoji"},
        {"🇩🇪", "book", "ColorEmoji"},
        {"😀", "Noto Color Emoji", "ColorEmoji"},
        {"1️⃣", "Noto Color Emoji", "ColorEmoji"},
        {"1", "Noto Color Emoji", "DejaVu"}, /* its digits are the stuff of keycaps */
        {"ᚠ", "book", "Runic"},
        {"አ", "book", "Ethiopic"},
        {"ক", "book", "Bengali"},
        {"ᐊ", "book", "CanadianAboriginal"},
        {"ก\xE2\x83\x9D", "book", "unifont"}, /* one that has the circle too */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Shaper shaper = {0};
        GrError error = {0};
        const char *names[] = {rows[i].font};
        Case one = {.name = "", .text = rows[i].text};
        assert_int_equal(gr_fonts_open(names, 1, &shaper.fonts, &error), 0);
        assert_int_equal(gr_text_faces_init(&shaper.faces, &error), 0);
        assert_int_equal(shape_case(&shaper, &one, &error), 0);
        const GrTextRun *run = &shaper.work.runs.at[0];
        assert_true(run->face >= 0);
        if (!strstr(shaper.faces.list[run->face].path, rows[i].path)) {
            fail_msg("'%s' is served by %s, not by one with %s in its name", rows[i].text,
                     shaper.faces.list[run->face].path, rows[i].path);
        }
        gr_text_work_finish(&shaper.work);
        gr_text_faces_finish(&shaper.faces);
        gr_fonts_close(shaper.fonts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glyphs_are_those_of_hb_shape),
        cmocka_unit_test(features_are_read_or_refused),
        cmocka_unit_test(faces_suit_their_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
