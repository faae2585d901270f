/* SPDX-License-Identifier: MIT
 *
 * The sample of key frames by which a joined file is verified: the first frames of some segments,
 * spread over the show and bounded in number, decoded and compared with what the segments recorded.
 * Used by the verification alone.
 */
#ifndef GR_MEDIA_JOIN_SAMPLES_H
#define GR_MEDIA_JOIN_SAMPLES_H

#include "media/join.h"

#include <libavcodec/avcodec.h>

enum { GR_JOIN_SAMPLES = 12 };

typedef struct GrJoinSample {
    int64_t frame; /* of the joined file */
    int segment;
    double mean_luma;
    AVPacket *packet; /* NULL: not seen yet */
    GrError error;
} GrJoinSample;

typedef struct GrJoinSamples {
    const GrJoinJob *job;
    GrJoinSample list[GR_JOIN_SAMPLES];
    int count;
} GrJoinSamples;

/* Chooses them; zeroed before. */
int gr_join_samples_load(GrJoinSamples *samples, const GrJoinJob *job, GrError *error);
/* Keeps a key frame's packet if it is one of them. */
int gr_join_samples_offer(GrJoinSamples *samples, int64_t frame, const AVPacket *packet,
                          GrError *error);
/* Decodes what was kept, each by a decoder of its own, on as many cores as there are. No thread is
 * left when it returns. GR_E_VERIFY for the first that is not as it was drawn. */
int gr_join_samples_check(GrJoinSamples *samples, const AVCodecParameters *par, GrError *error);
void gr_join_samples_finish(GrJoinSamples *samples);

#endif
