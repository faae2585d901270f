/* SPDX-License-Identifier: MIT
 *
 * Which families suit a script, as data (fonts/script_families.c): where text looks for what the
 * fonts of its chain lack, before it takes whatever there is.
 */
#ifndef GR_GLYPH_SCRIPT_FAMILIES_H
#define GR_GLYPH_SCRIPT_FAMILIES_H

typedef struct GrScriptFamilies {
    const char
        *script; /* ISO 15924, "Arab"; "Zsye" are emoji without colours, "Zyyy" everything common */
    const char *language;    /* that the text must be in, "ja"; NULL: any */
    const char *families[6]; /* ends with NULL */
} GrScriptFamilies;

extern const GrScriptFamilies gr_script_families[]; /* ends with a NULL script */

#endif
