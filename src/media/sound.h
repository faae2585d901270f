/* SPDX-License-Identifier: MIT
 *
 * The sound of a finished video: pulled from a source, cut or padded to an exact length, resampled
 * if the encoder needs it, and encoded once over the whole into a file of its own, in the format of
 * a segment. The join takes its packets from there.
 */
#ifndef GR_MEDIA_SOUND_H
#define GR_MEDIA_SOUND_H

#include "base/rational.h"
#include "media/segment_file.h"

#include <libavcodec/codec_par.h>

/* Pulls interleaved floats; 0 frames at the end. Errors as anywhere. */
typedef int GrPcmRead(void *user, float *interleaved, int frames, int *got, GrError *error);

typedef struct GrPcmSource {
    GrPcmRead *read;
    void *user;
    int rate, channels;
    int64_t skip_frames; /* sound to skip before the first video frame (a render `--from`) */
} GrPcmSource;

/* Sound is encoded up to this time, in video frames. */
typedef void GrSoundProgress(void *user, int64_t frames_done);

typedef struct GrSoundJob {
    GrPcmSource source;
    const char *path;
    const char *container;
    GrSegmentHeader header; /* its frame_count, at `fps`, is the exact length of the sound */
    GrRational fps;
    GrSoundProgress *progress; /* may be NULL */
    void *user;
} GrSoundJob;

/* The file appears under its name only when it is whole and on disk. */
int gr_sound_write(const GrSoundJob *job, GrError *error);
/* What a muxer has to know of a sound that gr_sound_write wrote for a container; GR_E_ENCODE when
 * this libavcodec would encode it to another stream. */
int gr_sound_parameters(const GrStreamInfo *info, const char *container, AVCodecParameters *par,
                        GrError *error);

#endif
