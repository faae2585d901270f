/* SPDX-License-Identifier: MIT
 *
 * Transitions as pixels: two finished pictures, the older scene's and the new one's, become one.
 * What a frame shows depends on the new scene's time alone, so that equal times are equal pictures
 * at any rate; what is random changes with its ticks.
 */
#ifndef GR_RENDER_MIX_H
#define GR_RENDER_MIX_H

#include "base/arena.h"
#include "render/kernels/kernels.h"
#include "render/masks.h"
#include "render/tone.h"
#include "scene/show.h"

/* A scene's transition as it is frozen. */
typedef struct GrMix {
    const GrTransition *transition; /* NULL: a cut */
    uint32_t seed;
    int width, height;
    int cols, rows; /* dissolve: its cells */
    int *col_edge, *row_edge;
    uint16_t *order;     /* when each cell changes, of 65535 */
    GrFrozenMasks masks; /* mask: its edge */
    bool covers;         /* what it covers is new; else its values are an order */
} GrMix;

enum {
    GR_MIX_VALUES = 4096, /* of a mask */
    GR_MIX_TAPS = 16,
    GR_MIX_ZOOM_TAPS = 8,
    GR_MIX_BANDS = 64,
    GR_MIX_ROWS = 4
};

/* A place in the sequence of pictures that an open shutter sees. */
typedef struct GrMixTap {
    int offset;       /* push: pixels */
    float scale;      /* zoom: how much larger the picture is than life */
    GrRescale across; /* zoom: where the pixels of a row come from */
} GrMixTap;

/* One torn strip of a glitch. */
typedef struct GrMixBand {
    int y0, y1;
    int shift[3];  /* by channel, pixels */
    bool newer;    /* which picture it is torn from */
    bool smeared;  /* one row for all of it */
    uint8_t burnt; /* how much brighter than it is */
} GrMixBand;

/* One moment of a transition: set up once a picture, const while its bands are drawn. */
typedef struct GrMixFrame {
    const GrMix *mix;
    GrTransitionParams params; /* at this moment */
    float part, at;            /* of the length; of the way, eased: some swing beyond 0 and 1 */
    int64_t tick;              /* of the new scene */
    uint32_t noise;            /* where the thresholds of blue noise lie */
    GrPixel *colour[3];        /* rows of the light's colour, and of white */
    GrPixel *white;
    uint16_t glow;     /* strength of the light, of 65536 */
    GrEdge edge;       /* of the first row */
    uint8_t *cells[3]; /* dissolve: mask, glow, core by cell */
    GrMaskNow mask;    /* mask: begun already, and rows for it */
    uint16_t *mask_rows[GR_MASK_ROWS];
    uint32_t table[GR_MIX_VALUES]; /* mask: 256 times the mask, glow and core in its bytes */
    uint8_t alpha;                 /* of the new picture, or of the flash's colour */
    GrToneCurves curves;           /* flash */
    int tap_count[2];              /* of the older, of the newer */
    GrMixTap taps[2][GR_MIX_TAPS];
    int band_count;
    GrMixBand bands[GR_MIX_BANDS];
} GrMixFrame;

/* One per thread. */
typedef struct GrMixScratch {
    GrPixel *row[GR_MIX_ROWS];
    uint16_t *mask[GR_MASK_ROWS];
    uint16_t *sum;
} GrMixScratch;

int gr_mix_init(GrMix *mix, GrArena *arena, const GrScene *scene, uint64_t seed, int width,
                int height, GrError *error);
/* Memory for any moment of transitions of at most `cells` cells each. */
int gr_mix_frame_init(GrMixFrame *frame, GrArena *arena, int width, int cells, GrError *error);
int gr_mix_scratch_init(GrMixScratch *scratch, GrArena *arena, int width, GrError *error);
/* The moment `scene_s` after the new scene's start, in tick `tick`; ticks last `tick_s`. The
 * frame's parameters and its mask are set already. */
void gr_mix_begin(GrMixFrame *frame, const GrMix *mix, double scene_s, int64_t tick, double tick_s);
/* Rows y0 <= y < y1 of `out`, which is neither of the two. Pixels up to GR_ROW_SLACK past the width
 * are overwritten. */
void gr_mix_band(const GrMixFrame *frame, const GrCanvas *older, const GrCanvas *newer,
                 const GrCanvas *out, int y0, int y1, const GrMixScratch *scratch);

#endif
