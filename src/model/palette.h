/* SPDX-License-Identifier: MIT
 *
 * Glyph palettes: named sets of characters. src/glyph sorts each by the ink it measures in the
 * actual font and size.
 */
#ifndef GR_MODEL_PALETTE_H
#define GR_MODEL_PALETTE_H

#include <stdbool.h>

typedef struct GrPalette {
    const char *name, *summary;
    const char *glyphs; /* UTF-8; a blank is added at the dark end when missing */
} GrPalette;

extern const GrPalette gr_palettes[]; /* ends with a NULL name; defined in fonts/palettes.c */

#endif
