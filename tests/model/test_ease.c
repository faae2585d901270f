/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "model/ease.h"

#include <math.h>
#include <string.h>

static void ends_are_exact_and_hold(void **state)
{
    (void)state;
    for (int i = 0; i < GR_EASE_COUNT; i++) {
        const char *name = gr_ease_infos[i].name;
        GrEase ease = (GrEase)i;
        if (gr_ease(ease, 0) != 0 || gr_ease(ease, 1) != 1 || gr_ease(ease, -3) != 0 ||
            gr_ease(ease, 7) != 1 || gr_ease(ease, NAN) != 0)
            fail_msg("%s: %g at 0, %g at 1", name, (double)gr_ease(ease, 0),
                     (double)gr_ease(ease, 1));
    }
}

/* Against the formulas in double precision (easings.net). */
static const struct {
    const char *name;
    double x, y;
} values[] = {
    {"linear", 0.3, 0.3},           {"in_quad", 0.5, 0.25},
    {"out_quad", 0.25, 0.4375},     {"in_out_quad", 0.25, 0.125},
    {"in_cubic", 0.5, 0.125},       {"out_cubic", 0.5, 0.875},
    {"in_out_cubic", 0.75, 0.9375}, {"in_quart", 0.5, 0.0625},
    {"out_quart", 0.5, 0.9375},     {"in_sine", 0.5, 0.2928932},
    {"out_sine", 0.5, 0.7071068},   {"in_out_sine", 0.25, 0.1464466},
    {"in_expo", 0.5, 0.0303030},    {"out_expo", 0.5, 0.9696970},
    {"in_circ", 0.6, 0.2},          {"out_circ", 0.4, 0.8},
    {"in_back", 0.5, -0.0876975},   {"out_back", 0.5, 1.0876975},
    {"in_elastic", 0.5, -0.015625}, {"out_elastic", 0.5, 1.015625},
    {"out_bounce", 0.5, 0.765625},  {"out_bounce", 0.2, 0.3025},
    {"out_bounce", 0.8, 0.94},      {"out_bounce", 0.95, 0.98453125},
    {"in_bounce", 0.5, 0.234375},   {"in_out_bounce", 0.25, 0.1171875},
};

static void curves_follow_their_formulas(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        GrEase ease = GR_EASE_COUNT;
        assert_true(gr_ease_find(values[i].name, &ease));
        double got = (double)gr_ease(ease, (float)values[i].x);
        if (!(fabs(got - values[i].y) < 2e-6))
            fail_msg("%s(%g) = %.8g, not %.8g", values[i].name, values[i].x, got, values[i].y);
    }
}

/* No curve jumps; `out` is `in` turned about, and `in_out` is both. */
static void curves_are_smooth_and_related(void **state)
{
    (void)state;
    enum { STEPS = 4000 };
    for (int i = 0; i < GR_EASE_COUNT; i++) {
        float before = 0;
        for (int s = 1; s <= STEPS; s++) {
            float y = gr_ease((GrEase)i, (float)s / STEPS);
            if (!(fabsf(y - before) < 0.03f) || y < -0.5f || y > 1.5f)
                fail_msg("%s jumps at %g", gr_ease_infos[i].name, (double)s / STEPS);
            before = y;
        }
    }
    for (int in = GR_EASE_IN_QUAD; in < GR_EASE_COUNT; in += 3) {
        for (int s = 0; s <= 64; s++) {
            float x = (float)s / 64;
            float there = gr_ease((GrEase)in, x), back = gr_ease((GrEase)(in + 1), 1 - x);
            assert_true(fabsf(there + back - 1) < 1e-6f);
            float half = gr_ease((GrEase)(in + 2), x / 2);
            assert_true(fabsf(half - there / 2) < 1e-6f);
        }
    }
}

static void names_are_found(void **state)
{
    (void)state;
    GrEase ease;
    for (int i = 0; i < GR_EASE_COUNT; i++) {
        assert_true(gr_ease_find(gr_ease_infos[i].name, &ease) && ease == (GrEase)i);
        assert_non_null(gr_ease_infos[i].help);
    }
    assert_null(gr_ease_infos[GR_EASE_COUNT].name);
    assert_false(gr_ease_find("cubic", &ease));
    assert_string_equal(gr_ease_nearest("out-cubik"), "out_cubic");
    assert_string_equal(gr_ease_nearest("inoutquad"), "in_out_quad");
    assert_null(gr_ease_nearest("xyzzy"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_are_exact_and_hold),
        cmocka_unit_test(curves_follow_their_formulas),
        cmocka_unit_test(curves_are_smooth_and_related),
        cmocka_unit_test(names_are_found),
    };
    return cmocka_run_group_tests_name("model/ease", tests, NULL, NULL);
}
