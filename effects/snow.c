/* SPDX-License-Identifier: MIT
 *
 * Snow: flakes of every distance, from a haze of specks to soft large ones before the lens, that
 * fall at the pace of their size, sway, and are carried by gusts; on the ground lies a drift of
 * snow whose edge glitters. Each flake is a closed form of its age, gusts are a sum of slow waves
 * that all share. Looks best with `palette: snow`, `colours: ice` and `hue: value`.
 */
#include "base/level.h"
#include "common/particles.h"

typedef struct Params {
    float count, speed, wind, gusts, sway, size, depth, ground, sparkle, white, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 1300, 1, 4000, "flakes in the air"),
    GR_RATE(Params, speed, "screen/s", 0.38, 0, 8,
            "how fast near flakes fall; the frame is 2 high"),
    GR_RATE(Params, wind, "screen/s", 0.12, -6, 6, "how fast the wind carries near flakes"),
    GR_FLOAT(Params, gusts, "screen", 0.22, 0, 2, "how far gusts throw them to and fro"),
    GR_FLOAT(Params, sway, "screen", 0.05, 0, 1, "how far each sways on its way"),
    GR_FLOAT(Params, size, "screen", 0.0105, 0, 0.3, "radius of a flake half way"),
    GR_FLOAT(Params, depth, "", 0.8, 0, 1, "how different near and far flakes are"),
    GR_FLOAT(Params, ground, "screen", 0.42, 0, 2, "how high the snow lies; 0 is none"),
    GR_FLOAT(Params, sparkle, "", 0.5, 0, 1, "how much flakes and ground glitter"),
    GR_FLOAT(Params, white, "", 1, 0, 1, "how white near flakes are: 0 has the layer's colour"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts are a storm, beats and high tones make "
             "it glitter); 0 is not at all"),
};

enum { HAZE = 26 };

typedef struct Air {
    double time_s;
    float gust, unit, aspect, glitter, beat;
} Air;

static void draw_flake(const GrMarks *marks, const Params *p, const Air *air, uint32_t place,
                       float share)
{
    /* Far flakes are many: 0 is far, 1 before the lens. */
    const float draw_near = gr_particle_draw(place, 2);
    const float near = draw_near * draw_near;
    const float scale = 1.0f + p->depth * (0.3f + 1.3f * near * near * near + 0.6f * near - 1.0f);
    const float tall = 2.3f;
    const double fallen = air->time_s * (double)(p->speed * scale / tall);
    const GrLife life = gr_particle_life(place, fallen);
    const double blown = air->time_s * (double)(p->wind * scale) + (double)(air->gust * scale);
    const float wide = 2.0f * air->aspect + 0.4f;
    const GrCount across = gr_count(blown / (double)wide + (double)gr_particle_draw(life.id, 3));
    const float turn = GR_TAU * gr_particle_draw(life.id, 4);
    const float swing = gr_sinf(life.age * (9.0f + 14.0f * gr_particle_draw(life.id, 5)) + turn);
    const float x = across.part * wide - 0.5f * wide + p->sway * air->unit * swing;
    const float y = life.age * tall - 1.15f;
    const float flash = gr_sinf(life.age * 70.0f + turn * 3.0f);
    float gain = 0.4f + 0.6f * gr_unitf(near * 1.8f);
    gain *= 1.0f - p->sparkle * 0.5f * (0.5f + 0.5f * flash) * (1.0f - air->glitter);
    gain *= 1.0f + 0.5f * air->beat;
    gr_marks_spot(marks, x, y,
                  (GrMark){p->size * air->unit * (0.3f + 1.1f * scale * scale),
                           gr_unitf(gain) * share, 0.2f + 0.8f * gr_particle_draw(life.id, 6),
                           p->white * gr_unitf(near * 1.6f)});
}

/* Snow too far off to be seen as flakes: clouds of it that the wind carries. */
static void draw_haze(const GrMarks *marks, const Air *air, uint32_t seed)
{
    const float wide = 2.0f * air->aspect + 2.4f * air->unit;
    for (int i = 0; i < HAZE; i++) {
        const uint32_t id = gr_rng_u32(seed, (uint32_t)i, 0x4a2eu);
        const GrCount across =
            gr_count(air->time_s * (0.008 + 0.02 * (double)gr_particle_draw(id, 1)) +
                     (double)(0.05f * air->gust) + (double)gr_particle_draw(id, 2));
        gr_marks_spot(marks, across.part * wide - 0.5f * wide,
                      1.0f - 1.7f * gr_particle_draw(id, 3),
                      (GrMark){air->unit * (0.35f + 0.4f * gr_particle_draw(id, 4)),
                               0.17f + 0.12f * air->beat, 0.5f, 0.0f});
    }
}

/* The drift: two hills of snow, the nearer one brighter, whose crests catch the light. */
static void draw_ground(const GrMarks *marks, const Params *p, const Air *air, uint32_t seed,
                        int64_t tick)
{
    const float height = p->ground * air->unit;
    const int top = (int)gr_maxf((1.0f - 1.6f * height - -1.0f) * marks->per_h - 2.0f, 0.0f);
    for (int row = top; p->ground > 0.0f && row < marks->rows; row++) {
        const float y = ((float)row + 0.5f) * marks->cell_h - 1.0f;
        for (int col = 0; col < marks->cols; col++) {
            const float x = ((float)col + 0.5f) * marks->cell_w - marks->aspect;
            const float place = x / air->unit;
            const float far =
                0.74f + 0.34f * gr_sinf(1.3f * place + 2.0f) + 0.1f * gr_sinf(3.1f * place);
            const float front =
                0.4f + 0.3f * gr_sinf(1.1f * place - 0.6f) + 0.07f * gr_sinf(2.7f * place + 1.0f);
            const float deep_far = (y - (1.0f - height * far)) * marks->per_h;
            const float deep = (y - (1.0f - height * front)) * marks->per_h;
            const uint32_t id = gr_rng_u32(seed, (uint32_t)(row * marks->cols + col), 5u);
            const float grain = gr_particle_draw(id, 1);
            const float epoch = gr_particle_draw(id, 2) * 40.0f;
            const float when = gr_fractf((float)(tick & 4095) * (1.0f / 40.0f) + epoch);
            const float glint = grain > 0.8f ? gr_unitf(1.0f - 4.0f * gr_absf(when - 0.5f)) : 0.0f;
            float lit =
                gr_unitf(deep_far + 0.5f) * (0.3f + 0.3f * gr_unitf(1.0f - 0.2f * deep_far));
            lit =
                gr_lerpf(lit, 0.46f + 0.42f * gr_unitf(1.0f - 0.16f * deep), gr_unitf(deep + 0.5f));
            lit *= 0.8f + 0.2f * grain;
            lit += p->sparkle * glint * (0.4f + 0.6f * air->glitter) * gr_unitf(deep_far);
            gr_marks_light(marks, row * marks->cols + col, gr_unitf(lit), 0.1f + 0.8f * grain,
                           p->white * gr_unitf(deep + 0.5f));
        }
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed);
    const double time_s = gr_motion_s(m, p->react);
    const float gust = gr_sinf(gr_phase(time_s * 0.11)) + 0.6f * gr_sinf(gr_phase(time_s * 0.23)) +
                       0.3f * gr_sinf(gr_phase(time_s * 0.41));
    const Air air = {.time_s = time_s,
                     .gust = p->gusts * gust,
                     .unit = gr_particle_unit_of(input->grid),
                     .aspect = input->grid->aspect,
                     .glitter = gr_unitf(gr_push(m, GR_SIGNAL_HI, p->react)),
                     .beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react))};
    const GrMarks marks = gr_marks_begin(input, output);
    draw_haze(&marks, &air, seed);
    gr_marks_settle(&marks, seed, m->scene_s);
    draw_ground(&marks, p, &air, seed, m->tick);
    const float many = gr_particles_allowed(input, p->count);
    const int count = gr_particle_count(many);
    for (int i = 0; i < count; i++) {
        draw_flake(&marks, p, &air, gr_particle_place(seed, i), gr_particle_share(many, i));
    }
    gr_marks_end(&marks);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_snow);
const GrEffect GR_LEVEL_NAME(gr_effect_snow) = {
    .name = "snow",
    .family = "particles",
    .summary = "flakes near and far in gusts of wind; try palette: snow, colours: ice",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .draw = draw,
};
