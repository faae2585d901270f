/* SPDX-License-Identifier: MIT
 *
 * The director: where scenes begin on a song, which of a look's scenes play there, and that every
 * built-in look makes a show without a complaint of any sound there is.
 */
#include "scene/direct.h"

#include "audio/hear.h"
#include "base/cpu.h"
#include "base/files.h"
#include "base/rng.h"
#include "registry.h"
#include "scene/direct_new.h"
#include "unit.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/gr-direct-XXXXXX";

/* A song of parts, each so many bars at a loudness; the first bar begins at `offset_s`. */
typedef struct Plan {
    const char *name;
    double bpm, offset_s, tail_s; /* tail: what follows the last bar */
    struct {
        int bars;
        float loudness;
    } parts[8];
    bool sections;        /* known, or only to be heard */
    const char *expected; /* roles: i v b D k o, D where it is strongest; NULL: not looked at */
} Plan;

static const Plan plans[] = {
    {"a song", 120, 0, 0, {{8, 0.3f}, {16, 0.6f}, {8, 0.3f}, {16, 0.9f}, {8, 0.3f}}, true, NULL},
    {"loud from the start", 140, 0, 0, {{16, 0.9f}, {16, 0.5f}, {16, 0.88f}}, true, NULL},
    {"all alike", 180, 0.2, 0.7, {{32, 0.7f}, {32, 0.71f}, {32, 0.7f}}, true, NULL},
    {"sections not known", 120, 0, 0, {{16, 0.3f}, {16, 0.9f}, {16, 0.4f}}, false, NULL},
    {"slow", 40, 0, 3, {{8, 0.3f}, {8, 0.9f}}, true, NULL},
    {"fast", 240, 0.1, 0, {{64, 0.3f}, {64, 0.9f}}, true, NULL},
    {"one bar", 120, 0, 0, {{1, 0.5f}}, false, "D"},
    {"less than a bar", 60, 0, -3, {{1, 0.5f}}, false, "D"},
    {"eight bars", 120, 0, 0, {{8, 0.5f}}, false, NULL},
    {"parts too short for a scene",
     120,
     0,
     0,
     {{1, 0.2f}, {1, 0.8f}, {1, 0.2f}, {8, 0.5f}},
     true,
     NULL},
    {"silence", 120, 0, 1, {{30, 0}}, false, NULL},
    {"rises to a drop",
     120,
     0,
     0,
     {{8, 0.2f}, {16, 0.5f}, {16, 0.9f}, {8, 0.2f}},
     true,
     "iivvbbDddddo"},
    {"loud for long",
     120,
     0,
     0,
     {{8, 0.2f}, {72, 0.9f}, {8, 0.2f}},
     true,
     "ibdddddvbdddddvbDddddddo"},
    {"an hour", 128, 0, 0, {{480, 0.5f}, {480, 0.9f}, {480, 0.5f}, {480, 0.7f}}, true, NULL},
};

typedef struct Made {
    GrSong song;
    GrMusic music;
    GrArena arena;
    GrDirection direction;
} Made;

static void make_at(const Plan *plan, double pace, Made *made)
{
    static GrSection sections[8];
    double bar_s = 240 / plan->bpm, at = plan->offset_s;
    int bars = 0, count = 0;
    memset(made, 0, sizeof *made);
    for (int i = 0; plan->parts[i].bars; i++)
        bars += plan->parts[i].bars;
    double length = plan->offset_s + bars * bar_s + plan->tail_s;
    int beats = bars * 4 + 12;
    double *time_s = gr_arena_alloc(&made->arena, (size_t)beats * sizeof *time_s);
    float *loudness =
        gr_arena_alloc(&made->arena, (size_t)(length * GR_LOUDNESS_HZ + 8) * sizeof *loudness);
    assert_non_null(time_s);
    assert_non_null(loudness);
    for (int i = 0; i < beats; i++)
        time_s[i] = plan->offset_s + (i - 4) * bar_s / 4;
    for (int i = 0; plan->parts[i].bars; i++) {
        double end = at + plan->parts[i].bars * bar_s;
        sections[count++] = (GrSection){.start_s = i ? at : 0, .label = ""};
        for (int64_t k = (int64_t)(at * GR_LOUDNESS_HZ);
             k < (int64_t)(end * GR_LOUDNESS_HZ) && k < (int64_t)(length * GR_LOUDNESS_HZ); k++)
            loudness[k] = plan->parts[i].loudness;
        at = end;
    }
    made->music = (GrMusic){
        .beats = {.count = beats, .time_s = time_s, .tempo_bpm = plan->bpm, .first_downbeat = 4},
        .sections = sections,
        .section_count = plan->sections ? count : 1,
        .duration_s = length};
    made->song = (GrSong){.music = &made->music,
                          .length_s = length,
                          .heard = true,
                          .loudness = loudness,
                          .loudness_count = (int64_t)(length * GR_LOUDNESS_HZ),
                          .title = "Title",
                          .artist = "",
                          .fit = 1,
                          .title_px = 100,
                          .artist_px = 50};
    assert_int_equal(gr_direct_lay(&made->song, pace, &made->arena, &made->direction), GR_OK);
}

static void make(const Plan *plan, Made *made)
{
    make_at(plan, 1, made);
}

static void test_covers(const Plan *plan)
{
    Made made;
    make(plan, &made);
    const GrDirected *scenes = made.direction.scenes;
    int count = made.direction.count, strongest = 0, loudest = 0;
    double bar_s = 240 / plan->bpm;
    assert_true(count >= 1);
    assert_true(scenes[0].from_s == 0);
    assert_true(scenes[count - 1].to_s == made.song.length_s);
    for (int i = 0; i < count; i++) {
        const GrDirected *at = &scenes[i];
        strongest += at->strongest;
        loudest = at->strongest ? i : loudest;
        if (i) {
            assert_true(at->from_s == scenes[i - 1].to_s);
            assert_true(fabs(at->from_s - plan->offset_s - at->from_bar * bar_s) < 1e-6);
        }
        assert_true(at->to_s > at->from_s);
        assert_true(count == 1 || at->to_s - at->from_s >= 1.9);
        assert_true(at->to_s - at->from_s < 22 + 2 * bar_s + plan->offset_s);
    }
    assert_int_equal(strongest, 1);
    for (int i = 0; i < count; i++)
        assert_true(scenes[i].energy <= scenes[loudest].energy + 0.05f);
    gr_arena_finish(&made.arena);
}

static void test_roles(const Plan *plan)
{
    Made made;
    char roles[GR_DIRECTED_MAX + 1] = "";
    make(plan, &made);
    for (int i = 0; i < made.direction.count; i++)
        roles[i] =
            made.direction.scenes[i].strongest ? 'D' : "ivbdko"[made.direction.scenes[i].role];
    if (plan->expected)
        assert_string_equal(roles, plan->expected);
    gr_arena_finish(&made.arena);
}

/* The text for a song in a look. */
static void direct(const Plan *plan, const GrLookFile *file, uint64_t seed, GrText *out)
{
    Made made;
    GrArena arena = {0};
    GrProblems problems = {0};
    GrLook look;
    make(plan, &made);
    assert_int_equal(gr_look_open(file, &arena, &problems, &look), GR_OK);
    gr_direct_cast(&look, seed, &made.direction);
    float most = 0;
    for (int i = 0; i < look.scene_count; i++)
        most = look.scenes[i].energy > most ? look.scenes[i].energy : most;
    for (int i = 0; i < made.direction.count; i++) {
        const GrDirected *at = &made.direction.scenes[i];
        if (at->strongest)
            assert_true(at->scene->energy == most);
        assert_true(!i || at->template != at[-1].template);
    }
    gr_direct_write_vars(&made.song, out);
    gr_direct_write_scenes(&look, &made.song, &made.direction, out);
    gr_problems_finish(&problems);
    gr_arena_finish(&arena);
    gr_arena_finish(&made.arena);
}

static void test_cast(const GrLookFile *file)
{
    int differ = 0;
    for (size_t i = 0; i < COUNT_OF(plans); i++) {
        GrText one = {0}, same = {0}, other = {0};
        direct(&plans[i], file, 1, &one);
        direct(&plans[i], file, 1, &same);
        direct(&plans[i], file, 2, &other);
        assert_string_equal(one.data, same.data);
        differ += strcmp(one.data, other.data) != 0;
        gr_text_finish(&one);
        gr_text_finish(&same);
        gr_text_finish(&other);
    }
    assert_true(differ > 3);
}

/* Parts are told as loud as they are, which is what `analyze` says. */
static void test_told(void **state)
{
    static const Plan plan = {"", 120, 0, 0, {{16, 0.48f}, {16, 0.57f}, {16, 0.7f}}, true, NULL};
    static const char *const told[] = {"part 1, from bar 1: quiet (energy 0.48)\n",
                                       "part 2, from bar 17: moderate (energy 0.57)\n",
                                       "part 3, from bar 33: loud (energy 0.70), the strongest\n"};
    GrText text = {0};
    (void)state;
    direct(&plan, gr_look_file_find(GR_LOOK_DEFAULT), 1, &text);
    for (size_t i = 0; i < COUNT_OF(told); i++)
        if (!strstr(text.data, told[i]))
            fail_msg("not told: %s", told[i]);
    gr_text_finish(&text);
}

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

static void test_plans(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(plans); i++) {
        print_message("%s\n", plans[i].name);
        test_covers(&plans[i]);
        test_roles(&plans[i]);
    }
}

/* What a calm look does with the same song: scenes twice as long where their length allows. */
static void test_pace(void **state)
{
    static const Plan plan = {"", 120, 0, 0, {{16, 0.2f}, {16, 0.5f}, {16, 0.9f}}, true, NULL};
    static const struct {
        double pace;
        int most_bars, count;
    } cases[] = {{0.3, 16, 3}, {0.65, 8, 9}, {1, 4, 13}, {2.5, 2, 32}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Made made;
        int most = 0;
        make_at(&plan, cases[i].pace, &made);
        for (int k = 0; k < made.direction.count; k++) {
            const GrDirected *at = &made.direction.scenes[k];
            most = at->to_bar - at->from_bar > most ? at->to_bar - at->from_bar : most;
        }
        assert_int_equal(most, cases[i].most_bars);
        assert_int_equal(made.direction.count, cases[i].count);
        gr_arena_finish(&made.arena);
    }
}

/* Three hours have about as many scenes as one. */
static void test_hours(void **state)
{
    static const Plan lengths[] = {
        {"", 120, 0, 0, {{600, 0.2f}, {600, 0.5f}, {600, 0.9f}}, true, NULL},
        {"", 120, 0, 0, {{1800, 0.2f}, {1800, 0.5f}, {1800, 0.9f}}, true, NULL},
    };
    int count[COUNT_OF(lengths)];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        Made made;
        make_at(&lengths[i], 1, &made);
        count[i] = made.direction.count;
        assert_true(made.direction.scenes[count[i] - 1].to_s > 3599.0 * (i ? 3 : 1));
        gr_arena_finish(&made.arena);
    }
    assert_true(count[1] >= count[0] / 2 && count[1] <= count[0] * 11 / 10);
}

static void test_looks(void **state)
{
    (void)state;
    assert_non_null(gr_look_file_find(GR_LOOK_DEFAULT));
    for (const GrLookFile *file = gr_look_files; file->name; file++) {
        print_message("%s\n", file->name);
        test_cast(file);
        test_loads(file);
        test_words(file);
        test_new_is_the_same(file);
    }
}

static void test_quotes(void **state)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {{"a", "\"a\""},
                 {"a\"b\\", "\"a\\\"b\\\\\""},
                 {"5$ ${x}", "\"5$$ $${x}\""},
                 {"a\nb\xff", "\"a b \""}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrText out = {0};
        gr_direct_quote(cases[i].text, true, &out);
        assert_string_equal(out.data, cases[i].wanted);
        gr_text_finish(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans),  cmocka_unit_test(test_pace),  cmocka_unit_test(test_hours),
        cmocka_unit_test(test_quotes), cmocka_unit_test(test_uses),  cmocka_unit_test(test_sets),
        cmocka_unit_test(test_fast),   cmocka_unit_test(test_looks), cmocka_unit_test(test_told),
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
