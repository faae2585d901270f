/* SPDX-License-Identifier: MIT
 *
 * What effects of the family sound see of it: for every tick of the show the tones, the pitch
 * classes, the loudness of both channels and the waveform of the tick's own time. Bytes, since an
 * hour has 86,400 ticks; only what some effect of the show asks for is kept. Const once heard.
 */
#ifndef GR_MODEL_SONOGRAM_H
#define GR_MODEL_SONOGRAM_H

#include "base/error.h"
#include "base/rational.h"

enum {
    GR_TONES = 96,        /* bands, evenly in octaves */
    GR_PITCHES = 12,      /* C is 0, A is 9 */
    GR_WAVE_POINTS = 256, /* in a tick */
    GR_EARS = 2,          /* left and right */
};

#define GR_TONE_LOW_HZ  40.0f
#define GR_TONE_HIGH_HZ 16000.0f

/* What an effect asks for. */
enum {
    GR_HEARS_TONES = 1,
    GR_HEARS_PITCHES = 2,
    GR_HEARS_LEVELS = 4,
    GR_HEARS_WAVE = 8,
};

typedef struct GrSonogram {
    GrRational rate; /* ticks a second */
    int64_t rows;    /* row n covers [n/rate, (n+1)/rate) */
    unsigned hears;  /* which of these there are; the others are NULL */
    uint8_t *tones;  /* 0 silent .. 255 as loud as the track gets, in decibels */
    uint8_t *pitches;
    uint8_t *levels;     /* of both ears, in decibels; 255 is as loud as the track gets */
    int8_t *wave;        /* both ears point after point, beside the row's scale */
    uint8_t *wave_scale; /* 127 is 16 * 2^(-scale/8) of full scale */
    float wave_gain;     /* makes the track's usual peaks 1 */
} GrSonogram;

int gr_sonogram_create(GrSonogram *sonogram, GrRational rate, int64_t rows, unsigned hears,
                       GrError *error);
void gr_sonogram_finish(GrSonogram *sonogram);

typedef struct GrHash GrHash;
void gr_sonogram_hash(const GrSonogram *sonogram, GrHash *hash);

/* A place between rows, which are interpolated; before the start and without that part of the
 * sonogram (which may be NULL) it is silent, behind the end the last row stays. */
void gr_sonogram_tones(const GrSonogram *sonogram, double row, float out[GR_TONES]);
void gr_sonogram_pitches(const GrSonogram *sonogram, double row, float out[GR_PITCHES]);
void gr_sonogram_levels(const GrSonogram *sonogram, double row, float out[GR_EARS]);
/* One row's waveform, about -1..1. */
void gr_sonogram_wave(const GrSonogram *sonogram, int64_t row, float left[GR_WAVE_POINTS],
                      float right[GR_WAVE_POINTS]);

/* Where a frequency lies among the tones: 0 the lower end of the first, GR_TONES the upper end of
 * the last. */
float gr_tone_place(float hz);
float gr_tone_hz(float place);

#endif
