/* SPDX-License-Identifier: MIT */
#include "model/signal.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

const GrSignalInfo gr_signal_infos[GR_SIGNAL_COUNT + 1] = {
    [GR_SIGNAL_RMS] = {"rms", "loudness of the frame", false},
    [GR_SIGNAL_PEAK] = {"peak", "highest sample of the frame", false},
    [GR_SIGNAL_SUB] = {"sub", "energy from 20 to 60 Hz", false},
    [GR_SIGNAL_BASS] = {"bass", "energy from 60 to 250 Hz", false},
    [GR_SIGNAL_LOMID] = {"lomid", "energy from 250 to 500 Hz", false},
    [GR_SIGNAL_MID] = {"mid", "energy from 500 to 2000 Hz", false},
    [GR_SIGNAL_HIMID] = {"himid", "energy from 2 to 4 kHz", false},
    [GR_SIGNAL_HI] = {"hi", "energy from 4 to 16 kHz", false},
    [GR_SIGNAL_SUB_RATIO] = {"sub_ratio", "share of sub in the frame's amplitude", false},
    [GR_SIGNAL_BASS_RATIO] = {"bass_ratio", "share of bass in the frame's amplitude", false},
    [GR_SIGNAL_LOMID_RATIO] = {"lomid_ratio", "share of lomid in the frame's amplitude", false},
    [GR_SIGNAL_MID_RATIO] = {"mid_ratio", "share of mid in the frame's amplitude", false},
    [GR_SIGNAL_HIMID_RATIO] = {"himid_ratio", "share of himid in the frame's amplitude", false},
    [GR_SIGNAL_HI_RATIO] = {"hi_ratio", "share of hi in the frame's amplitude", false},
    [GR_SIGNAL_CENTROID] = {"centroid", "timbre: 0 dark to 1 bright", false},
    [GR_SIGNAL_FLATNESS] = {"flatness", "0 a pure tone to 1 noise", false},
    [GR_SIGNAL_FLUX] = {"flux", "how much the spectrum changes", false},
    [GR_SIGNAL_ONSET] = {"onset", "strength of a note or hit that begins", false},
    [GR_SIGNAL_KICK] = {"kick", "1 where a kick is hit, then falling", true},
    [GR_SIGNAL_SNARE] = {"snare", "1 where a snare or a clap is hit, then falling", true},
    [GR_SIGNAL_HAT] = {"hat", "1 where a hi-hat or a cymbal is hit, then falling", true},
    [GR_SIGNAL_HARMONIC] = {"harmonic", "share of what lasts: notes, chords, voices", true},
    [GR_SIGNAL_PERCUSSIVE] = {"percussive", "share of what is struck: drums, clicks", true},
    [GR_SIGNAL_ZCR] = {"zcr", "how often the wave crosses zero: 0 at 100 Hz to 1 at 8 kHz", true},
    [GR_SIGNAL_CONTRAST] = {"contrast", "how far tones stand out of what is between them", true},
    [GR_SIGNAL_WIDTH] = {"width", "stereo: 0 mono to 1 two ears that differ in all", true},
    [GR_SIGNAL_LOUDNESS] = {"loudness", "momentary loudness as ears weigh it (EBU R128)", true},
    [GR_SIGNAL_LOUDNESS_SHORT] = {"loudness_3s",
                                  "the same over three seconds: how loud the passage is", true},
    [GR_SIGNAL_BEAT] = {"beat", "1 on the frame that contains a beat, else 0", false},
    [GR_SIGNAL_BEAT_DECAY] = {"beat_decay", "1 at a beat, falling to 0 towards the next", false},
    [GR_SIGNAL_BEAT_PHASE] = {"beat_phase", "0 to 1 from one beat to the next", false},
    [GR_SIGNAL_BAR_PHASE] = {"bar_phase", "0 to 1 over a bar of four beats", false},
    [GR_SIGNAL_COUNT] = {NULL, NULL, false},
};

int gr_signal_track_create(GrSignalTrack *track, GrRational rate, int64_t count, GrError *error)
{
    memset(track, 0, sizeof *track);
    size_t frames = (size_t)(count > 0 ? count : 1);
    track->frames = gr_aligned_alloc(frames * sizeof *track->frames);
    track->flow_s = gr_aligned_alloc((frames + 1) * sizeof *track->flow_s);
    if (!track->frames || !track->flow_s) {
        gr_signal_track_finish(track);
        return gr_error_memory(error, "signals", frames * sizeof *track->frames);
    }
    track->rate = rate;
    track->count = count;
    return GR_OK;
}

int gr_signal_track_add_own(GrSignalTrack *track, int own_count, GrError *error)
{
    size_t values = (size_t)(track->count > 0 ? track->count : 1) * (size_t)own_count;
    track->own = gr_aligned_alloc(values * sizeof *track->own);
    if (!track->own)
        return gr_error_memory(error, "signals", values * sizeof *track->own);
    track->own_count = own_count;
    return GR_OK;
}

void gr_signal_track_finish(GrSignalTrack *track)
{
    if (!track)
        return;
    gr_aligned_free(track->frames);
    gr_aligned_free(track->flow_s);
    gr_aligned_free(track->own);
    memset(track, 0, sizeof *track);
}

GrMusic gr_hearing_music(const GrHearing *hearing)
{
    return (GrMusic){.beats = hearing->beats,
                     .sections = hearing->sections,
                     .section_count = hearing->section_count,
                     .duration_s = hearing->duration_s};
}

void gr_hearing_finish(GrHearing *hearing)
{
    if (!hearing)
        return;
    gr_signal_track_finish(&hearing->at_frames);
    gr_signal_track_finish(&hearing->at_ticks);
    gr_sonogram_finish(&hearing->sonogram);
    gr_aligned_free(hearing->beat_memory);
    free(hearing->downbeat_memory);
    free(hearing->section_memory);
    memset(hearing, 0, sizeof *hearing);
}
