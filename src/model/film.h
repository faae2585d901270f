/* SPDX-License-Identifier: MIT
 *
 * A film as an effect sees it: the effect says which file and where in it, the renderer shows the
 * picture that is there, made small. No film is read in here.
 */
#ifndef GR_MODEL_FILM_H
#define GR_MODEL_FILM_H

#include "base/rational.h"

#include <stdint.h>

/* What is shown before a film's start and after its end. */
typedef enum GrFilmLoop {
    GR_FILM_REPEAT, /* it begins again */
    GR_FILM_MIRROR, /* it runs backwards, then forwards again */
    GR_FILM_HOLD,   /* its first and its last picture stay */
    GR_FILM_BLACK   /* nothing */
} GrFilmLoop;

typedef struct GrFilmSource {
    const char *file; /* NULL: the one that the program draws */
    /* Of a sequence of pictures, whose files have numbers: how many of them are seen in a second
     * (0: as many as the show's own frames), and the number of the first (-1: the smallest). */
    GrRational fps;
    int32_t first;
} GrFilmSource;

typedef struct GrFilmSpec {
    GrFilmSource source;
    double at_s; /* since the film's start */
    GrFilmLoop loop;
} GrFilmSpec;

/* A picture: rows of `cols` * 4 bytes, R, G, B multiplied by alpha, and alpha. */
typedef struct GrFilmPicture {
    const uint8_t *rgba; /* NULL: nothing is shown */
    int cols, rows;
    float aspect; /* width / height as it is meant to be seen */
    /* The light, 0..1, that is black and white in what the scene shows of the film. */
    float black, white;
} GrFilmPicture;

#endif
