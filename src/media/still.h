/* SPDX-License-Identifier: MIT
 *
 * Writes one canvas as a picture: PNG, JPEG or WebP by the file's ending, sRGB.
 */
#ifndef GR_MEDIA_STILL_H
#define GR_MEDIA_STILL_H

#include "model/canvas.h"

int gr_still_write(const char *path, const GrCanvas *canvas, GrError *error);
/* GR_E_USAGE with the known endings when there is no such format. */
int gr_still_check(const char *path, GrError *error);

#endif
