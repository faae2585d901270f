/* SPDX-License-Identifier: MIT
 *
 * What plain C makes of pixels, against the truth in doubles. (Every other level is held against
 * plain C in test_kernels.c.)
 */
#include "unit.h"

#include "base/arena.h"
#include "base/rng.h"
#include "render/frozen.h"
#include "render/kernels/kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 4096 };

/* BT.709 in doubles, over a lattice of colours and random 2x2 blocks. */
static void yuv_is_exact(void **state)
{
    (void)state;
    uint8_t *row[10];
    for (int i = 0; i < 10; i++)
        row[i] = gr_aligned_alloc(ROW);
    const GrPixel *const above[3] = {row[0], row[1], row[2]};
    const GrPixel *const under[3] = {row[3], row[4], row[5]};
    uint8_t *const luma[2] = {row[6], row[7]};
    double worst_y = 0.0, worst_c = 0.0;
    for (uint32_t round = 0; round < 60; round++) {
        for (int i = 0; i < 6; i++)
            for (int k = 0; k < ROW; k++) {
                uint32_t x = gr_rng_u32(round, (uint32_t)i, (uint32_t)k);
                row[i][k] = (uint8_t)(x >> 30 == 0 ? 0 : x >> 30 == 1 ? 255 : x);
                if (round == 1)
                    row[i][k] = (uint8_t)k; /* greys */
            }
        gr_kernels_none.yuv(luma, row[8], row[9], above, under, ROW);
        for (int k = 0; k < ROW; k++)
            for (int half = 0; half < 2; half++) {
                const uint8_t *const *rgb = (const uint8_t *const *)row + 3 * half;
                double y = 0.2126 * rgb[0][k] + 0.7152 * rgb[1][k] + 0.0722 * rgb[2][k];
                worst_y = fmax(worst_y, fabs(16.0 + y * 219.0 / 255.0 - luma[half][k]));
            }
        for (int k = 0; k < ROW / 2; k++) {
            double mean[3];
            for (int c = 0; c < 3; c++)
                mean[c] = (row[c][2 * k] + row[c][2 * k + 1] + row[c + 3][2 * k] +
                           row[c + 3][2 * k + 1]) /
                          4.0;
            double y = 0.2126 * mean[0] + 0.7152 * mean[1] + 0.0722 * mean[2];
            double u = 128.0 + (mean[2] - y) / 1.8556 * 224.0 / 255.0;
            double v = 128.0 + (mean[0] - y) / 1.5748 * 224.0 / 255.0;
            worst_c = fmax(worst_c, fmax(fabs(u - row[8][k]), fabs(v - row[9][k])));
        }
        for (int k = 0; round == 1 && k < ROW / 2; k++) {
            assert_int_equal(row[8][k], 128);
            assert_int_equal(row[9][k], 128);
        }
    }
    assert_true(worst_y <= 0.502);
    assert_true(worst_c <= 0.503);
    for (int i = 0; i < 10; i++)
        gr_aligned_free(row[i]);
}

/* A picture that is moved by parts of a pixel keeps its light, and by none of them stays. */
static void shift_keeps_light(void **state)
{
    (void)state;
    enum { WIDE = 40, LIGHT = 20 * 200 };
    for (int fx = 0; fx < 256; fx += 15)
        for (int fy = 0; fy < 256; fy += 15) {
            uint8_t empty[WIDE] = {0}, ink[WIDE] = {0}, out[WIDE];
            int sum = 0;
            memset(ink + 10, 200, 20);
            gr_kernels_none.shift(out, empty + 1, ink + 1, fx, fy, WIDE - 1);
            for (int i = 0; i < WIDE - 1; i++)
                sum += out[i];
            gr_kernels_none.shift(out, ink + 1, empty + 1, fx, fy, WIDE - 1);
            for (int i = 0; i < WIDE - 1; i++)
                sum += out[i];
            if (abs(sum - LIGHT) > 40 || (!fx && !fy && sum != LIGHT))
                fail_msg("moved by %d, %d: %d instead of %d", fx, fy, sum, LIGHT);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yuv_is_exact),
        cmocka_unit_test(shift_keeps_light),
    };
    gr_render_use_level(GR_CPU_NONE); /* fills tables */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
