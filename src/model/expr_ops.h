/* SPDX-License-Identifier: MIT
 *
 * What an expression can do, one line each. Every operation is total: it takes finite numbers and
 * gives a finite one, never beyond +-GR_EXPR_LIMIT, so that neither a NaN nor an infinity can come
 * up. Where mathematics has no answer:
 *
 *   a / 0 and mod(a, 0) are 0         log of anything up to 0 is that of the least float (-87.3)
 *   sqrt of less than 0 is 0          pow(a < 0, b) has a's sign for odd b and is 0 between whole b
 *   pow(0, b < 0) is 0                asin and acos take what is beyond -1..1 as -1 or 1
 *   sin, cos, tan of more than a million are those of 0
 *   floor, fract, mod and the rest take numbers beyond 4 million as whole
 *
 * The scalar and the vector evaluation are both made from this list, so that they give the same
 * bits. Operations are branch-free.
 */
#ifndef GR_MODEL_EXPR_OPS_H
#define GR_MODEL_EXPR_OPS_H

#include "model/ease.h"
#include "model/expr_noise.h"

#define GR_EXPR_LIMIT 1e30f

static inline float gr_op_tame(float x)
{
    return gr_clampf(x, -GR_EXPR_LIMIT, GR_EXPR_LIMIT);
}

static inline float gr_op_truth(float a)
{
    return a != 0.0f ? 1.0f : 0.0f;
}

static inline float gr_op_divide(float a, float b)
{
    float quotient = a / (b != 0.0f ? b : 1.0f);
    return gr_op_tame(b != 0.0f ? quotient : 0.0f);
}

/* The remainder with the divisor's sign: 0 <= mod(a, b) <= b. */
static inline float gr_op_mod(float a, float b)
{
    float whole = gr_whole_floorf(a / (b != 0.0f ? b : 1.0f));
    return gr_clampf(a - b * whole, gr_minf(b, 0.0f), gr_maxf(b, 0.0f));
}

static inline float gr_op_fract(float x)
{
    return x - gr_whole_floorf(x);
}

static inline float gr_op_pow(float a, float b)
{
    float power = gr_powf(gr_absf(a), b);
    float floor = gr_whole_floorf(b);
    float odd = floor - 2.0f * gr_whole_floorf(0.5f * floor); /* 1 or 0 */
    float mirrored = floor == b ? power * (1.0f - 2.0f * odd) : 0.0f;
    return gr_op_tame(a < 0.0f ? mirrored : power);
}

static inline float gr_op_angle(float x)
{
    return gr_absf(x) < 1e6f ? x : 0.0f;
}

static inline float gr_op_sin(float x)
{
    return gr_clampf(gr_sinf(gr_op_angle(x)), -1.0f, 1.0f);
}

static inline float gr_op_cos(float x)
{
    return gr_clampf(gr_cosf(gr_op_angle(x)), -1.0f, 1.0f);
}

static inline float gr_op_asin(float x)
{
    float sine = gr_clampf(x, -1.0f, 1.0f);
    return gr_atan2f(sine, gr_sqrtf(1.0f - sine * sine));
}

static inline float gr_op_acos(float x)
{
    float cosine = gr_clampf(x, -1.0f, 1.0f);
    return gr_atan2f(gr_sqrtf(1.0f - cosine * cosine), cosine);
}

static inline float gr_op_smoothstep(float low, float high, float x)
{
    float width = high - low;
    float sharp = x < low ? 0.0f : 1.0f;
    float at = (x - low) / (width != 0.0f ? width : 1.0f);
    at = gr_unitf(width != 0.0f ? at : sharp);
    return at * at * (3.0f - 2.0f * at);
}

static inline float gr_op_sign(float x)
{
    return (x > 0.0f ? 1.0f : 0.0f) - (x < 0.0f ? 1.0f : 0.0f);
}

#define GR_EXPR_EASE_(ONE, UPPER, lower, how)                                                      \
    ONE(IN_##UPPER, gr_ease_in_##lower(a))                                                         \
    ONE(OUT_##UPPER, gr_ease_out_##lower(a))                                                       \
    ONE(IN_OUT_##UPPER, gr_ease_in_out_##lower(a))

/* ONE(NAME, result) with the operand a, TWO with a and b, THREE with c, FOUR with d, too. The
 * easings come last, in GrEase's order. */
#define GR_EXPR_OPS(ONE, TWO, THREE, FOUR)                                                         \
    TWO(ADD, gr_op_tame(a + b))                                                                    \
    TWO(SUB, gr_op_tame(a - b))                                                                    \
    TWO(MUL, gr_op_tame(a *b))                                                                     \
    TWO(DIV, gr_op_divide(a, b))                                                                   \
    TWO(MOD, gr_op_mod(a, b))                                                                      \
    TWO(POW, gr_op_pow(a, b))                                                                      \
    ONE(NEG, -a)                                                                                   \
    TWO(LESS, a < b ? 1.0f : 0.0f)                                                                 \
    TWO(LESS_EQUAL, a <= b ? 1.0f : 0.0f)                                                          \
    TWO(EQUAL, a == b ? 1.0f : 0.0f)                                                               \
    TWO(UNEQUAL, a != b ? 1.0f : 0.0f)                                                             \
    TWO(AND, gr_op_truth(a) * gr_op_truth(b))                                                      \
    TWO(OR, gr_maxf(gr_op_truth(a), gr_op_truth(b)))                                               \
    ONE(NOT, 1.0f - gr_op_truth(a))                                                                \
    THREE(SELECT, a != 0.0f ? b : c)                                                               \
    ONE(ABS, gr_absf(a))                                                                           \
    TWO(MIN, gr_minf(a, b))                                                                        \
    TWO(MAX, gr_maxf(a, b))                                                                        \
    THREE(CLAMP, gr_clampf(a, b, c))                                                               \
    THREE(LERP, gr_op_tame(a + (b - a) * c))                                                       \
    THREE(SMOOTHSTEP, gr_op_smoothstep(a, b, c))                                                   \
    TWO(STEP, b < a ? 0.0f : 1.0f)                                                                 \
    TWO(PULSE, gr_op_fract(a) < b ? 1.0f : 0.0f)                                                   \
    ONE(TRI, 1.0f - gr_absf(2.0f * gr_op_fract(a) - 1.0f))                                         \
    ONE(SQUARE, gr_op_fract(a) < 0.5f ? 1.0f : 0.0f)                                               \
    ONE(SIN, gr_op_sin(a))                                                                         \
    ONE(COS, gr_op_cos(a))                                                                         \
    ONE(TAN, gr_op_divide(gr_op_sin(a), gr_op_cos(a)))                                             \
    ONE(ASIN, gr_op_asin(a))                                                                       \
    ONE(ACOS, gr_op_acos(a))                                                                       \
    ONE(ATAN, gr_atan2f(a, 1.0f))                                                                  \
    TWO(ATAN2, gr_atan2f(a, b))                                                                    \
    ONE(EXP, gr_op_tame(gr_expf(a)))                                                               \
    ONE(LOG, gr_logf(a))                                                                           \
    ONE(LOG2, gr_log2f(a))                                                                         \
    ONE(LOG10, gr_log2f(a) * 0.301029995663981f)                                                   \
    ONE(SQRT, gr_sqrtf(a))                                                                         \
    ONE(FLOOR, gr_whole_floorf(a))                                                                 \
    ONE(CEIL, -gr_whole_floorf(-a))                                                                \
    ONE(ROUND, gr_whole_floorf(a + 0.5f))                                                          \
    ONE(FRACT, gr_op_fract(a))                                                                     \
    ONE(SIGN, gr_op_sign(a))                                                                       \
    TWO(HYPOT, gr_op_tame(gr_sqrtf(a *a + b * b)))                                                 \
    THREE(HYPOT3, gr_op_tame(gr_sqrtf(a *a + b * b + c * c)))                                      \
    TWO(RANDOM, gr_random_of(a, b, 0.0f))                                                          \
    THREE(RANDOM2, gr_random_of(a, b, c))                                                          \
    TWO(NOISE, gr_noise_1(a, b))                                                                   \
    THREE(NOISE2, gr_noise_2(a, b, c))                                                             \
    FOUR(NOISE3, gr_noise_3(a, b, c, d))                                                           \
    ONE(LINEAR, gr_ease_linear(a))                                                                 \
    GR_EASE_FAMILIES(GR_EXPR_EASE_, ONE)

#endif
