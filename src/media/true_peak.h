/* SPDX-License-Identifier: MIT
 *
 * The true peak of ITU-R BS.1770: how high the wave goes between its samples, by interpolation with
 * a windowed sinc of twelve samples at quarters of a sample (halves from 96 kHz on; from 192 kHz on
 * the samples themselves). Only where a block could rise above what was found before is it
 * interpolated: no place between samples is higher than the largest of them times the sum of the
 * weights' magnitudes, so that what is left out cannot change the result.
 */
#ifndef GR_MEDIA_TRUE_PEAK_H
#define GR_MEDIA_TRUE_PEAK_H

enum {
    GR_PEAK_TAPS = 12,
    GR_PEAK_PLACES = 3, /* between two samples, at most */
    GR_PEAK_BLOCK = 64, /* samples that are judged together */
};

typedef struct GrTruePeak {
    int places;
    float taps[GR_PEAK_PLACES][GR_PEAK_TAPS];
    float reach; /* sum of the magnitudes of a place's weights, the largest of all places */
    float peak;  /* so far; 1 is full scale */
    int count;   /* samples in `block`: the last of the block before, then new ones */
    float block[GR_PEAK_TAPS - 1 + GR_PEAK_BLOCK];
} GrTruePeak;

/* One channel. */
void gr_true_peak_init(GrTruePeak *peak, int rate);
void gr_true_peak_feed(GrTruePeak *peak, const float *samples, int count, int stride);
/* After the last sample. */
float gr_true_peak_end(GrTruePeak *peak);

#endif
