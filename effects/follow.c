/* SPDX-License-Identifier: MIT
 *
 * Follow: grains that feel the slopes of another field as if it were a landscape: they stream along
 * its contours, climb its hills or run down into its hollows, with tails behind them, while the
 * field itself shines dimly below. Its relief is taken on a lattice of square points, a little
 * smoothed, so that grains follow its hills and not its grain; a place is as steep as it is beside
 * the mean of all. Each tick a grain goes a step by the slope half way (the midpoint rule), which
 * keeps closed contours closed. Looks best with `palette: dots` or `braille` and `hue: value`.
 */
#include "base/level.h"
#include "common/lattice.h"
#include "common/trails.h"

typedef struct Params {
    GrFields field;
    float count, speed, lean, life, trail, size, relief, white, react;
    int32_t way, detail;
} Params;

enum { ALONG, UP, DOWN };
static const char *const ways[] = {"along", "up", "down", NULL};
static const char *const way_help[] = {"round the hills, along their contours",
                                       "to the tops, where it is brightest",
                                       "into the hollows, where it is darkest", NULL};

static const GrParam params[] = {
    GR_FIELD(
        Params, field,
        "0.5 + 1.3*(noise(1.1*x, 1.1*y, 0.12*t) - 0.5) + 0.5*(noise(2.6*x, 2.6*y, 0.2*t) - 0.5)",
        "{smooth: {scale: 0.8}}", "the field whose slopes steer them"),
    {.name = "way",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, way),
     .unit = "",
     .def = ALONG,
     .choices = ways,
     .choice_help = way_help,
     .help = "where the slopes lead them"},
    GR_FLOAT_LIKE(Params, lean, "turns", 0, -0.5, 0.5, "0.1",
                  "how far they turn away from that way: contours become spirals"),
    GR_FLOAT(Params, count, "", 700, 1, 1500, "grains on their way"),
    GR_FLOAT(Params, speed, "screen/s", 0.42, 0, 4, "how fast they go where it is steep"),
    GR_FLOAT(Params, life, "s", 5, 0.3, 30, "how long a grain goes until it starts elsewhere"),
    GR_FIXED_INT(Params, detail, "", 30, 4, 80,
                 "how fine a relief they feel: so many points along the shorter side"),
    GR_TRAIL(Params, "s", 0.9, 1.25, "how long the way of a grain stays visible"),
    GR_FLOAT(Params, size, "screen", 0.011, 0, 0.2, "radius of a grain"),
    GR_FLOAT(Params, relief, "", 0.3, 0, 1, "how bright the field itself shines below them"),
    GR_FLOAT(Params, white, "", 0.9, 0, 1, "how white swift grains are: 0 has the layer's colour"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts go faster, beats light up the heads, "
             "bass the field below); 0 is not at all"),
};

/* The way behind a grain is kept in KEPT places, EVERY ticks apart. */
enum { HEAD = 64, MOST = 1536, KEPT = 11, EVERY = 3, PIECES = 4 };
enum { X, Y, AGE, PACE, OLD_X, OLD_Y = OLD_X + KEPT, PLANES = OLD_Y + KEPT };

typedef struct State {
    int32_t ticks;  /* so many were stepped */
    int32_t newest; /* of the kept places */
    int32_t known;  /* grains that have begun; the others have no place yet */
    uint32_t born;  /* lives so far */
} State;

static float *plane_at(void *state, int which)
{
    return (float *)(void *)((char *)state + HEAD) + which * MOST;
}

static size_t state_bytes(const GrGrid *grid, const void *unused)
{
    (void)grid, (void)unused;
    return HEAD + PLANES * MOST * sizeof(float);
}

/* Room for the relief and its slopes, and for the field of the cells. */
static size_t scratch_bytes(const GrGrid *grid, const void *params_)
{
    const GrLattice l = gr_lattice_of(grid, ((const Params *)params_)->detail);
    return (3 * (size_t)l.plane + ((size_t)grid->count + 15) / 16 * 16) * sizeof(float);
}

typedef struct Slopes {
    GrLattice lattice;
    const float *x, *y;
} Slopes;

/* The mean of the cells that each point of the lattice covers; at least the one that it is in. */
static void gather_relief(const GrGrid *grid, const GrLattice *l, const float *value, float *relief)
{
    for (int row = 0; row < l->rows; row++) {
        const float y = gr_lattice_y(l, row);
        const GrLatticeSpan down =
            gr_lattice_span(y, l->point, 0.5f * grid->cell_h - 1.0f, grid->cell_h, grid->rows - 1);
        for (int col = 0; col < l->cols; col++) {
            const float x = gr_lattice_x(l, col);
            const GrLatticeSpan across = gr_lattice_span(
                x, l->point, 0.5f * grid->cell_w - grid->aspect, grid->cell_w, grid->cols - 1);
            float sum = 0.0f;
            for (int r = down.first; r <= down.last; r++) {
                for (int c = across.first; c <= across.last; c++) {
                    sum += value[r * grid->cols + c];
                }
            }
            relief[row * l->stride + col] =
                sum / (float)((down.last - down.first + 1) * (across.last - across.first + 1));
        }
    }
    gr_lattice_close(l, relief);
}

/* Slopes at the points, turned into ways: as long as it is steep beside the mean, at most 1. */
static Slopes find_slopes(const GrFieldInput *input)
{
    static const float turns[] = {[ALONG] = 0.25f, [UP] = 0.0f, [DOWN] = 0.5f};
    const Params *p = input->params;
    const float turn = (turns[p->way] + p->lean) * GR_TAU;
    const GrGrid *grid = input->grid;
    Slopes s = {.lattice = gr_lattice_of(grid, p->detail)};
    const GrLattice *l = &s.lattice;
    float *memory = input->scratch, *value = memory + 3 * l->plane;
    float *relief = gr_lattice_plane(l, memory, 0);
    float *slope_x = gr_lattice_plane(l, memory, 1), *slope_y = gr_lattice_plane(l, memory, 2);
    gr_field_draw(input, p->field.list, value);
    gather_relief(grid, l, value, relief);
    float power = 0.0f;
    for (int row = 0; row < l->rows; row++) {
        const float *restrict above = relief + (row - 1) * l->stride;
        const float *restrict here = relief + row * l->stride;
        const float *restrict below = relief + (row + 1) * l->stride;
        float *restrict sx = slope_x + row * l->stride, *restrict sy = slope_y + row * l->stride;
        for (int c = 0; c < l->cols; c++) {
            sx[c] = 2.0f * (here[c + 1] - here[c - 1]) + above[c + 1] - above[c - 1] +
                    below[c + 1] - below[c - 1];
            sy[c] = 2.0f * (below[c] - above[c]) + below[c + 1] - above[c + 1] + below[c - 1] -
                    above[c - 1];
        }
        for (int c = 0; c < l->cols; c++) {
            power += sx[c] * sx[c] + sy[c] * sy[c];
        }
    }
    const float floor2 = 0.12f * power / (float)(l->cols * l->rows) + 1e-9f;
    const float cos = gr_cosf(turn), sin = gr_sinf(turn);
    for (int row = 0; row < l->rows; row++) {
        float *restrict sx = slope_x + row * l->stride, *restrict sy = slope_y + row * l->stride;
        for (int c = 0; c < l->cols; c++) {
            const float x = sx[c], y = sy[c], per = 1.0f / gr_sqrtf(x * x + y * y + floor2);
            sx[c] = (x * cos - y * sin) * per;
            sy[c] = (x * sin + y * cos) * per;
        }
    }
    s.x = slope_x;
    s.y = slope_y;
    return s;
}

static void way_at(const Slopes *s, float x, float y, float *way_x, float *way_y)
{
    const GrLattice *l = &s->lattice;
    const float per = 1.0f / l->point;
    const float u = gr_clampf((x - l->left) * per, 0.0f, (float)l->cols - 1.001f);
    const float v = gr_clampf((y - l->top) * per, 0.0f, (float)l->rows - 1.001f);
    const int col = (int)u, row = (int)v;
    const float right = u - (float)col, down = v - (float)row;
    const float a = (1.0f - right) * (1.0f - down), b = right * (1.0f - down);
    const float c = (1.0f - right) * down, d = right * down;
    const float *at_x = s->x + row * l->stride + col, *at_y = s->y + row * l->stride + col;
    *way_x = a * at_x[0] + b * at_x[1] + c * at_x[l->stride] + d * at_x[l->stride + 1];
    *way_y = a * at_y[0] + b * at_y[1] + c * at_y[l->stride] + d * at_y[l->stride + 1];
}

/* A life begins anywhere, with nothing behind it. */
static void begin_life(const GrFieldInput *input, int i, float age)
{
    State *s = input->state;
    const uint32_t id = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)i, s->born++);
    const float x = (2.0f * gr_particle_draw(id, 1) - 1.0f) * (input->grid->aspect + 0.05f);
    const float y = (2.0f * gr_particle_draw(id, 2) - 1.0f) * 1.05f;
    plane_at(s, X)[i] = x;
    plane_at(s, Y)[i] = y;
    plane_at(s, AGE)[i] = age;
    plane_at(s, PACE)[i] = 0.0f;
    for (int k = 0; k < KEPT; k++) {
        plane_at(s, OLD_X + k)[i] = x;
        plane_at(s, OLD_Y + k)[i] = y;
    }
}

/* Those of a growing count begin at ages of their own, so that they do not all end at once. */
static void begin_until(const GrFieldInput *input, int count)
{
    State *s = input->state;
    for (; s->known < count; s->known++) {
        const uint32_t id = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)s->known, 0xa6eu);
        begin_life(input, s->known, gr_particle_draw(id, 1));
    }
}

static int members_of(const GrFieldInput *input)
{
    const Params *p = input->params;
    return gr_particle_count(gr_particles_allowed(input, p->count));
}

/* A tick: a step `ahead` on screen, `older` by so much of a life. */
static void advance(const GrFieldInput *input, const Slopes *slopes, int count, float ahead,
                    float older)
{
    State *s = input->state;
    float *restrict x = plane_at(s, X), *restrict y = plane_at(s, Y);
    float *restrict age = plane_at(s, AGE), *restrict pace = plane_at(s, PACE);
    const float far_x = input->grid->aspect + 0.15f, far_y = 1.15f;
    if (s->ticks++ % EVERY == 0) {
        s->newest = (s->newest + 1) % KEPT;
        memcpy(plane_at(s, OLD_X + s->newest), x, (size_t)count * sizeof(float));
        memcpy(plane_at(s, OLD_Y + s->newest), y, (size_t)count * sizeof(float));
    }
    for (int i = 0; i < count; i++) {
        float way_x, way_y;
        way_at(slopes, x[i], y[i], &way_x, &way_y);
        way_at(slopes, x[i] + 0.5f * ahead * way_x, y[i] + 0.5f * ahead * way_y, &way_x, &way_y);
        x[i] += ahead * way_x;
        y[i] += ahead * way_y;
        const float swift = gr_sqrtf(way_x * way_x + way_y * way_y);
        pace[i] += (swift - pace[i]) * 0.2f;
        /* One that has come to rest has not long to live. */
        age[i] += older * (1.0f + 6.0f * gr_unitf(1.0f - 2.5f * swift));
        if (age[i] >= 1.0f || gr_absf(x[i]) > far_x || gr_absf(y[i]) > far_y) {
            begin_life(input, i, 0.0f);
        }
    }
}

/* They have been on their way for as long as trails are when the scene begins. */
static void init(const GrFieldInput *input)
{
    const Params *p = input->params;
    const int count = members_of(input);
    const float tick_s = gr_maxf(input->moment->tick_s, 0.001f);
    const float ahead = p->speed * gr_particle_unit_of(input->grid) * tick_s;
    const Slopes slopes = find_slopes(input);
    begin_until(input, count);
    for (int i = 0; i < KEPT * EVERY; i++) {
        advance(input, &slopes, count, ahead, tick_s / p->life);
    }
}

static void step(const GrFieldInput *input)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const int count = members_of(input);
    const float loud = gr_push(m, GR_SIGNAL_RMS, p->react);
    const float pace = p->speed * (1.0f + 0.7f * loud) * gr_particle_unit_of(input->grid);
    const Slopes slopes = find_slopes(input);
    begin_until(input, count);
    advance(input, &slopes, count, pace * m->tick_s, m->tick_s / p->life);
}

/* What all troops share: where between two kept times each place of a trail lies. */
typedef struct Scene {
    const GrFieldInput *input;
    int from[PIECES + 1], to[PIECES + 1]; /* planes of x; those of y are KEPT further on */
    float share[PIECES + 1];
    float beat;
} Scene;

static void time_places(Scene *scene, float trail_s)
{
    const GrFieldInput *input = scene->input;
    const State *s = input->state;
    const float tick_s = gr_maxf(input->moment->tick_s, 0.001f);
    /* Ticks since the newest place was kept: 1..EVERY. What is seen is a tick old, so that it lies
     * between two known places. */
    const float since = (float)((s->ticks + EVERY - 1) % EVERY + 1);
    const float seen = since - 1.0f + input->moment->tick_part;
    for (int k = 0; k <= PIECES; k++) {
        const float at = seen - trail_s / tick_s * (float)k / PIECES;
        const float kept = gr_clampf(-at / EVERY, 0.0f, (float)KEPT - 1.001f);
        const int whole = (int)kept;
        const int newer = (s->newest - whole + KEPT) % KEPT;
        scene->from[k] = OLD_X + newer;
        scene->to[k] = at >= 0.0f ? X : OLD_X + (newer + KEPT - 1) % KEPT;
        scene->share[k] = at >= 0.0f ? at / since : kept - (float)whole;
    }
}

static void place_grains(const void *scene_, const GrTroop *troop, GrTrails *trails)
{
    const Scene *scene = scene_;
    const Params *p = scene->input->params;
    void *state = scene->input->state;
    const float unit = gr_particle_unit_of(scene->input->grid);
    trails->pieces = PIECES;
    trails->cool = 0.45f;
    for (int k = 0; k <= PIECES; k++) {
        const int to = scene->to[k], y_apart = to == X ? Y - X : OLD_Y - OLD_X;
        const float *restrict from_x = plane_at(state, scene->from[k]) + troop->first;
        const float *restrict from_y = from_x + (OLD_Y - OLD_X) * MOST;
        const float *restrict to_x = plane_at(state, to) + troop->first;
        const float *restrict to_y = to_x + y_apart * MOST;
        const float share = scene->share[k];
        for (int i = 0; i < GR_TROOP; i++) {
            trails->x[k][i] = gr_lerpf(from_x[i], to_x[i], share);
            trails->y[k][i] = gr_lerpf(from_y[i], to_y[i], share);
        }
    }
    const float *restrict age = plane_at(state, AGE) + troop->first;
    const float *restrict pace = plane_at(state, PACE) + troop->first;
    for (int i = 0; i < GR_TROOP; i++) {
        const uint32_t id = troop->place[i];
        const float depth = gr_particle_draw(id, 3), swift = gr_unitf(pace[i]);
        const float fade = gr_particle_fade(age[i], 0.1f, 0.2f);
        const float lit = (0.42f + 0.6f * depth) * (0.55f + 0.45f * swift) + 0.3f * scene->beat;
        trails->radius[i] = p->size * unit * (0.5f + depth);
        trails->gain[i] = gr_unitf(lit) * fade * troop->share[i];
        trails->pick[i] = 0.3f + 0.7f * gr_particle_draw(id, 4);
        trails->white[i] = p->white * gr_unitf(1.3f * depth * swift - 0.35f + 0.4f * scene->beat);
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed);
    const float bass = gr_unitf(gr_push(m, GR_SIGNAL_BASS, p->react));
    const GrMarks marks = gr_marks_begin(input, output);
    if (p->relief > 0.0f) {
        float *restrict below = input->scratch, *restrict value = output->value;
        const float lit = p->relief * (1.0f + 0.4f * bass);
        gr_field_draw(input, p->field.list, below);
        for (int i = 0; i < input->grid->count; i++) {
            value[i] = gr_unitf(lit * below[i]);
        }
        gr_marks_settle(&marks, seed, m->scene_s);
    }
    Scene scene = {.input = input, .beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react))};
    time_places(&scene, p->trail);
    const float known = (float)((const State *)input->state)->known;
    const float count = gr_minf(gr_particles_allowed(input, p->count), known);
    gr_trails_run(&marks, seed, count, place_grains, &scene);
    gr_marks_end(&marks);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_follow);
const GrEffect GR_LEVEL_NAME(gr_effect_follow) = {
    .name = "follow",
    .family = "particles",
    .summary = "grains that stream along the contours of another field, up its hills or down",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .state_bytes = state_bytes,
    .scratch_bytes = scratch_bytes,
    .init = init,
    .step = step,
    .draw = draw,
};
