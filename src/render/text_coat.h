/* SPDX-License-Identifier: MIT
 *
 * What the files that draw texts share: lines of coverage of one band, gathered by letters or by
 * plates and then blended. Private to text_*.c.
 */
#ifndef GR_RENDER_TEXT_COAT_H
#define GR_RENDER_TEXT_COAT_H

#include "base/vmath.h"
#include "render/text.h"

/* Columns behind a line that stamps may touch. */
enum { GR_TEXT_PAD = 16 };

/* One kind of ink of one text in one band. */
typedef struct GrTextCoat {
    const GrTextState *state;
    const GrTextScratch *scratch;
    GrInkKind kind;
    int y0, y1, width;
    float x, y;                               /* displacement */
    float alpha;                              /* of its letters or plates */
    uint32_t opacity;                         /* of all that they cover */
    float gain;                               /* of colours */
    GrPixel colour[3];                        /* of all of it */
    GrLight light;                            /* of its blend */
    bool tinted;                              /* but letters have colours of their own */
    int from[GR_BAND_ROWS], to[GR_BAND_ROWS]; /* columns with ink, by row */
} GrTextCoat;

/* Nothing is covered yet; then the rectangles that will be are added, then their lines made zero.
 */
void gr_text_coat_empty(GrTextCoat *coat);
void gr_text_coat_widen(GrTextCoat *coat, const GrTextRect *rect);
void gr_text_coat_clear(const GrTextCoat *coat);
/* The colour that all of it has. */
void gr_text_coat_colour(GrTextCoat *coat, GrColour colour, int blend);
void gr_text_coat_blend(const GrTextCoat *coat, GrRows *band, int blend);
/* What of a rectangle lies in the band and in the frame. */
GrTextRect gr_text_coat_clip(const GrTextCoat *coat, GrTextRect rect);

/* The plates behind all lines, with the coat's alpha. */
void gr_text_plates(GrTextCoat *coat, GrRows *band);

static inline int gr_text_floor(float x)
{
    return (int)gr_floorf(gr_clampf(x, -1.0e6f, 1.0e6f));
}

static inline GrPixel gr_text_level(float value)
{
    return (GrPixel)(gr_unitf(value) * 255.0f + 0.5f);
}

static inline float gr_text_channel(GrColour colour, int plane)
{
    return plane == 0 ? colour.r : plane == 1 ? colour.g : colour.b;
}

#endif
