/* SPDX-License-Identifier: MIT
 *
 * Which of the pulses of a music is its beat. A tempo that repeats can always be read twice as fast
 * or twice as slow; what tells is what stands between the beats and how beats differ. For a period
 * that is in question the onsets are folded onto four beats, and what is seen there (how strong
 * halves, quarters and thirds are in each range, whether kick and snare take turns, how fast it
 * would be) is weighed. Only the files that look for beats use it.
 */
#ifndef GR_AUDIO_METER_H
#define GR_AUDIO_METER_H

#include "audio/onsets.h"

enum {
    METER_HOP_ROWS = 100, /* between places where the period is known */
    METER_SIGHTS = 26,
};

/* A period that changes along the track: shares of one period, every METER_HOP_ROWS rows. */
typedef struct GrPace {
    const float *share;
    int count;
} GrPace;

float gr_pace_at(const GrPace *pace, int64_t row);

/* What is seen if a beat takes `period` rows; false where there is too little to be seen.
 * `repeats`: how well the onsets repeat after one, two and four periods. */
bool gr_meter_see(const GrOnsets *onsets, const GrPace *pace, double period, const float repeats[3],
                  float sights[METER_SIGHTS]);
/* How much that looks like a beat: the log of a likelihood, to be compared with other periods'. */
float gr_meter_weigh(const float sights[METER_SIGHTS]);

#endif
