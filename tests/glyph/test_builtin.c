/* SPDX-License-Identifier: MIT */
#include "glyph/builtin.h"

#include "unit.h"

#include <stdlib.h>
#include <string.h>

static double mean_of(const uint8_t *pixels, int width, int height, int stride)
{
    double sum = 0;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            sum += pixels[y * stride + x];
        }
    }
    return sum / (255.0 * width * height);
}

static double mean_of_drawing(int index)
{
    int sum = 0;
    for (int y = 0; y < GR_BUILTIN_HEIGHT; y++) {
        sum += __builtin_popcount(gr_builtin_rows[index][y]);
    }
    return sum / (double)(GR_BUILTIN_WIDTH * GR_BUILTIN_HEIGHT);
}

static void every_character_is_drawn_once(void **state)
{
    (void)state;
    for (int i = 0; i < GR_BUILTIN_COUNT; i++) {
        assert_int_equal(mean_of_drawing(i) > 0, i != 0);
        for (int j = 0; j < i; j++) {
            assert_memory_not_equal(gr_builtin_rows[i], gr_builtin_rows[j], GR_BUILTIN_HEIGHT);
        }
    }
    assert_true(gr_builtin_has(' ') && gr_builtin_has('~'));
    assert_false(gr_builtin_has(0x1F) || gr_builtin_has(0x7F) || gr_builtin_has(0xE4));
}

static void whole_multiples_repeat_pixels(void **state)
{
    (void)state;
    static const struct {
        int width, height, scale_x, scale_y, left, top;
    } cases[] = {
        {8, 16, 1, 1, 0, 0},  {16, 32, 2, 2, 0, 0}, {10, 19, 1, 1, 1, 1},
        {24, 48, 3, 3, 0, 0}, {8, 32, 1, 2, 0, 0},
    };
    uint8_t pixels[48 * 64];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        memset(pixels, 0xAA, sizeof pixels);
        gr_builtin_draw('R', cases[i].width, cases[i].height, pixels, 64);
        for (int y = 0; y < cases[i].height; y++) {
            for (int x = 0; x < 64; x++) {
                int sx = x - cases[i].left, sy = y - cases[i].top;
                int expected = 0;
                if (x >= cases[i].width) {
                    expected = 0xAA; /* beyond the cell */
                } else if (sx >= 0 && sx < 8 * cases[i].scale_x && sy >= 0 &&
                           sy < 16 * cases[i].scale_y) {
                    int row = gr_builtin_rows['R' - ' '][sy / cases[i].scale_y];
                    expected = (row >> (7 - sx / cases[i].scale_x)) & 1 ? 255 : 0;
                }
                assert_int_equal(pixels[y * 64 + x], expected);
            }
        }
    }
}

static void scaling_keeps_the_ink(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {3, 5}, {5, 10}, {6, 13}, {12, 24}, {7, 40}, {200, 401}};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        int width = sizes[i][0], height = sizes[i][1], stride = width + 3;
        uint8_t *pixels = malloc((size_t)(stride * height));
        assert_non_null(pixels);
        for (int c = 0; c < GR_BUILTIN_COUNT; c++) {
            memset(pixels, 0x55, (size_t)(stride * height));
            gr_builtin_draw((uint32_t)(' ' + c), width, height, pixels, stride);
            double mean = mean_of(pixels, width, height, stride);
            assert_true(mean > mean_of_drawing(c) - 0.004 && mean < mean_of_drawing(c) + 0.004);
            for (int y = 0; y < height; y++) {
                for (int x = width; x < stride; x++) {
                    assert_int_equal(pixels[y * stride + x], 0x55);
                }
            }
        }
        free(pixels);
    }
}

static void area_weights_add_up(void **state)
{
    (void)state;
    for (int count = 1; count < 30; count++) {
        for (int sources = 1; sources < 30; sources++) {
            double used[30] = {0};
            for (int i = 0; i < count; i++) {
                GrAreaSpan span = gr_area_span(i, count, sources);
                double sum = 0;
                assert_true(span.first >= 0 && span.last < sources && span.first <= span.last);
                for (int s = span.first; s <= span.last; s++) {
                    sum += (double)gr_area_weight(&span, s);
                    used[s] += (double)gr_area_weight(&span, s);
                }
                assert_true(sum > 0.99999 && sum < 1.00001);
            }
            for (int s = 0; s < sources; s++) {
                double share = used[s] * sources / count;
                assert_true(share > 0.9999 && share < 1.0001);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_is_drawn_once),
        cmocka_unit_test(whole_multiples_repeat_pixels),
        cmocka_unit_test(scaling_keeps_the_ink),
        cmocka_unit_test(area_weights_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
