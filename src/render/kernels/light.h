/* SPDX-License-Identifier: MIT
 *
 * From sRGB code values to the light that they stand for and back, for kernels that blend in linear
 * light. Light is a number of 16 bits, 65535 is white.
 *
 * To light: the slope of the sRGB curve's straight foot all the way, and what the curve adds to it
 * behind the foot, a polynomial of the fifth degree: at most two of 65536 off, where the darkest
 * code values are twenty apart. Back: the length in bits of the upper byte is a light's class;
 * within a class the root's curve is one cubic, only scaled, and the lowest class is the foot.
 * Before rounding that is 0.15 code values off at most, where the foot ends, and 0.05 elsewhere.
 */
#ifndef GR_RENDER_KERNELS_LIGHT_H
#define GR_RENDER_KERNELS_LIGHT_H

#include <stdint.h>

/* By class: what brings the light to 32768..65535, and how bright that makes the cubic's value. */
#define GR_LIGHT_SCALES                                                                            \
    {                                                                                              \
        0, 128, 64, 32, 16, 8, 4, 2, 1                                                             \
    }
#define GR_LIGHT_GAINS(X)                                                                          \
    {                                                                                              \
        X(9967), X(4561), X(6088), X(8126), X(10847), X(14480), X(19328), X(25800), X(34439)       \
    }

enum {
    GR_LIGHT_FOOT = 20,       /* for each code value */
    GR_LIGHT_FOOT_CODES = 11, /* the curve begins behind these */
    GR_LIGHT_PAST = 268,      /* brings what lies behind to 16 bits */
    GR_LIGHT_QUINTIC_1 = 151,
    GR_LIGHT_QUINTIC_2 = 37017,
    GR_LIGHT_QUINTIC_3 = 33117, /* from here on subtracted from the one before */
    GR_LIGHT_QUINTIC_4 = 12747,
    GR_LIGHT_QUINTIC_5 = 3204,
    GR_LIGHT_CUBIC_0 = 22529, /* of the cubic, in 1/65536 */
    GR_LIGHT_CUBIC_1 = 2510,  /* and 65536 */
    GR_LIGHT_CUBIC_2 = 34625,
    GR_LIGHT_CUBIC_3 = 9583,
    GR_LIGHT_FOOT_END = 255,
    GR_LIGHT_FOOT_SLOPE = 205, /* 1/128 code values for each 32 */
    GR_LIGHT_LESS = 3362,      /* the curve's 0.055, the foot's height and half a code value */
};

typedef struct GrLightTables {
    float exact[256];    /* the light of a code value, 0..1 */
    uint16_t light[256]; /* the same as gr_light_of_code has it */
    uint8_t code[65536]; /* of light, as gr_code_of_light has it */
} GrLightTables;

/* Filled when a level is chosen (gr_render_use_level), const from then on. */
extern GrLightTables gr_light_tables;

static inline uint16_t gr_light_of_code(uint8_t code)
{
    int past = code > GR_LIGHT_FOOT_CODES ? code - GR_LIGHT_FOOT_CODES : 0;
    uint32_t x = (uint32_t)past * GR_LIGHT_PAST, y = GR_LIGHT_QUINTIC_5;
    y = GR_LIGHT_QUINTIC_4 - (y * x >> 16);
    y = GR_LIGHT_QUINTIC_3 - (y * x >> 16);
    y = GR_LIGHT_QUINTIC_2 + (y * x >> 16);
    y = GR_LIGHT_QUINTIC_1 + (y * x >> 16);
    return (uint16_t)((uint32_t)code * GR_LIGHT_FOOT + (y * x >> 16));
}

static inline uint8_t gr_code_of_light(uint16_t light)
{
#define SAME(x) x
    static const uint16_t scales[] = GR_LIGHT_SCALES, gains[] = GR_LIGHT_GAINS(SAME);
#undef SAME
    int of = 0;
    while (light >> 8 >> of)
        of++;
    uint32_t x = (uint32_t)light * scales[of], y = GR_LIGHT_CUBIC_3;
    y = (uint16_t)(GR_LIGHT_CUBIC_2 - (y * x >> 16));
    y = (uint16_t)(GR_LIGHT_CUBIC_1 - (y * x >> 16));
    y = (uint16_t)(GR_LIGHT_CUBIC_0 + (y * x >> 16));
    uint32_t foot = light < GR_LIGHT_FOOT_END ? light : GR_LIGHT_FOOT_END;
    foot = foot * GR_LIGHT_FOOT_SLOPE >> 5;
    return (uint8_t)(((y * gains[of] >> 16) + foot - GR_LIGHT_LESS) >> 7);
}

#endif
