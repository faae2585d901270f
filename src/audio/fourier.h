/* SPDX-License-Identifier: MIT
 *
 * Power by frequency of a window of samples: FFTW in single precision, planned with FFTW_ESTIMATE
 * so that the same machine always takes the same way.
 */
#ifndef GR_AUDIO_FOURIER_H
#define GR_AUDIO_FOURIER_H

#include "base/error.h"

typedef struct GrFourier {
    int size, padded; /* samples of the Hann window, and with the zeros behind it */
    double bin_hz;
    double top; /* half the rate, in bins */
    void *plan; /* fftwf_plan */
    float *window, *input;
    float *power; /* padded / 2 + 1 bins; their sum is the mean square of the samples */
    void *output; /* fftwf_complex */
    double *sum;  /* power below each bin's upper edge */
} GrFourier;

int gr_fourier_init(GrFourier *fourier, int rate, int size, int padded, GrError *error);
void gr_fourier_measure(GrFourier *fourier, const float *samples);
/* A place on the axis of bins; half the rate is the end. */
double gr_fourier_bin(const GrFourier *fourier, double hz);
/* Power between two places; bin k reaches from k - 1/2 to k + 1/2. */
float gr_fourier_between(const GrFourier *fourier, double from, double to);
void gr_fourier_finish(GrFourier *fourier);

#endif
