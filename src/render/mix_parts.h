/* SPDX-License-Identifier: MIT
 *
 * Between the files that draw transitions.
 */
#ifndef GR_RENDER_MIX_PARTS_H
#define GR_RENDER_MIX_PARTS_H

#include "base/blue_noise.h"
#include "base/vmath.h"
#include "render/mix.h"

#include <string.h>

/* The pictures that a band is made of, and where it goes. */
typedef struct GrMixJob {
    const GrMixFrame *frame;
    const GrCanvas *older, *newer, *out;
    const GrMixScratch *scratch;
    int span; /* pixels of a row, whole kernel steps */
} GrMixJob;

typedef void GrMixBegin(GrMixFrame *frame, double shutter);
typedef void GrMixRow(const GrMixJob *job, int y);

/* `shutter`: how long it is open, as a share of the length. */
GrMixBegin gr_begin_wipe, gr_begin_iris, gr_begin_clock, gr_begin_dissolve, gr_begin_glitch,
    gr_begin_mask, gr_begin_push, gr_begin_zoom;
GrMixRow gr_row_edge, gr_row_dissolve, gr_row_glitch, gr_row_mask, gr_row_push, gr_row_zoom;
/* Mixes by the first scratch row, lights by the second and third. */
GrMixRow gr_mix_light_row;

/* The cells of a dissolve and their order. */
int gr_mix_order_cells(GrMix *mix, GrArena *arena, GrError *error);

static inline uint8_t gr_mix_byte(float share)
{
    return (uint8_t)(int32_t)(gr_unitf(share) * 255.0f + 0.5f);
}

/* Thresholds to round the blends of a row by. */
static inline const uint8_t *gr_mix_dither(const GrMixJob *job, int y)
{
    return gr_blue_noise_row(job->frame->noise + GR_BLUE_NOISE_MIX, y);
}

static inline const GrTransitionParams *gr_mix_params(const GrMixFrame *frame)
{
    return &frame->params;
}

static inline void gr_mix_copy_row(const GrMixJob *job, const GrCanvas *from, int y)
{
    for (int plane = 0; plane < 3; plane++)
        memcpy(gr_canvas_row(job->out, plane, y), gr_canvas_row(from, plane, y), (size_t)job->span);
}

#endif
