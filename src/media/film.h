/* SPDX-License-Identifier: MIT
 *
 * What a film's file holds: its pictures in the order in which they are seen, when each begins and
 * from where it can be decoded. Made by going through the file once without decoding; const from
 * then on, so that the master may look before the fork. Decoding is media/film_reader.h.
 */
#ifndef GR_MEDIA_FILM_H
#define GR_MEDIA_FILM_H

#include "base/error.h"
#include "base/hash.h"
#include "base/rational.h"
#include "media/turn.h"
#include "model/film.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct GrFilmPacket {
    int64_t pts;     /* in the stream's time base */
    int64_t picture; /* its number in the order in which they are seen; -1: never seen */
    bool key;
} GrFilmPacket;

typedef struct GrFilmGlances GrFilmGlances;
typedef struct GrFilmSequence GrFilmSequence;

/* How a sequence of pictures is opened. */
typedef struct GrSequenceSpec {
    GrRational rate; /* pictures a second */
    int32_t first;   /* the number of its first; -1: the smallest that there is */
    bool lenient;    /* where a number is missing, or a file broken, the picture before stays */
} GrSequenceSpec;

typedef struct GrFilm {
    char *path;               /* NULL: the film that the program draws; a sequence's pattern */
    GrFilmSequence *sequence; /* media/film_sequence.h; NULL: it is none */
    int width, height;        /* as decoded, before it is turned */
    GrTurn turn;
    float aspect; /* width / height as seen: turned, with the shape of its pixels */
    int stream;
    /* In the order of decoding. */
    GrFilmPacket *packets;
    int64_t packet_count;
    int64_t first; /* the packet with which decoding can begin */
    bool untimed;  /* packets do not say when they are seen: pictures are counted from the start */
    /* By picture. */
    int64_t *start_ns;
    int64_t *packet; /* the one that makes it */
    int64_t picture_count;
    int64_t length_ns;    /* the end of the last picture */
    int64_t tolerance_ns; /* by which a time may be early: what the container's ticks round */
    int64_t promised_ns;  /* how long the file says that it is; 0: it does not */
    int64_t unfounded_ns; /* of a film that begins in the middle: what is left out before `first` */
    GrDigest digest;      /* of the file */
    char codec[32];
    GrFilmGlances *glances; /* media/film_glance.h */
} GrFilm;

/* Without a path it is the film that the program draws. GR_E_INPUT when it cannot be read, holds no
 * moving picture or is too large. */
int gr_film_open(const char *path, GrFilm **out, GrError *error);
/* A pattern (media/sequence.h) whose files are all read. GR_E_SHOW: the pattern is none. GR_E_INPUT
 * also when a number is missing, or a picture has another size than the first. */
int gr_film_open_sequence(const char *pattern, const GrSequenceSpec *spec, GrFilm **out,
                          GrError *error);
void gr_film_close(GrFilm *film);

/* The picture that is seen at a time since the start; the first before, the last after. */
int64_t gr_film_picture_at(const GrFilm *film, int64_t time_ns);
/* The picture that an effect asks for: -1 for none. */
int64_t gr_film_shown(const GrFilm *film, const GrFilmSpec *spec);
/* The packet from which on a picture can be decoded. `before`: one that lies earlier than that
 * packet; the count of packets for the nearest. -1: there is none. */
int64_t gr_film_key_for(const GrFilm *film, int64_t picture, int64_t before);
/* A picture near another one, for whoever only wants to know what the film looks like: none that
 * takes long to decode. */
int64_t gr_film_glance(const GrFilm *film, int64_t picture);
/* Whether a path is the film's file, or one of its files, or would be one if it were there. */
bool gr_film_is_made_of(const GrFilm *film, const char *path);
/* "ends after 3.2 s of 10 s", "begins in the middle" or "lacks 2 pictures", or NULL when nothing
 * seems to be missing. */
const char *gr_film_complaint(const GrFilm *film, char *text, int capacity);

#endif
