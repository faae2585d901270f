/* SPDX-License-Identifier: MIT
 *
 * Beats that are known: those that somebody wrote down, and how a list of beats goes on beyond its
 * ends (as model/music.h counts there).
 */
#ifndef GR_AUDIO_BEAT_LIST_H
#define GR_AUDIO_BEAT_LIST_H

#include "base/error.h"
#include "model/sound.h"

/* As written down, from before 0 to after `until_s`. *memory: gr_aligned_free; *downbeats: free. */
int gr_beats_from_list(const GrBeatList *list, double until_s, GrBeats *beats, double **memory,
                       int **downbeats, GrError *error);
/* Copies the times and lets them reach beyond `until_s`. Only time_s and count of `beats` are set.
 */
int gr_beats_carry_on(const GrBeats *from, double until_s, GrBeats *beats, double **memory,
                      GrError *error);

typedef struct GrBeatMove {
    double shift;    /* in beats: times by its part, bars by its whole ones */
    double offset_s; /* all times */
} GrBeatMove;

/* Beats still reach from before 0 to after `until_s`. `downbeats`: the memory of those in `beats`,
 * or NULL. */
int gr_beats_move(const GrBeatMove *move, double until_s, GrBeats *beats, double **memory,
                  int *downbeats, GrError *error);

#endif
