/* SPDX-License-Identifier: MIT
 *
 * Rings: thin glowing circles that leave the middle, tremble, and carry bright arcs that run around
 * them at their own speeds. The distance of a cell from the nearest ring gives a sharp line in a
 * wide glow; a whole number of waves around each ring makes it wobble without a seam, and between
 * two numbers the ring takes a shape between theirs.
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

#include "base/rng.h"

typedef struct Params {
    float count, spacing, width, glow, wobble, lobes, speed, arcs, react;
} Params;

static const GrParam params[] = {
    GR_COUNT(Params, count, "", 10, 1, 64,
             "rings, from the middle out; a fraction fades the outermost in"),
    GR_FLOAT(Params, spacing, "screen", 0.22, 0.02, 2, "from one ring to the next"),
    GR_FLOAT(Params, width, "screen", 0.018, 0.001, 0.5, "of a ring's bright line"),
    GR_FLOAT(Params, glow, "", 0.6, 0, 1, "light around the lines"),
    GR_FLOAT(Params, wobble, "screen", 0.016, 0, 0.5, "how far the rings bend in and out"),
    GR_COUNT(Params, lobes, "", 5, 1, 24, "waves around a ring when it wobbles"),
    GR_RATE(Params, speed, "rings/s", 0.45, -10, 10, "how fast they grow; negative shrinks them"),
    GR_FLOAT(Params, arcs, "", 0.7, 0, 1, "0 rings of even light, 1 bright arcs on dark rings"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts run faster, bass widens and bends the "
             "rings, each beat throws a bright one); 0 is not at all"),
};

/* How far rings with a whole number of lobes bend in and out; in place, `share` of the way there
 * from what was bent before. */
static void bend_rings(const GrGrid *grid, float lobes, double time_s, float share,
                       float *restrict bend)
{
    const float sway = gr_phase(time_s * 0.23), counter = gr_phase(time_s * -0.17);
    const float *restrict r = grid->r, *restrict a = grid->a;
    const int count = grid->count;
    for (int i = 0; i < count; i++) {
        float to = gr_sinf(lobes * a[i] + sway + 1.7f * r[i]) +
                   0.4f * gr_sinf((lobes + 2.0f) * a[i] + counter - 2.9f * r[i]);
        bend[i] = share < 1.0f ? bend[i] + share * (to - bend[i]) : to;
    }
}

/* An arc runs a whole number of laps, -32 to 31, in this time. */
#define SPIN_S 240.0

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react);
    const uint32_t seed = gr_rng_fold(input->seed);
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float cell = gr_maxf(input->grid->cell_h, input->grid->cell_w);
    const GrCount grown = gr_count(time_s * (double)p->speed);
    const int32_t grown_whole = grown.whole;
    const float grown_part = grown.part, ring_count = p->count;
    const float per_spacing = 1.0f / p->spacing, spacing = p->spacing;
    const float lobes = gr_floorf(p->lobes), wobble = p->wobble * (1.0f + 0.8f * bass);
    /* A line thinner than a cell would flicker from row to row. */
    const float width = p->width * (1.0f + 0.9f * bass), thin = width * width + 0.16f * cell * cell;
    const float per_width = 1.0f / gr_sqrtf(thin), per_glow = 1.0f / (0.35f * spacing);
    const float glow = p->glow * (0.55f + 0.45f * gr_unitf(beat)), arcs = p->arcs;
    const float thrown = 0.08f + 2.2f * gr_signal(m, GR_SIGNAL_BEAT_PHASE);
    const float throw_gain = gr_unitf(beat) * 1.1f;
    const float turn = gr_count(time_s * 0.02).part * GR_TAU;
    const float spin = gr_count(time_s / SPIN_S).part;
    const float *restrict r = input->grid->r, *restrict a = input->grid->a;
    float *restrict value = output->value;
    const int count = input->grid->count;

    bend_rings(input->grid, lobes, time_s, 1.0f, value);
    if (p->lobes > lobes)
        bend_rings(input->grid, lobes + 1.0f, time_s, p->lobes - lobes, value);
    for (int i = 0; i < count; i++) {
        float inside = r[i] / (r[i] + 0.35f); /* the innermost stay small circles */
        float at = r[i] + wobble * value[i] * inside;
        float q = at * per_spacing - grown_part;
        float near = gr_roundf(q), gap = (q - near) * spacing;
        uint32_t id = gr_rng_mix(seed ^ (uint32_t)((int32_t)near - grown_whole));
        float own = (float)(int32_t)(id & 0xffu) * (1.0f / 255.0f);
        float laps = (float)((int32_t)((id >> 8) & 0x3fu) - 32);
        float start = (float)(int32_t)((id >> 16) & 0xffu) * (GR_TAU / 255.0f);
        float waves = 1.0f + (float)(int32_t)((id >> 24) & 1u);

        float run = gr_fractf(laps * spin) * GR_TAU;
        float arc = 0.5f + 0.5f * gr_sinf(waves * (a[i] + turn) + start + run);
        arc = 1.0f - arcs * (1.0f - arc * arc * arc);
        float d = gap * per_width, far = gap * per_glow;
        float line = gr_exp2f(-0.9f * d * d), halo = 1.0f / (1.0f + 6.0f * far * far);
        float order = near + grown_part;
        float there = gr_unitf(ring_count + 0.5f - order) * gr_unitf(order * 2.0f);
        float lit = (0.4f + 0.6f * own) * (0.14f + 0.86f * arc);
        float shock = (at - thrown) * 11.0f;
        float flash = throw_gain / (1.0f + shock * shock * (1.0f + 3.0f * gr_unitf(shock)));
        float sum = there * (line * (lit + 0.9f * flash) * 1.5f + glow * halo * lit * 0.85f) +
                    flash * glow * 0.35f;
        value[i] = gr_unitf(sum);
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_rings);
const GrEffect GR_LEVEL_NAME(gr_effect_rings) = {
    .name = "rings",
    .family = "waves",
    .summary = "thin glowing circles that grow, tremble and carry running arcs of light",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
