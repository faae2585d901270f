/* SPDX-License-Identifier: MIT
 *
 * A lattice of square points for simulations, of a size of its own: so many points along the
 * frame's shorter side whatever the cells are, so that what happens on it is round on the screen
 * and the same on every grid. A cell shows the mean of the points that it covers.
 */
#ifndef GR_EFFECTS_LATTICE_H
#define GR_EFFECTS_LATTICE_H

#include "base/rng.h"
#include "base/vmath.h"
#include "model/grid.h"

enum { GR_LATTICE_LEAD = 16, GR_LATTICE_MOST = 1 << 16, GR_SAMPLER_MOST = 4 };

/* Planes have a border of one point all around; rows are padded to whole vectors. */
typedef struct GrLattice {
    int32_t cols, rows;
    int64_t stride, plane; /* floats */
    float point;           /* its side in screen units */
    float left, top;       /* centre of the first point */
} GrLattice;

/* Covers the frame; very long frames have coarser points. */
static inline GrLattice gr_lattice_of(const GrGrid *grid, int points)
{
    const float wide = 2.0f * grid->aspect, high = 2.0f;
    GrLattice l = {.point = gr_minf(wide, high) / (float)points};
    const float many = (wide / l.point) * (high / l.point) / (float)GR_LATTICE_MOST;
    l.point = l.point * gr_sqrtf(gr_maxf(many, 1.0f));
    l.cols = (int32_t)(wide / l.point + 0.999f);
    l.rows = (int32_t)(high / l.point + 0.999f);
    l.cols = l.cols < 2 ? 2 : l.cols;
    l.rows = l.rows < 2 ? 2 : l.rows;
    l.stride = (l.cols + 1 + 15) / 16 * 16 + GR_LATTICE_LEAD;
    l.plane = l.stride * (l.rows + 2);
    l.left = -0.5f * (float)(l.cols - 1) * l.point;
    l.top = -0.5f * (float)(l.rows - 1) * l.point;
    return l;
}

/* The first point of a plane's first row; planes lie one after another. */
static inline float *gr_lattice_plane(const GrLattice *l, float *memory, int index)
{
    return memory + index * l->plane + l->stride + GR_LATTICE_LEAD;
}

static inline float gr_lattice_x(const GrLattice *l, int col)
{
    return l->left + (float)col * l->point;
}

static inline float gr_lattice_y(const GrLattice *l, int row)
{
    return l->top + (float)row * l->point;
}

/* Gives the border its nearest points' values. */
static inline void gr_lattice_close(const GrLattice *l, float *plane)
{
    for (int y = 0; y < l->rows; y++) {
        float *row = plane + y * l->stride;
        row[-1] = row[0];
        row[l->cols] = row[l->cols - 1];
    }
    const float *first = plane - 1, *last = plane + (l->rows - 1) * l->stride - 1;
    memcpy(plane - l->stride - 1, first, ((size_t)l->cols + 2) * sizeof(float));
    memcpy(plane + l->rows * l->stride - 1, last, ((size_t)l->cols + 2) * sizeof(float));
}

/* Which points lie within a disc: columns of one row, or of rows for the whole. */
typedef struct GrLatticeSpan {
    int first, last; /* first <= i < last */
} GrLatticeSpan;

static inline GrLatticeSpan gr_lattice_span(float centre, float reach, float origin, float point,
                                            int count)
{
    float low = gr_clampf((centre - reach - origin) / point, 0.0f, (float)count);
    float high = gr_clampf((centre + reach - origin) / point + 1.0f, 0.0f, (float)count);
    return (GrLatticeSpan){(int)low, (int)high};
}

/* How cells see the points; `line` takes a row of means down the rows of a cell. */
typedef struct GrSampler {
    const GrLattice *lattice;
    const GrGrid *grid;
    int across, down; /* places that are looked at in a cell */
    int32_t *point;   /* across * cols: the point on the left */
    float *share;     /* of the point on the right */
    float *line;
} GrSampler;

static inline int gr_sampler_places(float cell, float point)
{
    int places = (int)(gr_minf(cell / point, (float)GR_SAMPLER_MOST) + 0.5f);
    return places < 1 ? 1 : places;
}

static inline size_t gr_sampler_floats(const GrGrid *grid, const GrLattice *l)
{
    return 2 * GR_SAMPLER_MOST * (((size_t)grid->cols + 15) / 16 * 16) + (size_t)l->stride;
}

/* Where `at` of `count` places in a row of cells lies between two points. */
static inline float gr_sampler_between(float at, float first, float point, int count, int32_t *left)
{
    float place = gr_clampf((at - first) / point, 0.0f, (float)count - 1.0f);
    int32_t whole = (int32_t)place;
    whole = whole < count - 2 ? whole : count - 2;
    *left = whole;
    return place - (float)whole;
}

static inline GrSampler gr_sampler_of(const GrGrid *grid, const GrLattice *l, float *memory)
{
    const size_t cols = ((size_t)grid->cols + 15) / 16 * 16;
    GrSampler s = {.lattice = l,
                   .grid = grid,
                   .across = gr_sampler_places(grid->cell_w, l->point),
                   .down = gr_sampler_places(grid->cell_h, l->point),
                   .point = (int32_t *)(void *)memory,
                   .share = memory + GR_SAMPLER_MOST * cols,
                   .line = memory + 2 * GR_SAMPLER_MOST * cols};
    for (int k = 0; k < s.across; k++) {
        const float inside = ((float)k + 0.5f) / (float)s.across;
        for (int x = 0; x < grid->cols; x++) {
            float at = ((float)x + inside) * grid->cell_w - grid->aspect;
            s.share[(size_t)k * cols + (size_t)x] = gr_sampler_between(
                at, l->left, l->point, l->cols, &s.point[(size_t)k * cols + (size_t)x]);
        }
    }
    return s;
}

static inline void gr_sampler_add_rows(float *restrict line, const float *restrict above,
                                       const float *restrict below, float a, float b, bool first,
                                       int count)
{
    for (int x = 0; x < count; x++) {
        line[x] = (first ? 0.0f : line[x]) + a * above[x] + b * below[x];
    }
}

/* Writes one row of cells: the mean of a plane over each of them. */
static inline void gr_sampler_row(const GrSampler *s, const float *plane, int row,
                                  float *restrict value)
{
    const GrLattice *l = s->lattice;
    const int cols = s->grid->cols;
    const size_t padded = ((size_t)cols + 15) / 16 * 16;
    const float each = 1.0f / (float)(s->down * s->across);
    for (int k = 0; k < s->down; k++) {
        int32_t top;
        float inside = ((float)k + 0.5f) / (float)s->down;
        float at = ((float)row + inside) * s->grid->cell_h - 1.0f;
        float below = gr_sampler_between(at, l->top, l->point, l->rows, &top);
        gr_sampler_add_rows(s->line, plane + top * l->stride, plane + (top + 1) * l->stride,
                            each * (1.0f - below), each * below, k == 0, l->cols);
    }
    const float *restrict line = s->line;
    for (int k = 0; k < s->across; k++) {
        const int32_t *restrict point = s->point + (size_t)k * padded;
        const float *restrict share = s->share + (size_t)k * padded;
        for (int x = 0; x < cols; x++) {
            float left = line[point[x]], right = line[point[x] + 1];
            value[x] = (k == 0 ? 0.0f : value[x]) + left + (right - left) * share[x];
        }
    }
}

#endif
