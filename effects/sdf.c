/* SPDX-License-Identifier: MIT
 *
 * Sdf: a shape, or two joined, drawn from the exact distance of every cell to its edge: filled, as
 * a line, or as a line in its own light, with contours that run outwards. Shapes that melt into
 * each other, bite pieces off each other or repeat for ever. Distances are in screen units, so that
 * a circle is a circle on every grid. The ways of measuring and joining are told at
 * https://iquilezles.org/articles/distfunctions2d/.
 */
#include "base/level.h"
#include "common/motion.h"
#include "common/shapes.h"
#include "model/effect.h"

enum { ALONE, UNION, INTERSECT, SUBTRACT, SMOOTH_UNION, SMOOTH_SUBTRACT };
enum { FILL, OUTLINE, GLOW };
enum { BLOCK = 256 };

typedef struct Params {
    float size, x, y, rotation, spin, ratio;
    float other_size, other_x, other_y, other_rotation, other_spin, blend;
    float sides, repeat, width, glow, contours, spacing, speed, react;
    int32_t shape, join, other, paint;
} Params;

static const char *const shapes[] = {"circle",  "box",  "ring",  "line", "triangle",
                                     "polygon", "star", "heart", NULL};
static const char *const joins[] = {"alone",        "union",           "intersect", "subtract",
                                    "smooth_union", "smooth_subtract", NULL};
static const char *const join_help[] = {"the first shape alone",
                                        "both",
                                        "only where both are",
                                        "the first without the other",
                                        "both, melted together",
                                        "the first without the other, its edge rounded",
                                        NULL};
static const char *const paints[] = {"fill", "outline", "glow", NULL};
static const char *const paint_help[] = {"bright inside, brightest in the middle", "its edge",
                                         "its edge, in its own light", NULL};

static const GrParam params[] = {
    GR_CHOICE(Params, shape, shapes, GR_SHAPE_STAR, "what is drawn"),
    GR_FLOAT(Params, size, "screen", 0.5, 0.02, 2, "from its middle to its outermost point"),
    GR_FLOAT(Params, x, "screen", 0, -4, 4, "its middle, from the frame's middle to the right"),
    GR_FLOAT(Params, y, "screen", 0, -4, 4, "the same, down"),
    GR_FLOAT(Params, rotation, "turns", 0, -10, 10, "clockwise"),
    GR_RATE(Params, spin, "turns/s", 0.03, -5, 5, "how fast it turns by itself"),
    GR_COUNT(
        Params, sides, "", 5, 3, 24,
        "of a polygon; points of a star: a fraction is a corner that comes up between two others"),
    GR_FLOAT(Params, ratio, "", 0.5, 0.05, 0.95,
             "a star's inner points, a ring's hole, a box's height, a line's thickness"),
    {.name = "join",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, join),
     .unit = "",
     .def = SMOOTH_UNION,
     .choices = joins,
     .choice_help = join_help,
     .help = "what is made of it and the other shape"},
    GR_CHOICE(Params, other, shapes, GR_SHAPE_CIRCLE, "the other shape"),
    GR_FLOAT(Params, other_size, "screen", 0.16, 0.02, 2, "of the other"),
    GR_FLOAT(Params, other_x, "screen", 0.62, -4, 4, "its middle, from that of the first"),
    GR_FLOAT(Params, other_y, "screen", 0, -4, 4, "the same, down"),
    GR_FLOAT(Params, other_rotation, "turns", 0, -10, 10, "of the other, clockwise"),
    GR_RATE(Params, other_spin, "turns/s", -0.11, -5, 5,
            "how fast the other circles around the first"),
    GR_FLOAT(Params, blend, "screen", 0.22, 0, 1, "how far shapes reach for each other to melt"),
    GR_FLOAT(Params, repeat, "screen", 0, 0, 4, "from one copy to the next, both ways; 0: one"),
    {.name = "paint",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, paint),
     .unit = "",
     .def = GLOW,
     .choices = paints,
     .choice_help = paint_help,
     .help = "how it is drawn"},
    GR_FLOAT(Params, width, "screen", 0.03, 0.001, 0.5, "of its line"),
    GR_FLOAT(Params, glow, "screen", 0.16, 0.01, 2, "how far its light reaches"),
    GR_FLOAT(Params, contours, "", 0.6, 0, 1, "light of the lines that run outwards from its edge"),
    GR_FLOAT(Params, spacing, "screen", 0.17, 0.02, 2, "from one of them to the next"),
    GR_RATE(Params, speed, "screen/s", 0.22, -5, 5, "how fast they run; negative runs inwards"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (bass swells it, beats light its contours, loud "
             "parts turn it faster); 0 is not at all"),
};

static inline float smooth_min(float a, float b, float blend)
{
    float h = gr_maxf(blend - gr_absf(a - b), 0.0f) / blend;
    return gr_minf(a, b) - h * h * blend * 0.25f;
}

static inline float joined(int32_t join, float a, float b, float blend)
{
    float sharp = join == INTERSECT  ? gr_maxf(a, b)
                  : join == SUBTRACT ? gr_maxf(a, -b)
                                     : gr_minf(a, b);
    float soft = join == SMOOTH_SUBTRACT ? -smooth_min(-a, b, blend) : smooth_min(a, b, blend);
    return join >= SMOOTH_UNION ? soft : sharp;
}

/* Distances of a block of places to the whole figure. */
static void figure(const GrShapeForm forms[2], const Params *p, const float *x, const float *y,
                   int count, float *restrict out)
{
    float other[BLOCK];
    const float blend = gr_maxf(p->blend, 1e-4f);
    gr_shape_measure(&forms[0], x, y, count, out);
    if (p->join == ALONE)
        return;
    gr_shape_measure(&forms[1], x, y, count, other);
    for (int i = 0; i < count; i++)
        out[i] = joined(p->join, out[i], other[i], blend);
}

/* The nearest of the four copies around each place. */
static void nearest_copy(const GrShapeForm forms[2], const Params *p, const float *restrict x,
                         const float *restrict y, int count, float *restrict out)
{
    float qx[BLOCK], qy[BLOCK], far[BLOCK];
    const float step = p->repeat, per_step = 1.0f / step;
    for (int copy = 0; copy < 4; copy++) {
        const float right = (float)(copy & 1), down = (float)(copy >> 1);
        for (int i = 0; i < count; i++) {
            qx[i] = x[i] - step * (gr_floorf((x[i] - forms[0].x) * per_step) + right);
            qy[i] = y[i] - step * (gr_floorf((y[i] - forms[0].y) * per_step) + down);
        }
        figure(forms, p, qx, qy, count, copy ? far : out);
        for (int i = 0; copy && i < count; i++)
            out[i] = gr_minf(out[i], far[i]);
    }
}

static void place_forms(const GrFieldInput *input, GrShapeForm forms[2])
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react);
    const float swell = 1.0f + 0.1f * gr_push(m, GR_SIGNAL_BASS, p->react);
    const float turn = gr_phase((double)p->rotation + time_s * (double)p->spin);
    const float other_turn = gr_phase((double)p->other_rotation + time_s * (double)p->spin);
    const float orbit = gr_phase(time_s * (double)p->other_spin);
    const float oc = gr_cosf(orbit), os = gr_sinf(orbit);
    forms[0] = (GrShapeForm){.shape = p->shape, .x = p->x, .y = p->y, .size = p->size * swell};
    forms[1] = (GrShapeForm){.shape = p->other,
                             .x = p->x + oc * p->other_x - os * p->other_y,
                             .y = p->y + os * p->other_x + oc * p->other_y,
                             .size = p->other_size * swell};
    for (int k = 0; k < 2; k++) {
        forms[k].cos = gr_cosf(k ? other_turn : turn);
        forms[k].sin = gr_sinf(k ? other_turn : turn);
        forms[k].sides = p->sides;
        forms[k].ratio = p->ratio;
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const float beat = gr_unitf(gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react));
    const float cell = gr_sqrtf(grid->cell_w * grid->cell_h), per_cell = 1.0f / cell;
    const float shift = gr_count(gr_motion_s(m, p->react) * (double)(p->speed / p->spacing)).part;
    const float per_spacing = 1.0f / p->spacing, half = 0.5f * p->width;
    const float contours = p->contours * (0.55f + 0.6f * beat), per_glow = 1.0f / p->glow;
    const float thin = gr_maxf(0.22f * p->spacing, 0.7f * cell), per_thin = 1.0f / thin;
    const float filled = p->paint == FILL ? 1.0f : 0.0f, lit = p->paint == GLOW ? 1.0f : 0.0f;
    const float deep = 1.0f / (0.45f * p->size), light = 0.75f + 0.35f * beat;
    float *restrict value = output->value;
    float far[BLOCK];
    GrShapeForm forms[2];
    place_forms(input, forms);
    for (int first = 0; first < grid->count; first += BLOCK) {
        const int count = grid->count - first < BLOCK ? grid->count - first : BLOCK;
        if (p->repeat > 0.0f)
            nearest_copy(forms, p, grid->x + first, grid->y + first, count, far);
        else
            figure(forms, p, grid->x + first, grid->y + first, count, far);
        for (int i = 0; i < count; i++) {
            float d = far[i], out = gr_maxf(d, 0.0f), in = gr_maxf(-d, 0.0f);
            float body = gr_unitf(0.5f - d * per_cell) * (0.35f + 0.65f * gr_unitf(in * deep));
            float line = gr_unitf((half - gr_absf(d)) * per_cell + 0.6f);
            float halo = gr_exp2f(-out * per_glow) * gr_exp2f(-in * per_glow * 1.6f) * light;
            float q = d * per_spacing - shift, gap = (q - gr_roundf(q)) * p->spacing * per_thin;
            float run =
                gr_exp2f(-3.0f * gap * gap) * gr_exp2f(-out * 1.1f) * gr_unitf(d * per_cell);
            float sum = gr_maxf(line * (1.0f - filled), body * filled);
            sum = gr_maxf(sum, halo * lit * 0.8f) + contours * run * (1.0f - 0.6f * halo * lit);
            value[first + i] = gr_unitf(sum);
        }
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_sdf);
const GrEffect GR_LEVEL_NAME(gr_effect_sdf) = {
    .name = "sdf",
    .family = "shapes",
    .summary = "shapes that melt, bite and repeat, drawn from their exact distances, with contours",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
