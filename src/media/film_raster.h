/* SPDX-License-Identifier: MIT
 *
 * A decoded picture made small: means over squares of its pixels, from luma and chroma straight to
 * the small raster, without a picture in RGB between. Arithmetic of ours alone, so that no machine
 * has other bits; swscale only reorders what is RGB, a palette or packed already. An ICC profile
 * that a picture brings is applied to the small one.
 */
#ifndef GR_MEDIA_FILM_RASTER_H
#define GR_MEDIA_FILM_RASTER_H

#include "media/film.h"

#include <libavutil/frame.h>

/* By how much a film is made smaller, 1 or even, so that at least so many rows are left if it has
 * them; and the size of the raster, turned as it is seen. */
int gr_film_factor(const GrFilm *film, int rows);
void gr_film_raster_size(const GrFilm *film, int factor, int *cols, int *rows);

typedef struct GrFilmReducer GrFilmReducer;

int gr_film_reducer_create(const GrFilm *film, int factor, GrFilmReducer **out, GrError *error);
void gr_film_reducer_destroy(GrFilmReducer *reducer);
/* Rows of cols * 4 bytes: R, G, B multiplied by alpha, and alpha. GR_E_INPUT: a kind of pixels that
 * nobody knows, or a picture of another size than the film's whose raster cannot be made. */
int gr_film_reduce(GrFilmReducer *reducer, const AVFrame *frame, uint8_t *rgba, GrError *error);
/* What the program draws (media/film_drawn.h) needs no decoder: it is made small the same way. */
int gr_film_reduce_rgba(GrFilmReducer *reducer, const uint8_t *pixels, int width, int height,
                        uint8_t *rgba, GrError *error);

#endif
