/* SPDX-License-Identifier: MIT
 *
 * The K weighting of ITU-R BS.1770, by which EBU R128 measures loudness: a shelf that lifts what a
 * head lifts and a high pass, at any sample rate.
 */
#ifndef GR_AUDIO_K_WEIGHT_H
#define GR_AUDIO_K_WEIGHT_H

typedef struct GrBiquad {
    float b0, b1, b2, a1, a2;
} GrBiquad;

typedef struct GrKWeight {
    GrBiquad stage[2];
    float state[2][2][2]; /* [channel][stage] */
} GrKWeight;

void gr_k_weight_init(GrKWeight *weight, int rate);
/* Sum of the squares of what passes, over all channels (1 or 2). */
float gr_k_weight_energy(GrKWeight *weight, const float *interleaved, int frames, int channels);

#endif
