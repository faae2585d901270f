/* SPDX-License-Identifier: MIT */
#include "audio/curves.h"
#include "audio/curves_timbre.h"
#include "audio/spectrum.h"
#include "base/vmath.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE_MAX = 20000 }; /* values that a percentile is taken from */

/* Mean squares: below -72 dBFS a row is silent, below -80 a band is. */
static const float silent_level = 6.3e-8f, silent_band = 1e-8f;
static const float knee = 0.9f; /* where the 98th percentile comes to lie */

float gr_loudness(float energy)
{
    return energy > silent_band ? gr_powf(energy, 0.3f) : 0.0f;
}

float gr_norm_apply(GrNorm norm, float value)
{
    if (!(norm.high > norm.low))
        return 0.0f;
    float x = (value - norm.low) / (norm.high - norm.low) * knee;
    x = x > 0.0f ? x : 0.0f;
    if (x > knee) {
        float over = (x - knee) * 4.0f;
        x = knee + (1.0f - knee) * over / (over + 1.0f);
    }
    return x;
}

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Percentiles of the positive values of a curve. The lower end is at most half the upper one (or
 * `least_span` below it), so that what never changes is high, not noise blown up. */
GrNorm gr_norm_of(const float *values, int64_t count, float low_share, float *work)
{
    int64_t stride = count / SAMPLE_MAX + 1;
    int n = 0;
    for (int64_t i = 0; i < count; i++)
        if (i % stride == 0 && values[i] > 0)
            work[n++] = values[i];
    /* A single click in silence may fall between the strides. */
    if (n < 8) {
        n = 0;
        for (int64_t i = 0; i < count && n < SAMPLE_MAX; i++)
            if (values[i] > 0)
                work[n++] = values[i];
    }
    if (n == 0)
        return (GrNorm){0, 0};
    qsort(work, (size_t)n, sizeof *work, compare_floats);
    float low = work[(int)(0.05 * n)], high = work[n - 1 - (int)(0.02 * n)];
    return (GrNorm){gr_minf(low, low_share * high), high};
}

/* Rises at once (most of the way in 10 ms), falls with a time constant. */
void gr_curve_release(float *curve, int64_t count, float fall_s)
{
    float keep = gr_expf(-1.0f / (fall_s * RASTER_HZ)), now = 0;
    for (int64_t i = 0; i < count; i++) {
        float x = curve[i];
        now = x > now ? now + (x - now) * 0.75f : x + (now - x) * keep;
        curve[i] = now;
    }
}

static int allocate(GrCurves *curves, int64_t count, int band_count, GrError *error)
{
    memset(curves, 0, sizeof *curves);
    curves->count = count;
    curves->band_count = band_count;
    size_t bytes = sizeof(float) * (size_t)(count + 1);
    bool missing = false;
    for (int s = 0; s < GR_SIGNAL_BEAT; s++) {
        curves->v[s] = calloc(1, bytes);
        missing |= !curves->v[s];
    }
    for (int b = 0; b < band_count; b++) {
        curves->band[b] = calloc(1, bytes);
        missing |= !curves->band[b];
    }
    curves->loudness = calloc(1, bytes);
    if (missing || !curves->loudness) {
        gr_curves_finish(curves);
        return gr_error_memory(error, "signal curves", bytes * GR_SIGNAL_BEAT);
    }
    return GR_OK;
}

void gr_curves_finish(GrCurves *curves)
{
    if (!curves)
        return;
    for (int s = 0; s < GR_SIGNAL_COUNT; s++)
        free(curves->v[s]);
    for (int b = 0; b < GR_BANDS_MAX; b++)
        free(curves->band[b]);
    free(curves->loudness);
    memset(curves, 0, sizeof *curves);
}

/* What is left of a row when all but the bands is made into curves: the front of GrRasterRow. */
typedef struct BandRow {
    float band[RASTER_BANDS];
    float level;
} BandRow;
_Static_assert(offsetof(GrRasterRow, band) == offsetof(BandRow, band) &&
                   offsetof(GrRasterRow, level) == offsetof(BandRow, level),
               "a row begins with its bands and its level");

/* In place: the rows become shorter and the memory behind them is given back. */
static BandRow *keep_bands(GrRaster *raster)
{
    char *rows = (char *)raster->rows;
    for (int64_t i = 0; i < raster->count; i++)
        memmove(rows + i * (int64_t)sizeof(BandRow), rows + i * (int64_t)sizeof(GrRasterRow),
                sizeof(BandRow));
    void *smaller = raster->count ? realloc(rows, (size_t)raster->count * sizeof(BandRow)) : NULL;
    raster->rows = NULL;
    raster->capacity = 0;
    return smaller ? smaller : (void *)rows;
}

/* The usual bands, then those that were asked for. */
static void make_bands(const GrRaster *raster, const BandRow *rows, GrCurves *curves, float *work)
{
    GrNorm norm[RASTER_BANDS + GR_BANDS_MAX];
    float *curve[RASTER_BANDS + GR_BANDS_MAX], loudest = 0;
    int count = RASTER_BANDS + raster->band_count;
    for (int b = 0; b < count; b++) {
        int own = b - RASTER_BANDS;
        curve[b] = own < 0 ? curves->v[GR_SIGNAL_SUB + b] : curves->band[own];
        for (int64_t i = 0; i < raster->count; i++) {
            float energy = own < 0 ? rows[i].band[b] : raster->bands[i * raster->band_count + own];
            bool heard = rows[i].level > silent_level;
            curve[b][i] = heard ? gr_loudness(energy) : 0.0f;
        }
        norm[b] = gr_norm_of(curve[b], raster->count, 0.5f, work);
        if (own < 0)
            loudest = gr_maxf(loudest, norm[b].high);
    }
    for (int b = 0; b < count; b++) {
        /* What lies 50 dB below the loudest band is leakage or hiss, not a part of the music. */
        norm[b].high = gr_maxf(norm[b].high, 0.0316f * loudest);
        for (int64_t i = 0; i < raster->count; i++)
            curve[b][i] = gr_norm_apply(norm[b], curve[b][i]);
        if (b < RASTER_BANDS) /* an own signal says itself how it falls */
            gr_curve_release(curve[b], raster->count, 0.12f);
    }
}

/* Shares of amplitude, not of energy: by energy the bass alone would always have nearly all. */
static void make_ratios(const GrRaster *raster, const BandRow *rows, GrCurves *curves)
{
    for (int64_t i = 0; i < raster->count; i++) {
        const BandRow *row = &rows[i];
        float amplitude[RASTER_BANDS], sum = 0;
        for (int b = 0; b < RASTER_BANDS; b++) {
            amplitude[b] = gr_sqrtf(row->band[b]);
            sum += amplitude[b];
        }
        bool heard = row->level > silent_level && sum > 0;
        for (int b = 0; b < RASTER_BANDS; b++)
            curves->v[GR_SIGNAL_SUB_RATIO + b][i] = heard ? amplitude[b] / sum : 0.0f;
    }
}

static void make_timbre(const GrRaster *raster, GrCurves *curves, float *work)
{
    float *centroid = curves->v[GR_SIGNAL_CENTROID], *flatness = curves->v[GR_SIGNAL_FLATNESS];
    for (int64_t i = 0; i < raster->count; i++)
        centroid[i] = raster->rows[i].level > silent_level ? raster->rows[i].centroid : 0.0f;
    GrNorm norm = gr_norm_of(centroid, raster->count, 1.0f, work);
    /* At least two octaves wide, around the middle of what there is. */
    float widen = gr_maxf(0.0f, 2.0f - (norm.high - norm.low)) * 0.5f;
    bool any = norm.high > 0;
    norm.low -= widen;
    norm.high += widen;
    for (int64_t i = 0; i < raster->count; i++) {
        const GrRasterRow *row = &raster->rows[i];
        bool heard = any && row->level > silent_level;
        centroid[i] = heard ? gr_norm_apply(norm, centroid[i]) : 0.0f;
        /* White noise measures -2.5 dB in one window, a tone below -30. */
        flatness[i] = heard ? gr_unitf((row->flatness_db + 30.0f) * (1.0f / 27.0f)) : 0.0f;
    }
    gr_curve_release(centroid, raster->count, 0.08f);
    gr_curve_release(flatness, raster->count, 0.08f);
}

static void make_changes(const GrRaster *raster, GrCurves *curves, float *work)
{
    float *flux = curves->v[GR_SIGNAL_FLUX], *onset = curves->v[GR_SIGNAL_ONSET];
    double sum = 0;
    for (int64_t i = 0; i < raster->count; i++)
        sum += (double)raster->rows[i].onset;
    float usual = (float)(sum / (double)(raster->count ? raster->count : 1)) + 0.01f, mean = 0;
    for (int64_t i = 0; i < raster->count; i++) {
        const GrRasterRow *row = &raster->rows[i];
        bool heard = row->level > silent_level;
        flux[i] = heard ? row->flux : 0.0f;
        /* An onset stands out of the last third of a second; busy passages have their own scale,
         * or only hits out of silence would count. */
        float above = row->onset - 1.2f * mean;
        onset[i] = heard && above > 0.05f ? above / (usual + 1.5f * mean) : 0.0f;
        mean += (row->onset - mean) * 0.03f;
    }
    GrNorm flux_norm = gr_norm_of(flux, raster->count, 0.3f, work);
    GrNorm onset_norm = gr_norm_of(onset, raster->count, 0.1f, work);
    for (int64_t i = 0; i < raster->count; i++) {
        flux[i] = gr_norm_apply(flux_norm, flux[i]);
        onset[i] = gr_sqrtf(gr_norm_apply(onset_norm, onset[i]));
    }
    gr_curve_release(flux, raster->count, 0.05f);
    gr_curve_release(onset, raster->count, 0.08f);
}

static void make_levels(const GrRaster *raster, GrCurves *curves, float *work)
{
    float *loud = curves->loudness;
    for (int64_t i = 0; i < raster->count; i++) {
        const GrRasterRow *row = &raster->rows[i];
        loud[i] = row->level > silent_level ? gr_loudness(row->peak * row->peak) : 0.0f;
    }
    curves->peak = gr_norm_of(loud, raster->count, 0.5f, work);
    for (int64_t i = 0; i < raster->count; i++) {
        curves->v[GR_SIGNAL_PEAK][i] = gr_norm_apply(curves->peak, loud[i]);
        const GrRasterRow *row = &raster->rows[i];
        loud[i] = row->level > silent_level ? gr_loudness(row->level) : 0.0f;
    }
    curves->rms = gr_norm_of(loud, raster->count, 0.5f, work);
    for (int64_t i = 0; i < raster->count; i++)
        curves->v[GR_SIGNAL_RMS][i] = loud[i] = gr_norm_apply(curves->rms, loud[i]);
    gr_curve_release(loud, raster->count, 0.15f);
}

int gr_curves_from_raster(GrRaster *raster, GrCurves *curves, GrError *error)
{
    free(raster->fine);
    free(raster->chroma);
    raster->fine = raster->chroma = NULL;
    raster->fine_count = raster->fine_capacity = 0;
    raster->chroma_count = raster->chroma_capacity = 0;
    float *work = malloc(sizeof *work * (SAMPLE_MAX + 1));
    int code = work ? allocate(curves, raster->count, raster->band_count, error)
                    : gr_error_memory(error, "signal curves", sizeof *work * SAMPLE_MAX);
    if (!code) {
        make_levels(raster, curves, work);
        make_timbre(raster, curves, work);
        make_changes(raster, curves, work);
        gr_curves_timbre(raster, curves, work);
        BandRow *rows = keep_bands(raster);
        make_bands(raster, rows, curves, work);
        make_ratios(raster, rows, curves);
        free(rows);
    }
    free(work);
    return code;
}

/* 1 at a hit, then falling with a time constant. */
static float struck(float since_s, float fall_s)
{
    return since_s >= 0 ? gr_expf(-since_s / fall_s) : 0.0f;
}

/* A band as a mix of the usual ones, each by the part of the band that it covers, in octaves; what
 * lies outside all of them is the nearest. */
static void mix_band(GrBand band, const GrCurves *curves, float *out)
{
    float share[RASTER_BANDS], sum = 0;
    for (int b = 0; b < RASTER_BANDS; b++) {
        float low = gr_maxf(band.low_hz, (float)gr_signal_hz[b]);
        float high = gr_minf(band.high_hz, (float)gr_signal_hz[b + 1]);
        share[b] = high > low ? gr_log2f(high / low) : 0.0f;
        sum += share[b];
    }
    if (!(sum > 0.0f))
        sum = share[band.low_hz < (float)gr_signal_hz[0] ? 0 : RASTER_BANDS - 1] = 1.0f;
    for (int64_t i = 0; i < curves->count; i++) {
        float value = 0;
        for (int b = 0; b < RASTER_BANDS; b++)
            value += share[b] * curves->v[GR_SIGNAL_SUB + b][i];
        out[i] = value / sum;
    }
}

int gr_curves_from_tempo(double tempo_bpm, double duration_s, const GrBandList *bands,
                         GrCurves *curves, GrError *error)
{
    int64_t count = (int64_t)(duration_s * RASTER_HZ) + 2;
    int code = allocate(curves, count, bands ? bands->count : 0, error);
    if (code)
        return code;
    for (int64_t i = 0; i < count; i++) {
        double beat = (double)i / RASTER_HZ * tempo_bpm / 60.0;
        double beat_s = 60.0 / tempo_bpm;
        int64_t whole = (int64_t)beat;
        float part = (float)(beat - (double)whole);
        float since = part * (float)beat_s;
        float since_half = (part < 0.5f ? part + 0.5f : part - 0.5f) * (float)beat_s;
        float since_snare = since + (whole % 2 ? 0.0f : (float)beat_s);
        /* Swells over eight and over sixteen bars, the first quiet. */
        float slow = 0.5f - 0.5f * gr_cosf(GR_TAU * gr_fractf((float)(beat * (1.0 / 32.0))));
        float slower = 0.5f - 0.5f * gr_cosf(GR_TAU * gr_fractf((float)(beat * (1.0 / 64.0))));
        float loud = 0.55f + 0.25f * slow + 0.1f * slower;
        float kick = struck(since, 0.14f), hat = struck(since_half, 0.07f);
        float snare = whole == 0 && part < 1.0f ? 0.0f : struck(since_snare, 0.12f);
        float sixteenth = gr_fractf(part * 4.0f) * 0.25f * (float)beat_s;
        float *const *v = curves->v;
        v[GR_SIGNAL_SUB][i] = loud * kick;
        v[GR_SIGNAL_BASS][i] = loud * (0.35f + 0.65f * kick);
        v[GR_SIGNAL_LOMID][i] = 0.3f + 0.4f * slow * (1.0f - 0.4f * kick);
        v[GR_SIGNAL_MID][i] = 0.25f + 0.3f * slower + 0.35f * snare;
        v[GR_SIGNAL_HIMID][i] = 0.15f + 0.2f * slow + 0.5f * snare;
        v[GR_SIGNAL_HI][i] = loud * gr_unitf(0.75f * hat + 0.3f * struck(sixteenth, 0.04f));
        float sum = 1e-6f;
        for (int b = 0; b < RASTER_BANDS; b++)
            sum += v[GR_SIGNAL_SUB + b][i];
        for (int b = 0; b < RASTER_BANDS; b++)
            v[GR_SIGNAL_SUB_RATIO + b][i] = v[GR_SIGNAL_SUB + b][i] / sum;
        v[GR_SIGNAL_RMS][i] = loud * (0.55f + 0.35f * kick + 0.1f * snare);
        v[GR_SIGNAL_PEAK][i] = loud * (0.6f + 0.4f * gr_maxf(kick, snare));
        v[GR_SIGNAL_CENTROID][i] = 0.3f + 0.25f * slow + 0.25f * hat + 0.1f * snare;
        v[GR_SIGNAL_FLATNESS][i] = 0.15f + 0.3f * hat + 0.35f * snare;
        v[GR_SIGNAL_FLUX][i] =
            0.8f * gr_maxf(struck(since, 0.05f), 0.6f * struck(since_half, 0.05f));
        v[GR_SIGNAL_ONSET][i] = gr_maxf(struck(since, 0.08f), 0.5f * struck(since_half, 0.08f));
        v[GR_SIGNAL_KICK][i] = kick;
        v[GR_SIGNAL_SNARE][i] = snare;
        v[GR_SIGNAL_HAT][i] = hat;
        v[GR_SIGNAL_PERCUSSIVE][i] = gr_unitf(0.2f + 0.6f * gr_maxf(kick, snare) + 0.3f * hat);
        v[GR_SIGNAL_HARMONIC][i] = 1.0f - v[GR_SIGNAL_PERCUSSIVE][i];
        v[GR_SIGNAL_ZCR][i] = 0.25f + 0.2f * slow + 0.3f * hat + 0.15f * snare;
        v[GR_SIGNAL_CONTRAST][i] = 0.6f - 0.2f * hat - 0.25f * snare + 0.15f * slower;
        v[GR_SIGNAL_WIDTH][i] = gr_unitf(0.3f + 0.35f * slow + 0.2f * hat - 0.15f * kick);
        v[GR_SIGNAL_LOUDNESS][i] = loud * (0.75f + 0.2f * struck(since, 0.4f));
        v[GR_SIGNAL_LOUDNESS_SHORT][i] = 0.82f * loud;
        curves->loudness[i] = v[GR_SIGNAL_RMS][i];
    }
    for (int b = 0; b < curves->band_count; b++)
        mix_band(bands->list[b], curves, curves->band[b]);
    return GR_OK;
}
