/* SPDX-License-Identifier: MIT */
#include "model/blend.h"

#include <stddef.h>

/* b is what is below, k the ink, both 0..1. */
#define ECHOES(X)                                                                                  \
    X(NORMAL, "normal", true, "the ink covers what is below")                                      \
    X(ADD, "add", true, "light is added: bright, saturates (b + k)")                               \
    X(SUBTRACT, "subtract", false,                                                                 \
      "light is taken away: ink bites holes into what is lit (b - k)")                             \
    X(MULTIPLY, "multiply", false, "darkens: the ink acts as a filter (b x k)")                    \
    X(SCREEN, "screen", true, "light is added softly, never past white")                           \
    X(OVERLAY, "overlay", false,                                                                   \
      "multiply where it is dark below, screen where it is light: more contrast, coloured by the " \
      "ink; what is black below stays black")                                                      \
    X(SOFTLIGHT, "softlight", false,                                                               \
      "a gentle overlay: light ink lifts what is below, dark ink sinks it, middle grey leaves it " \
      "(the formula of PDF and the W3C)")                                                          \
    X(DIFFERENCE, "difference", true,                                                              \
      "the distance between both: inverts where the ink is bright")                                \
    X(EXCLUSION, "exclusion", true, "like difference, with softer middles")                        \
    X(LIGHTEN, "lighten", true, "the brighter of both, channel by channel")                        \
    X(DARKEN, "darken", false, "the darker of both, channel by channel")                           \
    X(GRAIN_EXTRACT, "grain_extract", false,                                                       \
      "the difference around middle grey: b - k + 128 of 255 (b - k + 0.5 in linear light)")       \
    X(GRAIN_MERGE, "grain_merge", false,                                                           \
      "puts such a difference back: b + k - 128 of 255 (b + k - 0.5 in linear light)")
#define OTHERS(X)                                                                                  \
    X(HARDLIGHT, "hardlight", false,                                                               \
      "overlay by the ink: dark ink multiplies, light ink screens, middle grey leaves what is "    \
      "below")                                                                                     \
    X(COLORDODGE, "colordodge", false,                                                             \
      "what is lit below flares up towards white: b / (1 - k); black stays black")                 \
    X(COLORBURN, "colorburn", false,                                                               \
      "what is dark below burns down to black: 1 - (1 - b) / k; white stays white")                \
    X(LINEARLIGHT, "linearlight", false,                                                           \
      "light ink adds, dark ink takes away, twice as strongly: b + 2k - 1")                        \
    X(VIVIDLIGHT, "vividlight", false,                                                             \
      "colorburn by dark ink, colordodge by light ink, twice as strongly: harsh contrast")         \
    X(PINLIGHT, "pinlight", false,                                                                 \
      "light ink replaces what is darker, dark ink what is lighter; the rest stays")               \
    X(HARDMIX, "hardmix", false,                                                                   \
      "each channel full on or off: on where both together reach white; eight colours, hard "      \
      "edges")
#define BLENDS(X) ECHOES(X) OTHERS(X)

const GrBlendInfo gr_blend_infos[GR_BLEND_COUNT + 1] = {
#define INFO(id, name, over_black, help) [GR_BLEND_##id] = {name, help, over_black},
    BLENDS(INFO)
#undef INFO
};

const char *const gr_blend_names[GR_BLEND_COUNT + 1] = {
#define NAME(id, name, over_black, help) [GR_BLEND_##id] = name,
    BLENDS(NAME)
#undef NAME
};

const char *const gr_echo_names[GR_ECHO_COUNT + 1] = {
#define NAME(id, name, over_black, help) [GR_BLEND_##id] = name,
    ECHOES(NAME)
#undef NAME
};

const char *const gr_light_names[GR_LIGHT_COUNT + 1] = {"srgb", "linear", NULL};
const char *const gr_light_help[] = {"the code values themselves, as image editors blend",
                                     "the light that they stand for, as lamps add up", NULL};
