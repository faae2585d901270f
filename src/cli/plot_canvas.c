/* SPDX-License-Identifier: MIT */
#include "cli/plot_canvas.h"

#include "glyph/font.h"

#include <math.h>
#include <string.h>

int gr_plot_canvas_init(GrPlotCanvas *plot, int width, int height, GrPlotInk ground, GrError *error)
{
    static const char *const chains[] = {"Inter", "DejaVu Sans", "terminal"};
    memset(plot, 0, sizeof *plot);
    plot->error = error;
    plot->unit = height / 1080.0 < width / 1100.0 ? height / 1080.0 : width / 1100.0;
    int code = gr_canvas_create(&plot->canvas, width, height, error);
    if (!code)
        code = gr_text_set_create(&plot->texts, error);
    for (size_t i = 0; i < sizeof chains / sizeof *chains && !code && !plot->fonts; i++)
        if (gr_fonts_open(&chains[i], 1, &plot->fonts, error))
            plot->fonts = NULL;
    if (!code && !plot->fonts)
        code = error->code;
    if (!code)
        gr_plot_fill(plot, (GrPlotBox){0, 0, width, height}, ground, 1);
    return code;
}

void gr_plot_canvas_finish(GrPlotCanvas *plot)
{
    gr_text_set_destroy(plot->texts);
    gr_fonts_close(plot->fonts);
    gr_canvas_finish(&plot->canvas);
}

GrPlotInk gr_plot_mix(GrPlotInk a, GrPlotInk b, double part)
{
    return (GrPlotInk){(uint8_t)(a.r + (b.r - a.r) * part + 0.5),
                       (uint8_t)(a.g + (b.g - a.g) * part + 0.5),
                       (uint8_t)(a.b + (b.b - a.b) * part + 0.5)};
}

void gr_plot_dot(GrPlotCanvas *plot, int x, int y, GrPlotInk ink, double cover)
{
    const uint8_t values[3] = {ink.r, ink.g, ink.b};
    const GrCanvas *canvas = &plot->canvas;
    if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height || !(cover > 0))
        return;
    int weight = (int)((cover < 1 ? cover : 1) * 256 + 0.5);
    for (int plane = 0; plane < 3; plane++) {
        GrPixel *at = gr_canvas_row(canvas, plane, y) + x;
        *at = (GrPixel)((*at * (256 - weight) + values[plane] * weight + 128) >> 8);
    }
}

void gr_plot_fill(GrPlotCanvas *plot, GrPlotBox box, GrPlotInk ink, double cover)
{
    for (int y = box.y; y < box.y + box.height; y++)
        for (int x = box.x; x < box.x + box.width; x++)
            gr_plot_dot(plot, x, y, ink, cover);
}

/* How much of the pixel [at, at + 1) lies between two places. */
static double overlap(int at, double from, double to)
{
    double low = from > at ? from : at, high = to < at + 1 ? to : at + 1;
    return high > low ? high - low : 0;
}

void gr_plot_column(GrPlotCanvas *plot, int x, double top, double bottom, GrPlotInk ink,
                    double cover)
{
    for (int y = (int)floor(top); y < (int)ceil(bottom); y++)
        gr_plot_dot(plot, x, y, ink, cover * overlap(y, top, bottom));
}

void gr_plot_vertical(GrPlotCanvas *plot, double x, double width, int top, int height,
                      GrPlotInk ink, double cover)
{
    double from = x - width / 2, to = x + width / 2;
    for (int column = (int)floor(from); column < (int)ceil(to); column++)
        for (int y = top; y < top + height; y++)
            gr_plot_dot(plot, column, y, ink, cover * overlap(column, from, to));
}

void gr_plot_area(GrPlotCanvas *plot, GrPlotBox box, const float *values, GrPlotInk ink)
{
    double bottom = box.y + box.height, line = 1.3 * plot->unit, before = bottom;
    line = line > 1 ? line : 1;
    for (int i = 0; i < box.width; i++) {
        double top = bottom - (double)values[i] * (box.height - line) - line;
        gr_plot_column(plot, box.x + i, top, bottom, ink, 0.28);
        /* Steep parts of the line reach to where it was, so that it has no gaps. */
        double from = i && before < top ? before : top, to = i && before > top ? before : top;
        gr_plot_column(plot, box.x + i, from, to + line, ink, 0.95);
        before = top;
    }
}

static void put_mark(GrPlotCanvas *plot, const GrMark *mark, int x, int y, GrPlotInk ink)
{
    const GrInk *picture = gr_text_ink(plot->texts, GR_INK_FILL, mark->ink);
    for (int row = 0; picture && row < picture->height; row++)
        for (int column = 0; column < picture->width; column++) {
            ptrdiff_t at = (ptrdiff_t)row * picture->stride + column;
            if (picture->rgb[0])
                ink = (GrPlotInk){picture->rgb[0][at], picture->rgb[1][at], picture->rgb[2][at]};
            gr_plot_dot(plot, x + mark->x - picture->left + column,
                        y + mark->y - picture->top + row, ink, picture->cover[at] / 255.0);
        }
}

bool gr_plot_text(GrPlotCanvas *plot, double x, double y, GrPlotSide side, double size_units,
                  GrPlotInk ink, double room, const char *text)
{
    double size = size_units * plot->unit;
    const GrTextStyle style = {.size_px = (float)(size > 8 ? size : 8),
                               .leading = 1.25f,
                               .shadow_blur_px = -1.0f,
                               .colour_emoji = true};
    GrTextBlock block;
    int code =
        gr_text_set_add(plot->texts, plot->fonts, text, strlen(text), &style, &block, plot->error);
    if (code) {
        plot->code = plot->code ? plot->code : code;
        return false;
    }
    int width = block.ink_right - block.ink_left;
    if (!block.line_count || (room > 0 && width > room))
        return false;
    double left = x - block.ink_left -
                  (side == GR_PLOT_MIDDLE  ? width / 2.0
                   : side == GR_PLOT_RIGHT ? (double)width
                                           : 0);
    int top = (int)floor(y - (double)block.lines[0].baseline + 0.5);
    for (int i = 0; i < block.mark_count; i++)
        put_mark(plot, &block.marks[i], (int)floor(left + 0.5), top, ink);
    return true;
}
