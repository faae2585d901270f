/* SPDX-License-Identifier: MIT
 *
 * Drawing the glyphs of faces into cells. The chain's first outline face sets the scale and the
 * baseline: its printable ASCII fills the cell's width and height as well as a slight stretch
 * allows. Glyphs of other faces take the same scale, centred, and are scaled down where they are
 * too wide or too tall; ranges of narrow equal-width glyphs (half-width katakana) are widened to
 * the cell.
 */
#include "base/vmath.h"
#include "glyph/builtin.h"
#include "glyph/font_chain.h"

#include <stdlib.h>
#include <string.h>

#include FT_OUTLINE_H

/* How much higher or wider than its own shape the main face may be drawn to fill the cell. */
static const float stretch_limit = 1.08f;
/* A letter may be narrowed to this share of its width before it shrinks as a whole; a symbol,
 * whose circles should stay circles, hardly. */
static const float letter_narrowing = 0.62f;
static const float symbol_narrowing = 0.87f;
/* Ink that sticks out by less than this many pixels is cut instead of scaled. */
static const float overhang = 0.3f;
/* Up to this many pixels of cell width strokes are moved to where they are crispest. */
enum { PHASE_WIDTH_LIMIT = 20, PHASES = 4 };

/* Pixels per em and where the baseline lies, in pixels above the cell's bottom. */
typedef struct MainFit {
    float scale_x, scale_y, base;
    float middle; /* of capitals, above the bottom: where shrunken symbols are centred */
    int face;     /* index of the face that set it, -1 without one */
} MainFit;

/* A glyph's ink and advance in ems. */
typedef struct Extent {
    float left, right, bottom, top, advance;
} Extent;

/* How one glyph is drawn. */
typedef struct Placing {
    float scale_x, scale_y; /* pixels per em */
    float dx, dy;           /* pixels, from the cell's lower left corner to the glyph's origin */
} Placing;

typedef struct Raster {
    GrFontChain *chain;
    int width, height, stride;
    MainFit fit;
    uint8_t *trial; /* a cell for comparing phases */
    float set_x, set_y;
    int set_face; /* the size that was set last */
} Raster;

static bool measure(FT_Face face, unsigned glyph, Extent *extent)
{
    if (FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_IGNORE_TRANSFORM) != 0) {
        return false;
    }
    float em = 1.0f / (float)face->units_per_EM;
    const FT_Glyph_Metrics *m = &face->glyph->metrics;
    extent->left = (float)m->horiBearingX * em;
    extent->right = (float)(m->horiBearingX + m->width) * em;
    extent->top = (float)m->horiBearingY * em;
    extent->bottom = (float)(m->horiBearingY - m->height) * em;
    extent->advance = (float)m->horiAdvance * em;
    return true;
}

/* What the printable ASCII of a face spans; false when it has hardly any. */
static bool measure_ascii(FT_Face face, Extent *all, float *cap_height)
{
    int found = 0;
    *all = (Extent){0};
    *cap_height = 0.7f;
    for (uint32_t c = '!'; c <= '~'; c++) {
        unsigned glyph = FT_Get_Char_Index(face, c);
        Extent one;
        if (glyph == 0 || !measure(face, glyph, &one)) {
            continue;
        }
        found++;
        all->top = gr_maxf(all->top, one.top);
        all->bottom = gr_minf(all->bottom, one.bottom);
        if (c == '0') {
            all->advance = one.advance; /* digits stand for the width of proportional faces */
        } else if (c == 'H') {
            *cap_height = one.top;
        }
    }
    return found > 60 && all->advance > 0.0f && all->top > all->bottom;
}

static void fit_main(Raster *raster)
{
    /* Without an outline face of its own the chain is fitted as a usual terminal font would be. */
    Extent ascii = {.top = 0.78f, .bottom = -0.24f, .advance = 0.6f};
    float cap_height = 0.73f;
    MainFit *fit = &raster->fit;
    fit->face = -1;
    for (int i = 0; i < raster->chain->own_count && fit->face < 0; i++) {
        FT_Face face = raster->chain->faces[i].face;
        Extent own;
        float own_caps;
        if (face && FT_IS_SCALABLE(face) && measure_ascii(face, &own, &own_caps)) {
            ascii = own;
            cap_height = own_caps;
            fit->face = i;
        }
    }
    float span = ascii.top - ascii.bottom;
    float by_width = (float)raster->width / ascii.advance;
    float by_height = (float)raster->height / span;
    float both = gr_minf(by_width, by_height);
    fit->scale_x = gr_minf(by_width, both * stretch_limit);
    fit->scale_y = gr_minf(by_height, both * stretch_limit);
    float free_rows = (float)raster->height - span * fit->scale_y;
    fit->base = gr_floorf(free_rows / 2.0f - ascii.bottom * fit->scale_y + 0.5f);
    fit->middle = fit->base + cap_height * fit->scale_y / 2.0f;
}

/* Letters keep their height and are narrowed; symbols keep their shape. */
static bool is_letter(uint32_t code_point)
{
    return code_point < 0x2000 || (code_point >= 0x2E80 && code_point < 0x1D000);
}

/* Scales a placed glyph down to the cell and centres what was scaled. */
static void shrink_into_cell(const Raster *raster, const Extent *extent, bool letter, Placing *at)
{
    float wide = (extent->right - extent->left) * at->scale_x;
    float tall = (extent->top - extent->bottom) * at->scale_y;
    float width = (float)raster->width, height = (float)raster->height;
    if (wide <= width + overhang && tall <= height + overhang) {
        return;
    }
    float middle = (extent->top + extent->bottom) / 2.0f;
    float centre = at->dy + middle * at->scale_y;
    float squeeze = gr_minf(width / gr_maxf(wide, 0.01f), 1.0f);
    float limit = letter ? letter_narrowing : symbol_narrowing;
    float shrink = gr_minf(gr_minf(squeeze / limit, height / gr_maxf(tall, 0.01f)), 1.0f);
    at->scale_x *= letter ? squeeze : gr_minf(squeeze, shrink);
    at->scale_y *= shrink;
    at->dy = (letter ? centre : raster->fit.middle) - middle * at->scale_y;
    at->dx = (width - (extent->left + extent->right) * at->scale_x) / 2.0f;
}

/* Moves a placed glyph that fits, but sticks out of the cell. */
static void move_into_cell(const Raster *raster, const Extent *extent, Placing *at)
{
    float width = (float)raster->width, height = (float)raster->height;
    float left = at->dx + extent->left * at->scale_x;
    float right = at->dx + extent->right * at->scale_x;
    if (right - left > width) {
        at->dx += (width - right - left) / 2.0f;
    } else if (left < 0.0f) {
        at->dx -= left;
    } else if (right > width) {
        at->dx -= right - width;
    }
    float bottom = at->dy + extent->bottom * at->scale_y;
    float top = at->dy + extent->top * at->scale_y;
    if (bottom < 0.0f) {
        at->dy -= bottom;
    } else if (top > height) {
        at->dy -= top - height;
    }
}

/* Glyphs of one face in one 256-code-point range, which should match in size. */
typedef struct Group {
    int face;
    uint32_t range;
    Extent all;
    float advance_min, advance_max;
} Group;

static float group_scale(const Raster *raster, const Group *group)
{
    float base = gr_minf(raster->fit.scale_x, raster->fit.scale_y);
    bool equal = group->advance_max - group->advance_min < 0.001f;
    if (!equal || group->advance_max <= 0.0f) {
        return base;
    }
    float by_width = (float)raster->width / group->advance_max;
    float by_height = 0.94f * (float)raster->height / (group->all.top - group->all.bottom);
    float scale = gr_minf(by_width, by_height);
    return gr_clampf(scale, base, base * 1.35f);
}

static void place(const Raster *raster, uint32_t code_point, const Extent *extent, int face,
                  const Group *group, Placing *at)
{
    const MainFit *fit = &raster->fit;
    FT_Face handle = raster->chain->faces[face].face;
    bool is_main = face == fit->face;
    bool equal_width =
        is_main ? FT_IS_FIXED_WIDTH(handle) : group->advance_max - group->advance_min < 0.001f;
    if (is_main) {
        at->scale_x = fit->scale_x;
        at->scale_y = fit->scale_y;
        at->dy = fit->base;
    } else {
        at->scale_x = at->scale_y = group_scale(raster, group);
        /* A range that was enlarged is centred where capitals are, inside the cell with even
         * margins; else it stands on the line. */
        float bottom = group->all.bottom * at->scale_y, top = group->all.top * at->scale_y;
        float margin = gr_maxf((float)raster->height - top + bottom, 0.0f) / 2.0f;
        margin = gr_minf(margin, 0.03f * (float)raster->height);
        bool enlarged = at->scale_y > gr_minf(fit->scale_x, fit->scale_y) * 1.01f;
        at->dy = enlarged ? gr_clampf(fit->middle - (top + bottom) / 2.0f, margin - bottom,
                                      (float)raster->height - margin - top)
                          : fit->base;
    }
    float taken = equal_width ? extent->advance : extent->right - extent->left;
    float start = equal_width ? 0.0f : extent->left;
    at->dx = ((float)raster->width - taken * at->scale_x) / 2.0f - start * at->scale_x;
    shrink_into_cell(raster, extent, is_letter(code_point), at);
    move_into_cell(raster, extent, at);
}

static int set_size(Raster *raster, int index, FT_Face face, const Placing *at)
{
    if (raster->set_face == index && raster->set_x == at->scale_x && raster->set_y == at->scale_y) {
        return 0;
    }
    raster->set_face = index;
    raster->set_x = at->scale_x;
    raster->set_y = at->scale_y;
    FT_F26Dot6 width = (FT_F26Dot6)(at->scale_x * 64.0f + 0.5f);
    FT_F26Dot6 height = (FT_F26Dot6)(at->scale_y * 64.0f + 0.5f);
    return FT_Set_Char_Size(face, width > 64 ? width : 64, height > 64 ? height : 64, 72, 72);
}

static void render(const Raster *raster, FT_Outline *outline, FT_Pos dx, FT_Pos dy, uint8_t *out)
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
static void firm_up(const Raster *raster, uint8_t *pixels)
{
    for (int y = 0; y < raster->height; y++) {
        for (int x = 0; x < raster->width; x++) {
            int c = pixels[y * raster->stride + x];
            pixels[y * raster->stride + x] = (uint8_t)(c + c * (255 - c) * 9 / (255 * 16));
        }
    }
}

/* Sum of squares: the same ink on fewer pixels scores higher. */
static long crispness(const Raster *raster, const uint8_t *pixels)
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

/* Small upright strokes that fall between two pixel columns look grey and wide. The glyph is moved
 * by up to half a pixel to where its strokes are crispest. */
static void render_crisp(const Raster *raster, FT_Outline *outline, FT_Pos dx, FT_Pos dy,
                         uint8_t *out)
{
    FT_BBox box;
    FT_Outline_Get_CBox(outline, &box);
    render(raster, outline, dx, dy, out);
    long best = crispness(raster, out);
    for (int i = 1; i <= PHASES; i++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            FT_Pos shifted = dx + sign * i * 32 / PHASES;
            if (box.xMin + shifted < -16 || box.xMax + shifted > raster->width * 64 + 16) {
                continue;
            }
            render(raster, outline, shifted, dy, raster->trial);
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

static int draw_outline(Raster *raster, int index, unsigned glyph, const Placing *at, uint8_t *out)
{
    FT_Face face = raster->chain->faces[index].face;
    int status = set_size(raster, index, face, at);
    if (status == 0) {
        status = FT_Load_Glyph(face, glyph, FT_LOAD_NO_BITMAP | FT_LOAD_TARGET_LIGHT);
    }
    if (status != 0 || face->glyph->format != FT_GLYPH_FORMAT_OUTLINE) {
        return status != 0 ? status : -1;
    }
    FT_Outline *outline = &face->glyph->outline;
    FT_Pos dx = (FT_Pos)gr_floorf(at->dx * 64.0f + 0.5f);
    FT_Pos dy = (FT_Pos)gr_floorf(at->dy + 0.5f) * 64; /* whole: hinting aligned the rows */
    /* Rounding and hinting may have pushed the ink over an edge. */
    FT_BBox box;
    FT_Outline_Get_CBox(outline, &box);
    FT_Pos height = (FT_Pos)raster->height * 64;
    if (box.yMin + dy < 0 && box.yMax + dy + 64 <= height + 16) {
        dy += 64;
    } else if (box.yMax + dy > height && box.yMin + dy - 64 >= -16) {
        dy -= 64;
    }
    if (raster->width <= PHASE_WIDTH_LIMIT) {
        render_crisp(raster, outline, dx, dy, out);
    } else {
        render(raster, outline, dx, dy, out);
    }
    firm_up(raster, out);
    return 0;
}

/* A bitmap-only face: its nearest strike, scaled by area into the cell. */
static int draw_strike(Raster *raster, int index, unsigned glyph, uint8_t *out)
{
    FT_Face face = raster->chain->faces[index].face;
    int best = 0;
    for (int i = 1; i < face->num_fixed_sizes; i++) {
        int gap = abs(face->available_sizes[i].height - raster->height);
        if (gap < abs(face->available_sizes[best].height - raster->height)) {
            best = i;
        }
    }
    int status = FT_Select_Size(face, best);
    raster->set_face = -1;
    if (status == 0) {
        status = FT_Load_Glyph(face, glyph, FT_LOAD_RENDER);
    }
    if (status != 0) {
        return status;
    }
    const FT_GlyphSlot slot = face->glyph;
    const FT_Bitmap *bitmap = &slot->bitmap;
    int ascender = (int)(face->size->metrics.ascender >> 6);
    int cell_height = ascender - (int)(face->size->metrics.descender >> 6);
    int cell_width = (int)(slot->advance.x >> 6);
    if (cell_width <= 0 || cell_height <= 0 ||
        (bitmap->pixel_mode != FT_PIXEL_MODE_MONO && bitmap->pixel_mode != FT_PIXEL_MODE_GRAY)) {
        return -1;
    }
    int left = slot->bitmap_left, top = ascender - slot->bitmap_top;
    for (int y = 0; y < raster->height; y++) {
        GrAreaSpan rows = gr_area_span(y, raster->height, cell_height);
        for (int x = 0; x < raster->width; x++) {
            GrAreaSpan columns = gr_area_span(x, raster->width, cell_width);
            float sum = 0.0f;
            for (int sy = rows.first; sy <= rows.last; sy++) {
                int row = sy - top;
                for (int sx = columns.first; sx <= columns.last; sx++) {
                    int column = sx - left;
                    if (row < 0 || row >= (int)bitmap->rows || column < 0 ||
                        column >= (int)bitmap->width) {
                        continue;
                    }
                    const uint8_t *line = bitmap->buffer + row * bitmap->pitch;
                    bool mono = bitmap->pixel_mode == FT_PIXEL_MODE_MONO;
                    float value = mono ? (float)((line[column / 8] >> (7 - column % 8)) & 1)
                                       : (float)line[column] / 255.0f;
                    sum += value * gr_area_weight(&rows, sy) * gr_area_weight(&columns, sx);
                }
            }
            out[y * raster->stride + x] = (uint8_t)(gr_unitf(sum) * 255.0f + 0.5f);
        }
    }
    return 0;
}

/* The ranges that occur, each with what its glyphs span together. */
static void make_groups(const uint32_t *code_points, const GrServer *servers, const Extent *extents,
                        int count, Group *groups, int *group_of)
{
    int group_count = 0;
    for (int i = 0; i < count; i++) {
        if (servers[i].kind != GR_SERVER_FACE) {
            continue;
        }
        int g = 0;
        uint32_t range = code_points[i] >> 8;
        while (g < group_count && (groups[g].face != servers[i].face || groups[g].range != range)) {
            g++;
        }
        const Extent *one = &extents[i];
        if (g == group_count) {
            groups[group_count++] = (Group){.face = servers[i].face,
                                            .range = range,
                                            .all = *one,
                                            .advance_min = one->advance,
                                            .advance_max = one->advance};
        }
        Group *group = &groups[g];
        group->all.top = gr_maxf(group->all.top, one->top);
        group->all.bottom = gr_minf(group->all.bottom, one->bottom);
        group->advance_min = gr_minf(group->advance_min, one->advance);
        group->advance_max = gr_maxf(group->advance_max, one->advance);
        group_of[i] = g;
    }
}

static int draw_all(Raster *raster, const uint32_t *code_points, const GrServer *servers,
                    const Extent *extents, const Group *groups, const int *group_of, int count,
                    uint8_t *out, int glyph_stride, GrError *error)
{
    for (int i = 0; i < count; i++) {
        if (servers[i].kind != GR_SERVER_FACE) {
            continue;
        }
        int index = servers[i].face;
        uint8_t *cell = out + (long)i * glyph_stride;
        int status;
        if (FT_IS_SCALABLE(raster->chain->faces[index].face)) {
            Placing at;
            place(raster, code_points[i], &extents[i], index, &groups[group_of[i]], &at);
            status = draw_outline(raster, index, servers[i].glyph, &at, cell);
        } else {
            status = draw_strike(raster, index, servers[i].glyph, cell);
        }
        if (status != 0) {
            return gr_error_set(error, GR_E_INPUT, "font '%s' cannot draw U+%04X",
                                raster->chain->faces[index].file.path, (unsigned)code_points[i]);
        }
    }
    return 0;
}

int gr_fonts_raster(const GrFonts *fonts, const uint32_t *code_points, const GrServer *servers,
                    int count, int width, int height, uint8_t *out, int stride, int glyph_stride,
                    GrError *error)
{
    bool any = false;
    for (int i = 0; i < count; i++) {
        any = any || servers[i].kind == GR_SERVER_FACE;
    }
    if (!any || width <= 0 || height <= 0) {
        return 0;
    }
    size_t n = (size_t)count;
    Raster raster = {
        .chain = fonts->chain, .width = width, .height = height, .stride = stride, .set_face = -1};
    Extent *extents = calloc(n, sizeof *extents);
    Group *groups = calloc(n, sizeof *groups);
    int *group_of = calloc(n, sizeof *group_of);
    raster.trial = calloc((size_t)height, (size_t)stride);
    int code = 0;
    if (!extents || !groups || !group_of || !raster.trial) {
        code = gr_error_memory(error, "rasterising glyphs", n * sizeof *groups);
        goto done;
    }
    for (int i = 0; i < count; i++) {
        if (servers[i].kind == GR_SERVER_FACE) {
            FT_Face face = fonts->chain->faces[servers[i].face].face;
            if (FT_IS_SCALABLE(face)) {
                measure(face, servers[i].glyph, &extents[i]);
            }
        }
    }
    fit_main(&raster);
    make_groups(code_points, servers, extents, count, groups, group_of);
    code = draw_all(&raster, code_points, servers, extents, groups, group_of, count, out,
                    glyph_stride, error);
done:
    free(raster.trial);
    free(group_of);
    free(groups);
    free(extents);
    return code;
}
