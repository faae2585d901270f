/* SPDX-License-Identifier: MIT
 *
 * What no font has: which code points of a text nothing serves, and how to say so. Asked before
 * anything is drawn, so that a show with such a character is refused with its place in the file.
 */
#ifndef GR_GLYPH_FONT_MISSING_H
#define GR_GLYPH_FONT_MISSING_H

#include "base/text.h"
#include "glyph/font.h"

typedef struct GrMissing {
    uint32_t code_point;
    size_t byte; /* where in the text it stands first */
} GrMissing;

/* Finds the different code points of a UTF-8 text that neither the chain nor anything installed can
 * draw, in the order in which they come; *count may exceed `capacity`, then the rest is not listed.
 * What has no picture of its own (blanks, controls, joiners, variation selectors) is never missing.
 * Grids, text layers and cell effects all ask this. */
int gr_fonts_missing(const GrFonts *fonts, const char *utf8, size_t length, GrMissing *list,
                     int capacity, int *count, GrError *error);

/* Whether a code point is drawn at all: false for blanks, controls, joiners and the like. */
bool gr_glyph_is_drawn(uint32_t code_point);
/* "U+1F701 'X' (ALCHEMICAL SYMBOL FOR AIR)"; its block where it has no name. */
void gr_glyph_words(uint32_t code_point, GrText *out);
/* "Debian's fonts-noto-core (Noto Sans Symbols) may have it", or why no font can. */
void gr_glyph_advice(uint32_t code_point, GrText *out);

/* Where Debian keeps glyphs, as data (fonts/packages.c): the first row that fits is taken. */
typedef struct GrFontPackage {
    uint32_t from, to;
    const char *script; /* four letters of ISO 15924; NULL: any in the range */
    const char *package, *family;
} GrFontPackage;
extern const GrFontPackage gr_font_packages[]; /* ends with a NULL package */

#endif
