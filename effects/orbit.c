/* SPDX-License-Identifier: MIT
 *
 * Orbit: a sun with rings of dust and moons, seen from a little above. Grains run round it with
 * trails behind them, the inner ones faster; those in front are bright and large, those behind pass
 * out of sight behind the sun, while the whole slowly tips. A grain's angle is its start plus time
 * over r^1.5 (Kepler's third law); its trail is the arc that it came along. Looks best with
 * `palette: dots` or `zodiac`, `colours: gold` and `hue: value`.
 */
#include "base/level.h"
#include "common/particles.h"

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
    GR_FLOAT(Params, trail, "turns", 0.07, 0, 0.5, "of the arc behind the innermost grains"),
    GR_FLOAT(Params, size, "screen", 0.013, 0, 0.2, "radius of a grain"),
    GR_FLOAT(Params, sun, "screen", 0.2, 0, 1, "radius of the sun"),
    GR_FLOAT(Params, white, "", 0.9, 0, 1,
             "how white grains in front are: 0 has the layer's colour"),
    GR_FLOAT(
        Params, react, "", 1, 0, 4,
        "how strongly it answers the sound (loud parts turn faster, bass swells the sun, beats "
        "light up ring after ring); 0 is not at all"),
};

enum { TRAIL = 3 };

typedef struct View {
    float squeeze, cos, sin, unit;
} View;

/* A point of an orbit on screen; `front` is -1 far behind .. 1 nearest. */
static void place_at(const View *view, float radius, float angle, float lift, float *x, float *y,
                     float *front)
{
    float across = radius * gr_cosf(angle), along = radius * gr_sinf(angle);
    float down = along * view->squeeze + lift;
    *x = (across * view->cos - down * view->sin) * view->unit;
    *y = (across * view->sin + down * view->cos) * view->unit;
    *front = gr_sinf(angle);
}

static void draw_grain(const GrMarks *marks, const Params *p, const View *view, uint32_t id,
                       double turned, float share, float beat, float wave)
{
    /* Outer rings are longer: a root spreads the grains evenly. */
    const int ring = (int)(gr_sqrtf(gr_particle_draw(id, 1)) * (float)p->rings);
    float in_ring = gr_particle_draw(id, 2) + gr_particle_draw(id, 3) - 1.0f;
    in_ring *= 1.0f - 0.75f * p->gaps;
    const float order = ((float)ring + 0.5f + 0.5f * in_ring) / (float)p->rings;
    const float outer = gr_maxf(p->outer, p->inner + 0.01f);
    const float radius = p->inner + (outer - p->inner) * order;
    const float slow = p->inner / radius;
    const float pace = slow * gr_sqrtf(slow);
    const float angle = gr_phase(turned * (double)pace + (double)gr_particle_draw(id, 4));
    const float back = (p->speed < 0.0f ? 1.0f : -1.0f) * p->trail * GR_TAU * gr_sqrtf(pace);
    const float lift = 0.05f * radius * (gr_particle_draw(id, 5) - 0.5f) * (1.0f - view->squeeze);
    const float large = gr_particle_draw(id, 6);
    const float moon = large > 0.94f ? 1.0f : 0.0f;
    const float lit = gr_unitf(1.0f - gr_absf(order - wave) * 4.0f) * beat;
    float x, y, front;
    place_at(view, radius, angle, lift, &x, &y, &front);
    float away = gr_sqrtf(x * x + y * y) / view->unit;
    float seen = front < 0.0f ? gr_unitf((away - p->sun) * 30.0f) : 1.0f;
    float near = 0.5f + 0.5f * front;
    GrMark mark = {p->size * view->unit * (0.4f + 0.8f * near) *
                       (0.6f + 0.7f * large + 1.2f * moon),
                   gr_unitf((0.4f + 0.6f * near + 0.3f * moon + 0.6f * lit) * seen) * share,
                   0.25f + 0.75f * gr_particle_draw(id, 7),
                   p->white * gr_unitf(near * 0.8f + moon + lit - 0.25f)};
    for (int i = 1; i <= TRAIL; i++) {
        float to_x, to_y;
        place_at(view, radius, angle + back * (float)i / TRAIL, lift, &to_x, &to_y, &front);
        const float fade = gr_trail_fade(i, TRAIL);
        gr_marks_streak(marks, x, y, to_x, to_y, fade, i == 1 ? GR_ROUND_HEAD : 0, mark);
        mark.gain *= fade;
        mark.white *= 0.3f;
        away = gr_sqrtf(to_x * to_x + to_y * to_y) / view->unit;
        mark.gain *= front < 0.0f ? gr_unitf((away - p->sun) * 30.0f) : 1.0f;
        x = to_x;
        y = to_y;
    }
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
    const View view = {.squeeze = gr_sinf(height * GR_TAU),
                       .cos = gr_cosf(lean),
                       .sin = gr_sinf(lean),
                       .unit = unit};
    const GrMarks marks = gr_marks_begin(input, output);
    const double turned = gr_motion_s(m, p->react) * (double)p->speed;
    const float sun = p->sun * unit;
    gr_marks_spot(&marks, 0.0f, 0.0f,
                  (GrMark){sun * (3.6f + 1.0f * bass), 0.5f + 0.25f * bass, 0.2f, 0.0f});
    gr_marks_ring(&marks, 0.0f, 0.0f, 0.45f * sun, 1.0f, 1.0f,
                  (GrMark){sun * (0.75f + 0.2f * bass), 0.97f, 1.0f, p->white * 0.6f});
    gr_marks_settle(&marks, seed, m->scene_s);
    const float wave = 1.2f * (1.0f - beat);
    const int count = gr_particle_count(p->count);
    for (int i = 0; i < count; i++) {
        draw_grain(&marks, p, &view, gr_particle_place(seed, i), turned,
                   gr_particle_share(p->count, i), beat, wave);
    }
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
