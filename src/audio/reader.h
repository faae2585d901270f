/* SPDX-License-Identifier: MIT
 *
 * Reads a show's sound at full quality, from the start: libsndfile for what it knows, libav for
 * everything else (mp3, m4a, the sound of a video), or the built-in synth.
 */
#ifndef GR_AUDIO_READER_H
#define GR_AUDIO_READER_H

#include "base/error.h"
#include "model/sound.h"

#include <stdint.h>

typedef struct GrSoundReader GrSoundReader;

int gr_sound_reader_open(const GrSoundSpec *sound, GrSoundReader **out, GrError *error);
int gr_sound_reader_rate(const GrSoundReader *reader);
int gr_sound_reader_channels(const GrSoundReader *reader);
/* Interleaved floats; *got is 0 at the end. A damaged tail is a warning in the log, not an error,
 * as long as something was read. */
int gr_sound_reader_read(GrSoundReader *reader, float *interleaved, int frames, int *got,
                         GrError *error);
void gr_sound_reader_close(GrSoundReader *reader);

#endif
