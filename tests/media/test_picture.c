/* SPDX-License-Identifier: MIT */
#include "media/media_helper.h"

#include "media/picture.h"

enum { CODES = 256 };

/* A file of 16 bits a number, high byte first: every code value once, as both of its bytes. */
static void write_deep(const char *path, const char *kind, int numbers, bool alpha)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fprintf(file,
            numbers > 2 || alpha ? "P7\nWIDTH %d\nHEIGHT 1\nDEPTH %d\nMAXVAL 65535\nTUPLTYPE %s\n"
                                   "ENDHDR\n"
                                 : "P5\n%d 1\n65535\n",
            CODES, numbers, kind);
    for (int i = 0; i < CODES; i++)
        for (int c = 0; c < numbers; c++) {
            int code = c % 2 ? 255 - i : i;
            assert_true(fputc(code, file) >= 0 && fputc(code, file) >= 0);
        }
    fclose(file);
}

static void deep_numbers_come_to_the_nearest_code(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        int numbers;
        bool alpha;
    } cases[] = {
        {"grey", 1, false},
        {"GRAYSCALE_ALPHA", 2, true},
        {"RGB", 3, false},
        {"RGB_ALPHA", 4, true},
    };
    char path[320];
    snprintf(path, sizeof path, "%s/deep.pam", helper_folder);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int colours = cases[i].numbers - (cases[i].alpha ? 1 : 0);
        GrPicture picture;
        GrError error = {0};
        write_deep(path, cases[i].kind, cases[i].numbers, cases[i].alpha);
        assert_done(gr_picture_read(path, &picture, &error), error);
        assert_int_equal(picture.width, CODES);
        assert_int_equal(picture.has_alpha, cases[i].alpha);
        for (int x = 0; x < CODES; x++)
            for (int c = 0; c < 4; c++) {
                int number = c < 3 ? (colours == 1 ? 0 : c) : colours;
                int code = c == 3 && !cases[i].alpha ? 255 : number % 2 ? 255 - x : x;
                if (picture.rgba[4 * x + c] != code)
                    fail_msg("%s: number %d of %d is %d", cases[i].kind, c, x,
                             picture.rgba[4 * x + c]);
            }
        gr_picture_finish(&picture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deep_numbers_come_to_the_nearest_code),
    };
    return cmocka_run_group_tests(tests, helper_setup, helper_teardown);
}
