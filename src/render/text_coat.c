/* SPDX-License-Identifier: MIT */
#include "render/text_coat.h"

#include "render/kernels/kernels.h"

#include <string.h>

void gr_text_coat_widen(GrTextCoat *coat, const GrTextRect *rect)
{
    for (int y = rect->y0; y < rect->y1 && rect->x0 < rect->x1; y++) {
        int *from = &coat->from[y - coat->y0], *to = &coat->to[y - coat->y0];
        *from = rect->x0 < *from ? rect->x0 : *from;
        *to = rect->x1 > *to ? rect->x1 : *to;
    }
}

void gr_text_coat_empty(GrTextCoat *coat)
{
    for (int i = 0; i < GR_BAND_ROWS; i++) {
        coat->from[i] = coat->width;
        coat->to[i] = 0;
    }
}

/* Lines begin at kernel steps and are zero to a whole one, and as far as a stamp may reach. */
void gr_text_coat_clear(const GrTextCoat *coat)
{
    for (int i = 0; i < coat->y1 - coat->y0; i++) {
        int from = coat->from[i] & ~(GR_KERNEL_STEP - 1);
        if (coat->from[i] < coat->to[i])
            memset(coat->scratch->cover + i * coat->scratch->pitch + from, 0,
                   (size_t)(gr_kernel_span(coat->to[i] - from) + GR_TEXT_PAD));
    }
}

static void blend_flat(const GrTextCoat *coat, GrRows *band, GrRowsInk *ink)
{
    gr_rows_thin(band, ink);
    gr_rows_settle_some(band, ink->y, ink->y + ink->rows);
    for (int i = 0; i < ink->rows; i++) {
        GrPixel *const rows[3] = {gr_canvas_row(band->canvas, 0, ink->y + i) + ink->x0,
                                  gr_canvas_row(band->canvas, 1, ink->y + i) + ink->x0,
                                  gr_canvas_row(band->canvas, 2, ink->y + i) + ink->x0};
        gr_kernels()->flat(rows, coat->colour, ink->alpha + i * ink->alpha_pitch,
                           gr_rows_dither(band, ink, ink->y + i), ink->span);
    }
}

/* How many rows from one on have the same colours and begin and end at the same steps. */
static int even_rows(const GrTextCoat *coat, int first)
{
    int from = coat->from[first] & ~(GR_KERNEL_STEP - 1), count = 1;
    int span = gr_kernel_span(coat->to[first] - from);
    while (!coat->tinted && first + count < coat->y1 - coat->y0 &&
           coat->from[first + count] < coat->to[first + count] &&
           (coat->from[first + count] & ~(GR_KERNEL_STEP - 1)) == from &&
           gr_kernel_span(coat->to[first + count] - from) == span)
        count++;
    return count;
}

void gr_text_coat_blend(const GrTextCoat *coat, GrRows *band, int blend)
{
    const GrTextScratch *scratch = coat->scratch;
    bool flat = !coat->tinted && blend == GR_BLEND_NORMAL && coat->light == GR_LIGHT_SRGB;
    for (int i = 0, rows; i < coat->y1 - coat->y0; i += rows) {
        int from = coat->from[i] & ~(GR_KERNEL_STEP - 1);
        rows = 1;
        if (coat->from[i] >= coat->to[i])
            continue;
        rows = even_rows(coat, i);
        ptrdiff_t at = i * scratch->pitch + from;
        GrRowsInk ink = {.y = coat->y0 + i,
                         .rows = rows,
                         .x0 = from,
                         .span = gr_kernel_span(coat->to[i] - from),
                         .alpha = scratch->cover + at,
                         .alpha_pitch = scratch->pitch,
                         .opacity = coat->opacity};
        for (int plane = 0; plane < 3; plane++)
            ink.colour[plane] =
                coat->tinted ? scratch->colour[plane] + at : scratch->plain[plane] + from;
        gr_mask_ink(&coat->state->mask, &ink, &scratch->mask);
        if (flat)
            blend_flat(coat, band, &ink);
        else
            gr_rows_blend(band, (GrBlend)blend, coat->light, &ink);
    }
}

/* The colour that all of it has. */
void gr_text_coat_colour(GrTextCoat *coat, GrColour colour, int blend)
{
    for (int plane = 0; plane < 3; plane++) {
        coat->colour[plane] = gr_text_level(gr_text_channel(colour, plane) * coat->gain);
        if (blend != GR_BLEND_NORMAL || coat->light != GR_LIGHT_SRGB)
            memset(coat->scratch->plain[plane], coat->colour[plane],
                   (size_t)gr_kernel_span(coat->width));
    }
}

GrTextRect gr_text_coat_clip(const GrTextCoat *coat, GrTextRect rect)
{
    rect.x0 = rect.x0 > 0 ? rect.x0 : 0;
    rect.y0 = rect.y0 > coat->y0 ? rect.y0 : coat->y0;
    rect.x1 = rect.x1 < coat->width ? rect.x1 : coat->width;
    rect.y1 = rect.y1 < coat->y1 ? rect.y1 : coat->y1;
    return rect;
}
