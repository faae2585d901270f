/* SPDX-License-Identifier: MIT
 *
 * Rasterising one glyph for text: its fill, and by the style its outline, shadow and glow.
 */
#ifndef GR_GLYPH_TEXT_INK_H
#define GR_GLYPH_TEXT_INK_H

#include "base/arena.h"
#include "glyph/text_faces.h"

/* What of a style reaches an ink. */
typedef struct GrInkLook {
    float size_px, outline_px, shadow_blur_px, glow_px;
    uint64_t axes; /* a hash; 0: the font's own */
    bool colour;
} GrInkLook;

enum { GR_INK_PHASES = 4 };

typedef struct GrInkKey {
    int look, face;
    unsigned glyph;
    int phase; /* quarters of a pixel to the right */
} GrInkKey;

/* A picture while it is worked on: rows without padding, 8 bits. Zeroed is empty. */
typedef struct GrCover {
    int left, top, width, height;
    uint8_t *at;     /* malloc'd */
    uint8_t *rgb[3]; /* malloc'd, of a colour emoji */
} GrCover;

void gr_cover_finish(GrCover *cover);
/* An empty one of this size; refuses absurd sizes. */
int gr_cover_create(GrCover *cover, int left, int top, int width, int height, GrError *error);

/* How many phases a face needs at a size: pictures of bitmaps and big letters have one. */
int gr_text_phases(const GrTextFace *face, float size_px);
/* The width of the built-in font's characters: whole pixels. */
float gr_text_builtin_advance(float size_px);

/* The fill of a glyph, and its outline if the look has one. The face's axes must be set. */
int gr_text_draw_fill(GrTextFace *face, const GrInkLook *look, unsigned glyph, int phase,
                      GrCover *fill, GrError *error);
int gr_text_draw_outline(GrTextFace *face, const GrInkLook *look, unsigned glyph, int phase,
                         const GrCover *fill, GrCover *outline, GrError *error);

/* Selects the strike that has to be stretched least for a size: a whole multiple if there is one;
 * for 0, and of colours, the largest. Returns its pixels per em. */
float gr_text_select_strike(FT_Face face, float size_px);
/* A picture of a colour or bitmap strike, scaled to the look's size (text_strike.c). */
int gr_text_draw_strike(GrTextFace *face, const GrInkLook *look, unsigned glyph, GrCover *fill,
                        GrError *error);

/* Spread over a distance (text_blur.c). `reach` is where nearly nothing is left. */
int gr_cover_blur(const GrCover *from, float reach, GrCover *out, GrError *error);
/* Grown by a radius, round. */
int gr_cover_grow(const GrCover *from, float radius, GrCover *out, GrError *error);

#endif
