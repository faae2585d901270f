/* SPDX-License-Identifier: MIT */
#include "model/hue.h"

#include <stddef.h>

#define HUES(X)                                                                                    \
    X(FIXED, "fixed", "one hue for the whole layer")                                               \
    X(ANGLE, "angle", "once around the wheel by the angle from the middle")                        \
    X(DISTANCE, "distance", "by the distance from the middle")                                     \
    X(CYCLE, "cycle", "one hue for the whole layer, once around in ten seconds")                   \
    X(VALUE, "value", "by the field's own value")                                                  \
    X(CENTROID, "centroid", "by the sound's timbre, dark to bright")                               \
    X(GRADIENT, "gradient", "along a line across the frame, at any angle")                         \
    X(PLASMA, "plasma", "slowly drifting areas")                                                   \
    X(TEMPERATURE, "temperature", "by value: ember red over yellow to blue-white")                 \
    X(FIELD, "field", "by another field, `field:`")                                                \
    X(SOURCE, "source", "the colours that the footage or image of the layer's field has there")    \
    X(MONO, "mono", "one hue, by the field's value from deep over full to pale")

const GrHueInfo gr_hue_infos[GR_HUE_COUNT + 1] = {
#define INFO(id, name, help) [GR_HUE_##id] = {name, help},
    HUES(INFO)
#undef INFO
};

const char *const gr_hue_names[GR_HUE_COUNT + 1] = {
#define NAME(id, name, help) [GR_HUE_##id] = name,
    HUES(NAME)
#undef NAME
};
