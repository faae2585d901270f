/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/blue_noise.h"

#include <math.h>

enum { SIDE = GR_BLUE_NOISE_SIDE, PLACES = SIDE * SIDE };

static const struct {
    const char *name;
    uint32_t bits;
} steps[] = {
    {"coverage, exposure", 0},
    {"blend", GR_BLUE_NOISE_BLEND},
    {"dim", GR_BLUE_NOISE_DIM},
    {"light", GR_BLUE_NOISE_LIGHT},
    {"fade", GR_BLUE_NOISE_FADE},
    {"mix", GR_BLUE_NOISE_MIX},
    {"mix mask", GR_BLUE_NOISE_MIX_MASK},
    {"where", GR_BLUE_NOISE_WHERE},
    {"where mask", GR_BLUE_NOISE_WHERE_MASK},
};

static void test_each_threshold_is_there_sixteen_times(void **state)
{
    (void)state;
    int count[256] = {0};
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            count[gr_blue_noise[y][x]]++;
            assert_int_equal(gr_blue_noise[y][x], gr_blue_noise[y][x + SIDE]);
        }
    for (int i = 0; i < 256; i++)
        assert_int_equal(count[i], PLACES / 256);
}

static double threshold(uint32_t bits, int x, int y)
{
    return (gr_blue_noise_row(bits, y)[x] + 0.5) / 256.0;
}

/* The mean of x when it is rounded, dimmed and rounded again. */
static double twice_rounded(double value, double gain, uint32_t first, uint32_t second)
{
    double sum = 0.0;
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            double once = floor(value + threshold(first, x, y));
            sum += floor(once * gain + threshold(second, x, y));
        }
    return sum / PLACES;
}

static double worst_of(uint32_t first, uint32_t second)
{
    static const double gains[] = {0.3, 0.5, 0.8};
    double worst = 0.0;
    for (int g = 0; g < 3; g++)
        for (int i = 0; i < 32; i++) {
            double value = 20.0 + i / 16.0;
            double mean = twice_rounded(value, gains[g], first, second);
            worst = fmax(worst, fabs(mean - value * gains[g]));
        }
    return worst;
}

/* By the same thresholds half of the bands would be back. */
static void test_steps_do_not_round_the_same_way(void **state)
{
    (void)state;
    const int count = (int)(sizeof steps / sizeof *steps);
    assert_true(worst_of(0, 0) > 0.2);
    for (int first = 0; first < count; first++)
        for (int second = 0; second < count; second++) {
            if (first == second)
                continue;
            double worst = worst_of(steps[first].bits, steps[second].bits);
            if (worst > 0.03)
                fail_msg("%s, then %s: %.3f off", steps[first].name, steps[second].name, worst);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_threshold_is_there_sixteen_times),
        cmocka_unit_test(test_steps_do_not_round_the_same_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
