/* SPDX-License-Identifier: MIT
 *
 * How well beats are heard: pieces whose beats are known, in every style and at many tempi, whole
 * and damaged, and a table of what was heard. For the test of hearing and for `bench hearing`.
 */
#ifndef GR_AUDIO_TRIAL_H
#define GR_AUDIO_TRIAL_H

#include "audio/trial_piece.h"

#include <stdbool.h>

enum {
    GR_TRIAL_STYLES = 8,
    GR_TRIAL_TEMPI = 9,
    GR_TRIAL_MOST = GR_TRIAL_STYLES * GR_TRIAL_TEMPI * GR_TRIAL_DAMAGES,
};

typedef struct GrTrial {
    int style, tempo; /* gr_trial_bpm */
    GrTrialShape shape;
    GrTrialDamage damage;
} GrTrial;

extern const float gr_trial_bpm[GR_TRIAL_TEMPI];

typedef struct GrTrialResult {
    double f;      /* F-measure of beats at 70 ms, without the first five seconds */
    double bars_f; /* of first beats of bars */
    double heard_bpm;
    bool right, named; /* the tempo within 1 %; the same, or among its alternatives */
} GrTrialResult;

/* Sums over trials. */
typedef struct GrTrialTally {
    double f, bars_f;
    int count, right, named;
} GrTrialTally;

typedef struct GrTrialTable {
    GrTrialTally all, styles[GR_TRIAL_STYLES], tempi[GR_TRIAL_TEMPI], damages[GR_TRIAL_DAMAGES],
        shapes[GR_TRIAL_SHAPES];
} GrTrialTable;

/* Every tempo and shape clean, and every damage to steady pieces; a short choice of them takes half
 * a minute. */
int gr_trial_list(bool whole, GrTrial trials[GR_TRIAL_MOST]);
int gr_trial_run(const GrTrial *trial, GrTrialResult *result, GrError *error);
void gr_trial_add(GrTrialTable *table, const GrTrial *trial, const GrTrialResult *result);
double gr_trial_mean_f(const GrTrialTally *tally);

#endif
