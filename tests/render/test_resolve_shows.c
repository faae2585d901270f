/* SPDX-License-Identifier: MIT
 *
 * Every show that is shipped and every golden one, with the real effects and shaders: resolved,
 * each is still the same show.
 */
#include "unit.h"

#include "registry.h"
#include "scene/resolve_again.h"

#include <glob.h>
#include <string.h>

static void shows_stay_the_same(void **state)
{
    (void)state;
    static const char *const patterns[] = {"/../scenes/*.yaml", "/../scenes/*/*.yaml",
                                           "/golden/*.yaml"};
    glob_t found = {0};
    for (size_t i = 0; i < COUNT_OF(patterns); i++) {
        char pattern[1024];
        snprintf(pattern, sizeof pattern, "%s%s", GR_TEST_DIR, patterns[i]);
        glob(pattern, i ? GLOB_APPEND : 0, NULL, &found);
    }
    assert_true(found.gl_pathc >= 10);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        if (strstr(found.gl_pathv[i], "/looks/")) /* parts of shows: they have no scenes */
            continue;
        GrError error;
        GrShow *show;
        GrProblems problems = {0};
        GrText text = {0};
        int warnings;
        if (gr_show_load(found.gl_pathv[i], NULL, &show, &problems, &error))
            fail_msg("%s", error.message);
        const char *wrong = resolve_again(show, &text, &warnings);
        if (wrong || warnings != problems.warning_count)
            fail_msg("%s: %s\n%s", found.gl_pathv[i], wrong ? wrong : "other warnings",
                     gr_text_string(&text));
        gr_text_finish(&text);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
    globfree(&found);
}

int main(void)
{
    gr_registry_install(gr_cpu_best());
    const struct CMUnitTest tests[] = {cmocka_unit_test(shows_stay_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
