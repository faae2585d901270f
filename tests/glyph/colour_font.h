/* SPDX-License-Identifier: MIT
 *
 * A small TrueType font with layers of colours (COLR version 0 and CPAL), written here byte by
 * byte: U+1F600 is a red square with a smaller half-transparent blue one in its middle, and a bar
 * in the foreground's colour at its bottom.
 */
#ifndef GR_TEST_COLOUR_FONT_H
#define GR_TEST_COLOUR_FONT_H

#include "unit.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct FontBytes {
    uint8_t at[4096];
    size_t length;
} FontBytes;

static inline void put(FontBytes *out, int bytes, uint32_t value)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out->at[out->length++] = (uint8_t)(value >> shift);
    }
}

/* 16-bit words. */
static inline void put_words(FontBytes *out, const int *words, int count)
{
    for (int i = 0; i < count; i++) {
        put(out, 2, (uint32_t)words[i] & 0xFFFF);
    }
}
#define PUT_WORDS(out, ...)                                                                        \
    put_words(out, (const int[]){__VA_ARGS__},                                                     \
              (int)(sizeof((const int[]){__VA_ARGS__}) / sizeof(int)))

enum { SQUARE_BYTES = 64 };

/* A glyph that is one rectangle, in units of 1/1000 em. */
static inline void put_rectangle(FontBytes *out, int x0, int y0, int x1, int y1)
{
    PUT_WORDS(out, 1, x0, y0, x1, y1, 3, 0); /* one contour that ends at point 3, no hints */
    put(out, 4, 0x01010101);                 /* all on the curve, deltas of two bytes */
    PUT_WORDS(out, x0, 0, x1 - x0, 0, y0, y1 - y0, 0, y0 - y1);
    while (out->length % SQUARE_BYTES) {
        put(out, 1, 0);
    }
}

enum { CMAP, COLR, CPAL, GLYF, HEAD, HHEA, HMTX, LOCA, MAXP, TABLES };

static inline void fill_tables(FontBytes *t)
{
    PUT_WORDS(&t[CMAP], 0, 1, 3, 10, 0, 12, 12, 0, 0, 28, 0, 0, 0, 1);
    for (int i = 0; i < 2; i++) { /* one group: from, to, glyph */
        put(&t[CMAP], 4, 0x1F600);
    }
    put(&t[CMAP], 4, 1);
    /* Base glyph 1 has layers 0 to 2: glyphs 2, 3, 4. */
    PUT_WORDS(&t[COLR], 0, 1, 0, 14, 0, 20, 3, 1, 0, 3, 2, 0, 3, 1, 4, 0xFFFF);
    PUT_WORDS(&t[CPAL], 0, 2, 1, 2, 0, 14, 0); /* one palette of two colours: B, G, R, A */
    put(&t[CPAL], 4, 0x0000FFFF);
    put(&t[CPAL], 4, 0xFF000080);
    put_rectangle(&t[GLYF], 0, 0, 1000, 1000);
    put_rectangle(&t[GLYF], 0, 0, 1000, 1000);
    put_rectangle(&t[GLYF], 250, 250, 750, 750);
    put_rectangle(&t[GLYF], 0, 0, 1000, 125);
    PUT_WORDS(&t[HEAD], 1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
              1000, 1000, 0, 8, 2, 0, 0);
    PUT_WORDS(&t[HHEA], 1, 0, 1000, 0, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, 1);
    PUT_WORDS(&t[HMTX], 1000, 0, 0, 0, 250, 0);
    PUT_WORDS(&t[LOCA], 0, 0, 32, 64, 96, 128); /* halves of offsets; glyph 0 is empty */
    PUT_WORDS(&t[MAXP], 1, 0, 5, 4, 1, 4, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
}

static inline void write_colour_font(FILE *file)
{
    static const char *const tags[TABLES] = {"cmap", "COLR", "CPAL", "glyf", "head",
                                             "hhea", "hmtx", "loca", "maxp"};
    static const int order[TABLES] = {COLR, CPAL, CMAP, GLYF, HEAD, HHEA, HMTX, LOCA, MAXP};
    static FontBytes tables[TABLES], font;
    memset(tables, 0, sizeof tables);
    memset(&font, 0, sizeof font);
    fill_tables(tables);
    PUT_WORDS(&font, 1, 0, TABLES, 128, 3, TABLES * 16 - 128);
    size_t offset = 12 + 16 * TABLES;
    for (int i = 0; i < TABLES; i++) {
        const FontBytes *table = &tables[order[i]];
        memcpy(font.at + font.length, tags[order[i]], 4);
        font.length += 4;
        put(&font, 4, 0); /* nobody looks at the checksum */
        put(&font, 4, (uint32_t)offset);
        put(&font, 4, (uint32_t)table->length);
        offset += (table->length + 3) / 4 * 4;
    }
    for (int i = 0; i < TABLES; i++) {
        memcpy(font.at + font.length, tables[order[i]].at, tables[order[i]].length);
        font.length += (tables[order[i]].length + 3) / 4 * 4;
    }
    assert_int_equal(fwrite(font.at, 1, font.length, file), font.length);
}

#endif
