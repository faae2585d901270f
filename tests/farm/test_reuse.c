/* SPDX-License-Identifier: MIT
 *
 * What becomes of the segments that an earlier render left: used where they are those of this one,
 * and only there.
 */
#include "render_helper.h"

#include "glyph/font.h"

#include <sys/stat.h>

static uint64_t video_hash; /* of the show, rendered in peace */

static void an_interrupted_render_goes_on(void **state)
{
    (void)state;
    GrRenderReport report;
    GrError error;
    Trouble at_segment = {.stop_at = 2}, at_join = {.stop_phase = GR_PHASE_JOIN};
    GrRenderJob job = {.workers = 1};
    assert_int_equal(run(helper_path("i.mp4"), job, &at_segment, &report, &error),
                     GR_E_INTERRUPTED);
    assert_non_null(strstr(error.message, "goes on from there"));
    assert_false(gr_path_exists(helper_path("i.mp4")));
    assert_int_equal(helper_count(helper_path(".i.mp4.glyphreel"), ".part"), 0);
    int kept = helper_count(helper_path(".i.mp4.glyphreel"), ".grs");
    assert_true(kept >= 2 && kept < SEGMENTS);

    assert_int_equal(run(helper_path("i.mp4"), job, &at_join, &report, &error), GR_E_INTERRUPTED);
    assert_int_equal(report.segments_reused, kept);
    assert_int_equal(helper_count(helper_path(".i.mp4.glyphreel"), ".grs"), SEGMENTS);

    job.workers = 2; /* the number of workers is not part of the plan */
    render(helper_path("i.mp4"), job, &report);
    assert_int_equal(report.segments_reused, SEGMENTS);
    assert_true(file_hash(helper_path("i.mp4")) == video_hash);
    assert_false(gr_path_exists(helper_path(".i.mp4.glyphreel")));
}

/* The sound is a task like the others: lost, done again, found again by the next run. */
static void sound_is_made_once(void **state)
{
    (void)state;
    static const char sounding[] =
        "size: 128x72\n"
        "fps: 24\n"
        "fonts: builtin\n"
        "audio: {synth: {bpm: 240, bars: 8}}\n"
        "scenes: [{name: a, length: 8s, layers: [{grid: xxl, field: rings, hue: 0.1}]}]\n";
    GrRenderReport report;
    GrError error;
    GrShow *loaded = load(sounding);
    GrRenderJob job = {.show = loaded, .workers = 1};
    render(helper_path("s1.mp4"), job, &report);
    assert_int_equal(report.segments, 5);
    uint64_t calm = file_hash(helper_path("s1.mp4"));

    Trouble kills = {.kills = 3, .with = SIGKILL}, at_join = {.stop_phase = GR_PHASE_JOIN};
    job.workers = 3;
    assert_int_equal(run(helper_path("s2.mp4"), job, &kills, &report, &error), 0);
    /* One that was hit on its way out had done its work. */
    assert_true(report.retries >= 1 && report.retries <= 3 - kills.kills);
    assert_int_equal(report.workers, 3);
    assert_false(kills.went_back);
    assert_true(file_hash(helper_path("s2.mp4")) == calm);

    assert_int_equal(run(helper_path("s3.mp4"), job, &at_join, &report, &error), GR_E_INTERRUPTED);
    const char *sound = helper_path(".s3.mp4.glyphreel/sound.grs");
    struct stat info, again;
    assert_int_equal(stat(sound, &info), 0);
    assert_int_equal(run(helper_path("s3.mp4"), job, &at_join, &report, &error), GR_E_INTERRUPTED);
    assert_int_equal(report.segments_reused, 5);
    assert_int_equal(stat(sound, &again), 0);
    assert_true(info.st_ino == again.st_ino && info.st_mtim.tv_nsec == again.st_mtim.tv_nsec);
    assert_int_equal(truncate(sound, 1000), 0); /* a damaged one is made anew */
    render(helper_path("s3.mp4"), job, &report);
    assert_int_equal(report.segments_reused, 5);
    assert_true(file_hash(helper_path("s3.mp4")) == calm);
    gr_show_destroy(loaded);
}

static void leftovers_of_another_plan_are_not_used(void **state)
{
    (void)state;
    GrRenderReport report;
    GrError error;
    uint64_t seed = 99;
    Trouble trouble = {.stop_at = 2};
    GrRenderJob job = {.workers = 1, .seed = &seed};
    assert_int_equal(run(helper_path("o.mp4"), job, &trouble, &report, &error), GR_E_INTERRUPTED);
    job.seed = NULL;
    render(helper_path("o.mp4"), job, &report);
    assert_int_equal(report.segments_reused, 0);
    assert_true(file_hash(helper_path("o.mp4")) == video_hash);
}

static void a_kept_folder_stays(void **state)
{
    (void)state;
    GrRenderReport report;
    GrRenderJob job = {.workers = 2, .keep = true, .work_dir = helper_path("kept")};
    render(helper_path("e.mp4"), job, &report);
    assert_int_equal(helper_count(helper_path("kept"), ".glyphreel"), 1);
    job.overwrite = true;
    render(helper_path("e.mp4"), job, &report);
    assert_int_equal(report.segments_reused, SEGMENTS);
    assert_true(file_hash(helper_path("e.mp4")) == video_hash);
}

/* The file of an installed family becomes `path`. */
static void put_face(const char *family, const char *path)
{
    GrFonts *fonts = NULL;
    GrError error = {0};
    const char *name, *file;
    char *data = NULL;
    size_t length = 0;
    if (gr_fonts_open(&family, 1, &fonts, &error)) {
        fail_msg("%s", error.message);
    }
    gr_fonts_describe(fonts, 0, &name, &file);
    assert_int_equal(gr_file_read(file, 1 << 24, &data, &length, &error), 0);
    assert_int_equal(gr_file_write_atomic(path, data, length, &error), 0);
    free(data);
    gr_fonts_close(fonts);
}

/* The plan knows a face by its file's name only: it stays the same when the file does not. */
static void leftovers_with_other_glyphs_are_not_used(void **state)
{
    (void)state;
    static const struct {
        const char *name, *before, *after;
        bool same;
    } table[] = {
        {"another face", "DejaVu Sans Mono:bold", "DejaVu Sans Mono", false},
        {"the same face", "DejaVu Sans Mono", "DejaVu Sans Mono", true},
    };
    char text[2048];
    const char *face = helper_path("face.ttf");
    uint64_t hash = 0;
    snprintf(text, sizeof text, SHOW_TEXT("%s"), face);
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        GrRenderReport report;
        GrError error;
        Trouble trouble = {.stop_at = 2};
        put_face(table[i].before, face);
        GrShow *faced = load(text);
        GrRenderJob job = {.show = faced, .workers = 1, .overwrite = true};
        assert_int_equal(run(helper_path("f.mp4"), job, &trouble, &report, &error),
                         GR_E_INTERRUPTED);
        int kept = helper_count(helper_path(".f.mp4.glyphreel"), ".grs");
        assert_true(kept >= 2);
        put_face(table[i].after, face);
        render(helper_path("f.mp4"), job, &report);
        if (report.segments_reused != (table[i].same ? kept : 0)) {
            fail_msg("%s: %d of %d segments were reused", table[i].name, report.segments_reused,
                     kept);
        }
        /* Either way the file is that of the face which is there now. */
        hash = hash ? hash : file_hash(helper_path("f.mp4"));
        assert_true(file_hash(helper_path("f.mp4")) == hash);
        gr_show_destroy(faced);
    }
    assert_true(hash != video_hash);
}

static int setup(void **state)
{
    GrRenderReport report;
    int result = render_setup(state);
    if (result == 0) {
        render(helper_path("calm.mp4"), (GrRenderJob){.workers = 2}, &report);
        video_hash = file_hash(helper_path("calm.mp4"));
    }
    return result;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_interrupted_render_goes_on),
        cmocka_unit_test(sound_is_made_once),
        cmocka_unit_test(leftovers_of_another_plan_are_not_used),
        cmocka_unit_test(leftovers_with_other_glyphs_are_not_used),
        cmocka_unit_test(a_kept_folder_stays),
    };
    return cmocka_run_group_tests(tests, setup, render_teardown);
}
