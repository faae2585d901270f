/* SPDX-License-Identifier: MIT
 *
 * A film's file as libavformat opens it, for the files of this room only.
 */
#ifndef GR_MEDIA_FILM_OPEN_H
#define GR_MEDIA_FILM_OPEN_H

#include "base/error.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

typedef struct GrFilmDemux {
    AVFormatContext *format;
    const AVCodec *codec;
    int stream;
} GrFilmDemux;

/* Nothing is fetched from elsewhere, no threads are started. */
int gr_film_demux_open(GrFilmDemux *demux, const char *path, GrError *error);
void gr_film_demux_close(GrFilmDemux *demux);

#endif
