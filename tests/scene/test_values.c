/* SPDX-License-Identifier: MIT
 *
 * Numbers, sizes and rates as users write them.
 */
#include "scene/source.h"
#include "scene/value_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define S  GR_NS_PER_S
#define MS (GR_NS_PER_S / 1000)

static void printed_times(void **state)
{
    (void)state;
    static const struct {
        int64_t ns;
        const char *text;
    } cases[] = {
        {0, "0s"},
        {6 * S, "6s"},
        {12 * S + 500 * MS, "12.5s"},
        {MS, "0.001s"},
        {60 * S, "1:00"},
        {90 * S, "1:30"},
        {600 * S, "10:00"},
        {1, "0.000000001s"},
        {10 * S, "10s"},
        {3600 * S, "60:00"},
        {83 * S + 500 * MS, "1:23.5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[GR_TIME_TEXT];
        assert_string_equal(gr_time_print(text, cases[i].ns), cases[i].text);
    }
}

static void numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        double value;
    } cases[] = {
        {"12", true, 12},      {"-0.5", true, -0.5}, {"+3", true, 3},      {".5", true, 0.5},
        {"5.", true, 5},       {"1e3", true, 1000},  {"1E-2", true, 0.01}, {"007", true, 7},
        {"1.5e+2", true, 150}, {"", false, 0},       {".", false, 0},      {"-", false, 0},
        {"e5", false, 0},      {"1e", false, 0},     {"1e+", false, 0},    {" 1", false, 0},
        {"1 ", false, 0},      {"0x10", false, 0},   {"1_000", false, 0},  {"1,5", false, 0},
        {"inf", false, 0},     {"-inf", false, 0},   {"nan", false, 0},    {"1e999", false, 0},
        {"50%", false, 0},     {"1.2.3", false, 0},  {"--1", false, 0},    {"0b1", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double value = -77;
        bool good = gr_number_parse(cases[i].text, &value);
        if (good != cases[i].good || value != (good ? cases[i].value : -77))
            fail_msg("'%s': %d, %g", cases[i].text, good, value);
    }
}

static void number_hints(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"50%", "px", "write 0.5"},
        {"1,5", "px", "write 1.5: decimals follow a point"},
        {"1_000", "px", "write 1000"},
        {"24px", "px", "write 24, without a unit"},
        {"24 px", "px", "write 24, without a unit"},
        {"90deg", "px", "write 90, without a unit"},
        {"90deg", "turns", "in turns: write 0.25"},
        {"-45 \xc2\xb0", "turns/s", "in turns: write -0.125"},
        {"120 degrees", "turns", "in turns: write 0.333"},
        {"0.25 turns", "turns", "write 0.25, without a unit"},
        {"24px", NULL, "write 24, without a unit"},
        {"yes", "px", ""},
        {"", "px", ""},
        {"%", "px", ""},
        {"px", "px", ""},
        {"1.2.3", "px", ""},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "px", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char hint[96];
        gr_number_hint(cases[i][0], cases[i][1], hint, sizeof hint);
        if (strcmp(hint, cases[i][2]) != 0)
            fail_msg("'%s': '%s'", cases[i][0], hint);
    }
}

static void whole_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
        uint64_t value;
    } cases[] = {
        {"0", true, 0},
        {"7", true, 7},
        {"18446744073709551615", true, UINT64_MAX},
        {"18446744073709551616", false, 0},
        {"99999999999999999999999", false, 0},
        {"-1", false, 0},
        {"+1", false, 0},
        {"1.0", false, 0},
        {"", false, 0},
        {"0x1", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t value = 77;
        bool good = gr_u64_parse(cases[i].text, &value);
        if (good != cases[i].good || value != (good ? cases[i].value : 77))
            fail_msg("'%s': %d, %llu", cases[i].text, good, (unsigned long long)value);
    }
}

static void sizes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int width, height; /* 0: must fail */
    } cases[] = {
        {"1920x1080", 1920, 1080},
        {"16x16", 16, 16},
        {"16384x16384", 16384, 16384},
        {"1080X1920", 1080, 1920},
        {"1080 x 1920", 1080, 1920},
        {"640\xc3\x97"
         "480",
         640, 480},
        {"15x16", 0, 0},
        {"16x15", 0, 0},
        {"16385x100", 0, 0},
        {"999999999x100", 0, 0},
        {"99999999999999x100", 0, 0},
        {"1920", 0, 0},
        {"1920x", 0, 0},
        {"x1080", 0, 0},
        {"-20x20", 0, 0},
        {"1920x1080p", 0, 0},
        {"1920.5x1080", 0, 0},
        {"", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int width = 0, height = 0;
        GrError error;
        int code = gr_size_parse(cases[i].text, &width, &height, &error);
        if (!code == !cases[i].width || width != cases[i].width || height != cases[i].height)
            fail_msg("'%s': %d, %dx%d", cases[i].text, code, width, height);
    }
}

typedef int ParseRate(const char *text, GrRational *out, GrError *error);

typedef struct RateCase {
    const char *text;
    int64_t num, den; /* 0: must fail */
} RateCase;

static void check_rates(ParseRate *parse, const RateCase *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        GrRational rate = {0, 0};
        GrError error;
        int code = parse(cases[i].text, &rate, &error);
        if (!code != (cases[i].den > 0) || rate.num != cases[i].num || rate.den != cases[i].den)
            fail_msg("'%s': %d, %lld/%lld", cases[i].text, code, (long long)rate.num,
                     (long long)rate.den);
    }
}

static void frame_rates(void **state)
{
    (void)state;
    static const RateCase cases[] = {
        {"24", 24, 1},
        {"30000/1001", 30000, 1001},
        {"29.97", 2997, 100},
        {"60/2", 30, 1},
        {"1", 1, 1},
        {"240", 240, 1},
        {"0", 0, 0},
        {"241", 0, 0},
        {"0.5", 0, 0},
        {"24/0", 0, 0},
        {"-24", 0, 0},
        {"", 0, 0},
        {"24fps", 0, 0},
        {"24.", 0, 0},
        {"1e1", 0, 0},
        {" 24", 0, 0},
        {"24/1/1", 0, 0},
        {"99999999999", 0, 0},
        {"inf", 0, 0},
        {"24/", 0, 0},
        {"23.976", 2997, 125},
        {"23.9760", 2997, 125},
        {"23.976024", 0, 0},
        {"24000000/1000000", 24, 1},
        {"999983/999979", 999983, 999979},
        {"1000003/999983", 0, 0},
    };
    check_rates(gr_fps_parse, cases, sizeof cases / sizeof cases[0]);
}

static void ticks(void **state)
{
    (void)state;
    static const RateCase cases[] = {
        {"24", 24, 1},    {"1/24 s", 24, 1}, {"1/24s", 24, 1}, {"50 ms", 20, 1},   {"50ms", 20, 1},
        {"0.05s", 20, 1}, {"12.5", 25, 2},   {"1 s", 1, 1},    {"1/24", 0, 0},     {"0", 0, 0},
        {"0s", 0, 0},     {"2 s", 0, 0},     {"1000", 0, 0},   {"1/1000 s", 0, 0}, {"s", 0, 0},
        {"24 hz", 0, 0},  {"", 0, 0},        {"-1", 0, 0},     {"0/5 s", 0, 0},
    };
    check_rates(gr_tick_parse, cases, sizeof cases / sizeof cases[0]);
}

static void quotes(void **state)
{
    (void)state;
    char out[GR_QUOTE_CAPACITY], longest[1000];
    assert_string_equal(gr_quote(out, "plain"), "plain");
    assert_string_equal(gr_quote(out, "a\nb\x1b[31m"), "a?b?[31m");
    assert_string_equal(gr_quote(out, "\xff"), "?");
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(strlen(gr_quote(out, longest)), GR_QUOTE_CHARACTERS + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_times), cmocka_unit_test(numbers), cmocka_unit_test(number_hints),
        cmocka_unit_test(whole_numbers), cmocka_unit_test(sizes),   cmocka_unit_test(frame_rates),
        cmocka_unit_test(ticks),         cmocka_unit_test(quotes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
