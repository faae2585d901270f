/* SPDX-License-Identifier: MIT
 *
 * Light: what sRGB code values stand for, as numbers of 16 bits, 65535 is white. Layers that blend
 * in linear light do so on rows of it (GrLightRows in kernels.h), and a row becomes bytes again
 * when something wants bytes.
 *
 * To light a table leads, rounded. Back lead 64 straight pieces, narrow where it is dark and wide
 * where it is bright: of two lines the lower one says which. Before rounding that is 0.17 code
 * values off at most, and every code value comes back as itself.
 *
 * What modes that divide need of their ink alone is some words for each code value of the ink, made
 * here, so that all levels work with the same numbers; other modes make it of the ink's light.
 */
#ifndef GR_RENDER_KERNELS_LIGHT_H
#define GR_RENDER_KERNELS_LIGHT_H

#include "model/blend.h"
#include "render/kernels/kernels.h"

#include <stdint.h>

enum { GR_LIGHT_PIECES = 64 };

/* Where a pixel's word is among those of its GR_KERNEL_STEP: first what the lower halves of 16
 * bytes become, then the upper ones, so that nothing has to be put in order. */
static inline int gr_light_place(int pixel)
{
    return (pixel >> 3 & 1) * (GR_KERNEL_STEP / 2) + (pixel >> 4) * 8 + (pixel & 7);
}

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

/* Of an ink that divides (render/light_tables.c): the inverse, the same with as many digits as are
 * shifted by at its end, these alone, the power of two, what can be shifted, what is black, and all
 * ones for dark ink. */
enum { GR_LIGHT_DIGITS = 15 };
typedef struct GrQuotientWords {
    GrCodeWords inverse, told, digits, power, most, least, dark;
} GrQuotientWords;

typedef struct GrLightTables {
    GrCodeWords light;
    GrQuotientWords quotient[GR_BLEND_COUNT]; /* of colordodge, colorburn and vividlight */
    GrLightPieces code;                       /* sixteenths of a code value, half of one included */
    GrLightPieces soft;                       /* of softlight (render/light_tables.c) */
    uint8_t code_of[65536];
} GrLightTables;

/* Filled when a level is chosen (gr_render_use_level), const from then on. */
extern _Alignas(64) GrLightTables gr_light_tables;
void gr_light_tables_fill(GrLightTables *tables);

/* How many digits of light a piece has where it is dark, and, from a few on, where it is not. */
enum { GR_LIGHT_DARK_DIGITS = 7, GR_LIGHT_FEW = 32, GR_LIGHT_BRIGHT_DIGITS = 11 };

static inline int gr_light_piece(uint16_t light)
{
    int dark = light >> GR_LIGHT_DARK_DIGITS;
    int bright = GR_LIGHT_FEW + (light >> GR_LIGHT_BRIGHT_DIGITS);
    return dark < bright ? dark : bright;
}

/* Thresholds as sixteenths of a code value by which rounding comes sooner or later, five at most:
 * pieces are that exact where codes are. */
enum { GR_LIGHT_NOISE = 11 };

static inline uint16_t gr_light_noise(uint8_t threshold)
{
    return (uint16_t)((threshold * GR_LIGHT_NOISE >> 8) - GR_LIGHT_NOISE / 2);
}

static inline uint8_t gr_code_of_light(const GrLightPieces *pieces, uint16_t light, uint16_t noise)
{
    int of = gr_light_piece(light);
    uint32_t sum = pieces->start[of] + ((uint32_t)light * pieces->slope[of] >> 16);
    return (uint8_t)((uint16_t)(sum + noise) >> 4);
}

#endif
