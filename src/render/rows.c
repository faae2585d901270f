/* SPDX-License-Identifier: MIT */
#include "render/rows.h"

#include "base/blue_noise.h"
#include "render/kernels/kernels.h"

int gr_rows_init(GrRows *band, GrArena *arena, int width, GrError *error)
{
    size_t blocks = (size_t)gr_kernel_span(width) / GR_KERNEL_STEP;
    size_t pitch = blocks * GR_LIGHT_BLOCK + 32; /* odd lines of cache per row */
    band->light_pitch = (ptrdiff_t)pitch;
    band->light = GR_ARENA_NEW(arena, uint16_t, pitch * GR_BAND_ROWS);
    bool made = band->light;
    for (int plane = 0; plane < 3; plane++) {
        band->prepared[plane] =
            gr_arena_alloc(arena, (size_t)gr_kernel_span(width) * GR_PREPARED_BYTES);
        made = made && band->prepared[plane];
    }
    return made ? GR_OK : gr_error_memory(error, "a band of light", 2 * pitch * GR_BAND_ROWS);
}

void gr_rows_aim(GrRows *band, const GrCanvas *canvas, int y0, int y1)
{
    band->canvas = canvas;
    band->y0 = y0;
    band->y1 = y1;
    for (int i = 0; i < GR_BAND_ROWS; i++)
        band->lit_from[i] = band->lit_to[i] = 0;
}

static uint16_t *light_at(const GrRows *band, int y, int x)
{
    return band->light + (y - band->y0) * band->light_pitch + x / GR_KERNEL_STEP * GR_LIGHT_BLOCK;
}

static void lighten(const GrRows *band, int y, int from, int to)
{
    const GrCanvas *canvas = band->canvas;
    const GrPixel *rows[3] = {gr_canvas_row(canvas, 0, y) + from,
                              gr_canvas_row(canvas, 1, y) + from,
                              gr_canvas_row(canvas, 2, y) + from};
    if (from < to)
        gr_kernels()->to_light(light_at(band, y, from), rows, to - from);
}

/* Columns that are light stay one stretch. */
static void light_row(GrRows *band, int y, int from, int to)
{
    int *lit_from = &band->lit_from[y - band->y0], *lit_to = &band->lit_to[y - band->y0];
    if (*lit_from >= *lit_to) {
        band->dithered[y - band->y0] = false;
        lighten(band, y, from, to);
        *lit_from = from;
        *lit_to = to;
        return;
    }
    lighten(band, y, from, *lit_from);
    lighten(band, y, *lit_to, to);
    *lit_from = from < *lit_from ? from : *lit_from;
    *lit_to = to > *lit_to ? to : *lit_to;
}

void gr_rows_settle_some(GrRows *band, int y0, int y1)
{
    for (int y = y0; y < y1; y++) {
        int from = band->lit_from[y - band->y0], *to = &band->lit_to[y - band->y0];
        if (from >= *to)
            continue;
        GrPixel *const rows[3] = {gr_canvas_row(band->canvas, 0, y) + from,
                                  gr_canvas_row(band->canvas, 1, y) + from,
                                  gr_canvas_row(band->canvas, 2, y) + from};
        gr_kernels()->from_light(rows, light_at(band, y, from),
                                 band->dithered[y - band->y0]
                                     ? gr_blue_noise_row(band->noise + GR_BLUE_NOISE_LIGHT, y)
                                     : NULL,
                                 *to - from);
        *to = from;
    }
}

void gr_rows_settle(GrRows *band)
{
    gr_rows_settle_some(band, band->y0, band->y1);
}

static bool wants_dither(const GrRowsInk *ink)
{
    return ink->mask || (ink->picture && ink->opacity < GR_OPAQUE);
}

static void blend_light(GrRows *band, GrBlend mode, const GrRowsInk *ink)
{
    GrLightBlend blend = {.light = light_at(band, ink->y, ink->x0),
                          .pitch = band->light_pitch,
                          .ink = {ink->colour[0], ink->colour[1], ink->colour[2]},
                          .alpha = ink->alpha,
                          .mask = ink->mask,
                          .alpha_pitch = ink->alpha_pitch,
                          .mask_pitch = ink->mask_pitch,
                          .opacity = ink->opacity,
                          .rows = ink->rows,
                          .n = ink->span};
    for (int i = 0; i < ink->rows; i++) {
        light_row(band, ink->y + i, ink->x0, ink->x0 + ink->span);
        if (wants_dither(ink))
            band->dithered[ink->y + i - band->y0] = true;
    }
    gr_kernels()->blend_linear[mode](&blend);
}

void gr_rows_thin(const GrRows *band, GrRowsInk *ink)
{
    const GrKernels *kernels = gr_kernels();
    for (int i = 0; i < ink->rows; i++) {
        uint8_t *alpha = ink->alpha + i * ink->alpha_pitch;
        if (ink->mask)
            kernels->mask(alpha, ink->mask + i * ink->mask_pitch, ink->opacity,
                          gr_blue_noise_row(band->noise, ink->y + i), ink->span);
        else if (ink->opacity < GR_OPAQUE)
            kernels->fade(alpha, (uint16_t)ink->opacity, ink->span);
    }
    ink->dithered = wants_dither(ink);
    ink->opacity = GR_OPAQUE;
    ink->mask = NULL;
}

const uint8_t *gr_rows_dither(const GrRows *band, const GrRowsInk *ink, int y)
{
    return ink->dithered ? gr_blue_noise_row(band->noise + GR_BLUE_NOISE_BLEND, y) : NULL;
}

static void blend_bytes(const GrRows *band, GrBlend mode, const GrRowsInk *ink)
{
    const GrKernels *kernels = gr_kernels();
    const GrLay *lay = &kernels->lay[mode];
    bool prepared = lay->prepare && ink->rows > 1;
    const uint8_t *colour[3] = {ink->colour[0], ink->colour[1], ink->colour[2]};
    for (int plane = 0; plane < 3 && prepared; plane++) {
        lay->prepare(band->prepared[plane], colour[plane], ink->span);
        colour[plane] = band->prepared[plane];
    }
    for (int i = 0; i < ink->rows; i++) {
        const uint8_t *alpha = ink->alpha + i * ink->alpha_pitch;
        const uint8_t *dither = gr_rows_dither(band, ink, ink->y + i);
        GrPixel *rows[3];
        const GrPixel *below[3];
        for (int plane = 0; plane < 3; plane++)
            below[plane] = rows[plane] = gr_canvas_row(band->canvas, plane, ink->y + i) + ink->x0;
        if (prepared)
            lay->lay(rows, below, colour, alpha, dither, ink->span);
        else
            gr_lay_once(kernels, mode, rows, below, colour, alpha, dither, ink->span);
    }
}

void gr_rows_blend(GrRows *band, GrBlend mode, GrLight light, const GrRowsInk *ink)
{
    if (light == GR_LIGHT_LINEAR) {
        blend_light(band, mode, ink);
        return;
    }
    GrRowsInk thin = *ink;
    gr_rows_thin(band, &thin);
    gr_rows_settle_some(band, ink->y, ink->y + ink->rows);
    blend_bytes(band, mode, &thin);
}
