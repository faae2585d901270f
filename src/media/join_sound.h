/* SPDX-License-Identifier: MIT
 *
 * The sound of a finished video: pulled from a source, cut or padded to an exact length, resampled
 * if the encoder needs it, and encoded once over the whole. Used by the join alone.
 */
#ifndef GR_MEDIA_JOIN_SOUND_H
#define GR_MEDIA_JOIN_SOUND_H

#include "media/join.h"

#include <libavcodec/avcodec.h>

typedef struct GrSoundEncoder GrSoundEncoder;

/* Exactly `frames` video frames of a rate long. */
int gr_sound_encoder_create(const GrPcmSource *source, const char *container, int64_t frames,
                            GrRational fps, GrSoundEncoder **out, GrError *error);
const AVCodecContext *gr_sound_encoder_context(const GrSoundEncoder *encoder);
/* The next packet, in the encoder's time base; *got is false at the end. */
int gr_sound_encoder_next(GrSoundEncoder *encoder, AVPacket *packet, bool *got, GrError *error);
void gr_sound_encoder_destroy(GrSoundEncoder *encoder);

#endif
