/* SPDX-License-Identifier: MIT */
#include "audio/own.h"

#include "audio/own_shape.h"
#include "audio/tracks.h"
#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

/* A list of numbers that a uniform is taken from; the rest value follows its end. */
typedef struct Input {
    const float *at;
    int64_t count, stride;
    float rest;
} Input;

/* What expressions see, row after row of a rate. */
typedef struct Inputs {
    Input of[GR_UNIFORM_HEARD]; /* `at` NULL: it comes from the time */
    GrRational rate;
    const GrOwnSetting *setting;
} Inputs;

enum { BEATS = GR_SIGNAL_COUNT - GR_SIGNAL_BEAT };
static const GrRational row_rate = {RASTER_HZ, 1};

/* Own signals are kept as finely as the others, but may leave 0..1. */
static float quantised(float value)
{
    float steps = value * 4096.0f;
    return (float)(int)(steps + (steps < 0.0f ? -0.5f : 0.5f)) * (1.0f / 4096.0f);
}

static float of_time(const Inputs *inputs, int uniform, int64_t n)
{
    const GrOwnSetting *setting = inputs->setting;
    double time_s = gr_frame_start_s(n, inputs->rate);
    if (uniform == GR_UNIFORM_SHOW_T)
        return (float)time_s;
    if (uniform == GR_UNIFORM_TOTAL)
        return (float)setting->show_s;
    GrMusicPlace place = gr_music_place(setting->music, time_s);
    switch (uniform) {
    case GR_UNIFORM_BEAT_COUNT:
        return (float)place.beat;
    case GR_UNIFORM_BAR_COUNT:
        return (float)place.bar;
    case GR_UNIFORM_SECTION:
        return (float)place.section;
    case GR_UNIFORM_TEMPO:
        return place.tempo;
    default:
        return 0.0f;
    }
}

/* The value of an own signal's expression in a row; a negative one is before everything. */
static float value_at(const Inputs *inputs, const GrOwnSignal *own, int64_t n)
{
    float uniforms[GR_UNIFORM_HEARD];
    for (int i = 0; i < own->from->uniform_count; i++) {
        int uniform = own->from->uniforms[i];
        const Input *input = &inputs->of[uniform];
        if (!input->at)
            uniforms[uniform] = of_time(inputs, uniform, n < 0 ? 0 : n);
        else
            uniforms[uniform] =
                n >= 0 && n < input->count ? input->at[n * input->stride] : input->rest;
    }
    return gr_own_signal_from(own, uniforms);
}

static void take_curve(Input *input, const float *at, int64_t count)
{
    *input = (Input){.at = at, .count = count, .stride = 1};
}

static void raster_inputs(const GrOwnSetting *setting, const GrOwnCurves *curves, Inputs *inputs)
{
    memset(inputs, 0, sizeof *inputs);
    inputs->rate = row_rate;
    inputs->setting = setting;
    for (int s = 0; s < GR_SIGNAL_BEAT; s++)
        take_curve(&inputs->of[GR_UNIFORM_SIGNALS + s], setting->curves->v[s],
                   setting->curves->count);
    for (int s = 0; s < BEATS; s++)
        take_curve(&inputs->of[GR_UNIFORM_SIGNALS + GR_SIGNAL_BEAT + s], curves->beats[s],
                   curves->count);
    for (int b = 0; b < setting->curves->band_count; b++)
        take_curve(&inputs->of[GR_UNIFORM_BANDS + b], setting->curves->band[b],
                   setting->curves->count);
    for (int k = 0; k < setting->own->count; k++)
        take_curve(&inputs->of[GR_UNIFORM_OWN + k], curves->v[k], curves->count);
}

static void make_curve(const Inputs *inputs, const GrOwnSignal *own, double *work, int64_t count,
                       float *curve, float *rest)
{
    float outside = value_at(inputs, own, -1);
    for (int64_t i = 0; i < count; i++)
        curve[i] = value_at(inputs, own, i);
    if (own->attack > 0.0f || own->release > 0.0f)
        gr_shape_follow(curve, count, outside, own->attack, own->release);
    if (own->triggers) {
        gr_shape_trigger(curve, count, outside, own->threshold, own->hold, own->decay);
        outside = 0.0f;
    }
    if (own->smooth > 0.0f)
        gr_shape_smooth(curve, count, own->smooth, work);
    if (own->lookahead != 0.0f)
        gr_shape_shift(curve, count, outside, own->lookahead, gr_own_signal_is_struck(own), work);
    for (int64_t i = 0; i < count; i++)
        curve[i] = gr_own_signal_finish(own, curve[i]);
    *rest = gr_own_signal_finish(own, outside);
}

static int allocate(const GrOwnSetting *setting, GrOwnCurves *curves, double **work, GrError *error)
{
    memset(curves, 0, sizeof *curves);
    curves->count = (int64_t)((setting->show_s + GR_LOOKAHEAD_MAX_S) * RASTER_HZ) + 2;
    size_t count = (size_t)curves->count + 1;
    *work = calloc(count, sizeof **work);
    bool missing = !*work;
    for (int k = 0; k < setting->own->count; k++) {
        curves->v[k] = calloc(count, sizeof(float));
        missing |= !curves->v[k];
    }
    for (int s = 0; s < BEATS; s++) {
        curves->beats[s] = calloc(count, sizeof(float));
        missing |= !curves->beats[s];
    }
    return missing ? gr_error_memory(error, "the show's own signals", count * sizeof(float))
                   : GR_OK;
}

static void fill_beats(const GrBeats *beats, GrOwnCurves *curves)
{
    for (int64_t i = 0; i < curves->count; i++) {
        float v[GR_SIGNAL_COUNT] = {0};
        gr_beat_signals(beats, gr_frame_start_s(i, row_rate), gr_frame_start_s(i + 1, row_rate), v);
        for (int s = 0; s < BEATS; s++)
            curves->beats[s][i] = v[GR_SIGNAL_BEAT + s];
    }
}

void gr_own_pitches(const GrOwnSetting *setting)
{
    const GrBandList *bands = &setting->own->bands;
    const GrSonogram *sonogram = setting->sonogram;
    for (int b = 0; sonogram && b < bands->count; b++) {
        float *curve = setting->curves->band[b], all[GR_PITCHES];
        for (int64_t i = 0; bands->list[b].pitch && i < setting->curves->count; i++) {
            double row = gr_frame_start_s(i, row_rate) * gr_rational_value(sonogram->rate);
            gr_sonogram_pitches(sonogram, row, all);
            curve[i] = row < (double)sonogram->rows ? all[bands->list[b].pitch - 1] : 0.0f;
        }
    }
}

int gr_own_curves_make(const GrOwnSetting *setting, GrOwnCurves *curves, GrError *error)
{
    Inputs inputs;
    double *work;
    int code = allocate(setting, curves, &work, error);
    if (!code) {
        fill_beats(&setting->music->beats, curves);
        raster_inputs(setting, curves, &inputs);
        for (int k = 0; k < setting->own->count; k++) {
            make_curve(&inputs, &setting->own->list[k], work, curves->count, curves->v[k],
                       &curves->rest[k]);
            inputs.of[GR_UNIFORM_OWN + k].rest = curves->rest[k];
        }
    } else {
        gr_own_curves_finish(curves);
    }
    free(work);
    return code;
}

void gr_own_curves_finish(GrOwnCurves *curves)
{
    if (!curves)
        return;
    for (int k = 0; k < GR_OWN_SIGNALS_MAX; k++)
        free(curves->v[k]);
    for (int s = 0; s < BEATS; s++)
        free(curves->beats[s]);
    memset(curves, 0, sizeof *curves);
}

/* What expressions see in the frames of a track. */
static void track_inputs(const GrOwnSetting *setting, const GrSignalTrack *track,
                         const float *bands, Inputs *inputs)
{
    memset(inputs, 0, sizeof *inputs);
    inputs->rate = track->rate;
    inputs->setting = setting;
    for (int s = 0; s < GR_SIGNAL_COUNT; s++)
        inputs->of[GR_UNIFORM_SIGNALS + s] =
            (Input){track->frames[0].v + s, track->count, GR_SIGNAL_COUNT, 0.0f};
    for (int k = 0; k < track->own_count; k++)
        inputs->of[GR_UNIFORM_OWN + k] =
            (Input){track->own + k, track->count, track->own_count, 0.0f};
    for (int b = 0; b < setting->curves->band_count; b++)
        take_curve(&inputs->of[GR_UNIFORM_BANDS + b], bands + b * track->count, track->count);
}

/* The mean of a curve in each frame. */
static void gather_mean(const float *curve, int64_t count, double *sum, const GrSignalTrack *track,
                        float *out, int64_t stride)
{
    gr_curve_integrate(curve, count, sum);
    for (int64_t n = 0; n < track->count; n++) {
        double from = gr_frame_start_s(n, track->rate) * RASTER_HZ;
        double to = gr_frame_start_s(n + 1, track->rate) * RASTER_HZ;
        double whole =
            gr_curve_integral(curve, count, sum, to) - gr_curve_integral(curve, count, sum, from);
        out[n * stride] = quantised((float)(whole / (to - from)));
    }
}

/* The highest of the rows that begin in each frame, or the row it lies in: a hit must not shrink
 * because a frame is long, and must not show in the frame before it. */
static void gather_highest(const float *curve, int64_t count, const GrSignalTrack *track,
                           float *out, int64_t stride)
{
    for (int64_t n = 0; n < track->count; n++) {
        int64_t from = gr_first_frame_at(gr_frame_start_ns(n, track->rate), row_rate);
        int64_t to = gr_first_frame_at(gr_frame_start_ns(n + 1, track->rate), row_rate);
        from = from < to || from == 0 ? from : from - 1;
        float most = from < count ? curve[from] : 0.0f;
        for (int64_t i = from + 1; i < to && i < count; i++)
            most = gr_maxf(most, curve[i]);
        out[n * stride] = quantised(most);
    }
}

int gr_own_gather(const GrOwnSetting *setting, const GrOwnCurves *curves, GrSignalTrack *track,
                  GrError *error)
{
    const GrOwnSignals *own = setting->own;
    const GrCurves *heard = setting->curves;
    Inputs inputs;
    int64_t longest = curves->count > heard->count ? curves->count : heard->count;
    double *sum = malloc(sizeof *sum * (size_t)(longest + 1));
    float *bands = malloc(sizeof *bands * (size_t)(track->count * heard->band_count + 1));
    int code = sum && bands ? gr_signal_track_add_own(track, own->count, error)
                            : gr_error_memory(error, "the show's own signals",
                                              sizeof *sum * (unsigned long long)longest);
    for (int b = 0; b < heard->band_count && !code; b++)
        gather_mean(heard->band[b], heard->count, sum, track, bands + b * track->count, 1);
    if (!code)
        track_inputs(setting, track, bands, &inputs);
    for (int k = 0; k < own->count && !code; k++) {
        const GrOwnSignal *signal = &own->list[k];
        track->own_struck |= (uint32_t)gr_own_signal_is_struck(signal) << k;
        float *out = track->own + k;
        if (gr_own_signal_is_plain(signal))
            for (int64_t n = 0; n < track->count; n++)
                out[n * own->count] =
                    quantised(gr_own_signal_finish(signal, value_at(&inputs, signal, n)));
        else if (signal->smooth > 0.0f)
            gather_mean(curves->v[k], curves->count, sum, track, out, own->count);
        else
            gather_highest(curves->v[k], curves->count, track, out, own->count);
    }
    free(sum);
    free(bands);
    return code;
}
