/* SPDX-License-Identifier: MIT
 *
 * Plans of shows: spans, what they depend on, and what they tell.
 */
#include "farm/plan.h"
#include "unit.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define S(n) ((int64_t)(n)*GR_NS_PER_S)

static const GrScene scenes[] = {
    {.name = "intro", .start_ns = 0, .end_ns = S(5)},
    {.name = "drop", .start_ns = S(5), .end_ns = S(15)},
    {.name = "flash", .start_ns = S(15), .end_ns = S(15) + 100000000},
    {.name = "outro", .start_ns = S(15) + 100000000, .end_ns = S(20)},
};
static const GrShow show = {
    .path = "t.yaml",
    .title = "A \"show\"",
    .scenes = scenes,
    .scene_count = 4,
    .length_ns = S(20),
    .content_hash = 42,
};

static GrPlanRequest request(void)
{
    return (GrPlanRequest){
        .show = &show,
        .kind = GR_OUTPUT_VIDEO,
        .width = 64,
        .height = 36,
        .fps = {24, 1},
        .seed = 7,
        .profile = "draft",
        .reason = "as asked",
        .encode = {.codec = "libx264", .preset = "veryfast", .crf = 18},
    };
}

static const struct {
    const char *name, *from, *to, *only;
    int64_t first, count;
    const char *says; /* of an error */
} spans[] = {
    {"whole", NULL, NULL, NULL, 0, 480, NULL},
    {"from", "5s", NULL, NULL, 120, 360, NULL},
    {"to", NULL, "2.5s", NULL, 0, 60, NULL},
    {"both", "1s", "0:02", NULL, 24, 24, NULL},
    {"frames", "36f", "37f", NULL, 36, 1, NULL},
    {"to the end", "19s", "end", NULL, 456, 24, NULL},
    {"to the last instant", "19s", "20s", NULL, 456, 24, NULL},
    {"a scene", NULL, NULL, "drop", 120, 240, NULL},
    {"a short scene", NULL, NULL, "flash", 360, 3, NULL},
    {"a part of a scene", "6s", "8s", "drop", 144, 48, NULL},
    {"a scene cut on the left", "10s", NULL, "drop", 240, 120, NULL},
    {"backwards", "2s", "1s", NULL, 0, 0, "--from 2s is not before --to 1s"},
    {"empty", "2s", "2s", NULL, 0, 0, "not before"},
    {"to zero", NULL, "0s", NULL, 0, 0, "not before --to 0s"},
    {"from the end", "20s", NULL, NULL, 0, 0, "is the end of the show"},
    {"from behind the end", "21s", NULL, NULL, 0, 0, "--from 21s is outside the show"},
    {"to behind the end", NULL, "1:00", NULL, 0, 0, "--to 1:00 is outside the show"},
    {"not a time", "soon", NULL, NULL, 0, 0, "--from"},
    {"unknown scene", NULL, NULL, "drpo", 0, 0, "did you mean 'drop'"},
    {"nothing like a scene", NULL, NULL, "qqqqqqqqqq", 0, 0, "intro, drop, flash, outro"},
    {"not in that scene", "6s", NULL, "intro", 0, 0, "has no frame between"},
};

static void spans_of_shows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(spans); i++) {
        GrPlanRequest r = request();
        GrPlan plan;
        GrError error = {0};
        r.from = spans[i].from;
        r.to = spans[i].to;
        r.only = spans[i].only;
        int code = gr_plan_create(&r, &plan, &error);
        if (spans[i].says ? code != GR_E_USAGE || !strstr(error.message, spans[i].says)
                          : code || plan.first != spans[i].first || plan.count != spans[i].count) {
            fail_msg("%s: %d '%s', %lld +%lld", spans[i].name, code, error.message,
                     (long long)plan.first, (long long)plan.count);
        }
        if (!code) {
            int64_t at = plan.first;
            for (int n = 0; n < plan.segment_count; n++) {
                assert_int_equal(plan.segments[n].index, n);
                assert_int_equal(plan.segments[n].first, at);
                assert_int_equal(plan.segments[n].run_start,
                                 gr_plan_run_start(&show, plan.fps, at));
                at += plan.segments[n].count;
            }
            assert_int_equal(at, plan.first + plan.count);
        }
        gr_plan_finish(&plan);
    }
}

/* Whatever part is rendered, a frame counts its pre-roll from the same place. */
static void run_starts_do_not_move(void **state)
{
    (void)state;
    GrPlanRequest r = request();
    GrPlan whole;
    assert_int_equal(gr_plan_create(&r, &whole, NULL), 0);
    for (int64_t first = 0; first < 480; first += 7) {
        char from[16];
        GrPlan part;
        snprintf(from, sizeof from, "%lldf", (long long)first);
        r.from = from;
        assert_int_equal(gr_plan_create(&r, &part, NULL), 0);
        int64_t run = part.segments[0].run_start;
        assert_true(run <= first && gr_plan_next_run(&part, first) > first);
        assert_int_equal(run, whole.whole.at[gr_cuts_find(&whole.whole, first)]);
        gr_plan_finish(&part);
    }
    gr_plan_finish(&whole);
}

static uint64_t hash_of(const GrPlanRequest *r)
{
    GrPlan plan;
    GrError error = {0};
    if (gr_plan_create(r, &plan, &error)) {
        fail_msg("%s", error.message);
    }
    uint64_t hash = plan.hash;
    gr_plan_finish(&plan);
    return hash;
}

static void the_hash_knows_what_matters(void **state)
{
    (void)state;
    GrSignals frame = {{0}};
    GrHearing hearing = {.at_frames = {.rate = {24, 1}, .count = 1, .frames = &frame}};
    GrShow other = show;
    GrPlanRequest same = request(), r[15];
    uint64_t first = hash_of(&same);
    same.profile = "preview";
    same.reason = "words do not matter";
    assert_true(hash_of(&same) == first);
    for (size_t i = 0; i < COUNT_OF(r); i++) {
        r[i] = request();
    }
    other.content_hash++;
    r[0].show = &other;
    r[1].kind = GR_OUTPUT_HASH;
    r[2].width = 66;
    r[3].height = 38;
    r[4].fps = (GrRational){25, 1};
    r[5].seed = 8;
    r[6].encode.crf = 19;
    r[7].encode.bitrate = 1;
    strcpy(r[8].encode.preset, "fast");
    strcpy(r[9].encode.extra, "a=b");
    r[10].from = "1f";
    r[11].to = "479f";
    r[12].tool = "glyphreel 9";
    r[13].hearing = &hearing;
    r[14].particle_cap = 1500;
    for (size_t i = 0; i < COUNT_OF(r); i++) {
        uint64_t hash = hash_of(&r[i]);
        if (hash == first) {
            fail_msg("change %zu is not in the hash", i);
        }
        for (size_t n = 0; n < i; n++) {
            assert_true(hash != hash_of(&r[n]));
        }
    }
    uint64_t silent = hash_of(&r[13]);
    frame.v[GR_SIGNAL_BASS] = 0.00001f; /* a decoder's last bit */
    assert_true(hash_of(&r[13]) == silent);
    frame.v[GR_SIGNAL_BASS] = 0.5f;
    assert_true(hash_of(&r[13]) != silent);
    float own = -2.5f; /* of a show that has one */
    hearing.at_frames.own = &own;
    hearing.at_frames.own_count = 1;
    uint64_t with_own = hash_of(&r[13]);
    own = 2.5f;
    assert_true(hash_of(&r[13]) != with_own);
    uint64_t deaf = hash_of(&r[13]); /* of a show whose effects see a sonogram */
    GrSonogram *s = &hearing.sonogram;
    assert_int_equal(gr_sonogram_create(s, gr_rational(24, 1), 2, GR_HEARS_WAVE, NULL), 0);
    uint64_t hears = hash_of(&r[13]);
    assert_true(hears != deaf);
    s->wave[GR_WAVE_POINTS * GR_EARS * 2 - 1] = 1;
    uint64_t other_wave = hash_of(&r[13]);
    s->wave_scale[1] = 1;
    assert_true(other_wave != hears && hash_of(&r[13]) != other_wave);
    gr_sonogram_finish(s);
}

static void tells_json(void **state)
{
    (void)state;
    GrPlanRequest r = request();
    GrPlan plan;
    GrText text = {0};
    GrJson json = {.out = &text, .compact = true};
    assert_int_equal(gr_plan_create(&r, &plan, NULL), 0);
    gr_plan_write_json(&plan, &show, &json);
    static const char *const parts[] = {
        "\"version\":1",         "\"title\":\"A \\\"show\\\"\"",
        "\"output\":\"video\"",  "\"profile\":\"draft\"",
        "\"fps\":\"24/1\"",      "\"show_frames\":480",
        "\"codec\":\"libx264\"", "\"name\":\"flash\"",
        "\"run_start\":0",       "\"last_scene\":\"outro\"",
    };
    const char *compact = gr_text_string(&text);
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (!strstr(compact, parts[i])) {
            fail_msg("no %s in %s", parts[i], compact);
        }
    }
    gr_text_finish(&text);
    gr_plan_finish(&plan);
}

static void refuses_a_show_without_frames(void **state)
{
    (void)state;
    GrShow empty = {.path = "t.yaml"};
    GrPlanRequest r = request();
    GrPlan plan;
    GrError error = {0};
    r.show = &empty;
    assert_int_equal(gr_plan_create(&r, &plan, &error), GR_E_SHOW);
    assert_non_null(strstr(error.message, "shorter than one frame"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_of_shows),
        cmocka_unit_test(run_starts_do_not_move),
        cmocka_unit_test(the_hash_knows_what_matters),
        cmocka_unit_test(tells_json),
        cmocka_unit_test(refuses_a_show_without_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
