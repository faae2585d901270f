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

static inline uint16_t word_of_share(float share)
{
    return (uint16_t)(int32_t)(share * 65535.0f + 0.5f);
}

#define MASK_LOOP(inside)                                                                          \
    for (int i = 0; i < n; i++) {                                                                  \
        float in = gr_unitf(inside(&f, f.x + (float)i * f.step, f.y));                             \
        in = in + f.ease * (in * in * (3.0f - 2.0f * in) - in);                                    \
        to[i] = word_of_share(in);                                                                 \
    }                                                                                              \
    break

void row_of_mask(uint16_t *out, const GrMaskForm *form, int n)
{
    uint16_t *restrict to = ALIGNED(out);
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
void cells_of_mask(uint16_t *out, const GrMaskCells *cells, int n)
{
    uint16_t *restrict to = ALIGNED(out);
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
        to[i] = word_of_share(in * in * (3.0f - 2.0f * in));
    }
}

/* What a step's pixels of a picture are: loads for each stand between loops of vectors, as gathers
 * take longer. Two neighbours are one load. Bilinear, as floats. */
static inline void values_of_texels(const GrMaskTexels *of, int32_t column, float *restrict out)
{
    int32_t at[GR_KERNEL_STEP];
    uint32_t above[GR_KERNEL_STEP], below[GR_KERNEL_STEP];
    float along[GR_KERNEL_STEP], down[GR_KERNEL_STEP];
    const GrMaskTexels t = *of;
    for (int i = 0; i < GR_KERNEL_STEP; i++) {
        float x = gr_clampf(t.x + (float)(column + i) * t.step_x, 0.0f, t.most_x);
        float y = gr_clampf(t.y + (float)(column + i) * t.step_y, 0.0f, t.most_y);
        int32_t left = (int32_t)x, top = (int32_t)y;
        along[i] = x - (float)left;
        down[i] = y - (float)top;
        at[i] = top * t.stride + left;
    }
    for (int i = 0; i < GR_KERNEL_STEP; i++) {
        int32_t from = at[i];
        __asm__("" : "+r"(from));
        memcpy(&above[i], t.texels + from, sizeof *above);
        memcpy(&below[i], t.texels + from + t.stride, sizeof *below);
    }
    for (int i = 0; i < GR_KERNEL_STEP; i++) {
        float a = (float)(int32_t)(above[i] & 65535), b = (float)(int32_t)(above[i] >> 16);
        float c = (float)(int32_t)(below[i] & 65535), d = (float)(int32_t)(below[i] >> 16);
        float upper = a + (b - a) * along[i], lower = c + (d - c) * along[i];
        out[i] = upper + (lower - upper) * down[i];
    }
}

void cutout_of_mask(uint16_t *out, const GrMaskCutout *cutout, int n)
{
    uint16_t *restrict to = ALIGNED(out);
    const float mix = cutout->mix, gain = cutout->gain, middle = 32767.5f;
    float value[GR_KERNEL_STEP], other[GR_KERNEL_STEP];
    n = whole_steps(n);
    for (int first = 0; first < n; first += GR_KERNEL_STEP) {
        values_of_texels(&cutout->of[0], cutout->column + first, value);
        if (cutout->count > 1) {
            values_of_texels(&cutout->of[1], cutout->column + first, other);
            for (int i = 0; i < GR_KERNEL_STEP; i++)
                value[i] += (other[i] - value[i]) * mix;
        }
        for (int i = 0; i < GR_KERNEL_STEP; i++) {
            float steep = gr_clampf((value[i] - middle) * gain + middle, 0.0f, 65535.0f);
            to[first + i] = (uint16_t)(int32_t)(steep + 0.5f);
        }
    }
}

#define JOIN_LOOP(expression)                                                                      \
    for (int i = 0; i < n; i++) {                                                                  \
        uint16_t a = to[i], b = from[i] ^ flip;                                                    \
        to[i] = (expression);                                                                      \
    }                                                                                              \
    break

void join_masks(uint16_t *out, const uint16_t *row, GrMaskJoin join, bool invert, int n)
{
    uint16_t *restrict to = ALIGNED(out);
    const uint16_t *restrict from = row;
    const uint16_t flip = (uint16_t)((invert != (join == GR_MASK_SUBTRACT)) ? 65535 : 0);
    n = whole_steps(n);
    switch (join) {
    case GR_MASK_UNION:
        JOIN_LOOP(a > b ? a : b);
    case GR_MASK_INTERSECT:
    case GR_MASK_SUBTRACT:
        JOIN_LOOP(a < b ? a : b);
    }
}

/* A product with 256 times a byte has eight digits behind the point, of which one 256th at most is
 * missing, so that a threshold of at least as much gives whole numbers back. `none` is nothing: an
 * addition lets compilers see that a high product is followed by another one. */
static ALWAYS_INLINE void mask_loop(uint8_t *to, const uint16_t *mask, bool whole, uint32_t opacity,
                                    const uint8_t *dither, int n)
{
    _Alignas(64) uint16_t threshold[GR_KERNEL_STEP];
    uint16_t none = 0;
    __asm__("" : "+r"(none));
    for (int i = 0; i < GR_KERNEL_STEP; i++)
        threshold[i] = dither[i] | 1;
    for (int at = 0; at < n; at += GR_KERNEL_STEP) {
        PARALLEL_LOOP
        for (int i = 0; i < GR_KERNEL_STEP; i++) {
            uint16_t alpha = (uint16_t)(whole ? 65280 : to[at + i] << 8), shown = mask[at + i];
            if (opacity < GR_OPAQUE)
                shown = (uint16_t)(high16(shown, (uint16_t)opacity) + none);
            to[at + i] = (uint8_t)((uint16_t)(high16(alpha, shown) + threshold[i]) >> 8);
        }
    }
}

void mask_alpha(uint8_t *alpha, const uint16_t *mask, uint32_t opacity, const uint8_t *dither,
                int n)
{
    uint8_t *to = ALIGNED(alpha);
    n = whole_steps(n);
    if (opacity < GR_OPAQUE)
        mask_loop(to, mask, false, opacity & 65535, dither, n);
    else
        mask_loop(to, mask, false, GR_OPAQUE, dither, n);
}

void bytes_of_mask(uint8_t *out, const uint16_t *mask, const uint8_t *dither, int n)
{
    mask_loop(ALIGNED(out), mask, true, GR_OPAQUE, dither, whole_steps(n));
}
