/* SPDX-License-Identifier: MIT
 *
 * What lies under the first layer: a plain colour, or a gradient mixed in OKLab and dithered so
 * that it does not band.
 */
#ifndef GR_RENDER_BACKDROP_H
#define GR_RENDER_BACKDROP_H

#include "model/canvas.h"
#include "scene/show.h"

enum { GR_BACKDROP_STEPS = 1024 };

typedef struct GrBackdrop {
    bool plain;
    bool black;                           /* plain and 0, 0, 0 */
    uint8_t low[3], high[3];              /* darkest and brightest level of each channel */
    float along_x, along_y;               /* pixels to steps */
    float offset;                         /* step of pixel 0, 0 */
    uint16_t steps[3][GR_BACKDROP_STEPS]; /* levels of 1/256 */
} GrBackdrop;

void gr_backdrop_init(GrBackdrop *backdrop, const GrBackground *background, int width, int height);
/* Fills a canvas of the same size. */
void gr_backdrop_draw(const GrBackdrop *backdrop, const GrCanvas *canvas);

#endif
