/* SPDX-License-Identifier: MIT */
#include "media/film_stills.h"

#include "media/film_sequence.h"
#include "media/picture_decode.h"

#include <stdlib.h>
#include <string.h>

struct GrFilmStills {
    const GrFilm *film;
    GrFilmReducer *reducer;
    AVFrame *frame;
    /* Files that were found broken, one after the other. */
    int64_t bad_from, bad_until;
    GrError why;  /* the last one is */
    int64_t kept; /* a file whose picture takes the place of others; -1: none */
    uint8_t *raster;
    size_t raster_bytes;
};

int gr_film_stills_open(const GrFilm *film, GrFilmReducer *reducer, size_t raster_bytes,
                        GrFilmStills **out, GrError *error)
{
    GrFilmStills *stills = *out = calloc(1, sizeof *stills);
    if (!stills)
        return gr_error_memory(error, "a film's pictures", sizeof *stills);
    stills->film = film;
    stills->reducer = reducer;
    stills->kept = -1;
    stills->raster_bytes = raster_bytes;
    stills->frame = av_frame_alloc();
    stills->raster = malloc(raster_bytes);
    return stills->frame && stills->raster
               ? GR_OK
               : gr_error_memory(error, "a film's pictures", raster_bytes);
}

void gr_film_stills_close(GrFilmStills *stills)
{
    if (!stills)
        return;
    av_frame_free(&stills->frame);
    free(stills->raster);
    free(stills);
}

static void note_broken(GrFilmStills *stills, int64_t packet)
{
    bool joins = packet + 1 == stills->bad_from;
    stills->bad_until = joins ? stills->bad_until : packet + 1;
    stills->bad_from = packet;
}

static int reduce(GrFilmStills *stills, const char *path, uint8_t *rgba, GrError *error)
{
    const GrFilm *film = stills->film;
    const AVFrame *frame = stills->frame;
    if (frame->width == film->width && frame->height == film->height)
        return gr_film_reduce(stills->reducer, frame, rgba, error);
    return gr_error_set(error, GR_E_INPUT, "%s: has %d x %d pixels instead of %d x %d", path,
                        frame->width, frame->height, film->width, film->height);
}

/* *broken where the file holds no picture that can be shown. */
static int draw_file(GrFilmStills *stills, int64_t packet, uint8_t *rgba, bool *broken,
                     GrError *error)
{
    char path[GR_PATH_CAPACITY];
    int code = gr_film_sequence_check(stills->film, packet, path, error);
    *broken = false;
    if (code)
        return code;
    code = gr_picture_decode(path, true, stills->frame, error);
    /* Without what libav says of it, which is not the same twice. */
    if (code == GR_E_INPUT)
        gr_error_set(error, code, "%s: cannot be read as a picture", path);
    if (!code)
        code = reduce(stills, path, rgba, error);
    av_frame_unref(stills->frame);
    *broken = code == GR_E_INPUT;
    return code;
}

/* What takes the place of others is kept small. */
static void keep(GrFilmStills *stills, int64_t packet, int64_t picture, const uint8_t *rgba)
{
    const GrFilm *film = stills->film;
    bool stays = picture + 1 < film->picture_count && film->packet[picture + 1] == packet;
    if (packet == stills->kept || (!stays && film->packets[packet].picture == picture))
        return;
    memcpy(stills->raster, rgba, stills->raster_bytes);
    stills->kept = packet;
}

int gr_film_stills_picture(GrFilmStills *stills, int64_t picture, uint8_t *rgba, int64_t *found,
                           int64_t *broken, GrError *error)
{
    const GrFilm *film = stills->film;
    const int64_t own = film->packet[picture];
    int64_t packet = own;
    *found = *broken = -1;
    for (; packet >= 0; packet--) {
        bool bad, known = packet >= stills->bad_from && packet < stills->bad_until;
        if (known && packet != own) {
            packet = stills->bad_from;
            continue;
        }
        if (packet == stills->kept) {
            memcpy(rgba, stills->raster, stills->raster_bytes);
            break;
        }
        int code = draw_file(stills, packet, rgba, &bad, error);
        if (code && !bad)
            return code;
        if (!code)
            break;
        if (packet == own) {
            *broken = film->packets[packet].picture;
            stills->why = *error;
        }
        if (known)
            packet = stills->bad_from;
        else
            note_broken(stills, packet);
    }
    if (packet < 0)
        return GR_OK;
    *found = film->packets[packet].picture;
    keep(stills, packet, picture, rgba);
    return GR_OK;
}

const char *gr_film_stills_why(const GrFilmStills *stills)
{
    return stills->why.message;
}
