/* SPDX-License-Identifier: MIT
 *
 * Lines of a text in cells: broken where the text breaks and between words where it gets too wide,
 * and where they stand in the grid.
 */
#ifndef GR_EFFECTS_CELL_LINES_H
#define GR_EFFECTS_CELL_LINES_H

#include "cells.h"

enum { GR_CELL_LINES = 512 };

typedef struct GrCellLines {
    int count, longest;
    GrCellItem line[GR_CELL_LINES]; /* of the text's glyphs; may be empty */
} GrCellLines;

/* Where a line that starts at `at` ends, and where the next one starts. */
static inline int gr_cell_line_end(const GrCellText *text, int at, int end, int width, int *next)
{
    int blank = -1, i = at;
    for (; i < end && i - at < width && text->glyph[i] != GR_CELL_BREAK; i++)
        blank = text->glyph[i] ? blank : i;
    *next = i + 1;
    if (i >= end || text->glyph[i] == GR_CELL_BREAK || !text->glyph[i])
        return i;
    if (blank > at) {
        *next = blank + 1;
        return blank;
    }
    if (text->columns[i] == 0 && i - at > 1)
        i--; /* not between the halves of a wide one */
    *next = i > at ? i : at + 1;
    return *next;
}

static inline void gr_cell_break(GrCellLines *lines, const GrCellText *text, GrCellItem item,
                                 int width)
{
    int at = item.first, end = item.first + item.count;
    lines->count = lines->longest = 0;
    width = width > 1 ? width : 1;
    while (at < end && lines->count < GR_CELL_LINES) {
        int next, stop = gr_cell_line_end(text, at, end, width, &next);
        lines->line[lines->count++] = (GrCellItem){at, stop - at};
        lines->longest = stop - at > lines->longest ? stop - at : lines->longest;
        at = next;
    }
}

typedef enum GrCellAlign { GR_CELL_LEFT, GR_CELL_CENTRE, GR_CELL_RIGHT } GrCellAlign;

#define GR_CELL_ALIGNS                                                                             \
    {                                                                                              \
        "left", "centre", "right", NULL                                                            \
    }

/* The column at which something `count` wide starts that belongs to `x` of the screen. */
static inline int gr_cell_start(const GrGrid *grid, float x, int count, int align)
{
    int at = gr_cell_col(grid, x * 0.999f);
    return at - (align == GR_CELL_CENTRE ? count / 2 : align == GR_CELL_RIGHT ? count - 1 : 0);
}

/* Pushed into the picture where it has room for it. */
static inline int gr_cell_hold(int start, int count, int room)
{
    start = start + count > room ? room - count : start;
    return start < 0 ? 0 : start;
}

#endif
