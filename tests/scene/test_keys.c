/* SPDX-License-Identifier: MIT
 *
 * The tables of keys: complete, found by name, and their examples are accepted by the loader.
 */
#include "scene/fake_catalogue.h"
#include "scene/keys.h"
#include "scene/load.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void sets_are_whole(void **state)
{
    (void)state;
    int sets = 0;
    for (; gr_key_sets[sets]; sets++) {
        const GrKeySet *set = gr_key_sets[sets];
        assert_ptr_equal(gr_key_set_find(set->name), set);
        assert_true(set->summary[0] && set->place[0]);
        assert_true(set->keys || set->params);
        int names = 0;
        for (const char *name; (name = gr_key_name_at(set, names)) != NULL; names++) {
            const GrKey *key = gr_key_find(set, name);
            const GrParam *param = gr_key_set_param(set, name);
            if (!key == !param) /* known as one of the two, never both */
                fail_msg("%s.%s", set->name, name);
            if (key && !(key->type[0] && key->def[0] && key->help[0] && key->bind))
                fail_msg("%s.%s lacks its documentation", set->name, name);
            if (param && !(param->help && param->help[0] && param->unit))
                fail_msg("%s.%s lacks its documentation", set->name, name);
            if (strchr(name, '.'))
                fail_msg("%s.%s is no key", set->name, name);
            for (int i = 0; i < names; i++)
                if (strcmp(gr_key_name_at(set, i), name) == 0)
                    fail_msg("%s.%s stands twice", set->name, name);
        }
        assert_true(names >= 2);
    }
    assert_int_equal(sets, 12);
    assert_null(gr_key_set_find("nothing"));
    assert_null(gr_key_find(gr_key_set_find("show"), "nothing"));
}

static void prefixes(void **state)
{
    (void)state;
    const GrKeySet *layer = gr_key_set_find("layer"), *hue = gr_key_set_find("hue");
    assert_non_null(gr_key_set_param(layer, "opacity"));
    assert_null(gr_key_set_param(layer, "span"));
    assert_null(gr_key_set_param(layer, "hue.span"));
    assert_null(gr_key_set_param(hue, "opacity"));
    assert_string_equal(gr_key_set_param(hue, "span")->name, "hue.span");
    assert_string_equal(gr_key_of_param(hue, gr_key_set_param(hue, "by")), "by");
}

/* What `describe` shows as an example must load. */
static void examples_load(void **state)
{
    (void)state;
    static const struct {
        const char *set, *before, *after;
    } frames[] = {
        {"show", "", "\nscenes: [{length: 3s, layers: [{field: plasma}]}]\n"},
        {"audio", "scenes: [{length: 3s, layers: [{field: plasma}]}]\naudio:\n  ", "\n"},
        {"keyframes",
         "scenes:\n- length: 3s\n  layers: [{field: plasma}]\n  gain:\n    keys: [[0s, 1]]\n    ",
         "\n"},
        {"scene",
         "sections: [0s, 2s, 4s]\ntemplates: {verse: {gain: 0.5}}\nscenes:\n- {length: 1s, layers: "
         "[{field: plasma}]}\n- layers: "
         "[{field: plasma}]\n  length: 3s\n  ",
         "\n"},
        {"cut",
         "sections: [0s, 2s, 4s]\ntemplates:\n  a: &a {layers: [{field: plasma}]}\n  b: *a\n  c: "
         "*a\nscenes:\n- cut:\n    every: 1s\n    from: a\n    length: 4s\n    ",
         "\n"},
        {"layer",
         "layers: {stars: {grid: lg}}\nscenes:\n- length: 3s\n  layers:\n  - field: plasma\n    ",
         "\n"},
        {"style", "scenes: [{length: 3s, layers: [{field: plasma}]}]\nstyle:\n  ", "\n"},
    };
    int count = 0;
    for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
        for (const GrKey *key = gr_key_set_find(frames[i].set)->keys; key->name; key++) {
            static GrError error;
            char text[1024];
            GrShow *show;
            GrProblems problems = {0};
            if (!key->example[0])
                continue;
            snprintf(text, sizeof text, "%s%s: %s%s", frames[i].before, key->name, key->example,
                     frames[i].after);
            gr_show_load_text("x.yaml", text, strlen(text), NULL, &show, &problems, &error);
            for (int j = 0; j < problems.count; j++) {
                /* The key may stand twice here, and an example's file or start may not fit. */
                const char *message = problems.list[j].message;
                if (!strstr(message, "is given twice") && !strstr(message, "No such file") &&
                    !strstr(message, "the first scene starts at 0s") &&
                    !strstr(message, "the first scene has none before it") &&
                    !strstr(message, "ends at"))
                    fail_msg("%s.%s: %s\n%s", frames[i].set, key->name, key->example, message);
            }
            gr_show_destroy(show);
            gr_problems_finish(&problems);
            count++;
        }
    }
    assert_in_range(count, 25, 100);
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_whole),
        cmocka_unit_test(prefixes),
        cmocka_unit_test(examples_load),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
