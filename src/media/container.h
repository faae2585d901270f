/* SPDX-License-Identifier: MIT
 *
 * The containers that a video can be written to, and what fits into them.
 */
#ifndef GR_MEDIA_CONTAINER_H
#define GR_MEDIA_CONTAINER_H

#include "base/error.h"

extern const char *const gr_container_names[]; /* mp4 mov mkv webm; NULL-terminated */

/* Names the container of an output file by its ending; NULL when there is none we know. */
const char *gr_container_for(const char *path);
/* The video encoder to use when the user named none. */
const char *gr_container_codec(const char *container);
/* GR_E_USAGE, naming the containers that would do, when this one cannot hold what the encoder
 * makes. Call it before any work. */
int gr_container_check(const char *container, const char *codec, GrError *error);
/* libavformat's name of the muxer; NULL for a container we do not know. */
const char *gr_container_muxer(const char *container);
/* The sound encoder for a container; NULL when libavcodec has none for it. */
const char *gr_container_sound_codec(const char *container);

#endif
