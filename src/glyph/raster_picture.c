/* SPDX-License-Identifier: MIT
 *
 * Glyphs that are pictures: strikes of bitmap-only faces and of emoji fonts (CBDT, sbix), and
 * outlines in coloured layers (COLR). A strike of letters fills its cell; a coloured one keeps its
 * shape and is centred.
 */
#include "base/vmath.h"
#include "glyph/builtin.h"
#include "glyph/raster_parts.h"

#include <stdlib.h>
#include <string.h>

#include FT_COLOR_H

/* BT.709's weights, on code values as everywhere in the picture. */
static const float red_light = 0.2126f, green_light = 0.7152f, blue_light = 0.0722f;

/* A rectangle of the picture that a bitmap is scaled to. */
typedef struct Frame {
    int left, top, width, height;
} Frame;

/* The smallest strike that need not be enlarged, else the largest. */
static int choose_strike(FT_Face face, int height, bool nearest)
{
    int best = 0;
    for (int i = 1; i < face->num_fixed_sizes; i++) {
        int now = face->available_sizes[i].height, before = face->available_sizes[best].height;
        if (nearest ? abs(now - height) < abs(before - height)
                    : (now >= height && (now < before || before < height)) ||
                          (now < height && now > before)) {
            best = i;
        }
    }
    return best;
}

static float bitmap_value(const FT_Bitmap *bitmap, int x, int y)
{
    if (y < 0 || y >= (int)bitmap->rows || x < 0 || x >= (int)bitmap->width) {
        return 0.0f;
    }
    const uint8_t *line = bitmap->buffer + y * bitmap->pitch;
    return bitmap->pixel_mode == FT_PIXEL_MODE_MONO ? (float)((line[x / 8] >> (7 - x % 8)) & 1)
                                                    : (float)line[x] / 255.0f;
}

/* A strike of letters: the font's cell is scaled to the whole of ours. Adds to what is there. */
static int draw_letter(const GrRaster *raster, FT_Face face, uint8_t *out)
{
    const FT_GlyphSlot slot = face->glyph;
    const FT_Bitmap *bitmap = &slot->bitmap;
    int ascender = (int)(face->size->metrics.ascender >> 6);
    int cell_height = ascender - (int)(face->size->metrics.descender >> 6);
    int cell_width = (int)(slot->advance.x >> 6);
    if (cell_width <= 0) { /* a mark: drawn into the cell of its base */
        cell_width = (int)bitmap->width;
    }
    if (cell_width <= 0 || cell_height <= 0) {
        return -1;
    }
    int left = slot->bitmap_left > 0 ? slot->bitmap_left : 0, top = ascender - slot->bitmap_top;
    left = slot->advance.x > 0 ? slot->bitmap_left : left;
    for (int y = 0; y < raster->height; y++) {
        GrAreaSpan rows = gr_area_span(y, raster->height, cell_height);
        for (int x = 0; x < raster->width; x++) {
            GrAreaSpan columns = gr_area_span(x, raster->width, cell_width);
            float sum = 0.0f;
            for (int sy = rows.first; sy <= rows.last; sy++) {
                for (int sx = columns.first; sx <= columns.last; sx++) {
                    sum += bitmap_value(bitmap, sx - left, sy - top) * gr_area_weight(&rows, sy) *
                           gr_area_weight(&columns, sx);
                }
            }
            uint8_t value = (uint8_t)(gr_unitf(sum) * 255.0f + 0.5f);
            uint8_t *pixel = &out[y * raster->stride + x];
            *pixel = *pixel > value ? *pixel : value;
        }
    }
    return 0;
}

/* Lays a premultiplied colour over one pixel. */
static void lay_over(const GrRaster *raster, long place, const float rgba[4])
{
    for (int plane = 0; plane < 4; plane++) {
        float *pixel = &raster->rgba[plane][place];
        *pixel = rgba[plane] + *pixel * (1.0f - rgba[3]);
    }
}

/* A coloured bitmap, scaled by area into a frame of the picture. */
static void draw_strike(const GrRaster *raster, const FT_Bitmap *bitmap, const Frame *frame)
{
    for (int y = 0; y < frame->height; y++) {
        GrAreaSpan rows = gr_area_span(y, frame->height, (int)bitmap->rows);
        for (int x = 0; x < frame->width; x++) {
            GrAreaSpan columns = gr_area_span(x, frame->width, (int)bitmap->width);
            int at_x = frame->left + x, at_y = frame->top + y;
            if (at_x < 0 || at_x >= raster->width || at_y < 0 || at_y >= raster->height) {
                continue;
            }
            float sum[4] = {0};
            for (int sy = rows.first; sy <= rows.last; sy++) {
                const uint8_t *bgra = bitmap->buffer + sy * bitmap->pitch + 4 * columns.first;
                for (int sx = columns.first; sx <= columns.last; sx++, bgra += 4) {
                    float weight =
                        gr_area_weight(&rows, sy) * gr_area_weight(&columns, sx) / 255.0f;
                    sum[0] += weight * (float)bgra[2];
                    sum[1] += weight * (float)bgra[1];
                    sum[2] += weight * (float)bgra[0];
                    sum[3] += weight * (float)bgra[3];
                }
            }
            lay_over(raster, (long)at_y * raster->width + at_x, sum);
        }
    }
}

/* From colours times opacity to what the atlas holds: the layer's one colour shows light, its own
 * colours are kept apart from how opaque they are. Where nothing is, the mean colour stands, so
 * that stretched cells have no dark rims. */
static void finish_colours(const GrRaster *raster, GrPicture *picture)
{
    float mean[4] = {0};
    long pixels = (long)raster->width * raster->height;
    picture->coloured = raster->style.colour_emoji;
    for (int plane = 0; plane < 4; plane++) {
        for (long i = 0; i < pixels; i++) {
            mean[plane] += raster->rgba[plane][i];
        }
    }
    for (long i = 0; i < pixels; i++) {
        long place = i / raster->width * picture->stride + i % raster->width;
        float r = raster->rgba[0][i], g = raster->rgba[1][i], b = raster->rgba[2][i];
        float a = raster->rgba[3][i];
        float cover = picture->coloured ? a : red_light * r + green_light * g + blue_light * b;
        picture->cover[place] = (uint8_t)(gr_unitf(cover) * 255.0f + 0.5f);
        for (int plane = 0; plane < 3 && picture->coloured; plane++) {
            float own =
                a > 0.0f ? raster->rgba[plane][i] / a : mean[plane] / gr_maxf(mean[3], 1.0f);
            picture->rgb[plane][place] = (uint8_t)(gr_unitf(own) * 255.0f + 0.5f);
        }
    }
}

static void clear_colours(const GrRaster *raster)
{
    size_t pixels = (size_t)raster->width * (size_t)raster->height;
    for (int plane = 0; plane < 4; plane++) {
        memset(raster->rgba[plane], 0, pixels * sizeof(float));
    }
}

/* Parts side by side, as large as the picture allows. */
static int draw_strikes(GrRaster *raster, const GrClusterServer *server, GrPicture *picture)
{
    FT_Face face = raster->chain->faces[server->parts[0].face].face;
    int parts = server->part_count, status = 0;
    clear_colours(raster);
    for (int i = 0; i < parts && status == 0; i++) {
        status = FT_Load_Glyph(face, server->parts[i].glyph, FT_LOAD_COLOR);
        const FT_Bitmap *bitmap = &face->glyph->bitmap;
        if (status != 0 || bitmap->rows == 0 || bitmap->width == 0) {
            continue; /* an invisible part of a sequence */
        }
        if (bitmap->pixel_mode != FT_PIXEL_MODE_BGRA) {
            return -1;
        }
        float room = (float)raster->width / (float)parts;
        float scale =
            gr_minf(room / (float)bitmap->width, (float)raster->height / (float)bitmap->rows);
        Frame frame = {.width = (int)((float)bitmap->width * scale + 0.5f),
                       .height = (int)((float)bitmap->rows * scale + 0.5f)};
        frame.width = frame.width > 0 ? frame.width : 1;
        frame.height = frame.height > 0 ? frame.height : 1;
        frame.left = (int)((float)i * room + (room - (float)frame.width) / 2.0f);
        frame.top = (raster->height - frame.height) / 2;
        draw_strike(raster, bitmap, &frame);
    }
    finish_colours(raster, picture);
    return status;
}

int gr_raster_bitmaps(GrRaster *raster, const GrClusterServer *server, GrPicture *picture)
{
    FT_Face face = raster->chain->faces[server->parts[0].face].face;
    bool coloured = FT_HAS_COLOR(face);
    int status = FT_Select_Size(face, choose_strike(face, raster->height, !coloured));
    raster->set_face = -1;
    if (status != 0 || coloured) {
        return status != 0 ? status : draw_strikes(raster, server, picture);
    }
    for (int i = 0; i < server->part_count && status == 0; i++) {
        status = FT_Load_Glyph(face, server->parts[i].glyph, FT_LOAD_RENDER);
        int mode = face->glyph->bitmap.pixel_mode;
        if (status == 0 && mode != FT_PIXEL_MODE_MONO && mode != FT_PIXEL_MODE_GRAY) {
            status = -1;
        }
        if (status == 0) {
            status = draw_letter(raster, face, picture->cover);
        }
    }
    return status;
}

bool gr_raster_has_layers(FT_Face face, unsigned glyph)
{
    FT_LayerIterator iterator = {0};
    FT_UInt layer, colour;
    return FT_HAS_COLOR(face) && FT_Get_Color_Glyph_Layer(face, glyph, &layer, &colour, &iterator);
}

/* One layer's coverage in one colour over what is there. */
static void lay_layer(const GrRaster *raster, const FT_Color *colour)
{
    float alpha = (float)colour->alpha / (255.0f * 255.0f);
    float red = (float)colour->red / 255.0f, green = (float)colour->green / 255.0f;
    float blue = (float)colour->blue / 255.0f;
    for (int y = 0; y < raster->height; y++) {
        for (int x = 0; x < raster->width; x++) {
            float a = (float)raster->trial[y * raster->stride + x] * alpha;
            const float rgba[4] = {red * a, green * a, blue * a, a};
            lay_over(raster, (long)y * raster->width + x, rgba);
        }
    }
}

int gr_raster_layers(GrRaster *raster, const GrClusterServer *server, const GrPlacing *at,
                     GrPicture *picture)
{
    enum { FOREGROUND = 0xFFFF };
    static const FT_Color white = {255, 255, 255, 255};
    clear_colours(raster);
    for (int i = 0; i < server->part_count; i++) {
        const GrClusterPart *part = &server->parts[i];
        FT_Face face = raster->chain->faces[part->face].face;
        FT_Color *palette = NULL;
        FT_Palette_Data data;
        FT_LayerIterator iterator = {0};
        FT_UInt layer, index;
        int status = gr_raster_set_size(raster, part->face, at->scale_x, at->scale_y);
        if (status != 0 || (status = FT_Palette_Select(face, 0, &palette)) != 0 ||
            (status = FT_Palette_Data_Get(face, &data)) != 0) {
            return status;
        }
        FT_Pos dx = (FT_Pos)gr_floorf((at->dx + part->x * at->scale_x) * 64.0f + 0.5f);
        FT_Pos dy = (FT_Pos)gr_floorf((at->dy + part->y * at->scale_y) * 64.0f + 0.5f);
        while (FT_Get_Color_Glyph_Layer(face, part->glyph, &layer, &index, &iterator)) {
            if (index != FOREGROUND && (!palette || index >= data.num_palette_entries)) {
                return -1;
            }
            status = FT_Load_Glyph(face, layer, FT_LOAD_NO_BITMAP | FT_LOAD_NO_HINTING);
            if (status != 0 || face->glyph->format != FT_GLYPH_FORMAT_OUTLINE) {
                return status != 0 ? status : -1;
            }
            gr_raster_render(raster, &face->glyph->outline, dx, dy, raster->trial);
            lay_layer(raster, index == FOREGROUND ? &white : &palette[index]);
        }
    }
    finish_colours(raster, picture);
    return 0;
}
