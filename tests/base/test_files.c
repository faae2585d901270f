/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char root[64];

static int set_up(void **state)
{
    (void)state;
    strcpy(root, "/tmp/gr-files-XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return gr_folder_remove(root, NULL);
}

static const char *in_root(const char *name)
{
    static char path[GR_PATH_CAPACITY];
    snprintf(path, sizeof path, "%s/%s", root, name);
    return path;
}

static void reads_what_it_wrote(void **state)
{
    (void)state;
    GrError error;
    char *data;
    size_t length;
    assert_int_equal(gr_file_write_atomic(in_root("a"), "hello", 5, &error), 0);
    assert_false(gr_path_exists(in_root("a.part")));
    assert_int_equal(gr_file_read(in_root("a"), 100, &data, &length, &error), 0);
    assert_int_equal(length, 5);
    assert_string_equal(data, "hello");
    free(data);
}

static void refuses_what_is_no_file(void **state)
{
    (void)state;
    GrError error;
    char *data;
    size_t length;
    assert_int_equal(gr_file_read(root, 100, &data, &length, &error), GR_E_INPUT);
    assert_non_null(strstr(error.message, "folder"));
    assert_int_equal(gr_file_read(in_root("none"), 100, &data, &length, &error), GR_E_INPUT);
    gr_file_write_atomic(in_root("big"), "0123456789", 10, &error);
    assert_int_equal(gr_file_read(in_root("big"), 9, &data, &length, &error), GR_E_INPUT);
    assert_int_equal(gr_file_write_atomic(in_root("no/such"), "", 0, &error), GR_E_USAGE);
    assert_int_equal(gr_file_write_atomic(in_root("big/below"), "", 0, &error), GR_E_USAGE);
}

/* A drop box: files can be put there, but the folder cannot be opened. Tests may run as root, whom
 * no mode stops: then as nobody. Exit status 9 says "could not". */
static void delivers_into_a_folder_that_cannot_be_read(void **state)
{
    (void)state;
    int status;
    assert_int_equal(mkdir(in_root("box"), 0777), 0);
    assert_int_equal(chmod(in_root("box"), 0333), 0);
    assert_int_equal(chmod(root, 0755), 0);
    pid_t child = fork();
    if (child == 0) {
        GrError error = {0};
        if (geteuid() == 0 && (setgid(65534) || setuid(65534)))
            _exit(9);
        int code = gr_file_write_atomic(in_root("box/film"), "film", 4, &error);
        _exit(code == 0 && gr_path_exists(in_root("box/film")) ? 0 : 1);
    }
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 9) {
        print_message("skip: no right to become another user\n");
        return;
    }
    assert_int_equal(chmod(in_root("box"), 0777), 0);
    assert_int_equal(status, 0);
}

static void a_new_name_replaces_nothing(void **state)
{
    (void)state;
    GrError error = {0};
    char from[GR_PATH_CAPACITY], to[GR_PATH_CAPACITY], dangling[GR_PATH_CAPACITY];
    strcpy(from, in_root("fresh"));
    strcpy(to, in_root("named"));
    strcpy(dangling, in_root("dangling"));
    assert_int_equal(gr_file_write_atomic(from, "1", 1, &error), 0);
    assert_int_equal(gr_file_flush_and_name(from, to, &error), 0);
    assert_false(gr_path_exists(from));
    assert_int_equal(gr_file_write_atomic(from, "22", 2, &error), 0);
    assert_int_equal(gr_file_flush_and_name(from, to, &error), GR_E_USAGE);
    assert_non_null(strstr(error.message, "appeared while"));
    assert_int_equal(symlink("nowhere", dangling), 0);
    assert_int_equal(gr_file_flush_and_name(from, dangling, &error), GR_E_USAGE);
    struct stat info;
    assert_int_equal(stat(to, &info), 0);
    assert_int_equal(info.st_size, 1);
    assert_true(gr_path_exists(from));
    assert_int_equal(gr_file_flush_and_rename(from, to, &error), 0);
    assert_int_equal(stat(to, &info), 0);
    assert_int_equal(info.st_size, 2);
}

static void makes_and_removes_folders(void **state)
{
    (void)state;
    GrError error;
    char outside[GR_PATH_CAPACITY], link[GR_PATH_CAPACITY];
    strcpy(outside, in_root("outside"));
    strcpy(link, in_root("x/link"));
    assert_int_equal(gr_folder_create(in_root("x/y/z"), &error), 0);
    assert_int_equal(gr_folder_create(in_root("x/y/z"), &error), 0);
    assert_int_equal(gr_file_write_atomic(outside, "kept", 4, &error), 0);
    assert_int_equal(symlink(outside, link), 0);
    assert_int_equal(gr_folder_remove(in_root("x"), &error), 0);
    assert_false(gr_path_exists(in_root("x")));
    assert_true(gr_path_exists(outside));
    assert_int_equal(gr_folder_create(in_root("outside/inside"), &error), GR_E_USAGE);
    assert_int_equal(gr_folder_remove(in_root("never"), &error), 0);
}

static void checks_places(void **state)
{
    (void)state;
    static const struct {
        const char *name, *says; /* NULL: a file can be made there */
    } table[] = {
        {"new", NULL},
        {"place", NULL},
        {"place/x", "there is no folder"},
        {"nowhere/x", "there is no folder"},
        {"", "is a folder"},
    };
    GrError error;
    char longest[GR_PATH_CAPACITY + 2];
    assert_int_equal(gr_file_write_atomic(in_root("place"), "x", 1, &error), 0);
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        int code = gr_file_check_place(in_root(table[i].name), &error);
        if (code != (table[i].says ? GR_E_USAGE : 0) ||
            (code && !strstr(error.message, table[i].says)))
            fail_msg("'%s': %d %s", table[i].name, code, code ? error.message : "");
    }
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(gr_file_check_place(longest, &error), GR_E_USAGE);
    assert_int_equal(gr_file_check_place("in_this_folder", &error), 0);
}

static void takes_paths_apart(void **state)
{
    (void)state;
    char out[GR_PATH_CAPACITY];
    GrError error;
    gr_path_parent("a/b/c.mp4", out);
    assert_string_equal(out, "a/b");
    gr_path_parent("/c", out);
    assert_string_equal(out, "/");
    gr_path_parent("c", out);
    assert_string_equal(out, ".");
    assert_string_equal(gr_path_extension("a.b/c.tar.gz"), "gz");
    assert_string_equal(gr_path_extension("a.b/c"), "");
    assert_string_equal(gr_path_extension(".hidden"), "");
    assert_int_equal(gr_path_beside("shows/x.yaml", "song.ogg", out, &error), 0);
    assert_string_equal(out, "shows/song.ogg");
    assert_int_equal(gr_path_beside("shows/x.yaml", "/song.ogg", out, &error), 0);
    assert_string_equal(out, "/song.ogg");
    assert_true(gr_path_same_file(root, root));
    assert_false(gr_path_same_file(root, "/"));
}

static void leads_from_one_file_to_another(void **state)
{
    (void)state;
    static const struct {
        const char *file, *path, *way; /* in the folder of the test; from the root: with a slash */
    } rows[] = {
        {"show.yaml", "song.ogg", "song.ogg"},
        {"show.yaml", "songs/a b.ogg", "songs/a b.ogg"},
        {"shows/show.yaml", "song.ogg", "../song.ogg"},
        {"shows/late/show.yaml", "songs/song.ogg", "../../songs/song.ogg"},
        {"songs2/show.yaml", "songs/song.ogg", "../songs/song.ogg"},
        {"songs/show.yaml", "songs2/song.ogg", "../songs2/song.ogg"},
        {"songs/show.yaml", "shows/../songs/song.ogg", "song.ogg"},
        {"songs/show.yaml", "linked/song.ogg", "song.ogg"},
        {"show.yaml", "/songs/song.ogg", "songs/song.ogg"},
        {"shows/show.yaml", "/songs/song.ogg", "/songs/song.ogg"},
    };
    static const char *const folders[] = {"shows/late", "songs", "songs2"};
    char out[GR_PATH_CAPACITY], path[GR_PATH_CAPACITY], way[GR_PATH_CAPACITY];
    char before[GR_PATH_CAPACITY];
    GrError error = {0};
    assert_non_null(getcwd(before, sizeof before));
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        snprintf(path, sizeof path, "%s/way/%s", root, folders[i]);
        assert_int_equal(gr_folder_create(path, &error), 0);
    }
    snprintf(path, sizeof path, "%s/way", root);
    assert_int_equal(chdir(path), 0);
    assert_int_equal(symlink("songs", "linked"), 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool whole = rows[i].path[0] == '/', stays = rows[i].way[0] == '/';
        snprintf(path, sizeof path, "%s%s%s", whole ? root : "", whole ? "/way" : "", rows[i].path);
        snprintf(way, sizeof way, "%s%s%s", stays ? root : "", stays ? "/way" : "", rows[i].way);
        assert_int_equal(gr_path_from(rows[i].file, path, out, &error), 0);
        assert_string_equal(out, way);
    }
    assert_int_equal(gr_path_from("none/show.yaml", "song.ogg", out, &error), GR_E_INPUT);
    assert_int_equal(gr_path_from("/show.yaml", "song.ogg", out, &error), 0);
    assert_string_equal(out[0] == '/' ? "" : strrchr(out, '/'), "/song.ogg");
    assert_int_equal(chdir(before), 0);
}

static void guesses_the_file_that_is_meant(void **state)
{
    (void)state;
    static const struct {
        const char *there[3], *wanted, *meant;
    } at[] = {
        {{"my song.ogg"}, "my sonng.ogg", "my song.ogg"},
        {{"cover.png", "coverr.txt"}, "coverr.png", "cover.png"},
        {{"b1.wav", "a1.wav"}, "c1.wav", "a1.wav"}, /* by name, not as the folder has them */
        {{"song.ogg"}, "song.lrc", NULL},           /* of another kind */
        {{"show.yaml", "show.mp4"}, "show.yml", "show.yaml"},
        {{"a.flac", "b.flac", "song.flac"}, "song.mp3", "song.flac"},
        {{"Show.YAML", "shot.yaml"}, "show.yaml", "Show.YAML"},
        {{"hwo.yml", "how.json"}, "how.yaml", "how.json"},
        {{NULL}, "song.ogg", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(at); i++) {
        char folder[32], path[GR_PATH_CAPACITY], name[GR_PATH_CAPACITY] = "";
        GrError error;
        snprintf(folder, sizeof folder, "near-%zu", i);
        assert_int_equal(mkdir(in_root(folder), 0777), 0);
        for (int j = 0; j < 3 && at[i].there[j]; j++) {
            snprintf(path, sizeof path, "%s/%s/%s", root, folder, at[i].there[j]);
            assert_int_equal(gr_file_write_atomic(path, "x", 1, &error), 0);
        }
        snprintf(path, sizeof path, "%s/%s/%s", root, folder, at[i].wanted);
        bool near = gr_file_near(path, name);
        if (near != (at[i].meant != NULL) || strcmp(name, at[i].meant ? at[i].meant : "") != 0)
            fail_msg("'%s' became '%s'", at[i].wanted, name);
    }
    char name[GR_PATH_CAPACITY];
    assert_false(gr_file_near(in_root("no/such/folder.ogg"), name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_it_wrote),
        cmocka_unit_test(refuses_what_is_no_file),
        cmocka_unit_test(delivers_into_a_folder_that_cannot_be_read),
        cmocka_unit_test(a_new_name_replaces_nothing),
        cmocka_unit_test(makes_and_removes_folders),
        cmocka_unit_test(checks_places),
        cmocka_unit_test(takes_paths_apart),
        cmocka_unit_test(leads_from_one_file_to_another),
        cmocka_unit_test(guesses_the_file_that_is_meant),
    };
    return cmocka_run_group_tests_name("files", tests, set_up, tear_down);
}
