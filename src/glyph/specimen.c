/* SPDX-License-Identifier: MIT */
#include "glyph/specimen.h"

static void draw_cell(GrCanvas *canvas, const GrAtlas *atlas, int x, int y, int glyph, int shade)
{
    const uint8_t *pixels = gr_atlas_rows(atlas, 0, 0, glyph);
    for (int row = 0; row < atlas->heights[0] && y + row < canvas->height; row++) {
        for (int plane = 0; plane < 3; plane++) {
            GrPixel *out = gr_canvas_row(canvas, plane, y + row) + x;
            for (int column = 0; column < atlas->widths[0]; column++) {
                out[column] = (GrPixel)((pixels[row * atlas->stride + column] * shade + 127) / 255);
            }
        }
    }
}

int gr_specimen_draw(GrCanvas *canvas, int top, const GrFonts *fonts, const GrPalette *palette,
                     bool raw, int cell_width, int cell_height, int *bottom, GrError *error)
{
    GrAtlas atlas = {0};
    GrRamp ramp;
    GrGrid grid = {0};
    int columns = canvas->width / cell_width;
    if (columns < 1) {
        return gr_error_set(error, GR_E_USAGE, "a specimen %d pixels wide has no room for a cell",
                            canvas->width);
    }
    int code = gr_grid_create_cells(&grid, 1, 1, cell_width, cell_height, error);
    if (code == 0) {
        code = gr_atlas_create(&atlas, fonts, &grid, &palette, NULL, 1, error);
    }
    if (code == 0) {
        code = gr_ramp_create(&ramp, &atlas, palette, raw, error);
    }
    if (code == 0) {
        int y = top;
        for (int row = 0; row < 2; row++, y += cell_height) {
            for (int i = 0; i < columns; i++) {
                int level = columns > 1 ? i * (GR_RAMP_LEVELS - 1) / (columns - 1) : 255;
                draw_cell(canvas, &atlas, i * cell_width, y, ramp.glyph_of[level],
                          ramp.shade_of[level]);
            }
        }
        for (int i = 1; i < ramp.count; i++) {
            int column = (i - 1) % columns;
            y += i > 1 && column == 0 ? cell_height : 0;
            draw_cell(canvas, &atlas, column * cell_width, y, ramp.glyphs[i], 255);
        }
        *bottom = y + cell_height;
    }
    gr_atlas_finish(&atlas);
    gr_grid_finish(&grid);
    return code;
}
