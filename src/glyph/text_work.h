/* SPDX-License-Identifier: MIT
 *
 * Inside of a set of text: the arrays that one block is made in, used again for the next, and the
 * steps from characters to lines. items -> breaks -> shape -> layout -> inks.
 */
#ifndef GR_GLYPH_TEXT_WORK_H
#define GR_GLYPH_TEXT_WORK_H

#include "base/arena.h"
#include "glyph/text_faces.h"

#include <fribidi.h>
#include <hb.h>
#include <unicode/ubrk.h>

enum {
    GR_CHAR_GRAPHEME = 1, /* a grapheme cluster begins here */
    GR_CHAR_BREAK = 2,    /* a line may be broken before this one */
    GR_CHAR_BLANK = 4,
    GR_CHAR_RETURN = 8, /* ends a paragraph; nothing is drawn */
};

/* One code point. */
typedef struct GrTextChar {
    uint32_t code_point;
    int byte_from, byte_to;
    int word, paragraph;
    int face; /* GR_TEXT_NO_FACE: nothing to draw */
    hb_script_t script;
    uint8_t flags, level;
} GrTextChar;

typedef struct GrTextParagraph {
    int from, to; /* characters, the line break left out */
    bool rtl;
    const char *language; /* given, or guessed from the script */
} GrTextParagraph;

/* Characters that are shaped together. */
typedef struct GrTextRun {
    int from, to, face, paragraph;
    hb_script_t script;
    uint8_t level;
} GrTextRun;

typedef struct GrTextGlyph {
    unsigned id;
    int cluster;           /* a character */
    float advance, dx, dy; /* px, y up */
    bool missing;          /* the face has none after all; not drawn */
    bool unsafe;           /* before this one the run cannot be cut without shaping anew */
} GrTextGlyph;

/* What cannot be taken apart in a line: a cluster as HarfBuzz sees it. */
typedef struct GrTextUnit {
    int from, to; /* characters */
    int run, first_glyph, glyph_count;
    float advance, tracking;
    bool blank, unsafe;
} GrTextUnit;

typedef struct GrTextLineSpan {
    int from; /* a character */
    int first_unit, unit_count, paragraph;
    bool hyphen; /* its soft hyphen at the end is seen */
} GrTextLineSpan;

/* An array that grows. */
#define GR_TEXT_ARRAY(type)                                                                        \
    struct {                                                                                       \
        type *at;                                                                                  \
        int count, capacity;                                                                       \
    }

typedef struct GrTextWork {
    GR_TEXT_ARRAY(GrTextChar) chars;
    GR_TEXT_ARRAY(GrTextParagraph) paragraphs;
    GR_TEXT_ARRAY(GrTextRun) runs, cut_runs;
    GR_TEXT_ARRAY(GrTextGlyph) glyphs;
    GR_TEXT_ARRAY(GrTextUnit) units;
    GR_TEXT_ARRAY(GrTextLineSpan) lines;
    GR_TEXT_ARRAY(uint32_t) code_points; /* of chars, as the libraries want them */
    GR_TEXT_ARRAY(UChar) utf16;
    GR_TEXT_ARRAY(int) order; /* of a line's units on the screen */
    GR_TEXT_ARRAY(uint8_t) bidi;
    UBreakIterator *graphemes, *words, *line_breaks;
    char line_language[32];
    hb_buffer_t *buffer;
    GR_TEXT_ARRAY(hb_feature_t) features;
    int untracked_from; /* those before are for letters that are tracked apart */
    int bad_bytes;
} GrTextWork;

/* Makes room for `extra` more entries; GR_E_SPACE without memory. */
int gr_text_grow(void **array, int *capacity, int count, int extra, size_t size, GrError *error);
#define GR_TEXT_GROW(array, extra, error)                                                          \
    gr_text_grow((void **)&(array).at, &(array).capacity, (array).count, (extra),                  \
                 sizeof *(array).at, (error))
void gr_text_work_finish(GrTextWork *work);

/* UTF-8 -> characters and paragraphs. */
int gr_text_decode(GrTextWork *work, const char *utf8, size_t length, GrError *error);
/* Marks graphemes, words and where lines may break. */
int gr_text_find_breaks(GrTextWork *work, const char *language, GrError *error);
/* Directions, scripts and faces; makes the runs. Lists in `block` what nothing serves. */
int gr_text_itemise(GrTextWork *work, GrTextFaces *faces, const GrFonts *fonts,
                    const GrTextStyle *style, GrTextBlock *block, GrError *error);
/* Puts a code point into the block's list, once. */
void gr_text_list_missing(GrTextBlock *block, uint32_t code_point, int byte_offset);
/* Shapes every run and makes the units. */
int gr_text_shape(GrTextWork *work, GrTextFaces *faces, const GrTextStyle *style, GrError *error);
/* Reads a features string into the work. */
int gr_text_read_features(GrTextWork *work, const char *features, bool tracked, GrError *error);
/* Breaks the units into lines; runs that had to be cut where they must not are shaped anew. */
int gr_text_wrap(GrTextWork *work, GrTextFaces *faces, const GrTextStyle *style, GrError *error);

/* Whether letters of a script are joined, so that they must not be tracked apart. */
bool gr_text_is_joined(hb_script_t script);
/* Whether one glyph for several graphemes may be cut into them. */
bool gr_text_is_divisible(hb_script_t script);

#endif
