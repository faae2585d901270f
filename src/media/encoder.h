/* SPDX-License-Identifier: MIT
 *
 * One segment's video encoder: frames in, packets into a segment file. The caller writes YUV
 * straight into the frame that the encoder will read. Deterministic: for x264 one thread,
 * cpu-independent code, closed GOPs of a fixed length, level and VBV by size, so that segments join
 * by copying packets.
 */
#ifndef GR_MEDIA_ENCODER_H
#define GR_MEDIA_ENCODER_H

#include "base/error.h"
#include "base/rational.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GR_GOP_FRAMES = 48 };

typedef struct GrEncodeSettings {
    char codec[32];  /* libavcodec encoder name; "libx264" by default */
    char preset[32]; /* "" = the encoder's own or ours: veryfast for x264 */
    double crf;      /* < 0: the default (18 for x264); ignored with a bitrate */
    int64_t bitrate; /* bits a second, 0: constant quality */
    int width, height;
    GrRational fps;
    char extra[256]; /* more key=value:key=value for the encoder; for tests (asm=...) */
} GrEncodeSettings;

/* Fills codec, preset and crf defaults; says which encoders exist when the name is unknown. */
int gr_encode_settings_check(GrEncodeSettings *settings, GrError *error);

/* Planar 4:2:0, 8 bits, BT.709, limited range. Rows may be overwritten up to the stride. */
typedef struct GrYuvPicture {
    uint8_t *plane[3];
    int stride[3];
    int width, height;
} GrYuvPicture;

typedef struct GrEncoder GrEncoder;
typedef struct GrSegmentWriter GrSegmentWriter;

int gr_encoder_create(const GrEncodeSettings *settings, GrSegmentWriter *writer, GrEncoder **out,
                      GrError *error);
/* The picture to fill for the next frame; valid until gr_encoder_send. */
int gr_encoder_picture(GrEncoder *encoder, GrYuvPicture *picture, GrError *error);
/* Encodes it as frame `index` of the segment; finished packets go to the writer. */
int gr_encoder_send(GrEncoder *encoder, int64_t index, GrError *error);
int gr_encoder_flush(GrEncoder *encoder, GrError *error);
void gr_encoder_destroy(GrEncoder *encoder);

#endif
