/* SPDX-License-Identifier: MIT */
#include "unit.h"

#include "base/cache.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char root[64], folder[128];

static int set_up(void **state)
{
    (void)state;
    strcpy(root, "/tmp/gr-cache-XXXXXX");
    if (!mkdtemp(root))
        return -1;
    snprintf(folder, sizeof folder, "%s/a/b", root);
    gr_cache_use(folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    gr_cache_use(NULL);
    return gr_folder_remove(root, NULL);
}

static GrDigest key_of(const char *text)
{
    return gr_digest_bytes(text, strlen(text));
}

static const char *entry_path(GrDigest key)
{
    static char path[GR_PATH_CAPACITY];
    snprintf(path, sizeof path, "%s/%016llx%016llx.heard", folder, (unsigned long long)key.high,
             (unsigned long long)key.low);
    return path;
}

static bool has(const char *name, const char *content)
{
    char *data;
    size_t length;
    if (!gr_cache_load(key_of(name), &data, &length))
        return false;
    assert_int_equal(length, strlen(content));
    assert_memory_equal(data, content, length);
    free(data);
    return true;
}

static void gives_back_what_it_was_given(void **state)
{
    (void)state;
    assert_false(has("one", "first"));
    gr_cache_save(key_of("one"), "first", 5);
    gr_cache_save(key_of("two"), "", 0);
    assert_true(has("one", "first") && has("two", "") && !has("three", ""));
    gr_cache_save(key_of("one"), "again", 5);
    assert_true(has("one", "again"));
    assert_int_equal(gr_cache_measure(folder).entries, 2);
    gr_cache_use(NULL);
    assert_false(gr_cache_used() || has("one", "again"));
}

static void damage_is_found(void **state)
{
    enum { HEAD = 40 };
    static const struct {
        const char *name;
        int at;       /* the byte that changes; -1: none */
        long cut;     /* what is left of the file; -1: all */
        bool renamed; /* it lies under the name of another */
    } rows[] = {
        {"magic", 0, -1, false},          {"key", 9, -1, false},
        {"length", 24, -1, false},        {"checksum", 32, -1, false},
        {"content", HEAD, -1, false},     {"last byte", HEAD + 6, -1, false},
        {"one byte less", -1, 46, false}, {"head alone", -1, HEAD, false},
        {"half a head", -1, 7, false},    {"empty", -1, 0, false},
        {"another's", -1, -1, true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        GrDigest key = key_of(rows[i].name);
        gr_cache_save(rows[i].renamed ? key_of("other") : key, "content", 7);
        char from[GR_PATH_CAPACITY];
        snprintf(from, sizeof from, "%s", entry_path(key_of("other")));
        if (rows[i].renamed)
            assert_int_equal(rename(from, entry_path(key)), 0);
        int fd = open(entry_path(key), O_RDWR);
        char byte;
        assert_true(fd >= 0);
        if (rows[i].at >= 0) {
            assert_int_equal(pread(fd, &byte, 1, rows[i].at), 1);
            byte ^= 1;
            assert_int_equal(pwrite(fd, &byte, 1, rows[i].at), 1);
        }
        if (rows[i].cut >= 0)
            assert_int_equal(ftruncate(fd, rows[i].cut), 0);
        close(fd);
        if (has(rows[i].name, "content"))
            fail_msg("%s: was not noticed", rows[i].name);
        assert_false(gr_path_exists(entry_path(key)));
    }
}

static void make_old(const char *path, time_t seconds)
{
    const struct timespec times[2] = {{time(NULL) - seconds, 0}, {time(NULL) - seconds, 0}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void write_file(const char *name)
{
    char path[GR_PATH_CAPACITY];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(gr_file_write_atomic(path, "x", 1, NULL), GR_OK);
}

static bool is_there(const char *name)
{
    char path[GR_PATH_CAPACITY];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return gr_path_exists(path);
}

static void what_was_not_used_for_longest_goes_first(void **state)
{
    static const char *const names[] = {"a", "b", "c"};
    static const char left[] = "0123456789abcdef0123456789abcdef.heard.AbCdEf";
    static const char now[] = "0123456789abcdef0123456789abcdef.heard.000000";
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        gr_cache_save(key_of(names[i]), "0123456789", 10);
        make_old(entry_path(key_of(names[i])), 1000 - (time_t)i);
    }
    assert_true(has("a", "0123456789")); /* and thereby used */
    gr_cache_trim(folder, 150);
    assert_true(has("a", "0123456789") && has("b", "0123456789") && has("c", "0123456789"));
    make_old(entry_path(key_of("b")), 1000);
    gr_cache_trim(folder, 149);
    assert_true(has("a", "0123456789") && !has("b", "0123456789") && has("c", "0123456789"));
    write_file(left);
    write_file(now);
    char path[GR_PATH_CAPACITY];
    snprintf(path, sizeof path, "%s/%s", folder, left);
    make_old(path, 4000);
    gr_cache_trim(folder, 1000);
    assert_true(!is_there(left) && is_there(now));
}

static void clearing_spares_what_is_not_ours(void **state)
{
    static const char *const foreign[] = {"notes.txt", "0123.heard", ".heard",
                                          "0123456789abcdef0123456789abcdef.heard.mine"};
    GrCacheSize removed;
    (void)state;
    gr_cache_save(key_of("a"), "0123456789", 10);
    gr_cache_save(key_of("b"), "0123456789", 10);
    for (size_t i = 0; i < COUNT_OF(foreign); i++)
        write_file(foreign[i]);
    assert_int_equal(gr_cache_clear(folder, &removed, NULL), GR_OK);
    assert_int_equal(removed.entries, 2);
    assert_int_equal(removed.bytes, 100);
    for (size_t i = 0; i < COUNT_OF(foreign); i++)
        assert_true(is_there(foreign[i]));
    assert_int_equal(gr_folder_remove(folder, NULL), GR_OK);
    gr_cache_save(key_of("a"), "0", 1);
    assert_int_equal(gr_cache_clear(folder, &removed, NULL), GR_OK);
    assert_false(gr_path_exists(folder));
    assert_int_equal(gr_cache_clear(folder, &removed, NULL), GR_OK);
    assert_int_equal(removed.entries, 0);
}

static void a_folder_that_cannot_be_is_no_error(void **state)
{
    char path[GR_PATH_CAPACITY];
    (void)state;
    snprintf(path, sizeof path, "%s/file", root);
    assert_int_equal(gr_file_write_atomic(path, "x", 1, NULL), GR_OK);
    strcat(path, "/below");
    gr_cache_use(path);
    gr_cache_save(key_of("a"), "0", 1);
    assert_false(has("a", "0"));
    assert_int_equal(gr_cache_measure(path).entries, 0);
}

static void the_environment_says_where(void **state)
{
    static const struct {
        const char *own, *xdg, *home, *want; /* NULL: unset; none */
    } rows[] = {
        {"/own", "/xdg", "/home/me", "/own"},
        {"", "/xdg", "/home/me", NULL},
        {NULL, "/xdg", "/home/me", "/xdg/glyphreel"},
        {NULL, "relative", "/home/me", "/home/me/.cache/glyphreel"},
        {NULL, NULL, "/home/me", "/home/me/.cache/glyphreel"},
        {NULL, NULL, "", NULL},
        {NULL, NULL, NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *const names[] = {"GLYPHREEL_CACHE", "XDG_CACHE_HOME", "HOME"};
        const char *const values[] = {rows[i].own, rows[i].xdg, rows[i].home};
        char place[GR_PATH_CAPACITY];
        for (int k = 0; k < 3; k++)
            if (values[k])
                setenv(names[k], values[k], 1);
            else
                unsetenv(names[k]);
        assert_int_equal(gr_cache_place(place), rows[i].want != NULL);
        if (rows[i].want)
            assert_string_equal(place, rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_back_what_it_was_given, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damage_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_not_used_for_longest_goes_first, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(clearing_spares_what_is_not_ours, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_folder_that_cannot_be_is_no_error, set_up, tear_down),
        cmocka_unit_test(the_environment_says_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
