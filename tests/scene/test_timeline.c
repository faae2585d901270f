/* SPDX-License-Identifier: MIT
 *
 * Where scenes come to lie. Each case is what stands in a show beside a plasma in every scene
 * (`L`), and what comes out: "name start end" of every scene in milliseconds, or a part of a
 * message.
 */
#include "base/files.h"
#include "scene/fake_catalogue.h"
#include "scene/load.h"
#include "scene/show_time.h"
#include "unit.h"

#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/gr-timeline-XXXXXX";

#define L "layers: [{field: plasma}]}\n"
#define SYNTH                                                                                      \
    "audio: {synth: {bpm: 120, bars: 32}}\n" /* 64 s; sections at bars 1 5 9 17 21 25 29 32 */
#define AB "templates: {a: {layers: [{field: plasma}]}, b: {layers: [{field: rings}]}}\n"

static const struct {
    const char *name, *text, *wanted;
} cases[] = {
    {"one after the other", "scenes:\n- {length: 2s, " L "- {name: x, length: 48f, " L,
     "scene 1 0 2000, x 2000 4000"},
    {"a start that fits", "scenes:\n- {length: 2s, " L "- {start: 2s, length: 1s, " L,
     "scene 1 0 2000, scene 2 2000 3000"},
    {"a gap", "scenes:\n- {length: 2s, " L "- {start: 3s, length: 1s, " L,
     "!scene 2: start: 3s, but scene 1 ends at 2s: a gap of 1s"},
    {"an overlap", "scenes:\n- {name: a, length: 2s, " L "- {start: 1s, length: 1s, " L,
     "!scene 2: start: 1s, but scene 'a' ends at 2s: an overlap of 1s"},
    {"bars", SYNTH "scenes:\n- {length: 4 bars, " L "- {length: 3 beats, " L,
     "scene 1 0 8000, scene 2 8000 9500"},
    {"until a place",
     SYNTH "scenes:\n- {until: section 2, " L "- {until: bar 9 - 1 beat, " L "- {until: end, " L,
     "scene 1 0 8000, scene 2 8000 15500, scene 3 15500 64000"},
    {"the sound's end", SYNTH "scenes:\n- {length: 4 bars, " L "- {" L,
     "scene 1 0 8000, scene 2 8000 64000"},
    {"shares",
     "length: 10s\nscenes:\n- {" L "- {" L "- {length: 4s, " L "- {" L "- {length: 1s, " L "- {" L,
     "scene 1 0 1250, scene 2 1250 2500, scene 3 2500 6500, scene 4 6500 7750, scene 5 7750 8750, "
     "scene 6 8750 10000"},
    {"shares up to a start", SYNTH "scenes:\n- {" L "- {" L "- {start: bar 5, length: 1s, " L,
     "scene 1 0 4000, scene 2 4000 8000, scene 3 8000 9000"},
    {"shares up to an until", "scenes:\n- {" L "- {until: 3s, " L "- {length: 1s, " L,
     "scene 1 0 1500, scene 2 1500 3000, scene 3 3000 4000"},
    {"a length before an until", "scenes:\n- {" L "- {length: 1s, until: 3s, " L,
     "scene 1 0 2000, scene 2 2000 3000"},
    {"repeats", "scenes:\n- {name: x, length: 1s, repeat: 3, " L "- {length: 1s, repeat: 2, " L,
     "x 0 1000, x 2 1000 2000, x 3 2000 3000, scene 2 3000 4000, scene 2 2 4000 5000"},
    {"repeats share", "length: 6s\nscenes:\n- {name: x, repeat: 3, " L,
     "x 0 2000, x 2 2000 4000, x 3 4000 6000"},
    {"cuts", SYNTH AB "scenes:\n- cut: {every: 1 bar, from: [a, b], until: bar 4}\n",
     "a 0 2000, b 2000 4000, a 2 4000 6000"},
    {"cuts of a length", AB "scenes:\n- cut: {every: 2s, from: [a, b], length: 5s}\n",
     "a 0 2000, b 2000 4000, a 2 4000 5000"},
    {"cuts of one", AB "length: 3s\nscenes:\n- cut: {every: 1s, from: b}\n",
     "b 0 1000, b 2 1000 2000, b 3 2000 3000"},
    {"cuts find the grid",
     SYNTH AB "scenes:\n- {length: 2.5s, " L "- cut: {every: 1 bar, from: [a, b], until: 7s}\n",
     "scene 1 0 2500, a 2500 4000, b 4000 6000, a 2 6000 7000"},
    {"cuts of half beats",
     SYNTH AB "scenes:\n- cut: {every: 1/2 beat, from: [a, b], until: beat 2}\n",
     "a 0 250, b 250 500"},
    {"cuts of scenes",
     "scenes:\n- cut: {every: 1s, from: [x, y], length: 2s}\n- {name: x, length: 1s, " L
     "- {name: y, length: 1s, " L,
     "x 2 0 1000, y 2 1000 2000, x 2000 3000, y 3000 4000"},
    {"cuts share", AB "length: 4s\nscenes:\n- {" L "- cut: {every: 1s, from: [a, b]}\n",
     "scene 1 0 2000, a 2000 3000, b 3000 4000"},
    {"a tempo at the top", "tempo: 60\nscenes:\n- {length: 2 bars, " L, "scene 1 0 8000"},
    {"sections of the show", "tempo: 60\nsections: [1s, bar 3]\nscenes:\n- {until: section 2, " L,
     "scene 1 0 8000"},
    {"a drifting song",
     "beats: drift.txt\nscenes:\n- {length: 4 beats, " L "- {length: 4 beats, " L
     "- {length: 1 bar, " L,
     "scene 1 0 2500, scene 2 2500 5900, scene 3 5900 9900"},
    {"shares around beats",
     "beats: drift.txt\nlength: 20s\nscenes:\n- {" L "- {length: 2 beats, " L "- {" L
     "- {length: 2 beats, " L,
     "scene 1 0 8000, scene 2 8000 10000, scene 3 10000 18000, scene 4 18000 20000"},
    {"a file's sections", "beats: song.json\nscenes:\n- {until: section 2, " L, "scene 1 0 4000"},
    {"frames of the file", "fps: 12\nscenes:\n- {length: 12f, " L, "scene 1 0 1000"},

    {"no end", "scenes:\n- {" L, "!scene 1: nothing says where the show ends"},
    {"no room", "length: 4s\nscenes:\n- {length: 3s, " L "- {" L "- {length: 2s, " L,
     "!scene 2: nothing remains for it: what is before it ends at 3s, what comes then starts at "
     "2s"},
    {"until before the start", "scenes:\n- {length: 3s, " L "- {until: 2s, " L,
     "!scene 2: until: nothing remains for it"},
    {"length against until", "scenes:\n- {length: 3s, until: 2s, " L,
     "!scene 1: until: 2s, but by its length it ends at 3s: an overlap of 1s"},
    {"length against the show", "length: 5s\nscenes:\n- {length: 3s, " L,
     "!length: 5s, but the scenes end at 3s: a gap of 2s"},
    {"start against until", "scenes:\n- {until: 2s, " L "- {start: 3s, length: 1s, " L,
     "!scene 2: start: 3s, but scene 1 ends at 2s: a gap of 1s"},
    {"a late first start", "scenes:\n- {start: 1s, length: 1s, " L,
     "!scene 1: start: the first scene starts at 0s, not at 1s"},
    {"no length at all", "length: 0s\nscenes:\n- {" L, "!length: a show must last longer than 0"},
    {"a section too far", SYNTH "scenes:\n- {until: section 9, " L,
     "!scene 1: until: 'section 9': the song has 8 sections"},
    {"a place as a length", SYNTH "scenes:\n- {length: bar 4, " L,
     "!scene 1: length: 'bar 4' is a place in the music"},
    {"nothing repeats", "scenes:\n- {length: 1s, repeat: 0, " L,
     "!scene 1: repeat: '0' is not a whole number in 1..10000"},
    {"too many repeat", "scenes:\n- {length: 1ms, repeat: 10000, " L "- {length: 1s, " L,
     "!scenes: play more than 10000 scenes"},
    {"too many cuts", AB "scenes:\n- cut: {every: 1f, from: a, length: 1h}\n",
     "!scenes: play more than 10000 scenes"},
    {"cuts of nothing", AB "scenes:\n- cut: {every: 0s, from: a, length: 1s}\n",
     "!cut 1: cut.every: each scene must show longer than 0"},
    {"cuts from nowhere", AB "scenes:\n- cut: {every: 1s, from: [], length: 1s}\n",
     "!cut 1: cut.from: is empty"},
    {"cuts of an unknown",
     "templates: {calm: {layers: [{field: plasma}]}}\nscenes:\n"
     "- cut: {every: 1s, from: clam, length: 1s}\n",
     "!cut 1: cut.from: no template or scene is named 'clam'; did you mean 'calm'?"},
    {"a cut with more", AB "scenes:\n- cut: {every: 1s, from: a, length: 1s}\n  name: x\n",
     "`cut:` stands alone in its item"},
    {"a cut without", AB "scenes:\n- cut: {length: 1s}\n", "!cut 1: cut: has no `every:`"},
    {"a mistake in a template",
     "templates: {a: {layers: [{field: plasme}]}}\nscenes:\n- cut: {every: 1s, from: a, length: 9s}"
     "\n",
     "!template 'a', layer 1: "},
    {"two tempi", "audio: {tempo: 90}\ntempo: 90\nscenes:\n- {length: 1s, " L,
     "!tempo: stands in `audio:` as well"},
    {"sections that fall", "sections: [3s, 2s]\nscenes:\n- {length: 1s, " L,
     "!sections: '2s' does not come after"},
    {"sections by sections", SYNTH "sections: [section 2]\nscenes:\n- {length: 1s, " L,
     "!sections: 'section 2': a section cannot lie by a section"},
    {"a name twice",
     "scenes:\n- {name: x, length: 1s, repeat: 2, " L "- {name: x 2, length: 1s, " L,
     "!two scenes are named 'x 2'"},
    {"after the sound", SYNTH "scenes:\n- {length: 1s, until: 1s, " L "- {until: bar 40, " L,
     "?scene 2: until: 1:18 lies after the end of the sound, 1:04"},
};

static void describe(const GrShow *show, GrText *out)
{
    for (int i = 0; i < show->scene_count; i++)
        gr_text_printf(out, "%s%s %.6g %.6g", i ? ", " : "", show->scenes[i].name,
                       (double)show->scenes[i].start_ns / 1e6,
                       (double)show->scenes[i].end_ns / 1e6);
}

static bool said(const GrProblems *problems, GrProblemKind kind, const char *part)
{
    for (int i = 0; i < problems->count; i++)
        if (problems->list[i].kind == kind && strstr(problems->list[i].message, part))
            return true;
    return false;
}

static void scenes_lie(void **state)
{
    (void)state;
    char path[64];
    int wrong = 0;
    snprintf(path, sizeof path, "%s/show.yaml", folder);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        static GrError error;
        GrShow *show;
        GrProblems problems = {0};
        GrText text = {0};
        const char *wanted = cases[i].wanted;
        bool good;
        int code = gr_show_load_text(path, cases[i].text, strlen(cases[i].text), NULL, &show,
                                     &problems, &error);
        if (show)
            describe(show, &text);
        if (wanted[0] == '!')
            good = code && said(&problems, GR_PROBLEM_ERROR, wanted + 1);
        else if (wanted[0] == '?')
            good = !code && said(&problems, GR_PROBLEM_WARNING, wanted + 1);
        else if (wanted[0] == '`')
            good = code && said(&problems, GR_PROBLEM_ERROR, wanted);
        else
            good = !code && strcmp(gr_text_string(&text), wanted) == 0;
        if (!good) {
            print_error("%s: %d, '%s', '%s'\n", cases[i].name, code, gr_text_string(&text),
                        code ? error.message : "");
            wrong++;
        }
        gr_text_finish(&text);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
    assert_int_equal(wrong, 0);
}

static GrShow *load(const char *text)
{
    static GrError error;
    char path[64];
    GrShow *show;
    GrProblems problems = {0};
    snprintf(path, sizeof path, "%s/show.yaml", folder);
    if (gr_show_load_text(path, text, strlen(text), NULL, &show, &problems, &error))
        fail_msg("%s", error.message);
    gr_problems_finish(&problems);
    return show;
}

/* Fades in beats: one counts from the scene's start, the other back from its end. */
static void times_inside(void **state)
{
    (void)state;
    GrShow *show =
        load("beats: drift.txt\nscenes:\n- {length: 4 beats, fade_in: 1 beat, fade_out: 1 "
             "beat, " L "- {length: 4 beats, fade_in: 1 beat, fade_out: 1 beat, layers: "
             "[{field: {rings: {period: 2 beats}}}]}\n");
    assert_int_equal(show->scenes[0].fade_in_ns, 500000000);
    assert_int_equal(show->scenes[0].fade_out_ns, 700000000);
    assert_int_equal(show->scenes[1].fade_in_ns, 700000000);
    assert_int_equal(show->scenes[1].fade_out_ns, 1000000000);
    const FakeRings *rings = show->scenes[1].layers[0].params;
    assert_true(rings->period > 1.499f && rings->period < 1.501f);
    gr_show_destroy(show);
}

/* What a command line may ask of a show that needed no music while it was loaded. */
static void moments(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t ms; /* negative: must fail */
    } asked[] = {{"bar 3", 4000},        {"section 2 - 1 beat", 7500},
                 {"end", 30000},         {"12f", 1000},
                 {"end - 1 bar", 28000}, {"1:02", 62000},
                 {"bar 0", -1},          {"-1s", -1},
                 {"section 99", -1}};
    GrShow *show = load("fps: 12\n" SYNTH "scenes:\n- {length: 30s, " L);
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        GrError error;
        int64_t ns = 0;
        int code = gr_show_moment(show, asked[i].text, &ns, &error);
        if (asked[i].ms < 0 ? code != GR_E_USAGE : code || ns != asked[i].ms * 1000000)
            fail_msg("%s: %d, %lld", asked[i].text, code, (long long)ns);
    }
    gr_show_destroy(show);
}

/* As many scenes as there may be, in bounded time and memory. */
static void many_scenes(void **state)
{
    (void)state;
    GrShow *show = load("tempo: 120\nscenes:\n- {name: x, length: 1/4 beat, repeat: 10000, " L);
    assert_int_equal(show->scene_count, 10000);
    assert_int_equal(show->length_ns, 1250000000000);
    assert_string_equal(show->scenes[9999].name, "x 10000");
    assert_true(show->arena.total_bytes < 64 << 20);
    gr_show_destroy(show);
}

static void write_file(const char *name, const char *text)
{
    char path[64];
    GrError error;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(gr_file_write_atomic(path, text, strlen(text), &error), 0);
}

static int set_up(void **state)
{
    (void)state;
    fake_catalogue_install();
    assert_non_null(mkdtemp(folder));
    write_file("drift.txt",
               "# slower and slower\n0 *\n0.5\n1.1\n1.8\n2.5 *\n3.2\n4\n4.9\n5.9 *\n6.9\n"
               "7.9\n8.9\n");
    write_file("song.json", "{\"beats\": [0, 1, 2, 3, 4, 5], \"sections\": [0, {\"time\": 4, "
                            "\"label\": \"chorus\"}]}");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    GrError error;
    return gr_folder_remove(folder, &error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scenes_lie),
        cmocka_unit_test(times_inside),
        cmocka_unit_test(moments),
        cmocka_unit_test(many_scenes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
