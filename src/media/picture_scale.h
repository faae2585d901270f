/* SPDX-License-Identifier: MIT
 *
 * A picture at another size, before the fork. Every pixel is a mean of what lies below it, by the
 * cubic of Catmull and Rom, as wide as needed; colours count as much as they are covered, so that
 * edges get no fringes.
 */
#ifndef GR_MEDIA_PICTURE_SCALE_H
#define GR_MEDIA_PICTURE_SCALE_H

#include "media/picture.h"

/* A part of a picture, in its pixels. */
typedef struct GrPicturePart {
    double x0, y0, x1, y1;
} GrPicturePart;

/* Makes `seen` of what `part` of a picture is by itself: nothing beyond that counts. */
int gr_picture_scale(const GrPicture *from, const GrPicturePart *part, const GrPicturePart *seen,
                     int width, int height, GrPicture *out, GrError *error);

#endif
