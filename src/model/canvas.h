/* SPDX-License-Identifier: MIT
 *
 * The picture being made: R, G and B as separate planes. Rows start on 64-byte boundaries and are
 * followed by at least GR_ROW_SLACK pixels that kernels may read and overwrite.
 */
#ifndef GR_MODEL_CANVAS_H
#define GR_MODEL_CANVAS_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

typedef uint8_t GrPixel;

enum {
    GR_PIXEL_MAX = 255,
    GR_ROW_SLACK = 64,
    GR_CANVAS_MAX_SIDE = 16384,
    GR_CANVAS_MAX_PIXELS = 256000000, /* libav's limit for a picture is a little higher */
    GR_BAND_ROWS =
        32, /* rows worked on at a time: 3 x 1920 x 32 bytes and the sources stay in L2 */
};

typedef struct GrCanvas {
    int width, height;
    ptrdiff_t stride; /* pixels from row to row */
    GrPixel *plane[3];
    void *memory;
} GrCanvas;

int gr_canvas_create(GrCanvas *canvas, int width, int height, GrError *error);
void gr_canvas_finish(GrCanvas *canvas);

static inline GrPixel *gr_canvas_row(const GrCanvas *canvas, int plane, int y)
{
    return canvas->plane[plane] + (ptrdiff_t)y * canvas->stride;
}

/* Checksum of the pixels of the three planes (width x height of each, no padding). */
uint64_t gr_canvas_checksum(const GrCanvas *canvas);
/* Mean and maximum of BT.709 luma, in code values. */
void gr_canvas_brightness(const GrCanvas *canvas, double *mean, int *maximum);

#endif
