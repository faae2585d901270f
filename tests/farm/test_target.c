/* SPDX-License-Identifier: MIT
 *
 * Where a render may go, and the work folder beside it.
 */
#include "farm/target.h"
#include "farm/work_folder.h"
#include "farm_helper.h"

#include "media/segment_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void reads_targets(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int code;
        GrOutputKind kind;
        const char *path, *container, *says;
    } table[] = {
        {"a.mp4", 0, GR_OUTPUT_VIDEO, "a.mp4", "mp4", NULL},
        {"x/a.b.mov", 0, GR_OUTPUT_VIDEO, "x/a.b.mov", "mov", NULL},
        {"a.mkv", 0, GR_OUTPUT_VIDEO, "a.mkv", "mkv", NULL},
        {"hash:a.txt", 0, GR_OUTPUT_HASH, "a.txt", NULL, NULL},
        {"hash:-", 0, GR_OUTPUT_HASH, "/dev/stdout", NULL, NULL},
        {"null:", 0, GR_OUTPUT_NULL, "", NULL, NULL},
        {"null:x", GR_E_USAGE, 0, NULL, NULL, "takes no file name"},
        {"hash:", GR_E_USAGE, 0, NULL, NULL, "hash: needs a file"},
        {"", GR_E_USAGE, 0, NULL, NULL, "no output"},
        {"a", GR_E_USAGE, 0, NULL, NULL, ".mp4, .mov, .mkv or .webm"},
        {"a.avi.txt", GR_E_USAGE, 0, NULL, NULL, "must end in"},
        {"folder/", GR_E_USAGE, 0, NULL, NULL, "a folder's name"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        GrTarget target;
        GrError error = {0};
        int code = gr_target_parse(table[i].text, &target, &error);
        if (code != table[i].code || (code && !strstr(error.message, table[i].says)) ||
            (!code && (target.kind != table[i].kind || strcmp(target.path, table[i].path) != 0)) ||
            (!code && table[i].container && strcmp(target.container, table[i].container) != 0)) {
            fail_msg("'%s': %d '%s' '%s'", table[i].text, code, error.message, target.path);
        }
    }
    assert_int_equal(gr_target_parse(NULL, &(GrTarget){0}, NULL), GR_E_USAGE);
}

static void looks_before_work(void **state)
{
    (void)state;
    helper_write(helper_path("there.mp4"), "x");
    helper_write(helper_path("show.mp4"), "x"); /* a show may have any name */
    helper_write(helper_path("song.mp4"), "x");
    helper_write(helper_path("face.mp4"), "x");
    assert_int_equal(mkdir(helper_path("folder.mp4"), 0777), 0);
    assert_int_equal(symlink("there.mp4", helper_path("link.mp4")), 0);
    assert_int_equal(symlink("show.mp4", helper_path("sly.mp4")), 0);
    assert_int_equal(symlink("gone.mp4", helper_path("dead.mp4")), 0);
    char show_path[512], song_path[512], font_path[512];
    strcpy(show_path, helper_path("show.mp4"));
    strcpy(song_path, helper_path("song.mp4"));
    strcpy(font_path, helper_path("face.mp4"));
    const GrShowFile files[] = {{show_path, "the show file"},
                                {song_path, "the show's sound"},
                                {font_path, "the font of scene 'b'"}};
    GrShow show = {.path = show_path, .files = files, .file_count = COUNT_OF(files)};
    static const struct {
        const char *name, *prefix;
        bool overwrite;
        int code;
        const char *says;
    } table[] = {
        {"new.mp4", "", false, 0, NULL},
        {"there.mp4", "", false, GR_E_USAGE, "exists; -y overwrites"},
        {"there.mp4", "", true, 0, NULL},
        {"there.mp4", "hash:", false, GR_E_USAGE, "exists; -y overwrites"},
        {"show.mp4", "", true, GR_E_USAGE, "is the show file"},
        {"sly.mp4", "", true, GR_E_USAGE, "is the show file"},
        {"song.mp4", "", true, GR_E_USAGE, "is the show's sound"},
        {"face.mp4", "", true, GR_E_USAGE, "is the font of scene 'b': it will not be"},
        {"dead.mp4", "", false, GR_E_USAGE, "leads to no file"},
        {"dead.mp4", "", true, 0, NULL},
        {"folder.mp4", "", true, GR_E_USAGE, "is a folder"},
        {"nowhere/new.mp4", "", false, GR_E_USAGE, "there is no folder"},
        {"there.mp4/new.mp4", "", false, GR_E_USAGE, "there is no folder"},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        char text[600];
        GrTarget target;
        GrError error = {0};
        snprintf(text, sizeof text, "%s%s", table[i].prefix, helper_path(table[i].name));
        assert_int_equal(gr_target_parse(text, &target, &error), 0);
        int code = gr_target_check(&target, &show, table[i].overwrite, &error);
        if (code != table[i].code || (code && !strstr(error.message, table[i].says))) {
            fail_msg("%s: %d '%s'", text, code, error.message);
        }
    }
    GrTarget target;
    assert_int_equal(gr_target_parse(helper_path("link.mp4"), &target, NULL), 0);
    assert_int_equal(gr_target_check(&target, &show, true, NULL), 0);
    assert_string_equal(gr_path_name(target.path), "there.mp4"); /* the link stays a link */
    assert_int_equal(gr_target_parse("hash:/dev/null", &target, NULL), 0);
    assert_int_equal(gr_target_check(&target, &show, false, NULL), 0);
    assert_true(target.stream);
}

/* Tests may run as root, whom no mode stops: then as nobody. Exit status 9 says "could not". */
static void refuses_a_folder_that_cannot_be_written(void **state)
{
    (void)state;
    char text[600];
    int status;
    assert_int_equal(mkdir(helper_path("locked"), 0555), 0);
    assert_int_equal(chmod(helper_folder, 0755), 0);
    snprintf(text, sizeof text, "%s/new.mp4", helper_path("locked"));
    pid_t child = fork();
    if (child == 0) {
        GrTarget target;
        GrShow show = {0};
        GrError error = {0};
        if (geteuid() == 0 && (setgid(65534) || setuid(65534))) {
            _exit(9);
        }
        int code = gr_target_parse(text, &target, &error);
        code = code ? 1 : gr_target_check(&target, &show, false, &error);
        _exit(code == GR_E_USAGE && strstr(error.message, "cannot be written") ? 0 : 1);
    }
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 9) {
        print_message("skip: no right to become another user\n");
        return;
    }
    assert_int_equal(status, 0);
}

static GrPlan tiny_plan(GrSegment *segments, int count)
{
    for (int i = 0; i < count; i++) {
        segments[i] = (GrSegment){.index = i, .first = i, .count = 1, .key = 100 + (uint64_t)i};
    }
    return (GrPlan){.kind = GR_OUTPUT_HASH,
                    .fps = {24, 1},
                    .segments = segments,
                    .segment_count = count,
                    .hash = 77};
}

static void write_segment(const char *folder, const GrPlan *plan, int index, uint64_t key)
{
    char path[GR_PATH_CAPACITY];
    GrSegmentWriter *writer = NULL;
    GrSegmentHeader header = {plan->hash, key, index, index, 1};
    GrFrameRecord record = {1, 2, 3};
    gr_work_segment_path(folder, index, path);
    assert_int_equal(gr_segment_writer_create(path, &header, &writer, NULL), 0);
    assert_int_equal(gr_segment_writer_record(writer, &record, NULL), 0);
    assert_int_equal(gr_segment_writer_commit(writer, NULL), 0);
    gr_segment_writer_destroy(writer);
}

static void the_folder_remembers(void **state)
{
    (void)state;
    GrSegment segments[5];
    GrPlan plan = tiny_plan(segments, 5);
    GrWorkFolder folder;
    bool done[5];
    char path[GR_PATH_CAPACITY], letter[GR_PATH_CAPACITY + 16], expected[600];
    GrError error = {0};
    assert_int_equal(gr_work_folder_place(helper_path("film.mp4"), NULL, &folder, &error), 0);
    snprintf(expected, sizeof expected, "%s/.film.mp4.glyphreel", helper_folder);
    assert_string_equal(folder.path, expected);
    assert_int_equal(gr_work_folder_open(&folder, 5, &error), 0);
    assert_false(folder.has_manifest);
    folder.auto_key = 99;
    folder.auto_width = 1280;
    folder.auto_height = 720;
    folder.auto_fps = (GrRational){24, 1};
    strcpy(folder.auto_reason, "for a reason");
    assert_int_equal(gr_work_folder_adopt(&folder, 5, &plan, &error), 0);
    for (int i = 0; i < 4; i++) {
        write_segment(folder.path, &plan, i, i == 1 ? 1 : plan.segments[i].key);
    }
    gr_work_segment_path(folder.path, 2, path);
    assert_int_equal(truncate(path, 20), 0); /* segment 1 is another's, 2 is damaged, 4 missing */
    snprintf(letter, sizeof letter, "%s/letter.txt", folder.path);
    helper_write(letter, "not ours");
    gr_work_folder_close(&folder, true);
    assert_int_equal(folder.lock, -1);

    assert_int_equal(gr_work_folder_open(&folder, 5, &error), 0);
    assert_true(folder.has_manifest && folder.plan_hash == 77 && folder.auto_key == 99);
    assert_int_equal(folder.auto_width, 1280);
    assert_int_equal(folder.auto_height, 720);
    assert_int_equal(folder.auto_fps.num, 24);
    assert_string_equal(folder.auto_reason, "for a reason");
    assert_int_equal(gr_work_folder_adopt(&folder, 5, &plan, &error), 0);
    assert_int_equal(gr_work_folder_reuse(&folder, &plan, done), 2);
    assert_true(done[0] && !done[1] && !done[2] && done[3] && !done[4]);
    assert_int_equal(helper_count(folder.path, ".grs"), 2);

    plan.hash = 78; /* another plan: its leftovers go, what is not ours stays */
    assert_int_equal(gr_work_folder_adopt(&folder, 5, &plan, &error), 0);
    assert_int_equal(gr_work_folder_reuse(&folder, &plan, done), 0);
    assert_int_equal(helper_count(folder.path, ".grs"), 0);
    assert_true(gr_path_exists(letter));
    gr_work_folder_close(&folder, true);

    GrWorkFolder other;
    assert_int_equal(gr_work_folder_place(helper_path("film.mp4"), NULL, &other, &error), 0);
    assert_int_equal(gr_work_folder_open(&other, 6, &error), 0); /* another build */
    assert_false(other.has_manifest);
    gr_work_folder_close(&other, false);
    assert_int_equal(helper_count(other.path, ""), 1); /* the letter */
    unlink(letter);
    assert_int_equal(rmdir(other.path), 0);
}

static void nothing_stays_behind(void **state)
{
    (void)state;
    static const int indices[] = {0, 12, GR_WORK_SOUND, GR_WORK_AHEAD};
    GrWorkFolder folder;
    char path[GR_PATH_CAPACITY];
    assert_int_equal(gr_work_folder_place(helper_path("n.mp4"), NULL, &folder, NULL), 0);
    assert_int_equal(gr_work_folder_open(&folder, 5, NULL), 0);
    for (size_t i = 0; i < COUNT_OF(indices); i++) {
        gr_work_log_path(folder.path, indices[i], path);
        helper_write(path, "");
        gr_work_segment_path(folder.path, indices[i], path);
        if (indices[i] != GR_WORK_AHEAD)
            helper_write(path, "");
    }
    gr_work_folder_close(&folder, false);
    assert_int_equal(helper_count(folder.path, ""), -1);
}

static void garbage_in_the_manifest_is_ignored(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "glyphreel-work 999\nbuild 0000000000000005\n",
        "glyphreel-work 1\nbuild 0000000000000006\n",
        "glyphreel-work",
        "\n\n\n",
        "build 5\nglyphreel-work x",
        "glyphreel-work 1\nbuild 5\nauto 7\nauto-size 12by7\nauto-fps 0/0\n",
        "glyphreel-work 1\nbuild 5\nauto 7\nauto-size 12x7\nauto-fps 24/0\n",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        GrWorkFolder folder;
        char path[GR_PATH_CAPACITY + 16];
        assert_int_equal(gr_work_folder_place(helper_path("m.mp4"), NULL, &folder, NULL), 0);
        assert_int_equal(gr_folder_create(folder.path, NULL), 0);
        snprintf(path, sizeof path, "%s/manifest", folder.path);
        helper_write(path, texts[i]);
        assert_int_equal(gr_work_folder_open(&folder, 5, NULL), 0);
        assert_int_equal(folder.has_manifest, i >= 6);
        assert_int_equal(folder.auto_key, 0);
        gr_work_folder_close(&folder, false);
        assert_int_equal(helper_count(folder.path, ""), -1);
    }
}

static void one_render_at_a_time(void **state)
{
    (void)state;
    GrWorkFolder first, second;
    GrError error = {0};
    char expected[64];
    assert_int_equal(gr_work_folder_place(helper_path("l.mp4"), NULL, &first, &error), 0);
    assert_int_equal(gr_work_folder_place(helper_path("l.mp4"), NULL, &second, &error), 0);
    assert_int_equal(gr_work_folder_open(&first, 5, &error), 0);
    assert_int_equal(gr_work_folder_open(&second, 5, &error), GR_E_USAGE);
    snprintf(expected, sizeof expected, "another render (process %d)", (int)getpid());
    assert_non_null(strstr(error.message, expected));
    gr_work_folder_close(&second, false); /* leaves the other's folder alone */
    assert_int_equal(helper_count(first.path, ""), 1);
    gr_work_folder_close(&first, false);
    assert_int_equal(gr_work_folder_open(&second, 5, &error), 0);
    gr_work_folder_close(&second, false);
    assert_int_equal(helper_count(second.path, ""), -1);
}

static void other_places(void **state)
{
    (void)state;
    GrWorkFolder one, two, temporary;
    GrError error = {0};
    char work[512], parent[GR_PATH_CAPACITY];
    strcpy(work, helper_path("work"));
    assert_int_equal(mkdir(helper_path("a"), 0777), 0);
    assert_int_equal(mkdir(helper_path("b"), 0777), 0);
    assert_int_equal(gr_work_folder_place(helper_path("a/film.mp4"), work, &one, &error), 0);
    assert_int_equal(gr_work_folder_place(helper_path("b/film.mp4"), work, &two, &error), 0);
    assert_string_not_equal(one.path, two.path);
    gr_path_parent(one.path, parent);
    assert_string_equal(parent, work);
    assert_int_equal(gr_work_folder_place(NULL, work, &temporary, &error), 0);
    assert_true(temporary.temporary && gr_path_is_folder(temporary.path));
    assert_int_equal(gr_work_folder_open(&temporary, 5, &error), 0);
    gr_work_folder_close(&temporary, false);
    assert_false(gr_path_exists(temporary.path));
    char longest[GR_PATH_CAPACITY];
    memset(longest, 'x', sizeof longest);
    memcpy(longest + sizeof longest - 5, ".mp4", 5);
    assert_int_equal(gr_work_folder_place(longest, NULL, &one, &error), GR_E_USAGE);
}

static void no_temporary_folder(void **state)
{
    (void)state;
    static const char *const says[] = {"the path is too long", "no temporary folder"};
    char longest[GR_PATH_CAPACITY + 64], kept[512] = "";
    const char *temp = getenv("TMPDIR");
    snprintf(kept, sizeof kept, "%s", temp ? temp : "");
    memset(longest, 'y', sizeof longest);
    memcpy(longest, "/tmp/", 5);
    longest[sizeof longest - 1] = '\0';
    for (int i = 0; i < 4; i++) {
        GrWorkFolder folder;
        GrError error = {0};
        /* Too long for a path; so long that only the names in it do not fit; not there. */
        longest[i == 0 ? sizeof longest - 1 : GR_PATH_CAPACITY - 40] = '\0';
        const char *place = i < 2 ? longest : helper_path("none");
        const char *work_dir = i == 3 ? longest : NULL;
        setenv("TMPDIR", place, 1);
        assert_int_equal(gr_work_folder_place(NULL, work_dir, &folder, &error), GR_E_USAGE);
        assert_non_null(strstr(error.message, says[i == 2]));
        assert_non_null(strstr(error.message, i == 2 ? place : "/tmp/yyyy"));
        assert_false(folder.temporary);
        assert_string_equal(folder.path, "");
        gr_work_folder_close(&folder, false); /* must not reach for "/lock" */
    }
    if (temp) {
        setenv("TMPDIR", kept, 1);
    } else {
        unsetenv("TMPDIR");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_targets),
        cmocka_unit_test(looks_before_work),
        cmocka_unit_test(refuses_a_folder_that_cannot_be_written),
        cmocka_unit_test(the_folder_remembers),
        cmocka_unit_test(nothing_stays_behind),
        cmocka_unit_test(garbage_in_the_manifest_is_ignored),
        cmocka_unit_test(one_render_at_a_time),
        cmocka_unit_test(other_places),
        cmocka_unit_test(no_temporary_folder),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}
