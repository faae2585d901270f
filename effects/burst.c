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
#include "common/trails.h"

typedef struct Params {
    float count, every, life, reach, gravity, drag, trail, size, white, smoke, spread, react;
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
    GR_TRAIL(Params, "s", 0.55, 1, "how long a spark's way stays visible"),
    GR_FLOAT(Params, size, "screen", 0.012, 0, 0.2, "radius of a spark"),
    GR_FLOAT(Params, white, "", 1, 0, 1, "how white young sparks are: 0 has the layer's colour"),
    GR_FLOAT(Params, smoke, "", 1, 0, 1, "light of the smoke around a shell that opens"),
    GR_FLOAT(Params, spread, "", 0.7, 0, 1, "how far from the middle shells open"),
    GR_CHOICE(Params, shape, shapes, MIXED, "what a shell opens as"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (shells open on the beats, bass lights them up); 0 "
             "is not at all"),
};

enum { MOST_SHELLS = 24, USUAL_SHELLS = 10 };

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

/* One shell's sparks. */
typedef struct Sparks {
    const Params *p;
    const Air *air;
    const Shell *shell;
    int shape;
    float x, y, speed;
} Sparks;

/* Where sparks are after a time, from where they began. */
static void fly(const Sparks *s, const float *dx, const float *dy, float age_s, float *restrict x,
                float *restrict y)
{
    const Air *air = s->air;
    const float slowed = (1.0f - gr_exp2f(-1.442695f * air->k * age_s)) * air->per_k;
    const float fallen = air->gravity * (age_s - slowed) * air->per_k;
    const float speed = s->speed, unit = air->unit, from_x = s->x, from_y = s->y;
    for (int i = 0; i < GR_TROOP; i++) {
        x[i] = from_x + dx[i] * speed * slowed * unit;
        y[i] = from_y + (dy[i] * speed * slowed + fallen) * unit;
    }
}

/* The ways that sparks leave: unit vectors, shorter where they come towards us. */
static void aim(int shape, uint32_t shell, const uint32_t *id, const float *turn,
                float *restrict dx, float *restrict dy)
{
    for (int i = 0; i < GR_TROOP; i++) {
        const float depth = 2.0f * gr_particle_draw(id[i], 2) - 1.0f;
        const float across = gr_sqrtf(1.0f - depth * depth);
        const float speed = across * (0.86f + 0.14f * gr_particle_draw(id[i], 3));
        dx[i] = speed * gr_cosf(turn[i]);
        dy[i] = speed * gr_sinf(turn[i]);
    }
    if (shape == RING) {
        const float tilt = 0.35f + 0.6f * gr_particle_draw(shell, 5);
        const float lean = gr_particle_draw(shell, 6) * GR_TAU;
        const float cos = gr_cosf(lean), sin = gr_sinf(lean);
        for (int i = 0; i < GR_TROOP; i++) {
            const float cx = gr_cosf(turn[i]), cy = gr_sinf(turn[i]) * tilt;
            const float jitter = 0.95f + 0.1f * gr_particle_draw(id[i], 3);
            dx[i] = jitter * (cx * cos - cy * sin);
            dy[i] = jitter * (cx * sin + cy * cos);
        }
    } else if (shape == FLOWER) {
        const float petals = gr_floorf(5.0f + 3.0f * gr_particle_draw(shell, 7));
        for (int i = 0; i < GR_TROOP; i++) {
            const float far = (0.35f + 0.65f * gr_absf(gr_sinf(0.5f * petals * turn[i]))) *
                              (0.8f + 0.2f * gr_particle_draw(id[i], 3));
            dx[i] = far * gr_cosf(turn[i]);
            dy[i] = far * gr_sinf(turn[i]);
        }
    } else if (shape == FOUNTAIN) {
        for (int i = 0; i < GR_TROOP; i++) {
            dx[i] *= 0.55f;
            dy[i] = -0.35f - 0.95f * gr_particle_draw(id[i], 4);
        }
    }
}

static void place_sparks(const void *scene, const GrTroop *troop, GrTrails *trails)
{
    const Sparks *s = scene;
    const Params *p = s->p;
    const Shell *shell = s->shell;
    uint32_t id[GR_TROOP];
    float turn[GR_TROOP], dx[GR_TROOP], dy[GR_TROOP];
    for (int i = 0; i < GR_TROOP; i++) {
        id[i] = gr_rng_u32(shell->id, (uint32_t)(troop->first + i), 7u);
        /* Steps of the golden angle are spread evenly, however many there are. */
        turn[i] = gr_phase(0.618033988 * (double)(troop->first + i) +
                           0.04 * (double)gr_particle_draw(id[i], 1));
    }
    aim(s->shape, shell->id, id, turn, dx, dy);
    for (int k = 0; k <= GR_TRAIL_PIECES; k++) {
        const float age_s = gr_maxf(shell->age_s - p->trail * gr_trail_part(trails, k), 0.0f);
        fly(s, dx, dy, age_s, trails->x[k], trails->y[k]);
    }
    for (int i = 0; i < GR_TROOP; i++) {
        const float lasts = p->life * (0.55f + 0.45f * gr_particle_draw(id[i], 8));
        const float left = gr_unitf(1.0f - shell->age_s / lasts);
        const float glimmer =
            gr_sinf(shell->age_s * (26.0f + 22.0f * gr_particle_draw(id[i], 9)) + dx[i] * 40.0f);
        const float old = gr_unitf(1.6f - 2.2f * left);
        const float gain = gr_unitf(left * 2.2f) * (1.0f - 0.55f * old * (0.5f + 0.5f * glimmer));
        trails->radius[i] = p->size * s->air->unit * (0.75f + 0.6f * left);
        trails->gain[i] = gr_unitf(gain * troop->share[i] * shell->gain);
        trails->pick[i] = 0.3f + 0.7f * gr_particle_draw(id[i], 10);
        trails->white[i] = p->white * gr_unitf(left * 1.7f - 0.3f);
    }
    trails->cool = 0.4f;
}

/* Where a shell opens; the result is its size. */
static float open_at(const Params *p, const Shell *shell, float aspect, float *x, float *y)
{
    *x = (2.0f * gr_particle_draw(shell->id, 1) - 1.0f) * p->spread * aspect;
    *y = (2.0f * gr_particle_draw(shell->id, 2) - 1.0f) * p->spread * 0.8f - 0.12f;
    return 0.7f + 0.5f * gr_particle_draw(shell->id, 3);
}

static void draw_shell(const GrMarks *marks, const Params *p, const Air *air, const Shell *shell,
                       float count)
{
    const uint32_t id = shell->id;
    static const int likely[8] = {BALL, BALL, RING, FLOWER, BALL, FOUNTAIN, RING, FLOWER};
    Sparks sparks = {.p = p,
                     .air = air,
                     .shell = shell,
                     .shape = p->shape == MIXED ? likely[gr_rng_mix(id + 99u) & 7u] : p->shape};
    sparks.speed = air->speed * open_at(p, shell, marks->aspect, &sparks.x, &sparks.y);
    gr_trails_run(marks, id, count, place_sparks, &sparks);
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
                           p->smoke * halo * (0.76f + 0.2f * bass) * shell->gain * shell->gain,
                           0.2f, 0.0f});
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
    /* What all may have is shared out among as many as there usually are. */
    const float each = gr_particles_allowed(input, p->count * USUAL_SHELLS) / USUAL_SHELLS;
    for (int i = 0; i < count; i++) {
        draw_shell(&marks, p, &air, &shells[i], each);
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
