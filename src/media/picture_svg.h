/* SPDX-License-Identifier: MIT
 *
 * Pictures that are drawn: SVG. What one says lies elsewhere is never fetched.
 */
#ifndef GR_MEDIA_PICTURE_SVG_H
#define GR_MEDIA_PICTURE_SVG_H

#include "media/picture.h"

/* Whether a file begins as an SVG does. */
bool gr_svg_is(const char *path);
/* At `width` x `height`, or where these are 0 at its own shape; without a path the program's own.
 */
int gr_svg_draw(const char *path, int width, int height, GrPicture *picture, GrError *error);

#endif
