/* SPDX-License-Identifier: MIT
 *
 * Inside of GrFonts, shared by fonts.c (who serves a code point) and raster.c (drawing it). Faces
 * are opened when they are first asked; the chain grows while code points fall through to fonts
 * that nobody named. All of it happens in the master before the fork.
 */
#ifndef GR_GLYPH_FONT_CHAIN_H
#define GR_GLYPH_FONT_CHAIN_H

#include "glyph/font.h"
#include "glyph/font_find.h"

#include <ft2build.h>
#include FT_FREETYPE_H

typedef struct GrFace {
    GrFontFile file;
    FT_Face face;    /* NULL until opened */
    bool is_builtin; /* the built-in bitmap font, at a user's wish */
    bool failed;     /* could not be opened: passed over */
    bool damaged;    /* some of its glyphs cannot be loaded; said once */
    bool is_emoji;   /* has pictures alone: what is no emoji comes from others first */
} GrFace;

typedef struct GrFontChain {
    GrFontFinder *finder; /* its own or one that is shared */
    GrFontFinder own_finder;
    FT_Library library; /* NULL until a face is opened */
    GrFace *faces;
    int count, capacity;
    int own_count;       /* the first ones come from the caller's names */
    bool fallback_added; /* gr_font_fallback's families are in `faces` */
    bool emoji_asked;    /* an emoji font is among `faces`, or there is none */
} GrFontChain;

struct GrFonts {
    GrFontChain *chain;
};

typedef enum GrServerKind {
    GR_SERVER_NONE,
    GR_SERVER_RULE,
    GR_SERVER_BUILTIN,
    GR_SERVER_FACE
} GrServerKind;

/* What draws a code point. */
typedef struct GrServer {
    GrServerKind kind;
    int face;           /* index into the chain */
    unsigned int glyph; /* index in the face; never 0, the "missing" box */
} GrServer;

/* Finds the server of a code point; GR_SERVER_NONE when there is none. */
int gr_fonts_find_server(const GrFonts *fonts, uint32_t code_point, GrServer *server,
                         GrError *error);

/* A code point that Unicode gives no meaning of its own, or none yet. */
bool gr_font_unassigned(uint32_t code_point);

/* Whether a face has pictures in colours and no letters: the digits in such a font are the stuff
 * of keycaps. */
bool gr_font_is_emoji(FT_Face face);

/* Which faces have colours, in order: the chain's own, then fontconfig's choice for emoji, which is
 * opened when it is first asked for. Returns 1 with *face, an index above `after` (-1: the first),
 * 0 when there is no other, or a negative code. */
int gr_fonts_next_colour_face(const GrFonts *fonts, int after, int *face, GrError *error);

#endif
