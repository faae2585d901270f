/* SPDX-License-Identifier: MIT
 *
 * Bubbles: they rise from below, wobble, grow as the water above them grows less, and burst near
 * the top into a ring of droplets. Each has a thin bright rim, a glint and a little light inside,
 * and is round on screen; strings of tiny ones rise between them. All are closed forms of their
 * age. Looks best with `palette: bubble`, `colours: deep_sea` and `hue: value`.
 */
#include "base/level.h"
#include "common/trails.h"

typedef struct Params {
    float count, fizz, speed, size, trail, growth, wobble, pop, inside, light, white, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 52, 1, 400, "bubbles on their way"),
    GR_FLOAT(Params, fizz, "", 480, 0, 2000, "tiny bubbles that rise in strings"),
    GR_RATE(Params, speed, "screen/s", 0.32, 0, 6, "how fast bubbles rise; the frame is 2 high"),
    GR_FLOAT(Params, size, "screen", 0.24, 0.01, 1, "radius of the largest"),
    GR_TRAIL(Params, "s", 0, 2, "how long the way of tiny bubbles stays visible"),
    GR_FLOAT(Params, growth, "", 0.4, 0, 1, "how much they grow on their way"),
    GR_FLOAT(Params, wobble, "screen", 0.08, 0, 1, "how far they sway"),
    GR_FLOAT(Params, pop, "", 0.7, 0, 1, "how many burst before they reach the top"),
    GR_FLOAT(Params, inside, "", 0.22, 0, 1, "how bright they are inside"),
    GR_FLOAT(Params, light, "", 0.9, 0, 1, "how bright the shafts of light from above are"),
    GR_FLOAT(Params, white, "", 1, 0, 1, "how white rims and glints are: 0 has the layer's colour"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts rise faster, bass swells the bubbles, "
             "beats brighten the rims); 0 is not at all"),
};

enum { DROPLETS = 12, SHAFTS = 5, STRINGS = 14 };

typedef struct Water {
    const Params *p;
    uint32_t seed;
    double time_s, risen;
    float unit, aspect, bass, beat;
} Water;

static void draw_bubble(const GrMarks *marks, const Params *p, const Water *w, uint32_t place,
                        double risen, float share)
{
    const float draw_size = gr_particle_draw(place, 2);
    const float big = 0.16f + 0.84f * draw_size * draw_size * draw_size;
    const float wide = p->size * w->unit * big;
    const float way = 2.2f + 2.0f * wide;
    const GrLife life = gr_particle_life(place, risen * (double)((0.55f + 0.45f * big) / way));
    /* Up to a height of its own, then it bursts; the rest of its life it is not there. */
    const bool bursts = gr_particle_draw(life.id, 3) < p->pop;
    const float end = bursts ? 0.45f + 0.45f * gr_particle_draw(life.id, 4) : 1.0f;
    const float turn = GR_TAU * gr_particle_draw(life.id, 5);
    const float high = gr_minf(life.age, end);
    const float sway = gr_sinf(high * (11.0f + 5.0f * gr_particle_draw(life.id, 6)) + turn);
    const float x = (2.0f * gr_particle_draw(life.id, 7) - 1.0f) * (w->aspect - 0.3f * wide) +
                    p->wobble * w->unit * sway;
    const float y = 1.1f + wide - high * way;
    const float pick = 0.45f + 0.55f * gr_particle_draw(life.id, 8);
    const float grown = 1.0f - p->growth * (0.8f - 0.8f * high);
    const float radius = wide * grown * (1.0f + 0.16f * w->bass);
    if (life.age < end) {
        const float near = gr_unitf(0.45f + 0.6f * big + 0.4f * w->beat);
        const GrMark rim = {radius, gr_unitf(near) * share, pick, p->white * 0.55f * near};
        gr_marks_ring(marks, x, y, 0.03f * radius, 1.0f, p->inside, rim);
        gr_marks_spot(marks, x - 0.42f * radius, y - 0.42f * radius,
                      (GrMark){0.2f * radius, gr_unitf(0.4f + big) * share, 1.0f, p->white});
        gr_marks_spot(marks, x + 0.4f * radius, y + 0.42f * radius,
                      (GrMark){0.34f * radius, 0.4f * share, 0.5f, 0.0f});
        return;
    }
    const float since = (life.age - end) * way / 0.22f;
    if (since < 1.0f) {
        for (int i = 0; i < DROPLETS; i++) {
            const float angle = turn + GR_TAU * (float)i / (float)DROPLETS;
            const float far = radius * (1.0f + 0.9f * since);
            gr_marks_spot(marks, x + far * gr_cosf(angle),
                          y + far * gr_sinf(angle) + 0.5f * radius * since * since,
                          (GrMark){0.09f * radius, (1.0f - since) * share, 0.3f, p->white});
        }
    }
}

static void place_fizz(const void *scene, const GrTroop *troop, GrTrails *trails)
{
    const Water *w = scene;
    const Params *p = w->p;
    const double rate = 0.42;
    uint32_t string[GR_TROOP];
    float pace[GR_TROOP];
    GrLives lives;
    for (int i = 0; i < GR_TROOP; i++) {
        string[i] = gr_rng_u32(w->seed, (uint32_t)((troop->first + i) % STRINGS), 0x571u);
        pace[i] = 1.0f;
    }
    gr_troop_live(troop, w->risen * rate, pace, &lives);
    trails->pieces = p->trail > 0.0f ? GR_TRAIL_PIECES : 0;
    trails->cool = 0.5f;
    for (int k = 0; k <= trails->pieces; k++) {
        const float back = p->trail * gr_trail_part(trails, k) * p->speed * (float)rate;
        for (int i = 0; i < GR_TROOP; i++) {
            const uint32_t id = lives.id[i];
            const float age = gr_maxf(lives.age[i] - back, 0.0f);
            const float from = (2.0f * gr_particle_draw(string[i], 1) - 1.0f) * w->aspect;
            const float sway = gr_sinf(7.0f * age + GR_TAU * gr_particle_draw(string[i], 2)) +
                               0.6f * gr_sinf(19.0f * age + GR_TAU * gr_particle_draw(id, 2));
            const float spread = (gr_particle_draw(id, 3) - 0.5f) * (0.06f + 0.2f * age);
            trails->x[k][i] = from + (spread + 0.05f * sway) * w->unit;
            trails->y[k][i] = 1.05f - 2.1f * age;
        }
    }
    for (int i = 0; i < GR_TROOP; i++) {
        const uint32_t id = lives.id[i];
        const float age = lives.age[i];
        const float spread = (gr_particle_draw(id, 3) - 0.5f) * (0.06f + 0.2f * age);
        const float flash = gr_sinf(age * 90.0f + 9.0f * spread);
        trails->radius[i] = w->unit * (0.006f + 0.014f * gr_particle_draw(id, 4));
        trails->gain[i] = gr_unitf(0.5f + 0.3f * flash + 0.3f * w->beat) *
                          gr_particle_fade(age, 0.05f, 0.12f) * troop->share[i];
        trails->pick[i] = 0.55f * gr_particle_draw(id, 5);
        trails->white[i] = p->white * 0.4f;
    }
}

/* Light from above in slanting shafts that wander. */
static void draw_shafts(const GrMarks *marks, const Params *p, const Water *w, uint32_t seed)
{
    for (int i = 0; i < SHAFTS; i++) {
        const uint32_t id = gr_rng_u32(seed, (uint32_t)i, 0x5af7u);
        const double start = (double)gr_particle_draw(id, 1);
        const float wander = gr_sinf(gr_phase(w->time_s * 0.021 + start));
        const float top =
            (((float)i + 0.5f) / SHAFTS * 2.2f - 1.1f) * w->aspect + 0.35f * w->unit * wander;
        const float breath = 0.7f + 0.3f * gr_sinf(gr_phase(w->time_s * 0.06 + start * 3.0));
        gr_marks_streak(
            marks, top, -1.2f, top - 0.6f * w->unit, 1.3f, 0.1f, GR_ROUND_HEAD | GR_ROUND_TAIL,
            (GrMark){w->unit * (0.2f + 0.2f * gr_particle_draw(id, 2)),
                     gr_unitf(p->light * breath * (0.75f + 0.4f * w->bass)), 0.1f, 0.0f});
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed);
    const double time_s = gr_motion_s(m, p->react);
    const Water water = {.p = p,
                         .seed = seed,
                         .time_s = time_s,
                         .risen = time_s * (double)p->speed,
                         .unit = gr_particle_unit_of(input->grid),
                         .aspect = input->grid->aspect,
                         .bass = gr_unitf(gr_push(m, GR_SIGNAL_BASS, p->react)),
                         .beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react))};
    const GrMarks marks = gr_marks_begin(input, output);
    draw_shafts(&marks, p, &water, seed);
    gr_marks_settle(&marks, seed, m->scene_s);
    const float many = gr_particles_allowed(input, p->count);
    const float fizz = gr_particles_allowed(input, many + p->fizz) - many;
    gr_trails_run(&marks, seed ^ 0xf122u, fizz, place_fizz, &water);
    for (int i = 0; i < gr_particle_count(many); i++) {
        draw_bubble(&marks, p, &water, gr_particle_place(seed, i), water.risen,
                    gr_particle_share(many, i));
    }
    gr_marks_end(&marks);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_bubbles);
const GrEffect GR_LEVEL_NAME(gr_effect_bubbles) = {
    .name = "bubbles",
    .family = "particles",
    .summary = "bubbles that rise, wobble and burst; try palette: bubble, colours: deep_sea",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .draw = draw,
};
