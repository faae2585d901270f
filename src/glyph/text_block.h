/* SPDX-License-Identifier: MIT
 *
 * Text that is bound to no grid: a string becomes a block of lines, pieces (what a reader takes for
 * a letter) and marks (glyph pictures at places). The pictures, inks, are kept in a set that all
 * blocks of a show share, so that a glyph is rasterised once per size and style. Shaping is
 * HarfBuzz's, direction fribidi's, breaks are ICU's. All of it is made in the master before the
 * fork and const afterwards.
 *
 * What is not drawn: control characters (a tab is a space; a line break of any kind ends a line),
 * bidi controls (they are obeyed), and bytes that are no UTF-8, surrogates among them. A cluster
 * that no font serves is left out and listed in the block, never drawn as a box.
 */
#ifndef GR_GLYPH_TEXT_BLOCK_H
#define GR_GLYPH_TEXT_BLOCK_H

#include "base/error.h"
#include "glyph/font.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum GrTextAlign { GR_TEXT_START, GR_TEXT_CENTRE, GR_TEXT_END } GrTextAlign;

/* Of paragraphs; AUTO takes each one's first letter that has a direction. */
typedef enum GrTextDirection { GR_TEXT_AUTO, GR_TEXT_LTR, GR_TEXT_RTL } GrTextDirection;

/* Of a variable font; fonts of the chain without the axis take no notice. */
typedef struct GrAxisValue {
    char tag[5]; /* "wght" */
    float value;
} GrAxisValue;

typedef struct GrTextStyle {
    float size_px;     /* of an em, 1 to 4096 */
    float width_px;    /* lines are wrapped to it; 0: they are not */
    float leading;     /* from baseline to baseline, in sizes; 0 is 1.2 */
    float tracking_em; /* between letters; not inside joined scripts; takes ligatures apart */
    GrTextAlign align; /* of lines within the block */
    GrTextDirection direction;
    const char *language; /* BCP 47; NULL: unknown */
    const char *features; /* OpenType, "ss01, liga=0"; NULL: none */
    const GrAxisValue *axes;
    int axis_count;
    bool colour_emoji;    /* else emoji are drawn in the text's colour */
    float outline_px;     /* how far the outline goes beyond the letter; 0: none */
    float shadow_blur_px; /* reach of the blur; 0 is a hard shadow; negative: no shadow */
    float glow_px;        /* reach of the glow; 0: none */
} GrTextStyle;

typedef enum GrInkKind {
    GR_INK_FILL,
    GR_INK_OUTLINE, /* covers the fill too: it is drawn underneath */
    GR_INK_SHADOW,  /* of the outline where there is one, blurred, without its displacement */
    GR_INK_GLOW,
    GR_INK_KINDS
} GrInkKind;

/* One picture, y down; the glyph's pen is at column -left, row -top. A row's bytes from the width
 * to the stride, a multiple of 16, are 0. Blurred inks of neighbours overlap: what they cover adds
 * up. */
typedef struct GrInk {
    int left, top, width, height, stride;
    const uint8_t *cover;
    const uint8_t *rgb[3]; /* of a colour emoji, not multiplied by the cover; NULL: plain */
} GrInk;

/* One glyph: which ink, and where its pen is in whole pixels of the block, y down. The quarters of
 * a pixel in x are in the ink. */
typedef struct GrMark {
    int ink;
    int x, y;
} GrMark;

/* A grapheme cluster as it stands in its line, or several that are not told apart (a conjunct).
 * Pieces are in the order of the text, whatever way it runs; x0 < x1 are places on the screen. */
typedef struct GrPiece {
    int line;
    int word;               /* counted through the text; blanks go with the word before */
    int byte_from, byte_to; /* of the text */
    float x0, x1;           /* its advance, block px; it may be 0 wide */
    float mid_x, mid_y;     /* a middle to turn or gather about */
    bool rtl;               /* read from x1 to x0 */
    bool blank;             /* nothing to see */
    /* One letter of a ligature: its marks are the whole ligature's, and only the columns from
     * clip_from up to clip_to (block px) are this letter. Else INT_MIN and INT_MAX. */
    int clip_from, clip_to;
    int first_mark, mark_count;
} GrPiece;

typedef struct GrTextLine {
    int first_piece, piece_count;
    float x0, x1; /* without the blanks at its end */
    float top, baseline, bottom;
    bool rtl;
} GrTextLine;

/* A code point that no font serves, and where it stands. */
typedef struct GrTextMissing {
    uint32_t code_point;
    size_t byte_offset;
} GrTextMissing;

enum { GR_TEXT_MISSING_LISTED = 16 };

/* Lies in the set that made it. From 0, 0 to width, height are the lines' boxes (the widest line,
 * not the box that was wrapped to); inks may reach out. */
typedef struct GrTextBlock {
    GrPiece *pieces;
    GrMark *marks;
    GrTextLine *lines;
    int piece_count, mark_count, line_count, word_count;
    float width, height;
    bool rtl; /* the first paragraph's direction */
    /* What the fills and outlines touch; empty (0 0 0 0) when there is nothing to see. */
    int ink_left, ink_top, ink_right, ink_bottom;
    GrTextMissing missing[GR_TEXT_MISSING_LISTED]; /* each code point once */
    int missing_count;                             /* that were listed */
    int bad_bytes;                                 /* that are no UTF-8 */
} GrTextBlock;

typedef struct GrTextSet GrTextSet;

int gr_text_set_create(GrTextSet **out, GrError *error);
void gr_text_set_destroy(GrTextSet *set);
/* Makes a block. A wrong style (size, features) is GR_E_SHOW, inks beyond 512 MB are GR_E_SPACE. */
int gr_text_set_add(GrTextSet *set, const GrFonts *fonts, const char *utf8, size_t length,
                    const GrTextStyle *style, GrTextBlock *out, GrError *error);
/* Lets go of what only making blocks needs; gr_text_set_add must not be called any more. */
void gr_text_set_seal(GrTextSet *set);
/* NULL where the style of its block did not want this kind. The pointer holds until the next
 * gr_text_set_add. */
const GrInk *gr_text_ink(const GrTextSet *set, GrInkKind kind, int ink);
/* All inks of a kind of one line as one picture, placed from the block's origin, for lines whose
 * letters stand still; the rectangle is what they touch, block px. Without cover where it would
 * not pay, or is not the same as its letters: some are cut off, or have colours of their own. */
int gr_text_strip(GrTextSet *set, const GrTextBlock *block, int line, GrInkKind kind, int x0,
                  int y0, int x1, int y1, GrInk *out, GrError *error);
int gr_text_ink_count(const GrTextSet *set);
size_t gr_text_ink_bytes(const GrTextSet *set);
/* Of every ink and where every mark stands, in the order in which blocks were added. */
uint64_t gr_text_set_hash(const GrTextSet *set);

/* A wrong entry of a features string is GR_E_SHOW and named. */
int gr_text_check_features(const char *features, GrError *error);

/* An axis of a variable font. */
typedef struct GrTextAxis {
    char tag[5];
    float min, normal, max;
} GrTextAxis;

/* The axes of the fonts that were named for this chain, each tag once with the first font's range.
 * Returns how many there are, of which `capacity` are written. */
int gr_fonts_axes(const GrFonts *fonts, GrTextAxis *out, int capacity);

#endif
