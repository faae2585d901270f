/* SPDX-License-Identifier: MIT
 *
 * Tempo from onsets: how long a beat is over the whole of a track, what else it could be, and how
 * it changes. Periods are in rows of the raster. Only the files that look for beats use it.
 */
#ifndef GR_AUDIO_TEMPO_H
#define GR_AUDIO_TEMPO_H

#include "audio/meter.h"

enum { TEMPO_CANDIDATES = 27 };

typedef struct GrTempoCandidate {
    double period;
    float sights[METER_SIGHTS];
    float chance; /* 0..1: of all candidates together */
} GrTempoCandidate;

typedef struct GrTempo {
    GrTempoCandidate candidates[TEMPO_CANDIDATES]; /* likely ones first */
    int count;
} GrTempo;

int gr_tempo_find(const GrOnsets *onsets, GrTempo *tempo, GrError *error);
/* How the period changes along the track, never far from `period`. *shares: free. */
int gr_tempo_follow(const GrOnsets *onsets, double period, float **shares, GrPace *pace,
                    GrError *error);

#endif
