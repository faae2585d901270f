/* SPDX-License-Identifier: MIT
 *
 * What gr_sound_reader stands on: one decoder per library, giving interleaved floats with as many
 * channels as the file has. Only the reader uses these.
 */
#ifndef GR_AUDIO_DECODER_H
#define GR_AUDIO_DECODER_H

#include "base/error.h"
#include "model/sound.h"

#include <stdint.h>

typedef struct GrDecoder {
    void *state;
    int rate, channels;
    int64_t length; /* sample frames that the file promises, -1 if it does not say */
    int (*read)(void *state, float *interleaved, int frames, int *got, GrError *error);
    /* What is wrong with the file, known once it was read to its end; NULL when nothing is. */
    const char *(*damage)(void *state);
    void (*close)(void *state);
} GrDecoder;

enum { GR_DECODER_MAX_CHANNELS = 64 };

/* libsndfile. GR_E_INPUT when it does not know the file; the caller then asks libav. */
int gr_decoder_open_sndfile(const char *path, GrDecoder *decoder, GrError *error);
/* True when the file's first bytes are those of a format that libsndfile reads well. */
int gr_decoder_sndfile_knows(const char *path);
int gr_decoder_open_libav(const char *path, GrDecoder *decoder, GrError *error);
int gr_decoder_open_synth(const GrSynthSpec *spec, GrDecoder *decoder, GrError *error);

#endif
