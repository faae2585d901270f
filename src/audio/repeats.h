/* SPDX-License-Identifier: MIT
 *
 * How a curve repeats: its correlation with itself, by lag. Only the files that look for beats use
 * it.
 */
#ifndef GR_AUDIO_REPEATS_H
#define GR_AUDIO_REPEATS_H

#include <stdint.h>

/* out[lag] for lags from..lags - 1: 1 is what the curve has in common with itself; 0 before `from`,
 * and beyond half of the curve. */
void gr_repeats(const float *curve, int64_t count, int from, int lags, float *out);
/* Between whole lags; 0 beyond the last. */
float gr_repeat_at(const float *repeats, int lags, double lag);

#endif
