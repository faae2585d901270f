/* SPDX-License-Identifier: MIT
 *
 * Rows of masks. Each figure says how far inside of it a place lies, scaled so that 0 is nothing
 * and 1 is everything.
 */
#include "base/rng.h"
#include "base/vmath.h"
#include "render/kernels/parts.h"

static inline float inside_disc(const GrMaskForm *f, float x, float y)
{
    return (f->a - gr_sqrtf(x * x + y * y)) * f->scale + f->bias;
}

static inline float inside_ring(const GrMaskForm *f, float x, float y)
{
    return (f->b - gr_absf(gr_sqrtf(x * x + y * y) - f->a)) * f->scale + f->bias;
}

/* The distance from a box with round corners, as it is usually written. */
static inline float inside_box(const GrMaskForm *f, float x, float y)
{
    float along = gr_absf(x * f->turn_x + y * f->turn_y) - f->a;
    float across = gr_absf(y * f->turn_x - x * f->turn_y) - f->b;
    float out_x = gr_maxf(along, 0.0f), out_y = gr_maxf(across, 0.0f);
    float off = gr_sqrtf(out_x * out_x + out_y * out_y) + gr_minf(gr_maxf(along, across), 0.0f);
    return (f->c - off) * f->scale + f->bias;
}

static inline float inside_slope(const GrMaskForm *f, float x, float y)
{
    return (x * f->turn_x + y * f->turn_y - f->a) * f->scale;
}

/* A sector around the direction of `turn` with `a` turns to either side. */
static inline float inside_sector(const GrMaskForm *f, float x, float y)
{
    float along = x * f->turn_x + y * f->turn_y, across = y * f->turn_x - x * f->turn_y;
    float off = gr_absf(gr_atan2f(across, along)) - f->a;
    return f->bias - off * gr_sqrtf(x * x + y * y) * f->scale;
}

static inline float inside_speckle(const GrMaskForm *f, float x, float y)
{
    int32_t column = (int32_t)gr_floorf(x * f->turn_x), row = (int32_t)gr_floorf(y * f->turn_x);
    return (f->a - gr_rng_unit(f->seed, (uint32_t)column, (uint32_t)row)) * f->scale;
}

#define MASK_LOOP(inside)                                                                          \
    for (int i = 0; i < n; i++) {                                                                  \
        float in = gr_unitf(inside(&f, f.x + (float)i * f.step, f.y));                             \
        in = in + f.ease * (in * in * (3.0f - 2.0f * in) - in);                                    \
        to[i] = (uint8_t)(int32_t)(in * 255.0f + 0.5f);                                            \
    }                                                                                              \
    break

void row_of_mask(uint8_t *out, const GrMaskForm *form, int n)
{
    uint8_t *restrict to = ALIGNED(out);
    const GrMaskForm f = *form;
    n = whole_steps(n);
    switch (f.figure) {
    case GR_FIGURE_DISC:
        MASK_LOOP(inside_disc);
    case GR_FIGURE_RING:
        MASK_LOOP(inside_ring);
    case GR_FIGURE_BOX:
        MASK_LOOP(inside_box);
    case GR_FIGURE_SLOPE:
        MASK_LOOP(inside_slope);
    case GR_FIGURE_SECTOR:
        MASK_LOOP(inside_sector);
    case GR_FIGURE_SPECKLE:
        MASK_LOOP(inside_speckle);
    }
}

/* Bilinear between the two rows of cells around a row of pixels; `place` counts cells in 1/256. */
void cells_of_mask(uint8_t *out, const GrMaskCells *cells, int n)
{
    uint8_t *restrict to = ALIGNED(out);
    const float *above = cells->above, *below = cells->below;
    const float down = cells->down, low = cells->low, scale = cells->scale;
    const int32_t *place = cells->place;
    n = whole_steps(n);
    for (int i = 0; i < n; i++) {
        int32_t at = place[i] >> 8;
        float along = (float)(place[i] & 255) * (1.0f / 256.0f);
        float left = above[at] + (below[at] - above[at]) * down;
        float right = above[at + 1] + (below[at + 1] - above[at + 1]) * down;
        float in = gr_unitf((left + (right - left) * along - low) * scale);
        to[i] = (uint8_t)(int32_t)(in * in * (3.0f - 2.0f * in) * 255.0f + 0.5f);
    }
}

/* Bilinear, in 1/65536 of a code value. */
static inline int32_t value_of_quads(const GrMaskQuads *of, float column)
{
    float x = gr_clampf(of->x + column * of->step_x, 0.0f, of->most_x);
    float y = gr_clampf(of->y + column * of->step_y, 0.0f, of->most_y);
    int32_t left = (int32_t)x, top = (int32_t)y;
    int32_t along = (int32_t)((x - (float)left) * 256.0f);
    int32_t down = (int32_t)((y - (float)top) * 256.0f);
    int32_t quad = (int32_t)of->quads[top * of->stride + left];
    int32_t a = quad & 255, b = quad >> 8 & 255, c = quad >> 16 & 255, d = quad >> 24 & 255;
    int32_t above = a * 256 + (b - a) * along, below = c * 256 + (d - c) * along;
    return above * 256 + (below - above) * down;
}

void cutout_of_mask(uint8_t *out, const GrMaskCutout *cutout, int n)
{
    uint8_t *restrict to = ALIGNED(out);
    const GrMaskQuads first = cutout->of[0], second = cutout->of[1];
    const int32_t column = cutout->column;
    const float mix = cutout->mix, gain = cutout->gain, middle = 127.5f, unit = 1.0f / 65536.0f;
    n = whole_steps(n);
    if (cutout->count < 2) {
        for (int i = 0; i < n; i++) {
            float value = (float)value_of_quads(&first, (float)(column + i)) * unit;
            value = gr_clampf((value - middle) * gain + middle, 0.0f, 255.0f);
            to[i] = (uint8_t)(int32_t)(value + 0.5f);
        }
        return;
    }
    for (int i = 0; i < n; i++) {
        float value = (float)value_of_quads(&first, (float)(column + i)) * unit;
        float other = (float)value_of_quads(&second, (float)(column + i)) * unit;
        value = gr_clampf((value + (other - value) * mix - middle) * gain + middle, 0.0f, 255.0f);
        to[i] = (uint8_t)(int32_t)(value + 0.5f);
    }
}

#define JOIN_LOOP(expression)                                                                      \
    for (int i = 0; i < n; i++) {                                                                  \
        uint8_t a = to[i], b = from[i] ^ flip;                                                     \
        to[i] = (expression);                                                                      \
    }                                                                                              \
    break

void join_masks(uint8_t *out, const uint8_t *row, GrMaskJoin join, bool invert, int n)
{
    uint8_t *restrict to = ALIGNED(out);
    const uint8_t *restrict from = row;
    const uint8_t flip = (uint8_t)((invert != (join == GR_MASK_SUBTRACT)) ? 255 : 0);
    n = whole_steps(n);
    switch (join) {
    case GR_MASK_UNION:
        JOIN_LOOP(a > b ? a : b);
    case GR_MASK_INTERSECT:
    case GR_MASK_SUBTRACT:
        JOIN_LOOP(a < b ? a : b);
    }
}
