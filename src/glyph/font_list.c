/* SPDX-License-Identifier: MIT
 *
 * The families that are installed, for whoever lists them (glyph/font_find.h).
 */
#include "glyph/font_config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct Face {
    const char *family, *path;
    bool monospace, scalable, variable, coloured;
} Face;

static bool read_face(FcPattern *pattern, Face *face)
{
    FcChar8 *family, *path;
    int spacing = FC_PROPORTIONAL;
    if (FcPatternGetString(pattern, FC_FAMILY, 0, &family) != FcResultMatch ||
        FcPatternGetString(pattern, FC_FILE, 0, &path) != FcResultMatch) {
        return false;
    }
    FcPatternGetInteger(pattern, FC_SPACING, 0, &spacing);
    *face = (Face){.family = (const char *)family,
                   .path = (const char *)path,
                   .monospace = spacing >= FC_MONO,
                   .scalable = gr_font_config_flag(pattern, FC_SCALABLE),
                   .variable = gr_font_config_flag(pattern, FC_VARIABLE),
                   .coloured = gr_font_config_flag(pattern, FC_COLOR)};
    return true;
}

static int by_family(const void *a, const void *b)
{
    const Face *x = a, *y = b;
    int order = strcasecmp(x->family, y->family);
    if (order == 0) {
        order = strcmp(x->family, y->family);
    }
    if (order == 0) {
        order = (int)strlen(x->path) - (int)strlen(y->path);
    }
    return order ? order : strcmp(x->path, y->path);
}

static void visit_groups(const Face *faces, int count, void (*visit)(void *, const GrFontFamily *),
                         void *user)
{
    for (int from = 0, to; from < count; from = to) {
        GrFontFamily family = {.name = faces[from].family, .path = faces[from].path};
        for (to = from; to < count && strcmp(faces[to].family, family.name) == 0; to++) {
            family.face_count += !faces[to].variable;
            family.monospace |= faces[to].monospace;
            family.scalable |= faces[to].scalable;
            family.variable |= faces[to].variable;
            family.coloured |= faces[to].coloured;
        }
        visit(user, &family);
    }
}

int gr_font_families(GrFontFinder *finder, void (*visit)(void *user, const GrFontFamily *family),
                     void *user, GrError *error)
{
    int code = gr_font_finder_start(finder, error);
    if (code < 0) {
        return code;
    }
    FcFontSet *set =
        gr_font_config_list(finder, FcPatternCreate(),
                            FcObjectSetBuild(FC_FAMILY, FC_FILE, FC_INDEX, FC_SPACING, FC_SCALABLE,
                                             FC_VARIABLE, FC_COLOR, (char *)NULL));
    Face *faces = set ? calloc((size_t)set->nfont + 1, sizeof *faces) : NULL;
    int count = 0;
    for (int i = 0; faces && i < set->nfont; i++) {
        count += read_face(set->fonts[i], &faces[count]);
    }
    if (faces) {
        qsort(faces, (size_t)count, sizeof *faces, by_family);
        visit_groups(faces, count, visit, user);
    } else {
        code = gr_error_memory(error, "a list of fonts", 0);
    }
    free(faces);
    if (set) {
        FcFontSetDestroy(set);
    }
    return code;
}
