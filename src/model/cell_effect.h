/* SPDX-License-Identifier: MIT
 *
 * A cell effect: an item of a layer's `cells:` chain. It changes the layer's cells after they were
 * painted and before they are drawn: which glyph stands where, in which colour. One file in
 * effects/cells/ defines one, as `const GrCellEffect GR_LEVEL_NAME(gr_cell_effect_NAME)`. The rules
 * of model/effect.h hold; there is no history, so any frame can be made alone.
 *
 * Glyphs are indices into the layer's atlas; 0 is the blank. What an effect may write is what it
 * finds in the cells, in the layer's palette, in its own `glyphs` or in its texts: all of these are
 * in the atlas. A character of double width is two glyphs, the right half follows the left one; a
 * half that has lost the other is made blank once the chain is through.
 */
#ifndef GR_MODEL_CELL_EFFECT_H
#define GR_MODEL_CELL_EFFECT_H

#include "model/grid.h"
#include "model/moment.h"
#include "model/param.h"

enum {
    GR_CELL_BREAK = 0xffff, /* stands for a line break within a text */
    GR_CELL_EFFECTS_MAX = 16,
    GR_CELL_TEXT_MAX = 16384, /* bytes of a text */
    /* Pixels of a glyph's shape: a cell's own proportions. */
    GR_CELL_SHAPE_W = 32,
    GR_CELL_SHAPE_H = 64,
};

typedef struct GrCellPlanes {
    uint16_t *glyph;
    uint8_t *rgb[3];
} GrCellPlanes;

/* A piece of a text: `count` glyphs from `first` on. */
typedef struct GrCellItem {
    int first, count;
} GrCellItem;

/* A text as glyphs, one for each cell that it takes. `|` and the items of a list part it. */
typedef struct GrCellText {
    const uint16_t *glyph;
    const uint8_t *columns; /* of each: 2 for a left half, 0 for a right half, else 1 */
    /* With GrCellEffect.shapes: the coverage of each, 0..255, rows of GR_CELL_SHAPE_W bytes, the
     * same at any size of the frame; NULL for blanks. */
    const uint8_t *const *shape;
    int count;
    const GrCellItem *items; /* none is empty */
    int item_count;          /* 0: there is nothing but blanks */
} GrCellText;

typedef struct GrCellInput {
    const GrGrid *grid;
    const GrMoment *moment;
    const void *params;      /* the effect's own struct */
    uint64_t seed;           /* of show, scene and layer, the effect and its place in the chain */
    const GrCellText *texts; /* of the text parameters, in the order of the table */
    const uint16_t *own;     /* the effect's `glyphs`, one for each character */
    const uint16_t *ramp;    /* the layer's palette: the blank, then from dark to light */
    int ramp_count;
    /* The layer's colour at full light: colour[place[cell]], R, G, B from the low byte up. */
    const uint16_t *place;
    const uint32_t *colour;
    void *scratch; /* scratch_bytes(), contents undefined */
} GrCellInput;

typedef struct GrCellEffect {
    const char *name;
    const char *family; /* motion damage text */
    const char *summary;
    GrParamTable params;
    const char *glyphs; /* UTF-8 that it needs besides its texts, single cells; NULL: none */
    bool shapes;        /* it draws its texts large */
    size_t (*scratch_bytes)(const GrGrid *grid, const void *params); /* NULL: none */
    void (*apply)(const GrCellInput *input, const GrCellPlanes *planes);
} GrCellEffect;

#endif
