/* SPDX-License-Identifier: MIT
 *
 * Exact signed distances to shapes, in screen units.
 */
#ifndef GR_EFFECTS_SHAPES_H
#define GR_EFFECTS_SHAPES_H

#include "base/vmath.h"
#include "motion.h"

enum {
    GR_SHAPE_CIRCLE,
    GR_SHAPE_BOX,
    GR_SHAPE_RING,
    GR_SHAPE_STROKE,
    GR_SHAPE_TRIANGLE,
    GR_SHAPE_POLYGON,
    GR_SHAPE_STAR,
    GR_SHAPE_HEART,
    GR_SHAPE_COUNT,
};

/* A shape of circumradius 1 around the origin, y up, and where it stands. */
typedef struct GrShapeForm {
    int32_t shape;
    float x, y, cos, sin, size;
    float sides, ratio; /* as for a star; of a fraction of a side only the edges are there */
} GrShapeForm;

static inline float gr_length2(float x, float y)
{
    return gr_sqrtf(x * x + y * y);
}

/* From a point to the stretch between two others. */
static inline float gr_to_stretch(float x, float y, float ax, float ay, float bx, float by)
{
    float px = x - ax, py = y - ay, ex = bx - ax, ey = by - ay;
    float part = gr_unitf((px * ex + py * ey) / (ex * ex + ey * ey));
    return gr_length2(px - ex * part, py - ey * part);
}

static inline float gr_shape_box_at(float x, float y, float ratio)
{
    /* Its corners lie on the circle of radius 1. */
    float wide = 1.0f / gr_sqrtf(1.0f + ratio * ratio);
    float qx = gr_absf(x) - wide, qy = gr_absf(y) - wide * ratio;
    float outside = gr_length2(gr_maxf(qx, 0.0f), gr_maxf(qy, 0.0f));
    return outside + gr_minf(gr_maxf(qx, qy), 0.0f);
}

static inline float gr_shape_ring_at(float x, float y, float ratio)
{
    return gr_absf(gr_length2(x, y) - 0.5f * (1.0f + ratio)) - 0.5f * (1.0f - ratio);
}

static inline float gr_shape_line_at(float x, float y, float ratio)
{
    float thick = 0.4f * ratio;
    return gr_to_stretch(x, y, thick - 1.0f, 0.0f, 1.0f - thick, 0.0f) - thick;
}

/* Folded into half of one of its corners, which points up. */
static inline void gr_shape_fold(float *x, float *y, float sides)
{
    float sector = GR_TAU / sides, a = gr_atan2f(*x, *y);
    a = gr_absf(a - sector * gr_roundf(a / sector));
    float r = gr_length2(*x, *y);
    *x = r * gr_sinf(a);
    *y = r * gr_cosf(a);
}

/* The same where the last corner is not whole: it comes up between the inner points beside it. */
static inline void gr_shape_fold_last(float *x, float *y, const GrAround *around, float sides)
{
    float sector = GR_TAU / sides, a = gr_atan2f(*x, *y) + 0.5f * sector;
    a = gr_around_fold(around, a, GR_TAU, sector);
    float r = gr_length2(*x, *y);
    *x = r * gr_sinf(a);
    *y = r * gr_cosf(a);
}

/* A star's corner whose inner points lie at `ix`, `iy`; on a side's middle it is a polygon's. */
static inline float gr_shape_corner_at(float x, float y, float ix, float iy)
{
    float side = ix * (y - 1.0f) - (iy - 1.0f) * x;
    float far = gr_to_stretch(x, y, 0.0f, 1.0f, ix, iy);
    return side < 0.0f ? -far : far;
}

static inline float gr_shape_star_at(float x, float y, float sides, float ix, float iy)
{
    gr_shape_fold(&x, &y, sides);
    return gr_shape_corner_at(x, y, ix, iy);
}

static inline float gr_shape_unfolding_star_at(float x, float y, const GrAround *around,
                                               float sides, float ix, float iy)
{
    gr_shape_fold_last(&x, &y, around, sides);
    return gr_shape_corner_at(x, y, ix, iy);
}

static inline float gr_shape_heart_at(float x, float y)
{
    /* Two half circles on the sides of a square that stands on its corner. */
    float qx = gr_absf(x) * 0.67f, qy = y * 0.67f + 0.56f;
    float bow = gr_length2(qx - 0.25f, qy - 0.75f) - 0.35355339f;
    float along = 0.5f * gr_maxf(qx + qy, 0.0f);
    float notch = gr_length2(qx, qy - 1.0f), edge = gr_length2(qx - along, qy - along);
    float below = gr_minf(notch, edge);
    below = qx < qy ? -below : below;
    return (qx + qy > 1.0f ? bow : below) * (1.0f / 0.67f);
}

#define GR_SHAPE_EACH(distance)                                                                    \
    for (int i = 0; i < count; i++) {                                                              \
        float px = x[i] - form->x, py = y[i] - form->y;                                            \
        float qx = (form->cos * px + form->sin * py) * per_size;                                   \
        float qy = (form->sin * px - form->cos * py) * per_size;                                   \
        out[i] = (distance)*form->size;                                                            \
    }                                                                                              \
    break

/* Signed distances, negative inside, of `count` places on the screen. */
static inline void gr_shape_measure(const GrShapeForm *form, const float *restrict x,
                                    const float *restrict y, int count, float *restrict out)
{
    const float per_size = 1.0f / form->size, ratio = form->ratio;
    const float sides = form->shape == GR_SHAPE_TRIANGLE ? 3.0f : form->sides;
    const float half = GR_PI / sides;
    const GrAround around = gr_around(sides);
    enum { UNFOLDING = GR_SHAPE_COUNT };
    const bool cornered = form->shape == GR_SHAPE_POLYGON || form->shape == GR_SHAPE_STAR;
    const float inner = form->shape == GR_SHAPE_STAR ? ratio : gr_cosf(half);
    const float ix = inner * gr_sinf(half), iy = inner * gr_cosf(half);
    switch (cornered && around.laps > 0.0f ? UNFOLDING : form->shape) {
    case GR_SHAPE_CIRCLE:
        GR_SHAPE_EACH(gr_length2(qx, qy) - 1.0f);
    case GR_SHAPE_BOX:
        GR_SHAPE_EACH(gr_shape_box_at(qx, qy, ratio));
    case GR_SHAPE_RING:
        GR_SHAPE_EACH(gr_shape_ring_at(qx, qy, ratio));
    case GR_SHAPE_STROKE:
        GR_SHAPE_EACH(gr_shape_line_at(qx, qy, ratio));
    case GR_SHAPE_HEART:
        GR_SHAPE_EACH(gr_shape_heart_at(qx, qy));
    case UNFOLDING:
        GR_SHAPE_EACH(gr_shape_unfolding_star_at(qx, qy, &around, sides, ix, iy));
    default:
        GR_SHAPE_EACH(gr_shape_star_at(qx, qy, sides, ix, iy));
    }
}

#undef GR_SHAPE_EACH

#endif
