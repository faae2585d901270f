/* SPDX-License-Identifier: MIT
 *
 * The polynomials against libm in double precision, over the ranges that effects use.
 */
#include "unit.h"

#include "base/vmath.h"

#include <math.h>
#include <stdio.h>

typedef struct Case {
    const char *name;
    float (*ours)(float);
    double (*reference)(double);
    double low, high;
    double absolute, relative; /* allowed error */
} Case;

static const Case cases[] = {
    {"sin near", gr_sinf, sin, -10, 10, 3e-7, 0}, {"sin far", gr_sinf, sin, -20000, 20000, 2e-3, 0},
    {"cos near", gr_cosf, cos, -10, 10, 3e-7, 0}, {"cos far", gr_cosf, cos, -20000, 20000, 2e-3, 0},
    {"exp", gr_expf, exp, -20, 20, 0, 3e-6},      {"exp2", gr_exp2f, exp2, -100, 100, 0, 3e-7},
    {"log", gr_logf, log, 1e-6, 1e6, 1e-6, 3e-7}, {"log2", gr_log2f, log2, 0.5, 2, 3e-7, 0},
    {"tanh", gr_tanhf, tanh, -12, 12, 3e-6, 0},   {"floor", gr_floorf, floor, -4e6, 4e6, 0, 0},
};

static void follows_libm(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const Case *at = &cases[c];
        enum { STEPS = 40000 };
        for (int i = 0; i <= STEPS; i++) {
            float x = (float)(at->low + (at->high - at->low) * i / STEPS);
            double want = at->reference((double)x), got = (double)at->ours(x);
            double allowed = at->absolute + at->relative * fabs(want);
            if (!(fabs(got - want) <= allowed))
                fail_msg("%s(%.9g) = %.9g, libm says %.9g", at->name, (double)x, got, want);
        }
    }
}

static void atan2_covers_the_circle(void **state)
{
    (void)state;
    for (int i = 0; i < 3600; i++) {
        double angle = (i - 1799.5) / 1800.0 * M_PI;
        for (double radius = 1e-3; radius < 1e4; radius *= 100) {
            float y = (float)(radius * sin(angle)), x = (float)(radius * cos(angle));
            double want = atan2((double)y, (double)x);
            assert_true(fabs((double)gr_atan2f(y, x) - want) < 5e-7);
        }
    }
    assert_true(gr_atan2f(0, 0) == 0);
    assert_true(fabs((double)gr_atan2f(0, -1) - M_PI) < 1e-6);
}

static void pow_handles_its_edges(void **state)
{
    (void)state;
    static const struct {
        float x, y;
    } at[] = {{2, 10}, {0.5f, 3}, {9, 0.5f}, {1e-3f, 2}, {1, 100}, {7, 0}};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        double want = pow((double)at[i].x, (double)at[i].y);
        assert_true(fabs((double)gr_powf(at[i].x, at[i].y) - want) <= 4e-6 * want);
    }
    assert_true(gr_powf(0, 2) == 0);
    assert_true(gr_powf(0, 0) == 1);
    assert_true(gr_powf(-1, 2) == 0);
}

static void nothing_leaves_its_range(void **state)
{
    (void)state;
    const float odd[] = {NAN, INFINITY, -INFINITY, 1e30f, -1e30f, 0.0f, -0.0f};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        float unit = gr_unitf(odd[i]);
        assert_true(unit >= 0 && unit <= 1);
        float power = gr_exp2f(odd[i]);
        assert_true(power > 0 && power < INFINITY);
        float logarithm = gr_log2f(odd[i]);
        assert_true(logarithm >= -127 && logarithm <= 128);
    }
}

static void helpers_do_what_they_say(void **state)
{
    (void)state;
    assert_true(gr_fractf(-0.25f) == 0.75f);
    assert_true(gr_modf(-1.0f, 3.0f) == 2.0f);
    assert_true(gr_smoothstepf(0, 1, 0.5f) == 0.5f);
    assert_true(gr_smoothstepf(2, 4, 1) == 0.0f && gr_smoothstepf(2, 4, 9) == 1.0f);
    assert_true(gr_roundf(2.4f) == 2 && gr_roundf(-2.6f) == -3);
    assert_true(gr_lerpf(2, 4, 0.25f) == 2.5f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_libm),
        cmocka_unit_test(atan2_covers_the_circle),
        cmocka_unit_test(pow_handles_its_edges),
        cmocka_unit_test(nothing_leaves_its_range),
        cmocka_unit_test(helpers_do_what_they_say),
    };
    return cmocka_run_group_tests_name("vmath", tests, NULL, NULL);
}
