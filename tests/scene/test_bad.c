/* SPDX-License-Identifier: MIT
 *
 * tests/bad/NAME.yaml: shows with mistakes. Each file ends with what the check must say about it,
 * all of it, one line a problem: "#= LINE:COLUMN: part of the message", with "warning: " in front
 * of a warning's and "FILE:" in front of the line for another file than the show's.
 */
#include "base/files.h"
#include "scene/fake_catalogue.h"
#include "scene/load.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { FEWEST_FILES = 50, MAX_EXPECTED = 64 };

typedef struct Expected {
    int line, column;
    bool warning, met;
    char file[64]; /* "" for the show itself */
    char text[512];
} Expected;

static int read_expected(const char *content, Expected *list)
{
    int count = 0;
    for (const char *at = content; (at = strstr(at, "#= ")) != NULL; at++) {
        if (at > content && at[-1] != '\n')
            continue;
        Expected *expected = &list[count++];
        int used = 0;
        memset(expected, 0, sizeof *expected);
        assert_true(count <= MAX_EXPECTED);
        const char *text = at + 3;
        size_t name = *text >= '0' && *text <= '9' ? 0 : strcspn(text, ":\n");
        assert_in_range(name, 0, sizeof expected->file - 1);
        memcpy(expected->file, text, name);
        text += name + (name > 0);
        assert_int_equal(sscanf(text, "%d:%d: %n", &expected->line, &expected->column, &used), 2);
        text += used;
        if (strncmp(text, "warning: ", 9) == 0) {
            expected->warning = true;
            text += 9;
        }
        size_t length = strcspn(text, "\n");
        assert_in_range(length, 5, sizeof expected->text - 1);
        memcpy(expected->text, text, length);
    }
    return count;
}

/* `path` is the show's. */
static bool is_in(const GrProblem *problem, const Expected *expected, const char *path)
{
    size_t whole = strlen(problem->file), name = strlen(expected->file);
    return name ? whole > name && problem->file[whole - name - 1] == '/' &&
                      strcmp(problem->file + whole - name, expected->file) == 0
                : strcmp(problem->file, path) == 0;
}

static bool meet(const GrProblem *problem, const char *path, Expected *list, int count)
{
    for (int i = 0; i < count; i++) {
        Expected *e = &list[i];
        if (e->met || e->line != problem->line || e->column != problem->column ||
            e->warning != (problem->kind == GR_PROBLEM_WARNING) || !is_in(problem, e, path) ||
            !strstr(problem->message, e->text))
            continue;
        return e->met = true;
    }
    return false;
}

static int check_file(const char *path)
{
    static Expected list[MAX_EXPECTED];
    static GrError error;
    char *content;
    size_t length;
    int wrong = 0, warnings = 0;
    GrShow *show;
    GrProblems problems = {0};
    assert_int_equal(gr_file_read(path, 1 << 20, &content, &length, &error), 0);
    int count = read_expected(content, list);
    int code = gr_show_load(path, NULL, &show, &problems, &error);
    for (int i = 0; i < problems.count; i++) {
        const GrProblem *problem = &problems.list[i];
        warnings += problem->kind == GR_PROBLEM_WARNING;
        if (meet(problem, path, list, count))
            continue;
        print_error("%s:%d:%d: not expected: %s\n", problem->file, problem->line, problem->column,
                    problem->message);
        wrong++;
    }
    for (int i = 0; i < count; i++) {
        if (list[i].met)
            continue;
        print_error("%s:%d:%d: not said: %s\n", path, list[i].line, list[i].column, list[i].text);
        wrong++;
    }
    if (!count || (code == 0) != (count == warnings) || (code == 0) != (show != NULL) ||
        (code && (error.code != code || strncmp(error.message, path, strlen(GR_TEST_DIR)) != 0))) {
        print_error("%s: code %d, %d problems expected, error '%s'\n", path, code, count,
                    error.message);
        wrong++;
    }
    gr_show_destroy(show);
    gr_problems_finish(&problems);
    free(content);
    return wrong;
}

static void all_bad_shows(void **state)
{
    (void)state;
    int files = 0, wrong = 0;
    DIR *folder = opendir(GR_TEST_DIR "/bad");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[GR_PATH_CAPACITY];
        if (strcmp(gr_path_extension(entry->d_name), "yaml") != 0)
            continue;
        snprintf(path, sizeof path, "%s/bad/%s", GR_TEST_DIR, entry->d_name);
        wrong += check_file(path);
        files++;
    }
    closedir(folder);
    assert_int_equal(wrong, 0);
    assert_in_range(files, FEWEST_FILES, 10000);
}

/* Missing files are another kind of failure than mistakes: the exit code follows. */
static void codes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int code;
    } cases[] = {
        {"audio-missing.yaml", GR_E_INPUT}, {"audio-folder.yaml", GR_E_INPUT},
        {"audio-device.yaml", GR_E_INPUT},  {"fonts.yaml", GR_E_INPUT},
        {"tofu.yaml", GR_E_INPUT},          {"include-missing.yaml", GR_E_INPUT},
        {"include-cycle.yaml", GR_E_SHOW},  {"ranges.yaml", GR_E_SHOW},
        {"yaml-tab.yaml", GR_E_SHOW},       {"warnings.yaml", GR_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static GrError error;
        char path[GR_PATH_CAPACITY];
        GrShow *show;
        GrProblems problems = {0};
        snprintf(path, sizeof path, "%s/bad/%s", GR_TEST_DIR, cases[i].name);
        assert_int_equal(gr_show_load(path, NULL, &show, &problems, &error), cases[i].code);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

static void rendering(void **state)
{
    (void)state;
    static const char text[] = "title: x\n"
                               "scenes:\n"
                               "  - name: \"\xe6\xbc\xa2\xe5\xad\x97\"\n"
                               "    length: 1s\n"
                               "    layers: [{field: plasma, name: "
                               "\"\xe6\xbc\xa2\xe5\xad\x97\", hue: angel}]\n"
                               "\ttitel: x\n";
    GrShow *show;
    GrProblems problems = {0};
    static GrError error;
    GrText out = {0};
    gr_show_load_text("a/b.yaml", text, strlen(text) - strlen("\ttitel: x\n"), NULL, &show,
                      &problems, &error);
    assert_int_equal(problems.count, 1);
    gr_problem_render(&problems.list[0], &out);
    assert_string_equal(gr_text_string(&out),
                        "a/b.yaml:5:47: scene '\xe6\xbc\xa2\xe5\xad\x97', layer "
                        "'\xe6\xbc\xa2\xe5\xad\x97': hue.by: 'angel' is unknown; did you mean "
                        "'angle'?\n"
                        "    5 |     layers: [{field: plasma, name: "
                        "\"\xe6\xbc\xa2\xe5\xad\x97\", hue: angel}]\n"
                        "      |                                                 ^\n");
    gr_text_finish(&out);
    gr_problems_finish(&problems);
    gr_show_load_text("b.yaml", text, strlen(text), NULL, &show, &problems, &error);
    assert_int_equal(problems.count, 1);
    assert_non_null(strstr(error.message, "b.yaml:6:1: "));
    gr_problem_render(&problems.list[0], &out);
    assert_non_null(strstr(gr_text_string(&out), "\n    6 |  titel: x\n      | ^\n"));
    gr_text_finish(&out);
    gr_problems_finish(&problems);
}

/* A source line far longer than a terminal is shown in part, the caret still under the place. */
static void rendering_of_long_lines(void **state)
{
    (void)state;
    GrText text = {0}, out = {0};
    GrShow *show;
    GrProblems problems = {0};
    static GrError error;
    gr_text_puts(&text, "scenes: [{length: 1s, name: ");
    for (int i = 0; i < 90; i++)
        gr_text_puts(&text, "x");
    gr_text_puts(&text, ", gain: 99, layers: [{field: plasma}], background: red, fade_in: 0s}]");
    gr_show_load_text("c.yaml", text.data, text.length, NULL, &show, &problems, &error);
    assert_int_equal(problems.count, 1);
    gr_problem_render(&problems.list[0], &out);
    const char *source = strchr(out.data, '\n') + 1, *caret = strchr(source, '\n') + 1;
    assert_int_equal(strncmp(source, "    1 | ...xxx", 14), 0);
    size_t place = strcspn(caret, "^");
    assert_int_equal(strncmp(source + place, "99, layers", 10), 0);
    assert_in_range(caret - source, 80, 130);
    gr_text_finish(&out);
    gr_text_finish(&text);
    gr_problems_finish(&problems);
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_bad_shows),
        cmocka_unit_test(codes),
        cmocka_unit_test(rendering),
        cmocka_unit_test(rendering_of_long_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
