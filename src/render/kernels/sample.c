/* SPDX-License-Identifier: MIT */
#include "base/vmath.h"
#include "render/kernels/parts.h"

/* One byte of four texels, between them. */
static inline float between(const uint32_t four[4], int shift, float fu, float fv)
{
    float a = (float)(int32_t)(four[0] >> shift & 255),
          b = (float)(int32_t)(four[1] >> shift & 255);
    float c = (float)(int32_t)(four[2] >> shift & 255),
          d = (float)(int32_t)(four[3] >> shift & 255);
    float above = a + (b - a) * fu, below = c + (d - c) * fu;
    return above + (below - above) * fv;
}

void sample_row(GrPixel *const colour[3], uint8_t *cover, const GrTexelWalk *sample, int n)
{
    const GrTexelWalk s = *sample;
    const float last_u = (float)(s.cols - 2), last_v = (float)(s.rows - 2);
    GrPixel *restrict red = ALIGNED(colour[0]), *restrict green = ALIGNED(colour[1]);
    GrPixel *restrict blue = ALIGNED(colour[2]);
    uint8_t *restrict alpha = ALIGNED(cover);
    const uint32_t *texels = s.texels;
    n = whole_steps(n);
    PARALLEL_LOOP
    for (int i = 0; i < n; i++) {
        float u = gr_clampf(s.u + (float)i * s.du, 0.0f, last_u);
        float v = gr_clampf(s.v + (float)i * s.dv, 0.0f, last_v);
        int32_t column = (int32_t)u, row = (int32_t)v, at = row * s.stride + column;
        float fu = u - (float)column, fv = v - (float)row;
        const uint32_t four[4] = {texels[at], texels[at + 1], texels[at + s.stride],
                                  texels[at + s.stride + 1]};
        float covered = between(four, 24, fu, fv);
        float whole = 255.0f / gr_maxf(covered, 1.0f / 64.0f);
        red[i] = (GrPixel)(int32_t)(gr_minf(between(four, 0, fu, fv) * whole, 255.0f) + 0.5f);
        green[i] = (GrPixel)(int32_t)(gr_minf(between(four, 8, fu, fv) * whole, 255.0f) + 0.5f);
        blue[i] = (GrPixel)(int32_t)(gr_minf(between(four, 16, fu, fv) * whole, 255.0f) + 0.5f);
        alpha[i] = (uint8_t)(int32_t)(covered + 0.5f);
    }
}
