/* SPDX-License-Identifier: MIT
 *
 * From sRGB code values to the light that they stand for and back, for kernels that blend in linear
 * light. Light is a number of 16 bits, 65535 is white.
 *
 * To light: the slope of the sRGB curve's straight foot all the way, and what the curve adds to it
 * behind the foot, a polynomial of the fifth degree: at most two of 65536 off, where the darkest
 * code values are twenty apart. Back: fifteen pieces, the narrower the darker, a parabola each.
 * Before rounding that is 0.07 code values off at most.
 */
#ifndef GR_RENDER_KERNELS_LIGHT_H
#define GR_RENDER_KERNELS_LIGHT_H

#include <stdint.h>

/* Pieces by the light's upper byte: its upper half, and below 16 the lower one. */
#define GR_LIGHT_BY_UPPER                                                                          \
    {                                                                                              \
        0, 6, 7, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14                                   \
    }
#define GR_LIGHT_BY_LOWER                                                                          \
    {                                                                                              \
        0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5                                             \
    }
/* By piece: x is the light times SCALES, without what is past 16 bits, and START + x RISES - x^2
 * BENDS 256ths of a code value, half of one included. */
#define GR_LIGHT_SCALES                                                                            \
    {                                                                                              \
        128, 128, 128, 64, 64, 64, 16, 16, 16, 8, 8, 8, 8, 8, 8                                    \
    }
#define GR_LIGHT_STARTS(X)                                                                         \
    {                                                                                              \
        X(116), X(181), X(5665), X(8721), X(12791), X(15781), X(18247), X(25498), X(30825),        \
            X(35195), X(42306), X(48133), X(53160), X(57629), X(61682)                             \
    }
#define GR_LIGHT_RISES(X)                                                                          \
    {                                                                                              \
        X(6821), X(7307), X(3655), X(4878), X(3340), X(2653), X(8688), X(5950), X(4729), X(7944),  \
            X(6313), X(5353), X(4704), X(4232), X(3869)                                            \
    }
#define GR_LIGHT_BENDS(X)                                                                          \
    {                                                                                              \
        X(571), X(1836), X(616), X(820), X(354), X(205), X(1458), X(629), X(366), X(841), X(490),  \
            X(328), X(236), X(180), X(143)                                                         \
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
};

typedef struct GrLightTables {
    float exact[256];            /* the light of a code value, 0..1 */
    uint16_t light[256];         /* the same as gr_light_of_code has it */
    uint8_t light_bytes[2][256]; /* its lower and upper bytes */
    uint8_t code[65536];         /* of light, as gr_code_of_light has it */
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
    static const uint8_t upper[] = GR_LIGHT_BY_UPPER, lower[] = GR_LIGHT_BY_LOWER;
    static const uint8_t scales[] = GR_LIGHT_SCALES;
    static const uint16_t starts[] = GR_LIGHT_STARTS(SAME), rises[] = GR_LIGHT_RISES(SAME);
    static const uint16_t bends[] = GR_LIGHT_BENDS(SAME);
#undef SAME
    int of = light >> 12 ? upper[light >> 12] : lower[light >> 8];
    uint32_t x = (uint16_t)(light * scales[of]);
    uint32_t rise = rises[of] - (x * bends[of] >> 16);
    return (uint8_t)((starts[of] + (x * rise >> 16)) >> 8);
}

#endif
