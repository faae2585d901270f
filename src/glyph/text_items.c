/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "glyph/cluster.h"
#include "glyph/font_missing.h"
#include "glyph/text_work.h"

static bool ends_paragraph(uint32_t c)
{
    return (c >= 0x0A && c <= 0x0D) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* What the libraries are given for a code point: controls become an invisible one. */
static uint32_t cleaned(uint32_t c)
{
    if (c == '\t') {
        return ' ';
    }
    bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    bool nonsense =
        (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xFFF9 && c <= 0xFFFC);
    return control || nonsense ? 0x2060 : c; /* WORD JOINER */
}

static int add_paragraph(GrTextWork *work, int from, int to, GrError *error)
{
    int code = GR_TEXT_GROW(work->paragraphs, 1, error);
    if (code == 0) {
        work->paragraphs.at[work->paragraphs.count++] = (GrTextParagraph){.from = from, .to = to};
    }
    return code;
}

int gr_text_decode(GrTextWork *work, const char *utf8, size_t length, GrError *error)
{
    work->chars.count = work->paragraphs.count = work->bad_bytes = 0;
    if (length > INT32_MAX / 4) {
        return gr_error_set(error, GR_E_SHOW, "a text of %zu bytes is too long", length);
    }
    int code = GR_TEXT_GROW(work->chars, (int)length, error);
    const char *cursor = utf8, *end = utf8 + length;
    int begin = 0;
    while (code == 0 && cursor < end) {
        const char *at = cursor;
        int32_t c = gr_utf8_next(&cursor, end);
        if (c < 0) {
            work->bad_bytes++;
            continue;
        }
        if (c == '\r' && cursor < end && *cursor == '\n') {
            c = '\n';
            cursor++;
        }
        bool ends = ends_paragraph((uint32_t)c);
        GrTextChar *one = &work->chars.at[work->chars.count];
        *one = (GrTextChar){.code_point = ends ? '\n' : cleaned((uint32_t)c),
                            .byte_from = (int)(at - utf8),
                            .byte_to = (int)(cursor - utf8),
                            .paragraph = work->paragraphs.count,
                            .face = GR_TEXT_NO_FACE,
                            .flags = ends ? GR_CHAR_RETURN | GR_CHAR_GRAPHEME : 0};
        if (!ends && !gr_glyph_is_drawn(one->code_point)) {
            one->flags |= GR_CHAR_BLANK;
        }
        work->chars.count++;
        if (ends) {
            code = add_paragraph(work, begin, work->chars.count - 1, error);
            begin = work->chars.count;
        }
    }
    return code < 0 ? code : add_paragraph(work, begin, work->chars.count, error);
}

/* Whether a paragraph can be anything but left to right. */
static bool may_turn(const GrTextWork *work, const GrTextParagraph *paragraph)
{
    for (int i = paragraph->from; i < paragraph->to; i++) {
        uint32_t c = work->chars.at[i].code_point;
        bool plain = c < 0x590 || (c >= 0x900 && c < 0x200E) || (c >= 0x2070 && c < 0xD800);
        if (!plain) {
            return true;
        }
    }
    return false;
}

static int find_levels(GrTextWork *work, GrTextParagraph *paragraph, GrTextDirection direction,
                       GrError *error)
{
    int count = paragraph->to - paragraph->from;
    paragraph->rtl = direction == GR_TEXT_RTL;
    if (count == 0 || (direction != GR_TEXT_RTL && !may_turn(work, paragraph))) {
        return 0;
    }
    const size_t each = sizeof(FriBidiCharType) + sizeof(FriBidiBracketType) + sizeof(FriBidiLevel);
    work->bidi.count = 0;
    int code = GR_TEXT_GROW(work->bidi, (int)each * count, error);
    if (code < 0) {
        return code;
    }
    FriBidiCharType *types = (FriBidiCharType *)(void *)work->bidi.at;
    FriBidiBracketType *brackets = (FriBidiBracketType *)(void *)(types + count);
    FriBidiLevel *levels = (FriBidiLevel *)(brackets + count);
    const uint32_t *text = work->code_points.at + paragraph->from;
    FriBidiParType base = direction == GR_TEXT_RTL   ? FRIBIDI_PAR_RTL
                          : direction == GR_TEXT_LTR ? FRIBIDI_PAR_LTR
                                                     : FRIBIDI_PAR_ON;
    fribidi_get_bidi_types(text, count, types);
    fribidi_get_bracket_types(text, count, types, brackets);
    if (!fribidi_get_par_embedding_levels_ex(types, brackets, count, &base, levels)) {
        return gr_error_memory(error, "the directions of a text", (unsigned)count);
    }
    paragraph->rtl = FRIBIDI_IS_RTL(base);
    for (int i = 0; i < count; i++) {
        work->chars.at[paragraph->from + i].level = (uint8_t)levels[i];
    }
    return 0;
}

/* What is common to scripts takes the one before it, and at the beginning the one after it. */
static void find_scripts(GrTextWork *work, GrTextParagraph *paragraph, const char *language)
{
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    hb_script_t last = HB_SCRIPT_COMMON;
    int first_real = paragraph->to;
    bool kana = false, hangul = false;
    for (int i = paragraph->from; i < paragraph->to; i++) {
        hb_script_t script = hb_unicode_script(unicode, work->chars.at[i].code_point);
        bool own = script != HB_SCRIPT_COMMON && script != HB_SCRIPT_INHERITED &&
                   script != HB_SCRIPT_UNKNOWN;
        if (own) {
            first_real = first_real < i ? first_real : i;
            last = script;
        }
        kana = kana || script == HB_SCRIPT_HIRAGANA || script == HB_SCRIPT_KATAKANA;
        hangul = hangul || script == HB_SCRIPT_HANGUL;
        work->chars.at[i].script = last;
    }
    for (int i = paragraph->from; i < first_real && first_real < paragraph->to; i++) {
        work->chars.at[i].script = work->chars.at[first_real].script;
    }
    paragraph->language = language ? language : kana ? "ja" : hangul ? "ko" : NULL;
}

void gr_text_list_missing(GrTextBlock *block, uint32_t code_point, int byte_offset)
{
    for (int i = 0; i < block->missing_count; i++) {
        if (block->missing[i].code_point == code_point) {
            return;
        }
    }
    if (block->missing_count < GR_TEXT_MISSING_LISTED) {
        block->missing[block->missing_count++] =
            (GrTextMissing){.code_point = code_point, .byte_offset = (size_t)byte_offset};
    }
}

static void find_faces(GrTextWork *work, const GrTextParagraph *paragraph, GrTextFaces *faces,
                       const GrFonts *fonts, bool colour, GrTextBlock *block)
{
    int before = -1;
    bool serif = faces->list[gr_text_face_main(faces, fonts)].serif;
    for (int i = paragraph->from, to; i < paragraph->to; i = to) {
        for (to = i + 1; to < paragraph->to && !(work->chars.at[to].flags & GR_CHAR_GRAPHEME);) {
            to++;
        }
        GrTextChar *chars = &work->chars.at[i];
        bool emoji = gr_cluster_is_emoji(work->code_points.at + i, to - i);
        GrTextCluster cluster = {.code_points = work->code_points.at + i,
                                 .count = to - i,
                                 .script = chars[0].script,
                                 .emoji = emoji,
                                 .colour = colour,
                                 .serif = serif,
                                 .before = before,
                                 .language = paragraph->language};
        uint32_t missing = 0;
        int face = gr_text_face_find(faces, fonts, &cluster, &missing);
        if (missing) {
            gr_text_list_missing(block, missing, chars[0].byte_from);
        }
        for (int k = 0; k < to - i; k++) {
            chars[k].face = face == -1 ? GR_TEXT_NO_FACE : face;
            chars[k].script = emoji ? HB_SCRIPT_COMMON : chars[0].script;
            chars[k].level = chars[0].level;
        }
        before = face >= 0 && !emoji ? face : before; /* an emoji's blank is as wide as an emoji */
    }
}

/* Invisible characters without a face of their own join their neighbours, where they may matter to
 * shaping (joiners). */
static int make_runs(GrTextWork *work, int index, GrError *error)
{
    const GrTextParagraph *paragraph = &work->paragraphs.at[index];
    GrTextRun *run = NULL;
    for (int i = paragraph->from; i < paragraph->to; i++) {
        const GrTextChar *one = &work->chars.at[i];
        bool same = run && run->level == one->level &&
                    (one->face == run->face && one->script == run->script);
        if (!same) {
            int code = GR_TEXT_GROW(work->runs, 1, error);
            if (code < 0) {
                return code;
            }
            run = &work->runs.at[work->runs.count++];
            *run = (GrTextRun){.from = i,
                               .face = one->face,
                               .paragraph = index,
                               .script = one->script,
                               .level = one->level};
        }
        run->to = i + 1;
    }
    return 0;
}

int gr_text_itemise(GrTextWork *work, GrTextFaces *faces, const GrFonts *fonts,
                    const GrTextStyle *style, GrTextBlock *block, GrError *error)
{
    work->runs.count = work->code_points.count = 0;
    int code = GR_TEXT_GROW(work->code_points, work->chars.count, error);
    for (int i = 0; code == 0 && i < work->chars.count; i++) {
        work->code_points.at[i] = work->chars.at[i].code_point;
    }
    for (int i = 0; code == 0 && i < work->paragraphs.count; i++) {
        GrTextParagraph *paragraph = &work->paragraphs.at[i];
        code = find_levels(work, paragraph, style->direction, error);
        if (code == 0) {
            find_scripts(work, paragraph, style->language);
            find_faces(work, paragraph, faces, fonts, style->colour_emoji, block);
            code = make_runs(work, i, error);
        }
    }
    return code;
}
