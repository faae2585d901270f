/* SPDX-License-Identifier: MIT
 *
 * Hue rules: where on its colour ramp (or on the colour wheel) a cell of a layer lies. Each rule
 * gives a number per cell; `base + span * number + speed * t`, wrapped, is the place.
 */
#ifndef GR_MODEL_HUE_H
#define GR_MODEL_HUE_H

typedef enum GrHueRule {
    GR_HUE_FIXED,       /* nothing but the base */
    GR_HUE_ANGLE,       /* a / 2pi */
    GR_HUE_DISTANCE,    /* r */
    GR_HUE_CYCLE,       /* t / 10 s */
    GR_HUE_VALUE,       /* the field's own value */
    GR_HUE_CENTROID,    /* the sound's timbre */
    GR_HUE_GRADIENT,    /* along a line across the frame */
    GR_HUE_PLASMA,      /* slow drifting blobs */
    GR_HUE_TEMPERATURE, /* value from ember red over yellow to blue-white */
    GR_HUE_FIELD,       /* another field's value */
    GR_HUE_SOURCE,      /* the colours of the film or picture that the field shows */
    GR_HUE_MONO,        /* value, in shades of one hue */
    GR_HUE_COUNT
} GrHueRule;

typedef struct GrHueInfo {
    const char *name, *help;
} GrHueInfo;
extern const GrHueInfo gr_hue_infos[GR_HUE_COUNT + 1];
extern const char *const gr_hue_names[GR_HUE_COUNT + 1];

#endif
