/* SPDX-License-Identifier: MIT
 *
 * Mix: up to four fields seen at once. Each has a weight; how they meet is one choice for all. The
 * first is the ground, the others come onto it in their order, each as far as its weight says.
 */
#include "base/level.h"
#include "base/vmath.h"
#include "model/effect.h"

enum { FIELDS = 4 };

typedef struct Params {
    GrFields a, b, c, d;
    int32_t blend;
    float weight_a, weight_b, weight_c, weight_d;
} Params;

enum { ADD, SCREEN, MULTIPLY, LIGHTEN, DARKEN, DIFFERENCE, AVERAGE };
static const char *const blends[] = {"add", "screen",     "multiply", "max",
                                     "min", "difference", "average",  NULL};
static const char *const blend_help[] = {
    "light on light, cut off at white",
    "light on light that never cuts off",
    "seen only where both are bright",
    "the brighter of both",
    "the darker of both",
    "where they differ: edges and shadows of each in the other",
    "the mean, by weight",
    NULL};

static const GrParam params[] = {
    GR_FIELD(Params, a, "plasma", "plasma", "the ground"),
    GR_FIELD(Params, b, "rings", "{rings: {count: 5}}", "what comes onto it"),
    GR_FIELD(Params, c, NULL, "fbm", "and onto that"),
    GR_FIELD(Params, d, NULL, "{vortex: {}}", "and last of all"),
    {.name = "blend",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, blend),
     .unit = "",
     .def = DIFFERENCE,
     .choices = blends,
     .choice_help = blend_help,
     .help = "how they meet"},
    GR_FLOAT_LIKE(Params, weight_a, "", 1, 0, 4, "0.8", "how strong the first is"),
    GR_FLOAT_LIKE(Params, weight_b, "", 1, 0, 4, "0.5 + 0.5*bass", "how strong the second is"),
    GR_FLOAT_LIKE(Params, weight_c, "", 1, 0, 4, "0.8", "how strong the third is"),
    GR_FLOAT_LIKE(Params, weight_d, "", 1, 0, 4, "0.8", "how strong the fourth is"),
};

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return (((size_t)grid->count + 15) / 16 * 16) * sizeof(float);
}

/* `share` is this field's part of all weights so far: for the mean. */
static void meet(int blend, float weight, float share, const float *restrict over,
                 float *restrict value, int count)
{
    const float most = gr_unitf(weight);
#define MEET(result)                                                                               \
    for (int i = 0; i < count; i++) {                                                              \
        float under = value[i], light = over[i];                                                   \
        value[i] = gr_unitf(result);                                                               \
    }                                                                                              \
    break
    switch (blend) {
    case ADD:
        MEET(under + weight * light);
    case SCREEN:
        MEET(1.0f - (1.0f - under) * (1.0f - gr_unitf(weight * light)));
    case MULTIPLY:
        MEET(under * (1.0f + most * (gr_maxf(weight, 1.0f) * light - 1.0f)));
    case LIGHTEN:
        MEET(gr_maxf(under, weight * light));
    case DARKEN:
        MEET(under + most * (gr_minf(under, light) - under));
    case DIFFERENCE:
        MEET(gr_absf(under - weight * light));
    default:
        MEET(under + share * (light - under));
    }
#undef MEET
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrFields *const fields[FIELDS] = {&p->a, &p->b, &p->c, &p->d};
    const float weights[FIELDS] = {p->weight_a, p->weight_b, p->weight_c, p->weight_d};
    const int count = input->grid->count;
    float *restrict value = output->value, *over = input->scratch;
    float sum = weights[0];
    const float ground = p->blend == AVERAGE ? 1.0f : weights[0];
    for (int i = 0; !p->a.count && i < count; i++)
        value[i] = 0.0f;
    if (p->a.count)
        gr_field_draw(input, p->a.list, value);
    for (int i = 0; i < count; i++)
        value[i] = gr_unitf(value[i] * ground);
    for (int k = 1; k < FIELDS; k++) {
        if (!fields[k]->count)
            continue;
        sum += weights[k];
        if (weights[k] <= 0.0f) /* nothing of it is seen */
            continue;
        gr_field_draw(input, fields[k]->list, over);
        meet(p->blend, weights[k], weights[k] / sum, over, value, count);
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_mix);
const GrEffect GR_LEVEL_NAME(gr_effect_mix) = {
    .name = "mix",
    .family = "own",
    .summary = "up to four fields seen at once, added, multiplied or by their difference",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .draw = draw,
};
