/* SPDX-License-Identifier: MIT */
#include "scene/films.h"

#include <stdlib.h>
#include <string.h>

static bool same_source(const GrFilmSource *a, const GrFilmSource *b)
{
    return strcmp(a->file, b->file) == 0 && a->fps.num == b->fps.num && a->fps.den == b->fps.den &&
           a->first == b->first;
}

const GrFilm *gr_films_find(const GrFilms *films, const GrFilmSource *source)
{
    for (int i = 0; i < films->count; i++)
        if (same_source(&films->sources[i], source))
            return films->list[i];
    return NULL;
}

const char *gr_films_name_of(const GrFilms *films, const char *path)
{
    for (int i = 0; i < films->count; i++)
        if (gr_film_is_made_of(films->list[i], path))
            return films->sources[i].file;
    return NULL;
}

/* Room for one more. */
static int grow(GrFilms *films, GrError *error)
{
    size_t count = (size_t)films->count + 1;
    GrFilm **list = realloc(films->list, count * sizeof *list);
    films->list = list ? list : films->list;
    GrFilmSource *sources = list ? realloc(films->sources, count * sizeof *sources) : NULL;
    films->sources = sources ? sources : films->sources;
    return sources ? GR_OK : gr_error_memory(error, "films", count * sizeof *sources);
}

int gr_films_open(GrFilms *films, const GrFilmSource *source, const GrSequenceSpec *spec,
                  const GrFilm **film, bool *first, GrError *error)
{
    GrFilm *opened;
    *film = gr_films_find(films, source);
    *first = !*film;
    if (*film)
        return GR_OK;
    int code = grow(films, error);
    if (!code)
        code = spec ? gr_film_open_sequence(source->file, spec, &opened, error)
                    : gr_film_open(source->file, &opened, error);
    if (code)
        return code;
    films->sources[films->count] = *source;
    films->sources[films->count].file = opened->path;
    *film = films->list[films->count++] = opened;
    return GR_OK;
}

void gr_films_finish(GrFilms *films)
{
    for (int i = 0; i < films->count; i++)
        gr_film_close(films->list[i]);
    free(films->list);
    free(films->sources);
    *films = (GrFilms){0};
}
