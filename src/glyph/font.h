/* SPDX-License-Identifier: MIT
 *
 * Fonts: a list of names (families, files, stacks of fonts/, "builtin") becomes a chain of open
 * faces. For every code point the first face whose cmap has it serves it, never a face's "missing"
 * box. The built-in bitmap font closes every chain. Used before the fork only.
 */
#ifndef GR_GLYPH_FONT_H
#define GR_GLYPH_FONT_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct GrFonts GrFonts;
/* fontconfig's view of this machine (glyph/font_find.h). */
typedef struct GrFontFinder GrFontFinder;

/* Names are families as fontconfig lists them ("DejaVu Sans Mono", "DejaVu Sans Mono:bold"), paths
 * of font files, stacks, or "builtin"; without any name the stack "terminal". A stack's missing
 * families are passed over; any other name that is not installed or readable is GR_E_INPUT.
 * "builtin" alone serves ASCII and the characters drawn by rule without fontconfig and FreeType. */
int gr_fonts_open(const char *const *names, int count, GrFonts **out, GrError *error);
/* The same with a finder that several chains share, so that fontconfig starts once; it must outlive
 * them. */
int gr_fonts_open_with(GrFontFinder *finder, const char *const *names, int count, GrFonts **out,
                       GrError *error);
void gr_fonts_close(GrFonts *fonts);
/* Whether a name is the path of a font file: it holds a '/' or ends like one (.ttf, .otf, ...). */
bool gr_font_is_file(const char *name);
/* Name of what serves a code point ("DejaVu Sans Mono", "builtin"), NULL when nothing does. */
const char *gr_fonts_serving(const GrFonts *fonts, uint32_t code_point);
/* How many faces the chain has as it was named, and the n-th one's family and file; the last is the
 * built-in font, whose file is NULL. Others may serve what all of these lack. */
int gr_fonts_count(const GrFonts *fonts);
void gr_fonts_describe(const GrFonts *fonts, int index, const char **family, const char **file);

#endif
