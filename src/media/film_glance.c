/* SPDX-License-Identifier: MIT */
#include "media/film_glance.h"

#include "media/film_raster.h"
#include "media/film_reader.h"

#include <stdlib.h>
#include <string.h>

enum {
    KEPT_BYTES = 24 << 20,      /* of one film: a hundred pictures of the usual raster */
    HURRIED_PIXELS = 1280 * 720 /* from which on a picture takes long to decode */
};

typedef struct Seen {
    int factor;
    int64_t picture;
    uint8_t *rgba;
} Seen;

struct GrFilmGlances {
    GrFilmReader *readers[2]; /* by whether it hurries; NULL: not needed yet */
    int factor;               /* of both */
    Seen *list;
    int count;
    size_t bytes;
};

static size_t raster_bytes(const GrFilm *film, int factor)
{
    int cols, rows;
    gr_film_raster_size(film, factor, &cols, &rows);
    return (size_t)cols * (size_t)rows * 4;
}

static bool hurries(const GrFilm *film)
{
    return (int64_t)film->width * film->height > HURRIED_PIXELS && !film->untimed;
}

static void close_readers(GrFilmGlances *glances)
{
    for (int i = 0; i < 2; i++) {
        gr_film_reader_close(glances->readers[i]);
        glances->readers[i] = NULL;
    }
}

/* By a reader that hurries or does not: which picture it found goes to *found, -1 for none. */
static int look(const GrFilm *film, bool hurried, int64_t picture, uint8_t *rgba, int64_t *found,
                GrError *error)
{
    GrFilmGlances *glances = film->glances;
    GrFilmReader **reader = &glances->readers[hurried];
    int code = *reader ? GR_OK : gr_film_reader_open(film, glances->factor, reader, error);
    if (code)
        return code;
    if (hurried)
        gr_film_reader_hurry(*reader);
    code = gr_film_reader_picture(*reader, picture, rgba, error);
    *found = gr_film_reader_found(*reader);
    return code;
}

/* Some films show nothing to whoever hurries. Nothing but the picture decides, so that it does not
 * matter what else was looked at before. */
static int decode(const GrFilm *film, int factor, int64_t picture, uint8_t *rgba, GrError *error)
{
    int64_t found = -1;
    if (film->glances->factor != factor)
        close_readers(film->glances);
    film->glances->factor = factor;
    int code = hurries(film) ? look(film, true, picture, rgba, &found, error) : GR_OK;
    return code || found >= 0 ? code : look(film, false, picture, rgba, &found, error);
}

/* What there is no room for is decoded again. */
static void keep(GrFilmGlances *glances, int factor, int64_t picture, const uint8_t *rgba,
                 size_t bytes)
{
    if (glances->bytes + bytes > KEPT_BYTES)
        return;
    Seen *more = realloc(glances->list, (size_t)(glances->count + 1) * sizeof *more);
    if (!more)
        return;
    glances->list = more;
    uint8_t *copy = malloc(bytes);
    if (!copy)
        return;
    glances->list[glances->count++] = (Seen){factor, picture, memcpy(copy, rgba, bytes)};
    glances->bytes += bytes;
}

int gr_film_glance_picture(const GrFilm *film, int factor, int64_t picture, uint8_t *rgba,
                           GrError *error)
{
    GrFilmGlances *glances = film->glances;
    size_t bytes = raster_bytes(film, factor);
    picture = gr_film_glance(film, picture);
    for (int i = 0; i < glances->count; i++) {
        const Seen *seen = &glances->list[i];
        if (seen->picture == picture && seen->factor == factor) {
            memcpy(rgba, seen->rgba, bytes);
            return GR_OK;
        }
    }
    int code = decode(film, factor, picture, rgba, error);
    if (!code)
        keep(glances, factor, picture, rgba, bytes);
    return code;
}

void gr_film_forget_glances(const GrFilm *film)
{
    GrFilmGlances *glances = film ? film->glances : NULL;
    if (!glances)
        return;
    close_readers(glances);
    for (int i = 0; i < glances->count; i++)
        free(glances->list[i].rgba);
    free(glances->list);
    *glances = (GrFilmGlances){.count = 0};
}

int gr_film_glances_create(GrFilm *film, GrError *error)
{
    film->glances = calloc(1, sizeof *film->glances);
    return film->glances ? GR_OK : gr_error_memory(error, "a film", sizeof *film->glances);
}
