/* SPDX-License-Identifier: MIT
 *
 * Chroma: a wheel of the twelve pitch classes. What sounds now lights its petal in the hub; from
 * there the light travels outwards, so that the wheel's beams are the harmony of the last seconds
 * and chords change as rings. Around the wheel the classes stand as on a keyboard or by fifths,
 * where chords lie together. Pitch classes are measured from peaks of the real track's spectrum
 * (after the chroma features of music analysis, e.g. Bartsch and Wakefield 2001).
 */
#include "base/level.h"
#include "common/heard.h"
#include "common/motion.h"
#include "model/effect.h"

typedef struct Params {
    float size, speed, fade, width, glow, gain, spin;
    int32_t order;
} Params;

enum { KEYBOARD, FIFTHS };

static const char *const orders[] = {"keyboard", "fifths", NULL};
static const char *const order_help[] = {"C, C sharp, D and so on; C at the top",
                                         "C, G, D and so on, each a fifth higher: chords lie "
                                         "together",
                                         NULL};

static const GrParam params[] = {
    {.name = "order",
     .type = GR_PARAM_CHOICE,
     .offset = offsetof(Params, order),
     .unit = "",
     .def = FIFTHS,
     .choices = orders,
     .choice_help = order_help,
     .help = "how the pitch classes follow each other around the wheel"},
    GR_FLOAT(Params, size, "screen", 0.34, 0.05, 0.9, "radius of the hub"),
    GR_FLOAT(Params, speed, "screen/s", 0.7, 0.05, 5, "how fast light travels outwards"),
    GR_FLOAT(Params, fade, "", 0.6, 0, 6, "how soon it darkens on its way, in halvings a screen"),
    GR_FLOAT(Params, width, "", 0.92, 0.1, 1, "of a beam at its loudest, as a part of its twelfth"),
    GR_FLOAT(Params, glow, "", 0.5, 0, 1, "light around the beams"),
    GR_FLOAT(Params, gain, "", 1, 0.2, 4, "higher lights quiet notes too"),
    GR_RATE(Params, spin, "turns/s", 0.015, -2, 2, "how fast the wheel turns"),
};

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    static const uint8_t silence[GR_PITCHES];
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const bool heard = m->sonogram && m->sonogram->pitches && m->sonogram->rows > 0;
    const uint8_t *pitches = heard ? m->sonogram->pitches : silence;
    const int32_t last = heard ? (int32_t)(m->sonogram->rows - 1) : 0;
    const int32_t now = heard ? (int32_t)m->sonogram_row : 0;
    const float near = gr_minf(1.0f, grid->aspect), hub = p->size * near;
    const float cell = gr_sqrtf(grid->cell_w * grid->cell_h), per_cell = 1.0f / cell;
    const float ticks = 1.0f / (p->speed * near * m->tick_s);
    const float turn = gr_phase(m->scene_s * (double)p->spin + 0.25 + 0.5 / GR_PITCHES);
    const int32_t step = p->order == FIFTHS ? 7 : 1;
    const float gain = p->gain * (1.0f / 255.0f), width = p->width, glow = p->glow;
    const float fade = p->fade, per_hub = 1.0f / hub;
    const float *restrict r = grid->r, *restrict a = grid->a;
    float *restrict value = output->value;

    for (int i = 0; i < grid->count; i++) {
        float around = (a[i] + turn) * (GR_PITCHES / GR_TAU);
        float sector = gr_floorf(around), off = gr_absf(around - sector - 0.5f) * 2.0f;
        int32_t pitch = ((int32_t)sector + 2 * GR_PITCHES) * step % GR_PITCHES;
        float out = r[i] - hub, beyond = gr_maxf(out, 0.0f);
        GrHeardRow at = gr_heard_mirrored(m->tick_part, now, beyond * ticks, last);
        float level = gr_lerpf((float)pitches[at.here * GR_PITCHES + pitch],
                               (float)pitches[at.next * GR_PITCHES + pitch], at.part);
        level = gr_unitf(level * gain);

        /* Half a twelfth at this radius, in cells: what edges are softened by. */
        float half = GR_PI / GR_PITCHES * gr_maxf(r[i], 0.02f) * per_cell;
        float reach = width * (0.25f + 0.75f * level);
        float edge = gr_unitf((reach - off) * half + 0.5f);
        float core = 1.0f - 0.5f * off * off;
        float dark = gr_exp2f(-fade * beyond);
        float beam = edge * core * level * (0.6f + 0.6f * level);
        float halo = glow * level * level * 0.45f * gr_unitf(1.1f - off);
        float outside = (beam + halo) * dark;

        /* A petal is as long as its class is loud, from the rim inwards. */
        float depth = 1.0f - r[i] * per_hub;
        float petal = gr_unitf((level * 0.92f - depth) * hub * per_cell + 0.5f) * edge;
        float inside = petal * (0.35f + 0.65f * level) * (0.5f + 0.5f * level * (1.0f - depth)) +
                       glow * 0.12f * level;
        float rim = gr_unitf(1.3f - gr_absf(out) * per_cell) * (0.4f + 0.6f * level);
        float lit = out < 0.0f ? inside : outside;
        value[i] = gr_unitf(gr_maxf(lit * 1.1f, rim));
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_chroma);
const GrEffect GR_LEVEL_NAME(gr_effect_chroma) = {
    .name = "chroma",
    .family = "sound",
    .summary = "a wheel of the twelve pitch classes whose light travels outwards: harmony as beams",
    .params = GR_PARAM_TABLE(Params, params),
    .hears = GR_HEARS_PITCHES,
    .draw = draw,
};
