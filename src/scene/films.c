/* SPDX-License-Identifier: MIT */
#include "scene/films.h"

#include <stdlib.h>
#include <string.h>

const GrFilm *gr_films_find(const GrFilms *films, const char *path)
{
    for (int i = 0; i < films->count; i++)
        if (strcmp(films->list[i]->path, path) == 0)
            return films->list[i];
    return NULL;
}

int gr_films_open(GrFilms *films, const char *path, const GrFilm **film, bool *first,
                  GrError *error)
{
    *film = gr_films_find(films, path);
    *first = !*film;
    if (*film)
        return GR_OK;
    size_t bytes = ((size_t)films->count + 1) * sizeof(GrFilm *);
    GrFilm **list = realloc(films->list, bytes);
    if (!list)
        return gr_error_memory(error, "films", bytes);
    films->list = list;
    int code = gr_film_open(path, &list[films->count], error);
    if (code)
        return code;
    *film = list[films->count++];
    return GR_OK;
}

void gr_films_finish(GrFilms *films)
{
    for (int i = 0; i < films->count; i++)
        gr_film_close(films->list[i]);
    free(films->list);
    *films = (GrFilms){0};
}
