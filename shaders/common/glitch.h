/* SPDX-License-Identifier: MIT
 *
 * What broken pictures share: everything random is keyed on the beat, so that it holds between two
 * beats and jumps on one; how far things go follows the sound.
 */
#ifndef GR_SHADERS_COMMON_GLITCH_H
#define GR_SHADERS_COMMON_GLITCH_H

#include "base/rng.h"
#include "pixel.h"

#include <string.h>

/* The seed of this beat; `hold`: how many beats one lasts. */
static inline uint32_t gr_glitch_seed(const GrShaderInput *input, int hold)
{
    int32_t beat = input->moment->beat_count;
    hold = hold > 1 ? hold : 1;
    int32_t turn = beat >= 0 ? beat / hold : -((hold - 1 - beat) / hold);
    return gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)turn, (uint32_t)hold);
}

/* 1 without a reaction; with it less between beats and up to 1.7 on one. */
static inline float gr_glitch_drive(float react, float pulse)
{
    return gr_clampf(1.0f + react * (1.4f * pulse - 0.7f), 0.0f, 4.0f);
}

/* -1 <= result < 1 */
static inline float gr_glitch_either(uint32_t seed, uint32_t a, uint32_t b)
{
    return 2.0f * gr_rng_unit(seed, a, b) - 1.0f;
}

/* out[x] = in[x - shift], around the edges. */
static inline void gr_wrap_row(GrPixel *restrict out, const GrPixel *restrict in, int width,
                               int shift)
{
    shift %= width;
    shift = shift < 0 ? shift + width : shift;
    memcpy(out + shift, in, (size_t)(width - shift));
    memcpy(out, in + width - shift, (size_t)shift);
}

/* Horizontal strips of the frame, the later over the earlier. */
typedef struct GrStrip {
    int y0, y1;
    uint32_t seed;
} GrStrip;

enum { GR_STRIPS_MAX = 64 };

/* `count` strips, the last as high as the fraction says; heights from `low` to `high` screen units,
 * small ones more often. */
static inline int gr_glitch_strips(const GrShaderInput *input, uint32_t seed, float count,
                                   float low, float high, GrStrip strips[GR_STRIPS_MAX])
{
    float half = 0.5f * (float)input->height;
    int made = 0;
    count = gr_clampf(count, 0.0f, GR_STRIPS_MAX);
    for (; (float)made < count; made++) {
        uint32_t n = (uint32_t)made;
        float size = gr_rng_unit(seed, n, 1);
        float height = (low + (high - low) * size * size) * gr_minf(count - (float)made, 1.0f);
        float y = gr_glitch_either(seed, n, 2) * (1.0f + 0.5f * height) - 0.5f * height;
        int y0 = gr_to_int((y + 1.0f) * half), y1 = gr_to_int((y + 1.0f + height) * half);
        strips[made] = (GrStrip){y0, y1, gr_rng_u32(seed, n, 3)};
    }
    return made;
}

static inline const GrStrip *gr_glitch_strip_at(const GrStrip *strips, int count, int y)
{
    for (int i = count - 1; i >= 0; i--)
        if (y >= strips[i].y0 && y < strips[i].y1)
            return &strips[i];
    return NULL;
}

#endif
