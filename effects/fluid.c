/* SPDX-License-Identifier: MIT
 *
 * Fluid: jets of ink curl into each other in still water. The water's flow is moved along by itself
 * and made free of sources (Stam, "Stable Fluids", SIGGRAPH 1999), with the small whirls that a
 * coarse lattice loses put back (Fedkiw, Stam and Jensen, SIGGRAPH 2001). The ink is carried along
 * on a finer lattice and slowly fades. Each jet belongs to a band of the sound, and wanders on a
 * closed way of its own.
 */
#include "base/level.h"
#include "common/lattice.h"
#include "common/motion.h"
#include "model/effect.h"

enum { FLOW_POINTS = 64, INK_POINTS = 128, HEAD = 128, SPINS = 20, MOST_JETS = 6 };

typedef struct Params {
    float force, wander, ink, fade, sharp, swirl, drag, relief, contrast, warm, react, jets;
} Params;

static const GrParam params[] = {
    GR_COUNT(Params, jets, "", 5, 1, MOST_JETS,
             "jets of ink; each follows a band of the sound, from the lowest"),
    GR_FLOAT(Params, force, "screen/s", 2.2, 0.05, 6, "how fast the jets push"),
    GR_FLOAT(Params, wander, "", 1, 0, 6, "how fast jets travel and turn"),
    GR_FLOAT(Params, ink, "", 1.2, 0.1, 4, "how much ink the jets let out"),
    GR_FLOAT(Params, fade, "s", 4.5, 0.1, 20, "how long ink stays"),
    GR_FLOAT(Params, sharp, "", 1, 0, 1, "how finely ink is drawn out: 0 lets it blur on its way"),
    GR_FLOAT(Params, swirl, "", 1, 0, 3, "how much of the small whirls is kept up"),
    GR_FLOAT(Params, drag, "1/s", 0.2, 0, 6, "how soon the water comes to rest"),
    GR_FLOAT(Params, relief, "", 0.35, 0, 1, "0 shows ink alone, 1 its lit edges"),
    GR_FLOAT(Params, contrast, "", 1, 0.3, 3, "higher parts ink and water further"),
    GR_FIXED_FLOAT(Params, warm, "s", 3, 0, 10, "how long the jets have run when the scene begins"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (bands drive the jets, beats burst with ink); 0 is "
             "not at all"),
};

typedef struct State {
    GrLattice flow, ink;
    double way; /* seconds of wandering */
} State;

static size_t state_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    const GrLattice flow = gr_lattice_of(grid, FLOW_POINTS), ink = gr_lattice_of(grid, INK_POINTS);
    return HEAD + (2 * (size_t)flow.plane + (size_t)ink.plane) * sizeof(float);
}

/* Three planes of the flow; then two of the ink; or one of the ink and the cells' sampler. */
static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    const GrLattice flow = gr_lattice_of(grid, FLOW_POINTS), ink = gr_lattice_of(grid, INK_POINTS);
    const size_t stir = 3 * (size_t)flow.plane, carry = 2 * (size_t)ink.plane;
    const size_t draw = (size_t)ink.plane + gr_sampler_floats(grid, &ink);
    const size_t step = stir > carry ? stir : carry;
    return (step > draw ? step : draw) * sizeof(float);
}

static float *flow_of(void *state, int axis)
{
    State *s = state;
    return gr_lattice_plane(&s->flow, (float *)(void *)((char *)state + HEAD), axis);
}

static float *ink_of(void *state)
{
    State *s = state;
    float *first = (float *)(void *)((char *)state + HEAD) + 2 * s->flow.plane;
    return gr_lattice_plane(&s->ink, first, 0);
}

static float *flow_scratch(const GrFieldInput *input, int which)
{
    const State *s = input->state;
    return gr_lattice_plane(&s->flow, input->scratch, which);
}

static float *ink_scratch(const GrFieldInput *input, int which)
{
    const State *s = input->state;
    return gr_lattice_plane(&s->ink, input->scratch, which);
}

/* No water passes the frame's edge. */
static void close_walls(const GrLattice *l, float *u, float *v)
{
    gr_lattice_close(l, u);
    gr_lattice_close(l, v);
    for (int y = 0; y < l->rows; y++) {
        float *row = u + y * l->stride;
        row[-1] = -row[0];
        row[l->cols] = -row[l->cols - 1];
    }
    for (int x = -1; x <= l->cols; x++) {
        v[x - l->stride] = -v[x];
        v[x + l->rows * l->stride] = -v[x + (l->rows - 1) * l->stride];
    }
}

static void spin_row(ptrdiff_t stride, int cols, float per, const float *restrict u,
                     const float *restrict v, float *restrict spin)
{
    for (int x = 0; x < cols; x++) {
        spin[x] = per * ((v[x + 1] - v[x - 1]) - (u[x + stride] - u[x - stride]));
    }
}

/* Pushes around each whirl, the way it turns. */
static void whirl_row(ptrdiff_t stride, int cols, float amount, const float *restrict spin,
                      float *restrict u, float *restrict v)
{
    for (int x = 0; x < cols; x++) {
        float dx = gr_absf(spin[x + 1]) - gr_absf(spin[x - 1]);
        float dy = gr_absf(spin[x + stride]) - gr_absf(spin[x - stride]);
        float per = amount * spin[x] / (gr_sqrtf(dx * dx + dy * dy) + 1e-3f);
        u[x] = u[x] + per * dy;
        v[x] = v[x] - per * dx;
    }
}

static void keep_whirls(const GrFieldInput *input, float tick_s)
{
    const Params *p = input->params;
    State *s = input->state;
    const GrLattice *l = &s->flow;
    float *u = flow_of(s, 0), *v = flow_of(s, 1), *spin = flow_scratch(input, 0);
    close_walls(l, u, v);
    for (int y = 0; y < l->rows; y++) {
        const ptrdiff_t at = y * l->stride;
        spin_row(l->stride, l->cols, 0.5f / l->point, u + at, v + at, spin + at);
    }
    gr_lattice_close(l, spin);
    for (int y = 0; y < l->rows; y++) {
        const ptrdiff_t at = y * l->stride;
        whirl_row(l->stride, l->cols, 0.3f * p->swirl * tick_s * l->point / 0.03f, spin + at,
                  u + at, v + at);
    }
}

static void source_row(ptrdiff_t stride, int cols, const float *restrict u, const float *restrict v,
                       float *restrict source, float *restrict pressure)
{
    for (int x = 0; x < cols; x++) {
        source[x] = 0.5f * ((u[x + 1] - u[x - 1]) + (v[x + stride] - v[x - stride]));
        pressure[x] = 0.0f;
    }
}

static void relax_row(ptrdiff_t stride, int cols, const float *restrict now,
                      const float *restrict source, float *restrict next)
{
    for (int x = 0; x < cols; x++) {
        next[x] =
            0.25f * ((now[x - 1] + now[x + 1]) + (now[x - stride] + now[x + stride]) - source[x]);
    }
}

static void push_row(ptrdiff_t stride, int cols, const float *restrict pressure, float *restrict u,
                     float *restrict v)
{
    for (int x = 0; x < cols; x++) {
        u[x] = u[x] - 0.5f * (pressure[x + 1] - pressure[x - 1]);
        v[x] = v[x] - 0.5f * (pressure[x + stride] - pressure[x - stride]);
    }
}

/* Takes sources and sinks out of the flow: what presses from them pushes back. */
static void settle(const GrFieldInput *input)
{
    State *s = input->state;
    const GrLattice *l = &s->flow;
    float *u = flow_of(s, 0), *v = flow_of(s, 1);
    float *source = flow_scratch(input, 0), *now = flow_scratch(input, 1);
    float *next = flow_scratch(input, 2);
    close_walls(l, u, v);
    for (int y = 0; y < l->rows; y++) {
        const ptrdiff_t at = y * l->stride;
        source_row(l->stride, l->cols, u + at, v + at, source + at, now + at);
    }
    for (int i = 0; i < SPINS; i++) {
        gr_lattice_close(l, now);
        for (int y = 0; y < l->rows; y++) {
            const ptrdiff_t at = y * l->stride;
            relax_row(l->stride, l->cols, now + at, source + at, next + at);
        }
        float *other = now;
        now = next;
        next = other;
    }
    gr_lattice_close(l, now);
    for (int y = 0; y < l->rows; y++) {
        const ptrdiff_t at = y * l->stride;
        push_row(l->stride, l->cols, now + at, u + at, v + at);
    }
}

/* Four points around a place, in points. */
typedef struct Place {
    ptrdiff_t at;
    float fx, fy;
} Place;

static inline Place place_at(const GrLattice *l, float x, float y)
{
    x = gr_clampf(x, 0.0f, (float)(l->cols - 1) - 0.001f);
    y = gr_clampf(y, 0.0f, (float)(l->rows - 1) - 0.001f);
    const int col = (int)x, row = (int)y;
    return (Place){row * l->stride + col, x - (float)col, y - (float)row};
}

static inline float value_at(const float *plane, Place p, ptrdiff_t stride)
{
    const float *at = plane + p.at;
    float above = at[0] + (at[1] - at[0]) * p.fx;
    float below = at[stride] + (at[stride + 1] - at[stride]) * p.fx;
    return above + (below - above) * p.fy;
}

/* The flow carries itself: each point takes what comes to it. */
static void carry_flow(const GrFieldInput *input, float tick_s)
{
    const Params *p = input->params;
    State *s = input->state;
    const GrLattice *l = &s->flow;
    float *u = flow_of(s, 0), *v = flow_of(s, 1);
    float *next_u = flow_scratch(input, 0), *next_v = flow_scratch(input, 1);
    const float way = tick_s / l->point, keep = gr_expf(-p->drag * tick_s);
    for (int y = 0; y < l->rows; y++) {
        const ptrdiff_t at = y * l->stride;
        for (int x = 0; x < l->cols; x++) {
            const Place from = place_at(l, (float)x - way * u[at + x], (float)y - way * v[at + x]);
            next_u[at + x] = gr_clampf(value_at(u, from, l->stride) * keep, -6.0f, 6.0f);
            next_v[at + x] = gr_clampf(value_at(v, from, l->stride) * keep, -6.0f, 6.0f);
        }
    }
    for (int y = 0; y < l->rows; y++) {
        const ptrdiff_t at = y * l->stride;
        memcpy(u + at, next_u + at, (size_t)l->cols * sizeof(float));
        memcpy(v + at, next_v + at, (size_t)l->cols * sizeof(float));
    }
}

/* How far the flow goes in a tick at a point of the ink, in points. */
typedef struct Drift {
    const GrLattice *ink, *flow;
    const float *u, *v;
    float left, top, per, way;
} Drift;

static inline void drift_at(const Drift *d, int x, int y, float *dx, float *dy)
{
    const Place here = place_at(d->flow, d->left + (float)x * d->per, d->top + (float)y * d->per);
    *dx = d->way * value_at(d->u, here, d->flow->stride);
    *dy = d->way * value_at(d->v, here, d->flow->stride);
}

static void carry_row(const Drift *d, int y, const float *ink, float *restrict next)
{
    const GrLattice *l = d->ink;
    for (int x = 0; x < l->cols; x++) {
        float dx, dy;
        drift_at(d, x, y, &dx, &dy);
        next[x] = value_at(ink, place_at(l, (float)x - dx, (float)y - dy), l->stride);
    }
}

/* Carried back again, the ink shows how much being carried has blurred it: half of that is made up
 * for, within what the four points had from which it came (MacCormack's method, limited). */
static void sharpen_row(const Drift *d, int y, float sharp, float keep, const float *ink,
                        const float *carried, float *restrict out)
{
    const GrLattice *l = d->ink;
    for (int x = 0; x < l->cols; x++) {
        float dx, dy;
        drift_at(d, x, y, &dx, &dy);
        const Place from = place_at(l, (float)x - dx, (float)y - dy);
        const Place to = place_at(l, (float)x + dx, (float)y + dy);
        const float *a = ink + from.at, *b = a + l->stride;
        const float low = gr_minf(gr_minf(a[0], a[1]), gr_minf(b[0], b[1]));
        const float high = gr_maxf(gr_maxf(a[0], a[1]), gr_maxf(b[0], b[1]));
        const ptrdiff_t at = y * l->stride + x;
        const float blurred = value_at(carried, to, l->stride);
        out[x] = keep * gr_clampf(carried[at] + sharp * 0.5f * (ink[at] - blurred), low, high);
    }
}

static void carry_ink(const GrFieldInput *input, float tick_s)
{
    const Params *p = input->params;
    State *s = input->state;
    const GrLattice *l = &s->ink, *f = &s->flow;
    float *ink = ink_of(s), *carried = ink_scratch(input, 0), *out = ink_scratch(input, 1);
    const Drift drift = {.ink = l,
                         .flow = f,
                         .u = flow_of(s, 0),
                         .v = flow_of(s, 1),
                         .left = (l->left - f->left) / f->point,
                         .top = (l->top - f->top) / f->point,
                         .per = l->point / f->point,
                         .way = tick_s / l->point};
    const float keep = gr_expf(-tick_s / p->fade);
    for (int y = 0; y < l->rows; y++) {
        carry_row(&drift, y, ink, carried + y * l->stride);
    }
    for (int y = 0; y < l->rows; y++) {
        sharpen_row(&drift, y, p->sharp, keep, ink, carried, out + y * l->stride);
    }
    for (int y = 0; y < l->rows; y++) {
        memcpy(ink + y * l->stride, out + y * l->stride, (size_t)l->cols * sizeof(float));
    }
}

/* Where a jet is, where it points and how it runs at present. */
typedef struct Jet {
    float x, y, u, v, ink, radius, there;
} Jet;

static Jet jet_at(const GrFieldInput *input, int index, double time_s)
{
    static const GrSignal bands[MOST_JETS] = {GR_SIGNAL_SUB, GR_SIGNAL_BASS,  GR_SIGNAL_LOMID,
                                              GR_SIGNAL_MID, GR_SIGNAL_HIMID, GR_SIGNAL_HI};
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed), n = (uint32_t)index;
    const double own = 0.7 + 0.6 * (double)gr_rng_unit(seed, n, 1);
    const double start =
        (double)index / (double)gr_among(p->jets, index) + 0.1 * (double)gr_rng_unit(seed, n, 2);
    const float band = gr_push(m, bands[index], p->react);
    const float beat = p->react > 0.0f && gr_signal(m, GR_SIGNAL_BEAT) > 0.5f ? 1.0f : 0.0f;
    /* The others stay behind where the sound is uneven, but none stops. */
    const float strength = p->force * (0.75f + 0.7f * band + 1.2f * beat);
    const float turn = gr_phase(time_s * 0.17 * own + 1.7 * start) +
                       1.6f * gr_sinf(gr_phase(time_s * 0.29 * own + start));
    Jet jet = {.x = 0.72f * input->grid->aspect * gr_sinf(gr_phase(time_s * 0.053 * own + start)),
               .y = 0.68f * gr_cosf(gr_phase(time_s * 0.079 * own + start)),
               .u = strength * gr_cosf(turn),
               .v = strength * gr_sinf(turn),
               .ink = p->ink * (0.7f + 0.5f * band + 0.8f * beat),
               .radius = 0.085f + 0.03f * beat,
               .there = gr_member(p->jets, index)};
    return jet;
}

/* Round and soft: the flow takes the jet's speed in its middle, the ink its colour. */
static void blow(const State *s, const Jet *jet, float *u, float *v)
{
    const GrLattice *l = &s->flow;
    const float reach = 1.4f * jet->radius, per = 1.0f / (reach * reach);
    const GrLatticeSpan down = gr_lattice_span(jet->y, reach, l->top, l->point, l->rows);
    const GrLatticeSpan across = gr_lattice_span(jet->x, reach, l->left, l->point, l->cols);
    for (int row = down.first; row < down.last; row++) {
        const float dy = gr_lattice_y(l, row) - jet->y;
        for (int col = across.first; col < across.last; col++) {
            const float dx = gr_lattice_x(l, col) - jet->x;
            const float inside = gr_unitf(1.0f - (dx * dx + dy * dy) * per);
            const ptrdiff_t at = row * l->stride + col;
            u[at] = u[at] + (jet->u - u[at]) * inside * inside * 0.5f * jet->there;
            v[at] = v[at] + (jet->v - v[at]) * inside * inside * 0.5f * jet->there;
        }
    }
}

static void let_out(const State *s, const Jet *jet, float *ink)
{
    const GrLattice *l = &s->ink;
    const float reach = 0.75f * jet->radius, per = 1.0f / (reach * reach);
    const GrLatticeSpan down = gr_lattice_span(jet->y, reach, l->top, l->point, l->rows);
    const GrLatticeSpan across = gr_lattice_span(jet->x, reach, l->left, l->point, l->cols);
    for (int row = down.first; row < down.last; row++) {
        const float dy = gr_lattice_y(l, row) - jet->y;
        for (int col = across.first; col < across.last; col++) {
            const float dx = gr_lattice_x(l, col) - jet->x;
            const float inside = gr_unitf(1.3f - 1.3f * (dx * dx + dy * dy) * per) * jet->there;
            float *at = &ink[row * l->stride + col];
            *at = gr_maxf(*at, *at + (1.35f * jet->ink - *at) * inside * 0.6f);
        }
    }
}

static void advance(const GrFieldInput *input, float tick_s)
{
    const Params *p = input->params;
    State *s = input->state;
    s->way = s->way + (double)(p->wander * tick_s);
    for (int i = 0; i < gr_members(p->jets); i++) {
        const Jet jet = jet_at(input, i, s->way);
        blow(s, &jet, flow_of(s, 0), flow_of(s, 1));
        let_out(s, &jet, ink_of(s));
    }
    keep_whirls(input, tick_s);
    settle(input);
    carry_flow(input, tick_s);
    carry_ink(input, tick_s);
}

static void init(const GrFieldInput *input)
{
    const Params *p = input->params;
    State *s = input->state;
    const float tick_s = gr_maxf(input->moment->tick_s, 0.001f);
    const int ticks = (int)(p->warm / tick_s + 0.5f);
    memset(s, 0, sizeof *s);
    s->flow = gr_lattice_of(input->grid, FLOW_POINTS);
    s->ink = gr_lattice_of(input->grid, INK_POINTS);
    s->way = 100.0 * (double)gr_rng_unit(gr_rng_fold(input->seed), 99, 1);
    GrMoment still = *input->moment;
    memset(&still.signals, 0, sizeof still.signals);
    GrFieldInput quiet = *input;
    quiet.moment = &still;
    for (int i = 0; i < ticks; i++) {
        advance(&quiet, tick_s);
    }
}

static void step(const GrFieldInput *input)
{
    advance(input, input->moment->tick_s);
}

static void light_row(float relief, float contrast, ptrdiff_t stride, int cols,
                      const float *restrict ink, float *restrict light)
{
    const float *restrict up = ink - stride, *restrict down = ink + stride;
    for (int x = 0; x < cols; x++) {
        float amount = gr_unitf(0.5f + (ink[x] - 0.5f) * contrast);
        float body = amount * amount * (3.0f - 2.0f * amount);
        float facing = (ink[x + 1] - ink[x - 1]) + (down[x] - up[x]);
        float edge = gr_maxf(facing, 0.0f) + 0.3f * gr_maxf(-facing, 0.0f);
        light[x] = gr_unitf(body * (1.0f - 0.6f * relief) + 3.2f * relief * edge);
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    State *s = input->state;
    const GrLattice *l = &s->ink;
    const float *ink = ink_of(s);
    float *light = gr_lattice_plane(l, input->scratch, 0);
    const GrSampler sampler = gr_sampler_of(grid, l, (float *)input->scratch + l->plane);
    for (int y = 0; y < l->rows; y++) {
        const ptrdiff_t at = y * l->stride;
        light_row(p->relief, 0.7f + 0.5f * p->contrast, l->stride, l->cols, ink + at, light + at);
    }
    for (int y = 0; y < grid->rows; y++) {
        float *restrict value = output->value + (ptrdiff_t)y * grid->cols;
        gr_sampler_row(&sampler, light, y, value);
        for (int x = 0; x < grid->cols; x++) {
            value[x] = gr_unitf(value[x]);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_fluid);
const GrEffect GR_LEVEL_NAME(gr_effect_fluid) = {
    .name = "fluid",
    .family = "simulation",
    .summary = "jets of ink that curl into each other, driven by the bands of the sound",
    .params = GR_PARAM_TABLE(Params, params),
    .state_bytes = state_bytes,
    .scratch_bytes = scratch_bytes,
    .init = init,
    .step = step,
    .draw = draw,
};
