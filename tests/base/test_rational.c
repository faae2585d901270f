/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/rational.h"

#include <string.h>

static void parses_rates(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t num, den;
    } good[] = {{"24", 24, 1}, {"30000/1001", 30000, 1001}, {"29.97", 2997, 100}, {"48/2", 24, 1}};
    GrRational rate;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(gr_rational_parse(good[i].text, &rate));
        assert_int_equal(rate.num, good[i].num);
        assert_int_equal(rate.den, good[i].den);
    }
    static const char *const bad[] = {"", "x", "24x", "1/0", "-3", "1/", "24/1/1", "9999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(gr_rational_parse(bad[i], &rate));
}

static void tells_usable_rates(void **state)
{
    (void)state;
    static const struct {
        GrRational rate;
        const char *complaint; /* NULL: usable */
    } cases[] = {
        {{1, 1}, NULL},
        {{240, 1}, NULL},
        {{24000, 1001}, NULL},
        {{2997, 125}, NULL},
        {{1000000, 999999}, NULL},
        {{1000000, 4167}, NULL}, /* 239.98 */
        {{2997003, 125000},
         "a rate of 2997003/125000: write it as a fraction with numbers up to 1000000, such as "
         "24000/1001"},
        {{1000001, 1000000},
         "a rate of 1000001/1000000: write it as a fraction with numbers up to 1000000, such as "
         "24000/1001"},
        {{0, 1}, "a rate of 0 is outside 1..240 frames a second"},
        {{241, 1}, "a rate of 241 is outside 1..240 frames a second"},
        {{999, 1000}, "a rate of 999/1000 is outside 1..240 frames a second"},
        {{24001, 100}, "a rate of 24001/100 is outside 1..240 frames a second"},
        {{-24, 1}, "a rate of -24 is outside 1..240 frames a second"},
        {{24, 0}, "a rate of 24/0 is outside 1..240 frames a second"},
        {{24, -1}, "a rate of 24/-1 is outside 1..240 frames a second"},
        {{INT64_MAX, INT64_MAX / 2}, "numbers up to 1000000"},
        {{1, INT64_MAX}, "is outside 1..240"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[GR_RATE_TEXT];
        if (gr_rate_usable(cases[i].rate) != !cases[i].complaint)
            fail_msg("row %zu", i);
        if (cases[i].complaint)
            assert_non_null(strstr(gr_rate_complaint(text, cases[i].rate), cases[i].complaint));
    }
}

static void never_drifts(void **state)
{
    (void)state;
    const GrRational ntsc = {30000, 1001};
    /* Ten hours: the samples of all frames must add up to the samples of the span. */
    int64_t frames = 1078921; /* 36000 s x 30000 / 1001, rounded down */
    assert_int_equal(gr_frame_first_sample(frames, ntsc, 48000), frames * 48000LL * 1001 / 30000);
    assert_int_equal(gr_frame_first_sample(30000, ntsc, 44100), 1001LL * 44100);
}

static void frames_cover_time(void **state)
{
    (void)state;
    const GrRational rates[] = {{24, 1}, {30000, 1001}, {60, 1}, {12, 1}};
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        for (int64_t n = 0; n < 5000; n += 7) {
            int64_t start = gr_frame_start_ns(n, rates[r]);
            assert_int_equal(gr_first_frame_at(start, rates[r]), n);
            assert_int_equal(gr_frame_containing(start, rates[r]), n);
            assert_int_equal(gr_frame_containing(start + 5000000, rates[r]), n);
        }
    }
}

static void converts_between_rates(void **state)
{
    (void)state;
    const GrRational tick = {24, 1}, draft = {12, 1}, fast = {60, 1};
    assert_int_equal(gr_rate_convert(5, draft, tick), 10);
    assert_int_equal(gr_rate_convert(5, fast, tick), 2);
    assert_int_equal(gr_rate_convert(4, fast, tick), 1);
    assert_true(gr_rate_coincides(5, fast, tick));
    assert_false(gr_rate_coincides(4, fast, tick));
    assert_true(gr_rate_coincides(7, draft, tick));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_rates),           cmocka_unit_test(tells_usable_rates),
        cmocka_unit_test(never_drifts),           cmocka_unit_test(frames_cover_time),
        cmocka_unit_test(converts_between_rates),
    };
    return cmocka_run_group_tests_name("rational", tests, NULL, NULL);
}
