/* SPDX-License-Identifier: MIT
 *
 * Decodes a film's pictures, any of them at any time: forward where that is near, from the key
 * picture before it otherwise, with the same bits either way. One per process and place in the
 * film; no threads. What is damaged is not shown: the last good picture stays, up to the next key
 * picture.
 */
#ifndef GR_MEDIA_FILM_READER_H
#define GR_MEDIA_FILM_READER_H

#include "media/film.h"

#include <stddef.h>

typedef struct GrFilmReader GrFilmReader;

/* Pictures are made small by `factor` (media/film_raster.h). The film must outlive it. */
int gr_film_reader_open(const GrFilm *film, int factor, GrFilmReader **out, GrError *error);
void gr_film_reader_close(GrFilmReader *reader);
/* Makes a picture: gr_film_raster_size() gives its size. What cannot be decoded is not an error:
 * the last good picture before it takes its place, or black where there is none. */
int gr_film_reader_picture(GrFilmReader *reader, int64_t picture, uint8_t *rgba, GrError *error);
/* Which picture was made last: the one asked for, or an earlier one in its place; -1: none. */
int64_t gr_film_reader_found(const GrFilmReader *reader);
/* From now on pictures are nearly those asked for: those on which no other lies are left out, and
 * the edges of blocks are not smoothed. */
void gr_film_reader_hurry(GrFilmReader *reader);
/* The first picture that could not be decoded since the reader was opened, of a sequence the last
 * one; -1: all could. */
int64_t gr_film_reader_damage(const GrFilmReader *reader);
/* What is wrong with it: "clip.mp4: is damaged at 2.50 s: the last good picture stays". */
void gr_film_reader_damage_words(const GrFilmReader *reader, char *text, size_t capacity);

#endif
