/* SPDX-License-Identifier: MIT */
#include "glyph/raster_parts.h"

#include "base/vmath.h"

#include FT_COLOR_H

/* How much higher or wider than its own shape the main face may be drawn to fill the cell. */
static const float stretch_limit = 1.08f;
/* A letter may be narrowed to this share of its width before it shrinks as a whole; a symbol,
 * whose circles should stay circles, hardly. */
static const float letter_narrowing = 0.62f;
static const float symbol_narrowing = 0.87f;
/* Ink that sticks out by less than this many pixels is cut instead of scaled. */
static const float overhang = 0.3f;

static bool measure_outline(FT_Face face, unsigned glyph, GrExtent *extent)
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

static void unite(GrExtent *all, const GrExtent *one)
{
    all->left = gr_minf(all->left, one->left);
    all->right = gr_maxf(all->right, one->right);
    all->bottom = gr_minf(all->bottom, one->bottom);
    all->top = gr_maxf(all->top, one->top);
}

bool gr_raster_measure(FT_Face face, unsigned glyph, GrExtent *extent)
{
    if (!measure_outline(face, glyph, extent)) {
        return false;
    }
    FT_LayerIterator iterator = {0};
    FT_UInt layer, colour;
    while (FT_HAS_COLOR(face) &&
           FT_Get_Color_Glyph_Layer(face, glyph, &layer, &colour, &iterator)) {
        GrExtent one;
        if (!measure_outline(face, layer, &one)) {
            return false;
        }
        unite(extent, &one);
    }
    return true;
}

/* What the printable ASCII of a face spans; false when it has hardly any. */
static bool measure_ascii(FT_Face face, GrExtent *all, float *cap_height)
{
    int found = 0;
    *all = (GrExtent){0};
    *cap_height = 0.7f;
    for (uint32_t c = '!'; c <= '~'; c++) {
        unsigned glyph = FT_Get_Char_Index(face, c);
        GrExtent one;
        if (glyph == 0 || !gr_raster_measure(face, glyph, &one)) {
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

void gr_raster_fit_main(GrRaster *raster)
{
    /* Without an outline face of its own the chain is fitted as a usual terminal font would be. */
    GrExtent ascii = {.top = 0.78f, .bottom = -0.24f, .advance = 0.6f};
    float cap_height = 0.73f;
    GrMainFit *fit = &raster->fit;
    fit->face = -1;
    for (int i = 0; i < raster->chain->own_count && fit->face < 0; i++) {
        FT_Face face = raster->chain->faces[i].face;
        GrExtent own;
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
static void shrink_into_cell(const GrRaster *raster, const GrExtent *extent, bool letter,
                             GrPlacing *at)
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
static void move_into_cell(const GrRaster *raster, const GrExtent *extent, GrPlacing *at)
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

static float group_scale(const GrRaster *raster, const GrScaleGroup *group)
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

/* A picture stands in the middle, as large as the cells allow. */
static void place_picture(const GrRaster *raster, const GrExtent *extent, GrPlacing *at)
{
    float wide = gr_maxf(extent->right - extent->left, 0.01f);
    float tall = gr_maxf(extent->top - extent->bottom, 0.01f);
    at->scale_x = at->scale_y = gr_minf((float)raster->width / gr_maxf(wide, extent->advance),
                                        (float)raster->height / tall);
    at->dx = ((float)raster->width - (extent->left + extent->right) * at->scale_x) / 2.0f;
    at->dy = ((float)raster->height - (extent->bottom + extent->top) * at->scale_y) / 2.0f;
}

void gr_raster_place(const GrRaster *raster, int index, GrPlacing *at)
{
    const GrMainFit *fit = &raster->fit;
    const GrClusterServer *server = &raster->servers[index];
    const GrExtent *extent = &raster->extents[index];
    const GrScaleGroup *group = &raster->groups[raster->group_of[index]];
    int face = server->parts[0].face;
    FT_Face handle = raster->chain->faces[face].face;
    if (server->columns == 2 && gr_raster_has_layers(handle, server->parts[0].glyph)) {
        place_picture(raster, extent, at);
        return;
    }
    bool is_main = face == fit->face && server->columns == 1;
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
    shrink_into_cell(raster, extent, is_letter(server->code_point), at);
    move_into_cell(raster, extent, at);
}
