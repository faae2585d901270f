/* SPDX-License-Identifier: MIT
 *
 * Wells: dust that drifts past points of gravity. Streams cross the frame, bend towards each well,
 * wind round it and go on; grains that were caught circle it on slowly turning ellipses, and its
 * heart shines. Streams are straight lines seen through a swirl and a squeeze about every well
 * (exp(-d^2/r^2) of each), ellipses follow Kepler's equation by its first terms (2e sin M + 5/4 e^2
 * sin 2M), so that both are closed forms of time. Looks best with `palette: energy` or `dots` and
 * `colours: dusk`.
 */
#include "base/level.h"
#include "common/trails.h"

typedef struct Params {
    float count, speed, drift, reach, pull, swirl, caught, trail, size, white, react;
    int32_t wells;
} Params;

static const GrParam params[] = {
    GR_FIXED_INT(Params, wells, "", 3, 1, 6, "points of gravity"),
    GR_FLOAT(Params, count, "", 1000, 1, 3000, "grains of dust"),
    GR_RATE(Params, speed, "screen/s", 0.3, -6, 6, "how fast the streams are"),
    GR_RATE(Params, drift, "turns/s", 0.03, -2, 2, "how fast the wells travel"),
    GR_FLOAT(Params, reach, "screen", 0.55, 0.05, 2, "how far a well is felt"),
    GR_FLOAT(Params, pull, "", 0.6, 0, 0.95, "how near they draw the streams"),
    GR_FLOAT(Params, swirl, "turns", 0.45, -2, 2, "how far they wind the streams"),
    GR_FLOAT(Params, caught, "", 0.35, 0, 1, "share of the grains that circle a well"),
    GR_TRAIL(Params, "s", 1.8, 3, "how long the way of a grain stays visible"),
    GR_FLOAT(Params, size, "screen", 0.006, 0, 0.2, "radius of a grain"),
    GR_FLOAT(Params, white, "", 0.4, 0, 1, "how white grains near a well are: 0 has the colour"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts flow faster, bass deepens the wells, "
             "beats light up their hearts); 0 is not at all"),
};

enum { MOST_WELLS = 6 };

typedef struct Well {
    float x, y;
} Well;

typedef struct Sky {
    const Params *p;
    Well well[MOST_WELLS];
    int wells;
    float per_reach2, pull, swirl, unit, aspect;
    double time_s;
} Sky;

/* What a troop's grains are: `sure` is above 0 for those that were caught, and fades one from what
 * it was to what it becomes where `caught` changes. */
typedef struct Grains {
    GrLives lives; /* of their streams */
    float sure[GR_TROOP], step[GR_TROOP], near[GR_TROOP];
    float well_x[GR_TROOP], well_y[GR_TROOP], mean[GR_TROOP], axis[GR_TROOP]; /* ellipses */
} Grains;

/* Bends streams at one place of their trails. */
static void bend(const Sky *sky, float *restrict x, float *restrict y, float *restrict near)
{
    float straight_x[GR_TROOP], straight_y[GR_TROOP];
    memcpy(straight_x, x, sizeof straight_x);
    memcpy(straight_y, y, sizeof straight_y);
    const float per_reach2 = sky->per_reach2, swirl = sky->swirl, pull = sky->pull;
    for (int w = 0; w < sky->wells; w++) {
        const float well_x = sky->well[w].x, well_y = sky->well[w].y;
        for (int i = 0; i < GR_TROOP; i++) {
            const float dx = straight_x[i] - well_x, dy = straight_y[i] - well_y;
            const float felt = gr_exp2f(-1.442695f * (dx * dx + dy * dy) * per_reach2);
            const float turn = swirl * felt, closer = 1.0f - pull * felt;
            const float c = gr_cosf(turn) * closer, s = gr_sinf(turn) * closer;
            x[i] = x[i] + (dx * c - dy * s - dx);
            y[i] = y[i] + (dx * s + dy * c - dy);
            near[i] = gr_maxf(near[i], felt);
        }
    }
}

/* Streams: their ages are how much of their way is behind them. */
static void follow_streams(const Sky *sky, const Grains *g, int place, float *restrict x,
                           float *restrict y, float *restrict near)
{
    const float wide = 2.0f * (sky->aspect + 0.35f);
    for (int i = 0; i < GR_TROOP; i++) {
        const float lane = 2.0f * gr_particle_draw(g->lives.id[i], 2) - 1.0f;
        x[i] = (g->lives.age[i] - 0.5f - g->step[i] * (float)place) * wide;
        y[i] = 1.15f * lane + 0.1f * gr_sinf(1.7f * x[i] + 5.0f * lane);
        near[i] = 0.0f;
    }
    bend(sky, x, y, near);
}

/* Rosettes: ellipses with a well in their focus, whose long axes turn. They take the place of the
 * streams of those that were caught. */
static void follow_ellipses(const Sky *sky, const Grains *g, const GrTroop *troop, float back_s,
                            float *restrict x, float *restrict y, float *restrict near)
{
    const float turn = sky->swirl < 0.0f ? -1.0f : 1.0f, unit = sky->unit;
    for (int i = 0; i < GR_TROOP; i++) {
        const uint32_t id = troop->place[i];
        const float size = 0.17f + 0.45f * gr_particle_draw(id, 4);
        const float e = 0.1f + 0.5f * gr_particle_draw(id, 6);
        const float per_s = 0.05f / (size * gr_sqrtf(size));
        const float mean = g->mean[i] - GR_TAU * per_s * back_s;
        const float angle = mean + 2.0f * e * gr_sinf(mean) + 1.25f * e * e * gr_sinf(2.0f * mean);
        const float r = size * (1.0f - e * e) * unit / (1.0f + e * gr_cosf(angle));
        const bool caught = g->sure[i] > 0.0f;
        x[i] = caught ? g->well_x[i] + r * gr_cosf(angle + g->axis[i]) : x[i];
        y[i] = caught ? g->well_y[i] + turn * r * gr_sinf(angle + g->axis[i]) : y[i];
        near[i] = caught ? gr_unitf(1.0f - size * 1.5f) : near[i];
    }
}

static void begin_grains(const Sky *sky, const GrTroop *troop, float step_s, Grains *g)
{
    const Params *p = sky->p;
    const float per_wide = 1.0f / (2.0f * (sky->aspect + 0.35f)), wells = (float)sky->wells;
    const double run = sky->time_s * (double)p->speed, axis = sky->time_s * 0.013;
    float along[GR_TROOP], per_s[GR_TROOP], start[GR_TROOP], lean[GR_TROOP];
    int32_t which[GR_TROOP];
    for (int i = 0; i < GR_TROOP; i++) {
        const uint32_t id = troop->place[i];
        const float size = 0.17f + 0.45f * gr_particle_draw(id, 4);
        along[i] = (0.6f + 0.8f * gr_particle_draw(id, 10)) * per_wide;
        per_s[i] = 0.05f / (size * gr_sqrtf(size));
        which[i] = (int32_t)(gr_particle_draw(id, 3) * wells);
        start[i] = gr_particle_draw(id, 7);
        lean[i] = gr_particle_draw(id, 8);
        g->sure[i] = (p->caught - gr_particle_draw(id, 9)) * 40.0f;
        g->step[i] = step_s * p->speed * along[i];
    }
    for (int i = 0; i < GR_TROOP; i++) {
        const double lives = g->sure[i] > 0.0f ? 0.0 : run * (double)along[i];
        const GrLife life = gr_particle_life(troop->place[i], lives);
        g->lives.id[i] = life.id;
        g->lives.age[i] = life.age;
        g->well_x[i] = sky->well[which[i]].x;
        g->well_y[i] = sky->well[which[i]].y;
        g->mean[i] = gr_phase(sky->time_s * (double)per_s[i] + (double)start[i]);
        g->axis[i] = gr_phase(axis + (double)lean[i]);
    }
}

static void place_grains(const void *scene, const GrTroop *troop, GrTrails *trails)
{
    const Sky *sky = scene;
    const Params *p = sky->p;
    const float step_s = p->trail / GR_TRAIL_PIECES;
    Grains g;
    float near[GR_TROOP];
    begin_grains(sky, troop, step_s, &g);
    for (int k = 0; k <= GR_TRAIL_PIECES; k++) {
        follow_streams(sky, &g, k, trails->x[k], trails->y[k], near);
        follow_ellipses(sky, &g, troop, step_s * (float)k, trails->x[k], trails->y[k], near);
        if (k == 0) {
            memcpy(g.near, near, sizeof near);
        }
    }
    for (int i = 0; i < GR_TROOP; i++) {
        const uint32_t id = g.lives.id[i];
        const float depth = gr_particle_draw(id, 11);
        trails->radius[i] = p->size * sky->unit * (0.5f + 1.0f * depth);
        trails->gain[i] = gr_unitf(0.4f + 0.45f * depth + 0.25f * g.near[i]) * troop->share[i] *
                          gr_unitf(gr_absf(g.sure[i]));
        trails->pick[i] = 0.3f + 0.7f * gr_particle_draw(id, 12);
        trails->white[i] = p->white * gr_unitf(1.6f * g.near[i] - 0.6f);
    }
    trails->cool = 0.5f;
}

static void place_wells(Sky *sky, const Params *p, uint32_t seed, double moved)
{
    sky->wells = p->wells;
    for (int i = 0; i < p->wells; i++) {
        const uint32_t id = gr_rng_u32(seed, (uint32_t)i, 0x3e11u);
        const double start = (double)i / (double)p->wells + 0.08 * (double)gr_particle_draw(id, 1);
        const double pace = 0.8 + 0.4 * (double)gr_particle_draw(id, 2);
        const float far = p->wells == 1 ? 0.2f : 0.62f;
        sky->well[i].x = far * sky->aspect * gr_cosf(gr_phase(start + moved * pace));
        sky->well[i].y = far * 0.85f * gr_sinf(gr_phase(2.0 * start + 0.11 + moved * pace * 1.3));
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float bass = gr_unitf(gr_push(m, GR_SIGNAL_BASS, p->react));
    Sky sky = {.p = p,
               .time_s = gr_motion_s(m, p->react),
               .pull = gr_minf(p->pull * (1.0f + 0.25f * bass), 0.97f),
               .swirl = p->swirl * GR_TAU * (1.0f + 0.2f * bass),
               .unit = gr_particle_unit_of(input->grid),
               .aspect = input->grid->aspect};
    const float reach = p->reach * sky.unit;
    sky.per_reach2 = 1.0f / (reach * reach);
    place_wells(&sky, p, seed, m->scene_s * (double)p->drift);
    const GrMarks marks = gr_marks_begin(input, output);
    for (int i = 0; i < sky.wells; i++) {
        const Well *well = &sky.well[i];
        gr_marks_spot(&marks, well->x, well->y,
                      (GrMark){reach * (1.3f + 0.3f * bass), 0.42f + 0.3f * beat, 0.2f, 0.0f});
        gr_marks_spot(&marks, well->x, well->y,
                      (GrMark){0.07f * sky.unit * (1.0f + 0.7f * beat), 1.0f, 1.0f, p->white});
    }
    gr_marks_settle(&marks, seed, m->scene_s);
    gr_trails_run(&marks, seed, gr_particles_allowed(input, p->count), place_grains, &sky);
    gr_marks_end(&marks);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_wells);
const GrEffect GR_LEVEL_NAME(gr_effect_wells) = {
    .name = "wells",
    .family = "particles",
    .summary = "streams of dust that bend and wind round points of gravity; try palette: energy",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .draw = draw,
};
