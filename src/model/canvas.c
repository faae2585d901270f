/* SPDX-License-Identifier: MIT */
#include "model/canvas.h"

#include "base/arena.h"
#include "base/hash.h"

#include <string.h>

int gr_canvas_create(GrCanvas *canvas, int width, int height, GrError *error)
{
    memset(canvas, 0, sizeof *canvas);
    if (width < 1 || height < 1 || width > GR_CANVAS_MAX_SIDE || height > GR_CANVAS_MAX_SIDE)
        return gr_error_set(error, GR_E_USAGE, "a frame of %dx%d: each side is 1..%d", width,
                            height, GR_CANVAS_MAX_SIDE);
    /* An odd number of 64-byte lines per row keeps the rows of a column out of one cache set. */
    size_t lines = ((size_t)width + GR_ROW_SLACK + 63) / 64 | 1;
    canvas->stride = (ptrdiff_t)(lines * 64);
    size_t plane_bytes = lines * 64 * (size_t)height;
    canvas->memory = gr_pages_map(plane_bytes * 3);
    if (!canvas->memory)
        return gr_error_memory(error, "a canvas", plane_bytes * 3);
    canvas->width = width;
    canvas->height = height;
    for (int i = 0; i < 3; i++)
        canvas->plane[i] = (GrPixel *)canvas->memory + (size_t)i * plane_bytes;
    return GR_OK;
}

void gr_canvas_finish(GrCanvas *canvas)
{
    if (!canvas)
        return;
    gr_pages_unmap(canvas->memory, (size_t)canvas->stride * (size_t)canvas->height * 3);
    memset(canvas, 0, sizeof *canvas);
}

uint64_t gr_canvas_checksum(const GrCanvas *canvas)
{
    uint64_t sum = 0;
    for (int plane = 0; plane < 3; plane++)
        for (int y = 0; y < canvas->height; y++)
            sum = gr_hash_bytes(gr_canvas_row(canvas, plane, y), (size_t)canvas->width, sum);
    return sum;
}

void gr_canvas_brightness(const GrCanvas *canvas, double *mean, int *maximum)
{
    uint64_t total = 0;
    unsigned highest = 0;
    for (int y = 0; y < canvas->height; y++) {
        const GrPixel *r = gr_canvas_row(canvas, 0, y);
        const GrPixel *g = gr_canvas_row(canvas, 1, y);
        const GrPixel *b = gr_canvas_row(canvas, 2, y);
        unsigned row_total = 0;
        for (int x = 0; x < canvas->width; x++) {
            unsigned luma = (54u * r[x] + 183u * g[x] + 19u * b[x] + 128u) >> 8; /* BT.709 */
            row_total += luma;
            highest = luma > highest ? luma : highest;
        }
        total += row_total;
    }
    *mean = (double)total / ((double)canvas->width * canvas->height);
    *maximum = (int)highest;
}
