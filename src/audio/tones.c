/* SPDX-License-Identifier: MIT */
#include "audio/tones.h"

#include "audio/spectrum.h"
#include "base/vmath.h"

#include <string.h>

enum {
    LONGER = 4, /* the long window beside the short one */
    PITCH_LOW_HZ = 110,
    PITCH_HIGH_HZ = 2200,
};

/* The short window takes over between these. */
static const float crossing_low_hz = 350.0f, crossing_high_hz = 1100.0f;
static const float tilt_db_octave = 1.5f;

uint8_t gr_power_code(float power)
{
    float code = (3.0103f * gr_log2f(power + 1e-12f) + 80.0f) * (0.1f * GR_CODES_10DB) + 0.5f;
    return (uint8_t)gr_clampf(code, 0.0f, 255.0f);
}

int gr_tone_meter_init(GrToneMeter *m, int rate, GrError *error)
{
    int size = gr_spectrum_window(rate);
    memset(m, 0, sizeof *m);
    /* Zeros behind the window: bins narrower than the lowest tones, so that none is a step. */
    int code = gr_fourier_init(&m->narrow, rate, LONGER * size, 2 * LONGER * size, error);
    if (!code)
        code = gr_fourier_init(&m->quick, rate, size, size, error);
    if (code)
        return code;
    for (int b = 0; b <= GR_TONES; b++) {
        double hz = (double)gr_tone_hz((float)b);
        m->edge[b] = gr_fourier_bin(&m->narrow, hz);
        m->quick_edge[b] = gr_fourier_bin(&m->quick, hz);
    }
    for (int b = 0; b < GR_TONES; b++) {
        float octave = gr_log2f(gr_tone_hz((float)b + 0.5f));
        float low = gr_log2f(crossing_low_hz), high = gr_log2f(crossing_high_hz);
        m->quick_share[b] = gr_smoothstepf(low, high, octave);
        m->tilt[b] = gr_exp2f((octave - 10.0f) * tilt_db_octave * (1.0f / 3.0103f));
    }
    return GR_OK;
}

void gr_tone_meter_finish(GrToneMeter *m)
{
    if (!m)
        return;
    gr_fourier_finish(&m->narrow);
    gr_fourier_finish(&m->quick);
}

void gr_tone_meter_measure(GrToneMeter *m, const float *samples)
{
    gr_fourier_measure(&m->narrow, samples);
    gr_fourier_measure(&m->quick, samples + (m->narrow.size - m->quick.size) / 2);
}

void gr_tone_meter_tones(const GrToneMeter *m, uint8_t codes[GR_TONES])
{
    for (int b = 0; b < GR_TONES; b++) {
        float slow = gr_fourier_between(&m->narrow, m->edge[b], m->edge[b + 1]);
        float fast = gr_fourier_between(&m->quick, m->quick_edge[b], m->quick_edge[b + 1]);
        codes[b] = gr_power_code(m->tilt[b] * gr_lerpf(slow, fast, m->quick_share[b]));
    }
}

/* A peak is higher than its neighbours within the window's own width, and stands out of what lies
 * around them. Its place between the bins is the top of a parabola through three logarithms. */
void gr_tone_meter_pitches(const GrToneMeter *m, uint8_t codes[GR_PITCHES])
{
    const float *power = m->narrow.power;
    const int first = (int)gr_fourier_bin(&m->narrow, PITCH_LOW_HZ) + 4;
    const int last = (int)gr_fourier_bin(&m->narrow, PITCH_HIGH_HZ) - 4;
    float amplitude[GR_PITCHES] = {0};
    for (int k = first; k < last; k++) {
        float at = power[k], around = 0.5f * (power[k - 4] + power[k + 4]);
        bool top = at > power[k - 1] && at >= power[k + 1] && at > 4.0f * around && at > 1e-9f;
        if (!top)
            continue;
        float a = gr_log2f(power[k - 1] + 1e-14f), b = gr_log2f(at),
              c = gr_log2f(power[k + 1] + 1e-14f);
        float bend = a - 2.0f * b + c, off = bend < -1e-3f ? 0.5f * (a - c) / bend : 0.0f;
        float hz = ((float)k + off) * (float)m->narrow.bin_hz;
        float note = 12.0f * gr_log2f(hz * (1.0f / 440.0f)) + 129.0f; /* A is 9 of its octave */
        float near = gr_roundf(note), amiss = note - near;
        int pitch = (int)near % GR_PITCHES;
        amplitude[pitch] += gr_sqrtf(at) * (1.0f - 2.0f * amiss * amiss);
    }
    for (int i = 0; i < GR_PITCHES; i++)
        codes[i] = gr_power_code(amplitude[i] * amplitude[i]);
}
