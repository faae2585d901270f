/* SPDX-License-Identifier: MIT */
#include "cli/analysis.h"

#include "audio/hear.h"
#include "audio/reader.h"
#include "base/files.h"
#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int gr_analysis_make(const char *path, double tempo_bpm, int feature_rate, bool (*stop)(void *user),
                     void *user, GrAnalysis *a, GrError *error)
{
    GrSoundReader *reader;
    memset(a, 0, sizeof *a);
    a->sound = (GrSoundSpec){.kind = GR_SOUND_FILE,
                             .path = path,
                             .tempo_bpm = (float)tempo_bpm,
                             .hears = GR_HEARS_TONES};
    int code = gr_sound_reader_open(&a->sound, &reader, error);
    if (code)
        return code;
    a->rate = gr_sound_reader_rate(reader);
    a->channels = gr_sound_reader_channels(reader);
    int64_t length = gr_sound_reader_length(reader);
    int64_t promised_ns = length < 0 ? -1 : (int64_t)((double)length / a->rate * 1e9);
    gr_sound_reader_close(reader);
    code = gr_listening_create(&a->sound.listening, error);
    if (!code)
        gr_listen_tags(&a->sound, stop, user, &a->tags);
    if (!code)
        code = gr_hear_whole(&a->sound, promised_ns, gr_rational(feature_rate, 1),
                             gr_rational(GR_ANALYSIS_TICKS, 1), stop, user, &a->hearing,
                             &a->programme, error);
    if (!code)
        code = gr_listen(&a->sound, -1, stop, user, &a->music, error);
    if (!code)
        code =
            gr_listen_loudness(&a->sound, -1, stop, user, &a->loudness, &a->loudness_count, error);
    return code;
}

void gr_analysis_finish(GrAnalysis *a)
{
    gr_hearing_finish(&a->hearing);
    gr_listening_destroy(a->sound.listening);
}

void gr_analysis_title(const GrAnalysis *a, GrText *out)
{
    if (!a->tags.title[0])
        gr_text_puts(out, gr_path_name(a->sound.path));
    else
        gr_text_printf(out, "%s%s%s", a->tags.title, a->tags.artist[0] ? ", " : "", a->tags.artist);
}

void gr_analysis_time(double time_s, bool hundredths, char text[32])
{
    int64_t centi = (int64_t)(time_s * 100 + 0.5);
    int64_t seconds = hundredths ? centi / 100 : (int64_t)(time_s + 0.5);
    int used = seconds >= 3600
                   ? snprintf(text, 32, "%d:%02d:%02d", (int)(seconds / 3600),
                              (int)(seconds / 60 % 60), (int)(seconds % 60))
                   : snprintf(text, 32, "%d:%02d", (int)(seconds / 60), (int)(seconds % 60));
    if (hundredths)
        snprintf(text + used, 32 - (size_t)used, ".%02d", (int)(centi % 100));
}

/* Beats of the sound itself: those before and behind it are for phases. What is struck with the
 * sound's start may be heard a little before it. */
static bool is_within(const GrAnalysis *a, int beat)
{
    double time_s = a->music->beats.time_s[beat];
    return time_s > -0.05 && time_s < a->music->duration_s;
}

static double beat_time(const GrAnalysis *a, int beat)
{
    double time_s = a->music->beats.time_s[beat];
    return time_s > 0 ? time_s : 0;
}

static bool is_downbeat(const GrBeats *beats, int beat)
{
    if (!beats->downbeats)
        return (beat - beats->first_downbeat) % GR_BEATS_A_BAR == 0;
    for (int i = 0; i < beats->downbeat_count; i++)
        if (beats->downbeats[i] == beat)
            return true;
    return false;
}

static int count_beats(const GrAnalysis *a, bool downbeats)
{
    const GrBeats *beats = &a->music->beats;
    int count = 0;
    for (int i = 0; i < beats->count; i++)
        count += is_within(a, i) && (!downbeats || is_downbeat(beats, i));
    return count;
}

int gr_analysis_bars(const GrAnalysis *a)
{
    return count_beats(a, true);
}

double gr_analysis_section_end(const GrAnalysis *a, int section)
{
    return section + 1 < a->music->section_count ? a->music->sections[section + 1].start_s
                                                 : a->music->duration_s;
}

double gr_analysis_energy(const GrAnalysis *a, double start_s, double end_s)
{
    int64_t from = (int64_t)(start_s * GR_LOUDNESS_HZ), to = (int64_t)(end_s * GR_LOUDNESS_HZ);
    double sum = 0;
    to = to < a->loudness_count ? to : a->loudness_count;
    for (int64_t i = from; i < to; i++)
        sum += (double)a->loudness[i];
    return to > from ? sum / (double)(to - from) : 0;
}

/* How loud the song is over its length, in eighths of a line's height. */
static void write_course(const GrAnalysis *a, GrText *out)
{
    static const char *const blocks[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    enum { COLUMNS = 70 }; /* 80 with the word before it */
    double length = a->music->duration_s;
    for (int i = 0; i < COLUMNS; i++) {
        double energy = gr_analysis_energy(a, length * i / COLUMNS, length * (i + 1) / COLUMNS);
        gr_text_puts(out, blocks[(int)(energy * 8 + 0.5)]);
    }
    gr_text_puts(out, "\n");
}

static void write_loudness(const GrProgramme *p, GrText *out)
{
    if (!isfinite(p->integrated)) {
        gr_text_puts(out, "loudness  too quiet to be measured");
    } else {
        gr_text_printf(out, "loudness  %.1f LUFS, range %.1f LU", p->integrated, p->range);
        if (isfinite(p->short_term) && isfinite(p->momentary))
            gr_text_printf(out, "; at most %.1f for 3 s, %.1f for 0.4 s", p->short_term,
                           p->momentary);
    }
    if (isfinite(p->peak))
        gr_text_printf(out, "\npeak      %.1f dBTP", p->peak);
    gr_text_puts(out, "\n");
}

static void write_tempo(const GrBeats *beats, GrText *out)
{
    gr_text_printf(out, "tempo     %.2f beats a minute", beats->tempo_bpm);
    if (beats->confidence > 0)
        gr_text_printf(out, ", confidence %.2f", (double)beats->confidence);
    else
        gr_text_puts(out, ", for want of any that is heard");
    for (int i = 0; i < GR_OTHER_TEMPI && beats->other_bpm[i] > 0; i++)
        gr_text_printf(out, "%s%.1f", i ? ", " : "; or ", beats->other_bpm[i]);
    gr_text_puts(out, "\n");
}

/* The guesses that were made, each once, and by what one tells. */
static void write_reasons(const GrMusic *music, GrText *out)
{
    bool any = false;
    for (int g = GR_GUESS_NONE + 1; g < GR_GUESS_COUNT; g++)
        for (int i = 0; i < music->section_count; i++) {
            if ((int)music->sections[i].guess != g)
                continue;
            gr_text_printf(out, "%s  %-6s  %s\n", any ? "" : "\nguesses\n", gr_guess_infos[g].name,
                           gr_guess_infos[g].reason);
            any = true;
            break;
        }
}

static int columns_of(const char *text)
{
    const char *end = text + strlen(text);
    int columns = 0;
    for (; text < end; columns++)
        gr_utf8_next(&text, end);
    return columns;
}

/* As wide as the widest label. */
static int label_width(const GrMusic *music)
{
    int widest = 1;
    for (int i = 0; i < music->section_count; i++) {
        int width = columns_of(music->sections[i].label);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void write_section(const GrAnalysis *a, int i, int label_width, GrText *out)
{
    enum { BAR = 16 };
    const GrSection *section = &a->music->sections[i];
    double end_s = gr_analysis_section_end(a, i);
    double energy = gr_analysis_energy(a, section->start_s, end_s);
    int first = (int)(gr_music_bar_at(a->music, section->start_s) + 0.01) + 1;
    int next = (int)(gr_music_bar_at(a->music, end_s) + 0.99) + 1;
    char from[32], to[32], bars[48];
    gr_analysis_time(section->start_s, true, from);
    gr_analysis_time(end_s, true, to);
    snprintf(bars, sizeof bars, "bar %d-%d", first, next > first ? next - 1 : first);
    gr_text_printf(out, "  %3d  %8s - %-8s  %-11s  %s%*s  ", i + 1, from, to, bars, section->label,
                   label_width - columns_of(section->label), "");
    for (int k = 0; k < BAR; k++)
        gr_text_puts(out, k < (int)(energy * BAR + 0.5) ? "█" : "·");
    gr_text_printf(out, " %.2f  %s\n", energy, gr_guess_infos[section->guess].name);
}

void gr_analysis_write_text(const GrAnalysis *a, GrText *out)
{
    const GrMusic *music = a->music;
    char length[32];
    gr_analysis_time(music->duration_s, true, length);
    gr_analysis_title(a, out);
    gr_text_printf(out, "\n\nlength    %s, %d Hz, %s\n", length, a->rate,
                   a->channels == 1 ? "mono" : "stereo");
    write_tempo(&music->beats, out);
    gr_text_printf(out, "beats     %d, in %d bars; bar 1 begins at %.3f s\n", count_beats(a, false),
                   gr_analysis_bars(a), gr_music_time_of_bar(music, 0));
    write_loudness(&a->programme, out);
    gr_text_puts(out, "course    ");
    write_course(a, out);
    gr_text_printf(out, "\nsections  (energy: how loud, 0 to 1 of the song)\n");
    for (int i = 0; i < music->section_count; i++)
        write_section(a, i, label_width(music), out);
    write_reasons(music, out);
}

/* A time as short as it can be read back to the microsecond. */
static void write_time(GrJson *json, double time_s)
{
    gr_json_number(json, (double)(int64_t)(time_s * 1e6 + 0.5) / 1e6);
}

static void write_beat_lists(const GrAnalysis *a, GrJson *json)
{
    const GrBeats *beats = &a->music->beats;
    for (int downbeats = 0; downbeats < 2; downbeats++) {
        gr_json_key(json, downbeats ? "downbeats" : "beats");
        gr_json_open_array(json);
        for (int i = 0; i < beats->count; i++)
            if (is_within(a, i) && (!downbeats || is_downbeat(beats, i)))
                write_time(json, beat_time(a, i));
        gr_json_close_array(json);
    }
}

static void write_features(const GrAnalysis *a, GrJson *json)
{
    const GrSignalTrack *track = &a->hearing.at_frames;
    gr_json_key(json, "features");
    gr_json_open_object(json);
    gr_json_key_number(json, "rate", gr_rational_value(track->rate));
    gr_json_key_int(json, "count", track->count);
    for (int s = 0; gr_signal_infos[s].name; s++) {
        gr_json_key(json, gr_signal_infos[s].name);
        gr_json_open_array(json);
        for (int64_t n = 0; n < track->count; n++)
            gr_json_number(json, (double)(int)((double)track->frames[n].v[s] * 1e4 + 0.5) / 1e4);
        gr_json_close_array(json);
    }
    gr_json_close_object(json);
}

/* Hundredths, as meters show them; null where there is nothing to be measured. */
static void write_level(GrJson *json, const char *key, double value)
{
    if (isfinite(value))
        gr_json_key_number(json, key, round(value * 100) / 100);
    else
        gr_json_key_string(json, key, NULL);
}

static void write_programme(const GrProgramme *p, GrJson *json)
{
    gr_json_key(json, "loudness");
    gr_json_open_object(json);
    write_level(json, "integrated_lufs", p->integrated);
    write_level(json, "range_lu", p->range);
    write_level(json, "momentary_max_lufs", p->momentary);
    write_level(json, "short_term_max_lufs", p->short_term);
    write_level(json, "true_peak_dbtp", p->peak);
    gr_json_close_object(json);
}

void gr_analysis_write_json(const GrAnalysis *a, GrText *out)
{
    GrJson json = {.out = out, .compact = true};
    const GrMusic *music = a->music;
    gr_json_open_object(&json);
    gr_json_key_int(&json, "version", GR_ANALYSIS_VERSION);
    gr_json_key_string(&json, "file", a->sound.path);
    gr_json_key_string(&json, "title", a->tags.title[0] ? a->tags.title : NULL);
    gr_json_key_string(&json, "artist", a->tags.artist[0] ? a->tags.artist : NULL);
    gr_json_key_number(&json, "duration_s", music->duration_s);
    gr_json_key_int(&json, "sample_rate", a->rate);
    gr_json_key_int(&json, "channels", a->channels);
    gr_json_key_number(&json, "tempo", music->beats.tempo_bpm);
    gr_json_key_number(&json, "tempo_confidence",
                       round(1e4 * (double)music->beats.confidence) / 1e4);
    gr_json_key(&json, "tempo_alternatives");
    gr_json_open_array(&json);
    for (int i = 0; i < GR_OTHER_TEMPI && music->beats.other_bpm[i] > 0; i++)
        gr_json_number(&json, music->beats.other_bpm[i]);
    gr_json_close_array(&json);
    write_programme(&a->programme, &json);
    write_beat_lists(a, &json);
    gr_json_key(&json, "sections");
    gr_json_open_array(&json);
    for (int i = 0; i < music->section_count; i++) {
        double start_s = music->sections[i].start_s, end_s = gr_analysis_section_end(a, i);
        gr_json_open_object(&json);
        gr_json_key_number(&json, "time", start_s);
        gr_json_key_number(&json, "end", end_s);
        gr_json_key_number(&json, "bar", gr_music_bar_at(music, start_s) + 1);
        gr_json_key_string(&json, "label", music->sections[i].label);
        const GrGuessInfo *guess = &gr_guess_infos[music->sections[i].guess];
        gr_json_key_number(&json, "energy", gr_analysis_energy(a, start_s, end_s));
        gr_json_key_string(&json, "guess", guess->name[0] ? guess->name : NULL);
        gr_json_key_string(&json, "reason", guess->name[0] ? guess->reason : NULL);
        gr_json_close_object(&json);
    }
    gr_json_close_array(&json);
    write_features(a, &json);
    gr_json_close_object(&json);
}

static void write_beat_lines(const GrAnalysis *a, GrText *out)
{
    const GrBeats *beats = &a->music->beats;
    gr_text_printf(out,
                   "# Beats of %s: seconds, and * where a bar begins. In a show:\n"
                   "# audio: {file: ..., beats: THIS FILE}\n",
                   gr_path_name(a->sound.path));
    for (int i = 0; i < beats->count; i++)
        if (is_within(a, i))
            gr_text_printf(out, "%.6f%s\n", beat_time(a, i), is_downbeat(beats, i) ? " *" : "");
}

void gr_analysis_write_beats(const GrAnalysis *a, bool as_json, GrText *out)
{
    GrJson json = {.out = out};
    if (!as_json) {
        write_beat_lines(a, out);
        return;
    }
    gr_json_open_object(&json);
    gr_json_key_number(&json, "tempo", a->music->beats.tempo_bpm);
    write_beat_lists(a, &json);
    gr_json_key(&json, "sections");
    gr_json_open_array(&json);
    for (int i = 0; i < a->music->section_count; i++) {
        gr_json_open_object(&json);
        gr_json_key(&json, "time");
        write_time(&json, a->music->sections[i].start_s);
        gr_json_key_string(&json, "label", a->music->sections[i].label);
        gr_json_close_object(&json);
    }
    gr_json_close_array(&json);
    gr_json_close_object(&json);
}
