/* SPDX-License-Identifier: MIT
 *
 * Embers: the air above a fire that is just out of sight. Sparks rise from a bed of coals, sway in
 * currents that neighbours share, flicker, and go out at heights of their own. Each is a closed
 * form of its age: a height and two slow waves of the air there; its trail is the same a little
 * earlier. Looks best with `palette: spark` or `energy`, `colours: ember` and `hue: value`.
 */
#include "base/level.h"
#include "common/trails.h"

typedef struct Params {
    float count, speed, height, sway, flicker, trail, size, coals, white, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 950, 1, 3000, "sparks in the air"),
    GR_RATE(Params, speed, "screen/s", 0.5, 0, 8, "how fast they rise; the frame is 2 high"),
    GR_FLOAT(Params, height, "screen", 2.5, 0.1, 4, "how high the longest-lived get"),
    GR_FLOAT(Params, sway, "screen", 0.22, 0, 2, "how far the air carries them to the sides"),
    GR_FLOAT(Params, flicker, "", 0.6, 0, 1, "how much their light flickers"),
    GR_TRAIL(Params, "screen", 0.12, 1, "how long the glow behind them is"),
    GR_FLOAT(Params, size, "screen", 0.014, 0, 0.2, "radius of a spark"),
    GR_FLOAT(Params, coals, "", 0.85, 0, 1, "how bright the bed of coals below is"),
    GR_FLOAT(Params, white, "", 0.8, 0, 1, "how white young sparks are: 0 has the layer's colour"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts rise faster, bass blows on the coals, "
             "beats brighten the sparks); 0 is not at all"),
};

enum { COALS = 46 };

typedef struct Air {
    const Params *p;
    float slow, fast; /* phases of its waves */
    float unit, aspect, beat;
    double lives;
} Air;

static void rise(const Air *air, const GrLives *lives, float lower, float *restrict x,
                 float *restrict y)
{
    const float wide = air->aspect + 0.1f, slow = air->slow, fast = air->fast;
    const float sway = air->p->sway, unit = air->unit, height = air->p->height;
    for (int i = 0; i < GR_TROOP; i++) {
        const float high = gr_maxf(lives->age[i] * height - lower, 0.0f);
        const float from = (2.0f * gr_particle_draw(lives->id[i], 2) - 1.0f) * wide;
        const float own = gr_particle_draw(lives->id[i], 3) * GR_TAU;
        const float wave = gr_sinf(1.9f * high + 1.3f * from + slow) +
                           0.55f * gr_sinf(4.3f * high - 2.9f * from + fast + 0.3f * own) +
                           0.3f * gr_sinf(9.0f * high + own);
        x[i] = from + sway * wave * gr_minf(high * 1.2f, 1.0f) * unit;
        y[i] = 1.06f - high;
    }
}

static void place_sparks(const void *scene, const GrTroop *troop, GrTrails *trails)
{
    const Air *air = scene;
    const Params *p = air->p;
    GrLives lives;
    float pace[GR_TROOP];
    for (int i = 0; i < GR_TROOP; i++) {
        pace[i] = 0.55f + 0.9f * gr_particle_draw(troop->place[i], 2);
    }
    gr_troop_live(troop, air->lives, pace, &lives);
    for (int k = 0; k <= GR_TRAIL_PIECES; k++) {
        rise(air, &lives, p->trail * (float)k / GR_TRAIL_PIECES, trails->x[k], trails->y[k]);
    }
    const float beat = air->beat;
    for (int i = 0; i < GR_TROOP; i++) {
        const float luck = gr_particle_draw(lives.id[i], 4), age = lives.age[i];
        const float dies = 0.25f + 0.75f * luck;
        const float left = gr_unitf(1.0f - age / dies);
        const float near = gr_particle_draw(lives.id[i], 5);
        const float flash = gr_sinf(age * (60.0f + 90.0f * luck) + 6.0f * near);
        float gain = gr_unitf(left * 2.4f) * gr_unitf(age * 25.0f) * (0.6f + 0.9f * near);
        gain *= 1.0f - p->flicker * (0.5f + 0.5f * flash) * (1.0f - 0.6f * beat);
        trails->radius[i] = p->size * air->unit * (0.45f + 1.1f * near * near);
        trails->gain[i] = gr_unitf(gain * (1.0f + 0.8f * beat)) * troop->share[i];
        trails->pick[i] = 0.35f + 0.65f * gr_particle_draw(lives.id[i], 6);
        trails->white[i] = p->white * left;
    }
    trails->cool = 0.3f;
}

/* The bed: coals that breathe, and the glow that stands above them. */
static void draw_coals(const GrMarks *marks, const Params *p, uint32_t seed, double time_s,
                       float bass, float unit)
{
    for (int i = 0; i < COALS; i++) {
        const uint32_t id = gr_rng_u32(seed, (uint32_t)i, 0xc0a1u);
        const float x = ((float)i + gr_particle_draw(id, 1)) / (float)COALS * 2.0f - 1.0f;
        const float breath =
            gr_sinf(gr_phase(time_s * (0.07 + 0.12 * (double)gr_particle_draw(id, 2)) +
                             (double)gr_particle_draw(id, 3)));
        const float gain = p->coals * (0.34f + 0.3f * breath * (1.0f - 0.4f * bass) + 0.4f * bass);
        const float low = 1.0f + 0.16f * unit * gr_particle_draw(id, 4);
        const float wide = unit * (0.16f + 0.26f * gr_particle_draw(id, 5) + 0.1f * bass);
        gr_marks_spot(marks, x * (marks->aspect + 0.1f), low,
                      (GrMark){wide, gr_unitf(gain), 0.9f * gr_particle_draw(id, 6), 0.0f});
        gr_marks_spot(marks, x * (marks->aspect + 0.1f), low + 0.2f * unit,
                      (GrMark){wide * 2.8f, gr_unitf(gain * 0.34f), 0.3f, 0.0f});
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
    const Air air = {.p = p,
                     .slow = gr_phase(time_s * 0.09),
                     .fast = gr_phase(time_s * -0.17),
                     .unit = gr_particle_unit_of(input->grid),
                     .aspect = input->grid->aspect,
                     .beat = beat,
                     .lives = time_s * (double)p->speed / (double)p->height};
    const GrMarks marks = gr_marks_begin(input, output);
    draw_coals(&marks, p, seed, time_s, bass, air.unit);
    gr_marks_settle(&marks, seed, m->scene_s);
    gr_trails_run(&marks, seed, gr_particles_allowed(input, p->count), place_sparks, &air);
    gr_marks_end(&marks);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_embers);
const GrEffect GR_LEVEL_NAME(gr_effect_embers) = {
    .name = "embers",
    .family = "particles",
    .summary = "sparks that rise and sway above a bed of coals; try palette: spark, colours: ember",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .draw = draw,
};
