/* SPDX-License-Identifier: MIT
 *
 * Voronoi: living cells. Seeds wander about their places; every cell of the grid belongs to the
 * nearest. `cell` is stained glass: panes of their own brightness in dark lead; `edge` is the
 * glowing net between them; `distance` is a heap of lit pebbles. Seeds lie on a lattice whose rows
 * are set off by half and which is turned, each within its place, so that the nearest is among nine
 * (S. Worley, "A cellular texture basis function", 1996); the way to the border is the shortest to
 * the lines between that one and its neighbours (https://iquilezles.org/articles/voronoilines/).
 */
#include "base/level.h"
#include "common/octaves.h"
#include "model/effect.h"

typedef struct Params {
    float scale, wander, speed, drift, direction, width, glow, contrast, react;
    int32_t mode;
} Params;

enum { MODE_CELL, MODE_EDGE, MODE_DISTANCE };
static const char *const modes[] = {"cell", "edge", "distance", NULL};
static const char *const mode_help[] = {"stained glass: panes of their own brightness in dark lead",
                                        "the glowing net between the cells",
                                        "lit pebbles, dark where they touch", NULL};

static const GrParam params[] = {
    {.name = "mode",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, mode),
     .unit = "",
     .def = MODE_CELL,
     .choices = modes,
     .choice_help = mode_help,
     .help = "what is seen of the cells"},
    GR_FLOAT(Params, scale, "cells/screen", 2.4, 0.3, 24, "cells on half the frame's height"),
    GR_FLOAT(Params, wander, "", 0.85, 0, 1, "how far seeds leave their lattice: 0 is a honeycomb"),
    GR_RATE(Params, speed, "turns/s", 0.16, -4, 4, "how fast seeds wander"),
    GR_RATE(Params, drift, "screen/s", 0.05, -4, 4, "how fast all of it passes by"),
    GR_FLOAT(Params, direction, "turns", -0.1, -1, 1, "where it drifts: 0 right, 0.25 down"),
    GR_FLOAT(Params, width, "screen", 0.035, 0.001, 0.5, "of the lead or the net"),
    GR_FLOAT(Params, glow, "", 0.6, 0, 1, "light that spills from the net or into the panes"),
    GR_FLOAT(Params, contrast, "", 1, 0.1, 4, "higher parts light and dark further"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts move faster, each cell lights up with "
             "a band of its own, beats flash through some of them); 0 is not at all"),
};

enum { BLOCK = 128, AROUND = 9 };

typedef struct Lattice {
    uint32_t seed;
    GrCount column, row;
    float c, s, scale, wander, turned;
} Lattice;

/* What is found out about a block of cells of the grid. */
typedef struct Found {
    float u[BLOCK], v[BLOCK]; /* where they lie on the lattice */
    float x[BLOCK], y[BLOCK]; /* the way to the nearest seed */
    float square[BLOCK];      /* of its length */
    uint32_t id[BLOCK];       /* of that seed */
    float near[BLOCK], border[BLOCK], name[BLOCK], kind[BLOCK];
    /* Of the lattice row at hand: how far into its column a place is, its column and its row as the
     * seeds' names count them. */
    float in[BLOCK];
    uint32_t column[BLOCK], row[BLOCK];
    float seed_x[AROUND][BLOCK], seed_y[AROUND][BLOCK]; /* the ways to all seeds around */
} Found;

/* Rows of a honeycomb are closer together than its columns, every other is set off by half. */
static void enter_row(const Lattice *lattice, int32_t down, Found *restrict found, int n)
{
    const Lattice l = *lattice;
    for (int i = 0; i < n; i++) {
        int32_t row = (int32_t)gr_floorf(found->v[i]) + down + l.row.whole;
        float at = found->u[i] - 0.5f * (float)(row & 1), bu = gr_floorf(at);
        found->in[i] = at - bu;
        found->column[i] = (uint32_t)((int32_t)bu + l.column.whole) * 0x8da6b343u;
        found->row[i] = ((uint32_t)row * 0xd8163841u) ^ l.seed;
    }
}

typedef struct Seed {
    float x, y; /* from the place looked at */
    uint32_t name;
} Seed;

/* The seed `across` columns and `down` rows away, in the row that was entered. It circles the
 * middle of its place. */
static inline Seed seed_at(const Lattice *l, const Found *found, int i, int32_t across,
                           int32_t down)
{
    Seed seed;
    seed.name = gr_rng_mix((found->column[i] + (uint32_t)across * 0x8da6b343u) ^ found->row[i]);
    float start = (float)(int32_t)(seed.name & 0xffffu) * (1.0f / 65536.0f);
    float far = 0.2f + 0.24f * (float)(int32_t)(seed.name >> 24) * (1.0f / 255.0f);
    float sign = 1.0f - 2.0f * (float)(int32_t)((seed.name >> 16) & 1u);
    /* A turn as -1..1 gives sine and cosine by parabolas. */
    float turn = 2.0f * gr_fractf(start + sign * l->turned) - 1.0f, other = turn + 0.5f;
    other = other >= 1.0f ? other - 2.0f : other;
    float reach = 4.0f * l->wander * far, v = found->v[i];
    seed.x = 0.5f + reach * other * (1.0f - gr_absf(other)) + (float)across - found->in[i];
    seed.y = 0.5f + reach * turn * (1.0f - gr_absf(turn)) + (float)down - (v - gr_floorf(v));
    seed.y = seed.y * 0.8660254f;
    return seed;
}

static void find_nearest(const Lattice *lattice, int32_t across, int32_t down,
                         Found *restrict found, int n)
{
    const Lattice l = *lattice;
    const int k = 3 * down + across + 4;
    for (int i = 0; i < n; i++) {
        Seed s = seed_at(&l, found, i, across, down);
        float square = s.x * s.x + s.y * s.y, least = found->square[i];
        float x = found->x[i], y = found->y[i];
        uint32_t id = found->id[i];
        found->seed_x[k][i] = s.x;
        found->seed_y[k][i] = s.y;
        found->x[i] = square < least ? s.x : x;
        found->y[i] = square < least ? s.y : y;
        found->id[i] = square < least ? s.name : id;
        found->square[i] = gr_minf(square, least);
    }
}

/* The border to another seed is the line half way to it; the nearest of these lines counts. */
static void find_border(int k, Found *restrict found, int n)
{
    const float *seed_x = found->seed_x[k], *seed_y = found->seed_y[k];
    for (int i = 0; i < n; i++) {
        float x = seed_x[i], y = seed_y[i];
        float dx = x - found->x[i], dy = y - found->y[i];
        float apart = dx * dx + dy * dy;
        float more = x * x + y * y - found->square[i];
        float border = 0.5f * more / gr_sqrtf(apart + 1e-9f);
        border = apart > 1e-6f ? border : 99.0f; /* the nearest itself */
        found->border[i] = gr_minf(found->border[i], border);
    }
}

static void search(const Lattice *lattice, const float *restrict x, const float *restrict y,
                   Found *restrict found, int n)
{
    const Lattice l = *lattice;
    const float per_scale = 1.0f / l.scale;
    for (int i = 0; i < n; i++) {
        found->u[i] = (l.c * x[i] - l.s * y[i]) * l.scale + l.column.part;
        found->v[i] = (l.s * x[i] + l.c * y[i]) * l.scale * 1.1547f + l.row.part;
        found->square[i] = found->border[i] = 99.0f;
        found->x[i] = found->y[i] = 0.0f;
        found->id[i] = 0;
    }
    for (int32_t down = -1; down <= 1; down++) {
        enter_row(lattice, down, found, n);
        for (int32_t across = -1; across <= 1; across++)
            find_nearest(lattice, across, down, found, n);
    }
    for (int k = 0; k < AROUND; k++)
        find_border(k, found, n);
    for (int i = 0; i < n; i++) {
        found->near[i] = gr_sqrtf(found->square[i]);
        found->border[i] = gr_maxf(found->border[i], 0.0f) * per_scale;
        uint32_t more = gr_rng_mix(found->id[i]);
        found->name[i] = (float)(int32_t)(more & 0xffffu) * (1.0f / 65535.0f);
        found->kind[i] = (float)(int32_t)(more >> 16) * (1.0f / 65535.0f);
    }
}

typedef struct Light {
    float bands[3], beat, flash_at, breath, per_width, per_glow, glow, contrast;
} Light;

/* How bright a cell is as a whole. */
static inline float tone_of(const Light *l, float name, float kind)
{
    float slow = 0.5f + 0.5f * gr_sinf(l->breath + GR_TAU * kind * 7.0f);
    float tone = name * name * (0.55f + 0.45f * slow);
    float band = kind < 0.33f ? l->bands[0] : kind < 0.66f ? l->bands[1] : l->bands[2];
    float chosen = gr_fractf(name * 13.0f + l->flash_at) < 0.16f ? l->beat : 0.0f;
    return 0.08f + 0.95f * tone + 0.3f * band * (0.3f + name) + 0.55f * chosen;
}

static void paint(const Light *light, int32_t mode, const Found *restrict found,
                  float *restrict value, int n)
{
    const Light l = *light;
    for (int i = 0; i < n; i++) {
        float border = found->border[i], near = found->near[i];
        float tone = tone_of(&l, found->name[i], found->kind[i]);
        float inside = gr_unitf(border * l.per_width - 0.5f);
        float away = border * l.per_glow;
        float halo = 1.0f / (1.0f + 2.2f * away * away);
        float lit;
        if (mode == MODE_CELL) {
            float spill = 1.0f + l.glow * (0.9f * halo - 0.55f * near);
            lit = tone * inside * spill * 1.05f;
        } else if (mode == MODE_EDGE) {
            float line = 1.0f / (1.0f + border * border * l.per_width * l.per_width);
            lit = line * (0.75f + 0.35f * tone) + l.glow * halo * (0.12f + 0.55f * tone) - 0.1f;
        } else {
            float dome = gr_unitf(1.08f - 1.15f * near);
            lit = dome * dome * (0.4f + 0.75f * tone) * (0.25f + 0.75f * inside) +
                  l.glow * 0.35f * dome * dome * dome * dome;
        }
        value[i] = gr_unitf(gr_powf(gr_maxf(lit, 0.0f), l.contrast));
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react);
    const double way = time_s * (double)p->drift * (double)p->scale;
    const float angle = 0.31f, to = p->direction * GR_TAU;
    const float cell = input->grid->cell_h;
    const float width = gr_maxf(p->width, 0.001f) + 0.4f * cell;
    Lattice lattice = {.seed = gr_rng_u32(gr_rng_fold(input->seed), 4, 4),
                       .column = gr_count(-way * (double)gr_cosf(to + angle)),
                       .row = gr_count(-way * 1.1547 * (double)gr_sinf(to + angle)),
                       .c = gr_cosf(angle),
                       .s = gr_sinf(angle),
                       .scale = p->scale,
                       .wander = p->wander,
                       .turned = gr_count(time_s * (double)p->speed).part};
    const Light light = {.bands = {0.5f * gr_push(m, GR_SIGNAL_BASS, p->react),
                                   0.5f * gr_push(m, GR_SIGNAL_MID, p->react),
                                   0.5f * gr_push(m, GR_SIGNAL_HI, p->react)},
                         .beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react)),
                         .flash_at = gr_count(0.381966 * (double)m->beat_count).part,
                         .breath = gr_phase(time_s * 0.13),
                         .per_width = 1.0f / width,
                         .per_glow = p->scale * 2.6f,
                         .glow = p->glow,
                         .contrast = p->contrast};
    const int count = input->grid->count;
    Found found;
    for (int start = 0; start < count; start += BLOCK) {
        const int n = count - start < BLOCK ? count - start : BLOCK;
        search(&lattice, input->grid->x + start, input->grid->y + start, &found, n);
        paint(&light, p->mode, &found, output->value + start, n);
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_voronoi);
const GrEffect GR_LEVEL_NAME(gr_effect_voronoi) = {
    .name = "voronoi",
    .family = "noise",
    .summary = "stained glass, a glowing net or pebbles: the cells around wandering seeds",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
