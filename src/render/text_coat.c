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

void gr_text_coat_blend(const GrTextCoat *coat, const GrCanvas *canvas, int blend)
{
    const GrTextScratch *scratch = coat->scratch;
    bool flat = !coat->tinted && blend == GR_BLEND_NORMAL && coat->light == GR_LIGHT_SRGB;
    GrBlendKernel *kernel = gr_blend_kernel(gr_kernels(), blend, coat->light);
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
        if (flat) {
            gr_kernels()->flat(rows, coat->colour, scratch->cover + at, span);
            continue;
        }
        for (int plane = 0; plane < 3; plane++) {
            const GrPixel *ink =
                coat->tinted ? scratch->colour[plane] + at : scratch->plain[plane] + from;
            kernel(rows[plane], rows[plane], ink, scratch->cover + at, span);
        }
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
