/* SPDX-License-Identifier: MIT */
#include "audio/spectrum.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

const double gr_signal_hz[RASTER_BANDS + 1] = {20, 60, 250, 500, 2000, 4000, 16000};

/* Below -70 dB in a band nothing counts as an onset. */
static const float onset_gain = 1e7f;
/* For what is taken against the last seconds: about -80 dB is nothing. */
static const float usual_gain = 1.0f, least_usual = 1e-4f;
static const float log2_kick_top = 7.1f, log2_snare_top = 12.3f; /* 137 Hz, 5 kHz */
enum { USUAL_ROWS = 200 };
enum { ONSET_LAG = 2, KICK_TOP_HZ = 130, CHROMA_LOW_HZ = 90, CHROMA_HIGH_HZ = 2100 };

int gr_spectrum_window(int rate)
{
    int size = 64;
    while (size < rate / 30)
        size *= 2;
    return size;
}

static void place_bands(GrSpectrum *s)
{
    double bin_hz = (double)s->rate / s->size, top = 0.5 * s->rate;
    for (int b = 0; b <= RASTER_BANDS; b++)
        s->signal_edge[b] = gr_fourier_bin(&s->fourier, gr_signal_hz[b]);
    double first = gr_log2f(31.0f), last = gr_log2f((float)(top < 16000 ? top : 16000));
    for (int b = 0; b <= SPECTRUM_BANDS; b++) {
        double at = first + (last - first) * b / SPECTRUM_BANDS;
        s->edge[b] = (double)gr_exp2f((float)at) / bin_hz;
        if (b == SPECTRUM_BANDS)
            break;
        double middle = first + (last - first) * (b + 0.5) / SPECTRUM_BANDS;
        s->band_log2_hz[b] = (float)middle;
        /* The kick and the bass carry the beat; cymbals carry its divisions. */
        bool low = gr_exp2f((float)middle) < KICK_TOP_HZ;
        bool middle_range = gr_exp2f((float)middle) < 3000.0f;
        s->onset_weight[b] = low ? 2.5f : middle_range ? 1.0f : 0.6f;
    }
}

static void place_pitches(GrSpectrum *s)
{
    float bin_hz = (float)s->rate / (float)s->size;
    for (int k = 0; k <= s->size / 2; k++) {
        float hz = (float)k * bin_hz;
        s->pitch_class[k] = 255;
        if (hz < CHROMA_LOW_HZ || hz > CHROMA_HIGH_HZ)
            continue;
        int note = (int)(12.0f * gr_log2f(hz * (1.0f / 440.0f)) + 120.5f);
        s->pitch_class[k] = (uint8_t)(note % RASTER_CHROMA);
    }
}

int gr_spectrum_init(GrSpectrum *s, int rate, GrError *error)
{
    memset(s, 0, sizeof *s);
    s->rate = rate;
    s->size = gr_spectrum_window(rate);
    size_t bins = (size_t)s->size / 2 + 1;
    int code = gr_fourier_init(&s->fourier, rate, s->size, s->size, error);
    s->pitch_class = code ? NULL : calloc(bins, 1);
    if (!code && !s->pitch_class)
        code = gr_error_memory(error, "a spectrum", bins);
    if (code)
        return code;
    place_bands(s);
    place_pitches(s);
    return GR_OK;
}

void gr_spectrum_finish(GrSpectrum *s)
{
    if (!s)
        return;
    gr_fourier_finish(&s->fourier);
    free(s->pitch_class);
    memset(s, 0, sizeof *s);
}

float gr_spectrum_band(const GrSpectrum *s, GrBand band)
{
    const GrFourier *f = &s->fourier;
    return gr_fourier_between(f, gr_fourier_bin(f, (double)band.low_hz),
                              gr_fourier_bin(f, (double)band.high_hz));
}

static float flatness_db(const GrSpectrum *s)
{
    double bin_hz = (double)s->rate / s->size;
    int first = (int)(150.0 / bin_hz) + 1, last = (int)(9000.0 / bin_hz);
    last = last < s->size / 2 ? last : s->size / 2 - 1;
    float logs = 0;
    for (int k = first; k <= last; k++)
        logs += gr_log2f(s->fourier.power[k] + 1e-14f);
    float count = (float)(last - first + 1);
    float mean = (float)(s->fourier.sum[last + 1] - s->fourier.sum[first]) / count + 1e-14f;
    return 3.0103f * (logs / count - gr_log2f(mean));
}

static void measure_change(GrSpectrum *s, const float *bands, GrRasterRow *row)
{
    float *old = s->history[s->measured % ONSET_LAG];
    float flux = 0, onset = 0, low = 0, weights = 0;
    for (int b = 0; b < SPECTRUM_BANDS; b++) {
        float now = gr_log2f(1.0f + onset_gain * bands[b]);
        float rise = s->measured >= ONSET_LAG ? now - old[b] : now;
        rise = rise > 0 ? rise : 0;
        flux += rise;
        onset += rise * s->onset_weight[b];
        weights += s->onset_weight[b];
        low += s->onset_weight[b] > 2.0f ? rise : 0.0f;
        old[b] = now;
    }
    row->flux = flux * (1.0f / SPECTRUM_BANDS);
    row->onset = onset / weights;
    row->low = low;
    s->measured++;
}

/* Onsets for the search for beats. Against the absolute level a hit after a rest would weigh more
 * than a harder one in the thick of it, as on the off-beats of a gallop; so every band is taken
 * against its own last seconds. */
static void measure_rise(GrSpectrum *s, const float *bands, GrRasterRow *row)
{
    float *old = s->against[s->measured % ONSET_LAG];
    float sum[RASTER_RANGES] = {0}, count[RASTER_RANGES] = {0};
    for (int b = 0; b < SPECTRUM_BANDS; b++) {
        float hz = s->band_log2_hz[b], amplitude = gr_sqrtf(bands[b]);
        int range = hz < log2_kick_top ? 0 : hz < log2_snare_top ? 1 : 2;
        float now = gr_log2f(1.0f + usual_gain * amplitude / (s->usual[b] + least_usual));
        float rise = s->measured >= ONSET_LAG ? now - old[b] : 0;
        sum[range] += rise > 0 ? rise : 0;
        count[range] += 1.0f;
        s->usual[b] +=
            (amplitude - s->usual[b]) *
            (s->measured < USUAL_ROWS ? 1.0f / (float)(s->measured + 1) : 1.0f / USUAL_ROWS);
        old[b] = now;
    }
    for (int r = 0; r < RASTER_RANGES; r++)
        row->rise[r] = count[r] > 0 ? sum[r] / count[r] : 0.0f;
}

void gr_spectrum_measure(GrSpectrum *s, const float *samples, GrRasterRow *row,
                         float chroma[RASTER_CHROMA])
{
    float *bands = s->bands, weight = 0, weighted = 0;
    gr_fourier_measure(&s->fourier, samples);
    for (int b = 0; b < RASTER_BANDS; b++)
        row->band[b] = gr_fourier_between(&s->fourier, s->signal_edge[b], s->signal_edge[b + 1]);
    for (int b = 0; b < SPECTRUM_BANDS; b++) {
        bands[b] = gr_fourier_between(&s->fourier, s->edge[b], s->edge[b + 1]);
        float amplitude = gr_sqrtf(bands[b]);
        weight += amplitude;
        weighted += amplitude * s->band_log2_hz[b];
    }
    row->centroid = weight > 0 ? weighted / weight : 0.0f;
    row->flatness_db = flatness_db(s);
    measure_rise(s, bands, row);
    measure_change(s, bands, row);
    memset(chroma, 0, RASTER_CHROMA * sizeof *chroma);
    for (int k = 0; k <= s->size / 2; k++)
        if (s->pitch_class[k] < RASTER_CHROMA)
            chroma[s->pitch_class[k]] += gr_sqrtf(s->fourier.power[k]);
}
