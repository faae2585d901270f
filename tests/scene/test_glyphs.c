/* SPDX-License-Identifier: MIT
 *
 * Where the glyphs of a layer come from, and what becomes of those that no font has.
 */
#include "base/text.h"
#include "scene/fake_catalogue.h"
#include "scene/load.h"
#include "scene/resolve_again.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static GrShow *load(const char *layer, const GrLoadOptions *options, GrProblems *problems,
                    int *code)
{
    GrText text = {0};
    GrShow *show = NULL;
    static GrError error;
    gr_text_printf(&text, "scenes: [{length: 1s, layers: [%s]}]\n", layer);
    *code = gr_show_load_text(GR_TEST_DIR "/bad/here.yaml", gr_text_string(&text), text.length,
                              options, &show, problems, &error);
    gr_text_finish(&text);
    return show;
}

static int count_of(const char *text)
{
    const char *end = text + strlen(text);
    int count = 0;
    while (text < end && gr_utf8_next(&text, end) > 0)
        count++;
    return count;
}

static void sources(void **state)
{
    (void)state;
    static const struct {
        const char *layer;
        int count;          /* of characters */
        const char *glyphs; /* or NULL */
    } cases[] = {
        {"{field: plasma, palette: classic}", 10, " .:-=+*#%@"},
        {"{field: plasma, glyphs: {file: fonts/glyphs.txt}}", 7, ".:-=+#@"},
        {"{field: plasma, glyphs: {font: ascii}, font: builtin}", 94, NULL},
        {"{field: plasma, glyphs: {font: all}, font: builtin}", 94, NULL},
        {"{field: plasma, font: builtin, glyphs: {font: latin}}", 94, NULL},
        {"{field: plasma, glyphs: {font: ascii}}", 94, NULL},
        {"{field: plasma, glyphs: {font: all}}", 511, NULL},
        {"{field: plasma, glyphs: {font: all}, font: Noto Sans CJK JP}", 511, NULL},
        {"{field: plasma, glyphs: {file: fonts/many.txt}}", 511, NULL},
        {"{field: plasma, glyphs: {font: ascii}, font: fonts/good.ttf}", 1, "!"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrProblems problems = {0};
        GrText resolved = {0};
        int code;
        GrShow *show = load(cases[i].layer, NULL, &problems, &code);
        if (!show)
            fail_msg("%s: %s", cases[i].layer, problems.list[0].message);
        const char *glyphs = show->scenes[0].layers[0].palette->glyphs;
        if (count_of(glyphs) != cases[i].count)
            fail_msg("%s has %d glyphs: %s", cases[i].layer, count_of(glyphs), glyphs);
        if (cases[i].glyphs)
            assert_string_equal(glyphs, cases[i].glyphs);
        const char *wrong = resolve_again(show, &resolved, NULL);
        if (wrong)
            fail_msg("%s: %s", cases[i].layer, wrong);
        gr_text_finish(&resolved);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

static void lenient(void **state)
{
    (void)state;
    static const struct {
        const char *layer, *glyphs; /* NULL: nothing is left */
        int warnings;
    } cases[] = {
        {"{field: plasma, glyphs: \"a\\ue000b\"}", "ab", 1},
        {"{field: plasma, glyphs: \"\\ue000a\\ue001\\ue000\"}", "a", 2},
        {"{field: plasma, glyphs: \"ab\"}", "ab", 0},
        {"{field: plasma, glyphs: \"\\ue000\\ue001\"}", NULL, 2},
        {"{field: plasma, glyphs: {file: fonts/tofu.txt}}", "abc", 1},
        {"{field: plasma, glyphs: "
         "\"a\\ue000\\ue001\\ue002\\ue003\\ue004\\ue005\\ue006\\ue007\\ue008\\ue009\"}",
         "a", 9},
    };
    const GrLoadOptions options = {.lenient = true};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrProblems problems = {0};
        int code;
        GrShow *show = load(cases[i].layer, &options, &problems, &code);
        assert_int_equal(problems.warning_count, cases[i].warnings);
        assert_int_equal(code, cases[i].glyphs ? GR_OK : GR_E_INPUT);
        if (show)
            assert_string_equal(show->scenes[0].layers[0].palette->glyphs, cases[i].glyphs);
        for (int k = 0; k < problems.count; k++)
            if (problems.list[k].kind == GR_PROBLEM_WARNING)
                assert_non_null(strstr(problems.list[k].message, "left out"));
        gr_show_destroy(show);
        gr_problems_finish(&problems);
        show = load(cases[i].layer, NULL, &problems, &code);
        assert_int_equal(code, cases[i].warnings ? GR_E_INPUT : GR_OK);
        gr_show_destroy(show);
        gr_problems_finish(&problems);
    }
}

/* Who does not draw need not have the fonts. */
static void unasked(void **state)
{
    (void)state;
    const GrLoadOptions options = {.fonts_unasked = true};
    GrProblems problems = {0};
    int code;
    GrShow *show =
        load("{field: plasma, glyphs: \"a\\ue000\"}, {field: plasma, glyphs: {font: all}}",
             &options, &problems, &code);
    assert_int_equal(code, GR_OK);
    assert_int_equal(problems.count, 0);
    assert_string_equal(show->scenes[0].layers[0].palette->glyphs, "a\xEE\x80\x80");
    gr_show_destroy(show);
}

/* They belong to the show: nothing is to overwrite them. */
static void files_are_kept(void **state)
{
    (void)state;
    GrProblems problems = {0};
    int code;
    GrShow *show = load("{field: plasma, glyphs: {file: fonts/glyphs.txt}}, "
                        "{field: plasma, glyphs: {file: fonts/glyphs.txt}}, "
                        "{field: plasma, glyphs: {file: fonts/tofu.txt}, font: builtin}",
                        &(GrLoadOptions){.lenient = true}, &problems, &code);
    assert_int_equal(code, GR_OK);
    assert_int_equal(show->file_count, 3);
    assert_non_null(strstr(show->files[0].path, "here.yaml"));
    assert_non_null(strstr(show->files[1].path, "bad/fonts/glyphs.txt"));
    assert_non_null(strstr(show->files[2].path, "bad/fonts/tofu.txt"));
    gr_show_destroy(show);
    gr_problems_finish(&problems);
}

/* What is wrong with a style is said once, however many scenes use it. */
static void said_once(void **state)
{
    (void)state;
    static const char text[] = "style: {layer: {glyphs: \"a\\ue000\"}}\n"
                               "scenes:\n"
                               "  - {length: 1s, layers: [{field: plasma}, {field: plasma}]}\n"
                               "  - {length: 1s, layers: [{field: plasma}]}\n";
    GrProblems problems = {0};
    GrShow *show;
    static GrError error;
    assert_int_equal(
        gr_show_load_text("style.yaml", text, strlen(text), NULL, &show, &problems, &error),
        GR_E_INPUT);
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.list[0].line, 1);
    gr_problems_finish(&problems);
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources),        cmocka_unit_test(lenient),   cmocka_unit_test(unasked),
        cmocka_unit_test(files_are_kept), cmocka_unit_test(said_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
