/* SPDX-License-Identifier: MIT
 *
 * What a font is: the facts about the first font of a chain, for whoever describes it. Used before
 * the fork only.
 */
#ifndef GR_GLYPH_FONT_FACTS_H
#define GR_GLYPH_FONT_FACTS_H

#include "base/text.h"
#include "glyph/font.h"

enum { GR_FONT_AXES = 16, GR_FONT_SCRIPTS = 200, GR_FONT_STRIKES = 32 };

typedef struct GrFontAxis {
    char tag[5], name[32];
    float least, normal, most;
} GrFontAxis;

typedef struct GrFontScript {
    const char *name; /* as Unicode has it: "Devanagari" */
    int count;        /* of its code points that the font has */
} GrFontScript;

/* Texts live as long as the chain. */
typedef struct GrFontFacts {
    const char *family, *style, *file; /* file: NULL for the built-in font */
    const char *format;                /* "TrueType", "CFF", "Type 1", "PCF", "bitmap" */
    int index, face_count;             /* which face of the file, of how many */
    int units_per_em;                  /* 0: a bitmap font */
    int strike_heights[GR_FONT_STRIKES];
    int strike_count; /* of bitmap sizes */
    bool monospace;
    GrFontAxis axes[GR_FONT_AXES];
    int axis_count, instance_count;
    char colours[40]; /* "COLRv0, SVG"; "" without */
    int code_point_count;
    GrFontScript scripts[GR_FONT_SCRIPTS]; /* the largest first */
    int script_count;
    const char *embedding; /* what its licence bits (OS/2 fsType) say, in words */
    bool embedding_denied;
} GrFontFacts;

int gr_font_facts(const GrFonts *fonts, GrFontFacts *facts, GrError *error);

/* How many characters of a palette the chain's first font has itself or has drawn by rule, of how
 * many different ones; those that it lacks are appended to `lacking` (or NULL). */
void gr_font_coverage(const GrFonts *fonts, const char *glyphs, int *had, int *wanted,
                      GrText *lacking);
/* Every `step`-th letter of a script that the chain's first font has, with blanks between them and
 * at most so many; signs where `script` is NULL. */
void gr_font_sample(const GrFonts *fonts, const char *script, int step, int most, GrText *out);

#endif
