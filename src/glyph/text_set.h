/* SPDX-License-Identifier: MIT
 *
 * Inside of a set of text: its inks and how they are found again.
 */
#ifndef GR_GLYPH_TEXT_SET_H
#define GR_GLYPH_TEXT_SET_H

#include "glyph/text_ink.h"
#include "glyph/text_work.h"

typedef struct GrInkEntry {
    GrInkKey key;
    GrInk kinds[GR_INK_KINDS]; /* cover is NULL where there is none */
    bool empty;                /* nothing to see in any of them */
} GrInkEntry;

struct GrTextSet {
    GrArena arena;
    GrTextFaces *faces; /* NULL once sealed */
    GrTextWork work;
    GR_TEXT_ARRAY(GrInkEntry) inks;
    GR_TEXT_ARRAY(GrInkLook) looks;
    int *slots; /* of a hash table: an ink + 1, or 0 */
    int slot_count;
    size_t ink_bytes, strip_bytes;
    uint64_t hash;
};

/* The index of a glyph's ink, made if need be; -1 when it shows nothing. */
int gr_text_set_ink(GrTextSet *set, const GrInkKey *key, int *out, GrError *error);
/* Places what `work` holds: pieces, marks, lines and the size of the block. */
int gr_text_place(GrTextSet *set, const GrFonts *fonts, const GrTextStyle *style, int look,
                  GrTextBlock *block, GrError *error);

#endif
