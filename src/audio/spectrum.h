/* SPDX-License-Identifier: MIT
 *
 * One window of mono samples to a row of the raster.
 */
#ifndef GR_AUDIO_SPECTRUM_H
#define GR_AUDIO_SPECTRUM_H

#include "audio/fourier.h"
#include "audio/raster.h"
#include "audio/timbre.h"

extern const double gr_signal_hz[RASTER_BANDS + 1]; /* where the bands sub .. hi meet */

enum { SPECTRUM_BANDS = 28 }; /* a third of an octave each, 31 Hz to 16 kHz or half the rate */

typedef struct GrSpectrum {
    int rate, size;
    int64_t measured; /* windows so far */
    GrFourier fourier;
    uint8_t *pitch_class;            /* of each bin, 255 outside the range of chroma */
    double edge[SPECTRUM_BANDS + 1]; /* in bins */
    double signal_edge[RASTER_BANDS + 1];
    float band_log2_hz[SPECTRUM_BANDS], onset_weight[SPECTRUM_BANDS];
    float bands[SPECTRUM_BANDS];      /* energies of the last window */
    float history[2][SPECTRUM_BANDS]; /* compressed bands of the last two windows */
    float usual[SPECTRUM_BANDS];      /* their amplitude over the last seconds, */
    float against[2][SPECTRUM_BANDS]; /* and the last two windows against it */
} GrSpectrum;

/* Samples of a window of about 43 ms: a power of two. */
int gr_spectrum_window(int rate);

int gr_spectrum_init(GrSpectrum *spectrum, int rate, GrError *error);
/* Fills all of a row but its levels and timbre. Windows come in order. */
void gr_spectrum_measure(GrSpectrum *spectrum, const float *samples, GrRasterRow *row,
                         float chroma[RASTER_CHROMA]);
/* Energy in a band of the window that was measured last. */
float gr_spectrum_band(const GrSpectrum *spectrum, GrBand band);
void gr_spectrum_finish(GrSpectrum *spectrum);

#endif
