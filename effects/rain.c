/* SPDX-License-Identifier: MIT
 *
 * Rain: slanting streaks from a grey veil far off to bright drops close by, each of which strikes
 * the ground at its own distance and leaves a ring and a few droplets there. A drop is a line that
 * falls to its own place; what is left of its life is the ring, which widens and fades. Looks best
 * with `palette: rain` or `dash`, `colours: deep_sea` and `hue: value`.
 */
#include "base/level.h"
#include "common/particles.h"

typedef struct Params {
    float count, speed, slant, length, size, ground, rings, spray, veil, white, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 620, 1, 3000, "drops on their way"),
    GR_RATE(Params, speed, "screen/s", 2.2, 0, 20, "how fast near drops fall; the frame is 2 high"),
    GR_FLOAT(Params, slant, "", 0.2, -2, 2, "how far the wind drives them sideways as they fall"),
    GR_FLOAT(Params, length, "screen", 0.3, 0, 2, "of a near drop's streak"),
    GR_FLOAT(Params, size, "screen", 0.007, 0, 0.2, "half a near streak's width"),
    GR_FLOAT(Params, ground, "screen", 0.55, 0, 2, "how high the far end of the ground is"),
    GR_FLOAT(Params, rings, "screen", 0.15, 0, 1, "radius that a near ring grows to"),
    GR_FLOAT(Params, spray, "screen", 0.13, 0, 1, "how high droplets leap where one strikes"),
    GR_FLOAT(Params, veil, "", 0.5, 0, 1, "how bright the mist over the ground is"),
    GR_FLOAT(Params, white, "", 0.9, 0, 1, "how white near drops are: 0 has the layer's colour"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts pour, beats are sheet lightning in the "
             "mist and on the rings); 0 is not at all"),
};

enum { DROPLETS = 6 };

typedef struct Weather {
    float unit, aspect, flash;
} Weather;

/* Rings and droplets, `age` 0..1 after a drop has struck. */
static void draw_splash(const GrMarks *marks, const Params *p, const Weather *w, uint32_t id,
                        float x, float y, float near, float age, float gain)
{
    const float left = 1.0f - age, scale = w->unit * (0.3f + 0.7f * near);
    const float open = gr_sqrtf(age);
    const float pick = 0.1f + 0.4f * gr_particle_draw(id, 8);
    gr_marks_ring(marks, x, y, 0.004f * scale, 0.34f, 0.0f,
                  (GrMark){p->rings * scale * open + 0.2f * marks->cell_w,
                           gr_unitf(gain * left * (0.75f + 0.5f * w->flash)), pick,
                           p->white * left});
    for (int i = 0; i < DROPLETS; i++) {
        const float side = 2.0f * gr_particle_draw(id, 20u + (uint32_t)i) - 1.0f;
        const float leap = 0.5f + 0.5f * gr_particle_draw(id, 30u + (uint32_t)i);
        const float fly = age * 1.6f;
        const float up = 4.0f * fly * (1.0f - fly) * leap * p->spray * scale;
        if (up > 0.0f) {
            gr_marks_spot(marks, x + side * fly * 0.7f * p->spray * scale, y - up,
                          (GrMark){1.4f * p->size * scale, gr_unitf(gain * left), pick, p->white});
        }
    }
}

static void draw_drop(const GrMarks *marks, const Params *p, const Weather *w, uint32_t place,
                      double fallen, float share)
{
    const float draw_near = gr_particle_draw(place, 2);
    const float near = draw_near * gr_sqrtf(draw_near);
    const float scale = 0.45f + 0.55f * near;
    const float floor_y = 1.0f - p->ground * w->unit * (1.0f - 0.95f * near);
    const float streak = p->length * scale * w->unit;
    const float way = floor_y + 1.1f + 2.0f * streak;
    /* The last part of a life is the splash: as long for all drops. */
    const float rest = 0.9f;
    const GrLife life = gr_particle_life(place, fallen * (double)(scale / (way + rest * scale)));
    const float run = life.age * (way + rest * scale);
    const float reach = w->aspect + 0.2f + gr_absf(p->slant);
    const float x = (2.0f * gr_particle_draw(life.id, 3) - 1.0f) * reach;
    const float gain = gr_unitf(0.5f + 0.75f * near) * share;
    if (run < way) {
        const float head = floor_y - (way - streak) + run;
        const float low = gr_minf(head, floor_y), high = gr_minf(head - streak, floor_y);
        if (low > high) {
            gr_marks_streak(marks, x + p->slant * (low - floor_y), low,
                            x + p->slant * (high - floor_y), high, 0.12f,
                            GR_ROUND_HEAD | GR_ROUND_TAIL,
                            (GrMark){p->size * scale * w->unit, gain,
                                     0.7f + 0.3f * gr_particle_draw(life.id, 4), p->white * near});
        }
    }
    const float since = (run - (way - streak)) / (rest * scale + streak);
    if (since > 0.0f) {
        draw_splash(marks, p, w, life.id, x, floor_y, near, since, gain);
    }
}

/* Mist that is thick where the ground ends and thins upwards and towards us. */
static void draw_veil(const GrMarks *marks, const Params *p, const Weather *w, uint32_t seed,
                      double time_s)
{
    const float horizon = 1.0f - p->ground * w->unit;
    for (int i = 0; i < 30; i++) {
        const uint32_t id = gr_rng_u32(seed, (uint32_t)i, 0xfe11u);
        const float wide = 2.0f * w->aspect + 2.4f;
        const GrCount across = gr_count(time_s * (0.012 + 0.03 * (double)gr_particle_draw(id, 1)) +
                                        (double)gr_particle_draw(id, 2));
        const float high = gr_particle_draw(id, 3);
        gr_marks_spot(marks, across.part * wide - 0.5f * wide,
                      horizon + (0.3f - 0.9f * high * high) * w->unit,
                      (GrMark){w->unit * (0.4f + 0.4f * gr_particle_draw(id, 4)),
                               gr_unitf(p->veil * (0.26f + 0.45f * w->flash)),
                               gr_particle_draw(id, 5) * 0.5f, 0.0f});
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed);
    const double time_s = gr_motion_s(m, p->react);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const Weather weather = {.unit = gr_particle_unit_of(input->grid),
                             .aspect = input->grid->aspect,
                             .flash = beat * beat};
    const GrMarks marks = gr_marks_begin(input, output);
    draw_veil(&marks, p, &weather, seed, time_s);
    gr_marks_settle(&marks, seed, m->scene_s);
    const double fallen = time_s * (double)p->speed;
    const float many = gr_particles_allowed(input, p->count);
    const int count = gr_particle_count(many);
    for (int i = 0; i < count; i++) {
        draw_drop(&marks, p, &weather, gr_particle_place(seed, i), fallen,
                  gr_particle_share(many, i));
    }
    gr_marks_end(&marks);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_rain);
const GrEffect GR_LEVEL_NAME(gr_effect_rain) = {
    .name = "rain",
    .family = "particles",
    .summary = "slanting rain that strikes the ground in rings; try palette: rain or dash",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .draw = draw,
};
