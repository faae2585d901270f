/* SPDX-License-Identifier: MIT
 *
 * A grid: a lattice of cells that covers the whole frame, with the screen coordinates of each
 * cell's centre. Screen units: origin in the middle, y from -1 (top) to 1 (bottom), x from -aspect
 * to aspect, so a circle is a circle on every grid. Const after the freeze.
 */
#ifndef GR_MODEL_GRID_H
#define GR_MODEL_GRID_H

#include "base/error.h"

#include <stdbool.h>

/* A named size or a cell height in px (of a frame whose short side is 1080). */
typedef struct GrGridSize {
    const char *name, *summary;
    int cols_16_9, rows_16_9;
} GrGridSize;

extern const GrGridSize gr_grid_sizes[]; /* xs sm md lg xl xxl; ends with a NULL name */
const GrGridSize *gr_grid_size_find(const char *name);

enum { GR_GRID_MAX_COLS = 1280, GR_GRID_MAX_ROWS = 720, GR_CELL_PX_MIN = 4, GR_CELL_PX_MAX = 540 };

typedef struct GrGridSpec {
    const GrGridSize *named; /* or NULL */
    float cell_px;           /* cell height when not named; the width is 0.52 of it */
} GrGridSpec;

typedef struct GrGrid {
    int cols, rows, count; /* count = cols * rows */
    int width, height;     /* of the frame, pixels */
    float aspect;          /* width / height */
    float cell_w, cell_h;  /* mean cell size in screen units */
    int *col_edge;         /* cols + 1: floor(i * width / cols) */
    int *row_edge;         /* rows + 1 */
    /* Per cell, row after row: screen x and y, distance from the middle, angle -pi..pi. */
    float *x, *y, *r, *a;
    void *memory;
} GrGrid;

/* How many cells a spec has on a frame: the same number on every resolution of one aspect. */
void gr_grid_measure(GrGridSpec spec, int width, int height, int *cols, int *rows);
int gr_grid_create(GrGrid *grid, GrGridSpec spec, int width, int height, GrError *error);
/* Any number of cells: tests and previews. */
int gr_grid_create_cells(GrGrid *grid, int cols, int rows, int width, int height, GrError *error);
void gr_grid_finish(GrGrid *grid);

#endif
