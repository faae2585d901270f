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

/* Ink that is the same everywhere needs no offset. */
static void blend_line(const GrTextCoat *coat, GrPixel *const rows[3], ptrdiff_t at, int blend,
                       int span)
{
    const GrTextScratch *scratch = coat->scratch;
    const GrKernels *kernels = gr_kernels();
    const GrLay *lay = gr_lay(kernels, blend, coat->light);
    const GrPixel *const below[3] = {rows[0], rows[1], rows[2]};
    const uint8_t *ink[3], *alpha = scratch->cover + at;
    for (int plane = 0; plane < 3; plane++)
        ink[plane] = coat->tinted   ? scratch->colour[plane] + at
                     : lay->prepare ? scratch->prepared[plane]
                                    : scratch->plain[plane];
    if (coat->tinted)
        gr_lay_once(kernels, blend, coat->light, rows, below, ink, alpha, span);
    else if (blend == GR_BLEND_NORMAL && coat->light == GR_LIGHT_SRGB)
        kernels->flat(rows, coat->colour, alpha, span);
    else
        lay->lay(rows, below, ink, alpha, span);
}

void gr_text_coat_blend(const GrTextCoat *coat, const GrCanvas *canvas, int blend)
{
    const GrTextScratch *scratch = coat->scratch;
    for (int i = 0; i < coat->y1 - coat->y0; i++) {
        int from = coat->from[i] & ~(GR_KERNEL_STEP - 1);
        if (coat->from[i] >= coat->to[i])
            continue;
        ptrdiff_t at = i * scratch->pitch + from;
        int span = gr_kernel_span(coat->to[i] - from);
        if (gr_mask_hides(&coat->state->mask))
            gr_kernels()->mask(
                scratch->cover + at,
                gr_mask_row(&coat->state->mask, coat->y0 + i, from, span, scratch->mask), span);
        GrPixel *const rows[3] = {gr_canvas_row(canvas, 0, coat->y0 + i) + from,
                                  gr_canvas_row(canvas, 1, coat->y0 + i) + from,
                                  gr_canvas_row(canvas, 2, coat->y0 + i) + from};
        blend_line(coat, rows, at, blend, span);
    }
}

/* The colour that all of it has. */
void gr_text_coat_colour(GrTextCoat *coat, GrColour colour, int blend)
{
    const GrLay *lay = gr_lay(gr_kernels(), blend, coat->light);
    int span = gr_kernel_span(coat->width);
    for (int plane = 0; plane < 3; plane++) {
        GrPixel *plain = coat->scratch->plain[plane];
        coat->colour[plane] = gr_text_level(gr_text_channel(colour, plane) * coat->gain);
        if (blend == GR_BLEND_NORMAL && coat->light == GR_LIGHT_SRGB)
            continue;
        memset(plain, coat->colour[plane], (size_t)span);
        if (lay->prepare)
            lay->prepare(coat->scratch->prepared[plane], plain, span);
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
