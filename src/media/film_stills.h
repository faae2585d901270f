/* SPDX-License-Identifier: MIT
 *
 * Decodes the pictures of a sequence (media/film_sequence.h), for media/film_reader.h only. One
 * that is broken is not shown: the one before it stays.
 */
#ifndef GR_MEDIA_FILM_STILLS_H
#define GR_MEDIA_FILM_STILLS_H

#include "media/film.h"
#include "media/film_raster.h"

typedef struct GrFilmStills GrFilmStills;

/* Film and reducer must outlive it. */
int gr_film_stills_open(const GrFilm *film, GrFilmReducer *reducer, size_t raster_bytes,
                        GrFilmStills **out, GrError *error);
void gr_film_stills_close(GrFilmStills *stills);
/* *found is the picture that is shown, -1 for none; *broken the one that should be, where its file
 * holds none, else -1, whatever was asked for before. GR_E_INPUT when a file has gone or has
 * changed. */
int gr_film_stills_picture(GrFilmStills *stills, int64_t picture, uint8_t *rgba, int64_t *found,
                           int64_t *broken, GrError *error);
/* What is wrong with that one, with its file's name. */
const char *gr_film_stills_why(const GrFilmStills *stills);

#endif
