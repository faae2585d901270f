/* SPDX-License-Identifier: MIT */
#include "model/harmony.h"

#include "base/vmath.h"

#include <stddef.h>

const char *const gr_harmony_names[GR_HARMONY_COUNT + 1] = {
    "complementary", "triadic", "analogous", "split", "tetradic", NULL};
const char *const gr_harmony_help[GR_HARMONY_COUNT + 1] = {
    "the seed and what lies across the wheel",
    "three colours, a third of the wheel apart",
    "the seed between its neighbours",
    "the seed and both neighbours of what lies across",
    "four colours, a quarter of the wheel apart",
    NULL};

/* Turns from the seed's hue. */
static const struct {
    int count;
    float turns[4];
} harmonies[GR_HARMONY_COUNT] = {
    [GR_HARMONY_COMPLEMENTARY] = {2, {0.0f, 0.5f}},
    [GR_HARMONY_TRIADIC] = {3, {0.0f, 1.0f / 3.0f, 2.0f / 3.0f}},
    [GR_HARMONY_ANALOGOUS] = {3, {-1.0f / 12.0f, 0.0f, 1.0f / 12.0f}},
    [GR_HARMONY_SPLIT] = {3, {0.0f, 5.0f / 12.0f, 7.0f / 12.0f}},
    [GR_HARMONY_TETRADIC] = {4, {0.0f, 0.25f, 0.5f, 0.75f}},
};

/* As it would be written, in 8 bits: a show that is written out again stays the same. */
static float written(float channel)
{
    return gr_floorf(gr_unitf(channel) * 255.0f + 0.5f) / 255.0f;
}

int gr_harmony_colours(GrHarmony harmony, GrColour seed, GrColour out[GR_HARMONY_STOPS])
{
    const GrOklch of = gr_oklch_from_colour(seed);
    /* Light and dark ends of the wheel hold little colour at most hues. */
    const float lightness = of.l + 0.5f * (0.68f - of.l);
    const int colours = harmonies[harmony].count;
    const int each = harmony == GR_HARMONY_ANALOGOUS ? 1 : GR_HARMONY_STOPS / colours;
    for (int i = 0; i < colours; i++) {
        float turns = harmonies[harmony].turns[i];
        const GrColour colour =
            turns == 0.0f
                ? seed
                : gr_colour_from_oklch((GrOklch){lightness, of.c, gr_fractf(of.h + turns)});
        for (int k = 0; k < each; k++)
            out[i * each + k] = (GrColour){written(colour.r), written(colour.g), written(colour.b)};
    }
    return colours * each;
}
