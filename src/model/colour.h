/* SPDX-License-Identifier: MIT
 *
 * Colours: sRGB values as floats in 0..1, their text forms, and the spaces used to build ramps.
 * OKLab and OKLCH follow Bjorn Ottosson's definition (bottosson.github.io/posts/oklab).
 */
#ifndef GR_MODEL_COLOUR_H
#define GR_MODEL_COLOUR_H

#include <stdbool.h>

typedef struct GrColour {
    float r, g, b; /* sRGB, 0..1 */
} GrColour;

typedef struct GrOklch {
    float l, c, h; /* lightness 0..1, chroma, hue in turns */
} GrOklch;

typedef struct GrOklab {
    float l, a, b; /* lightness 0..1, green to red, blue to yellow */
} GrOklab;

/* "ff8800", "#ff8800", "f80" or a CSS colour name. */
bool gr_colour_parse(const char *text, GrColour *out);
extern const char *const gr_colour_names[]; /* NULL-terminated, for "did you mean" */

GrColour gr_colour_from_hsv(float hue_turns, float saturation, float value);
GrOklch gr_oklch_from_colour(GrColour colour);
/* Chroma is reduced until the colour fits sRGB; lightness and hue are kept. */
GrColour gr_colour_from_oklch(GrOklch oklch);
/* Mixes through OKLab: no grey middle between neighbours, no hue detour. */
GrColour gr_colour_mix(GrColour a, GrColour b, float mix);
/* The same for those who mix two colours again and again. */
GrOklab gr_oklab_from_colour(GrColour colour);
GrColour gr_oklab_mix(GrOklab from, GrOklab to, float mix);
/* Mixes through OKLCH: the hue turns the shorter way round, and what passes stays as colourful. A
 * grey has no hue and takes the other's. `mix` may swing beyond 0..1; at 0 and 1 it is exact. */
GrColour gr_colour_mix_hue(GrColour a, GrColour b, float mix);
float gr_srgb_to_linear(float value);
float gr_linear_to_srgb(float value);
float gr_colour_luma(GrColour colour); /* BT.709 weights on the sRGB values */

/* Named colour ramps (neon, pastel, cyberpunk, ...): the `colours:` of a layer. */
enum { GR_RAMP_STOPS = 16 };
typedef struct GrColourRamp {
    const char *name, *summary;
    int count;
    const char *stops[GR_RAMP_STOPS]; /* hex, evenly spaced */
} GrColourRamp;
extern const GrColourRamp gr_colour_ramps[]; /* ends with a NULL name */
const GrColourRamp *gr_colour_ramp_find(const char *name);

/* A row of colours as a parameter. */
typedef struct GrColourRow {
    int count;
    GrColour list[GR_RAMP_STOPS];
} GrColourRow;

/* A ramp's name, or colours parted by blanks. */
bool gr_colour_row_parse(const char *text, GrColourRow *out);

#endif
