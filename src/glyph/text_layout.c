/* SPDX-License-Identifier: MIT
 *
 * Placing lines: the order of the units on the screen, the pieces and their marks, alignment.
 */
#include "base/hash.h"
#include "base/vmath.h"
#include "glyph/text_set.h"

#include <limits.h>

#include <hb-ot.h>

static const float default_leading = 1.2f;

typedef struct Placer {
    GrTextSet *set;
    GrTextWork *work;
    const GrTextStyle *style;
    GrTextBlock *block;
    int look;
    float ascent, descent, pitch; /* px */
    float *widths;                /* of the lines */
    GrError *error;
} Placer;

static const GrTextRun *run_of(const GrTextWork *work, int unit)
{
    return &work->runs.at[work->units.at[unit].run];
}

/* How many of a line's units are left when the blanks at its end are not counted. */
static int without_end_blanks(const GrTextWork *work, const GrTextLineSpan *line)
{
    int count = line->unit_count;
    while (count > 0 && work->units.at[line->first_unit + count - 1].blank) {
        count--;
    }
    return count;
}

/* Rules L1 and L2 of UAX 9: blanks at the end of a line go with the paragraph; then, from the
 * highest level down, what lies at that level or above is turned round. */
static int order_line(Placer *placer, const GrTextLineSpan *line, int visible)
{
    GrTextWork *work = placer->work;
    uint8_t base = work->paragraphs.at[line->paragraph].rtl ? 1 : 0;
    int count = line->unit_count, highest = 0;
    work->order.count = 0;
    work->bidi.count = 0;
    int code = GR_TEXT_GROW(work->order, count, placer->error);
    if (code == 0) {
        code = GR_TEXT_GROW(work->bidi, count, placer->error);
    }
    if (code < 0) {
        return code;
    }
    int *order = work->order.at;
    uint8_t *levels = work->bidi.at;
    for (int i = 0; i < count; i++) {
        order[i] = i;
        levels[i] = i < visible ? run_of(work, line->first_unit + i)->level : base;
        highest = levels[i] > highest ? levels[i] : highest;
    }
    for (int level = highest; level > 0; level--) {
        for (int i = 0, end; i < count; i = end + 1) {
            end = i;
            if (levels[order[i]] < level) {
                continue;
            }
            while (end + 1 < count && levels[order[end + 1]] >= level) {
                end++;
            }
            for (int a = i, b = end; a < b; a++, b--) {
                int turned = order[a];
                order[a] = order[b];
                order[b] = turned;
            }
        }
    }
    return 0;
}

static float line_width(const GrTextWork *work, const GrTextLineSpan *line)
{
    float width = 0.0f;
    int visible = without_end_blanks(work, line);
    for (int i = 0; i < visible; i++) {
        const GrTextUnit *unit = &work->units.at[line->first_unit + i];
        width += unit->advance + (i + 1 < visible ? unit->tracking : 0.0f);
    }
    return gr_maxf(width, 0.0f);
}

/* The block's ink takes in a mark's. */
static void widen_to(Placer *placer, const GrMark *mark)
{
    GrTextBlock *block = placer->block;
    const GrInkEntry *entry = &placer->set->inks.at[mark->ink];
    bool outlined = entry->kinds[GR_INK_OUTLINE].cover != NULL;
    const GrInk *seen = &entry->kinds[outlined ? GR_INK_OUTLINE : GR_INK_FILL];
    int left = mark->x - seen->left, top = mark->y - seen->top;
    int right = left + seen->width, bottom = top + seen->height;
    bool first = block->ink_right == block->ink_left;
    block->ink_left = first || left < block->ink_left ? left : block->ink_left;
    block->ink_top = first || top < block->ink_top ? top : block->ink_top;
    block->ink_right = first || right > block->ink_right ? right : block->ink_right;
    block->ink_bottom = first || bottom > block->ink_bottom ? bottom : block->ink_bottom;
}

static int add_mark(Placer *placer, int face, const GrTextGlyph *glyph, float x, float baseline)
{
    GrTextBlock *block = placer->block;
    int phases = gr_text_phases(&placer->set->faces->list[face], placer->style->size_px);
    int quarters = (int)gr_floorf(x * (float)phases + 0.5f);
    GrInkKey key = {.look = placer->look, .face = face, .glyph = glyph->id};
    key.phase = phases > 1 ? quarters & (phases - 1) : 0;
    int ink = -1;
    int code = gr_text_set_ink(placer->set, &key, &ink, placer->error);
    if (code < 0 || ink < 0) {
        return code;
    }
    GrMark *mark = &block->marks[block->mark_count++];
    *mark = (GrMark){.ink = ink,
                     .x = (quarters - key.phase) / phases,
                     .y = (int)gr_roundf(baseline - glyph->dy)};
    widen_to(placer, mark);
    return 0;
}

/* Where the next grapheme of a unit begins, or the unit's end. */
static int grapheme_after(const GrTextWork *work, const GrTextUnit *unit, int from)
{
    int to = from + 1;
    while (to < unit->to && !(work->chars.at[to].flags & GR_CHAR_GRAPHEME)) {
        to++;
    }
    return to;
}

static int count_letters(const GrTextWork *work, const GrTextUnit *unit)
{
    int count = 0;
    for (int at = unit->from; at < unit->to; at = grapheme_after(work, unit, at)) {
        count++;
    }
    return count;
}

/* Where letter `index` of `count` in a ligature begins, in shares of its advance: where the font
 * says that a caret stands, else evenly. */
static float caret_share(Placer *placer, const GrTextUnit *unit, int index, int count)
{
    if (index <= 0 || index >= count) {
        return index <= 0 ? 0.0f : 1.0f;
    }
    const GrTextRun *run = &placer->work->runs.at[unit->run];
    const GrTextFace *face = &placer->set->faces->list[run->face];
    bool rtl = run->level % 2;
    if (face->font && unit->glyph_count == 1 && unit->advance > 0.0f) {
        hb_position_t carets[8];
        unsigned found = 8;
        hb_direction_t direction = rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR;
        hb_ot_layout_get_ligature_carets(face->font, direction,
                                         placer->work->glyphs.at[unit->first_glyph].id, 0, &found,
                                         carets);
        int wanted = rtl ? count - 1 - index : index - 1; /* carets run from left to right */
        if ((int)found == count - 1) {
            float share =
                (float)carets[wanted] * placer->style->size_px / face->units / unit->advance;
            share = gr_unitf(share);
            return rtl ? 1.0f - share : share;
        }
    }
    return (float)index / (float)count;
}

/* The pieces of one unit: one, or where it is a ligature of letters, one for each. */
static void add_pieces(Placer *placer, int unit_index, int line, float x, float baseline,
                       int first_mark)
{
    GrTextWork *work = placer->work;
    GrTextBlock *block = placer->block;
    const GrTextUnit *unit = &work->units.at[unit_index];
    const GrTextRun *run = &work->runs.at[unit->run];
    bool rtl = run->level % 2;
    int letters = run->face >= 0 && gr_text_is_divisible(run->script) && unit->glyph_count > 0
                      ? count_letters(work, unit)
                      : 1;
    int at = unit->from;
    for (int i = 0; i < letters; i++) {
        int to = letters == 1 ? unit->to : grapheme_after(work, unit, at);
        float a = caret_share(placer, unit, i, letters) * unit->advance;
        float b = caret_share(placer, unit, i + 1, letters) * unit->advance;
        float x0 = rtl ? x + unit->advance - b : x + a, x1 = rtl ? x + unit->advance - a : x + b;
        bool leftmost = i == (rtl ? letters - 1 : 0), rightmost = i == (rtl ? 0 : letters - 1);
        block->pieces[block->piece_count++] = (GrPiece){
            .line = line,
            .word = work->chars.at[at].word,
            .byte_from = work->chars.at[at].byte_from,
            .byte_to = work->chars.at[to - 1].byte_to,
            .x0 = x0,
            .x1 = x1,
            .mid_x = 0.5f * (x0 + x1),
            .mid_y = baseline - 0.35f * placer->style->size_px,
            .rtl = rtl,
            .blank = block->mark_count == first_mark,
            .clip_from = leftmost ? INT_MIN : (int)gr_roundf(x0),
            .clip_to = rightmost ? INT_MAX : (int)gr_roundf(x1),
            .first_mark = first_mark,
            .mark_count = block->mark_count - first_mark,
        };
        at = to;
    }
}

/* Where a line begins on the left: `room` is what it is narrower than the block. */
static float aligned(GrTextAlign align, bool rtl, float room)
{
    if (align == GR_TEXT_CENTRE) {
        return 0.5f * room;
    }
    return (align == GR_TEXT_END) != rtl ? room : 0.0f;
}

/* The left edge of each of a line's units, in the order of the text. */
static int find_places(Placer *placer, const GrTextLineSpan *span, float left, bool rtl,
                       float *x_of_unit)
{
    GrTextWork *work = placer->work;
    int visible = without_end_blanks(work, span);
    int code = order_line(placer, span, visible);
    if (code < 0) {
        return code;
    }
    float pen = left;
    for (int i = visible; rtl && i < span->unit_count; i++) {
        const GrTextUnit *unit = &work->units.at[span->first_unit + i];
        pen -= unit->advance + unit->tracking; /* blanks at the end hang over on the left */
    }
    for (int i = 0; i < span->unit_count; i++) {
        int logical = work->order.at[i];
        const GrTextUnit *unit = &work->units.at[span->first_unit + logical];
        bool turned = work->runs.at[unit->run].level % 2;
        float tracking = logical == visible - 1 ? 0.0f : unit->tracking;
        x_of_unit[logical] = pen + (turned ? tracking : 0.0f);
        pen += unit->advance + tracking;
    }
    return 0;
}

/* What a unit's face has no glyph for. */
static void list_lacking(Placer *placer, const GrTextUnit *unit)
{
    const GrTextWork *work = placer->work;
    const GrTextFace *face = &placer->set->faces->list[work->runs.at[unit->run].face];
    for (int i = unit->from; i < unit->to; i++) {
        const GrTextChar *one = &work->chars.at[i];
        hb_codepoint_t glyph;
        if (gr_text_is_visible(one->code_point) &&
            !hb_font_get_nominal_glyph(face->font, one->code_point, &glyph)) {
            gr_text_list_missing(placer->block, one->code_point, one->byte_from);
        }
    }
}

static int place_unit(Placer *placer, int unit_index, int line, float left, float baseline)
{
    const GrTextWork *work = placer->work;
    const GrTextUnit *unit = &work->units.at[unit_index];
    int first_mark = placer->block->mark_count;
    float x = left;
    for (int g = 0; !unit->blank && g < unit->glyph_count; g++) {
        const GrTextGlyph *glyph = &work->glyphs.at[unit->first_glyph + g];
        if (glyph->missing) {
            list_lacking(placer, unit);
            continue;
        }
        int code = add_mark(placer, work->runs.at[unit->run].face, glyph, x + glyph->dx, baseline);
        if (code < 0) {
            return code;
        }
        x += glyph->advance;
    }
    add_pieces(placer, unit_index, line, left, baseline, first_mark);
    return 0;
}

static int place_line(Placer *placer, int index, float *x_of_unit)
{
    GrTextBlock *block = placer->block;
    const GrTextLineSpan *span = &placer->work->lines.at[index];
    bool rtl = placer->work->paragraphs.at[span->paragraph].rtl;
    float width = placer->widths[index];
    float left = aligned(placer->style->align, rtl, block->width - width);
    float baseline = gr_roundf(placer->ascent + (float)index * placer->pitch);
    GrTextLine *line = &block->lines[index];
    *line = (GrTextLine){.first_piece = block->piece_count,
                         .x0 = left,
                         .x1 = left + width,
                         .top = baseline - placer->ascent,
                         .baseline = baseline,
                         .bottom = baseline + placer->descent,
                         .rtl = rtl};
    int code = find_places(placer, span, left, rtl, x_of_unit);
    for (int i = 0; code == 0 && i < span->unit_count; i++) {
        code = place_unit(placer, span->first_unit + i, index, x_of_unit[i], baseline);
    }
    line->piece_count = block->piece_count - line->first_piece;
    return code;
}

static int make_room(Placer *placer, float **x_of_unit)
{
    GrTextWork *work = placer->work;
    GrArena *arena = &placer->set->arena;
    int longest = 1, graphemes = 0;
    for (int i = 0; i < work->lines.count; i++) {
        int count = work->lines.at[i].unit_count;
        longest = count > longest ? count : longest;
    }
    for (int i = 0; i < work->chars.count; i++) {
        graphemes += (work->chars.at[i].flags & GR_CHAR_GRAPHEME) != 0;
    }
    graphemes += work->units.count;
    GrTextBlock *block = placer->block;
    block->lines = GR_ARENA_NEW(arena, GrTextLine, work->lines.count);
    block->marks = GR_ARENA_NEW(arena, GrMark, work->glyphs.count);
    block->pieces = GR_ARENA_NEW(arena, GrPiece, graphemes);
    placer->widths = GR_ARENA_NEW(arena, float, work->lines.count);
    *x_of_unit = GR_ARENA_NEW(arena, float, longest);
    bool all = block->lines && block->marks && block->pieces && placer->widths && *x_of_unit;
    return all ? 0
               : gr_error_memory(placer->error, "a text",
                                 (unsigned long long)graphemes * sizeof *block->pieces);
}

static void hash_block(GrTextSet *set, const GrTextBlock *block)
{
    for (int i = 0; i < block->mark_count; i++) {
        int32_t mark[3] = {block->marks[i].ink, block->marks[i].x, block->marks[i].y};
        set->hash = gr_hash_bytes(mark, sizeof mark, set->hash);
    }
    for (int i = 0; i < block->piece_count; i++) {
        float place[2] = {block->pieces[i].x0, block->pieces[i].x1};
        set->hash = gr_hash_bytes(place, sizeof place, set->hash);
    }
}

int gr_text_place(GrTextSet *set, const GrFonts *fonts, const GrTextStyle *style, int look,
                  GrTextBlock *block, GrError *error)
{
    GrTextWork *work = &set->work;
    const GrTextFace *main_face = &set->faces->list[gr_text_face_main(set->faces, fonts)];
    float leading = style->leading > 0.0f ? style->leading : default_leading;
    Placer placer = {.set = set,
                     .work = work,
                     .style = style,
                     .block = block,
                     .look = look,
                     .ascent = main_face->ascent * style->size_px,
                     .descent = main_face->descent * style->size_px,
                     .pitch = leading * style->size_px,
                     .error = error};
    float *x_of_unit = NULL;
    int code = make_room(&placer, &x_of_unit);
    for (int i = 0; code == 0 && i < work->lines.count; i++) {
        placer.widths[i] = line_width(work, &work->lines.at[i]);
        block->width = gr_maxf(block->width, placer.widths[i]);
    }
    for (int i = 0; code == 0 && i < work->lines.count; i++) {
        code = place_line(&placer, i, x_of_unit);
    }
    block->line_count = work->lines.count;
    for (int i = 0; code == 0 && i < block->piece_count; i++) {
        int words = block->pieces[i].word + 1;
        block->word_count = words > block->word_count ? words : block->word_count;
    }
    block->height = code == 0 ? block->lines[work->lines.count - 1].bottom : 0.0f;
    block->rtl = work->paragraphs.at[0].rtl;
    if (code == 0) {
        hash_block(set, block);
    }
    return code;
}
