/* SPDX-License-Identifier: MIT
 *
 * Snow: flakes of every distance, from a haze of specks to soft large ones before the lens, that
 * fall at the pace of their size, sway, and are carried by gusts; on the ground lies a drift of
 * snow whose edge glitters. Each flake is a closed form of its age, gusts are a sum of slow waves
 * that all share. Looks best with `palette: snow`, `colours: ice` and `hue: value`.
 */
#include "base/level.h"
#include "common/trails.h"

typedef struct Params {
    float count, speed, wind, gusts, sway, trail, size, depth, ground, sparkle, white, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 1300, 1, 4000, "flakes in the air"),
    GR_RATE(Params, speed, "screen/s", 0.38, 0, 8,
            "how fast near flakes fall; the frame is 2 high"),
    GR_RATE(Params, wind, "screen/s", 0.12, -6, 6, "how fast the wind carries near flakes"),
    GR_FLOAT(Params, gusts, "screen", 0.22, 0, 2, "how far gusts throw them to and fro"),
    GR_FLOAT(Params, sway, "screen", 0.05, 0, 1, "how far each sways on its way"),
    GR_TRAIL(Params, "s", 0, 2, "how long the way of a flake stays visible"),
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
    const Params *p;
    double time_s;
    float gust, unit, aspect, glitter, beat;
} Air;

static void place_flakes(const void *scene, const GrTroop *troop, GrTrails *trails)
{
    const Air *air = scene;
    const Params *p = air->p;
    const float tall = 2.3f, wide = 2.0f * air->aspect + 0.4f;
    float near[GR_TROOP], scale[GR_TROOP], part[GR_TROOP];
    GrLives lives;
    for (int i = 0; i < GR_TROOP; i++) {
        /* Far flakes are many: 0 is far, 1 before the lens. */
        const float drawn = gr_particle_draw(troop->place[i], 2);
        const float n = drawn * drawn;
        near[i] = n;
        scale[i] = 1.0f + p->depth * (0.3f + 1.3f * n * n * n + 0.6f * n - 1.0f);
    }
    for (int i = 0; i < GR_TROOP; i++) {
        const double fallen = air->time_s * (double)(p->speed * scale[i] / tall);
        const GrLife life = gr_particle_life(troop->place[i], fallen);
        const double blown =
            air->time_s * (double)(p->wind * scale[i]) + (double)(air->gust * scale[i]);
        lives.id[i] = life.id;
        lives.age[i] = life.age;
        part[i] = gr_count(blown / (double)wide + (double)gr_particle_draw(life.id, 3)).part;
    }
    trails->pieces = p->trail > 0.0f ? GR_TRAIL_PIECES : 0;
    trails->cool = 0.5f;
    for (int k = 0; k <= trails->pieces; k++) {
        const float back_s = p->trail * gr_trail_part(trails, k);
        for (int i = 0; i < GR_TROOP; i++) {
            const float turn = GR_TAU * gr_particle_draw(lives.id[i], 4);
            const float often = 9.0f + 14.0f * gr_particle_draw(lives.id[i], 5);
            const float age = lives.age[i] - back_s * p->speed * scale[i] / tall;
            trails->x[k][i] = part[i] * wide - 0.5f * wide - back_s * p->wind * scale[i] +
                              p->sway * air->unit * gr_sinf(age * often + turn);
            trails->y[k][i] = age * tall - 1.15f;
        }
    }
    for (int i = 0; i < GR_TROOP; i++) {
        const float turn = GR_TAU * gr_particle_draw(lives.id[i], 4);
        const float flash = gr_sinf(lives.age[i] * 70.0f + turn * 3.0f);
        float gain = 0.4f + 0.6f * gr_unitf(near[i] * 1.8f);
        gain *= 1.0f - p->sparkle * 0.5f * (0.5f + 0.5f * flash) * (1.0f - air->glitter);
        gain *= 1.0f + 0.5f * air->beat;
        trails->radius[i] = p->size * air->unit * (0.3f + 1.1f * scale[i] * scale[i]);
        trails->gain[i] = gr_unitf(gain) * troop->share[i];
        trails->pick[i] = 0.2f + 0.8f * gr_particle_draw(lives.id[i], 6);
        trails->white[i] = p->white * gr_unitf(near[i] * 1.6f);
    }
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
    const Air air = {.p = p,
                     .time_s = time_s,
                     .gust = p->gusts * gust,
                     .unit = gr_particle_unit_of(input->grid),
                     .aspect = input->grid->aspect,
                     .glitter = gr_unitf(gr_push(m, GR_SIGNAL_HI, p->react)),
                     .beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react))};
    const GrMarks marks = gr_marks_begin(input, output);
    draw_haze(&marks, &air, seed);
    gr_marks_settle(&marks, seed, m->scene_s);
    draw_ground(&marks, p, &air, seed, m->tick);
    gr_trails_run(&marks, seed, gr_particles_allowed(input, p->count), place_flakes, &air);
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
