/* SPDX-License-Identifier: MIT */
#include "model/keyframes.h"

#include <math.h>

/* Where a time lies between two keys (the same one twice at the ends). */
typedef struct Place {
    const GrKeyframe *from, *to;
    float mix; /* eased */
} Place;

static double looped(const GrKeyframes *keys, double scene_s)
{
    double first = keys->keys[0].time_s, span = keys->keys[keys->count - 1].time_s - first;
    if (!keys->loop || !(span > 0.0))
        return scene_s;
    double since = fmod(scene_s - first, span);
    return first + (since < 0.0 ? since + span : since);
}

static Place find(const GrKeyframes *keys, double scene_s)
{
    double time_s = looped(keys, scene_s);
    int low = 0, high = keys->count; /* the first key after the time is in low..high */
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (keys->keys[middle].time_s <= time_s)
            low = middle + 1;
        else
            high = middle;
    }
    const GrKeyframe *from = &keys->keys[low > 0 ? low - 1 : 0];
    const GrKeyframe *to = &keys->keys[low < keys->count ? low : keys->count - 1];
    if (from >= to)
        return (Place){to, to, 1.0f};
    float part = (float)((time_s - from->time_s) / (to->time_s - from->time_s));
    return (Place){from, to, gr_ease(to->ease, part)};
}

static float value_of(const GrKeyframe *key, const float *uniforms)
{
    return key->expr ? gr_expr_value(key->expr, uniforms) : key->number;
}

float gr_keyframes_value(const GrKeyframes *keys, double scene_s, const float *uniforms)
{
    Place place = find(keys, scene_s);
    float to = value_of(place.to, uniforms);
    if (place.from == place.to)
        return to;
    float from = value_of(place.from, uniforms);
    return place.mix == 0.0f ? from : place.mix == 1.0f ? to : gr_lerpf(from, to, place.mix);
}

GrColour gr_keyframes_colour(const GrKeyframes *keys, double scene_s)
{
    Place place = find(keys, scene_s);
    return gr_colour_mix_hue(place.from->colour, place.to->colour, place.mix);
}

bool gr_keyframes_use_signals(const GrKeyframes *keys)
{
    for (int i = 0; i < keys->count; i++)
        if (keys->keys[i].expr && gr_expr_uses_signals(keys->keys[i].expr))
            return true;
    return false;
}
