/* SPDX-License-Identifier: MIT
 *
 * Attractor: veils of light. A point is moved again and again by a formula that never repeats
 * itself and never leaves a strange, folded shape; a great many of such points, counted, are a
 * density. The formulas: Clifford Pickover's, Peter de Jong's, and Ivan Emrich's "bedhead", all as
 * Paul Bourke collects them (paulbourke.net/fractals). Their numbers wander on small closed ways,
 * so that the shape folds and unfolds; what was counted fades, so that it leaves a haze behind it.
 */
#include "base/level.h"
#include "common/lattice.h"
#include "common/motion.h"
#include "model/effect.h"

typedef struct Params {
    float drift, sway, spin, zoom, fit, haze, contrast, react;
    int32_t shape, points;
} Params;

static const char *const shapes[] = {"clifford", "de_jong", "bedhead", NULL};
static const char *const shape_help[] = {"folded veils around an eye", "loops of silk",
                                         "a ruffled pillow of threads", NULL};

static const GrParam params[] = {
    {.name = "shape",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, shape),
     .unit = "",
     .def = 0,
     .choices = shapes,
     .choice_help = shape_help,
     .help = "whose formula moves the points"},
    GR_INT(Params, points, "thousand", 24, 2, 96, "points that are counted in a tick"),
    GR_FLOAT(Params, drift, "", 1, 0, 8, "how fast the shape changes; at 1 it returns in a minute"),
    GR_FLOAT(Params, sway, "", 1, 0, 2, "how far the shape changes"),
    GR_FLOAT(Params, spin, "turns/s", 0.012, -1, 1, "how fast it turns"),
    GR_FLOAT(Params, zoom, "", 1, 0.2, 6, "size beside the frame"),
    GR_FLOAT(Params, fit, "", 0.6, 0, 1, "0 keeps its shape, 1 stretches it to fill the frame"),
    GR_FLOAT(Params, haze, "s", 0.3, 0.03, 3, "how long what was counted stays visible"),
    GR_FLOAT(Params, contrast, "", 1, 0.3, 3, "higher parts bright folds from the haze"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (beats fold the shape, bass brightens it); 0 is "
             "not at all"),
};

enum { POINTS = 112, HEAD = 128, LANES = 64, WARM = 16, RUN = 48 };

typedef struct State {
    GrLattice lattice;
    double phase, turn;             /* of the wandering numbers, and turns of the whole */
    float fold;                     /* what is left of the last beat */
    float mid_x, mid_y, wide, high; /* of the shape, following it slowly */
    float weight;                   /* of all that is counted, faded */
    int32_t ticks;
} State;

static size_t state_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return HEAD + (size_t)gr_lattice_of(grid, POINTS).plane * sizeof(float);
}

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    const GrLattice l = gr_lattice_of(grid, POINTS);
    return gr_sampler_floats(grid, &l) * sizeof(float);
}

static float *density_of(void *state)
{
    State *s = state;
    return gr_lattice_plane(&s->lattice, (float *)(void *)((char *)state + HEAD), 0);
}

/* The numbers a, b, c, d and how far and how often in a round each wanders. */
typedef struct Formula {
    float at[4], sway[4];
} Formula;

static const Formula formulas[] = {
    {{-1.4f, 1.6f, 1.0f, 0.7f}, {0.08f, 0.08f, 0.1f, 0.1f}},
    {{1.4f, -2.3f, 2.4f, -2.1f}, {0.2f, 0.14f, 0.2f, 0.18f}},
    {{-0.78f, -0.93f, 0.0f, 0.0f}, {0.05f, 0.04f, 0.0f, 0.0f}},
};

typedef struct Numbers {
    float a, b, c, d;
} Numbers;

static Numbers numbers_at(const Params *p, const State *s)
{
    const Formula *f = &formulas[p->shape];
    float n[4];
    for (int i = 0; i < 4; i++) {
        const float round = gr_sinf(gr_phase(s->phase * (double)(i % 2 + 1) + 0.21 * (double)i));
        n[i] = f->at[i] + p->sway * f->sway[i] * (round + 0.8f * s->fold * (float)(i % 2 * 2 - 1));
    }
    return (Numbers){n[0], n[1], n[2], n[3]};
}

static void move_clifford(Numbers n, float *restrict x, float *restrict y)
{
    for (int i = 0; i < LANES; i++) {
        float to_x = gr_sinf(n.a * y[i]) + n.c * gr_cosf(n.a * x[i]);
        float to_y = gr_sinf(n.b * x[i]) + n.d * gr_cosf(n.b * y[i]);
        x[i] = to_x;
        y[i] = to_y;
    }
}

static void move_de_jong(Numbers n, float *restrict x, float *restrict y)
{
    for (int i = 0; i < LANES; i++) {
        float to_x = gr_sinf(n.a * y[i]) - gr_cosf(n.b * x[i]);
        float to_y = gr_sinf(n.c * x[i]) - gr_cosf(n.d * y[i]);
        x[i] = to_x;
        y[i] = to_y;
    }
}

static void move_bedhead(Numbers n, float *restrict x, float *restrict y)
{
    const float per = 1.0f / n.b;
    for (int i = 0; i < LANES; i++) {
        float to_x = gr_sinf(x[i] * y[i] * per) * y[i] + gr_cosf(n.a * x[i] - y[i]);
        float to_y = x[i] + gr_sinf(y[i]) * per;
        /* It may run away where its numbers are unusual. */
        x[i] = gr_clampf(to_x, -20.0f, 20.0f);
        y[i] = gr_clampf(to_y, -20.0f, 20.0f);
    }
}

static void move(int32_t shape, Numbers n, float *x, float *y)
{
    if (shape == 0) {
        move_clifford(n, x, y);
    } else if (shape == 1) {
        move_de_jong(n, x, y);
    } else {
        move_bedhead(n, x, y);
    }
}

/* From the plane of the formula to points of the lattice. */
typedef struct View {
    float mid_x, mid_y, xx, xy, yx, yy, left, top;
} View;

static View view_of(const Params *p, const State *s, float aspect)
{
    const GrLattice *l = &s->lattice;
    const float side = gr_minf(aspect, 1.0f), turn = gr_phase(s->turn);
    const float c = gr_cosf(turn), n = gr_sinf(turn);
    /* As wide and high as twice its spread, or as the frame. */
    const float spread = gr_maxf(gr_maxf(s->wide, s->high), 0.01f);
    const float across = gr_lerpf(side / spread, aspect / gr_maxf(s->wide, 0.3f * spread), p->fit);
    const float down = gr_lerpf(side / spread, 1.0f / gr_maxf(s->high, 0.3f * spread), p->fit);
    const float scale = p->zoom * 0.56f / l->point;
    return (View){s->mid_x,         s->mid_y,         scale * across * c, -scale * across * n,
                  scale * down * n, scale * down * c, l->left / l->point, l->top / l->point};
}

/* Shares a point out to the four that surround it. */
static void count_points(const GrLattice *l, const View *v, const float *x, const float *y,
                         float *density)
{
    float at_x[LANES], at_y[LANES];
    for (int i = 0; i < LANES; i++) {
        const float dx = x[i] - v->mid_x, dy = y[i] - v->mid_y;
        at_x[i] = gr_clampf(v->xx * dx + v->xy * dy - v->left, -1.0f, (float)l->cols);
        at_y[i] = gr_clampf(v->yx * dx + v->yy * dy - v->top, -1.0f, (float)l->rows);
    }
    for (int i = 0; i < LANES; i++) {
        /* Those outside gather on the border, which nobody sees. */
        const int col = (int)(at_x[i] + 1.0f) - 1, row = (int)(at_y[i] + 1.0f) - 1;
        if (col < 0 || row < 0 || col >= l->cols - 1 || row >= l->rows - 1) {
            continue;
        }
        const float fx = at_x[i] - (float)col, fy = at_y[i] - (float)row;
        float *at = density + row * l->stride + col;
        at[0] += (1.0f - fx) * (1.0f - fy);
        at[1] += fx * (1.0f - fy);
        at[l->stride] += (1.0f - fx) * fy;
        at[l->stride + 1] += fx * fy;
    }
}

/* Lets the view follow the shape: its middle and its spread, from where the points have come to. */
typedef struct Extent {
    double x, y, xx, yy, count;
} Extent;

static void follow(State *s, const Extent *e, bool at_once)
{
    const double mid_x = e->x / e->count, mid_y = e->y / e->count;
    const float wide = gr_sqrtf((float)(e->xx / e->count - mid_x * mid_x));
    const float high = gr_sqrtf((float)(e->yy / e->count - mid_y * mid_y));
    const float share = at_once ? 1.0f : 0.06f;
    s->mid_x = s->mid_x + ((float)mid_x - s->mid_x) * share;
    s->mid_y = s->mid_y + ((float)mid_y - s->mid_y) * share;
    s->wide = s->wide + (wide - s->wide) * share;
    s->high = s->high + (high - s->high) * share;
}

static void run(const GrFieldInput *input, Numbers n, int lots, Extent *extent, bool counted)
{
    const Params *p = input->params;
    State *s = input->state;
    float *density = density_of(s);
    const View view = view_of(p, s, input->grid->aspect);
    const uint32_t seed = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)s->ticks, 3);
    float x[LANES], y[LANES];
    for (int lot = 0; lot < lots; lot++) {
        for (int i = 0; i < LANES; i++) {
            x[i] = 2.0f * gr_rng_unit(seed, (uint32_t)lot, (uint32_t)(2 * i)) - 1.0f;
            y[i] = 2.0f * gr_rng_unit(seed, (uint32_t)lot, (uint32_t)(2 * i + 1)) - 1.0f;
        }
        for (int i = 0; i < WARM; i++) {
            move(p->shape, n, x, y);
        }
        for (int i = 0; i < LANES && lot < 8; i++) {
            extent->x += (double)x[i];
            extent->y += (double)y[i];
            extent->xx += (double)x[i] * (double)x[i];
            extent->yy += (double)y[i] * (double)y[i];
            extent->count += 1.0;
        }
        for (int i = 0; i < RUN && counted; i++) {
            move(p->shape, n, x, y);
            count_points(&s->lattice, &view, x, y, density);
        }
    }
}

static void advance(const GrFieldInput *input, float tick_s)
{
    const Params *p = input->params;
    State *s = input->state;
    const GrLattice *l = &s->lattice;
    const float keep = gr_expf(-tick_s / p->haze);
    const int lots = (p->points * 1000 + LANES * RUN - 1) / (LANES * RUN);
    float *density = density_of(s);
    for (int y = 0; y < l->rows; y++) {
        float *restrict row = density + y * l->stride;
        for (int x = 0; x < l->cols; x++) {
            row[x] = row[x] * keep;
        }
    }
    s->weight = s->weight * keep + (float)(lots * LANES * RUN);
    Extent extent = {0};
    run(input, numbers_at(p, s), lots, &extent, true);
    follow(s, &extent, false);
    s->phase = s->phase + (double)(p->drift * tick_s) / 60.0;
    s->turn = s->turn + (double)(p->spin * tick_s);
    s->fold = s->fold * gr_expf(-tick_s * 5.0f);
    s->ticks++;
}

static void init(const GrFieldInput *input)
{
    const Params *p = input->params;
    State *s = input->state;
    const float tick_s = gr_maxf(input->moment->tick_s, 0.001f);
    memset(s, 0, sizeof *s);
    s->lattice = gr_lattice_of(input->grid, POINTS);
    s->phase = (double)gr_rng_unit(gr_rng_fold(input->seed), 1, 1);
    Extent extent = {0};
    s->wide = s->high = 1.0f;
    run(input, numbers_at(p, s), 8, &extent, false);
    follow(s, &extent, true);
    const int ticks = (int)(gr_minf(2.0f * p->haze, 1.0f) / tick_s + 1.0f);
    for (int i = 0; i < ticks; i++) {
        advance(input, tick_s);
    }
}

static void step(const GrFieldInput *input)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    State *s = input->state;
    if (gr_signal(m, GR_SIGNAL_BEAT) > 0.5f) {
        s->fold = gr_minf(p->react, 2.0f) * 0.5f;
    }
    advance(input, m->tick_s);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const State *s = input->state;
    const GrLattice *l = &s->lattice;
    const float *density = density_of(input->state);
    const GrSampler sampler = gr_sampler_of(grid, l, input->scratch);
    const float bass = gr_push(input->moment, GR_SIGNAL_BASS, p->react);
    /* 1 is what everywhere would have if the points were spread over half of the frame. */
    const float even = 2.0f * s->weight / (float)(l->cols * l->rows);
    const float per = (3.2f + 2.4f * bass) / gr_maxf(even, 0.001f);
    for (int y = 0; y < grid->rows; y++) {
        float *restrict value = output->value + (ptrdiff_t)y * grid->cols;
        gr_sampler_row(&sampler, density, y, value);
        for (int x = 0; x < grid->cols; x++) {
            float many = gr_log2f(1.0f + value[x] * per) * 0.27f;
            float lit = gr_powf(gr_unitf(many), 1.6f * p->contrast);
            value[x] = gr_unitf(lit * 1.1f - 0.015f);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_attractor);
const GrEffect GR_LEVEL_NAME(gr_effect_attractor) = {
    .name = "attractor",
    .family = "simulation",
    .summary = "veils of light that fold and unfold: strange attractors as densities",
    .params = GR_PARAM_TABLE(Params, params),
    .state_bytes = state_bytes,
    .scratch_bytes = scratch_bytes,
    .init = init,
    .step = step,
    .draw = draw,
};
