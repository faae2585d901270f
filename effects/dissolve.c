/* SPDX-License-Identifier: MIT
 *
 * Dissolve: a word that the wind takes apart. A front runs over it, and behind the front glyph
 * after glyph comes loose, is carried off in eddies and fades; then they come flying in from the
 * other side and the word stands again, over and over. Every cell that the word covers
 * (model/stencil.h) is a particle; where it is follows from the time since the front passed it.
 * Looks best with `palette: ascii`, `data` or `leaf`.
 */
#include "base/level.h"
#include "common/trails.h"
#include "common/word.h"

typedef struct Params {
    GR_WORD_MEMBERS;
    float speed, front, angle, reach, eddies, ragged, trail, dust, white, react;
} Params;

static const GrParam params[] = {
    GR_WORD_PARAMS(Params, "DUST", 0.04),
    GR_RATE(Params, speed, "1/s", 0.16, -4, 4,
            "how often it comes and goes; negative runs the film backwards"),
    GR_FLOAT(Params, front, "", 0.42, 0, 1, "how much later the last glyph goes than the first"),
    GR_FLOAT(Params, angle, "turns", 0.03, -1, 1, "which way the wind blows: 0 is to the right"),
    GR_FLOAT(Params, reach, "screen", 1.1, 0, 4, "how far the wind carries them"),
    GR_FLOAT(Params, eddies, "", 1, 0, 4, "how much they whirl on their way"),
    GR_FLOAT(Params, ragged, "", 0.4, 0, 1, "how uneven the front is"),
    GR_TRAIL(Params, "s", 0, 2, "how long the way of a glyph stays visible"),
    GR_FLOAT(Params, dust, "", 0.75, 0, 1, "how bright they are far from the word"),
    GR_FLOAT(Params, white, "", 0.8, 0, 1,
             "how white a glyph is that comes loose or catches the light"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (bass shakes the word, beats make it flare); 0 is "
             "not at all"),
};

/* Shares of a cycle: a glyph comes in, stands, goes. */
#define COMES 0.24f
#define STAYS 0.44f

static void stencil(const void *values, GrStencilSpec *out)
{
    const Params *p = values;
    *out = GR_WORD_STENCIL(p, 60.0f);
}

typedef struct Wind {
    const Params *p;
    float x, y, unit, aspect, slow, fast, shake, flare, glimmer;
    float cycle; /* 0..1 */
    uint32_t seed;
} Wind;

/* Glyphs of the word: where they belong. */
typedef struct Glyphs {
    int count;
    uint32_t cell[GR_TROOP];
    float x[GR_TROOP], y[GR_TROOP], ink[GR_TROOP];
} Glyphs;

/* How far from its place a glyph is: -1 still to come, 0 there, 1 gone. */
static float loose_at(float phase)
{
    const float comes = gr_minf(phase / COMES - 1.0f, 0.0f);
    return comes + gr_unitf((phase - COMES - STAYS) / (1.0f - COMES - STAYS));
}

/* When in the cycle each is. */
static void time_glyphs(const Wind *wind, const Glyphs *g, const uint32_t *id,
                        float *restrict phase)
{
    const Params *p = wind->p;
    const float per_unit = 1.0f / wind->unit, per_wide = 1.0f / (wind->aspect + 1.0f);
    for (int i = 0; i < GR_TROOP; i++) {
        const float x = g->x[i], y = g->y[i];
        const float along = (x * wind->x + y * wind->y) * per_wide;
        const float swell = 0.3f * gr_sinf(3.1f * y * per_unit + 2.0f * gr_sinf(2.3f * x));
        const float uneven = 0.35f * swell + 0.5f * (gr_particle_draw(id[i], 1) - 0.5f);
        const float late = p->front * (0.5f + 0.5f * along + p->ragged * uneven);
        phase[i] = gr_fractf(wind->cycle - late);
    }
}

static void blow_away(const Wind *wind, const Glyphs *g, const uint32_t *id, const float *phase,
                      float back, float *restrict x, float *restrict y)
{
    const Params *p = wind->p;
    const float reach = p->reach * wind->unit, whirl_most = p->eddies * wind->unit * 0.3f;
    for (int i = 0; i < GR_TROOP; i++) {
        const float own = gr_particle_draw(id[i], 1), depth = gr_particle_draw(id[i], 2);
        const float loose = loose_at(gr_unitf(phase[i] - back)), gone = gr_absf(loose);
        const float far = loose * gone * reach * (0.5f + depth), whirl = whirl_most * gone;
        const float place = far * 3.0f + 2.0f * own;
        x[i] = g->x[i] + far * wind->x + whirl * gr_sinf(2.7f * g->y[i] + wind->slow + place) +
               wind->shake * (own - 0.5f);
        y[i] = g->y[i] + far * wind->y +
               whirl * (gr_sinf(2.1f * g->x[i] + wind->fast + place) - 0.4f * gone) +
               wind->shake * (depth - 0.5f);
    }
}

static void draw_glyphs(const GrMarks *marks, const Wind *wind, const Glyphs *g)
{
    const Params *p = wind->p;
    uint32_t id[GR_TROOP];
    float phase[GR_TROOP];
    GrTrails trails = {.pieces = p->trail > 0.0f ? GR_TRAIL_PIECES : 0, .cool = 0.5f};
    for (int i = 0; i < GR_TROOP; i++) {
        id[i] = gr_rng_u32(wind->seed, g->cell[i], 0xd155u);
    }
    time_glyphs(wind, g, id, phase);
    for (int k = 0; k <= trails.pieces; k++) {
        blow_away(wind, g, id, phase, p->trail * p->speed * gr_trail_part(&trails, k), trails.x[k],
                  trails.y[k]);
    }
    for (int i = 0; i < GR_TROOP; i++) {
        const float own = gr_particle_draw(id[i], 1), depth = gr_particle_draw(id[i], 2);
        const float gone = gr_absf(loose_at(phase[i]));
        const float gain = g->ink[i] * (1.0f - gr_unitf(gone * 1.5f) * (1.0f - p->dust)) *
                           gr_unitf((1.0f - gone) * 2.5f);
        /* Now and then one catches the light. */
        const float turn = gr_fractf(own * 7.0f + (1.0f + gr_floorf(2.0f * depth)) * wind->glimmer);
        const float glint = gr_unitf(1.0f - 14.0f * gr_absf(turn - 0.5f));
        const float tear = gr_unitf(1.0f - gr_absf(gone - 0.06f) * 14.0f);
        const float shine = gr_maxf(tear, glint);
        trails.radius[i] = 0.0f;
        trails.gain[i] = gr_unitf(gain * (0.72f + 0.28f * gr_maxf(wind->flare, shine)));
        trails.pick[i] = gr_particle_draw(id[i], 3);
        trails.white[i] = p->white * gr_maxf(shine, 0.5f * wind->flare);
    }
    gr_trails_draw(marks, &trails, g->count);
}

/* A block at a time of the cells that the word covers. */
static void draw_word(const GrMarks *marks, const Wind *wind, const GrGrid *grid,
                      const float *sharp)
{
    Glyphs glyphs = {0};
    for (int i = 0; i < grid->count; i++) {
        if (sharp[i] > 0.08f) {
            glyphs.cell[glyphs.count] = (uint32_t)i;
            glyphs.x[glyphs.count] = grid->x[i];
            glyphs.y[glyphs.count] = grid->y[i];
            glyphs.ink[glyphs.count++] = sharp[i];
        }
        if (glyphs.count == GR_TROOP || (i == grid->count - 1 && glyphs.count)) {
            draw_glyphs(marks, wind, &glyphs);
            glyphs.count = 0;
        }
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const float turn = p->angle * GR_TAU;
    const float bass = gr_unitf(gr_push(m, GR_SIGNAL_BASS, p->react));
    const Wind wind = {
        .p = p,
        .aspect = grid->aspect,
        .x = gr_cosf(turn),
        .y = gr_sinf(turn),
        .unit = gr_particle_unit_of(grid),
        .slow = gr_phase(m->scene_s * 0.11),
        .fast = gr_phase(m->scene_s * 0.17),
        .shake = 0.02f * bass * bass,
        .flare = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react)),
        .glimmer = gr_count(m->scene_s * 0.13).part,
        /* The word stands when the scene begins. */
        .cycle = gr_count(m->scene_s * (double)p->speed + (double)(COMES + 0.3f * STAYS) +
                          (double)p->front * 0.5)
                     .part,
        .seed = gr_rng_fold(input->seed),
    };
    const GrMarks marks = gr_marks_begin(input, output);
    const float *sharp = input->stencil->sharp, *soft = input->stencil->soft;
    for (int i = 0; i < grid->count; i++) {
        gr_marks_light(&marks, i, 0.22f * soft[i] * (1.0f + wind.flare), 0.1f, 0.0f);
    }
    gr_marks_settle(&marks, wind.seed, m->scene_s);
    draw_word(&marks, &wind, grid, sharp);
    gr_marks_end(&marks);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_dissolve);
const GrEffect GR_LEVEL_NAME(gr_effect_dissolve) = {
    .name = "dissolve",
    .family = "particles",
    .summary = "a word that the wind takes apart and brings back; try palette: ascii, data or leaf",
    .params = GR_PARAM_TABLE(Params, params),
    .flags = GR_EFFECT_PICKS | GR_EFFECT_LIGHTS,
    .stencil = stencil,
    .draw = draw,
};
