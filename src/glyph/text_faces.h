/* SPDX-License-Identifier: MIT
 *
 * The faces of a set of text, and which of them serves a cluster: the chain's own fonts in their
 * order, then the families that suit the script (fonts/script_families.c), then whatever the chain
 * falls back to. A set opens its own FreeType faces, so that the grid's raster and text do not
 * disturb each other's sizes and axes.
 */
#ifndef GR_GLYPH_TEXT_FACES_H
#define GR_GLYPH_TEXT_FACES_H

#include "glyph/font_chain.h"
#include "glyph/text_block.h"

#include <hb.h>

typedef struct GrTextFace {
    char *path; /* NULL: the built-in bitmap font and what is drawn by rule */
    int index;
    FT_Face face;          /* NULL: it could not be opened, or is built in */
    hb_font_t *font;       /* in font units; NULL for the built-in one */
    float units;           /* of `font` per em */
    float ascent, descent; /* ems, both positive */
    bool serif;            /* of a text face for reading, by its PANOSE numbers */
    float set_size;        /* what the face was last set to, by text_ink.c */
    uint64_t axes;         /* hash of those that are set; 0: the font's own */
} GrTextFace;

/* A family that was looked up before. */
typedef struct GrTextFamily {
    char name[64];
    int face; /* -1: not installed */
} GrTextFamily;

enum { GR_TEXT_FACES = 256, GR_TEXT_FAMILIES = 512 };

typedef struct GrTextFaces {
    FT_Library library;
    GrTextFace list[GR_TEXT_FACES];
    int count;
    GrTextFamily families[GR_TEXT_FAMILIES];
    int family_count;
} GrTextFaces;

/* What a cluster is, for choosing its face. */
typedef struct GrTextCluster {
    const uint32_t *code_points;
    int count;
    hb_script_t script;
    bool emoji;  /* wants the look of an emoji */
    bool colour; /* ... in colours */
    bool serif;  /* the main face has serifs: its like is preferred */
    int before;  /* face of the cluster before, -1 */
    const char *language;
} GrTextCluster;

int gr_text_faces_init(GrTextFaces *faces, GrError *error);
void gr_text_faces_finish(GrTextFaces *faces);
/* The face for a cluster, or -1 when nothing serves it (*missing is then the code point), or
 * GR_TEXT_NO_FACE where there is nothing to draw. Errors are below that. */
enum { GR_TEXT_NO_FACE = -2 };
int gr_text_face_find(GrTextFaces *faces, const GrFonts *fonts, const GrTextCluster *cluster,
                      uint32_t *missing);
/* The face that gives lines their height. */
int gr_text_face_main(GrTextFaces *faces, const GrFonts *fonts);
/* Sets the axes for shaping and for drawing. `hash` is 0 for the font's own. */
void gr_text_face_set_axes(GrTextFace *face, const GrAxisValue *axes, int count, uint64_t hash);

/* Whether a code point has a glyph, of a blank too: no control, joiner or selector. */
bool gr_text_is_visible(uint32_t code_point);

#endif
