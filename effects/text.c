/* SPDX-License-Identifier: MIT
 *
 * A big word as a field. One sees a word made of glyphs, as large as the frame if one likes, in a
 * soft light that swells with the bass; a slow shimmer keeps its inside alive. The word is drawn
 * once, before the first picture, sharp and blurred (model/stencil.h), and each cell knows how much
 * of it is covered; the swell moves a threshold through the blurred edge.
 */
#include "base/level.h"
#include "base/vmath.h"
#include "common/word.h"

typedef struct Params {
    GR_WORD_MEMBERS;
    float soft, glow, shimmer, speed, react;
    bool invert;
} Params;

static const GrParam params[] = {
    GR_WORD_PARAMS(Params, "GLYPH", 0),
    GR_FIXED_FLOAT(Params, soft, "px", 90, 0, 100, "how far its light reaches"),
    GR_FLOAT(Params, glow, "", 0.45, 0, 1, "how bright the light around it is"),
    GR_FLOAT(Params, shimmer, "", 0.55, 0, 1, "how much its inside varies"),
    GR_RATE(Params, speed, "", 1, -20, 20, "how fast that moves"),
    GR_BOOL(Params, invert, 0, "the word is dark and all around it is bright"),
    GR_REACT(Params),
};

static void stencil(const void *values, GrStencilSpec *out)
{
    const Params *p = values;
    *out = GR_WORD_STENCIL(p, p->soft);
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const float *x = grid->x, *y = grid->y;
    const float *sharp = input->stencil->sharp, *soft = input->stencil->soft;
    float *value = output->value;
    float bass = gr_unitf(gr_signal(m, GR_SIGNAL_BASS) * p->react);
    float beat = gr_unitf(gr_signal(m, GR_SIGNAL_BEAT_DECAY) * p->react);
    float drift = (float)(m->scene_s * (double)p->speed);
    float glow = p->glow * (0.7f + 0.6f * bass);
    /* A threshold that comes down with the bass makes the letters swell. */
    float edge = 0.62f - 0.22f * bass;
    float turn = p->invert ? -1.0f : 1.0f, base = p->invert ? 1.0f : 0.0f;
    for (int i = 0; i < grid->count; i++) {
        float waves = gr_sinf(5.1f * x[i] + 2.3f * drift) + gr_sinf(6.7f * y[i] - 1.7f * drift) +
                      gr_sinf(3.7f * (x[i] + y[i]) + 1.1f * drift);
        float inside = 1.0f - p->shimmer * (0.5f + waves * (1.0f / 6.0f)) * (1.0f - 0.5f * beat);
        float swollen = gr_smoothstepf(edge - 0.12f, edge + 0.12f, soft[i]);
        float body = gr_maxf(sharp[i], bass * swollen);
        float lit = gr_maxf(body * inside, glow * soft[i] * (1.0f - body));
        value[i] = gr_unitf(base + turn * lit);
    }
}

const GrEffect GR_LEVEL_NAME(gr_effect_text) = {
    .name = "text",
    .family = "shapes",
    .summary = "a big word in a soft light that swells with the bass",
    .params = GR_PARAM_TABLE(Params, params),
    .stencil = stencil,
    .draw = draw,
};
