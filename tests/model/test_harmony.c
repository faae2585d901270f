/* SPDX-License-Identifier: MIT
 *
 * Harmonies: the seed is one of the colours, the others lie where they should on the wheel and are
 * colours.
 */
#include "unit.h"

#include "model/harmony.h"

#include <math.h>

typedef struct Case {
    const char *seed;
    GrHarmony harmony;
    int count;
    float turns[4];
} Case;

static const Case cases[] = {
    {"ff6f61", GR_HARMONY_COMPLEMENTARY, 2, {0.0f, 0.5f}},
    {"2a9df4", GR_HARMONY_TRIADIC, 3, {0.0f, 0.3333f, 0.6667f}},
    {"ffd166", GR_HARMONY_ANALOGOUS, 3, {0.9167f, 0.0f, 0.0833f}},
    {"9b5de5", GR_HARMONY_SPLIT, 3, {0.0f, 0.4167f, 0.5833f}},
    {"3a7d44", GR_HARMONY_TETRADIC, 4, {0.0f, 0.25f, 0.5f, 0.75f}},
};

static float turns_between(GrColour a, GrColour b)
{
    float turns = gr_oklch_from_colour(b).h - gr_oklch_from_colour(a).h;
    return turns - floorf(turns);
}

static void hues_are_where_they_should_be(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrColour seed, stops[GR_HARMONY_STOPS];
        assert_true(gr_colour_parse(cases[i].seed, &seed));
        int count = gr_harmony_colours(cases[i].harmony, seed, stops);
        assert_true(count % cases[i].count == 0 && count <= GR_HARMONY_STOPS);
        int each = count / cases[i].count;
        for (int k = 0; k < count; k++) {
            float off = turns_between(seed, stops[k]) - cases[i].turns[k / each];
            off -= roundf(off);
            assert_true(fabsf(off) < 0.012f);
            assert_true(gr_oklch_from_colour(stops[k]).c > 0.08f);
        }
    }
}

static void a_grey_seed_stays_grey(void **state)
{
    (void)state;
    GrColour seed, stops[GR_HARMONY_STOPS];
    assert_true(gr_colour_parse("808080", &seed));
    for (int harmony = 0; harmony < GR_HARMONY_COUNT; harmony++) {
        int count = gr_harmony_colours((GrHarmony)harmony, seed, stops);
        for (int k = 0; k < count; k++)
            assert_true(gr_oklch_from_colour(stops[k]).c < 0.01f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hues_are_where_they_should_be),
        cmocka_unit_test(a_grey_seed_stays_grey),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
