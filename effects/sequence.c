/* SPDX-License-Identifier: MIT
 *
 * Sequence: fields one after the other, each for so many seconds or beats, fading into the next;
 * after the last the first comes again. Only those that are seen are drawn.
 */
#include "base/level.h"
#include "base/vmath.h"
#include "common/motion.h"
#include "model/effect.h"

typedef struct Params {
    GrFields fields;
    float every, beats, fade;
} Params;

static const GrParam params[] = {
    {.name = "fields",
     .type = GR_PARAM_FIELD,
     .offset = offsetof(Params, fields),
     .unit = "",
     .def_text = "plasma | rings | tunnel",
     .several = true,
     .example = "[plasma, {rings: {count: 5}}, tunnel]",
     .help = "the fields, in their order"},
    GR_FIXED_FLOAT(Params, every, "s", 4, 0.05, 3600, "how long each of them stays"),
    GR_FIXED_FLOAT(Params, beats, "beats", 0, 0, 1024,
                   "changes every so many beats of the music instead; 0 counts seconds"),
    GR_FLOAT(Params, fade, "", 0.25, 0, 1, "how much of its time each fades into the next; 0 cuts"),
};

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return (((size_t)grid->count + 15) / 16 * 16) * sizeof(float);
}

static int field_of(int32_t turn, int count)
{
    return ((turn % count) + count) % count;
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const int count = input->grid->count;
    float *restrict value = output->value, *restrict next = input->scratch;
    const GrMoment *m = input->moment;
    double turns = m->scene_s / (double)p->every;
    if (p->beats > 0.0f)
        turns =
            ((double)m->beat_count + (double)gr_signal(m, GR_SIGNAL_BEAT_PHASE)) / (double)p->beats;
    const GrCount turn = gr_count(turns);
    const float left = 1.0f - turn.part;
    const float share = left < p->fade ? 1.0f - left / p->fade : 0.0f;
    int now = field_of(turn.whole, p->fields.count);
    int then = field_of(turn.whole + 1, p->fields.count);
    gr_field_draw(input, &p->fields.list[now], value);
    if (share <= 0.0f || now == then)
        return;
    gr_field_draw(input, &p->fields.list[then], next);
    const float mixed = share * share * (3.0f - 2.0f * share);
    for (int i = 0; i < count; i++)
        value[i] = gr_unitf(gr_lerpf(value[i], next[i], mixed));
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_sequence);
const GrEffect GR_LEVEL_NAME(gr_effect_sequence) = {
    .name = "sequence",
    .family = "own",
    .summary = "fields one after the other, each fading into the next",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .draw = draw,
};
