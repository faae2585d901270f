/* SPDX-License-Identifier: MIT
 *
 * What is done to a curve of an own signal over time, in place. Lengths in seconds; `outside` is
 * the value before the first row and after the last.
 */
#ifndef GR_AUDIO_OWN_SHAPE_H
#define GR_AUDIO_OWN_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

/* An envelope: goes up and down with these time constants; 0 is at once. */
void gr_shape_follow(float *curve, int64_t count, float outside, float attack_s, float release_s);
/* 1 where the curve comes to reach the threshold, and for `hold_s` longer; then evenly to 0. */
void gr_shape_trigger(float *curve, int64_t count, float outside, float threshold, float hold_s,
                      float decay_s);
/* A bell of about `length_s` (a box of that length spreads as far), symmetric: nothing lags. At the
 * ends it averages what there is. `work` has room for count + 1. */
void gr_shape_smooth(float *curve, int64_t count, float length_s, double *work);
/* Moves the curve earlier; later when negative. Between rows it is interpolated, or (`holds`) the
 * row before counts. `work` has room for count. */
void gr_shape_shift(float *curve, int64_t count, float outside, float earlier_s, bool holds,
                    double *work);

#endif
