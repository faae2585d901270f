/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/rational.h"

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
        cmocka_unit_test(parses_rates),
        cmocka_unit_test(never_drifts),
        cmocka_unit_test(frames_cover_time),
        cmocka_unit_test(converts_between_rates),
    };
    return cmocka_run_group_tests_name("rational", tests, NULL, NULL);
}
