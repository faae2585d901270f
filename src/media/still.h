/* SPDX-License-Identifier: MIT
 *
 * Writes one canvas as a picture by the file's ending, sRGB: PNG and WebP without loss, JPEG at
 * high quality with full chroma. Atomic: written to PATH.part and renamed.
 */
#ifndef GR_MEDIA_STILL_H
#define GR_MEDIA_STILL_H

#include "model/canvas.h"

int gr_still_write(const char *path, const GrCanvas *canvas, GrError *error);
/* GR_E_USAGE with the known endings when there is no such format. */
int gr_still_check(const char *path, GrError *error);

#endif
