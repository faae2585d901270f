/* SPDX-License-Identifier: MIT
 *
 * What is particular to the simulations: the same life on every grid, patterns that are there in
 * time, rules that are read, flocks that find their neighbours.
 */
#include "unit.h"

#include "catalogue/stage.h"
#include "registry.h"

#include <stdio.h>
#include <stdlib.h>

static void open_on(Stage *stage, const char *name, int cols, int rows, int width, int height)
{
    const GrEffect *effect = gr_effect_find(name);
    assert_non_null(effect);
    assert_true(stage_open(stage, effect, cols, rows, width, height));
}

/* Lattices have a size of their own: what happens does not depend on the cells. */
static void cells_do_not_change_what_happens(void **state)
{
    (void)state;
    static const char *const names[] = {"attractor", "fire", "water", "fluid", "boids"};
    static const int grids[][2] = {{192, 56}, {320, 83}, {96, 54}, {16, 40}};
    for (size_t n = 0; n < COUNT_OF(names); n++) {
        uint64_t first = 0;
        for (size_t g = 0; g < COUNT_OF(grids); g++) {
            Stage stage;
            open_on(&stage, names[n], grids[g][0], grids[g][1], 1920, 1080);
            stage.sound = STAGE_LOUD;
            assert_null(stage_draw(&stage, 1.1));
            uint64_t sum = gr_hash_bytes(stage.state, stage.state_bytes, 0);
            first = g == 0 ? sum : first;
            if (sum != first)
                fail_msg("%s: another state on %dx%d cells", names[n], grids[g][0], grids[g][1]);
            stage_close(&stage);
        }
    }
}

/* Of a quarter of the frame: which share of the cells is light, which is dark. */
static void count_quarter(const Stage *stage, int quarter, double *light, double *dark)
{
    const int cols = stage->grid.cols / 2, rows = stage->grid.rows / 2;
    *light = *dark = 0.0;
    for (int y = 0; y < rows; y++)
        for (int x = 0; x < cols; x++) {
            int row = y + quarter / 2 * rows, col = x + quarter % 2 * cols;
            float value = stage->plane[0][row * stage->grid.cols + col];
            *light += value > 0.4f ? 1.0 / (cols * rows) : 0.0;
            *dark += value < 0.15f ? 1.0 / (cols * rows) : 0.0;
        }
}

static void every_preset_shows_within_four_seconds(void **state)
{
    (void)state;
    static const struct {
        const char *effect, *param;
    } cases[] = {{"reaction", "preset"}, {"life", "preset"}, {"attractor", "shape"}};
    for (size_t c = 0; c < COUNT_OF(cases); c++) {
        const GrParam *param =
            gr_param_find(&gr_effect_find(cases[c].effect)->params, cases[c].param);
        assert_non_null(param);
        for (int choice = 0; param->choices[choice]; choice++) {
            Stage stage;
            open_on(&stage, cases[c].effect, 192, 56, 1920, 1080);
            stage_set(&stage, cases[c].param, choice);
            assert_null(stage_draw(&stage, 3.9));
            double lit = 0.0;
            for (int quarter = 0; quarter < 4; quarter++) {
                double light, dark;
                count_quarter(&stage, quarter, &light, &dark);
                lit += light / 4.0;
                if (light < 0.005 || dark < 0.01)
                    fail_msg("%s, %s: quarter %d has %g light and %g dark", cases[c].effect,
                             param->choices[choice], quarter, light, dark);
            }
            if (lit < 0.05)
                fail_msg("%s, %s: only %g of the frame is light", cases[c].effect,
                         param->choices[choice], lit);
            stage_close(&stage);
        }
    }
}

static uint64_t life_with(const char *rule, int preset)
{
    Stage stage;
    GrError error = {0};
    open_on(&stage, "life", 64, 30, 1000, 1000);
    stage_set(&stage, "preset", preset);
    if (rule)
        assert_int_equal(gr_param_set_text(gr_param_find(&stage.effect->params, "rule"), "life",
                                           rule, stage.params, &error),
                         0);
    assert_null(stage_draw(&stage, 1.5));
    uint64_t sum = stage_checksum(&stage);
    stage_close(&stage);
    return sum;
}

static void rules_of_life_are_read(void **state)
{
    (void)state;
    static const char *const same[] = {"b36/s23", "B36S23", "S23/B36", "B63/S32", "B36 / S23"};
    static const char *const unread[] = {"", "B3", "23/3", "B9/S23", "B3/S23x", "B0/S8", "life"};
    const uint64_t highlife = life_with("B36/S23", 0);
    for (size_t i = 0; i < COUNT_OF(same); i++)
        if (life_with(same[i], 2) != highlife)
            fail_msg("'%s' is not B36/S23", same[i]);
    const uint64_t maze = life_with(NULL, 2);
    assert_true(maze != highlife);
    for (size_t i = 0; i < COUNT_OF(unread); i++)
        if (life_with(unread[i], 2) != maze)
            fail_msg("'%s' is not a rule, but it was taken for one", unread[i]);
}

/* A block stays, a blinker turns: the rule itself, on a world that nothing disturbs. */
static void conway_is_conway(void **state)
{
    (void)state;
    Stage stage;
    open_on(&stage, "life", 200, 100, 1000, 1000);
    stage_set(&stage, "unrest", 0.0);
    stage_set(&stage, "warm", 0.0);
    stage_set(&stage, "pace", 25.0);
    stage_set(&stage, "ghosts", 0.02);
    assert_null(stage_draw(&stage, 0.0));
    int before[100][100], wrong = 0;
    for (int y = 0; y < 100; y++)
        for (int x = 0; x < 100; x++)
            before[y][x] = stage.plane[0][y * 200 + 2 * x] > 0.65f;
    assert_null(stage_draw(&stage, 1.0 / 24.0));
    for (int y = 0; y < 100; y++)
        for (int x = 0; x < 100; x++) {
            int around = -before[y][x];
            for (int k = 0; k < 9; k++)
                around += before[(y + k / 3 + 99) % 100][(x + k % 3 + 99) % 100];
            int lives = around == 3 || (around == 2 && before[y][x]);
            wrong += lives != (stage.plane[0][y * 200 + 2 * x] > 0.65f);
        }
    assert_int_equal(wrong, 0);
    stage_close(&stage);
}

static int setup(void **state)
{
    (void)state;
    GrCpuLevel best = GR_CPU_NONE;
    for (int level = GR_CPU_NONE; level <= GR_CPU_AVX512; level++)
        best = gr_cpu_usable((GrCpuLevel)level) ? (GrCpuLevel)level : best;
    gr_registry_install(best);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_do_not_change_what_happens),
        cmocka_unit_test(every_preset_shows_within_four_seconds),
        cmocka_unit_test(rules_of_life_are_read),
        cmocka_unit_test(conway_is_conway),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
