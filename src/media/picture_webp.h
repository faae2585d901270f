/* SPDX-License-Identifier: MIT
 *
 * Animated WebP, of which libavcodec decodes no frame, though each is a still one inside. For the
 * files of this room only.
 */
#ifndef GR_MEDIA_PICTURE_WEBP_H
#define GR_MEDIA_PICTURE_WEBP_H

#include <stddef.h>
#include <stdint.h>

/* The first frame as a file of its own, with the colour profile of the whole; free() it. NULL
 * without memory, and where that frame is damaged or does not cover the whole picture. */
uint8_t *gr_webp_first_frame(const uint8_t *data, size_t bytes, size_t *length);

#endif
