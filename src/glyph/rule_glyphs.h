/* SPDX-License-Identifier: MIT
 *
 * Characters drawn by rule, exactly for any cell size, so that they tile without gaps whatever the
 * font: block elements (U+2580-259F), box drawing (U+2500-257F), braille (U+2800-28FF) and sextants
 * (U+1FB00-1FB3B). Nothing but whole-number geometry and square roots: the same bytes everywhere.
 */
#ifndef GR_GLYPH_RULE_GLYPHS_H
#define GR_GLYPH_RULE_GLYPHS_H

#include <stdbool.h>
#include <stdint.h>

/* A cell being drawn: rows `stride` bytes apart, only width x height bytes are touched. */
typedef struct GrCell {
    uint8_t *pixels;
    int width, height, stride;
    /* The smallest size among cells that differ by a pixel: it sets how wide lines and dots are, so
     * that they are the same in all of them. 0: the cell's own. */
    int least_width, least_height;
} GrCell;

bool gr_rule_has(uint32_t code_point);
/* Clears the cell and draws; `code_point` must be one that gr_rule_has. */
void gr_rule_draw(uint32_t code_point, GrCell cell);

/* The part that draws box lines (src/glyph/box_lines.c). */
void gr_box_draw(uint32_t code_point, GrCell cell);

/* Fills whole pixels x0 <= x < x1, y0 <= y < y1, clipped to the cell. */
void gr_cell_fill(GrCell cell, int x0, int y0, int x1, int y1, uint8_t value);
/* Adds coverage to one pixel inside the cell, up to 255; `coverage` is clamped to 0..1. */
void gr_cell_add(GrCell cell, int x, int y, float coverage);

#endif
