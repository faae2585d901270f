/* SPDX-License-Identifier: MIT
 *
 * What the tests of films share: films made by ffmpeg's own sources, and looking at their pictures.
 */
#ifndef FILM_HELPER_H
#define FILM_HELPER_H

#include "media/media_helper.h"

#include "media/film.h"
#include "media/film_raster.h"
#include "media/film_reader.h"

enum { WIDTH = 96, HEIGHT = 64, PICTURES = 40 };

/* A film made by ffmpeg's own sources. */
static inline const char *make(const char *file, const char *arguments)
{
    static char path[512];
    char command[2048];
    snprintf(path, sizeof path, "%s", helper_path("%s", file));
    snprintf(command, sizeof command, "cd '%s' && ffmpeg -v error -nostdin -y %s '%s'",
             helper_path("."), arguments, path);
    if (system(command) != 0)
        fail_msg("%s", command);
    return path;
}

#define MOVES         "-f lavfi -i testsrc2=s=96x64:r=24:d=1.6667 -frames:v 40 "
#define LOSSLESS      "-c:v libx264 -qp 0 -bf 2 -g 8 -pix_fmt yuv420p "
#define PLAIN(colour) "-f lavfi -i color=" colour ":s=96x64:r=10 -frames:v 3 "

static inline GrFilm *open_film(const char *path)
{
    GrFilm *film = NULL;
    GrError error = {0};
    assert_done(gr_film_open(path, &film, &error), error);
    return film;
}

static inline GrFilmReader *open_reader(const GrFilm *film, int factor)
{
    GrFilmReader *reader = NULL;
    GrError error = {0};
    assert_done(gr_film_reader_open(film, factor, &reader, &error), error);
    return reader;
}

/* One texel of a picture, in the middle of the raster. */
typedef struct Texel {
    int r, g, b, a;
} Texel;

static inline size_t bytes_of(const GrFilm *film, int factor)
{
    int cols, rows;
    gr_film_raster_size(film, factor, &cols, &rows);
    return (size_t)cols * (size_t)rows * 4;
}

static inline uint64_t sum_of(const GrFilm *film, GrFilmReader *reader, int64_t picture)
{
    static uint8_t raster[WIDTH * HEIGHT * 4];
    GrError error = {0};
    size_t bytes = bytes_of(film, 1);
    assert_true(bytes <= sizeof raster);
    memset(raster, 0xaa, sizeof raster);
    assert_done(gr_film_reader_picture(reader, picture, raster, &error), error);
    return gr_hash_bytes(raster, bytes, 0);
}

static inline Texel texel_at(const GrFilm *film, GrFilmReader *reader, int factor, int64_t picture,
                             float u, float v)
{
    int cols, rows;
    GrError error = {0};
    uint8_t *raster = calloc(1, bytes_of(film, factor));
    gr_film_raster_size(film, factor, &cols, &rows);
    assert_done(gr_film_reader_picture(reader, picture, raster, &error), error);
    const uint8_t *at =
        raster + 4 * ((size_t)((float)rows * v) * (size_t)cols + (size_t)((float)cols * u));
    Texel texel = {at[0], at[1], at[2], at[3]};
    free(raster);
    return texel;
}

#endif
