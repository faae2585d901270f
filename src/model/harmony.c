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

/* Neighbours further apart than this turn grey on their way. */
static const float too_far = 0.35f;

static GrColour tint_between(GrOklch seed, float a, float b)
{
    const GrColour left = gr_colour_from_oklch((GrOklch){seed.l, seed.c, gr_fractf(seed.h + a)});
    const GrColour right = gr_colour_from_oklch((GrOklch){seed.l, seed.c, gr_fractf(seed.h + b)});
    GrOklch tint = gr_oklch_from_colour(gr_colour_mix(left, right, 0.5f));
    tint.l = 0.75f + 0.25f * seed.l;
    return gr_colour_from_oklch(tint);
}

int gr_harmony_colours(GrHarmony harmony, GrColour seed, GrColour out[GR_HARMONY_STOPS])
{
    const GrOklch of = gr_oklch_from_colour(seed);
    int count = 0;
    for (int i = 0; i < harmonies[harmony].count; i++) {
        float turns = harmonies[harmony].turns[i];
        float before = i ? harmonies[harmony].turns[i - 1] : turns;
        if (turns - before > too_far)
            out[count++] = tint_between(of, before, turns);
        out[count++] = turns == 0.0f
                           ? seed
                           : gr_colour_from_oklch((GrOklch){of.l, of.c, gr_fractf(of.h + turns)});
    }
    return count;
}
