/* SPDX-License-Identifier: MIT
 *
 * Tones and pitch classes of a moment of sound, as codes in decibels. Two windows around the same
 * place: low tones need a long one to be told apart, high ones a short one to be as quick as they
 * are. Pitch classes are taken from peaks of the long one alone, so that drums, which have none
 * that lasts, count for little.
 */
#ifndef GR_AUDIO_TONES_H
#define GR_AUDIO_TONES_H

#include "audio/fourier.h"
#include "model/sonogram.h"

/* 0.4 dB a step; a sine of full scale has about 192. */
uint8_t gr_power_code(float power);
enum { GR_CODES_10DB = 25 };

typedef struct GrToneMeter {
    GrFourier narrow, quick;   /* long and short windows */
    double edge[GR_TONES + 1]; /* in bins of `narrow` */
    double quick_edge[GR_TONES + 1];
    float quick_share[GR_TONES]; /* how much of a tone is taken from the short window */
    float tilt[GR_TONES];        /* what music has less of in the treble */
} GrToneMeter;

int gr_tone_meter_init(GrToneMeter *meter, int rate, GrError *error);
/* `narrow.size` mono samples; what is measured is their middle. */
void gr_tone_meter_measure(GrToneMeter *meter, const float *samples);
void gr_tone_meter_tones(const GrToneMeter *meter, uint8_t codes[GR_TONES]);
void gr_tone_meter_pitches(const GrToneMeter *meter, uint8_t codes[GR_PITCHES]);
void gr_tone_meter_finish(GrToneMeter *meter);

#endif
