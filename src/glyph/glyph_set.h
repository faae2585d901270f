/* SPDX-License-Identifier: MIT
 *
 * Glyphs by where they come from: those that a font itself has, for `glyphs: {font: ascii}`, and
 * fewer of many, evenly spaced in light. Used before the fork only.
 */
#ifndef GR_GLYPH_GLYPH_SET_H
#define GR_GLYPH_GLYPH_SET_H

#include "base/text.h"
#include "glyph/font.h"

typedef enum GrGlyphSet {
    GR_GLYPHS_ASCII, /* the printable ones */
    GR_GLYPHS_LATIN, /* those, Latin-1 and Latin Extended-A */
    GR_GLYPHS_ALL,   /* every glyph with a character of its own and ink */
} GrGlyphSet;

extern const char *const gr_glyph_set_names[]; /* in the order of GrGlyphSet; ends with NULL */

/* Appends the characters of a set that the chain's first font has itself, by code point. Of a font
 * with very many (CJK) ALL takes an even selection of a few thousand. Characters that look alike
 * because they share a glyph come once. */
int gr_glyph_set_read(const GrFonts *fonts, GrGlyphSet set, GrText *out, GrError *error);

/* Appends at most `most` of a text's characters, in their order: those that come nearest to even
 * steps between the least and the most ink, as drawn in a cell of middling size. What has no ink is
 * left out, and nothing else when there are few enough. Every character must have a server. */
int gr_glyphs_thin(const GrFonts *fonts, const char *utf8, int most, GrText *out, GrError *error);

#endif
