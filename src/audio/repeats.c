/* SPDX-License-Identifier: MIT */
#include "audio/repeats.h"

enum { LANES = 8 };

/* The mean product; a long lag has fewer pairs. */
static float correlate(const float *curve, int64_t count, int lag)
{
    float part[LANES] = {0}, sum = 0;
    int64_t i = 0, last = count - lag;
    for (; i + LANES <= last; i += LANES)
        for (int k = 0; k < LANES; k++)
            part[k] += curve[i + k] * curve[i + k + lag];
    for (; i < last; i++)
        part[0] += curve[i] * curve[i + lag];
    for (int k = 0; k < LANES; k++)
        sum += part[k];
    return last > 0 ? sum / (float)last : 0.0f;
}

static float mean_of(const float *curve, int64_t count)
{
    double sum = 0;
    for (int64_t i = 0; i < count; i++)
        sum += (double)curve[i];
    return (float)(sum / (double)(count ? count : 1));
}

void gr_repeats(const float *curve, int64_t count, int from, int lags, float *out)
{
    float mean = mean_of(curve, count);
    float power = correlate(curve, count, 0) - mean * mean;
    for (int lag = 0; lag < lags; lag++)
        out[lag] = power > 0.02f && lag >= from && lag < count / 2
                       ? (correlate(curve, count, lag) - mean * mean) / power
                       : 0.0f;
}

float gr_repeat_at(const float *repeats, int lags, double lag)
{
    int whole = (int)lag;
    float part = (float)(lag - (double)whole);
    if (whole + 1 >= lags)
        return 0.0f;
    return repeats[whole] + (repeats[whole + 1] - repeats[whole]) * part;
}
