/* SPDX-License-Identifier: MIT
 *
 * VU: the loudness of both channels on two meters, as needles before lit dials or as ladders of
 * lights. Both answer as the volume indicators of studios do, slowly enough to be read (a mean of
 * the last 300 ms, IEC 60268-17), and a light stays behind where the loudest was. A wide frame has
 * one dial with both needles, a high one two above each other; dials are drawn from distances to
 * arcs, strokes and needles.
 */
#include "base/level.h"
#include "common/heard.h"
#include "common/motion.h"
#include "model/effect.h"

enum { NEEDLES, LADDERS };

typedef struct Params {
    float rise, gain, hold, gravity, red, glow, lights;
    int32_t kind;
} Params;

static const char *const kinds[] = {"needles", "ladders", NULL};
static const char *const kind_help[] = {"one dial with two needles, two dials in a high frame",
                                        "two rows of lights", NULL};

static const GrParam params[] = {
    {.name = "kind",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, kind),
     .unit = "",
     .def = NEEDLES,
     .choices = kinds,
     .choice_help = kind_help,
     .help = "what shows the loudness"},
    GR_FLOAT(Params, rise, "s", 0.2, 0.02, 1, "what the needle is the mean of: higher is calmer"),
    GR_FLOAT(Params, gain, "", 1, 0.2, 3, "how far a loud track drives it"),
    GR_FLOAT(Params, hold, "s", 0.6, 0, 3, "how long the peak's light stays before it falls"),
    GR_FLOAT(Params, gravity, "1/s2", 1.5, 0.1, 30, "how fast it falls, in whole scales"),
    GR_FLOAT(Params, red, "", 0.72, 0.1, 1, "where the bright end of the scale begins"),
    GR_FLOAT(Params, glow, "", 0.6, 0, 1, "light of the dial, and around the lights"),
    GR_COUNT(Params, lights, "", 28, 4, 100, "in a ladder; a fraction is a part of the topmost"),
};

typedef struct Meter {
    float level, peak;
} Meter;

/* A mean with weights that fall off, which moves on between ticks. */
static void read_meters(const GrMoment *m, const Params *p, Meter meters[GR_EARS])
{
    float sum[GR_EARS] = {0}, weights = 0.0f, peak[2][GR_EARS] = {{0}};
    const GrFall fall = {p->hold, p->gravity};
    const int ticks = gr_fall_ticks(fall, m->tick_s);
    for (int k = 0; k <= ticks; k++) {
        float heard[GR_EARS], age = (float)k * m->tick_s;
        gr_sonogram_levels(m->sonogram, gr_heard_row(m, (double)k), heard);
        float weight = gr_exp2f(-2.2f * age / p->rise);
        weights += weight;
        for (int e = 0; e < GR_EARS; e++)
            sum[e] += weight * heard[e];
        gr_sonogram_levels(m->sonogram, (double)(m->sonogram_row + 1 - k), heard);
        for (int e = 0; e < GR_EARS; e++) {
            float here = k ? heard[e] - gr_fallen(fall, age - m->tick_s) : 0.0f;
            peak[0][e] = gr_maxf(peak[0][e], here);
            peak[1][e] = gr_maxf(peak[1][e], heard[e] - gr_fallen(fall, age));
        }
    }
    for (int e = 0; e < GR_EARS; e++) {
        float top = gr_lerpf(peak[0][e], peak[1][e], m->tick_part);
        meters[e] = (Meter){gr_unitf(sum[e] / weights * p->gain), gr_unitf(top * p->gain)};
    }
}

/* Light of a stroke `off` from its middle, all in cells. */
static inline float stroke(float off, float half)
{
    return gr_unitf(half + 0.7f - gr_absf(off));
}

/* How a dial stands in the frame. The scale goes from 50 degrees on the left to 50 on the right. */
typedef struct Dial {
    float radius, apart, foot;
    bool shared; /* one dial with both needles */
} Dial;

#define SWEEP 0.87f
#define HUB   0.16f

static Dial place_dial(const GrGrid *grid)
{
    if (grid->aspect >= 0.8f) {
        float radius = gr_minf(1.72f, 1.14f * grid->aspect);
        return (Dial){radius, 0.0f, 0.62f * radius, true};
    }
    float radius = gr_minf(0.82f, 1.16f * grid->aspect);
    return (Dial){radius, 0.5f, 0.62f * radius, false};
}

/* A needle of one channel and its light, at a place of the dial. */
static inline float needle_at(float level, float r, float angle, float per_cell, float glow)
{
    float away = angle - (level * 2.0f - 1.0f) * SWEEP, across = r * gr_sinf(away);
    float facing = gr_absf(away) < 1.2f ? 1.0f : 0.0f;
    float reach = gr_unitf((1.03f - r) * per_cell) * gr_unitf((r - HUB) * per_cell) * facing;
    float near = 1.0f + across * across * 900.0f;
    return reach * gr_maxf(stroke(across * per_cell, 0.45f), glow * 0.5f / near);
}

/* Everything in units of the radius, the pivot at the dial's foot. */
static void draw_dials(const GrFieldInput *input, const Meter meters[GR_EARS], float *value)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const Dial dial = place_dial(grid);
    const float ticks = 20.0f, scale = 1.0f / dial.radius, glow = p->glow, red = p->red;
    const float per_cell = dial.radius / gr_sqrtf(grid->cell_w * grid->cell_h);
    const float *restrict x = grid->x, *restrict y = grid->y;
    for (int i = 0; i < grid->count; i++) {
        bool low = y[i] > 0.0f && !dial.shared;
        const Meter left = {low ? meters[1].level : meters[0].level,
                            low ? meters[1].peak : meters[0].peak};
        const Meter right = {dial.shared ? meters[1].level : left.level,
                             dial.shared ? meters[1].peak : left.peak};
        float middle = dial.shared ? 0.0f : low ? dial.apart : -dial.apart;
        float dx = x[i] * scale, dy = (y[i] - middle - dial.foot) * scale;
        float r = gr_sqrtf(dx * dx + dy * dy), angle = gr_atan2f(dx, -dy);
        float at = (angle * (1.0f / SWEEP) + 1.0f) * 0.5f; /* 0..1 along the scale */
        float cells = 2.0f * SWEEP * r * per_cell;         /* along the whole scale */
        float on = gr_unitf((0.5f - gr_absf(at - 0.5f)) * cells + 0.5f);
        float hot = at > red ? 1.0f : 0.0f;

        float arc = stroke((r - 1.0f) * per_cell, 0.3f + hot * 0.018f * per_cell) * on;
        float number = at * ticks, near = gr_roundf(number);
        float major = near - 5.0f * gr_roundf(near * 0.2f) == 0.0f ? 1.0f : 0.0f;
        float rung = gr_unitf(0.75f + 0.7f * major - gr_absf(number - near) * cells / ticks) *
                     gr_unitf((1.07f + 0.05f * major - r) * per_cell) *
                     gr_unitf((r - 1.0f) * per_cell);
        rung = near < 0.0f || near > ticks ? 0.0f : rung;

        /* The dial is lit up to the needles, strongest at the rim. */
        float passed = gr_unitf((left.level - at) * cells + 0.5f) +
                       gr_unitf((right.level - at) * cells + 0.5f);
        float depth = gr_unitf((1.0f - r) * per_cell) * gr_unitf((r - HUB) * 1.5f);
        float over = gr_maxf(r - 1.0f, 0.0f), spill = gr_exp2f(-over * 9.0f);
        float lit = on * (0.07f * depth + passed * (0.08f + 0.42f * r * r * r * at) * depth +
                          passed * 0.17f * at * spill * (1.0f - depth) * gr_unitf(r));
        lit = lit * (0.35f + 1.1f * glow);

        float needles = gr_maxf(needle_at(left.level, r, angle, per_cell, glow),
                                0.85f * needle_at(right.level, r, angle, per_cell, glow));
        float top = gr_maxf(left.peak, right.peak);
        float lamp = stroke((at - top) * cells, 0.016f * per_cell) *
                     stroke((r - 1.17f) * per_cell, 0.016f * per_cell) * gr_unitf(top * 20.0f);
        float marks = gr_maxf(arc * (0.65f + 0.35f * hot), rung * (0.6f + 0.4f * hot));
        float hub = gr_unitf((HUB - r) * per_cell + 0.5f);
        float rim = stroke((r - HUB) * per_cell, 0.4f) * 0.6f;
        float sum = gr_maxf(gr_maxf(marks, needles), gr_maxf(lamp, lit));
        value[i] = gr_unitf(gr_maxf(sum * (1.0f - hub), rim));
    }
}

static void draw_ladders(const GrFieldInput *input, const Meter meters[GR_EARS], float *value)
{
    const Params *p = input->params;
    const GrGrid *grid = input->grid;
    const bool wide = grid->aspect >= 1.0f;
    const float length = wide ? grid->aspect * 0.92f : 0.92f,
                thick = wide ? 0.3f : 0.3f * grid->aspect;
    const float place = wide ? 0.42f : 0.45f * grid->aspect;
    const float cell_along = wide ? grid->cell_w : grid->cell_h;
    const float cell_across = wide ? grid->cell_h : grid->cell_w;
    const float lights = gr_minf(p->lights, gr_maxf(length / cell_along, 1.0f));
    const float per_light = 2.0f * length / lights / cell_along; /* cells */
    const float *restrict x = grid->x, *restrict y = grid->y;
    for (int i = 0; i < grid->count; i++) {
        float along = wide ? x[i] : -y[i], across = wide ? y[i] : x[i];
        bool second = across > 0.0f;
        const Meter meter = {second ? meters[1].level : meters[0].level,
                             second ? meters[1].peak : meters[0].peak};
        float off = gr_absf(gr_absf(across) - place);
        float rung = (along / length * 0.5f + 0.5f) * lights;
        float number = gr_floorf(rung), inside = rung - number;
        float body = gr_unitf((0.42f - gr_absf(inside - 0.5f)) * per_light + 0.5f) *
                     gr_unitf((thick - off) / cell_across + 0.5f);
        body = rung < 0.0f || rung >= lights ? 0.0f : body;
        float share = (number + 0.5f) / lights, hot = share > p->red ? 1.0f : 0.0f;
        float on = gr_unitf(meter.level * lights - number);
        float peak = gr_unitf(1.0f - gr_absf(meter.peak * lights - number - 0.5f)) *
                     gr_unitf(meter.peak * 20.0f);
        float bright = 0.45f + 0.35f * share + 0.2f * hot;
        float lamp = body * gr_maxf(on * bright, gr_maxf(peak, 0.05f));
        /* Light falls on what is around a lit lamp. */
        float far = gr_maxf(off - thick, 0.0f);
        float spill = p->glow * 0.3f * gr_unitf((meter.level - rung / lights) * 6.0f + 0.4f) *
                      gr_exp2f(-far * 14.0f) * (rung < 0.0f ? 0.0f : 1.0f);
        value[i] = gr_unitf(lamp + spill * (1.0f - body));
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    Meter meters[GR_EARS];
    read_meters(input->moment, p, meters);
    if (p->kind == LADDERS)
        draw_ladders(input, meters, output->value);
    else
        draw_dials(input, meters, output->value);
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_vu);
const GrEffect GR_LEVEL_NAME(gr_effect_vu) = {
    .name = "vu",
    .family = "sound",
    .summary =
        "two meters of the channels' loudness: needles before lit dials, or ladders of lights",
    .params = GR_PARAM_TABLE(Params, params),
    .hears = GR_HEARS_LEVELS,
    .draw = draw,
};
