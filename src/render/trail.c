/* SPDX-License-Identifier: MIT */
#include "render/trail.h"

#include "base/cpu.h"
#include "base/vmath.h"

#include <stdatomic.h>
#include <string.h>

static const double MOST_WEIGHT = 0.95;

enum { LINE = 32 }; /* samples of a line of a cache */

/* At least so many samples, in an odd number of lines: rows one above the other do not contend for
 * the same places of a cache. */
static ptrdiff_t odd_lines(size_t samples)
{
    return (ptrdiff_t)(((samples + LINE - 1) / LINE | 1) * LINE);
}

/* From a row of a tile to the next, with room for what is written past it. */
static ptrdiff_t pitch_of(int columns)
{
    return odd_lines(3 * (size_t)gr_kernel_span(columns) + GR_KERNEL_STEP);
}

int gr_trail_init(GrTrail *trail, GrArena *arena, int width, int height, int lead, GrError *error)
{
    size_t stride = (size_t)odd_lines(GR_TRAIL_MARGIN + 3 * (size_t)gr_kernel_span(width) + LINE);
    /* A row more: lines read a little past the last one. */
    size_t samples = stride * ((size_t)height + (size_t)lead + 1);
    trail->width = width;
    trail->height = height;
    trail->stride = (ptrdiff_t)stride;
    trail->lead = lead;
    trail->rows = GR_ARENA_NEW(arena, uint16_t, samples);
    if (!trail->rows)
        return gr_error_memory(error, "feedback", samples * sizeof(uint16_t));
    trail->rows += GR_TRAIL_MARGIN;
    trail->cache = gr_cpu_cache_share();
    gr_trail_reset(trail);
    return GR_OK;
}

int gr_trail_lead(const GrFeedback *feedback, int width, int height)
{
    /* A row's source is an affine function of the place, so it is farthest off in a corner; what
     * is mirrored at the bottom is no farther off than it was before. A band may be drawn column
     * by column. */
    GrTrailWarp warp = gr_warp_of(feedback, 1.0, width, height);
    int64_t most = 0;
    for (int corner = 0; corner < 4; corner++) {
        int64_t x = corner & 1 ? width - 1 : 0, y = corner & 2 ? height - 1 : 0;
        int64_t off = (warp.y0 + y * warp.down_y + x * warp.dy) / ((int64_t)1 << 32) - y;
        off = off < 0 ? -off : off;
        most = off > most ? off : most;
    }
    most += 2 + GR_BAND_ROWS;
    return most < height ? (int)most : height;
}

GrHistory gr_trail_history(const GrTrail *trail, int64_t tick)
{
    int count = trail->height + trail->lead;
    return (GrHistory){.start = (count - (int)(tick * trail->lead % count)) % count,
                       .count = count,
                       .width = trail->width,
                       .height = trail->height,
                       .stride = trail->stride,
                       .rows = trail->rows};
}

int gr_trail_scratch_init(GrTrailScratch *scratch, GrArena *arena, int width, GrError *error)
{
    size_t samples = (size_t)pitch_of(width) + GR_KERNEL_STEP;
    uint16_t **rows[] = {&scratch->echo[0],
                         &scratch->echo[1],
                         &scratch->other[0],
                         &scratch->other[1],
                         &scratch->history,
                         &scratch->columns[0].stretch.further,
                         &scratch->columns[0].stretch.fraction,
                         &scratch->columns[1].stretch.further,
                         &scratch->columns[1].stretch.fraction};
    size_t count = sizeof rows / sizeof rows[0];
    bool missing = false;
    for (size_t i = 0; i < count; i++) {
        size_t all = i < 2 ? GR_BAND_ROWS * samples : samples;
        uint16_t *row = GR_ARENA_NEW(arena, uint16_t, all);
        *rows[i] = row ? row + GR_KERNEL_STEP / 2 : NULL; /* a little is read before it, too */
        missing = missing || !row;
    }
    for (int i = 0; i < 2; i++) {
        int32_t *from = GR_ARENA_NEW(arena, int32_t, samples / GR_WARP_STEP);
        scratch->columns[i].stretch.from = from;
        int32_t *lines = GR_ARENA_NEW(arena, int32_t, 4 * GR_TRAIL_LINES);
        for (int k = 0; k < 4 && lines; k++)
            scratch->columns[i].tiles.line[k / 2][k % 2] = lines + (ptrdiff_t)k * GR_TRAIL_LINES;
        uint16_t *unfolded =
            GR_ARENA_NEW(arena, uint16_t, GR_TRAIL_UNFOLDED_ROWS * GR_TRAIL_UNFOLDED_PITCH);
        scratch->columns[i].tiles.unfolded = unfolded;
        scratch->columns[i].plan = GR_ARENA_NEW(arena, GrPatchPlan, 1);
        missing = missing || !from || !lines || !unfolded || !scratch->columns[i].plan;
    }
    scratch->line = GR_ARENA_NEW(arena, uint16_t, 3 * samples);
    scratch->woven = gr_arena_alloc(arena, samples);
    missing = missing || !scratch->line || !scratch->woven;
    return missing ? gr_error_memory(error, "feedback", samples * (count + 10) * sizeof(uint16_t))
                   : GR_OK;
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
static void turn_of_hue(int32_t turn[3], float turns)
{
    float c = gr_cosf(turns * GR_TAU), s = gr_sinf(turns * GR_TAU) * 0.57735027f;
    float third = (1.0f - c) / 3.0f;
    const float of[3] = {c + third, third - s, third + s};
    for (int i = 0; i < 3; i++)
        turn[i] = (int32_t)(of[i] * 8192.0f);
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
        turn_of_hue(frame->hue[i], frame->feedback->hue * (float)ticks);
}

/* All of the ring comes between writing a row and reading it again. A sixth of the cache is left to
 * what else a picture takes. */
static bool is_larger_than_cache(const GrTrail *trail)
{
    uint64_t rows = (uint64_t)trail->height + (uint64_t)trail->lead;
    uint64_t bytes = rows * (uint64_t)trail->stride * sizeof *trail->rows;
    if (trail->cache == 0)
        return 2 * trail->lead > trail->height;
    return bytes > trail->cache / 6 * 5;
}

void gr_trail_begin(const GrTrail *trail, const GrFeedback *feedback, int64_t tick, double part,
                    GrTrailFrame *frame)
{
    memset(frame, 0, sizeof *frame);
    frame->feedback = feedback;
    frame->tick = tick;
    frame->on_tick = part <= 0.0;
    frame->away = frame->on_tick && is_larger_than_cache(trail);
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

/* An echo that has not moved is read where it is. */
static bool is_as_it_was(const GrTrailFrame *frame, const GrTrailScratch *scratch)
{
    return frame->echoes == 1 && scratch->columns[0].still;
}

static void sample_tile(const GrTrail *trail, const GrTrailFrame *frame, const GrTile *tile,
                        GrTrailScratch *scratch)
{
    for (int i = 0; i < frame->echoes; i++) {
        GrHistory source = gr_trail_history(trail, frame->source[i]);
        if (!is_as_it_was(frame, scratch))
            gr_warp_tile(&frame->warp[i], &source, tile, &scratch->columns[i], scratch->line,
                         scratch->echo[i], pitch_of(tile->columns));
    }
}

/* What has been sampled as it is before it is weighed; in one of the scratch's rows. */
static uint16_t *finished_echo(const GrTrail *trail, const GrTrailFrame *frame, int i,
                               const GrTile *tile, int row, GrTrailScratch *scratch)
{
    uint16_t *echo = scratch->echo[i] + row * pitch_of(tile->columns), *other = scratch->other[i];
    GrHistory source = gr_trail_history(trail, frame->source[i]);
    if (is_as_it_was(frame, scratch))
        echo = gr_history_row(&source, tile->y + row) + (ptrdiff_t)3 * tile->x;
    /* Where both weigh the same, the right half is the left one backwards. */
    int columns = tile->columns, made = columns;
    if (frame->reversed) {
        made = frame->straight == frame->reversed ? (columns + 1) / 2 : columns;
        gr_kernels()->fold(other, echo, frame->straight, frame->reversed, columns, made);
        uint16_t *folded = other;
        other = echo;
        echo = folded;
    }
    if (frame->turns_hue) {
        gr_kernels()->turn_hue(other, echo, frame->hue[i], 3 * gr_kernel_span(made));
        echo = other;
    }
    if (made < columns)
        gr_kernels()->backwards(echo + (ptrdiff_t)3 * made, echo, columns - made);
    return echo;
}

void gr_trail_mirror_row(const GrHistory *history, int y)
{
    uint16_t *row = gr_history_row(history, y), *end = row + (ptrdiff_t)3 * history->width;
    memcpy(row - 3, row, 3 * sizeof *row);
    memcpy(end, end - 3, 3 * sizeof *row);
}

static void mix_row(const GrTrail *trail, const GrTrailFrame *frame, const GrCanvas *canvas,
                    const GrTile *tile, int row, GrTrailScratch *scratch)
{
    const GrKernels *kernels = gr_kernels();
    int pixels = gr_kernel_span(tile->columns), samples = 3 * pixels;
    /* What a still picture shows stays the same, whatever part of it is an echo. */
    uint16_t keep = (uint16_t)(65535 - frame->weight[0] - frame->weight[1]);
    uint16_t weight = frame->echoes == 1 ? frame->weight[0] : 65535;
    uint16_t *echo[2] = {scratch->echo[0], NULL}, *history = scratch->history;
    for (int i = 0; i < frame->echoes; i++)
        echo[i] = finished_echo(trail, frame, i, tile, row, scratch);
    if (frame->echoes == 2)
        kernels->mix(echo[0], echo[1], frame->weight[0], frame->weight[1], samples);
    if (frame->on_tick) {
        GrHistory kept = gr_trail_history(trail, frame->tick);
        history = gr_history_row(&kept, tile->y + row) + (ptrdiff_t)3 * tile->x;
    }
    GrPixel *now[3];
    for (int plane = 0; plane < 3; plane++)
        now[plane] = gr_canvas_row(canvas, plane, tile->y + row) + tile->x;
    kernels->weave(scratch->woven, (const GrPixel *const *)now, pixels);
    kernels->echo[frame->feedback->blend](history, scratch->woven, scratch->woven, echo[0], weight,
                                          keep, frame->away, samples);
    kernels->unweave(now, scratch->woven, pixels);
}

/* A row is mixed after the next ones are sampled: what has just been written cannot be read at
 * another width before it has left for the cache. */
static void draw_tile(const GrTrail *trail, const GrTrailFrame *frame, const GrCanvas *canvas,
                      const GrTile *tile, GrTrailScratch *scratch)
{
    sample_tile(trail, frame, tile, scratch);
    for (int row = 0; row < tile->rows; row++)
        mix_row(trail, frame, canvas, tile, row, scratch);
}

static int rows_at_once(const GrTrailFrame *frame, const GrTrailScratch *scratch)
{
    int rows = 1;
    for (int i = 0; i < frame->echoes; i++) {
        const GrWarpColumns *columns = &scratch->columns[i];
        int of = columns->tiled ? GR_BAND_ROWS : columns->stretched ? 1 : GR_TRAIL_ROWS;
        rows = of > rows ? of : rows;
    }
    return rows;
}

void gr_trail_band(const GrTrail *trail, const GrTrailFrame *frame, const GrCanvas *canvas, int y0,
                   int y1, GrTrailScratch *scratch)
{
    int width = trail->width;
    if (frame->echoes == 0)
        memset(scratch->echo[0], 0, (size_t)pitch_of(width) * sizeof(uint16_t));
    for (int i = 0; i < frame->echoes; i++)
        gr_warp_columns(&frame->warp[i], width, trail->stride, &scratch->columns[i]);
    const int rows = rows_at_once(frame, scratch);
    for (int top = y0; top < y1; top += GR_BAND_ROWS) {
        int bottom = top + GR_BAND_ROWS < y1 ? top + GR_BAND_ROWS : y1;
        for (int y = top; y < bottom; y += rows) {
            GrTile tile = {0, y, width, y + rows < bottom ? rows : bottom - y};
            draw_tile(trail, frame, canvas, &tile, scratch);
        }
        GrHistory kept = gr_trail_history(trail, frame->tick);
        for (int y = top; y < bottom && frame->on_tick; y++)
            gr_trail_mirror_row(&kept, y);
    }
    /* What passes the caches by is not in order with what other threads see otherwise. */
    if (frame->away)
        atomic_thread_fence(memory_order_seq_cst);
}

void gr_trail_end(GrTrail *trail, const GrTrailFrame *frame)
{
    if (!frame->on_tick)
        return;
    trail->tick = frame->tick;
    trail->count++;
}
