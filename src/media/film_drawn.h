/* SPDX-License-Identifier: MIT
 *
 * The film that the program draws where a show names none: a globe that turns among stars, ten
 * seconds that join their own beginning. Made of formulas, the same bits everywhere.
 */
#ifndef GR_MEDIA_FILM_DRAWN_H
#define GR_MEDIA_FILM_DRAWN_H

#include "media/film.h"

enum { GR_FILM_DRAWN_COLS = 256, GR_FILM_DRAWN_ROWS = 144 };

int gr_film_drawn_describe(GrFilm *film, GrError *error);
/* Rows of GR_FILM_DRAWN_COLS * 4 bytes, opaque. */
void gr_film_drawn_picture(int64_t picture, uint8_t *rgba);

#endif
