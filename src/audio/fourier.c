/* SPDX-License-Identifier: MIT */
#include "audio/fourier.h"

#include "base/vmath.h"

#include <fftw3.h>
#include <stdlib.h>
#include <string.h>

int gr_fourier_init(GrFourier *f, int rate, int size, int padded, GrError *error)
{
    size_t bins = (size_t)padded / 2 + 1;
    *f = (GrFourier){.size = size, .padded = padded, .bin_hz = (double)rate / padded};
    f->top = 0.5 * rate / f->bin_hz;
    f->window = fftwf_alloc_real((size_t)size);
    f->input = fftwf_alloc_real((size_t)padded);
    f->power = fftwf_alloc_real(bins);
    f->output = fftwf_alloc_complex(bins);
    f->sum = calloc(bins + 1, sizeof *f->sum);
    if (f->window && f->input && f->power && f->output && f->sum)
        f->plan = fftwf_plan_dft_r2c_1d(padded, f->input, f->output, FFTW_ESTIMATE);
    if (!f->plan)
        return gr_error_memory(error, "a Fourier transform", (unsigned long long)padded * 32);
    for (int i = 0; i < size; i++)
        f->window[i] = 0.5f - 0.5f * gr_cosf(GR_TAU * ((float)i + 0.5f) / (float)size);
    memset(f->input, 0, sizeof *f->input * (size_t)padded);
    return GR_OK;
}

void gr_fourier_finish(GrFourier *f)
{
    if (!f)
        return;
    if (f->plan)
        fftwf_destroy_plan(f->plan);
    fftwf_free(f->window);
    fftwf_free(f->input);
    fftwf_free(f->power);
    fftwf_free(f->output);
    free(f->sum);
    memset(f, 0, sizeof *f);
}

void gr_fourier_measure(GrFourier *f, const float *samples)
{
    const int last = f->padded / 2;
    for (int i = 0; i < f->size; i++)
        f->input[i] = samples[i] * f->window[i];
    fftwf_execute(f->plan);
    /* Parseval with the window's own power, 3/8: the sum over bins is the mean square. */
    float scale = 2.0f / (0.375f * (float)f->size * (float)f->padded);
    const float *bins = f->output;
    for (int k = 0; k <= last; k++)
        f->power[k] = scale * (bins[2 * k] * bins[2 * k] + bins[2 * k + 1] * bins[2 * k + 1]);
    /* A constant offset is no sound; the window spreads it into bin 1. */
    if (f->power[0] * 0.5f > f->power[1])
        f->power[1] = 0.0f;
    f->power[0] = 0.0f;
    double total = 0;
    for (int k = 0; k <= last; k++) {
        f->sum[k] = total;
        total += (double)f->power[k];
    }
    f->sum[last + 1] = total;
}

double gr_fourier_bin(const GrFourier *f, double hz)
{
    double bin = hz / f->bin_hz;
    return bin < f->top ? bin : f->top;
}

float gr_fourier_between(const GrFourier *f, double from, double to)
{
    double value[2], at[2] = {from + 0.5, to + 0.5};
    for (int i = 0; i < 2; i++) {
        int last = f->padded / 2;
        int k = (int)at[i];
        k = k < 0 ? 0 : k > last ? last : k;
        double part = at[i] - k;
        part = part < 1.0 ? part : 1.0;
        value[i] = f->sum[k] + part * (f->sum[k + 1] - f->sum[k]);
    }
    double power = value[1] - value[0];
    return power > 0 ? (float)power : 0.0f;
}
