/* SPDX-License-Identifier: MIT
 *
 * Masked: a field seen through the holes of another: where that one is above a level, with an edge
 * as soft as one likes. Through a slow field the light comes in islands; through a word it is text.
 */
#include "base/level.h"
#include "base/vmath.h"
#include "model/effect.h"

typedef struct Params {
    GrFields field, by;
    float level, soft, rest, rim;
    bool invert;
} Params;

static const GrParam params[] = {
    GR_FIELD(Params, field, "plasma", "{rings: {count: 5}}", "what is seen"),
    GR_FIELD(Params, by, "fbm", "{text: {text: GLYPH}}", "the field that it is seen through"),
    GR_FLOAT(Params, level, "", 0.32, 0, 1, "from which value on that one lets light through"),
    GR_FLOAT(Params, soft, "", 0.3, 0.001, 1, "width of the edge: 0.001 is sharp"),
    GR_FLOAT_LIKE(Params, rest, "", 0, 0, 1, "0.15", "how much is seen where there is no hole"),
    GR_FLOAT(Params, rim, "", 0.2, 0, 1, "how brightly the edges glow"),
    GR_BOOL(Params, invert, 0, "seen where the other field is dark instead"),
};

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return (((size_t)grid->count + 15) / 16 * 16) * sizeof(float);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const int count = input->grid->count;
    float *restrict value = output->value, *restrict mask = input->scratch;
    const float soft = gr_maxf(p->soft, 0.001f), per_soft = 1.0f / soft;
    const float low = p->level - 0.5f * soft, rest = p->rest, rim = p->rim;
    const float base = p->invert ? 1.0f : 0.0f, sign = p->invert ? -1.0f : 1.0f;
    gr_field_draw(input, p->field.list, value);
    gr_field_draw(input, p->by.list, mask);
    for (int i = 0; i < count; i++) {
        float way = gr_unitf((mask[i] - low) * per_soft);
        float open = base + sign * way * way * (3.0f - 2.0f * way);
        float edge = 4.0f * way * (1.0f - way);
        float lit = value[i] * gr_lerpf(rest, 1.0f, open);
        value[i] = gr_unitf(lit + rim * edge * edge * edge * (1.0f - lit));
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_masked);
const GrEffect GR_LEVEL_NAME(gr_effect_masked) = {
    .name = "masked",
    .family = "own",
    .summary = "a field seen through the holes of another",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .draw = draw,
};
