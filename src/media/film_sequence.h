/* SPDX-License-Identifier: MIT
 *
 * A sequence of pictures as a film: numbered files (media/sequence.h), each of them a picture from
 * which decoding can begin. A film's packets are its files.
 */
#ifndef GR_MEDIA_FILM_SEQUENCE_H
#define GR_MEDIA_FILM_SEQUENCE_H

#include "media/film.h"
#include "media/sequence.h"

/* A file as it was when the show was read. */
typedef struct GrStill {
    int32_t number;
    int64_t bytes, changed_ns;
    GrDigest digest;
} GrStill;

struct GrFilmSequence {
    GrSequenceName name;
    int32_t first;   /* smaller numbers do not count; -1: all do */
    GrStill *stills; /* by packet */
    /* Where the reader is lenient: what is not there, or broken. */
    int64_t missing;
    int32_t first_missing;
};

/* Reads all files. The first picture says how large they are and how they are turned. */
int gr_film_sequence_describe(GrFilm *film, const GrSequenceSpec *spec, GrError *error);
void gr_film_sequence_destroy(GrFilmSequence *sequence);
/* GR_E_INPUT when a file is not what it was; fills its path in any case. */
int gr_film_sequence_check(const GrFilm *film, int64_t packet, char path[GR_PATH_CAPACITY],
                           GrError *error);

#endif
