/* SPDX-License-Identifier: MIT
 *
 * Moire: two gratings of circles (or lines) slide over each other, and broad bright fans appear
 * that move much faster than they do. Each grating is a wave of the distance from its own wandering
 * middle; cells where one of the two is lit shine, and the difference of their phases, which is the
 * fringe that the eye sees, shades the whole (https://en.wikipedia.org/wiki/Moire_pattern; crossing
 * circles were a staple of Amiga demos).
 */
#include "base/level.h"
#include "common/motion.h"
#include "model/effect.h"

typedef struct Params {
    float lines, ratio, round, apart, turn, speed, sharpness, fringes, react;
} Params;

static const GrParam params[] = {
    GR_FLOAT(Params, lines, "lines/screen", 6, 0.5, 30,
             "lines on half the frame's height: higher is finer"),
    GR_FLOAT(Params, ratio, "", 1.06, 0.5, 2, "how much finer the second grating is"),
    GR_FLOAT(Params, round, "", 1, 0, 1, "0 straight lines, 1 circles; between them they bend"),
    GR_FLOAT(Params, apart, "screen", 0.42, 0, 2, "how far the middles of the gratings wander"),
    GR_RATE(Params, turn, "turns/s", 0.03, -2, 2, "how fast they circle each other"),
    GR_RATE(Params, speed, "lines/s", 0.35, -10, 10, "how fast lines leave the middles"),
    GR_FLOAT(Params, sharpness, "", 0.5, 0, 1, "0 soft lines, 1 hard ones"),
    GR_FLOAT(Params, fringes, "", 0.9, 0, 1,
             "0 cells lit by one grating, not both, 1 lines that are dark where they cancel out"),
    GR_FLOAT(Params, react, "", 1, 0, 4,
             "how strongly it answers the sound (loud parts run faster, bass drives the middles "
             "apart, beats flash along the fringes); 0 is not at all"),
};

typedef struct Grating {
    float x, y, c, s, wave, phase;
} Grating;

static Grating grating(const Params *p, double time_s, float apart, float sign)
{
    const float fine = sign > 0.0f ? p->ratio : 1.0f;
    const float around = gr_phase(time_s * (double)p->turn + 0.04);
    const float lean = gr_phase(time_s * (double)p->turn * 0.5 * (double)sign + 0.06);
    const float reach = apart * (0.75f + 0.25f * gr_sinf(gr_phase(time_s * 0.043)));
    Grating g;
    g.x = sign * reach * gr_cosf(around);
    g.y = sign * reach * 0.8f * gr_sinf(around);
    g.c = gr_cosf(lean);
    g.s = gr_sinf(lean);
    g.wave = GR_TAU * p->lines * fine;
    g.phase = gr_phase(time_s * (double)p->speed * (sign > 0.0f ? 1.0 : 0.87));
    return g;
}

/* In radians along the grating; whole lines apart is the same. */
static inline float phase_at(const Grating *g, float round, float x, float y)
{
    float dx = x - g->x, dy = y - g->y;
    float far = gr_sqrtf(dx * dx + dy * dy);
    float across = g->c * dx + g->s * dy;
    return g->wave * (across + round * (far - across)) - g->phase;
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const double time_s = gr_motion_s(m, p->react);
    const float bass = gr_push(m, GR_SIGNAL_BASS, p->react);
    const float beat = gr_push(m, GR_SIGNAL_BEAT_DECAY, p->react);
    const float apart = p->apart * (1.0f + 0.2f * bass);
    const Grating first = grating(p, time_s, apart, -1.0f);
    const Grating second = grating(p, time_s, apart, 1.0f);
    /* Lines that are finer than three cells lose their edges, then their contrast. */
    const float cell = gr_maxf(input->grid->cell_h, input->grid->cell_w);
    const float span = cell * p->lines * gr_maxf(p->ratio, 1.0f);
    const float hard = 1.0f + 4.0f * p->sharpness * gr_unitf(2.0f - 3.0f * span);
    const float seen = gr_unitf(1.75f - 2.5f * span);
    const float fringes = p->fringes, flash = 1.0f + 0.35f * beat, round = p->round;
    const float *restrict x = input->grid->x, *restrict y = input->grid->y;
    const float *restrict r = input->grid->r;
    float *restrict value = output->value;
    const int count = input->grid->count;

    for (int i = 0; i < count; i++) {
        float one = phase_at(&first, round, x[i], y[i]), two = phase_at(&second, round, x[i], y[i]);
        float a = gr_clampf(gr_sinf(one) * hard, -1.0f, 1.0f) * seen;
        float b = gr_clampf(gr_sinf(two) * hard, -1.0f, 1.0f) * seen;
        /* One or the other, not both: -1..1. */
        float either = 0.5f - 0.5f * a * b;
        /* sin + sin: lines of the mean phase, dark where the two are half a line apart. */
        float half = gr_cosf(0.5f * (one - two));
        float mean = gr_sinf(0.5f * (one + two)) * (half < 0.0f ? -1.0f : 1.0f);
        float lines = 0.5f + 0.5f * seen * gr_clampf(mean * hard, -1.0f, 1.0f);
        float deep = gr_unitf(half * half * 1.25f - 0.05f);
        float lit =
            gr_lerpf(either, lines * (0.45f + 0.55f * lines) * deep * (0.25f + 0.75f * deep),
                     fringes) *
            flash;
        value[i] = gr_unitf(lit * (1.15f - 0.16f * r[i]) * 1.1f - 0.05f);
    }
}

extern const GrEffect GR_LEVEL_NAME(gr_effect_moire);
const GrEffect GR_LEVEL_NAME(gr_effect_moire) = {
    .name = "moire",
    .family = "waves",
    .summary = "two gratings that slide over each other and cast broad fans of light",
    .params = GR_PARAM_TABLE(Params, params),
    .draw = draw,
};
