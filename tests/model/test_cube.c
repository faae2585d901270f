/* SPDX-License-Identifier: MIT
 *
 * .cube files: both kinds, and what is said of broken ones, with its line.
 */
#include "model/cube.h"
#include "unit.h"

#include <string.h>

#define CORNERS "0 0 0\n1 0 0\n0 1 0\n1 1 0\n0 0 1\n1 0 1\n0 1 1\n1 1 1\n"

static void good_files(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        int axes, size;
        float low, high, second_red;
    } cases[] = {
        {"a lattice", "LUT_3D_SIZE 2\n" CORNERS, 3, 2, 0, 1, 1},
        {"curves", "LUT_1D_SIZE 3\n0 0 0\n.25 1e-1 0\n1 1 1", 1, 3, 0, 1, 0.25f},
        {"title, remarks, blank lines",
         "TITLE \"x LUT_1D_SIZE 9\"\n# by hand\n\nLUT_1D_SIZE 2\n# here too\n0 0 0\n\n0.5 1 1 # "
         "end\n",
         1, 2, 0, 1, 0.5f},
        {"carriage returns, tabs", "LUT_1D_SIZE\t2\r\n\t0\t0 0\r\n+0.5 -1 1 \r\n", 1, 2, 0, 1,
         0.5f},
        {"a byte order mark", "\xef\xbb\xbfLUT_1D_SIZE 2\n0 0 0\n1 1 1\n", 1, 2, 0, 1, 1},
        {"a domain", "DOMAIN_MIN -1 0 0\nDOMAIN_MAX 2 1 1\nLUT_1D_SIZE 2\n0 0 0\n1 1 1\n", 1, 2, -1,
         2, 1},
        {"an input range", "LUT_3D_SIZE 2\nLUT_3D_INPUT_RANGE 0.1 0.9\n" CORNERS, 3, 2, 0.1f, 0.9f,
         1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrArena arena = {0};
        GrError error;
        GrCube cube;
        if (gr_cube_parse(cases[i].text, "x.cube", &arena, &cube, &error))
            fail_msg("%s: %s", cases[i].name, error.message);
        if (cube.axes != cases[i].axes || cube.size != cases[i].size ||
            cube.low[0] != cases[i].low || cube.high[0] != cases[i].high ||
            cube.value[1][0] != cases[i].second_red)
            fail_msg("%s: %d axes of %d, %g to %g, then %g", cases[i].name, cube.axes, cube.size,
                     (double)cube.low[0], (double)cube.high[0], (double)cube.value[1][0]);
        gr_arena_finish(&arena);
    }
}

static void bad_files(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *message;
    } cases[] = {
        {"empty", "", "holds no LUT_3D_SIZE or LUT_1D_SIZE"},
        {"another format", "<!DOCTYPE html>\n",
         "line 1: neither a colour nor a word of the format"},
        {"no size", "0 0 0\n", "line 1: a colour before LUT_3D_SIZE"},
        {"too small", "LUT_3D_SIZE 1\n", "line 1: LUT_3D_SIZE wants a whole number from 2 to 129"},
        {"too large", "LUT_3D_SIZE 130\n", "line 1: LUT_3D_SIZE wants"},
        {"a curve too long", "LUT_1D_SIZE 65537\n", "line 1: LUT_1D_SIZE wants"},
        {"a fraction", "LUT_1D_SIZE 2.5\n", "line 1: LUT_1D_SIZE wants"},
        {"no number", "LUT_1D_SIZE\n", "line 1: neither"},
        {"a second size", "LUT_1D_SIZE 2\nLUT_3D_SIZE 2\n", "line 2: a second size"},
        {"two numbers", "LUT_1D_SIZE 2\n0 0 0\n1 1\n", "line 3: wants three numbers"},
        {"four numbers", "LUT_1D_SIZE 2\n0 0 0 0\n", "line 2: wants three numbers"},
        {"no finite number", "LUT_1D_SIZE 2\n0 0 0\n0 nan 0\n", "line 3: wants three numbers"},
        {"hexadecimal", "LUT_1D_SIZE 2\n0x1 0 0\n", "line 2: wants three numbers"},
        {"hexadecimal with a sign", "LUT_1D_SIZE 2\n-0x1 0 0\n", "line 2: wants three numbers"},
        {"HEXADECIMAL", "LUT_1D_SIZE 2\n0 0X1 0\n", "line 2: wants three numbers"},
        {"numbers run together", "LUT_1D_SIZE 2\n1-2 3\n", "line 2: wants three numbers"},
        {"points run together", "LUT_1D_SIZE 2\n1.0.5 3\n", "line 2: wants three numbers"},
        {"too few", "LUT_3D_SIZE 2\n0 0 0\n", "after 1 colours; its size asks for 8"},
        {"too many", "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n1 1 1\n", "line 4: more colours than"},
        {"an empty domain", "DOMAIN_MAX 0 1 1\nLUT_1D_SIZE 2\n0 0 0\n1 1 1\n",
         "its domain is empty or too narrow: 0 to 0"},
        {"half a domain", "DOMAIN_MIN 0 0\n", "line 1: DOMAIN_MIN wants three numbers"},
        {"a range of one", "LUT_1D_INPUT_RANGE 0\n", "line 1: an input range wants two numbers"},
        {"numbers over the end of a line", "LUT_1D_SIZE 2\n0 0\n0 1 1 1\n", "line 2: wants three"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        GrArena arena = {0};
        GrError error;
        GrCube cube;
        if (gr_cube_parse(cases[i].text, "x.cube", &arena, &cube, &error) != GR_E_INPUT)
            fail_msg("%s: was taken", cases[i].name);
        if (!strstr(error.message, cases[i].message))
            fail_msg("%s: %s", cases[i].name, error.message);
        gr_arena_finish(&arena);
    }
}

/* Two files that differ in one number, or in their domain alone, are different looks. */
static void hash_follows_the_content(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "LUT_1D_SIZE 2\n0 0 0\n1 1 1\n", "# the same\nLUT_1D_SIZE 2\n0.0 0 0\n1 1 1\n",
        "LUT_1D_SIZE 2\n0 0 0\n1 1 0.999\n", "DOMAIN_MAX 1 1 2\nLUT_1D_SIZE 2\n0 0 0\n1 1 1\n"};
    uint64_t hash[COUNT_OF(texts)];
    GrArena arena = {0};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        GrCube cube;
        assert_int_equal(gr_cube_parse(texts[i], "x.cube", &arena, &cube, NULL), 0);
        hash[i] = cube.hash;
    }
    assert_true(hash[0] == hash[1]);
    assert_true(hash[0] != hash[2] && hash[0] != hash[3] && hash[2] != hash[3]);
    gr_arena_finish(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files),
        cmocka_unit_test(bad_files),
        cmocka_unit_test(hash_follows_the_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
