/* SPDX-License-Identifier: MIT
 *
 * Orbit: a sun with rings of dust and moons, seen from a little above. Grains run round it with
 * trails behind them, the inner ones faster; those in front are bright and large, those behind pass
 * out of sight behind the sun, while the whole slowly tips. A grain's angle is its start plus time
 * over r^1.5 (Kepler's third law); its trail is the arc that it came along. Looks best with
 * `palette: dots` or `zodiac`, `colours: gold` and `hue: value`.
 */
#include "base/level.h"
#include "common/trails.h"

typedef struct Params {
    float count, speed, inner, outer, gaps, tilt, tip, trail, size, sun, white, react;
    int32_t rings;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 480, 1, 3000, "grains on all rings"),
    GR_FIXED_INT(Params, rings, "", 5, 1, 16, "rings that they gather in"),
    GR_RATE(Params, speed, "turns/s", 0.22, -4, 4, "of the innermost grains"),
    GR_FLOAT(Params, inner, "screen", 0.46, 0.05, 2, "radius of the innermost ring"),
    GR_FLOAT(Params, outer, "screen", 1.65, 0.1, 3, "radius of the outermost ring"),
    GR_FLOAT(Params, gaps, "", 0.66, 0, 1, "how empty it is between rings"),
    GR_FLOAT(Params, tilt, "turns", 0.06, 0, 0.25, "how far one looks from above; 0.25 is a plan"),
    GR_RATE(Params, tip, "turns/s", 0.02, -2, 2, "how fast the plane tips to and fro"),
    GR_TRAIL(Params, "turns", 0.07, 0.5, "of the arc behind the innermost grains"),
    GR_FLOAT(Params, size, "screen", 0.013, 0, 0.2, "radius of a grain"),
    GR_FLOAT(Params, sun, "screen", 0.2, 0, 1, "radius of the sun"),
    GR_FLOAT(Params, white, "", 0.9, 0, 1,
             "how white grains in front are: 0 has the layer's colour"),
    GR_FLOAT(
        Params, react, "", 1, 0, 4,
        "how strongly it answers the sound (loud parts turn faster, bass swells the sun, beats "
        "light up ring after ring); 0 is not at all"),
};

typedef struct Scene {
    const Params *p;
    float squeeze, cos, sin, unit; /* how it is looked at */
    float back, wide, beat, wave;
    double turned;
} Scene;

/* Where the places of an orbit are on screen; `front` is -1 far behind .. 1 nearest. */
static void place_at(const Scene *scene, const float *radius, const float *angle, const float *lift,
                     float *restrict x, float *restrict y, float *restrict front)
{
    const float squeeze = scene->squeeze, unit = scene->unit;
    const float cos = scene->cos, sin = scene->sin;
    for (int i = 0; i < GR_TROOP; i++) {
        const float height = gr_sinf(angle[i]);
        const float across = radius[i] * gr_cosf(angle[i]);
        const float down = radius[i] * height * squeeze + lift[i];
        x[i] = (across * cos - down * sin) * unit;
        y[i] = (across * sin + down * cos) * unit;
        front[i] = height;
    }
}

/* The sun hides what is behind it. */
static void look_past_sun(const Scene *scene, const float *x, const float *y, const float *front,
                          float *restrict seen)
{
    const float per_unit = 1.0f / scene->unit, sun = scene->p->sun;
    for (int i = 0; i < GR_TROOP; i++) {
        const float away = gr_sqrtf(x[i] * x[i] + y[i] * y[i]) * per_unit;
        seen[i] = front[i] < 0.0f ? gr_unitf((away - sun) * 30.0f) : 1.0f;
    }
}

static void place_grains(const void *scene_, const GrTroop *troop, GrTrails *trails)
{
    const Scene *scene = scene_;
    const Params *p = scene->p;
    float radius[GR_TROOP], pace[GR_TROOP], start[GR_TROOP], angle[GR_TROOP], lift[GR_TROOP];
    float front[GR_TROOP], lit[GR_TROOP];
    const float gather = 1.0f - 0.75f * p->gaps, rings = (float)p->rings;
    for (int i = 0; i < GR_TROOP; i++) {
        const uint32_t id = troop->place[i];
        /* Outer rings are longer: a root spreads the grains evenly. */
        const float ring = gr_floorf(gr_sqrtf(gr_particle_draw(id, 1)) * rings);
        const float in_ring = gather * (gr_particle_draw(id, 2) + gr_particle_draw(id, 3) - 1.0f);
        const float order = (ring + 0.5f + 0.5f * in_ring) / rings;
        radius[i] = p->inner + scene->wide * order;
        const float slow = p->inner / radius[i];
        pace[i] = slow * gr_sqrtf(slow);
        lift[i] = 0.05f * radius[i] * (gr_particle_draw(id, 5) - 0.5f) * (1.0f - scene->squeeze);
        lit[i] = gr_unitf(1.0f - gr_absf(order - scene->wave) * 4.0f) * scene->beat;
    }
    for (int i = 0; i < GR_TROOP; i++) {
        start[i] = gr_phase(scene->turned * (double)pace[i] +
                            (double)gr_particle_draw(troop->place[i], 4));
    }
    for (int k = 0; k <= GR_TRAIL_PIECES; k++) {
        const float back = scene->back * gr_trail_part(trails, k);
        for (int i = 0; i < GR_TROOP; i++) {
            angle[i] = start[i] + back * gr_sqrtf(pace[i]);
        }
        place_at(scene, radius, angle, lift, trails->x[k], trails->y[k], front);
        look_past_sun(scene, trails->x[k], trails->y[k], front, trails->through[k]);
        for (int i = 0; k == 0 && i < GR_TROOP; i++) {
            const uint32_t id = troop->place[i];
            const float near = 0.5f + 0.5f * front[i], large = gr_particle_draw(id, 6);
            const float moon = large > 0.94f ? 1.0f : 0.0f;
            trails->radius[i] =
                p->size * scene->unit * (0.4f + 0.8f * near) * (0.6f + 0.7f * large + 1.2f * moon);
            trails->gain[i] = gr_unitf((0.4f + 0.6f * near + 0.3f * moon + 0.6f * lit[i]) *
                                       trails->through[0][i]) *
                              troop->share[i];
            trails->pick[i] = 0.25f + 0.75f * gr_particle_draw(id, 7);
            trails->white[i] = p->white * gr_unitf(near * 0.8f + moon + lit[i] - 0.25f);
        }
    }
    trails->cool = 0.3f;
    trails->dims = true;
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float bass = gr_unitf(gr_push(m, GR_SIGNAL_BASS, p->react));
    const float unit = gr_particle_unit_of(input->grid);
    const float tipped = gr_sinf(gr_phase(m->scene_s * (double)p->tip));
    const float swing = gr_cosf(gr_phase(m->scene_s * (double)p->tip * 0.7));
    const float height = gr_clampf(p->tilt + 0.022f * tipped, 0.0f, 0.25f);
    /* An upright frame sees the rings upright. */
    const float lean = 0.3f * swing + (input->grid->aspect < 0.8f ? 1.1f : 0.0f);
    const Scene scene = {.p = p,
                         .squeeze = gr_sinf(height * GR_TAU),
                         .cos = gr_cosf(lean),
                         .sin = gr_sinf(lean),
                         .unit = unit,
                         .back = (p->speed < 0.0f ? 1.0f : -1.0f) * p->trail * GR_TAU,
                         .wide = gr_maxf(p->outer, p->inner + 0.01f) - p->inner,
                         .beat = beat,
                         .wave = 1.2f * (1.0f - beat),
                         .turned = gr_motion_s(m, p->react) * (double)p->speed};
    const GrMarks marks = gr_marks_begin(input, output);
    const float sun = p->sun * unit;
    gr_marks_spot(&marks, 0.0f, 0.0f,
                  (GrMark){sun * (3.6f + 1.0f * bass), 0.5f + 0.25f * bass, 0.2f, 0.0f});
    gr_marks_ring(&marks, 0.0f, 0.0f, 0.45f * sun, 1.0f, 1.0f,
                  (GrMark){sun * (0.75f + 0.2f * bass), 0.97f, 1.0f, p->white * 0.6f});
    gr_marks_settle(&marks, seed, m->scene_s);
    gr_trails_run(&marks, seed, gr_particles_allowed(input, p->count), place_grains, &scene);
    gr_marks_end(&marks);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_orbit);
const GrEffect GR_LEVEL_NAME(gr_effect_orbit) = {
    .name = "orbit",
    .family = "particles",
    .summary =
        "rings of grains and moons that circle a sun; try palette: dots or zodiac, colours: gold",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .draw = draw,
};
