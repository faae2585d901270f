/* SPDX-License-Identifier: MIT
 *
 * Pictures that are drawn: SVG. What one says lies elsewhere is never fetched.
 */
#ifndef GR_MEDIA_PICTURE_SVG_H
#define GR_MEDIA_PICTURE_SVG_H

#include "media/picture.h"

/* Whether a file begins as an SVG does. */
bool gr_svg_is(const char *path);
/* What the view says, or without one all of it at its own shape; without a path the program's own.
 */
int gr_svg_draw(const char *path, const GrPictureView *view, GrPicture *picture, GrError *error);

#endif
