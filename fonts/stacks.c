/* SPDX-License-Identifier: MIT
 *
 * Named font stacks, as data. The families are those of Debian's font packages; the first that is
 * installed sets the size and the baseline of the whole chain. tools/dev installs the first family
 * of each stack, so that every stack has a face of its own.
 */
#include "glyph/stack.h"

#include <stddef.h>

const GrFontStack gr_font_stacks[] = {
    {"terminal",
     "clean terminal text with the widest reach; the default",
     {"DejaVu Sans Mono", "Noto Sans Mono", "Noto Mono", "Liberation Mono", "FreeMono"}},
    {"modern",
     "programmers' faces of today",
     {"JetBrains Mono", "Fira Code", "Fira Mono", "Cascadia Code", "Hack", "IBM Plex Mono",
      "DejaVu Sans Mono", "Noto Sans Mono", "Noto Mono", "Liberation Mono"}},
    {"typewriter",
     "slab serifs and even colour, as if struck on paper",
     {"Courier Prime", "Courier 10 Pitch", "FreeMono", "Nimbus Mono PS", "Liberation Mono",
      "Cousine", "DejaVu Sans Mono"}},
    {"pixel",
     "bitmap shapes with hard edges",
     {"Terminus", "Terminus (TTF)", "Px437 IBM VGA8", "Unifont", "Unifont Upper"}},
    {"book",
     "a bookish serif, set cell by cell",
     {"EB Garamond", "Linux Libertine O", "Gentium", "Noto Serif", "DejaVu Serif",
      "Liberation Serif"}},
    {NULL, NULL, {NULL}},
};

/* A face made for its script first; then, for signs, outline fonts that fit a terminal cell (DejaVu
 * before all others: it has most of them in one size); Unifont, which has nearly everything, last.
 */
const GrFontStack gr_font_fallback = {
    "fallback",
    "where any chain looks for what its own fonts lack",
    {"Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai",
     "DejaVu Sans Mono", "Noto Sans Mono", "Noto Sans Mono CJK JP", "Noto Sans CJK JP",
     "Noto Sans Symbols2", "Noto Sans Symbols", "Noto Sans Math", "Noto Music", "Noto Sans Runic",
     "DejaVu Sans", "Noto Sans", "Unifont", "Unifont Upper"}};
