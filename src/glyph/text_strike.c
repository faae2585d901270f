/* SPDX-License-Identifier: MIT
 *
 * Pictures that a font brings along: colour emoji (CBDT, sbix, and COLRv0, which FreeType paints)
 * and bitmap-only fonts. They come in few sizes and are scaled: by area when they shrink, and when
 * pixels without colours grow, so that these keep their edges; colours grow by interpolation.
 */
#include "glyph/text_ink.h"

#include "base/vmath.h"
#include "glyph/builtin.h"

#include <stdlib.h>

#include FT_COLOR_H

/* How badly a strike suits a size: how far the factor between them is from a whole number. */
static float cost_of(float ppem, float size_px, bool largest)
{
    if (largest) {
        return 0.0f;
    }
    float times = size_px / gr_maxf(ppem, 1.0f);
    float whole = gr_maxf(gr_roundf(times), 1.0f);
    return gr_absf(times - whole) / whole;
}

float gr_text_select_strike(FT_Face face, float size_px)
{
    bool largest = size_px <= 0.0f || FT_HAS_COLOR(face);
    int best = -1;
    float best_ppem = 0.0f, best_cost = 0.0f;
    for (int i = 0; i < face->num_fixed_sizes; i++) {
        float ppem = (float)face->available_sizes[i].y_ppem / 64.0f;
        float cost = cost_of(ppem, size_px, largest);
        bool equal = gr_absf(cost - best_cost) < 0.001f;
        if (best < 0 || (equal ? ppem > best_ppem : cost < best_cost)) {
            best = i;
            best_ppem = ppem;
            best_cost = cost;
        }
    }
    FT_Select_Size(face, best);
    return gr_maxf(best_ppem, 1.0f);
}

/* Channel of a pixel, 0..1; colours are multiplied by the cover, which is channel 3. */
static float channel_at(const FT_Bitmap *bitmap, int x, int y, int channel)
{
    const uint8_t *row = bitmap->buffer + (long)y * bitmap->pitch;
    switch (bitmap->pixel_mode) {
    case FT_PIXEL_MODE_BGRA:
        return (float)row[4 * x + channel] / 255.0f;
    case FT_PIXEL_MODE_MONO:
        return (float)((row[x / 8] >> (7 - x % 8)) & 1);
    case FT_PIXEL_MODE_GRAY:
        return (float)row[x] / (float)(bitmap->num_grays > 1 ? bitmap->num_grays - 1 : 255);
    default:
        return 0.0f;
    }
}

static float by_area(const FT_Bitmap *bitmap, const GrAreaSpan *columns, const GrAreaSpan *rows,
                     int channel)
{
    float sum = 0.0f;
    for (int y = rows->first; y <= rows->last; y++) {
        for (int x = columns->first; x <= columns->last; x++) {
            sum += channel_at(bitmap, x, y, channel) * gr_area_weight(rows, y) *
                   gr_area_weight(columns, x);
        }
    }
    return sum;
}

/* Where output `index` of `count` looks in `source` pixels: two neighbours and the share of the
 * second. */
static void between(int index, int count, int source, int *first, int *second, float *share)
{
    float at = ((float)index + 0.5f) * (float)source / (float)count - 0.5f;
    at = gr_clampf(at, 0.0f, (float)(source - 1));
    *first = (int)at;
    *second = *first + 1 < source ? *first + 1 : *first;
    *share = at - (float)*first;
}

static float by_interpolation(const FT_Bitmap *bitmap, int x, int width, int y, int height,
                              int channel)
{
    int x0, x1, y0, y1;
    float sx, sy;
    between(x, width, (int)bitmap->width, &x0, &x1, &sx);
    between(y, height, (int)bitmap->rows, &y0, &y1, &sy);
    float top =
        gr_lerpf(channel_at(bitmap, x0, y0, channel), channel_at(bitmap, x1, y0, channel), sx);
    float low =
        gr_lerpf(channel_at(bitmap, x0, y1, channel), channel_at(bitmap, x1, y1, channel), sx);
    return gr_lerpf(top, low, sy);
}

static uint8_t to_byte(float value)
{
    return (uint8_t)(gr_unitf(value) * 255.0f + 0.5f);
}

static void scale_into(const FT_Bitmap *bitmap, bool colour, GrCover *out)
{
    bool coloured = bitmap->pixel_mode == FT_PIXEL_MODE_BGRA;
    bool grows = coloured && out->width > (int)bitmap->width;
    for (int y = 0; y < out->height; y++) {
        GrAreaSpan rows = gr_area_span(y, out->height, (int)bitmap->rows);
        for (int x = 0; x < out->width; x++) {
            GrAreaSpan columns = gr_area_span(x, out->width, (int)bitmap->width);
            size_t at = (size_t)y * (size_t)out->width + (size_t)x;
            float values[4];
            for (int c = coloured ? 0 : 3; c < 4; c++) {
                values[c] = grows ? by_interpolation(bitmap, x, out->width, y, out->height, c)
                                  : by_area(bitmap, &columns, &rows, c);
            }
            float cover = values[3];
            if (coloured && colour) {
                for (int c = 0; c < 3; c++) { /* the strike has blue first */
                    out->rgb[c][at] = to_byte(values[2 - c] / gr_maxf(cover, 1.0f / 512.0f));
                }
            } else if (coloured) {
                /* In one colour: what is bright in the emoji is bright, what is dark still shows.
                 */
                float light = 0.0722f * values[0] + 0.7152f * values[1] + 0.2126f * values[2];
                cover = 0.25f * cover + 0.75f * light;
            }
            out->at[at] = to_byte(cover);
        }
    }
}

static int scale_strike(const FT_GlyphSlot slot, float scale, bool colour, GrCover *out,
                        GrError *error)
{
    const FT_Bitmap *bitmap = &slot->bitmap;
    if (bitmap->width == 0 || bitmap->rows == 0) {
        return 0;
    }
    int width = (int)gr_maxf(gr_roundf((float)bitmap->width * scale), 1.0f);
    int height = (int)gr_maxf(gr_roundf((float)bitmap->rows * scale), 1.0f);
    int code =
        gr_cover_create(out, (int)gr_roundf((float)slot->bitmap_left * scale),
                        (int)-gr_roundf((float)slot->bitmap_top * scale), width, height, error);
    for (int i = 0; code == 0 && i < 3 && colour && bitmap->pixel_mode == FT_PIXEL_MODE_BGRA; i++) {
        out->rgb[i] = calloc((size_t)width, (size_t)height);
        if (!out->rgb[i]) {
            return gr_error_memory(error, "an emoji", (unsigned)width * (unsigned)height);
        }
    }
    if (code == 0) {
        scale_into(bitmap, colour, out);
    }
    return code;
}

int gr_text_draw_strike(GrTextFace *face, const GrInkLook *look, unsigned glyph, GrCover *fill,
                        GrError *error)
{
    FT_Face ft = face->face;
    float scale = 1.0f;
    if (FT_IS_SCALABLE(ft)) { /* layers of colour, painted at the size itself */
        const FT_Color white = {255, 255, 255, 255}; /* for layers in the text's own colour */
        FT_Palette_Set_Foreground_Color(ft, white);
        FT_Set_Char_Size(ft, 0, (FT_F26Dot6)gr_roundf(look->size_px * 64.0f), 72, 72);
    } else if (ft->num_fixed_sizes > 0) {
        scale = look->size_px / gr_text_select_strike(ft, look->size_px);
    } else {
        return 0;
    }
    face->set_size = look->size_px;
    int code = 0;
    if (FT_Load_Glyph(ft, glyph, FT_LOAD_COLOR | FT_LOAD_NO_HINTING) == 0) {
        FT_GlyphSlot slot = ft->glyph;
        bool bitmap = slot->format == FT_GLYPH_FORMAT_BITMAP;
        if (!bitmap && FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) == 0) {
            bitmap = slot->bitmap.pixel_mode == FT_PIXEL_MODE_BGRA;
        }
        code = bitmap ? scale_strike(slot, scale, look->colour, fill, error) : 0;
    }
    if (!FT_IS_SCALABLE(ft)) {
        gr_text_select_strike(ft, 0.0f); /* the one that advances are measured in */
    }
    return code;
}
