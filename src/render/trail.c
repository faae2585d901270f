/* SPDX-License-Identifier: MIT */
#include "render/trail.h"

#include "base/vmath.h"

#include <string.h>

static const double MOST_WEIGHT = 0.95;

int gr_trail_init(GrTrail *trail, GrArena *arena, int width, int height, int lead, GrError *error)
{
    size_t stride = (((size_t)width + 2 * GR_TRAIL_MARGIN + GR_ROW_SLACK + 63) / 64 | 1) * 64;
    /* A row more: runs read a little past the last one. */
    size_t samples = stride * ((size_t)height + (size_t)lead + 1);
    trail->width = width;
    trail->height = height;
    trail->stride = (ptrdiff_t)stride;
    trail->lead = lead;
    for (int plane = 0; plane < 3; plane++) {
        trail->plane[plane] = GR_ARENA_NEW(arena, uint16_t, samples);
        if (!trail->plane[plane])
            return gr_error_memory(error, "feedback", samples * sizeof(uint16_t));
        trail->plane[plane] += GR_TRAIL_MARGIN;
    }
    gr_trail_reset(trail);
    return GR_OK;
}

int gr_trail_lead(const GrFeedback *feedback, int width, int height)
{
    /* A row's source is an affine function of the place, so it is farthest off in a corner; what
     * is mirrored at the bottom is no farther off than it was before. */
    GrTrailWarp warp = gr_warp_of(feedback, 1.0, width, height);
    int64_t most = 0;
    for (int corner = 0; corner < 4; corner++) {
        int64_t x = corner & 1 ? width - 1 : 0, y = corner & 2 ? height - 1 : 0;
        int64_t off = (warp.y0 + y * warp.down_y + x * warp.dy) / ((int64_t)1 << 32) - y;
        off = off < 0 ? -off : off;
        most = off > most ? off : most;
    }
    return most + 3 < height ? (int)most + 3 : height;
}

GrHistory gr_trail_history(const GrTrail *trail, int64_t tick)
{
    int rows = trail->height + trail->lead;
    return (GrHistory){.start = (rows - (int)(tick * trail->lead % rows)) % rows,
                       .rows = rows,
                       .width = trail->width,
                       .height = trail->height,
                       .stride = trail->stride,
                       .plane = trail->plane};
}

int gr_trail_scratch_init(GrTrailScratch *scratch, GrArena *arena, int width, GrError *error)
{
    size_t samples = (size_t)gr_kernel_span(width) + 3 * GR_KERNEL_STEP;
    uint16_t **rows[] = {&scratch->echo[0][0],
                         &scratch->echo[0][1],
                         &scratch->echo[0][2],
                         &scratch->echo[1][0],
                         &scratch->echo[1][1],
                         &scratch->echo[1][2],
                         &scratch->history[0],
                         &scratch->history[1],
                         &scratch->history[2],
                         &scratch->fraction_x,
                         &scratch->fraction_y,
                         &scratch->columns[0].stretch.further,
                         &scratch->columns[0].stretch.fraction,
                         &scratch->columns[1].stretch.further,
                         &scratch->columns[1].stretch.fraction};
    size_t count = sizeof rows / sizeof rows[0];
    bool missing = false;
    for (size_t i = 0; i < count; i++) {
        *rows[i] = GR_ARENA_NEW(arena, uint16_t, samples);
        missing = missing || !*rows[i];
    }
    for (int i = 0; i < 2; i++) {
        int32_t *from = GR_ARENA_NEW(arena, int32_t, samples / GR_WARP_STEP);
        scratch->columns[i].stretch.from = from;
        missing = missing || !from;
    }
    scratch->line = GR_ARENA_NEW(arena, uint16_t, 3 * samples);
    missing = missing || !scratch->line;
    return missing ? gr_error_memory(error, "feedback", samples * count * sizeof(uint16_t)) : GR_OK;
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

int64_t gr_trail_preroll(double weight)
{
    double left = 65535.0;
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
    double mirror = 2.0 * (double)gr_clampf(gr_trail_motion(feedback).mirror, 0.0f, 1.0f);
    frame->reversed = to_weight(mirror < 1.0 ? mirror : 1.0);
    frame->straight = to_weight(mirror > 1.0 ? 2.0 - mirror : 1.0);
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

static void fetch_echo(const GrTrail *trail, const GrTrailFrame *frame, int i, int y,
                       const GrTrailScratch *scratch)
{
    GrHistory source = gr_trail_history(trail, frame->source[i]);
    gr_warp_row(&frame->warp[i], &source, y, i, scratch);
    for (int plane = 0; plane < 3 && frame->reversed; plane++)
        gr_kernels()->fold(scratch->echo[i][plane], frame->straight, frame->reversed, trail->width);
    if (frame->turns_hue)
        gr_kernels()->turn_hue(scratch->echo[i], frame->hue[i], gr_kernel_span(trail->width));
}

void gr_trail_mirror_row(const GrHistory *history, int plane, int y)
{
    uint16_t *row = gr_history_row(history, plane, y);
    int width = history->width, count = width < GR_TRAIL_MARGIN ? width : GR_TRAIL_MARGIN;
    for (int i = 0; i < count; i++) {
        row[-1 - i] = row[i];
        row[width + i] = row[width - 1 - i];
    }
}

void gr_trail_band(const GrTrail *trail, const GrTrailFrame *frame, const GrCanvas *canvas, int y0,
                   int y1, GrTrailScratch *scratch)
{
    const GrKernels *kernels = gr_kernels();
    int span = gr_kernel_span(trail->width);
    /* What a still picture shows stays the same, whatever part of it is an echo. */
    uint16_t keep = (uint16_t)(65535 - frame->weight[0] - frame->weight[1]);
    uint16_t weight = frame->echoes == 1 ? frame->weight[0] : 65535;
    GrHistory kept = gr_trail_history(trail, frame->tick);
    for (int plane = 0; plane < 3 && frame->echoes == 0; plane++)
        memset(scratch->echo[0][plane], 0, (size_t)span * sizeof(uint16_t));
    for (int i = 0; i < frame->echoes; i++)
        gr_warp_columns(&frame->warp[i], trail->width, &scratch->columns[i]);
    for (int y = y0; y < y1; y++) {
        for (int i = 0; i < frame->echoes; i++)
            fetch_echo(trail, frame, i, y, scratch);
        for (int plane = 0; plane < 3; plane++) {
            if (frame->echoes == 2)
                kernels->mix(scratch->echo[0][plane], scratch->echo[1][plane], frame->weight[0],
                             frame->weight[1], span);
            GrPixel *now = gr_canvas_row(canvas, plane, y);
            uint16_t *history =
                frame->on_tick ? gr_history_row(&kept, plane, y) : scratch->history[plane];
            kernels->echo[frame->feedback->blend](history, now, now, scratch->echo[0][plane],
                                                  weight, keep, span);
            if (frame->on_tick)
                gr_trail_mirror_row(&kept, plane, y);
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
