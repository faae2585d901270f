/* SPDX-License-Identifier: MIT
 *
 * Files that shows name: found beside the show, counted by their bytes, and kept with what they
 * are.
 */
#include "base/files.h"
#include "scene/fake_catalogue.h"
#include "scene/load.h"

#include "unit.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#define SMALL "scenes: [{length: 6s, layers: [{field: plasma}]}]\n"

static GrShow *load_at(const char *path, const char *text, const char *audio)
{
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    const GrLoadOptions options = {.audio = audio};
    if (gr_show_load_text(path, text, strlen(text), &options, &show, &problems, &error))
        fail_msg("%s\n%s", text, error.message);
    assert_int_equal(problems.error_count, 0);
    gr_problems_finish(&problems);
    return show;
}

static void write_file(const char *path, const char *content)
{
    GrError error;
    assert_int_equal(gr_file_write_atomic(path, content, strlen(content), &error), 0);
}

/* Four bytes of mono sound at 8 kHz; fewer are followed by silence. */
static void write_sound(const char *path, const char *samples)
{
    static const char head[] = "RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0"
                               "\2\0\x10\0data\4\0\0";
    char data[4] = "";
    memcpy(data, samples, strnlen(samples, sizeof data));
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(head, sizeof head, 1, file), 1);
    assert_int_equal(fwrite(data, sizeof data, 1, file), 1);
    assert_int_equal(fclose(file), 0);
}

/* Sound files are found beside the show, count by their bytes and not by their names, and can be
 * replaced by the caller. */
static void sound_files(void **state)
{
    (void)state;
    char folder[] = "/tmp/gr-scene-XXXXXX", show_path[64], song[64], same[64], other[64];
    assert_non_null(mkdtemp(folder));
    snprintf(show_path, sizeof show_path, "%s/show.yaml", folder);
    snprintf(song, sizeof song, "%s/song.wav", folder);
    snprintf(same, sizeof same, "%s/same.wav", folder);
    snprintf(other, sizeof other, "%s/other.wav", folder);
    write_sound(song, "la l");
    write_sound(same, "la l");
    write_sound(other, "lu l");
    write_file(show_path, "audio: {file: song.wav, tempo: 99}\n" SMALL);

    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    assert_int_equal(gr_show_load(show_path, NULL, &show, &problems, &error), 0);
    assert_int_equal(show->sound.kind, GR_SOUND_FILE);
    assert_string_equal(show->sound.path, song);
    assert_true(fabs((double)show->sound.tempo_bpm - 99) < 1e-6);
    uint64_t hash = show->content_hash;
    gr_show_destroy(show);

    show = load_at(show_path, "audio: {file: same.wav, tempo: 99}\n" SMALL, NULL);
    assert_true(show->content_hash == hash);
    gr_show_destroy(show);
    show = load_at(show_path, "audio: {file: other.wav, tempo: 99}\n" SMALL, NULL);
    assert_true(show->content_hash != hash);
    gr_show_destroy(show);

    /* The show's own file may be missing when another is given. */
    show = load_at(show_path, "audio: {file: gone.wav, tempo: 99}\n" SMALL, other);
    assert_string_equal(show->sound.path, other);
    assert_true(show->sound.tempo_bpm == 0);
    gr_show_destroy(show);

    snprintf(other, sizeof other, "%s/gone.wav", folder);
    assert_int_equal(
        gr_show_load(show_path, &(GrLoadOptions){.audio = other}, &show, &problems, &error),
        GR_E_INPUT);
    assert_null(show);
    assert_int_equal(problems.error_count, 1);
    assert_string_equal(problems.list[0].file, other);
    assert_non_null(strstr(error.message, "gone.wav: No such file"));
    gr_problems_finish(&problems);
    assert_int_equal(gr_folder_remove(folder, &error), 0);
}

/* Files are found beside the show and count by their bytes, so that a show may move. */
static void font_files(void **state)
{
    (void)state;
    static const char *const bdf =
        "STARTFONT 2.1\nFONT -x-%s-Medium-R-Normal--8-80-75-75-C-80-ISO10646-1\nSIZE 8 75 75\n"
        "FONTBOUNDINGBOX 8 8 0 0\nSTARTPROPERTIES 4\nFONT_ASCENT 8\nFONT_DESCENT 0\n"
        "CHARSET_REGISTRY \"ISO10646\"\nCHARSET_ENCODING \"1\"\nENDPROPERTIES\nCHARS 1\n"
        "STARTCHAR A\nENCODING 65\nSWIDTH 1000 0\nDWIDTH 8 0\nBBX 8 8 0 0\nBITMAP\n"
        "18\n24\n42\n42\n7E\n42\n42\n00\nENDCHAR\nENDFONT\n";
    static const char *const names[] = {"one.bdf", "sub/two", "other.BDF"};
    char folder[] = "/tmp/gr-scene-XXXXXX", show_path[64], path[128], text[1024];
    static GrError error;
    uint64_t hashes[3];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/sub", folder);
    assert_int_equal(gr_folder_create(path, &error), 0);
    snprintf(show_path, sizeof show_path, "%s/show.yaml", folder);
    for (int i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        snprintf(text, sizeof text, bdf, i == 2 ? "Other" : "Same");
        write_file(path, text);
        snprintf(text, sizeof text,
                 "fonts: [builtin, %s]\n"
                 "scenes: [{length: 6s, layers: [{field: plasma, font: ./%s}, {field: plasma}]}]\n",
                 names[i], names[i]);
        GrShow *show = load_at(show_path, text, NULL);
        assert_string_equal(show->fonts[0], "builtin");
        assert_string_equal(show->fonts[1], path);
        assert_true(gr_path_same_file(show->scenes[0].layers[0].font, path));
        assert_null(show->scenes[0].layers[1].font);
        hashes[i] = show->content_hash;
        gr_show_destroy(show);
    }
    assert_true(hashes[0] == hashes[1]);
    assert_true(hashes[0] != hashes[2]);
    static const char *const layers[] = {"text: A, font: %s",
                                         "field: plasma, mask: {text: A, font: %s}"};
    for (size_t k = 0; k < sizeof layers / sizeof *layers; k++) {
        for (int i = 0; i < 3; i++) {
            char layer[128];
            snprintf(path, sizeof path, "./%s", names[i]);
            snprintf(layer, sizeof layer, layers[k], path);
            snprintf(text, sizeof text, "scenes: [{length: 6s, layers: [{%s}]}]\n", layer);
            GrShow *show = load_at(show_path, text, NULL);
            hashes[i] = show->content_hash;
            gr_show_destroy(show);
        }
        if (hashes[0] != hashes[1] || hashes[0] == hashes[2])
            fail_msg("%s: a font file counts by its bytes", layers[k]);
    }
    assert_int_equal(gr_folder_remove(folder, &error), 0);
}

/* Whatever a show names is in its list of files, once, with what it is there. */
static void files_have_roles(void **state)
{
    (void)state;
    static const struct {
        const char *name, *content, *role;
    } table[] = {
        {"show.yaml",
         "audio: {file: song.wav, beats: taps.txt}\n"
         "scenes:\n"
         "  - name: verse\n"
         "    length: 3s\n"
         "    layers: [{field: plasma, glyphs: {file: row.txt}}, {lyrics: words.srt},\n"
         "             {field: plasma, glyphs: {file: row.txt}}]\n"
         "  - length: 3s\n"
         "    layers: [{name: own, field: plasma,\n"
         "              mask: [{image: {file: hole.ppm}}, {image: {file: hole.ppm}}]}]\n",
         "the show file"},
        {"song.wav", "la", "the show's sound"},
        {"taps.txt", "0.5\n1\n1.5\n2\n", "the show's beats"},
        {"row.txt", ".oO", "the glyphs of scene 'verse', layer 1"},
        {"words.srt", "1\n00:00:00,000 --> 00:00:01,000\nla\n",
         "the lyrics of scene 'verse', layer 2"},
        {"hole.ppm", "P6 1 1 255\nabc", "the picture of scene 2, layer 'own', mask 1"},
    };
    enum { COUNT = sizeof table / sizeof *table };
    char folder[] = "/tmp/gr-scene-XXXXXX", path[128];
    static GrError error;
    assert_non_null(mkdtemp(folder));
    for (int i = COUNT - 1; i >= 0; i--) {
        snprintf(path, sizeof path, "%s/%s", folder, table[i].name);
        (strstr(path, ".wav") ? write_sound : write_file)(path, table[i].content);
    }
    GrShow *show = load_at(path, table[0].content, NULL);
    assert_int_equal(show->file_count, COUNT);
    for (int i = 0; i < COUNT; i++) {
        assert_string_equal(gr_path_name(show->files[i].path), table[i].name);
        assert_string_equal(show->files[i].role, table[i].role);
    }
    gr_show_destroy(show);
    char song[128];
    snprintf(song, sizeof song, "%s/song.wav", folder);
    show = load_at(path, SMALL, song);
    assert_int_equal(show->file_count, 2);
    assert_string_equal(show->files[1].role, "the show's sound");
    gr_show_destroy(show);
    assert_int_equal(gr_folder_remove(folder, &error), 0);
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sound_files),
        cmocka_unit_test(font_files),
        cmocka_unit_test(files_have_roles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
