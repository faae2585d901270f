/* SPDX-License-Identifier: MIT
 *
 * Pictures that are stretched along one axis: blocks of 64 neighbouring pixels, each between two of
 * a few layers (rows above each other, or a row and itself moved on by whole pixels). Every layer
 * is loaded as a block and gives the pixels that reach it, so that none is fetched by itself.
 *
 * Words are in the order of gr_unpacked_place().
 */
#ifndef GR_SHADERS_COMMON_STRETCH_H
#define GR_SHADERS_COMMON_STRETCH_H

#include "base/simd.h"
#include "pixel.h"

#include <string.h>

enum {
    GR_STRETCH = 64, /* pixels of a block */
    GR_STRETCH_BITS = 9,
    GR_STRETCH_ONE = 1 << GR_STRETCH_BITS, /* from layer to layer, in units of a place */
    GR_STRETCH_WHOLE = 127,                /* what the weights of two layers come to */
    GR_STRETCH_ALL = 32767,                /* a step as far as a rate says */
    GR_STRETCH_WORDS = GR_STRETCH * (int)sizeof(uint16_t) / (int)sizeof(Word),
    GR_STRETCH_BYTES = GR_STRETCH / (int)sizeof(Byte),
};

/* Where a block's pixels lie: each between layers `whole` and `whole` + 1 of those from `first` on,
 * which are `count` + 1. */
typedef struct GrStretch {
    int first, count;
    Word weights[GR_STRETCH_WORDS]; /* of both layers, in the low and the high byte */
    Byte whole[GR_STRETCH_BYTES];
} GrStretch;

/* Layers `step` pixels from each other; below 0 and beyond `last` the outermost ones go on. */
typedef struct GrLayers {
    const GrPixel *plane[3]; /* where the block begins in layer 0 */
    ptrdiff_t step;
    int last;
} GrLayers;

static inline Word gr_stretch_word(const uint16_t *from, int i)
{
    Word word;
    memcpy(&word, from + (size_t)i * (sizeof word / sizeof *from), sizeof word);
    return word;
}

/* How far a step leads at a rate. */
static inline int gr_stretch_way(int step, int rate)
{
    return (step * rate + 16384) >> 15;
}

/* Places `from` + way of each pixel's step, of which `most` is the longest. */
static inline void gr_stretch_places(GrStretch *stretch, const uint16_t *steps, int most, int rate,
                                     int from)
{
    from += GR_STRETCH_ONE / GR_STRETCH_WHOLE / 2; /* parts are rounded */
    int to = from + gr_stretch_way(most, rate);
    int low = (from < to ? from : to) >> GR_STRETCH_BITS;
    int high = (from < to ? to : from) >> GR_STRETCH_BITS;
    const Word start = word_of((uint16_t)(from - low * GR_STRETCH_ONE));
    const Word all = word_of((uint16_t)rate);
    const Word to_parts = word_of(GR_STRETCH_WHOLE);
    Word whole[GR_STRETCH_WORDS];
    stretch->first = low;
    stretch->count = high - low + 1;
    for (int i = 0; i < GR_STRETCH_WORDS; i++) {
        Word at = (Word)(start + word_product_signed(gr_stretch_word(steps, i), all));
        Word part = word_high_product((Word)(at << (16 - GR_STRETCH_BITS)), to_parts);
        whole[i] = (Word)(at / GR_STRETCH_ONE);
        stretch->weights[i] = (Word)((Word)(part << 8) | (Word)(part ^ GR_STRETCH_WHOLE));
    }
    for (int i = 0; i < GR_STRETCH_BYTES; i++)
#ifdef WIDE_BYTES
        stretch->whole[i] = (Byte)wide_pack16((Wide)whole[2 * i], (Wide)whole[2 * i + 1]);
#else
        stretch->whole[i] = (Byte)whole[i];
#endif
}

static inline ptrdiff_t gr_layer_step(const GrLayers *layers, int from)
{
    return (unsigned)from < (unsigned)layers->last ? layers->step : 0;
}

/* Each pixel between its layers, times GR_STRETCH_WHOLE. */
static inline void gr_stretch_sums(Word sums[3][GR_STRETCH_WORDS], const GrStretch *stretch,
                                   const GrLayers *layers)
{
    const int count = stretch->count, first = stretch->first;
    const int top = first < 0 ? 0 : first < layers->last ? first : layers->last;
#ifdef WIDE_BYTES
    for (int i = 0; i < GR_STRETCH_BYTES; i++) {
        const Byte whole = stretch->whole[i];
        ptrdiff_t at = top * layers->step + i * WIDE_BYTES;
        ptrdiff_t next = at + gr_layer_step(layers, first);
        Byte above[3], below[3];
        for (int c = 0; c < 3; c++) {
            above[c] = (Byte)wide_load_any(layers->plane[c] + at);
            below[c] = (Byte)wide_load_any(layers->plane[c] + next);
        }
        for (int k = 1; k < count; k++) {
            next += gr_layer_step(layers, first + k);
            for (int c = 0; c < 3; c++) {
                Byte further = (Byte)wide_load_any(layers->plane[c] + next);
                above[c] = byte_from(whole, (uint8_t)k, below[c], above[c]);
                below[c] = byte_from(whole, (uint8_t)k, further, below[c]);
            }
        }
        for (int c = 0; c < 3; c++) {
            Wide low = wide_low8((Wide)above[c], (Wide)below[c]);
            Wide high = wide_high8((Wide)above[c], (Wide)below[c]);
            sums[c][2 * i] = (Word)wide_pairs(low, (Wide)stretch->weights[2 * i]);
            sums[c][2 * i + 1] = (Word)wide_pairs(high, (Wide)stretch->weights[2 * i + 1]);
        }
    }
#else
    const uint8_t *whole = stretch->whole;
    for (int c = 0; c < 3; c++) {
        GrPixel above[GR_STRETCH], below[GR_STRETCH];
        const GrPixel *next = layers->plane[c] + top * layers->step;
        memcpy(above, next, GR_STRETCH);
        next += gr_layer_step(layers, first);
        memcpy(below, next, GR_STRETCH);
        for (int k = 1; k < count; k++) {
            next += gr_layer_step(layers, first + k);
            for (int i = 0; i < GR_STRETCH; i++) {
                GrPixel reached = (GrPixel)(whole[i] >= (uint8_t)k ? 255 : 0);
                above[i] = (GrPixel)((below[i] & reached) | (above[i] & ~reached));
                below[i] = (GrPixel)((next[i] & reached) | (below[i] & ~reached));
            }
        }
        for (int i = 0; i < GR_STRETCH; i++) {
            Word weights = stretch->weights[i];
            sums[c][i] = (Word)(above[i] * (weights & 255) + below[i] * (weights >> 8));
        }
    }
#endif
}

/* Words of at most 32767 as pixels, of which there are none above 255. */
static inline void gr_stretch_store(GrPixel *out, const Word words[GR_STRETCH_WORDS])
{
#ifdef WIDE_BYTES
    for (int i = 0; i < GR_STRETCH_BYTES; i++)
        wide_store(out + (ptrdiff_t)i * WIDE_BYTES,
                   wide_pack16((Wide)words[2 * i], (Wide)words[2 * i + 1]));
#else
    for (int i = 0; i < GR_STRETCH; i++)
        out[i] = (GrPixel)(words[i] < 255 ? words[i] : 255);
#endif
}

#endif
