/* SPDX-License-Identifier: MIT
 *
 * Font stacks: a name for a list of font families in order of preference. A family that is not
 * installed is passed over; the built-in bitmap font closes every chain.
 */
#ifndef GR_GLYPH_STACK_H
#define GR_GLYPH_STACK_H

typedef struct GrFontStack {
    const char *name, *summary;
    const char *families[32]; /* ends with NULL */
} GrFontStack;

extern const GrFontStack gr_font_stacks[]; /* ends with a NULL name; defined in fonts/stacks.c */
extern const GrFontStack gr_font_fallback; /* where any chain looks before it asks fontconfig */

/* What a show without `fonts:` uses. */
#define GR_FONT_STACK_DEFAULT "terminal"
#define GR_FONT_BUILTIN       "builtin"

const GrFontStack *gr_font_stack_find(const char *name);

#endif
