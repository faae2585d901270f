/* SPDX-License-Identifier: MIT
 *
 * Texts onto a band. Each kind of ink is gathered as lines of coverage, line by line of the text,
 * and blended with the kernels that blend glyphs; only rows and columns that have ink are touched.
 */
#include "render/text.h"

#include "base/vmath.h"
#include "render/kernels/kernels.h"

#include <string.h>

enum { SLACK = 64, PAD = 16 };

int gr_text_scratch_init(GrTextScratch *scratch, GrArena *arena, const GrTextNeeds *needs,
                         int width, GrError *error)
{
    /* Odd lines of cache per row, as in compose.c. */
    size_t pitch = (((size_t)gr_kernel_span(width) + SLACK + 63) / 64 | 1) * 64;
    size_t row = ((size_t)needs->stride + 6 * PAD + 63) / 64 * 64;
    bool missing = false;
    scratch->pitch = (ptrdiff_t)pitch;
    scratch->cover = gr_arena_alloc(arena, pitch * GR_BAND_ROWS);
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
    return GR_OK;
}

/* One kind of ink of one text in one band. */
typedef struct Coat {
    const GrTextState *state;
    const GrTextScratch *scratch;
    GrInkKind kind;
    int y0, y1, width;
    float x, y;      /* displacement */
    float alpha;     /* of all of it */
    float gain;      /* of colours */
    bool tinted;     /* letters have colours of their own */
    int from[GR_BAND_ROWS], to[GR_BAND_ROWS]; /* columns with ink, by row */
} Coat;

static int floor_int(float x)
{
    return (int)gr_floorf(gr_clampf(x, -1.0e6f, 1.0e6f));
}

/* The pixels that a rectangle of a line reaches, wherever its letters have gone. */
static GrTextRect reach_of(const Coat *coat, const GrTextShown *shown, const GrTextSpan *span,
                           const GrTextRect *rect)
{
    float x = shown->x + coat->x, y = shown->y + coat->y;
    GrTextRect out = {floor_int(x + span->low_x) + rect->x0, floor_int(y + span->low_y) + rect->y0,
                      floor_int(x + span->high_x) + rect->x1 + 2,
                      floor_int(y + span->high_y) + rect->y1 + 2};
    out.x0 = out.x0 > 0 ? out.x0 : 0;
    out.y0 = out.y0 > coat->y0 ? out.y0 : coat->y0;
    out.x1 = out.x1 < coat->width ? out.x1 : coat->width;
    out.y1 = out.y1 < coat->y1 ? out.y1 : coat->y1;
    return out;
}

static void widen(Coat *coat, const GrTextRect *rect)
{
    for (int y = rect->y0; y < rect->y1 && rect->x0 < rect->x1; y++) {
        int *from = &coat->from[y - coat->y0], *to = &coat->to[y - coat->y0];
        *from = rect->x0 < *from ? rect->x0 : *from;
        *to = rect->x1 > *to ? rect->x1 : *to;
    }
}

static void no_ink(Coat *coat)
{
    for (int i = 0; i < GR_BAND_ROWS; i++) {
        coat->from[i] = coat->width;
        coat->to[i] = 0;
    }
}

/* Lines begin at kernel steps and are zero to a whole one, and as far as a stamp may reach. */
static void clear_lines(const Coat *coat)
{
    for (int i = 0; i < coat->y1 - coat->y0; i++) {
        int from = coat->from[i] & ~(GR_KERNEL_STEP - 1);
        if (coat->from[i] < coat->to[i])
            memset(coat->scratch->cover + i * coat->scratch->pitch + from, 0,
                   (size_t)(gr_kernel_span(coat->to[i] - from) + PAD));
    }
}

static GrPixel level(float value)
{
    return (GrPixel)(gr_unitf(value) * 255.0f + 0.5f);
}

static float channel(GrColour colour, int plane)
{
    return plane == 0 ? colour.r : plane == 1 ? colour.g : colour.b;
}

/* The colours along an ink of `columns` whose first column is at `x` of the block. */
static void tint_columns(const Coat *coat, const GrPiece *piece, const GrPose *pose, float x,
                         int columns)
{
    const GrTextLook *look = coat->state->look;
    float first = gr_pose_fill_at(pose, piece, x);
    float last = gr_pose_fill_at(pose, piece, x + (float)columns);
    float light = gr_unitf(pose->light);
    for (int plane = 0; plane < 3; plane++) {
        float plain = channel(look->colour, plane), sung = channel(look->sung, plane);
        GrPixel *out = coat->scratch->tint[plane];
        plain = (plain + (1.0f - plain) * light) * coat->gain;
        sung = (sung + (1.0f - sung) * light) * coat->gain;
        if (first == last) {
            memset(out, level(plain + (sung - plain) * first), (size_t)columns + PAD);
            continue;
        }
        for (int i = 0; i < columns; i++) {
            float share = gr_pose_fill_at(pose, piece, x + (float)i + 0.5f);
            out[i] = level(plain + (sung - plain) * share);
        }
        memset(out + columns, out[columns - 1], PAD);
    }
}

/* A colour emoji's own colours of one row. */
static void tint_own(const Coat *coat, const GrInk *ink, int row, float light)
{
    for (int plane = 0; plane < 3; plane++) {
        const uint8_t *from = ink->rgb[plane] + (ptrdiff_t)row * ink->stride;
        GrPixel *out = coat->scratch->tint[plane];
        for (int i = 0; i < ink->width; i++) {
            float value = (float)from[i] * (1.0f / 255.0f);
            out[i] = level((value + (1.0f - value) * light) * coat->gain);
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

static void stamp(const GrStamp *plain, int alpha)
{
    GrStamp stamped = *plain;
    /* Products of 16 bits hold 256: more is more than once. */
    for (; alpha > 0; alpha -= 256) {
        stamped.alpha = (uint16_t)(alpha < 256 ? alpha : 256);
        gr_kernels()->stamp(&stamped);
        if (!plain->adds)
            break;
    }
}

static GrStamp stamp_of(const Coat *coat, int x, int y)
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
static void put_slowly(const Coat *coat, const Spot *spot)
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
        stamp(&row_stamp, spot->alpha);
    }
}

static void put(const Coat *coat, const Spot *spot)
{
    const GrInk *ink = spot->ink;
    int first = spot->y < coat->y0 ? coat->y0 - spot->y : 0;
    int last = ink->height < coat->y1 - spot->y ? ink->height : coat->y1 - spot->y;
    bool whole = !spot->fx && !spot->fy && spot->clip0 <= 0 && spot->clip1 >= ink->width;
    bool inside = spot->x >= 0 && spot->x + ink->stride <= gr_kernel_span(coat->width);
    if (first > last || spot->x >= coat->width || spot->x + ink->width + 1 <= 0)
        return;
    if (coat->tinted && !ink->rgb[0])
        tint_columns(coat, spot->piece, spot->pose, spot->block_x, ink->width);
    if (!whole || !inside || (coat->tinted && ink->rgb[0])) {
        put_slowly(coat, spot);
        return;
    }
    GrStamp all = stamp_of(coat, spot->x, spot->y + first);
    all.ink = ink->cover + (ptrdiff_t)first * ink->stride;
    all.stride = ink->stride;
    all.columns = ink->width;
    all.rows = last - first;
    if (all.rows > 0)
        stamp(&all, spot->alpha);
}

static void put_piece(const Coat *coat, const GrTextShown *shown, int index)
{
    const GrPiece *piece = &shown->block->pieces[index];
    const GrPose *pose = &shown->poses[index];
    float x = shown->x + coat->x + pose->dx, y = shown->y + coat->y + pose->dy;
    int whole_x = floor_int(x), whole_y = floor_int(y);
    Spot spot = {.piece = piece,
                 .pose = pose,
                 .fx = (int)((x - (float)whole_x) * 256.0f) & 255,
                 .fy = (int)((y - (float)whole_y) * 256.0f) & 255,
                 .alpha = (int)(gr_maxf(pose->alpha * shown->alpha * coat->alpha, 0.0f) * 256.0f +
                                0.5f)};
    if (piece->blank || spot.alpha <= 0)
        return;
    for (int m = 0; m < piece->mark_count; m++) {
        const GrMark *mark = &shown->block->marks[piece->first_mark + m];
        spot.ink = gr_text_ink(coat->state->frozen->set, coat->kind, mark->ink);
        if (!spot.ink || !spot.ink->height)
            continue;
        int left = mark->x - spot.ink->left;
        spot.x = whole_x + left;
        spot.y = whole_y + mark->y - spot.ink->top;
        if (spot.y >= coat->y1 || spot.y + spot.ink->height + 1 <= coat->y0)
            continue;
        spot.block_x = (float)left;
        /* Far from the int's ends where nothing is cut off. */
        spot.clip0 = piece->clip_from > left ? piece->clip_from - left : 0;
        spot.clip1 = piece->clip_to < left + spot.ink->width ? piece->clip_to - left
                                                             : spot.ink->width;
        put(coat, &spot);
    }
}

/* A share of a pixel that a span covers. */
static float overlap(float from, float to, int at)
{
    return gr_maxf(gr_minf(to, (float)(at + 1)) - gr_maxf(from, (float)at), 0.0f);
}

static GrTextRect caret_rect(const Coat *coat, const GrTextShown *shown)
{
    const GrCaret *caret = &shown->caret;
    if (coat->kind != GR_INK_FILL || caret->alpha <= 0.0f)
        return (GrTextRect){0};
    GrTextRect rect = {floor_int(shown->x + caret->x0), floor_int(shown->y + caret->top),
                       floor_int(shown->x + caret->x1) + 1, floor_int(shown->y + caret->bottom) + 1};
    rect.x0 = rect.x0 > 0 ? rect.x0 : 0;
    rect.y0 = rect.y0 > coat->y0 ? rect.y0 : coat->y0;
    rect.x1 = rect.x1 < coat->width ? rect.x1 : coat->width;
    rect.y1 = rect.y1 < coat->y1 ? rect.y1 : coat->y1;
    return rect;
}

static void put_caret(const Coat *coat, const GrTextShown *shown)
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
            uint8_t cover = level(down * across * alpha);
            scratch->cover[at] = cover > scratch->cover[at] ? cover : scratch->cover[at];
            for (int plane = 0; plane < 3 && coat->tinted; plane++)
                scratch->colour[plane][at] =
                    level(channel(coat->state->look->colour, plane) * coat->gain);
        }
    }
}

/* All letters of this kind of ink into the lines; false when there are none in the band. */
static bool gather(Coat *coat)
{
    const GrTextState *state = coat->state;
    bool any = false;
    no_ink(coat);
    for (int s = 0; s < state->shown_count; s++) {
        const GrTextShown *shown = &state->shown[s];
        for (int l = 0; l < shown->block->line_count; l++) {
            GrTextRect rect =
                reach_of(coat, shown, &shown->spans[l], &shown->boxes[l].ink[coat->kind]);
            widen(coat, &rect);
            any = any || (rect.y0 < rect.y1 && rect.x0 < rect.x1);
        }
        GrTextRect rect = caret_rect(coat, shown);
        widen(coat, &rect);
        any = any || rect.y0 < rect.y1;
    }
    if (!any)
        return false;
    clear_lines(coat);
    for (int s = 0; s < state->shown_count; s++) {
        const GrTextShown *shown = &state->shown[s];
        for (int l = 0; l < shown->block->line_count; l++) {
            const GrTextLine *line = &shown->block->lines[l];
            GrTextRect rect =
                reach_of(coat, shown, &shown->spans[l], &shown->boxes[l].ink[coat->kind]);
            for (int p = 0; p < line->piece_count && rect.y0 < rect.y1 && rect.x0 < rect.x1; p++)
                put_piece(coat, shown, line->first_piece + p);
        }
        put_caret(coat, shown);
    }
    return true;
}

static void blend_rows(const Coat *coat, const GrCanvas *canvas, int blend)
{
    const GrTextScratch *scratch = coat->scratch;
    for (int i = 0; i < coat->y1 - coat->y0; i++) {
        int from = coat->from[i] & ~(GR_KERNEL_STEP - 1);
        if (coat->from[i] >= coat->to[i])
            continue;
        ptrdiff_t at = i * scratch->pitch + from;
        int span = gr_kernel_span(coat->to[i] - from);
        for (int plane = 0; plane < 3; plane++) {
            GrPixel *out = gr_canvas_row(canvas, plane, coat->y0 + i) + from;
            const GrPixel *ink =
                coat->tinted ? scratch->colour[plane] + at : scratch->plain[plane] + from;
            gr_kernels()->blend[blend](out, out, ink, scratch->cover + at, span);
        }
    }
}

/* The colour that all of it has. */
static void choose_colour(const Coat *coat, GrColour colour)
{
    for (int plane = 0; plane < 3; plane++)
        memset(coat->scratch->plain[plane], level(channel(colour, plane) * coat->gain),
               (size_t)gr_kernel_span(coat->width));
}

static void draw_coat(Coat *coat, const GrCanvas *canvas, GrColour colour, int blend)
{
    if (coat->alpha <= 0.0f || !gather(coat))
        return;
    if (!coat->tinted)
        choose_colour(coat, colour);
    blend_rows(coat, canvas, blend);
}

/* How far inside of a rounded box a place is, negative outside; x and y from its middle. */
static float depth_in_box(float x, float y, float half_w, float half_h, float radius)
{
    float qx = gr_absf(x) - half_w + radius, qy = gr_absf(y) - half_h + radius;
    float ox = gr_maxf(qx, 0.0f), oy = gr_maxf(qy, 0.0f);
    return radius - gr_minf(gr_maxf(qx, qy), 0.0f) - gr_sqrtf(ox * ox + oy * oy);
}

static uint8_t plate_cover(float depth, float soft, float alpha)
{
    float share = gr_unitf(0.5f + depth / soft);
    return level(share * share * (3.0f - 2.0f * share) * alpha);
}

typedef struct Plate {
    float x, y, half_w, half_h, radius, soft, alpha;
} Plate;

static Plate plate_of(const Coat *coat, const GrTextShown *shown, int line)
{
    const GrTextLook *look = coat->state->look;
    const GrTextLineBox *box = &shown->boxes[line];
    const GrTextSpan *span = &shown->spans[line];
    float px = coat->state->frozen->px, size = look->size * px;
    float pad = look->plate_padding * size;
    float half_w = 0.5f * (box->plate_x1 - box->plate_x0) + 1.3f * pad;
    float half_h = 0.5f * (box->plate_y1 - box->plate_y0) + pad;
    return (Plate){.x = shown->x + span->mean_x + 0.5f * (box->plate_x0 + box->plate_x1),
                   .y = shown->y + span->mean_y + 0.5f * (box->plate_y0 + box->plate_y1),
                   .half_w = half_w,
                   .half_h = half_h,
                   .radius = gr_minf(look->plate_radius * size + 0.5f * look->plate_blur * px,
                                     gr_minf(half_w, half_h)),
                   .soft = gr_maxf(2.0f * look->plate_blur * px, 1.0f),
                   .alpha = gr_unitf(coat->alpha * shown->alpha * span->alpha)};
}

static GrTextRect plate_rect(const Coat *coat, const Plate *plate)
{
    float reach = 0.5f * plate->soft;
    GrTextRect rect = {floor_int(plate->x - plate->half_w - reach),
                       floor_int(plate->y - plate->half_h - reach),
                       floor_int(plate->x + plate->half_w + reach) + 1,
                       floor_int(plate->y + plate->half_h + reach) + 1};
    rect.x0 = rect.x0 > 0 ? rect.x0 : 0;
    rect.y0 = rect.y0 > coat->y0 ? rect.y0 : coat->y0;
    rect.x1 = rect.x1 < coat->width ? rect.x1 : coat->width;
    rect.y1 = rect.y1 < coat->y1 ? rect.y1 : coat->y1;
    return rect;
}

static void put_plate(const Coat *coat, const Plate *plate)
{
    GrTextRect rect = plate_rect(coat, plate);
    /* Between its soft ends a row is even. */
    float inner = gr_maxf(plate->half_w - plate->radius - plate->soft, 0.0f);
    int even0 = floor_int(plate->x - inner) + 1, even1 = floor_int(plate->x + inner);
    for (int y = rect.y0; y < rect.y1; y++) {
        uint8_t *line = coat->scratch->cover + (y - coat->y0) * coat->scratch->pitch;
        float down = (float)y + 0.5f - plate->y;
        uint8_t even = plate_cover(
            depth_in_box(0.0f, down, plate->half_w, plate->half_h, plate->radius), plate->soft,
            plate->alpha);
        for (int x = rect.x0; x < rect.x1; x++) {
            uint8_t cover = even;
            if (x < even0 || x >= even1)
                cover = plate_cover(depth_in_box((float)x + 0.5f - plate->x, down, plate->half_w,
                                                 plate->half_h, plate->radius),
                                    plate->soft, plate->alpha);
            line[x] = cover > line[x] ? cover : line[x];
        }
    }
}

static void draw_plates(Coat *coat, const GrCanvas *canvas)
{
    const GrTextState *state = coat->state;
    const GrTextLook *look = state->look;
    if (coat->alpha <= 0.0f)
        return;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 0)
            no_ink(coat);
        else
            clear_lines(coat);
        for (int s = 0; s < state->shown_count; s++) {
            const GrTextShown *shown = &state->shown[s];
            for (int l = 0; l < shown->block->line_count; l++) {
                Plate plate = plate_of(coat, shown, l);
                GrTextRect rect = plate_rect(coat, &plate);
                if (plate.alpha <= 0.0f || shown->boxes[l].plate_x0 >= shown->boxes[l].plate_x1)
                    continue;
                if (pass == 0)
                    widen(coat, &rect);
                else
                    put_plate(coat, &plate);
            }
        }
    }
    choose_colour(coat, look->plate_colour);
    blend_rows(coat, canvas, GR_BLEND_NORMAL);
}

void gr_text_band(const GrTextState *state, const GrCanvas *canvas, int y0, int y1, float gain,
                  const GrTextScratch *scratch)
{
    const GrTextLook *look = state->look;
    float px = state->frozen->px, opacity = gr_unitf(look->opacity);
    Coat coat = {.state = state,
                 .scratch = scratch,
                 .y0 = y0,
                 .y1 = y1,
                 .width = canvas->width,
                 .gain = gain};
    if (!state->shown_count || opacity <= 0.0f)
        return;
    coat.alpha = opacity * look->plate_opacity;
    draw_plates(&coat, canvas);
    coat.kind = GR_INK_SHADOW;
    coat.x = look->shadow_x * px;
    coat.y = look->shadow_y * px;
    coat.alpha = opacity * look->shadow_opacity;
    draw_coat(&coat, canvas, look->shadow_colour, GR_BLEND_NORMAL);
    coat.kind = GR_INK_GLOW;
    coat.x = coat.y = 0.0f;
    coat.alpha = opacity * look->glow_strength;
    draw_coat(&coat, canvas, look->glow_colour, GR_BLEND_SCREEN);
    coat.kind = GR_INK_OUTLINE;
    coat.alpha = look->outline_width > 0.0f ? opacity : 0.0f;
    draw_coat(&coat, canvas, look->outline_colour, GR_BLEND_NORMAL);
    coat.kind = GR_INK_FILL;
    coat.alpha = opacity;
    coat.tinted = state->coloured;
    draw_coat(&coat, canvas, look->colour, look->blend);
}
