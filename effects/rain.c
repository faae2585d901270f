/* SPDX-License-Identifier: MIT
 *
 * Rain before a light that stands in the mist: near drops are long and bright, far ones a fine
 * hatching that shows where the light is behind it. Each strikes the wet ground at its own
 * distance, where the light lies mirrored in glints that shimmer; near ones leave rings and
 * droplets there, far ones a speck. A drop is a line that falls to its own place; what is left of
 * its life is the ring, which widens and fades. Looks best with `palette: rain` or `dash`,
 * `colours: deep_sea` and `hue: value`.
 */
#include "base/level.h"
#include "common/particles.h"

typedef struct Params {
    float count, speed, slant, length, size, ground, rings, spray, veil, light, white, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 900, 1, 3000, "drops on their way"),
    GR_RATE(Params, speed, "screen/s", 2.2, 0, 20, "how fast near drops fall; the frame is 2 high"),
    GR_FLOAT(Params, slant, "", 0.2, -2, 2, "how far the wind drives them sideways as they fall"),
    GR_FLOAT(Params, length, "screen", 0.34, 0, 2, "of a near drop's streak"),
    GR_FLOAT(Params, size, "screen", 0.008, 0, 0.2, "half a near streak's width"),
    GR_FLOAT(Params, ground, "screen", 0.6, 0, 2, "how high the far end of the ground is"),
    GR_FLOAT(Params, rings, "screen", 0.34, 0, 1, "radius that a near ring grows to"),
    GR_FLOAT(Params, spray, "screen", 0.12, 0, 1, "how high droplets leap where one strikes"),
    GR_FLOAT(Params, veil, "", 0.6, 0, 1, "how bright the mist and the ground before it are"),
    GR_FLOAT(Params, light, "", 0.35, -1, 1, "where the light is: -1 left, 1 right"),
    GR_FLOAT(Params, white, "", 0.9, 0, 1, "how white near drops are: 0 has the layer's colour"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts pour, beats are sheet lightning in the "
             "mist and on the rings); 0 is not at all"),
};

enum { DROPLETS = 6 };

typedef struct Weather {
    float unit, aspect, flash;
    float horizon, light_x;
} Weather;

/* How much of the light a place sees that is `x` and `y` away from it, 0..1. */
static float lit_by(const Weather *w, float x, float y)
{
    const float per = 1.0f / w->unit;
    const float dx = (x - w->light_x) * per, dy = y * per;
    return 1.0f / (1.0f + 2.2f * dx * dx + 5.0f * dy * dy);
}

/* Rings and droplets, `age` 0..1 after a drop has struck. */
static void draw_splash(const GrMarks *marks, const Params *p, const Weather *w, uint32_t id,
                        float x, float y, float near, float age, float gain)
{
    const float left = 1.0f - age, scale = w->unit * near;
    const float pick = 0.1f + 0.4f * gr_particle_draw(id, 8);
    const float speck = 1.0f - 5.0f * age;
    gr_marks_spot(
        marks, x, y,
        (GrMark){p->size * (1.0f + near) * w->unit, gr_unitf(gain * speck), pick, p->white});
    /* Rings of far drops would be scribbles, and so would rings across each other. */
    const float seen = gr_particle_draw(id, 9) < 0.4f ? gr_unitf(3.0f * near - 0.7f) : 0.0f;
    const float shine = gr_unitf(gain * seen * left * left * (0.9f + 0.5f * w->flash));
    for (int i = 0; i < 2; i++) {
        const float open = gr_unitf(age - 0.2f * (float)i);
        gr_marks_ring(marks, x, y, 0.006f * scale, 0.26f, 0.0f,
                      (GrMark){p->rings * scale * gr_sqrtf(open),
                               open > 0.0f ? shine * (1.0f - 0.5f * (float)i) : 0.0f, pick,
                               p->white * left});
    }
    for (int i = 0; i < DROPLETS; i++) {
        const float side = 2.0f * gr_particle_draw(id, 20u + (uint32_t)i) - 1.0f;
        const float leap = 0.5f + 0.5f * gr_particle_draw(id, 30u + (uint32_t)i);
        const float fly = age * 2.2f;
        const float up = 4.0f * fly * (1.0f - fly) * leap * p->spray * scale;
        if (up > 0.0f) {
            gr_marks_spot(marks, x + side * fly * 0.7f * p->spray * scale, y - up,
                          (GrMark){1.3f * p->size * scale, gr_unitf(2.0f * gain * near * left),
                                   pick, p->white});
        }
    }
}

static void draw_drop(const GrMarks *marks, const Params *p, const Weather *w, uint32_t place,
                      double fallen, float share)
{
    const float draw_near = gr_particle_draw(place, 2);
    const float near = draw_near * draw_near;
    const float scale = 0.4f + 0.6f * near;
    const float floor_y = 1.0f - p->ground * w->unit * (1.0f - 0.95f * near);
    const float streak = p->length * (0.3f + 0.7f * near) * w->unit;
    const float way = floor_y + 1.1f + 2.0f * streak;
    /* The last part of a life is the splash: as long for all drops. */
    const float rest = 0.9f;
    const GrLife life = gr_particle_life(place, fallen * (double)(scale / (way + rest * scale)));
    const float run = life.age * (way + rest * scale);
    const float reach = w->aspect + 0.2f + gr_absf(p->slant);
    const float x = (2.0f * gr_particle_draw(life.id, 3) - 1.0f) * reach;
    const float gain = 0.3f + 0.7f * near;
    if (run < way) {
        const float head = floor_y - (way - streak) + run;
        const float low = gr_minf(head, floor_y), high = gr_minf(head - streak, floor_y);
        if (low > high) {
            const float at = x + p->slant * (low - floor_y);
            const float behind = lit_by(w, at, 0.5f * (low - w->horizon));
            const float shine = gain * (0.55f + 0.75f * behind + 0.4f * w->flash);
            gr_marks_streak(marks, at, low, x + p->slant * (high - floor_y), high, 0.06f,
                            GR_ROUND_HEAD | GR_ROUND_TAIL,
                            (GrMark){p->size * (0.2f + 0.8f * near) * w->unit,
                                     gr_unitf(shine) * share,
                                     0.7f + 0.3f * gr_particle_draw(life.id, 4),
                                     p->white * gr_unitf(near + behind - 0.2f)});
        }
    }
    const float since = (run - (way - streak)) / (rest * scale + streak);
    if (since > 0.0f) {
        const float lit = 0.6f + 0.8f * lit_by(w, x, 0.5f * (floor_y - w->horizon));
        draw_splash(marks, p, w, life.id, x, floor_y, near, since, gr_unitf(gain * lit) * share);
    }
}

/* A row of the wet ground: glints that are the longer the nearer they are, and that gather where
 * the light is mirrored. */
static void draw_ground(const GrMarks *marks, const Params *p, const Weather *w, uint32_t seed,
                        int row, float shimmer)
{
    const float y = ((float)row + 0.5f) * marks->cell_h - 1.0f;
    /* The middle of the first row may be above the ground, far above one that is hardly there. */
    const float deep = gr_maxf((y - w->horizon) / (p->ground * w->unit + 1e-3f), -0.1f);
    const float per = 1.0f / (w->unit * (0.03f + 0.2f * deep));
    const float narrow = 1.0f / (w->unit * (0.3f + 0.25f * deep));
    const float shift = 7.0f * gr_particle_draw(gr_rng_u32(seed, (uint32_t)row, 0x91u), 1);
    for (int col = 0; col < marks->cols; col++) {
        const float x = ((float)col + 0.5f) * marks->cell_w - marks->aspect;
        const float along = x * per + shift, dash = gr_floorf(along),
                    u = 2.0f * (along - dash) - 1.0f;
        const uint32_t id = gr_rng_u32(seed, (uint32_t)row, (uint32_t)(int32_t)dash);
        const float start = (float)(int32_t)(id & 0xffffu) * (1.0f / 65536.0f);
        const float wave = 1.0f - gr_absf(2.0f * gr_fractf(start + shimmer) - 1.0f);
        const float glint = wave * wave * (1.0f - u * u);
        const float dx = (x - w->light_x) * narrow;
        const float mirrored = 1.0f / (1.0f + dx * dx * dx * dx);
        const float v =
            p->veil * glint * ((1.5f - 0.6f * deep) * mirrored + 0.22f + 0.6f * w->flash);
        gr_marks_light(marks, row * marks->cols + col, gr_unitf(v),
                       0.1f + 0.6f * (float)(int32_t)(id >> 17) * (1.0f / 32768.0f),
                       0.5f * p->white * mirrored);
    }
}

/* Mist around the light, thickest where the ground ends, in swathes that drift. */
static void draw_mist(const GrMarks *marks, const Params *p, const Weather *w, double time_s)
{
    const float first = gr_phase(time_s * 0.021), second = gr_phase(time_s * 0.013);
    const float per = 1.0f / w->unit;
    const int end = (int)gr_clampf((w->horizon + 1.0f) * marks->per_h, 0.0f, (float)marks->rows);
    for (int row = 0; row < end; row++) {
        const float y = (((float)row + 0.5f) * marks->cell_h - 1.0f - w->horizon) * per;
        const float band = 1.0f / (1.0f + 14.0f * y * y);
        for (int col = 0; col < marks->cols; col++) {
            const float x = ((float)col + 0.5f) * marks->cell_w - marks->aspect;
            const float swathe = 0.75f + 0.25f * gr_sinf(2.3f * x * per + 3.0f * y + first) *
                                             gr_sinf(1.1f * x * per - 5.0f * y - second);
            const float glow = lit_by(w, x, y * w->unit);
            const float v =
                glow * glow * (1.5f + 0.5f * w->flash) + band * (0.12f + 0.5f * w->flash);
            marks->value[row * marks->cols + col] = gr_unitf(p->veil * swathe * v);
        }
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed);
    const double time_s = gr_motion_s(m, p->react);
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float unit = gr_particle_unit_of(input->grid);
    const Weather weather = {.unit = unit,
                             .aspect = input->grid->aspect,
                             .flash = beat * beat,
                             .horizon = 1.0f - p->ground * unit,
                             .light_x = p->light * input->grid->aspect};
    const GrMarks marks = gr_marks_begin(input, output);
    if (p->veil > 0.0f) {
        draw_mist(&marks, p, &weather, time_s);
        gr_marks_settle(&marks, seed, m->scene_s);
        const float shimmer = gr_count(time_s * 0.7).part;
        const float first = (weather.horizon + 1.0f) * marks.per_h;
        for (int row = (int)gr_maxf(first, 0.0f); row < marks.rows; row++) {
            draw_ground(&marks, p, &weather, seed, row, shimmer);
        }
    }
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
    .summary = "slanting rain before a light in the mist, and rings on wet ground; try palette: "
               "rain or dash",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .draw = draw,
};
