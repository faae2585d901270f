/* SPDX-License-Identifier: MIT */
#include "model/blend.h"

#include <stddef.h>

#define BLENDS(X)                                                                                  \
    X(NORMAL, "normal", "the ink covers what is below")                                            \
    X(ADD, "add", "light is added: bright, saturates")                                             \
    X(SCREEN, "screen", "light is added softly, never past white")                                 \
    X(MULTIPLY, "multiply", "darkens: the ink acts as a filter")                                   \
    X(DIFFERENCE, "difference", "the distance between both: inverts where the ink is bright")      \
    X(EXCLUSION, "exclusion", "like difference, with softer middles")                              \
    X(LIGHTEN, "lighten", "the brighter of both, channel by channel")

const GrBlendInfo gr_blend_infos[GR_BLEND_COUNT + 1] = {
#define INFO(id, name, help) [GR_BLEND_##id] = {name, help},
    BLENDS(INFO)
#undef INFO
};

const char *const gr_blend_names[GR_BLEND_COUNT + 1] = {
#define NAME(id, name, help) [GR_BLEND_##id] = name,
    BLENDS(NAME)
#undef NAME
};
