/* SPDX-License-Identifier: MIT
 *
 * Large letters: a glyph's outline drawn with cells, so that it looks the same at any size of the
 * frame. A letter has the proportions of a cell: as many cells wide as high.
 */
#ifndef GR_EFFECTS_CELL_LETTERS_H
#define GR_EFFECTS_CELL_LETTERS_H

#include "cells.h"

/* Below this many cells a letter cannot be read: it is written plainly. */
enum { GR_LETTER_LEAST = 5 };

/* Mean coverage of one cell's part of a shape, 0..255, of at least a pixel. */
static inline uint32_t gr_letter_cover(const uint8_t *shape, int x, int y, int size)
{
    int x0 = x * GR_CELL_SHAPE_W / size, x1 = (x + 1) * GR_CELL_SHAPE_W / size;
    int y0 = y * GR_CELL_SHAPE_H / size, y1 = (y + 1) * GR_CELL_SHAPE_H / size;
    uint32_t sum = 0;
    x1 = x1 > x0 ? x1 : x0 + 1;
    y1 = y1 > y0 ? y1 : y0 + 1;
    for (int v = y0; v < y1; v++)
        for (int u = x0; u < x1; u++)
            sum += shape[v * GR_CELL_SHAPE_W + u];
    return sum / (uint32_t)((x1 - x0) * (y1 - y0));
}

typedef struct GrLetter {
    const GrCellText *text;
    int index; /* of its glyph in the text */
    int left, top, size;
    uint32_t light, seen; /* as gr_cell_write takes them */
    bool own;             /* made of itself rather than of the palette */
    GrCellInk ink;
} GrLetter;

/* Draws a letter; `size` 1 writes its glyph. What is outside the grid is left out. */
static inline void gr_letter_draw(const GrCellInput *input, const GrCellPlanes *planes,
                                  const GrLetter *letter)
{
    const GrGrid *grid = input->grid;
    const GrCellText *text = letter->text;
    const int last = input->ramp_count - 1;
    const bool plain = letter->size == 1;
    const bool own = (letter->own && text->columns[letter->index] == 1) || last < 1;
    for (int y = 0; y < letter->size; y++)
        for (int x = 0; x < letter->size; x++) {
            int row = letter->top + y, col = letter->left + x;
            if (row < 0 || row >= grid->rows || col < 0 || col >= grid->cols ||
                (!plain && !text->shape[letter->index]))
                continue;
            uint32_t cover =
                plain ? 255 : gr_letter_cover(text->shape[letter->index], x, y, letter->size);
            if (cover <= 48)
                continue;
            /* A stroke about a cell wide fills none of the cells that it touches. */
            cover = (cover - 48) * (letter->size < 12 ? 4 : 2);
            cover = cover < 255 ? cover : 255;
            /* Edges are glyphs with less ink, or a little dimmer. */
            int place = 1 + (int)(cover * (uint32_t)last / 255);
            int cell = row * grid->cols + col;
            gr_cell_write(planes, cell,
                          plain || own ? text->glyph[letter->index]
                                       : input->ramp[place > last ? last : place],
                          gr_cell_ink_at(input, letter->ink, cell),
                          own && !plain ? letter->light * (128 + cover / 2) / 256 : letter->light,
                          letter->seen);
        }
}

#endif
