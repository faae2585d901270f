/* SPDX-License-Identifier: MIT
 *
 * Times as users write them, alone and against music: regular, drifting, with a pickup, in bars of
 * uneven length.
 */
#include "scene/time_spec.h"
#include "unit.h"

#include <string.h>

#define S  GR_NS_PER_S
#define MS (GR_NS_PER_S / 1000)

static const struct {
    const char *text;
    GrRational fps;
    int64_t ns;          /* negative: must fail */
    const char *message; /* ... with this in its message */
} time_cases[] = {
    {"12.5s", {0, 1}, 12 * S + 500 * MS, NULL},
    {"12.5", {0, 1}, 12 * S + 500 * MS, NULL},
    {".5", {0, 1}, 500 * MS, NULL},
    {"6.", {0, 1}, 6 * S, NULL},
    {"6 s", {0, 1}, 6 * S, NULL},
    {"0", {0, 1}, 0, NULL},
    {"500ms", {0, 1}, 500 * MS, NULL},
    {"0.001ms", {0, 1}, 1000, NULL},
    {"2min", {0, 1}, 120 * S, NULL},
    {"1.5h", {0, 1}, 5400 * S, NULL},
    {"1:23.5", {0, 1}, 83 * S + 500 * MS, NULL},
    {"12:30", {0, 1}, 750 * S, NULL},
    {"90:00", {0, 1}, 5400 * S, NULL},
    {"1:02:03.25", {0, 1}, 3723 * S + 250 * MS, NULL},
    {"36f", {0, 1}, 1500 * MS, NULL},
    {"36f", {12, 1}, 3 * S, NULL},
    {"1f", {30000, 1001}, 33366667, NULL},
    {"30000f", {30000, 1001}, 1001 * S, NULL},
    {"0.123456789", {0, 1}, 123456789, NULL},
    {"0.1234567894", {0, 1}, 123456789, NULL},
    {"100h", {0, 1}, 360000 * S, NULL},
    {"100.1h", {0, 1}, -1, "more than 100 hours"},
    {"999999999h", {0, 1}, -1, "more than 100 hours"},
    {"922337204:00", {0, 1}, -1, "more than 100 hours"}, /* 2^63 ns and a little */
    {"153722868:00", {0, 1}, -1, "more than 100 hours"},
    {"307445735:00", {0, 1}, -1, "more than 100 hours"}, /* 2^64 ns and a little */
    {"999999999:59:59.9", {0, 1}, -1, "more than 100 hours"},
    {"999999999f", {1, 1000000000}, -1, "more than 100 hours"},
    {"100:00:00", {0, 1}, 360000 * S, NULL},
    {"9999999999", {0, 1}, -1, "is not a time"},
    {"-5", {0, 1}, -1, "cannot be negative"},
    {"-.5s", {0, 1}, -1, "cannot be negative"},
    {"", {0, 1}, -1, "is not a time"},
    {"s", {0, 1}, -1, "is not a time"},
    {".", {0, 1}, -1, "is not a time"},
    {".s", {0, 1}, -1, "is not a time"},
    {"5x", {0, 1}, -1, "is not a time"},
    {"5 s ", {0, 1}, -1, "is not a time"},
    {" 5", {0, 1}, -1, "is not a time"},
    {"1e3", {0, 1}, -1, "without exponent"},
    {"inf", {0, 1}, -1, "is not a time"},
    {"nan", {0, 1}, -1, "is not a time"},
    {".inf", {0, 1}, -1, "is not a time"},
    {"1.5f", {0, 1}, -1, "is not a time"},
    {"1:60", {0, 1}, -1, "is not a time"},
    {"1:60:00", {0, 1}, -1, "is not a time"},
    {"1:2:3:4", {0, 1}, -1, "is not a time"},
    {"1:", {0, 1}, -1, "is not a time"},
    {":30", {0, 1}, -1, "is not a time"},
    {"1:-5", {0, 1}, -1, "is not a time"},
    {"0x10", {0, 1}, -1, "is not a time"},
};

static void times(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof time_cases / sizeof time_cases[0]; i++) {
        GrError error = {0};
        int64_t ns = -7;
        GrTimeSpec spec;
        int code = gr_time_spec_parse(time_cases[i].text, time_cases[i].fps, &spec, &error);
        if (!code)
            code = gr_time_length(&spec, 0, NULL, &ns, &error);
        if (time_cases[i].ns < 0) {
            if (code != GR_E_SHOW || !strstr(error.message, time_cases[i].message) || ns != -7)
                fail_msg("'%s': %d, '%s'", time_cases[i].text, code, error.message);
        } else if (code || ns != time_cases[i].ns) {
            fail_msg("'%s': %d, %lld ns, '%s'", time_cases[i].text, code, (long long)ns,
                     error.message);
        }
    }
    GrTimeSpec spec;
    assert_int_equal(gr_time_spec_parse("x", (GrRational){24, 1}, &spec, NULL), GR_E_SHOW);
}

/* 120 a minute, bar 1 at 0. */
static const double even_times[] = {-0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5};
/* A pickup of one beat, then slower and slower. */
static const double drift_times[] = {-0.3, 0.2, 0.7, 1.2, 1.8, 2.4, 3.0, 3.7, 4.4, 5.1, 5.8};
static const GrSection parts[] = {{.start_s = 0, .label = "intro"},
                                  {.start_s = 2, .label = "verse"},
                                  {.start_s = 4.5, .label = ""}};
static const int waltz[] = {1, 4, 7, 11};

static const GrMusic even = {.beats = {.count = COUNT_OF(even_times),
                                       .time_s = even_times,
                                       .tempo_bpm = 120,
                                       .first_downbeat = 1},
                             .sections = parts,
                             .section_count = COUNT_OF(parts),
                             .duration_s = 10};
static const GrMusic drift = {.beats = {.count = COUNT_OF(drift_times),
                                        .time_s = drift_times,
                                        .tempo_bpm = 100,
                                        .first_downbeat = 2}};
/* Three, three, then four beats a bar. */
static const GrMusic uneven = {.beats = {.count = COUNT_OF(even_times),
                                         .time_s = even_times,
                                         .tempo_bpm = 120,
                                         .first_downbeat = 1,
                                         .downbeats = waltz,
                                         .downbeat_count = COUNT_OF(waltz)}};

static const struct {
    const char *text;
    const GrMusic *music;
    int64_t start_ms, end_ms; /* of the holder; a negative end: unknown */
    double ms;                /* negative: must fail */
    const char *message;
} moment_cases[] = {
    {"bar 1", &even, 0, 9000, 0, NULL},
    {"bar 2", &even, 7000, 9000, 2000, NULL},
    {"bar 16", &even, 0, -1, 30000, NULL},
    {"bar2", &even, 0, -1, 2000, NULL},
    {"beat 3", &even, 0, -1, 1000, NULL},
    {"beat 3.5", &even, 0, -1, 1250, NULL},
    {"section 2", &even, 0, -1, 2000, NULL},
    {"section 2 - 1 beat", &even, 0, -1, 1500, NULL},
    {"section 2-1 beat", &even, 0, -1, 1500, NULL},
    {"section 3 + 500ms - 0.1s", &even, 0, -1, 4900, NULL},
    {"start", &even, 3000, 9000, 3000, NULL},
    {"end", &even, 3000, 9000, 9000, NULL},
    {"end - 1 bar", &even, 3000, 9000, 7000, NULL},
    {"start + 12f", &even, 3000, 9000, 3500, NULL},
    {"2 beats", &even, 3000, 9000, 4000, NULL},
    {"1/2 beat", &even, 3000, 9000, 3250, NULL},
    {"3/4 bar", &even, 2000, 9000, 3500, NULL},
    {"0.5 beats", &even, 3250, 9000, 3500, NULL},
    {"bar 2 - 1:00", &even, 0, 0, -1, "lies 58s before the start"},
    {"section 4", &even, 0, 0, -1, "the song has 3 sections"},
    {"section 1", &drift, 0, 0, -1, "the song has 0 sections"},
    {"end", &even, 0, -1, -1, "the end is not known"},
    {"999999999 bars", &even, 0, 0, -1, "more than 100 hours"},
    /* Bar 1 is the first downbeat at or after 0, whatever comes before it. */
    {"bar 1", &drift, 0, -1, 700, NULL},
    {"beat 1", &drift, 0, -1, 700, NULL},
    {"bar 2", &drift, 0, -1, 3000, NULL},
    {"bar 3", &drift, 0, -1, 5800, NULL},
    {"bar 4", &drift, 0, -1, 8600, NULL}, /* beyond the last beat: by the last interval */
    {"bar 1 - 1 beat", &drift, 0, -1, 200, NULL},
    {"4 beats", &drift, 1200, -1, 3700, NULL},
    {"4 beats", &drift, 3000, -1, 5800, NULL},
    {"1 beat", &drift, 1500, -1, 2100, NULL},
    {"bar 2", &uneven, 0, -1, 1500, NULL},
    {"bar 3", &uneven, 0, -1, 3000, NULL},
    {"bar 4", &uneven, 0, -1, 5000, NULL},
    {"bar 5", &uneven, 0, -1, 7000, NULL},
    {"2 bars", &uneven, 0, -1, 3000, NULL},
    {"1 bar", &uneven, 3000, -1, 5000, NULL},
};

static void moments(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(moment_cases); i++) {
        GrError error = {0};
        GrTimeSpec spec;
        int64_t ns = -7, end = moment_cases[i].end_ms;
        GrTimeScope scope = {moment_cases[i].start_ms * MS, end < 0 ? -1 : end * MS,
                             moment_cases[i].music};
        int code = gr_time_spec_parse(moment_cases[i].text, (GrRational){24, 1}, &spec, &error);
        if (!code)
            code = gr_time_moment(&spec, &scope, &ns, &error);
        int64_t wanted = (int64_t)(moment_cases[i].ms * 1e6);
        if (moment_cases[i].ms < 0
                ? code != GR_E_SHOW || !strstr(error.message, moment_cases[i].message)
                : code || llabs(ns - wanted) > 1)
            fail_msg("'%s' (%zu): %d, %lld ns, '%s'", moment_cases[i].text, i, code, (long long)ns,
                     error.message);
    }
}

static void lengths(void **state)
{
    (void)state;
    GrTimeSpec spec;
    GrError error;
    int64_t ns;
    assert_int_equal(gr_time_spec_parse("4 beats", (GrRational){0}, &spec, &error), 0);
    assert_true(gr_time_needs_music(&spec));
    assert_int_equal(gr_time_length(&spec, 700 * MS, &drift, &ns, &error), 0);
    assert_int_equal(ns, 2300 * MS);
    assert_int_equal(gr_time_length_before(&spec, 5800 * MS, &drift, &ns, &error), 0);
    assert_int_equal(ns, 2800 * MS);
    assert_int_equal(gr_time_spec_parse("bar 4", (GrRational){0}, &spec, &error), 0);
    assert_int_equal(gr_time_length(&spec, 0, &drift, &ns, &error), GR_E_SHOW);
    assert_non_null(strstr(error.message, "is a place in the music"));
    assert_int_equal(gr_time_spec_parse("1s - 1 bar", (GrRational){0}, &spec, &error), 0);
    assert_int_equal(gr_time_length(&spec, 0, &even, &ns, &error), GR_E_SHOW);
    assert_non_null(strstr(error.message, "cannot be negative"));
    assert_int_equal(gr_time_spec_parse("1:02", (GrRational){0}, &spec, &error), 0);
    assert_false(gr_time_needs_music(&spec));
}

static void mistakes(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"bar", "`bar` needs its number"},
        {"bar x", "`bar` needs its number"},
        {"bar 0", "bars are counted from 1"},
        {"bar 1.5", "counted in whole numbers"},
        {"section 0.5", "whole numbers"},
        {"bars 4", "write 16 bars (how long) or bar 16 (which one)"},
        {"beats 4", "or beat 16"},
        {"sectoin 2", "did you mean 'section'?"},
        {"4 baers", "did you mean 'bars'?"},
        {"end - 4", "needs a unit"},
        {"end -", "is not a time"},
        {"end 4", "is not a time"},
        {"end - - 1s", "is not a time"},
        {"1/0 beat", "is not a time"},
        {"1/2 s", "is not a time"},
        {"1/2", "is not a time"},
        {"bar -1", "`bar` needs its number"},
        {"- 1 beat", "is not a time"},
        {"4 bars ", "is not a time"},
        {"1s+1s+1s+1s+1s+1s+1s+1s+1s", "more than 8 parts"},
        {"1s + 200h", "more than 100 hours"},
        {"bar 9999999999", "is not a time"},
        {"Bar 4", "is not a time"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrError error = {0};
        GrTimeSpec spec;
        int code = gr_time_spec_parse(cases[i][0], (GrRational){24, 1}, &spec, &error);
        if (code != GR_E_SHOW || !strstr(error.message, cases[i][1]))
            fail_msg("'%s': %d, '%s'", cases[i][0], code, error.message);
    }
}

/* From beats to seconds and back, at and beyond both ends. */
static void there_and_back(void **state)
{
    (void)state;
    static const GrMusic *const all[] = {&even, &drift, &uneven};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        for (double beat = -7; beat < 30; beat += 0.25) {
            double s = gr_music_time_of_beat(all[i], beat);
            double back = gr_music_beat_at(all[i], s), bar = gr_music_bar_at(all[i], s);
            if (back - beat > 1e-5 || beat - back > 1e-5)
                fail_msg("music %zu: beat %g is %g s is beat %g", i, beat, s, back);
            double again = gr_music_time_of_bar(all[i], bar) - s;
            assert_true(again < 1e-6 && again > -1e-6);
            GrMusicPlace place = gr_music_place(all[i], s);
            assert_true(place.beat <= back + 1e-5 && place.beat + 1 > back - 1e-5);
            assert_true(place.bar <= bar + 1e-5 && place.bar + 1 > bar - 1e-5);
        }
    }
    assert_int_equal(gr_music_place(&even, 4.4999999).section, 3);
    assert_int_equal(gr_music_place(&even, 4.4).section, 2);
    assert_int_equal(gr_music_place(&even, -0.1).section, 0);
    assert_int_equal(gr_music_place(&even, -0.1).beat, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times),    cmocka_unit_test(moments),        cmocka_unit_test(lengths),
        cmocka_unit_test(mistakes), cmocka_unit_test(there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
