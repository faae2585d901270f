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
#include "common/particles.h"

typedef struct Params {
    float count, speed, drift, reach, pull, swirl, caught, trail, size, white, react;
    int32_t wells;
} Params;

static const GrParam params[] = {
    GR_FIXED_INT(Params, wells, "", 3, 1, 6, "points of gravity"),
    GR_FLOAT(Params, count, "", 460, 1, 3000, "grains of dust"),
    GR_RATE(Params, speed, "screen/s", 0.3, -6, 6, "how fast the streams are"),
    GR_RATE(Params, drift, "turns/s", 0.03, -2, 2, "how fast the wells travel"),
    GR_FLOAT(Params, reach, "screen", 0.55, 0.05, 2, "how far a well is felt"),
    GR_FLOAT(Params, pull, "", 0.6, 0, 0.95, "how near they draw the streams"),
    GR_FLOAT(Params, swirl, "turns", 0.45, -2, 2, "how far they wind the streams"),
    GR_FLOAT(Params, caught, "", 0.35, 0, 1, "share of the grains that circle a well"),
    GR_FLOAT(Params, trail, "s", 0.9, 0, 3, "how long the way of a grain stays visible"),
    GR_FLOAT(Params, size, "screen", 0.011, 0, 0.2, "radius of a grain"),
    GR_FLOAT(Params, white, "", 0.9, 0, 1, "how white grains near a well are: 0 has the colour"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts flow faster, bass deepens the wells, "
             "beats light up their hearts); 0 is not at all"),
};

enum { MOST_WELLS = 6, TRAIL = 3, PLACES = 8 };

typedef struct Well {
    float x, y;
} Well;

typedef struct Sky {
    Well well[MOST_WELLS];
    int wells;
    float per_reach2, pull, swirl, unit, aspect;
} Sky;

/* The last places of a grain, the newest first: as many as a vector holds, so that all are worked
 * out at once. `near` is how close the next well is, 0..1. */
typedef struct Way {
    float x[PLACES], y[PLACES], near[PLACES];
} Way;

static void bend(const Sky *sky, Way *way)
{
    Way straight = *way;
    for (int i = 0; i < sky->wells; i++) {
        const float well_x = sky->well[i].x, well_y = sky->well[i].y;
        for (int k = 0; k < PLACES; k++) {
            const float dx = straight.x[k] - well_x, dy = straight.y[k] - well_y;
            const float felt = gr_exp2f(-1.442695f * (dx * dx + dy * dy) * sky->per_reach2);
            const float turn = sky->swirl * felt, closer = 1.0f - sky->pull * felt;
            const float c = gr_cosf(turn) * closer, s = gr_sinf(turn) * closer;
            way->x[k] = way->x[k] + (dx * c - dy * s - dx);
            way->y[k] = way->y[k] + (dx * s + dy * c - dy);
            way->near[k] = gr_maxf(way->near[k], felt);
        }
    }
}

/* A stream: `run` is how much of its way is behind it, `step` what it makes from place to place. */
static void follow_stream(const Sky *sky, uint32_t id, float run, float step, Way *way)
{
    const float lane = 2.0f * gr_particle_draw(id, 2) - 1.0f;
    const float wide = 2.0f * (sky->aspect + 0.35f);
    for (int k = 0; k < PLACES; k++) {
        way->x[k] = (run - 0.5f - step * (float)k) * wide;
        way->y[k] = 1.15f * lane + 0.1f * gr_sinf(1.7f * way->x[k] + 5.0f * lane);
        way->near[k] = 0.0f;
    }
    bend(sky, way);
}

/* A rosette: an ellipse with the well in its focus, whose long axis turns. */
static void follow_ellipse(const Sky *sky, uint32_t id, double time_s, float step_s, Way *way)
{
    const Well *well = &sky->well[(int)(gr_particle_draw(id, 3) * (float)sky->wells)];
    const float size = 0.17f + 0.45f * gr_particle_draw(id, 4);
    const float e = 0.1f + 0.5f * gr_particle_draw(id, 6);
    const float per_s = 0.05f / (size * gr_sqrtf(size));
    const float newest = gr_phase(time_s * (double)per_s + (double)gr_particle_draw(id, 7));
    const float axis = gr_phase(time_s * 0.013 + (double)gr_particle_draw(id, 8));
    const float turn = sky->swirl < 0.0f ? -1.0f : 1.0f;
    const float wide = size * (1.0f - e * e) * sky->unit;
    for (int k = 0; k < PLACES; k++) {
        const float mean = newest - GR_TAU * per_s * step_s * (float)k;
        const float angle = mean + 2.0f * e * gr_sinf(mean) + 1.25f * e * e * gr_sinf(2.0f * mean);
        const float r = wide / (1.0f + e * gr_cosf(angle));
        way->x[k] = well->x + r * gr_cosf(angle + axis);
        way->y[k] = well->y + turn * r * gr_sinf(angle + axis);
        way->near[k] = gr_unitf(1.0f - size * 1.5f);
    }
}

static void draw_grain(const GrMarks *marks, const Params *p, const Sky *sky, uint32_t place,
                       double time_s, float share)
{
    /* Where `caught` changes, a grain fades from what it was to what it becomes. */
    const float sure = (p->caught - gr_particle_draw(place, 9)) * 40.0f;
    const float pace = 0.6f + 0.8f * gr_particle_draw(place, 10);
    const double per_s = (double)(pace / (2.0f * (sky->aspect + 0.35f)));
    const double run = time_s * (double)p->speed * per_s;
    const GrLife life = gr_particle_life(place, sure > 0.0f ? 0.0 : run);
    const float step_s = p->trail / TRAIL;
    const float depth = gr_particle_draw(life.id, 11);
    Way way;
    if (sure > 0.0f) {
        follow_ellipse(sky, place, time_s, step_s, &way);
    } else {
        follow_stream(sky, life.id, life.age, step_s * p->speed * (float)per_s, &way);
    }
    const float near = way.near[0];
    GrMark mark = {p->size * sky->unit * (0.5f + 1.0f * depth),
                   gr_unitf(0.4f + 0.45f * depth + 0.25f * near) * share * gr_unitf(gr_absf(sure)),
                   0.3f + 0.7f * gr_particle_draw(life.id, 12),
                   p->white * gr_unitf(1.6f * near - 0.6f)};
    for (int i = 1; i <= TRAIL; i++) {
        const float fade = gr_trail_fade(i, TRAIL);
        gr_marks_streak(marks, way.x[i - 1], way.y[i - 1], way.x[i], way.y[i], fade,
                        i == 1 ? GR_ROUND_HEAD : 0, mark);
        mark.gain *= fade;
        mark.white *= 0.5f;
    }
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
    const double time_s = gr_motion_s(m, p->react);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float bass = gr_unitf(gr_push(m, GR_SIGNAL_BASS, p->react));
    Sky sky = {.pull = gr_minf(p->pull * (1.0f + 0.25f * bass), 0.97f),
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
    const int count = gr_particle_count(p->count);
    for (int i = 0; i < count; i++) {
        draw_grain(&marks, p, &sky, gr_particle_place(seed, i), time_s,
                   gr_particle_share(p->count, i));
    }
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
