/* SPDX-License-Identifier: MIT
 *
 * The tables of keys: complete, found by name, and what they speak of is there. That their examples
 * load is tests/cli/reference.sh's.
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
            if (key &&
                !(key->shapes && key->def[0] && key->help[0] && key->example[0] && key->bind))
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
    assert_int_equal(sets, 22);
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

/* Key sets, parameters and lists that a shape speaks of are there. */
static void check_shapes(const char *where, const GrShape *shapes)
{
    int count = 0;
    for (const GrShape *shape = shapes; shape->form; shape++, count++) {
        const GrKeySet *set = shape->of ? gr_key_set_find(shape->of) : NULL;
        bool scalar = gr_forms[shape->form].name != NULL;
        if (shape->form == GR_FORM_PART && !set)
            fail_msg("%s: no set '%s'", where, shape->of);
        if (shape->form == GR_FORM_PARAM && !(set && gr_key_set_param(set, shape->key)))
            fail_msg("%s: no parameter '%s' of '%s'", where, shape->key, shape->of);
        if (scalar && !(gr_forms[shape->form].help && gr_forms[shape->form].examples &&
                        gr_forms[shape->form].wants))
            fail_msg("%s: the form '%s' lacks its documentation", where,
                     gr_forms[shape->form].name);
        if (shape->form == GR_FORM_LIST || shape->form == GR_FORM_MAP ||
            shape->form == GR_FORM_UNDER)
            check_shapes(where, shape->items);
    }
    if (!count)
        fail_msg("%s: no shape", where);
}

static void shapes_lead_somewhere(void **state)
{
    (void)state;
    for (int i = 0; gr_key_sets[i]; i++)
        for (const GrKey *key = gr_key_sets[i]->keys; key && key->name; key++)
            check_shapes(key->name, key->shapes);
}

static void shapes_in_words(void **state)
{
    (void)state;
    static const struct {
        const char *set, *key, *words;
    } cases[] = {
        {"show", "size", "width x height"},
        {"show", "scenes", "list of scenes or cuts"},
        {"show", "templates", "mapping of names to scene mapping"},
        {"cut", "from", "name or list of names"},
        {"show", "fonts", "font name or list of font names"},
        {"show", "background", "colour, keyframes or background mapping"},
        {"keyframes", "keys", "list of keyframes"},
        {"scene", "transition", "transition"},
        {"audio", "synth", "synth mapping or nothing"},
        {"audio", "tempo", "number from 20 to 400 or half or double"},
        {"scene", "length", "time"},
        {"scene", "shaders", "shader, mood or list of shaders, moods or chains"},
        {"layer", "hue", "number, rule, keyframes or hue mapping"},
        {"layer", "ramp", "sorted, raw or print"},
        {"layer", "colours", "colour ramp, colour, list of colours or harmony mapping"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrText words = {0};
        const GrKey *key = gr_key_find(gr_key_set_find(cases[i].set), cases[i].key);
        assert_non_null(key);
        gr_shape_words(key->shapes, &words);
        assert_string_equal(gr_text_string(&words), cases[i].words);
        gr_text_finish(&words);
    }
}

/* The top of a show has a place for anchors; nothing else has. */
static void own_keys(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int problems;
    } cases[] = {
        {"x-a: &a {field: plasma}\nscenes: [{length: 1s, layers: [*a]}]\n", 0},
        {"x-: [1, {any: thing}]\nscenes: [{length: 1s, layers: [{field: plasma}]}]\n", 0},
        {"x-a: 1\nx-a: 2\nscenes: [{length: 1s, layers: [{field: plasma}]}]\n", 1},
        {"xa: 1\nscenes: [{length: 1s, layers: [{field: plasma}]}]\n", 1},
        {"scenes: [{x-a: 1, length: 1s, layers: [{field: plasma}]}]\n", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static GrError error;
        GrShow *show;
        GrProblems problems = {0};
        gr_show_load_text("x.yaml", cases[i].text, strlen(cases[i].text), NULL, &show, &problems,
                          &error);
        if (problems.count != cases[i].problems)
            fail_msg("%d problems, not %d: %s", problems.count, cases[i].problems, cases[i].text);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_whole),
        cmocka_unit_test(prefixes),
        cmocka_unit_test(shapes_lead_somewhere),
        cmocka_unit_test(shapes_in_words),
        cmocka_unit_test(own_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
