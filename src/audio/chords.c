/* SPDX-License-Identifier: MIT */
#include "audio/chords.h"
#include "base/vmath.h"

float gr_chord_change(const GrRaster *raster, double from_s, double middle_s, double to_s)
{
    float sum[2][RASTER_CHROMA] = {{0}};
    double edge[3] = {from_s, middle_s, to_s};
    const double rate = (double)RASTER_HZ / RASTER_CHROMA_ROWS;
    for (int side = 0; side < 2; side++) {
        int64_t first = (int64_t)(edge[side] * rate), last = (int64_t)(edge[side + 1] * rate);
        for (int64_t i = first < 0 ? 0 : first; i < last && i < raster->chroma_count; i++)
            for (int c = 0; c < RASTER_CHROMA; c++)
                sum[side][c] += raster->chroma[i * RASTER_CHROMA + c];
    }
    float dot = 0, a = 0, b = 0;
    for (int c = 0; c < RASTER_CHROMA; c++) {
        dot += sum[0][c] * sum[1][c];
        a += sum[0][c] * sum[0][c];
        b += sum[1][c] * sum[1][c];
    }
    float norm = gr_sqrtf(a) * gr_sqrtf(b);
    return norm > 0 ? 1.0f - dot / norm : 0.0f;
}
