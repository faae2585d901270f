/* SPDX-License-Identifier: MIT
 *
 * Where Debian keeps glyphs: for the advice on a character that nothing installed can draw. Rows
 * are asked from the top.
 */
#include "glyph/font_missing.h"

#include <stddef.h>

const GrFontPackage gr_font_packages[] = {
    /* CJK ideographs of the extensions B and later, as far as any font has them. */
    {0x20000, 0x3FFFF, NULL, "fonts-hanazono", "HanaMinB"},
    {0x0000, 0x1FFFF, "Hani", "fonts-noto-cjk", "Noto Sans CJK"},
    {0x0000, 0x1FFFF, "Hang", "fonts-noto-cjk", "Noto Sans CJK KR"},
    {0x0000, 0x1FFFF, "Hira", "fonts-noto-cjk", "Noto Sans CJK JP"},
    {0x0000, 0x1FFFF, "Kana", "fonts-noto-cjk", "Noto Sans CJK JP"},
    {0x0000, 0x1FFFF, "Bopo", "fonts-noto-cjk", "Noto Sans CJK TC"},
    {0x3000, 0x303F, NULL, "fonts-noto-cjk", "Noto Sans CJK"},
    {0xFF00, 0xFFEF, NULL, "fonts-noto-cjk", "Noto Sans CJK"},
    {0x0000, 0x1FFFF, "Latn", "fonts-dejavu-core", "DejaVu Sans Mono"},
    {0x0000, 0x1FFFF, "Grek", "fonts-dejavu-core", "DejaVu Sans Mono"},
    {0x0000, 0x1FFFF, "Cyrl", "fonts-dejavu-core", "DejaVu Sans Mono"},
    {0x0000, 0x1FFFF, "Tang", "fonts-noto-core", "Noto Serif Tangut"},
    {0x0000, 0x1FFFF, "Egyp", "fonts-noto-core", "Noto Sans Egyptian Hieroglyphs"},
    {0x16A0, 0x16FF, NULL, "fonts-noto-core", "Noto Sans Runic"},
    {0x0000, 0x1FFFF, "Arab", "fonts-noto-core", "Noto Sans Arabic"},
    {0x0000, 0x1FFFF, "Hebr", "fonts-noto-core", "Noto Sans Hebrew"},
    {0x0000, 0x1FFFF, "Deva", "fonts-noto-core", "Noto Sans Devanagari"},
    {0x0000, 0x1FFFF, "Thai", "fonts-noto-core", "Noto Sans Thai"},
    {0x1D100, 0x1D24F, NULL, "fonts-noto-core", "Noto Music"},
    {0x1D400, 0x1D7FF, NULL, "fonts-noto-core", "Noto Sans Math"},
    {0x1F000, 0x1F02F, NULL, "fonts-noto-core", "Noto Sans Symbols2"},
    {0x1F300, 0x1F6FF, NULL, "fonts-noto-color-emoji", "Noto Color Emoji"},
    {0x1F700, 0x1F77F, NULL, "fonts-noto-core", "Noto Sans Symbols"},
    {0x1F780, 0x1F8FF, NULL, "fonts-noto-core", "Noto Sans Symbols2"},
    {0x1F900, 0x1F9FF, NULL, "fonts-noto-color-emoji", "Noto Color Emoji"},
    {0x1FA70, 0x1FAFF, NULL, "fonts-noto-color-emoji", "Noto Color Emoji"},
    {0x1FB3C, 0x1FBFF, NULL, "fonts-noto-core", "Noto Sans Symbols2"},
    {0x2190, 0x22FF, NULL, "fonts-dejavu-core", "DejaVu Sans Mono"},
    {0x2500, 0x27BF, NULL, "fonts-dejavu-core", "DejaVu Sans"},
    {0x2300, 0x2BFF, NULL, "fonts-noto-core", "Noto Sans Symbols2"},
    {0x0000, 0xFFFF, "Zyyy", "fonts-unifont", "Unifont"},
    {0x10000, 0x1FFFF, "Zyyy", "fonts-unifont", "Unifont Upper"},
    /* Every other script has a Noto face of its own. */
    {0x0000, 0x1FFFF, NULL, "fonts-noto-core", NULL},
    {0, 0, NULL, NULL, NULL},
};
