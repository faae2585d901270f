/* SPDX-License-Identifier: MIT
 *
 * A specimen: what a palette looks like in a font and a cell size, drawn into a canvas. Two rows of
 * cells hold the ramp from dark to light, the rows after them every glyph at full brightness.
 */
#ifndef GR_GLYPH_SPECIMEN_H
#define GR_GLYPH_SPECIMEN_H

#include "glyph/atlas.h"
#include "model/canvas.h"

/* Draws white on black (glyphs with colours of their own in these, where `style` keeps them) from
 * row `top` down across the whole width, as far as the canvas goes; *bottom becomes the row below
 * it. `style` may be NULL. */
int gr_specimen_draw(GrCanvas *canvas, int top, const GrFonts *fonts, const GrAtlasStyle *style,
                     const GrPalette *palette, GrRampOrder order, int cell_width, int cell_height,
                     int *bottom, GrError *error);

#endif
