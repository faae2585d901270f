/* SPDX-License-Identifier: MIT
 *
 * Loudness by EBU R 128 while a sound streams through: ITU-R BS.1770's K weighting, gates and
 * true peaks, the range of EBU Tech 3342. Everything is a sum over tenths of a second, which are
 * all that is kept. A single channel counts as both ears, since both play it.
 */
#ifndef GR_MEDIA_LOUDNESS_METER_H
#define GR_MEDIA_LOUDNESS_METER_H

#include "base/error.h"

#include <stdint.h>

/* Where there is nothing to be measured, -HUGE_VAL (`range`: 0). */
typedef struct GrProgramme {
    double integrated;            /* LUFS */
    double range;                 /* LU */
    double momentary, short_term; /* the highest, LUFS: of 400 ms and of three seconds */
    double peak;                  /* dBTP, true */
} GrProgramme;

extern const GrProgramme gr_programme_silent;

typedef struct GrLoudnessMeter GrLoudnessMeter;

/* One or two channels. */
int gr_loudness_meter_create(int rate, int channels, GrLoudnessMeter **out, GrError *error);
int gr_loudness_meter_feed(GrLoudnessMeter *meter, const float *interleaved, int frames,
                           GrError *error);
/* After the last sample; silence follows it. */
int gr_loudness_meter_end(GrLoudnessMeter *meter, GrProgramme *programme, GrError *error);
void gr_loudness_meter_destroy(GrLoudnessMeter *meter);

#endif
