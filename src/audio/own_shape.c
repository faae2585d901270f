/* SPDX-License-Identifier: MIT */
#include "audio/own_shape.h"

#include "audio/raster.h"
#include "base/vmath.h"

static float keep_of(float constant_s)
{
    return constant_s > 0.0f ? gr_expf(-1.0f / (constant_s * RASTER_HZ)) : 0.0f;
}

void gr_shape_follow(float *curve, int64_t count, float outside, float attack_s, float release_s)
{
    float up = keep_of(attack_s), down = keep_of(release_s), now = outside;
    for (int64_t i = 0; i < count; i++) {
        float x = curve[i];
        now = x + (now - x) * (x > now ? up : down);
        curve[i] = now;
    }
}

void gr_shape_trigger(float *curve, int64_t count, float outside, float threshold, float hold_s,
                      float decay_s)
{
    float before = outside, hold = hold_s * RASTER_HZ, decay = decay_s * RASTER_HZ;
    int64_t since = -1;
    for (int64_t i = 0; i < count; i++) {
        float x = curve[i];
        if (x >= threshold && before < threshold)
            since = 0;
        else if (since >= 0)
            since++;
        before = x;
        float fall = (float)since - hold;
        curve[i] = since < 0                    ? 0.0f
                   : since == 0 || fall <= 0.0f ? 1.0f
                   : fall < decay               ? 1.0f - fall / decay
                                                : 0.0f;
    }
}

/* Up to a place from 0 to count, of steps that reach from i to i + 1. */
static double sum_to(const double *sum, int64_t count, double place)
{
    int64_t i = (int64_t)place;
    return i >= count ? sum[count] : sum[i] + (place - (double)i) * (sum[i + 1] - sum[i]);
}

void gr_shape_smooth(float *curve, int64_t count, float length_s, double *work)
{
    /* Three boxes in a row are nearly a Gaussian; their variances add up to that of one box of the
     * whole length. */
    double half = (double)length_s * RASTER_HZ * 0.28867513459481287;
    half = half > 0.5 ? half : 0.5;
    for (int pass = 0; pass < 3; pass++) {
        work[0] = 0;
        for (int64_t i = 0; i < count; i++)
            work[i + 1] = work[i] + (double)curve[i];
        for (int64_t i = 0; i < count; i++) {
            double from = (double)i + 0.5 - half, to = (double)i + 0.5 + half;
            from = from > 0 ? from : 0;
            to = to < (double)count ? to : (double)count;
            curve[i] = (float)((sum_to(work, count, to) - sum_to(work, count, from)) / (to - from));
        }
    }
}

static double row_or(const double *rows, int64_t count, int64_t row, float outside)
{
    return row >= 0 && row < count ? rows[row] : (double)outside;
}

void gr_shape_shift(float *curve, int64_t count, float outside, float earlier_s, bool holds,
                    double *work)
{
    double rows = (double)earlier_s * RASTER_HZ;
    int64_t whole = (int64_t)(rows + 1e6 + 1e-3) - 1000000; /* rounds down below 0, too */
    double part = rows - (double)whole;
    part = holds || part < 1e-3 ? 0.0 : part; /* a float's 0.02 s are two rows */
    for (int64_t i = 0; i < count; i++)
        work[i] = (double)curve[i];
    for (int64_t i = 0; i < count; i++) {
        double from = row_or(work, count, i + whole, outside);
        double to = row_or(work, count, i + whole + 1, outside);
        curve[i] = (float)(from + (to - from) * part);
    }
}
