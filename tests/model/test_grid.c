/* SPDX-License-Identifier: MIT
 *
 * Grids and canvases: whole coverage, screen units, the same cells at every resolution.
 */
#include "unit.h"

#include "model/canvas.h"
#include "model/grid.h"

#include <math.h>
#include <string.h>

static const int sizes[][2] = {{3840, 2160}, {1920, 1080}, {1280, 720}, {960, 540}};

static void named_grids_have_the_same_cells_everywhere(void **state)
{
    (void)state;
    for (const GrGridSize *size = gr_grid_sizes; size->name; size++) {
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            int cols, rows;
            gr_grid_measure((GrGridSpec){size, 0}, sizes[i][0], sizes[i][1], &cols, &rows);
            assert_int_equal(cols, size->cols_16_9);
            assert_int_equal(rows, size->rows_16_9);
        }
        assert_ptr_equal(gr_grid_size_find(size->name), size);
    }
}

static void edges_cover_the_frame(void **state)
{
    (void)state;
    static const int odd[][2] = {{1, 1}, {2, 3}, {17, 33}, {1080, 1920}, {1001, 777}, {4096, 64}};
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        GrGrid grid;
        GrError error;
        assert_int_equal(gr_grid_create(&grid, (GrGridSpec){gr_grid_size_find("md"), 0}, odd[i][0],
                                        odd[i][1], &error),
                         0);
        assert_int_equal(grid.col_edge[0], 0);
        assert_int_equal(grid.col_edge[grid.cols], odd[i][0]);
        assert_int_equal(grid.row_edge[grid.rows], odd[i][1]);
        for (int c = 0; c < grid.cols; c++)
            assert_true(grid.col_edge[c + 1] > grid.col_edge[c]);
        for (int r = 0; r < grid.rows; r++)
            assert_true(grid.row_edge[r + 1] > grid.row_edge[r]);
        gr_grid_finish(&grid);
    }
}

static void coordinates_are_screen_units(void **state)
{
    (void)state;
    GrGrid grid;
    GrError error;
    assert_int_equal(gr_grid_create_cells(&grid, 192, 56, 1920, 1080, &error), 0);
    int last = grid.count - 1;
    float aspect = 1920.0f / 1080.0f;
    assert_true(fabsf(grid.x[0] + aspect * (1 - 1.0f / 192)) < 1e-5f);
    assert_true(fabsf(grid.y[0] + (1 - 1.0f / 56)) < 1e-5f);
    assert_true(fabsf(grid.x[last] + grid.x[0]) < 1e-5f);
    for (int i = 0; i < grid.count; i += 97) {
        assert_true(fabsf(grid.r[i] - hypotf(grid.x[i], grid.y[i])) < 1e-5f);
        assert_true(fabsf(grid.a[i] - atan2f(grid.y[i], grid.x[i])) < 1e-5f);
    }
    gr_grid_finish(&grid);
    gr_grid_finish(&grid);
    gr_grid_finish(NULL);
}

static void portrait_keeps_the_cell_size(void **state)
{
    (void)state;
    int cols, rows;
    gr_grid_measure((GrGridSpec){gr_grid_size_find("md"), 0}, 1080, 1920, &cols, &rows);
    assert_int_equal(cols, 108);
    assert_int_equal(rows, 100);
    gr_grid_measure((GrGridSpec){NULL, 20}, 1920, 1080, &cols, &rows);
    assert_int_equal(rows, 54);
}

static void canvases_have_room_and_limits(void **state)
{
    (void)state;
    GrCanvas canvas;
    GrError error;
    assert_int_equal(gr_canvas_create(&canvas, 101, 7, &error), 0);
    assert_true(canvas.stride >= 101 + GR_ROW_SLACK);
    assert_int_equal((uintptr_t)gr_canvas_row(&canvas, 2, 3) % 64, 0);
    uint64_t black = gr_canvas_checksum(&canvas);
    gr_canvas_row(&canvas, 1, 6)[100] = 1;
    assert_int_not_equal(gr_canvas_checksum(&canvas), black);
    uint64_t one = gr_canvas_checksum(&canvas);
    gr_canvas_row(&canvas, 1, 6)[101] = 77; /* padding does not count */
    assert_int_equal(gr_canvas_checksum(&canvas), one);
    memset(canvas.plane[0], 255, (size_t)(canvas.stride * 7));
    double mean;
    int maximum;
    gr_canvas_brightness(&canvas, &mean, &maximum);
    assert_true(fabs(mean - 54) < 1 && maximum >= 54);
    gr_canvas_finish(&canvas);
    assert_int_equal(gr_canvas_create(&canvas, 0, 5, &error), GR_E_USAGE);
    assert_int_equal(gr_canvas_create(&canvas, 99999, 5, &error), GR_E_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(named_grids_have_the_same_cells_everywhere),
        cmocka_unit_test(edges_cover_the_frame),
        cmocka_unit_test(coordinates_are_screen_units),
        cmocka_unit_test(portrait_keeps_the_cell_size),
        cmocka_unit_test(canvases_have_room_and_limits),
    };
    return cmocka_run_group_tests_name("grid", tests, NULL, NULL);
}
