/* SPDX-License-Identifier: MIT
 *
 * Grapheme clusters: what a reader takes for one character, and what a cell shows. A letter with
 * its marks, a syllable, a flag, a family joined from four people are one cluster each. Every kind
 * of space is a blank; controls, line ends and stray joiners are left out, so that a file of glyphs
 * may have lines.
 */
#ifndef GR_GLYPH_CLUSTER_H
#define GR_GLYPH_CLUSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Code points of the longest cluster; a longer one is cut. */
enum { GR_CLUSTER_CODES = 40 };

typedef struct GrCluster {
    const char *text; /* UTF-8, `length` bytes of the text that was read; " " for any space */
    size_t length;
    uint32_t first; /* its first code point */
    int columns; /* cells that it takes: 2 for East Asian wide and fullwidth ones and for emoji */
    bool emoji;  /* a picture: by itself or by the selector U+FE0F, and not by U+FE0E */
} GrCluster;

/* The next cluster of a terminated text, moving *cursor behind it: 1, 0 at the end, -1 at a byte
 * that is not UTF-8. */
int gr_cluster_next(const char **cursor, GrCluster *out);
/* The code points of a cluster, at most GR_CLUSTER_CODES; returns how many. */
int gr_cluster_codes(const GrCluster *cluster, uint32_t *codes);
/* The order of the bytes of two clusters: below 0, 0 or above. */
int gr_cluster_compare(const char *a, size_t a_length, const char *b, size_t b_length);
/* Whether the code points of a cluster are a picture, as above. */
bool gr_cluster_is_emoji(const uint32_t *codes, int count);
/* Joiners, selectors and the like, which no font draws by themselves. */
bool gr_cluster_ignores(uint32_t code_point);
/* Spaces of any kind. */
bool gr_cluster_blanks(uint32_t code_point);

#endif
