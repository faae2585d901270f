/* SPDX-License-Identifier: MIT
 *
 * Light: what sRGB code values stand for, as numbers of 16 bits, 65535 is white. Layers that blend
 * in linear light do so on rows of it (GrLightRows in kernels.h), and a row becomes bytes again
 * when something wants bytes.
 *
 * To light a table leads, rounded. Back lead 64 straight pieces, narrow where it is dark and wide
 * where it is bright: of two lines the lower one says which. Before rounding that is 0.15 code
 * values off at most, and every code value comes back as itself.
 *
 * Whatever a mode needs of its ink alone is a word or more for each code value of the ink, made
 * here for all modes, so that all levels work with the same numbers.
 */
#ifndef GR_RENDER_KERNELS_LIGHT_H
#define GR_RENDER_KERNELS_LIGHT_H

#include "model/blend.h"

#include <stdint.h>

enum { GR_LIGHT_PIECES = 64, GR_LIGHT_INK_WORDS = 5 };

/* A word for each code value; its lower and upper bytes apart for levels that look bytes up. */
typedef struct GrCodeWords {
    uint16_t word[256];
    uint8_t bytes[2][256];
} GrCodeWords;

/* Straight pieces: a start, and how much is added or taken away along 65536. The bytes are the
 * lower and upper ones of both. */
typedef struct GrLightPieces {
    uint16_t start[GR_LIGHT_PIECES], slope[GR_LIGHT_PIECES];
    uint8_t bytes[4][GR_LIGHT_PIECES];
} GrLightPieces;

typedef struct GrLightTables {
    GrCodeWords light;
    GrCodeWords ink[GR_BLEND_COUNT][GR_LIGHT_INK_WORDS];
    GrLightPieces code; /* sixteenths of a code value, half of one included */
    GrLightPieces soft; /* of softlight (render/light_tables.c) */
    uint8_t code_of[65536];
} GrLightTables;

/* Filled when a level is chosen (gr_render_use_level), const from then on. */
extern _Alignas(64) GrLightTables gr_light_tables;
void gr_light_tables_fill(GrLightTables *tables);

/* How many pieces there would be to white where it is dark, and, from a few on, how many digits of
 * light one has where it is not. */
enum { GR_LIGHT_DARK = 480, GR_LIGHT_FEW = 32, GR_LIGHT_BRIGHT_DIGITS = 11 };

static inline int gr_light_piece(uint16_t light)
{
    int dark = light * GR_LIGHT_DARK >> 16;
    int bright = GR_LIGHT_FEW + (light >> GR_LIGHT_BRIGHT_DIGITS);
    return dark < bright ? dark : bright;
}

static inline uint8_t gr_code_of_light(const GrLightPieces *pieces, uint16_t light)
{
    int of = gr_light_piece(light);
    return (uint8_t)((pieces->start[of] + ((uint32_t)light * pieces->slope[of] >> 16)) >> 4);
}

#endif
