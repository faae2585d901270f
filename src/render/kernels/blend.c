/* SPDX-License-Identifier: MIT */
#include "render/kernels/parts.h"

/* Each mode is a loop of its own over 16-bit products of 8-bit values, so that it vectorises to
 * the full width. Roundings: one or two div255 here and one in fade_alpha, so an error below 1.5
 * code values in all and at most 1 from the rounded truth. */
#define BLEND_LOOP(name, expression)                                                               \
    static void name(GrPixel *out, const GrPixel *below, const GrPixel *ink, const uint8_t *alpha, \
                     int n)                                                                        \
    {                                                                                              \
        GrPixel *to = ALIGNED(out);                                                                \
        const GrPixel *under = ALIGNED(below), *over = ALIGNED(ink);                               \
        const uint8_t *amount = ALIGNED(alpha);                                                    \
        n = whole_steps(n);                                                                        \
        PARALLEL_LOOP                                                                              \
        for (int i = 0; i < n; i++) {                                                              \
            uint16_t b = under[i], k = over[i], a = amount[i];                                     \
            to[i] = (GrPixel)(expression);                                                         \
        }                                                                                          \
    }

static inline uint16_t toward(uint16_t b, uint16_t mode, uint16_t a)
{
    return div255((uint16_t)((uint16_t)(b * (uint16_t)(255 - a)) + (uint16_t)(mode * a)));
}

static inline uint16_t least(uint16_t a, uint16_t b)
{
    return a < b ? a : b;
}

static inline uint16_t most(uint16_t a, uint16_t b)
{
    return a > b ? a : b;
}

static inline uint16_t excluded(uint16_t b, uint16_t k)
{
    return div255(
        (uint16_t)((uint16_t)(b * (uint16_t)(255 - k)) + (uint16_t)(k * (uint16_t)(255 - b))));
}

BLEND_LOOP(blend_normal, toward(b, k, a))
BLEND_LOOP(blend_add, b + div255((uint16_t)(a * least(k, (uint16_t)(255 - b)))))
BLEND_LOOP(blend_screen, b + div255((uint16_t)(a * div255((uint16_t)(k * (uint16_t)(255 - b))))))
BLEND_LOOP(blend_multiply, b - div255((uint16_t)(a * div255((uint16_t)(b * (uint16_t)(255 - k))))))
BLEND_LOOP(blend_difference, toward(b, (uint16_t)(most(b, k) - least(b, k)), a))
BLEND_LOOP(blend_exclusion, toward(b, excluded(b, k), a))
BLEND_LOOP(blend_lighten, b + div255((uint16_t)(a * (uint16_t)(most(b, k) - b))))

GrBlendKernel *const blend_kernels[GR_BLEND_COUNT] = {
    [GR_BLEND_NORMAL] = blend_normal,         [GR_BLEND_ADD] = blend_add,
    [GR_BLEND_SCREEN] = blend_screen,         [GR_BLEND_MULTIPLY] = blend_multiply,
    [GR_BLEND_DIFFERENCE] = blend_difference, [GR_BLEND_EXCLUSION] = blend_exclusion,
    [GR_BLEND_LIGHTEN] = blend_lighten,
};

void fade_alpha(uint8_t *alpha, uint16_t opacity, int n)
{
    uint8_t *amount = ALIGNED(alpha);
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++) {
        uint16_t wide = high16((uint16_t)(amount[i] << 8), opacity);
        amount[i] = (uint8_t)((uint16_t)(wide + 128) >> 8);
    }
}

void ink_over_black(GrPixel *out, const GrPixel *ink, const uint8_t *alpha, int n)
{
    GrPixel *to = ALIGNED(out);
    const GrPixel *over = ALIGNED(ink);
    const uint8_t *amount = ALIGNED(alpha);
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++) {
        uint16_t k = over[i], a = amount[i];
        to[i] = (GrPixel)div255((uint16_t)(k * a));
    }
}
