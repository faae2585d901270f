/* SPDX-License-Identifier: MIT
 *
 * What a film looks like about a moment, for plans that are made before the fork: a near picture
 * does, and what several plans look at is decoded once. Kept with the film until forgotten.
 */
#ifndef GR_MEDIA_FILM_GLANCE_H
#define GR_MEDIA_FILM_GLANCE_H

#include "media/film.h"

/* Made small by `factor`, as a reader makes it. Of large films those pictures are left out on which
 * no other lies, and the edges of blocks are not smoothed. */
int gr_film_glance_picture(const GrFilm *film, int factor, int64_t picture, uint8_t *rgba,
                           GrError *error);
void gr_film_forget_glances(const GrFilm *film);

/* For media/film.c: room for them. */
int gr_film_glances_create(GrFilm *film, GrError *error);

#endif
