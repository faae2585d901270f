/* SPDX-License-Identifier: MIT
 *
 * Morph: one field becomes another. The change is not the same everywhere: it begins where a third
 * field is bright and ends where it is dark, so that the new one eats into the old along an edge
 * that may glow like burning paper. By itself it goes to the second field and back again.
 */
#include "base/level.h"
#include "base/vmath.h"
#include "common/motion.h"
#include "model/effect.h"

typedef struct Params {
    GrFields from, to, edge;
    float at, soft, glow, cycle;
} Params;

static const GrParam params[] = {
    GR_FIELD(Params, from, "rings", "plasma", "what it is at first"),
    GR_FIELD(Params, to, "plasma", "{rings: {count: 5}}", "what it becomes"),
    GR_FIELD(Params, edge, "0.5 + 1.5*(noise(1.6*x, 1.6*y, 0.15*t) - 0.5)", "{fbm: {scale: 2}}",
             "where the change begins: at its bright parts first"),
    GR_FLOAT_LIKE(Params, at, "", 0.5, 0, 1, "p",
                  "how far the change is: 0 the first, 1 the second"),
    GR_FLOAT(Params, soft, "", 0.25, 0.001, 1, "width of the edge; 1 is a plain cross-fade"),
    GR_FLOAT(Params, glow, "", 0.5, 0, 1, "how brightly the edge glows"),
    GR_FLOAT_LIKE(Params, cycle, "s", 0, 0, 600, "8s",
                  "goes there and back by itself in so long, instead of `at`; 0 does not"),
};

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return 2 * (((size_t)grid->count + 15) / 16 * 16) * sizeof(float);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const int count = input->grid->count;
    float *restrict value = output->value, *restrict other = input->scratch;
    float *restrict edge = other + ((size_t)count + 15) / 16 * 16;
    float at = p->at;
    if (p->cycle > 0.0f)
        at = 0.5f - 0.5f * gr_cosf(gr_phase(input->moment->scene_s / (double)p->cycle));
    const float soft = gr_maxf(p->soft, 0.001f), per_soft = 1.0f / soft;
    /* The front goes past both ends by the width of its edge. */
    const float front = at * (1.0f + soft), glow = p->glow;
    if (at <= 0.0f || at >= 1.0f) {
        gr_field_draw(input, at <= 0.0f ? p->from.list : p->to.list, value);
        return;
    }
    gr_field_draw(input, p->from.list, value);
    gr_field_draw(input, p->to.list, other);
    gr_field_draw(input, p->edge.list, edge);
    for (int i = 0; i < count; i++) {
        float done = gr_unitf((front - (1.0f - edge[i])) * per_soft);
        float share = done * done * (3.0f - 2.0f * done);
        float lit = gr_lerpf(value[i], other[i], share);
        float rim = 4.0f * done * (1.0f - done);
        value[i] = gr_unitf(lit + glow * rim * rim * (1.0f - lit));
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_morph);
const GrEffect GR_LEVEL_NAME(gr_effect_morph) = {
    .name = "morph",
    .family = "own",
    .summary = "one field becomes another along an edge that follows a third",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .draw = draw,
};
