/* SPDX-License-Identifier: MIT
 *
 * Families that suit a script, in order of preference; those of Debian's font packages. Where the
 * show's own font has serifs, those that have some come first. Rows with a language stand before
 * those without. Scripts that have no row here, and characters that no font of their row has, are
 * looked for in Noto Sans and Noto Serif for the script.
 */
#include "glyph/script_families.h"

#include <stddef.h>

const GrScriptFamilies gr_script_families[] = {
    {"Arab", NULL, {"Noto Naskh Arabic", "Noto Sans Arabic", "DejaVu Sans"}},
    {"Hebr", NULL, {"Noto Sans Hebrew", "Noto Serif Hebrew", "DejaVu Sans"}},
    {"Deva", NULL, {"Noto Sans Devanagari", "Noto Serif Devanagari", "Lohit Devanagari"}},
    {"Thai", NULL, {"Noto Sans Thai", "Noto Looped Thai", "Noto Serif Thai", "Loma"}},
    {"Hani", "ja", {"Noto Sans CJK JP", "Noto Serif CJK JP", "IPAGothic", "TakaoGothic"}},
    {"Hani", "ko", {"Noto Sans CJK KR", "Noto Serif CJK KR", "NanumGothic"}},
    {"Hani", "zh-Hant", {"Noto Sans CJK TC", "Noto Serif CJK TC", "AR PL UMing TW"}},
    {"Hani", "zh-TW", {"Noto Sans CJK TC", "Noto Serif CJK TC", "AR PL UMing TW"}},
    {"Hani", "zh-HK", {"Noto Sans CJK HK", "Noto Sans CJK TC", "Noto Serif CJK TC"}},
    {"Hani", NULL, {"Noto Sans CJK SC", "Noto Serif CJK SC", "WenQuanYi Micro Hei"}},
    {"Bopo", NULL, {"Noto Sans CJK TC", "Noto Serif CJK TC"}},
    {"Hira", NULL, {"Noto Sans CJK JP", "Noto Serif CJK JP", "IPAGothic", "TakaoGothic"}},
    {"Kana", NULL, {"Noto Sans CJK JP", "Noto Serif CJK JP", "IPAGothic", "TakaoGothic"}},
    {"Hang", NULL, {"Noto Sans CJK KR", "Noto Serif CJK KR", "NanumGothic"}},
    {"Latn", NULL, {"DejaVu Sans", "Noto Sans", "DejaVu Serif"}},
    {"Grek", NULL, {"DejaVu Sans", "Noto Sans", "DejaVu Serif"}},
    {"Cyrl", NULL, {"DejaVu Sans", "Noto Sans", "DejaVu Serif"}},
    {"Zsye", NULL, {"Noto Emoji", "Symbola", "DejaVu Sans"}},
    {"Zyyy",
     NULL,
     {"DejaVu Sans", "Noto Sans Symbols2", "Noto Sans Symbols", "Noto Sans Math",
      "Noto Sans CJK JP"}},
    {NULL, NULL, {NULL}},
};
