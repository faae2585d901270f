/* SPDX-License-Identifier: MIT
 *
 * Which causes of the system count as "out of room", whatever code the caller had in mind.
 */
#include "unit.h"

#include "base/error.h"

#include <errno.h>
#include <string.h>

static void causes_choose_the_code(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int cause, code;
    } table[] = {
        {"disk", ENOSPC, GR_E_SPACE},         {"memory", ENOMEM, GR_E_SPACE},
        {"quota", EDQUOT, GR_E_SPACE},        {"largest file", EFBIG, GR_E_SPACE},
        {"no such file", ENOENT, GR_E_INPUT}, {"no right", EACCES, GR_E_INPUT},
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        GrError error = {0};
        errno = table[i].cause;
        int code = gr_error_errno(&error, GR_E_INPUT, "a file");
        if (code != table[i].code || error.code != code || !strstr(error.message, "a file: "))
            fail_msg("%s: %d '%s'", table[i].name, code, error.message);
        errno = table[i].cause;
        assert_int_equal(gr_error_errno(NULL, GR_E_INPUT, "a file"), table[i].code);
    }
}

static void context_goes_before(void **state)
{
    (void)state;
    GrError error = {0};
    gr_error_set(&error, GR_E_SHOW, "too %s", "large");
    assert_int_equal(gr_error_context(&error, "scene '%s'", "a"), GR_E_SHOW);
    assert_string_equal(error.message, "scene 'a': too large");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(causes_choose_the_code),
        cmocka_unit_test(context_goes_before),
    };
    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
