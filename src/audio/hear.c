/* SPDX-License-Identifier: MIT */
#include "audio/hear.h"
#include "audio/beats.h"
#include "audio/reader.h"
#include "audio/synth.h"
#include "audio/tracks.h"

#include <stdlib.h>
#include <string.h>

enum { READ_FRAMES = 8192 };

typedef struct Heard {
    GrRaster raster;
    GrLevels frames, ticks; /* `ticks` stays empty when both rates are the same */
    GrCurves curves;
    double sound_s; /* that was listened to */
} Heard;

typedef struct Asker {
    GrHearStop *stop;
    void *user;
} Asker;

static int check_stop(const Asker *asker, GrError *error)
{
    return asker->stop && asker->stop(asker->user)
               ? gr_error_set(error, GR_E_INTERRUPTED, "interrupted")
               : GR_OK;
}

static bool same_rate(GrRational a, GrRational b)
{
    return a.num == b.num && a.den == b.den;
}

/* Frames that are needed to cover a duration. */
static int64_t frames_in(int64_t duration_ns, GrRational rate)
{
    int64_t count = gr_first_frame_at(duration_ns, rate);
    return count > 0 ? count : 0;
}

static int listen(GrSoundReader *reader, const GrHearing *out, bool both, int64_t most,
                  const Asker *asker, Heard *heard, bool *whole, GrError *error)
{
    int rate = gr_sound_reader_rate(reader), channels = gr_sound_reader_channels(reader), got = 0;
    GrRasterMaker *maker = NULL;
    float *block = malloc(sizeof *block * READ_FRAMES * (size_t)channels);
    int code = block ? gr_raster_maker_create(rate, channels, &heard->raster, &maker, error)
                     : gr_error_memory(error, "sound", READ_FRAMES * sizeof *block);
    if (!code)
        code = gr_levels_init(&heard->frames, out->at_frames.rate, out->at_frames.count, rate,
                              channels, error);
    if (!code && both)
        code = gr_levels_init(&heard->ticks, out->at_ticks.rate, out->at_ticks.count, rate,
                              channels, error);
    *whole = false;
    while (!code && heard->raster.samples < most) {
        code = check_stop(asker, error);
        if (!code)
            code = gr_sound_reader_read(reader, block, READ_FRAMES, &got, error);
        if (!code && got == 0)
            *whole = true;
        if (code || got == 0)
            break;
        code = gr_raster_maker_feed(maker, block, got, error);
        gr_levels_feed(&heard->frames, block, got);
        if (both)
            gr_levels_feed(&heard->ticks, block, got);
    }
    if (!code)
        code = gr_raster_maker_end(maker, error);
    gr_levels_end(&heard->frames);
    gr_levels_end(&heard->ticks);
    gr_raster_maker_destroy(maker);
    free(block);
    return code;
}

static int hear_sound(const GrSoundSpec *sound, double show_s, bool both, const Asker *asker,
                      Heard *heard, GrHearing *out, GrError *error)
{
    GrSoundReader *reader;
    int code = gr_sound_reader_open(sound, &reader, error);
    if (code)
        return code;
    bool whole;
    int rate = gr_sound_reader_rate(reader);
    int64_t most = (int64_t)((show_s + GR_HEAR_BEYOND_S) * rate);
    code = listen(reader, out, both, most, asker, heard, &whole, error);
    int64_t promised = gr_sound_reader_length(reader);
    gr_sound_reader_close(reader);
    if (code)
        return code;
    heard->sound_s = gr_raster_duration_s(&heard->raster);
    out->duration_s =
        !whole && promised > heard->raster.samples ? (double)promised / rate : heard->sound_s;
    double until_s = show_s > heard->sound_s ? show_s : heard->sound_s;
    if (sound->kind == GR_SOUND_SYNTH)
        code = gr_synth_beats(&sound->synth, until_s, &out->beats, &out->beat_memory, error);
    else
        code = gr_beats_find(&heard->raster, (double)sound->tempo_bpm, until_s, &out->beats,
                             &out->beat_memory, error);
    if (!code)
        code = check_stop(asker, error);
    return code ? code : gr_curves_from_raster(&heard->raster, &heard->curves, error);
}

static int hear_tempo(double tempo_bpm, double show_s, Heard *heard, GrHearing *out, GrError *error)
{
    double bpm = tempo_bpm > 0 ? tempo_bpm : 120.0;
    int code = gr_beats_regular(bpm, show_s, &out->beats, &out->beat_memory, error);
    if (!code)
        code = gr_curves_from_tempo(bpm, show_s, &heard->curves, error);
    heard->sound_s = (double)heard->curves.count / RASTER_HZ;
    return code;
}

int gr_hear(const GrSoundSpec *sound, int64_t duration_ns, GrRational fps, GrRational ticks,
            GrHearStop *stop, void *user, GrHearing *out, GrError *error)
{
    Heard heard = {0};
    Asker asker = {stop, user};
    memset(out, 0, sizeof *out);
    bool silent = sound->kind == GR_SOUND_NONE, both = !same_rate(fps, ticks);
    double show_s = (double)duration_ns / (double)GR_NS_PER_S;
    int code = gr_signal_track_create(&out->at_frames, fps, frames_in(duration_ns, fps), error);
    if (!code)
        code = gr_signal_track_create(&out->at_ticks, ticks, frames_in(duration_ns, ticks), error);
    if (!code)
        code = silent ? hear_tempo((double)sound->tempo_bpm, show_s, &heard, out, error)
                      : hear_sound(sound, show_s, both, &asker, &heard, out, error);
    if (!code)
        code = check_stop(&asker, error);
    if (!code)
        code = gr_track_gather(&heard.curves, silent ? NULL : &heard.frames, &out->beats,
                               heard.sound_s, &out->at_frames, error);
    if (!code)
        code = check_stop(&asker, error);
    if (!code && both)
        code = gr_track_gather(&heard.curves, silent ? NULL : &heard.ticks, &out->beats,
                               heard.sound_s, &out->at_ticks, error);
    if (!code && !both) {
        size_t count = (size_t)out->at_frames.count;
        memcpy(out->at_ticks.frames, out->at_frames.frames, count * sizeof(GrSignals));
        memcpy(out->at_ticks.flow_s, out->at_frames.flow_s, (count + 1) * sizeof(double));
    }
    gr_raster_finish(&heard.raster);
    gr_levels_finish(&heard.frames);
    gr_levels_finish(&heard.ticks);
    gr_curves_finish(&heard.curves);
    if (code)
        gr_hearing_finish(out);
    return code;
}
