/* SPDX-License-Identifier: MIT
 *
 * Life: square cells are born, live on and die by the count of their eight neighbours, and leave
 * ghosts that fade. The rule says with how many neighbours a cell is born and with how many it
 * survives: Conway's game (Gardner, Scientific American, October 1970), corals, mazes, blots that
 * anneal, Day & Night, or any other; conwaylife.com lists what each one does. The world is a torus.
 * Handfuls of new cells keep it from coming to rest.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

typedef struct Params {
    const char *rule;
    float pace, soup, unrest, ghosts, warm, react;
    int32_t preset, size;
} Params;

static const char *const presets[] = {"conway",    "coral",    "maze",   "anneal",
                                      "day_night", "highlife", "amoeba", NULL};
static const char *const preset_help[] = {"gliders, blinkers and endless trouble",
                                          "grows slowly into rough reefs",
                                          "grows into a maze of corridors",
                                          "blots that smooth their edges",
                                          "light in dark behaves as dark in light",
                                          "as conway, with patterns that copy themselves",
                                          "large bodies with straight edges that grow and shrink",
                                          NULL};

static const GrParam params[] = {
    {.name = "preset",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, preset),
     .unit = "",
     .def = 0,
     .choices = presets,
     .choice_help = preset_help,
     .help = "the rule by its name"},
    {.name = "rule",
     .type = GR_PARAM_TEXT,
     .offset = offsetof(Params, rule),
     .unit = "",
     .example = "B36/S23",
     .help = "any other rule: numbers of neighbours for birth and for survival, as B3/S23; what "
             "cannot be read leaves the preset"},
    GR_FIXED_INT(Params, size, "cells", 1, 1, 12, "height of a living square in the grid's cells"),
    GR_FLOAT(Params, pace, "1/s", 12, 0, 48, "generations in a second"),
    GR_FLOAT(Params, soup, "", 1, 0.1, 1.8,
             "how full of life new cells come, beside what suits the rule"),
    GR_FLOAT(Params, unrest, "1/s", 2.5, 0, 20, "handfuls of new cells in a second by themselves"),
    GR_FLOAT(Params, ghosts, "s", 0.7, 0.02, 6, "how long the dead stay visible"),
    GR_FIXED_FLOAT(Params, warm, "s", 1.5, 0, 10, "how old the world is when the scene begins"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (beats throw in handfuls of cells, loud parts live "
             "faster); 0 is not at all"),
};

/* Bit n: with n neighbours. How full of life new cells come: what the rule does best with. */
typedef struct Rule {
    uint32_t born, stays;
    float soup;
} Rule;

#define BIT(n) (1u << (n))
static const Rule preset_rules[] = {
    {BIT(3), BIT(2) | BIT(3), 0.33f},
    {BIT(3), BIT(4) | BIT(5) | BIT(6) | BIT(7) | BIT(8), 0.42f},
    {BIT(3), BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(5), 0.3f},
    {BIT(4) | BIT(6) | BIT(7) | BIT(8), BIT(3) | BIT(5) | BIT(6) | BIT(7) | BIT(8), 0.5f},
    {BIT(3) | BIT(6) | BIT(7) | BIT(8), BIT(3) | BIT(4) | BIT(6) | BIT(7) | BIT(8), 0.5f},
    {BIT(3) | BIT(6), BIT(2) | BIT(3), 0.33f},
    {BIT(3) | BIT(5) | BIT(6) | BIT(7) | BIT(8), BIT(5) | BIT(6) | BIT(7) | BIT(8), 0.47f},
};

enum { HEAD = 64, LEAD = 16 };

typedef struct State {
    int32_t cols, rows;
    int32_t cell_cols, cell_rows; /* of the grid, to a living square */
    int64_t stride, plane;        /* points */
    float due, gathered;          /* parts of a generation and of a handful */
    uint32_t thrown;
} State;

static int squares_in(int count, int each)
{
    int squares = (count + each - 1) / each;
    return squares < 3 ? 3 : squares;
}

static State layout(const GrGrid *grid, const Params *p)
{
    State s = {0};
    int across = (int)(gr_minf(grid->cell_h / grid->cell_w, 8.0f) + 0.5f);
    int down = (int)(gr_minf(grid->cell_w / grid->cell_h, 8.0f) + 0.5f);
    s.cell_cols = p->size * (across < 1 ? 1 : across);
    s.cell_rows = p->size * (down < 1 ? 1 : down);
    s.cols = squares_in(grid->cols, s.cell_cols);
    s.rows = squares_in(grid->rows, s.cell_rows);
    s.stride = (s.cols + 1 + 15) / 16 * 16 + LEAD;
    s.plane = s.stride * (s.rows + 2);
    return s;
}

static size_t state_bytes(const GrGrid *grid, const void *p)
{
    State s = layout(grid, p);
    return HEAD + (size_t)s.plane * (1 + sizeof(float));
}

/* The next generation; or, to draw, the square of each column and the squares of a row. */
static size_t scratch_bytes(const GrGrid *grid, const void *p)
{
    State s = layout(grid, p);
    size_t drawing = ((size_t)grid->cols + (size_t)s.stride) * sizeof(float);
    return (size_t)s.plane > drawing ? (size_t)s.plane : drawing;
}

static float *glow_of(void *state)
{
    const State *s = state;
    return (float *)(void *)((char *)state + HEAD) + s->stride + LEAD;
}

/* 1 alive, 0 dead. */
static uint8_t *alive_of(void *state)
{
    const State *s = state;
    return (uint8_t *)state + HEAD + (size_t)s->plane * sizeof(float) + s->stride + LEAD;
}

/* "B3/S23", in either case, with or without the slash; S first if it is written so. */
static bool read_rule(const char *text, Rule *rule)
{
    uint32_t mask[2] = {0, 0};
    int which = -1, letters = 0;
    for (; *text; text++) {
        if (*text == 'B' || *text == 'b' || *text == 'S' || *text == 's') {
            which = *text == 'S' || *text == 's';
            letters |= 1 << which;
        } else if (*text >= '0' && *text <= '8' && which >= 0) {
            mask[which] |= BIT(*text - '0');
        } else if (*text != '/' && *text != ' ') {
            return false;
        }
    }
    *rule = (Rule){mask[0], mask[1], 0.35f};
    return letters == 3 && !(mask[0] & 1u); /* births out of nothing would flash */
}

static Rule rule_of(const Params *p)
{
    Rule rule;
    return p->rule && read_rule(p->rule, &rule) ? rule : preset_rules[p->preset];
}

static void wrap(const State *s, uint8_t *alive)
{
    for (int y = 0; y < s->rows; y++) {
        uint8_t *row = alive + y * s->stride;
        row[-1] = row[s->cols - 1];
        row[s->cols] = row[0];
    }
    const size_t bytes = (size_t)s->cols + 2;
    memcpy(alive - s->stride - 1, alive + (s->rows - 1) * s->stride - 1, bytes);
    memcpy(alive + s->rows * s->stride - 1, alive - 1, bytes);
}

static void live_row(Rule rule, const uint8_t *restrict now, ptrdiff_t stride, int cols,
                     uint8_t *restrict next)
{
    const uint8_t *restrict up = now - stride, *restrict down = now + stride;
    for (int x = 0; x < cols; x++) {
        uint8_t around = (uint8_t)(up[x - 1] + up[x] + up[x + 1] + now[x - 1] + now[x + 1] +
                                   down[x - 1] + down[x] + down[x + 1]);
        uint32_t counts = now[x] ? rule.stays : rule.born;
        next[x] = (uint8_t)((counts >> around) & 1u);
    }
}

static void generation(const GrFieldInput *input)
{
    State *s = input->state;
    const Rule rule = rule_of(input->params);
    uint8_t *alive = alive_of(s), *next = (uint8_t *)input->scratch + s->stride + LEAD;
    float *glow = glow_of(s);
    wrap(s, alive);
    for (int y = 0; y < s->rows; y++) {
        live_row(rule, alive + y * s->stride, s->stride, s->cols, next + y * s->stride);
    }
    for (int y = 0; y < s->rows; y++) {
        const ptrdiff_t at = y * s->stride;
        for (int x = 0; x < s->cols; x++) {
            glow[at + x] = next[at + x] > alive[at + x] ? 1.0f : glow[at + x];
            alive[at + x] = next[at + x];
        }
    }
}

/* A round handful: what was there makes room for it. */
static void throw_in(const GrFieldInput *input, uint32_t id, float radius)
{
    const Params *p = input->params;
    State *s = input->state;
    uint8_t *alive = alive_of(s);
    float *glow = glow_of(s);
    const float soup = p->soup * rule_of(p).soup;
    const float side = (float)s->cell_rows * input->grid->cell_h;
    const int reach = (int)gr_minf(radius / side, 64.0f) + 1;
    const int cx = (int)(gr_rng_unit(id, 1, 0) * (float)s->cols);
    const int cy = (int)(gr_rng_unit(id, 2, 0) * (float)s->rows);
    const float least = (float)(reach * reach);
    for (int dy = -reach; dy <= reach; dy++) {
        for (int dx = -reach; dx <= reach; dx++) {
            if ((float)(dx * dx + dy * dy) > least) {
                continue;
            }
            int x = (cx + dx) % s->cols, y = (cy + dy) % s->rows;
            x = x < 0 ? x + s->cols : x;
            y = y < 0 ? y + s->rows : y;
            float n = gr_rng_unit(id, (uint32_t)(dy + 100), (uint32_t)(dx + 100));
            const ptrdiff_t at = y * s->stride + x;
            alive[at] = n < soup;
            glow[at] = alive[at] ? 1.0f : glow[at];
        }
    }
}

/* The living settle to an even light; ghosts go out. */
static void fade(const GrFieldInput *input, float tick_s)
{
    const Params *p = input->params;
    State *s = input->state;
    const float dead = gr_expf(-tick_s / p->ghosts), living = gr_expf(-tick_s * 3.0f);
    const uint8_t *alive = alive_of(s);
    float *glow = glow_of(s);
    for (int y = 0; y < s->rows; y++) {
        const uint8_t *restrict lives = alive + y * s->stride;
        float *restrict light = glow + y * s->stride;
        for (int x = 0; x < s->cols; x++) {
            float settled = 0.6f + (light[x] - 0.6f) * living, gone = light[x] * dead;
            light[x] = lives[x] ? settled : gone;
        }
    }
}

static void advance(const GrFieldInput *input, float tick_s, float haste)
{
    const Params *p = input->params;
    State *s = input->state;
    const uint32_t seed = gr_rng_fold(input->seed);
    fade(input, tick_s);
    s->gathered = s->gathered + p->unrest * tick_s;
    for (; s->gathered >= 1.0f; s->gathered -= 1.0f) {
        const uint32_t id = gr_rng_u32(seed, s->thrown++, 7);
        throw_in(input, id, 0.05f + 0.1f * gr_rng_unit(id, 3, 0));
    }
    s->due = s->due + gr_minf(p->pace * haste * tick_s, 8.0f);
    for (; s->due >= 1.0f; s->due -= 1.0f) {
        generation(input);
    }
}

static void init(const GrFieldInput *input)
{
    const Params *p = input->params;
    State *s = input->state;
    const uint32_t seed = gr_rng_fold(input->seed);
    const float tick_s = gr_maxf(input->moment->tick_s, 0.001f);
    const float soup = p->soup * rule_of(p).soup;
    const int ticks = (int)(p->warm / tick_s + 0.5f);
    *s = layout(input->grid, p);
    uint8_t *alive = alive_of(s);
    float *glow = glow_of(s);
    for (int y = 0; y < s->rows; y++) {
        for (int x = 0; x < s->cols; x++) {
            const ptrdiff_t at = y * s->stride + x;
            alive[at] = gr_rng_unit(seed, (uint32_t)y, (uint32_t)x) < soup;
            glow[at] = alive[at];
        }
    }
    for (int i = 0; i < ticks; i++) {
        advance(input, tick_s, 1.0f);
    }
}

static void step(const GrFieldInput *input)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    if (p->react > 0.0f && gr_signal(m, GR_SIGNAL_BEAT) > 0.5f) {
        const uint32_t seed = gr_rng_fold(input->seed);
        for (int i = 0; i < 3; i++) {
            throw_in(input, gr_rng_u32(seed, (uint32_t)m->tick, (uint32_t)(1000 + i)),
                     0.16f * gr_minf(p->react, 2.5f));
        }
    }
    advance(input, m->tick_s, 1.0f + 0.6f * gr_push(m, GR_SIGNAL_RMS, p->react));
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const GrGrid *grid = input->grid;
    const State *s = input->state;
    const uint8_t *alive = alive_of(input->state);
    const float *glow = glow_of(input->state);
    int32_t *square = input->scratch;
    float *light = (float *)input->scratch + grid->cols;
    for (int x = 0; x < grid->cols; x++) {
        square[x] = x / s->cell_cols;
    }
    for (int y = 0; y < grid->rows; y++) {
        float *restrict value = output->value + (ptrdiff_t)y * grid->cols;
        const ptrdiff_t at = y / s->cell_rows * s->stride;
        for (int x = 0; x < s->cols; x++) {
            float ghost = 0.62f * glow[at + x];
            light[x] = gr_unitf(alive[at + x] ? 0.1f + glow[at + x] : ghost * ghost * 1.6f);
        }
        for (int x = 0; x < grid->cols; x++) {
            value[x] = light[square[x]];
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_life);
const GrEffect GR_LEVEL_NAME(gr_effect_life) = {
    .name = "life",
    .family = "simulation",
    .summary = "cells that are born, live and die by their neighbours, and leave ghosts",
    .params = GR_PARAM_TABLE(Params, params),
    .state_bytes = state_bytes,
    .scratch_bytes = scratch_bytes,
    .init = init,
    .step = step,
    .draw = draw,
};
