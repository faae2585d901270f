/* SPDX-License-Identifier: MIT
 *
 * Boids: a flock. Each bird keeps away from the nearest, flies as its neighbours fly and towards
 * where they are (Reynolds, SIGGRAPH 1987), is drawn to a place that wanders, and turns before the
 * frame's edge. Neighbours are found through a lattice of buckets as wide as a bird can see. Drawn
 * as round marks, soft at the edge so that they glide between cells, with the way they came as a
 * fading trail. What is long or fast is so beside the frame's shorter side, which counts as 2, so
 * that an upright frame is no more crowded.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

typedef struct Params {
    float speed, sight, apart, alike, together, wander, size, trail, heads, warm, react;
    int32_t count, flocks;
} Params;

static const GrParam params[] = {
    GR_FIXED_INT(Params, count, "", 290, 4, 1500, "how many birds fly"),
    GR_FIXED_INT(Params, flocks, "", 5, 1, 12, "flocks, each of which keeps to itself"),
    GR_FLOAT(Params, speed, "screen/s", 0.9, 0.05, 3, "how fast they fly; the frame is 2 high"),
    GR_FLOAT(Params, sight, "screen", 0.16, 0.05, 0.6, "how far they see each other"),
    GR_FLOAT(Params, apart, "", 1, 0, 4, "how strongly they keep their distance"),
    GR_FLOAT(Params, alike, "", 1, 0, 4, "how strongly they fly as their neighbours fly"),
    GR_FLOAT(Params, together, "", 1, 0, 4, "how strongly they keep together"),
    GR_FLOAT(Params, wander, "", 1, 0, 4, "how strongly the wandering place draws them"),
    GR_FLOAT(Params, size, "screen", 0.022, 0.005, 0.2, "radius of a bird"),
    GR_FLOAT(Params, trail, "s", 0.9, 0, 1, "how long the way behind a bird stays visible"),
    GR_FLOAT(Params, heads, "", 0.6, 0, 1, "how white the birds are: 0 has the layer's colour"),
    GR_FIXED_FLOAT(Params, warm, "s", 2.5, 0, 10, "how long they have flown when the scene begins"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (beats scatter the flock, loud parts fly faster); "
             "0 is not at all"),
};

enum { HEAD = 64, TRAIL = 24, MOST_FLOCKS = 12, MOST_BUCKETS = 4096, PLANES = 4 + 2 * TRAIL };

typedef struct State {
    int32_t count, flocks;
    int32_t newest; /* of the places in the trail */
    int64_t padded;
} State;

/* x, y, their changes in a second, then the trail's places, TRAIL of x and TRAIL of y. */
static float *plane_at(void *state, int which)
{
    const State *s = state;
    return (float *)(void *)((char *)state + HEAD) + which * s->padded;
}

static int64_t padded_count(const Params *p)
{
    return (p->count + 15) / 16 * 16;
}

static size_t state_bytes(const GrGrid *grid, const void *params_)
{
    (void)grid;
    return HEAD + (size_t)(PLANES * padded_count(params_)) * sizeof(float);
}

/* Buckets and who is in them, and the steering of each bird; nothing to draw. */
static size_t scratch_bytes(const GrGrid *grid, const void *params_)
{
    (void)grid;
    return (MOST_BUCKETS + 1 + 4 * (size_t)padded_count(params_)) * sizeof(float);
}

/* The longest that the shorter half of the frame may be is 1. */
static float unit_of(const GrGrid *grid)
{
    return gr_minf(grid->aspect, 1.0f);
}

typedef struct Buckets {
    int cols, rows;
    float per, left; /* buckets to a screen unit, the frame's left edge */
    int32_t *start;  /* of each bucket in `birds`; one more at the end */
    int32_t *birds, *bucket;
} Buckets;

static int bucket_of(float at, float origin, float per, int count)
{
    return (int)gr_clampf((at - origin) * per, 0.0f, (float)count - 0.5f);
}

static Buckets sort_birds(const GrFieldInput *input, float sight)
{
    State *s = input->state;
    const float aspect = input->grid->aspect;
    const float *x = plane_at(s, 0), *y = plane_at(s, 1);
    /* As wide as the sight, or wider where that makes too many. */
    const float least = gr_sqrtf(4.0f * aspect / (float)(MOST_BUCKETS / 2));
    const float side = gr_maxf(sight, least);
    Buckets b = {.per = 1.0f / side, .left = -aspect};
    b.cols = (int)(2.0f * aspect / side) + 1;
    b.rows = (int)(2.0f / side) + 1;
    b.start = input->scratch;
    b.birds = b.start + MOST_BUCKETS + 1;
    b.bucket = b.birds + s->padded;
    const int all = b.cols * b.rows < MOST_BUCKETS ? b.cols * b.rows : MOST_BUCKETS;
    for (int i = 0; i <= all; i++) {
        b.start[i] = 0;
    }
    for (int i = 0; i < s->count; i++) {
        int at =
            bucket_of(y[i], -1.0f, b.per, b.rows) * b.cols + bucket_of(x[i], b.left, b.per, b.cols);
        b.bucket[i] = at < all ? at : all - 1;
        b.start[b.bucket[i] + 1]++;
    }
    for (int i = 0; i < all; i++) {
        b.start[i + 1] += b.start[i];
    }
    for (int i = s->count - 1; i >= 0; i--) {
        b.birds[--b.start[b.bucket[i] + 1]] = i;
    }
    /* Each start was counted down from its end: the ends are the next ones' starts. */
    for (int i = 0; i < all; i++) {
        b.start[i] = b.start[i + 1];
    }
    b.start[all] = s->count;
    return b;
}

/* What a bird sees of the others. */
typedef struct Sight {
    float near_x, near_y, x, y, vx, vy, seen;
} Sight;

static Sight look_around(const GrFieldInput *input, const Buckets *b, int bird, float sight)
{
    State *s = input->state;
    const float *x = plane_at(s, 0), *y = plane_at(s, 1);
    const float *vx = plane_at(s, 2), *vy = plane_at(s, 3);
    const float far = sight * sight, near = far * 0.2f;
    const int col = b->bucket[bird] % b->cols, row = b->bucket[bird] / b->cols;
    const int flock = bird % s->flocks;
    Sight view = {0};
    for (int r = row > 0 ? row - 1 : 0; r <= row + 1 && r < b->rows; r++) {
        const int first = r * b->cols + (col > 0 ? col - 1 : 0);
        const int last = r * b->cols + (col + 1 < b->cols ? col + 1 : col);
        for (int i = b->start[first]; i < b->start[last + 1]; i++) {
            const int other = b->birds[i];
            const float dx = x[other] - x[bird], dy = y[other] - y[bird];
            const float d2 = dx * dx + dy * dy;
            if (d2 >= far || other == bird) {
                continue;
            }
            const float push = d2 < near ? 1.0f / (d2 + 0.02f * near) : 0.0f;
            view.near_x -= dx * push;
            view.near_y -= dy * push;
            const float own = other % s->flocks == flock ? 1.0f : 0.0f;
            view.x += own * dx;
            view.y += own * dy;
            view.vx += own * vx[other];
            view.vy += own * vy[other];
            view.seen += own;
        }
    }
    return view;
}

/* Grows towards the edge and beyond it. */
static float turn_back(float at, float edge)
{
    const float margin = 0.25f;
    float over = gr_maxf(gr_absf(at) - (edge - margin), 0.0f) / margin;
    over = gr_minf(over, 3.0f);
    return at > 0.0f ? -over * over : over * over;
}

typedef struct Steer {
    float goal_x[MOST_FLOCKS], goal_y[MOST_FLOCKS];
    float speed, sight, fright_x, fright_y, fright;
} Steer;

static void steer_bird(const GrFieldInput *input, const Buckets *b, const Steer *to, int bird,
                       float tick_s, float *ax, float *ay)
{
    const Params *p = input->params;
    State *s = input->state;
    const float x = plane_at(s, 0)[bird], y = plane_at(s, 1)[bird];
    const float vx = plane_at(s, 2)[bird], vy = plane_at(s, 3)[bird];
    const Sight view = look_around(input, b, bird, to->sight);
    const float each = 1.0f / gr_maxf(view.seen, 1.0f);
    const int flock = bird % s->flocks;
    const float goal_x = to->goal_x[flock] - x, goal_y = to->goal_y[flock] - y;
    const float goal = p->wander / gr_maxf(gr_sqrtf(goal_x * goal_x + goal_y * goal_y), 0.3f);
    /* Drawn to the place and around it. */
    const float round = flock % 2 ? 0.6f : -0.6f;
    *ax = 0.075f * p->apart * view.near_x + 3.0f * p->together * view.x * each +
          goal * (goal_x - round * goal_y);
    *ay = 0.075f * p->apart * view.near_y + 3.0f * p->together * view.y * each +
          goal * (goal_y + round * goal_x);
    if (view.seen > 0.0f) {
        *ax += 4.5f * p->alike * (view.vx * each - vx);
        *ay += 4.5f * p->alike * (view.vy * each - vy);
    }
    /* Each has a mind of its own, which changes slowly. */
    const uint32_t seed = gr_rng_fold(input->seed);
    const float mind =
        gr_phase(input->moment->scene_s * 0.31 * (double)gr_rng_unit(seed, 5, (uint32_t)bird) +
                 (double)gr_rng_unit(seed, 6, (uint32_t)bird));
    *ax += 0.6f * gr_cosf(mind) + 9.0f * turn_back(x, input->grid->aspect);
    *ay += 0.6f * gr_sinf(mind) + 9.0f * turn_back(y, 1.0f);
    const float fx = x - to->fright_x, fy = y - to->fright_y;
    const float fright =
        to->fright / ((fx * fx + fy * fy) * 4.0f + 0.15f) / gr_maxf(tick_s, 0.001f);
    *ax += fx * fright;
    *ay += fy * fright;
}

static void fly(const GrFieldInput *input, const float *ax, const float *ay, float speed,
                float tick_s)
{
    State *s = input->state;
    float *restrict x = plane_at(s, 0), *restrict y = plane_at(s, 1);
    float *restrict vx = plane_at(s, 2), *restrict vy = plane_at(s, 3);
    const float far = input->grid->aspect + 0.1f;
    s->newest = (s->newest + 1) % TRAIL;
    memcpy(plane_at(s, 4 + s->newest), x, (size_t)s->count * sizeof(float));
    memcpy(plane_at(s, 4 + TRAIL + s->newest), y, (size_t)s->count * sizeof(float));
    for (int i = 0; i < s->count; i++) {
        float wx = vx[i] + ax[i] * tick_s, wy = vy[i] + ay[i] * tick_s;
        float pace = gr_sqrtf(wx * wx + wy * wy);
        /* Birds can hurry for a moment but not hover. */
        float wanted = gr_clampf(pace, 0.6f * speed, 1.5f * speed);
        float scale = (pace + (wanted - pace) * 0.35f) / gr_maxf(pace, 0.001f);
        vx[i] = gr_clampf(wx * scale, -6.0f, 6.0f);
        vy[i] = gr_clampf(wy * scale, -6.0f, 6.0f);
        x[i] = gr_clampf(x[i] + vx[i] * tick_s, -far, far);
        y[i] = gr_clampf(y[i] + vy[i] * tick_s, -1.1f, 1.1f);
    }
}

static void advance(const GrFieldInput *input, double time_s, float tick_s, Steer to)
{
    State *s = input->state;
    const float aspect = input->grid->aspect;
    for (int i = 0; i < s->flocks; i++) {
        const double share = (double)i / (double)s->flocks, pace = 1.0 + 0.13 * (double)(i % 3);
        to.goal_x[i] = 0.7f * aspect * gr_sinf(gr_phase(time_s * 0.061 * pace + share));
        to.goal_y[i] = 0.65f * gr_sinf(gr_phase(time_s * 0.087 * pace + 2.0 * share + 0.13));
    }
    const Buckets b = sort_birds(input, to.sight);
    float *ax = (float *)(void *)(b.bucket + s->padded), *ay = ax + s->padded;
    for (int i = 0; i < s->count; i++) {
        steer_bird(input, &b, &to, i, tick_s, &ax[i], &ay[i]);
    }
    fly(input, ax, ay, to.speed, tick_s);
}

static void init(const GrFieldInput *input)
{
    const Params *p = input->params;
    State *s = input->state;
    const uint32_t seed = gr_rng_fold(input->seed);
    const float tick_s = gr_maxf(input->moment->tick_s, 0.001f), unit = unit_of(input->grid);
    const int ticks = (int)(p->warm / tick_s + 0.5f);
    *s = (State){.count = p->count, .flocks = p->flocks, .padded = padded_count(p)};
    for (int i = 0; i < s->count; i++) {
        const uint32_t n = (uint32_t)i;
        const float way = gr_rng_unit(seed, n, 3) * GR_TAU;
        const float x = (2.0f * gr_rng_unit(seed, n, 1) - 1.0f) * 0.8f * input->grid->aspect;
        const float y = (2.0f * gr_rng_unit(seed, n, 2) - 1.0f) * 0.8f;
        plane_at(s, 0)[i] = x;
        plane_at(s, 1)[i] = y;
        plane_at(s, 2)[i] = p->speed * gr_cosf(way);
        plane_at(s, 3)[i] = p->speed * gr_sinf(way);
        for (int k = 0; k < TRAIL; k++) {
            plane_at(s, 4 + k)[i] = x;
            plane_at(s, 4 + TRAIL + k)[i] = y;
        }
    }
    for (int i = 0; i < ticks; i++) {
        advance(input, (double)(i - ticks) * (double)tick_s, tick_s,
                (Steer){.speed = p->speed * unit, .sight = p->sight * unit});
    }
}

static void step(const GrFieldInput *input)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const float unit = unit_of(input->grid);
    Steer to = {.speed = p->speed * unit * (1.0f + 0.5f * gr_push(m, GR_SIGNAL_RMS, p->react)),
                .sight = p->sight * unit};
    if (p->react > 0.0f && gr_signal(m, GR_SIGNAL_BEAT) > 0.5f) {
        /* Something strikes where the flock is thought to be. */
        const uint32_t id = gr_rng_u32(gr_rng_fold(input->seed), (uint32_t)m->tick, 9);
        const State *s = input->state;
        const int bird = (int)(gr_rng_unit(id, 1, 0) * (float)s->count);
        to.fright_x = plane_at(input->state, 0)[bird] + 0.1f * gr_rng_unit(id, 2, 0);
        to.fright_y = plane_at(input->state, 1)[bird] + 0.1f * gr_rng_unit(id, 3, 0);
        to.fright = 0.55f * gr_minf(p->react, 2.5f);
    }
    advance(input, m->scene_s, m->tick_s, to);
}

/* A round mark: light that falls off within a cell's width of its edge. */
static void mark(const GrGrid *grid, float x, float y, float radius, float light, float *value)
{
    const float soft = gr_maxf(grid->cell_h, grid->cell_w), reach = radius + 0.3f * soft;
    const float per = 1.0f / (0.6f * soft);
    const int left =
        (int)gr_clampf((x - reach + grid->aspect) / grid->cell_w, 0.0f, (float)grid->cols);
    const int right =
        (int)gr_clampf((x + reach + grid->aspect) / grid->cell_w + 1.0f, 0.0f, (float)grid->cols);
    const int top = (int)gr_clampf((y - reach + 1.0f) / grid->cell_h, 0.0f, (float)grid->rows);
    const int bottom =
        (int)gr_clampf((y + reach + 1.0f) / grid->cell_h + 1.0f, 0.0f, (float)grid->rows);
    for (int row = top; row < bottom; row++) {
        const float dy = ((float)row + 0.5f) * grid->cell_h - 1.0f - y;
        float *restrict line = value + (ptrdiff_t)row * grid->cols;
        for (int col = left; col < right; col++) {
            const float dx = ((float)col + 0.5f) * grid->cell_w - grid->aspect - x;
            const float inside = gr_unitf((reach - gr_sqrtf(dx * dx + dy * dy)) * per);
            line[col] = gr_maxf(line[col], light * inside);
        }
    }
}

static void draw_trails(const GrFieldInput *input, int count, float *value)
{
    const Params *p = input->params;
    const State *s = input->state;
    const float tick_s = gr_maxf(input->moment->tick_s, 0.001f);
    const float ticks = gr_minf(p->trail / tick_s, (float)TRAIL);
    const float size = p->size * unit_of(input->grid);
    const int places = (int)ticks;
    for (int k = places - 1; k >= 0; k--) {
        const float left = 1.0f - ((float)k + 0.5f) / gr_maxf(ticks, 1.0f);
        const int place = (s->newest - k + 2 * TRAIL) % TRAIL;
        const float *x = plane_at(input->state, 4 + place);
        const float *y = plane_at(input->state, 4 + TRAIL + place);
        for (int i = 0; i < count; i++) {
            mark(input->grid, x[i], y[i], size * (0.1f + 0.5f * left),
                 0.75f * left * (0.35f + 0.65f * left), value);
        }
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const State *s = input->state;
    const float *x = plane_at(input->state, 0), *y = plane_at(input->state, 1);
    const float *vx = plane_at(input->state, 2), *vy = plane_at(input->state, 3);
    const float ahead_s = m->tick_part * m->tick_s, size = p->size * unit_of(input->grid);
    /* All fly, whatever is seen of them. */
    const bool capped = input->particle_cap > 0.0f && input->particle_cap < (float)s->count;
    const int count = capped ? (int)input->particle_cap : s->count;
    for (int i = 0; i < input->grid->count; i++) {
        output->value[i] = 0.0f;
        output->light[i] = 0.0f;
    }
    draw_trails(input, count, output->value);
    for (int i = 0; i < count; i++) {
        const float at_x = x[i] + vx[i] * ahead_s, at_y = y[i] + vy[i] * ahead_s;
        mark(input->grid, at_x, at_y, size, 1.0f, output->value);
        mark(input->grid, at_x, at_y, 0.6f * size, p->heads, output->light);
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_boids);
const GrEffect GR_LEVEL_NAME(gr_effect_boids) = {
    .name = "boids",
    .family = "particles",
    .summary = "a flock that gathers, turns and scatters, with trails",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_LIGHTS,
    .state_bytes = state_bytes,
    .scratch_bytes = scratch_bytes,
    .init = init,
    .step = step,
    .draw = draw,
};
