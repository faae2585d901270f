/* SPDX-License-Identifier: MIT
 *
 * A stencil: a still picture of letters, or of a file, that is made from the show before the fork.
 * A mask of letters is one at the frame's own pixels; an effect may ask for one and gets it by
 * cells.
 */
#ifndef GR_MODEL_STENCIL_H
#define GR_MODEL_STENCIL_H

#include <stdbool.h>
#include <stdint.h>

typedef enum GrStencilKind { GR_STENCIL_TEXT, GR_STENCIL_PICTURE } GrStencilKind;

/* As GrTextAlign of glyph/text_block.h. */
enum { GR_STENCIL_START, GR_STENCIL_CENTRE, GR_STENCIL_END };

/* What to make; "px" is 1/1080 of the short side, places are in screen units. */
typedef struct GrStencilSpec {
    GrStencilKind kind;
    const char *text; /* \n breaks lines */
    const char *font; /* NULL: the layer's, else the show's */
    float size;       /* px; 0: as large as fits */
    float x, y;       /* of its middle */
    float width;      /* of the frame's width; 0: lines do not wrap */
    float leading, tracking;
    int32_t align; /* GR_STENCIL_CENTRE, ... */
    float soft;    /* px: reach of the blur */
    /* Of a picture, whose `size` is a share of the frame that it fits into: */
    const char *file; /* NULL: the one that the program draws */
    bool covers;      /* the frame is filled, and what stands out is cut off */
} GrStencilSpec;

/* How much of each cell of a grid is covered, 0..1, in cell order; of a picture how much light it
 * has, and in `soft` how much of it there is. */
typedef struct GrStencilCells {
    const float *sharp;
    const float *soft; /* of the blurred picture */
    /* The colours of a picture, 0..1, where there is any of it; NULL for letters. */
    const float *colour[3];
} GrStencilCells;

#endif
