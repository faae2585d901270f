/* SPDX-License-Identifier: MIT
 *
 * Text, JSON, errors and arenas.
 */
#include "unit.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"

#include <math.h>
#include <string.h>

static void guesses_what_was_meant(void **state)
{
    (void)state;
    static const char *const names[] = {"plasma", "tunnel", "rings", "rain_code", "reaction",
                                        "zoom",   "length", "field", "size",      NULL};
    static const struct {
        const char *word, *meant;
    } at[] = {
        {"plazma", "plasma"},  {"tunel", "tunnel"}, {"RINGS", "rings"}, {"rain-code", "rain_code"},
        {"react", "reaction"}, {"zzzzz", NULL},     {"", NULL},         {"rnigs", "rings"},
        {"foo", NULL},         {"zom", "zoom"},     {"rin", "rings"},   {"zxxm", "zoom"},
        {"lenght", "length"},  {"height", NULL},    {"speed", NULL},    {"title", NULL},
        {"tile", NULL},        {"siez", "size"},    {"ield", "field"}};
    for (size_t i = 0; i < COUNT_OF(at); i++) {
        const char *got = gr_nearest_string(at[i].word, names);
        if ((got == NULL) != (at[i].meant == NULL) || (got && strcmp(got, at[i].meant) != 0))
            fail_msg("'%s' became '%s'", at[i].word, got ? got : "nothing");
    }
}

static void steps_through_utf8(void **state)
{
    (void)state;
    const char *text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x8e\xb5";
    const char *end = text + strlen(text);
    const int32_t want[] = {'a', 0xe9, 0x20ac, 0x1f3b5, 0};
    for (size_t i = 0; i < COUNT_OF(want); i++)
        assert_int_equal(gr_utf8_next(&text, end), want[i]);
    static const char *const broken[] = {"\xff",     "\xc0\x80",         "\xed\xa0\x80",
                                         "\xe2\x82", "\xf4\x90\x80\x80", "ok\x80"};
    for (size_t i = 0; i < COUNT_OF(broken); i++)
        assert_false(gr_utf8_valid(broken[i], strlen(broken[i]), NULL));
    for (uint32_t code = 1; code < 0x110000; code = code * 3 / 2 + 1) {
        if (code >= 0xd800 && code < 0xe000)
            continue;
        char bytes[4];
        const char *at = bytes;
        int length = gr_utf8_write(bytes, code);
        assert_int_equal(gr_utf8_next(&at, bytes + length), (int32_t)code);
    }
}

static void writes_json(void **state)
{
    (void)state;
    GrText out = {0};
    GrJson json = {.out = &out, .compact = true};
    gr_json_open_object(&json);
    gr_json_key_string(&json, "text", "a\"b\\\n\x01\xff");
    gr_json_key_number(&json, "nan", NAN);
    gr_json_key(&json, "list");
    gr_json_open_array(&json);
    gr_json_int(&json, -3);
    gr_json_bool(&json, true);
    gr_json_string(&json, NULL);
    gr_json_open_object(&json);
    gr_json_close_object(&json);
    gr_json_close_array(&json);
    gr_json_close_object(&json);
    assert_string_equal(gr_text_string(&out),
                        "{\"text\":\"a\\\"b\\\\\\n\\u0001\\ufffd\",\"nan\":null,"
                        "\"list\":[-3,true,null,{}]}");
    gr_text_finish(&out);
}

static void errors_gather_context(void **state)
{
    (void)state;
    GrError error;
    assert_int_equal(gr_error_set(&error, GR_E_SHOW, "count: %d is too many", 9), GR_E_SHOW);
    assert_int_equal(gr_error_context(&error, "scene '%s'", "drop"), GR_E_SHOW);
    assert_string_equal(error.message, "scene 'drop': count: 9 is too many");
    memset(error.message, 'x', sizeof error.message - 1);
    error.message[sizeof error.message - 1] = '\0';
    gr_error_context(&error, "prefix");
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    assert_int_equal(strncmp(error.message, "prefix: x", 9), 0);
    assert_int_equal(gr_error_set(NULL, GR_E_INPUT, "nobody listens"), GR_E_INPUT);
}

static void arenas_align_and_zero(void **state)
{
    (void)state;
    GrArena arena = {0};
    for (size_t bytes = 0; bytes < 3000000; bytes = bytes * 2 + 1) {
        unsigned char *memory = gr_arena_alloc(&arena, bytes);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 64, 0);
        for (size_t i = 0; i < bytes; i += 511)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xab, bytes);
    }
    assert_null(gr_arena_alloc_array(&arena, SIZE_MAX / 4, 16));
    assert_string_equal(gr_arena_printf(&arena, "%s-%d", "x", 7), "x-7");
    gr_arena_finish(&arena);
    gr_arena_finish(&arena);
    gr_arena_finish(NULL);
}

static void hashes_tell_fields_apart(void **state)
{
    (void)state;
    GrHash *hash = gr_hash_create();
    gr_hash_add_string(hash, "ab");
    gr_hash_add_string(hash, "c");
    uint64_t first = gr_hash_value(hash);
    gr_hash_reset(hash);
    gr_hash_add_string(hash, "a");
    gr_hash_add_string(hash, "bc");
    assert_int_not_equal(first, gr_hash_value(hash));
    gr_hash_destroy(hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(guesses_what_was_meant),
        cmocka_unit_test(steps_through_utf8),
        cmocka_unit_test(writes_json),
        cmocka_unit_test(errors_gather_context),
        cmocka_unit_test(arenas_align_and_zero),
        cmocka_unit_test(hashes_tell_fields_apart),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
