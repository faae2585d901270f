/* SPDX-License-Identifier: MIT */
#include "audio/listening.h"

#include "audio/beat_list.h"
#include "audio/beats.h"
#include "audio/hear.h"
#include "audio/sections.h"
#include "audio/synth.h"
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

int gr_listening_create(GrListening **out, GrError *error)
{
    *out = calloc(1, sizeof **out);
    return *out ? GR_OK : gr_error_memory(error, "a hearing", sizeof **out);
}

void gr_listening_finish(GrListening *l)
{
    gr_curves_finish(&l->curves);
    gr_aligned_free(l->kept.beat_memory);
    free(l->kept.section_memory);
    free(l->kept.downbeat_memory);
    gr_arena_finish(&l->kept.labels);
    memset(l, 0, sizeof *l);
}

void gr_listening_forget(GrListening *l)
{
    gr_listening_finish(l);
}

void gr_listening_destroy(GrListening *l)
{
    if (!l)
        return;
    gr_listening_finish(l);
    free(l);
}

/* Half or double of the tempo that is heard. */
static int hear_octave(GrListening *l, const GrRaster *raster, int octave, double until_s,
                       GrError *error)
{
    GrBeats *beats = &l->kept.music.beats;
    const GrBeats first = *beats;
    double *memory = NULL;
    int code = gr_beats_find(raster, octave > 0 ? 2 * first.tempo_bpm : first.tempo_bpm / 2,
                             until_s, beats, &memory, error);
    if (code)
        return code;
    gr_aligned_free(l->kept.beat_memory);
    l->kept.beat_memory = memory;
    beats->other_bpm[0] = first.tempo_bpm;
    return GR_OK;
}

static int find_beats(GrListening *l, const GrRaster *raster, const GrSoundSpec *sound,
                      double until_s, GrError *error)
{
    GrBeats *beats = &l->kept.music.beats;
    double bpm = (double)sound->tempo_bpm;
    if (sound->beats)
        return gr_beats_from_list(sound->beats, until_s, beats, &l->kept.beat_memory,
                                  &l->kept.downbeat_memory, error);
    if (sound->kind == GR_SOUND_SYNTH)
        return gr_synth_beats(&sound->synth, until_s, beats, &l->kept.beat_memory, error);
    if (!raster)
        return gr_beats_regular(bpm > 0 ? bpm : 120.0, until_s, beats, &l->kept.beat_memory, error);
    int code = gr_beats_find(raster, bpm, until_s, beats, &l->kept.beat_memory, error);
    if (!code && sound->tempo_octave && beats->confidence > 0)
        code = hear_octave(l, raster, sound->tempo_octave, until_s, error);
    return code;
}

/* As the show corrects them. */
static int place_beats(GrListening *l, const GrRaster *raster, const GrSoundSpec *sound,
                       double until_s, GrError *error)
{
    const GrBeatMove move = {(double)sound->beat_shift, (double)sound->beat_offset_ns / 1e9};
    int code = find_beats(l, raster, sound, until_s, error);
    if (!code && (move.shift != 0 || move.offset_s != 0))
        code = gr_beats_move(&move, until_s, &l->kept.music.beats, &l->kept.beat_memory,
                             l->kept.downbeat_memory, error);
    return code;
}

int gr_listening_know(GrListening *l, const GrSoundSpec *sound, double show_s, GrError *error)
{
    int code = GR_OK;
    double length_s = 0;
    if (l->known)
        return GR_OK;
    if (sound->kind == GR_SOUND_SYNTH) {
        length_s = (double)gr_synth_length(&sound->synth) / GR_SYNTH_RATE;
        code = gr_synth_sections(&sound->synth, &l->kept.section_memory, &l->kept.section_count,
                                 error);
    }
    l->kept.music.duration_s = length_s;
    if (!code)
        code = place_beats(l, NULL, sound, show_s > length_s ? show_s : length_s, error);
    l->known = code == GR_OK;
    return code;
}

int gr_listening_judge(GrListening *l, const GrRaster *raster, const GrSoundSpec *sound,
                       double duration_s, double until_s, GrError *error)
{
    bool listed = sound->section_count || (sound->beats && sound->beats->section_count);
    l->kept.music.duration_s = duration_s;
    l->kept.until_s = until_s;
    int code = place_beats(l, raster, sound, until_s, error);
    if (!code && !listed)
        code = gr_sections_find(raster, &l->kept.music, &l->kept.section_memory,
                                &l->kept.section_count, error);
    l->known = code == GR_OK;
    return code;
}

const GrMusic *gr_listening_music(GrListening *l, const GrSoundSpec *sound)
{
    const GrBeatList *list = sound->beats;
    if (sound->section_count) {
        l->kept.music.sections = sound->sections;
        l->kept.music.section_count = sound->section_count;
    } else if (list && list->section_count) {
        l->kept.music.sections = list->sections;
        l->kept.music.section_count = list->section_count;
    } else {
        l->kept.music.sections = l->kept.section_memory;
        l->kept.music.section_count = l->kept.section_count;
    }
    return &l->kept.music;
}

/* Sections and behind them their labels, in one block. */
static int copy_sections(const GrMusic *music, GrHearing *out, GrError *error)
{
    size_t list = (size_t)music->section_count * sizeof *music->sections, bytes = list;
    for (int i = 0; i < music->section_count; i++)
        bytes += strlen(music->sections[i].label) + 1;
    if (!bytes)
        return GR_OK;
    out->section_memory = malloc(bytes);
    if (!out->section_memory)
        return gr_error_memory(error, "sections", bytes);
    memcpy(out->section_memory, music->sections, list);
    char *text = (char *)out->section_memory + list;
    for (int i = 0; i < music->section_count; i++) {
        size_t length = strlen(music->sections[i].label) + 1;
        memcpy(text, music->sections[i].label, length);
        out->section_memory[i].label = text;
        text += length;
    }
    out->sections = out->section_memory;
    out->section_count = music->section_count;
    return GR_OK;
}

static int copy_downbeats(const GrBeats *beats, GrHearing *out, GrError *error)
{
    size_t bytes = (size_t)beats->downbeat_count * sizeof *beats->downbeats;
    if (!beats->downbeats)
        return GR_OK;
    out->downbeat_memory = malloc(bytes);
    if (!out->downbeat_memory)
        return gr_error_memory(error, "beats", bytes);
    memcpy(out->downbeat_memory, beats->downbeats, bytes);
    out->beats.downbeats = out->downbeat_memory;
    return GR_OK;
}

int gr_listening_copy(GrListening *l, const GrSoundSpec *sound, double until_s, GrHearing *out,
                      GrError *error)
{
    const GrMusic *music = gr_listening_music(l, sound);
    const GrBeats *beats = &music->beats;
    out->duration_s = music->duration_s;
    out->beats = *beats;
    int code = gr_beats_carry_on(beats, until_s, &out->beats, &out->beat_memory, error);
    if (!code)
        code = copy_downbeats(beats, out, error);
    return code ? code : copy_sections(music, out, error);
}
