/* SPDX-License-Identifier: MIT */
#include "audio/tracks.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

/* A beat that lies on a frame's start belongs to that frame, whatever the last bit says. */
static const double beat_grace_s = 1e-6;

/* Signals are kept to 1/4096: the last bits of a transform or a lossy decoder, which differ between
 * machines, rarely reach a pixel. */
static float quantised(double value)
{
    double x = value > 0 ? value : 0; /* a NaN becomes 0 */
    x = x < 1 ? x : 1;
    return (float)(int)(x * 4096.0 + 0.5) * (1.0f / 4096.0f);
}

static float quantised_down(double value)
{
    double x = value > 0 ? value : 0;
    int steps = (int)(x * 4096.0);
    return (float)(steps < 4095 ? steps : 4095) * (1.0f / 4096.0f);
}

void gr_curve_integrate(const float *curve, int64_t count, double *sum)
{
    sum[0] = 0;
    for (int64_t i = 0; i < count; i++) {
        float next = i + 1 < count ? curve[i + 1] : 0.0f;
        sum[i + 1] = sum[i] + 0.5 * ((double)curve[i] + (double)next);
    }
}

double gr_curve_integral(const float *curve, int64_t count, const double *sum, double row)
{
    if (count == 0 || row <= 0)
        return 0;
    int64_t i = (int64_t)row;
    if (i >= count)
        return sum[count];
    double part = row - (double)i, from = (double)curve[i];
    double to = i + 1 < count ? (double)curve[i + 1] : 0.0;
    return sum[i] + part * (from + 0.5 * part * (to - from));
}

/* The mean over each frame's span, exactly: means of two rates agree. */
static void gather_mean(const float *curve, int64_t count, double *sum, GrSignal signal,
                        GrSignalTrack *track)
{
    double rows = RASTER_HZ * (double)track->rate.den / (double)track->rate.num;
    gr_curve_integrate(curve, count, sum);
    for (int64_t n = 0; n < track->count; n++) {
        double from =
            gr_curve_integral(curve, count, sum, gr_frame_start_s(n, track->rate) * RASTER_HZ);
        double to =
            gr_curve_integral(curve, count, sum, gr_frame_start_s(n + 1, track->rate) * RASTER_HZ);
        track->frames[n].v[signal] = quantised((to - from) / rows);
    }
}

static float curve_at(const float *curve, int64_t count, double row)
{
    int64_t i = (int64_t)row;
    if (i >= count)
        return 0;
    float part = (float)(row - (double)i), to = i + 1 < count ? curve[i + 1] : 0.0f;
    return curve[i] + (to - curve[i]) * part;
}

/* The highest value in each frame's span: a hit must not shrink because a frame is long. */
static void gather_highest(const float *curve, int64_t count, GrSignal signal, GrSignalTrack *track)
{
    for (int64_t n = 0; n < track->count; n++) {
        double from = gr_frame_start_s(n, track->rate) * RASTER_HZ;
        double to = gr_frame_start_s(n + 1, track->rate) * RASTER_HZ;
        float most = gr_maxf(curve_at(curve, count, from), curve_at(curve, count, to));
        for (int64_t i = (int64_t)from + 1; (double)i < to && i < count; i++)
            most = gr_maxf(most, curve[i]);
        track->frames[n].v[signal] = quantised((double)most);
    }
}

static void take_levels(const GrCurves *curves, const GrLevels *levels, GrSignalTrack *track)
{
    for (int64_t n = 0; n < track->count; n++) {
        float peak = levels->peak[n];
        float *v = track->frames[n].v;
        v[GR_SIGNAL_RMS] =
            quantised((double)gr_norm_apply(curves->rms, gr_loudness(levels->energy[n])));
        v[GR_SIGNAL_PEAK] =
            quantised((double)gr_norm_apply(curves->peak, gr_loudness(peak * peak)));
    }
}

/* Phases hold at a frame's start, so that a frame of 24 fps and the one of 48 that starts with it
 * agree. */
void gr_beat_signals(const GrBeats *beats, double start_s, double end_s, float *v)
{
    double start = start_s + beat_grace_s, end = end_s + beat_grace_s;
    int now = gr_beats_before(beats, start);
    int last = gr_beats_before(beats, end - 2 * beat_grace_s);
    if (now < 0 || now + 1 >= beats->count)
        return;
    double since = start - beat_grace_s - beats->time_s[now];
    double phase = since / (beats->time_s[now + 1] - beats->time_s[now]);
    phase = phase > 0 ? phase : 0;
    phase = phase < 1 ? phase : 1;
    bool at_start = since < 2 * beat_grace_s;
    bool contains = at_start || last > now;
    v[GR_SIGNAL_BEAT] = contains ? 1.0f : 0.0f;
    v[GR_SIGNAL_BEAT_DECAY] = contains ? 1.0f : quantised((1 - phase) * (1 - phase));
    v[GR_SIGNAL_BEAT_PHASE] = quantised_down(phase);
    v[GR_SIGNAL_BAR_PHASE] = quantised_down(gr_beats_bar_phase(beats, now, phase));
}

static void take_beats(const GrBeats *beats, GrSignalTrack *track)
{
    for (int64_t n = 0; n < track->count; n++)
        gr_beat_signals(beats, gr_frame_start_s(n, track->rate),
                        gr_frame_start_s(n + 1, track->rate), track->frames[n].v);
}

/* Where there is no sound at all, the flow is time itself. */
static void take_flow(const GrCurves *curves, double *sum, double sound_s, GrSignalTrack *track)
{
    gr_curve_integrate(curves->loudness, curves->count, sum);
    double whole = curves->count ? sum[curves->count] : 0;
    for (int64_t n = 0; n <= track->count; n++) {
        double time_s = gr_frame_start_s(n, track->rate), flow = time_s;
        if (whole > 1e-6)
            flow = sound_s / whole *
                   gr_curve_integral(curves->loudness, curves->count, sum, time_s * RASTER_HZ);
        track->flow_s[n] = (double)(int64_t)(flow * 65536.0 + 0.5) / 65536.0;
    }
}

int gr_track_gather(const GrCurves *curves, const GrLevels *levels, const GrBeats *beats,
                    double sound_s, GrSignalTrack *track, GrError *error)
{
    size_t bytes = sizeof(double) * ((size_t)curves->count + 1);
    double *sum = malloc(bytes);
    if (!sum)
        return gr_error_memory(error, "signals", bytes);
    for (int s = 0; s < GR_SIGNAL_BEAT; s++) {
        if (levels && (s == GR_SIGNAL_RMS || s == GR_SIGNAL_PEAK))
            continue;
        if (s >= GR_SIGNAL_FLUX && s <= GR_SIGNAL_HAT)
            gather_highest(curves->v[s], curves->count, (GrSignal)s, track);
        else
            gather_mean(curves->v[s], curves->count, sum, (GrSignal)s, track);
    }
    if (levels)
        take_levels(curves, levels, track);
    take_beats(beats, track);
    take_flow(curves, sum, sound_s, track);
    free(sum);
    return GR_OK;
}
