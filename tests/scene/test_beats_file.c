/* SPDX-License-Identifier: MIT
 *
 * Beats files: both forms, and what is said of bad ones, with its place.
 */
#include "scene/beats_file.h"
#include "unit.h"

#include <string.h>

static void good_files(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        int beats, downbeats, first_downbeat, sections;
        double last, tempo;
    } cases[] = {
        {"lines", "0.5\n1\n1.5\n", 3, 0, 0, 0, 1.5, 0},
        {"remarks", "# song\n\n0.5 # here\n  1\t\n", 2, 0, 0, 0, 1, 0},
        {"stars", "0.5\n1 *\n1.5\n2\n2.5 *\n", 5, 2, 1, 0, 2.5, 0},
        {"trackers", "0.5\t1\n1\t2\n1.5\t3\n2\t1\r\n", 4, 2, 0, 0, 2, 0},
        {"a list", "[0.5, 1, 1.5]", 3, 0, 0, 0, 1.5, 0},
        {"json", "{\"beats\": [0.5, 1.0, 1.5], \"downbeats\": [1.01], \"tempo\": 120}", 3, 1, 1, 0,
         1.5, 120},
        {"any order",
         "{\n\t\"sections\": [0, {\"time\": 1, \"label\": \"b\"}],\n\t\"bpm\": 3, \"beats\": "
         "[1,2]}",
         2, 0, 0, 2, 2, 0},
        {"exponents", "[5e-1, 1E0]", 2, 0, 0, 0, 1, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrArena arena = {0};
        GrProblems problems = {0};
        const GrBeatList *list =
            gr_beats_file_parse("x", cases[i].text, strlen(cases[i].text), &arena, &problems);
        if (!list)
            fail_msg("%s: %s", cases[i].name, problems.count ? problems.list[0].message : "?");
        if (list->count != cases[i].beats || list->downbeat_count != cases[i].downbeats ||
            list->section_count != cases[i].sections || list->tempo_bpm != cases[i].tempo ||
            list->time_s[list->count - 1] != cases[i].last ||
            (list->downbeats && list->downbeats[0] != cases[i].first_downbeat))
            fail_msg("%s: %d beats, %d downbeats, %d sections", cases[i].name, list->count,
                     list->downbeat_count, list->section_count);
        gr_problems_finish(&problems);
        gr_arena_finish(&arena);
    }
}

static void bad_files(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int line, column;
        const char *message;
    } cases[] = {
        {"", 0, 0, "holds no beats: at least two"},
        {"# nothing\n", 0, 0, "holds no beats"},
        {"1\n", 0, 0, "holds one beat"},
        {"1\n1\n", 2, 1, "beat 1 does not come after the one before it, 1"},
        {"1\n2\n  1.5\n", 3, 3, "does not come after"},
        {"1\nx\n", 2, 1, "'x' is not a time in seconds"},
        {"1\nnan\n", 2, 1, "'nan' is not a time"},
        {"1\ninf\n", 2, 1, "'inf' is not a time"},
        {"1\n0x10\n", 2, 1, "is not a time"},
        {"-1\n2\n", 1, 1, "beat -1 is outside 0..360000 s"},
        {"1\n1e9\n", 2, 1, "outside 0..360000 s"},
        {"1\n2 x\n", 2, 3, "'x': behind a time stands *"},
        {"1\n2 0\n", 2, 3, "'0': behind a time"},
        {"1\n2 1 1\n", 2, 5, "at most one mark"},
        {"1\n\xff\n", 2, 1, "this is no text file"},
        {"[1, 2", 1, 1, ""},
        {"{\"beats\": 4}", 1, 11, "`beats` wants a list of times, not a text"},
        {"{\"beats\": [1, \"x\"]}", 1, 15, "'x' is not a time"},
        {"{\"beats\": [1, [2]]}", 1, 15, "wants a time in seconds, not a list"},
        {"{\"beats\": [1, null]}", 1, 15, "not nothing"},
        {"{\"beats\": [1, NaN]}", 1, 15, "'NaN' is not a time"},
        {"{\"beats\": [2, 1]}", 1, 15, "does not come after"},
        {"{\"beats\": []}", 0, 0, "holds no beats"},
        {"{\"beat\": [1, 2]}", 1, 2, "unknown key 'beat'; did you mean 'beats'?"},
        {"{\"tempo\": 120}", 1, 1, "has a list `beats`"},
        {"{\"beats\": [1, 2], \"tempo\": 0}", 1, 28, "the tempo '0' is outside 20..400"},
        {"{\"beats\": [1, 2], \"tempo\": fast}", 1, 28, "the tempo 'fast'"},
        {"{\"beats\": [1, 2], \"downbeats\": [1.5]}", 1, 33, "the downbeat 1.5 is no beat"},
        {"{\"beats\": [1, 2], \"sections\": [{\"label\": 1}]}", 1, 32, "has no `time`"},
        {"{\"beats\": [1, 2], \"sections\": [3, 2]}", 1, 35, "section 2 does not come after"},
        {"{\"beats\": [1, 2]} {", 1, 19, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrArena arena = {0};
        GrProblems problems = {0};
        const GrBeatList *list = gr_beats_file_parse("dir/x.beats", cases[i].text,
                                                     strlen(cases[i].text), &arena, &problems);
        const GrProblem *first = problems.list;
        if (list || !problems.count || strcmp(first->file, "dir/x.beats") != 0 ||
            !strstr(first->message, cases[i].message) ||
            (cases[i].message[0] &&
             (first->line != cases[i].line || first->column != cases[i].column)))
            fail_msg("'%s': %s:%d:%d: %s", cases[i].text, problems.count ? first->file : "",
                     problems.count ? first->line : 0, problems.count ? first->column : 0,
                     problems.count ? first->message : "nothing");
        gr_problems_finish(&problems);
        gr_arena_finish(&arena);
    }
}

/* A file of nothing but mistakes is told in a few of them; a long one has its limit. */
static void limits(void **state)
{
    (void)state;
    GrText bad = {0}, longest = {0};
    GrArena arena = {0};
    GrProblems problems = {0};
    for (int i = 0; i < 5000; i++)
        gr_text_puts(&bad, "x\n");
    assert_null(gr_beats_file_parse("x", bad.data, bad.length, &arena, &problems));
    assert_in_range(problems.error_count, 1, 30);
    gr_problems_finish(&problems);
    for (int i = 0; i <= GR_BEATS_MAX; i++)
        gr_text_printf(&longest, "%d\n", i);
    assert_null(gr_beats_file_parse("x", longest.data, longest.length, &arena, &problems));
    assert_int_equal(problems.list[0].line, GR_BEATS_MAX + 1);
    gr_problems_finish(&problems);
    assert_null(gr_beats_file_read("/nowhere/x.beats", &arena, &problems));
    assert_int_equal(problems.list[0].code, GR_E_INPUT);
    gr_problems_finish(&problems);
    gr_text_finish(&bad);
    gr_text_finish(&longest);
    gr_arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files),
        cmocka_unit_test(bad_files),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
