/* SPDX-License-Identifier: MIT
 *
 * Starfield: a flight through the stars. They come out of the dark ahead, draw streaks that
 * lengthen as they near, and pass by on all sides while the view slowly rolls. A star has a place
 * across and a depth that runs down; on screen it is at place / depth, and its streak is where it
 * was a moment ago. Known to all from the screen savers of the 1980s. Looks best with `palette:
 * stars` or `dots`, `colours: ice` and `hue: distance`.
 */
#include "base/level.h"
#include "common/trails.h"

typedef struct Params {
    float count, speed, trail, roll, wander, size, twinkle, mist, white, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 1500, 1, 4000, "stars in sight and beside it"),
    GR_RATE(Params, speed, "depths/s", 0.16, -4, 4,
            "how fast the flight is; a star is seen over one depth; negative flies backwards"),
    GR_TRAIL(Params, "depths", 0.042, 0.5, "how long the way of a star stays visible"),
    GR_RATE(Params, roll, "turns/s", 0.012, -2, 2, "how fast the view rolls"),
    GR_FLOAT(Params, wander, "screen", 0.16, 0, 1,
             "how far the point ahead strays from the middle"),
    GR_FLOAT(Params, size, "screen", 0.013, 0, 0.2, "radius of a star half way"),
    GR_FLOAT(Params, twinkle, "", 0.4, 0, 1, "how much their light flickers"),
    GR_FLOAT(Params, mist, "", 0.5, 0, 1, "how bright the clouds between the stars are"),
    GR_FLOAT(Params, white, "", 1, 0, 1, "how white near stars are: 0 has the layer's colour"),
    GR_FLOAT(
        Params, react, "", 1, 0, 4,
        "how strongly it answers the sound (loud parts fly faster, beats lengthen the streaks, "
        "bass lights the clouds); 0 is not at all"),
};

enum { CLOUDS = 26 };

typedef struct View {
    float cos, sin, x, y, unit, aspect;
} View;

/* Stars are spread over a square that the rolling frame never looks past. */
static void place_in(const View *view, uint32_t id, float depth, float *x, float *y)
{
    const float wide = 0.62f * gr_sqrtf(view->aspect * view->aspect + 1.0f);
    float across = (2.0f * gr_particle_draw(id, 2) - 1.0f) * wide;
    float down = (2.0f * gr_particle_draw(id, 3) - 1.0f) * wide;
    float per = 1.0f / depth;
    *x = view->x + (across * view->cos - down * view->sin) * per;
    *y = view->y + (across * view->sin + down * view->cos) * per;
}

static float depth_at(float age)
{
    return 0.06f + 1.15f * (1.0f - age);
}

static void draw_star(const GrMarks *marks, const Params *p, const View *view, GrLife life,
                      float share, float streak)
{
    const float depth = depth_at(life.age), near = gr_unitf(1.2f - depth);
    const float size = gr_particle_draw(life.id, 4);
    const float flash = gr_sinf(life.age * 140.0f + size * 60.0f);
    float gain = gr_particle_fade(life.age, 0.15f, 0.04f) * (0.5f + 0.9f * near);
    gain *= (0.6f + 0.8f * size) * (1.0f - p->twinkle * (0.5f + 0.5f * flash) * (1.0f - near));
    const GrMark mark = {p->size * view->unit * (0.4f + 0.9f * size * size) * (0.5f / depth),
                         gr_unitf(gain * share), 0.3f + 0.7f * gr_particle_draw(life.id, 5),
                         p->white * gr_unitf(near * 1.5f)};
    float x, y, tail_x, tail_y;
    place_in(view, life.id, depth, &x, &y);
    place_in(view, life.id, depth + streak, &tail_x, &tail_y);
    gr_marks_streak(marks, x, y, tail_x, tail_y, 0.08f, GR_ROUND_HEAD | GR_ROUND_TAIL, mark);
}

static void draw_clouds(const GrMarks *marks, const Params *p, const View *view, uint32_t seed,
                        double lives, float bass)
{
    for (int i = 0; i < CLOUDS; i++) {
        const uint32_t place = gr_particle_place(seed ^ 0xc10du, i);
        const GrLife life = gr_particle_life(place, lives * 0.5);
        const float depth = 0.35f + 0.85f * (1.0f - life.age);
        const float gain = gr_particle_fade(life.age, 0.35f, 0.45f) * p->mist;
        float x, y;
        place_in(view, life.id, depth, &x, &y);
        gr_marks_spot(marks, x, y,
                      (GrMark){view->unit * (0.32f + 0.4f * gr_particle_draw(life.id, 4)) / depth,
                               gr_unitf(gain * (0.42f + 0.2f * bass)), 0.25f, 0.0f});
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
    const float roll = gr_phase(m->scene_s * (double)p->roll);
    const float unit = gr_particle_unit_of(input->grid);
    const View view = {.cos = gr_cosf(roll),
                       .sin = gr_sinf(roll),
                       .x = p->wander * unit * gr_sinf(gr_phase(m->scene_s * 0.043)),
                       .y = p->wander * unit * 0.7f * gr_sinf(gr_phase(m->scene_s * 0.031 + 0.2)),
                       .unit = unit,
                       .aspect = input->grid->aspect};
    const GrMarks marks = gr_marks_begin(input, output);
    const double lives = time_s * (double)p->speed;
    draw_clouds(&marks, p, &view, seed, lives, bass);
    gr_marks_settle(&marks, seed, m->scene_s);
    const float streak = p->trail * (1.0f + 1.6f * beat);
    const float many = gr_particles_allowed(input, p->count);
    const int count = gr_particle_count(many);
    for (int i = 0; i < count; i++) {
        const uint32_t place = gr_particle_place(seed, i);
        draw_star(&marks, p, &view, gr_particle_life(place, lives), gr_particle_share(many, i),
                  streak);
    }
    gr_marks_end(&marks);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_starfield);
const GrEffect GR_LEVEL_NAME(gr_effect_starfield) = {
    .name = "starfield",
    .family = "particles",
    .summary = "a flight through stars that draw streaks; try palette: stars, colours: ice",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .draw = draw,
};
