/* SPDX-License-Identifier: MIT
 *
 * What a show does to the sound of its video: fades, a gain that brings it to a loudness (EBU R 128
 * over the whole show), and a limiter for its true peaks. A filter around a source of samples; it
 * reads a few milliseconds ahead and is no later for it. Everything follows from the place in the
 * sound, so that a part of a show sounds as it does in the whole.
 */
#ifndef GR_MEDIA_SOUNDTRACK_H
#define GR_MEDIA_SOUNDTRACK_H

#include "media/sound.h"
#include "model/sound.h"

typedef struct GrSoundtrackFilter GrSoundtrackFilter;

/* True when the filter would change something. */
bool gr_soundtrack_acts(const GrSoundtrack *track);
/* Opens a filter with a gain in decibels. `source` is at its start, is read by the filter and
 * outlives it; its `skip_frames` is not the filter's business. `length` of the show in frames of
 * the source: fades end there. */
int gr_soundtrack_open(const GrSoundtrack *track, double gain_db, const GrPcmSource *source,
                       int64_t length, GrSoundtrackFilter **out, GrError *error);
/* A GrPcmRead; its user is the filter. */
int gr_soundtrack_read(void *filter, float *interleaved, int frames, int *got, GrError *error);
void gr_soundtrack_close(GrSoundtrackFilter *filter);

/* Reads a source (a filter, too) to its end or for `length` frames. Silence is -infinite. */
typedef struct GrLoudness {
    double integrated; /* LUFS */
    double peak;       /* dBTP, true */
} GrLoudness;
int gr_loudness_measure(const GrPcmSource *source, int64_t length, GrLoudness *loudness,
                        GrError *error);

/* Opens the sound anew from its start. */
typedef int GrPcmOpen(void *user, GrPcmSource *source, GrError *error);
typedef void GrPcmClose(void *user, GrPcmSource *source);

/* The gain that a track needs, by reading the sound: once, and with a limiter some times more,
 * since limiting takes loudness away. */
int gr_soundtrack_gain(const GrSoundtrack *track, GrPcmOpen *open, GrPcmClose *close, void *user,
                       double length_s, double *gain_db, GrError *error);

#endif
