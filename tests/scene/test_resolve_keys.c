/* SPDX-License-Identifier: MIT
 *
 * Every key that a show may have is written when the show is resolved, or used up on the way.
 */
#include "unit.h"

#include "base/files.h"
#include "scene/bind.h"
#include "scene/fake_catalogue.h"
#include "scene/resolve_again.h"

#include <unistd.h>

/* A show that says everything it can, by way of everything that is resolved, beside its files. */
static const char rich[] =
    "include: part.yaml\n"
    "vars: {loud: 0.5}\n"
    "title: Rich\nartist: Me\nsize: 320x180\nfps: 25\ntick: 12\nseed: 7\nbackground: {from: red, "
    "to: blue}\n"
    "audio: {file: song.raw, tempo: 120, beats: song.beats, beat_shift: 0.5, beat_offset: -20ms, "
    "start: -250ms,\n"
    "  loudness: -14, peak: -1.5, fade_in: 500ms, fade_out: 2s}\n"
    "signals: {kick: 'band(40, 120)', hit: {from: kick + loud, threshold: 0.5, lookahead: 20ms}}\n"
    "fonts: builtin\nsections: [0s, 2s]\nlength: 14s\n"
    "templates: {calm: {layers: [{field: plasma}]}}\n"
    "style: {layer: {ramp: raw, hue: angle}, scene: {exposure: {white: 0.9}}}\n"
    "scenes:\n"
    "- name: drop\n  repeat: 2\n  length: 2s\n  layers: [stars, {field: rings, glyphs: ' .:', "
    "cells: [shake], warp: [flip], hue: {field: rings}, mask: "
    "{text: A, font: builtin}}, {text: [a, b], font: builtin, at: [0, 2*p - 1], glow: {colour: "
    "red}, axes: {wght: 400 + 9*p}, language: de, features: kern, motion: {fade: {rise: p}}}, "
    "{lyrics: {file: song.lrc, encoding: UTF-8, offset: -200ms}, plate: yes}, "
    "{picture: logo.svg, size: 1, at: [0, p], fit: cover, mask: ring}]\n"
    "- extends: drop\n  name: last\n  length: 2s\n  transition: wipe\n  fade_in: 1s\n"
    "  feedback: {decay: 0.5}\n  gain: loud*p\n  shaders: glow\n"
    "- cut: {every: 1s, from: [calm, drop], until: end}\n";

static const char part[] = "layers: {stars: {field: plasma, font: builtin, colours: dusk, opacity: "
                           "{keys: [[0s, 1], [1s, 0]], loop: yes}}}\n"
                           "chains: {glow: [vignette, bloom]}\n"
                           "colours: {dusk: [red, blue]}\n";

static void put_file(const char *folder, const char *name, const char *text)
{
    char path[GR_PATH_CAPACITY];
    GrError error;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(gr_file_write_atomic(path, text, strlen(text), &error), 0);
}

/* Two samples at 8 kHz: what `audio:` names has to be a sound. */
static void put_sound(const char *folder)
{
    static const char song[] = "RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0"
                               "\2\0\x10\0data\4\0\0la l";
    char path[GR_PATH_CAPACITY];
    GrError error;
    snprintf(path, sizeof path, "%s/song.raw", folder);
    assert_int_equal(gr_file_write_atomic(path, song, sizeof song - 1, &error), 0);
}

/* A show in a folder, named from within it, as people do. */
static GrShow *load_rich(const char *folder, char here[GR_PATH_CAPACITY])
{
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    put_file(folder, "show.yaml", rich);
    put_file(folder, "part.yaml", part);
    put_sound(folder);
    put_file(folder, "song.lrc", "[00:00.50]la <00:00.80>li\n[00:02.00]lu\n");
    put_file(folder, "logo.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
    put_file(folder, "song.beats", "0 *\n0.5\n1\n1.5\n2 *\n");
    assert_non_null(getcwd(here, GR_PATH_CAPACITY));
    assert_int_equal(chdir(folder), 0);
    if (gr_show_load("./show.yaml", NULL, &show, &problems, &error))
        fail_msg("%s", error.message);
    gr_problems_finish(&problems);
    return show;
}

static bool has_key(const char *text, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = text; (at = strstr(at, key)) != NULL; at += length)
        if ((at == text || at[-1] == '\n' || at[-1] == ' ') && at[length] == ':')
            return true;
    return false;
}

static void no_key_is_forgotten(void **state)
{
    (void)state;
    char folder[] = "/tmp/gr-resolve-XXXXXX", here[GR_PATH_CAPACITY], line[GR_PATH_CAPACITY + 64];
    GrText text = {0};
    assert_non_null(mkdtemp(folder));
    GrShow *show = load_rich(folder, here);
    const char *wrong = resolve_again(show, &text, NULL);
    if (wrong)
        fail_msg("%s\n%s", wrong, gr_text_string(&text));
    const GrKeySet transition = {.name = "transition", .keys = gr_transition_keys};
    int written = 0;
    for (int i = -1; i < 0 || gr_key_sets[i]; i++) {
        const GrKeySet *set = i < 0 ? &transition : gr_key_sets[i];
        const char *name;
        for (int j = 0; (name = gr_key_name_at(set, j)) != NULL; j++) {
            GrKeyFate fate = gr_resolve_fate(set, name);
            if (fate == GR_KEY_FORGOTTEN)
                fail_msg("%s.%s is neither written nor used up", set->name, name);
            bool seen = fate == GR_KEY_USED_UP || has_key(gr_text_string(&text), name);
            /* Instead of a file; the cases above have it. */
            seen = seen || set == &gr_synth_keys || strcmp(name, "synth") == 0;
            if (!seen)
                fail_msg("%s.%s is nowhere in\n%s", set->name, name, gr_text_string(&text));
            written += fate == GR_KEY_WRITTEN;
        }
    }
    assert_true(written > 50);
    assert_int_equal(gr_resolve_fate(&gr_cut_keys, "every"), GR_KEY_USED_UP);
    assert_int_equal(gr_resolve_fate(&gr_show_keys, "nothing"), GR_KEY_FORGOTTEN);
    snprintf(line, sizeof line, "\n  file: %s/song.raw\n", folder);
    assert_non_null(strstr(gr_text_string(&text), line));
    snprintf(line, sizeof line, "\n  beats: %s/song.beats\n", folder);
    assert_non_null(strstr(gr_text_string(&text), line));
    assert_non_null(strstr(gr_text_string(&text), "  - name: drop 2\n"));
    assert_non_null(strstr(gr_text_string(&text), "  - name: calm\n"));
    gr_text_finish(&text);
    gr_show_destroy(show);
    assert_int_equal(chdir(here), 0);
    gr_folder_remove(folder, NULL);
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_key_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
