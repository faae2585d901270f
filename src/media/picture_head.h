/* SPDX-License-Identifier: MIT
 *
 * What the bytes of a picture's file say without being decoded: PNG, JPEG and WebP, and what EXIF
 * in them says of how the camera was held.
 */
#ifndef GR_MEDIA_PICTURE_HEAD_H
#define GR_MEDIA_PICTURE_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct GrPictureHead {
    int width, height; /* as they are stored; 0: another kind of file */
    int orientation;   /* EXIF's, 1 to 8; 1 where the file does not say */
    const char *flaw;  /* "is cut short"; NULL: none that is seen from outside */
} GrPictureHead;

/* Of all bytes of a file. */
GrPictureHead gr_picture_head(const uint8_t *data, size_t bytes);
/* By its first bytes. */
bool gr_picture_is_animated_webp(const uint8_t *data, size_t bytes);

#endif
