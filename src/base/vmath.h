/* SPDX-License-Identifier: MIT
 *
 * The only sin, cos, exp, log, pow and atan2 that may reach a pixel. Branch-free float polynomials,
 * inline so that loops over cells vectorise; the same bits on every SIMD level and compiler as long
 * as -ffp-contract=off holds (libm's differ between machines). Coefficients are minimax fits over
 * the stated ranges. Arguments of sin and cos should stay below about 1e5 in magnitude, where a
 * float still resolves the angle; phases that grow with time are best wrapped by the caller.
 * Comparisons are written as ternaries that also map a NaN to a number.
 */
#ifndef GR_BASE_VMATH_H
#define GR_BASE_VMATH_H

#include <stdint.h>
#include <string.h>

#define GR_PI  3.14159265358979f
#define GR_TAU 6.28318530717959f

static inline float gr_minf(float a, float b)
{
    return a < b ? a : b;
}

static inline float gr_maxf(float a, float b)
{
    return a > b ? a : b;
}

static inline float gr_clampf(float x, float low, float high)
{
    x = x > low ? x : low; /* a NaN becomes low */
    return x < high ? x : high;
}

static inline float gr_unitf(float x)
{
    return gr_clampf(x, 0.0f, 1.0f);
}

static inline float gr_absf(float x)
{
    return __builtin_fabsf(x);
}

static inline float gr_lerpf(float a, float b, float mix)
{
    return a + (b - a) * mix;
}

static inline float gr_sqrtf(float x)
{
    return __builtin_sqrtf(x > 0.0f ? x : 0.0f);
}

/* Nearest whole number for |x| < 2^22 (ties to even): rintf does not vectorise on SSE2. */
static inline float gr_roundf(float x)
{
    return (x + 12582912.0f) - 12582912.0f;
}

static inline float gr_floorf(float x)
{
    float near = gr_roundf(x);
    return near - (near > x ? 1.0f : 0.0f);
}

static inline float gr_fractf(float x)
{
    return x - gr_floorf(x);
}

static inline float gr_modf(float x, float period)
{
    return x - period * gr_floorf(x / period);
}

static inline float gr_smoothstepf(float low, float high, float x)
{
    float s = gr_unitf((x - low) / (high - low));
    return s * s * (3.0f - 2.0f * s);
}

static inline float gr_bits_to_float(int32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline int32_t gr_float_to_bits(float value)
{
    int32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* sin on [-pi/2, pi/2], absolute error 5e-9 before rounding. */
static inline float gr_sin_reduced(float y)
{
    float q = y * y;
    return y + y * q *
                   (-0.16666657096404f +
                    q * (0.008333017289797f + q * (-0.00019806615103042f + q * 2.6000545919e-6f)));
}

/* y = x - k*pi in three steps (Cody and Waite), so that no bits are lost for moderate k. */
static inline float gr_reduce_pi(float x, float k)
{
    float y = x - k * 3.140625f;
    y = y - k * 0.0009670257568359375f;
    return y - k * 6.2771141529083252e-7f;
}

static inline float gr_sinf(float x)
{
    float k = gr_roundf(x * 0.318309886183791f);
    float odd = k - 2.0f * gr_roundf(k * 0.5f);
    return gr_sin_reduced(gr_reduce_pi(x, k)) * (1.0f - 2.0f * odd * odd);
}

static inline float gr_cosf(float x)
{
    float m = gr_roundf(x * 0.318309886183791f - 0.5f);
    float odd = m - 2.0f * gr_roundf(m * 0.5f);
    return gr_sin_reduced(gr_reduce_pi(x, m + 0.5f)) * (2.0f * odd * odd - 1.0f);
}

/* 2^x; flushes to 2^-126 below and saturates at 2^127 above. */
static inline float gr_exp2f(float x)
{
    x = gr_clampf(x, -126.0f, 126.99f);
    float n = gr_roundf(x);
    float y = x - n;
    float p =
        1.0f +
        y * (0.6931472067096f +
             y * (0.2402265150532f +
                  y * (0.0555032721581f + y * (0.00961799448874f +
                                               y * (0.00134004316557f + y * 0.000154780286552f)))));
    return p * gr_bits_to_float(((int32_t)n + 127) << 23);
}

static inline float gr_expf(float x)
{
    return gr_exp2f(x * 1.442695040888963f);
}

/* log2; arguments at or below zero give about -126. */
static inline float gr_log2f(float x)
{
    x = gr_clampf(x, 1.17549435e-38f, 3.0e38f);
    int32_t bits = gr_float_to_bits(x);
    int32_t exponent = (bits - 0x3f3504f3) >> 23; /* mantissa into [sqrt(1/2), sqrt(2)) */
    float m = gr_bits_to_float(bits - exponent * (1 << 23)) - 1.0f;
    float p = 1.442695004886f +
              m * (-0.7213471994199896f +
                   m * (0.48091028018272f +
                        m * (-0.36071625483255f +
                             m * (0.28793907425497f +
                                  m * (-0.23867587231702f +
                                       m * (0.21521265071178f +
                                            m * (-0.20893263726771f + m * 0.12926175065625f)))))));
    return (float)exponent + m * p;
}

static inline float gr_logf(float x)
{
    return gr_log2f(x) * 0.693147180559945f;
}

/* x^y for x >= 0; a base at or below zero gives 0 (1 when y is 0). */
static inline float gr_powf(float x, float y)
{
    float power = gr_exp2f(y * gr_log2f(x));
    power = x > 0.0f ? power : 0.0f;
    return y == 0.0f ? 1.0f : power;
}

/* -pi..pi; 0 for (0, 0). */
static inline float gr_atan2f(float y, float x)
{
    float ax = gr_absf(x), ay = gr_absf(y);
    float high = gr_maxf(ax, ay), low = gr_minf(ax, ay);
    float z = low / (high > 0.0f ? high : 1.0f);
    float q = z * z;
    float a =
        z + z * q *
                (-0.33332987933861f +
                 q * (0.19990413500989f +
                      q * (-0.14186095185088f +
                           q * (0.10574356125455f +
                                q * (-0.0736753395516f +
                                     q * (0.04113093806538f +
                                          q * (-0.01513777790852f + q * 0.00262348508557f)))))));
    a = ay > ax ? 1.5707963267949f - a : a;
    a = x < 0.0f ? GR_PI - a : a;
    return y < 0.0f ? -a : a;
}

/* tanh by exp: soft saturation. */
static inline float gr_tanhf(float x)
{
    float e = gr_exp2f(gr_clampf(x, -9.0f, 9.0f) * 2.885390081777927f);
    return (e - 1.0f) / (e + 1.0f);
}

#endif
