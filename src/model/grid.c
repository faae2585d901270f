/* SPDX-License-Identifier: MIT */
#include "model/grid.h"

#include "base/arena.h"
#include "base/vmath.h"

#include <stddef.h>
#include <string.h>

const GrGridSize gr_grid_sizes[] = {
    {"xs", "5 x 10 px cells: finest, for pictures and footage", 384, 108},
    {"sm", "6 x 13 px cells: fine texture", 320, 83},
    {"md", "10 x 19 px cells: the usual one", 192, 56},
    {"lg", "12 x 24 px cells: glyphs that can be read", 160, 45},
    {"xl", "15 x 30 px cells: bold", 128, 36},
    {"xxl", "24 x 49 px cells: posters", 80, 22},
    {NULL, NULL, 0, 0},
};

/* Width of a cell over its height, for grids given by height: that of common monospaced faces. */
static const double CELL_SHAPE = 0.52;

const GrGridSize *gr_grid_size_find(const char *name)
{
    for (const GrGridSize *size = gr_grid_sizes; size->name; size++)
        if (strcmp(size->name, name) == 0)
            return size;
    return NULL;
}

static int cells_in(double extent, double cell, int most)
{
    int count = (int)(extent / cell + 0.5);
    return count < 1 ? 1 : count > most ? most : count;
}

void gr_grid_measure(GrGridSpec spec, int width, int height, int *cols, int *rows)
{
    /* In units of the short side, so that every resolution of one aspect has the same cells. */
    double side = width < height ? width : height;
    double w = width / side, h = height / side;
    double cell_w, cell_h;
    if (spec.named) {
        cell_w = 16.0 / 9.0 / spec.named->cols_16_9;
        cell_h = 1.0 / spec.named->rows_16_9;
    } else {
        cell_h = (double)spec.cell_px / 1080.0;
        cell_w = cell_h * CELL_SHAPE;
    }
    *cols = cells_in(w, cell_w, GR_GRID_MAX_COLS);
    *rows = cells_in(h, cell_h, GR_GRID_MAX_ROWS);
}

int gr_grid_create(GrGrid *grid, GrGridSpec spec, int width, int height, GrError *error)
{
    int cols, rows;
    gr_grid_measure(spec, width, height, &cols, &rows);
    return gr_grid_create_cells(grid, cols, rows, width, height, error);
}

static void place_cells(GrGrid *grid)
{
    for (int row = 0; row < grid->rows; row++) {
        float y = (2.0f * (float)row + 1.0f) / (float)grid->rows - 1.0f;
        for (int col = 0; col < grid->cols; col++) {
            size_t i = (size_t)row * (size_t)grid->cols + (size_t)col;
            float x = ((2.0f * (float)col + 1.0f) / (float)grid->cols - 1.0f) * grid->aspect;
            grid->x[i] = x;
            grid->y[i] = y;
            grid->r[i] = gr_sqrtf(x * x + y * y);
            grid->a[i] = gr_atan2f(y, x);
        }
    }
}

int gr_grid_create_cells(GrGrid *grid, int cols, int rows, int width, int height, GrError *error)
{
    memset(grid, 0, sizeof *grid);
    /* A cell narrower than a pixel would have nowhere to be drawn. */
    cols = cols > width ? width : cols;
    rows = rows > height ? height : rows;
    if (cols < 1 || rows < 1)
        return gr_error_set(error, GR_E_INTERNAL, "a grid of %dx%d cells", cols, rows);
    size_t count = (size_t)cols * (size_t)rows;
    size_t plane = (count + 31) / 16 * 16; /* slack, and every plane on a 64-byte boundary */
    size_t edges = ((size_t)cols + (size_t)rows + 2 + 15) / 16 * 16;
    grid->memory = gr_aligned_alloc((plane * 4) * sizeof(float) + edges * sizeof(int));
    if (!grid->memory)
        return gr_error_memory(error, "a grid", plane * 4 * sizeof(float));
    grid->cols = cols;
    grid->rows = rows;
    grid->count = (int)count;
    grid->width = width;
    grid->height = height;
    grid->aspect = (float)width / (float)height;
    grid->cell_w = 2.0f * grid->aspect / (float)cols;
    grid->cell_h = 2.0f / (float)rows;
    grid->x = grid->memory;
    grid->y = grid->x + plane;
    grid->r = grid->y + plane;
    grid->a = grid->r + plane;
    grid->col_edge = (int *)(grid->a + plane);
    grid->row_edge = grid->col_edge + cols + 1;
    for (int i = 0; i <= cols; i++)
        grid->col_edge[i] = (int)((long long)i * width / cols);
    for (int i = 0; i <= rows; i++)
        grid->row_edge[i] = (int)((long long)i * height / rows);
    place_cells(grid);
    return GR_OK;
}

void gr_grid_finish(GrGrid *grid)
{
    if (!grid)
        return;
    gr_aligned_free(grid->memory);
    memset(grid, 0, sizeof *grid);
}
