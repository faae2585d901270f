/* SPDX-License-Identifier: MIT
 *
 * Easings: curves from 0 to 1 that say how a value gets from one key to the next. `in` starts
 * slowly, `out` arrives slowly, `in_out` does both. Outside 0..1 they hold their ends; back and
 * elastic swing beyond 0 and 1 on the way. Branch-free and inline, so that loops over cells
 * vectorise. The shapes are Robert Penner's (robertpenner.com/easing).
 */
#ifndef GR_MODEL_EASE_H
#define GR_MODEL_EASE_H

#include "base/vmath.h"

#include <stdbool.h>

/* Every family gives in_, out_ and in_out_: FAMILY(with, UPPER, lower, how it goes). */
#define GR_EASE_FAMILIES(FAMILY, with)                                                             \
    FAMILY(with, QUAD, quad, "gently")                                                             \
    FAMILY(with, CUBIC, cubic, "clearly")                                                          \
    FAMILY(with, QUART, quart, "strongly")                                                         \
    FAMILY(with, SINE, sine, "very softly")                                                        \
    FAMILY(with, EXPO, expo, "as a power of two: almost still, then all at once")                  \
    FAMILY(with, CIRC, circ, "along a quarter of a circle")                                        \
    FAMILY(with, BACK, back, "with a swing beyond the end, by a tenth")                            \
    FAMILY(with, ELASTIC, elastic, "like a rubber band, swinging about the end")                   \
    FAMILY(with, BOUNCE, bounce, "like a ball that bounces, lower each time")

#define GR_EASE_ENUM_(with, UPPER, lower, how)                                                     \
    GR_EASE_IN_##UPPER, GR_EASE_OUT_##UPPER, GR_EASE_IN_OUT_##UPPER,
typedef enum GrEase { GR_EASE_LINEAR, GR_EASE_FAMILIES(GR_EASE_ENUM_, ) GR_EASE_COUNT } GrEase;

typedef struct GrEaseInfo {
    const char *name, *help;
} GrEaseInfo;
extern const GrEaseInfo gr_ease_infos[GR_EASE_COUNT + 1]; /* by GrEase; ends with a NULL name */

/* False when there is no such easing. */
bool gr_ease_find(const char *name, GrEase *ease);
const char *gr_ease_nearest(const char *name); /* for a "did you mean", or NULL */
/* 0 at 0 and below, 1 at 1 and above. */
float gr_ease(GrEase ease, float x);

/* The shapes: from 0 to 1, starting slowly. */
static inline float gr_ease_quad(float x)
{
    return x * x;
}

static inline float gr_ease_cubic(float x)
{
    return x * x * x;
}

static inline float gr_ease_quart(float x)
{
    return x * x * x * x;
}

static inline float gr_ease_sine(float x)
{
    float y = 1.0f - gr_sinf((1.0f - x) * (0.5f * GR_PI));
    return x > 0.0f ? y : 0.0f;
}

static inline float gr_ease_expo(float x)
{
    return (gr_exp2f(10.0f * x) - 1.0f) * (1.0f / 1023.0f);
}

static inline float gr_ease_circ(float x)
{
    return 1.0f - gr_sqrtf(1.0f - x * x);
}

static inline float gr_ease_back(float x)
{
    return x * x * (2.70158f * x - 1.70158f);
}

static inline float gr_ease_elastic(float x)
{
    float turns = (10.0f * x - 10.75f) * (1.0f / 3.0f);
    float y = -gr_exp2f(10.0f * x - 10.0f) * gr_sinf(turns * GR_TAU);
    y = x > 0.0f ? y : 0.0f;
    return x < 1.0f ? y : 1.0f;
}

static inline float gr_ease_bounce(float x)
{
    /* Four parabolas; the longest is the last. */
    float back = 1.0f - x;
    float middle = back < 2.5f / 2.75f ? 2.25f : 2.625f;
    float lift = back < 2.5f / 2.75f ? 0.9375f : 0.984375f;
    middle = back < 2.0f / 2.75f ? 1.5f : middle;
    lift = back < 2.0f / 2.75f ? 0.75f : lift;
    middle = back < 1.0f / 2.75f ? 0.0f : middle;
    lift = back < 1.0f / 2.75f ? 0.0f : lift;
    float u = back - middle / 2.75f;
    float y = 1.0f - (7.5625f * u * u + lift);
    return x > 0.0f ? y : 0.0f;
}

static inline float gr_ease_linear(float x)
{
    return gr_unitf(x);
}

#define GR_EASE_DEFINE_(with, UPPER, lower, how)                                                   \
    static inline float gr_ease_in_##lower(float x)                                                \
    {                                                                                              \
        return gr_ease_##lower(gr_unitf(x));                                                       \
    }                                                                                              \
    static inline float gr_ease_out_##lower(float x)                                               \
    {                                                                                              \
        return 1.0f - gr_ease_##lower(1.0f - gr_unitf(x));                                         \
    }                                                                                              \
    static inline float gr_ease_in_out_##lower(float x)                                            \
    {                                                                                              \
        float u = gr_unitf(x);                                                                     \
        float half = 0.5f * gr_ease_##lower(u < 0.5f ? 2.0f * u : 2.0f - 2.0f * u);                \
        return u < 0.5f ? half : 1.0f - half;                                                      \
    }
GR_EASE_FAMILIES(GR_EASE_DEFINE_, )

#endif
