/* SPDX-License-Identifier: MIT
 *
 * The texts of what libavformat reads and glyph/lyrics.h does not: a subtitle track in a film
 * (Matroska, MP4), other formats of subtitle files. Called before the fork.
 */
#ifndef GR_MEDIA_SUBTITLES_H
#define GR_MEDIA_SUBTITLES_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/* Called for each text with its times and its words in ASS (\N and {\k} in them). Negative ends the
 * reading and is handed on. */
typedef int GrSubtitleSink(void *user, int64_t start_ns, int64_t end_ns, const char *text,
                           size_t length, GrError *error);

/* The first (or the file's default) track of texts. GR_E_INPUT when there is none. */
int gr_subtitles_read(const char *path, GrSubtitleSink *sink, void *user, GrError *error);

#endif
