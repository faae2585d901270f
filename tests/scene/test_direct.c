/* SPDX-License-Identifier: MIT
 *
 * The director: where scenes begin on a song, and which of a look's scenes play there.
 */
#include "scene/direct.h"

#include "base/cpu.h"
#include "registry.h"
#include "unit.h"

#include <math.h>
#include <string.h>

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

static void test_casts(void **state)
{
    (void)state;
    for (const GrLookFile *file = gr_look_files; file->name; file++) {
        print_message("%s\n", file->name);
        test_cast(file);
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
        cmocka_unit_test(test_quotes), cmocka_unit_test(test_casts), cmocka_unit_test(test_told),
    };
    gr_registry_install(gr_cpu_best());
    return cmocka_run_group_tests(tests, NULL, NULL);
}
