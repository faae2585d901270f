/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "model/keyframes.h"

#include <math.h>
#include <string.h>

/* p * 10 + 1, by hand: the compiler lives in another room. */
static const float constants[] = {10, 1};
static const uint16_t inputs[] = {GR_UNIFORM_P};
static const GrExprStep steps[] = {{GR_EXPR_OP_MUL, 3, {2, 0, 2, 2}},
                                   {GR_EXPR_OP_ADD, 4, {3, 1, 3, 3}}};
static const GrExpr grows = {.steps = steps,
                             .constants = constants,
                             .uniforms = inputs,
                             .step_count = 2,
                             .constant_count = 2,
                             .uniform_count = 1,
                             .slot_count = 5,
                             .result = 4};

#define NUMBER(time, value, how)                                                                   \
    {                                                                                              \
        .time_s = time, .number = value, .ease = GR_EASE_##how                                     \
    }
#define EXPR(time, value, how)                                                                     \
    {                                                                                              \
        .time_s = time, .expr = value, .ease = GR_EASE_##how                                       \
    }

static const GrKeyframe plain[] = {NUMBER(1, 2, LINEAR), NUMBER(3, 10, LINEAR),
                                   NUMBER(5, 0, IN_QUAD)};
static const GrKeyframe jump[] = {NUMBER(0, 1, LINEAR), NUMBER(2, 3, LINEAR), NUMBER(2, 7, LINEAR),
                                  NUMBER(4, 9, LINEAR)};
static const GrKeyframe moving[] = {NUMBER(0, 0, LINEAR), EXPR(2, &grows, OUT_QUAD)};
static const GrKeyframe single[] = {NUMBER(2, 5, OUT_BOUNCE)};
static const GrKeyframe swing[] = {NUMBER(0, 0, LINEAR), NUMBER(1, 1, OUT_BACK)};
static const GrKeyframe stacked[] = {NUMBER(2, 4, LINEAR), NUMBER(2, 6, LINEAR)};

static const struct {
    const char *name;
    const GrKeyframe *keys;
    int count;
    bool loop;
    double time_s, value;
} cases[] = {
    {"before the first", plain, 3, false, 0, 2},
    {"on the first", plain, 3, false, 1, 2},
    {"half way", plain, 3, false, 2, 6},
    {"on a key", plain, 3, false, 3, 10},
    {"eased", plain, 3, false, 4, 7.5},
    {"on the last", plain, 3, false, 5, 0},
    {"behind the last", plain, 3, false, 1e6, 0},
    {"looped", plain, 3, true, 6, 6},
    {"looped on the last: the first again", plain, 3, true, 5, 2},
    {"looped long after", plain, 3, true, 4002, 6},
    {"looped before the first", plain, 3, true, 0, 7.5},
    {"just before a jump", jump, 4, false, 1.9999999, 3},
    {"at a jump", jump, 4, false, 2, 7},
    {"after a jump", jump, 4, false, 3, 8},
    {"an expression", moving, 2, false, 2, 6},
    {"on the way to an expression", moving, 2, false, 1, 4.5},
    {"one key", single, 1, false, 0, 5},
    {"one key, looped", single, 1, true, 7, 5},
    {"beyond the end on the way", swing, 2, false, 0.5, 1.0876975},
    {"all at one time, before", stacked, 2, true, 1, 4},
    {"all at one time, after", stacked, 2, true, 3, 6},
};

static void values_follow_their_keys(void **state)
{
    (void)state;
    float uniforms[GR_UNIFORM_COUNT] = {0};
    uniforms[GR_UNIFORM_P] = 0.5f;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrKeyframes keys = {cases[i].count, cases[i].keys, cases[i].loop};
        double got = (double)gr_keyframes_value(&keys, cases[i].time_s, uniforms);
        if (!(fabs(got - cases[i].value) < 1e-5))
            fail_msg("%s: %.8g, not %.8g", cases[i].name, got, cases[i].value);
    }
}

static void time_is_exact_after_hours(void **state)
{
    (void)state;
    static const GrKeyframe late[] = {NUMBER(36000.0, 0, LINEAR), NUMBER(36000.001, 1, LINEAR)};
    GrKeyframes keys = {2, late, false};
    float uniforms[GR_UNIFORM_COUNT] = {0};
    assert_true(fabsf(gr_keyframes_value(&keys, 36000.00025, uniforms) - 0.25f) < 1e-4f);
}

static GrColour colour(const char *text)
{
    GrColour result = {0};
    assert_true(gr_colour_parse(text, &result));
    return result;
}

static double turns_between(double a, double b)
{
    double turn = a - b;
    return fabs(turn - nearbyint(turn));
}

static void colours_turn_the_shorter_way(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        float mix;
        double hue; /* in turns; below 0: whatever */
    } colours[] = {
        {"ff0000", "ff00ff", 0.5f, 0.9918},  /* 0.0812 down to 0.9023 of OKLCH */
        {"ff00ff", "ff0000", 0.5f, 0.9918},  /* the same on the way back */
        {"ffff00", "00ff00", 0.5f, 0.3506},  /* 0.3049, 0.3958 */
        {"808080", "ff0000", 0.25f, 0.0812}, /* grey takes the other's hue */
        {"ff0000", "ffffff", 0.75f, 0.0812}, {"000000", "ffffff", 0.5f, -1},
    };
    for (size_t i = 0; i < COUNT_OF(colours); i++) {
        const GrKeyframe frames[] = {
            {.time_s = 0, .colour = colour(colours[i].from)},
            {.time_s = 2, .colour = colour(colours[i].to)},
        };
        GrKeyframes keys = {2, frames, false};
        GrColour got = gr_keyframes_colour(&keys, 2.0 * (double)colours[i].mix);
        GrOklch lch = gr_oklch_from_colour(got), from = gr_oklch_from_colour(frames[0].colour),
                to = gr_oklch_from_colour(frames[1].colour);
        double light = (double)gr_lerpf(from.l, to.l, colours[i].mix);
        if (fabs((double)lch.l - light) > 0.01 ||
            (colours[i].hue >= 0 && turns_between((double)lch.h, colours[i].hue) > 0.01))
            fail_msg("%s to %s: l %g (not %g), h %g", colours[i].from, colours[i].to, (double)lch.l,
                     light, (double)lch.h);
        GrColour first = gr_keyframes_colour(&keys, -1), last = gr_keyframes_colour(&keys, 2);
        assert_memory_equal(&first, &frames[0].colour, sizeof first);
        assert_memory_equal(&last, &frames[1].colour, sizeof last);
    }
}

static void every_mix_is_a_colour(void **state)
{
    (void)state;
    static const char *const names[] = {"000000", "ffffff", "ff0000", "0000ff", "39ff14", "123456"};
    for (size_t i = 0; i < COUNT_OF(names) * COUNT_OF(names); i++) {
        GrColour a = colour(names[i % COUNT_OF(names)]), b = colour(names[i / COUNT_OF(names)]);
        for (float mix = -0.2f; mix < 1.3f; mix += 0.05f) {
            GrColour got = gr_colour_mix_hue(a, b, mix);
            assert_true(got.r >= 0 && got.r <= 1 && got.g >= 0 && got.g <= 1 && got.b >= 0 &&
                        got.b <= 1);
        }
    }
}

static void what_keys_need_is_known(void **state)
{
    (void)state;
    static const uint16_t heard[] = {GR_UNIFORM_SIGNALS + GR_SIGNAL_BASS};
    static const GrExpr bass = {.uniforms = heard, .uniform_count = 1, .slot_count = 1};
    const GrKeyframe frames[] = {NUMBER(0, 0, LINEAR), EXPR(2, &bass, LINEAR)};
    assert_true(gr_keyframes_use_signals(&(GrKeyframes){2, frames, false}));
    assert_false(gr_keyframes_use_signals(&(GrKeyframes){1, frames, false}));
    assert_false(gr_keyframes_use_signals(&(GrKeyframes){2, moving, false}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_follow_their_keys),     cmocka_unit_test(time_is_exact_after_hours),
        cmocka_unit_test(colours_turn_the_shorter_way), cmocka_unit_test(every_mix_is_a_colour),
        cmocka_unit_test(what_keys_need_is_known),
    };
    return cmocka_run_group_tests_name("model/keys", tests, NULL, NULL);
}
