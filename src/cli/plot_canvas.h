/* SPDX-License-Identifier: MIT
 *
 * What plots are drawn with: a canvas, inks with coverage, areas, and text set by the text engine.
 * Sizes are in units, of which a plot has 1080 in its height whatever its pixels (1100 in its width
 * if it is upright).
 */
#ifndef GR_CLI_PLOT_CANVAS_H
#define GR_CLI_PLOT_CANVAS_H

#include "glyph/text_block.h"
#include "model/canvas.h"

typedef struct GrPlotInk {
    uint8_t r, g, b;
} GrPlotInk;

typedef struct GrPlotCanvas {
    GrCanvas canvas;
    GrFonts *fonts;
    GrTextSet *texts;
    double unit; /* pixels */
    GrError *error;
    int code; /* the first text that could not be set; drawing goes on */
} GrPlotCanvas;

/* In pixels. */
typedef struct GrPlotBox {
    int x, y, width, height;
} GrPlotBox;

int gr_plot_canvas_init(GrPlotCanvas *plot, int width, int height, GrPlotInk ground,
                        GrError *error);
void gr_plot_canvas_finish(GrPlotCanvas *plot);

GrPlotInk gr_plot_mix(GrPlotInk a, GrPlotInk b, double part);
/* One pixel; `cover` 0..1. Outside the canvas nothing happens. */
void gr_plot_dot(GrPlotCanvas *plot, int x, int y, GrPlotInk ink, double cover);
void gr_plot_fill(GrPlotCanvas *plot, GrPlotBox box, GrPlotInk ink, double cover);
/* One column from `top` to `bottom`, whose ends may lie within pixels. */
void gr_plot_column(GrPlotCanvas *plot, int x, double top, double bottom, GrPlotInk ink,
                    double cover);
/* A vertical line of a width in pixels around `x`. */
void gr_plot_vertical(GrPlotCanvas *plot, double x, double width, int top, int height,
                      GrPlotInk ink, double cover);
/* The area below a curve of box.width values 0..1, and a line along its top. */
void gr_plot_area(GrPlotCanvas *plot, GrPlotBox box, const float *values, GrPlotInk ink);

typedef enum GrPlotSide { GR_PLOT_LEFT, GR_PLOT_MIDDLE, GR_PLOT_RIGHT } GrPlotSide;

/* One line whose baseline is at `y`; `side` says which part of it is at `x`. A text that is wider
 * than `room` pixels (0: any) is not drawn: false. */
bool gr_plot_text(GrPlotCanvas *plot, double x, double y, GrPlotSide side, double size_units,
                  GrPlotInk ink, double room, const char *text);

#endif
