/* SPDX-License-Identifier: MIT
 *
 * Water: rings run from falling drops over a dark pool, cross, and come back from the frame's
 * edges. The wave equation on a lattice of square points: each is drawn towards the mean of its
 * eight neighbours, weighted so that rings stay round. Where the surface bulges it gathers light,
 * as on the floor of a pool, and slopes towards the upper left shine. The two-plane method is that
 * of Hugo Elias ("2D Water"), the weights are the usual nine-point Laplacian.
 */
#include "base/level.h"
#include "common/lattice.h"
#include "common/motion.h"
#include "model/effect.h"

typedef struct Params {
    float rain, size, depth, speed, calm, shine, warm, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, rain, "1/s", 2.5, 0, 60, "drops that fall in a second by themselves"),
    GR_FLOAT(Params, size, "screen", 0.12, 0.03, 0.4, "radius of a drop"),
    GR_FLOAT(Params, depth, "", 1, 0.1, 4, "how deep drops dent the water"),
    GR_FLOAT(Params, speed, "screen/s", 0.75, 0.1, 2.5, "how fast rings run"),
    GR_FLOAT(Params, calm, "1/s", 1.9, 0, 6, "how soon waves die down; 0 is never"),
    GR_FLOAT(Params, shine, "", 0.6, 0, 1, "0 shows gathered light alone, 1 shining slopes alone"),
    GR_FIXED_FLOAT(Params, warm, "s", 2, 0, 10, "how long it has rained when the scene begins"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (beats throw large drops, high tones bring rain, "
             "bass makes the water glow); 0 is not at all"),
};

enum { POINTS = 100 };

/* Height and its change; then the drops' clock. */
typedef struct State {
    GrLattice lattice;
    float due; /* part of a drop that has gathered */
    uint32_t fallen;
} State;

enum { HEAD = 64 };

static size_t state_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return HEAD + 2 * (size_t)gr_lattice_of(grid, POINTS).plane * sizeof(float);
}

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    const GrLattice l = gr_lattice_of(grid, POINTS);
    return ((size_t)l.plane + gr_sampler_floats(grid, &l)) * sizeof(float);
}

static float *plane_at(void *state, int which)
{
    State *s = state;
    return gr_lattice_plane(&s->lattice, (float *)(void *)((char *)state + HEAD), which);
}

/* A dent with a rim around it, so that no water is lost: (1 - q)^2 (1 - 4 q) of q = (d / r)^2. */
static void drop(State *s, float x, float y, float radius, float depth)
{
    const GrLattice *l = &s->lattice;
    float *height = plane_at(s, 0);
    const float reach = gr_maxf(radius, 1.5f * l->point), per = 1.0f / (reach * reach);
    const GrLatticeSpan down = gr_lattice_span(y, reach, l->top, l->point, l->rows);
    const GrLatticeSpan across = gr_lattice_span(x, reach, l->left, l->point, l->cols);
    for (int row = down.first; row < down.last; row++) {
        const float dy = gr_lattice_y(l, row) - y;
        for (int col = across.first; col < across.last; col++) {
            const float dx = gr_lattice_x(l, col) - x;
            const float q = gr_minf((dx * dx + dy * dy) * per, 1.0f);
            height[row * l->stride + col] -= depth * (1.0f - q) * (1.0f - q) * (1.0f - 4.0f * q);
        }
    }
}

static void drop_somewhere(const GrFieldInput *input, uint32_t id, float scale)
{
    const Params *p = input->params;
    const float aspect = input->grid->aspect;
    float size = (0.6f + 0.8f * gr_rng_unit(id, 3, 0)) * scale;
    drop(input->state, (2.0f * gr_rng_unit(id, 1, 0) - 1.0f) * aspect,
         2.0f * gr_rng_unit(id, 2, 0) - 1.0f, p->size * size, p->depth * (0.5f + 0.5f * size));
}

static void pull_row(float pull, float keep, ptrdiff_t stride, int cols,
                     const float *restrict height, float *restrict change)
{
    const float *restrict up = height - stride, *restrict down = height + stride;
    for (int x = 0; x < cols; x++) {
        float sides = height[x - 1] + height[x + 1] + up[x] + down[x];
        float corners = (up[x - 1] + up[x + 1]) + (down[x - 1] + down[x + 1]);
        float bend = (4.0f * sides + corners - 20.0f * height[x]) * (1.0f / 6.0f);
        change[x] = (change[x] + pull * bend) * keep;
    }
}

static void move_row(int cols, const float *restrict change, float *restrict height)
{
    for (int x = 0; x < cols; x++) {
        /* A pool has a floor and drops only splash so high. */
        height[x] = gr_clampf(height[x] + change[x], -4.0f, 4.0f);
    }
}

static void advance(const GrFieldInput *input, float tick_s)
{
    const Params *p = input->params;
    State *s = input->state;
    const GrLattice *l = &s->lattice;
    float *height = plane_at(s, 0), *change = plane_at(s, 1);
    const float way = gr_minf(p->speed * tick_s / l->point, 12.0f); /* in points */
    const int parts = 1 + (int)(way / 0.65f);
    const float part = way / (float)parts;
    const float keep = gr_expf(-p->calm * tick_s / (float)parts);
    for (int i = 0; i < parts; i++) {
        gr_lattice_close(l, height);
        for (int y = 0; y < l->rows; y++) {
            pull_row(part * part, keep, l->stride, l->cols, height + y * l->stride,
                     change + y * l->stride);
        }
        for (int y = 0; y < l->rows; y++) {
            move_row(l->cols, change + y * l->stride, height + y * l->stride);
        }
    }
    gr_lattice_close(l, height); /* draw() looks at neighbours */
}

static void rain(const GrFieldInput *input, float drops)
{
    State *s = input->state;
    const uint32_t seed = gr_rng_fold(input->seed);
    s->due = s->due + drops;
    for (; s->due >= 1.0f; s->due -= 1.0f) {
        drop_somewhere(input, gr_rng_u32(seed, s->fallen++, 7), 1.0f);
    }
}

static void init(const GrFieldInput *input)
{
    const Params *p = input->params;
    State *s = input->state;
    const float tick_s = gr_maxf(input->moment->tick_s, 0.001f);
    const int ticks = (int)(p->warm / tick_s + 0.5f);
    memset(s, 0, sizeof *s);
    s->lattice = gr_lattice_of(input->grid, POINTS);
    for (int i = 0; i < ticks; i++) {
        rain(input, (p->rain + 2.0f) * tick_s);
        advance(input, tick_s);
    }
}

static void step(const GrFieldInput *input)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed);
    rain(input, (p->rain + 3.0f * gr_push(m, GR_SIGNAL_HI, p->react)) * m->tick_s);
    if (p->react > 0.0f && gr_signal(m, GR_SIGNAL_BEAT) > 0.5f) {
        const int count = 1 + (int)(1.5f * p->react);
        for (int i = 0; i < count; i++) {
            drop_somewhere(input, gr_rng_u32(seed, (uint32_t)m->tick, (uint32_t)(1000 + i)),
                           1.6f + 0.4f * gr_minf(p->react, 2.0f));
        }
    }
    advance(input, m->tick_s);
}

typedef struct Light {
    float gathered, slope, floor;
} Light;

static void light_row(Light l, ptrdiff_t stride, int cols, const float *restrict height,
                      float *restrict light)
{
    const float *restrict up = height - stride, *restrict down = height + stride;
    for (int x = 0; x < cols; x++) {
        float sides = height[x - 1] + height[x + 1] + up[x] + down[x];
        float bulge = 4.0f * height[x] - sides;
        float facing = (height[x + 1] - height[x - 1]) + (down[x] - up[x]);
        float lit = l.floor + l.gathered * bulge + l.slope * facing;
        /* Bent at the top: crests glow instead of being cut off. */
        lit = gr_maxf(lit, 0.0f);
        light[x] = lit * (1.0f + lit) / (0.55f + lit * (1.0f + lit));
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const State *s = input->state;
    const GrLattice *l = &s->lattice;
    const float *height = plane_at(input->state, 0);
    float *light = gr_lattice_plane(l, input->scratch, 0);
    const GrSampler sampler = gr_sampler_of(grid, l, (float *)input->scratch + l->plane);
    const float bass = gr_push(input->moment, GR_SIGNAL_BASS, p->react);
    /* Slopes count by the width of the waves, which is the drops'. */
    const float wide = gr_maxf(p->size, 2.0f * l->point) / l->point, glow = 1.0f + 0.5f * bass;
    const Light kind = {.gathered = (1.0f - p->shine) * glow * 0.5f * wide * wide,
                        .slope = p->shine * glow * 1.05f * wide,
                        .floor = 0.10f};
    for (int y = 0; y < l->rows; y++) {
        light_row(kind, l->stride, l->cols, height + y * l->stride, light + y * l->stride);
    }
    for (int y = 0; y < grid->rows; y++) {
        float *restrict value = output->value + (ptrdiff_t)y * grid->cols;
        gr_sampler_row(&sampler, light, y, value);
        for (int x = 0; x < grid->cols; x++) {
            value[x] = gr_unitf(value[x] * 1.45f - 0.05f);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_water);
const GrEffect GR_LEVEL_NAME(gr_effect_water) = {
    .name = "water",
    .family = "simulation",
    .summary = "drops fall into a dark pool, and their rings cross and come back",
    .params = GR_PARAM_TABLE(Params, params),
    .state_bytes = state_bytes,
    .scratch_bytes = scratch_bytes,
    .init = init,
    .step = step,
    .draw = draw,
};
