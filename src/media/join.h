/* SPDX-License-Identifier: MIT
 *
 * Joins segment files and the file of the sound into one finished video without re-encoding:
 * packets are remuxed, those of pictures with regenerated timestamps, tags and faststart are set;
 * and verifies the result by opening it again.
 */
#ifndef GR_MEDIA_JOIN_H
#define GR_MEDIA_JOIN_H

#include "base/rational.h"
#include "media/container.h"
#include "media/encoder.h"
#include "media/segment_file.h"

/* 0..1 of this step; return false to stop (GR_E_INTERRUPTED). */
typedef bool GrStepProgress(void *user, double done);

typedef struct GrJoinJob {
    const char *const *segment_paths; /* in order of time */
    int segment_count;
    uint64_t plan_hash;
    GrEncodeSettings encode;
    int64_t frame_count;    /* of the whole */
    const char *sound_path; /* what gr_sound_write made for all these frames; NULL: no sound */
    const char *title, *artist, *comment; /* NULL or "": none */
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
