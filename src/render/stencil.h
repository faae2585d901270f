/* SPDX-License-Identifier: MIT
 *
 * Stencils (model/stencil.h) as pictures of coverage. Made before the fork; const afterwards.
 */
#ifndef GR_RENDER_STENCIL_H
#define GR_RENDER_STENCIL_H

#include "base/arena.h"
#include "glyph/font.h"
#include "media/picture.h"
#include "model/grid.h"
#include "model/stencil.h"

#include <stddef.h>
#include <stdint.h>

/* Coverage in words, 65535 is all. Rows are followed by slack for whole kernel steps. */
typedef struct GrStencil {
    int width, height;
    ptrdiff_t stride; /* words */
    uint16_t *cover;
} GrStencil;

/* A frame of which nothing is covered; NULL: there is no memory. */
GrStencil *gr_stencil_new(GrArena *arena, int width, int height, GrError *error);

/* Draws a stencil for a frame, blurred by its `soft` if wanted. What no font serves is an error. */
int gr_stencil_create(GrStencil *stencil, const GrStencilSpec *spec, const GrFonts *fonts,
                      int width, int height, bool blurred, GrArena *arena, GrError *error);
/* Draws a text as a picture of its own, cut to its ink, as near to `scale` times its size as memory
 * allows; what it became is in `drawn_scale`. */
int gr_stencil_cut_text(GrStencil *stencil, const GrStencilSpec *spec, const GrFonts *fonts,
                        int width, int height, float scale, float *drawn_scale, GrArena *arena,
                        GrError *error);
/* Copies what counts of a picture, made smaller where it is much larger than a frame of this size.
 */
int gr_stencil_cut_picture(GrStencil *stencil, const GrPicture *picture, int width, int height,
                           bool light, GrArena *arena, GrError *error);
/* Where a picture stands in the frame: its middle and its height in screen units. */
typedef struct GrPicturePlace {
    float x, y, size;
} GrPicturePlace;

/* An SVG that would be enlarged is drawn anew, as large as it is shown and where the frame shows
 * it: the picture becomes what fills the frame, and its place that. Others stay as they are. */
int gr_stencil_sharpen(const char *file, int width, int height, GrPicture *picture,
                       GrPicturePlace *place, GrError *error);
/* Draws a picture with its middle at x, y, as high as `size`, in screen units: by its alpha, or by
 * its light as well. */
void gr_stencil_place_picture(GrStencil *stencil, const GrPicture *picture, float x, float y,
                              float size, bool light);
/* The share of each cell that is covered, 0..1; room for the grid's slack. */
int gr_stencil_sample(const GrStencil *stencil, const GrGrid *grid, GrArena *arena,
                      const float **out, GrError *error);
/* The colours of such a picture, by cells, 0..1: of what there is of it in each. */
int gr_stencil_sample_colours(const GrPicture *picture, float x, float y, float size,
                              const GrGrid *grid, GrArena *arena, const float *out[3],
                              GrError *error);
uint64_t gr_stencil_hash(const GrStencil *stencil, uint64_t seed);

#endif
