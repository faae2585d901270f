/* SPDX-License-Identifier: MIT
 *
 * Warnings that only time can give.
 */
#include "unit.h"

#include "fake_hearing.h"
#include "registry.h"
#include "render/watch.h"

#include <stdio.h>

static const struct {
    const char *name, *scene;
    const char *warning; /* NULL: none */
    bool hears;
} cases[] = {
    {"nothing changes", "gain: 2", NULL, false},
    {"within the range", "gain: 16*p", NULL, false},
    {"leaves it at once", "gain: 20 - p", "gain: is 20 at 0s of the scene, outside 0..16", false},
    {"leaves it later", "gain: 8*t", "gain: is 16.3 at 2.042s of the scene", false},
    {"says how far it goes", "gain: t - 1", "(it goes from -1 to 2.96)", false},
    {"the frame's shape, where no size is given", "gain: 10*aspect",
     "gain: is 17.8 at 0s of the scene", false},
    {"a swing beyond a key", "gain: [[0s, 0], [1s, 16, out_back]]", "outside 0..16", false},
    {"follows the sound", "gain: 17 + bass", "gain: is", true},
    {"keys that follow the sound", "gain: [[0s, 0], [1s, 1 + bass]]", NULL, true},
    {"a layer that is never seen", "layers: [{field: plasma, opacity: p - 2}]",
     "layer 1: opacity: is never above 0: the layer is never visible", false},
    {"one that is seen at last", "layers: [{field: plasma, opacity: p^9}]", NULL, false},
    {"a field's own", "layers: [{field: {rings: {count: 65*p + 1}}}]",
     "layer 1: rings.count: is 64.6", false},
    {"a mask's", "layers: [{field: plasma, mask: [ring, [{circle: {radius: -1 - p}}]]}]",
     "layer 1, mask 2, mask 1: circle.radius: is -1", false},
    {"a shader's mask", "shaders: [{vignette: {where: {iris: {open: 2*p}}}}]",
     "shader 1: iris.open: is 1.02", false},
    {"a shader's", "shaders: [{bloom: {strength: -1 - p}}]", "shader 1: bloom.strength: is -1",
     false},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static GrError error;
        char text[512];
        GrShow *show;
        GrProblems problems = {0};
        GrHearing hearing = {0};
        bool layers = strncmp(cases[i].scene, "layers", 6) == 0;
        snprintf(text, sizeof text, "scenes:\n- length: 4s\n  name: a\n  %s\n%s", cases[i].scene,
                 layers ? "" : "  layers: [{field: plasma}]\n");
        if (gr_show_load_text("w.yaml", text, strlen(text), NULL, &show, &problems, &error))
            fail_msg("%s: %s", cases[i].name, error.message);
        assert_int_equal(fake_hearing(&hearing, 4.0, (GrRational){24, 1}, show->tick, &error), 0);
        assert_int_equal(problems.count, 0);
        if (gr_watch_needs_hearing(show) != cases[i].hears)
            fail_msg("%s: hears %d", cases[i].name, !cases[i].hears);
        assert_int_equal(gr_watch(show, &hearing, &problems, &error), 0);
        if (problems.count != (cases[i].warning != NULL))
            fail_msg("%s: %d warnings", cases[i].name, problems.count);
        if (problems.count && !strstr(problems.list[0].message, cases[i].warning))
            fail_msg("%s: %s", cases[i].name, problems.list[0].message);
        gr_hearing_finish(&hearing);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

/* The place is that in the file, which is read again for the line and the caret. */
static void test_places(void **state)
{
    (void)state;
    const char *path = GR_TEST_DIR "/render/watched.yaml";
    GrShow *show;
    GrProblems problems = {0};
    GrHearing hearing = {0};
    GrError error;
    GrText text = {0};
    assert_int_equal(gr_show_load(path, NULL, &show, &problems, &error), 0);
    assert_int_equal(gr_watch(show, &hearing, &problems, &error), 0);
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.list[0].line, 7);
    assert_int_equal(problems.list[0].column, 42);
    gr_problem_render(&problems.list[0], &text);
    assert_non_null(strstr(gr_text_string(&text), "layers: [{field: plasma, saturation: 2*p}]"));
    gr_text_finish(&text);
    gr_show_destroy(show);
    gr_problems_finish(&problems);
}

int main(void)
{
    gr_registry_install(gr_cpu_best());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
