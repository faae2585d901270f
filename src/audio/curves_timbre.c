/* SPDX-License-Identifier: MIT */
#include "audio/curves_timbre.h"

#include "base/vmath.h"

/* Below -72 dBFS a row is silent, and its timbre is that of noise. */
static const float silent_level = 6.3e-8f;
enum { MOMENT_ROWS = 2 * RASTER_HZ / 5, SHORT_ROWS = 3 * RASTER_HZ }; /* as R128 says */
static const float least_span_db = 18.0f;

/* A hit stands out of the last third of a second. */
static GrNorm make_rises(const GrRaster *raster, GrRasterHit hit, float *curve, float *work)
{
    float mean = 0;
    for (int64_t i = 0; i < raster->count; i++) {
        const GrRasterRow *row = &raster->rows[i];
        float rise = (float)row->timbre.hit[hit] * (1.0f / RASTER_HIT_STEPS);
        float above = rise - 1.2f * mean;
        curve[i] = row->level > silent_level && above > 0.12f ? above : 0.0f;
        mean += (rise - mean) * 0.03f;
    }
    return gr_norm_of(curve, raster->count, 0.1f, work);
}

/* What rises by less than half a doubling, or by much less than the other drums do, is none of its
 * own but what they leave in its range. */
static void make_hits(const GrRaster *raster, GrCurves *curves, float *work)
{
    static const float fall_s[RASTER_HITS] = {0.12f, 0.12f, 0.07f};
    GrNorm norm[RASTER_HITS];
    float most = 0;
    for (int h = 0; h < RASTER_HITS; h++) {
        norm[h] = make_rises(raster, (GrRasterHit)h, curves->v[GR_SIGNAL_KICK + h], work);
        most = gr_maxf(most, norm[h].high);
    }
    for (int h = 0; h < RASTER_HITS; h++) {
        float *curve = curves->v[GR_SIGNAL_KICK + h], now = 0;
        float keep = gr_expf(-1.0f / (fall_s[h] * RASTER_HZ));
        norm[h].high = gr_maxf(norm[h].high, gr_maxf(0.5f, 0.6f * most));
        for (int64_t i = 0; i < raster->count; i++) {
            now = gr_maxf(now * keep, gr_sqrtf(gr_norm_apply(norm[h], curve[i])));
            curve[i] = now;
        }
    }
}

static void make_shares(const GrRaster *raster, GrCurves *curves)
{
    float *const *v = curves->v;
    for (int64_t i = 0; i < raster->count; i++) {
        const GrRasterTimbre *t = &raster->rows[i].timbre;
        float one = raster->rows[i].level > silent_level ? 1.0f / 255.0f : 0.0f;
        v[GR_SIGNAL_HARMONIC][i] = one * (float)t->harmonic;
        v[GR_SIGNAL_PERCUSSIVE][i] = one * (float)(255 - t->harmonic);
        v[GR_SIGNAL_ZCR][i] = one * (float)t->crossings;
        v[GR_SIGNAL_CONTRAST][i] = one * (float)t->contrast;
        v[GR_SIGNAL_WIDTH][i] = one * (float)t->side;
    }
    static const GrSignal held[] = {GR_SIGNAL_HARMONIC, GR_SIGNAL_PERCUSSIVE, GR_SIGNAL_ZCR,
                                    GR_SIGNAL_CONTRAST, GR_SIGNAL_WIDTH};
    for (int s = 0; s < (int)(sizeof held / sizeof *held); s++)
        gr_curve_release(v[held[s]], raster->count, 0.08f);
}

/* LUFS of so many rows around each, above the gate at -70, then as the track's quiet and loud
 * moments lie. */
static void make_loudness(const GrRaster *raster, int rows, float *curve, float *work)
{
    double sum = 0;
    for (int64_t i = 0; i < raster->count + rows / 2; i++) {
        if (i < raster->count)
            sum += (double)raster->rows[i].timbre.weighted;
        if (i >= rows && i - rows < raster->count)
            sum -= (double)raster->rows[i - rows].timbre.weighted;
        int64_t at = i - rows / 2;
        if (at < 0 || at >= raster->count)
            continue;
        float energy = (float)(sum > 0 ? sum / rows : 0) + 1e-12f;
        float lufs = -0.691f + 3.0103f * gr_log2f(energy);
        curve[at] = gr_maxf(lufs + 70.0f, 0.0f);
    }
    GrNorm norm = gr_norm_of(curve, raster->count, 1.0f, work);
    norm.low = gr_minf(norm.low, norm.high - least_span_db);
    for (int64_t i = 0; i < raster->count; i++)
        curve[i] = curve[i] > 0 ? gr_norm_apply(norm, curve[i]) : 0.0f;
}

void gr_curves_timbre(const GrRaster *raster, GrCurves *curves, float *work)
{
    make_hits(raster, curves, work);
    make_shares(raster, curves);
    make_loudness(raster, MOMENT_ROWS, curves->v[GR_SIGNAL_LOUDNESS], work);
    make_loudness(raster, SHORT_ROWS, curves->v[GR_SIGNAL_LOUDNESS_SHORT], work);
}
