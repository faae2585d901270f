/* SPDX-License-Identifier: MIT
 *
 * Burst: fireworks. On each beat a shell opens somewhere in the frame: sparks fly out as balls,
 * rings, fountains and flowers, are slowed by the air, pulled down, and go out one by one with a
 * glimmer. At a calm pace of their own others open, dim beside those, bright
 * where there is no beat. Where a spark is
 * follows from the time since its shell opened alone: motion with a drag k, a start v and a fall g
 * is v (1 - e^-kt) / k + g (t - (1 - e^-kt) / k) / k, as in any book of mechanics; its trail is the
 * same a little earlier. Looks best with the palettes `spark`, `energy` and `stars`.
 */
#include "base/level.h"
#include "common/particles.h"

typedef struct Params {
    float count, every, life, reach, gravity, drag, trail, size, white, spread, react;
    int32_t shape;
} Params;

enum { MIXED, BALL, RING, FLOWER, FOUNTAIN };
static const char *const shapes[] = {"mixed", "ball", "ring", "flower", "fountain", NULL};

static const GrParam params[] = {
    GR_FLOAT(Params, count, "", 130, 1, 400, "sparks of a shell"),
    GR_FLOAT(Params, every, "s", 0.55, 0.25, 10,
             "from shell to shell without a beat; beside those of beats they are dim"),
    GR_FLOAT(Params, life, "s", 2.6, 0.2, 5, "how long sparks glow"),
    GR_FLOAT(Params, reach, "screen", 0.95, 0.05, 3, "how far sparks fly"),
    GR_FLOAT(Params, gravity, "screen/s2", 0.32, -4, 4, "how they fall; negative rises"),
    GR_FLOAT(Params, drag, "1/s", 1.7, 0.2, 12, "how soon the air slows them down"),
    GR_FLOAT(Params, trail, "s", 0.55, 0, 1, "how long a spark's way stays visible"),
    GR_FLOAT(Params, size, "screen", 0.012, 0, 0.2, "radius of a spark"),
    GR_FLOAT(Params, white, "", 1, 0, 1, "how white young sparks are: 0 has the layer's colour"),
    GR_FLOAT(Params, spread, "", 0.7, 0, 1, "how far from the middle shells open"),
    GR_CHOICE(Params, shape, shapes, MIXED, "what a shell opens as"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (shells open on the beats, bass lights them up); 0 "
             "is not at all"),
};

enum { MOST_SHELLS = 24, TRAIL = 3 };

typedef struct Shell {
    uint32_t id;
    float age_s, gain;
} Shell;

/* Shells of the beats that still glow. */
static int beat_shells(const Params *p, const GrMoment *m, uint32_t seed, Shell *shells)
{
    float gain = gr_unitf(p->react);
    int found = 0;
    int beat = m->beats && gain > 0.0f ? gr_beats_before(m->beats, m->show_s) : -1;
    for (; beat >= 0 && found < MOST_SHELLS / 2; beat--) {
        float age = (float)(m->show_s - m->beats->time_s[beat]);
        if (age >= p->life) {
            break;
        }
        shells[found++] = (Shell){gr_rng_u32(seed, (uint32_t)beat, 0xbea7u), age, gain};
    }
    return found;
}

static bool near_a_beat(const GrMoment *m, double show_s)
{
    if (!m->beats || m->beats->count == 0) {
        return false;
    }
    int before = gr_beats_before(m->beats, show_s);
    double since = before >= 0 ? show_s - m->beats->time_s[before] : 1e9;
    double until = before + 1 < m->beats->count ? m->beats->time_s[before + 1] - show_s : 1e9;
    return since < 1.5 || until < 0.75;
}

/* Shells of its own: where beats open others they are dim, as far as it answers the sound. */
static int calm_shells(const Params *p, const GrMoment *m, uint32_t seed, Shell *shells)
{
    GrCount now = gr_count(m->scene_s / (double)p->every);
    float by_beat = gr_unitf(p->react);
    int found = 0;
    for (int back = 0; back < MOST_SHELLS / 2; back++) {
        int32_t number = now.whole - back;
        uint32_t id = gr_rng_u32(seed, (uint32_t)number, 0xca13u);
        /* Not like a clock: each a little later. */
        float late = 0.35f * gr_particle_draw(id, 40);
        float age = ((float)back + now.part - late) * p->every;
        double born_s = m->show_s - (double)age;
        if (age < 0.0f || age >= p->life) {
            continue;
        }
        shells[found++] = (Shell){id, age, near_a_beat(m, born_s) ? 1.0f - 0.75f * by_beat : 1.0f};
    }
    return found;
}

typedef struct Air {
    float k, per_k, gravity, speed, unit;
} Air;

/* Where a spark is after a time, from where it began. */
static void fly(const Air *air, float dx, float dy, float age_s, float *x, float *y)
{
    float slowed = (1.0f - gr_exp2f(-1.442695f * air->k * age_s)) * air->per_k;
    float fallen = air->gravity * (age_s - slowed) * air->per_k;
    *x = dx * air->speed * slowed * air->unit;
    *y = (dy * air->speed * slowed + fallen) * air->unit;
}

/* The way a spark leaves: unit vectors, shorter where it comes towards us. */
static void aim(int shape, uint32_t shell, uint32_t spark, int index, float *dx, float *dy)
{
    /* Steps of the golden angle are spread evenly, however many there are. */
    float turn = gr_phase(0.618033988 * (double)index + 0.04 * (double)gr_particle_draw(spark, 1));
    float depth = 2.0f * gr_particle_draw(spark, 2) - 1.0f;
    float across = gr_sqrtf(1.0f - depth * depth);
    float speed = across * (0.86f + 0.14f * gr_particle_draw(spark, 3));
    *dx = speed * gr_cosf(turn);
    *dy = speed * gr_sinf(turn);
    if (shape == RING) {
        float tilt = 0.35f + 0.6f * gr_particle_draw(shell, 5);
        float lean = gr_particle_draw(shell, 6) * GR_TAU;
        float cx = gr_cosf(turn), cy = gr_sinf(turn) * tilt;
        float jitter = 0.95f + 0.1f * gr_particle_draw(spark, 3);
        *dx = jitter * (cx * gr_cosf(lean) - cy * gr_sinf(lean));
        *dy = jitter * (cx * gr_sinf(lean) + cy * gr_cosf(lean));
    } else if (shape == FLOWER) {
        float petals = 5.0f + 3.0f * gr_particle_draw(shell, 7);
        float far = 0.35f + 0.65f * gr_absf(gr_sinf(0.5f * gr_floorf(petals) * turn));
        far *= 0.8f + 0.2f * gr_particle_draw(spark, 3);
        *dx = far * gr_cosf(turn);
        *dy = far * gr_sinf(turn);
    } else if (shape == FOUNTAIN) {
        *dx *= 0.55f;
        *dy = -0.35f - 0.95f * gr_particle_draw(spark, 4);
    }
}

static void draw_spark(const GrMarks *marks, const Params *p, const Air *air, const Shell *shell,
                       int shape, float x, float y, int index)
{
    const uint32_t id = gr_rng_u32(shell->id, (uint32_t)index, 7u);
    float lasts = p->life * (0.55f + 0.45f * gr_particle_draw(id, 8));
    float left = 1.0f - shell->age_s / lasts;
    if (left <= 0.0f) {
        return;
    }
    float dx, dy;
    aim(shape, shell->id, id, index, &dx, &dy);
    float glimmer = gr_sinf(shell->age_s * (26.0f + 22.0f * gr_particle_draw(id, 9)) + dx * 40.0f);
    float old = gr_unitf(1.6f - 2.2f * left);
    float gain = gr_unitf(left * 2.2f) * (1.0f - 0.55f * old * (0.5f + 0.5f * glimmer));
    gain *= gr_particle_share(p->count, index) * shell->gain;
    GrMark mark = {p->size * air->unit * (0.75f + 0.6f * left), gr_unitf(gain),
                   0.3f + 0.7f * gr_particle_draw(id, 10), p->white * gr_unitf(left * 1.7f - 0.3f)};
    float at_x, at_y;
    fly(air, dx, dy, shell->age_s, &at_x, &at_y);
    for (int i = 1; i <= TRAIL; i++) {
        float back_s = gr_maxf(shell->age_s - p->trail * (float)i / TRAIL, 0.0f);
        float to_x, to_y;
        fly(air, dx, dy, back_s, &to_x, &to_y);
        const float fade = gr_trail_fade(i, TRAIL);
        gr_marks_streak(marks, x + at_x, y + at_y, x + to_x, y + to_y, fade,
                        i == 1 ? GR_ROUND_HEAD : 0, mark);
        mark.gain *= fade;
        mark.white *= 0.4f;
        at_x = to_x;
        at_y = to_y;
    }
}

/* Where a shell opens; the result is its size. */
static float open_at(const Params *p, const Shell *shell, float aspect, float *x, float *y)
{
    *x = (2.0f * gr_particle_draw(shell->id, 1) - 1.0f) * p->spread * aspect;
    *y = (2.0f * gr_particle_draw(shell->id, 2) - 1.0f) * p->spread * 0.8f - 0.12f;
    return 0.7f + 0.5f * gr_particle_draw(shell->id, 3);
}

static void draw_shell(const GrMarks *marks, const Params *p, const Air *air, const Shell *shell)
{
    const uint32_t id = shell->id;
    float x, y;
    const float big = open_at(p, shell, marks->aspect, &x, &y);
    static const int likely[8] = {BALL, BALL, RING, FLOWER, BALL, FOUNTAIN, RING, FLOWER};
    int shape = p->shape == MIXED ? likely[gr_rng_mix(id + 99u) & 7u] : p->shape;
    Air own = *air;
    own.speed *= big;
    const int count = gr_particle_count(p->count);
    for (int i = 0; i < count; i++) {
        draw_spark(marks, p, &own, shell, shape, x, y, i);
    }
}

/* The flash that opens a shell, and the smoke that it lights. */
static void draw_smoke(const GrMarks *marks, const Params *p, const Air *air, const Shell *shell,
                       float bass)
{
    float x, y;
    float big = open_at(p, shell, marks->aspect, &x, &y);
    float flash = gr_unitf(1.0f - shell->age_s * 4.0f);
    float halo = gr_unitf(1.0f - shell->age_s / (0.8f * p->life));
    float wide = p->reach * air->unit * big;
    gr_marks_spot(
        marks, x, y,
        (GrMark){wide * (0.2f + 0.2f * flash), flash * flash * shell->gain, 0.9f, p->white});
    gr_marks_spot(marks, x, y,
                  (GrMark){wide * (0.9f + 0.35f * (1.0f - halo) + 0.2f * bass),
                           halo * (0.76f + 0.2f * bass) * shell->gain * shell->gain, 0.2f, 0.0f});
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const uint32_t seed = gr_rng_fold(input->seed);
    const float bass = gr_unitf(gr_push(m, GR_SIGNAL_BASS, p->react));
    const Air air = {.k = p->drag,
                     .per_k = 1.0f / p->drag,
                     .gravity = p->gravity,
                     .speed = p->reach * p->drag,
                     .unit = gr_particle_unit_of(input->grid)};
    const GrMarks marks = gr_marks_begin(input, output);
    Shell shells[MOST_SHELLS];
    int count = beat_shells(p, m, seed, shells);
    count += calm_shells(p, m, seed, shells + count);
    for (int i = 0; i < count; i++) {
        draw_smoke(&marks, p, &air, &shells[i], bass);
    }
    gr_marks_settle(&marks, seed, m->scene_s);
    for (int i = 0; i < count; i++) {
        draw_shell(&marks, p, &air, &shells[i]);
    }
    gr_marks_end(&marks);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_burst);
const GrEffect GR_LEVEL_NAME(gr_effect_burst) = {
    .name = "burst",
    .family = "particles",
    .summary = "fireworks that open on the beats; try palette: spark, energy or stars",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .draw = draw,
};
