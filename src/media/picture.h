/* SPDX-License-Identifier: MIT
 *
 * Reads one picture from a file: PNG, JPEG, WebP or whatever else libavcodec decodes, its first
 * frame, turned upright, in the colours that its profile means, and as much of it as a damaged file
 * has, with a complaint; and SVG, packed or not, by librsvg. Before the fork only; no threads.
 */
#ifndef GR_MEDIA_PICTURE_H
#define GR_MEDIA_PICTURE_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct GrPicture {
    int width, height;
    float aspect; /* width / height */
    bool has_alpha;
    bool drawn;    /* an SVG: gr_picture_redraw makes it as sharp as it is shown */
    uint8_t *rgba; /* rows of width * 4 bytes, sRGB, alpha apart; 255 where the file has none */
    /* What is wrong with the file although it is shown: "is damaged: ..."; "" where nothing is. */
    char complaint[128];
} GrPicture;

/* The longer side of an SVG that nobody asked to be drawn at a size. */
enum { GR_PICTURE_DRAWN_PX = 1024 };

/* Of an SVG that is `across` x `down` pixels large, `width` x `height` from x, y on. */
typedef struct GrPictureView {
    double across, down, x, y;
    int width, height;
} GrPictureView;

/* Without a path it is the picture that the program brings, an eye. GR_E_INPUT when it cannot be
 * read, is no picture or is too large. */
int gr_picture_read(const char *path, GrPicture *picture, GrError *error);
/* Draws an SVG again, at another size, or a part of it. */
int gr_picture_redraw(const char *path, const GrPictureView *view, GrPicture *picture,
                      GrError *error);
void gr_picture_finish(GrPicture *picture);

#endif
