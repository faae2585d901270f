/* SPDX-License-Identifier: MIT
 *
 * What a render tells about its finished frames, and what --flash-limit does about flashes.
 */
#include "render_helper.h"

#include <math.h>

/* Two scenes of five seconds; `extra` is a line of the second one's layers. */
static GrShow *strobe_show(const char *gain, const char *extra, int fps)
{
    char text[1024];
    snprintf(text, sizeof text,
             "size: 128x72\n"
             "fps: %d\n"
             "fonts: [builtin]\n"
             "scenes:\n"
             "  - {name: calm, length: 2s, layers: [{grid: xxl, field: plasma}]}\n"
             "  - name: strobe\n"
             "    length: 5s\n"
             "    exposure: off\n"
             "    background: ffffff\n"
             "    gain: '%s'\n"
             "    layers:\n"
             "      - {grid: xxl, field: plasma, palette: blocks}\n%s",
             fps, gain, extra);
    return load(text);
}

static const char TWO[] = "if(mod(t * 2, 1) < 0.5, 1, 0.2)";
static const char FOUR[] = "if(mod(t * 4, 1) < 0.5, 1, 0.2)";
static const char TEN[] = "if(mod(t * 10, 1) < 0.5, 1, 0.2)";
static const char FAINT[] = "if(mod(t * 8, 1) < 0.5, 1, 0.97)";

static int count_kind(const GrReview *review, GrFindingKind kind)
{
    int count = 0;
    for (int i = 0; i < review->count; i++)
        count += review->list[i].kind == kind;
    return count;
}

static void flashes_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *gain;
        int fps, spans;
        double rate;
    } rows[] = {{TWO, 24, 0, 0}, {FOUR, 24, 1, 4}, {TEN, 24, 1, 10}, {FAINT, 24, 0, 0},
                {TWO, 60, 0, 0}, {FOUR, 60, 1, 4}, {TEN, 60, 1, 10}};
    for (size_t i = 0; i < CASES_TO_RUN(rows, 4); i++) {
        GrRenderReport report;
        GrRenderJob job = {.show = strobe_show(rows[i].gain, "", rows[i].fps)};
        render("null:", job, &report);
        assert_int_equal(report.review.flash_count, rows[i].spans);
        assert_int_equal(count_kind(&report.review, GR_FINDING_FLASHES), rows[i].spans);
        for (int f = 0; f < report.review.count; f++) {
            const GrFinding *finding = &report.review.list[f];
            if (finding->kind != GR_FINDING_FLASHES)
                continue;
            assert_string_equal(finding->scene, "strobe");
            assert_true(finding->from_s > 1.5 && finding->from_s < 2.6);
            assert_true(finding->to_s > 6.5 && finding->to_s < 7.01);
            if (fabs(finding->rate - rows[i].rate) > 1.0)
                fail_msg("%s at %d: %s", rows[i].gain, rows[i].fps, finding->words);
            assert_true(finding->area > 0.9 && strstr(finding->words, "a second"));
        }
        gr_show_destroy((GrShow *)job.show);
    }
}

static void red_flashes_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *background;
        int red;
    } rows[] = {{"ff0000", 1}, {"a00000", 1}, {"ff9090", 0}, {"0000ff", 0}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[512];
        GrRenderReport report;
        snprintf(text, sizeof text,
                 "size: 128x72\nfps: 24\nfonts: [builtin]\nscenes:\n"
                 "  - {name: alarm, length: 3s, exposure: off, background: '%s',\n"
                 "     gain: 'if(mod(t * 5, 1) < 0.5, 1, 0)',\n"
                 "     layers: [{field: plasma, opacity: 0}]}\n",
                 rows[i].background);
        GrRenderJob job = {.show = load(text)};
        render("null:", job, &report);
        if (count_kind(&report.review, GR_FINDING_RED_FLASHES) != rows[i].red)
            fail_msg("%s: %d findings", rows[i].background, report.review.count);
        gr_show_destroy((GrShow *)job.show);
    }
}

/* A layer that is not seen but has a history makes the segments longer, and nothing else. */
static void segments_do_not_matter(void **state)
{
    (void)state;
    GrRenderReport reports[2];
    static const char *const extras[] = {"", "      - {grid: xxl, field: reaction, opacity: 0}\n"};
    for (int i = 0; i < 2; i++) {
        GrRenderJob job = {.show = strobe_show(FOUR, extras[i], 24), .workers = 1 + i};
        render("null:", job, &reports[i]);
        gr_show_destroy((GrShow *)job.show);
    }
    assert_int_not_equal(reports[0].segments, reports[1].segments);
    assert_int_equal(reports[0].review.count, reports[1].review.count);
    for (int i = 0; i < reports[0].review.count; i++)
        assert_string_equal(reports[0].review.list[i].words, reports[1].review.list[i].words);
}

static void fail_delivers_nothing_and_loses_nothing(void **state)
{
    (void)state;
    GrRenderReport report;
    GrError error;
    GrRenderJob job = {.show = strobe_show(TEN, "", 24), .flash_limit = GR_FLASH_FAIL};
    const char *path = helper_path("fail.mp4");
    assert_int_equal(run(path, job, NULL, &report, &error), GR_E_FLASHES);
    assert_non_null(strstr(error.message, "too many flashes in 1 passage"));
    assert_non_null(strstr(error.message, "--flash-limit report"));
    assert_int_equal(report.review.flash_count, 1);
    assert_false(gr_path_exists(path));
    int segments = report.segments_reused;
    assert_int_equal(segments, 0);
    job.flash_limit = GR_FLASH_REPORT;
    render(path, job, &report);
    assert_true(gr_path_exists(path));
    assert_int_equal(report.segments_reused, report.segments);
    gr_show_destroy((GrShow *)job.show);
}

/* Attenuated, no passage is left that would be told, and the rest of the show is as it was. */
static void attenuate_leaves_none(void **state)
{
    (void)state;
    static const char *const gains[] = {FOUR, TEN};
    for (size_t i = 0; i < CASES_TO_RUN(gains, 1); i++) {
        GrRenderReport report;
        GrRenderJob job = {.show = strobe_show(gains[i], "", 24)};
        char plain[600], dimmed[600], part[600];
        snprintf(plain, sizeof plain, "hash:%s", helper_path("plain.txt"));
        snprintf(dimmed, sizeof dimmed, "hash:%s", helper_path("dim.txt"));
        snprintf(part, sizeof part, "hash:%s", helper_path("part.txt"));
        job.overwrite = true;
        render(plain, job, &report);
        job.wish.dim_flashes = true;
        job.flash_limit = GR_FLASH_FAIL;
        render(dimmed, job, &report);
        assert_int_equal(report.review.flash_count, 0);
        job.from = "4s";
        job.workers = 2;
        render(part, job, &report);
        char a[168][64], b[168][64], c[168][64];
        FILE *files[3] = {fopen(plain + 5, "r"), fopen(dimmed + 5, "r"), fopen(part + 5, "r")};
        int same = 0;
        for (int f = 0; f < 168; f++) {
            assert_non_null(fgets(a[f], 64, files[0]));
            assert_non_null(fgets(b[f], 64, files[1]));
            same += strcmp(a[f], b[f]) == 0;
            if (f >= 96) {
                assert_non_null(fgets(c[f], 64, files[2]));
                assert_string_equal(b[f], c[f]);
            }
        }
        for (int f = 0; f < 3; f++)
            fclose(files[f]);
        assert_in_range(same, 12, 48); /* the calm scene, until half a second before */
        assert_string_equal(a[5], b[5]);
        GrStudio studio;
        GrError error = {0};
        assert_int_equal(gr_studio_open(job.show, &job.wish, NULL, 1, NULL, &studio, &error), 0);
        for (int f = 60; f < 168; f += 53) {
            GrFrameStats stats;
            char want[64];
            assert_int_equal(gr_studio_frame(&studio, job.show, f, &stats, &error), 0);
            snprintf(want, sizeof want, "%016llx\n", (unsigned long long)stats.checksum);
            assert_non_null(strstr(b[f], want));
        }
        gr_studio_close(&studio);
        gr_show_destroy((GrShow *)job.show);
    }
}

/* Dark and bright scenes are told with what helps; black that was asked for is not. */
static void brightness_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *scene;
        int dark, bright;
        const char *words;
    } rows[] = {
        {"layers: [{grid: xl, field: plasma}]", 0, 0, ""},
        {"exposure: off, layers: [{grid: xl, field: plasma, gain: 0.03}]", 1, 0, "exposure: auto"},
        {"exposure: off, length: 1s, layers: [{grid: xl, field: plasma, gain: 0.03}]", 0, 0, ""},
        {"exposure: off, length: 25f, layers: [{grid: xl, field: plasma, gain: 0.03}]", 1, 0,
         "exposure: auto"},
        {"gain: 0.02, layers: [{grid: xl, field: plasma}]", 1, 0, "raise its gain (0.02)"},
        {"gain: 0, layers: [{grid: xl, field: plasma}]", 0, 0, ""},
        {"gain: '1 - t', layers: [{grid: xl, field: plasma}]", 0, 0, ""},
        {"fade_in: 3s, layers: [{grid: xl, field: plasma}]", 0, 0, ""},
        {"layers: [{text: 'a', size: 40}]", 0, 0, ""},
        {"exposure: off, gain: 8, background: '404040', layers: [{grid: xl, field: plasma}]", 0, 1,
         "lower its gain (8), or set exposure: auto"},
        {"background: ffffff, layers: [{grid: xl, field: plasma, opacity: 0.1}]", 0, 0, ""},
        {"exposure: off, layers: [{grid: xl, field: '1', palette: blocks, colours: ffffff}]", 0, 1,
         "255: set exposure: auto, or set gain: 0.5"},
        {"layers: [{grid: xl, field: '1', palette: blocks, colours: ffffff}]", 0, 1,
         "255: set gain: 0.5"},
        {"gain: 0.5, layers: [{grid: xl, field: '1', palette: blocks, colours: ffffff}]", 0, 0, ""},
        {"shaders: [invert], layers: [{grid: xl, field: plasma, gain: 0.1}]", 0, 1,
         "255: use less of its shaders, or set gain: 0.55"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[600];
        GrRenderReport report;
        const char *length = strstr(rows[i].scene, "length") ? "" : "length: 3s, ";
        snprintf(text, sizeof text,
                 "size: 128x72\nfps: 24\nfonts: [builtin]\nscenes:\n"
                 "  - {name: before, length: 1s, layers: [{grid: xl, field: plasma}]}\n"
                 "  - {name: it, %s%s}\n",
                 length, rows[i].scene);
        GrRenderJob job = {.show = load(text)};
        render("null:", job, &report);
        const GrReview *review = &report.review;
        if (count_kind(review, GR_FINDING_DARK) != rows[i].dark ||
            count_kind(review, GR_FINDING_BRIGHT) != rows[i].bright)
            fail_msg("%s: %d dark, %d bright: %s", rows[i].scene,
                     count_kind(review, GR_FINDING_DARK), count_kind(review, GR_FINDING_BRIGHT),
                     review->list[0].words);
        if (rows[i].dark + rows[i].bright) {
            assert_string_equal(review->list[0].scene, "it");
            assert_non_null(strstr(review->list[0].words, rows[i].words));
            const char *when = *length ? "(0:01-0:04)" : "(0:01-0:02)";
            assert_non_null(strstr(review->list[0].words, when));
        }
        gr_show_destroy((GrShow *)job.show);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flashes_are_told),
        cmocka_unit_test(red_flashes_are_told),
        cmocka_unit_test(segments_do_not_matter),
        cmocka_unit_test(fail_delivers_nothing_and_loses_nothing),
        cmocka_unit_test(attenuate_leaves_none),
        cmocka_unit_test(brightness_is_told),
    };
    return cmocka_run_group_tests(tests, render_setup, render_teardown);
}
