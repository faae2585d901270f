/* SPDX-License-Identifier: MIT
 *
 * The clock of a scene: exact places on its ticks, whatever the frame rate.
 */
#include "unit.h"

#include "fake_hearing.h"
#include "model/own_signal.h"
#include "render/moments.h"
#include "scene/expr.h"

static const GrRational TICKS = {24, 1};

static void test_places(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t start_ns, frame;
        GrRational fps;
        int64_t tick;
        double part;
    } cases[] = {
        {"first frame", 0, 0, {24, 1}, 0, 0.0},
        {"same rate", 0, 100, {24, 1}, 100, 0.0},
        {"half the rate", 0, 50, {12, 1}, 100, 0.0},
        {"between ticks", 0, 1, {60, 1}, 0, 0.4},
        {"on a tick at 60", 0, 5, {60, 1}, 2, 0.0},
        {"scene on a frame that is no whole nanosecond", 7333333333, 176, {24, 1}, 0, 0.0},
        {"the same, rounded up", 7333333334, 176, {24, 1}, 0, 0.0},
        {"the same, later", 7333333333, 276, {24, 1}, 100, 0.0},
        {"scene between frames", 7340000000, 177, {24, 1}, 0, 0.84},
        {"NTSC", 0, 1000, {30000, 1001}, 800, 0.8},
        {"NTSC on a tick", 0, 5, {30000, 1001}, 4, 0.004},
        {"frame a little before its scene", 1000000500, 24, {24, 1}, 0, 0.0},
        {"an hour in", 3600000000000, 86400 + 12, {24, 1}, 12, 0.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrScene scene = {.start_ns = cases[i].start_ns, .end_ns = cases[i].start_ns + 10000000000};
        GrSceneTime time = gr_scene_time_of_frame(&scene, TICKS, cases[i].frame, cases[i].fps);
        double off = time.part - cases[i].part;
        if (time.tick != cases[i].tick || off > 1e-6 || off < -1e-6)
            fail_msg("%s: tick %lld + %.9f", cases[i].name, (long long)time.tick, time.part);
    }
}

/* Every rate lands on bit-equal times where rates meet. */
static void test_rates_meet(void **state)
{
    (void)state;
    GrScene scene = {.start_ns = 1234567891, .end_ns = 400000000000};
    for (int64_t n = 30; n < 9000; n++) {
        GrSceneTime slow = gr_scene_time_of_frame(&scene, TICKS, n, (GrRational){15000, 1001});
        GrSceneTime fast = gr_scene_time_of_frame(&scene, TICKS, 4 * n, (GrRational){60000, 1001});
        assert_int_equal(slow.tick, fast.tick);
        assert_true(slow.part == fast.part);
        assert_true(slow.part >= 0.0 && slow.part < 1.0);
    }
}

static void test_tick_counts(void **state)
{
    (void)state;
    static const struct {
        int64_t length_ns, ticks;
    } cases[] = {{1000000000, 24}, {1000, 1}, {41666666, 1},     {41666667, 1},
                 {41700000, 2},    {1, 1},    {20833333333, 500}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrScene scene = {.start_ns = 5, .end_ns = 5 + cases[i].length_ns};
        assert_int_equal(gr_scene_tick_count(&scene, TICKS), cases[i].ticks);
    }
}

static void test_fades(void **state)
{
    (void)state;
    GrScene scene = {
        .start_ns = 0, .end_ns = 4000000000, .fade_in_ns = 1000000000, .fade_out_ns = 2000000000};
    static const double cases[][2] = {{0, 0}, {0.25, 0.25}, {1, 1}, {1.5, 1}, {3, 0.5}, {4, 0}};
    for (int i = 0; i < 6; i++)
        assert_true(gr_fade_at(&scene, cases[i][0]) == cases[i][1]);
    assert_true(gr_fade_at(&scene, 9.0) == 0.0);
    GrScene plain = {.start_ns = 0, .end_ns = 4000000000};
    assert_true(gr_fade_at(&plain, 0.0) == 1.0 && gr_fade_at(&plain, 4.0) == 1.0);
}

/* Signals glide between ticks, phases wrap, a beat holds for its tick and never glows early. */
static void test_signals(void **state)
{
    (void)state;
    GrError error;
    GrHearing hearing;
    GrShow show = {.tick = TICKS};
    GrScene scene = {.start_ns = 0, .end_ns = 4000000000};
    assert_int_equal(fake_hearing(&hearing, 4.0, (GrRational){24, 1}, TICKS, &error), 0);
    for (int64_t tick = 0; tick < 95; tick++) {
        const float *from = hearing.at_ticks.frames[tick].v, *to = from + GR_SIGNAL_COUNT;
        GrSignals here, half;
        gr_signals_at(&show, &hearing, &scene, (GrSceneTime){tick, 0.0}, &here);
        gr_signals_at(&show, &hearing, &scene, (GrSceneTime){tick, 0.5}, &half);
        assert_memory_equal(here.v, from, sizeof here.v);
        float middle = 0.5f * (from[GR_SIGNAL_RMS] + to[GR_SIGNAL_RMS]);
        assert_true(gr_absf(half.v[GR_SIGNAL_RMS] - middle) < 1e-6f);
        assert_true(half.v[GR_SIGNAL_BEAT] == from[GR_SIGNAL_BEAT]);
        assert_true(half.v[GR_SIGNAL_BEAT_DECAY] <= from[GR_SIGNAL_BEAT_DECAY]);
        float step = half.v[GR_SIGNAL_BEAT_PHASE] - from[GR_SIGNAL_BEAT_PHASE];
        step += step < 0.0f ? 1.0f : 0.0f;
        assert_true(gr_absf(step - 1.0f / 24.0f) < 1e-4f);
    }
    gr_hearing_finish(&hearing);
    GrHearing silent = {.duration_s = 0};
    GrMoment moment;
    gr_moment_fill(&moment, &show, &silent, &scene, (GrSceneTime){3, 0.25});
    assert_true(moment.signals.v[GR_SIGNAL_RMS] == 0.0f && moment.flow_s == 0.0);
    assert_true(moment.tick == 3 && moment.tick_part == 0.25f);
}

/* Wherever a scene starts, a beat is counted in the frame in which its phase turns over. */
static void test_counts_and_phases(void **state)
{
    (void)state;
    static const int64_t starts_ns[] = {0,         1000000000, 1020000000,
                                        500000000, 1041000000, 2999999999};
    GrError error;
    GrHearing hearing;
    GrShow show = {.tick = TICKS};
    assert_int_equal(fake_hearing(&hearing, 8.0, (GrRational){24, 1}, TICKS, &error), 0);
    for (size_t i = 0; i < COUNT_OF(starts_ns); i++) {
        GrScene scene = {.start_ns = starts_ns[i], .end_ns = starts_ns[i] + 4000000000};
        for (int64_t half = 0; half < 190; half++) {
            GrMoment moment;
            gr_moment_fill(&moment, &show, &hearing, &scene,
                           (GrSceneTime){half / 2, half % 2 ? 0.5 : 0.0});
            double place = (double)moment.beat_count + moment.signals.v[GR_SIGNAL_BEAT_PHASE];
            double off = place - 2.0 * moment.show_s;
            if (off > 1e-3 || off < -1e-3)
                fail_msg("scene at %lld ns, half tick %lld: beat %d and phase %f",
                         (long long)starts_ns[i], (long long)half, moment.beat_count,
                         (double)moment.signals.v[GR_SIGNAL_BEAT_PHASE]);
            double bars = (double)moment.bar_count + moment.signals.v[GR_SIGNAL_BAR_PHASE];
            off = bars - 0.5 * moment.show_s;
            assert_true(off < 1e-3 && off > -1e-3);
        }
    }
    gr_hearing_finish(&hearing);
}

/* A scene reads the whole show's rows: also what was heard before it began. */
static void test_sonogram(void **state)
{
    (void)state;
    GrShow show = {.tick = TICKS};
    GrScene scene = {.start_ns = 2000000000, .end_ns = 4000000000};
    GrHearing hearing = {.duration_s = 4};
    GrMoment moment;
    float tones[GR_TONES];
    gr_moment_fill(&moment, &show, &hearing, &scene, (GrSceneTime){3, 0.25});
    assert_null(moment.sonogram);
    GrSonogram *s = &hearing.sonogram;
    assert_int_equal(gr_sonogram_create(s, TICKS, 96, GR_HEARS_TONES, NULL), 0);
    for (int row = 0; row < 96; row++)
        s->tones[row * GR_TONES + 5] = (uint8_t)(2 * row);
    gr_moment_fill(&moment, &show, &hearing, &scene, (GrSceneTime){3, 0.25});
    static const double ago[] = {0, 1, 10.5, 51, 51.25, 52};
    static const float expected[] = {102.5f, 100.5f, 81.5f, 0.5f, 0.0f, 0.0f};
    for (size_t i = 0; i < COUNT_OF(ago); i++) {
        gr_sonogram_tones(moment.sonogram, gr_heard_row(&moment, ago[i]), tones);
        assert_true(gr_absf(tones[5] * 255.0f - expected[i]) < 1e-3f && tones[4] == 0.0f);
    }
    gr_sonogram_tones(moment.sonogram, 500.0, tones);
    assert_true(gr_absf(tones[5] * 255.0f - 190.0f) < 1e-3f);
    gr_hearing_finish(&hearing);
}

/* What was worked out before glides, a trigger holds, and a mere expression is that of the moment.
 */
static void test_own_signals(void **state)
{
    (void)state;
    static const char *const names[] = {"level", "trigger", "either", "steps"};
    static const char *const sources[] = {"rms", "onset", "level + 2*trigger", "1 - beat"};
    GrArena arena = {0};
    GrError error;
    GrHearing hearing;
    GrOwnSignal list[4] = {{0}};
    GrOwnSignals own = {.count = 4, .list = list};
    GrShow show = {.tick = TICKS, .length_ns = 4000000000, .sound = {.own = &own}};
    GrScene scene = {.start_ns = 500000000, .end_ns = 4000000000};
    assert_int_equal(fake_hearing(&hearing, 4.0, (GrRational){24, 1}, TICKS, &error), 0);
    for (int i = 0; i < 4; i++) {
        GrExprFault fault;
        GrExprScope scope = {.own_signals = names, .own_signal_count = i};
        gr_param_defaults(&gr_own_signal_params, &list[i]);
        list[i].name = names[i];
        list[i].max = 4;
        assert_int_equal(gr_expr_compile(sources[i], &scope, &arena, &list[i].from, &fault), 0);
    }
    list[0].release = 1;
    list[1].triggers = true;
    GrSignalTrack *track = &hearing.at_ticks;
    assert_int_equal(gr_signal_track_add_own(track, 4, &error), 0);
    track->own_struck = 2;
    for (int64_t n = 0; n < track->count; n++) {
        track->own[4 * n] = (float)(n % 5) * 0.25f;
        track->own[4 * n + 1] = n % 4 == 0 ? 1.0f : 0.25f;
    }
    for (int64_t tick = 0; tick < 80; tick++) {
        GrMoment half;
        const float *from = track->own + 4 * (tick + 12), *to = from + 4;
        gr_moment_fill(&half, &show, &hearing, &scene, (GrSceneTime){tick, 0.5});
        assert_true(half.own[0] == 0.5f * (from[0] + to[0]));
        assert_true(half.own[1] == (to[1] > from[1] ? from[1] : 0.5f * (from[1] + to[1])));
        assert_true(half.own[2] == half.own[0] + 2.0f * half.own[1]);
        assert_true(half.own[3] == 1.0f - half.signals.v[GR_SIGNAL_BEAT]);
        assert_true(half.own[4] == 0.0f);
    }
    gr_hearing_finish(&hearing);
    gr_arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),      cmocka_unit_test(test_rates_meet),
        cmocka_unit_test(test_tick_counts), cmocka_unit_test(test_fades),
        cmocka_unit_test(test_signals),     cmocka_unit_test(test_counts_and_phases),
        cmocka_unit_test(test_sonogram),    cmocka_unit_test(test_own_signals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
