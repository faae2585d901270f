/* SPDX-License-Identifier: MIT
 *
 * A layer's colours as a table: the place of a cell (see model/hue.h) to 8-bit sRGB.
 */
#ifndef GR_RENDER_WHEEL_H
#define GR_RENDER_WHEEL_H

#include "render/kernels/kernels.h"
#include "scene/show.h"

typedef struct GrWheel {
    uint32_t colour[GR_PLACES]; /* R, G, B from the low byte up */
    /* Entries per unit of place. A closed loop has GR_PLACES. A ramp whose rule has two ends runs
     * there and back over two units, so that no place makes a hard jump. */
    float scale;
} GrWheel;

/* `look` is the layer's at some moment. */
void gr_wheel_init(GrWheel *wheel, const GrLayer *layer, const GrLayerLook *look);

#endif
