/* SPDX-License-Identifier: MIT
 *
 * What a window sounds like, from its spectrum: which drum is hit, how much is tone and how much is
 * blow (D. Fitzgerald, "Harmonic/Percussive Separation Using Median Filtering", 2010, on bands a
 * third of an octave wide), how far peaks stand out, how often the wave crosses zero. All are kept
 * small, since hours have many windows.
 */
#ifndef GR_AUDIO_TIMBRE_H
#define GR_AUDIO_TIMBRE_H

#include "audio/raster.h"

#include <stdbool.h>

enum {
    TIMBRE_BANDS = 28,             /* a spectrum's */
    TIMBRE_ROWS = 31,              /* that a median in time is taken of */
    TIMBRE_LATE = TIMBRE_ROWS / 2, /* shares are known so many windows later */
    TIMBRE_LAG = 2,
};

typedef struct GrTimbre {
    int rate;
    int64_t measured;
    uint8_t drum[TIMBRE_BANDS];              /* 1 + GrRasterHit of each band; 0: none */
    float usual[TIMBRE_BANDS], usual_sum;    /* amplitudes of the last seconds */
    float against[TIMBRE_LAG][TIMBRE_BANDS]; /* the last windows, compared with them */
    float ring[TIMBRE_ROWS][TIMBRE_BANDS];
    float sorted[TIMBRE_BANDS][TIMBRE_ROWS];
} GrTimbre;

void gr_timbre_init(GrTimbre *timbre, int rate, const float band_log2_hz[TIMBRE_BANDS]);
/* Energies of the bands of the next window; fills its hits. */
void gr_timbre_hits(GrTimbre *timbre, const float bands[TIMBRE_BANDS], GrRasterTimbre *out);
/* The same energies, once a window; NULL: after the end. True: `share` is the harmonic one of the
 * window TIMBRE_LATE ago. */
bool gr_timbre_share(GrTimbre *timbre, const float *bands, uint8_t *share);
/* Of the bins of a window of so many samples. */
uint8_t gr_timbre_contrast(const float *power, int size, int rate);
uint8_t gr_timbre_crossings(const float *samples, int count, int rate);

#endif
