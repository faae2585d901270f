/* SPDX-License-Identifier: MIT
 *
 * Fire: flames lick up from the bottom of the frame, part, curl and go out. Heat on a lattice of
 * square points rises by whole points, is blown aside by gradient noise that rises with it, and
 * cools; embers that keep feeding it glow along the bottom row. Tongues form because cool places of
 * the noise rise through the flames. The idea of a field that rises and cools is as old as the
 * demo scene's fires (Hugo Elias, "Fire"); the wind is an upwind step of advection.
 */
#include "base/level.h"
#include "common/lattice.h"
#include "common/motion.h"
#include "common/noise.h"
#include "model/effect.h"

typedef struct Params {
    float height, speed, wind, turbulence, tongues, fuel, contrast, warm, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, height, "screen", 1.3, 0.1, 4, "of the flames; the frame is 2 high"),
    GR_FLOAT(Params, speed, "screen/s", 1.7, 0.1, 4, "how fast heat rises"),
    GR_FLOAT(Params, wind, "screen/s", 0, -2, 2,
             "that blows the flames aside; above 0 to the right"),
    GR_FLOAT(Params, turbulence, "", 1, 0, 3, "how far flames sway and curl"),
    GR_FLOAT(Params, tongues, "", 9, 0.5, 16,
             "flames side by side within half of the frame's shorter side"),
    GR_FLOAT(Params, fuel, "", 0.62, 0.05, 1, "how much of the bottom burns"),
    GR_FLOAT(Params, contrast, "", 1, 0.3, 3, "higher parts flames and dark further"),
    GR_FIXED_FLOAT(Params, warm, "s", 1.4, 0, 10, "how long it has burnt when the scene begins"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (bass makes flames higher, beats throw fireballs "
             "up); 0 is not at all"),
};

enum { POINTS = 90, HEAD = 64 };

typedef struct State {
    GrLattice lattice;
    double risen; /* points that everything has risen by since the scene began */
} State;

static size_t state_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return HEAD + (size_t)gr_lattice_of(grid, POINTS).plane * sizeof(float);
}

/* Heat of the next step, wind and cooling; or the cells' sampler. */
static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    const GrLattice l = gr_lattice_of(grid, POINTS);
    return ((size_t)l.plane * 3 + gr_sampler_floats(grid, &l)) * sizeof(float);
}

static float *heat_of(void *state)
{
    State *s = state;
    return gr_lattice_plane(&s->lattice, (float *)(void *)((char *)state + HEAD), 0);
}

/* Noise that rises with the flames: coarse for what blows aside, finer for what cools. */
static void blow_row(const GrNoise *coarse, const GrNoise *fine, float scale, float y_coarse,
                     float y_fine, float left, float point, int cols, float *restrict wind,
                     float *restrict cool)
{
    for (int x = 0; x < cols; x++) {
        const float at = left + (float)x * point;
        GrNoiseSample a = gr_noise_at(coarse, at * scale * 0.33f, y_coarse);
        GrNoiseSample b = gr_noise_at(fine, at * scale, y_fine);
        wind[x] = a.dy * 0.55f + b.dy * 0.35f; /* along the edges of the noise: it curls */
        cool[x] = gr_maxf(0.8f + 2.8f * b.value + 1.8f * a.value, 0.05f);
    }
}

static void rise_row(float aside, float gust, float loss, ptrdiff_t stride, int cols,
                     const float *restrict heat, const float *restrict wind,
                     const float *restrict cool, float *restrict next)
{
    const float *restrict below = heat + stride;
    for (int x = 0; x < cols; x++) {
        float blown = gr_clampf(aside + gust * wind[x], -0.9f, 0.9f);
        float from = blown > 0.0f ? below[x - 1] : below[x + 1];
        float h = below[x] + gr_absf(blown) * (from - below[x]);
        h = h + 0.14f * (below[x - 1] + below[x + 1] - 2.0f * below[x]);
        next[x] = gr_maxf(h - loss * cool[x] * (0.85f + 0.15f * h), 0.0f);
    }
}

/* The bottom row: places that burn and places that do not, always changing. */
static void feed(const GrFieldInput *input, float *row, double time_s)
{
    const Params *p = input->params;
    const State *s = input->state;
    const GrLattice *l = &s->lattice;
    const uint32_t seed = gr_rng_fold(input->seed);
    const GrNoise wide = {.seed = gr_rng_mix(seed + 5u), .cos = 1.0f};
    const GrNoise narrow = {.seed = gr_rng_mix(seed + 6u), .cos = 1.0f};
    const float tongues = p->tongues / gr_minf(input->grid->aspect, 1.0f);
    const GrCount slow = gr_count(time_s * 0.6), quick = gr_count(time_s * 2.5);
    GrNoise a = wide, b = narrow;
    a.row = slow.whole;
    b.row = quick.whole;
    for (int x = 0; x < l->cols; x++) {
        const float at = gr_lattice_x(l, x);
        float n = gr_noise_at(&a, at * tongues * 0.4f, slow.part).value +
                  0.6f * gr_noise_at(&b, at * tongues, quick.part).value;
        row[x] = gr_smoothstepf(0.35f - p->fuel, 0.95f - p->fuel, n + 0.25f) * 1.15f;
    }
}

static void rise(const GrFieldInput *input, double time_s, float tick_s, float height)
{
    const Params *p = input->params;
    State *s = input->state;
    const GrLattice *l = &s->lattice;
    float *heat = heat_of(s), *next = gr_lattice_plane(l, input->scratch, 0);
    float *wind = gr_lattice_plane(l, input->scratch, 1);
    float *cool = gr_lattice_plane(l, input->scratch, 2);
    const uint32_t seed = gr_rng_fold(input->seed);
    /* Whole points a tick: a part of one would blur the flames. */
    const double risen = s->risen + (double)(p->speed * tick_s / l->point);
    const int parts = (int)((int64_t)risen - (int64_t)s->risen);
    s->risen = risen;
    const float tongues = p->tongues / gr_minf(input->grid->aspect, 1.0f);
    const double way = risen * (double)(l->point * tongues);
    const GrCount coarse = gr_count(way * 0.2), fine = gr_count(way * 0.6);
    const float turn = gr_phase(time_s * 0.23);
    const GrNoise broad = {.seed = gr_rng_mix(seed + 1u), .row = coarse.whole, .cos = 1.0f};
    const GrNoise small = {.seed = gr_rng_mix(seed + 2u),
                           .row = fine.whole,
                           .cos = gr_cosf(turn),
                           .sin = gr_sinf(turn)};
    for (int y = 0; y < l->rows; y++) {
        const float at = gr_lattice_y(l, y);
        blow_row(&broad, &small, tongues, at * tongues * 0.20f + coarse.part,
                 at * tongues * 0.45f + fine.part, l->left, l->point, l->cols, wind + y * l->stride,
                 cool + y * l->stride);
    }
    const float aside = p->wind / gr_maxf(p->speed, 0.1f), gust = 0.34f * p->turbulence;
    const float loss = l->point / gr_maxf(height, 0.05f);
    for (int i = 0; i < parts; i++) {
        feed(input, heat + l->rows * l->stride, time_s);
        for (int y = 0; y < l->rows; y++) {
            float *row = heat + y * l->stride + l->stride;
            row[-1] = row[0];
            row[l->cols] = row[l->cols - 1];
        }
        for (int y = 0; y < l->rows; y++) {
            rise_row(aside, gust, loss, l->stride, l->cols, heat + y * l->stride,
                     wind + y * l->stride, cool + y * l->stride, next + y * l->stride);
        }
        for (int y = 0; y < l->rows; y++) {
            memcpy(heat + y * l->stride, next + y * l->stride, (size_t)l->cols * sizeof(float));
        }
    }
}

/* A ball of heat that rises as a flame of its own. */
static void throw_ball(State *s, float x, float y, float radius)
{
    const GrLattice *l = &s->lattice;
    float *heat = heat_of(s);
    const GrLatticeSpan down = gr_lattice_span(y, 2.2f * radius, l->top, l->point, l->rows);
    const GrLatticeSpan across = gr_lattice_span(x, radius, l->left, l->point, l->cols);
    for (int row = down.first; row < down.last; row++) {
        const float dy = (gr_lattice_y(l, row) - y) / (2.2f * radius);
        for (int col = across.first; col < across.last; col++) {
            const float dx = (gr_lattice_x(l, col) - x) / radius;
            float *at = &heat[row * l->stride + col];
            *at = gr_maxf(*at, 1.5f * gr_unitf(1.2f - dx * dx - dy * dy));
        }
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
        rise(input, (double)(i - ticks) * (double)tick_s, tick_s, p->height);
    }
}

static void step(const GrFieldInput *input)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    if (p->react > 0.0f && gr_signal(m, GR_SIGNAL_BEAT) > 0.5f) {
        const uint32_t seed = gr_rng_fold(input->seed);
        for (int i = 0; i < 4; i++) {
            const uint32_t id = gr_rng_u32(seed, (uint32_t)m->tick, (uint32_t)(100 + i));
            const float x = (2.0f * gr_rng_unit(id, 1, 0) - 1.0f) * input->grid->aspect;
            const float size = (0.07f + 0.07f * gr_rng_unit(id, 2, 0)) * gr_minf(p->react, 2.0f);
            throw_ball(input->state, x, 1.0f - 2.0f * size - 0.2f * gr_rng_unit(id, 3, 0), size);
        }
    }
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    rise(input, m->scene_s, m->tick_s, p->height * (1.0f + 0.45f * bass));
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const State *s = input->state;
    const GrLattice *l = &s->lattice;
    const float *heat = heat_of(input->state);
    const GrSampler sampler = gr_sampler_of(grid, l, input->scratch);
    for (int y = 0; y < grid->rows; y++) {
        float *restrict value = output->value + (ptrdiff_t)y * grid->cols;
        gr_sampler_row(&sampler, heat, y, value);
        for (int x = 0; x < grid->cols; x++) {
            float h = gr_unitf(value[x] * 0.8f);
            float lit = gr_unitf(0.5f + (h - 0.5f) * (0.9f + 0.5f * p->contrast));
            value[x] = lit * lit * (3.0f - 2.0f * lit);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_fire);
const GrEffect GR_LEVEL_NAME(gr_effect_fire) = {
    .name = "fire",
    .family = "simulation",
    .summary = "flames that lick up from the bottom, part, curl and go out",
    .params = GR_PARAM_TABLE(Params, params),
    .state_bytes = state_bytes,
    .scratch_bytes = scratch_bytes,
    .init = init,
    .step = step,
    .draw = draw,
};
