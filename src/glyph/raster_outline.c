/* SPDX-License-Identifier: MIT */
#include "glyph/raster_parts.h"

#include "base/vmath.h"

#include <stdlib.h>
#include <string.h>

#include FT_OUTLINE_H

/* Up to this many pixels of cell width strokes are moved to where they are crispest. */
enum { PHASE_WIDTH_LIMIT = 20, PHASES = 4 };

int gr_raster_set_size(GrRaster *raster, int face, float scale_x, float scale_y)
{
    if (raster->set_face == face && raster->set_x == scale_x && raster->set_y == scale_y) {
        return 0;
    }
    raster->set_face = face;
    raster->set_x = scale_x;
    raster->set_y = scale_y;
    FT_F26Dot6 width = (FT_F26Dot6)(scale_x * 64.0f + 0.5f);
    FT_F26Dot6 height = (FT_F26Dot6)(scale_y * 64.0f + 0.5f);
    return FT_Set_Char_Size(raster->chain->faces[face].face, width > 64 ? width : 64,
                            height > 64 ? height : 64, 72, 72);
}

void gr_raster_render(const GrRaster *raster, FT_Outline *outline, FT_Pos dx, FT_Pos dy,
                      uint8_t *out)
{
    FT_Bitmap bitmap = {
        .rows = (unsigned)raster->height,
        .width = (unsigned)raster->width,
        .pitch = raster->stride,
        .buffer = out,
        .num_grays = 256,
        .pixel_mode = FT_PIXEL_MODE_GRAY,
    };
    for (int y = 0; y < raster->height; y++) {
        memset(out + y * raster->stride, 0, (size_t)raster->width);
    }
    FT_Outline_Translate(outline, dx, dy);
    FT_Outline_Get_Bitmap(raster->chain->library, outline, &bitmap);
    FT_Outline_Translate(outline, -dx, -dy);
}

/* Coverage is used as a code value, which makes a half-covered pixel of a bright glyph on black
 * look a fifth as bright, so thin strokes waste away. Half way to the light that it should give
 * keeps them firm without blurring edges. */
static void firm_up(const GrRaster *raster, uint8_t *pixels)
{
    for (int y = 0; y < raster->height; y++) {
        for (int x = 0; x < raster->width; x++) {
            int c = pixels[y * raster->stride + x];
            pixels[y * raster->stride + x] = (uint8_t)(c + c * (255 - c) * 9 / (255 * 16));
        }
    }
}

/* Sum of squares: the same ink on fewer pixels scores higher. */
static long crispness(const GrRaster *raster, const uint8_t *pixels)
{
    long sum = 0;
    for (int y = 0; y < raster->height; y++) {
        for (int x = 0; x < raster->width; x++) {
            long value = pixels[y * raster->stride + x];
            sum += value * value;
        }
    }
    return sum;
}

/* An outline that was loaded `larger` times the size, drawn there and scaled down by area. The move
 * is in 1/64 pixels of the picture. */
static void render_larger(const GrRaster *raster, FT_Outline *outline, int larger, FT_Pos dx,
                          FT_Pos dy, uint8_t *out)
{
    if (larger == 1) {
        gr_raster_render(raster, outline, dx, dy, out);
        return;
    }
    GrRaster large = *raster;
    large.width *= larger;
    large.height *= larger;
    large.stride = large.width;
    gr_raster_render(&large, outline, dx * larger, dy * larger, raster->large);
    for (int y = 0; y < raster->height; y++) {
        for (int x = 0; x < raster->width; x++) {
            const uint8_t *block = raster->large + (y * large.stride + x) * larger;
            int sum = larger * larger / 2;
            for (int i = 0; i < larger * larger; i++) {
                sum += block[i / larger * large.stride + i % larger];
            }
            out[y * raster->stride + x] = (uint8_t)(sum / (larger * larger));
        }
    }
}

/* Small upright strokes that fall between two pixel columns look grey and wide. The glyph is moved
 * by up to half a pixel to where its strokes are crispest. */
static void render_crisp(const GrRaster *raster, FT_Outline *outline, int larger, FT_Pos dx,
                         FT_Pos dy, uint8_t *out)
{
    FT_BBox box;
    FT_Outline_Get_CBox(outline, &box);
    render_larger(raster, outline, larger, dx, dy, out);
    long best = crispness(raster, out);
    for (int i = 1; i <= PHASES; i++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            FT_Pos shifted = dx + sign * i * 32 / PHASES;
            if (box.xMin + shifted * larger < -16 * larger ||
                box.xMax + shifted * larger > (raster->width * 64 + 16) * larger) {
                continue;
            }
            render_larger(raster, outline, larger, shifted, dy, raster->trial);
            long score = crispness(raster, raster->trial);
            if (score > best + best / 50) {
                best = score;
                for (int y = 0; y < raster->height; y++) {
                    memcpy(out + y * raster->stride, raster->trial + y * raster->stride,
                           (size_t)raster->width);
                }
            }
        }
    }
}

/* Rounding and hinting may have pushed the ink over an edge. */
static FT_Pos inside_rows(const GrRaster *raster, const FT_BBox *box, FT_Pos dy)
{
    FT_Pos height = (FT_Pos)raster->height * 64;
    if (box->yMin + dy < 0 && box->yMax + dy + 64 <= height + 16) {
        return dy + 64;
    }
    if (box->yMax + dy > height && box->yMin + dy - 64 >= -16) {
        return dy - 64;
    }
    return dy;
}

static void draw_placed(GrRaster *raster, FT_Outline *outline, const GrPlacing *at, int larger,
                        uint8_t *out)
{
    FT_Pos dx = (FT_Pos)gr_floorf(at->dx * 64.0f + 0.5f);
    FT_Pos dy;
    if (larger == 1) {
        FT_BBox box;
        FT_Outline_Get_CBox(outline, &box);
        dy = (FT_Pos)gr_floorf(at->dy + 0.5f) * 64; /* whole: hinting aligned the rows */
        dy = inside_rows(raster, &box, dy);
    } else {
        dy = (FT_Pos)gr_floorf(at->dy * 64.0f + 0.5f);
    }
    if (raster->cell_width <= PHASE_WIDTH_LIMIT) {
        render_crisp(raster, outline, larger, dx, dy, out);
    } else {
        render_larger(raster, outline, larger, dx, dy, out);
    }
}

static int load(GrRaster *raster, const GrClusterPart *part, const GrPlacing *at, int larger)
{
    float by = (float)larger;
    int status = gr_raster_set_size(raster, part->face, at->scale_x * by, at->scale_y * by);
    FT_Face face = raster->chain->faces[part->face].face;
    if (status == 0) {
        FT_Int32 hinting = larger > 1 ? FT_LOAD_NO_HINTING : FT_LOAD_TARGET_LIGHT;
        status = FT_Load_Glyph(face, part->glyph, FT_LOAD_NO_BITMAP | hinting);
    }
    return status == 0 && face->glyph->format != FT_GLYPH_FORMAT_OUTLINE ? -1 : status;
}

/* The outlines of all parts as one, so that where they overlap counts once. */
static int merge(GrRaster *raster, const GrClusterServer *server, const GrPlacing *at, int larger,
                 FT_Outline *out)
{
    FT_Outline all = {0};
    int status = 0, points = 0, contours = 0;
    memset(out, 0, sizeof *out);
    for (int pass = 0; pass < 2 && status == 0; pass++) {
        int point = 0, contour = 0;
        for (int i = 0; i < server->part_count; i++) {
            const GrClusterPart *part = &server->parts[i];
            if ((status = load(raster, part, at, larger)) != 0) {
                break;
            }
            FT_Outline *one = &raster->chain->faces[part->face].face->glyph->outline;
            FT_Outline_Translate(one, (FT_Pos)(part->x * at->scale_x * 64.0f * (float)larger),
                                 (FT_Pos)(part->y * at->scale_y * 64.0f * (float)larger));
            for (int k = 0; k < one->n_points && pass == 1; k++) {
                all.points[point + k] = one->points[k];
                all.tags[point + k] = one->tags[k];
            }
            for (int k = 0; k < one->n_contours && pass == 1; k++) {
                all.contours[contour + k] = (short)(one->contours[k] + point);
            }
            point += one->n_points;
            contour += one->n_contours;
        }
        points = point;
        contours = contour;
        if (pass == 0 && status == 0) {
            status = FT_Outline_New(raster->chain->library, (FT_UInt)points, contours, &all);
        }
    }
    if (status != 0) {
        FT_Outline_Done(raster->chain->library, &all);
        return status;
    }
    *out = all;
    return 0;
}

int gr_raster_outlines(GrRaster *raster, const GrClusterServer *server, const GrPlacing *at,
                       uint8_t *out)
{
    int larger = raster->style.oversample > 1 ? raster->style.oversample : 1;
    FT_Outline merged = {0};
    bool merges = server->part_count > 1;
    int status = merges ? merge(raster, server, at, larger, &merged)
                        : load(raster, &server->parts[0], at, larger);
    if (status != 0) {
        return status;
    }
    FT_Outline *outline =
        merges ? &merged : &raster->chain->faces[server->parts[0].face].face->glyph->outline;
    draw_placed(raster, outline, at, larger, out);
    firm_up(raster, out);
    if (merges) {
        FT_Outline_Done(raster->chain->library, &merged);
    }
    return 0;
}
