/* SPDX-License-Identifier: MIT
 *
 * Asks fontconfig where fonts are. fontconfig substitutes silently; nothing here does: a family is
 * found under its own name or not at all.
 */
#ifndef GR_GLYPH_FONT_FIND_H
#define GR_GLYPH_FONT_FIND_H

#include "glyph/font.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct GrFontFile {
    char *family; /* malloc'd, as the font itself spells it */
    char *path;   /* malloc'd */
    int index;    /* of the face in a collection; a variable font's instance in the upper half */
} GrFontFile;

void gr_font_file_finish(GrFontFile *file);

/* fontconfig's view of this machine, read when it is first needed (some milliseconds). A zeroed one
 * is ready for use. */
struct GrFontFinder {
    void *config;
    void *covered; /* every code point that some font has, once somebody asks */
};

/* Everything below does this by itself. */
int gr_font_finder_start(GrFontFinder *finder, GrError *error);
void gr_font_finder_finish(GrFontFinder *finder);

/* Finds "Family" or "Family:style" ("DejaVu Sans Mono:bold"), the regular upright face unless a
 * style is given, or one of fontconfig's generic names (monospace, serif, sans-serif). Returns 1
 * when found, 0 when there is no such family, or a negative code. */
int gr_font_find_family(GrFontFinder *finder, const char *name, GrFontFile *file, GrError *error);
/* Any installed scalable font that covers a code point, the most fitting first by fontconfig's own
 * judgement. Returns as above. */
int gr_font_find_covering(GrFontFinder *finder, uint32_t code_point, GrFontFile *file,
                          GrError *error);
/* The installed colour font that fontconfig prefers for emoji. Returns as above. */
int gr_font_find_emoji(GrFontFinder *finder, GrFontFile *file, GrError *error);
/* The installed family, stack or built-in name that a wrong one most likely meant, malloc'd; NULL
 * when none is near. */
char *gr_font_nearest_name(GrFontFinder *finder, const char *name);

/* A family that a show may name: what is installed under one name. */
typedef struct GrFontFamily {
    const char *name, *path; /* path: of its plainest file */
    int face_count;
    bool monospace, scalable, variable, coloured;
} GrFontFamily;

/* Visits them by name. */
int gr_font_families(GrFontFinder *finder, void (*visit)(void *user, const GrFontFamily *family),
                     void *user, GrError *error);

#endif
