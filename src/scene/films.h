/* SPDX-License-Identifier: MIT
 *
 * The films of a show: each file is gone through once, however many fields show it.
 */
#ifndef GR_SCENE_FILMS_H
#define GR_SCENE_FILMS_H

#include "media/film.h"

typedef struct GrFilms {
    GrFilm **list;
    int count;
} GrFilms;

/* Opens a film unless it is there already; *first says which. */
int gr_films_open(GrFilms *films, const char *path, const GrFilm **film, bool *first,
                  GrError *error);
/* One that was opened; NULL: none was. */
const GrFilm *gr_films_find(const GrFilms *films, const char *path);
void gr_films_finish(GrFilms *films);

#endif
