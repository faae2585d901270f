/* SPDX-License-Identifier: MIT
 *
 * Fields within fields, warps and hues by field as the loader makes them: every one has its index
 * and its place, counts for the show's hash, and can be reached by --set.
 */
#include "unit.h"

#include "scene/fake_catalogue.h"
#include "scene/load.h"

#include <string.h>

static const char show_text[] =
    "scenes:\n"
    "- name: s\n"
    "  length: 1s\n"
    "  layers:\n"
    "  - name: a\n"
    "    field: {mix: {a: {mix: {b: {rings: {count: 3}}}}, list: [plasma, {rings: {count: 4}}]}}\n"
    "    warp: [flip, {twist: {field: {rings: {count: 5}}}}]\n"
    "    hue: {field: {rings: {count: 6}}}\n"
    "  - {name: b, field: plasma, warp: twist}\n"
    "  - {name: c, extends: b, warp: {twist: {amount: 2}}}\n";

static GrShow *load_with(const char *text, const char *set)
{
    static GrError error;
    const GrLoadOptions options = {.sets = &set, .set_count = set ? 1 : 0};
    GrProblems problems = {0};
    GrShow *show = NULL;
    if (gr_show_load_text("x.yaml", text, strlen(text), &options, &show, &problems, &error))
        fail_msg("%s: %s", set ? set : "as it is", error.message);
    gr_problems_finish(&problems);
    return show;
}

static void each_has_its_index_and_place(void **state)
{
    (void)state;
    /* As they are met: the field's, the warps', the hue's; what is not given is there, too. */
    static const char *const names[] = {"mix",   "plasma", "rings", "plasma",
                                        "rings", "rings",  "rings"};
    GrShow *show = load_with(show_text, NULL);
    const GrLayer *layer = &show->scenes[0].layers[0];
    assert_int_equal(layer->field_count, (int)COUNT_OF(names));
    for (int i = 0; i < layer->field_count; i++) {
        assert_int_equal(layer->fields[i]->index, i);
        assert_string_equal(layer->fields[i]->effect->name, names[i]);
        for (int k = 0; k < i; k++)
            assert_true(layer->fields[i]->path != layer->fields[k]->path);
    }
    assert_int_equal(layer->look.hue_rule, GR_HUE_FIELD);
    assert_int_equal(layer->look.hue_field.count, 1);
    assert_int_equal(layer->warp_count, 2);
    assert_int_equal(show->scenes[0].layers[1].field_count, 1); /* twist's own */
    gr_show_destroy(show);
}

/* What a value is set to must be in the show, and make it another one. */
static void sets_reach_all_of_them(void **state)
{
    (void)state;
    static const struct {
        const char *set;
        int layer, field; /* the field whose count it is; -1: the amount of its last warp */
        float value;
    } cases[] = {
        {"scenes.s.layers.a.field.mix.a.mix.b.rings.count=13", 0, 2, 13},
        {"scenes.s.layers.a.field.a.b.count=13", 0, 2, 13},
        {"scenes.s.layers.a.field.list[1].count=14", 0, 4, 14},
        {"scenes.s.layers.a.field.list.rings.count=14", 0, 4, 14},
        {"scenes.s.layers.a.warp[1].field.rings.count=15", 0, 5, 15},
        {"scenes.s.layers.a.warp.twist.field.count=15", 0, 5, 15},
        {"scenes.s.layers.a.warp.twist.amount=3", 0, -1, 3},
        {"scenes.s.layers.a.hue.field.rings.count=16", 0, 6, 16},
        {"scenes.s.layers.a.hue.field.count=16", 0, 6, 16},
        {"scenes.s.layers.c.warp.amount=1.5", 2, -1, 1.5f},
    };
    GrShow *before = load_with(show_text, NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrShow *show = load_with(show_text, cases[i].set);
        const GrLayer *layer = &show->scenes[0].layers[cases[i].layer];
        const FakeTwist *twist = layer->warps[layer->warp_count - 1].params;
        const FakeRings *rings = cases[i].field < 0 ? NULL : layer->fields[cases[i].field]->params;
        float value = rings ? (float)rings->count : twist->amount;
        if (value < cases[i].value || value > cases[i].value)
            fail_msg("%s: it is %g", cases[i].set, (double)value);
        if (show->content_hash == before->content_hash)
            fail_msg("%s: the show is the same", cases[i].set);
        gr_show_destroy(show);
    }
    gr_show_destroy(before);
}

/* Whatever can be seen counts. */
static void all_of_it_counts_for_the_hash(void **state)
{
    (void)state;
    static const char *const layers[] = {
        "field: mix",
        "field: {mix: {b: plasma}}",
        "field: {mix: {b: rings}}",
        "field: {mix: {b: {rings: {count: 9}}}}",
        "field: {mix: {b: {rings: {count: 1 + p}}}}",
        "field: {mix: {list: rings}}",
        "field: {mix: {list: [rings, rings]}}",
        "field: {mix: {a: {mix: {b: rings}}}}",
        "field: mix, warp: flip",
        "field: mix, warp: twist",
        "field: mix, warp: [twist, flip]",
        "field: mix, warp: [flip, twist]",
        "field: mix, warp: {twist: {amount: p}}",
        "field: mix, warp: {twist: {field: rings}}",
        "field: mix, hue: {field: plasma}",
        "field: mix, hue: {field: rings}",
        "field: mix, hue: {by: value, steps: 3}",
        "field: mix, hue: mono",
    };
    uint64_t hashes[COUNT_OF(layers)];
    for (size_t i = 0; i < COUNT_OF(layers); i++) {
        char text[256];
        snprintf(text, sizeof text, "scenes: [{length: 1s, layers: [{%s}]}]\n", layers[i]);
        GrShow *show = load_with(text, NULL);
        hashes[i] = show->content_hash;
        gr_show_destroy(show);
        for (size_t k = 0; k < i; k++)
            if (hashes[k] == hashes[i])
                fail_msg("%s is like %s", layers[i], layers[k]);
    }
}

static void a_scene_knows_that_fields_within_change(void **state)
{
    (void)state;
    static const char still[] = "scenes: [{length: 1s, layers: [{field: mix, warp: twist}]}]";
    static const char moving[] =
        "scenes: [{length: 1s, layers: [{field: {mix: {a: {rings: {width: p}}}}}]}]";
    GrShow *show = load_with(still, NULL);
    assert_false(show->scenes[0].changes);
    gr_show_destroy(show);
    show = load_with(moving, NULL);
    assert_true(show->scenes[0].changes);
    gr_show_destroy(show);
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_has_its_index_and_place),
        cmocka_unit_test(sets_reach_all_of_them),
        cmocka_unit_test(all_of_it_counts_for_the_hash),
        cmocka_unit_test(a_scene_knows_that_fields_within_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
