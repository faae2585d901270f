/* SPDX-License-Identifier: MIT
 *
 * Picture feedback. It advances on the show's ticks only: after tick k the history H(k) is
 * mode(picture at k, w * T(H(k - 1))), with w = decay x opacity, T the zoom and turn of one tick,
 * 16 bits a channel, rounded toward zero. A frame on a tick shows that. A frame at a part f of the
 * way to the next tick shows mode(picture now, E) with E between w^(1+f) * T^(1+f)(H(k - 1)) and
 * w^f * T^f(H(k)), so that motion is smooth and both ends meet their ticks. Modes that do not
 * settle (add, multiply, difference, exclusion) keep the brighter of picture and echo instead.
 */
#ifndef GR_RENDER_TRAIL_H
#define GR_RENDER_TRAIL_H

#include "base/arena.h"
#include "render/kernels/kernels.h"
#include "render/tone.h"
#include "scene/show.h"

enum { GR_TRAIL_SLOTS = 3 };

typedef struct GrTrail {
    int width, height, slots;
    ptrdiff_t stride; /* samples from row to row */
    uint16_t *plane[GR_TRAIL_SLOTS][3];
    int64_t tick;  /* newest tick in the history; -1: none */
    int64_t count; /* ticks that the history holds so far, at most `slots` matter */
} GrTrail;

/* A zoom about the middle and a turn: where in the source a pixel comes from, in 2^-32 pixels. */
typedef struct GrWarp {
    int64_t x0, y0;         /* of pixel 0, 0 */
    int64_t dx, dy;         /* of a step to the right */
    int64_t down_x, down_y; /* of a step down */
} GrWarp;

/* What one picture needs of its trail. */
typedef struct GrTrailFrame {
    const GrFeedback *feedback;
    int64_t tick;
    bool on_tick;      /* stores the history of `tick` */
    int echoes;        /* how many histories are mixed: 0, 1 or 2 */
    int64_t source[2]; /* their ticks */
    GrWarp warp[2];
    uint16_t weight[2];
    int32_t hue[2][9];
    bool turns_hue;
} GrTrailFrame;

/* One per thread. */
typedef struct GrTrailScratch {
    uint16_t *echo[2][3];
    uint16_t *fraction_x, *fraction_y;
    uint16_t *history[3]; /* where a frame between ticks writes what is not kept */
} GrTrailScratch;

int gr_trail_init(GrTrail *trail, GrArena *arena, int width, int height, bool between_ticks,
                  GrError *error);
int gr_trail_scratch_init(GrTrailScratch *scratch, GrArena *arena, int width, GrError *error);
/* Forgets everything: the history is black. */
void gr_trail_reset(GrTrail *trail);
/* decay x opacity, at most 0.95. */
double gr_trail_weight(const GrFeedback *feedback);
/* Ticks after which an older picture weighs less than half a code value. */
int64_t gr_trail_preroll(const GrFeedback *feedback);
/* Prepares a picture at `tick` + `part`; the trail must hold the ticks before. */
void gr_trail_begin(const GrTrail *trail, const GrFeedback *feedback, int64_t tick, double part,
                    GrTrailFrame *frame);
/* Mixes the echo into rows y0 <= y < y1 of the canvas; on a tick, stores them. */
void gr_trail_band(const GrTrail *trail, const GrTrailFrame *frame, const GrCanvas *canvas, int y0,
                   int y1, const GrTrailScratch *scratch);
/* After all bands of a picture on a tick. */
void gr_trail_end(GrTrail *trail, const GrTrailFrame *frame);

/* The transform of `ticks` ticks (1, a part of one, or more). */
GrWarp gr_warp_of(const GrFeedback *feedback, double ticks, int width, int height);
/* One row of a warped history plane, mirrored at the edges. `fx` and `fy` are scratch rows. Writes
 * up to GR_ROW_SLACK samples past the width. */
void gr_warp_row(const GrWarp *warp, uint16_t *const out[3], const uint16_t *const source[3],
                 ptrdiff_t stride, int width, int height, int y, uint16_t *fx, uint16_t *fy);

#endif
