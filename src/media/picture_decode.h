/* SPDX-License-Identifier: MIT
 *
 * The first picture of a file as libavcodec decodes it, for the files of this room only. No
 * threads.
 */
#ifndef GR_MEDIA_PICTURE_DECODE_H
#define GR_MEDIA_PICTURE_DECODE_H

#include "base/error.h"
#include "media/turn.h"

#include <libavutil/frame.h>
#include <stdbool.h>

enum { GR_PICTURE_SIDE_MAX = 16384, GR_PICTURE_PIXELS_MAX = 1 << 26 };

/* `strict`: what is damaged is an error, where a part of it might be seen. GR_E_INPUT with the
 * file's name when it cannot be read, is no picture or is too large. */
int gr_picture_decode(const char *path, bool strict, AVFrame *frame, GrError *error);
/* How a picture is turned that was decoded from a file. */
GrTurn gr_picture_turn(const char *path, const AVFrame *frame);

#endif
