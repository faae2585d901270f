/* SPDX-License-Identifier: MIT */
#include "render/compose.h"

#include <string.h>

static bool init_own_colours(GrComposeScratch *scratch, GrArena *arena, const GrNeeds *needs,
                             size_t pitch)
{
    size_t white = GR_BAND_ROWS * (size_t)needs->glyph_stride;
    bool made = true;
    for (int plane = 0; plane < 3; plane++) {
        scratch->own[plane] = gr_arena_alloc(arena, pitch * GR_BAND_ROWS);
        scratch->tinted[plane] = gr_arena_alloc(arena, pitch);
        made = made && scratch->own[plane] && scratch->tinted[plane];
    }
    scratch->white = gr_arena_alloc(arena, white + GR_KERNEL_STEP);
    if (scratch->white)
        memset(scratch->white, 255, white);
    return made && scratch->white;
}

int gr_compose_scratch_init(GrComposeScratch *scratch, GrArena *arena, const GrNeeds *needs,
                            int width, GrError *error)
{
    /* Room for the zeros that the last glyph of a line drags along; odd lines of cache per row. */
    size_t lines = ((size_t)gr_kernel_span(width) + (size_t)needs->glyph_stride + 191) / 64 | 1;
    size_t pitch = lines * 64;
    scratch->pitch = (ptrdiff_t)pitch;
    scratch->cover = gr_arena_alloc(arena, pitch * GR_BAND_ROWS);
    bool missing = !scratch->cover;
    for (int plane = 0; plane < 3; plane++) {
        scratch->colour[plane] = gr_arena_alloc(arena, pitch);
        scratch->plain[plane] = gr_arena_alloc(arena, pitch);
        missing = missing || !scratch->colour[plane] || !scratch->plain[plane];
    }
    scratch->cells = GR_ARENA_NEW(arena, const uint8_t *, needs->cols + 1);
    scratch->mask.pitch = (ptrdiff_t)pitch;
    for (int i = 0; i < GR_MASK_ROWS; i++) {
        scratch->mask.row[i] = GR_ARENA_NEW(arena, uint16_t, i ? pitch : pitch * GR_BAND_ROWS);
        missing = missing || !scratch->mask.row[i];
    }
    scratch->text.mask = scratch->mask;
    scratch->sprite = (GrSpriteScratch){.cover = scratch->cover, .mask = scratch->mask};
    for (int plane = 0; plane < 3; plane++)
        scratch->sprite.colour[plane] = scratch->colour[plane];
    if (needs->own_colours)
        missing = missing || !init_own_colours(scratch, arena, needs, pitch);
    if (missing || !scratch->cells)
        return gr_error_memory(error, "a band", 5 * pitch * (GR_BAND_ROWS + 6));
    return needs->text.any ? gr_text_scratch_init(&scratch->text, arena, &needs->text, width, error)
                           : GR_OK;
}

/* The rows of one row of cells that lie in a band, and the columns of it that hold ink. */
typedef struct Strip {
    const GrCells *cells;
    int row;         /* of cells */
    int y0, y1;      /* of pixels */
    int first, last; /* columns */
    int x0, x1;      /* pixels, x0 at a kernel step; x1 - x0 is the ink's span */
} Strip;

/* Coverage of the strip's pixel rows, zero around the ink. */
static void cover_strip(const Strip *strip, const GrComposeScratch *scratch)
{
    const GrFrozenLayer *layer = strip->cells->layer;
    const GrGrid *grid = layer->grid;
    const GrAtlas *atlas = layer->atlas;
    const GrKernels *kernels = gr_kernels();
    int top = grid->row_edge[strip->row];
    int height = grid->row_edge[strip->row + 1] - top;
    int tall = height == atlas->heights[0] ? 0 : 1;
    size_t skip = (size_t)(strip->y0 - top) * (size_t)atlas->stride;
    const uint16_t *glyph = strip->cells->glyph + (size_t)strip->row * (size_t)grid->cols;
    int rows = strip->y1 - strip->y0, ink_x0 = grid->col_edge[strip->first];
    for (int col = strip->first; col < strip->last; col++) {
        int width = grid->col_edge[col + 1] - grid->col_edge[col];
        int wide = width == atlas->widths[0] ? 0 : 1;
        scratch->cells[col] = gr_atlas_rows(atlas, tall, wide, glyph[col]) + skip;
    }
    kernels->cover(scratch->cover, scratch->pitch, scratch->cells + strip->first,
                   grid->col_edge + strip->first, strip->last - strip->first, rows, atlas->stride);
    for (int i = 0; i < rows; i++) {
        uint8_t *line = scratch->cover + i * scratch->pitch;
        memset(line + strip->x0, 0, (size_t)(ink_x0 - strip->x0));
        memset(line + strip->x1, 0, GR_KERNEL_STEP);
    }
}

/* The colours that glyphs have themselves, side by side for all rows of the strip; white where they
 * have none. */
static void own_colours(const Strip *strip, const GrComposeScratch *scratch)
{
    const GrGrid *grid = strip->cells->layer->grid;
    const GrAtlas *atlas = strip->cells->layer->atlas;
    int top = grid->row_edge[strip->row];
    int tall = grid->row_edge[strip->row + 1] - top == atlas->heights[0] ? 0 : 1;
    size_t skip = (size_t)(strip->y0 - top) * (size_t)atlas->stride;
    const uint16_t *glyph = strip->cells->glyph + (size_t)strip->row * (size_t)grid->cols;
    for (int plane = 0; plane < 3; plane++) {
        for (int col = strip->first; col < strip->last; col++) {
            int width = grid->col_edge[col + 1] - grid->col_edge[col];
            int wide = width == atlas->widths[0] ? 0 : 1;
            scratch->cells[col] =
                atlas->colour_of[glyph[col]]
                    ? gr_atlas_colours(atlas, tall, wide, plane, glyph[col]) + skip
                    : scratch->white;
        }
        gr_kernels()->cover(scratch->own[plane], scratch->pitch, scratch->cells + strip->first,
                            grid->col_edge + strip->first, strip->last - strip->first,
                            strip->y1 - strip->y0, atlas->stride);
    }
}

/* A row of them as bright as their cells, or in the colour of other glyphs' cells. */
static void tint_row(const Strip *strip, int y, const GrComposeScratch *scratch)
{
    int span = gr_kernel_span(strip->x1 - strip->x0);
    for (int plane = 0; plane < 3; plane++)
        gr_kernels()->ink(scratch->tinted[plane] + strip->x0,
                          scratch->own[plane] + (y - strip->y0) * scratch->pitch + strip->x0,
                          scratch->colour[plane] + strip->x0, span);
}

static bool has_own_colours(const Strip *strip)
{
    const GrAtlas *atlas = strip->cells->layer->atlas;
    if (!atlas->colour_count)
        return false;
    size_t start = (size_t)strip->row * (size_t)strip->cells->layer->grid->cols;
    for (int col = strip->first; col < strip->last; col++)
        if (atlas->colour_of[strip->cells->glyph[start + (size_t)col]])
            return true;
    return false;
}

static void colour_strip(const Strip *strip, const GrComposeScratch *scratch)
{
    const GrGrid *grid = strip->cells->layer->grid;
    size_t cell = (size_t)strip->row * (size_t)grid->cols + (size_t)strip->first;
    for (int plane = 0; plane < 3; plane++)
        gr_kernels()->spread(scratch->colour[plane], strip->cells->rgb[plane] + cell,
                             grid->col_edge + strip->first, strip->last - strip->first);
}

/* Where the pixels below a layer come from. */
typedef struct Below {
    const GrBackdrop *backdrop;
    const GrCanvas *drawn; /* NULL: plain */
    bool first;            /* nothing has been drawn into the band yet */
} Below;

static const GrPixel *background_row(const Below *below, const GrComposeScratch *scratch, int plane,
                                     int y)
{
    return below->drawn ? gr_canvas_row(below->drawn, plane, y) : scratch->plain[plane];
}

static void fill_background(const Below *below, const GrComposeScratch *scratch,
                            const GrCanvas *canvas, int y, int x0, int x1)
{
    for (int plane = 0; plane < 3 && x0 < x1; plane++)
        memcpy(gr_canvas_row(canvas, plane, y) + x0, background_row(below, scratch, plane, y) + x0,
               (size_t)(x1 - x0));
}

/* Over black, where a mode comes to alpha times ink. */
static void put_ink(const GrRowsInk *ink, const GrRows *band)
{
    for (int i = 0; i < ink->rows; i++) {
        GrPixel *out[3];
        for (int plane = 0; plane < 3; plane++)
            out[plane] = gr_canvas_row(band->canvas, plane, ink->y + i) + ink->x0;
        gr_kernels()->lay_ink(out, ink->colour, ink->alpha + i * ink->alpha_pitch,
                              gr_rows_dither(band, ink, ink->y + i), ink->span);
    }
}

/* Some rows of a strip whose ink is the same. */
static void blend_rows(const Strip *strip, int y, int rows, GrPixel *const colour[3],
                       const Below *below, GrRows *band, const GrComposeScratch *scratch)
{
    const GrLayerLook *look = &strip->cells->layer->layer->look;
    int x0 = strip->x0, x1 = x0 + gr_kernel_span(strip->x1 - x0), width = band->canvas->width;
    GrRowsInk ink = {.y = y,
                     .rows = rows,
                     .x0 = x0,
                     .span = x1 - x0,
                     .alpha = scratch->cover + (y - strip->y0) * scratch->pitch + x0,
                     .alpha_pitch = scratch->pitch,
                     .opacity = strip->cells->opacity};
    bool over_black = below->first && below->backdrop->black && look->light == GR_LIGHT_SRGB &&
                      gr_blend_infos[look->blend].ink_over_black;
    for (int plane = 0; plane < 3; plane++)
        ink.colour[plane] = colour[plane] + x0;
    for (int i = 0; i < rows && below->first; i++) {
        int shown_to = over_black ? x0 : width; /* ink over black replaces what is there */
        fill_background(below, scratch, band->canvas, y + i, 0, shown_to);
        fill_background(below, scratch, band->canvas, y + i, over_black ? x1 : width, width);
    }
    gr_mask_ink(&strip->cells->mask, &ink, &scratch->mask);
    if (over_black) {
        gr_rows_thin(band, &ink);
        put_ink(&ink, band);
    } else {
        gr_rows_blend(band, (GrBlend)look->blend, (GrLight)look->light, &ink);
    }
}

static void draw_strip(Strip *strip, const Below *below, GrRows *band,
                       const GrComposeScratch *scratch)
{
    const GrGrid *grid = strip->cells->layer->grid;
    strip->first = strip->cells->first[strip->row];
    strip->last = strip->cells->last[strip->row];
    if (strip->first >= strip->last) {
        for (int y = strip->y0; y < strip->y1 && below->first; y++)
            fill_background(below, scratch, band->canvas, y, 0, band->canvas->width);
        return;
    }
    strip->x0 = grid->col_edge[strip->first] & ~(GR_KERNEL_STEP - 1);
    strip->x1 = grid->col_edge[strip->last];
    cover_strip(strip, scratch);
    colour_strip(strip, scratch);
    if (!has_own_colours(strip)) {
        blend_rows(strip, strip->y0, strip->y1 - strip->y0, scratch->colour, below, band, scratch);
        return;
    }
    own_colours(strip, scratch);
    for (int y = strip->y0; y < strip->y1; y++) {
        tint_row(strip, y, scratch);
        blend_rows(strip, y, 1, scratch->tinted, below, band, scratch);
    }
}

static int cell_row_at(const GrGrid *grid, int y)
{
    int row = (int)((long long)y * grid->rows / grid->height);
    while (row + 1 < grid->rows && grid->row_edge[row + 1] <= y)
        row++;
    while (row > 0 && grid->row_edge[row] > y)
        row--;
    return row;
}

/* A text or a picture over whatever is there, the background at least. */
static void draw_text(const GrTextState *text, const GrSpriteState *sprite, Below *below,
                      GrRows *band, const GrComposeScratch *scratch)
{
    for (int y = band->y0; y < band->y1 && below->first; y++)
        fill_background(below, scratch, band->canvas, y, 0, band->canvas->width);
    below->first = false;
    if (text->frozen && text->frozen->when == GR_TEXT_IN_PLACE)
        gr_text_band(text, band, 1.0f, &scratch->text);
    if (sprite->frozen && sprite->frozen->when == GR_TEXT_IN_PLACE)
        gr_sprite_band(sprite, band, &scratch->sprite);
}

void gr_compose_band(const GrCells *layers, const GrTextState *texts, const GrSpriteState *sprites,
                     int count, const GrBackdrop *backdrop, const GrCanvas *drawn, GrRows *band,
                     const GrComposeScratch *scratch)
{
    Below below = {backdrop, backdrop->plain ? NULL : drawn, true};
    int width = band->canvas->width;
    for (int plane = 0; plane < 3 && backdrop->plain; plane++)
        memset(scratch->plain[plane], backdrop->low[plane], (size_t)gr_kernel_span(width));
    for (int y = band->y0; y < band->y1 && count == 0; y++)
        fill_background(&below, scratch, band->canvas, y, 0, width);
    for (int i = 0; i < count; i++) {
        if (!gr_layer_has_glyphs(layers[i].layer->layer)) {
            draw_text(&texts[i], &sprites[i], &below, band, scratch);
            continue;
        }
        const GrGrid *grid = layers[i].layer->grid;
        for (int y = band->y0, row = cell_row_at(grid, y); y < band->y1; row++) {
            int end = grid->row_edge[row + 1];
            Strip strip = {
                .cells = &layers[i], .row = row, .y0 = y, .y1 = end < band->y1 ? end : band->y1};
            draw_strip(&strip, &below, band, scratch);
            y = strip.y1;
        }
        below.first = false;
    }
    gr_rows_settle(band);
}
