/* SPDX-License-Identifier: MIT
 *
 * Joins segment files into one finished video without re-encoding: packets are remuxed with
 * regenerated timestamps, the sound is encoded once over the whole length, tags and faststart are
 * set; and verifies the result by opening it again.
 */
#ifndef GR_MEDIA_JOIN_H
#define GR_MEDIA_JOIN_H

#include "base/rational.h"
#include "media/container.h"
#include "media/encoder.h"
#include "media/segment_file.h"

/* Pulls interleaved floats; 0 frames at the end. Errors as anywhere. */
typedef int GrPcmRead(void *user, float *interleaved, int frames, int *got, GrError *error);

typedef struct GrPcmSource {
    GrPcmRead *read; /* NULL: no sound */
    void *user;
    int rate, channels;
    int64_t skip_frames; /* sound to skip before the first video frame (a render `--from`) */
} GrPcmSource;

/* 0..1 of this step; return false to stop (GR_E_INTERRUPTED). */
typedef bool GrStepProgress(void *user, double done);

typedef struct GrJoinJob {
    const char *const *segment_paths; /* in order of time */
    int segment_count;
    uint64_t plan_hash;
    GrEncodeSettings encode;
    int64_t frame_count; /* of the whole */
    GrPcmSource sound;   /* encoded to exactly frame_count / fps, padded with silence or cut */
    const char *title, *comment;
    const char *target; /* written here (the caller renames); the container follows `container` */
    const char *container; /* "mp4", "mov", "mkv", "webm" */
    GrStepProgress *progress;
    void *user;
} GrJoinJob;

int gr_join(const GrJoinJob *job, GrError *error);
/* Every packet's timestamps, frame count, duration, streams, colour tags, and a sample of decoded
 * key frames against the brightness that the segments recorded. GR_E_VERIFY with what is wrong. */
int gr_join_verify(const GrJoinJob *job, GrError *error);

#endif
