/* SPDX-License-Identifier: MIT
 *
 * Layers of text as they come out of a show: what the short forms stand for, where cues lie, what a
 * style gives them.
 */
#include "unit.h"

#include "base/files.h"
#include "fake_catalogue.h"
#include "scene/load.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static GrShow *load(const char *text)
{
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    if (gr_show_load_text("x.yaml", text, strlen(text), NULL, &show, &problems, &error))
        fail_msg("%s", error.message);
    gr_problems_finish(&problems);
    return show;
}

/* One number of the look of a lone layer. */
static float number_of(const char *layer, const char *param)
{
    char text[1024];
    snprintf(text, sizeof text, "fonts: builtin\nscenes: [{length: 2s, layers: [{text: a%s%s}]}]\n",
             layer[0] ? ", " : "", layer);
    GrShow *show = load(text);
    const GrTextLook *look = &show->scenes[0].layers[0].text->look;
    double value = gr_param_get_number(gr_param_find(&gr_text_params, param), look);
    gr_show_destroy(show);
    return (float)value;
}

static void short_forms(void **state)
{
    (void)state;
    static const struct {
        const char *layer, *param;
        double value;
    } cases[] = {
        {"", "size", 90},
        {"", "shadow.opacity", 0.7},
        {"shadow: no", "shadow.opacity", 0},
        {"shadow: {blur: 0.3}", "shadow.opacity", 0.7},
        {"shadow: {opacity: 0.2}", "shadow.opacity", 0.2},
        {"", "outline.width", 0},
        {"outline: yes", "outline.width", 3},
        {"outline: {colour: red}", "outline.width", 3},
        {"outline: {width: 9}", "outline.width", 9},
        {"outline: no", "outline.width", 0},
        {"", "glow.strength", 0},
        {"glow: {size: 40}", "glow.strength", 0.8},
        {"glow: {size: 40}", "glow.size", 40},
        {"", "plate.opacity", 0},
        {"plate: yes", "plate.opacity", 0.6},
        {"at: [0.5, -0.25]", "x", 0.5},
        {"at: [0.5, -0.25]", "y", -0.25},
        {"at: [1/4, 0]", "x", 0.25},
        {"", "safe", 1},
        {"above_shaders: yes", "above_shaders", 1},
        {"align: end", "align", GR_TEXT_END},
        {"anchor: baseline", "anchor", GR_TEXT_BASELINE},
        {"direction: rtl", "direction", GR_TEXT_RTL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (fabs((double)number_of(cases[i].layer, cases[i].param) - cases[i].value) > 1e-6)
            fail_msg("{%s}: %s is %g", cases[i].layer, cases[i].param,
                     (double)number_of(cases[i].layer, cases[i].param));
}

/* What nobody says goes by how light the letters are. */
static void plates_suit_their_letters(void **state)
{
    static const struct {
        const char *style, *layer;
        float plate, sung; /* red of both */
    } cases[] = {
        {"", "text: a", 0.0f, 1.0f},
        {"", "text: a, plate: yes, colour: ffe0e0", 0.0f, 1.0f},
        {"", "text: a, plate: yes, colour: 201018", 1.0f, 179.0f / 255.0f},
        {"", "text: a, plate: {colour: 330000}, sung: 660000, colour: 201018", 0.2f, 0.4f},
        {"text: {colour: 201018}", "text: a, plate: yes", 1.0f, 179.0f / 255.0f},
        {"text: {plate: {colour: 330000}}", "text: a, plate: yes", 0.2f, 1.0f},
        {"text: {plate: {colour: 330000}}", "text: a, plate: {blur: 3}", 0.2f, 1.0f},
        {"text: {sung: 330000}, lyrics: {sung: 660000}", "text: a", 0.0f, 0.2f},
        {"text: {sung: 330000}, lyrics: {sung: 660000}", "lyrics: LRC", 0.0f, 0.4f},
        {"text: {sung: 330000}, lyrics: {plate: {colour: 990000}}", "lyrics: LRC", 0.6f, 0.2f},
    };
    char text[512], lrc[] = "/tmp/gr-plates-XXXXXX.lrc";
    (void)state;
    int file = mkstemps(lrc, 4);
    assert_true(file >= 0 && write(file, "[00:00.00]a\n[00:01.00]b\n", 24) == 24);
    close(file);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool sung = strncmp(cases[i].layer, "lyrics", 6) == 0;
        snprintf(text, sizeof text,
                 "style: {%s}\nfonts: builtin\nscenes: [{length: 2s, layers: [{%s%s}]}]\n",
                 cases[i].style, sung ? "lyrics: " : cases[i].layer, sung ? lrc : "");
        GrShow *show = load(text);
        const GrTextLook *look = &show->scenes[0].layers[0].text->look;
        if (fabsf(look->plate_colour.r - cases[i].plate) > 1e-3f ||
            fabsf(look->sung.r - cases[i].sung) > 1e-3f)
            fail_msg("{%s} {%s}: %g, %g", cases[i].style, cases[i].layer,
                     (double)look->plate_colour.r, (double)look->sung.r);
        gr_show_destroy(show);
    }
    unlink(lrc);
}

static void cues_lie_over_the_scene(void **state)
{
    (void)state;
    GrShow *show = load("fonts: builtin\n"
                        "style: {text: {size: 33, plate: yes}, layer: {palette: blocks, font: "
                        "builtin}}\n"
                        "layers: {title: {text: [one, two], size: 50, axes: {wght: 100*p, wdth: "
                        "9}}}\n"
                        "scenes:\n"
                        "- {length: 2s, layers: [{text: a}]}\n"
                        "- {length: 3s, layers: [{field: plasma}, {extends: title, x: t, motion: "
                        "{fade: {in: 2s}}}]}\n");
    const GrTextLayer *first = show->scenes[0].layers[0].text;
    const GrLayer *second = &show->scenes[1].layers[1];
    assert_non_null(first);
    assert_int_equal(first->cues.count, 1);
    assert_int_equal(first->cues.list[0].start_ns, 0);
    assert_int_equal(first->cues.list[0].end_ns, 2000000000);
    assert_int_equal(first->motion->id, GR_MOTION_STILL);
    assert_true(first->look.size == 33.0f && first->look.plate_opacity > 0.5f);
    assert_null(show->scenes[0].layers[0].font); /* a style of glyphs is none of texts */
    assert_null(show->scenes[1].layers[0].text);
    assert_string_equal(second->text->cues.list[0].text, "one\ntwo");
    assert_int_equal(second->text->cues.list[0].start_ns, 2000000000);
    assert_true(second->text->look.size == 50.0f);
    assert_int_equal(second->text->look_animation.count, 1);
    assert_int_equal(second->text->motion->id, GR_MOTION_FADE);
    assert_true(second->text->motion_params.in == 2.0f);
    assert_int_equal(second->text->axes.count, 2);
    assert_int_equal(second->text->axes_animation.count, 1);
    assert_true(second->text->axis_values[1] == 9.0f);
    assert_true(show->scenes[1].changes);
    gr_show_destroy(show);
}

/* Everything that can be said of a text changes the show's hash. */
static void write_file(const char *folder, const char *name, const void *data, size_t length)
{
    char path[GR_PATH_CAPACITY];
    GrError error;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(gr_file_write_atomic(path, data, length, &error), GR_OK);
}

/* Words lie on the song, wherever in it the show begins. */
static void lyrics_follow_the_song(void **state)
{
    enum { HEAD = 44, BYTES = 8000 * 6 };
    static const struct {
        const char *audio, *offset;
        double first_s;
        int count, warnings;
    } cases[] = {{"{file: a.wav}", "0s", 2, 2, 0},
                 {"{file: a.wav, start: 1.5s}", "0s", 0.5, 2, 0},
                 {"{file: a.wav, start: 1s}", "250ms", 1.25, 2, 0},
                 {"{file: a.wav, start: -1s}", "0s", 3, 2, 0},
                 {"{file: a.wav, start: 2.5s}", "0s", 0, 2, 0},  /* in the middle of the first */
                 {"{file: a.wav, start: 3.5s}", "0s", 0, 1, 0},  /* which is over */
                 {"{file: a.wav, start: 3.5s}", "-3s", 0, 1, 1}, /* before the song */
                 {"{file: a.wav, start: 5.5s}", "-2s", 0, 0, 1}, /* nothing is sung any more */
                 {"{synth: {bars: 4}}", "0s", 2, 2, 0}};
    static unsigned char wave[HEAD + BYTES] =
        "RIFF\xa4\xbb\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0data"
        "\x80\xbb\0"; /* six seconds of 8000 samples of a byte */
    static const char words[] = "[00:02.00]a\n[00:03.00]b\n";
    char folder[] = "/tmp/gr-lyrics-XXXXXX", path[GR_PATH_CAPACITY], text[512];
    (void)state;
    assert_non_null(mkdtemp(folder));
    memset(wave + HEAD, 0x80, BYTES);
    write_file(folder, "a.wav", wave, sizeof wave);
    write_file(folder, "a.lrc", words, sizeof words - 1);
    snprintf(path, sizeof path, "%s/x.yaml", folder);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static GrError error;
        GrShow *show;
        GrProblems problems = {0};
        snprintf(text, sizeof text,
                 "fonts: builtin\naudio: %s\nscenes: [{length: 4s, layers: [{lyrics: {file: a.lrc, "
                 "offset: %s}}]}]\n",
                 cases[i].audio, cases[i].offset);
        if (gr_show_load_text(path, text, strlen(text), NULL, &show, &problems, &error))
            fail_msg("%s", error.message);
        const GrCues *cues = &show->scenes[0].layers[0].text->cues;
        if (cues->count != cases[i].count || problems.warning_count != cases[i].warnings)
            fail_msg("%s: %d cues, %d warnings", cases[i].audio, cues->count,
                     problems.warning_count);
        if (cues->count)
            assert_int_equal(cues->list[0].start_ns, (int64_t)(cases[i].first_s * 1e9));
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
    gr_folder_remove(folder, NULL);
}

static void all_is_hashed(void **state)
{
    (void)state;
    static const char *const layers[] = {
        "text: a",
        "text: b",
        "text: a, size: 91",
        "text: a, x: 0.1",
        "text: a, x: 0.1*t",
        "text: a, motion: wave",
        "text: a, motion: {wave: {length: 99}}",
        "text: a, axes: {wght: 3}",
        "text: a, axes: {wdth: 3}",
        "text: a, language: tr",
        "text: a, font: builtin",
        "text: a, plate: yes",
        "text: a, above_shaders: yes",
        "text: a, name: b",
        "field: plasma",
        "field: plasma, mask: {text: a}",
        "field: plasma, mask: {text: b}",
        "field: plasma, mask: {text: a, invert: yes}",
        "field: plasma, mask: {text: a, font: builtin}",
    };
    uint64_t hash[COUNT_OF(layers)];
    for (size_t i = 0; i < COUNT_OF(layers); i++) {
        char text[512];
        snprintf(text, sizeof text, "fonts: builtin\nscenes: [{length: 2s, layers: [{%s}]}]\n",
                 layers[i]);
        GrShow *show = load(text);
        hash[i] = show->content_hash;
        gr_show_destroy(show);
        for (size_t k = 0; k < i; k++)
            if (hash[k] == hash[i])
                fail_msg("{%s} and {%s} are one", layers[k], layers[i]);
    }
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_forms),
        cmocka_unit_test(plates_suit_their_letters),
        cmocka_unit_test(cues_lie_over_the_scene),
        cmocka_unit_test(lyrics_follow_the_song),
        cmocka_unit_test(all_is_hashed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
