/* SPDX-License-Identifier: MIT
 *
 * Masks and what is in their groups as they are loaded, and that they are the same when they are
 * written out resolved; wherever there are masks. What is wrong with them: tests/bad/masks.yaml.
 */
#include "unit.h"

#include "base/text.h"
#include "scene/fake_catalogue.h"
#include "scene/resolve_again.h"

static const char *const shapes[] = {
    "ring",
    "[ring]",
    "[[ring]]",
    "[[circle, {rect: {width: 0.3 + p}}], {group: {of: ring, combine: subtract, invert: yes}}]",
    "{group: {of: [[[circle, iris], clock], {text: A, combine: intersect}]}}",
    "[dissolve, [{field: {of: plasma, level: p}}, {field: {of: rings}}]]",
    "[{text: A, scale: 2*p, x: t, angle: 0.1, feather: [[0s, 0], [1s, 20]]}, ring]",
};

static GrShow *load(const char *text, GrProblems *problems)
{
    static GrError error;
    GrShow *show;
    if (gr_show_load_text("x.yaml", text, strlen(text), NULL, &show, problems, &error))
        fail_msg("%s: %s", text, error.message);
    return show;
}

/* A layer of glyphs, a text, a shader and a transition. */
static void everywhere(GrText *text, const char *mask)
{
    gr_text_printf(text,
                   "scenes:\n- {length: 1s, layers: [{field: plasma}]}\n- length: 2s\n"
                   "  transition: {mask: {of: %s}}\n  layers:\n  - {field: plasma, mask: %s}\n"
                   "  - {text: A, mask: %s}\n  shaders: [{vignette: {where: %s}}]\n",
                   mask, mask, mask, mask);
}

static void test_round_trip(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        GrText text = {0}, resolved = {0};
        GrProblems problems = {0};
        everywhere(&text, shapes[i]);
        GrShow *show = load(gr_text_string(&text), &problems);
        const char *wrong = resolve_again(show, &resolved, NULL);
        if (wrong || problems.count)
            fail_msg("%s: %s\n%s", shapes[i], wrong ? wrong : problems.list[0].message,
                     gr_text_string(&resolved));
        gr_text_finish(&text);
        gr_text_finish(&resolved);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

/* Kinds and members in their order: "[circle ring]" for a group of both. */
static void describe(GrText *out, const GrMask *list, int count)
{
    for (int i = 0; i < count; i += 1 + list[i].members) {
        if (i)
            gr_text_puts(out, " ");
        if (!list[i].members) {
            gr_text_puts(out, list[i].id == GR_MASK_TEXT ? "text" : gr_mask_kinds[list[i].id].name);
            continue;
        }
        gr_text_puts(out, gr_mask_joins[list[i].params.combine]);
        gr_text_puts(out, list[i].params.invert ? "!(" : "(");
        describe(out, list + i + 1, list[i].members);
        gr_text_puts(out, ")");
    }
}

static void test_trees(void **state)
{
    (void)state;
    static const char *const trees[] = {
        "ring",
        "ring",
        "union(ring)",
        "union(circle rect) subtract!(ring)",
        "union(union(union(circle iris) clock) text)",
        "dissolve union(field field)",
        "text ring",
    };
    for (size_t i = 0; i < COUNT_OF(shapes); i++) {
        GrText text = {0};
        GrProblems problems = {0};
        everywhere(&text, shapes[i]);
        GrShow *show = load(gr_text_string(&text), &problems);
        const GrScene *scene = &show->scenes[1];
        const GrMasks *const owners[] = {&scene->layers[0].masks, &scene->layers[1].masks,
                                         &scene->shaders[0].where, &scene->transition_masks};
        for (size_t k = 0; k < COUNT_OF(owners); k++) {
            GrText words = {0};
            describe(&words, owners[k]->list, owners[k]->count);
            assert_string_equal(gr_text_string(&words), trees[i]);
            gr_text_finish(&words);
        }
        gr_text_finish(&text);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

/* What opens does so with a transition unless the show says how far; then it is what covers. */
static void test_openings(void **state)
{
    (void)state;
    static const struct {
        const char *mask;
        int animated;
        bool covers;
    } cases[] = {
        {"of: iris", 1, true},
        {"of: {iris: {open: 0.5}}", 0, false},
        {"of: {iris: {open: 0.5}}, by: cover", 0, true},
        {"of: [[wipe_h], circle]", 1, true},
        {"of: circle", 0, false},
        {"of: {circle: {radius: t}}", 1, false},
        {"of: {circle: {radius: 2*p}}", 1, true},
        {"of: {circle: {radius: 2*p}}, by: order", 1, false},
        {"of: {text: A, feather: 3, scale: 1}", 0, false},
        {"of: {text: A, scale: 9*p, x: t}", 2, true},
        {"of: {circle: {radius: [[0s, 0], [1s, p]]}}", 1, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrText text = {0};
        GrProblems problems = {0};
        gr_text_printf(&text,
                       "scenes:\n- {length: 1s, layers: [{field: plasma}]}\n"
                       "- {length: 1s, layers: [{field: plasma}], transition: {mask: {%s}}}\n",
                       cases[i].mask);
        GrShow *show = load(gr_text_string(&text), &problems);
        const GrScene *scene = &show->scenes[1];
        int animated = 0;
        for (int k = 0; k < scene->transition_masks.count; k++)
            animated += scene->transition_masks.list[k].animation.count;
        bool covers = gr_masks_cover(&scene->transition_masks, scene->transition->params.by);
        if (animated != cases[i].animated || covers != cases[i].covers || problems.count)
            fail_msg("%s: %d, %d", cases[i].mask, animated, covers);
        gr_text_finish(&text);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

/* Over a mask of the same kind parameters add up, over another one it takes its place. */
static void test_extending(void **state)
{
    (void)state;
    static const struct {
        const char *under, *over, *tree;
        double radius;
    } cases[] = {
        {"{circle: {radius: 0.3}}", "{circle: {x: 1}}", "circle", 0.3},
        {"{circle: {radius: 0.3}}", "circle", "circle", 0.3},
        {"{circle: {radius: 0.3}}", "{ring: {x: 1}}", "ring", 0.6},
        {"{circle: {radius: 0.3}}", "{text: A}", "text", 0},
        {"{text: A, size: 7}", "{circle: {radius: 0.2}}", "circle", 0.2},
        {"[ring]", "[[circle, ring]]", "union(circle ring)", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrText text = {0}, words = {0};
        GrProblems problems = {0};
        gr_text_printf(
            &text,
            "templates: {a: {length: 1s, layers: [{name: l, field: plasma, mask: %s}]}}\n"
            "scenes: [{extends: a, name: b, layers: [{name: l, mask: %s}]}]\n",
            cases[i].under, cases[i].over);
        GrShow *show = load(gr_text_string(&text), &problems);
        const GrMasks *masks = &show->scenes[0].layers[0].masks;
        describe(&words, masks->list, masks->count);
        assert_string_equal(gr_text_string(&words), cases[i].tree);
        assert_true(masks->list[0].params.radius == (float)cases[i].radius);
        gr_text_finish(&text);
        gr_text_finish(&words);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_trees),
        cmocka_unit_test(test_openings),
        cmocka_unit_test(test_extending),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
