/* SPDX-License-Identifier: MIT
 *
 * What the numbers of a decoded picture stand for, for the files of this room only.
 */
#ifndef GR_MEDIA_FILM_COLOUR_H
#define GR_MEDIA_FILM_COLOUR_H

#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>

/* From samples to sRGB code values of 0..255:
 * red = y_scale * (y - black) + red_cr * (cr - middle), ... */
typedef struct GrYuvMatrix {
    float y_scale, black, middle;
    float red_cr, green_cb, green_cr, blue_cb;
    float alpha_scale; /* from samples to 0..1 */
} GrYuvMatrix;

/* As the picture is tagged; without a tag the matrix goes by the size (BT.601 below 720 rows) and
 * the range is limited, but for grey. */
GrYuvMatrix gr_film_matrix(const AVFrame *frame, const AVPixFmtDescriptor *layout);
/* The same matrix as swscale calls it. */
int gr_film_sws_matrix(const AVFrame *frame);

#endif
