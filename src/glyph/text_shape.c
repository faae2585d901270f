/* SPDX-License-Identifier: MIT */
#include "base/vmath.h"
#include "glyph/text_ink.h"
#include "glyph/text_work.h"

#include <stdlib.h>
#include <string.h>

bool gr_text_is_joined(hb_script_t script)
{
    static const hb_script_t joined[] = {
        HB_SCRIPT_ARABIC,     HB_SCRIPT_SYRIAC,  HB_SCRIPT_MONGOLIAN,       HB_SCRIPT_NKO,
        HB_SCRIPT_PHAGS_PA,   HB_SCRIPT_MANDAIC, HB_SCRIPT_MANICHAEAN,      HB_SCRIPT_ADLAM,
        HB_SCRIPT_DEVANAGARI, HB_SCRIPT_BENGALI, HB_SCRIPT_GURMUKHI,        HB_SCRIPT_SOGDIAN,
        HB_SCRIPT_TIRHUTA,    HB_SCRIPT_MODI,    HB_SCRIPT_HANIFI_ROHINGYA,
    };
    for (size_t i = 0; i < sizeof joined / sizeof joined[0]; i++) {
        if (joined[i] == script) {
            return true;
        }
    }
    return false;
}

/* Letters in a row, each with its marks. */
static bool is_plain(hb_script_t script)
{
    return script == HB_SCRIPT_LATIN || script == HB_SCRIPT_GREEK || script == HB_SCRIPT_CYRILLIC ||
           script == HB_SCRIPT_ARMENIAN || script == HB_SCRIPT_GEORGIAN ||
           script == HB_SCRIPT_COMMON;
}

bool gr_text_is_divisible(hb_script_t script)
{
    return is_plain(script) || script == HB_SCRIPT_ARABIC || script == HB_SCRIPT_HEBREW;
}

static int add_feature(GrTextWork *work, const char *text, int length, GrError *error)
{
    int code = GR_TEXT_GROW(work->features, 1, error);
    if (code == 0 &&
        !hb_feature_from_string(text, length, &work->features.at[work->features.count])) {
        return gr_error_set(error, GR_E_SHOW,
                            "'%.*s' is no OpenType feature; as an example: \"ss01, liga=0\"",
                            length < 60 ? length : 60, text);
    }
    work->features.count += code == 0;
    return code;
}

int gr_text_read_features(GrTextWork *work, const char *features, bool tracked, GrError *error)
{
    static const char *const ligatures[] = {"liga=0", "clig=0", "calt=0"};
    int code = 0;
    work->features.count = 0;
    for (int i = 0; tracked && code == 0 && i < 3; i++) {
        code = add_feature(work, ligatures[i], -1, error);
    }
    work->untracked_from = work->features.count;
    const char *at = features ? features : "";
    while (code == 0 && *(at += strspn(at, ", \t\n"))) {
        int length = (int)strcspn(at, ",");
        int trimmed = length;
        while (trimmed > 0 && strchr(" \t\n", at[trimmed - 1])) {
            trimmed--;
        }
        code = add_feature(work, at, trimmed, error);
        at += length;
    }
    return code;
}

int gr_text_check_features(const char *features, GrError *error)
{
    GrTextWork work = {0};
    int code = gr_text_read_features(&work, features, false, error);
    gr_text_work_finish(&work);
    return code;
}

static int shape_builtin(GrTextWork *work, const GrTextRun *run, float size, GrError *error)
{
    int count = run->to - run->from;
    int code = GR_TEXT_GROW(work->glyphs, count, error);
    for (int i = 0; code == 0 && i < count; i++) {
        int c = run->level % 2 ? run->to - 1 - i : run->from + i;
        uint32_t code_point = work->chars.at[c].code_point;
        bool visible = gr_text_is_visible(code_point);
        work->glyphs.at[work->glyphs.count++] =
            (GrTextGlyph){.id = visible ? code_point : ' ',
                          .cluster = c,
                          .advance = visible ? gr_text_builtin_advance(size) : 0.0f};
    }
    return code;
}

static int shape_run(GrTextWork *work, const GrTextRun *run, const GrTextFace *face,
                     const GrTextStyle *style, GrError *error)
{
    const GrTextParagraph *paragraph = &work->paragraphs.at[run->paragraph];
    hb_buffer_t *buffer = work->buffer;
    hb_buffer_clear_contents(buffer);
    hb_buffer_add_codepoints(buffer, work->code_points.at + paragraph->from,
                             paragraph->to - paragraph->from,
                             (unsigned)(run->from - paragraph->from), run->to - run->from);
    hb_buffer_set_direction(buffer, run->level % 2 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
    hb_buffer_set_script(buffer, run->script);
    const char *language = paragraph->language;
    hb_buffer_set_language(buffer,
                           language ? hb_language_from_string(language, -1) : HB_LANGUAGE_INVALID);
    int skipped = gr_text_is_joined(run->script) ? work->untracked_from : 0;
    int wanted = work->features.count - skipped;
    hb_shape(face->font, buffer, wanted > 0 ? &work->features.at[skipped] : NULL, (unsigned)wanted);
    if (!hb_buffer_allocation_successful(buffer)) {
        return gr_error_memory(error, "shaping a text", (unsigned)(run->to - run->from));
    }
    unsigned count = 0;
    const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &count);
    const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, &count);
    int code = GR_TEXT_GROW(work->glyphs, (int)count, error);
    float scale = style->size_px / face->units;
    for (unsigned i = 0; code == 0 && i < count; i++) {
        work->glyphs.at[work->glyphs.count++] = (GrTextGlyph){
            .id = infos[i].codepoint,
            .cluster = paragraph->from + (int)infos[i].cluster,
            .advance = infos[i].codepoint ? (float)places[i].x_advance * scale : 0.0f,
            .missing = infos[i].codepoint == 0,
            .dx = (float)places[i].x_offset * scale,
            .dy = (float)places[i].y_offset * scale,
            .unsafe = (infos[i].mask & HB_GLYPH_FLAG_UNSAFE_TO_BREAK) != 0,
        };
    }
    return code;
}

/* Puts a mark into the middle over (or under) its base, clear of what the base has there. */
static void seat(const hb_glyph_extents_t *base, const hb_glyph_extents_t *mark, float scale,
                 float pen, GrTextGlyph *glyph)
{
    float gap = 0.03f * (float)(base->y_bearing > 0 ? base->y_bearing : 0);
    float middle = (float)base->x_bearing + (float)base->width / 2.0f;
    float low = (float)(mark->y_bearing + mark->height), high = (float)mark->y_bearing;
    float base_low = (float)(base->y_bearing + base->height), base_high = (float)base->y_bearing;
    glyph->dx = (middle - (float)mark->x_bearing - (float)mark->width / 2.0f) * scale - pen;
    if (low > 0.0f && base_high + gap > low) {
        glyph->dy = (base_high + gap - low) * scale;
    } else if (high < 0.0f && base_low - gap < high) {
        glyph->dy = (base_low - gap - high) * scale;
    }
}

/* A font that places marks may have no place for one on this base, and leaves it beside it. */
static void seat_strays(const GrTextWork *work, const GrTextUnit *unit, const GrTextFace *face,
                        float scale)
{
    GrTextGlyph *glyphs = &work->glyphs.at[unit->first_glyph];
    hb_glyph_extents_t base, mark;
    float pen = glyphs[0].advance;
    if (!hb_font_get_glyph_extents(face->font, glyphs[0].id, &base) || base.width == 0) {
        return;
    }
    for (int i = 1; i < unit->glyph_count; i++) {
        GrTextGlyph *glyph = &glyphs[i];
        bool unplaced = glyph->advance == 0.0f && glyph->dx == 0.0f && glyph->dy == 0.0f;
        if (unplaced && hb_font_get_glyph_extents(face->font, glyph->id, &mark) && mark.width > 0) {
            float middle = pen + ((float)mark.x_bearing + (float)mark.width / 2.0f) * scale;
            if (middle < 0.0f || middle > unit->advance) {
                seat(&base, &mark, scale, pen, glyph);
            }
        }
        pen += glyph->advance;
    }
}

static void finish_unit(GrTextWork *work, GrTextUnit *unit, int to, float tracking)
{
    const GrTextRun *run = &work->runs.at[unit->run];
    unit->to = to;
    unit->blank = true;
    for (int i = unit->from; i < to; i++) {
        unit->blank = unit->blank && (work->chars.at[i].flags & GR_CHAR_BLANK);
    }
    unit->advance = 0.0f;
    for (int i = 0; i < unit->glyph_count; i++) {
        unit->advance += work->glyphs.at[unit->first_glyph + i].advance;
    }
    bool apart = unit->advance > 0.0f && (unit->blank || !gr_text_is_joined(run->script));
    unit->tracking = apart ? tracking : 0.0f;
}

/* Clusters of glyphs, in the order of the text. One that begins inside a grapheme belongs to it. */
static int make_units(GrTextWork *work, int run_index, int first_glyph, float tracking,
                      GrError *error)
{
    const GrTextRun *run = &work->runs.at[run_index];
    int glyph_count = work->glyphs.count - first_glyph;
    int code = GR_TEXT_GROW(work->units, run->to - run->from, error);
    if (code < 0) {
        return code;
    }
    GrTextUnit *unit = NULL;
    int at = 0;
    for (int c = run->from; c < run->to; c++) {
        bool has_glyphs = false, unsafe = false;
        int begin = at;
        for (; at < glyph_count; at++) {
            int g = run->level % 2 ? first_glyph + glyph_count - 1 - at : first_glyph + at;
            if (work->glyphs.at[g].cluster != c) {
                break;
            }
            has_glyphs = true;
            unsafe = unsafe || work->glyphs.at[g].unsafe;
        }
        bool begins = !unit || ((has_glyphs || run->face < 0) &&
                                (work->chars.at[c].flags & GR_CHAR_GRAPHEME));
        if (begins) {
            if (unit) {
                finish_unit(work, unit, c, tracking);
            }
            unit = &work->units.at[work->units.count++];
            *unit = (GrTextUnit){.from = c, .run = run_index, .unsafe = unsafe};
            unit->first_glyph = first_glyph + begin;
        }
        unit->glyph_count += at - begin;
        if (run->level % 2) {
            unit->first_glyph = first_glyph + glyph_count - at;
        }
    }
    if (unit) {
        finish_unit(work, unit, run->to, tracking);
    }
    return 0;
}

static void seat_run(const GrTextWork *work, const GrTextRun *run, int first_unit,
                     const GrTextFace *face, float size_px)
{
    for (int u = first_unit; face->font && is_plain(run->script) && u < work->units.count; u++) {
        if (work->units.at[u].glyph_count > 1) {
            seat_strays(work, &work->units.at[u], face, size_px / face->units);
        }
    }
}

int gr_text_shape(GrTextWork *work, GrTextFaces *faces, const GrTextStyle *style, GrError *error)
{
    int code = 0;
    work->glyphs.count = work->units.count = 0;
    if (!work->buffer) {
        work->buffer = hb_buffer_create();
    }
    for (int i = 0; code == 0 && i < work->runs.count; i++) {
        const GrTextRun *run = &work->runs.at[i];
        const GrTextFace *face = run->face >= 0 ? &faces->list[run->face] : NULL;
        int first_glyph = work->glyphs.count, first_unit = work->units.count;
        if (face) {
            code = face->path ? shape_run(work, run, face, style, error)
                              : shape_builtin(work, run, style->size_px, error);
        }
        if (code == 0) {
            code = make_units(work, i, first_glyph, style->tracking_em * style->size_px, error);
        }
        if (code == 0 && face) {
            seat_run(work, run, first_unit, face, style->size_px);
        }
    }
    return code;
}
