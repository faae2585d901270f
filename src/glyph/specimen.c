/* SPDX-License-Identifier: MIT */
#include "glyph/specimen.h"

/* Where the next cell goes. */
typedef struct Pen {
    GrCanvas *canvas;
    const GrAtlas *atlas;
    int columns, column, y;
} Pen;

static void draw_cell(const Pen *pen, int glyph, int shade)
{
    const GrAtlas *atlas = pen->atlas;
    const uint8_t *pixels = gr_atlas_rows(atlas, 0, 0, glyph);
    int x = pen->column * atlas->widths[0];
    for (int row = 0; row < atlas->heights[0] && pen->y + row < pen->canvas->height; row++) {
        for (int plane = 0; plane < 3; plane++) {
            GrPixel *out = gr_canvas_row(pen->canvas, plane, pen->y + row) + x;
            const uint8_t *own =
                atlas->colour_of[glyph] ? gr_atlas_colours(atlas, 0, 0, plane, glyph) : NULL;
            for (int column = 0; column < atlas->widths[0]; column++) {
                int place = row * atlas->stride + column;
                int colour = own ? (own[place] * shade + 127) / 255 : shade;
                out[column] = (GrPixel)((pixels[place] * colour + 127) / 255);
            }
        }
    }
}

static void next_row(Pen *pen)
{
    pen->column = 0;
    pen->y += pen->atlas->heights[0];
}

/* Both halves of a wide glyph in one row. */
static void draw_glyph(Pen *pen, int glyph, int shade)
{
    int columns = pen->atlas->columns[glyph] == 2 ? 2 : 1;
    if (pen->column + columns > pen->columns && pen->column > 0) {
        next_row(pen);
    }
    for (int half = 0; half < columns && pen->column < pen->columns; half++) {
        draw_cell(pen, glyph + half, shade);
        pen->column++;
    }
}

static void draw_ramp(Pen *pen, const GrRamp *ramp)
{
    while (pen->column < pen->columns) {
        int level = 255;
        if (pen->columns > 1) {
            level = pen->column * (GR_RAMP_LEVELS - 1) / (pen->columns - 1);
        }
        int glyph = ramp->glyph_of[level];
        bool fits = pen->atlas->columns[glyph] != 2 || pen->column + 1 < pen->columns;
        draw_glyph(pen, fits ? glyph : 0, ramp->shade_of[level]);
    }
    next_row(pen);
}

int gr_specimen_draw(GrCanvas *canvas, int top, const GrFonts *fonts, const GrAtlasStyle *style,
                     const GrPalette *palette, GrRampOrder order, int cell_width, int cell_height,
                     int *bottom, GrError *error)
{
    GrAtlas atlas = {0};
    GrRamp ramp;
    GrGrid grid = {0};
    Pen pen = {canvas, &atlas, canvas->width / cell_width, 0, top};
    if (pen.columns < 1) {
        return gr_error_set(error, GR_E_USAGE, "a specimen %d pixels wide has no room for a cell",
                            canvas->width);
    }
    int code = gr_grid_create_cells(&grid, 1, 1, cell_width, cell_height, error);
    if (code == 0) {
        code = gr_atlas_create(&atlas, fonts, &grid, style, &palette, NULL, 1, error);
    }
    if (code == 0) {
        code = gr_ramp_create(&ramp, &atlas, palette, order, error);
    }
    if (code == 0) {
        draw_ramp(&pen, &ramp);
        draw_ramp(&pen, &ramp);
        for (int i = 1; i < ramp.count; i++) {
            draw_glyph(&pen, ramp.glyphs[i], 255);
        }
        *bottom = pen.y + cell_height;
    }
    gr_atlas_finish(&atlas);
    gr_grid_finish(&grid);
    return code;
}
