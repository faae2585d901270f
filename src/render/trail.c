/* SPDX-License-Identifier: MIT */
#include "render/trail.h"

#include "base/vmath.h"

#include <string.h>

static const double MOST_WEIGHT = 0.95;

int gr_trail_init(GrTrail *trail, GrArena *arena, int width, int height, bool between_ticks,
                  GrError *error)
{
    size_t stride = (((size_t)width + GR_ROW_SLACK + 63) / 64 | 1) * 64;
    /* A row more: runs read a little past the last one. */
    size_t samples = stride * ((size_t)height + 1);
    trail->width = width;
    trail->height = height;
    trail->stride = (ptrdiff_t)stride;
    trail->slots = between_ticks ? 3 : 2;
    for (int slot = 0; slot < trail->slots; slot++)
        for (int plane = 0; plane < 3; plane++) {
            trail->plane[slot][plane] = GR_ARENA_NEW(arena, uint16_t, samples);
            if (!trail->plane[slot][plane])
                return gr_error_memory(error, "feedback", samples * sizeof(uint16_t));
        }
    gr_trail_reset(trail);
    return GR_OK;
}

int gr_trail_scratch_init(GrTrailScratch *scratch, GrArena *arena, int width, GrError *error)
{
    size_t samples = (size_t)gr_kernel_span(width) + 3 * GR_KERNEL_STEP;
    bool missing = false;
    for (int plane = 0; plane < 3; plane++) {
        for (int i = 0; i < 2; i++) {
            scratch->echo[i][plane] = GR_ARENA_NEW(arena, uint16_t, samples);
            missing = missing || !scratch->echo[i][plane];
        }
        scratch->history[plane] = GR_ARENA_NEW(arena, uint16_t, samples);
        missing = missing || !scratch->history[plane];
    }
    scratch->fraction_x = GR_ARENA_NEW(arena, uint16_t, samples);
    scratch->fraction_y = GR_ARENA_NEW(arena, uint16_t, samples);
    if (missing || !scratch->fraction_x || !scratch->fraction_y)
        return gr_error_memory(error, "feedback", samples * 11 * sizeof(uint16_t));
    return GR_OK;
}

void gr_trail_reset(GrTrail *trail)
{
    trail->tick = -1;
    trail->count = 0;
}

double gr_trail_weight(const GrFeedback *feedback)
{
    double weight = (double)feedback->decay * (double)feedback->opacity;
    return weight < 0.0 ? 0.0 : weight > MOST_WEIGHT ? MOST_WEIGHT : weight;
}

int64_t gr_trail_preroll(const GrFeedback *feedback)
{
    double weight = gr_trail_weight(feedback), left = 65535.0;
    int64_t ticks = 0;
    for (; left >= 128.0; ticks++)
        left *= weight;
    return ticks;
}

/* A turn about the grey axis: lengths and the mean of the channels stay. */
static void hue_matrix(int32_t matrix[9], float turns)
{
    float c = gr_cosf(turns * GR_TAU), s = gr_sinf(turns * GR_TAU) * 0.57735027f;
    float third = (1.0f - c) / 3.0f;
    const float row[3] = {c + third, third - s, third + s};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            matrix[3 * i + k] = (int32_t)(row[(k - i + 3) % 3] * 8192.0f);
}

static uint16_t to_weight(double weight)
{
    return (uint16_t)(int)(weight * 65535.0 + 0.5);
}

static void add_echo(const GrTrail *trail, GrTrailFrame *frame, int64_t tick, double ticks,
                     double weight)
{
    int i = frame->echoes++;
    frame->source[i] = tick;
    frame->weight[i] = to_weight(weight);
    frame->warp[i] = gr_warp_of(frame->feedback, ticks, trail->width, trail->height);
    if (frame->turns_hue)
        hue_matrix(frame->hue[i], frame->feedback->hue * (float)ticks);
}

void gr_trail_begin(const GrTrail *trail, const GrFeedback *feedback, int64_t tick, double part,
                    GrTrailFrame *frame)
{
    memset(frame, 0, sizeof *frame);
    frame->feedback = feedback;
    frame->tick = tick;
    frame->on_tick = part <= 0.0;
    frame->turns_hue = feedback->hue != 0.0f;
    double weight = gr_trail_weight(feedback);
    if (weight <= 0.0)
        return;
    if (frame->on_tick) {
        if (trail->count > 0 && trail->tick == tick - 1)
            add_echo(trail, frame, tick - 1, 1.0, weight);
        return;
    }
    double faded = (double)gr_powf((float)weight, (float)part);
    if (trail->count > 1)
        add_echo(trail, frame, tick - 1, 1.0 + part, weight * faded * (1.0 - part));
    if (trail->count > 0)
        add_echo(trail, frame, tick, part, faded * part);
}

static int slot_of(const GrTrail *trail, int64_t tick)
{
    return (int)(tick % trail->slots);
}

static void fetch_echo(const GrTrail *trail, const GrTrailFrame *frame, int i, int y,
                       const GrTrailScratch *scratch)
{
    int slot = slot_of(trail, frame->source[i]);
    const uint16_t *const source[3] = {trail->plane[slot][0], trail->plane[slot][1],
                                       trail->plane[slot][2]};
    gr_warp_row(&frame->warp[i], scratch->echo[i], source, trail->stride, trail->width,
                trail->height, y, scratch->fraction_x, scratch->fraction_y);
    if (frame->turns_hue)
        gr_kernels()->turn_hue(scratch->echo[i], frame->hue[i], gr_kernel_span(trail->width));
}

void gr_trail_band(const GrTrail *trail, const GrTrailFrame *frame, const GrCanvas *canvas, int y0,
                   int y1, const GrTrailScratch *scratch)
{
    const GrKernels *kernels = gr_kernels();
    int span = gr_kernel_span(trail->width);
    /* What a still picture shows stays the same, whatever part of it is an echo. */
    uint16_t keep = (uint16_t)(65535 - frame->weight[0] - frame->weight[1]);
    uint16_t weight = frame->echoes == 1 ? frame->weight[0] : 65535;
    int slot = slot_of(trail, frame->tick);
    for (int plane = 0; plane < 3 && frame->echoes == 0; plane++)
        memset(scratch->echo[0][plane], 0, (size_t)span * sizeof(uint16_t));
    for (int y = y0; y < y1; y++) {
        for (int i = 0; i < frame->echoes; i++)
            fetch_echo(trail, frame, i, y, scratch);
        for (int plane = 0; plane < 3; plane++) {
            if (frame->echoes == 2)
                kernels->mix(scratch->echo[0][plane], scratch->echo[1][plane], frame->weight[0],
                             frame->weight[1], span);
            GrPixel *now = gr_canvas_row(canvas, plane, y);
            uint16_t *history = frame->on_tick ? trail->plane[slot][plane] + y * trail->stride
                                               : scratch->history[plane];
            kernels->echo[frame->feedback->blend](history, now, now, scratch->echo[0][plane],
                                                  weight, keep, span);
        }
    }
}

void gr_trail_end(GrTrail *trail, const GrTrailFrame *frame)
{
    if (!frame->on_tick)
        return;
    trail->tick = frame->tick;
    trail->count++;
}
