/* SPDX-License-Identifier: MIT
 *
 * A small raster of how much light a finished frame gives, made on the way to the encoder for
 * whoever judges the whole video afterwards (render/flashes.h). A frame is cut into blocks, 18
 * along its shorter side; each has two bytes, all of the first kind before all of the second: the
 * mean relative luminance (of linear light, 255 is white), and the mean of red - green - blue (of
 * linear light, 127 is pure red, nothing below 0) times two, plus one where red is at least four
 * fifths of the sum: a saturated red.
 */
#ifndef GR_RENDER_LIGHT_H
#define GR_RENDER_LIGHT_H

#include "base/arena.h"
#include "render/kernels/kernels.h"

enum {
    GR_LIGHT_SHORT_SIDE = 18,
    GR_LIGHT_LONG_SIDE = 64, /* at most */
    GR_LIGHT_MOST_BLOCKS = GR_LIGHT_SHORT_SIDE * GR_LIGHT_LONG_SIDE,
    GR_LIGHT_MOST_BYTES = 2 * GR_LIGHT_MOST_BLOCKS,
    GR_RED_ONE = 127,
};

typedef struct GrLightShape {
    int width, height; /* of the frame */
    int cols, rows;    /* blocks */
    int step;          /* one row of pixels of so many is looked at */
} GrLightShape;

GrLightShape gr_light_shape(int width, int height);
static inline int gr_light_bytes(const GrLightShape *shape)
{
    return 2 * shape->cols * shape->rows;
}

/* What one thread has seen of a frame. Sums of integers: who saw what does not matter. */
typedef struct GrLightMeter {
    GrPixel *row;       /* a row in linear light */
    uint16_t *pile[3];  /* rows of one row of blocks, summed */
    int piled, pile_of; /* how many, and of which row of blocks */
    uint32_t *sum[3];   /* by block */
} GrLightMeter;

int gr_light_meter_init(GrLightMeter *meter, GrArena *arena, const GrLightShape *shape,
                        GrError *error);
/* From sRGB values to linear light, for gr_light_meter_add. */
void gr_light_curve(GrCurve *curve);
/* Rows y0 to y1 - 1 of a canvas of the shape's size. */
void gr_light_meter_add(GrLightMeter *meter, const GrLightShape *shape, const GrCurve *curve,
                        const GrCanvas *canvas, int y0, int y1);
/* Adds what `from` has seen, which has seen nothing afterwards. */
void gr_light_meter_take(GrLightMeter *meter, GrLightMeter *from, const GrLightShape *shape);
/* The raster of the frame; the meter has seen nothing afterwards. */
void gr_light_meter_read(GrLightMeter *meter, const GrLightShape *shape, uint8_t *light);

#endif
