/* SPDX-License-Identifier: MIT
 *
 * A sound file's own packets as the sound of a finished video: not decoded, not encoded again. They
 * are placed so that what a player plays is in time with the picture. A packet cannot be cut: those
 * that overlap the start of the show, and as many before them as its codec needs to get going, are
 * taken whole, and the container tells players to begin later in them (an edit list, a codec
 * delay); the last is marked with how much of it counts. A file that ends before the show is
 * followed by nothing.
 */
#ifndef GR_MEDIA_SOUND_COPY_H
#define GR_MEDIA_SOUND_COPY_H

#include "media/sound.h"

#include <libavformat/avformat.h>

typedef struct GrSoundCopyJob {
    const char *source; /* a file */
    int64_t start_ns;   /* where in it the show begins; negative: later */
    const char *path;
    const char *container;
    GrSegmentHeader header; /* of which frames of the show, as for gr_sound_write */
    GrRational fps;
    GrSoundProgress *progress; /* may be NULL */
    void *user;
} GrSoundCopyJob;

/* GR_E_USAGE when the container cannot hold the file's sound as it is, naming those that can. Call
 * it before any work. */
int gr_sound_copy_check(const char *source, const char *container, GrError *error);
/* The file appears under its name only when it is whole and on disk. */
int gr_sound_copy_write(const GrSoundCopyJob *job, GrError *error);
/* What a muxer has to know of it. */
int gr_sound_copy_parameters(const GrStreamInfo *info, AVCodecParameters *par, GrError *error);

/* How long after the picture of a video its sound begins, in seconds, when its first sample is at
 * `first` of the stream's own clock; 0 where that is rounding, or nonsense. */
double gr_sound_gap_s(const AVFormatContext *format, int stream, int64_t first);

#endif
