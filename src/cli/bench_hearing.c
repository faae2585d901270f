/* SPDX-License-Identifier: MIT */
#include "cli/bench_hearing.h"

#include "audio/hear.h"
#include "audio/trial.h"
#include "cli/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SONG_BARS = 112, SONG_BPM = 128 }; /* three and a half minutes */
static const double target_f = 0.95, target_style_f = 0.85, target_s = 2.5;

static void write_row(const char *name, const GrTrialTally *t, GrJson *json, GrText *out)
{
    if (!t->count)
        return;
    double bars = t->bars_f / t->count, right = (double)t->right / t->count;
    double named = (double)t->named / t->count;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", name);
        gr_json_key_int(json, "pieces", t->count);
        gr_json_key_number(json, "f", gr_trial_mean_f(t));
        gr_json_key_number(json, "bars_f", bars);
        gr_json_key_number(json, "tempo_right", right);
        gr_json_key_number(json, "tempo_named", named);
        gr_json_close_object(json);
    } else {
        gr_text_printf(out, "  %-12s%7d%9.3f%9.3f%11.1f %%%9.1f %%\n", name, t->count,
                       gr_trial_mean_f(t), bars, 100 * right, 100 * named);
    }
}

static void write_group(const char *group, const char *const *names, const GrTrialTally *tallies,
                        int count, GrJson *json, GrText *out)
{
    char bpm[32];
    if (json) {
        gr_json_key(json, group);
        gr_json_open_array(json);
    }
    for (int i = 0; i < count; i++) {
        snprintf(bpm, sizeof bpm, "%g bpm", (double)gr_trial_bpm[i < GR_TRIAL_TEMPI ? i : 0]);
        write_row(names ? names[i] : bpm, &tallies[i], json, out);
    }
    if (json)
        gr_json_close_array(json);
}

static void write_table(const GrTrialTable *t, GrJson *json, GrText *out)
{
    write_group("styles", gr_synth_style_names, t->styles, GR_TRIAL_STYLES, json, out);
    write_group("damages", gr_trial_damage_names, t->damages, GR_TRIAL_DAMAGES, json, out);
    write_group("shapes", gr_trial_shape_names, t->shapes, GR_TRIAL_SHAPES, json, out);
    write_group("tempi", NULL, t->tempi, GR_TRIAL_TEMPI, json, out);
    static const char *const all[] = {"all"};
    write_group("all", all, &t->all, 1, json, out);
}

static int run_trials(GrTrialTable *table, GrError *error)
{
    static GrTrial trials[GR_TRIAL_MOST];
    int count = gr_trial_list(true, trials), code = GR_OK;
    for (int i = 0; i < count && !code; i++) {
        GrTrialResult result;
        code = gr_trial_run(&trials[i], &result, error);
        if (!code)
            gr_trial_add(table, &trials[i], &result);
    }
    return code;
}

static int listen_once(const char *path, double *seconds, GrError *error)
{
    GrSoundSpec sound = {.kind = GR_SOUND_FILE, .path = path};
    const GrMusic *music;
    double start = gr_bench_cpu_s();
    int code = gr_listening_create(&sound.listening, error);
    if (!code)
        code = gr_listen(&sound, -1, NULL, NULL, &music, error);
    *seconds = gr_bench_cpu_s() - start;
    gr_listening_destroy(sound.listening);
    return code;
}

/* The least of the rounds: what the processor needs when nothing is in its way. */
static int time_listening(int rounds, double *song_s, double *least_s, GrError *error)
{
    const GrSynthSpec spec = {SONG_BPM, SONG_BARS, 5, 0};
    GrTrialPiece piece;
    char path[] = "/tmp/glyphreel-bench-XXXXXX.ogg";
    int fd = mkstemps(path, 4);
    if (fd < 0)
        return gr_error_errno(error, GR_E_USAGE, "%s", path);
    close(fd);
    int code = gr_trial_piece_create(&spec, GR_TRIAL_STEADY, GR_TRIAL_CLEAN, &piece, error);
    if (!code)
        code = gr_trial_piece_write(&piece, path, error);
    *song_s = gr_trial_piece_length_s(&piece);
    gr_trial_piece_finish(&piece);
    *least_s = 1e9;
    for (int i = 0; i < rounds && !code; i++) {
        double seconds;
        code = listen_once(path, &seconds, error);
        *least_s = seconds < *least_s ? seconds : *least_s;
    }
    unlink(path);
    return code;
}

int gr_bench_hearing(int rounds, GrJson *json, GrText *out, GrError *error)
{
    GrTrialTable table = {0};
    double song_s = 0, least_s = 0;
    int code = time_listening(rounds, &song_s, &least_s, error);
    if (!code)
        code = run_trials(&table, error);
    if (code)
        return code;
    if (json) {
        gr_json_open_object(json);
        gr_json_key_string(json, "name", "hearing");
        gr_json_key_number(json, "song_s", song_s);
        gr_json_key_number(json, "listening_s", least_s);
        gr_json_key_number(json, "target_s", target_s);
        gr_json_key_number(json, "target_f", target_f);
        gr_json_key_number(json, "target_style_f", target_style_f);
        write_table(&table, json, out);
        gr_json_close_object(json);
        return GR_OK;
    }
    gr_text_printf(out,
                   "hearing: %.0f s of Vorbis in %.2f s on one core (target %.1f)\n"
                   "  beats within 70 ms (F-measure; target %.2f, each style %.2f)\n"
                   "  %-12s%7s%9s%9s%13s%11s\n",
                   song_s, least_s, target_s, target_f, target_style_f, "", "pieces", "beats",
                   "bars", "tempo right", "named");
    write_table(&table, NULL, out);
    return GR_OK;
}
