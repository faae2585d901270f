/* SPDX-License-Identifier: MIT
 *
 * Blend modes on the light that code values stand for, sixty-four pixels at a time: a table leads
 * there, the mode runs in floats at the level's full width, and a table leads back. What is not
 * covered at all is left as it is.
 */
#include "render/kernels/light.h"
#include "render/kernels/parts.h"

enum { STRETCH = GR_KERNEL_STEP };

/* Below every step that light takes between two code values. */
static const float NEARLY_NONE = 1e-6f;

static inline float lesser(float a, float b)
{
    return a < b ? a : b;
}

static inline float greater(float a, float b)
{
    return a > b ? a : b;
}

static inline float hard_light(float b, float k)
{
    float dark = 2.0f * b * k, bright = 1.0f - 2.0f * (1.0f - b) * (1.0f - k);
    return k <= 0.5f ? dark : bright;
}

static inline float soft_light(float b, float k)
{
    float root = __builtin_sqrtf(b), cubic = ((16.0f * b - 12.0f) * b + 4.0f) * b;
    float most = (b <= 0.25f ? cubic : root) - b, least = b - b * b;
    return b + (2.0f * k - 1.0f) * (k <= 0.5f ? least : most);
}

/* b / (1 - k), where `rest` is 1 - k. */
static inline float dodged(float b, float rest)
{
    float x = greater(rest, NEARLY_NONE);
    return lesser(b, x) / x;
}

static inline float vivid_light(float b, float k)
{
    float light = dodged(b, 2.0f - 2.0f * k), dark = 1.0f - dodged(1.0f - b, 2.0f * k);
    return k <= 0.5f ? dark : light;
}

static inline float pin_light(float b, float k)
{
    float dark = lesser(b, 2.0f * k), light = greater(b, 2.0f * k - 1.0f);
    return k <= 0.5f ? dark : light;
}

static int is_bare(const uint8_t *alpha)
{
    uint64_t any = 0, word;
    for (int i = 0; i < STRETCH; i += 8) {
        memcpy(&word, alpha + i, sizeof word);
        any |= word;
    }
    return any == 0;
}

static inline void enlighten(float *light, const GrPixel *code)
{
    for (int i = 0; i < STRETCH; i++)
        light[i] = gr_light_tables.light[code[i]];
}

#define LINEAR_LOOP(name, expression)                                                              \
    static inline float name##_of(float b, float k)                                                \
    {                                                                                              \
        (void)b;                                                                                   \
        return (expression);                                                                       \
    }                                                                                              \
    static void name(GrPixel *out, const GrPixel *below, const GrPixel *ink, const uint8_t *alpha, \
                     int n)                                                                        \
    {                                                                                              \
        _Alignas(64) float under[STRETCH], over[STRETCH];                                          \
        _Alignas(64) int32_t place[STRETCH];                                                       \
        n = whole_steps(n);                                                                        \
        for (int at = 0; at < n; at += STRETCH) {                                                  \
            if (is_bare(alpha + at)) {                                                             \
                memmove(out + at, below + at, STRETCH);                                            \
                continue;                                                                          \
            }                                                                                      \
            enlighten(under, below + at);                                                          \
            enlighten(over, ink + at);                                                             \
            for (int i = 0; i < STRETCH; i++) {                                                    \
                float b = under[i], mode = name##_of(b, over[i]);                                  \
                float mixed = b + (float)alpha[at + i] * (1.0f / 255.0f) * (mode - b);             \
                mixed = lesser(greater(mixed, 0.0f), 1.0f);                                        \
                place[i] = (int32_t)(mixed * (float)GR_LIGHT_STEPS + 0.5f);                        \
            }                                                                                      \
            for (int i = 0; i < STRETCH; i++)                                                      \
                out[at + i] = gr_light_tables.code[place[i]];                                      \
        }                                                                                          \
    }

LINEAR_LOOP(linear_normal, k)
LINEAR_LOOP(linear_add, lesser(b + k, 1.0f))
LINEAR_LOOP(linear_subtract, greater(b - k, 0.0f))
LINEAR_LOOP(linear_multiply, b *k)
LINEAR_LOOP(linear_screen, b + k - b * k)
LINEAR_LOOP(linear_overlay, hard_light(k, b))
LINEAR_LOOP(linear_softlight, soft_light(b, k))
LINEAR_LOOP(linear_hardlight, hard_light(b, k))
LINEAR_LOOP(linear_difference, greater(b, k) - lesser(b, k))
LINEAR_LOOP(linear_exclusion, b + k - 2.0f * b * k)
LINEAR_LOOP(linear_colordodge, dodged(b, 1.0f - k))
LINEAR_LOOP(linear_colorburn, 1.0f - dodged(1.0f - b, k))
LINEAR_LOOP(linear_linearlight, lesser(greater(b + 2.0f * k - 1.0f, 0.0f), 1.0f))
LINEAR_LOOP(linear_vividlight, vivid_light(b, k))
LINEAR_LOOP(linear_pinlight, pin_light(b, k))
LINEAR_LOOP(linear_hardmix, b + k >= 1.0f ? 1.0f : 0.0f)
LINEAR_LOOP(linear_lighten, greater(b, k))
LINEAR_LOOP(linear_darken, lesser(b, k))
LINEAR_LOOP(linear_grain_extract, lesser(greater(b - k + 0.5f, 0.0f), 1.0f))
LINEAR_LOOP(linear_grain_merge, lesser(greater(b + k - 0.5f, 0.0f), 1.0f))

GrBlendKernel *const linear_kernels[GR_BLEND_COUNT] = {
    [GR_BLEND_NORMAL] = linear_normal,
    [GR_BLEND_ADD] = linear_add,
    [GR_BLEND_SUBTRACT] = linear_subtract,
    [GR_BLEND_MULTIPLY] = linear_multiply,
    [GR_BLEND_SCREEN] = linear_screen,
    [GR_BLEND_OVERLAY] = linear_overlay,
    [GR_BLEND_SOFTLIGHT] = linear_softlight,
    [GR_BLEND_HARDLIGHT] = linear_hardlight,
    [GR_BLEND_DIFFERENCE] = linear_difference,
    [GR_BLEND_EXCLUSION] = linear_exclusion,
    [GR_BLEND_COLORDODGE] = linear_colordodge,
    [GR_BLEND_COLORBURN] = linear_colorburn,
    [GR_BLEND_LINEARLIGHT] = linear_linearlight,
    [GR_BLEND_VIVIDLIGHT] = linear_vividlight,
    [GR_BLEND_PINLIGHT] = linear_pinlight,
    [GR_BLEND_HARDMIX] = linear_hardmix,
    [GR_BLEND_LIGHTEN] = linear_lighten,
    [GR_BLEND_DARKEN] = linear_darken,
    [GR_BLEND_GRAIN_EXTRACT] = linear_grain_extract,
    [GR_BLEND_GRAIN_MERGE] = linear_grain_merge,
};
