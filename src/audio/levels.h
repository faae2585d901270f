/* SPDX-License-Identifier: MIT
 *
 * Level and peak of every frame, exactly from the samples of its span, gathered while the sound
 * streams through. Sample k belongs to frame n when gr_frame_first_sample(n) <= k.
 */
#ifndef GR_AUDIO_LEVELS_H
#define GR_AUDIO_LEVELS_H

#include "base/error.h"
#include "base/rational.h"

typedef struct GrLevels {
    GrRational rate;
    int sample_rate, channels;
    int64_t count;        /* frames of the show; what is heard beyond is not kept */
    float *energy, *peak; /* mean square and highest magnitude, over all channels */
    int64_t frame, samples, frame_samples, frame_end;
    double frame_energy;
} GrLevels;

int gr_levels_init(GrLevels *levels, GrRational rate, int64_t count, int sample_rate, int channels,
                   GrError *error);
void gr_levels_feed(GrLevels *levels, const float *interleaved, int frames);
void gr_levels_end(GrLevels *levels);
void gr_levels_finish(GrLevels *levels);

#endif
