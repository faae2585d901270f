/* SPDX-License-Identifier: MIT
 *
 * Texts onto a band. Each kind of ink is gathered as lines of coverage, line by line of the text,
 * and blended with the kernels that blend glyphs; only rows and columns that have ink are touched.
 */
#include "render/text_coat.h"

#include "render/kernels/kernels.h"

#include <limits.h>
#include <string.h>

enum { SLACK = 64, PAD = GR_TEXT_PAD };

int gr_text_scratch_init(GrTextScratch *scratch, GrArena *arena, const GrTextNeeds *needs,
                         int width, GrError *error)
{
    /* Odd lines of cache per row, as in compose.c. */
    size_t pitch = (((size_t)gr_kernel_span(width) + SLACK + 63) / 64 | 1) * 64;
    size_t row = ((size_t)needs->stride + 6 * PAD + 63) / 64 * 64;
    bool missing = false;
    scratch->pitch = (ptrdiff_t)pitch;
    scratch->cover = gr_arena_alloc(arena, SLACK + pitch * GR_BAND_ROWS);
    for (int i = 0; i < 2; i++)
        missing = !(scratch->row[i] = gr_arena_alloc(arena, row)) || missing;
    scratch->shifted = gr_arena_alloc(arena, row);
    for (int plane = 0; plane < 3; plane++) {
        scratch->plain[plane] = gr_arena_alloc(arena, pitch);
        scratch->tint[plane] = gr_arena_alloc(arena, row);
        missing = missing || !scratch->plain[plane] || !scratch->tint[plane];
        if (needs->coloured)
            scratch->colour[plane] = gr_arena_alloc(arena, pitch * GR_BAND_ROWS);
        missing = missing || (needs->coloured && !scratch->colour[plane]);
    }
    if (missing || !scratch->cover || !scratch->shifted)
        return gr_error_memory(error, "a band of text", pitch * GR_BAND_ROWS);
    scratch->cover += SLACK; /* stamps may begin a block before the first column */
    return GR_OK;
}

/* The pixels that a rectangle of a line reaches, wherever its letters have gone. */
static GrTextRect reach_of(const GrTextCoat *coat, const GrTextShown *shown, const GrTextSpan *span,
                           const GrTextRect *rect)
{
    float x = shown->x + coat->x, y = shown->y + coat->y;
    GrTextRect out = {gr_text_floor(x + span->low_x) + rect->x0,
                      gr_text_floor(y + span->low_y) + rect->y0,
                      gr_text_floor(x + span->high_x) + rect->x1 + 2,
                      gr_text_floor(y + span->high_y) + rect->y1 + 2};
    return gr_text_coat_clip(coat, out);
}

/* The colours along an ink of `columns` whose first column is at `x` of the block. */
static void tint_columns(const GrTextCoat *coat, const GrPiece *piece, const GrPose *pose, float x,
                         int columns)
{
    const GrTextLook *look = coat->state->look;
    float first = gr_pose_fill_at(pose, piece, x);
    float last = gr_pose_fill_at(pose, piece, x + (float)columns);
    float light = gr_unitf(pose->light);
    for (int plane = 0; plane < 3; plane++) {
        float plain = gr_text_channel(look->colour, plane),
              sung = gr_text_channel(look->sung, plane);
        GrPixel *out = coat->scratch->tint[plane];
        plain = (plain + (1.0f - plain) * light) * coat->gain;
        sung = (sung + (1.0f - sung) * light) * coat->gain;
        if (first == last) {
            memset(out, gr_text_level(plain + (sung - plain) * first), (size_t)columns + PAD);
            continue;
        }
        for (int i = 0; i < columns; i++) {
            float share = gr_pose_fill_at(pose, piece, x + (float)i + 0.5f);
            out[i] = gr_text_level(plain + (sung - plain) * share);
        }
        memset(out + columns, out[columns - 1], PAD);
    }
}

/* A colour emoji's own colours of one row. */
static void tint_own(const GrTextCoat *coat, const GrInk *ink, int row, float light)
{
    for (int plane = 0; plane < 3; plane++) {
        const uint8_t *from = ink->rgb[plane] + (ptrdiff_t)row * ink->stride;
        GrPixel *out = coat->scratch->tint[plane];
        for (int i = 0; i < ink->width; i++) {
            float value = (float)from[i] * (1.0f / 255.0f);
            out[i] = gr_text_level((value + (1.0f - value) * light) * coat->gain);
        }
        memset(out + ink->width, 0, PAD);
    }
}

/* Where one ink goes: whole pixels, and what is left of them in 256ths. */
typedef struct Spot {
    const GrInk *ink;
    const GrPiece *piece;
    const GrPose *pose;
    int x, y, fx, fy;
    int clip0, clip1; /* columns of the ink that count */
    float block_x;    /* of the ink's first column */
    int alpha;        /* of 256, or more where it adds */
} Spot;

static void stamp_all(GrStamp *stamp, int alpha)
{
    /* Products of 16 bits hold 256: more is more than once. */
    for (; alpha > 0; alpha -= 256) {
        stamp->alpha = (uint16_t)(alpha < 256 ? alpha : 256);
        gr_kernels()->stamp(stamp);
        if (!stamp->adds)
            break;
    }
}

static GrStamp stamp_of(const GrTextCoat *coat, int x, int y)
{
    const GrTextScratch *scratch = coat->scratch;
    ptrdiff_t at = (y - coat->y0) * scratch->pitch + x;
    GrStamp out = {.line = scratch->cover + at,
                   .pitch = scratch->pitch,
                   .adds = coat->kind == GR_INK_SHADOW || coat->kind == GR_INK_GLOW};
    for (int plane = 0; plane < 3 && coat->tinted; plane++) {
        out.colour[plane] = scratch->colour[plane] + at;
        out.tint[plane] = scratch->tint[plane];
    }
    return out;
}

/* A row of an ink in a padded line, with nothing outside of what counts; row -1 and the one after
 * the last are empty. */
static void pad_row(const Spot *spot, int row, uint8_t *out)
{
    const GrInk *ink = spot->ink;
    int from = spot->clip0 > 0 ? spot->clip0 : 0;
    int to = spot->clip1 < ink->width ? spot->clip1 : ink->width;
    memset(out, 0, (size_t)(ink->stride + 4 * PAD));
    if (row >= 0 && row < ink->height && from < to)
        memcpy(out + PAD + from, ink->cover + (ptrdiff_t)row * ink->stride + from,
               (size_t)(to - from));
}

/* Row by row: for what is cut off, moved by parts of a pixel, or has its own colours. */
static void put_slowly(const GrTextCoat *coat, const Spot *spot)
{
    const GrTextScratch *scratch = coat->scratch;
    const GrInk *ink = spot->ink;
    int skip = spot->x < 0 ? -spot->x : 0, columns = ink->width + 1;
    int room = coat->width - spot->x;
    columns = (columns < room ? columns : room) - skip;
    int first = spot->y < coat->y0 ? coat->y0 - spot->y : 0;
    int last = ink->height + 1 < coat->y1 - spot->y ? ink->height + 1 : coat->y1 - spot->y;
    if (columns <= 0 || first >= last)
        return;
    pad_row(spot, first - 1, scratch->row[(first + 1) & 1]);
    for (int row = first; row < last; row++) {
        uint8_t *now = scratch->row[row & 1], *above = scratch->row[(row + 1) & 1];
        pad_row(spot, row, now);
        gr_kernels()->shift(scratch->shifted, above + PAD, now + PAD, spot->fx, spot->fy,
                            ink->width + 1);
        memset(scratch->shifted + ink->width + 1, 0, PAD);
        GrStamp row_stamp = stamp_of(coat, spot->x + skip, spot->y + row);
        if (coat->tinted && ink->rgb[0])
            tint_own(coat, ink, row < ink->height ? row : ink->height - 1,
                     gr_unitf(spot->pose->light));
        for (int plane = 0; plane < 3 && coat->tinted; plane++)
            row_stamp.tint[plane] += skip;
        row_stamp.ink = scratch->shifted + skip;
        row_stamp.columns = columns;
        row_stamp.rows = 1;
        stamp_all(&row_stamp, spot->alpha);
    }
}

static void put(const GrTextCoat *coat, const Spot *spot)
{
    const GrInk *ink = spot->ink;
    int first = spot->y < coat->y0 ? coat->y0 - spot->y : 0;
    int last = ink->height < coat->y1 - spot->y ? ink->height : coat->y1 - spot->y;
    bool whole = !spot->fx && !spot->fy && spot->clip0 <= 0 && spot->clip1 >= ink->width;
    if (first > last || spot->x >= coat->width || spot->x + ink->width + 1 <= 0)
        return;
    if (coat->tinted && !ink->rgb[0])
        tint_columns(coat, spot->piece, spot->pose, spot->block_x, ink->width);
    /* Whole blocks beyond the left edge are left out, and what is beyond the right one. */
    int skip = spot->x < 0 ? -spot->x & ~(GR_TEXT_PAD - 1) : 0;
    int room = gr_kernel_span(coat->width) - spot->x;
    bool beyond = spot->x < 0 || ink->stride > room;
    if (!whole || (coat->tinted && (beyond || ink->rgb[0]))) {
        put_slowly(coat, spot);
        return;
    }
    GrStamp all = stamp_of(coat, spot->x + skip, spot->y + first);
    all.ink = ink->cover + (ptrdiff_t)first * ink->stride + skip;
    all.stride = ink->stride;
    all.columns = (ink->width < room ? ink->width : room) - skip;
    all.rows = last - first;
    if (all.rows > 0)
        stamp_all(&all, spot->alpha);
}

/* Of 256; more where inks add. */
static int strength(const GrTextCoat *coat, const GrTextShown *shown, float alpha)
{
    return (int)(gr_maxf(alpha * shown->alpha * coat->alpha, 0.0f) * 256.0f + 0.5f);
}

/* One mark of a spot's piece; the block's origin is at x, y. */
static void put_mark(const GrTextCoat *coat, Spot *spot, const GrMark *mark, int x, int y)
{
    const GrPiece *piece = spot->piece;
    spot->ink = gr_text_ink(coat->state->frozen->set, coat->kind, mark->ink);
    if (!spot->ink || !spot->ink->height)
        return;
    int left = mark->x - spot->ink->left, width = spot->ink->width;
    spot->x = x + left;
    spot->y = y + mark->y - spot->ink->top;
    if (spot->y >= coat->y1 || spot->y + spot->ink->height + 1 <= coat->y0)
        return;
    spot->block_x = (float)left;
    /* Far from the int's ends where nothing is cut off. */
    spot->clip0 = piece->clip_from > left ? piece->clip_from - left : 0;
    spot->clip1 = piece->clip_to < left + width ? piece->clip_to - left : width;
    put(coat, spot);
}

static void put_piece(const GrTextCoat *coat, const GrTextShown *shown, int index)
{
    const GrPiece *piece = &shown->block->pieces[index];
    const GrPose *pose = &shown->poses[index];
    float x = shown->x + coat->x + pose->dx, y = shown->y + coat->y + pose->dy;
    int whole_x = gr_text_floor(x), whole_y = gr_text_floor(y);
    Spot spot = {.piece = piece,
                 .pose = pose,
                 .fx = (int)((x - (float)whole_x) * 256.0f) & 255,
                 .fy = (int)((y - (float)whole_y) * 256.0f) & 255,
                 .alpha = strength(coat, shown, pose->alpha)};
    if (piece->blank || spot.alpha <= 0)
        return;
    for (int m = 0; m < piece->mark_count; m++)
        put_mark(coat, &spot, &shown->block->marks[piece->first_mark + m], whole_x, whole_y);
}

/* Whether the letters of a line have not moved from each other and are all as strong: nearly every
 * line of nearly every text. */
static bool is_rigid(const GrTextCoat *coat, const GrTextSpan *span)
{
    return !coat->tinted && span->low_x == span->high_x && span->low_y == span->high_y &&
           span->faintest == span->alpha;
}

static bool is_on_pixels(const GrTextCoat *coat, const GrTextShown *shown, const GrTextSpan *span)
{
    float x = shown->x + coat->x + span->low_x, y = shown->y + coat->y + span->low_y;
    return x == gr_floorf(x) && y == gr_floorf(y);
}

/* A line whose letters are one picture. */
static void put_strip(const GrTextCoat *coat, const GrTextShown *shown, int index)
{
    const GrTextSpan *span = &shown->spans[index];
    const GrInk *strip = &shown->boxes[index].strip[coat->kind];
    float x = shown->x + coat->x + span->low_x, y = shown->y + coat->y + span->low_y;
    int whole_x = gr_text_floor(x), whole_y = gr_text_floor(y);
    Spot spot = {.ink = strip,
                 .x = whole_x - strip->left,
                 .y = whole_y - strip->top,
                 .fx = (int)((x - (float)whole_x) * 256.0f) & 255,
                 .fy = (int)((y - (float)whole_y) * 256.0f) & 255,
                 .clip1 = strip->width,
                 .alpha = strength(coat, shown, span->alpha)};
    if (spot.alpha > 0)
        put(coat, &spot);
}

/* The same as put_piece for each letter, with what they share done once. */
static void put_rigid_line(const GrTextCoat *coat, const GrTextShown *shown, int index)
{
    const GrTextBlock *block = shown->block;
    const GrTextLine *line = &block->lines[index];
    const GrTextSpan *span = &shown->spans[index];
    int x = gr_text_floor(shown->x + coat->x + span->low_x);
    int y = gr_text_floor(shown->y + coat->y + span->low_y);
    int room = gr_kernel_span(coat->width);
    int alpha = strength(coat, shown, span->alpha);
    GrStamp all = stamp_of(coat, 0, coat->y0);
    uint8_t *lines = all.line;
    const GrPiece *piece = &block->pieces[line->first_piece];
    for (int p = 0; p < line->piece_count && alpha > 0; p++, piece++) {
        if (piece->clip_from != INT_MIN || piece->clip_to != INT_MAX) {
            put_piece(coat, shown, line->first_piece + p);
            continue;
        }
        for (int m = 0; m < piece->mark_count; m++) {
            const GrMark *mark = &block->marks[piece->first_mark + m];
            const GrInk *ink = gr_text_ink(coat->state->frozen->set, coat->kind, mark->ink);
            if (!ink)
                continue;
            int left = x + mark->x - ink->left, top = y + mark->y - ink->top;
            int first = top < coat->y0 ? coat->y0 - top : 0;
            int last = ink->height < coat->y1 - top ? ink->height : coat->y1 - top;
            if (first >= last)
                continue;
            if (left < 0 || left + ink->stride > room) {
                Spot spot = {.piece = piece, .alpha = alpha};
                put_mark(coat, &spot, mark, x, y);
                continue;
            }
            all.line = lines + (top + first - coat->y0) * all.pitch + left;
            all.ink = ink->cover + (ptrdiff_t)first * ink->stride;
            all.stride = ink->stride;
            all.columns = ink->width;
            all.rows = last - first;
            stamp_all(&all, alpha);
        }
    }
}

/* A share of a pixel that a span covers. */
static float overlap(float from, float to, int at)
{
    return gr_maxf(gr_minf(to, (float)(at + 1)) - gr_maxf(from, (float)at), 0.0f);
}

static GrTextRect caret_rect(const GrTextCoat *coat, const GrTextShown *shown)
{
    const GrCaret *caret = &shown->caret;
    if (coat->kind != GR_INK_FILL || caret->alpha <= 0.0f)
        return (GrTextRect){0};
    GrTextRect rect = {gr_text_floor(shown->x + caret->x0), gr_text_floor(shown->y + caret->top),
                       gr_text_floor(shown->x + caret->x1) + 1,
                       gr_text_floor(shown->y + caret->bottom) + 1};
    return gr_text_coat_clip(coat, rect);
}

static void put_caret(const GrTextCoat *coat, const GrTextShown *shown)
{
    const GrCaret *caret = &shown->caret;
    const GrTextScratch *scratch = coat->scratch;
    GrTextRect rect = caret_rect(coat, shown);
    float alpha = gr_unitf(caret->alpha * shown->alpha * coat->alpha);
    for (int y = rect.y0; y < rect.y1; y++) {
        float down = overlap(shown->y + caret->top, shown->y + caret->bottom, y);
        for (int x = rect.x0; x < rect.x1; x++) {
            ptrdiff_t at = (y - coat->y0) * scratch->pitch + x;
            float across = overlap(shown->x + caret->x0, shown->x + caret->x1, x);
            uint8_t cover = gr_text_level(down * across * alpha);
            scratch->cover[at] = cover > scratch->cover[at] ? cover : scratch->cover[at];
            for (int plane = 0; plane < 3 && coat->tinted; plane++)
                scratch->colour[plane][at] =
                    gr_text_level(gr_text_channel(coat->state->look->colour, plane) * coat->gain);
        }
    }
}

/* All letters of this kind of ink into the lines; false when there are none in the band. */
static bool gather(GrTextCoat *coat)
{
    const GrTextState *state = coat->state;
    bool any = false;
    gr_text_coat_empty(coat);
    for (int s = 0; s < state->shown_count; s++) {
        const GrTextShown *shown = &state->shown[s];
        for (int l = 0; l < shown->block->line_count; l++) {
            GrTextRect rect =
                reach_of(coat, shown, &shown->spans[l], &shown->boxes[l].ink[coat->kind]);
            gr_text_coat_widen(coat, &rect);
            any = any || (rect.y0 < rect.y1 && rect.x0 < rect.x1);
        }
        GrTextRect rect = caret_rect(coat, shown);
        gr_text_coat_widen(coat, &rect);
        any = any || rect.y0 < rect.y1;
    }
    if (!any)
        return false;
    gr_text_coat_clear(coat);
    for (int s = 0; s < state->shown_count; s++) {
        const GrTextShown *shown = &state->shown[s];
        for (int l = 0; l < shown->block->line_count; l++) {
            const GrTextLine *line = &shown->block->lines[l];
            GrTextRect rect =
                reach_of(coat, shown, &shown->spans[l], &shown->boxes[l].ink[coat->kind]);
            if (rect.y0 >= rect.y1 || rect.x0 >= rect.x1)
                continue;
            bool rigid = is_rigid(coat, &shown->spans[l]);
            if (rigid && shown->boxes[l].strip[coat->kind].cover)
                put_strip(coat, shown, l);
            else if (rigid && is_on_pixels(coat, shown, &shown->spans[l]))
                put_rigid_line(coat, shown, l);
            else
                for (int p = 0; p < line->piece_count; p++)
                    put_piece(coat, shown, line->first_piece + p);
        }
        put_caret(coat, shown);
    }
    return true;
}

static void draw_coat(GrTextCoat *coat, GrRows *band, GrColour colour, int blend)
{
    if (coat->alpha <= 0.0f || !gather(coat))
        return;
    if (!coat->tinted)
        gr_text_coat_colour(coat, colour, blend);
    gr_text_coat_blend(coat, band, blend);
}

/* In pixels: whole ones where nothing moves, since letters that lie between pixels cost far more
 * and nobody sees where exactly a shadow is. */
static float shadow_offset(const GrTextState *state, float em)
{
    float offset = em * state->look->size * state->frozen->px;
    return gr_block_changes(&state->frozen->look) ? offset : gr_floorf(offset + 0.5f);
}

void gr_text_band(const GrTextState *state, GrRows *band, float gain, const GrTextScratch *scratch)
{
    const GrTextLook *look = state->look;
    float opacity = gr_unitf(look->opacity);
    GrTextCoat coat = {.state = state,
                       .scratch = scratch,
                       .y0 = band->y0,
                       .y1 = band->y1,
                       .width = band->canvas->width,
                       .opacity = GR_OPAQUE,
                       .gain = gain};
    if (!state->shown_count || opacity <= 0.0f)
        return;
    coat.alpha = opacity * look->plate_opacity;
    gr_text_plates(&coat, band);
    coat.kind = GR_INK_SHADOW;
    coat.x = shadow_offset(state, look->shadow_x);
    coat.y = shadow_offset(state, look->shadow_y);
    coat.alpha = opacity * look->shadow_opacity;
    draw_coat(&coat, band, look->shadow_colour, GR_BLEND_NORMAL);
    coat.kind = GR_INK_GLOW;
    coat.x = coat.y = 0.0f;
    coat.alpha = opacity * look->glow_strength;
    draw_coat(&coat, band, look->glow_colour, GR_BLEND_SCREEN);
    coat.kind = GR_INK_OUTLINE;
    coat.alpha = look->outline_width > 0.0f ? opacity : 0.0f;
    draw_coat(&coat, band, look->outline_colour, GR_BLEND_NORMAL);
    coat.kind = GR_INK_FILL;
    coat.alpha = opacity;
    coat.tinted = state->coloured;
    coat.light = (GrLight)look->light;
    if (coat.light == GR_LIGHT_LINEAR) {
        coat.alpha = 1.0f;
        coat.opacity = gr_opacity_of(opacity);
    }
    draw_coat(&coat, band, look->colour, look->blend);
}
