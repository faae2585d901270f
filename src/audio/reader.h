/* SPDX-License-Identifier: MIT
 *
 * Reads a show's sound at full quality, from where the show begins in it: libsndfile for what it
 * knows, libav for everything else (mp3, m4a, the sound of a video), or the built-in synth.
 * Streams: memory does not grow with the length. One or two channels come out, whatever went in;
 * samples are finite and within -16..16.
 */
#ifndef GR_AUDIO_READER_H
#define GR_AUDIO_READER_H

#include "base/error.h"
#include "model/sound.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct GrSoundReader GrSoundReader;

/* GR_E_INPUT, naming the file, when it is missing or holds no sound that can be decoded. */
int gr_sound_reader_open(const GrSoundSpec *sound, GrSoundReader **out, GrError *error);
int gr_sound_reader_rate(const GrSoundReader *reader);
int gr_sound_reader_channels(const GrSoundReader *reader);
/* The frame of a sound at a time, to the nearest; before it for negative times. */
int64_t gr_sound_start_frame(int64_t start_ns, int rate);
/* How many sample frames the file says are left from there, or -1; only reading to the end tells
 * for certain. */
int64_t gr_sound_reader_length(const GrSoundReader *reader);
/* Interleaved floats; *got is 0 at the end. A damaged tail is a warning in the log, not an error,
 * as long as something was read. */
int gr_sound_reader_read(GrSoundReader *reader, float *interleaved, int frames, int *got,
                         GrError *error);
/* Something was wrong with what was read so far, and was told. */
bool gr_sound_reader_complained(const GrSoundReader *reader);
void gr_sound_reader_close(GrSoundReader *reader);

#endif
