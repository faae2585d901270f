/* SPDX-License-Identifier: MIT
 *
 * Looking at a film's small picture: means over the area that a cell covers, wherever warps have
 * moved it. Beyond the picture's edges there is nothing.
 */
#ifndef GR_EFFECTS_FILM_H
#define GR_EFFECTS_FILM_H

#include "base/vmath.h"
#include "model/film.h"
#include "model/grid.h"

#include <stddef.h>

enum { GR_FIT_COVER, GR_FIT_CONTAIN, GR_FIT_STRETCH };

/* Where a picture lies on a grid. */
typedef struct GrFilmView {
    const GrFilmPicture *picture;
    float across, down;   /* texels per screen unit */
    float left, top;      /* texels of the middle of the screen */
    float half_w, half_h; /* half of a cell, in texels */
} GrFilmView;

/* R, G, B multiplied by alpha, and alpha, 0..1. */
typedef struct GrFilmTexel {
    float r, g, b, a;
} GrFilmTexel;

static inline GrFilmView gr_film_view(const GrFilmPicture *picture, const GrGrid *grid, int fit,
                                      float zoom, float x, float y)
{
    bool wider = picture->aspect > grid->aspect;
    float high = wider == (fit == GR_FIT_COVER) ? 1.0f : grid->aspect / picture->aspect;
    float wide = fit == GR_FIT_STRETCH ? grid->aspect : high * picture->aspect;
    high = fit == GR_FIT_STRETCH ? 1.0f : high;
    GrFilmView view = {.picture = picture,
                       .across = 0.5f * (float)picture->cols / (wide * zoom),
                       .down = 0.5f * (float)picture->rows / (high * zoom)};
    view.left = 0.5f * (float)picture->cols - x * view.across;
    view.top = 0.5f * (float)picture->rows - y * view.down;
    view.half_w = 0.5f * grid->cell_w * view.across;
    view.half_h = 0.5f * grid->cell_h * view.down;
    return view;
}

/* Beyond the frame, where warps look, it is mirrored, as all that is warped. */
static inline float gr_film_fold(float x, float edge)
{
    float turn = gr_fractf((x + edge) / (4.0f * edge)) * 4.0f * edge;
    float folded = (turn > 2.0f * edge ? 4.0f * edge - turn : turn) - edge;
    return gr_absf(x) > edge ? folded : x;
}

/* The mean over a cell at a place of the screen. */
static inline GrFilmTexel gr_film_sample(const GrFilmView *view, float x, float y)
{
    const GrFilmPicture *picture = view->picture;
    const float cols = (float)picture->cols, rows = (float)picture->rows;
    float u = view->left + x * view->across, v = view->top + y * view->down;
    float u0 = gr_clampf(u - view->half_w, 0.0f, cols),
          u1 = gr_clampf(u + view->half_w, 0.0f, cols);
    float v0 = gr_clampf(v - view->half_h, 0.0f, rows),
          v1 = gr_clampf(v + view->half_h, 0.0f, rows);
    GrFilmTexel sum = {0.0f, 0.0f, 0.0f, 0.0f};
    float area = 4.0f * view->half_w * view->half_h;
    int from = (int)u0, to = (int)u1 + 1, last = (int)v1 + 1;
    to = to > picture->cols ? picture->cols : to;
    last = last > picture->rows ? picture->rows : last;
    for (int row = (int)v0; row < last; row++) {
        const uint8_t *at =
            picture->rgba + 4 * ((size_t)row * (size_t)picture->cols + (size_t)from);
        float down = gr_minf(v1, (float)(row + 1)) - gr_maxf(v0, (float)row);
        for (int col = from; col < to; col++, at += 4) {
            float share = down * (gr_minf(u1, (float)(col + 1)) - gr_maxf(u0, (float)col));
            sum.r += share * (float)at[0];
            sum.g += share * (float)at[1];
            sum.b += share * (float)at[2];
            sum.a += share * (float)at[3];
        }
    }
    float scale = 1.0f / (255.0f * area);
    return (GrFilmTexel){sum.r * scale, sum.g * scale, sum.b * scale, sum.a * scale};
}

static inline float gr_film_light(GrFilmTexel texel)
{
    return 0.2126f * texel.r + 0.7152f * texel.g + 0.0722f * texel.b;
}

#endif
