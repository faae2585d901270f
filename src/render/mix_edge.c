/* SPDX-License-Identifier: MIT
 *
 * Transitions by a mask: an edge that travels, and cells that change one by one. Along the edge, or
 * while a cell changes, light of a colour with a white core is added.
 */
#include "render/mix_parts.h"

#include "base/rng.h"
#include "base/vmath.h"
#include "model/grid.h"

#include <stdlib.h>

/* Two pixels: an edge that steps from pixel to pixel shimmers. */
static float least_feather(const GrMix *mix)
{
    return 4.0f / (float)mix->height;
}

static float aspect_of(const GrMix *mix)
{
    return (float)mix->width / (float)mix->height;
}

/* The edge's pixels and its softness; `most` limits both widths. */
static void begin_edge(GrMixFrame *frame, float x, float y, float most)
{
    const GrTransitionParams *params = gr_mix_params(frame);
    GrEdge *edge = &frame->edge;
    edge->step = 2.0f / (float)frame->mix->height;
    edge->x = 0.5f * edge->step - aspect_of(frame->mix) - x;
    edge->y = 0.5f * edge->step - 1.0f - y;
    edge->repeat = 1.0f;
    edge->sign = 1.0f;
    edge->soft = 1.0f / gr_maxf(gr_minf(params->feather, most), least_feather(frame->mix));
    edge->reach = 1.0f / gr_minf(params->glow_width, gr_maxf(most, 0.001f));
}

/* The way of the edge, with room before and after it for its softness and its light. */
static void move_edge(GrMixFrame *frame, bool reversed)
{
    GrEdge *edge = &frame->edge;
    float room = 0.5f / edge->soft;
    if (frame->glow > 0)
        room = gr_maxf(room, 1.0f / edge->reach);
    room /= edge->unit;
    float at = reversed ? 1.0f - frame->at : frame->at;
    edge->at = gr_lerpf(-room, 1.0f + room, at);
    edge->sign = reversed ? -1.0f : 1.0f;
}

void gr_begin_wipe(GrMixFrame *frame, double shutter)
{
    (void)shutter;
    const GrTransitionParams *params = gr_mix_params(frame);
    GrEdge *edge = &frame->edge;
    float dx = gr_cosf(params->angle * GR_TAU), dy = gr_sinf(params->angle * GR_TAU);
    float half = aspect_of(frame->mix) * gr_absf(dx) + gr_absf(dy);
    float strip = 2.0f * half / (float)params->strips;
    begin_edge(frame, 0.0f, 0.0f, params->strips > 1 ? 0.25f * strip : 4.0f);
    edge->shape = GR_EDGE_LINE;
    edge->turn_x = dx;
    edge->turn_y = dy;
    edge->low = -half;
    edge->scale = 0.5f / half;
    edge->repeat = (float)params->strips;
    edge->unit = strip;
    move_edge(frame, false);
}

static float iris_size(GrIrisShape shape, float x, float y)
{
    switch (shape) {
    case GR_IRIS_DIAMOND:
        return (x + y) * 0.70710678f;
    case GR_IRIS_SQUARE:
        return gr_maxf(x, y);
    case GR_IRIS_HEXAGON:
        return gr_maxf(y * 0.5f + x * 0.8660254f, y);
    default:
        return gr_sqrtf(x * x + y * y);
    }
}

void gr_begin_iris(GrMixFrame *frame, double shutter)
{
    (void)shutter;
    static const GrEdgeShape shapes[] = {
        [GR_IRIS_CIRCLE] = GR_EDGE_CIRCLE,
        [GR_IRIS_DIAMOND] = GR_EDGE_DIAMOND,
        [GR_IRIS_SQUARE] = GR_EDGE_SQUARE,
        [GR_IRIS_HEXAGON] = GR_EDGE_HEXAGON,
    };
    const GrTransitionParams *params = gr_mix_params(frame);
    begin_edge(frame, params->x, params->y, 4.0f);
    float far_x = aspect_of(frame->mix) + gr_absf(params->x), far_y = 1.0f + gr_absf(params->y);
    float reach = iris_size((GrIrisShape)params->shape, far_x, far_y);
    frame->edge.shape = shapes[params->shape];
    frame->edge.scale = 1.0f / reach;
    frame->edge.unit = reach;
    move_edge(frame, params->closes);
}

/* The start of a hand is an edge as well, which must not be seen before and after: softness and
 * light grow and shrink with the way. */
void gr_begin_clock(GrMixFrame *frame, double shutter)
{
    (void)shutter;
    const GrTransitionParams *params = gr_mix_params(frame);
    GrEdge *edge = &frame->edge;
    float open = gr_unitf(6.0f * gr_minf(frame->at, 1.0f - frame->at));
    begin_edge(frame, params->x, params->y, 4.0f);
    edge->soft = 1.0f / gr_maxf(params->feather * open, 0.25f * least_feather(frame->mix));
    edge->reach = 1.0f / gr_maxf(params->glow_width * open, 1.0e-4f);
    edge->shape = GR_EDGE_HANDS;
    edge->turn_x = gr_cosf(params->angle * GR_TAU);
    edge->turn_y = gr_sinf(params->angle * GR_TAU);
    edge->repeat = (float)params->hands;
    edge->unit = GR_TAU / edge->repeat;
    edge->at = params->backwards ? 1.0f - frame->at : frame->at;
    edge->sign = params->backwards ? -1.0f : 1.0f;
}

void gr_mix_light_row(const GrMixJob *job, int y)
{
    const GrKernels *kernels = gr_kernels();
    const GrMixFrame *frame = job->frame;
    const uint8_t *dither = gr_mix_dither(job, y);
    GrPixel *const *row = job->scratch->row;
    if (frame->glow > 0) {
        kernels->fade(row[1], frame->glow, job->span);
        kernels->fade(row[2], frame->glow, job->span);
    }
    for (int plane = 0; plane < 3; plane++) {
        GrPixel *out = gr_canvas_row(job->out, plane, y);
        kernels->blend[GR_BLEND_NORMAL](out, gr_canvas_row(job->older, plane, y),
                                        gr_canvas_row(job->newer, plane, y), row[0], dither,
                                        job->span);
        if (frame->glow > 0) {
            kernels->blend[GR_BLEND_ADD](out, out, frame->colour[plane], row[1], dither, job->span);
            kernels->blend[GR_BLEND_ADD](out, out, frame->white, row[2], dither, job->span);
        }
    }
}

void gr_row_edge(const GrMixJob *job, int y)
{
    GrPixel *const *row = job->scratch->row;
    GrEdge edge = job->frame->edge;
    edge.y += (float)y * edge.step;
    gr_kernels()->edge(row[0], row[1], row[2], &edge, job->span);
    gr_mix_light_row(job, y);
}

/* Smooth noise of two octaves, 0..1. */
static float noise_octave(uint32_t seed, float x, float y)
{
    float floor_x = gr_floorf(x), floor_y = gr_floorf(y);
    uint32_t column = (uint32_t)(int32_t)floor_x, row = (uint32_t)(int32_t)floor_y;
    float fx = gr_smoothstepf(0.0f, 1.0f, x - floor_x),
          fy = gr_smoothstepf(0.0f, 1.0f, y - floor_y);
    float top = gr_lerpf(gr_rng_unit(seed, column, row), gr_rng_unit(seed, column + 1, row), fx);
    float bottom =
        gr_lerpf(gr_rng_unit(seed, column, row + 1), gr_rng_unit(seed, column + 1, row + 1), fx);
    return gr_lerpf(top, bottom, fy);
}

static float noise_at(uint32_t seed, float x, float y)
{
    return 0.65f * noise_octave(seed, 2.3f * x, 2.3f * y) +
           0.35f * noise_octave(seed + 1, 6.1f * x, 6.1f * y);
}

typedef struct CellTurn {
    float when;
    int cell;
} CellTurn;

static int by_turn(const void *left, const void *right)
{
    const CellTurn *a = left, *b = right;
    if (a->when != b->when)
        return a->when < b->when ? -1 : 1;
    return a->cell - b->cell;
}

/* What decides when a cell changes: sorted, so that at any moment as many have as should. */
static float turn_of(const GrMix *mix, int col, int row)
{
    const GrTransitionParams *params = &mix->transition->params;
    float x = aspect_of(mix) * (((float)col + 0.5f) * 2.0f / (float)mix->cols - 1.0f);
    float y = ((float)row + 0.5f) * 2.0f / (float)mix->rows - 1.0f;
    float dx = gr_cosf(params->angle * GR_TAU), dy = gr_sinf(params->angle * GR_TAU);
    float line = 0.5f + 0.5f * (x * dx + y * dy) / (aspect_of(mix) * gr_absf(dx) + gr_absf(dy));
    float own = gr_rng_unit(mix->seed, (uint32_t)col, (uint32_t)row);
    float island = noise_at(mix->seed + 7, x, y);
    return gr_lerpf(gr_lerpf(own, island, params->clumps), line, params->sweep);
}

static void measure_cells(GrMix *mix)
{
    const GrGridSpec spec = {.named = &gr_grid_sizes[mix->transition->params.cells]};
    gr_grid_measure(spec, mix->width, mix->height, &mix->cols, &mix->rows);
}

int gr_mix_order_cells(GrMix *mix, GrArena *arena, GrError *error)
{
    measure_cells(mix);
    int count = mix->cols * mix->rows;
    CellTurn *turns = calloc((size_t)count, sizeof *turns);
    mix->col_edge = GR_ARENA_NEW(arena, int, mix->cols + 1);
    mix->row_edge = GR_ARENA_NEW(arena, int, mix->rows + 1);
    mix->order = GR_ARENA_NEW(arena, uint16_t, count);
    if (!turns || !mix->col_edge || !mix->row_edge || !mix->order) {
        free(turns);
        return gr_error_memory(error, "a transition", (size_t)count * sizeof *turns);
    }
    for (int i = 0; i <= mix->cols; i++)
        mix->col_edge[i] = (int)((int64_t)i * mix->width / mix->cols);
    for (int i = 0; i <= mix->rows; i++)
        mix->row_edge[i] = (int)((int64_t)i * mix->height / mix->rows);
    for (int i = 0; i < count; i++)
        turns[i] = (CellTurn){turn_of(mix, i % mix->cols, i / mix->cols), i};
    qsort(turns, (size_t)count, sizeof *turns, by_turn);
    for (int i = 0; i < count; i++)
        mix->order[turns[i].cell] = (uint16_t)((int64_t)i * 65535 / (count > 1 ? count - 1 : 1));
    free(turns);
    return GR_OK;
}

void gr_begin_dissolve(GrMixFrame *frame, double shutter)
{
    (void)shutter;
    const GrMix *mix = frame->mix;
    const GrTransitionParams *params = gr_mix_params(frame);
    float soft = gr_maxf(params->softness, 0.002f), lit = params->glow_width;
    float room = gr_maxf(0.5f * soft, frame->glow > 0 ? lit : 0.0f);
    float at = gr_lerpf(-room, 1.0f + room, frame->at);
    for (int i = 0; i < mix->cols * mix->rows; i++) {
        float far = at - (float)mix->order[i] * (1.0f / 65535.0f);
        float near = gr_maxf(1.0f - gr_absf(far) / lit, 0.0f);
        float hot = near * near * near;
        frame->cells[0][i] = gr_mix_byte(gr_smoothstepf(-0.5f * soft, 0.5f * soft, far));
        frame->cells[1][i] = gr_mix_byte(near);
        frame->cells[2][i] = gr_mix_byte(hot * hot * hot);
    }
}

static int row_of_cells(const GrMix *mix, int y)
{
    int row = (int)((int64_t)y * mix->rows / mix->height);
    while (row + 1 < mix->rows && mix->row_edge[row + 1] <= y)
        row++;
    return row;
}

void gr_row_dissolve(const GrMixJob *job, int y)
{
    const GrMix *mix = job->frame->mix;
    size_t first = (size_t)row_of_cells(mix, y) * (size_t)mix->cols;
    for (int i = 0; i < 3; i++)
        gr_kernels()->spread(job->scratch->row[i], job->frame->cells[i] + first, mix->col_edge,
                             mix->cols);
    gr_mix_light_row(job, y);
}
