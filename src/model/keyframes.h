/* SPDX-License-Identifier: MIT
 *
 * Keyframes: values at times, and how the way from one to the next goes. Before the first key its
 * value holds, after the last the last one's; a loop starts again at the first key when it reaches
 * the last. Two keys at the same time are a jump: from that time on the later one counts.
 */
#ifndef GR_MODEL_KEYFRAMES_H
#define GR_MODEL_KEYFRAMES_H

#include "model/colour.h"
#include "model/ease.h"
#include "model/expr.h"

typedef struct GrKeyframe {
    double time_s;      /* since the scene began; never before that of the key before it */
    const GrExpr *expr; /* the value, or NULL: it is `number` */
    float number;
    GrColour colour; /* of keys of a colour, instead */
    GrEase ease;     /* of the way to this key from the one before */
} GrKeyframe;

typedef struct GrKeyframes {
    int count; /* at least 1 */
    const GrKeyframe *keys;
    bool loop;
} GrKeyframes;

/* The value at a time of the scene. `uniforms` are those of the moment (gr_expr_uniforms); the
 * expressions of both keys around it are worked out there. */
float gr_keyframes_value(const GrKeyframes *keys, double scene_s, const float *uniforms);
/* Colours go by way of OKLCH, lightness and chroma evenly and the hue the shorter way round. */
GrColour gr_keyframes_colour(const GrKeyframes *keys, double scene_s);
/* True when the sound has to be known for some key. */
bool gr_keyframes_use_signals(const GrKeyframes *keys);

#endif
