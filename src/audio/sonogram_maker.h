/* SPDX-License-Identifier: MIT
 *
 * Makes a sonogram while the sound streams through. What is kept is the show's; what is loud is
 * judged by all that is heard, as with signals: rows hold codes in decibels until the end, when
 * they become 0 .. 255.
 */
#ifndef GR_AUDIO_SONOGRAM_MAKER_H
#define GR_AUDIO_SONOGRAM_MAKER_H

#include "model/sonogram.h"

typedef struct GrSonogramMaker GrSonogramMaker;

/* `sonogram` is created: its rate, rows and what it hears are known. */
int gr_sonogram_maker_create(GrSonogram *sonogram, int sample_rate, int channels,
                             GrSonogramMaker **out, GrError *error);
void gr_sonogram_maker_feed(GrSonogramMaker *maker, const float *interleaved, int frames);
void gr_sonogram_maker_end(GrSonogramMaker *maker);
void gr_sonogram_maker_destroy(GrSonogramMaker *maker);

/* One row's wave of `count` samples of both ears, interleaved: means of its points, or points
 * between samples where there are too few. */
void gr_sonogram_write_wave(GrSonogram *sonogram, int64_t row, const float *samples, int count);
/* The gain from how often each scale occurred. */
float gr_sonogram_gain(const uint32_t scales[256]);

#endif
