/* SPDX-License-Identifier: MIT
 *
 * Reaction: living tissue. Two substances, one fed and one removed, react where they meet and
 * spread at different speeds: spots that divide, corals, mazes. The model is that of Gray and
 * Scott; the presets are places on Pearson's map of it (Science 261, 1993; see also Robert
 * Munafo, mrob.com/pub/comp/xmorphia). It lives on a lattice of near-square points, two to a cell
 * that is twice as high as wide, and what is left of the shape weighs the spreading, so that
 * patterns are round on the screen. It advances by ticks (history).
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

#include <string.h>

typedef struct Params {
    float size, unrest, relief, contrast, grown, react;
    int32_t preset, steps, seeds, edges;
} Params;

static const char *const presets[] = {"spots", "worms", "coral", "mitosis",
                                      "maze",  "holes", "chaos", NULL};
static const char *const preset_help[] = {"dots that keep their distance", "short worms and dots",
                                          "branches that grow and split",  "cells that divide",
                                          "a maze without ends",           "dark holes in light",
                                          "never comes to rest",           NULL};
static const char *const edges[] = {"wrap", "mirror", NULL};
static const char *const edges_help[] = {"what leaves on one side comes in on the other",
                                         "the frame's border is a wall", NULL};

static const GrParam params[] = {
    {.name = "preset",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, preset),
     .unit = "",
     .def = 2,
     .choices = presets,
     .choice_help = preset_help,
     .help = "which pattern grows"},
    GR_INT(Params, steps, "1/tick", 6, 1, 32, "steps of the reaction in a tick: how fast it grows"),
    GR_FLOAT(Params, size, "", 1.2, 0.5, 3, "size of the pattern's parts beside the cells"),
    GR_INT(Params, seeds, "", 60, 1, 400, "spots that it grows from"),
    GR_FLOAT(Params, grown, "s", 1.5, 0, 10, "how long it has grown when the scene begins"),
    GR_FLOAT(Params, unrest, "", 0.5, 0, 1,
             "slow waves of richer and poorer food: above 0 the pattern never comes to rest"),
    GR_FLOAT(Params, relief, "", 0.6, 0, 1, "0 shows the substance itself, 1 its lit edges"),
    GR_FLOAT(Params, contrast, "", 1, 0.2, 4, "higher parts light and dark further"),
    {.name = "edges",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, edges),
     .unit = "",
     .def = 0,
     .choices = edges,
     .choice_help = edges_help,
     .help = "what happens at the border"},
    GR_FLOAT(
        Params, react, "", 1, 0, 4,
        "how strongly it answers the sound (beats drop new seeds, bass lights the edges); 0 is "
        "not at all"),
};

/* Feed and kill rates; where the second substance's amount is dark and where bright; how large a
 * part of its food a pattern can do without before it dissolves; what fills the dish at first.
 * Where that is the second substance already, seeds are holes in it. */
typedef struct Preset {
    float feed, kill, low, high, spare, fed, grown;
} Preset;

static const Preset preset_rates[] = {
    {0.0300f, 0.0620f, 0.05f, 0.32f, 0.10f, 1.0f, 0.0f},
    {0.0460f, 0.0630f, 0.05f, 0.34f, 0.10f, 1.0f, 0.0f},
    {0.0545f, 0.0620f, 0.05f, 0.36f, 0.10f, 1.0f, 0.0f},
    {0.0367f, 0.0649f, 0.05f, 0.32f, 0.10f, 1.0f, 0.0f},
    {0.0290f, 0.0570f, 0.05f, 0.34f, 0.10f, 1.0f, 0.0f},
    {0.0460f, 0.0598f, 0.06f, 0.28f, 0.02f, 0.424f, 0.25f},
    {0.0180f, 0.0550f, 0.04f, 0.34f, 0.08f, 1.0f, 0.0f},
};

/* The lattice: points to a cell, planes with a border of one point all around, rows padded to whole
 * vectors. */
enum { LEAD = 16, MOST_PER_CELL = 4 };

typedef struct State {
    int32_t across, down; /* points to a cell */
    int32_t cols, rows;
    int64_t stride, plane;  /* floats */
    float point_w, point_h; /* screen units */
} State;

static int points_in(float side, float other)
{
    int points = (int)(gr_minf(side / other, (float)MOST_PER_CELL) + 0.5f);
    return points < 1 ? 1 : points;
}

static State lattice_of(const GrGrid *grid)
{
    State s = {0};
    s.across = points_in(grid->cell_w, grid->cell_h);
    s.down = points_in(grid->cell_h, grid->cell_w);
    s.cols = grid->cols * s.across;
    s.rows = grid->rows * s.down;
    s.stride = (s.cols + 1 + 15) / 16 * 16 + LEAD;
    s.plane = s.stride * (s.rows + 2);
    s.point_w = grid->cell_w / (float)s.across;
    s.point_h = grid->cell_h / (float)s.down;
    return s;
}

static size_t state_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return 64 + 2 * (size_t)lattice_of(grid).plane * sizeof(float);
}

/* Both planes of the next step, and the food of each column and row. */
static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    State s = lattice_of(grid);
    return (2 * (size_t)s.plane + (size_t)s.cols + (size_t)s.rows) * sizeof(float);
}

/* The two substances: what is fed, and what grows on it. Each points at the first point of the
 * first row. */
typedef struct Pair {
    float *u, *v;
} Pair;

static Pair pair_in(const State *s, float *memory)
{
    float *first = memory + s->stride + LEAD;
    return (Pair){first, first + s->plane};
}

static Pair present(void *state)
{
    return pair_in(state, (float *)((char *)state + 64));
}

static void close_plane(float *plane, const State *s, bool mirror)
{
    const int cols = s->cols, rows = s->rows;
    for (int y = 0; y < rows; y++) {
        float *row = plane + y * s->stride;
        float left = row[mirror ? 0 : cols - 1], right = row[mirror ? cols - 1 : 0];
        row[-1] = left;
        row[cols] = right;
    }
    const size_t bytes = ((size_t)cols + 2) * sizeof(float);
    const ptrdiff_t top = mirror ? 0 : rows - 1, bottom = mirror ? rows - 1 : 0;
    memcpy(plane - s->stride - 1, plane + top * s->stride - 1, bytes);
    memcpy(plane + rows * s->stride - 1, plane + bottom * s->stride - 1, bytes);
}

static void close_border(const GrFieldInput *input, Pair pair)
{
    const Params *p = input->params;
    close_plane(pair.u, input->state, p->edges == 1);
    close_plane(pair.v, input->state, p->edges == 1);
}

/* What is the same for all points in one step: how much of its neighbours a point takes up, and
 * the rates. */
typedef struct Step {
    float across, down, corner, middle;
    float kill, time;
} Step;

/* Spreading is weighted by 1/w^2 and 1/h^2, so that it is the same in all directions of the
 * screen; the diagonal term takes away most of what the lattice's axes would still show. Larger
 * patterns spread faster, which explicit steps bear up to a sum of 0.6: beyond that, a step is
 * made of several shorter ones. */
static Step step_of(const State *s, float size, float kill, int *parts)
{
    float ratio = gr_clampf(s->point_h / s->point_w, 0.1f, 10.0f), squared = ratio * ratio;
    float total = 0.42f * size * size;
    *parts = 1 + (int)(total / 0.605f);
    total /= (float)*parts;
    float down = total / (1.0f + squared), across = down * squared;
    float corner = total * (1.0f / 12.0f);
    Step step = {.across = across - 2.0f * corner,
                 .down = down - 2.0f * corner,
                 .corner = corner,
                 .kill = kill,
                 .time = 1.0f / (float)*parts};
    step.middle = -2.0f * (step.across + step.down) - 4.0f * corner;
    return step;
}

static void step_row(Step s, float feed, const float *restrict food, ptrdiff_t stride, int cols,
                     const float *restrict u, const float *restrict v, float *restrict next_u,
                     float *restrict next_v)
{
    const float *restrict u_up = u - stride, *restrict u_down = u + stride;
    const float *restrict v_up = v - stride, *restrict v_down = v + stride;
    for (int x = 0; x < cols; x++) {
        float u0 = u[x], v0 = v[x];
        float flow_u = s.across * (u[x - 1] + u[x + 1]) + s.down * (u_up[x] + u_down[x]) +
                       s.corner * ((u_up[x - 1] + u_up[x + 1]) + (u_down[x - 1] + u_down[x + 1])) +
                       s.middle * u0;
        float flow_v = s.across * (v[x - 1] + v[x + 1]) + s.down * (v_up[x] + v_down[x]) +
                       s.corner * ((v_up[x - 1] + v_up[x + 1]) + (v_down[x - 1] + v_down[x + 1])) +
                       s.middle * v0;
        float eaten = u0 * v0 * v0, fed = feed + food[x];
        next_u[x] = gr_unitf(u0 + flow_u + s.time * (fed * (1.0f - u0) - eaten));
        next_v[x] = gr_unitf(v0 + 0.5f * flow_v + s.time * (eaten - (fed + s.kill) * v0));
    }
}

static void react_once(const GrFieldInput *input, Step step, float feed, const float *food_x,
                       const float *food_y, Pair now, Pair next)
{
    const State *state = input->state;
    const ptrdiff_t stride = state->stride;
    close_border(input, now);
    for (int y = 0; y < state->rows; y++) {
        const ptrdiff_t at = y * stride;
        step_row(step, feed + food_y[y], food_x, stride, state->cols, now.u + at, now.v + at,
                 next.u + at, next.v + at);
    }
}

static int clip(int i, int count)
{
    return i < 0 ? 0 : i < count ? i : count - 1;
}

/* A round spot of the growing substance, noisy so that no two grow alike. */
static void sow(const GrFieldInput *input, uint32_t id)
{
    State *state = input->state;
    const Params *p = input->params;
    float *u = present(state).u, *v = present(state).v;
    const float w = state->point_w, h = state->point_h;
    const bool holes = preset_rates[p->preset].grown > 0.0f;
    const float radius =
        gr_maxf(w, h) * p->size * (holes ? 1.5f : 1.0f) * (2.0f + 1.5f * gr_rng_unit(id, 3, 0));
    const int cx = (int)(gr_rng_unit(id, 1, 0) * (float)state->cols);
    const int cy = (int)(gr_rng_unit(id, 2, 0) * (float)state->rows);
    const int wide = (int)gr_minf(radius / w, 32.0f) + 1;
    const int high = (int)gr_minf(radius / h, 32.0f) + 1;
    for (int y = clip(cy - high, state->rows); y <= clip(cy + high, state->rows); y++) {
        for (int x = clip(cx - wide, state->cols); x <= clip(cx + wide, state->cols); x++) {
            float dx = (float)(x - cx) * w / radius, dy = (float)(y - cy) * h / radius;
            float inside = gr_unitf(2.0f - 2.0f * (dx * dx + dy * dy));
            float noise = gr_rng_unit(id, (uint32_t)(y - cy + 64), (uint32_t)(x - cx + 64));
            float amount = 0.5f * inside * (0.6f + 0.4f * noise);
            ptrdiff_t at = y * state->stride + x;
            if (holes) {
                v[at] = v[at] * (1.0f - 2.0f * amount);
                u[at] = u[at] + (1.0f - u[at]) * 2.0f * amount;
            } else {
                v[at] = gr_maxf(v[at], amount);
                u[at] = gr_minf(u[at], 1.0f - amount);
            }
        }
    }
}

/* Slow waves of food across columns and down rows, some per cent of the feed rate. */
static void set_food(const GrFieldInput *input, double time_s, float *food_x, float *food_y)
{
    const Params *p = input->params;
    const State *s = input->state;
    const Preset rates = preset_rates[p->preset];
    const float amount = p->unrest * rates.spare * rates.feed;
    const float phase_x = gr_phase(time_s * 0.11), phase_y = gr_phase(time_s * -0.083);
    for (int x = 0; x < s->cols; x++) {
        float at = ((float)x + 0.5f - 0.5f * (float)s->cols) * s->point_w;
        food_x[x] = amount * gr_sinf(at * 2.3f + phase_x);
    }
    for (int y = 0; y < s->rows; y++) {
        float at = ((float)y + 0.5f - 0.5f * (float)s->rows) * s->point_h;
        food_y[y] = amount * gr_sinf(at * 2.9f + phase_y);
    }
}

/* From the first point of a plane to its last. */
static size_t rows_bytes(const State *s)
{
    return (size_t)(s->stride * (s->rows - 1) + s->cols) * sizeof(float);
}

static void advance(const GrFieldInput *input, double time_s)
{
    const Params *p = input->params;
    const State *state = input->state;
    const Preset rates = preset_rates[p->preset];
    float *food_x = (float *)input->scratch + 2 * state->plane, *food_y = food_x + state->cols;
    Pair now = present(input->state), next = pair_in(state, input->scratch);
    int parts;
    const Step step = step_of(state, p->size, rates.kill, &parts);
    set_food(input, time_s, food_x, food_y);
    for (int i = 0; i < p->steps * parts; i++) {
        react_once(input, step, rates.feed, food_x, food_y, now, next);
        const Pair old = now;
        now = next;
        next = old;
    }
    if (now.u != present(input->state).u) {
        memcpy(next.u, now.u, rows_bytes(state));
        memcpy(next.v, now.v, rows_bytes(state));
    }
    close_border(input, present(input->state)); /* draw() looks at neighbours */
}

static void init(const GrFieldInput *input)
{
    const Params *p = input->params;
    State *state = input->state;
    const uint32_t seed = gr_rng_fold(input->seed);
    *state = lattice_of(input->grid);
    const Preset rates = preset_rates[p->preset];
    float *u = present(state).u, *v = present(state).v;
    for (int y = 0; y < state->rows; y++) {
        for (int x = 0; x < state->cols; x++) {
            u[y * state->stride + x] = rates.fed;
            v[y * state->stride + x] = rates.grown;
        }
    }
    for (int i = 0; i < p->seeds; i++) {
        sow(input, gr_rng_u32(seed, (uint32_t)i, 11));
    }
    const float tick_s = gr_maxf(input->moment->tick_s, 0.001f);
    const int ticks = (int)(p->grown / tick_s + 0.5f);
    for (int i = 0; i < ticks; i++) {
        advance(input, (double)(i - ticks) * (double)tick_s);
    }
    close_border(input, present(state));
}

static void step(const GrFieldInput *input)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    if (p->react > 0.0f && gr_signal(m, GR_SIGNAL_BEAT) > 0.5f) {
        const uint32_t seed = gr_rng_fold(input->seed);
        const int count = 1 + (int)(2.5f * p->react);
        for (int i = 0; i < count; i++) {
            sow(input, gr_rng_u32(seed, (uint32_t)m->tick, (uint32_t)(1000 + i)));
        }
    }
    advance(input, m->scene_s);
}

/* Of one row of points: the substance as light, and its lit edges. Added to what the rows before
 * gave, since a cell shows the mean of its points. */
typedef struct Light {
    float low, span, body, edge, slope_x, slope_y, share;
} Light;

static void light_row(Light l, const float *restrict v, ptrdiff_t stride, int step, int cols,
                      float *restrict value)
{
    const float *restrict up = v - stride, *restrict down = v + stride;
    for (int x = 0; x < cols; x++) {
        const int i = x * step;
        float amount = gr_unitf((v[i] - l.low) * l.span);
        float lit = amount * amount * (3.0f - 2.0f * amount);
        float facing = (v[i - 1] - v[i + 1]) * l.slope_x + (up[i] - down[i]) * l.slope_y;
        float edge = gr_maxf(facing, 0.0f) + 0.35f * gr_maxf(-facing, 0.0f);
        value[x] = value[x] + l.share * (l.body * lit + l.edge * edge);
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const State *state = input->state;
    const Preset rates = preset_rates[p->preset];
    const ptrdiff_t stride = state->stride;
    const float span = 1.0f / (rates.high - rates.low), contrast = p->contrast;
    const float bass = gr_push(input->moment, GR_SIGNAL_BASS, p->react);
    /* Light from the upper left; slopes over two points, as if these were as wide as high. */
    const float point = 0.5f * (state->point_w + state->point_h);
    const Light light = {
        .low = rates.low,
        .span = span,
        .body = 1.0f - 0.72f * p->relief,
        .edge = p->relief * (1.0f + 0.5f * bass) * gr_maxf(1.0f, p->size),
        .slope_x = -span * point / state->point_w,
        .slope_y = -span * point / state->point_h,
        .share = 1.0f / (float)(state->down * state->across),
    };
    const float *v = present(input->state).v;
    for (int y = 0; y < grid->rows; y++) {
        float *restrict value = output->value + (ptrdiff_t)y * grid->cols;
        for (int x = 0; x < grid->cols; x++) {
            value[x] = 0.0f;
        }
        for (int part = 0; part < state->down; part++) {
            const float *row = v + ((ptrdiff_t)y * state->down + part) * stride;
            for (int i = 0; i < state->across; i++) {
                light_row(light, row + i, stride, state->across, grid->cols, value);
            }
        }
        for (int x = 0; x < grid->cols; x++) {
            value[x] = gr_unitf(0.5f + (value[x] - 0.5f) * contrast);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_reaction);
const GrEffect GR_LEVEL_NAME(gr_effect_reaction) = {
    .name = "reaction",
    .family = "simulation",
    .summary = "living tissue: spots, corals and mazes that grow and divide",
    .params = GR_PARAM_TABLE(Params, params),
    .state_bytes = state_bytes,
    .scratch_bytes = scratch_bytes,
    .init = init,
    .step = step,
    .draw = draw,
};
