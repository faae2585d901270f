/* SPDX-License-Identifier: MIT
 *
 * `describe font`: the facts about a font, and a specimen of it.
 */
#ifndef GR_CLI_DESCRIBE_FONT_H
#define GR_CLI_DESCRIBE_FONT_H

#include "cli/command.h"
#include "glyph/font_facts.h"

typedef struct GrDescribeFont {
    const char *name;     /* a family, a file, a stack or `builtin` */
    const char *specimen; /* the picture to write, or NULL */
    bool overwrite, json;
} GrDescribeFont;

int gr_describe_font(const GrDescribeFont *wanted, GrText *out, GrError *error);
/* Whether a name is one that gr_describe_font knows: a stack, a file, an installed family. */
bool gr_describe_font_knows(const char *name);

/* Draws the specimen (font_specimen.c): the name large, letters and digits, and what the palettes
 * look like of which the font has at least half. */
int gr_font_specimen(const GrFonts *fonts, const GrFontFacts *facts, const char *path,
                     GrError *error);

#endif
