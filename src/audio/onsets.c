/* SPDX-License-Identifier: MIT */
#include "audio/onsets.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

enum { MEAN_ROWS = 40, LEVEL_ROWS = 300 };

/* Kicks and bass carry the beat, snares its second half; cymbals carry its divisions. */
static const float range_weight[RASTER_RANGES] = {1.0f, 0.9f, 0.45f};

/* Mean over +-half rows around each place, by running sums. */
static void running_mean(const float *in, float *out, int64_t count, int half)
{
    double sum = 0;
    int64_t from = 0, to = 0;
    for (int64_t i = 0; i < count; i++) {
        for (; to < count && to <= i + half; to++)
            sum += (double)in[to];
        for (; from < i - half; from++)
            sum -= (double)in[from];
        out[i] = (float)(sum / (double)(to - from));
    }
}

/* A triangle of +-20 ms: two onsets a row apart should still see each other. */
static void soften(const float *in, float *out, int64_t count)
{
    static const float weight[3] = {1.0f, 0.7f, 0.3f};
    for (int64_t i = 0; i < count; i++) {
        float sum = in[i];
        for (int k = 1; k <= 2; k++)
            sum += weight[k] * ((i >= k ? in[i - k] : 0) + (i + k < count ? in[i + k] : 0));
        out[i] = sum;
    }
}

static float rms_of(const float *curve, int64_t count)
{
    double power = 0;
    for (int64_t i = 0; i < count; i++)
        power += (double)curve[i] * (double)curve[i];
    return gr_sqrtf((float)(power / (double)(count ? count : 1)));
}

static void scale(float *curve, int64_t count, float factor)
{
    for (int64_t i = 0; i < count; i++)
        curve[i] *= factor;
}

/* `work` and `out` have room for a curve each. */
static bool shape(float *out, float *work, int64_t count)
{
    running_mean(out, work, count, MEAN_ROWS);
    for (int64_t i = 0; i < count; i++) {
        float above = out[i] - work[i];
        out[i] = above > 0 ? above : 0;
    }
    float rms = rms_of(out, count);
    if (!(rms > 1e-3f))
        return false;
    for (int64_t i = 0; i < count; i++)
        out[i] *= out[i];
    running_mean(out, work, count, LEVEL_ROWS);
    for (int64_t i = 0; i < count; i++)
        out[i] = gr_sqrtf(out[i]) / (0.5f * rms + 0.5f * gr_sqrtf(work[i]));
    soften(out, work, count);
    memcpy(out, work, (size_t)count * sizeof *out);
    scale(out, count, 1.0f / rms_of(out, count));
    return true;
}

int gr_onsets_create(const GrRaster *raster, GrOnsets *onsets, bool *found, GrError *error)
{
    int64_t count = raster->count;
    size_t floats = (size_t)(RASTER_RANGES + 2) * (size_t)count;
    memset(onsets, 0, sizeof *onsets);
    *found = false;
    onsets->count = count;
    onsets->memory = calloc(floats + 1, sizeof(float));
    if (!onsets->memory)
        return gr_error_memory(error, "beats", floats * sizeof(float));
    float *work = onsets->memory + (RASTER_RANGES + 1) * count;
    onsets->all = onsets->memory + RASTER_RANGES * count;
    for (int r = 0; r < RASTER_RANGES; r++) {
        float *curve = onsets->range[r] = onsets->memory + r * count;
        for (int64_t i = 0; i < count; i++)
            curve[i] = raster->rows[i].rise[r];
        if (!shape(curve, work, count)) {
            memset(curve, 0, (size_t)count * sizeof *curve);
            continue;
        }
        *found = true;
        for (int64_t i = 0; i < count; i++)
            onsets->all[i] += range_weight[r] * curve[i];
    }
    if (*found)
        scale(onsets->all, count, 1.0f / rms_of(onsets->all, count));
    return GR_OK;
}

void gr_onsets_finish(GrOnsets *onsets)
{
    if (!onsets)
        return;
    free(onsets->memory);
    memset(onsets, 0, sizeof *onsets);
}
