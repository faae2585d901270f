/* SPDX-License-Identifier: MIT */
#include "render/moments.h"

#include "base/wide.h"
#include "model/own_signal.h"

#include <string.h>

/* Parts of a tick and places on the track are kept to 2^-32, by integers, so that equal times of
 * different rates are equal doubles. */
static const double FINE = 1.0 / 4294967296.0;

enum { DEFAULT_FPS = 24 };

GrSceneTime gr_scene_time_of_frame(const GrScene *scene, GrRational tick_rate, int64_t frame,
                                   GrRational fps)
{
    /* Ticks since the scene's start, as a fraction. */
    GrWide since = (GrWide)frame * fps.den * GR_NS_PER_S - (GrWide)scene->start_ns * fps.num;
    GrWide num = since * tick_rate.num;
    GrWide den = (GrWide)fps.num * GR_NS_PER_S * tick_rate.den;
    GrWide grace = (GrWide)GR_GRACE_NS * fps.num * tick_rate.num;
    if (num <= grace)
        return (GrSceneTime){0, 0.0};
    GrWide tick = gr_wide_floor_div(num + grace, den);
    GrWide rest = num - tick * den;
    if (rest <= grace)
        return (GrSceneTime){(int64_t)tick, 0.0};
    return (GrSceneTime){(int64_t)tick, (double)(int64_t)(rest * 4294967296LL / den) * FINE};
}

int64_t gr_scene_tick_count(const GrScene *scene, GrRational tick_rate)
{
    int64_t count = gr_first_frame_at(scene->end_ns - scene->start_ns, tick_rate);
    return count < 1 ? 1 : count;
}

double gr_scene_time_s(GrSceneTime time, GrRational tick_rate)
{
    return ((double)time.tick + time.part) * (double)tick_rate.den / (double)tick_rate.num;
}

/* The track's frame that contains a scene's tick. */
static int64_t track_frame(const GrScene *scene, GrRational rate, int64_t tick)
{
    return gr_frame_containing(scene->start_ns, rate) + tick;
}

static const GrSignals *track_at(const GrSignalTrack *track, int64_t frame)
{
    frame = frame >= track->count ? track->count - 1 : frame;
    return &track->frames[frame < 0 ? 0 : frame];
}

static double flow_at(const GrSignalTrack *track, double position)
{
    if (track->count < 1 || position <= 0.0)
        return 0.0;
    if (position >= (double)track->count)
        return track->flow_s[track->count];
    int64_t frame = (int64_t)position;
    double part = position - (double)frame;
    return track->flow_s[frame] + (track->flow_s[frame + 1] - track->flow_s[frame]) * part;
}

void gr_signals_at(const GrShow *show, const GrHearing *hearing, const GrScene *scene,
                   GrSceneTime time, GrSignals *signals)
{
    const GrSignalTrack *track = &hearing->at_ticks;
    memset(signals, 0, sizeof *signals);
    if (track->count < 1)
        return;
    int64_t frame = track_frame(scene, show->tick, time.tick);
    const GrSignals *here = track_at(track, frame);
    *signals = *here;
    if (time.part <= 0.0)
        return;
    const GrSignals *next = track_at(track, frame + 1);
    float part = (float)time.part;
    for (int i = 0; i < GR_SIGNAL_COUNT; i++) {
        float from = here->v[i], to = next->v[i];
        bool phase = i == GR_SIGNAL_BEAT_PHASE || i == GR_SIGNAL_BAR_PHASE;
        bool attack = i == GR_SIGNAL_BEAT_DECAY && to > from;
        if (i == GR_SIGNAL_BEAT || attack)
            continue; /* holds for the tick: a beat must not glow before it sounds */
        if (phase && to < from)
            to += 1.0f;
        float value = from + (to - from) * part;
        signals->v[i] = phase && value >= 1.0f ? value - 1.0f : value;
    }
}

/* The own signals that were worked out before, at the moment's time. */
static void take_own(const GrHearing *hearing, int64_t frame, float part, float *own)
{
    const GrSignalTrack *track = &hearing->at_ticks;
    int64_t last = track->count - 1;
    frame = frame < last ? frame : last;
    const float *here = track->own + frame * track->own_count;
    const float *next = frame < last ? here + track->own_count : here;
    for (int i = 0; i < track->own_count; i++) {
        float step = next[i] - here[i];
        bool holds = track->own_struck >> i & 1 && step > 0.0f;
        own[i] = holds ? here[i] : here[i] + step * part;
    }
}

/* All own signals; the rest of the moment is filled. */
static void fill_own(GrMoment *moment, const GrShow *show, const GrHearing *hearing, int64_t frame)
{
    const GrOwnSignals *own = show->sound.own;
    float uniforms[GR_UNIFORM_COUNT];
    if (!own || !hearing->at_ticks.own || hearing->at_ticks.count < 1)
        return;
    take_own(hearing, frame, moment->tick_part, moment->own);
    gr_expr_uniforms(moment, uniforms);
    for (int i = 0; i < own->count; i++) {
        const GrOwnSignal *signal = &own->list[i];
        if (gr_own_signal_is_instant(signal))
            moment->own[i] = gr_own_signal_finish(signal, gr_own_signal_from(signal, uniforms));
        uniforms[GR_UNIFORM_OWN + i] = moment->own[i];
    }
}

/* What the show's clock and the music's count say. */
static void fill_counts(GrMoment *moment, const GrShow *show, const GrHearing *hearing)
{
    static const double grace_s = (double)GR_GRACE_NS / (double)GR_NS_PER_S;
    double fps = show->fps.num > 0 ? gr_rational_value(show->fps) : DEFAULT_FPS;
    moment->show_duration_s = (double)show->length_ns / (double)GR_NS_PER_S;
    moment->show_fps = (float)fps;
    moment->show_frame = (double)(int64_t)((moment->show_s + grace_s) * fps);
    GrMusic music = gr_hearing_music(hearing);
    GrMusicPlace place = gr_music_place(&music, moment->show_s);
    moment->tempo = (float)place.tempo;
    moment->section = (float)place.section;
    moment->beat_count = place.beat;
    moment->bar_count = place.bar;
    moment->beats = &hearing->beats;
    moment->sonogram = hearing->sonogram.hears ? &hearing->sonogram : NULL;
}

/* The track's rows lie on the show's ticks. A scene that starts between two of them reads rows that
 * begin a little before its own ticks; its phases are those of its own times, so that they turn
 * over in the frame in which beats and bars are counted on. */
static void fill_phases(GrMoment *moment, const GrHearing *hearing, double row)
{
    static const double grace_s = (double)GR_GRACE_NS / (double)GR_NS_PER_S;
    const GrBeats *beats = &hearing->beats;
    double off_s = (row - (double)(int64_t)(row + 1e-6)) * (double)moment->tick_s;
    double now_s = moment->show_s + grace_s;
    int now = gr_beats_before(beats, now_s);
    if (hearing->at_ticks.count < 1 || off_s < grace_s || now < 0 || now + 1 >= beats->count)
        return;
    double phase =
        (moment->show_s - beats->time_s[now]) / (beats->time_s[now + 1] - beats->time_s[now]);
    phase = phase > 0 ? phase : 0;
    phase = phase < 1 - 1e-6 ? phase : 0;
    moment->signals.v[GR_SIGNAL_BEAT_PHASE] = (float)phase;
    moment->signals.v[GR_SIGNAL_BAR_PHASE] = (float)gr_beats_bar_phase(beats, now, phase);
}

void gr_moment_fill(GrMoment *moment, const GrShow *show, const GrHearing *hearing,
                    const GrScene *scene, GrSceneTime time)
{
    const GrSignalTrack *track = &hearing->at_ticks;
    double start_s = (double)scene->start_ns / (double)GR_NS_PER_S;
    double rate = gr_rational_value(show->tick);
    double position = start_s * rate;
    memset(moment, 0, sizeof *moment);
    moment->scene_s = gr_scene_time_s(time, show->tick);
    moment->scene_start_s = start_s;
    moment->show_s = start_s + moment->scene_s;
    moment->duration_s = (double)(scene->end_ns - scene->start_ns) / (double)GR_NS_PER_S;
    moment->flow_s =
        flow_at(track, position + (double)time.tick + time.part) - flow_at(track, position);
    moment->t = (float)moment->scene_s;
    double progress = moment->duration_s > 0.0 ? moment->scene_s / moment->duration_s : 0.0;
    moment->p = (float)(progress < 1.0 ? progress : 1.0);
    moment->tick = time.tick;
    moment->tick_s = (float)(1.0 / rate);
    moment->tick_part = (float)time.part;
    if (moment->tick_part >= 1.0f)
        moment->tick_part = 0.99999994f;
    gr_signals_at(show, hearing, scene, time, &moment->signals);
    fill_phases(moment, hearing, position);
    fill_counts(moment, show, hearing);
    moment->sonogram_row = track_frame(scene, show->tick, time.tick);
    fill_own(moment, show, hearing, moment->sonogram_row);
}

double gr_fade_at(const GrScene *scene, double scene_s)
{
    double in_s = (double)scene->fade_in_ns / (double)GR_NS_PER_S;
    double out_s = (double)scene->fade_out_ns / (double)GR_NS_PER_S;
    double left_s = (double)(scene->end_ns - scene->start_ns) / (double)GR_NS_PER_S - scene_s;
    double fade = 1.0;
    if (scene_s < in_s)
        fade *= scene_s / in_s;
    if (out_s > 0.0 && left_s < out_s) /* past its end, beneath a transition, it stays as it is */
        fade *= left_s > 0.0 ? left_s / out_s : 0.0;
    return fade;
}
