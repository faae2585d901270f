/* SPDX-License-Identifier: MIT
 *
 * Colours that go with a seed colour: others of its chroma, nearer to the middle of lightness, at
 * set angles from its hue (OKLCH). Neighbours on the wheel flow into each other; colours further
 * apart keep to themselves and meet in short edges, since what lies between them is grey.
 */
#ifndef GR_MODEL_HARMONY_H
#define GR_MODEL_HARMONY_H

#include "model/colour.h"

#include <stdint.h>

enum { GR_HARMONY_STOPS = 12 };

typedef enum GrHarmony {
    GR_HARMONY_COMPLEMENTARY,
    GR_HARMONY_TRIADIC,
    GR_HARMONY_ANALOGOUS,
    GR_HARMONY_SPLIT,
    GR_HARMONY_TETRADIC,
    GR_HARMONY_COUNT
} GrHarmony;

extern const char *const gr_harmony_names[GR_HARMONY_COUNT + 1];
extern const char *const gr_harmony_help[GR_HARMONY_COUNT + 1];

/* Writes the stops of a ramp, the seed first; returns how many. */
int gr_harmony_colours(GrHarmony harmony, GrColour seed, GrColour out[GR_HARMONY_STOPS]);

#endif
