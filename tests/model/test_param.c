/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/hash.h"
#include "model/colour.h"
#include "model/param.h"
#include "model/signal.h"

#include <math.h>
#include <string.h>

typedef struct Values {
    float speed;
    int32_t count, mode;
    bool on;
    GrColour tint;
    const char *text;
    GrRational fps;
} Values;

static const char *const modes[] = {"slow", "fast", NULL};
static const GrParam params[] = {
    GR_FLOAT(Values, speed, "turns/s", 1.5, 0, 10, "how fast"),
    GR_INT(Values, count, "", 3, 1, 64, "how many"),
    GR_CHOICE(Values, mode, modes, 1, "which"),
    GR_BOOL(Values, on, 1, "whether"),
    GR_COLOUR(Values, tint, "ff0000", "what colour"),
    GR_TEXT(Values, text, NULL, "what it says"),
    GR_FILM_FPS(Values, fps, "how many a second"),
};
static const GrParamTable table = GR_PARAM_TABLE(Values, params);

static void defaults_fill_the_struct(void **state)
{
    (void)state;
    Values values;
    memset(&values, 0xff, sizeof values);
    gr_param_defaults(&table, &values);
    assert_true(values.speed == 1.5f && values.count == 3 && values.mode == 1 && values.on);
    assert_true(values.tint.r == 1.0f && values.tint.g == 0.0f);
    assert_null(values.text);
    assert_true(values.fps.num == 0 && values.fps.den == 1);
}

static void texts_are_taken_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *complaint; /* complaint NULL: accepted */
    } at[] = {
        {"speed", "2.25", NULL},
        {"speed", "11", "thing.speed: 11 is outside 0..10"},
        {"speed", "fast", "'fast' is not a number"},
        {"speed", "nan", "not a finite number"},
        {"speed", "1e999", "not a finite number"},
        {"count", "64", NULL},
        {"count", "2.5", "2.5 is not a whole number"},
        {"count", "900", "900 is outside 1..64"},
        {"mode", "slow", NULL},
        {"mode", "fasst", "did you mean 'fast'?"},
        {"mode", "xyz", "is not one of slow, fast"},
        {"on", "off", NULL},
        {"on", "maybe", "neither yes nor no"},
        {"tint", "tomato", NULL},
        {"tint", "tomatoe", "did you mean 'tomato'?"},
        {"text", "anything", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(at); i++) {
        Values values;
        GrError error = {0};
        gr_param_defaults(&table, &values);
        const GrParam *param = gr_param_find(&table, at[i].name);
        assert_non_null(param);
        int code = gr_param_set_text(param, "thing", at[i].text, &values, &error);
        if (at[i].complaint ? code != GR_E_SHOW || !strstr(error.message, at[i].complaint) : code)
            fail_msg("%s: %s: %d %s", at[i].name, at[i].text, code, error.message);
    }
}

static void names_are_guessed(void **state)
{
    (void)state;
    assert_string_equal(gr_param_nearest(&table, "spede"), "speed");
    assert_null(gr_param_nearest(&table, "unrelated"));
    assert_null(gr_param_find(&table, "spee"));
}

static uint64_t hash_of(const Values *values)
{
    GrHash *hash = gr_hash_create();
    gr_param_hash(&table, values, hash);
    uint64_t result = gr_hash_value(hash);
    gr_hash_destroy(hash);
    return result;
}

static void every_value_counts_in_the_hash(void **state)
{
    (void)state;
    static const char *const other[] = {"7", "7", "slow", "no", "00ff00", "x"};
    Values values;
    gr_param_defaults(&table, &values);
    uint64_t before = hash_of(&values);
    Values faster = values;
    faster.fps = (GrRational){24, 1};
    assert_int_not_equal(hash_of(&faster), before);
    for (size_t i = 0; i < COUNT_OF(other); i++) {
        Values changed = values;
        GrError error;
        assert_int_equal(gr_param_set_text(&params[i], "thing", other[i], &changed, &error), 0);
        assert_int_not_equal(hash_of(&changed), before);
    }
}

static void beats_are_found(void **state)
{
    (void)state;
    const double times[] = {-0.5, 0, 0.5, 1};
    GrBeats beats = {.count = 4, .time_s = times, .tempo_bpm = 120, .first_downbeat = 1};
    assert_int_equal(gr_beats_before(&beats, -1), -1);
    assert_int_equal(gr_beats_before(&beats, 0), 1);
    assert_int_equal(gr_beats_before(&beats, 0.7), 2);
    assert_int_equal(gr_beats_before(&beats, 99), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_fill_the_struct),
        cmocka_unit_test(texts_are_taken_or_refused),
        cmocka_unit_test(names_are_guessed),
        cmocka_unit_test(every_value_counts_in_the_hash),
        cmocka_unit_test(beats_are_found),
    };
    return cmocka_run_group_tests_name("param", tests, NULL, NULL);
}
