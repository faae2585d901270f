/* SPDX-License-Identifier: MIT
 *
 * Hostile and broken files: each must be refused with a clear message, in bounded time and memory.
 * The time allowed is generous (sanitizers, loaded machines); without the limits these inputs take
 * minutes or all memory.
 */
#include "base/files.h"
#include "scene/fake_catalogue.h"
#include "scene/load.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static const double allowed_s = 10;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Loads a text that must be refused with `message` at `line` (0: anywhere). */
static void refuse(const char *name, const char *text, size_t length, int line, const char *message)
{
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    double start = now_s();
    int code = gr_show_load_text("bad.yaml", text, length, NULL, &show, &problems, &error);
    double took = now_s() - start;
    if (code >= 0 || show || !problems.count || !strstr(problems.list[0].message, message) ||
        (line && problems.list[0].line != line))
        fail_msg("%s: code %d, %d problems, '%s'", name, code, problems.count, error.message);
    if (took > allowed_s)
        fail_msg("%s took %.1f s", name, took);
    gr_problems_finish(&problems);
}

static void repeat(GrText *text, const char *part, int times)
{
    for (int i = 0; i < times; i++)
        gr_text_puts(text, part);
}

/* Ten levels, each ten times the one before: ten thousand million values. */
static void put_laughs(GrText *text)
{
    gr_text_puts(text, "l0: &l0 [ha]\n");
    for (int i = 1; i <= 10; i++) {
        gr_text_printf(text, "l%d: &l%d [", i, i);
        for (int j = 0; j < 10; j++)
            gr_text_printf(text, "%s*l%d", j ? ", " : "", i - 1);
        gr_text_puts(text, "]\n");
    }
    gr_text_puts(text, "scenes: *l10\n");
}

/* One list of many items, named many times. */
static void put_square(GrText *text)
{
    gr_text_puts(text, "a: &a [");
    repeat(text, "x,", 50000);
    gr_text_puts(text, "]\nscenes: [");
    repeat(text, "*a,", 50000);
    gr_text_puts(text, "]\n");
}

static void put_deep_lists(GrText *text)
{
    gr_text_puts(text, "scenes: ");
    repeat(text, "[", 200000);
}

static void put_deep_maps(GrText *text)
{
    gr_text_puts(text, "scenes: ");
    repeat(text, "{a: ", 200000);
}

static void put_deep_blocks(GrText *text)
{
    for (int i = 0; i < 200; i++) {
        repeat(text, " ", i);
        gr_text_puts(text, "a:\n");
    }
}

static void put_dashes(GrText *text)
{
    repeat(text, "- ", 100000);
}

static void put_many_values(GrText *text)
{
    gr_text_puts(text, "scenes: [");
    repeat(text, "x,", 4000000);
    gr_text_puts(text, "]\n");
}

static void put_many_anchors(GrText *text)
{
    gr_text_puts(text, "scenes: [");
    for (int i = 0; i < 100000; i++)
        gr_text_printf(text, "&a%d x,", i);
    gr_text_puts(text, "]\n");
}

/* Merges of merges: each map holds all keys of the one before, twice over. */
static void put_merges(GrText *text)
{
    gr_text_puts(text, "m0: &m0 {");
    for (int i = 0; i < 1000; i++)
        gr_text_printf(text, "k%d: 1, ", i);
    gr_text_puts(text, "}\n");
    for (int i = 1; i < 1000; i++)
        gr_text_printf(text, "m%d: &m%d {<<: [*m%d, *m%d], j%d: 2}\n", i, i, i - 1, i - 1, i);
}

static void put_long_name(GrText *text)
{
    gr_text_puts(text, "scenes: [{length: 1s, layers: [{field: ");
    repeat(text, "plasma", 500000);
    gr_text_puts(text, "}]}]\n");
}

/* Many vars, each a use of the one before: far deeper than is allowed. */
static void put_var_chain(GrText *text)
{
    gr_text_puts(text, "vars:\n");
    for (int i = 20000; i > 0; i--)
        gr_text_printf(text, "  v%d: $v%d\n", i, i - 1);
    gr_text_puts(text, "  v0: 1\nscenes: []\n");
}

/* Each var is nested as deep as a file may be, around the one before. */
static void put_deep_vars(GrText *text)
{
    gr_text_puts(text, "vars:\n  v0: 1\n");
    for (int i = 1; i < 30; i++) {
        gr_text_printf(text, "  v%d: ", i);
        repeat(text, "[", 50);
        gr_text_printf(text, "$v%d", i - 1);
        repeat(text, "]", 50);
        gr_text_puts(text, "\n");
    }
    gr_text_puts(text, "scenes: []\n");
}

/* Texts that each double the one before, in many vars. */
static void put_long_texts(GrText *text)
{
    gr_text_puts(text, "vars:\n  v0: \"");
    repeat(text, "0123456789", 3000);
    gr_text_puts(text, "\"\n");
    for (int i = 1; i < 20000; i++)
        gr_text_printf(text, "  v%d: ${v0}${v0}\n", i);
    gr_text_puts(text, "scenes: []\n");
}

/* Scenes that double the layers of the one they extend. */
static void put_extends(GrText *text)
{
    gr_text_puts(text, "templates:\n  t0: {layers: [{field: plasma}]}\n");
    for (int i = 1; i < 25; i++)
        gr_text_printf(text, "  t%d: {extends: t%d, layers: $all}\n", i, i - 1);
    gr_text_puts(text, "vars:\n  all: [");
    repeat(text, "{field: plasma}, ", 4000);
    gr_text_puts(text, "]\nscenes: []\n");
}

/* Many scenes that extend many-keyed ones, and names that are not there. */
static void put_many_extends(GrText *text)
{
    gr_text_puts(text, "templates:\n");
    for (int i = 0; i < 20000; i++)
        gr_text_printf(text, "  t%d: {extends: t%d}\n", i, (i + 1) % 20000);
    gr_text_puts(text, "scenes:\n");
    for (int i = 0; i < 20000; i++)
        gr_text_printf(text, "- {name: s%d, extends: t%d0, length: 1s, layers: [none]}\n", i, i);
}

static void put_chains(GrText *text)
{
    gr_text_puts(text, "chains:\n  c0: [vignette]\n");
    for (int i = 1; i < 30; i++)
        gr_text_printf(text, "  c%d: [c%d, c%d]\n", i, i - 1, i - 1);
    gr_text_puts(text, "scenes: []\n");
}

static void put_question_marks(GrText *text)
{
    repeat(text, "? ", 100000);
}

static void put_open_quote(GrText *text)
{
    gr_text_puts(text, "title: \"");
    repeat(text, "a b\n ", 1000000);
}

static void bombs(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        void (*put)(GrText *text);
        const char *message;
    } cases[] = {
        {"billion laughs", put_laughs, "expand to more than 250000 values"},
        {"square laughs", put_square, "expand to more than 250000 values"},
        {"deep lists", put_deep_lists, "nested more than 64 levels deep"},
        {"deep maps", put_deep_maps, "nested more than 64 levels deep"},
        {"deep blocks", put_deep_blocks, "nested more than 64 levels deep"},
        {"dashes", put_dashes, "nested more than 64 levels deep"},
        {"many values", put_many_values, "more than 250000 values"},
        {"many anchors", put_many_anchors, "more than 1024 anchors"},
        {"merges", put_merges, ""},
        {"long name", put_long_name, "there is no effect 'plasmaplasma"},
        {"chain of vars", put_var_chain, "vars build on each other more than 32 deep"},
        {"deep vars", put_deep_vars, "nested more than 64 levels deep with its vars"},
        {"long texts", put_long_texts, "the vars make this text longer than 16777216 bytes"},
        {"extends", put_extends, "expands to more than 250000 values"},
        {"many extends", put_many_extends, ""},
        {"chains", put_chains, "expands to more than 250000 values"},
        {"question marks", put_question_marks, ""},
        {"open quote", put_open_quote, "a quote is opened here and never closed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        GrText text = {0};
        cases[i].put(&text);
        refuse(cases[i].name, text.data, text.length, 0, cases[i].message);
        gr_text_finish(&text);
    }
}

static void bytes(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        size_t length;
        int line;
        const char *message;
    } cases[] = {
        {"empty", "", 0, 0, "the file is empty"},
        {"blank", " \n\n", 3, 0, "the file is empty"},
        {"mark only", "\xef\xbb\xbf", 3, 0, "the file is empty"},
        {"null", "~\n", 2, 0, "the file is empty"},
        {"latin 1", "title: x\nseed: 1\ntitle: caf\xe9\n", 29, 3, "byte 0xe9 is not UTF-8"},
        {"overlong", "title: \xc0\xaf\n", 10, 1, "byte 0xc0 is not UTF-8"},
        {"surrogate", "title: \xed\xa0\x80\n", 11, 1, "byte 0xed is not UTF-8"},
        {"cut off", "title: \xe2\x82", 9, 1, "byte 0xe2 is not UTF-8"},
        {"utf-16", "\xff\xfet\0", 4, 1, "the file is UTF-16"},
        {"utf-16 be", "\xfe\xff\0t", 4, 1, "the file is UTF-16"},
        {"zero byte", "title: a\0b\n", 11, 1, "a zero byte"},
        {"escape", "a: b\ntitle: \x1b[31m\n", 18, 2, "control character 0x1b"},
        {"delete", "a: \x7f\n", 5, 1, "control character 0x7f"},
        {"carriage returns", "title: x\rsize: 9\rfps: 0\r", 24, 1, "the show has no `scenes:`"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        refuse(cases[i].name, cases[i].text, cases[i].length, cases[i].line, cases[i].message);
}

static void refuse_include(const char *path, int code, const char *message)
{
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    assert_int_equal(gr_show_load(path, NULL, &show, &problems, &error), code);
    assert_int_equal(problems.error_count, 1);
    assert_int_equal(problems.list[0].line, 1);
    assert_non_null(strstr(problems.list[0].message, message));
    gr_problems_finish(&problems);
}

static void refuse_file(const char *path, int code, const char *message)
{
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    double start = now_s();
    assert_int_equal(gr_show_load(path, NULL, &show, &problems, &error), code);
    assert_null(show);
    assert_int_equal(problems.error_count, 1);
    assert_int_equal(problems.list[0].line, 0);
    assert_non_null(strstr(problems.list[0].message, message));
    assert_int_equal(strncmp(error.message, path, strlen(path)), 0);
    assert_true(now_s() - start < allowed_s);
    gr_problems_finish(&problems);
}

static void files(void **state)
{
    (void)state;
    char folder[] = "/tmp/gr-scene-XXXXXX", path[64];
    GrError error;
    assert_non_null(mkdtemp(folder));
    refuse_file(folder, GR_E_INPUT, "is a folder");
    snprintf(path, sizeof path, "%s/none.yaml", folder);
    refuse_file(path, GR_E_INPUT, "No such file");
    snprintf(path, sizeof path, "%s/large.yaml", folder);
    int fd = open(path, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, 100 << 20), 0);
    close(fd);
    refuse_file(path, GR_E_INPUT, "104857600 bytes; at most 16777216");
    static const char includes[] = "include: large.yaml\n";
    snprintf(path, sizeof path, "%s/show.yaml", folder);
    assert_int_equal(gr_file_write_atomic(path, includes, strlen(includes), &error), 0);
    refuse_include(path, GR_E_INPUT, "include: 'large.yaml': 104857600 bytes; at most 16777216");
    assert_int_equal(gr_folder_remove(folder, &error), 0);
    char *large = calloc(1, (16 << 20) + 2);
    assert_non_null(large);
    memset(large, ' ', (16 << 20) + 1);
    refuse("large text", large, (16 << 20) + 1, 0, "a show has at most 16777216");
    free(large);
}

/* Thousands of mistakes: the first ones are told, the rest is counted, whole lines only. */
static void many_mistakes(void **state)
{
    (void)state;
    static GrError error;
    GrText text = {0};
    GrShow *show;
    GrProblems problems = {0};
    gr_text_puts(&text, "scenes:\n");
    for (int i = 0; i < 3000; i++)
        gr_text_printf(&text, "- {name: s%d, length: x, layers: [{field: plasma}]}\n", i);
    assert_int_equal(
        gr_show_load_text("m.yaml", text.data, text.length, NULL, &show, &problems, &error),
        GR_E_SHOW);
    assert_int_equal(problems.error_count, 3000);
    assert_int_equal(problems.count, 200);
    assert_int_equal(problems.list[0].line, 2);
    assert_true(strlen(error.message) < GR_ERROR_CAPACITY - 1);
    const char *last = strrchr(error.message, '\n');
    int lines = 0, rest = 0;
    for (const char *at = error.message; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    assert_int_equal(sscanf(last, "\nand %d more errors", &rest), 1);
    assert_int_equal(lines + rest, 3000);
    gr_text_finish(&text);
    gr_problems_finish(&problems);
}

/* Equal mistakes that an alias repeats are told once. */
static void repeated_mistakes(void **state)
{
    (void)state;
    static const char text[] = "scenes:\n"
                               "- name: a\n"
                               "  length: 1s\n"
                               "  layers: [{field: &f {rings: {count: 99}}}]\n"
                               "  shaders: [&s {bloom: {size: 0}}]\n"
                               "- &b {name: b, length: 1s, layers: [{field: *f}]}\n"
                               "- *b\n";
    static GrError error;
    GrShow *show;
    GrProblems problems = {0};
    gr_show_load_text("m.yaml", text, strlen(text), NULL, &show, &problems, &error);
    /* count: once for each scene's name; size: once; two scenes named b. */
    assert_int_equal(problems.error_count, 4);
    assert_int_equal(problems.count, 4);
    gr_problems_finish(&problems);
}

/* 250 scenes, over 5,000 lines. */
static void put_plain_scenes(GrText *text)
{
    gr_text_puts(text, "title: long\nscenes:\n");
    for (int i = 0; i < 250; i++) {
        gr_text_printf(text, "  - name: scene %d\n    length: 2.5s\n    layers:\n", i);
        for (int j = 0; j < 3; j++)
            gr_text_printf(text,
                           "      - name: l%d\n        grid: sm\n        field: {rings: {count: "
                           "%d}}\n        palette: dense\n        hue: {by: angle, span: 0.5}\n",
                           j, j + 1);
        gr_text_puts(text, "    shaders:\n      - vignette\n");
    }
}

/* The same with as much said indirectly as possible. */
static void put_composed_scenes(GrText *text)
{
    gr_text_puts(text, "title: long\nvars:\n");
    for (int i = 0; i < 1000; i++)
        gr_text_printf(text, "  v%d: \"${v%d}\"\n", i, i % 20 ? i - 1 : 1000);
    gr_text_puts(text, "  v1000: 0.5\nstyles: {n: {layer: {palette: dense, hue: {by: angle}}}}\n"
                       "style: n\nchains: {c: [vignette]}\nlayers:\n");
    for (int i = 0; i < 250; i++)
        gr_text_printf(text, "  n%d:\n    grid: sm\n    field: {rings: {count: 3}}\n", i);
    gr_text_puts(text, "templates:\n  t:\n    length: 2.5s\n    layers:\n");
    for (int j = 0; j < 2; j++)
        gr_text_printf(text, "    - {name: l%d, field: rings, hue: {span: 0.5}}\n", j);
    gr_text_puts(text, "scenes:\n");
    for (int i = 0; i < 250; i++)
        gr_text_printf(text,
                       "  - name: scene %d\n    extends: t\n    shaders:\n    - c\n    layers:\n"
                       "    - name: l0\n      opacity: $v%d\n      extends: n%d\n    - name: l1\n"
                       "      opacity: ${v%d}\n    - n%d\n",
                       i, i, i, i + 500, i);
}

static void large_shows(void **state)
{
    (void)state;
    static void (*const put[])(GrText *) = {put_plain_scenes, put_composed_scenes};
    for (int i = 0; i < 2; i++) {
        static GrError error;
        GrText text = {0};
        GrShow *show;
        GrProblems problems = {0};
        int lines = 0;
        put[i](&text);
        for (const char *at = text.data; (at = strchr(at, '\n')) != NULL; at++)
            lines++;
        double start = now_s();
        int code =
            gr_show_load_text("l.yaml", text.data, text.length, NULL, &show, &problems, &error);
        double took = now_s() - start;
        if (code)
            fail_msg("%s", error.message);
        print_message("%d scenes, %d lines, %zu KiB: %.1f ms, %zu KiB kept\n", show->scene_count,
                      lines, text.length >> 10, took * 1e3, show->arena.total_bytes >> 10);
        assert_true(took < allowed_s / 10);
        assert_in_range(lines, 4500, 6000);
        assert_int_equal(show->scene_count, 250);
        assert_int_equal(show->scenes[249].layer_count, 3);
        assert_int_equal(((const FakeRings *)show->scenes[249].layers[2].params)->count, 3);
        assert_true(show->length_ns == 625 * GR_NS_PER_S);
        gr_show_destroy(show);
        gr_text_finish(&text);
        gr_problems_finish(&problems);
    }
}

int main(void)
{
    fake_catalogue_install();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bombs),       cmocka_unit_test(bytes),
        cmocka_unit_test(files),       cmocka_unit_test(many_mistakes),
        cmocka_unit_test(large_shows), cmocka_unit_test(repeated_mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
