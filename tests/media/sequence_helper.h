/* SPDX-License-Identifier: MIT
 *
 * What the tests of numbered pictures share.
 */
#ifndef SEQUENCE_HELPER_H
#define SEQUENCE_HELPER_H

#include "media/film_helper.h"

#include "media/film_sequence.h"

static const GrSequenceSpec usual = {{24, 1}, -1, false}, lenient = {{24, 1}, -1, true};

static inline GrFilm *open_sequence(const char *pattern, const GrSequenceSpec *spec)
{
    GrFilm *film = NULL;
    GrError error = {0};
    assert_done(gr_film_open_sequence(pattern, spec, &film, &error), error);
    return film;
}

static inline void refused(const char *pattern, const GrSequenceSpec *spec, int code,
                           const char *words)
{
    GrFilm *film = NULL;
    GrError error = {0};
    assert_refused(code, words, gr_film_open_sequence(pattern, spec, &film, &error), error);
    assert_null(film);
}

/* Pictures of its own in a folder of its own: its pattern. */
static inline const char *pictures(const char *folder, const char *name, const char *arguments)
{
    char file[256];
    GrError error = {0};
    assert_done(gr_folder_create(helper_path("%s", folder), &error), error);
    snprintf(file, sizeof file, "%s/%s", folder, name);
    return helper_path("%s", make(file, arguments) + strlen(helper_folder) + 1);
}

static inline void copy(const char *from, const char *to)
{
    char *data;
    size_t length;
    GrError error = {0};
    assert_done(gr_file_read(from, 1 << 24, &data, &length, &error), error);
    assert_done(gr_file_write_atomic(to, data, length, &error), error);
    free(data);
}

/* Its third quarter. */
static inline void damage(const char *path)
{
    char *data;
    size_t length;
    GrError error = {0};
    assert_done(gr_file_read(path, 1 << 24, &data, &length, &error), error);
    for (size_t i = length / 2; i < length * 3 / 4; i++)
        data[i] = (char)(i * 37 + 11);
    assert_done(gr_file_write_atomic(path, data, length, &error), error);
    free(data);
}

#endif
