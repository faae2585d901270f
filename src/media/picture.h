/* SPDX-License-Identifier: MIT
 *
 * Reads one picture from a file: PNG, JPEG, WebP or whatever else libavcodec decodes, its first
 * frame. Before the fork only; no threads.
 */
#ifndef GR_MEDIA_PICTURE_H
#define GR_MEDIA_PICTURE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct GrPicture {
    int width, height;
    bool has_alpha;
    uint8_t *rgba; /* rows of width * 4 bytes, sRGB, alpha apart; 255 where the file has none */
} GrPicture;

/* GR_E_INPUT when it cannot be read or is no picture. */
int gr_picture_read(const char *path, GrPicture *picture, GrError *error);
void gr_picture_finish(GrPicture *picture);

#endif
