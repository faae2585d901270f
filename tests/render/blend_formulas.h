/* SPDX-License-Identifier: MIT
 *
 * What blend modes are, in doubles: b is what is below, k the ink, both 0..1.
 */
#ifndef GR_TESTS_RENDER_BLEND_FORMULAS_H
#define GR_TESTS_RENDER_BLEND_FORMULAS_H

#include "model/blend.h"

#include <math.h>

static inline double dodge(double b, double k)
{
    return b <= 0.0 ? 0.0 : k >= 1.0 ? 1.0 : fmin(1.0, b / (1.0 - k));
}

static inline double burn(double b, double k)
{
    return 1.0 - dodge(1.0 - b, 1.0 - k);
}

static inline double hard(double b, double k)
{
    return k <= 0.5 ? 2.0 * b * k : 1.0 - 2.0 * (1.0 - b) * (1.0 - k);
}

/* compositing-1, section 10.1.9 */
static inline double soft(double b, double k)
{
    double d = b <= 0.25 ? ((16.0 * b - 12.0) * b + 4.0) * b : sqrt(b);
    return k <= 0.5 ? b - (1.0 - 2.0 * k) * b * (1.0 - b) : b + (2.0 * k - 1.0) * (d - b);
}

static inline double unit(double x)
{
    return x < 0.0 ? 0.0 : x > 1.0 ? 1.0 : x;
}

static inline double mode_of(int mode, double b, double k, double middle)
{
    switch ((GrBlend)mode) {
    case GR_BLEND_NORMAL:
        return k;
    case GR_BLEND_ADD:
        return unit(b + k);
    case GR_BLEND_SUBTRACT:
        return unit(b - k);
    case GR_BLEND_MULTIPLY:
        return b * k;
    case GR_BLEND_SCREEN:
        return b + k - b * k;
    case GR_BLEND_OVERLAY:
        return hard(k, b);
    case GR_BLEND_SOFTLIGHT:
        return soft(b, k);
    case GR_BLEND_HARDLIGHT:
        return hard(b, k);
    case GR_BLEND_DIFFERENCE:
        return fabs(b - k);
    case GR_BLEND_EXCLUSION:
        return b + k - 2.0 * b * k;
    case GR_BLEND_COLORDODGE:
        return dodge(b, k);
    case GR_BLEND_COLORBURN:
        return burn(b, k);
    case GR_BLEND_LINEARLIGHT:
        return unit(b + 2.0 * k - 1.0);
    case GR_BLEND_VIVIDLIGHT:
        return k <= 0.5 ? burn(b, 2.0 * k) : dodge(b, 2.0 * k - 1.0);
    case GR_BLEND_PINLIGHT:
        return k <= 0.5 ? fmin(b, 2.0 * k) : fmax(b, 2.0 * k - 1.0);
    case GR_BLEND_HARDMIX:
        return b + k >= 1.0 - 1e-12 ? 1.0 : 0.0;
    case GR_BLEND_LIGHTEN:
        return fmax(b, k);
    case GR_BLEND_DARKEN:
        return fmin(b, k);
    case GR_BLEND_GRAIN_EXTRACT:
        return unit(b - k + middle);
    case GR_BLEND_GRAIN_MERGE:
        return unit(b + k - middle);
    case GR_BLEND_COUNT:
        break;
    }
    return 0.0;
}

static inline double to_light(double x)
{
    return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);
}

static inline double to_code(double x)
{
    return x <= 0.0031308 ? x * 12.92 : 1.055 * pow(x, 1.0 / 2.4) - 0.055;
}

#endif
