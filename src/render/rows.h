/* SPDX-License-Identifier: MIT
 *
 * The rows of a picture that are drawn at present, and blending onto them. Pixels are bytes of a
 * canvas, or, where the last blend was in linear light, rows of light: they stay that until a blend
 * on sRGB values or gr_rows_settle wants bytes, so that any number of such blends go to light and
 * back once. Whoever reads or writes the canvas itself asks for bytes first.
 *
 * Blends by a mask, and those of pictures by an opacity, are rounded to bytes by blue noise, be it
 * values or light, and so is what a mask leaves of coverage: slow edges and fades do not band. The
 * colours of glyphs and texts are even: noise would only be seen as such, where exposure lifts it.
 */
#ifndef GR_RENDER_ROWS_H
#define GR_RENDER_ROWS_H

#include "base/arena.h"
#include "base/vmath.h"
#include "model/blend.h"
#include "model/canvas.h"

typedef struct GrRows {
    const GrCanvas *canvas;
    int y0, y1;           /* at most GR_BAND_ROWS */
    uint32_t noise;       /* where the thresholds of blue noise lie, other ones for each tick */
    uint8_t *prepared[3]; /* a row of ink, for a mode */
    uint16_t *light;
    ptrdiff_t light_pitch; /* words */
    /* Columns that are light, by row, whole steps of kernels; none where from is not below to. */
    int lit_from[GR_BAND_ROWS], lit_to[GR_BAND_ROWS];
    bool dithered[GR_BAND_ROWS]; /* what blends have made of the row since it became light */
} GrRows;

/* Ink for some rows: the same colours for all, coverage for each, and how much of that an opacity
 * and a mask leave. It begins at a kernel step and covers whole ones. */
typedef struct GrRowsInk {
    int y, rows, x0, span;
    const GrPixel *colour[3];
    uint8_t *alpha; /* may be overwritten */
    ptrdiff_t alpha_pitch;
    uint32_t opacity;     /* of GR_OPAQUE */
    const uint16_t *mask; /* NULL: none */
    ptrdiff_t mask_pitch;
    bool picture;  /* its colours change from pixel to pixel */
    bool dithered; /* what alpha has been made with wants that */
} GrRowsInk;

static inline uint32_t gr_opacity_of(float opacity)
{
    return (uint32_t)(int32_t)(gr_unitf(opacity) * (float)GR_OPAQUE + 0.5f);
}

/* One per thread, for pictures of this width. */
int gr_rows_init(GrRows *band, GrArena *arena, int width, GrError *error);
/* Rows y0 <= y < y1 of a canvas, all bytes. */
void gr_rows_aim(GrRows *band, const GrCanvas *canvas, int y0, int y1);
/* Makes alpha what the opacity and the mask leave of it, rounded; there are none from then on. */
void gr_rows_thin(const GrRows *band, GrRowsInk *ink);
/* Thresholds to round blends of a row of thinned ink by; NULL where it is not dithered. */
const uint8_t *gr_rows_dither(const GrRows *band, const GrRowsInk *ink, int y);
void gr_rows_blend(GrRows *band, GrBlend mode, GrLight light, const GrRowsInk *ink);
/* Makes rows bytes. */
void gr_rows_settle_some(GrRows *band, int y0, int y1);
void gr_rows_settle(GrRows *band);

#endif
