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

/* Fills codec, preset and crf defaults; says which encoders exist when the name is unknown. Size
 * and rate are checked when they are set (width and fps.num not 0). Opens nothing. */
int gr_encode_settings_check(GrEncodeSettings *settings, GrError *error);
/* Opens the encoder once in a child process, so that a missing device, a refused size or a wrong
 * option shows before any work. Needs size and rate; call it after gr_encode_settings_check. */
int gr_encode_settings_try(const GrEncodeSettings *settings, GrError *error);

/* A video encoder that works here, gives what our containers hold and is known to join well. Others
 * of libavcodec are taken by name. */
typedef struct GrEncoderInfo {
    const char *name, *summary; /* libavcodec's own */
    char containers[24];        /* "mp4 mov mkv webm", as far as they take it */
    bool hardware;
} GrEncoderInfo;
/* Fills up to `capacity` entries, the best known first, and returns how many there are. Hardware
 * encoders are listed only if one opens (tried in a child process). */
int gr_encode_encoders(GrEncoderInfo *list, int capacity);

/* Planar 4:2:0, 8 bits, BT.709, limited range; a chroma sample is the mean of its 2x2 pixels
 * (tagged as centred). Rows start on 64-byte boundaries and may be overwritten up to the stride,
 * which leaves at least 64 bytes behind the last pixel. */
typedef struct GrYuvPicture {
    uint8_t *plane[3];
    int stride[3];
    int width, height;
} GrYuvPicture;

typedef struct GrEncoder GrEncoder;
typedef struct GrSegmentWriter GrSegmentWriter;

int gr_encoder_create(const GrEncodeSettings *settings, GrSegmentWriter *writer, GrEncoder **out,
                      GrError *error);
/* The picture to fill for the next frame; valid until gr_encoder_send. The encoder reads these very
 * bytes; what they held before is undefined. */
int gr_encoder_picture(GrEncoder *encoder, GrYuvPicture *picture, GrError *error);
/* Encodes it as frame `index` of the segment, counted from 0 without gaps; finished packets go to
 * the writer. */
int gr_encoder_send(GrEncoder *encoder, int64_t index, GrError *error);
int gr_encoder_flush(GrEncoder *encoder, GrError *error);
void gr_encoder_destroy(GrEncoder *encoder);

#endif
