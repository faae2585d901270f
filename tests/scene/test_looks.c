/* SPDX-License-Identifier: MIT
 *
 * Every built-in look makes a show without a complaint of any sound there is, with words on it and
 * as `new` writes it; and what a show can say of its look.
 */
#include "audio/hear.h"
#include "base/cpu.h"
#include "base/files.h"
#include "base/rng.h"
#include "registry.h"
#include "scene/direct.h"
#include "scene/direct_new.h"
#include "unit.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/gr-looks-XXXXXX";

static void put(FILE *file, const char *word, uint32_t a, int a_bytes)
{
    fputs(word, file);
    for (int i = 0; i < a_bytes; i++)
        fputc((int)(a >> 8 * i & 255), file);
}

/* 8 kHz, 16 bits, mono. */
static void write_wav(const char *path, double seconds, float (*sample)(int))
{
    uint32_t count = (uint32_t)(seconds * 8000);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    put(file, "RIFF", 36 + 2 * count, 4);
    put(file, "WAVEfmt ", 16, 4);
    put(file, "", 0x10001, 4);
    put(file, "", 8000, 4);
    put(file, "", 16000, 4);
    put(file, "", 0x100002, 4);
    put(file, "data", 2 * count, 4);
    for (uint32_t i = 0; i < count; i++)
        put(file, "", (uint32_t)(int32_t)(sample((int)i) * 20000), 2);
    fclose(file);
}

static float silence(int i)
{
    return 0.0f * (float)i;
}

static float click(int i)
{
    return i == 12000 ? 1.0f : 0.0f;
}

static float song(int i)
{
    float loud = i < 160000 ? 0.1f : i < 320000 ? 0.9f : 0.3f;
    return loud * (2 * gr_rng_unit(7, (uint32_t)i, 0) - 1) * (i % 4000 < 900 ? 1.0f : 0.3f);
}

static float click_every(int i, int period)
{
    int since = i % period;
    return since < 400 ? (1 - (float)since / 400) * (2 * gr_rng_unit(7, (uint32_t)since, 0) - 1)
                       : 0.0f;
}

static float hurried(int i) /* 200 beats a minute */
{
    return click_every(i, 2400);
}

static float fast(int i) /* 160 */
{
    return click_every(i, 3000);
}

static float walking(int i) /* 120 */
{
    return click_every(i, 4000);
}

static const struct {
    const char *name, *file; /* NULL: no sound */
    double seconds;
    float (*sample)(int);
    const char *show; /* instead of `audio: FILE` */
} sounds[] = {
    {"a song", "the_band - a song.wav", 60, song, NULL},
    {"three seconds", "short.wav", 3, song, NULL},
    {"a tenth of a second", "tiny.wav", 0.1, song, NULL},
    {"silence", "silence.wav", 20, silence, NULL},
    {"one click", "click.wav", 3, click, NULL},
    {"no sound", NULL, 0, NULL, "\n"},
    {"no sound, a length", NULL, 0, NULL, "length: 17s\n"},
    {"a tempo", NULL, 0, NULL, "audio: {tempo: 97}\n"},
    {"the synth", NULL, 0, NULL, "audio: {synth: {bpm: 128, bars: 24}}\n"},
    {"a part of the synth", NULL, 0, NULL, "length: 20s\naudio: {synth: {bpm: 128, bars: 24}}\n"},
    {"upright", NULL, 0, NULL, "size: 1080x1920\naudio: {synth: {bpm: 128, bars: 24}}\n"},
};

/* All of a look's templates, whether a song needs them or not. */
static void write_all_templates(const GrLookFile *file, char *text, size_t capacity)
{
    GrArena arena = {0};
    GrProblems problems = {0};
    GrLook look;
    assert_int_equal(gr_look_open(file, &arena, &problems, &look), GR_OK);
    size_t length = (size_t)snprintf(text, capacity, "style: %s\nscenes:\n", file->name);
    for (int i = 0; i < look.scene_count; i++)
        for (int k = -1; k < look.scenes[i].again_count; k++)
            length +=
                (size_t)snprintf(text + length, capacity - length, "- {extends: %s, length: 1s}\n",
                                 k < 0 ? look.scenes[i].name : look.scenes[i].again[k]);
    assert_true(length < capacity);
    gr_problems_finish(&problems);
    gr_arena_finish(&arena);
}

static void load(const char *name, const char *text, const char *path, double seconds)
{
    GrShow *show = NULL;
    GrProblems problems = {0};
    static GrError error;
    int code = gr_show_load_text(path, text, strlen(text), NULL, &show, &problems, &error);
    for (int k = 0; k < problems.count; k++)
        print_message("%s: %s:%d: %s\n", name, problems.list[k].file, problems.list[k].line,
                      problems.list[k].message);
    assert_int_equal(code, GR_OK);
    assert_int_equal(problems.count, 0);
    assert_true(show->length_ns > 0);
    if (seconds > 0)
        assert_true(llabs(show->length_ns - (int64_t)(seconds * 1e9)) < 50000000);
    gr_show_destroy(show);
    gr_problems_finish(&problems);
}

static void test_loads(const GrLookFile *file)
{
    char path[GR_PATH_CAPACITY], text[16384];
    snprintf(path, sizeof path, "%s/show.yaml", folder);
    write_all_templates(file, text, sizeof text);
    load("all templates", text, path, 0);
    for (size_t i = 0; i < COUNT_OF(sounds); i++) {
        snprintf(text, sizeof text, "style: %s\n%s%s\n", file->name,
                 sounds[i].show ? sounds[i].show : "audio: ", sounds[i].file ? sounds[i].file : "");
        load(sounds[i].name, text, path, sounds[i].seconds);
    }
}

/* Lyrics over all of a look's templates are readable, sung or not: nothing has their layer's name,
 * shaders leave them alone, and they stand out from their plate. */
static void test_words(const GrLookFile *file)
{
    static const char words[] = "[00:00.00]one\n[00:30.00]two\n";
    char path[GR_PATH_CAPACITY], text[16384];
    GrShow *show = NULL;
    GrProblems problems = {0};
    static GrError error;
    snprintf(path, sizeof path, "%s/words.lrc", folder);
    assert_int_equal(gr_file_write_atomic(path, words, sizeof words - 1, &error), GR_OK);
    write_all_templates(file, text, sizeof text);
    size_t length = strlen(text);
    snprintf(text + length, sizeof text - length,
             "layers: {words: {lyrics: words.lrc, motion: karaoke}}\non_top: [words]\n");
    snprintf(path, sizeof path, "%s/show.yaml", folder);
    assert_int_equal(gr_show_load_text(path, text, strlen(text), NULL, &show, &problems, &error),
                     GR_OK);
    assert_int_equal(problems.count, 0);
    for (int i = 0; i < show->scene_count; i++) {
        const GrScene *scene = &show->scenes[i];
        const GrTextLayer *top = scene->layers[scene->layer_count - 1].text;
        assert_true(top && top->cues.count == 2);
        float plate = gr_colour_luma(top->look.plate_colour);
        assert_true(top->look.above_shaders && top->look.plate_opacity > 0.6f);
        assert_true(fabsf(gr_colour_luma(top->look.colour) - plate) > 0.6f);
        assert_true(fabsf(gr_colour_luma(top->look.sung) - plate) > 0.5f);
    }
    gr_show_destroy(show);
    gr_problems_finish(&problems);
}

/* What `new` writes is what `style: LOOK` stands for. */
static void test_new_is_the_same(const GrLookFile *file)
{
    char song_path[GR_PATH_CAPACITY], path[GR_PATH_CAPACITY];
    GrText text = {0};
    GrShow *show = NULL, *direct_show = NULL;
    GrProblems problems = {0};
    static GrError error;
    const GrLoadOptions options = {.style = file->name, .seed_given = true, .seed = 5};
    snprintf(song_path, sizeof song_path, "%s/%s", folder, sounds[0].file);
    snprintf(path, sizeof path, "%s/new.yaml", folder);
    const GrNewOrder order = {.song = song_path, .style = file->name, .seed = 5};
    assert_int_equal(gr_direct_new(&order, &text, &error), GR_OK);
    assert_int_equal(
        gr_show_load_text(path, text.data, text.length, NULL, &show, &problems, &error), GR_OK);
    assert_int_equal(problems.count, 0);
    assert_int_equal(gr_show_load(song_path, &options, &direct_show, &problems, &error), GR_OK);
    assert_int_equal(problems.count, 0);
    assert_string_equal(show->title, "a song");
    assert_string_equal(direct_show->title, "a song");
    assert_int_equal(show->scene_count, direct_show->scene_count);
    for (int i = 0; i < show->scene_count; i++) {
        assert_string_equal(show->scenes[i].name, direct_show->scenes[i].name);
        assert_true(show->scenes[i].start_ns == direct_show->scenes[i].start_ns);
        assert_int_equal(show->scenes[i].layer_count, direct_show->scenes[i].layer_count);
    }
    gr_show_destroy(show);
    gr_show_destroy(direct_show);
    gr_text_finish(&text);
    gr_problems_finish(&problems);
}

/* A style of the show's own beats a look of that name; scenes of the show's own get the look's
 * style and may extend its templates. */
static const struct {
    const char *name, *text, *wanted; /* a part of the message; NULL: it loads */
} uses[] = {
    {"unknown", "style: neno\n", "did you mean 'neon'?"},
    {"own style",
     "styles: {neon: {layer: {palette: dots}}}\nstyle: neon\nscenes:\n- {length: 1s, layers: "
     "[{field: plasma}]}\n",
     NULL},
    {"own style, no scenes", "styles: {neon: {layer: {palette: dots}}}\nstyle: neon\n",
     "has no `scenes:`"},
    {"own scenes", "style: neon\nscenes:\n- {length: 1s, layers: [{field: plasma}]}\n", NULL},
    {"of a scene", "scenes:\n- {length: 1s, style: neon, layers: [{field: plasma}]}\n",
     "stands at the top of the show"},
    {"a title that no font has", "style: neon\ntitle: \"a \\ue000 b\"\n", NULL},
    {"by a var", "vars: {look: neon}\nstyle: $look\n", NULL},
    {"missing file", "style: none.yaml\n", "none.yaml"},
    {"a bad role", "style: bad.yaml\n", "is no role"},
};

static void test_uses(void **state)
{
    char path[GR_PATH_CAPACITY];
    (void)state;
    snprintf(path, sizeof path, "%s/bad.yaml", folder);
    FILE *bad = fopen(path, "w");
    fputs("x-look: {scenes: {a: {as: chorus}}}\ntemplates: {a: {layers: [{field: plasma}]}}\n",
          bad);
    fclose(bad);
    snprintf(path, sizeof path, "%s/use.yaml", folder);
    for (size_t i = 0; i < COUNT_OF(uses); i++) {
        GrShow *show = NULL;
        GrProblems problems = {0};
        static GrError error;
        int code = gr_show_load_text(path, uses[i].text, strlen(uses[i].text), NULL, &show,
                                     &problems, &error);
        if (code != (uses[i].wanted ? code : GR_OK) ||
            (uses[i].wanted && (!code || !strstr(error.message, uses[i].wanted))))
            fail_msg("%s: %d %s", uses[i].name, code, code ? error.message : "");
        assert_true(problems.error_count == (uses[i].wanted != NULL));
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

/* Vars of a look, from outside of a show that has none itself. */
static void test_sets(void **state)
{
    static const struct {
        const char *set, *warning;
    } at[] = {{"vars.artist=me", NULL},
              {"vars.kerb=0.7", NULL},
              {"vars.artst=me", "the show has no var 'artst'; did you mean 'artist'?"}};
    static const char text[] = "style: neon\n";
    char path[GR_PATH_CAPACITY];
    (void)state;
    snprintf(path, sizeof path, "%s/sets.yaml", folder);
    for (size_t i = 0; i < COUNT_OF(at); i++) {
        const GrLoadOptions options = {.sets = &at[i].set, .set_count = 1};
        GrShow *show = NULL;
        GrProblems problems = {0};
        static GrError error;
        assert_int_equal(
            gr_show_load_text(path, text, strlen(text), &options, &show, &problems, &error), GR_OK);
        assert_int_equal(problems.count, at[i].warning != NULL);
        if (at[i].warning)
            assert_string_equal(problems.list[0].message, at[i].warning);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

/* In a fast song what lights goes by every other beat; one that hurries is heard at half its
 * tempo, unless the show says what its tempo is. */
static void test_fast(void **state)
{
    static const struct {
        const char *name;
        float (*sample)(int);
        const char *show;           /* what is said of the song */
        double low_bpm, high_bpm;   /* that the show goes by */
        const char *stride, *tempo; /* that `new` says; NULL: not looked at */
    } cases[] = {
        {"hurried.wav", hurried, "", 99, 101, "stride: 1\n", "\ntempo: half"},
        {"hurried.wav", hurried, "tempo: 200\n", 199, 201, NULL, NULL},
        {"fast.wav", fast, "", 159, 161, "stride: 2\n", "\n# tempo: 160"},
        {"walking.wav", walking, "", 119, 121, "stride: 1\n", "\n# tempo: 120"},
    };
    char path[GR_PATH_CAPACITY], text[256];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrShow *show = NULL;
        GrProblems problems = {0};
        GrText written = {0};
        const GrMusic *music = NULL;
        static GrError error;
        print_message("%s %s\n", cases[i].name, cases[i].show);
        snprintf(path, sizeof path, "%s/%s", folder, cases[i].name);
        write_wav(path, 30, cases[i].sample);
        const GrNewOrder order = {.song = path};
        assert_int_equal(gr_direct_new(&order, &written, &error), GR_OK);
        assert_true(!cases[i].stride || strstr(written.data, cases[i].stride));
        assert_true(!cases[i].tempo || strstr(written.data, cases[i].tempo));
        snprintf(text, sizeof text, "style: neon\naudio: %s\n%s", cases[i].name, cases[i].show);
        snprintf(path, sizeof path, "%s/show.yaml", folder);
        assert_int_equal(
            gr_show_load_text(path, text, strlen(text), NULL, &show, &problems, &error), GR_OK);
        assert_int_equal(gr_listen(&show->sound, -1, NULL, NULL, &music, &error), GR_OK);
        assert_true(music->beats.tempo_bpm > cases[i].low_bpm);
        assert_true(music->beats.tempo_bpm < cases[i].high_bpm);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
        gr_text_finish(&written);
    }
}

static void test_looks(void **state)
{
    (void)state;
    assert_non_null(gr_look_file_find(GR_LOOK_DEFAULT));
    for (const GrLookFile *file = gr_look_files; file->name; file++) {
        print_message("%s\n", file->name);
        test_loads(file);
        test_words(file);
        test_new_is_the_same(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uses),
        cmocka_unit_test(test_sets),
        cmocka_unit_test(test_fast),
        cmocka_unit_test(test_looks),
    };
    char path[GR_PATH_CAPACITY];
    GrError error;
    gr_registry_install(gr_cpu_best());
    if (!mkdtemp(folder))
        return 1;
    for (size_t i = 0; i < COUNT_OF(sounds); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, sounds[i].file ? sounds[i].file : "");
        if (sounds[i].file)
            write_wav(path, sounds[i].seconds, sounds[i].sample);
    }
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    gr_folder_remove(folder, &error);
    return failed;
}
