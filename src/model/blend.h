/* SPDX-License-Identifier: MIT
 *
 * Blend modes: how a layer's ink meets what is below it. With coverage and opacity as alpha:
 * out = below + alpha * (mode(below, ink) - below), on sRGB values or in linear light.
 */
#ifndef GR_MODEL_BLEND_H
#define GR_MODEL_BLEND_H

#include <stdbool.h>

/* The first GR_ECHO_COUNT never change more than their ink does, so that feedback may use them. */
typedef enum GrBlend {
    GR_BLEND_NORMAL,
    GR_BLEND_ADD,
    GR_BLEND_SUBTRACT,
    GR_BLEND_MULTIPLY,
    GR_BLEND_SCREEN,
    GR_BLEND_OVERLAY,
    GR_BLEND_SOFTLIGHT,
    GR_BLEND_DIFFERENCE,
    GR_BLEND_EXCLUSION,
    GR_BLEND_LIGHTEN,
    GR_BLEND_DARKEN,
    GR_BLEND_GRAIN_EXTRACT,
    GR_BLEND_GRAIN_MERGE,
    GR_ECHO_COUNT,
    GR_BLEND_HARDLIGHT = GR_ECHO_COUNT,
    GR_BLEND_COLORDODGE,
    GR_BLEND_COLORBURN,
    GR_BLEND_LINEARLIGHT,
    GR_BLEND_VIVIDLIGHT,
    GR_BLEND_PINLIGHT,
    GR_BLEND_HARDMIX,
    GR_BLEND_COUNT
} GrBlend;

/* Opacities that are whole numbers are of so many. */
enum { GR_OPAQUE = 65536 };

/* What the numbers of a blend are. */
typedef enum GrLight { GR_LIGHT_SRGB, GR_LIGHT_LINEAR, GR_LIGHT_COUNT } GrLight;

typedef struct GrBlendInfo {
    const char *name, *help;
    bool ink_over_black; /* over black it comes to alpha x ink */
} GrBlendInfo;
extern const GrBlendInfo gr_blend_infos[GR_BLEND_COUNT + 1]; /* ends with a NULL name */
extern const char *const gr_blend_names[GR_BLEND_COUNT + 1]; /* the same names, for choices */
extern const char *const gr_echo_names[GR_ECHO_COUNT + 1];   /* those of feedback */
extern const char *const gr_light_names[GR_LIGHT_COUNT + 1], *const gr_light_help[];

#endif
