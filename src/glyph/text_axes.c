/* SPDX-License-Identifier: MIT
 *
 * The axes of variable fonts: asking for them and setting them.
 */
#include "base/vmath.h"
#include "glyph/text_faces.h"

#include <stdlib.h>
#include <string.h>

#include FT_MULTIPLE_MASTERS_H

static FT_ULong tag_of(const char tag[5])
{
    return FT_MAKE_TAG(tag[0], tag[1], tag[2], tag[3]);
}

enum { AXES = 64 };

static FT_Fixed wanted_value(const FT_Var_Axis *axis, FT_Fixed normal, const GrAxisValue *axes,
                             int count)
{
    for (int i = 0; i < count; i++) {
        if (tag_of(axes[i].tag) == axis->tag) {
            float low = (float)axis->minimum / 65536.0f, high = (float)axis->maximum / 65536.0f;
            return (FT_Fixed)(gr_clampf(axes[i].value, low, high) * 65536.0f);
        }
    }
    return normal;
}

/* The coordinates of the face's own instance, with the wanted axes changed, for both libraries. */
void gr_text_face_set_axes(GrTextFace *face, const GrAxisValue *axes, int count, uint64_t hash)
{
    FT_MM_Var *variation = NULL;
    if (!face->face || face->axes == hash || !FT_HAS_MULTIPLE_MASTERS(face->face) ||
        FT_Get_MM_Var(face->face, &variation) != 0) {
        return;
    }
    FT_Fixed drawn[AXES];
    float shaped[AXES];
    FT_UInt known = variation->num_axis < AXES ? variation->num_axis : AXES;
    FT_UInt instance = (FT_UInt)(face->index >> 16);
    for (FT_UInt i = 0; i < known; i++) {
        const FT_Var_Axis *axis = &variation->axis[i];
        bool named = instance > 0 && instance <= variation->num_namedstyles;
        FT_Fixed normal = named ? variation->namedstyle[instance - 1].coords[i] : axis->def;
        drawn[i] = wanted_value(axis, normal, axes, count);
        shaped[i] = (float)drawn[i] / 65536.0f;
    }
    FT_Set_Var_Design_Coordinates(face->face, known, drawn);
    hb_font_set_var_coords_design(face->font, shaped, known);
    face->axes = hash;
    FT_Done_MM_Var(face->face->glyph->library, variation);
}

int gr_fonts_axes(const GrFonts *fonts, GrTextAxis *out, int capacity)
{
    int count = 0;
    FT_Library library;
    if (FT_Init_FreeType(&library) != 0) {
        return 0;
    }
    for (int i = 0; i < fonts->chain->own_count; i++) {
        const GrFontFile *file = &fonts->chain->faces[i].file;
        FT_Face face;
        FT_MM_Var *variation = NULL;
        if (!file->path || FT_New_Face(library, file->path, file->index, &face) != 0) {
            continue;
        }
        if (FT_HAS_MULTIPLE_MASTERS(face) && FT_Get_MM_Var(face, &variation) == 0) {
            for (FT_UInt k = 0; k < variation->num_axis; k++) {
                const FT_Var_Axis *axis = &variation->axis[k];
                GrTextAxis one = {.min = (float)axis->minimum / 65536.0f,
                                  .normal = (float)axis->def / 65536.0f,
                                  .max = (float)axis->maximum / 65536.0f};
                for (int c = 0; c < 4; c++) {
                    one.tag[c] = (char)(axis->tag >> (24 - 8 * c));
                }
                bool known = false;
                for (int j = 0; j < count && j < capacity; j++) {
                    known = known || strcmp(out[j].tag, one.tag) == 0;
                }
                if (!known) {
                    if (count < capacity) {
                        out[count] = one;
                    }
                    count++;
                }
            }
            FT_Done_MM_Var(library, variation);
        }
        FT_Done_Face(face);
    }
    FT_Done_FreeType(library);
    return count;
}
