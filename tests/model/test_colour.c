/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "model/colour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int code(float value)
{
    return (int)lroundf(value * 255.0f);
}

static void parses_what_people_write(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int r, g, b;
    } good[] = {{"ff8800", 255, 136, 0},
                {"#FF8800", 255, 136, 0},
                {"f80", 255, 136, 0},
                {"tomato", 255, 99, 71},
                {"RebeccaPurple", 102, 51, 153}};
    GrColour colour;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(gr_colour_parse(good[i].text, &colour));
        assert_int_equal(code(colour.r), good[i].r);
        assert_int_equal(code(colour.g), good[i].g);
        assert_int_equal(code(colour.b), good[i].b);
    }
    static const char *const bad[] = {"", "#", "ff88", "gg0000", "nocolour", "##ff0000"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(gr_colour_parse(bad[i], &colour));
}

static void oklch_goes_there_and_back(void **state)
{
    (void)state;
    for (int r = 0; r < 256; r += 51)
        for (int g = 0; g < 256; g += 51)
            for (int b = 0; b < 256; b += 51) {
                GrColour in = {(float)r / 255, (float)g / 255, (float)b / 255};
                GrColour out = gr_colour_from_oklch(gr_oklch_from_colour(in));
                assert_true(abs(code(out.r) - r) <= 1 && abs(code(out.g) - g) <= 1 &&
                            abs(code(out.b) - b) <= 1);
            }
}

static void oklch_stays_in_gamut_and_keeps_lightness(void **state)
{
    (void)state;
    for (int i = 0; i < 360; i++) {
        GrColour colour = gr_colour_from_oklch((GrOklch){0.7f, 0.4f, (float)i / 360});
        assert_true(colour.r >= 0 && colour.r <= 1 && colour.g >= 0 && colour.g <= 1 &&
                    colour.b >= 0 && colour.b <= 1);
        assert_true(fabsf(gr_oklch_from_colour(colour).l - 0.7f) < 0.01f);
    }
}

static void hsv_has_its_corners(void **state)
{
    (void)state;
    static const int corners[6][3] = {{255, 0, 0},   {255, 255, 0}, {0, 255, 0},
                                      {0, 255, 255}, {0, 0, 255},   {255, 0, 255}};
    for (int i = 0; i < 6; i++) {
        GrColour colour = gr_colour_from_hsv((float)i / 6.0f + 1.0f, 1, 1);
        assert_int_equal(code(colour.r), corners[i][0]);
        assert_int_equal(code(colour.g), corners[i][1]);
        assert_int_equal(code(colour.b), corners[i][2]);
    }
}

static void ramps_are_made_of_colours(void **state)
{
    (void)state;
    GrColour colour;
    for (const GrColourRamp *ramp = gr_colour_ramps; ramp->name; ramp++) {
        assert_true(ramp->count >= 2 && ramp->count <= GR_RAMP_STOPS);
        for (int i = 0; i < ramp->count; i++)
            assert_true(gr_colour_parse(ramp->stops[i], &colour));
        assert_ptr_equal(gr_colour_ramp_find(ramp->name), ramp);
    }
}

static void a_mix_has_no_grey_middle(void **state)
{
    (void)state;
    GrColour blue = {0, 0.2f, 1}, yellow = {1, 0.9f, 0};
    GrColour mix = gr_colour_mix(blue, yellow, 0.5f);
    assert_true(gr_oklch_from_colour(mix).l > 0.6f);
    mix = gr_colour_mix(blue, yellow, 0);
    assert_true(fabsf(mix.b - 1) < 0.01f && fabsf(mix.r) < 0.02f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_what_people_write),
        cmocka_unit_test(oklch_goes_there_and_back),
        cmocka_unit_test(oklch_stays_in_gamut_and_keeps_lightness),
        cmocka_unit_test(hsv_has_its_corners),
        cmocka_unit_test(ramps_are_made_of_colours),
        cmocka_unit_test(a_mix_has_no_grey_middle),
    };
    return cmocka_run_group_tests_name("colour", tests, NULL, NULL);
}
