/* SPDX-License-Identifier: MIT */
#include "base/grow.h"
#include "glyph/text_ink.h"
#include "glyph/text_work.h"

#include <stdlib.h>

int gr_text_grow(void **array, int *capacity, int count, int extra, size_t size, GrError *error)
{
    return gr_grow(array, capacity, count + extra, size)
               ? 0
               : gr_error_memory(error, "a text", (size_t)(count + extra) * size);
}

void gr_text_work_finish(GrTextWork *work)
{
    free(work->chars.at);
    free(work->paragraphs.at);
    free(work->runs.at);
    free(work->cut_runs.at);
    free(work->glyphs.at);
    free(work->units.at);
    free(work->lines.at);
    free(work->code_points.at);
    free(work->utf16.at);
    free(work->order.at);
    free(work->bidi.at);
    free(work->features.at);
    ubrk_close(work->graphemes);
    ubrk_close(work->words);
    ubrk_close(work->line_breaks);
    hb_buffer_destroy(work->buffer);
    *work = (GrTextWork){0};
}

static int add_line(GrTextWork *work, int paragraph, int from, int first_unit, int end_unit,
                    GrError *error)
{
    int code = GR_TEXT_GROW(work->lines, 1, error);
    if (code == 0) {
        work->lines.at[work->lines.count++] = (GrTextLineSpan){.from = from,
                                                               .first_unit = first_unit,
                                                               .unit_count = end_unit - first_unit,
                                                               .paragraph = paragraph};
    }
    return code;
}

/* The hyphen that a soft one becomes where a line ends: in the face of the unit that holds it. */
static GrTextGlyph hyphen_for(const GrTextWork *work, const GrTextFaces *faces,
                              const GrTextUnit *unit, float size_px)
{
    GrTextGlyph hyphen = {.cluster = unit->from};
    int index = work->runs.at[unit->run].face;
    if (index < 0) {
        return hyphen;
    }
    const GrTextFace *face = &faces->list[index];
    if (!face->font) {
        hyphen.id = '-';
        hyphen.advance = gr_text_builtin_advance(size_px);
    } else if (hb_font_get_nominal_glyph(face->font, 0x2010, &hyphen.id) ||
               hb_font_get_nominal_glyph(face->font, '-', &hyphen.id)) {
        hyphen.advance =
            (float)hb_font_get_glyph_h_advance(face->font, hyphen.id) * size_px / face->units;
    }
    return hyphen;
}

static bool is_soft_hyphen(const GrTextWork *work, const GrTextUnit *unit)
{
    return work->chars.at[unit->to - 1].code_point == 0xAD;
}

/* Whether a line may end before unit `u`, at `pen`. */
static bool may_end(const GrTextWork *work, const GrTextFaces *faces, const GrTextStyle *style,
                    int u, float pen)
{
    if (!(work->chars.at[work->units.at[u].from].flags & GR_CHAR_BREAK)) {
        return false;
    }
    const GrTextUnit *before = &work->units.at[u - 1];
    return !is_soft_hyphen(work, before) ||
           pen + hyphen_for(work, faces, before, style->size_px).advance <= style->width_px;
}

/* Soft hyphens at which lines were broken are seen. */
static int show_hyphens(GrTextWork *work, const GrTextFaces *faces, float size_px, GrError *error)
{
    int code = GR_TEXT_GROW(work->glyphs, work->lines.count, error);
    for (int i = 0; code == 0 && i < work->lines.count; i++) {
        const GrTextLineSpan *line = &work->lines.at[i];
        if (!line->hyphen) {
            continue;
        }
        GrTextUnit *last = &work->units.at[line->first_unit + line->unit_count - 1];
        GrTextGlyph hyphen = hyphen_for(work, faces, last, size_px);
        if (hyphen.id != 0) {
            last->first_glyph = work->glyphs.count;
            last->glyph_count = 1;
            last->advance = hyphen.advance;
            last->blank = false;
            work->glyphs.at[work->glyphs.count++] = hyphen;
        }
    }
    return code;
}

/* As many units as the width takes; blanks at the end may hang over. A word that is wider than a
 * line is broken where it reaches the edge. */
static int wrap_paragraph(GrTextWork *work, const GrTextFaces *faces, const GrTextStyle *style,
                          int index, int first, int end, bool *cut_unsafe, GrError *error)
{
    float width = style->width_px;
    const GrTextUnit *units = work->units.at;
    int start = first, last_break = -1, code = 0;
    float pen = 0.0f;
    for (int u = first; code == 0 && width > 0.0f && u < end; u++) {
        const GrTextUnit *unit = &units[u];
        if (u > start && may_end(work, faces, style, u, pen)) {
            last_break = u;
        }
        if (u > start && !unit->blank && pen + unit->advance > width + 0.01f) {
            bool at_break = last_break > start;
            int cut = at_break ? last_break : u;
            code = add_line(work, index, units[start].from, start, cut, error);
            if (code == 0) {
                work->lines.at[work->lines.count - 1].hyphen =
                    at_break && is_soft_hyphen(work, &units[cut - 1]);
            }
            *cut_unsafe =
                *cut_unsafe || (units[cut].unsafe && units[cut].run == units[cut - 1].run);
            start = cut;
            u = cut - 1;
            last_break = -1;
            pen = 0.0f;
            continue;
        }
        pen += unit->advance + unit->tracking;
    }
    int from = start < end ? units[start].from : work->paragraphs.at[index].from;
    return code < 0 ? code : add_line(work, index, from, start, end, error);
}

/* Cuts the runs where lines begin. */
static int cut_runs(GrTextWork *work, GrError *error)
{
    int line = 0;
    work->cut_runs.count = 0;
    int code = GR_TEXT_GROW(work->cut_runs, work->runs.count + work->lines.count, error);
    for (int i = 0; code == 0 && i < work->runs.count; i++) {
        GrTextRun rest = work->runs.at[i];
        while (line < work->lines.count && work->lines.at[line].from <= rest.from) {
            line++;
        }
        for (; line < work->lines.count && work->lines.at[line].from < rest.to; line++) {
            GrTextRun part = rest;
            part.to = rest.from = work->lines.at[line].from;
            work->cut_runs.at[work->cut_runs.count++] = part;
        }
        work->cut_runs.at[work->cut_runs.count++] = rest;
    }
    if (code == 0) {
        GrTextRun *runs = work->runs.at;
        int capacity = work->runs.capacity;
        work->runs.at = work->cut_runs.at;
        work->runs.count = work->cut_runs.count;
        work->runs.capacity = work->cut_runs.capacity;
        work->cut_runs.at = runs;
        work->cut_runs.capacity = capacity;
    }
    return code;
}

/* After shaping anew: the same lines in the new units. */
static void find_lines_again(GrTextWork *work)
{
    int u = 0;
    for (int i = 0; i < work->lines.count; i++) {
        GrTextLineSpan *line = &work->lines.at[i];
        bool last =
            i + 1 == work->lines.count || work->lines.at[i + 1].paragraph != line->paragraph;
        int end = last ? work->paragraphs.at[line->paragraph].to : work->lines.at[i + 1].from;
        line->first_unit = u;
        while (u < work->units.count && work->units.at[u].from < end) {
            u++;
        }
        line->unit_count = u - line->first_unit;
    }
}

int gr_text_wrap(GrTextWork *work, GrTextFaces *faces, const GrTextStyle *style, GrError *error)
{
    bool cut_unsafe = false;
    int code = 0, first = 0;
    work->lines.count = 0;
    for (int i = 0; code == 0 && i < work->paragraphs.count; i++) {
        int end = first;
        while (end < work->units.count && work->units.at[end].from < work->paragraphs.at[i].to) {
            end++;
        }
        code = wrap_paragraph(work, faces, style, i, first, end, &cut_unsafe, error);
        first = end;
    }
    if (code == 0 && cut_unsafe) {
        code = cut_runs(work, error);
        if (code == 0) {
            code = gr_text_shape(work, faces, style, error);
        }
        find_lines_again(work);
    }
    return code < 0 ? code : show_hyphens(work, faces, style->size_px, error);
}
