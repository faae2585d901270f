/* SPDX-License-Identifier: MIT
 *
 * Named font stacks, as data. The families are those of Debian's font packages; the first that is
 * installed sets the size and the baseline of the whole chain.
 */
#include "glyph/stack.h"

#include <stddef.h>

const GrFontStack gr_font_stacks[] = {
    {"terminal",
     "clean terminal text with the widest reach; the default",
     {"DejaVu Sans Mono", "Noto Sans Mono", "Noto Mono", "Liberation Mono", "FreeMono"}},
    {"modern",
     "programmers' faces of today",
     {"JetBrains Mono", "Fira Code", "Fira Mono", "Hack", "IBM Plex Mono", "Noto Sans Mono",
      "Noto Mono", "DejaVu Sans Mono", "Liberation Mono"}},
    {"typewriter",
     "slab serifs and even colour, as if struck on paper",
     {"Courier Prime", "FreeMono", "Nimbus Mono PS", "Liberation Mono", "Cousine",
      "DejaVu Sans Mono"}},
    {"pixel",
     "bitmap shapes with hard edges",
     {"Terminus", "Unifont", "Unifont Upper", "Terminus (TTF)", "Px437 IBM VGA8"}},
    {"book",
     "a bookish serif, set cell by cell",
     {"DejaVu Serif", "Noto Serif", "Gentium", "Linux Libertine O", "Liberation Serif"}},
    {NULL, NULL, {NULL}},
};

/* Outline fonts that fit a terminal cell first, Unifont, which has nearly everything, last. */
const GrFontStack gr_font_fallback = {"fallback",
                                      "where any chain looks for what its own fonts lack",
                                      {"DejaVu Sans Mono", "Noto Sans Mono",
                                       "Noto Sans Mono CJK JP", "Noto Sans Symbols2",
                                       "Noto Sans Symbols", "Noto Sans Math", "Noto Sans Runic",
                                       "DejaVu Sans", "Noto Sans", "Unifont", "Unifont Upper"}};
