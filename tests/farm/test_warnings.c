/* SPDX-License-Identifier: MIT
 *
 * What workers warn of reaches whoever asked for the render: each thing once, with how often.
 */
#include "farm/warnings.h"
#include "render_helper.h"

static void a_log_is_read(void **state)
{
    (void)state;
    static char text[3 * GR_WARNING_WORDS];
    GrWarnings warnings = {0};
    gr_warnings_read_log(&warnings, helper_path("no.log"));
    assert_int_equal(warnings.count, 0);
    helper_write(helper_path("1.log"), "some library's line\n"
                                       "warning: one\n"
                                       "error: no warning\n"
                                       "a line that says warning: two\n"
                                       "-- try 2 --\n"
                                       "warning: one\n"
                                       "warning: three");
    helper_write(helper_path("2.log"), "warning: four\nwarning: three\n");
    gr_warnings_read_log(&warnings, helper_path("1.log"));
    gr_warnings_read_log(&warnings, helper_path("2.log"));
    static const GrWarning expected[] = {{"one", 1, 0}, {"three", 2, 0}, {"four", 1, 0}};
    assert_int_equal(warnings.count, COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_string_equal(warnings.list[i].text, expected[i].text);
        assert_int_equal(warnings.list[i].times, expected[i].times);
    }

    /* One that is too long is cut; what comes behind the cut is no line of its own. */
    int length = snprintf(text, sizeof text, "warning: ");
    for (int i = 0; i < 160; i++) {
        length += snprintf(text + length, sizeof text - (size_t)length, "warning: ");
    }
    snprintf(text + length, sizeof text - (size_t)length, "\nwarning: five\n");
    helper_write(helper_path("3.log"), text);
    gr_warnings_read_log(&warnings, helper_path("3.log"));
    assert_int_equal(warnings.count, 5);
    assert_int_equal(strlen(warnings.list[3].text), GR_WARNING_WORDS - 1);
    assert_memory_equal(warnings.list[3].text, text + 9, GR_WARNING_WORDS - 1);
    assert_string_equal(warnings.list[4].text, "five");
}

static void each_is_kept_once(void **state)
{
    (void)state;
    GrWarnings warnings = {0};
    char text[GR_WARNING_WORDS + 8];
    assert_true(gr_warnings_add(&warnings, "one", 2));
    assert_false(gr_warnings_add(&warnings, "one", 1));
    assert_int_equal(warnings.list[0].times, 3);
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_true(gr_warnings_add(&warnings, text, 1));
    assert_false(gr_warnings_add(&warnings, text, 1));
    for (int i = warnings.count; i < GR_WARNINGS; i++) {
        snprintf(text, sizeof text, "warning %d", i);
        assert_true(gr_warnings_add(&warnings, text, 1));
    }
    assert_true(gr_warnings_add(&warnings, "one too many", 2)); /* known to nobody: it is told */
    assert_false(gr_warnings_add(&warnings, "one", 1));
    assert_int_equal(warnings.count, GR_WARNINGS);
    assert_int_equal(warnings.left_out, 2);
}

/* A text that is too long ends with a whole character, whether it was given or read. */
static void cuts_are_between_characters(void **state)
{
    (void)state;
    static const struct {
        const char *letter;
        int ahead; /* letters of one byte before them */
        int kept;  /* bytes */
    } rows[] = {
        {"\xc3\xa4", 0, 510},
        {"\xc3\xa4", 1, 511},
        {"\xe2\x99\xaa", 0, 510},
        {"\xe2\x99\xaa", 1, 511},
        {"\xe2\x99\xaa", 2, 509},
        {"\xf0\x9f\x8e\xb5", 0, 508},
        {"\xf0\x9f\x8e\xb5", 3, 511},
        {"\xf0\x9f\x8e\xb5", 2, 510},
        {"\x80", 0, 508}, /* no UTF-8 at all: something is kept in any case */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrWarnings warnings = {0};
        char text[2 * GR_WARNING_WORDS] = "", line[sizeof text + 16];
        memset(text, 'x', (size_t)rows[i].ahead);
        while (strlen(text) < GR_WARNING_WORDS + 16) {
            strcat(text, rows[i].letter);
        }
        assert_true(gr_warnings_add(&warnings, text, 1));
        assert_int_equal(strlen(warnings.list[0].text), rows[i].kept);
        assert_memory_equal(warnings.list[0].text, text, (size_t)rows[i].kept);
        assert_false(gr_warnings_add(&warnings, text, 1));
        snprintf(line, sizeof line, "warning: %s\n", text);
        helper_write(helper_path("long.log"), line);
        gr_warnings_read_log(&warnings, helper_path("long.log"));
        assert_int_equal(warnings.count, 1);
        assert_int_equal(warnings.list[0].times, 3);
        /* One that is no longer than what was kept of another is another one. */
        text[rows[i].kept - 1] = '\0';
        assert_true(gr_warnings_add(&warnings, text, 1));
    }
}

static const char film_text[] =
    "size: 128x72\n"
    "fps: 24\n"
    "fonts: builtin\n"
    "scenes: [{length: 4s, layers: [{grid: xl, field: plasma, palette: classic, hue: angle}]}]\n";

/* The first scene shows no film, the others the same part of one. Each is a segment of its own, the
 * last one two. */
#define PLAIN "  - {length: 2s, layers: [{grid: xl, field: plasma}]}\n"
#define SCENE "  - {length: 2s, layers: [{grid: xl, field: {footage: {file: %s, start: 0.5}}}]}\n"
enum { SEGMENTS_WITH_FILM = 5, SEGMENTS_IN_ALL };

static GrShow *load_damaged(const char *name)
{
    char text[4096], *data;
    size_t length;
    GrRenderReport report;
    GrShow *plain = load(film_text);
    const char *film = helper_path(name);
    render(helper_path("whole.mp4"), (GrRenderJob){.show = plain, .workers = 1, .overwrite = true},
           &report);
    assert_int_equal(report.warnings.count, 0);
    gr_show_destroy(plain);
    assert_int_equal(gr_file_read(helper_path("whole.mp4"), 1 << 24, &data, &length, NULL), 0);
    for (size_t i = length * 4 / 10; i < length * 5 / 10; i++) {
        data[i] = (char)(i * 37 + 11);
    }
    FILE *file = fopen(film, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, length, file), length);
    fclose(file);
    free(data);
    snprintf(text, sizeof text,
             "size: 128x72\nfps: 24\nfonts: builtin\nscenes:\n" PLAIN SCENE SCENE SCENE SCENE, film,
             film, film, film);
    return load(text);
}

static void assert_told(const GrRenderReport *report)
{
    if (report->warnings.count != 1 || report->warnings.list[0].times != SEGMENTS_WITH_FILM) {
        fail_msg("%d warnings, the first %d times: %s", report->warnings.count,
                 report->warnings.list[0].times, report->warnings.list[0].text);
    }
    assert_non_null(strstr(report->warnings.list[0].text, "damaged.mp4: is damaged at "));
}

static void a_damaged_film_is_told_once(void **state)
{
    (void)state;
    GrRenderReport report;
    GrShow *damaged = load_damaged("damaged.mp4");
    for (int workers = 1; workers <= 2; workers++) {
        GrRenderJob job = {.show = damaged, .workers = workers, .overwrite = true};
        render(helper_path("out.mkv"), job, &report);
        assert_int_equal(report.segments, SEGMENTS_IN_ALL);
        assert_told(&report);
    }
    gr_show_destroy(damaged);
}

/* What was drawn by an earlier run is told by the one that uses it; so are both by a run that is
 * stopped. */
static void a_resumed_render_tells_all(void **state)
{
    (void)state;
    GrRenderReport report;
    GrError error;
    GrShow *damaged = load_damaged("damaged.mp4");
    Trouble at_segment = {.stop_at = 3};
    GrRenderJob job = {.show = damaged, .workers = 1};
    assert_int_equal(run(helper_path("r.mkv"), job, &at_segment, &report, &error),
                     GR_E_INTERRUPTED);
    assert_int_equal(report.warnings.count, 1);
    assert_in_range(report.warnings.list[0].times, 2, SEGMENTS_WITH_FILM);
    render(helper_path("r.mkv"), job, &report);
    assert_true(report.segments_reused >= 3);
    assert_told(&report);
    gr_show_destroy(damaged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_is_read),
        cmocka_unit_test(each_is_kept_once),
        cmocka_unit_test(cuts_are_between_characters),
        cmocka_unit_test(a_damaged_film_is_told_once),
        cmocka_unit_test(a_resumed_render_tells_all),
    };
    return cmocka_run_group_tests(tests, render_setup, render_teardown);
}
