/* SPDX-License-Identifier: MIT
 *
 * The rule that cuts shows into segments: worked examples, and its promises on random shows.
 */
#include "base/rng.h"
#include "farm/segments.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

enum { MAX_SCENES = 64 };

typedef struct Case {
    const char *name;
    GrRational fps;
    int scenes[MAX_SCENES];   /* lengths in frames, 0 ends them */
    int segments[MAX_SCENES]; /* lengths, 0 ends them */
    bool history;             /* of all scenes */
} Case;

#define R24                                                                                        \
    {                                                                                              \
        24, 1                                                                                      \
    }

static const Case cases[] = {
    {"1 frame", R24, {1}, {1}, false},
    {"2 frames", R24, {2}, {2}, false},
    {"3 frames", R24, {3}, {3}, false},
    {"47", R24, {47}, {47}, false},
    {"48: the end is halved", R24, {48}, {24, 24}, false},
    {"49", R24, {49}, {25, 24}, false},
    {"71: the rest joins and is halved", R24, {71}, {36, 35}, false},
    {"72: the rest is long enough", R24, {72}, {48, 24}, false},
    {"96", R24, {96}, {48, 24, 24}, false},
    {"97", R24, {97}, {48, 25, 24}, false},
    {"192", R24, {192}, {48, 48, 48, 24, 24}, false},
    {"240: two workers get as much", R24, {240}, {48, 48, 48, 48, 24, 24}, false},
    {"49 before another scene may stay", R24, {49, 48}, {49, 24, 24}, false},
    {"97 before another scene is split", R24, {97, 48}, {48, 49, 48}, true},
    {"97 in short pieces", R24, {97, 48}, {48, 49, 24, 24}, false},
    {"a history makes pieces twice as long", R24, {240, 48}, {96, 96, 48, 48}, true},
    {"193 before another scene", R24, {193, 48}, {96, 48, 49, 48}, true},
    {"145 may stay", R24, {145, 48}, {96, 49, 48}, true},
    {"120 with a history: the rest is long enough", R24, {120, 48}, {96, 24, 48}, true},
    {"119 with a history", R24, {119, 48}, {119, 48}, true},
    {"the end of a history stays whole", R24, {192}, {96, 96}, true},
    {"a short scene joins the piece before", R24, {96, 10, 96}, {106, 96}, true},
    {"at the end too", R24, {96, 96, 10}, {96, 106}, true},
    {"at the start it joins the piece after", R24, {10, 192}, {106, 96}, true},
    {"short ones share", R24, {20, 20, 20, 20, 20, 20}, {60, 30, 30}, false},
    {"short ones share, and the rest joins", R24, {20, 20, 20, 20}, {40, 40}, false},
    {"short ones between long ones", R24, {96, 30, 30, 40, 96}, {48, 48, 100, 48, 24, 24}, false},
    {"short ones between long ones with a rest",
     R24,
     {96, 30, 30, 30, 96},
     {48, 48, 90, 48, 24, 24},
     false},
    {"one frame after a piece makes 97", R24, {96, 1, 96}, {48, 49, 96}, true},
    {"one frame after a short piece makes 49", R24, {96, 1, 96}, {48, 49, 48, 24, 24}, false},
    {"many scenes of one frame", R24, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {10}, false},
    {"scenes that vanish at this rate", {1, 1}, {0}, {0}, false},
    {"12 fps: GOPs of four seconds", {12, 1}, {144}, {48, 48, 24, 24}, false},
    {"12 fps with a history", {12, 1}, {144}, {48, 48, 48}, true},
    {"12 fps: 97 at the end", {12, 1}, {97}, {48, 25, 24}, false},
    {"15 fps", {15, 1}, {120}, {48, 48, 24}, false},
    {"30 fps", {30, 1}, {300}, {48, 48, 48, 48, 48, 30, 30}, false},
    {"30000/1001", {30000, 1001}, {300}, {48, 48, 48, 48, 48, 30, 30}, false},
    {"30 fps with a history", {30, 1}, {300}, {96, 96, 108}, true},
    {"60 fps", {60, 1}, {600}, {96, 96, 96, 96, 96, 96, 24}, false},
    {"60 fps with a history", {60, 1}, {600}, {240, 240, 120}, true},
    {"240 fps", {240, 1}, {2400}, {480, 480, 480, 480, 240, 120, 60, 30, 30}, false},
};

static int starts_of(const int *lengths, int64_t *starts)
{
    int count = 0;
    starts[0] = 0;
    for (; count < MAX_SCENES && lengths[count]; count++) {
        starts[count + 1] = starts[count] + lengths[count];
    }
    return count;
}

static void cuts_as_written(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t starts[MAX_SCENES + 1];
        GrCuts cuts;
        int scenes = starts_of(cases[i].scenes, starts);
        bool history[MAX_SCENES];
        memset(history, cases[i].history, sizeof history);
        assert_int_equal(gr_cuts_create(starts, history, scenes, cases[i].fps, &cuts, NULL), 0);
        char got[512] = "";
        bool equal = true;
        for (int n = 0; n < cuts.count; n++) {
            int64_t length = cuts.at[n + 1] - cuts.at[n];
            size_t used = strlen(got);
            snprintf(got + used, sizeof got - used, " %lld", (long long)length);
            equal = equal && length == cases[i].segments[n];
        }
        if (!equal || cases[i].segments[cuts.count] != 0) {
            fail_msg("%s: got%s", cases[i].name, got);
        }
        gr_cuts_finish(&cuts);
    }
}

/* What must hold for all cuts that are joined into one stream. */
static void check_promises(const char *name, const GrCuts *cuts, int64_t first, int64_t end)
{
    assert_int_equal(cuts->at[0], first);
    assert_int_equal(cuts->at[cuts->count], end);
    for (int i = 0; i < cuts->count; i++) {
        int64_t length = cuts->at[i + 1] - cuts->at[i];
        if (length < 1 || (i + 1 < cuts->count && length % (2 * GR_GOP_FRAMES) == 1)) {
            fail_msg("%s: segment %d of %d has %lld frames", name, i, cuts->count,
                     (long long)length);
        }
    }
}

static void keeps_promises_on_random_shows(void **state)
{
    (void)state;
    static const GrRational rates[] = {{12, 1}, {24, 1}, {30000, 1001}, {60, 1}};
    for (uint32_t seed = 0; seed < 3000; seed++) {
        int64_t starts[MAX_SCENES + 1] = {0};
        GrRational fps = rates[seed % 4];
        int scenes = 1 + (int)(gr_rng_u32(seed, 1, 0) % MAX_SCENES);
        int longest = 1 + (int)(gr_rng_u32(seed, 2, 0) % 400);
        GrCuts cuts, part;
        char name[32];
        snprintf(name, sizeof name, "seed %u", seed);
        for (int i = 0; i < scenes; i++) {
            starts[i + 1] =
                starts[i] + (int)(gr_rng_u32(seed, 3, (uint32_t)i) % longest) + (i == 0);
        }
        bool history[MAX_SCENES];
        for (int i = 0; i < scenes; i++) {
            history[i] = gr_rng_u32(seed, 6, (uint32_t)i) % 2;
        }
        int64_t end = starts[scenes], piece = gr_segment_piece_frames(fps, true);
        assert_int_equal(gr_cuts_create(starts, history, scenes, fps, &cuts, NULL), 0);
        check_promises(name, &cuts, 0, end);
        for (int i = 0; i < cuts.count; i++) {
            int64_t length = cuts.at[i + 1] - cuts.at[i];
            assert_true(length < piece + GR_SEGMENT_REST_MIN + 2 * GR_SEGMENT_SCENE_MIN);
            assert_true(cuts.count == 1 || length >= GR_SEGMENT_REST_MIN);
            assert_int_equal(gr_cuts_find(&cuts, cuts.at[i]), i);
            assert_int_equal(gr_cuts_find(&cuts, cuts.at[i + 1] - 1), i);
        }
        int64_t from = gr_rng_u32(seed, 4, 0) % end;
        int64_t to = from + 1 + gr_rng_u32(seed, 5, 0) % (end - from);
        assert_int_equal(gr_cuts_clip(&cuts, from, to, &part, NULL), 0);
        check_promises(name, &part, from, to);
        gr_cuts_finish(&part);
        gr_cuts_finish(&cuts);
    }
}

/* Each scene has pieces of its own kind, and the end is halved only if nothing in it has a history.
 */
static void a_history_is_a_scenes_own(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int scenes[4];
        bool history[3];
        int64_t at[10];
    } rows[] = {
        {"first", {192, 96}, {true, false}, {0, 96, 192, 240, 264, 288}},
        {"last", {96, 192}, {false, true}, {0, 48, 96, 192, 288}},
        {"in the last piece", {96, 10, 20}, {false, true, false}, {0, 48, 126}},
        {"before the last piece", {10, 96}, {true, false}, {0, 58, 82, 106}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t starts[MAX_SCENES + 1];
        GrCuts cuts;
        int scenes = starts_of(rows[i].scenes, starts);
        assert_int_equal(
            gr_cuts_create(starts, rows[i].history, scenes, (GrRational)R24, &cuts, NULL), 0);
        for (int n = 0; n <= cuts.count; n++) {
            if (cuts.at[n] != rows[i].at[n]) {
                fail_msg("%s: cut %d is at %lld", rows[i].name, n, (long long)cuts.at[n]);
            }
        }
        gr_cuts_finish(&cuts);
    }
}

/* Every first frame of every length around the dangerous ones. */
static void clips_anywhere(void **state)
{
    (void)state;
    static const int64_t starts[] = {0, 193, 290, 300, 310, 700};
    static const bool history[] = {true, true, false, false, true};
    GrCuts cuts, part;
    assert_int_equal(gr_cuts_create(starts, history, 5, (GrRational)R24, &cuts, NULL), 0);
    for (int64_t from = 0; from < 700; from++) {
        for (int64_t to = from + 1; to <= 700; to += to - from < 4 ? 1 : 31) {
            assert_int_equal(gr_cuts_clip(&cuts, from, to, &part, NULL), 0);
            check_promises("clip", &part, from, to);
            gr_cuts_finish(&part);
        }
    }
    gr_cuts_finish(&cuts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_as_written),
        cmocka_unit_test(keeps_promises_on_random_shows),
        cmocka_unit_test(a_history_is_a_scenes_own),
        cmocka_unit_test(clips_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
