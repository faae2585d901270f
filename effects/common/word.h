/* SPDX-License-Identifier: MIT
 *
 * Effects of a big word (model/stencil.h): the parameters by which it is set, and what is asked for
 * with them. The members and the rows of the table belong together; what the word is and how far
 * its letters stand apart differ from effect to effect.
 */
#ifndef GR_EFFECTS_WORD_H
#define GR_EFFECTS_WORD_H

#include "model/effect.h"

#define GR_WORD_MEMBERS                                                                            \
    const char *text, *font;                                                                       \
    float size, x, y, width, leading, tracking

#define GR_WORD_PARAMS(S, word, apart)                                                             \
    GR_TEXT(S, text, word, "the word; \\n in double quotes breaks lines"),                         \
        {.name = "font",                                                                           \
         .type = GR_PARAM_TEXT,                                                                    \
         .offset = offsetof(S, font),                                                              \
         .unit = "",                                                                               \
         .example = "modern",                                                                      \
         .help = "the word's font; without one the layer's"},                                      \
        GR_FIXED_FLOAT(S, size, "px", 0, 0, 4000, "height of its em; 0 is as large as fits"),      \
        GR_FIXED_FLOAT(S, x, "screen", 0, -64, 64, "where its middle is"),                         \
        GR_FIXED_FLOAT(S, y, "screen", 0, -64, 64, "how high its middle is: -1 is the top"),       \
        GR_FIXED_FLOAT(S, width, "", 0, 0, 8,                                                      \
                       "of the frame's width: longer lines wrap; 0 is no wrapping"),               \
        GR_FIXED_FLOAT(S, leading, "sizes", 1, 0.3, 8, "from line to line"),                       \
        GR_FIXED_FLOAT(S, tracking, "em", apart, -0.5, 4, "more room between letters")

/* The picture of the word of `p`, whose blur reaches `reach` px. */
#define GR_WORD_STENCIL(p, reach)                                                                  \
    (GrStencilSpec)                                                                                \
    {                                                                                              \
        .kind = GR_STENCIL_TEXT, .text = (p)->text, .font = (p)->font, .size = (p)->size,          \
        .x = (p)->x, .y = (p)->y, .width = (p)->width, .leading = (p)->leading,                    \
        .tracking = (p)->tracking, .align = GR_STENCIL_CENTRE, .soft = reach                       \
    }

#endif
