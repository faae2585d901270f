/* SPDX-License-Identifier: MIT
 *
 * Picture feedback. It advances on the show's ticks only: after tick k the history H(k) is
 * mode(picture at k, w * T(H(k - 1))), with w = decay x opacity, T the zoom and turn of one tick,
 * 16 bits a channel, rounded toward zero. A mirror image is mixed into T(H) after the movement,
 * once however long a way T goes: it has no parts. A frame on a tick shows that. A frame at a part
 * f of the way to the next tick shows mode(picture now, E) with E between w^(1+f) * T^(1+f)(H(k -
 * 1)) and w^f * T^f(H(k)), so that motion is smooth and both ends meet their ticks. Modes that do
 * not settle (all but normal, screen and lighten) keep the brighter of picture and echo instead.
 */
#ifndef GR_RENDER_TRAIL_H
#define GR_RENDER_TRAIL_H

#include "base/arena.h"
#include "render/kernels/kernels.h"
#include "render/tone.h"
#include "scene/show.h"

enum {
    /* Samples before each row of a history, more than what is read there. The last three, and three
     * after the row, repeat the pixel at the edge: there the picture meets its mirror image. */
    GR_TRAIL_MARGIN = 64,
    GR_TRAIL_ROWS = 4, /* that are drawn at once before they are mixed */
    /* What is turned much is drawn in tiles of so many columns and a band's rows: the nearest cache
     * holds what one comes from beside what the next one does. */
    GR_TRAIL_TILE = 48,
    GR_TRAIL_LINES = 1024, /* of a cache, at most, that a tile asks for */
    /* Rows and columns, at most, that a tile lies between where the picture meets its mirror image,
     * and samples from row to row: an odd number of cache lines. */
    GR_TRAIL_UNFOLDED = 96,
    GR_TRAIL_UNFOLDED_PITCH = 352,
    GR_TRAIL_UNFOLDED_ROWS = GR_TRAIL_UNFOLDED + GR_PATCH_ROWS + 1,
};

/* Rows of woven pixels, red, green and blue side by side, of all histories in one ring: that of a
 * tick begins `lead` rows before that of the tick before. With a lead of the height the last two
 * histories are whole. With less, a history overwrites the one that it is made of, row by row
 * behind the last use of each: that needs half the memory, but bands drawn in order and no frames
 * between ticks. */
typedef struct GrTrail {
    int width, height, lead;
    ptrdiff_t stride; /* samples from row to row */
    uint16_t *rows;
    int64_t tick;   /* newest tick in the history; -1: none */
    int64_t count;  /* ticks that the history holds so far, at most 2 matter */
    uint64_t cache; /* bytes of the last one that a core may count on; 0: not known */
} GrTrail;

/* What is done to the older picture each tick: by the numbers and by the named transform together.
 */
typedef struct GrTrailMotion {
    float zoom, rotate; /* about the middle; a share, turns */
    float x, y;         /* after it, screen units */
    float mirror;       /* 0: none; 0.5: as bright as the straight one; 1: alone */
} GrTrailMotion;

/* A zoom, a turn and a move: where in the source a pixel comes from, in 2^-32 pixels. */
typedef struct GrTrailWarp {
    int64_t x0, y0;         /* of pixel 0, 0 */
    int64_t dx, dy;         /* of a step to the right */
    int64_t down_x, down_y; /* of a step down */
} GrTrailWarp;

/* One history. */
typedef struct GrHistory {
    int start, count; /* of the ring: where row 0 is, and of how many */
    int width, height;
    ptrdiff_t stride;
    uint16_t *rows;
} GrHistory;

/* What tiles need. */
typedef struct GrWarpTiles {
    int tile_rows; /* a band's, or half as many where they lie between too much */
    /* Lines of a cache that a tile comes from: in bytes from where its first pixel does, by whether
     * x and y fall in memory. */
    int32_t *line[2][2];
    int lines;
    bool near; /* the nearest cache has room for those of two tiles */
    /* The rows that a tile lies between, and the pixels of each, from the one that its first pixel
     * comes from; the least of these. Without rows there is no room for them. */
    int first_row, rows, first_column;
    int16_t least[GR_TRAIL_UNFOLDED], most[GR_TRAIL_UNFOLDED];
    uint16_t *unfolded; /* room for a picture and its mirror images side by side */
} GrWarpTiles;

/* What is the same in all rows of a warp: its columns if it is not turned, or its tiles. */
typedef struct GrWarpColumns {
    GrTrailWarp warp; /* whose they are, and of what width: 0 of none */
    int width;
    bool still;      /* nothing moves, in any direction */
    bool stretched;  /* `stretch` holds them: neighbours nearly keep their distance */
    int left, right; /* pixels that are needed from beyond the edges, by reflection */
    GrStretch stretch;
    GrPatchPlan *plan; /* of what is turned */
    bool tiled;        /* turned so much that tiles are faster than lines */
    GrWarpTiles tiles;
} GrWarpColumns;

/* What one picture needs of its trail. */
typedef struct GrTrailFrame {
    const GrFeedback *feedback;
    int64_t tick;
    bool on_tick;      /* stores the history of `tick` */
    int echoes;        /* how many histories are mixed: 0, 1 or 2 */
    int64_t source[2]; /* their ticks */
    GrTrailWarp warp[2];
    uint16_t weight[2];
    int32_t hue[2][3]; /* what a channel takes of itself, the next one and the last */
    bool turns_hue;
    bool away; /* the history is too far from the one before to be in a cache when it is read */
    uint16_t straight, reversed; /* weights of the echo and its mirror image, of 65535 */
} GrTrailFrame;

/* One per thread. */
typedef struct GrTrailScratch {
    uint16_t *echo[2]; /* rows of a band */
    uint16_t *other[2];
    GrWarpColumns columns[2]; /* of each echo */
    uint16_t *line;           /* with a width of mirror image on either side */
    uint16_t *history;        /* where a frame between ticks writes what is not kept */
    GrPixel *woven;           /* the new picture's row */
} GrTrailScratch;

/* A rectangle of a picture. */
typedef struct GrTile {
    int x, y, columns, rows;
} GrTile;

/* `lead`: at least gr_trail_lead of each feedback, or the height. */
int gr_trail_init(GrTrail *trail, GrArena *arena, int width, int height, int lead, GrError *error);
/* The least lead at which bands drawn in order never read what is overwritten. */
int gr_trail_lead(const GrFeedback *feedback, int width, int height);
GrHistory gr_trail_history(const GrTrail *trail, int64_t tick);
int gr_trail_scratch_init(GrTrailScratch *scratch, GrArena *arena, int width, GrError *error);
/* Forgets everything: the history is black. */
void gr_trail_reset(GrTrail *trail);
/* decay x opacity, at most 0.95. */
double gr_trail_weight(const GrFeedback *feedback);
/* Ticks after which an older picture of at most that weight weighs less than half a code value. */
int64_t gr_trail_preroll(double weight);
/* Prepares a picture at `tick` + `part`; the trail must hold the ticks before. */
void gr_trail_begin(const GrTrail *trail, const GrFeedback *feedback, int64_t tick, double part,
                    GrTrailFrame *frame);
/* Mixes the echo into rows y0 <= y < y1 of the canvas; on a tick, stores them. Bands come from top
 * to bottom if the lead is less than the height. */
void gr_trail_band(const GrTrail *trail, const GrTrailFrame *frame, const GrCanvas *canvas, int y0,
                   int y1, GrTrailScratch *scratch);
/* Repeats the pixels at the edges of a row of a history. */
void gr_trail_mirror_row(const GrHistory *history, int y);
/* After all bands of a picture on a tick. */
void gr_trail_end(GrTrail *trail, const GrTrailFrame *frame);

GrTrailMotion gr_trail_motion(const GrFeedback *feedback);
/* The transform of `ticks` ticks: 1, a part of one, or up to 2. */
GrTrailWarp gr_warp_of(const GrFeedback *feedback, double ticks, int width, int height);
/* Fills in the columns of a warp, unless they are there already; `stride` of the histories. */
void gr_warp_columns(const GrTrailWarp *warp, int width, ptrdiff_t stride, GrWarpColumns *columns);
/* Part of a warped history, mirrored at the edges. Where it is stretched, as `columns` say, these
 * are whole rows; `line` is the scratch's. Writes up to GR_PATCH_REACH samples past the end of each
 * row. */
void gr_warp_tile(const GrTrailWarp *warp, const GrHistory *source, const GrTile *tile,
                  const GrWarpColumns *columns, uint16_t *line, uint16_t *out, ptrdiff_t pitch);

static inline uint16_t *gr_history_row(const GrHistory *history, int y)
{
    int at = history->start + y;
    at = at < history->count ? at : at - history->count;
    return history->rows + at * history->stride;
}

#endif
