/* SPDX-License-Identifier: MIT */
#include "glyph/text_ink.h"

#include "base/vmath.h"
#include "glyph/builtin.h"
#include "glyph/rule_glyphs.h"

#include <stdlib.h>
#include <string.h>

#include FT_OUTLINE_H
#include FT_STROKER_H

enum {
    SIDE_LIMIT = 16384,
    LIGHT_HINTING_BELOW = 28, /* px: there crisp bars are worth more than true shapes */
    PHASES_BELOW = 96,        /* px */
};

void gr_cover_finish(GrCover *cover)
{
    free(cover->at);
    for (int i = 0; i < 3; i++) {
        free(cover->rgb[i]);
    }
    *cover = (GrCover){0};
}

int gr_cover_create(GrCover *cover, int left, int top, int width, int height, GrError *error)
{
    *cover = (GrCover){.left = left, .top = top, .width = width, .height = height};
    if (width > SIDE_LIMIT || height > SIDE_LIMIT) {
        return gr_error_set(error, GR_E_SHOW,
                            "a glyph of %d x %d pixels is too big (%d at most); a smaller size, "
                            "outline, shadow or glow",
                            width, height, SIDE_LIMIT);
    }
    if (width > 0 && height > 0) {
        cover->at = calloc((size_t)width, (size_t)height);
        if (!cover->at) {
            return gr_error_memory(error, "a glyph", (unsigned long long)width * (unsigned)height);
        }
    }
    return 0;
}

static bool is_outline_face(const GrTextFace *face)
{
    return face->face && FT_IS_SCALABLE(face->face);
}

int gr_text_phases(const GrTextFace *face, float size_px)
{
    return is_outline_face(face) && !FT_HAS_COLOR(face->face) && size_px < PHASES_BELOW
               ? GR_INK_PHASES
               : 1;
}

float gr_text_builtin_advance(float size_px)
{
    return gr_maxf(gr_roundf(size_px * 0.625f), 1.0f);
}

/* Its 16 rows are one and a quarter ems, so that its capitals are as high as those of other fonts.
 * They stand on row 12. */
static int draw_builtin(const GrInkLook *look, unsigned glyph, GrCover *fill, GrError *error)
{
    int width = (int)gr_text_builtin_advance(look->size_px);
    int height = 2 * width;
    int code = gr_cover_create(fill, 0, -(height * 12 / GR_BUILTIN_HEIGHT), width, height, error);
    if (code == 0 && gr_rule_has(glyph)) {
        gr_rule_draw(
            glyph, (GrCell){.pixels = fill->at, .width = width, .height = height, .stride = width});
    } else if (code == 0) {
        gr_builtin_draw(glyph, width, height, fill->at, width);
    }
    return code;
}

static void set_size(GrTextFace *face, float size_px)
{
    if (face->set_size != size_px) {
        FT_Set_Char_Size(face->face, 0, (FT_F26Dot6)gr_roundf(size_px * 64.0f), 72, 72);
        face->set_size = size_px;
    }
}

static bool load_outline(GrTextFace *face, const GrInkLook *look, unsigned glyph, int phase)
{
    FT_Int32 flags = FT_LOAD_NO_BITMAP;
    flags |= look->size_px < LIGHT_HINTING_BELOW ? FT_LOAD_TARGET_LIGHT : FT_LOAD_NO_HINTING;
    set_size(face, look->size_px);
    if (FT_Load_Glyph(face->face, glyph, flags) != 0 ||
        face->face->glyph->format != FT_GLYPH_FORMAT_OUTLINE) {
        return false;
    }
    FT_Outline_Translate(&face->face->glyph->outline, phase * (64 / GR_INK_PHASES), 0);
    return true;
}

static int draw_outline_path(FT_Library library, FT_Outline *outline, GrCover *out, GrError *error)
{
    FT_BBox box;
    FT_Outline_Get_CBox(outline, &box);
    if (outline->n_points == 0 || box.xMin >= box.xMax || box.yMin >= box.yMax) {
        *out = (GrCover){0};
        return 0;
    }
    FT_Pos x0 = box.xMin >> 6, x1 = (box.xMax + 63) >> 6;
    FT_Pos y0 = box.yMin >> 6, y1 = (box.yMax + 63) >> 6;
    int code = gr_cover_create(out, (int)x0, (int)-y1, (int)gr_minf((float)(x1 - x0), 1e6f),
                               (int)gr_minf((float)(y1 - y0), 1e6f), error);
    if (code < 0) {
        return code;
    }
    FT_Bitmap bitmap = {.rows = (unsigned)out->height,
                        .width = (unsigned)out->width,
                        .pitch = out->width,
                        .buffer = out->at,
                        .num_grays = 256,
                        .pixel_mode = FT_PIXEL_MODE_GRAY};
    FT_Outline_Translate(outline, -x0 * 64, -y0 * 64);
    int status = FT_Outline_Get_Bitmap(library, outline, &bitmap);
    FT_Outline_Translate(outline, x0 * 64, y0 * 64);
    return status != 0
               ? gr_error_set(error, GR_E_INPUT, "FreeType cannot draw a glyph: error %d", status)
               : 0;
}

int gr_text_draw_fill(GrTextFace *face, const GrInkLook *look, unsigned glyph, int phase,
                      GrCover *fill, GrError *error)
{
    *fill = (GrCover){0};
    if (!face->path) {
        return draw_builtin(look, glyph, fill, error);
    }
    if (!is_outline_face(face) || FT_HAS_COLOR(face->face)) {
        int code = gr_text_draw_strike(face, look, glyph, fill, error);
        if (code < 0 || fill->at || !is_outline_face(face)) {
            return code;
        }
    }
    if (!load_outline(face, look, glyph, phase)) {
        return 0; /* a damaged glyph shows nothing */
    }
    return draw_outline_path(face->face->glyph->library, &face->face->glyph->outline, fill, error);
}

/* Both picture the same place; what `from` covers is at least covered in `into`. */
static void cover_at_least(GrCover *into, const GrCover *from)
{
    for (int y = 0; y < from->height; y++) {
        int row = y + from->top - into->top;
        for (int x = 0; x < from->width; x++) {
            int column = x + from->left - into->left;
            if (row < 0 || row >= into->height || column < 0 || column >= into->width) {
                continue;
            }
            uint8_t *out = &into->at[(size_t)row * (size_t)into->width + (size_t)column];
            uint8_t value = from->at[(size_t)y * (size_t)from->width + (size_t)x];
            *out = *out > value ? *out : value;
        }
    }
}

static int stroke(FT_Library library, FT_Outline *path, float radius, GrCover *out, GrError *error)
{
    FT_Stroker stroker = NULL;
    FT_Outline ring = {0};
    FT_UInt points = 0, contours = 0;
    int code = 0;
    int status = FT_Stroker_New(library, &stroker);
    if (status == 0) {
        FT_Stroker_Set(stroker, (FT_Fixed)gr_roundf(radius * 64.0f), FT_STROKER_LINECAP_ROUND,
                       FT_STROKER_LINEJOIN_ROUND, 0);
        status = FT_Stroker_ParseOutline(stroker, path, 0);
    }
    if (status == 0) {
        status = FT_Stroker_GetCounts(stroker, &points, &contours);
    }
    if (status == 0 && (points > INT16_MAX || contours > INT16_MAX)) {
        status = -1; /* more than an outline can hold */
    }
    if (status == 0) {
        status = FT_Outline_New(library, points, (FT_Int)contours, &ring);
    }
    if (status == 0) {
        ring.n_points = 0;
        ring.n_contours = 0;
        FT_Stroker_Export(stroker, &ring);
        code = draw_outline_path(library, &ring, out, error);
    }
    FT_Outline_Done(library, &ring);
    FT_Stroker_Done(stroker);
    return status != 0 ? 1 : code;
}

int gr_text_draw_outline(GrTextFace *face, const GrInkLook *look, unsigned glyph, int phase,
                         const GrCover *fill, GrCover *outline, GrError *error)
{
    *outline = (GrCover){0};
    if (!fill->at) {
        return 0;
    }
    int code = 1;
    if (is_outline_face(face) && !fill->rgb[0] && load_outline(face, look, glyph, phase)) {
        code = stroke(face->face->glyph->library, &face->face->glyph->outline, look->outline_px,
                      outline, error);
    }
    if (code == 0 && outline->at) {
        cover_at_least(outline, fill);
        return 0;
    }
    /* Pictures have no path to follow, and some paths are too much for the stroker. */
    gr_cover_finish(outline);
    return code < 0 ? code : gr_cover_grow(fill, look->outline_px, outline, error);
}
