/* SPDX-License-Identifier: MIT
 *
 * What each encoder needs so that segments of one plan join by copying packets and come out the
 * same everywhere: one thread, closed GOPs of a fixed length, no scene-cut key frames, headers
 * outside the packets, levels and rates that hardware players follow. Used by the encoder alone.
 */
#ifndef GR_MEDIA_ENCODE_TUNE_H
#define GR_MEDIA_ENCODE_TUNE_H

#include "media/encoder.h"

#include <libavcodec/avcodec.h>

/* What we know of an encoder by its name. */
typedef struct GrEncoderKind {
    const char *name;             /* NULL: any encoder without a row of its own */
    const char *preset;           /* default; "" when it has none */
    const char *const *presets;   /* NULL-terminated; NULL: not known here, the encoder checks */
    double crf, crf_min, crf_max; /* constant quality: default and range */
    int b_frames;
    int reorder_depth; /* at least this much, where the encoder does not say it itself */
    /* Adds the encoder's own options. */
    void (*tune)(const GrEncodeSettings *settings, AVCodecContext *context, AVDictionary **options);
} GrEncoderKind;

/* Never NULL: unknown names get the row for any encoder. */
const GrEncoderKind *gr_encoder_kind(const char *name);

/* An H.264 level and the rate that goes with it, by macroblocks per frame and per second, so that
 * portrait and landscape agree. */
typedef struct GrH264Level {
    int level;             /* 42 is 4.2 */
    int max_frame_mbs;     /* of the size class, at most what the standard allows */
    int max_side_mbs;      /* sqrt(8 * MaxFS) */
    int64_t max_mbs_per_s; /* MaxMBPS of Table A-1 */
    int max_dpb_mbs;       /* MaxDpbMbs */
    int kbit_per_s;        /* our maximum rate, within the level's own for every profile we make */
} GrH264Level;
const GrH264Level *gr_h264_level(int width, int height, GrRational fps, int64_t bitrate);

/* Opens an encoder for the settings; wrong options are GR_E_USAGE. */
int gr_encode_open(const GrEncodeSettings *settings, AVCodecContext **out, GrError *error);

#endif
