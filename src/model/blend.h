/* SPDX-License-Identifier: MIT
 *
 * Blend modes: how a layer's ink meets what is below it. With coverage and opacity as alpha:
 * out = below + alpha * (mode(below, ink) - below), on sRGB values.
 */
#ifndef GR_MODEL_BLEND_H
#define GR_MODEL_BLEND_H

typedef enum GrBlend {
    GR_BLEND_NORMAL,
    GR_BLEND_ADD,
    GR_BLEND_SCREEN,
    GR_BLEND_MULTIPLY,
    GR_BLEND_DIFFERENCE,
    GR_BLEND_EXCLUSION,
    GR_BLEND_LIGHTEN,
    GR_BLEND_COUNT
} GrBlend;

typedef struct GrBlendInfo {
    const char *name, *help;
} GrBlendInfo;
extern const GrBlendInfo gr_blend_infos[GR_BLEND_COUNT + 1]; /* ends with a NULL name */
extern const char *const gr_blend_names[GR_BLEND_COUNT + 1]; /* the same names, for choices */

#endif
