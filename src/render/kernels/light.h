/* SPDX-License-Identifier: MIT
 *
 * From sRGB code values to the light that they stand for and back, as tables for kernels that blend
 * in linear light. Filled when a level is chosen (gr_render_use_level), const from then on.
 */
#ifndef GR_RENDER_KERNELS_LIGHT_H
#define GR_RENDER_KERNELS_LIGHT_H

#include <stdint.h>

/* Where the curve is steepest, at black, a step is 0.4 code values. */
enum { GR_LIGHT_STEPS = 8192 };

typedef struct GrLightTables {
    float light[256];                 /* 0..1 */
    uint8_t code[GR_LIGHT_STEPS + 1]; /* of round(light * GR_LIGHT_STEPS) */
} GrLightTables;

extern GrLightTables gr_light_tables;

#endif
