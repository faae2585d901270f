/* SPDX-License-Identifier: MIT */
#include "base/vmath.h"
#include "render/kernels/parts.h"

/* How far behind the edge a pixel lies, in screen units, and how far from its light, which is the
 * same but for hands: where they started there is no light. */

static inline float behind_line(const GrEdge *e, float x, float y, float *lit)
{
    float along = gr_unitf((x * e->turn_x + y * e->turn_y - e->low) * e->scale) * e->repeat;
    float strip = gr_floorf(along);
    strip = gr_minf(strip, e->repeat - 1.0f); /* the last point of all belongs to the last strip */
    return *lit = (e->at - (along - strip)) * e->unit;
}

static inline float behind_circle(const GrEdge *e, float x, float y, float *lit)
{
    return *lit = (e->at - gr_sqrtf(x * x + y * y) * e->scale) * e->unit;
}

static inline float behind_diamond(const GrEdge *e, float x, float y, float *lit)
{
    return *lit = (e->at - (gr_absf(x) + gr_absf(y)) * 0.70710678f * e->scale) * e->unit;
}

static inline float behind_square(const GrEdge *e, float x, float y, float *lit)
{
    return *lit = (e->at - gr_maxf(gr_absf(x), gr_absf(y)) * e->scale) * e->unit;
}

static inline float behind_hexagon(const GrEdge *e, float x, float y, float *lit)
{
    float side = gr_maxf(gr_absf(y) * 0.5f + gr_absf(x) * 0.8660254f, gr_absf(y));
    return *lit = (e->at - side * e->scale) * e->unit;
}

/* Inside of a sector that opens from 0 to `at`: the nearer of its two sides counts. */
static inline float behind_hands(const GrEdge *e, float x, float y, float *lit)
{
    float turned_x = x * e->turn_x + y * e->turn_y, turned_y = y * e->turn_x - x * e->turn_y;
    float along = gr_atan2f(turned_y, turned_x) * (e->repeat / GR_TAU);
    along = along - gr_floorf(along);
    float inside = gr_minf(along, e->at - along);
    float outside = gr_maxf(e->at - along, along - 1.0f);
    float off = along <= e->at ? inside : outside;
    float around = gr_sqrtf(x * x + y * y) * e->unit;
    *lit = (e->at - along) * around;
    return off * around;
}

static inline uint8_t to_byte(float share)
{
    return (uint8_t)(int32_t)(share * 255.0f + 0.5f);
}

#define EDGE_LOOP(behind)                                                                          \
    for (int i = 0; i < n; i++) {                                                                  \
        float lit, far = behind(&e, e.x + (float)i * e.step, e.y, &lit) * e.sign;                  \
        float in = gr_unitf(0.5f + far * e.soft);                                                  \
        float near = gr_maxf(1.0f - gr_absf(lit) * e.reach, 0.0f);                                 \
        near = near * near;                                                                        \
        covered[i] = to_byte(in * in * (3.0f - 2.0f * in));                                        \
        light[i] = to_byte(near);                                                                  \
        hot[i] = to_byte(near * near * near * near * near * near);                                 \
    }                                                                                              \
    break

void edge_row(uint8_t *mask, uint8_t *glow, uint8_t *core, const GrEdge *edge, int n)
{
    uint8_t *restrict covered = ALIGNED(mask), *restrict light = ALIGNED(glow);
    uint8_t *restrict hot = ALIGNED(core);
    const GrEdge e = *edge;
    n = whole_steps(n);
    switch (e.shape) {
    case GR_EDGE_LINE:
        EDGE_LOOP(behind_line);
    case GR_EDGE_CIRCLE:
        EDGE_LOOP(behind_circle);
    case GR_EDGE_DIAMOND:
        EDGE_LOOP(behind_diamond);
    case GR_EDGE_SQUARE:
        EDGE_LOOP(behind_square);
    case GR_EDGE_HEXAGON:
        EDGE_LOOP(behind_hexagon);
    case GR_EDGE_HANDS:
        EDGE_LOOP(behind_hands);
    }
}
