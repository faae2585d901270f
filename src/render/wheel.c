/* SPDX-License-Identifier: MIT */
#include "render/wheel.h"

#include "base/vmath.h"

#include <string.h>

/* OKLCH counts its hue from pink; ours counts from red, as HSV does: this is the hue of ff0000. */
static const float RED_TURNS = 0.0812052f;
/* More chroma than sRGB has at any hue and lightness: full saturation is the gamut's edge. */
static const float MOST_CHROMA = 0.33f;

static void set_place(GrWheel *wheel, int place, GrColour colour)
{
    const float channel[3] = {colour.r, colour.g, colour.b};
    wheel->colour[place] = 0;
    for (int plane = 0; plane < 3; plane++) {
        uint32_t level = (uint32_t)(int32_t)(gr_unitf(channel[plane]) * 255.0f + 0.5f);
        wheel->colour[place] |= level << (8 * plane);
    }
}

static GrColour wheel_colour(const GrLayerLook *look, float turns)
{
    if (look->hue_space == 1)
        return gr_colour_from_hsv(turns, look->saturation, look->lightness);
    return gr_colour_from_oklch((GrOklch){.l = look->lightness,
                                          .c = look->saturation * MOST_CHROMA,
                                          .h = gr_fractf(turns + RED_TURNS)});
}

static GrColour stop_colour(const GrColour *stops, int count, float position)
{
    int index = (int)position;
    index = index > count - 2 ? count - 2 : index;
    if (index < 0)
        return stops[0];
    return gr_colour_mix(stops[index], stops[index + 1], position - (float)index);
}

static bool rule_has_ends(int rule)
{
    return rule == GR_HUE_VALUE || rule == GR_HUE_GRADIENT || rule == GR_HUE_DISTANCE ||
           rule == GR_HUE_CENTROID || rule == GR_HUE_PLASMA || rule == GR_HUE_TEMPERATURE ||
           rule == GR_HUE_FIELD;
}

static void fill_there_and_back(GrWheel *wheel, const GrColour *stops, int count)
{
    const int half = GR_PLACES / 2;
    wheel->scale = (float)half;
    for (int i = 0; i < half; i++) {
        float position = (float)i / (float)(half - 1) * (float)(count - 1);
        GrColour colour = stop_colour(stops, count, position);
        set_place(wheel, i, colour);
        set_place(wheel, GR_PLACES - 1 - i, colour);
    }
}

static void fill_loop(GrWheel *wheel, const GrColour *stops, int count)
{
    wheel->scale = (float)GR_PLACES;
    for (int i = 0; i < GR_PLACES; i++) {
        float position = (float)i / (float)GR_PLACES * (float)count;
        int index = (int)position % count;
        GrColour colour = gr_colour_mix(stops[index], stops[(index + 1) % count],
                                        position - (float)(int)position);
        set_place(wheel, i, colour);
    }
}

/* One hue from deep to pale, as light as it is bright. */
static void fill_shades(GrWheel *wheel, GrOklch of)
{
    const int count = 4;
    const GrColour shades[] = {
        gr_colour_from_oklch((GrOklch){.l = 0.62f * of.l, .c = 0.75f * of.c, .h = of.h}),
        gr_colour_from_oklch(of),
        gr_colour_from_oklch((GrOklch){.l = 0.3f + 0.7f * of.l, .c = 0.8f * of.c, .h = of.h}),
        gr_colour_from_oklch((GrOklch){.l = 0.6f + 0.36f * of.l, .c = 0.65f * of.c, .h = of.h}),
    };
    fill_there_and_back(wheel, shades, count);
}

/* Steps instead of a gradient. Those of a ramp with two ends show both. */
static void cut_steps(GrWheel *wheel, int steps)
{
    const int length = wheel->scale < (float)GR_PLACES ? GR_PLACES / 2 : GR_PLACES;
    uint32_t smooth[GR_PLACES];
    memcpy(smooth, wheel->colour, sizeof smooth);
    for (int i = 0; i < length; i++) {
        int step = i * steps / length;
        int from = length < GR_PLACES && steps > 1 ? step * (length - 1) / (steps - 1)
                                                   : step * length / steps;
        wheel->colour[i] = smooth[from];
        if (length < GR_PLACES)
            wheel->colour[GR_PLACES - 1 - i] = smooth[from];
    }
}

static void fill(GrWheel *wheel, const GrLayer *layer, const GrLayerLook *look)
{
    /* Ember, flame, daylight, blue-white: a hot body seen by eye, not by Planck's numbers. */
    static const GrColour heat[] = {{0.36f, 0.03f, 0.02f}, {0.83f, 0.14f, 0.03f},
                                    {1.00f, 0.50f, 0.08f}, {1.00f, 0.83f, 0.36f},
                                    {1.00f, 0.97f, 0.90f}, {0.80f, 0.90f, 1.00f}};
    bool given = layer->colours && layer->colour_count > 0;
    if (look->hue_rule == GR_HUE_MONO) {
        fill_shades(
            wheel, gr_oklch_from_colour(given ? layer->colours[0] : wheel_colour(look, look->hue)));
        return;
    }
    if (given) {
        if (rule_has_ends(look->hue_rule))
            fill_there_and_back(wheel, layer->colours, layer->colour_count);
        else
            fill_loop(wheel, layer->colours, layer->colour_count);
        return;
    }
    if (look->hue_rule == GR_HUE_TEMPERATURE) {
        fill_there_and_back(wheel, heat, (int)(sizeof heat / sizeof heat[0]));
        return;
    }
    wheel->scale = (float)GR_PLACES;
    for (int i = 0; i < GR_PLACES; i++)
        set_place(wheel, i, wheel_colour(look, (float)i / (float)GR_PLACES));
}

void gr_wheel_init(GrWheel *wheel, const GrLayer *layer, const GrLayerLook *look)
{
    fill(wheel, layer, look);
    if (look->hue_steps > 0)
        cut_steps(wheel, look->hue_steps);
}
