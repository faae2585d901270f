/* SPDX-License-Identifier: MIT
 *
 * The fine raster of a track: what was measured every hundredth of a second, whatever the sample
 * and frame rate. Made while the sound streams through, so that memory grows by some kilobytes for
 * a second of sound and not by its samples.
 */
#ifndef GR_AUDIO_RASTER_H
#define GR_AUDIO_RASTER_H

#include "base/error.h"
#include "model/own_signal.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    RASTER_HZ = 100,
    RASTER_BANDS = 6, /* sub .. hi, as the signals */
    RASTER_FINE_HZ = 500,
    RASTER_CHROMA_ROWS = 5, /* rows that share one chroma vector */
    RASTER_CHROMA = 12,
    RASTER_RANGES = 3, /* of onsets: where kicks, snares and cymbals are */
};

typedef enum GrRasterHit { RASTER_KICK, RASTER_SNARE, RASTER_HAT, RASTER_HITS } GrRasterHit;
enum { RASTER_HIT_STEPS = 4096 };

/* What hours of sound keep of its timbre, as shares of 255 where nothing else is said. */
typedef struct GrRasterTimbre {
    float weighted;            /* K-weighted mean square of the row's own hundredth, all channels */
    uint16_t hit[RASTER_HITS]; /* how much each drum's range rises, in log2 / RASTER_HIT_STEPS */
    uint8_t harmonic, contrast, crossings, side;
} GrRasterTimbre;

/* Measured around row / RASTER_HZ seconds through a Hann window of about 43 ms. Energies are mean
 * squares: a sine of full scale has 0.5. */
typedef struct GrRasterRow {
    float band[RASTER_BANDS];
    float level, peak; /* of the row's own hundredth of a second, both channels */
    float centroid;    /* log2 of Hz */
    float flatness_db;
    float flux;  /* how much louder bands became, in log2, averaged over them */
    float onset; /* the same with the low bands counting more: what beats are found in */
    float low;   /* of the kick's bands alone */
    float rise[RASTER_RANGES]; /* how much louder bands became against the last seconds */
    GrRasterTimbre timbre;
} GrRasterRow;

typedef struct GrRaster {
    int rate;
    int64_t samples; /* frames heard */
    GrRasterRow *rows;
    int64_t count, capacity;
    float *bands; /* band_count energies a row: those that own signals asked for */
    int band_count;
    int64_t band_capacity; /* rows */
    float *fine;           /* mean squares of 1/RASTER_FINE_HZ s, to place an attack */
    int64_t fine_count, fine_capacity;
    float *chroma; /* RASTER_CHROMA energies per pitch class, summed */
    int64_t chroma_count, chroma_capacity;
} GrRaster;

typedef struct GrRasterMaker GrRasterMaker;

/* `bands` are measured besides the usual ones; NULL: none. */
int gr_raster_maker_create(int rate, int channels, const GrBandList *bands, GrRaster *raster,
                           GrRasterMaker **out, GrError *error);
int gr_raster_maker_feed(GrRasterMaker *maker, const float *interleaved, int frames,
                         GrError *error);
/* Measures what the windows still hold. */
int gr_raster_maker_end(GrRasterMaker *maker, GrError *error);
void gr_raster_maker_destroy(GrRasterMaker *maker);
void gr_raster_finish(GrRaster *raster);

double gr_raster_duration_s(const GrRaster *raster);

#endif
