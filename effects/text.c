/* SPDX-License-Identifier: MIT
 *
 * A big word as a field. One sees a word made of glyphs, as large as the frame if one likes, that
 * stands out as a block lit from above, in a soft light that swells with the bass; a slow shimmer
 * keeps its face alive. The word is drawn once, before the first picture, sharp and blurred
 * (model/stencil.h), and each cell knows how much of it is covered; the swell moves a threshold
 * through the blurred edge. Going down the rows, each column remembers how far above it the word
 * was: that is the block's side.
 */
#include "base/level.h"
#include "base/vmath.h"
#include "common/word.h"

typedef struct Params {
    GR_WORD_MEMBERS;
    float soft, glow, shimmer, depth, speed, react;
    bool invert;
} Params;

static const GrParam params[] = {
    GR_WORD_PARAMS(Params, "GLYPH", 0),
    GR_FIXED_FLOAT(Params, soft, "px", 90, 0, 100, "how far its light reaches"),
    GR_FLOAT(Params, glow, "", 0.45, 0, 1, "how bright the light around it is"),
    GR_FLOAT(Params, shimmer, "", 0.55, 0, 1, "how much its inside varies"),
    GR_FLOAT(Params, depth, "screen", 0.13, 0, 2, "how thick it is: its side is below its face"),
    GR_RATE(Params, speed, "", 1, -20, 20, "how fast that moves"),
    GR_BOOL(Params, invert, 0, "the word is dark and all around it is bright"),
    GR_REACT(Params),
};

static void stencil(const void *values, GrStencilSpec *out)
{
    const Params *p = values;
    *out = GR_WORD_STENCIL(p, p->soft);
}

static size_t scratch_bytes(const GrGrid *grid, const void *unused)
{
    (void)unused;
    return (size_t)grid->cols * 2 * sizeof(float);
}

/* What is the same for all cells of a picture. */
typedef struct Light {
    float drift, shimmer, bass, edge, glow;
    float per_side, per_top; /* a row's share of the side, and of the light on top of the face */
    float side;
} Light;

/* A row of cells. `below` is how far down the side a column is (1 is its end), `face` how far down
 * a face; both are kept from row to row. */
static void draw_row(const Light *l, int cols, const float *restrict x, const float *restrict y,
                     const float *restrict sharp, const float *restrict soft, float *restrict below,
                     float *restrict face, float *restrict value)
{
    for (int i = 0; i < cols; i++) {
        float waves = gr_sinf(5.1f * x[i] + 2.3f * l->drift) +
                      gr_sinf(6.7f * y[i] - 1.7f * l->drift) +
                      gr_sinf(3.7f * (x[i] + y[i]) + 1.1f * l->drift);
        float inside = 1.0f - l->shimmer * (0.5f + waves * (1.0f / 6.0f));
        float swollen = gr_smoothstepf(l->edge - 0.12f, l->edge + 0.12f, soft[i]);
        float body = gr_maxf(sharp[i], l->bass * swollen);
        float on = body >= 0.5f ? 1.0f : 0.0f;
        below[i] = (1.0f - on) * gr_minf(below[i] + l->per_side, 1.0f);
        face[i] = on * gr_minf(face[i] + l->per_top, 1.0f);
        inside = inside + l->side * (0.9f - face[i]) * (1.0f - inside);
        float side = l->side * (0.46f - 0.26f * below[i]) * (below[i] < 1.0f ? 1.0f : 0.0f);
        float lit = gr_maxf(body * inside, gr_maxf(side, l->glow * soft[i]) * (1.0f - body));
        value[i] = gr_unitf(lit);
    }
}

static void draw(const GrFieldInput *input, const GrFieldOutput *output)
{
    const Params *p = input->params;
    const GrMoment *m = input->moment;
    const GrGrid *grid = input->grid;
    const float bass = gr_unitf(gr_signal(m, GR_SIGNAL_BASS) * p->react);
    const float beat = gr_unitf(gr_signal(m, GR_SIGNAL_BEAT_DECAY) * p->react);
    const float row_h = 2.0f / (float)grid->rows;
    const float depth = gr_maxf(p->depth, 1e-3f);
    const Light light = {.drift = (float)(m->scene_s * (double)p->speed),
                         .shimmer = p->shimmer * (1.0f - 0.5f * beat),
                         .bass = bass,
                         /* A threshold that comes down with the bass makes the letters swell. */
                         .edge = 0.62f - 0.22f * bass,
                         .glow = p->glow * (0.7f + 0.6f * bass),
                         .per_side = row_h / depth,
                         .per_top = row_h / 0.07f,
                         .side = gr_unitf(p->depth * (1.0f / 0.03f))};
    float *below = input->scratch, *face = below + grid->cols;
    for (int i = 0; i < grid->cols; i++) {
        below[i] = 1.0f;
        face[i] = 0.0f;
    }
    for (int row = 0; row < grid->rows; row++) {
        const ptrdiff_t at = (ptrdiff_t)row * grid->cols;
        draw_row(&light, grid->cols, grid->x + at, grid->y + at, input->stencil->sharp + at,
                 input->stencil->soft + at, below, face, output->value + at);
    }
    for (int i = 0; p->invert && i < grid->count; i++) {
        output->value[i] = 1.0f - output->value[i];
    }
}

const GrEffect GR_LEVEL_NAME(gr_effect_text) = {
    .name = "text",
    .family = "shapes",
    .summary = "a big word that stands out as a block, in a light that swells with the bass",
    .params = GR_PARAM_TABLE(Params, params),
    .scratch_bytes = scratch_bytes,
    .stencil = stencil,
    .draw = draw,
};
