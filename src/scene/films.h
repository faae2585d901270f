/* SPDX-License-Identifier: MIT
 *
 * The films of a show: each is gone through once, however many fields show it.
 */
#ifndef GR_SCENE_FILMS_H
#define GR_SCENE_FILMS_H

#include "media/film.h"

typedef struct GrFilms {
    GrFilm **list;
    GrFilmSource *sources; /* that the fields name */
    int count;
} GrFilms;

/* Opens a film unless it is there already; *first says which. `spec`: it is a sequence. */
int gr_films_open(GrFilms *films, const GrFilmSource *source, const GrSequenceSpec *spec,
                  const GrFilm **film, bool *first, GrError *error);
/* One that was opened; NULL: none was. */
const GrFilm *gr_films_find(const GrFilms *films, const GrFilmSource *source);
/* The file by which the show names a film that a path is, or would be, a file of; or NULL. */
const char *gr_films_name_of(const GrFilms *films, const char *path);
void gr_films_finish(GrFilms *films);

#endif
